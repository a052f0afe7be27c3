"""One action: its verdict and what proves it, what is proposed and was decided; and the ways to write it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import streamlit as st

from analytics.blocks.evaluation import evaluation
from analytics.blocks.ring import ring
from analytics.figures import evaluations
from analytics.figures.evaluations import Evaluated
from analytics.indicators import indicators
from analytics.statistics.evaluation import Appraisal
from analytics.text import actions as texts
from analytics.text import feeling, fr, readings, verdicts
from analytics.text.markdown import literal
from data import reference
from data.journal import LABELS, Action, Decision, Entry, Evaluation, Journal, Zone
from pages.app.reader import projection
from pages.app.screens.actions import form, register
from pages.app.screens.actions.register import Register
from pages.app.screens.carte import felt_and_done
from pages.app.screens.forms import decision as decision_form
from pages.app.session import Session
from pages.app.widgets import block, chip
from pages.app.widgets.form import Fields, Form, confirm

_WIDTH = 330
"""Of the picture of an effect, in px."""


def action_or_register(session: Session, asked: Register) -> None:
    """What is concluded of the action that the address names; without one, the register."""
    if not asked.chosen:
        register.entries(session, asked)
        return
    one = asked.evaluated[asked.chosen.number]
    _verdict(one)
    _pictures(session, one, _followed(session, asked.chosen))


def details_or_objectives(session: Session, asked: Register) -> None:
    """All else that is known of the action that the address names; without one, the objectives."""
    action = asked.chosen
    if not action:
        register.objectives(session)
        return
    journal, one = session.journal, asked.evaluated[action.number]
    if one.appraisal:
        _checks(one.appraisal)
    facts = texts.facts(action, _followed(session, action))
    first, *others = st.columns(1 + len(facts))
    first.caption(texts.CHAMP)
    first.html(register.champ(session, action))
    for column, (label, value) in zip(others, facts.items(), strict=True):
        column.caption(label)
        column.markdown(value)
    _decisions(journal, action)
    with st.expander(texts.INTENT, key=f"intent-{action.number}"):
        partners = session.release.nomenclature.partners
        st.markdown(texts.sheet(action, {slug: partner.label for slug, partner in partners.items()}))
    if one.appraisal:
        _explained(session, journal, action, one, one.appraisal)
    _evidence(session, action)
    if not projection.is_on():
        _revision(session, journal, action)
        _comments(journal, action)
        _changes(journal, action)


def _followed(session: Session, action: Action) -> str:
    """The facts that an action follows, in words."""
    nomenclature = session.release.nomenclature
    return texts.followed(
        [
            (indicators()[kept.indicator].label, nomenclature.label(kept.category) if kept.category else "")
            for kept in action.indicators
        ]
    )


def _verdict(one: Evaluated) -> None:
    """The word, how much it proves and what is proposed; then the finding, or what could have been seen."""
    appraisal, step = one.appraisal, one.step
    if one.obstacle:
        st.info(texts.OBSTACLES[one.obstacle])
        return
    if appraisal is None or step is None:
        st.info(readings.WITHHELD)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        chip.draw(one.word)
        level, reading = register.proof(appraisal)
        st.image(level, alt=reading)
        st.caption(texts.proof_in_short(appraisal), width="content")
        st.markdown(fr.labelled(texts.NEXT, texts.next_step(step)), width="content")
    with st.container(key="lead"):
        st.markdown(verdicts.lead(appraisal))


def _pictures(session: Session, one: Evaluated, followed: str) -> None:
    """What was counted beside what was expected; at its right the effect on its margin, and where it is judged."""
    appraisal, asked = one.appraisal, (session.actions, one.action.number)
    if appraisal is None or session.ask(evaluations.follow_up, *asked) is None:
        return
    left, right = st.columns((5, 2), gap="large")
    with left:
        block.draw(session, evaluation, *asked, followed)
    with right:
        bullet, reading = register.effect(one, width=_WIDTH)
        if bullet:
            st.image(bullet, alt=reading)
            # Projected, the finding above says it.
            if not projection.is_on():
                st.caption(reading)
        if session.ask(ring, *asked):
            if appraisal.displacement:
                st.caption(verdicts.displacement(appraisal.displacement))
            if projection.is_on():
                block.draw_picture(session, ring, *asked)
            else:
                block.draw(session, ring, *asked)


def _checks(appraisal: Appraisal) -> None:
    """Each check in a word."""
    with st.container(horizontal=True, gap="small"):
        st.markdown(f"**{texts.checks(appraisal.checks)}**", width="content")
        for check in appraisal.checks:
            st.markdown(texts.check_in_short(check), width="content")


def _explained(session: Session, journal: Journal, action: Action, one: Evaluated, appraisal: Appraisal) -> None:
    """All that explains a verdict, closed."""
    with st.expander(texts.CHECKS, key=f"checks-{action.number}"):
        st.markdown("\n\n".join(texts.check(check) for check in appraisal.checks))
    _details(appraisal, action)
    where = (one.treated, one.level)
    around = felt_and_done.felt_around(session, action.start, *where)
    if felt := around or felt_and_done.felt(session, *where):
        with st.expander(feeling.AROUND if around else feeling.HERE, key=f"felt-{action.number}"):
            st.markdown(felt)
    _comparison(session, journal, action, one)
    if not projection.is_on():
        _kept(session, journal, action, one, appraisal.method)


def _details(appraisal: Appraisal, action: Action) -> None:
    """How much it proves, what could be seen, and what must be known before the verdict is repeated."""
    parts = [
        f"**{texts.VERDICT}.** {verdicts.sentence(appraisal)}",
        f"**{texts.PROOF}.** {texts.proof(appraisal)}",
    ]
    if detectable := verdicts.detectable(appraisal):
        parts.append(f"**{texts.DETECTABLE}.** {detectable}")
    if limits := verdicts.limits(appraisal):
        parts.append(f"**{texts.LIMITS}**\n" + "\n".join(f"- {limit}" for limit in limits))
    with st.expander(texts.DETAILS, key=f"details-{action.number}"):
        st.markdown("\n\n".join(parts))


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
        if projection.is_on():
            return
        compared, around = (
            tuple(Zone(evaluated.level, code, labels[code]) for code in codes)
            for codes in (evaluated.compared, evaluated.around)
        )

        def fix(_: Fields) -> str:
            journal.fix_comparison(action, compared=compared, around=around, by=action.lead, at=datetime.now(UTC))
            return ""

        Form(f"action-{action.number}-comparison").button(texts.FIX, fix)


def _kept(session: Session, journal: Journal, action: Action, evaluated: Evaluated, announced: str) -> None:
    """Keep the evaluation with all that is needed to make it again, by another method if need be; those kept."""
    kept = journal.evaluations(action.number)
    label = f"{texts.KEPT_EVALUATIONS} ({len(kept)})"
    with st.expander(label, key=f"kept-{action.number}", on_change="rerun") as opened:
        if not opened.open:
            return
        for one in kept:
            st.markdown(texts.kept(one, journal.local_time(one.at) if one.at else ""))
        methods = [announced, *(method for method in evaluated.methods if method != announced)]
        chosen = st.selectbox(
            texts.METHOD,
            methods,
            format_func=texts.method,
            help=texts.METHOD_HELP,
            key=f"method-{action.number}",
        )
        new = Form(f"action-{action.number}-evaluation")
        is_announced = chosen == announced
        if not is_announced:
            evaluated = session.ask(evaluations.by_method, session.actions, action.number, chosen)
            if evaluated.appraisal:
                st.markdown(f"**{texts.VERDICT}.** {verdicts.sentence(evaluated.appraisal)}")
            st.text_input(texts.METHOD_REASON, key=new.key("reason"))

        def keep(given: Fields) -> str:
            changed = {} if is_announced else {"announced": announced, "announced_reason": given["reason"]}
            record = texts.evaluation_record(evaluated, evaluations.inputs(session.release, evaluated))
            evaluation = Evaluation(action=action.number, **record, **changed)
            journal.record_evaluation(evaluation, by=action.lead, at=datetime.now(UTC))
            return texts.KEPT

        is_explained = is_announced or st.session_state[new.key("reason")].strip()
        new.button(texts.KEEP, keep, disabled=not is_explained)


def _evidence(session: Session, action: Action) -> None:
    sheet = reference.evidence(session.commune.home).get(action.champ)
    if sheet:
        with st.expander(texts.EVIDENCE, key=f"evidence-{action.number}"):
            st.markdown(f"**{literal(sheet.label)}.** {literal(sheet.finding)}\n\n{literal(sheet.limits)}")
            st.caption(f"{fr.labelled(texts.EVIDENCE_SOURCE, literal(sheet.reference))}.")


def _decisions(journal: Journal, action: Action) -> None:
    st.markdown(f"## {texts.DECISIONS}")
    today = date.today()
    decisions = journal.decisions(action=action.number)
    if not decisions:
        st.markdown(texts.NO_DECISION)
    for one in decisions:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(texts.decision(one, today))
            if not projection.is_on():
                follow = Form(f"action-{action.number}-follow-{one.number}")
                follow.dialog(texts.FOLLOW, partial(_follow, journal, one, today), title=texts.FOLLOW_TITLE)
    if projection.is_on():
        return
    confirm(f"action-{action.number}-")
    with st.expander(texts.DECIDE, key=f"decide-{action.number}", on_change="rerun") as opened:
        if opened.open:
            decision_form.draw(journal, Form(f"action-{action.number}-decision"), action=action)


def _follow(journal: Journal, decision: Decision, today: date) -> None:
    """What became of a decision: done, postponed or open again; and what was written of it before."""
    new = Form(f"action-{decision.action}-follow-{decision.number}")
    st.markdown(texts.decision(decision, today))
    st.markdown("\n".join(_lines(journal, decision)))

    def send(given: Fields) -> str:
        changed: dict[str, Any] = {
            texts.DONE: {"done_on": given.get("done_on")},
            texts.POSTPONED: {"due": given.get("due")},
            texts.REOPENED: {"done_on": None},
        }[given["outcome"]]
        journal.revise(replace(decision, **changed), by=given["by"], at=datetime.now(UTC), reason=given["why"])
        return texts.FOLLOWED

    outcomes = [texts.DONE, texts.POSTPONED] if decision.done_on is None else [texts.REOPENED]
    outcome = st.radio(
        texts.FOLLOW_TITLE, outcomes, horizontal=True, label_visibility="collapsed", key=new.key("outcome")
    )
    with st.form(new.key("form"), border=False):
        if outcome == texts.DONE:
            st.date_input(texts.DONE_ON, value=today, max_value=today, format="DD/MM/YYYY", key=new.key("done_on"))
        elif outcome == texts.POSTPONED:
            later = max(today, decision.due or today) + decision_form.USUAL_DELAY
            st.date_input(texts.NEW_DUE, value=later, min_value=today, format="DD/MM/YYYY", key=new.key("due"))
        st.text_input(texts.BY, help=texts.BY_HELP, key=new.key("by"))
        st.text_input(texts.WHY, key=new.key("why"))
        new.submit(texts.SAVE_FOLLOW_UP, send, type="primary")


def _revision(session: Session, journal: Journal, action: Action) -> None:
    with st.expander(texts.REVISING, key=f"revision-{action.number}", on_change="rerun") as opened:
        if opened.open:
            form.revise(session, journal, action)
        else:
            form.close(action)


def _comments(journal: Journal, action: Action) -> None:
    comments = journal.comments(action.number)
    label = f"{texts.COMMENTS} ({len(comments)})"
    with st.expander(label, key=f"comments-{action.number}", on_change="rerun") as opened:
        if not opened.open:
            return
        for one in comments:
            st.markdown(fr.labelled(f"- {journal.local_time(one.at)}, {literal(one.by)}", literal(one.text)))
        new = Form(f"action-{action.number}-comment")

        def send(given: Fields) -> str:
            journal.comment(action.number, given["text"], by=given["by"], at=datetime.now(UTC))
            return texts.COMMENTED

        with st.form(new.key("form"), border=False):
            st.text_input(texts.BY, help=texts.BY_HELP, key=new.key("by"))
            st.text_area(texts.COMMENT, key=new.key("text"))
            new.submit(texts.ADD_COMMENT, send)


def _changes(journal: Journal, action: Action) -> None:
    with st.expander(texts.HISTORY, key=f"history-{action.number}", on_change="rerun") as opened:
        if opened.open:
            st.markdown("\n".join(_lines(journal, action)))


def _lines(journal: Journal, entry: Entry) -> list[str]:
    """Every change of an entry, the latest first."""
    return [
        texts.change(one, LABELS.get(one.field or "", one.field or ""), journal.local_time(one.at))
        for one in reversed(journal.changes(of=entry))
    ]
