"""How counts run over the months: one large picture, then every zone on one scale."""

import streamlit as st

from analytics.blocks.months import months as months_block
from analytics.blocks.published_by_the_state import published_by_the_state
from analytics.blocks.running_sums import running_sums as running_sums_block
from analytics.blocks.years import years as years_block
from analytics.blocks.zones_side_by_side import zones_side_by_side
from analytics.disclosure import ProtectedTable, Status
from analytics.figures import benchmark as official
from analytics.figures import changes, counts
from analytics.statistics.words import MOVES
from analytics.text import findings, fr, headlines
from data.journal import Action, Event
from data.model import Level
from pages.app.reader import address, filters
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block, provenance

_TOGETHER = 21
"""Zones all drawn together; of more, those that moved and those chosen are, and the others once opened."""


def headline(session: Session) -> str:
    """What became of the first zone chosen, or of the commune."""
    choice = filters.asked(session.release)
    if choice is None:
        return headlines.NOTHING
    rows = session.ask(changes.with_commune, choice.selection, choice.comparison).frame
    if not choice.zones:
        return headlines.of_place(rows.iloc[-1], choice.indicator)
    zone = choice.zones[0]
    return headlines.of_place(rows.set_index("zone_code").loc[zone], choice.indicator, choice.labels[zone])


def read(session: Session) -> Choice | None:
    """The menus; without facts, what the State publishes of the commune is all there is."""
    choice = provenance.read(session)
    if choice is None:
        benchmark(session, choice)
    return choice


def counted(session: Session, choice: Choice) -> None:
    """Months, running sums or years of the zones chosen, or of the commune; years alone where no month is known."""
    view = filters.view() if _has_months(session, choice) else "annees"
    asked = (choice.selection, choice.zones)
    match view:
        case "mois":
            actions, breaks = _actions(session, choice), provenance.breaks(session, choice, choice.zones)
            events = _events(session, choice)
            marks = {"actions": actions, "events": events, "breaks": breaks}
            block.draw(session, months_block, *asked, measure=choice.measure, **marks)
        case "douze":
            block.draw(session, running_sums_block, *asked, measure=choice.measure)
        case _:
            block.draw(session, years_block, *asked, measure=choice.measure)


def side_by_side(session: Session, choice: Choice) -> None:
    """Every zone of the level in the commune's own order; of many, those that moved, and the others once opened."""
    if choice.selection.level is Level.COMMUNE or not _has_months(session, choice):
        return
    table = session.ask(changes.with_commune, choice.selection, choice.comparison)
    zones = table.where(table.frame.index < len(table.frame) - 1)
    has_moved = zones.frame["word"].isin(MOVES) & (zones.frame["status"] == Status.PUBLISHED)
    is_first = has_moved | zones.frame["zone_code"].isin(choice.zones)
    is_first |= len(is_first) <= _TOGETHER
    if is_first.any():
        _draw_zones(session, choice, zones.where(is_first), key="evolution-zones")
    else:
        st.header(findings.moved(zones, choice.selection.level), anchor=False)
    if not is_first.all():
        label = findings.others(int((~is_first).sum()), len(is_first))
        with st.expander(label, key="evolution-other-zones-shown", on_change="rerun") as opened:
            if opened.open:
                others = zones.where(~is_first)
                _draw_zones(session, choice, others, key="evolution-other-zones", is_titled=False)


def _draw_zones(session: Session, choice: Choice, zones: ProtectedTable, *, key: str, is_titled: bool = True) -> None:
    asked = (choice.selection, choice.comparison, (*zones.frame["zone_code"],))
    block.draw(session, zones_side_by_side, *asked, key=key, measure=choice.measure, is_titled=is_titled)


def benchmark(session: Session, _: Choice | None) -> None:
    """What the State publishes of the commune, of its département and similar communes; computed once opened."""
    known = session.ask(official.available)
    if not known:
        st.caption(fr.BENCHMARK_NONE)
        return
    with st.expander(fr.BENCHMARK, key="benchmark", expanded=bool(address.get("publie")), on_change="rerun") as opened:
        if not opened.open:
            return
        slug = filters.pick("publie", fr.BENCHMARK_INDICATOR, {slug: one.label for slug, one in known.items()})
        block.draw(session, published_by_the_state, slug)


def _actions(session: Session, choice: Choice) -> tuple[Action, ...]:
    """Actions that follow the indicator shown, in the zones shown or anywhere, and began within its months."""
    category = choice.selection.category
    there = {one.number: one for zone in choice.zones or (None,) for one in session.journal.actions(zone=zone)}
    return tuple(
        one
        for one in there.values()
        if one.start < choice.covered.end
        and one.start >= choice.covered.start
        and any(
            followed.indicator == choice.indicator.slug and (not category or followed.category in ("", category))
            for followed in one.indicators
        )
    )


def _events(session: Session, choice: Choice) -> tuple[Event, ...]:
    """Events of the zones shown, or of all, within the months."""
    there = {one.number: one for zone in choice.zones or (None,) for one in session.journal.events(zone=zone)}
    return tuple(one for one in there.values() if one.start < choice.covered.end and one.end >= choice.covered.start)


def _has_months(session: Session, choice: Choice) -> bool:
    return session.ask(counts.has_months, choice.selection.indicator, choice.selection.level)
