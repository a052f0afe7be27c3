"""One instance's home: where it is and what ``commune.toml`` says of its commune."""

import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from data.errors import CommuneExistsError, InseeCodeError, NoCommuneError, SettingsError

DEFAULT_HOME = Path(__file__).parent / "local"

_INSEE_CODE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
_SETTINGS = """\
# Réglages de la commune. Un changement est pris en compte au prochain démarrage.
name = {name}
insee_code = {insee_code}
fictive = {fictive}

[disclosure]
# Plus petit nombre de faits montré hors de la coordination. Un nombre inférieur à 5 reste sans effet.
threshold = 5
"""


@dataclass(frozen=True)
class Commune:
    """What one instance knows of itself.

    Attributes
    ----------
    threshold : smallest non-zero count that the commune wants shown outside its coordination; the gate sets a floor
        to it.
    """

    home: Path
    name: str
    insee_code: str
    fictive: bool
    threshold: int


def home() -> Path:
    """Folder of this instance: ``QUIETUDE_HOME``, else ``data/local``."""
    return Path(os.environ.get("QUIETUDE_HOME") or DEFAULT_HOME)


def create(home: Path, *, name: str, insee_code: str, fictive: bool = False) -> Commune:
    """Write the settings of a new, empty commune.

    Raises
    ------
    InseeCodeError : the code is not five characters of the INSEE form.
    CommuneExistsError : the home already has a commune.
    """
    if not _INSEE_CODE.fullmatch(insee_code):
        raise InseeCodeError(code=insee_code)
    path = home / "commune.toml"
    if path.exists():
        raise CommuneExistsError(name=read(home).name, home=home)
    home.mkdir(parents=True, exist_ok=True)
    text = _SETTINGS.format(
        name=json.dumps(name, ensure_ascii=False),
        insee_code=json.dumps(insee_code),
        fictive=str(fictive).lower(),
    )
    path.write_text(text, encoding="utf-8")
    return read(home)


def read(home: Path) -> Commune:
    """Read the settings of the commune installed in ``home``.

    Raises
    ------
    NoCommuneError : the home has no ``commune.toml``.
    SettingsError : the file is not TOML or lacks a setting.
    """
    path = home / "commune.toml"
    if not path.exists():
        raise NoCommuneError(home=home)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsError(path=path, problem="ce n’est pas du TOML", details=str(error)) from error
    try:
        return Commune(
            home=home,
            name=str(settings["name"]),
            insee_code=str(settings["insee_code"]),
            fictive=bool(settings.get("fictive", False)),
            threshold=int(settings["disclosure"]["threshold"]),
        )
    except KeyError as error:
        raise SettingsError(path=path, problem=f"le réglage {error} manque") from error
    except (ValueError, TypeError) as error:
        raise SettingsError(path=path, problem="un réglage n’a pas la forme attendue", details=str(error)) from error
