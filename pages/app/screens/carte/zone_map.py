"""The map of the neighbourhoods, and what it shows in words."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from analytics.blocks import zone_map as blocks
from analytics.blocks.recipe import Recipe
from analytics.charts import atlas as charts
from analytics.figures import Release, changes, counts, layers
from analytics.figures.comparability import Comparison
from analytics.figures.indicator_counts import indicator_counts
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling, formats, fr, headlines
from data import reference
from data.model import Level, Period
from pages.app.reader import address, filters, projection
from pages.app.reader.filters import Choice
from pages.app.screens.carte import felt_and_done
from pages.app.session import Session
from pages.app.widgets import atlas, beginning, block


def headline(session: Session) -> str:
    """Which zones moved clearly."""
    choice = filters.asked(session.release, compared=True)
    if choice is None:
        return headlines.NOTHING
    table = session.ask(changes.with_commune, choice.selection, choice.comparison)
    return headlines.of_zones(table, choice.indicator, choice.selection.level)


def read(session: Session) -> Choice | None:
    """What the atlas, which is the menu, asks for; None, with what to do, when there is no fact."""
    choice = filters.asked(session.release, compared=True)
    if choice is None:
        beginning.draw(session)
    return choice


def atlas_of(session: Session, choice: Choice) -> None:
    """The whole atlas: map, months and key figures."""
    _draw(session, choice, _state(session, choice), parts="whole", key="carte", on_change=_remember)


def in_words(session: Session, choice: Choice) -> None:
    """What the atlas shows, in a reading and a table, and what freezes it for a meeting."""
    recipe = _recipe(session, choice, _state(session, choice))
    one = blocks.zone_map(session.release, *recipe.given, **recipe.options)
    st.markdown(f"**{one.asked}**")
    block.below(session, one, recipe if choice.selection.level is not Level.COMMUNE else None)


def map_of_changes(session: Session, choice: Choice, *, is_drawn: bool) -> None:
    """What changed in each zone: the map alone, its reading and its table, and what freezes it for a meeting."""
    state = _state(session, choice) | {"affichage": "changement"}
    if is_drawn:
        _draw(session, choice, state, parts="map", key="accueil", on_change=_remember_view)
    recipe = _recipe(session, choice, state)
    block.below(session, blocks.zone_map(session.release, *recipe.given, **recipe.options), recipe)


def _recipe(session: Session, choice: Choice, state: dict[str, Any]) -> Recipe:
    """What makes the block of the map, for the reader or for a meeting."""
    felt = _felt(session, choice) if state["affichage"] == "ressenti" else None
    given = choice.selection, choice.comparison, state
    return Recipe(blocks.zone_map, given, {"actions": session.actions, "felt": felt})


def _of(choice: Choice) -> tuple[str, Level]:
    return choice.selection.indicator, choice.selection.level


def _draw(
    session: Session,
    choice: Choice,
    state: dict[str, Any],
    *,
    parts: str,
    key: str,
    on_change: Callable[[dict[str, Any]], None],
) -> None:
    cube = session.ask(blocks.cube, *_of(choice), session.actions)
    asked = *_of(choice), choice.selection.period, choice.comparison, _felt(session, choice)
    question = session.ask(_question, *asked, charts.name_of(cube))
    atlas.draw(
        cube,
        question,
        {
            "state": state,
            "parts": parts,
            "felts": _felts(session, choice.selection.level),
            "hot": blocks.outlined(session.release, choice.selection, state["affichage"]),
            "large": projection.is_on(),
            "edited": fr.ATLAS_EDITED.format(day=formats.day(date.today())),
        },
        key=key,
        on_change=on_change,
    )


def _question(
    release: Release,
    slug: str,
    level: Level,
    period: Period,
    comparison: Comparison,
    felt: tuple[Wave, Question] | None,
    cube: str,
) -> dict[str, Any]:
    shown = release.ask(indicator_counts, slug, level)
    covered = release.ask(counts.covered_period, slug, level)
    base = release.commune.base_map
    return release.ask(blocks.asked_of_atlas, slug, level, period, comparison, felt) | {
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
    }


def _felt(session: Session, choice: Choice) -> tuple[Wave, Question] | None:
    """The question of a survey that the reader wants on the map, if there is one."""
    if address.get("affichage") != "ressenti":
        return None
    known = felt_and_done.on_map(session, choice.selection.level)
    return known.get((address.get("enquete"), address.get("question")))


def _felts(session: Session, level: Level) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the menu of the map offers of the surveys: of each wave, the slugs and the wording of its questions."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for slugs, (wave, one) in felt_and_done.on_map(session, level).items():
        groups.setdefault(feeling.asked_of(wave.audience, wave.wave), []).append((*slugs, one.wording))
    return [*groups.items()]


def _outline(level: Level, vintage: str) -> str:
    return f"/geo/{level}-{vintage}"


def _state(session: Session, choice: Choice) -> dict[str, Any]:
    selection, display = choice.selection, address.get("affichage")
    known = (*fr.ATLAS["displays"], *(["ressenti"] if _felt(session, choice) else []))
    return {
        "indicateur": selection.indicator,
        "decoupage": selection.level,
        "categorie": selection.category,
        "champ": selection.champ,
        "mesure": choice.measure,
        "affichage": display if display in known else "periode",
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
