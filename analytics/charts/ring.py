"""The map of an evaluation: zones of an action, those around and those compared, over those of their level."""

from collections.abc import Iterable
from math import cos, radians
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import shapely

from analytics.charts import CHANGES, Colour, Tint
from analytics.charts.small import Picture
from analytics.disclosure import ProtectedTable
from analytics.statistics.words import MOVES, ChangeWord
from analytics.text import ring as texts
from data.journal.values import Role

if TYPE_CHECKING:
    from geopandas import GeoSeries

_WIDTH, _MARGIN, _LEGEND = 340, 4, 20
_TALLEST = 340
_NAME, _LETTER = 10, 6.2
"""Letters of a line of a name, and how wide one is about."""
_NAMED = 10
"""Zones around beyond which their names would hide them."""
_ROUGHLY = 0.4
"""Pixels that an outline may be moved by."""
_STILL = Tint(Colour.LEVEL_4, Colour.PAPER)
_LOOKS: dict[Role | None, dict[str, Any]] = {
    None: {"stroke": Colour.HAIRLINE},
    Role.COMPARED: {"stroke": Colour.EDGE, "stroke_width": 0.6},
    Role.AROUND: {"stroke": Colour.INK_2, "stroke_width": 1.2, "stroke_dasharray": "3 2"},
    Role.TREATED: {"stroke": Colour.INK, "stroke_width": 1.8},
}
"""Borders of each sort of zone; those of none last seen, those of the action over all."""


def ring(outlines: "GeoSeries", table: ProtectedTable, word: str, *, large: bool = False) -> str:
    """Draw the zones of a level, those of an action with the colour of its verdict, those around it dashed.

    Parameters
    ----------
    outlines : of the zones of the level (WGS84), by code.
    table : ``figures.evaluations.roles``; the zones of the action are named, and those around unless they are many.
    word : the ``ChangeWord`` of the action.
    """
    west, south, east, north = outlines.total_bounds
    flat = cos(radians((south + north) / 2))
    scale = min((_WIDTH - 2 * _MARGIN) / ((east - west) * flat), (_TALLEST - 2 * _MARGIN) / (north - south))
    height = (north - south) * scale + 2 * _MARGIN
    left = (_WIDTH - (east - west) * flat * scale) / 2
    placed = outlines.affine_transform(
        [scale * flat, 0, 0, -scale, left - west * flat * scale, _MARGIN + north * scale]
    )
    tint = CHANGES[ChangeWord(word)] if word in MOVES else _STILL
    fills: dict[Role | None, Colour] = {Role.TREATED: tint.ground, Role.COMPARED: Colour.LEVEL_1}
    picture = Picture(_WIDTH, height + _LEGEND, large)
    rows = table.frame.set_index("zone_code")
    roles = rows["role"].reindex(placed.index)
    shapes = placed.simplify(_ROUGHLY)
    for sort in (None, Role.COMPARED, Role.AROUND, Role.TREATED):
        for outline in shapes[roles.isna() if sort is None else roles == sort]:
            picture.path(_lines(outline), **_LOOKS[sort], fill=fills.get(sort, Colour.PAPER))
    is_crowded = (rows["role"] == Role.AROUND).sum() > _NAMED
    named = [Role.TREATED] if is_crowded else [Role.TREATED, Role.AROUND]
    for code, row in rows[rows["role"].isin(named) & rows.index.isin(placed.index)].iterrows():
        is_own = row["role"] == Role.TREATED
        ink = tint if is_own else Tint(Colour.PAPER, Colour.INK_2)
        _name(picture, placed[code].representative_point(), row["zone_label"], ink, is_own)
    _legend(picture, texts.legend(table), fills, height)
    return picture.written()


def _lines(outline: shapely.Geometry) -> list[list[tuple[float, float]]]:
    """The borders of a zone, outer and inner, as closed broken lines."""
    polygons: Iterable[shapely.Polygon] = getattr(outline, "geoms", [outline])
    return [list(border.coords) for polygon in polygons for border in (polygon.exterior, *polygon.interiors)]


def _name(picture: Picture, at: shapely.Point, name: str, tint: Tint, is_bold: bool) -> None:
    lines = wrap(name, _NAME) or [""]
    for i, line in enumerate(lines):
        y = at.y + 4 + 12 * (i - (len(lines) - 1) / 2)
        halo = {"stroke": tint.ground, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"}
        room = _LETTER * len(line) / 2
        x = min(max(at.x, room), _WIDTH - room)
        picture.label(line, x, "middle", y=y, fill=tint.ink, font_weight=700 if is_bold else 400, **halo)


def _legend(picture: Picture, words: dict[Role, str], fills: dict[Role | None, Colour], top: float) -> None:
    x = 0.0
    for role, said in words.items():
        picture.add("rect", x=x + 1, y=top + 6, width=13, height=10, fill=fills.get(role, Colour.PAPER), **_LOOKS[role])
        picture.label(said, x + 18, "start", y=top + 16)
        x += 30 + _LETTER * len(said)
