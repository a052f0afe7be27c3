"""The register of actions: what it holds, filtered; its objectives; the form of a new action."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import streamlit as st

from analytics.charts import small
from analytics.figures import changes, counts, evaluations
from analytics.figures.evaluations import Evaluated
from analytics.indicators import indicators
from analytics.statistics.evaluation import Appraisal
from analytics.statistics.words import ChangeWord, ProofLevel
from analytics.text import actions as texts
from analytics.text import chips, fr, headlines, readings
from analytics.text import verdicts as verdict_texts
from analytics.text.markdown import literal
from analytics.text.verdicts import WORDS, capital
from data import journal as journals
from data.errors import QuietudeError
from data.intake import examination
from data.intake.child import Child
from data.journal import Action, ActionStatus, Direction, ImportReport, Journal, Objective
from data.model import Kind, Level, Period, Selection, add_months
from pages.app.reader import address, filters, projection
from pages.app.screens.actions import form
from pages.app.screens.forms import meeting as meeting_form
from pages.app.session import Session
from pages.app.widgets import block, chip, tableau, uploads
from pages.app.widgets.form import Fields, Form, confirm

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_ALL = ""
_MOST_MONTHS = 12
_YEARS = 9
"""Years before this one that the pictures of the register show at most."""
_CLEAREST_FIRST = (
    ChangeWord.CLEAR_FALL,
    ChangeWord.CLEAR_RISE,
    ChangeWord.PROBABLE_FALL,
    ChangeWord.PROBABLE_RISE,
    ChangeWord.STABLE,
    ChangeWord.BOUNDED,
    ChangeWord.NO_LARGE_RISE,
    ChangeWord.NO_LARGE_FALL,
    ChangeWord.INSUFFICIENT_DATA,
)


@dataclass(frozen=True)
class Register:
    """The actions, those that the menus keep, what is concluded of each, the one asked for, or a key of ``ORDERS``."""

    everything: tuple[Action, ...]
    shown: tuple[Action, ...]
    evaluated: dict[int, Evaluated]
    chosen: Action | None = None
    order: str = ""


def headline(session: Session) -> str:
    """What became of the action asked for; without one, how many of the register changed something clearly."""
    actions, today = session.actions, date.today()
    evaluated = verdicts(session, actions)
    if chosen := _asked(actions):
        one = evaluated[chosen.number]
        return headlines.of_action(chosen.name, one.word, is_withheld=one.is_withheld)
    late = [one for one in session.journal.open_decisions() if one.is_late(today)]
    judged = evaluated.values()
    return headlines.of_register([one.word for one in judged], sum(one.is_withheld for one in judged), len(late))


def read(session: Session) -> Register:
    """Draw what opens the forms, then the menus, or the way back from an action; judge all actions together."""
    confirm("register-")
    everything = session.actions
    chosen = _asked(everything)
    if not chosen:
        _forms(session, session.journal)
    evaluated = verdicts(session, everything)
    if chosen:
        if not projection.is_on():
            st.button(texts.BACK, type="tertiary", on_click=address.put, kwargs={"action": ""}, key="back")
        return Register(everything, (), evaluated, chosen=chosen)
    with filters.row():
        shown = _filtered(session, everything, evaluated)
        order = filters.switch("ordre", texts.ORDER, texts.ORDERS)
    if not everything:
        st.info(texts.NO_ACTION)
    elif not shown:
        st.info(texts.NONE_LEFT)
    return Register(everything, shown, evaluated, order=order)


def _asked(actions: Sequence[Action]) -> Action | None:
    """The action that the address names."""
    number = address.get("action")
    return next((one for one in actions if str(one.number) == number), None)


def verdicts(session: Session, actions: tuple[Action, ...]) -> dict[int, Evaluated]:
    """What is concluded of each action, all judged together, by their numbers."""
    return {one.action.number: one for one in session.ask(evaluations.evaluate, actions)}


def _filtered(session: Session, actions: Sequence[Action], evaluated: dict[int, Evaluated]) -> tuple[Action, ...]:
    """Draw the menus, and give the actions that they keep."""
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
    """The actions, one row each, those that are judged first; one that is pressed takes the place of the register."""
    if not register.shown:
        return
    today = date.today()
    judged = [register.evaluated[one.number] for one in register.shown]
    ordered = sorted(judged, key=_order(session, register.order))
    axis = _axis(session, ordered, today)
    rows = {one.action.number: _row(session, one, axis, today) for one in ordered}
    others = [one for one in ordered if not one.word]
    groups = [("", [rows[one.action.number] for one in ordered if one.word])]
    if others:
        why = texts.unjudged([one.obstacle or "withheld" for one in others])
        groups.append((why, [rows[one.action.number] for one in others]))
    large = projection.is_on()
    heads = {name: tableau.text(head) for name, head in texts.HEADS.items()}
    for name in ("span", "series"):
        heads[name] += tableau.scale(small.years(axis, large=large))
    heads["effect"] += tableau.scale(small.scale(texts.EFFECT_SCALE, large=large))
    tableau.draw(
        heads, groups, key="actions-register", caption=texts.REGISTER, on_press=lambda key: address.put(action=key)
    )
    st.caption(texts.REGISTER_NOTE)
    running = sum(one.start <= today and (one.end is None or one.end >= today) for one in register.shown)
    block.twin(
        evaluations.summary(session.release, ordered),
        key="actions-summary",
        columns=[
            "action", "champ", "place", "started", "ended", "effect_pct", "effect_low_pct", "effect_high_pct", "word",
            "proof", "step",
        ],
        labels={slug: one.label for slug, one in session.release.nomenclature.champs.items()},
        note=texts.REGISTER_NOTE,
        reading=texts.running(running, len(register.shown), today),
    )  # fmt: skip


def _order(session: Session, order: str) -> Callable[[Evaluated], tuple[object, ...]]:
    """What actions are sorted by: their verdict, the clearest first, their champ, or their first day."""
    champs, words = session.release.nomenclature.champs, [*_CLEAREST_FIRST, ""]

    def rank(one: Evaluated) -> tuple[object, ...]:
        action = one.action
        days = (action.start, action.name)
        match order:
            case "verdict":
                return (words.index(one.word), *days)
            case "champ":
                return (champs[action.champ].label if action.champ else "", *days)
            case _:
                return days

    return rank


def _axis(session: Session, judged: Sequence[Evaluated], today: date) -> tuple[date, date]:
    """The years that the pictures of the register share: of the facts and of the actions, the last ones alone."""
    counted = [table.frame for one in judged if (table := session.ask(evaluations.quarters, one.action)) is not None]
    starts = [frame["period_start"].iloc[0].date() for frame in counted if len(frame)]
    first = min([*starts, *(one.action.start for one in judged)]).year
    return date(max(first, today.year - _YEARS), 1, 1), max([today, *(one.action.start for one in judged)])


def _row(session: Session, one: Evaluated, axis: tuple[date, date], today: date) -> list[str]:
    """The cells of an action, in the order of ``texts.HEADS``."""
    action, large = one.action, projection.is_on()
    counted = session.ask(evaluations.quarters, action)
    bullet, change = effect(one, width=small.EFFECT)
    dots, level = proof(one.appraisal) if one.appraisal else ("", "")
    days = small.span(action.start, action.end, axis, today=today, large=large)
    return [
        f"<div>{tableau.link(action.name, key=str(action.number), action=str(action.number))}</div>"
        f"<div>{champ(session, action)}</div>",
        tableau.text(texts.where(action)),
        tableau.picture(days, alt=texts.when(action)),
        tableau.text(texts.UNFOLLOWED)
        if counted is None
        else tableau.picture(small.quarters(counted, action.start, axis, large=large), alt=texts.quarters(counted)),
        tableau.picture(bullet, alt=change),
        chip.markup(one.word or chips.UNJUDGED),
        tableau.picture(dots, alt=level),
        tableau.text(capital(WORDS[one.proposal]) if one.proposal else ""),
    ]


def champ(session: Session, action: Action) -> str:
    """The champ of an action as HTML, its icon beside its name."""
    known = session.release.nomenclature.champs.get(action.champ)
    return tableau.sign(known.icon) + tableau.text(known.label) if known else tableau.text(texts.TO_COMPLETE)


def effect(one: Evaluated, *, width: int) -> tuple[str, str]:
    """The picture of an effect on its margin, and its reading; both empty where no ratio is known."""
    verdict = one.appraisal.verdict if one.appraisal else None
    if one.appraisal is None or verdict is None or verdict.effect is None or not verdict.has_ratio:
        return "", ""
    change, margin = verdict.effect.relative - 1, verdict.effect.relative_interval()
    limits = float(margin.low) - 1, float(margin.high) - 1
    target, large = one.appraisal.sought, projection.is_on()
    svg = small.bullet(verdict.word, change, *limits, target=target, width=width, large=large)
    return svg, texts.effect(one.appraisal)


def proof(appraisal: Appraisal) -> tuple[str, str]:
    """The picture of how much a verdict proves, and its reading."""
    level = appraisal.verdict.proof_level
    svg = small.dots(level, of=ProofLevel.RANDOMISED, large=projection.is_on())
    return svg, fr.labelled(texts.PROOF, verdict_texts.proof(appraisal.verdict))


def objectives(session: Session) -> None:
    """The objectives of the schéma, each with its target and where the commune stands."""
    st.header(texts.OBJECTIVES, anchor=False)
    journal = session.journal
    known = journal.objectives()
    if not known:
        st.caption(texts.NO_OBJECTIVE)
    for one in known:
        with st.container(horizontal=True, vertical_alignment="center"):
            _progress(session, one)
            if not projection.is_on():
                correct = partial(_objective, session, journal, one)
                Form(_correction(one)).dialog(texts.CORRECT, correct, title=texts.CORRECT_OBJECTIVE)


def _correction(one: Objective) -> str:
    return f"register-correction-{one.number}"


def _progress(session: Session, one: Objective) -> None:
    """An objective, and how far the commune is from the year that it is counted from."""
    category = one.category or None
    label = indicators()[one.indicator].label
    name = f"{label}, {session.release.nomenclature.label(category).lower()}" if category else label
    covered = session.ask(counts.covered_period, one.indicator, Level.COMMUNE)
    if covered is None:
        st.markdown(texts.objective(one, name, readings.NO_DATA))
        return
    year = _last_year(covered)
    table = session.ask(changes.table, (Selection(one.indicator, Level.COMMUNE, year, category=category),))
    since = None
    if one.baseline:
        question = Selection(one.indicator, Level.COMMUNE, covered, category=category)
        since = session.ask(changes.since_year, question, one.baseline)
    row = (since or table).frame.iloc[0]
    st.markdown(texts.objective(one, name, readings.change(row)))
    if since and (reading := texts.progress(one, row)):
        change, *limits = (float(row[part]) - 1 for part in ("ratio", "low", "high"))
        picture = small.bullet(row["word"], change, *limits, target=one.sought, large=projection.is_on())
        st.image(picture, alt=reading)


def mediation(session: Session, register: Register) -> None:
    """What the mediators did over the last year: presence, conflicts defused, people directed to a service."""
    if register.chosen and not projection.is_on():
        return
    slug = next((one.slug for one in indicators().values() if one.kind is Kind.MEDIATION), None)
    covered = session.ask(counts.covered_period, slug, Level.COMMUNE) if slug else None
    if slug is None or covered is None:
        return
    st.header(texts.MEDIATION, anchor=False)
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
    with st.container(horizontal=True, key="register-forms"):
        Form("register-action").dialog(texts.NEW, partial(form.register, session, journal), type="primary")
        meeting_form.offer(session)
        Form("register-objective").dialog(texts.NEW_OBJECTIVE, partial(_objective, session, journal))
        Form("register-import").dialog(texts.EXCHANGE, partial(_spreadsheet, journal))


def _objective(session: Session, journal: Journal, before: Objective | None = None) -> None:
    """A new objective, or one to correct or to drop."""
    followed = form.followable(session)
    new = Form(_correction(before) if before else "register-objective")
    shown = before or Objective(
        axis="", label="", indicator="", target=10, due=date.today(), baseline=date.today().year - 1
    )
    aims, directions = [*followed], [*Direction]
    aim = f"{shown.indicator}/{shown.category}"

    def send(given: Fields) -> str:
        slug, category = given["indicator"].split("/", 1)
        sought = replace(
            shown,
            axis=given["axis"],
            label=given["label"],
            indicator=slug,
            category=category,
            direction=given["direction"],
            target=given["target"],
            due=given["due"],
            baseline=given["baseline"],
            dropped_on=date.today() if given.get("dropped") else None,
        )
        write = journal.revise if before else journal.register
        write(sought, by=given["by"], at=datetime.now(UTC))
        return texts.DROPPED if sought.dropped_on else texts.OBJECTIVE_SET

    with st.form(new.key("form"), border=False):
        st.text_input(texts.OBJECTIVE_LABEL, value=shown.label, key=new.key("label"))
        left, right = st.columns(2)
        left.text_input(texts.AXIS, value=shown.axis, key=new.key("axis"))
        right.date_input(texts.DUE, value=shown.due, format="DD/MM/YYYY", key=new.key("due"))
        left, right = st.columns(2)
        left.selectbox(
            texts.OBJECTIVE_INDICATOR,
            aims,
            index=aims.index(aim) if aim in aims else 0,
            format_func=followed.__getitem__,
            key=new.key("indicator"),
        )
        right.radio(
            texts.DIRECTION,
            directions,
            index=directions.index(shown.direction),
            horizontal=True,
            format_func=lambda one: capital(one.value),
            key=new.key("direction"),
        )
        left, right = st.columns(2)
        left.number_input(texts.OBJECTIVE_TARGET, min_value=1, value=int(shown.target), key=new.key("target"))
        right.number_input(
            texts.BASELINE, min_value=1900, max_value=2100, value=shown.baseline, step=1, key=new.key("baseline")
        )
        if before:
            st.checkbox(texts.DROP, key=new.key("dropped"))
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


def _last_year(covered: Period) -> Period:
    return Period(max(covered.start, add_months(covered.end, -_MOST_MONTHS)), covered.end)
