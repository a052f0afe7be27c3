"""The filters: widgets tied to the address, and the selection that they make.

The same on every screen, so that they follow the reader.
"""

from dataclasses import dataclass

import streamlit as st

from analytics.indicators import Indicator
from analytics.text import formats, fr
from analytics.views import counts
from data.model import Level, Period, Selection
from pages.app.address import IN_ADDRESS, following
from pages.app.cache import ask
from pages.app.guard import Session

_YEAR = 12


@dataclass(frozen=True)
class Choice:
    """What the reader asks for.

    Attributes
    ----------
    zones : codes chosen, in the order of the choice; empty for the whole commune.
    measure : ``taux`` or ``nombre``.
    """

    indicator: Indicator
    selection: Selection
    zones: tuple[str, ...]
    labels: dict[str, str]
    measure: str


def choose(session: Session) -> Choice | None:
    """Draw the filters and read them; None when the commune has no fact to choose from."""
    source = session.source
    with st.sidebar, following():
        st.subheader(fr.FILTERS, anchor=False)
        asked = _pick(fr.INDICATOR, ask(source, counts.available_indicators), "indicateur", lambda one: one.label)
        levels = ask(source, counts.available_levels, asked.slug)
        if not levels:
            return None
        level = _pick(fr.LEVEL, levels, "decoupage", fr.LEVELS.__getitem__)
        nomenclature = source.nomenclature
        champ = _pick(
            fr.CHAMP,
            [None, *ask(source, counts.available_champs, asked.slug)],
            "champ",
            lambda slug: nomenclature.champs[slug].label if slug else fr.ALL_CHAMPS,
            fr.CHAMP_HELP,
        )
        category = _pick(
            fr.CATEGORY,
            [None, *ask(source, counts.available_categories, asked.slug)],
            "categorie",
            lambda slug: nomenclature.label(slug) if slug else fr.ALL_CATEGORIES,
        )
        period = _period(ask(source, counts.covered_period, asked.slug, level))
        units = ask(source, counts.zones, level)
        labels = dict(zip(units["zone_code"], units["zone_label"], strict=True)) if level is not Level.COMMUNE else {}
        zones = st.multiselect(
            fr.ZONES,
            list(labels),
            format_func=labels.__getitem__,
            key="zones",
            bind=IN_ADDRESS,
            placeholder=fr.ZONES_PLACEHOLDER,
            help=fr.ZONES_HELP,
        )
        measure = _measure(units[asked.denominator].notna().any())
    return Choice(asked, Selection(asked.slug, level, period, category, champ), tuple(zones), labels, measure)


def toggle_zone(code: str) -> None:
    """Choose a zone alone, or give it up when it was the one chosen; called before the widgets are drawn again."""
    st.session_state["zones"] = [] if st.session_state.get("zones") == [code] else [code]


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


def _measure(known: bool) -> str:
    if not known:
        st.caption(fr.NO_RATE)
        return "nombre"
    return st.segmented_control(
        fr.MEASURE,
        list(fr.MEASURES),
        default="taux",
        required=True,
        format_func=fr.MEASURES.__getitem__,
        key="mesure",
        bind=IN_ADDRESS,
        help=fr.MEASURE_HELP,
    )
