"""The atlas: what the browser holds of an indicator, what is asked of it, and the same map drawn without a browser.

The drawing itself is in the JavaScript files of this folder, which both the screens and ``draw`` run.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.charts import CHANGES, FONT, LEVELS, LINES, Colour
from analytics.disclosure import NO_DATA, WITHHELD, ProtectedTable, Status
from analytics.figures.changes import Judgement
from analytics.figures.comparability import Compared, Comparison, Obstacle
from analytics.figures.indicator_counts import IndicatorCounts
from analytics.figures.layers import Mark
from analytics.figures.release import YEAR
from analytics.figures.zones_compared import Differences
from analytics.statistics.comparison import DIFFERENCE_OF_CHANGE
from analytics.statistics.rates import poisson_interval
from analytics.statistics.trends import student_excess
from analytics.statistics.trends.seasons import YEARS_NEEDED, YEARS_READ
from analytics.statistics.words import MOVES, ChangeWord
from analytics.text import chips, feeling, formats, fr, readings
from analytics.text.verdicts import WORDS
from data.model import Period, format_month

SCRIPTS = Path(__file__).parent
_EARTH_RADIUS = 6378137.0
_NAME = 16
_PURE = ("french", "cube", "spots", "shown", "picture")
"""The files that need no browser, each after those that it imports."""
_EXACT = 200
"""Limits are sent for every count up to this one; beyond, for counts 3 % apart, between which they are straight lines
to five digits."""
_MOST_DEGREES = YEAR * (YEARS_READ - 1)
"""Degrees of freedom of the noise of months, at most."""
_HATCH, _NEITHER = "M-1 13L13 -1", "M2 6h8M4 4L2 6l2 2M8 4l2 2-2 2"
_NO_RISE, _NO_FALL = "M3 3h6M4 8l2-3 2 3", "M3 9h6M4 4l2 3 2-3"
_PATTERN_OF = {
    ChangeWord.INSUFFICIENT_DATA: ("unsure", _HATCH),
    ChangeWord.BOUNDED: ("neither", _NEITHER),
    ChangeWord.NO_LARGE_RISE: ("no-rise", _NO_RISE),
    ChangeWord.NO_LARGE_FALL: ("no-fall", _NO_FALL),
    ChangeWord.PROBABLE_RISE: ("rise", "M3 8l3-4 3 4"),
    ChangeWord.CLEAR_RISE: ("clear-rise", "M3 6l3-4 3 4M3 10l3-4 3 4"),
    ChangeWord.PROBABLE_FALL: ("fall", "M3 4l3 4 3-4"),
    ChangeWord.CLEAR_FALL: ("clear-fall", "M3 2l3 4 3-4M3 6l3 4 3-4"),
}
_PATTERNS = {
    "withheld": {"ground": Colour.HAIRLINE, "ink": Colour.MUTED, "mark": "M-1 -1L13 13M-1 13L13 -1"},
    "absent": {"ground": Colour.PANEL, "ink": Colour.EDGE, "mark": "M5.5 6h1"},
} | {
    name: {"ground": CHANGES[word].ground, "ink": CHANGES[word].ink if word in MOVES else Colour.LEVEL_3, "mark": mark}
    for word, (name, mark) in _PATTERN_OF.items()
}
_CHANGES = tuple(CHANGES)
_DIFFERENCES = tuple(DIFFERENCE_OF_CHANGE.values())


def cube_bytes(
    shown: IndicatorCounts, champs: Mapping[str, str], categories: Mapping[str, str], marks: Iterable[Mark]
) -> bytes:
    """Everything of an indicator at a level that the browser keeps, compressed; the same bytes for the same content.

    Parameters
    ----------
    champs, categories : French labels by slug.

    Returns
    -------
    Its name (16 characters), then gzip of: length of a JSON header (4 bytes, little-endian), the header, the cells as
    unsigned integers in the order category, zone, bucket. The two largest integers stand for « withheld » and
    « no data ».
    """
    cells = shown.cube.cells
    wide = cells.max(initial=0) >= np.iinfo(np.uint16).max - 1
    dtype = np.dtype("<u4" if wide else "<u2")
    top = np.iinfo(dtype).max
    packed = np.select([cells == WITHHELD, cells == NO_DATA], [top, top - 1], cells).astype(dtype)
    header = _header(shown, champs, categories, marks) | {"wide": bool(wide)}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    content = len(text).to_bytes(4, "little") + text + packed.tobytes()
    name = hashlib.sha256(content).hexdigest()[:_NAME]
    return name.encode() + gzip.compress(content, compresslevel=6, mtime=0)


def name_of(cube: bytes) -> str:
    """Name of a cube, which its content gives."""
    return cube[:_NAME].decode()


def question(
    shown: IndicatorCounts,
    period: Period,
    comparison: Comparison,
    judged: Judgement,
    different: Differences,
    *,
    title: str,
    source: str,
    cuts: Iterable[Sequence[date]] = (),
) -> dict[str, Any]:
    """What is asked of the cube: period, comparison, the words of both judges, class limits of the period.

    Parameters
    ----------
    judged : of ``comparison``: what changed.
    different : of ``period``: whether a zone differs from the commune.
    title, source : French lines over and under a picture.
    cuts : months from which what is counted changed, of each zone, then of the commune.
    """
    codes = shown.zones["zone_code"][:-1]
    return {
        "period": _ordinals(period),
        **_side(judged.zones, period, comparison),
        "commune": _side(judged.commune, period, comparison),
        "touched": [rank for rank, code in enumerate(codes) if code in judged.zones.touched],
        "recording": readings.obstacle(Obstacle.RECORDING),
        "cuts": [[_ordinal(month) for month in months] for months in cuts],
        "edges": _edges(shown, [shown.total(group, shown.within(period)) for group in shown.groups]),
        "words": {
            "changement": ["".join(_written(word, _CHANGES) for word in row) for row in judged.words],
            "ecart": ["".join(_written(word, _DIFFERENCES) for word in row) for row in different.words],
        },
        "title": title,
        "source": source,
    }


def felt(shown: IndicatorCounts, shares: ProtectedTable, title: str) -> dict[str, Any]:
    """What the map shows of the answers to a question, in place of the counts.

    Parameters
    ----------
    shares : of ``figures.surveys.shares``, of the zones of ``shown``.
    title : French line over the map.

    Returns
    -------
    Of each zone in the order of the cube: ``classes`` (rank among ``labels``, -1 where it is withheld, -3 where
    answers are too few), ``figures`` and ``sentences``.
    """
    rows = shares.frame.iloc[1:].set_index("zone_code").reindex(shown.zones["zone_code"][:-1])
    known = rows["share_pct"].to_numpy(dtype=float, na_value=np.nan)
    edges = _quintiles(known)
    written = [formats.percent(edge / 100) for edge in edges]
    is_withheld = rows["status"].isin((Status.PRIMARY, Status.SECONDARY)).to_numpy()
    silent = np.where(is_withheld, -1, -3)
    classes = np.where(np.isnan(known), silent, np.searchsorted(edges[1:-1], known))
    return {
        "title": title,
        "labels": [f"{low} à {high}" for low, high in pairwise(written)] or written,
        "classes": classes.tolist(),
        "figures": [
            formats.percent(share / 100) if share == share else fr.ATLAS["withheldMark"] if few else "?"
            for share, few in zip(known, is_withheld, strict=True)
        ],
        "sentences": [formats.capitalised(feeling.unfavourable(row)) for _, row in rows.iterrows()],
    }


def _side(side: Compared, period: Period, comparison: Comparison) -> dict[str, Any]:
    """Periods that are compared, in the zones or in the commune, and how they are said."""
    earlier = side.before or comparison.before
    spanned = Period(min(one.start for one in earlier), max(one.end for one in earlier))
    against = side.after, spanned, len(side.before)
    return {
        "after": _ordinals(side.after),
        "before": [_ordinals(one) for one in side.before],
        "labels": {
            "period": formats.period(period),
            "span": formats.span(period),
            "after": formats.during(side.after),
            "before": readings.against(*against),
            "comparison": readings.comparison(*against),
            "obstacle": readings.obstacle(side.obstacle),
        },
    }


def draw(
    cube: bytes,
    asked: Mapping[str, Any],
    state: Mapping[str, Any],
    geometry: str,
    frame: tuple[int, int] | None = None,
) -> str:
    """Draw the map as SVG, as the screens do and with the same code, without a browser.

    Parameters
    ----------
    cube, asked : from ``cube_bytes`` and ``question``; with ``edited``, the sentence that dates the whole picture.
    state : what a reader chose: ``categorie``, ``champ``, ``mesure``, ``affichage``, ``mois``, ``zones``, ``vue``.
    geometry : the published outline, as text.
    frame : width and height of the zones, in px, for the map and its legend alone; letters keep their size. None for
        the whole picture, with its title and its source, as readers download it.
    """
    from quickjs import Context  # Only documents need it: no screen waits for its library.

    engine = Context()
    engine.eval(_pure_script())
    drawn, size = ("bare", ",JSON.parse(frame)") if frame else ("picture", "")
    texts = {
        "question": json.dumps(asked),
        "state": json.dumps(state),
        "geometry": geometry,
        "frame": json.dumps(frame),
    }
    # The engine takes text only: bytes travel as a list of numbers.
    for name, text in (texts | {"cube": json.dumps(list(gzip.decompress(cube[_NAME:])))}).items():
        engine.set(name, text)
    # Joined: the engine hands over a text in one piece, not one that it still holds as a chain of pieces.
    picture: str = engine.eval(
        f"[{drawn}(read(Uint8Array.from(JSON.parse(cube)).buffer),"
        f"JSON.parse(geometry), JSON.parse(question), JSON.parse(state){size})].join(``)"
    )
    return picture


def _pure_script() -> str:
    """The pure files as one script: imports gone, since all of them are there."""
    texts = [(SCRIPTS / f"{name}.js").read_text(encoding="utf-8") for name in _PURE]
    return "\n".join(re.sub(r"^import .*$|^export ", "", text, flags=re.MULTILINE) for text in texts)


def _header(
    shown: IndicatorCounts, champs: Mapping[str, str], categories: Mapping[str, str], marks: Iterable[Mark]
) -> dict[str, Any]:
    indicator = shown.indicator
    # Whatever is summed, no zone has more than all its published cells together.
    most = int(np.where(shown.cube.cells > 0, shown.cube.cells, 0).sum(axis=(0, 2)).max(initial=1))
    factors = indicator.per / shown.zones["exposure"].where(shown.zones["exposure"] > 0)
    return {
        # The commune, last, has no code there: a zone may bear the same.
        "zones": [
            {"code": code, "label": label}
            for code, label in zip(shown.zones["zone_code"][:-1], shown.zones["zone_label"][:-1], strict=True)
        ]
        + [{"code": "", "label": fr.WHOLE_COMMUNE}],
        "factors": [None if pd.isna(factor) else float(factor) for factor in factors],
        "buckets": [_ordinals(bucket) for bucket in shown.buckets],
        "steps": [step_of(shown.buckets[i]) for i in shown.steps],
        "categories": [{"slug": slug, "label": categories[slug]} for slug in shown.categories],
        "champs": [
            {"slug": group.champ, "label": champs[group.champ], "members": group.members}
            for group in shown.groups
            if group.champ
        ],
        "limits": _limits(most),
        "usual": {
            "years": YEARS_READ,
            "fewest": YEARS_NEEDED,
            "excess": (student_excess(np.arange(1, _MOST_DEGREES + 1)) ** 2).tolist(),
        },
        "edges": _step_edges(shown),
        "label": indicator.label,
        "definition": indicator.definition,
        "caveats": indicator.caveats,
        "nouns": [indicator.noun_singular, indicator.noun],
        "unit": indicator.unit,
        "per": fr.ATLAS_PER.format(unit=indicator.unit.split(" pour ")[-1]),
        "words": {
            "changement": [{"label": chips.word(word), "word": WORDS[word], **_painted(word)} for word in _CHANGES],
            "ecart": [
                {
                    "label": WORDS[word],
                    **_painted(change),
                    "chevron": "",
                    "sentence": f"{formats.capitalised(WORDS[word])}.",
                }
                for change, word in DIFFERENCE_OF_CHANGE.items()
            ],
        },
        "palette": {
            "levels": [{"fill": level.ground, **level._asdict()} for level in LEVELS],
            "lines": LINES,
            "colours": {name.lower(): colour for name, colour in Colour.__members__.items()},
            "font": FONT,
            "withheld": "url(#atlas-withheld)",
            "noData": "url(#atlas-absent)",
            "unsure": _painted(ChangeWord.INSUFFICIENT_DATA)["fill"],
            "patterns": _PATTERNS,
        },
        "marks": [
            {
                "layer": mark.layer,
                "label": mark.label,
                "at": _mercator(mark.lon, mark.lat),
                "period": mark.period and _ordinals(mark.period),
            }
            for mark in marks
        ],
        "texts": fr.ATLAS,
    }


def _limits(most: int) -> dict[str, list[float]]:
    """Limits of counts as far as any sum of the cube can reach."""
    counts = np.unique(np.r_[np.arange(_EXACT), np.geomspace(_EXACT, max(most, _EXACT), _n_apart(most)).round()])
    limits = poisson_interval(counts)
    return {"counts": counts.astype(int).tolist()} | {
        side: np.round(getattr(limits, side), 6).tolist() for side in ("low", "high")
    }


def _n_apart(most: int) -> int:
    return 2 + int(np.log(max(most / _EXACT, 1)) / np.log(1.03))


def _step_edges(shown: IndicatorCounts) -> dict[str, list[list[float]]]:
    """Class limits over all the steps together, so that a colour means the same in each."""
    return _edges(shown, [shown.each(group, shown.steps) for group in shown.groups])


def _edges(shown: IndicatorCounts, totals: Sequence[NDArray[np.int64]]) -> dict[str, list[list[float]]]:
    """Limits of five classes of equal numbers of zones, for each group of categories and measure."""
    factors = (shown.indicator.per / shown.zones["exposure"].where(shown.zones["exposure"] > 0)).to_numpy(dtype=float)
    counts = [np.where(total < 0, np.nan, total.astype(float))[..., :-1] for total in totals]
    return {
        "nombre": [_quintiles(count) for count in counts],
        "taux": [_quintiles(count * factors[:-1]) for count in counts],
    }


def _quintiles(values: NDArray[np.float64]) -> list[float]:
    known = values[np.isfinite(values)]
    if not known.size:
        return []
    limits = np.unique(np.quantile(known, np.linspace(0, 1, len(LEVELS) + 1)))
    return [float(f"{limit:.6g}") for limit in limits]


def _painted(word: ChangeWord) -> dict[str, str]:
    """Fill of a zone that has a word, the tint of its label, and the chevrons beside a figure that moves."""
    name, mark = _PATTERN_OF.get(word, ("", ""))
    fill = f"url(#atlas-{name})" if name else CHANGES[word].ground
    return {"fill": fill, **CHANGES[word]._asdict(), "chevron": mark if word in MOVES else ""}


def _written(word: str | None, scale: Sequence[str]) -> str:
    """One character for a word: its rank in its scale, ``w`` when withheld, ``-`` when nothing is compared."""
    return "-" if word is None else str(scale.index(word)) if word else "w"


def step_of(bucket: Period) -> dict[str, str]:
    """Name in the address and French label of a month, or of a year for facts known by year."""
    if bucket.n_months > 1:
        return {"id": str(bucket.start.year), "label": str(bucket.start.year)}
    return {"id": format_month(bucket.start), "label": formats.month(bucket.start)}


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator metres (EPSG:3857), in which the outlines are published."""
    half = np.radians(90 + lat) / 2
    return round(float(np.radians(lon) * _EARTH_RADIUS), 1), round(float(np.log(np.tan(half)) * _EARTH_RADIUS), 1)


def _ordinals(period: Period) -> tuple[int, int]:
    """Months counted from year 0: first included, last excluded."""
    return _ordinal(period.start), _ordinal(period.end)


def _ordinal(day: date) -> int:
    return day.year * 12 + day.month - 1
