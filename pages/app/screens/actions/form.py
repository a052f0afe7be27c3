"""The form of an action, to register one or to change it; who changes what somebody else just changed is told."""

from dataclasses import replace
from datetime import UTC, date, datetime

import streamlit as st

from analytics.figures import counts
from analytics.text import actions as texts
from analytics.text import fr
from analytics.text.verdicts import capital
from data import reference
from data.errors import QuietudeError
from data.journal import Action, ActionStatus, Direction, Followed, Journal, Zone
from pages.app.session import Session

_NEW = Action(name="", champ="", start=date.min, lead="", expected_effect="", mechanism="")


def register(session: Session, journal: Journal) -> bool:
    """Draw the form of a new action; whether one was just registered."""
    st.caption(texts.NEW_HELP)
    given = _fields(session, replace(_NEW, start=date.today()), key="new")
    if given is None:
        return False
    status = ActionStatus.RUNNING if given.start <= date.today() else ActionStatus.PLANNED
    try:
        journal.register(replace(given, status=status), by=given.lead or texts.LEAD, at=datetime.now(UTC))
    except QuietudeError as refusal:
        st.warning(str(refusal))
        return False
    return True


def revise(session: Session, journal: Journal, action: Action) -> bool:
    """Draw the form of an action as it was when the form was opened; whether its change was just written."""
    # Read anew at each run, it would hide from the journal that somebody else changed it meanwhile.
    opened: Action = st.session_state.setdefault(f"revising-{action.number}", action)
    given = _fields(session, opened, key=f"revise-{action.number}")
    if given is None:
        return False
    del st.session_state[f"revising-{action.number}"]
    try:
        journal.revise(given, by=given.lead, at=datetime.now(UTC))
    except QuietudeError as refusal:
        st.warning(str(refusal))
        return False
    return True


def _fields(session: Session, action: Action, *, key: str) -> Action | None:
    """The fields of an action, filled; the action that they describe once sent."""
    nomenclature = session.release.nomenclature
    champs = {slug: champ.label for slug, champ in nomenclature.champs.items()}
    partners = {slug: one.label for slug, one in nomenclature.partners.items()}
    places = _places(session) | {zone.label: zone for zone in action.zones}
    known = {f"{one.indicator}/{one.category}": one for one in action.indicators}
    followed = {one: one for one in known} | followable(session)
    is_new = action.number == 0
    several = {"placeholder": fr.ZONES_PLACEHOLDER}
    with st.form(f"action-{key}", border=False):
        name = st.text_input(texts.NAME, value=action.name)
        left, right = st.columns(2)
        slugs = [*champs]
        champ = left.selectbox(
            texts.CHAMP, slugs, index=slugs.index(action.champ) if action.champ in champs else 0,
            format_func=champs.__getitem__, key=f"{key}-champ",
        )  # fmt: skip
        axis = right.text_input(texts.AXIS, value=action.axis)
        zones = left.multiselect(texts.ZONES, [*places], default=[zone.label for zone in action.zones], **several)
        taking_part = right.multiselect(
            texts.PARTNERS, [*partners], default=[*action.partners], format_func=partners.__getitem__, **several
        )
        start = left.date_input(texts.START, value=action.start, format="DD/MM/YYYY")
        end = right.date_input(texts.END, value=action.end, format="DD/MM/YYYY")
        lead = left.text_input(texts.LEAD, value=action.lead, help=texts.BY_HELP)
        cost = right.number_input(texts.COST, min_value=0, value=action.cost_euros, step=1_000)
        kept = left.multiselect(
            texts.INDICATORS, [*followed], default=[*known], format_func=followed.__getitem__, **several
        )
        directions = [*Direction]
        direction = right.radio(
            texts.DIRECTION, directions, horizontal=True, format_func=lambda one: capital(one.value),
            index=directions.index(action.indicators[0].direction) if action.indicators else 0,
        )  # fmt: skip
        statuses = [*ActionStatus]
        status = (
            action.status
            if is_new
            else right.selectbox(
                texts.FILTERS["statut"],
                statuses,
                index=statuses.index(action.status),
                key=f"{key}-status",
                format_func=lambda one: capital(one.value),
            )  # fmt: skip
        )
        expected = st.text_area(texts.EXPECTED, value=action.expected_effect)
        mechanism = st.text_area(texts.MECHANISM, value=action.mechanism)
        sent = st.form_submit_button(texts.SAVE if is_new else texts.REVISE, type="primary")
    if not sent:
        return None
    return replace(
        action,
        name=name,
        champ=champ,
        axis=axis,
        zones=tuple(places[zone] for zone in zones),
        partners=tuple(taking_part),
        start=start,
        end=end,
        lead=lead,
        cost_euros=None if cost is None else int(cost),
        expected_effect=expected,
        mechanism=mechanism,
        indicators=tuple(
            replace(known[one], direction=direction) if one in known else Followed(*one.split("/", 1), direction)
            for one in kept
        ),
        status=status,
    )


def _places(session: Session) -> dict[str, Zone]:
    """Zones that an action may name, by label: quartiers first, whose name wins over that of a smaller zone."""
    found: dict[str, Zone] = {}
    for level in reference.action_levels():
        if level in session.release.levels():
            for row in session.release.zones(level).itertuples():
                found.setdefault(row.zone_label, Zone(level, row.zone_code, row.zone_label))
    return found


def followable(session: Session) -> dict[str, str]:
    """Indicators and their categories, by ``slug/category``, as they are called."""
    found = {}
    for one in session.ask(counts.available_indicators):
        found[f"{one.slug}/"] = one.label
        for category in session.ask(counts.available_categories, one.slug):
            found[f"{one.slug}/{category}"] = f"{one.label} – {session.release.nomenclature.label(category)}"
    return found
