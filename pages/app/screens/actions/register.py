"""The register of actions: what it holds, filtered; its calendar; its objectives; the form of a new action."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import streamlit as st

from analytics.figures import changes, counts, evaluations
from analytics.figures.evaluations import Evaluated
from analytics.indicators import indicators
from analytics.text import actions as texts
from analytics.text import readings
from analytics.text.markdown import literal
from analytics.text.verdicts import WORDS, capital
from data import journal as journals
from data.errors import QuietudeError
from data.intake import examination
from data.intake.child import Child
from data.journal import Action, ActionStatus, Direction, ImportReport, Journal, Meeting, Objective
from data.model import Kind, Level, Period, Selection, add_months
from pages.app.reader import filters, projection
from pages.app.screens.actions import form
from pages.app.session import Session
from pages.app.widgets import block, plot, uploads
from pages.app.widgets.form import Fields, Form, confirm

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_ALL = ""
_MOST_MONTHS = 12


@dataclass(frozen=True)
class Register:
    """The actions, those that the menus keep, and what is concluded of each."""

    everything: tuple[Action, ...]
    shown: tuple[Action, ...]
    evaluated: dict[int, Evaluated]


def read(session: Session) -> Register:
    """Draw what opens the forms, then the menus, and judge all actions together."""
    _forms(session, session.journal)
    everything = session.actions
    evaluated = verdicts(session, everything)
    shown = _filtered(session, everything, evaluated)
    if not everything:
        st.info(texts.NO_ACTION)
    elif not shown:
        st.info(texts.NONE_LEFT)
    return Register(everything, shown, evaluated)


def verdicts(session: Session, actions: tuple[Action, ...]) -> dict[int, Evaluated]:
    """What is concluded of each action, all judged together, by their numbers."""
    return {one.action.number: one for one in session.ask(evaluations.evaluate, actions)}


def _filtered(session: Session, actions: Sequence[Action], evaluated: dict[int, Evaluated]) -> tuple[Action, ...]:
    """Actions that the menus keep."""
    nomenclature = session.release.nomenclature
    zones = {zone.label: zone.label for one in actions for zone in one.zones}
    words = {one.word for one in evaluated.values()} - {""}
    menus = {
        "champ": {slug: champ.label for slug, champ in nomenclature.champs.items()},
        "quartier": dict(sorted(zones.items())),
        "partenaire": {slug: one.label for slug, one in nomenclature.partners.items()},
        "verdict": {word: capital(WORDS[word]) for word in sorted(words, key=WORDS.__getitem__)},
        "annee": {str(year): str(year) for year in _years(actions)},
        "statut": {status.value: capital(status.value) for status in ActionStatus},
    }
    with filters.row():
        kept = {
            part: filters.pick(part, texts.FILTERS[part], {_ALL: texts.ALL[part]} | menu, width=filters.WIDE)
            for part, menu in menus.items()
        }
    return tuple(
        one
        for one in actions
        if kept["champ"] in (_ALL, one.champ)
        and (kept["quartier"] == _ALL or not one.zones or kept["quartier"] in {zone.label for zone in one.zones})
        and (kept["partenaire"] == _ALL or kept["partenaire"] in one.partners)
        and kept["verdict"] in (_ALL, evaluated[one.number].word)
        and kept["statut"] in (_ALL, one.status)
        and (kept["annee"] == _ALL or _ran_in(one, int(kept["annee"])))
    )


def _years(actions: Sequence[Action]) -> range:
    """Years in which at least one action ran, up to this one."""
    return range(min((one.start.year for one in actions), default=date.today().year), date.today().year + 1)


def _ran_in(action: Action, year: int) -> bool:
    return action.start.year <= year and (action.end is None or action.end.year >= year)


def entries(session: Session, register: Register) -> None:
    """The actions, one row each, with verdict and proposal."""
    if not register.shown:
        return
    evaluated = register.evaluated
    champs = session.release.nomenclature.champs
    st.subheader(texts.REGISTER, anchor=False)
    lines = [
        texts.row(
            one,
            champs[one.champ].label if one.champ else texts.TO_COMPLETE,
            evaluated[one.number].word,
            evaluated[one.number].proposal,
        )
        for one in register.shown
    ]
    st.markdown("\n".join(lines))


def timeline(_: Session, register: Register) -> None:
    """The calendar of the actions."""
    if not register.shown:
        return
    actions, evaluated = register.shown, register.evaluated
    from analytics.charts import timeline as chart

    st.subheader(texts.TIMELINE, anchor=False)
    today = date.today()
    words = {one.name: evaluated[one.number].word for one in actions if evaluated[one.number].word}
    running = sum(one.start <= today and (one.end is None or one.end >= today) for one in actions)
    reading = texts.timeline(running, len(actions), today)
    plot.draw(
        chart.timeline(actions, words, today=today, large=projection.is_on()), key="actions-calendar", alt=reading
    )
    st.markdown(reading)


def objectives(session: Session, _: Register) -> None:
    """The objectives of the schéma, each with its target and where the commune stands."""
    st.subheader(texts.OBJECTIVES, anchor=False)
    known = session.journal.objectives()
    if not known:
        st.caption(texts.NO_OBJECTIVE)
        return
    lines = []
    for one in known:
        category = one.category or None
        label = indicators()[one.indicator].label
        name = f"{label}, {session.release.nomenclature.label(category).lower()}" if category else label
        lines.append(texts.objective(one, name, _stand(session, one.indicator, category)))
    st.markdown("\n".join(lines))


def mediation(session: Session, _: Register) -> None:
    """What the mediators did over the last year: presence, conflicts defused, people directed to a service."""
    slug = next((one.slug for one in indicators().values() if one.kind is Kind.MEDIATION), None)
    covered = session.ask(counts.covered_period, slug, Level.COMMUNE) if slug else None
    if slug is None or covered is None:
        return
    st.subheader(texts.MEDIATION, anchor=False)
    st.caption(texts.MEDIATION_NOTE)
    year = _last_year(covered)
    labels = {
        category: session.release.nomenclature.label(category)
        for category in session.ask(counts.available_categories, slug)
    }
    questions = tuple(Selection(slug, Level.COMMUNE, year, category=category) for category in labels)
    table = session.ask(changes.table, questions)
    st.markdown(
        "\n".join(
            f"- **{literal(labels[row['category']])}** – {readings.change(row)}" for _, row in table.frame.iterrows()
        )
    )
    block.twin(
        table,
        key="actions-mediation",
        columns=["category", "n_events", "mean_before", "word"],
        labels=labels,
        note=texts.MEDIATION_NOTE,
    )


def _forms(session: Session, journal: Journal) -> None:
    """Buttons of what is written here: an action, a meeting, an objective, a whole register; not projected."""
    if projection.is_on():
        return
    confirm("register-")
    with st.container(horizontal=True, key="register-forms"):
        Form("register-action").dialog(texts.NEW, partial(form.register, session, journal), type="primary")
        Form("register-meeting").dialog(texts.MEETING, partial(_meeting, journal))
        Form("register-objective").dialog(texts.NEW_OBJECTIVE, partial(_objective, session, journal))
        Form("register-import").dialog(texts.EXCHANGE, partial(_spreadsheet, journal))


def _meeting(journal: Journal) -> None:
    for one in journal.meetings():
        st.markdown(texts.meeting(one))
    new = Form("register-meeting")

    def send(given: Fields) -> str:
        meeting = Meeting(day=given["day"], label=given["label"], note=given["note"])
        journal.register(meeting, by=given["by"], at=datetime.now(UTC))
        return texts.HELD

    with st.form(new.key("form"), border=False):
        st.date_input(texts.MEETING_DAY, format="DD/MM/YYYY", key=new.key("day"))
        st.text_input(texts.MEETING_LABEL, key=new.key("label"))
        st.text_area(texts.MEETING_NOTE, key=new.key("note"))
        st.text_input(texts.BY, help=texts.BY_HELP, key=new.key("by"))
        new.submit(texts.HOLD, send, type="primary")


def _objective(session: Session, journal: Journal) -> None:
    followed = form.followable(session)
    new = Form("register-objective")

    def send(given: Fields) -> str:
        slug, category = given["indicator"].split("/", 1)
        sought = Objective(
            axis=given["axis"],
            label=given["label"],
            indicator=slug,
            category=category,
            direction=given["direction"],
            target=given["target"],
            due=given["due"],
        )
        journal.register(sought, by=given["by"], at=datetime.now(UTC))
        return texts.OBJECTIVE_SET

    with st.form(new.key("form"), border=False):
        st.text_input(texts.OBJECTIVE_LABEL, key=new.key("label"))
        left, right = st.columns(2)
        left.text_input(texts.AXIS, key=new.key("axis"))
        right.date_input(texts.DUE, format="DD/MM/YYYY", key=new.key("due"))
        left.selectbox(
            texts.OBJECTIVE_INDICATOR, [*followed], format_func=followed.__getitem__, key=new.key("indicator")
        )
        right.number_input(texts.OBJECTIVE_TARGET, min_value=1, value=10, key=new.key("target"))
        st.radio(
            texts.DIRECTION,
            [*Direction],
            horizontal=True,
            format_func=lambda one: capital(one.value),
            key=new.key("direction"),
        )
        st.text_input(texts.BY, help=texts.BY_HELP, key=new.key("by"))
        new.submit(texts.SET_OBJECTIVE, send, type="primary")


def _spreadsheet(journal: Journal) -> None:
    st.download_button(
        texts.EXPORT,
        data=lambda: _workbook(journal),
        file_name="actions.xlsx",
        key="register-export",
        on_click="ignore",
    )
    new = Form("register-import")
    file = st.file_uploader(texts.IMPORT, type=["xlsx", "csv"], help=texts.IMPORT_HELP, key=new.key("file"))
    if file is None:
        return
    try:
        report = _read(file, partial(journals.preview_register, journal))
    except QuietudeError as refusal:
        st.warning(literal(str(refusal)))
        return
    st.markdown(texts.preview(report))
    take = partial(journals.import_register, journal)
    new.button(
        texts.TAKE_IN,
        lambda given: texts.report(_read(given["file"], take)),
        type="primary",
        disabled=not (report.created or report.changed),
    )


def _read(file: "UploadedFile", take: Callable[..., ImportReport]) -> ImportReport:
    """What becomes of each row of a table, which is opened where it can do no harm."""
    with uploads.written([file]) as (path,):
        copy = path.with_name(f"{path.stem}.texte.csv")
        Child(path.name, path.stat().st_size, examination.write_plain, path, copy).answer()
        return take(copy, by=texts.IMPORTER, at=datetime.now(UTC))


def _workbook(journal: Journal) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "actions.xlsx"
        journals.export(journal, path)
        return path.read_bytes()


def _stand(session: Session, slug: str, category: str | None) -> str:
    """Where the commune stands on an indicator: the last year against the one before."""
    covered = session.ask(counts.covered_period, slug, Level.COMMUNE)
    if covered is None:
        return readings.NO_DATA
    question = Selection(slug, Level.COMMUNE, _last_year(covered), category=category)
    return readings.change(session.ask(changes.table, (question,)).frame.iloc[0])


def _last_year(covered: Period) -> Period:
    return Period(max(covered.start, add_months(covered.end, -_MOST_MONTHS)), covered.end)
