"""The filters: widgets tied to the address, and the selection that they make.

The same on every screen, so that they follow the reader. Where the atlas is, some of them are the atlas's own: their
widgets are still there, unseen, because they carry the choice in the address.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from analytics.indicators import Indicator
from analytics.text import formats, fr
from analytics.views import Observatory, counts
from analytics.views.atlas import Comparison
from data.model import Level, Period, Selection
from pages.app.address import IN_ADDRESS, following
from pages.app.cache import ask
from pages.app.guard import Session

_YEAR = 12
_ON_MAP = ("affichage", "mois", "vue", "couches")
"""What the atlas alone remembers: display, month, view (``x;y;zoom``) and layers, each a text of the address."""
_HIDDEN = "<style>.st-key-choices { display: none; }</style>"


@dataclass(frozen=True)
class Choice:
    """What the reader asks for.

    Attributes
    ----------
    zones : codes chosen, in the order of the choice; empty for the whole commune.
    measure : ``taux`` or ``nombre``.
    comparison : the two periods that the map sets side by side.
    on_map : what the atlas alone remembers, by name.
    """

    indicator: Indicator
    selection: Selection
    zones: tuple[str, ...]
    labels: dict[str, str]
    measure: str
    comparison: Comparison
    on_map: dict[str, str]


def choose(session: Session, *, with_atlas: bool = False) -> Choice | None:
    """Draw the filters and read them; None when the commune has no fact to choose from.

    Parameters
    ----------
    with_atlas : whether the screen's atlas lets the reader choose categories, zones and measure itself.
    """
    source = session.source
    with st.sidebar, following():
        st.subheader(fr.FILTERS, anchor=False)
        asked = _pick(fr.INDICATOR, ask(source, counts.available_indicators), "indicateur", lambda one: one.label)
        levels = ask(source, counts.available_levels, asked.slug)
        if not levels:
            return None
        level = _pick(fr.LEVEL, levels, "decoupage", fr.LEVELS.__getitem__)
        labels = ask(source, _labels, level)
        covered = ask(source, counts.covered_period, asked.slug, level)
        # In the same place on every screen: a widget that moves loses its part of the address.
        with st.container(key="choices"):
            champ, category = _champ_and_category(session, asked)
            zones = _zones(labels)
            measure = _measure(ask(source, counts.zones, level)[asked.denominator].notna().any())
        with st.container(key="unseen"):
            on_map = {name: st.text_input(name, key=name, bind=IN_ADDRESS) for name in _ON_MAP}
        period = _period(covered)
        comparison = _comparison(covered, period) if with_atlas else Comparison.with_year_before(period)
        if with_atlas:
            st.html(_HIDDEN)
    selection = Selection(asked.slug, level, period, category, champ)
    return Choice(asked, selection, tuple(zones), labels, measure, comparison, on_map)


def _labels(source: Observatory, level: Level) -> dict[str, str]:
    if level is Level.COMMUNE:
        return {}
    units = counts.zones(source, level)
    return dict(zip(units["zone_code"], units["zone_label"], strict=True))


def remember(state: dict[str, Any]) -> None:
    """Keep what the reader chose in the atlas; called before the widgets are drawn again."""
    remember_place(state)
    st.session_state.update(
        champ=state["champ"],
        categorie=state["categorie"],
        mesure=state["mesure"],
        affichage="" if state["affichage"] == "periode" else state["affichage"],
        mois=state["mois"] if state["affichage"] == "mois" else "",
        couches=" ".join(state["couches"]),
    )


def remember_place(state: dict[str, Any]) -> None:
    """Keep the zones and the view alone, of a map without more."""
    view = state["vue"]
    st.session_state["zones"] = state["zones"]
    st.session_state["vue"] = f"{view['x']};{view['y']};{view['k']}" if view["k"] > 1 else ""


def _champ_and_category(session: Session, asked: Indicator) -> tuple[str | None, str | None]:
    nomenclature = session.source.nomenclature
    champ = _pick(
        fr.CHAMP,
        [None, *ask(session.source, counts.available_champs, asked.slug)],
        "champ",
        lambda slug: nomenclature.champs[slug].label if slug else fr.ALL_CHAMPS,
        fr.CHAMP_HELP,
    )
    category = _pick(
        fr.CATEGORY,
        [None, *ask(session.source, counts.available_categories, asked.slug)],
        "categorie",
        lambda slug: nomenclature.label(slug) if slug else fr.ALL_CATEGORIES,
    )
    return champ, category


def _zones(labels: dict[str, str]) -> list[str]:
    return st.multiselect(
        fr.ZONES,
        list(labels),
        format_func=labels.__getitem__,
        key="zones",
        bind=IN_ADDRESS,
        placeholder=fr.ZONES_PLACEHOLDER,
        help=fr.ZONES_HELP,
    )


def _pick(label, options, key, words, help_text=None):
    return st.selectbox(label, options, format_func=words, key=key, bind=IN_ADDRESS, help=help_text)


def _period(covered: Period) -> Period:
    months = covered.months()
    default = (months[max(0, len(months) - _YEAR)], months[-1])
    if len(months) == 1:
        return covered
    first, last = st.select_slider(
        fr.PERIOD, months, value=default, format_func=formats.month, key="periode", bind=IN_ADDRESS, help=fr.PERIOD_HELP
    )
    return Period.of_months(first, last)


def _comparison(covered: Period, period: Period) -> Comparison:
    """What the period is compared with: a year earlier, the months just before, or months that the reader chooses."""
    against = _pick(fr.COMPARISON, list(fr.COMPARISONS), "comparaison", fr.COMPARISONS.__getitem__, fr.COMPARISON_HELP)
    if against == "an":
        return Comparison.with_year_before(period)
    if against == "avant":
        return Comparison.with_months_before(period)
    months = covered.months()
    first, last = st.select_slider(
        fr.COMPARED_PERIOD,
        months,
        value=(months[0], months[min(len(months), period.n_months) - 1]),
        format_func=formats.month,
        key="reference",
        bind=IN_ADDRESS,
    )
    chosen = Comparison(Period.of_months(first, last), period)
    if not chosen.is_possible:
        st.warning(fr.COMPARED_OVERLAP)
    elif not chosen.same_season:
        st.caption(fr.COMPARED_SEASON)
    return chosen


def _measure(known: bool) -> str:
    if not known:
        st.caption(fr.NO_RATE)
        return "nombre"
    return st.radio(
        fr.MEASURE,
        list(fr.MEASURES),
        horizontal=True,
        format_func=fr.MEASURES.__getitem__,
        key="mesure",
        bind=IN_ADDRESS,
        help=fr.MEASURE_HELP,
    )
