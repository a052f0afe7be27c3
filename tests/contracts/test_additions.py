"""What one file adds: written in a copy of the project, it is known everywhere without another line changed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest
import shapely

from pages.app import registry

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
LOADER = partial(facts.load, read=rows.by_role)
SHAPE = Shape("facts", roles.ROLES, LOADER, roles.check_dated, profiles=lambda: (LAMPS,))
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
    for room in ("data", "analytics", "pages", ".streamlit"):
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


TOY_LEVEL = 'rank = 9\nlabel = "Îlots"\nsingular = "îlot"\nplural = "îlots"\n'
NOISES = "date;type;lat;lon\n2024-03-14;Bruit;43.61;1.41\n2024-04-15;Bruit;43.61;1.43\n2024-04-16;Bruit;43.7;1.43\n"
THEFTS = "mois;nature;lieu;nombre\n2024-03;Vol;ILOT A;7\n2024-03;Vol;b;8\n2024-03;Vol;ailleurs;9\n"
MENUS = """
import json, sys
from pathlib import Path
from analytics.figures import Release, counts, observe
from data import reference
from data.model import Scope
release = Release(observe(Path(sys.argv[1])), Scope.COORDINATION)
labels = [reference.levels()[level].label for level in release.ask(counts.available_levels, "signalements")]
print(json.dumps([labels, reference.zone_levels()]))
"""


def test_level_is_one_file(command, copy):
    home = ("--home", copy / "home")
    (copy / "data" / "reference" / "levels" / "ilot.toml").write_text(TOY_LEVEL, encoding="utf-8")
    codes, shapes = ["A", "B"], [shapely.box(1.40, 43.60, 1.42, 43.62), shapely.box(1.42, 43.60, 1.44, 43.62)]
    frame = gpd.GeoDataFrame({"code": codes, "nom": ["Îlot A", "Îlot B"]}, geometry=shapes, crs=4326)
    frame.to_file(copy / "ilots.geojson")
    for file, text in {"bruits.csv": NOISES, "vols.csv": THEFTS}.items():
        (copy / file).write_text(text, encoding="utf-8")
    zones = json.loads(command("-m", "data", "zones", copy / "ilots.geojson", "--level", "ilot", "--json", *home))
    assert (zones["level"], zones["zones"]) == ("ilot", 2)
    load = ("-m", "data", "load", "--json", *home)
    roles = [part for role in ("date=date", "category=type", "lat=lat", "lon=lon") for part in ("--map", role)]
    by_point = json.loads(command(*load, copy / "bruits.csv", "--kind", "signalement", *roles))
    assert by_point["not_located"] == {"ilot": 1}
    roles = [part for role in ("month=mois", "category=nature", "zone_label=lieu", "count=nombre")
             for part in ("--map", role)]  # fmt: skip
    by_name = json.loads(command(*load, copy / "vols.csv", "--kind", "plainte", "--level", "ilot", *roles))
    assert by_name["not_located"] == {"ilot": 9}
    state = json.loads(command("-m", "data", "status", "--json", *home))
    assert (state["zones"], state["not_located"]) == ({"ilot": 2}, {"ilot": 10})
    for indicator, numbers in {"signalements": {"A": 1, "B": 1}, "plaintes": {"A": 7, "B": 8}}.items():
        question = ("table", indicator, "--level", "ilot", "--by", "total", "--scope", "coordination")
        rows = json.loads(command("-m", "analytics", *question, "--format", "json", *home))
        assert {row["zone_code"]: row["n_events"] for row in rows} == numbers
    labels, cuts = json.loads(command("-c", MENUS, copy / "home"))
    assert labels == ["Îlots", "Commune"]
    assert cuts == ["quartier", "iris", "qpv", "bailleur", "ilot"]


TOY_INDICATOR = (PROJECT / "analytics" / "indicators" / "signalements.toml").read_text(encoding="utf-8")


def test_indicator_is_one_file(command, copy, demo_home):
    toy = TOY_INDICATOR.replace('label = "Signalements"', 'label = "Essais"').replace("rank = ", "rank = 9")
    assert toy.count("Essais") == 1
    (copy / "analytics" / "indicators" / "essai.toml").write_text(toy, encoding="utf-8")
    question = ("--level", "quartier", "--format", "json", "--home", demo_home)
    same = [json.loads(command("-m", "analytics", "table", slug, *question)) for slug in ("essai", "signalements")]
    assert same[0] == same[1] and same[0]
    menu = command("-c", INDICATORS, demo_home).splitlines()
    assert "Essais" in menu and "Signalements" in menu
    changes = json.loads(command("-m", "analytics", "changes", "essai", "--json", "--home", demo_home))
    assert changes["indicator"] == "essai" and changes["zones"]


INDICATORS = """
import sys
from pathlib import Path
from analytics.figures import Release, counts, observe
from data.model import Scope
print(*(one.label for one in counts.available_indicators(Release(observe(Path(sys.argv[1])), Scope.ELU))), sep="\\n")
"""

TOY_METHOD = '''"""A toy."""

from dataclasses import replace

from analytics.statistics.evaluation.methods import Method
from analytics.statistics.evaluation.zone_changes import foreseen, zone_effect
from analytics.statistics.words import ProofLevel

METHOD = Method(
    slug="toy",
    estimate=lambda study: replace(zone_effect(study), method="toy"),
    foreseen=foreseen,
    months_before=12,
    months_after=1,
    best_proof=ProofLevel.OBSERVED,
    compared_zones=1,
    priority=40,
    label="méthode d’essai",
)
'''
ACTION = "Médiation de soirée aux Tanneries"


def test_evaluation_method_is_one_file(command, copy, demo_home):
    methods = copy / "analytics" / "statistics" / "evaluation" / "methods"
    evaluate = ("-m", "analytics", "evaluate", ACTION, "--home", demo_home)
    assert json.loads(command(*evaluate, "--json"))["method"] != "toy"
    (methods / "toy.py").write_text(TOY_METHOD, encoding="utf-8")
    assert json.loads(command(*evaluate, "--json"))["method"] == "toy"
    assert "toy" in command("-c", METHODS, demo_home).split()


METHODS = """
import sys
from pathlib import Path
from analytics.figures import Release, evaluations, observe
from data import journal
from data.model import Scope
release = Release(observe(Path(sys.argv[1])), Scope.COORDINATION)
with journal.open_journal(release.commune.home) as opened:
    for one in release.ask(evaluations.evaluate, tuple(opened.actions())):
        print(*(getattr(method, "slug", method) for method in one.methods))
"""

TOY_SCREEN = '''"""Screen « Essai »: a toy."""

import streamlit as st

from pages.app.screen import EVERYBODY, Screen
from pages.app.session import Session


def sentence(_: Session) -> str:
    """Say what it answers."""
    return "Une phrase."


def name(session: Session, _: None) -> None:
    """Draw the name of the commune."""
    st.markdown(session.commune.name)


SCREEN = Screen(
    title="Essai",
    headline=sentence,
    how_to_read=("Un.", "Deux.", "Trois."),
    order=4,
    scopes=EVERYBODY,
    rows=((name,),),
)
'''
OPENED = """
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
app = AppTest.from_file("pages/app/main.py", default_timeout=30)
app._page_hash = calc_hash("essai")
app.run()
assert not app.exception, app.exception
from pages.app import registry
print(*(screen.title for screen in registry.SCREENS.values()), sep=",")
print(app.title[0].value, *(text.value for text in app.markdown if text.value.startswith("Valorne")), sep=",")
"""


def test_screen_is_one_file(copy, demo_home, monkeypatch):
    (copy / "pages" / "essai.py").write_text(TOY_SCREEN, encoding="utf-8")
    monkeypatch.setenv("QUIETUDE_HOME", str(demo_home))
    run = subprocess.run([sys.executable, "-c", OPENED], cwd=copy, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    menu, shown = run.stdout.splitlines()[-2:]
    titles = menu.split(",")
    assert set(titles) == {screen.title for screen in registry.SCREENS.values()} | {"Essai"}
    assert titles.index("Essai") in (3, 4)
    assert shown == "Une phrase.,Valorne-sur-Aubrise"
