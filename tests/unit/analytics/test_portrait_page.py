"""The portrait of a zone on a page: each figure is in it, nothing withheld is, whatever the names are."""

import dataclasses
import io
import re
from datetime import date

import pytest

from analytics.export import portrait
from analytics.figures import Release, changes, observe, zones_compared
from analytics.figures.comparability import Comparison
from analytics.figures.evaluations import Evaluated
from analytics.indicators import indicator
from analytics.text import actions as texts
from analytics.text import documents, readings
from analytics.text.markdown import plain
from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, describe
from data.journal import Action
from data.model import Level, Period, Scope, Selection
from tests.unit.analytics.conftest import CORNERS, SIDE, write_zones

pypdf = pytest.importorskip("pypdf")

TODAY = date(2026, 11, 28)
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
COMPARISON = Comparison.with_years_before(YEAR)
OF = Selection("plaintes", Level.QUARTIER, YEAR)
HOSTILE = "#import $x$ <svg onload=alert(1)> *gras* [lien](http://ailleurs) =1+1"
COUNTS = {"01": 1201, "02": 1302, "03": 1403, "04": 1504}
"""Facts of the first month of each zone; one more each month, so that none is met twice."""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portrait")
    town = communes.create(folder / "home", name="Essai-sur-Test", insee_code="18999")
    names = {"01": HOSTILE, "02": "Mot " * 100, "03": "Centre", "04": "Gare"}
    places = [({"code": code, "nom": names[code], "pop": 40_000}, corner, SIDE) for code, corner in CORNERS.items()]
    zones = write_zones(folder / "quartiers.geojson", places)
    door.take(town, [zones], ZoneProfile(Level.QUARTIER, code="code", label="nom", population="pop"))
    rows = [
        f"{year}-{month:02},Vols avec armes,{code},{n + 12 * (year - 2020) + month}"
        for year in range(2020, 2025)
        for month in range(1, 13)
        for code, n in COUNTS.items()
    ]
    (folder / "faits.csv").write_text("month,category,quartier,n\n" + "\n".join(rows), encoding="utf-8")
    columns = ["month=month", "count=n", "zone_code=quartier", "category=category"]
    door.take(town, [folder / "faits.csv"], describe("plainte", columns))
    return observe(town.home)


def page(source, scope=Scope.COORDINATION, zone="03", actions=()):
    written = portrait.pdf(
        Release(source, scope), OF, COMPARISON, zone, measure="nombre", asked=(), actions=actions, today=TODAY
    )
    return pypdf.PdfReader(io.BytesIO(written))


def text_of(pdf):
    return without_spaces(" ".join(one.extract_text() for one in pdf.pages))


def without_spaces(text):
    """Lines are cut where they are full, numbers have narrow spaces: what is compared has neither."""
    return re.sub(r"[\s\u00ad]+", "", text)


def action(name):
    kept = Action(name=name, champ="mediation_sociale", start=date(2023, 1, 1), lead="Ville",
                  expected_effect="Calme", mechanism="Présence")  # fmt: skip
    return Evaluated(action=kept, level=Level.QUARTIER)


def test_page_is_tagged_and_holds_each_figure_shown(source):
    pdf = page(source)
    assert len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] and "fr" in pdf.trailer["/Root"]["/Lang"]
    said, release = text_of(pdf), Release(source, Scope.COORDINATION)
    table = release.ask(zones_compared.table, OF).frame
    row = table[table["zone_code"] == "03"].iloc[0]
    change = release.ask(changes.with_commune, OF, COMPARISON).frame
    for sentence in (
        readings.portrait(row, table.iloc[-1], indicator("plaintes")),
        readings.change(change[change["zone_code"] == "03"].iloc[0]),
        readings.cell(row, "n_events"),
        documents.SCOPES[Scope.COORDINATION],
        documents.EDITED.format(day="28 novembre 2026"),
        release.version,
        texts.NONE_HERE,
    ):
        assert without_spaces(plain(sentence)) in said, sentence


@pytest.mark.parametrize("zone", ["01", "02"])
def test_names_are_text_and_the_longest_hold_on_one_page(source, zone):
    actions = [action(f"{HOSTILE} {i} " + "long " * 60) for i in range(9)]
    pdf = page(source, zone=zone, actions=actions)
    assert len(pdf.pages) == 1
    said = text_of(pdf)
    assert without_spaces("#import $x$ <svg onload=alert(1)> *gras*") in said
    assert "ailleurs" not in str(pdf.pages[0].get("/Annots"))
    assert without_spaces(texts.others([""] * 3)) in said


def test_nothing_withheld_is_on_the_page(source):
    strict = dataclasses.replace(source, commune=dataclasses.replace(source.commune, threshold=100_000))
    frame = Release(strict, Scope.COORDINATION).ask(zones_compared.table, OF).frame
    said = text_of(page(strict, Scope.ELU))
    assert documents.SCOPES[Scope.ELU].replace(" ", "") in said and "troppetit" in said
    for _, row in frame.iterrows():
        assert without_spaces(readings.cell(row, "n_events")) not in said
    assert not any(str(COUNTS["03"] + 48 + month) in said for month in range(1, 13))
