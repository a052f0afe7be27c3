"""What surveys say: the reader's question, and each chart with its reading and its table."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st

from analytics.blocks import Block
from analytics.charts import feeling as charts
from analytics.figures import felt_and_recorded, surveys
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling as text
from analytics.text import fr
from analytics.text.markdown import literal
from data import reference
from data.errors import QuietudeError
from data.model import Level
from pages.app.reader import address, filters, projection
from pages.app.session import Session
from pages.app.widgets import block, plot

_WORDING = 460
"""Width in px of the menu of questions, which are long."""


@dataclasses.dataclass(frozen=True)
class SurveyChoice:
    """What the reader asks of the surveys."""

    wave: Wave
    question: Question
    level: Level


def read(session: Session) -> SurveyChoice:
    """Draw the menus and read them; stop where there is no answer to show, and say what to do."""
    try:
        known = session.ask(surveys.waves)
    except QuietudeError as refusal:
        st.warning(literal(str(refusal)))
        st.stop()
    if not known:
        st.info(text.EMPTY)
        st.stop()
    with filters.row():
        named = {slug: text.wave(one.label, one.wave, one.n_respondents) for slug, one in known.items()}
        wave = known[filters.pick("enquete", text.SURVEY, named, width=filters.WIDE)]
        questions = session.ask(surveys.questions, wave)
        if not questions:
            st.info(text.NO_QUESTION)
            st.stop()
        wordings = {slug: one.wording for slug, one in questions.items()}
        question = questions[filters.pick("question", text.QUESTION, wordings, width=_WORDING)]
        if not question.has_orientation:
            answers = {answer: answer for answer in question.scale}
            taken = filters.pick("reponse", text.ANSWER, answers, width=filters.WIDE)
            question = dataclasses.replace(question, counted=(taken,))
        levels = {str(level): reference.levels()[level].label for level in session.ask(surveys.levels, wave)}
        level = filters.pick("decoupage", fr.LEVEL, levels, width=filters.NARROW)
    # All that a projected page needs, where no menu is seen.
    st.markdown(f"**{literal(question.wording)}**")
    st.caption(text.counted(question.counted, question.has_orientation))
    return SurveyChoice(wave, question, Level(level))


def zones(session: Session, choice: SurveyChoice) -> None:
    """The share of the counted answers in the commune and in each zone."""
    wave, question = choice.wave, choice.question
    st.subheader(f"{text.ZONES} – {literal(text.who(wave.audience, wave.wave))}", anchor=False)
    table = session.ask(surveys.shares, wave, question, choice.level)
    block.draw(
        Block(
            title="",
            picture=partial(charts.zones, table),
            key="ressenti-zones",
            reading=text.shares(table, question.counted, wave.voluntary),
            table=table,
            columns=["zone_label", "n_answers", "effective", "share_pct", "low_pct", "high_pct", "reliability"],
        )
    )
    notes = (
        text.ZONES_NOTE_VOLUNTARY if wave.voluntary else text.ZONES_NOTE,
        text.weighting(session.ask(surveys.weighting, wave), wave.voluntary),
        "" if wave.voluntary else text.DRAWN[session.ask(surveys.has_clusters, wave)],
        text.provenance(wave.label, wave.wave, table, session.release.version),
    )
    st.caption(" ".join(filter(None, notes)))


def waves(session: Session, choice: SurveyChoice) -> None:
    """What changed since an earlier wave, where the question dictionary says that they compare."""
    wave, question = choice.wave, choice.question
    st.subheader(text.WAVES, anchor=False)
    joined = session.ask(surveys.joined, wave, question)
    reasons = text.apart(session.ask(surveys.apart, wave, question))
    if not joined:
        st.caption(f"{text.WAVES_NONE} {reasons}" if reasons else text.FIRST_WAVE)
        return
    named = {slug: one.wave for slug, one in joined.items()}
    before = joined[filters.pick("avant", text.BEFORE, named)] if len(joined) > 1 else [*joined.values()][0]
    table = text.with_changes(session.ask(surveys.changes, before, wave, question, choice.level))
    block.draw(Block(title="", picture=partial(charts.waves, table, before=before.wave, after=wave.wave),
        key="ressenti-vagues",
        reading=text.changes(table),
        table=table,
        columns=["zone_label", "n_answers_before", "n_answers", "before_pct", "share_pct", "difference_pts", "low_pts",
                 "high_pts", "word"],
    ))  # fmt: skip
    st.caption(f"{text.WAVES_NOTE} {reasons}".strip())


def recorded_facts(session: Session, choice: SurveyChoice) -> None:
    """What is felt, and what is recorded of the same theme; computed once opened."""
    wave, question, level = choice.wave, choice.question, choice.level
    st.subheader(text.BESIDE, anchor=False)
    known = session.ask(felt_and_recorded.indicators_for, wave, question, level)
    if not known or question.theme is None:
        st.caption(text.BESIDE_COMMUNE if level is Level.COMMUNE else text.BESIDE_NONE)
        return
    with _closed(text.BESIDE_SHOW, "ressenti-faits", part="faits") as is_open:
        if not is_open:
            return
        slug = filters.pick("faits", text.FACTS, {slug: one.label for slug, one in known.items()})
        theme = session.release.nomenclature.themes[question.theme]
        labels = [session.release.nomenclature.label(one) for one in theme.categories]
        table = text.with_gaps(
            session.ask(felt_and_recorded.facts, wave, question, level, slug),
            voluntary=wave.voluntary,
            has_orientation=question.has_orientation,
        )
        per = text.per(known[slug].unit)
        st.caption(text.theme(theme.label, labels, felt_and_recorded.period(wave)))
        reading = text.side_by_side(table, known[slug].unit)
        felt, recorded = st.columns(2)
        with felt:
            st.markdown(f"**{text.FELT_AXIS}**")
            plot.draw(charts.zones(table, large=projection.is_on()), key="ressenti-parts", alt=reading)
        with recorded:
            st.markdown(f"**{text.RATE_AXIS.format(per=per)}**")
            plot.draw(charts.rates(table, unit=per, large=projection.is_on()), key="ressenti-taux", alt=reading)
        st.markdown(reading)
        columns = ["zone_label", "n_answers", "share_pct", "low_pct", "high_pct", "n_events", "value", "value_low",
                   "value_high"]  # fmt: skip
        block.twin(table, key="ressenti-cote-a-cote", columns=columns, note=reading)
        st.markdown(f"**{text.GAP}**")
        block.draw(
            Block(
                title="",
                picture=partial(charts.quadrant, table, unit=per),
                key="ressenti-ecart",
                reading=text.facts(table),
                table=table,
                columns=["zone_label", "share_pct", "value", "verdict"],
            )
        )
        st.caption(text.BESIDE_NOTE)


def partners(session: Session, choice: SurveyChoice) -> None:
    """What residents and partners say of the same theme: computed once opened."""
    st.subheader(text.PARTNERS, anchor=False)
    with _closed(text.PARTNERS_SHOW, "ressenti-partenaires") as is_open:
        if not is_open:
            return
        table = session.ask(surveys.partners, choice.wave, choice.question)
        if len(table.frame) < 2:
            st.caption(text.PARTNERS_NONE)
            return
        labels = text.group_labels(table)
        block.draw(
            Block(
                title="",
                picture=partial(charts.zones, table, labels=labels),
                key="ressenti-publics",
                reading=text.partners(table),
                table=table,
                columns=["group", "wording", "counted", "n_answers", "share_pct", "low_pct", "high_pct", "reliability"],
                labels=labels,
            )
        )
        st.caption(text.PARTNERS_NOTE)
        _partners_by_zone(session, choice)


def model(session: Session, choice: SurveyChoice) -> None:
    """What a model says of zones with few answers: computed once opened, and called a model."""
    wave, question, level = choice.wave, choice.question, choice.level
    if level is Level.COMMUNE:
        return
    st.subheader(text.MODEL, anchor=False)
    with _closed(text.MODEL_SHOW, "ressenti-modele") as is_open:
        if not is_open:
            return
        helping = next(iter(session.ask(felt_and_recorded.indicators_for, wave, question, level)), None)
        table = session.ask(felt_and_recorded.small_areas, wave, question, level, helping)
        if table.frame.empty:
            st.caption(text.MODEL_NONE.format(n=felt_and_recorded.FEWEST_ZONES))
            return
        st.caption(text.MODEL_NOTE)
        block.draw(
            Block(
                title="",
                picture=partial(charts.zones, table, value="model_pct"),
                key="ressenti-estimations",
                reading=text.model(table),
                table=table,
                columns=["zone_label", "n_answers", "effective", "model_pct", "low_pct", "high_pct"],
            )
        )


def profile(session: Session, choice: SurveyChoice) -> None:
    """Who answered, compared with who lives in the commune: computed once opened."""
    st.subheader(text.PROFILE, anchor=False)
    with _closed(text.PROFILE_SHOW, "ressenti-profil") as is_open:
        if not is_open:
            return
        table = session.ask(surveys.profile, choice.wave)
        if table.frame.empty:
            st.caption(text.PROFILE_NONE)
            return
        block.draw(
            Block(
                title="",
                picture=partial(charts.profile, table),
                key="ressenti-groupes",
                reading=text.profile(table),
                table=table,
                columns=["group", "n_respondents", "share_pct", "census_pct", "gap_pts"],
                labels=text.GROUPS,
            )
        )


def _partners_by_zone(session: Session, choice: SurveyChoice) -> None:
    """The same in the zones where both are known."""
    if choice.level is Level.COMMUNE:
        return
    table = session.ask(surveys.partners_by_zone, choice.wave, choice.question, choice.level)
    if table.frame.empty:
        st.caption(text.PARTNERS_NO_ZONE)
        return
    labels = text.zone_group_labels(table)
    block.draw(
        Block(
            title="",
            picture=partial(charts.zones, table, labels=labels),
            key="ressenti-publics-zones",
            reading=text.partners_by_zone(table),
            table=table,
            columns=["group", "wording", "counted", "n_answers", "share_pct", "low_pct", "high_pct", "reliability"],
            labels=labels,
        )
    )


@contextmanager
def _closed(label: str, key: str, *, part: str = "") -> Iterator[bool]:
    """An expander that computes nothing until it is opened, by hand or by a part of the address."""
    with st.expander(label, key=key, expanded=bool(part and address.get(part)), on_change="rerun") as opened:
        yield bool(opened.open)
