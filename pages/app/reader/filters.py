"""What the reader asks for: read from the address, which menus write; where the atlas is, it is the only menu."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from analytics.figures import Release, comparability, counts
from analytics.figures.comparability import Comparison
from analytics.indicators import Indicator, indicators
from analytics.text import formats, fr
from analytics.text.markdown import literal
from analytics.text.verdicts import capital
from data import reference
from data.model import Level, Period, Selection, add_months, format_month
from pages.app.reader import address, projection
from pages.app.session import Session

_YEAR = 12
_ALL = ""
"""Every category, or every champ."""
NARROW, WIDE = 150, 220
"""Of the menus of the row, in px."""
_SEARCH = 250
"""Of a field to search, in px."""
_NAMED = 2
"""Zones chosen, beyond which they are counted rather than named."""


@dataclass(frozen=True)
class Choice:
    """What the reader asks for.

    Attributes
    ----------
    zones : codes chosen, in the order of the choice; empty for the whole commune.
    labels : name of each zone of the level, by code.
    measure : ``taux`` or ``nombre``.
    covered : the months that the indicator has at the level.
    against : what the period is compared with, among ``fr.COMPARISONS``.
    comparison : the periods that the map sets side by side.
    """

    indicator: Indicator
    selection: Selection
    zones: tuple[str, ...]
    labels: dict[str, str]
    measure: str
    covered: Period
    against: str
    comparison: Comparison


def read(session: Session, menus: Sequence[str]) -> Choice | None:
    """Read the address, and draw the menus that write it; None when the commune has no fact to choose from.

    Parameters
    ----------
    menus : names among ``MENUS``, in their order on the row.
    """
    choice = asked(session.release)
    if choice:
        with row():
            for name in menus:
                MENUS[name](session.release, choice)
    return choice


def view() -> str:
    """The way to show months that the address names, else the first one."""
    return one_of("vue", [*fr.VIEWS])


def row() -> AbstractContextManager[Any]:
    """Where the menus of a screen stand: in one row, under its title; projected, behind a button of the bar."""
    if projection.is_on():
        return st.bottom.popover(fr.FILTERS, key="projection-filters")
    return st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters")


def one_of(part: str, options: Sequence[str]) -> str:
    """The option that a part of the address names; the first one otherwise."""
    value = address.get(part)
    return value if value in options else options[0]


def pick(part: str, label: str, options: dict[str, str], *, width: int | None = None) -> str:
    """Draw a menu: the option that the address names, else the first one.

    Parameters
    ----------
    width : in px, of a menu of the row, whose value says what it is; one that stands apart, or is projected, shows its
        label.
    """
    chosen = one_of(part, [*options])
    _menu(part, label, options, chosen, width=width)
    return chosen


def search(part: str, label: str) -> str:
    """Draw the field of a search: the text that the address has."""
    asked = address.get(part)
    st.text_input(label, placeholder=label, label_visibility="collapsed", width=_SEARCH, **_tied(part, asked))
    return asked


def pills(part: str, label: str, options: dict[str, str]) -> str:
    """Draw a choice whose options are all seen: the one that the address names, else the first one."""
    chosen = one_of(part, [*options])
    st.pills(
        label,
        [*options],
        format_func=options.__getitem__,
        required=True,
        label_visibility="collapsed",
        wrap=True,
        **_tied(part, chosen),
    )
    return chosen


def switch(part: str, label: str, options: dict[str, str]) -> str:
    """Draw a few options side by side: the one that the address names, else the first one."""
    chosen = one_of(part, [*options])
    _switch(part, label, options, chosen)
    return chosen


def months(covered: Period) -> dict[str, str]:
    """The months that a period may begin and end with: label by how the address writes them."""
    return {format_month(month): formats.month(month) for month in covered.months()}


def span(period: Period) -> tuple[str, str]:
    """First and last month of a period, as the address writes them."""
    return format_month(period.start), format_month(period.last_month)


def asked(release: Release, *, slug: str = "", compared: bool = False) -> Choice | None:
    """What the address asks for; None when the commune has no fact to choose from.

    Parameters
    ----------
    slug : the indicator; the one of the address where it is empty.
    compared : whether the reader chooses the months to compare with.
    """
    known = [one.slug for one in release.ask(counts.available_indicators)]
    indicator = indicators()[slug or one_of("indicateur", known)]
    levels = release.ask(counts.available_levels, indicator.slug)
    if not levels:
        return None
    level = Level(one_of("decoupage", levels))
    labels = release.ask(_labels, level)
    covered = release.ask(counts.covered_period, indicator.slug, level)
    if covered is None:
        return None
    last = comparability.last_comparable_month(release, indicator.slug, covered)
    period = _span("periode", covered, (max(covered.start, add_months(last, 1 - _YEAR)), last))
    against = one_of("comparaison", [*fr.COMPARISONS] if compared else ["annees"])
    # A map of counts shows where people live; a curve of them, what was counted.
    measures = [*fr.MEASURES] if compared else [*reversed(fr.MEASURES)]
    category = one_of("categorie", [_ALL, *release.ask(counts.available_categories, indicator.slug)])
    champ = one_of("champ", [_ALL, *release.ask(counts.available_champs, indicator.slug)])
    return Choice(
        indicator,
        Selection(indicator.slug, level, period, category or None, champ or None),
        tuple(code for code in address.codes(address.get("zones")) if code in labels),
        labels,
        one_of("mesure", measures) if release.ask(_has_rates, level, indicator) else "nombre",
        covered,
        against,
        _comparison(against, covered, period),
    )


def _span(part: str, covered: Period, default: tuple[date, date]) -> Period:
    """The months that the address names, both included; those by default otherwise."""
    known = {format_month(month): month for month in covered.months()}
    ends = [known[text] for text in address.codes(address.get(part)) if text in known]
    first, last = ends if len(ends) == 2 else default
    return Period.of_months(first, last)


def _comparison(against: str, covered: Period, period: Period) -> Comparison:
    """What the period is compared with: the years before, or months that the reader chooses."""
    if against == "annees":
        return Comparison.with_years_before(period)
    first = covered.months()[: period.n_months]
    return Comparison((_span("reference", covered, (first[0], first[-1])),), period)


def _labels(release: Release, level: Level) -> dict[str, str]:
    if level is Level.COMMUNE:
        return {}
    units = release.zones(level)
    return dict(zip(units["zone_code"], units["zone_label"], strict=True))


def _has_rates(release: Release, level: Level, indicator: Indicator) -> bool:
    return bool(release.zones(level)[indicator.denominator].notna().any())


def _indicator_menu(release: Release, choice: Choice) -> None:
    known = {one.slug: one.label for one in release.ask(counts.available_indicators)}
    _menu("indicateur", fr.INDICATOR, known, choice.indicator.slug, width=WIDE)


def _level_menu(release: Release, choice: Choice) -> None:
    levels = release.ask(counts.available_levels, choice.indicator.slug)
    labels = {str(level): reference.levels()[level].label for level in levels}
    _menu("decoupage", fr.LEVEL, labels, str(choice.selection.level), width=NARROW)


def _champ_menu(release: Release, choice: Choice) -> None:
    known = release.ask(counts.available_champs, choice.indicator.slug)
    champs = {slug: release.nomenclature.champs[slug].label for slug in known}
    _menu("champ", fr.CHAMP, {_ALL: fr.ALL_CHAMPS, **champs}, choice.selection.champ or _ALL, width=WIDE)


def _category_menu(release: Release, choice: Choice) -> None:
    known = release.ask(counts.available_categories, choice.indicator.slug)
    met = {slug: release.nomenclature.label(slug) for slug in known}
    _menu("categorie", fr.CATEGORY, {_ALL: fr.ALL_CATEGORIES, **met}, choice.selection.category or _ALL, width=WIDE)


def _zones_menu(_: Release, choice: Choice) -> None:
    with st.popover(_named_zones(choice), key="filters-zones"):
        st.multiselect(
            fr.ZONES,
            [*choice.labels],
            format_func=choice.labels.__getitem__,
            placeholder=fr.ZONES_PLACEHOLDER,
            help=fr.ZONES_HELP,
            **_tied("zones", list(choice.zones)),
        )


def _portrait_menu(_: Release, choice: Choice) -> None:
    """Open the portrait of a zone, on the screen « Carte »."""
    if projection.is_on() or not choice.labels:
        return
    code = st.selectbox(
        fr.MY_ZONE,
        sorted(choice.labels, key=choice.labels.__getitem__),
        index=None,
        format_func=choice.labels.__getitem__,
        placeholder=fr.MY_ZONE,
        label_visibility="collapsed",
        width=NARROW,
        key="portrait-of",
    )
    if code is not None:
        address.ahead().update(zones=code)
        # None instead would clear what its fields keep in the address.
        st.switch_page(address.page("carte"), query_params={})


def _period_menu(_: Release, choice: Choice) -> None:
    if choice.covered.n_months == 1:
        return
    shown, labels = span(choice.selection.period), months(choice.covered)
    with st.popover(capital(formats.period(choice.selection.period)), key="filters-period"):
        st.select_slider(
            fr.PERIOD,
            [*labels],
            value=shown,
            format_func=labels.__getitem__,
            help=fr.PERIOD_HELP,
            **_tied("periode", shown),
        )


def _measure_menu(release: Release, choice: Choice) -> None:
    if not release.ask(_has_rates, choice.selection.level, choice.indicator):
        st.caption(fr.NO_RATE)
        return
    _switch("mesure", fr.MEASURE, fr.MEASURES, choice.measure)


def _view_menu(release: Release, choice: Choice) -> None:
    if release.ask(counts.has_months, choice.indicator.slug, choice.selection.level):
        _switch("vue", fr.VIEW, fr.VIEWS, view())


MENUS: dict[str, Callable[[Release, Choice], None]] = {
    "indicateur": _indicator_menu,
    "decoupage": _level_menu,
    "champ": _champ_menu,
    "categorie": _category_menu,
    "zones": _zones_menu,
    "portrait": _portrait_menu,
    "periode": _period_menu,
    "mesure": _measure_menu,
    "vue": _view_menu,
}
"""Those of the row, by the part of the address that each writes."""


def _named_zones(choice: Choice) -> str:
    """Zones chosen, as their menu shows them."""
    if len(choice.zones) <= _NAMED:
        return literal(formats.enumeration([choice.labels[code] for code in choice.zones])) or fr.WHOLE_COMMUNE
    return fr.CHOSEN_ZONES.format(n=len(choice.zones))


def _menu(part: str, label: str, options: dict[str, str], chosen: str, *, width: int | None = None) -> None:
    if projection.is_on():
        width = None
    st.selectbox(
        label,
        [*options],
        format_func=options.__getitem__,
        label_visibility="visible" if width is None else "collapsed",
        width=width or "stretch",
        **_tied(part, chosen),
    )


def _switch(part: str, label: str, options: dict[str, str], chosen: str) -> None:
    words, tied = options.__getitem__, _tied(part, chosen)
    st.segmented_control(label, [*options], format_func=words, required=True, label_visibility="collapsed", **tied)


def _tied(part: str, value: object) -> dict[str, Any]:
    """What makes a widget show a value of the address, and write there what the reader takes instead."""
    key = f"menu-{part}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return {"key": key, "on_change": _write, "args": (part, key)}


def _write(part: str, key: str) -> None:
    taken = st.session_state[key]
    address.put(**{part: taken if isinstance(taken, str) else address.joined(taken)})
