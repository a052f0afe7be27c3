"""The zones of a level on a map: what they count, what changed there, or what is felt there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import atlas
from analytics.figures import Release, changes, comparability, hot_spots, layers, surveys, zones_compared
from analytics.figures.comparability import Comparison
from analytics.figures.indicator_counts import indicator_counts
from analytics.figures.surveys import Question, Wave
from analytics.indicators import indicator
from analytics.statistics.words import HotSpot
from analytics.text import feeling, fr, headlines, readings
from analytics.text import hot_spots as hot_spots_texts
from analytics.text.markdown import literal
from data.journal import Action
from data.model import Level, Period, Selection

_KEY = "carte-map"
_FRAMES = {False: (760, 500), True: (640, 400)}
"""Width and height of the zones, in px; smaller for a projector, which magnifies them and their letters."""
_COLUMNS = ("zone_label", "n_events", "exposure", "value", "value_low", "value_high", "word")
_FELT_COLUMNS = ("zone_label", "n_answers", "share_pct", "low_pct", "high_pct", "reliability")
_CHANGE_COLUMNS = ("zone_label", "n_events", "mean_before", "word")
_WITH_HOT_SPOTS = ("periode", "ecart")
"""What the map may show under their outlines: what changed, and one month, are other questions."""


def zone_map(
    release: Release,
    selection: Selection,
    comparison: Comparison,
    state: Mapping[str, Any],
    *,
    actions: tuple[Action, ...] = (),
    felt: tuple[Wave, Question] | None = None,
) -> Block:
    """Draw the zones of the level, those chosen outlined; the commune has a table alone.

    Parameters
    ----------
    state : what a reader chose of the map; see ``charts.atlas.draw``. Its ``affichage`` is ``periode``, ``mois``,
        ``changement``, ``ecart`` or, with ``felt``, ``ressenti``.
    actions : those of the register, where its layers show them.
    felt : the question of a survey whose answers are shown.
    """
    level, zones = selection.level, state["zones"]

    def draw(*, large: bool) -> str:
        return picture(release, selection, comparison, state, _FRAMES[large], actions=actions, felt=felt)

    if felt and state["affichage"] == "ressenti":
        wave, question = felt
        shares = release.ask(surveys.shares, wave, question, level)
        return Block(
            key=_KEY,
            title=feeling.shares_title(shares, question.has_orientation),
            picture=draw,
            asked=literal(feeling.on_map(question.wording, wave.audience, wave.wave)),
            source=source.of_survey(release, wave, question, level),
            reading=feeling.shares(shares, question.counted, wave.voluntary),
            table=shares,
            columns=_FELT_COLUMNS,
        )
    if state["affichage"] == "changement":
        table = release.ask(changes.with_commune, selection, comparison)
        of_zones = table.where(table.frame.index < len(table.frame) - 1)
        against = release.ask(asked_of_atlas, *_of(selection), comparison)["labels"]["comparison"]
        return Block(
            key=_KEY,
            title=headlines.of_zones(table, indicator(selection.indicator), level).removesuffix("."),
            picture=draw,
            note=fr.BY_ZONE_NOTE,
            asked=f"{source.asked(release, selection, zones)} · {against}",
            source=source.of(release, selection, zones),
            reading=readings.map_of_changes(of_zones, level) or readings.change(table.frame.iloc[-1]),
            table=table,
            columns=_CHANGE_COLUMNS,
            is_activity=True,
        )
    shown = replace(selection, period=looked_at(release, selection, state))
    table = release.ask(zones_compared.table, shown)
    is_zone = table.frame.index < len(table.frame) - 1
    of_zones, of_commune = table.where(is_zone), table.where(~is_zone)
    measured, is_apart = indicator(selection.indicator), state["affichage"] == "ecart"
    what = fr.FROM_COMMUNE if is_apart else fr.MEASURES[state["mesure"]]
    return Block(
        key=_KEY,
        title="",
        picture=draw,
        asked=f"{source.asked(release, shown, zones)} · {what}",
        source=source.of(release, shown, zones),
        reading=readings.map_of(of_zones, of_commune, measured, level, state["mesure"]),
        table=table,
        columns=_COLUMNS,
        is_activity=True,
    )


def cube(release: Release, slug: str, level: Level, actions: tuple[Action, ...]) -> bytes:
    """Everything of an indicator at a level that the atlas draws; see ``charts.atlas.cube_bytes``."""
    nomenclature = release.nomenclature
    shown = release.ask(indicator_counts, slug, level)
    return atlas.cube_bytes(
        shown,
        champs={slug: champ.label for slug, champ in nomenclature.champs.items()},
        categories={slug: nomenclature.label(slug) for slug in shown.categories},
        marks=release.ask(layers.marks, actions),
    )


def asked_of_atlas(
    release: Release,
    slug: str,
    level: Level,
    period: Period,
    comparison: Comparison,
    felt: tuple[Wave, Question] | None = None,
) -> dict[str, Any]:
    """What is asked of the cube, whatever the category and the champ; see ``charts.atlas.question``."""
    shown = release.ask(indicator_counts, slug, level)
    asked = atlas.question(
        shown,
        period,
        comparison,
        release.ask(changes.judgement, slug, level, comparison),
        release.ask(zones_compared.differences, slug, level, period),
        title=f"{fr.RESSENTI if felt else shown.indicator.label} – {release.commune.name}",
        source=fr.ATLAS_SOURCE.format(source=shown.indicator.source, version=release.version),
        cuts=release.ask(comparability.cuts, slug, level).values(),
    )
    if felt is None:
        return asked | {"felt": None}
    wave, one = felt
    title = feeling.on_map(one.wording, wave.audience, wave.wave)
    return asked | {"felt": atlas.felt(shown, release.ask(surveys.shares, wave, one, level), title)}


def outlined(release: Release, selection: Selection, display: str) -> dict[str, Any] | None:
    """What the atlas draws and says of the hot spots; None where they are not its question."""
    found = release.ask(hot_spots.hot_spots, selection) if display in _WITH_HOT_SPOTS else None
    # Few zones are no news to whoever reads the map: their table says it.
    if found is None or found.unsought is hot_spots.Unsought.FEW_ZONES:
        return None
    return {
        "categorie": selection.category,
        "champ": selection.champ,
        "zones": found.of(HotSpot.HOT),
        "label": hot_spots_texts.LABEL,
        "sentence": hot_spots_texts.legend(found),
    }


def looked_at(release: Release, selection: Selection, state: Mapping[str, Any]) -> Period:
    """The month on the map, or the period; the same as in the browser, which shows the last month of an unknown one."""
    if state["affichage"] != "mois":
        return selection.period
    shown = release.ask(indicator_counts, selection.indicator, selection.level)
    months = {atlas.step_of(shown.buckets[i])["id"]: shown.buckets[i] for i in shown.steps}
    return months.get(state["mois"], [*months.values()][-1])


def picture(
    release: Release,
    selection: Selection,
    comparison: Comparison,
    state: Mapping[str, Any],
    frame: tuple[int, int],
    *,
    actions: tuple[Action, ...] = (),
    felt: tuple[Wave, Question] | None = None,
) -> str:
    """Draw the map and its legend as SVG; see ``zone_map``.

    Parameters
    ----------
    frame : width and height of the zones, in px.
    """
    slug, level, period = _of(selection)
    asked = release.ask(asked_of_atlas, slug, level, period, comparison, felt)
    hot = outlined(release, selection, state["affichage"])
    geometry, drawn = layers.outline(release, level), release.ask(cube, slug, level, actions)
    return atlas.draw(drawn, asked | {"hot": hot}, state, geometry, frame)


def _of(selection: Selection) -> tuple[str, Level, Period]:
    return selection.indicator, selection.level, selection.period
