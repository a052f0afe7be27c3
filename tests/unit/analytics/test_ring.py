"""The map of an evaluation: each sort of zone has its look, names stay text, and the reading has them all."""

from xml.etree import ElementTree

import pandas as pd
import pytest
from geopandas import GeoSeries
from shapely import MultiPolygon, box

from analytics.charts import CHANGES, Colour
from analytics.charts import ring as charts
from analytics.disclosure import Policy, protect
from analytics.statistics.words import ChangeWord
from analytics.text import ring as texts
from data.journal.values import Role
from data.model import Scope

SHAPES = {code: box(2 + 0.02 * i, 47, 2.02 + 0.02 * i, 47.02) for i, code in enumerate("abcd")}
NAMES = {"a": "Les Tanneries", "b": "<svg onload>", "c": "La Gare"}
FALL = ChangeWord.CLEAR_FALL


def roles(**codes):
    rows = [(code, NAMES[code], str(role)) for code, role in codes.items()]
    frame = pd.DataFrame(rows, columns=["zone_code", "zone_label", "role"])
    return protect(frame, Policy.of(Scope.ELU, 5))


ALL = roles(a=Role.TREATED, b=Role.AROUND, c=Role.COMPARED)


def drawn(table=ALL, word=FALL, shapes=SHAPES, **options):
    svg = charts.ring(GeoSeries(shapes, crs="EPSG:4326"), table, word, **options)
    return ElementTree.fromstring(svg)


def found(picture, tag):
    return picture.findall(f"{{http://www.w3.org/2000/svg}}{tag}")


@pytest.mark.parametrize(
    ("word", "fill"),
    [(FALL, CHANGES[FALL].ground), (ChangeWord.STABLE, Colour.LEVEL_4), (ChangeWord.INSUFFICIENT_DATA, Colour.LEVEL_4)],
)
def test_zone_of_the_action_has_the_colour_of_its_verdict_when_it_moves(word, fill):
    fills = [one.get("fill") for one in found(drawn(word=word), "path")]
    assert fills == [Colour.PAPER, Colour.LEVEL_1, Colour.PAPER, fill]


def test_zones_around_alone_are_dashed():
    dashed = [bool(one.get("stroke-dasharray")) for one in found(drawn(), "path")]
    assert dashed == [False, False, True, False]


def test_zones_of_the_action_and_around_are_named_as_they_were_typed():
    said = " ".join(one.text for one in found(drawn(), "text"))
    assert "Les Tanneries" in said and "<svg onload>" in said and "La Gare" not in said


@pytest.mark.parametrize(("n_around", "is_named"), [(9, True), (10, True), (11, False)])
def test_zones_around_are_named_unless_they_are_many(n_around, is_named, monkeypatch):
    codes = {f"z{i}": Role.AROUND for i in range(n_around)}
    monkeypatch.setattr("tests.unit.analytics.test_ring.NAMES", NAMES | dict.fromkeys(codes, "Voisin"))
    shapes = SHAPES | {code: box(2, 47 + 0.02 * i, 2.02, 47.02 + 0.02 * i) for i, code in enumerate(codes)}
    said = [one.text for one in found(drawn(roles(a=Role.TREATED, **codes), shapes=shapes), "text")]
    assert said.count("Voisin") == (n_around if is_named else 0) and "Tanneries" in said


def test_names_stay_in_the_picture():
    picture = drawn()
    width = float(picture.get("viewBox").split()[2])
    assert all(0 < float(one.get("x")) < width for one in found(picture, "text"))


def test_zone_in_several_parts_or_without_outline_is_drawn_as_it_can_be():
    shapes = {"a": MultiPolygon([SHAPES["a"], SHAPES["d"]]), "c": SHAPES["c"]}
    assert len(found(drawn(shapes=shapes), "path")) == 2


def test_legend_counts_the_zones_of_each_sort():
    assert [one.replace("\xa0", " ") for one in texts.legend(ALL).values()] == [
        "1 zone de l’action", "1 voisine", "1 comparée",
    ]  # fmt: skip
    assert [*texts.legend(roles(a=Role.TREATED))] == [Role.TREATED]


def test_reading_names_every_zone_and_says_when_none_is_compared():
    said = texts.reading(ALL).replace("\xa0", " ")
    assert said == "Zones de l’action : Les Tanneries. Autour : \\<svg onload\\>. Comparées : La Gare."
    assert texts.reading(roles(a=Role.TREATED)).endswith("Aucune zone comparable.")


def test_projected_map_is_larger():
    assert float(drawn(large=True).get("width")) > float(drawn().get("width"))
