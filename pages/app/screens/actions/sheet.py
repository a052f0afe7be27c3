"""One action: what it is, what is found, what is proposed, what was decided; and the ways to write it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from analytics.figures import evaluations
from analytics.figures.evaluations import Evaluated
from analytics.indicators import indicators
from analytics.text import actions as texts
from analytics.text import feeling, readings, verdicts
from analytics.text.verdicts import capital
from data import reference
from data.errors import QuietudeError
from data.journal import LABELS, Action, Decision, DecisionWord, Evaluation, Journal, Zone
from pages.app.reader import filters, projection
from pages.app.screens.actions import form
from pages.app.screens.carte import felt_and_done
from pages.app.session import Session

_USUAL_DELAY = timedelta(days=90)


def sheet(session: Session, journal: Journal, actions: Sequence[Action], evaluated: dict[int, Evaluated]) -> None:
    """The action that the reader chooses among those shown."""
    names = {str(one.number): one.name for one in actions}
    chosen = filters.pick("action", texts.CHOOSE, names)
    one = next(one for one in actions if str(one.number) == chosen)
    nomenclature = session.release.nomenclature
    st.subheader(one.name, anchor=False)
    partners = {slug: partner.label for slug, partner in nomenclature.partners.items()}
    followed = [_followed(session, slug, category) for slug, category in _facts(one)]
    st.markdown(texts.sheet(one, nomenclature.champs[one.champ].label, partners, followed))
    _evaluation(session, journal, one, evaluated[one.number])
    _evidence(session, one)
    _decisions(journal, one)
    if not projection.is_on():
        _revision(session, journal, one)
        _comments(journal, one)
        _history(journal, one)


def _evaluation(session: Session, journal: Journal, action: Action, evaluated: Evaluated) -> None:
    """Detectable effect first, then the verdict, its checks and its limits."""
    st.markdown(f"#### {texts.EVALUATION}")
    if evaluated.obstacle:
        st.info(texts.OBSTACLES[evaluated.obstacle])
        return
    if evaluated.is_withheld:
        st.info(readings.WITHHELD)
        return
    appraisal, step = evaluated.appraisal, evaluated.step
    if detectable := verdicts.detectable(appraisal):
        st.markdown(f"**{texts.DETECTABLE}.** {detectable}")
    st.markdown(f"**{texts.VERDICT}.** {verdicts.sentence(appraisal)}")
    st.markdown(f"**{texts.PROOF}.** {texts.proof(appraisal)}")
    if appraisal.displacement:
        st.markdown(verdicts.displacement(appraisal.displacement))
    st.markdown(f"**{texts.NEXT}.** {texts.next_step(step)}")
    if limits := verdicts.limits(appraisal):
        st.markdown(f"**{texts.LIMITS}**\n" + "\n".join(f"- {limit}" for limit in limits))
    if appraisal.checks:
        with st.expander(texts.CHECKS, key=f"checks-{action.number}"):
            st.markdown("\n\n".join(texts.check(one) for one in appraisal.checks))
    if felt := felt_and_done.felt(session, evaluated.treated, evaluated.level):
        st.markdown(f"**{feeling.HERE}**\n{felt}")
    _comparison(session, journal, action, evaluated)
    if not projection.is_on():
        _kept(session, journal, action, evaluated)


def _comparison(session: Session, journal: Journal, action: Action, evaluated: Evaluated) -> None:
    """Zones that the action is compared to; fixed once for all."""
    if not evaluated.compared and not evaluated.around:
        return
    units = session.release.zones(evaluated.level)
    labels = dict(zip(units["zone_code"], units["zone_label"], strict=True))
    with st.expander(texts.COMPARISON, key=f"comparison-{action.number}"):
        named = [[labels[code] for code in codes] for codes in (evaluated.compared, evaluated.around)]
        st.markdown(texts.compared(*named))
        if action.comparison_fixed_on is not None:
            st.caption(texts.FIXED)
            return
        st.caption(texts.PROPOSED_COMPARISON)
        if projection.is_on() or not st.button(texts.FIX, key=f"fix-{action.number}"):
            return
        compared, around = (
            tuple(Zone(evaluated.level, code, labels[code]) for code in codes)
            for codes in (evaluated.compared, evaluated.around)
        )
        _do(
            lambda: journal.fix_comparison(
                action, compared=compared, around=around, by=action.lead, at=datetime.now(UTC)
            )
        )


def _kept(session: Session, journal: Journal, action: Action, evaluated: Evaluated) -> None:
    """Keep the evaluation with all that is needed to make it again, by another method if need be; those kept."""
    held = journal.evaluations(action.number)
    with st.expander(
        f"{texts.KEPT_EVALUATIONS} ({len(held)})", key=f"kept-{action.number}", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        for one in held:
            st.markdown(texts.kept(one, journal.local_time(one.at)))
        announced = evaluated.appraisal.method
        methods = [announced, *(method for method in evaluated.methods if method != announced)]
        chosen = st.selectbox(
            texts.METHOD,
            methods,
            format_func=texts.method,
            help=texts.METHOD_HELP,
            key=f"method-{action.number}",
        )
        reason = ""
        if chosen != announced:
            evaluated = session.ask(evaluations.by_method, session.actions, action.number, chosen)
            st.markdown(f"**{texts.VERDICT}.** {verdicts.sentence(evaluated.appraisal)}")
            reason = st.text_input(texts.METHOD_REASON, key=f"method-reason-{action.number}")
        if not st.button(texts.KEEP, key=f"keep-{action.number}", disabled=chosen != announced and not reason.strip()):
            return
        changed = {"announced": announced, "announced_reason": reason} if chosen != announced else {}
        record = texts.evaluation_record(evaluated, evaluations.inputs(session.release, evaluated))
        kept = Evaluation(action=action.number, **record, **changed)
        _do(lambda: journal.record_evaluation(kept, by=action.lead, at=datetime.now(UTC)), texts.KEPT)


def _evidence(session: Session, action: Action) -> None:
    sheet = reference.evidence(session.commune.home).get(action.champ)
    if sheet:
        with st.expander(texts.EVIDENCE, key=f"evidence-{action.number}"):
            st.markdown(f"**{sheet.label}.** {sheet.finding}\n\n{sheet.limits}")
            st.caption(f"{texts.EVIDENCE_SOURCE}\u00a0: {sheet.reference}.")


def _decisions(journal: Journal, action: Action) -> None:
    st.markdown(f"#### {texts.DECISIONS}")
    today = date.today()
    held = journal.decisions(action=action.number)
    st.markdown("\n".join(f"- {texts.decision(one, today)}" for one in held) or texts.NO_DECISION)
    if projection.is_on():
        return
    if said := st.session_state.pop("action-said", None):
        st.success(said)
    with st.expander(texts.DECIDE, key=f"decide-{action.number}", on_change="rerun") as opened:
        if not opened.open:
            return
        with st.form(f"decision-form-{action.number}", border=False):
            left, right = st.columns(2)
            word = left.selectbox(texts.WORD, [*DecisionWord], format_func=lambda one: capital(one.value))
            due = right.date_input(texts.DUE, value=today + _USUAL_DELAY, format="DD/MM/YYYY")
            owner = left.text_input(texts.OWNER, value=action.lead, help=texts.BY_HELP)
            reason = st.text_area(texts.REASON)
            sent = st.form_submit_button(texts.DECIDE, type="primary")
        if sent:
            taken = Decision(word=word, reason=reason, owner=owner, decided_on=today, due=due, action=action.number)
            _do(lambda: journal.register(taken, by=owner, at=datetime.now(UTC)), texts.DECIDED)


def _revision(session: Session, journal: Journal, action: Action) -> None:
    with st.expander(texts.REVISING, key=f"revision-{action.number}", on_change="rerun") as opened:
        if not opened.open:
            st.session_state.pop(f"revising-{action.number}", None)
        elif form.revise(session, journal, action):
            st.session_state["action-said"] = texts.REVISED
            st.rerun()


def _comments(journal: Journal, action: Action) -> None:
    held = journal.comments(action.number)
    with st.expander(f"{texts.COMMENTS} ({len(held)})", key=f"comments-{action.number}", on_change="rerun") as opened:
        if not opened.open:
            return
        for one in held:
            st.markdown(f"- {journal.local_time(one.at)}, {one.by}\u00a0: {one.text}")
        with st.form(f"comment-form-{action.number}", border=False, clear_on_submit=True):
            by = st.text_input(texts.BY, help=texts.BY_HELP)
            text = st.text_area(texts.COMMENT)
            sent = st.form_submit_button(texts.ADD_COMMENT)
        if sent:
            _do(lambda: journal.comment(action.number, text, by=by, at=datetime.now(UTC)), texts.COMMENTED)


def _history(journal: Journal, action: Action) -> None:
    with st.expander(texts.HISTORY, key=f"history-{action.number}", on_change="rerun") as opened:
        if opened.open:
            lines = [
                texts.change(one, LABELS.get(one.field or "", one.field or ""), journal.local_time(one.at))
                for one in reversed(journal.changes(of=action))
            ]
            st.markdown("\n".join(lines))


def _do(write, done: str = "") -> None:
    """Write in the journal, and show the screen anew; or say why it could not be."""
    try:
        write()
    except QuietudeError as refusal:
        st.warning(str(refusal))
        return
    if done:
        st.session_state["action-said"] = done
    st.rerun()


def _facts(action: Action) -> list[tuple[str, str]]:
    return [(one.indicator, one.category) for one in action.indicators]


def _followed(session: Session, slug: str, category: str) -> str:
    label = indicators()[slug].label
    return f"{label} ({session.release.nomenclature.label(category).lower()})" if category else label
