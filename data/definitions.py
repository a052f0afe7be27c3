"""Definitions that people write as TOML: read into frozen values, checked by pydantic, refused in French.

pydantic is imported when a file is read, so that a command that reads none does not wait for it.
"""

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from data.errors import DefinitionError, QuietudeError

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

_T = TypeVar("_T")
_Keys = tuple[int | str, ...]

_FRENCH = {
    "missing": "manque",
    "unexpected_keyword_argument": "est inconnue",
    "string_type": "doit être un texte entre guillemets",
    "int_type": "doit être un nombre entier",
    "int_from_float": "doit être un nombre entier",
    "float_type": "doit être un nombre",
    "finite_number": "doit être un nombre fini",
    "bool_type": "doit être true ou false",
    "date_type": "doit être une date, par exemple 2025-01-31",
    "date_parsing": "doit être une date, par exemple 2025-01-31",
    "date_from_datetime_parsing": "doit être une date, par exemple 2025-01-31",
    "tuple_type": "doit être une liste",
    "list_type": "doit être une liste",
    "dict_type": "doit être un groupe de clés",
    "dataclass_type": "doit être un groupe de clés",
    "enum": "vaut « {value} », qui n’est pas un choix (choix possibles : {expected})",
    "literal_error": "vaut « {value} », qui n’est pas un choix (choix possibles : {expected})",
    "greater_than": "doit être supérieur à {gt}",
    "greater_than_equal": "doit être au moins {ge}",
    "less_than": "doit être inférieur à {lt}",
    "less_than_equal": "doit être au plus {le}",
    "too_short": "doit avoir au moins {min_length} élément(s)",
    "string_too_short": "doit avoir au moins {min_length} caractère(s)",
}
"""What is wrong with a key, by pydantic's type of error."""
_OTHER = "n’a pas la forme attendue"


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def definition(described: type[_T]) -> type[_T]:
    """Make a class a frozen dataclass that a table of a TOML file fills; a key that is no field of it is refused."""
    described.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return dataclass(frozen=True)(described)


def _definition_refused(path: Path, problem: str) -> QuietudeError:
    return DefinitionError(faults=f"{path.name} ({problem})")


def read(
    path: Path,
    model: type[_T],
    refused: Callable[[Path, str], QuietudeError] = _definition_refused,
    *,
    moved: Path | None = None,
) -> _T:
    """Read a TOML file.

    Parameters
    ----------
    moved : where it is read if it has just left ``path`` for there.
    model : a class made by ``definition``, or a mapping of such (``dict[str, Category]``). Types are strict: a number
        written as text is refused.
    refused : the refusal of a file for a problem, in French and without its final stop.

    Raises
    ------
    QuietudeError : as made by ``refused``; the file is missing, is not TOML, or has a key that is unknown, missing or
        of another type.
    """
    from pydantic import ValidationError

    adapter: TypeAdapter[_T] = _adapter(model)  # type: ignore[arg-type]  # a class is hashable
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if moved:
            return read(moved, model, refused)
        raise refused(path, "le fichier manque") from error
    except OSError as error:
        raise refused(path, "le fichier ne s’ouvre pas") from error
    except UnicodeDecodeError as error:
        raise refused(path, "le fichier n’est pas enregistré en UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise refused(path, f"ce n’est pas du TOML{f', à la ligne {line[1]}' if line else ''}") from error
    try:
        # As JSON, so that lists and texts may become tuples and enumerations where types are strict.
        return adapter.validate_json(json.dumps(table, default=str), strict=True)
    except ValidationError as error:
        raise refused(path, " ; ".join(_problems(error.errors(), table, adapter.json_schema()))) from error


def read_shipped(path: Path, model: type[_T]) -> _T:
    """Read a TOML file of the product, as ``read`` does, once: it changes with the product alone."""
    described: _T = _shipped(path, model)  # type: ignore[arg-type]  # a class is hashable
    return described


@cache
def _shipped(path: Path, model: Any) -> Any:
    return read(path, model)


def read_all(paths: Iterable[Path], model: type[_T]) -> dict[Path, _T]:
    """Read TOML files, each as ``read`` does.

    Raises
    ------
    DefinitionError : all faulty files at once.
    """
    read_files: dict[Path, _T] = {}
    faults = []
    for path in paths:
        try:
            read_files[path] = read(path, model)
        except DefinitionError as refusal:
            faults.append(str(refusal.values["faults"]))
    if faults:
        raise DefinitionError(faults=" ; ".join(faults))
    return read_files


@cache
def _adapter(model: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def _problems(errors: Sequence["ErrorDetails"], table: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """What is wrong with each key, in French, in the order of the errors."""
    by_key: dict[_Keys, list[str]] = {}
    misspelt: set[_Keys] = set()
    for error in errors:
        keys = _keys(error, table)
        expected = ", ".join(re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", ""))))
        values = {**error.get("ctx", {}), "value": error["input"], "expected": expected}
        problem = _FRENCH.get(error["type"], _OTHER).format(**values)
        if error["type"] == "unexpected_keyword_argument":
            known = _known_keys(schema, keys[:-1])
            if nearest := difflib.get_close_matches(str(keys[-1]), known, n=1):
                problem += f" : vouliez-vous dire « {nearest[0]} » ?"
                misspelt.add((*keys[:-1], nearest[0]))
            else:
                problem += f" (clés possibles : {', '.join(known)})"
        by_key.setdefault(keys, []).append(problem)
    return [
        f"la clé « {'.'.join(map(str, keys))} » {' ou '.join(dict.fromkeys(problems))}".replace(
            " ou doit être ", " ou "
        )
        for keys, problems in by_key.items()
        # A key that is missing because it is misspelt is one problem.
        if not (keys in misspelt and problems == [_FRENCH["missing"]])
    ]


def _keys(error: "ErrorDetails", table: Any) -> _Keys:
    """Keys of the file that lead to an error: pydantic also names which of several types it tried."""
    keys: list[int | str] = []
    for part in error["loc"]:
        within = part in table if isinstance(table, dict) else isinstance(table, list) and isinstance(part, int)
        if within:
            table = table[part]
        if within or error["type"] == "missing":
            keys.append(part)
    return tuple(keys)


def _known_keys(schema: Mapping[str, Any], keys: _Keys) -> list[str]:
    """Keys that the table at some keys may have, by the JSON schema of the whole file."""
    tables = [schema]
    for key in keys:
        tables = [inside for table in _resolved(tables, schema) if (inside := _inside(table, key))]
    return [name for table in _resolved(tables, schema) for name in table.get("properties", {})]


def _inside(table: Mapping[str, Any], key: int | str) -> Mapping[str, Any] | None:
    known: Mapping[str, Any] = table.get("properties", {})
    others = table.get("items") if isinstance(key, int) else table.get("additionalProperties")
    return known.get(str(key)) or others or None


def _resolved(tables: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Schemas with their references followed and their alternatives side by side."""
    resolved: list[Mapping[str, Any]] = []
    for table in tables:
        if "$ref" in table:
            resolved += _resolved([schema["$defs"][table["$ref"].rsplit("/", 1)[1]]], schema)
        elif "anyOf" in table:
            resolved += _resolved(table["anyOf"], schema)
        else:
            resolved.append(table)
    return resolved
