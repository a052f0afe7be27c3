"""One instance's home: where it is and what ``commune.toml`` says of its commune."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from annotated_types import Ge

from data import definitions
from data.definitions import definition
from data.errors import CommuneExistsError, InseeCodeError, NoCommuneError, SettingsError
from data.storage import write_whole

DEFAULT_HOME = Path(__file__).parent / "local"
SETTINGS_FILE = "commune.toml"

_INSEE_CODE = re.compile(r"([0-9]{2}|2[AB])[0-9]{3}")
_OVERSEAS = {
    "971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne", "974": "Indian/Reunion",
    "976": "Indian/Mayotte",
}  # fmt: skip
_SETTINGS = """\
# Réglages de la commune. Un changement est pris en compte au prochain démarrage.
name = {name}
insee_code = {insee_code}
fictive = {fictive}

# Communes auxquelles la vôtre se compare : leurs codes INSEE. Sans elles, celles d’une population proche.
# similar = ["31555", "69123"]

# Changement recherché par une action qui n’a pas de cible, en pourcentage : à fixer avant de regarder les résultats.
change_sought = 20

[disclosure]
# Plus petit nombre de faits montré hors de la coordination. Un nombre inférieur à 5 reste sans effet.
threshold = 5

# Durées de conservation par source : mois entiers gardés avant celui en cours. Sans elles, tout est gardé. Ce qui est
# plus ancien s’efface avec « python -m data purge ».
# [retention]
# main_courante_pm = 36

# Fond de carte, facultatif. Sans lui, aucun autre serveur n’est appelé ; avec lui, chaque navigateur demande ses
# images à cette adresse. Exemple : le Plan IGN de la Géoplateforme (ôtez les trois « # » qui suivent).
# [base_map]
# url = "{plan_ign}"
# attribution = "© IGN – Géoplateforme"
"""
_PLAN_IGN = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
    "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
_LEAST_SOUGHT, _MOST_SOUGHT = 5, 95
"""Changes, in percent, that it makes sense to look for."""
_ARRONDISSEMENTS = {"75056": "751", "69123": "6938", "13055": "132"}
"""What the codes of the arrondissements of Paris, Lyon and Marseille begin with."""
_SERVER = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/")
"""How the address of an image starts: with nothing that a security policy would take for another of its words."""


@definition
class BaseMap:
    """Images of the ground, drawn under the zones.

    Attributes
    ----------
    url : address of one image (tile), in Web Mercator, with ``{z}``, ``{x}`` and ``{y}`` to be replaced.
    attribution : what the map must say of its author.
    """

    url: str
    attribution: str

    @property
    def origin(self) -> str:
        """Scheme and host, as a security policy names them."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@definition
class _Disclosure:
    threshold: int


@definition
class _Settings:
    """The keys of ``commune.toml``."""

    name: str
    insee_code: str
    disclosure: _Disclosure
    fictive: bool = False
    change_sought: int = 20
    base_map: BaseMap | None = None
    similar: tuple[str, ...] = ()
    retention: dict[str, Annotated[int, Ge(1)]] = field(default_factory=dict)


@dataclass(frozen=True)
class Commune:
    """What one instance knows of itself.

    Attributes
    ----------
    threshold : smallest non-zero count that the commune wants shown outside its coordination; the gate sets a floor
        to it.
    base_map : None when no other server may be called.
    similar : INSEE codes of the communes that this one compares itself with; none to take those of its size.
    retention : whole months kept before the current one, by slug of source; a source that is absent keeps all.
    change_sought : change, in percent, that an action without a target is judged by.
    """

    home: Path
    name: str
    insee_code: str
    fictive: bool
    threshold: int
    base_map: BaseMap | None
    similar: tuple[str, ...] = ()
    retention: Mapping[str, int] = field(default_factory=dict, hash=False)
    change_sought: int = 20

    @property
    def time_zone(self) -> str:
        """The clocks of the commune, by their name in the IANA base."""
        return _OVERSEAS.get(self.insee_code[:3], "Europe/Paris")

    @property
    def departement(self) -> str:
        """Code of its département: 01, 2A, 974."""
        return self.insee_code[: 3 if self.insee_code.startswith("97") else 2]

    @property
    def insee_prefix(self) -> str:
        """What the codes of its IRIS and of its addresses begin with: its own code, or those of its arrondissements."""
        return _ARRONDISSEMENTS.get(self.insee_code, self.insee_code)


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
    check_is_free(home)
    home.mkdir(parents=True, exist_ok=True)
    text = _SETTINGS.format(
        name=json.dumps(name, ensure_ascii=False),
        insee_code=json.dumps(insee_code),
        fictive=str(fictive).lower(),
        plan_ign=_PLAN_IGN,
    )
    write_whole(home / SETTINGS_FILE, text.encode())
    return read(home)


def check_is_free(home: Path) -> None:
    """Refuse a home that has a commune.

    Raises
    ------
    CommuneExistsError
    """
    if (home / SETTINGS_FILE).exists():
        raise CommuneExistsError(name=read(home).name, home=home)


def read(home: Path) -> Commune:
    """Read the settings of the commune installed in ``home``.

    Raises
    ------
    NoCommuneError : the home has no ``commune.toml``.
    SettingsError : the file is not TOML, or a setting is unknown, missing or cannot be.
    """
    path = home / SETTINGS_FILE
    if not path.exists():
        raise NoCommuneError(home=home)
    settings = definitions.read(path, _Settings, _refused)
    for problem in _problems(settings):
        raise _refused(path, problem)
    return Commune(
        home=home,
        name=settings.name,
        insee_code=settings.insee_code,
        fictive=settings.fictive,
        threshold=settings.disclosure.threshold,
        base_map=settings.base_map,
        similar=settings.similar,
        retention=settings.retention,
        change_sought=settings.change_sought,
    )


def _refused(path: Path, problem: str) -> SettingsError:
    return SettingsError(path=path, problem=problem)


def _problems(settings: _Settings) -> Iterator[str]:
    """What is wrong with settings that have the right keys and types."""
    if not _LEAST_SOUGHT <= settings.change_sought <= _MOST_SOUGHT:
        yield f"« change_sought » doit être compris entre {_LEAST_SOUGHT} et {_MOST_SOUGHT}"
    for code in settings.similar:
        if not _INSEE_CODE.fullmatch(code):
            yield f"« {code} », parmi les communes semblables, n’est pas un code INSEE"
    if settings.base_map and not _SERVER.match(settings.base_map.url):
        yield "l’adresse du fond de carte n’est pas celle d’un serveur (http:// ou https://)"
    elif settings.base_map and set(re.findall(r"\{.*?\}", settings.base_map.url)) != {"{z}", "{x}", "{y}"}:
        yield "l’adresse du fond de carte doit contenir {z}, {x} et {y}, et rien d’autre entre accolades"
