"""The map of the neighbourhoods, and what it shows in words."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from analytics.charts import atlas as charts
from analytics.disclosure import ProtectedTable
from analytics.figures import Release, changes, comparability, counts, layers, surveys, zones_compared
from analytics.figures.comparability import Comparison
from analytics.figures.indicator_counts import IndicatorCounts, indicator_counts
from analytics.figures.surveys import Question, Wave
from analytics.indicators import indicator
from analytics.text import feeling, formats, fr, headlines, readings
from data import reference
from data.journal import Action
from data.model import Level, Period, Selection
from pages.app.reader import address, filters, projection
from pages.app.reader.filters import Choice
from pages.app.screens.carte import felt_and_done, hot_spots
from pages.app.session import Session
from pages.app.widgets import atlas, beginning, block, provenance

_COLUMNS = ["zone_label", "n_events", "exposure", "value", "value_low", "value_high", "word"]
_FELT_COLUMNS = ["zone_label", "n_answers", "share_pct", "low_pct", "high_pct", "reliability"]
_CHANGE_COLUMNS = ["zone_label", "n_events", "mean_before", "word"]


def headline(session: Session) -> str:
    """Which zones moved clearly."""
    choice = filters.asked(session.release, compared=True)
    if choice is None:
        return headlines.NOTHING
    table = _table(session, choice.selection, choice.comparison)
    return headlines.of_zones(table, choice.indicator, choice.selection.level)


def read(session: Session) -> Choice | None:
    """What the atlas, which is the menu, asks for; None, with what to do, when there is no fact."""
    choice = filters.asked(session.release, compared=True)
    if choice is None:
        beginning.draw(session)
    return choice


def atlas_of(session: Session, choice: Choice) -> None:
    """The whole atlas: map, months and key figures."""
    _draw(session, choice, _state(choice), parts="whole", key="carte", on_change=_remember)


def in_words(session: Session, choice: Choice) -> None:
    """What the atlas shows, in a reading and a table."""
    state = _state(choice)
    if asked := _felt(session, choice):
        table = session.ask(surveys.shares, *asked, choice.selection.level)
        reading = feeling.shares(table, asked[1].counted, asked[0].voluntary)
        block.twin(table, key="carte-map", columns=_FELT_COLUMNS, note=reading, reading=reading)
        return
    is_change = state["affichage"] == "changement"
    selection = replace(choice.selection, period=_looked_at(session, choice, state))
    comparison = choice.comparison if is_change else None
    table, reading = _table(session, selection, comparison), _reading(session, selection, comparison, choice.measure)
    provenance.question(session, choice)
    columns = _CHANGE_COLUMNS if is_change else _COLUMNS
    block.twin(table, key="carte-map", columns=columns, note=reading, reading=reading)


def map_of_changes(session: Session, choice: Choice) -> None:
    """The map alone, of what changed in each zone."""
    if choice.selection.level is not Level.COMMUNE:
        state = _state(choice) | {"affichage": "changement"}
        _draw(session, choice, state, parts="map", key="accueil", on_change=_remember_view)


def _reading(session: Session, selection: Selection, comparison: Comparison | None, measure: str) -> str:
    """What the map shows, in words."""
    table = _table(session, selection, comparison)
    is_zone = table.frame.index < len(table.frame) - 1
    zones, commune = table.where(is_zone), table.where(~is_zone)
    if comparison is not None:
        return readings.map_of_changes(zones, selection.level)
    return readings.map_of(zones, commune, indicator(selection.indicator), selection.level, measure)


def _table(session: Session, selection: Selection, comparison: Comparison | None) -> ProtectedTable:
    """Figures of each zone over a period, and of the commune; or what changed between two."""
    if comparison is None:
        return session.ask(zones_compared.table, selection)
    return session.ask(changes.with_commune, selection, comparison)


def _of(choice: Choice) -> tuple[str, Level]:
    return choice.selection.indicator, choice.selection.level


def _looked_at(session: Session, choice: Choice, state: dict[str, Any]) -> Period:
    """The month on the map, or the period; the same as in the browser, which shows the last month of an unknown one."""
    if state["affichage"] != "mois":
        return choice.selection.period
    shown = session.ask(indicator_counts, *_of(choice))
    months = {charts.step_of(shown.buckets[i])["id"]: shown.buckets[i] for i in shown.steps}
    return months.get(state["mois"], list(months.values())[-1])


def _draw(
    session: Session,
    choice: Choice,
    state: dict[str, Any],
    *,
    parts: str,
    key: str,
    on_change: Callable[[dict[str, Any]], None],
) -> None:
    cube, name = session.ask(_cube, *_of(choice), session.actions)
    asked = _felt(session, choice)
    question = session.ask(_question, *_of(choice), choice.selection.period, choice.comparison, name, asked)
    if state["affichage"] == "ressenti" and not asked:
        state = state | {"affichage": "periode"}
    atlas.draw(
        cube,
        question,
        {
            "state": state,
            "parts": parts,
            "felts": _felts(session, choice.selection.level),
            "hot": hot_spots.outlined(session, choice.selection, state["affichage"]),
            "large": projection.is_on(),
            "edited": fr.ATLAS_EDITED.format(day=formats.day(date.today())),
        },
        key=key,
        on_change=on_change,
    )


def _cube(release: Release, slug: str, level: Level, actions: tuple[Action, ...]) -> tuple[bytes, str]:
    nomenclature = release.nomenclature
    shown = release.ask(indicator_counts, slug, level)
    cube = charts.cube_bytes(
        shown,
        champs={slug: champ.label for slug, champ in nomenclature.champs.items()},
        categories={slug: nomenclature.label(slug) for slug in shown.categories},
        marks=release.ask(layers.marks, actions),
    )
    return cube, charts.name_of(cube)


def _question(
    release: Release,
    slug: str,
    level: Level,
    period: Period,
    comparison: Comparison,
    cube: str,
    felt: tuple[Wave, Question] | None = None,
) -> dict[str, Any]:
    shown = release.ask(indicator_counts, slug, level)
    commune, counted = release.commune, shown.indicator
    covered = release.ask(counts.covered_period, slug, level)
    base = commune.base_map
    return charts.question(
        shown,
        period,
        comparison,
        release.ask(changes.judgement, slug, level, comparison),
        release.ask(zones_compared.differences, slug, level, period),
        title=f"{fr.RESSENTI if felt else counted.label} – {commune.name}",
        source=fr.ATLAS_SOURCE.format(source=counted.source, version=release.version),
        cuts=release.ask(comparability.cuts, slug, level).values(),
    ) | {
        "cube": cube,
        "name": f"{cube} {period} {comparison} {felt and (felt[0].slug, felt[1].slug)}",
        "file": f"carte-{slug}-{level}",
        "months": list(filters.months(covered).items()) if covered else [],
        "spans": {"periode": filters.span(period), "reference": filters.span(comparison.before[0])},
        "note": fr.NO_RATE if shown.zones["exposure"].isna().all() else "",
        "indicators": [[one.slug, one.label] for one in release.ask(counts.available_indicators)],
        "levels": [[one, reference.levels()[one].label] for one in release.ask(counts.available_levels, slug)],
        "outline": shown.vintage and _outline(level, shown.vintage),
        "limits": [
            {
                "level": one,
                "label": fr.ATLAS_LIMITS.format(level=reference.levels()[one].label),
                "outline": _outline(one, vintage),
            }
            for one, vintage in layers.outlines(release).items()
            if one is not level
        ],
        "base": base and {"url": base.url, "attribution": base.attribution},
        "felt": felt and _of_felt(release, shown, *felt, level),
    }


def _felt(session: Session, choice: Choice) -> tuple[Wave, Question] | None:
    """The question of a survey that the reader wants on the map, if there is one."""
    if address.get("affichage") != "ressenti":
        return None
    known = felt_and_done.on_map(session, choice.selection.level)
    return known.get((address.get("enquete"), address.get("question")))


def _of_felt(release: Release, shown: IndicatorCounts, wave: Wave, question: Question, level: Level) -> dict[str, Any]:
    shares = release.ask(surveys.shares, wave, question, level)
    return charts.felt(shown, shares, feeling.on_map(question.wording, wave.audience, wave.wave))


def _felts(session: Session, level: Level) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the menu of the map offers of the surveys: of each wave, the slugs and the wording of its questions."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for slugs, (wave, one) in felt_and_done.on_map(session, level).items():
        groups.setdefault(feeling.asked_of(wave.audience, wave.wave), []).append((*slugs, one.wording))
    return [*groups.items()]


def _outline(level: Level, vintage: str) -> str:
    return f"/geo/{level}-{vintage}"


def _state(choice: Choice) -> dict[str, Any]:
    selection, display = choice.selection, address.get("affichage")
    return {
        "indicateur": selection.indicator,
        "decoupage": selection.level,
        "categorie": selection.category,
        "champ": selection.champ,
        "mesure": choice.measure,
        "affichage": display if display in (*fr.ATLAS["displays"], "ressenti") else "periode",
        "enquete": address.get("enquete"),
        "question": address.get("question"),
        "mois": address.get("mois"),
        "periode": _named_span(choice.selection.period, "periode"),
        "comparaison": choice.against,
        "reference": _named_span(choice.comparison.before[0], "reference"),
        "zones": list(choice.zones),
        "vue": _view(address.get("vue")),
        "couches": address.codes(address.get("couches")),
    }


def _named_span(period: Period, part: str) -> list[str]:
    """First and last month, where the address names them: what is shown by default follows the data."""
    named = address.codes(address.get(part))
    return named if set(named) == set(filters.span(period)) else []


def _remember(state: dict[str, Any]) -> None:
    """Keep in the address what the reader chose in the atlas: the inverse of ``_state``."""
    _remember_view(state)
    address.put(
        **{part: state[part] or "" for part in ("indicateur", "decoupage", "champ", "categorie", "mesure")},
        affichage="" if state["affichage"] == "periode" else state["affichage"],
        **{part: state[part] for part in ("enquete", "question") if state["affichage"] == "ressenti"},
        mois=state["mois"] if state["affichage"] == "mois" else "",
        periode=address.joined(state["periode"]),
        comparaison=state["comparaison"],
        reference=address.joined(state["reference"]),
        couches=address.joined(state["couches"]),
    )


def _remember_view(state: dict[str, Any]) -> None:
    """Keep the zones and the view alone, of a map without more."""
    view = state["vue"]
    written = address.joined(str(view[name]) for name in "xyk") if view["k"] > 1 else ""
    address.put(zones=address.joined(state["zones"]), vue=written)


def _view(text: str) -> dict[str, float]:
    """View of an address: centre as shares of the width and height of the commune, and zoom."""
    try:
        x, y, k = (float(part) for part in address.codes(text))
    except ValueError:
        x = y = k = math.nan
    if not math.isfinite(x + y + k):
        return {"x": 0.5, "y": 0.5, "k": 1}
    return {"x": min(max(x, 0), 1), "y": min(max(y, 0), 1), "k": min(max(k, 1), 40)}
