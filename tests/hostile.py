"""A commune in which whatever a file or a person wrote holds Markdown, a link, an address and signs of Streamlit."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from itertools import cycle
from pathlib import Path

import duckdb
import pandas as pd

from data import reference
from data.intake import profiles
from data.warehouse import snapshot

HOST = "attaque.example"
TYPED = (
    f"x [l](http://{HOST})![](http://{HOST}/i.png) <img src=http://{HOST}/j.png> **g** _i_ `c` $e$ :red[r] :smile: "
    f":material/home: -> http://{HOST}/u www.{HOST} a@{HOST} # z"
)
"""Added to each name, comment and wording."""
FORMULAS = ("=1+1 ", "+1 ", "-1 ", "@SUM(1) ", "\t=1 ", "\r=1 ", "x;=1+1 ")
"""How a name begins that a spreadsheet would run, or that would begin a cell of its own."""
_IN_SNAPSHOT = {"zone": ["label"], "wave": ["wave"], "question": ["wave", "wording"], "respondent": ["wave"],
                "answer": ["wave"], "delivery": ["file"]}  # fmt: skip
_IN_JOURNAL = {
    "action": ["name", "axis", "lead", "expected_effect", "mechanism"],
    "action_zone": ["label"],
    "meeting": ["label", "note"],
    "objective": ["axis", "label"],
    "decision": ["reason", "owner"],
    "change": ["by", "before", "after", "reason"],
}
_NAMED = re.compile(r'^((?:label|definition|finding|limits|reference|name) = ".*)"$', re.MULTILINE)


def install(home: Path, copied: Path) -> Path:
    """Make of the fictive commune one whose names are hostile."""
    shutil.copytree(copied, home)
    with duckdb.connect(snapshot.path_of(home, snapshot.current_version(home) or "")) as base:
        for table, columns in _IN_SNAPSHOT.items():
            base.execute(f"UPDATE {table} SET {', '.join(f'{one} = {one} || $typed' for one in columns)}", _bound())
    with closing(sqlite3.connect(home / "journal.sqlite")) as journal, journal:
        for table, columns in _IN_JOURNAL.items():
            changed = ", ".join(f'"{one}" = "{one}" || :typed' for one in columns)
            journal.execute(f"UPDATE {table} SET {changed}", _bound())
        journal.execute(
            "INSERT INTO comment (action_id, text, by, at) SELECT id, :typed, :typed, '2026-01-01' FROM action",
            _bound(),
        )
        zones = json.dumps([["quartier", "4", TYPED]])
        journal.execute(
            'INSERT INTO event (version, label, start, "end", zones) '
            "VALUES (1, :typed, '2024-02-01', '2024-09-30', :zones)",
            _bound() | {"zones": zones},
        )
    changes = pd.read_csv(home / "ruptures.csv", sep=";", keep_default_na=False)
    changes["note"] += f" {TYPED}"
    changes["zones"] = [f"{zones} {TYPED}" if zones else "" for zones in changes["zones"]]
    changes.to_csv(home / "ruptures.csv", sep=";", index=False)
    _rename(home / "commune.toml", home / "commune.toml")
    for name in ("categories", "champs", "partners", "themes", "evidence"):
        _rename(Path(reference.__file__).parent / f"{name}.toml", home / "nomenclature" / f"{name}.toml")
    for file in (Path(profiles.__file__).parent / "sources").glob("*.toml"):
        _rename(file, home / "sources" / file.name)
    return home


def begin_with_formulas(home: Path) -> None:
    """Have zones, reasons of a rejection, actions and categories of a hostile commune begin with formulas, in turn."""
    bound = {"formulas": [*FORMULAS], "many": len(FORMULAS)}
    with duckdb.connect(snapshot.path_of(home, snapshot.current_version(home) or "")) as base:
        base.execute("UPDATE zone SET label = $formulas[1 + rowid % $many] || label", bound)
        base.execute("UPDATE delivery SET rejected = $many WHERE delivery = 1", {"many": len(FORMULAS)})
        base.executemany(
            "INSERT INTO rejection VALUES (1, ?, ?)",
            [(row, f"{formula}{TYPED}") for row, formula in enumerate(FORMULAS, start=2)],
        )
    with closing(sqlite3.connect(home / "journal.sqlite")) as journal, journal:
        for rank, formula in enumerate(FORMULAS):
            journal.execute("UPDATE action SET name = ? || name WHERE id % ? = ?", (formula, len(FORMULAS), rank))
    # It names zones as they were.
    (home / "ruptures.csv").unlink()
    categories = home / "nomenclature" / "categories.toml"
    turns = cycle(map(json.dumps, FORMULAS))
    text = re.sub(r'^label = "', lambda _: f"label = {next(turns)[:-1]}", categories.read_text("utf-8"), flags=re.M)
    categories.write_text(text, encoding="utf-8")


def without_typed(seen: str) -> str:
    """Leave out of a text all that was typed, whole or shortened as a picture does where it has no room."""
    seen = seen.replace(TYPED, "")
    for letters in range(len(TYPED), 0, -1):
        seen = seen.replace(f"{TYPED[:letters].rstrip()}…", "")
    return seen


def _bound() -> dict[str, str]:
    return {"typed": f" {TYPED}"}


def _rename(file: Path, renamed: Path) -> None:
    renamed.parent.mkdir(exist_ok=True)
    text = file.read_text(encoding="utf-8")
    renamed.write_text(_NAMED.sub(lambda found: f'{found[1]} {TYPED}"', text), encoding="utf-8")
