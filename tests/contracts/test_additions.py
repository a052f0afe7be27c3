"""What one file adds: written in a copy of the project, it is known everywhere without another line changed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parents[2]

TOY_SHAPE = '''"""A row is a lamp that does not light."""

from functools import partial

from data.intake.facts import facts, roles, rows
from data.intake.profiles import SourceProfile
from data.intake.shape import Shape
from data.model import Kind

LAMPS = SourceProfile(
    "lampes", "Lampes en panne", Kind.SIGNALEMENT, "lamps", {"date": ("constat",), "category": ("panne",)}
)
SHAPE = Shape("facts", roles.ROLES, partial(facts.load, read=rows.by_role), roles.check_dated, profiles=(LAMPS,))
'''
LAMPS = "constat;panne\n2025-03-01;Éclairage public\n2025-03-02;Éclairage public\nhier;Éclairage public\n"

TOY_TOOL = """
label = "Enquête (Essai)"
id = ["Dossier"]
submitted = ["Clos le"]
technical = ['navigateur']
options = ['(?P<question>.+) > (?P<option>.+)(?P<repeat>)']
tag = "@"
"""
ANSWERS = "Dossier;Clos le;Navigateur;Avis sur la rue;Gêne > bruit;Gêne > saleté\n@n;@d;@v;@q;@a;@b\n" + "".join(
    f"{n};2025-04-{n:02};Nav {n % 2};{'Bon' if n % 2 else 'Mauvais'};{n % 2};{1 - n % 2}\n" for n in range(1, 11)
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code, which may be added to."""
    for room in ("data", "analytics"):
        shutil.copytree(PROJECT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "local"))
    return tmp_path


@pytest.fixture
def command(copy: Path) -> Callable[..., str]:
    """What a Python command of the copy prints."""

    def run(*arguments: object) -> str:
        done = subprocess.run(
            [sys.executable, *map(str, arguments)], cwd=copy, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("-m", "data", "init", "--name", "Essai", "--insee", "31999", "--home", copy / "home")
    return run


def known_sources(command: Callable[..., str], copy: Path) -> dict[str, str]:
    """Label of each source, as the menus and lists of the screens show it."""
    code = (
        "import json, sys; from pathlib import Path; from data.intake import profiles; "
        "known = profiles.read_profiles(Path(sys.argv[1])); "
        "print(json.dumps({slug: one.label for slug, one in known.items()}))"
    )
    return json.loads(command("-c", code, copy / "home"))


def test_shape_is_one_file(command, copy):
    (copy / "data" / "intake" / "shapes" / "lamps.py").write_text(TOY_SHAPE, encoding="utf-8")
    (copy / "lampes.csv").write_text(LAMPS, encoding="utf-8")
    load = ("-m", "data", "load", copy / "lampes.csv", "--json", "--home", copy / "home")
    by_name = json.loads(command(*load, "--source", "lampes"))
    assert (by_name["source"], by_name["loaded"], by_name["rejected"]) == ("lampes", 2, {"date illisible": 1})
    again = json.loads(command(*load))
    assert (again["source"], again["loaded"], again["duplicate"]) == ("lampes", 0, 3)
    assert known_sources(command, copy)["lampes"] == "Lampes en panne"


def test_survey_tool_is_one_file(command, copy):
    (copy / "data" / "intake" / "surveys" / "tools" / "essai.toml").write_text(TOY_TOOL, encoding="utf-8")
    (copy / "essai.csv").write_text(ANSWERS, encoding="utf-8")
    load = ("-m", "data", "load", copy / "essai.csv", "--json", "--home", copy / "home")
    delivery = json.loads(command(*load))
    assert (delivery["source"], delivery["loaded"]) == ("essai", 10)
    assert delivery["rejected"] == {"ligne d’étiquettes": 1}
    snapshot = copy / "home" / "snapshots" / f"{delivery['snapshot']}.duckdb"
    with duckdb.connect(snapshot, read_only=True) as connection:
        questions = connection.execute("SELECT wording, type FROM question ORDER BY ALL").fetchall()
    assert questions == [("Avis sur la rue", "single"), ("Gêne", "multiple")]
    assert known_sources(command, copy)["essai"] == "Enquête (Essai)"
