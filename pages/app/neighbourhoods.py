"""The map of the neighbourhoods and what it says of those chosen; nothing here loads the plotting library."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from analytics.charts import atlas as charts
from analytics.disclosure import ProtectedTable
from analytics.text import formats, fr, readings
from analytics.views import Observatory, counts, layers
from analytics.views import atlas as views
from data.model import Level, Period, Scope
from pages.app import atlas, components, filters, projection
from pages.app.cache import ask
from pages.app.filters import Choice
from pages.app.guard import Session

_COLUMNS = ["zone_label", "n_events", "exposure", "value", "value_low", "value_high"]
_CHANGE_COLUMNS = ["zone_label", "n_events", "n_before", "word"]
_COMPOSITION_COLUMNS = ["category", "n_events", "n_commune", "share_pct"]
_PORTRAITS = 3


def atlas_of(session: Session, choice: Choice) -> None:
    """The whole atlas: map, months and key figures, then its reading and its table."""
    state = _state(choice)
    _draw(session, choice, state, parts="whole", key="carte", on_change=filters.remember)
    is_change = state["affichage"] == "changement"
    if is_change:
        table = _changes(session, choice)
        reading = readings.map_of_changes(_zones_of(table), choice.selection.level)
    else:
        table = _figures(session, choice, _looked_at(session, choice, state))
        zones, commune = _zones_of(table), _commune_of(table)
        reading = readings.map_of(zones, commune, choice.indicator, choice.selection.level, choice.measure)
    st.markdown(reading)
    components.twin(table, key="carte-map", columns=_CHANGE_COLUMNS if is_change else _COLUMNS, note=reading)


def map_of_changes(session: Session, choice: Choice) -> None:
    """The map alone, of what changed in each zone."""
    if choice.selection.level is not Level.COMMUNE:
        state = _state(choice) | {"affichage": "changement"}
        _draw(session, choice, state, parts="map", key="accueil", on_change=filters.remember_place)


def portrait(session: Session, choice: Choice) -> None:
    """What the chosen zones, or the commune, count: figure, change and composition."""
    figures = _figures(session, choice, choice.selection.period).frame
    changed = _changes(session, choice).frame
    commune = len(figures) - 1
    codes = figures["zone_code"].tolist()
    for row in [codes.index(zone) for zone in choice.zones[:_PORTRAITS]] or [commune]:
        zone = None if row == commune else codes[row]
        name = figures["zone_label"].iloc[row]
        title = f"{fr.PORTRAIT} – {name}" if zone else fr.WHOLE_COMMUNE
        st.subheader(title, anchor=False)
        paragraphs = [
            readings.portrait(figures.iloc[row], figures.iloc[commune], choice.indicator),
            f"**{fr.WHAT_CHANGED}.** {readings.change(changed.iloc[row])}",
        ]
        composition = None if choice.selection.category else _composition(session, choice, zone)
        if composition is not None:
            labels = _category_labels(session, choice)
            said = readings.categories(composition, labels)
            paragraphs.append(f"**{fr.COMPOSITION}.** {said}")
        st.markdown("\n\n".join(paragraphs if zone else [fr.PICK_A_ZONE, *paragraphs]))
        if composition is not None:
            key = f"carte-composition-{zone}"
            components.twin(composition, key=key, columns=_COMPOSITION_COLUMNS, labels=labels, note=said)


def _figures(session: Session, choice: Choice, period: Period) -> ProtectedTable:
    return ask(session.source, _table, *_of(session, choice), choice.selection.category, choice.selection.champ, period)


def _changes(session: Session, choice: Choice) -> ProtectedTable:
    asked = choice.selection
    return ask(session.source, _table, *_of(session, choice), asked.category, asked.champ, choice.comparison)


def _table(
    source: Observatory,
    scope: Scope,
    slug: str,
    level: Level,
    category: str | None,
    champ: str | None,
    looked_at: Period | views.Comparison,
) -> ProtectedTable:
    """Figures of a period, or what changed between two."""
    shown = views.atlas(source, scope, slug, level)
    table = views.table if isinstance(looked_at, Period) else views.changes
    return table(shown, shown.group(category, champ), looked_at)


def _of(session: Session, choice: Choice) -> tuple[Scope, str, Level]:
    return session.scope, choice.selection.indicator, choice.selection.level


def _looked_at(session: Session, choice: Choice, state: dict[str, Any]) -> Period:
    """The month on the map, or the period; the same as in the browser, which shows the last month of an unknown one."""
    if state["affichage"] != "mois":
        return choice.selection.period
    shown = views.atlas(session.source, *_of(session, choice))
    months = {charts.step_of(shown.buckets[i])["id"]: shown.buckets[i] for i in shown.steps}
    return months.get(state["mois"], list(months.values())[-1])


def _zones_of(table: ProtectedTable) -> ProtectedTable:
    return table.where(table.frame.index < len(table.frame) - 1)


def _commune_of(table: ProtectedTable) -> ProtectedTable:
    return table.where(table.frame.index == len(table.frame) - 1)


def _draw(
    session: Session,
    choice: Choice,
    state: dict[str, Any],
    *,
    parts: str,
    key: str,
    on_change: Callable[[dict[str, Any]], None],
) -> None:
    source, selection = session.source, choice.selection
    of = _of(session, choice)
    cube, _ = ask(source, _cube, *of)
    question = ask(source, _question, *of, selection.period, choice.comparison)
    atlas.draw(
        cube,
        question,
        {
            "state": state,
            "parts": parts,
            "large": projection.is_on(),
            "edited": fr.ATLAS_EDITED.format(day=formats.day(date.today())),
        },
        key=key,
        on_change=on_change,
    )


def _cube(source: Observatory, scope: Scope, slug: str, level: Level) -> tuple[bytes, str]:
    nomenclature = source.nomenclature
    shown = views.atlas(source, scope, slug, level)
    cube = charts.cube_bytes(
        shown,
        champs={slug: champ.label for slug, champ in nomenclature.champs.items()},
        categories={slug: nomenclature.label(slug) for slug in shown.categories},
        marks=layers.marks(source),
    )
    return cube, charts.name_of(cube)


def _question(
    source: Observatory, scope: Scope, slug: str, level: Level, period: Period, comparison: views.Comparison
) -> dict[str, Any]:
    shown = views.atlas(source, scope, slug, level)
    commune, asked = source.commune, shown.asked
    base = commune.base_map
    _, cube = ask(source, _cube, scope, slug, level)
    return charts.question(
        shown,
        period,
        comparison,
        title=f"{asked.label} – {commune.name}",
        source=fr.ATLAS_SOURCE.format(source=asked.source, version=source.version),
    ) | {
        "cube": cube,
        "name": f"{cube} {period} {comparison}",
        "file": f"carte-{slug}-{level}",
        "outline": shown.vintage and _outline(level, shown.vintage),
        "levels": [
            {"level": one, "label": fr.ATLAS["limits"].format(level=fr.LEVELS[one]), "outline": _outline(one, vintage)}
            for one, vintage in layers.outlines(source).items()
            if one is not level
        ],
        "base": base and {"url": base.url, "attribution": base.attribution},
    }


def _outline(level: Level, vintage: str) -> str:
    return f"/geo/{level}-{vintage}"


def _state(choice: Choice) -> dict[str, Any]:
    on_map, selection = choice.on_map, choice.selection
    display = on_map.get("affichage", "")
    return {
        "categorie": selection.category,
        "champ": selection.champ,
        "mesure": choice.measure,
        "affichage": display if display in fr.ATLAS["displays"] else "periode",
        "mois": on_map.get("mois", ""),
        "zones": list(choice.zones),
        "vue": _view(on_map.get("vue", "")),
        "couches": on_map.get("couches", "").split(),
    }


def _view(text: str) -> dict[str, float]:
    """View of an address: centre as shares of the width and height of the commune, and zoom."""
    try:
        x, y, k = (float(part) for part in text.split(";"))
    except ValueError:
        x = y = k = math.nan
    if not math.isfinite(x + y + k):
        return {"x": 0.5, "y": 0.5, "k": 1}
    return {"x": min(max(x, 0), 1), "y": min(max(y, 0), 1), "k": min(max(k, 1), 40)}


def _composition(session: Session, choice: Choice, zone: str | None) -> ProtectedTable:
    """Which categories the facts of a zone, or of the commune, belong to."""
    shown = views.atlas(session.source, *_of(session, choice))
    return views.composition(shown, shown.group(None, choice.selection.champ), zone, choice.selection.period)


def _category_labels(session: Session, choice: Choice) -> dict[str, str]:
    met = ask(session.source, counts.available_categories, choice.selection.indicator)
    return {category: session.source.nomenclature.label(category) for category in met}
