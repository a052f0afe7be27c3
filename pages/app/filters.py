"""The filters: menus that read and write the address, and the selection that it makes.

The same on every screen, so that they follow the reader. Where the atlas is, it is itself the menu of all but the
period and its comparison.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from analytics.indicators import Indicator
from analytics.text import formats, fr
from analytics.views import Observatory, counts
from analytics.views.atlas import Comparison
from data.model import Level, Period, Selection, format_month, parse_month
from pages.app import address
from pages.app.cache import ask
from pages.app.guard import Session

_YEAR = 12
_ALL = ""
"""The option for every category, or for every champ."""


@dataclass(frozen=True)
class Choice:
    """What the reader asks for.

    Attributes
    ----------
    zones : codes chosen, in the order of the choice; empty for the whole commune.
    measure : ``taux`` or ``nombre``.
    comparison : the two periods that the map sets side by side.
    """

    indicator: Indicator
    selection: Selection
    zones: tuple[str, ...]
    labels: dict[str, str]
    measure: str
    comparison: Comparison


def choose(session: Session, *, with_atlas: bool = False) -> Choice | None:
    """Draw the filters and read them; None when the commune has no fact to choose from.

    Parameters
    ----------
    with_atlas : whether the screen's atlas is the menu of all but the period and its comparison.
    """
    source = session.source
    pick = _option if with_atlas else _menu
    with st.sidebar:
        st.subheader(fr.FILTERS, anchor=False)
        known = {one.slug: one for one in ask(source, counts.available_indicators)}
        asked = known[pick("indicateur", [*known], fr.INDICATOR, lambda slug: known[slug].label)]
        levels = ask(source, counts.available_levels, asked.slug)
        if not levels:
            return None
        level = Level(pick("decoupage", [*map(str, levels)], fr.LEVEL, lambda one: fr.LEVELS[Level(one)]))
        champs = [_ALL, *ask(source, counts.available_champs, asked.slug)]
        champ = pick("champ", champs, fr.CHAMP, lambda slug: _champ(session, slug), fr.CHAMP_HELP)
        categories = [_ALL, *ask(source, counts.available_categories, asked.slug)]
        category = pick("categorie", categories, fr.CATEGORY, lambda slug: _category(session, slug))
        labels = ask(source, _labels, level)
        zones = [code for code in address.codes(address.said("zones")) if code in labels]
        if not with_atlas:
            _menu_of_zones(zones, labels)
        measure = _measure(source, level, asked, drawn=not with_atlas)
        covered = ask(source, counts.covered_period, asked.slug, level)
        period = _period(covered)
        comparison = _comparison(covered, period) if with_atlas else Comparison.with_year_before(period)
    selection = Selection(asked.slug, level, period, category or None, champ or None)
    return Choice(asked, selection, tuple(zones), labels, measure, comparison)


def _option(part: str, options: Sequence[str], *_: object) -> str:
    """The option that the address names; the first one otherwise."""
    said = address.said(part)
    return said if said in options else options[0]


def _menu(
    part: str, options: Sequence[str], label: str, words: Callable[[str], str], help_text: str | None = None
) -> str:
    """Draw a menu of the options."""
    chosen = _option(part, options)
    st.selectbox(label, options, format_func=words, help=help_text, **_tied(part, chosen))
    return chosen


def _tied(part: str, value: object) -> dict[str, Any]:
    """What makes a widget show a value of the address, and write there what the reader takes instead."""
    key = f"menu-{part}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return {"key": key, "on_change": _write, "args": (part, key)}


def _write(part: str, key: str) -> None:
    taken = st.session_state[key]
    address.say(**{part: taken if isinstance(taken, str) else address.joined(taken)})


def _champ(session: Session, slug: str) -> str:
    return session.source.nomenclature.champs[slug].label if slug else fr.ALL_CHAMPS


def _category(session: Session, slug: str) -> str:
    return session.source.nomenclature.label(slug) if slug else fr.ALL_CATEGORIES


def _labels(source: Observatory, level: Level) -> dict[str, str]:
    if level is Level.COMMUNE:
        return {}
    units = counts.zones(source, level)
    return dict(zip(units["zone_code"], units["zone_label"], strict=True))


def _menu_of_zones(zones: list[str], labels: dict[str, str]) -> None:
    st.multiselect(
        fr.ZONES,
        [*labels],
        format_func=labels.__getitem__,
        placeholder=fr.ZONES_PLACEHOLDER,
        help=fr.ZONES_HELP,
        **_tied("zones", zones),
    )


def _period(covered: Period) -> Period:
    months = covered.months()
    return _span("periode", covered, (months[max(0, len(months) - _YEAR)], months[-1]), fr.PERIOD, fr.PERIOD_HELP)


def _span(part: str, covered: Period, default: tuple[date, date], label: str, help_text: str | None = None) -> Period:
    """Draw a choice of a first and a last month."""
    months = [format_month(month) for month in covered.months()]
    if len(months) == 1:
        return covered
    said = tuple(address.codes(address.said(part)))
    chosen = said if len(said) == 2 and set(said) <= set(months) else tuple(map(format_month, default))
    st.select_slider(
        label,
        months,
        value=chosen,
        format_func=lambda month: formats.month(parse_month(month)),
        help=help_text,
        **_tied(part, chosen),
    )
    return Period.of_months(*map(parse_month, chosen))


def _comparison(covered: Period, period: Period) -> Comparison:
    """What the period is compared with: a year earlier, the months just before, or months that the reader chooses."""
    words = fr.COMPARISONS.__getitem__
    against = _menu("comparaison", [*fr.COMPARISONS], fr.COMPARISON, words, fr.COMPARISON_HELP)
    if against == "an":
        return Comparison.with_year_before(period)
    if against == "avant":
        return Comparison.with_months_before(period)
    months = covered.months()
    default = (months[0], months[min(len(months), period.n_months) - 1])
    chosen = Comparison(_span("reference", covered, default, fr.COMPARED_PERIOD), period)
    if not chosen.is_possible:
        st.warning(fr.COMPARED_OVERLAP)
    elif not chosen.same_season:
        st.caption(fr.COMPARED_SEASON)
    return chosen


def _measure(source: Observatory, level: Level, asked: Indicator, *, drawn: bool) -> str:
    if ask(source, counts.zones, level)[asked.denominator].isna().all():
        st.caption(fr.NO_RATE)
        return "nombre"
    chosen = _option("mesure", [*fr.MEASURES])
    if drawn:
        words = fr.MEASURES.__getitem__
        tied = _tied("mesure", chosen)
        st.radio(fr.MEASURE, [*fr.MEASURES], horizontal=True, format_func=words, help=fr.MEASURE_HELP, **tied)
    return chosen
