"""The form of an action, to register one or to change it; who changes what somebody else just changed is told."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from analytics.figures import counts
from analytics.text import actions as texts
from analytics.text import fr
from analytics.text.verdicts import capital
from data import reference
from data.errors import StaleEntryError
from data.journal import Action, ActionStatus, Direction, Followed, Journal, Zone
from pages.app.reader import address
from pages.app.session import Session
from pages.app.widgets.form import Fields, Form

_NEW = Action(name="", champ="", start=date.min, lead="", expected_effect="", mechanism="")


def register(session: Session, journal: Journal) -> None:
    """Draw the form of a new action."""
    st.caption(texts.NEW_HELP)
    write = partial(_register, journal, address.ahead())
    _draw(session, replace(_NEW, start=date.today()), Form("register-action"), write)


@dataclass
class _Revision:
    """An action as its editor read it, and as the fields begin."""

    read: Action
    shown: Action


def revise(session: Session, journal: Journal, action: Action) -> None:
    """Draw the form that changes an action, as it was when the form was opened."""
    # Read anew at each run, it would hide from the journal that somebody else changed it meanwhile.
    revision = st.session_state.setdefault(_revising(action), _Revision(action, action))
    _draw(session, revision.shown, Form(f"action-{action.number}-revision"), partial(_revise, journal, revision))


def close(action: Action) -> None:
    """Forget what the editor of an action read."""
    st.session_state.pop(_revising(action), None)


def _revising(action: Action) -> str:
    return f"revising-{action.number}"


def _register(journal: Journal, ahead: dict[str, str], given: Action) -> str:
    status = ActionStatus.RUNNING if given.start <= date.today() else ActionStatus.PLANNED
    action = journal.register(replace(given, status=status), by=given.lead or texts.LEAD, at=datetime.now(UTC))
    ahead.update(dict.fromkeys(texts.FILTERS, ""), action=str(action.number))
    return texts.SAVED


def _revise(journal: Journal, revision: _Revision, given: Action) -> str:
    try:
        revision.read = revision.shown = journal.revise(given, by=given.lead, at=datetime.now(UTC))
    except StaleEntryError:
        names = [one.name for one in fields(Action)]
        changed = {name: getattr(given, name) for name in names if getattr(given, name) != getattr(revision.read, name)}
        revision.read = journal.action(given.number)
        revision.shown = replace(revision.read, **changed | {"version": revision.read.version})
        raise
    return texts.REVISED


def _draw(session: Session, action: Action, form: Form, write: Callable[[Action], str]) -> None:
    """Draw the fields of an action, filled, and the button that writes it as they describe it."""
    champs = {slug: champ.label for slug, champ in session.release.nomenclature.champs.items()}
    zones = available_zones(session) | {zone.label: zone for zone in action.zones}
    known = {f"{one.indicator}/{one.category}": one for one in action.indicators}
    followed = {one: one for one in known} | followable(session)

    def named(field: str) -> str:
        # What somebody else changed meanwhile is shown, not the text of a field that stayed on the screen.
        return f"{action.version}-{field}"

    def key(field: str) -> str:
        return form.key(named(field))

    def send(given: Fields) -> str:
        sent = {field: given[named(field)] for field in _FIELDS if named(field) in given}
        sent["champ"] = sent["champ"] or ""
        direction = given[named("direction")]
        return write(
            replace(
                action,
                **sent,
                zones=tuple(zones[label] for label in given[named("zones")]),
                partners=tuple(given.get(named("partners"), action.partners)),
                indicators=tuple(
                    replace(known.get(one) or Followed(*one.split("/", 1)), direction=direction)
                    for one in given[named("indicators")]
                ),
            )
        )

    with st.form(key("form"), border=False):
        st.text_input(texts.NAME, value=action.name, key=key("name"))
        left, right = st.columns(2)
        slugs = [*champs]
        rank = slugs.index(action.champ) if action.champ in champs else None if action.number else 0
        left.selectbox(texts.CHAMP, slugs, index=rank, format_func=champs.__getitem__, key=key("champ"))
        right.multiselect(
            texts.ZONES,
            [*zones],
            default=[zone.label for zone in action.zones],
            placeholder=fr.ZONES_PLACEHOLDER,
            key=key("zones"),
        )
        left, right = st.columns(2)
        left.date_input(texts.START, value=action.start, format="DD/MM/YYYY", key=key("start"))
        right.text_input(texts.LEAD, value=action.lead, help=texts.BY_HELP, key=key("lead"))
        left, right = st.columns(2)
        left.multiselect(
            texts.INDICATORS,
            [*followed],
            default=[*known],
            format_func=followed.__getitem__,
            placeholder=texts.NONE_CHOSEN,
            key=key("indicators"),
        )
        directions = [*Direction]
        right.radio(
            texts.DIRECTION,
            directions,
            index=directions.index(action.indicators[0].direction) if action.indicators else 0,
            horizontal=True,
            format_func=lambda one: capital(one.value),
            key=key("direction"),
        )
        st.text_area(texts.EXPECTED, value=action.expected_effect, key=key("expected_effect"))
        if action.number:
            _draw_rest(session, action, key)
        form.submit(texts.REVISE if action.number else texts.SAVE, send, type="primary")


def _draw_rest(session: Session, action: Action, key: Callable[[str], str]) -> None:
    """Draw what is completed once the action is registered."""
    partners = {slug: one.label for slug, one in session.release.nomenclature.partners.items()}
    statuses = [*ActionStatus]
    st.text_area(texts.MECHANISM, value=action.mechanism, key=key("mechanism"))
    left, right = st.columns(2)
    left.text_input(texts.AXIS, value=action.axis, key=key("axis"))
    right.multiselect(
        texts.PARTNERS,
        [*partners],
        default=[*action.partners],
        format_func=partners.__getitem__,
        placeholder=texts.NONE_CHOSEN,
        key=key("partners"),
    )
    left, right = st.columns(2)
    left.date_input(texts.END, value=action.end, format="DD/MM/YYYY", key=key("end"))
    right.number_input(texts.COST, min_value=0, value=action.cost_euros, step=1_000, key=key("cost_euros"))
    left.selectbox(
        texts.FILTERS["statut"],
        statuses,
        index=statuses.index(action.status),
        format_func=lambda one: capital(one.value),
        key=key("status"),
    )


_FIELDS = ("name", "champ", "axis", "start", "end", "lead", "cost_euros", "expected_effect", "mechanism", "status")
"""Fields that hold a value of the action as it is; a new action has those without which it cannot be judged."""


def available_zones(session: Session) -> dict[str, Zone]:
    """Zones that an entry may name, by label: quartiers first, whose name wins over that of a smaller zone."""
    zones: dict[str, Zone] = {}
    for level in reference.action_levels():
        if level in session.release.levels():
            for row in session.release.zones(level).itertuples():
                zones.setdefault(row.zone_label, Zone(level, row.zone_code, row.zone_label))
    return zones


def followable(session: Session) -> dict[str, str]:
    """Indicators and their categories, by ``slug/category``, as they are called."""
    labels = {}
    for one in session.ask(counts.available_indicators):
        labels[f"{one.slug}/"] = one.label
        for category in session.ask(counts.available_categories, one.slug):
            labels[f"{one.slug}/{category}"] = f"{one.label} – {session.release.nomenclature.label(category)}"
    return labels
