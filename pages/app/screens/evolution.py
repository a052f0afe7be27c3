"""How counts run over the months: plotly's charts, each with its reading and its table."""

import streamlit as st

from analytics.blocks.months import months as months_block
from analytics.blocks.published_by_the_state import published_by_the_state
from analytics.blocks.running_sums import running_sums as running_sums_block
from analytics.blocks.zones_side_by_side import zones_side_by_side
from analytics.figures import benchmark as official
from analytics.figures import changes, counts
from analytics.text import fr, headlines
from data.journal import Action
from data.model import Level
from pages.app.reader import address, filters
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block, provenance

_MANY_ZONES = 60
"""Beyond, small charts are too small to read: the reader chooses zones."""


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


def months(session: Session, choice: Choice) -> None:
    """The months, or the years, of the first zone chosen, or of the commune."""
    zone = choice.zones[0] if choice.zones else None
    shown = months_block(
        session.release,
        choice.selection,
        zone,
        choice.labels[zone] if zone else fr.WHOLE_COMMUNE,
        actions=_actions(session, choice, zone),
        breaks=provenance.breaks(session, choice, zone),
    )
    block.draw(shown)


def running_sums(session: Session, choice: Choice) -> None:
    """Twelve-month sums of the zones chosen, or of the commune."""
    if _has_months(session, choice):
        block.draw(running_sums_block(session.release, choice.selection, choice.zones))


def side_by_side(session: Session, choice: Choice) -> None:
    """Small charts of the zones chosen, or of all the zones of the level."""
    if choice.selection.level is Level.COMMUNE or not _has_months(session, choice):
        return
    zones = choice.zones or tuple(choice.labels)
    if len(zones) > _MANY_ZONES:
        st.info(fr.TOO_MANY_ZONES)
    else:
        block.draw(zones_side_by_side(session.release, choice.selection, zones))


def benchmark(session: Session, _: Choice | None) -> None:
    """What the State publishes of the commune, of its département and similar communes; computed once opened."""
    known = session.ask(official.available)
    st.subheader(fr.BENCHMARK, anchor=False)
    if not known:
        st.caption(fr.BENCHMARK_NONE)
        return
    with st.expander(
        fr.BENCHMARK_SHOW, key="benchmark", expanded=bool(address.get("publie")), on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        slug = filters.pick("publie", fr.BENCHMARK_INDICATOR, {slug: one.label for slug, one in known.items()})
        block.draw(published_by_the_state(session.release, slug))


def _actions(session: Session, choice: Choice, zone: str | None) -> list[Action]:
    """Actions that follow the indicator shown, in the zone shown or anywhere, within its months."""
    category = choice.selection.category
    return [
        one
        for one in session.journal.actions(zone=zone)
        if one.start < choice.covered.end
        and one.start >= choice.covered.start
        and any(
            followed.indicator == choice.indicator.slug and (not category or followed.category in ("", category))
            for followed in one.indicators
        )
    ]


def _has_months(session: Session, choice: Choice) -> bool:
    return session.ask(counts.has_months, choice.selection.indicator, choice.selection.level)
