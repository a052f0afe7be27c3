"""A file that nobody has described: what its columns and categories mean is described once, and kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import streamlit as st

from analytics.text import deliveries, formats
from analytics.text import descriptions as words
from analytics.text.markdown import literal
from data import reference
from data.commune import Commune
from data.errors import QuietudeError, UndecidedError
from data.intake import assistant, examination, profiles
from data.intake.assistant import Examined, Nature, Preview
from data.intake.child import Child
from data.intake.examination import Examination, Question
from data.intake.profiles import QuestionProfile, SourceProfile
from data.intake.shape import shapes
from data.intake.surveys import scales
from data.intake.zones import names as zone_names
from data.model import Audience, Kind, Level
from pages.app.screens.donnees import questions
from pages.app.session import Session
from pages.app.widgets import reading, uploads
from pages.app.widgets.form import Fields, Form

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_Answer = TypeVar("_Answer")
_COLUMNS_SHOWN = 60
_NATURES_SHOWN = 30
"""Unknown categories shown, the most frequent first: more would be a list to no one's reading."""


def describe(session: Session, file: "UploadedFile", proposal: Examination | None) -> None:
    """Have a file described, and load it on request.

    Parameters
    ----------
    proposal : what the file was taken for, from which the description starts; None where it was refused.
    """
    st.header(words.TITLE.format(name=literal(file.name)), anchor=False)
    st.markdown(words.INTRO)
    try:
        examined = _contents(session, file)
        profile = _described(session, file, examined, proposal)
        if profile:
            _judged(session, file, profile)
    except QuietudeError as refusal:
        st.warning(literal(str(refusal)))


def _contents(session: Session, file: "UploadedFile") -> Examined:
    """Show what the columns hold."""
    st.markdown(f"## {words.CONTENTS}")
    examined = _read(file, 0, assistant.examine, session.commune)
    if len(examined.header_rows) > 1:
        row = st.selectbox(
            words.HEADER_ROW,
            range(len(examined.header_rows)),
            format_func=lambda row: " · ".join(examined.header_rows[row][:6]),
        )
        examined = _read(file, row, assistant.examine, session.commune, header_row=row)
    st.markdown(words.settings(examined))
    columns = [column for column in examined.columns if column.header not in examined.months]
    shown = columns[:_COLUMNS_SHOWN]
    st.table(
        pd.DataFrame(
            {
                words.COLUMN: [literal(column.header) for column in shown],
                words.SAMPLES: [literal(words.samples(column)) for column in shown],
            }
        ),
        hide_index=True,
    )
    if len(columns) > len(shown):
        st.markdown(words.MORE.format(n=formats.integer(len(columns) - len(shown))))
    if examined.months:
        st.markdown(words.MONTHS.format(first=literal(examined.months[0]), last=literal(examined.months[-1])))
    return examined


def _described(
    session: Session,
    file: "UploadedFile",
    examined: Examined,
    proposal: Examination | None,
) -> SourceProfile | None:
    """Ask what the facts are and what the columns say; None while an answer is missing."""
    taken_for = proposal.profile if proposal and isinstance(proposal.profile, SourceProfile) else None
    answers = questions.answers(file)
    st.markdown(f"## {words.SOURCE}")
    left, right = st.columns(2)
    # What is not the source that was recognised bears another name.
    is_free = taken_for and taken_for.source not in profiles.read_profiles(session.commune.home)
    usual = answers.get("source") or (taken_for.label if taken_for and is_free else _name(file.name))
    label = left.text_input(words.NAME, usual, help=words.NAME_HELP, max_chars=80).strip()
    kinds = [*words.KINDS]
    answered = answers.get("kind") or answers.get("audience")
    recognised = taken_for and (taken_for.kind or taken_for.audience)
    index = [*map(str, kinds)].index(str(answered or recognised or Kind.SIGNALEMENT))
    kind = right.selectbox(words.KIND, kinds, format_func=words.KINDS.__getitem__, index=index)
    is_voluntary = isinstance(kind, Audience) and _is_voluntary(taken_for)
    st.markdown(f"## {words.ROLES_TITLE}")
    columns, level = _roles(
        _starting_from(examined, proposal, taken_for),
        words.SURVEY_GROUPS if isinstance(kind, Audience) else words.GROUPS,
    )
    source = reference.normalise(label).replace(" ", "_")
    if not source or not columns or _is_played_twice(columns):
        return None
    spelled = {role: (header,) for role, header in columns.items()}
    if isinstance(kind, Audience):
        st.markdown(words.SURVEY_INTRO)
        survey = profiles.of_survey(source, label, kind, spelled, level, voluntary=is_voluntary)
        return replace(survey, answers=_answered(file, proposal))
    profile = profiles.described(source, label, Kind(kind), spelled, level)
    categories = _categories(session, file, profile)
    return replace(profile, categories=categories, answers=_answered(file, proposal))


def _answered(file: "UploadedFile", proposal: Examination | None) -> dict[str, str]:
    """Ask again what changes how the file is read, and give the answers, with those on the names of zones."""
    is_of_zones = proposal is not None and proposal.content == "zones"
    for key, question in questions.asked(file).items():
        if examination.changes_reading(key) and zone_names.name_of_key(key) is None and not is_of_zones:
            questions.ask(file, question)
    return examination.of_reading(questions.answers(file))


def _is_voluntary(taken_for: SourceProfile | None) -> bool:
    """Ask whether whoever wanted answered a survey, rather than people drawn at random."""
    options = [*words.CHOSEN_HOW]
    index = options.index(taken_for.voluntary if taken_for else True)
    chosen = st.radio(words.CHOSEN, options, index=index, format_func=words.CHOSEN_HOW.__getitem__)
    return options[0] if chosen is None else chosen


def _starting_from(examined: Examined, proposal: Examination | None, taken_for: SourceProfile | None) -> Examined:
    """What the columns seem to be, as the proposal reads them."""
    headers = {column.header for column in examined.columns}
    read = {role: header for role, header in proposal.roles.items() if header in headers} if proposal else {}
    others = {role: header for role, header in examined.proposed.items() if header not in read.values()}
    return replace(examined, proposed=others | read, level=(taken_for and taken_for.level) or examined.level)


def _is_played_twice(columns: Mapping[str, str]) -> bool:
    """Whether one column plays two roles, which is then shown."""
    twice = next((header for header in columns.values() if [*columns.values()].count(header) > 1), None)
    if twice is None:
        return False
    labels = {
        role: wording
        for groups in (words.GROUPS, words.SURVEY_GROUPS)
        for group in groups.values()
        for role, wording in group.items()
    }
    both = formats.enumeration([labels[role] for role, header in columns.items() if header == twice])
    st.warning(words.TWICE.format(header=literal(twice), roles=both))
    return True


def _roles(examined: Examined, groups: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, str], Level]:
    """Header of each role that is played, and the cut of the zones."""
    headers = [
        column.header for column in examined.columns if not column.personal and column.header not in examined.months
    ]
    proposed = {"submitted": examined.proposed.get("date", ""), **examined.proposed}
    chosen: dict[str, str | None] = {}
    level = examined.level
    for column, (title, roles) in zip(st.columns(len(groups)), groups.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            for role, wording in roles.items():
                if not (examined.months and role in words.OF_MONTHS):
                    chosen[role] = _column(wording, headers, proposed.get(role))
            if "zone_label" in roles and (chosen["zone_label"] or chosen["zone_code"]):
                levels = reference.zone_levels()
                level = st.selectbox(words.LEVEL, levels, index=levels.index(level), format_func=_level_name)
    return {role: header for role, header in chosen.items() if header}, level


def _level_name(level: Level) -> str:
    return reference.levels()[level].singular


def _column(wording: str, headers: Sequence[str], proposed: str | None) -> str | None:
    index = headers.index(proposed) + 1 if proposed in headers else 0
    return st.selectbox(wording, [None, *headers], index=index, format_func=lambda header: header or words.NONE)


def _categories(session: Session, file: "UploadedFile", profile: SourceProfile) -> dict[str, str]:
    """Slug of each category that the nomenclature does not recognise by itself, where one is chosen."""
    if "category" not in profile.columns:
        return {}
    header = profile.columns["category"]
    natures = _read(file, header, assistant.natures, session.commune, profile)
    unknown = [nature for nature in natures if not nature.category]
    if not unknown:
        return {}
    st.markdown(f"## {words.NATURES}")
    st.markdown(f"{words.NATURES_KNOWN.format(n=formats.integer(len(natures) - len(unknown)))} {words.NATURES_UNKNOWN}")
    labels = {slug: one.label for slug, one in reference.read(session.commune.home).categories.items()}
    columns = st.columns(2)
    chosen = {
        nature.delivered: _category(columns[rank % 2], nature, labels)
        for rank, nature in enumerate(unknown[:_NATURES_SHOWN])
    }
    if len(unknown) > _NATURES_SHOWN:
        st.markdown(words.NATURES_MORE.format(n=formats.integer(len(unknown) - _NATURES_SHOWN)))
    return {delivered: slug for delivered, slug in chosen.items() if slug}


def _category(column: "DeltaGenerator", nature: Nature, labels: Mapping[str, str]) -> str:
    options = ["", *sorted(labels, key=lambda slug: labels[slug])]
    return column.selectbox(
        literal(words.nature(nature)),
        options,
        index=options.index(nature.suggested),
        format_func=lambda slug: labels.get(slug, words.KEEP.format(name=nature.delivered)),
    )


def _judged(session: Session, file: "UploadedFile", profile: SourceProfile) -> None:
    """Show what would be loaded, then load it."""
    judged = st.session_state.get("description-preview")
    if st.button(words.PREVIEW):
        with uploads.written([file]) as (path,):
            try:
                preview = reading.awaited(path, words.PREVIEWING, assistant.preview, session.commune, path, profile)
            except UndecidedError as doubt:
                asked = questions.asked(file)
                if doubt.key in asked:
                    raise
                asked[doubt.key] = Question(doubt.key, str(doubt.values["question"]), doubt.options)
                st.rerun()
            judged = (file.file_id, profile, preview)
        st.session_state["description-preview"] = judged
    if judged is None or judged[:2] != (file.file_id, profile):
        return
    preview = judged[2]
    _show(session, preview, profile)
    questions.map_zones(session.commune, file, profile, preview.delivery.unmatched_zones)
    described = _with_meaning(session, preview)

    def accept(_: Fields) -> str:
        with uploads.written([file]) as (path,):
            commune, size = session.commune, path.stat().st_size
            load = Child(path.name, size, assistant.accept, commune, path, described, changes=commune)
            version = load.answer()
        return words.ACCEPTED_ALL.format(name=literal(file.name), version=version)

    Form("files-description").button(words.ACCEPT, accept, waiting=words.ACCEPTING, type="primary")


def _show(session: Session, preview: Preview, profile: SourceProfile) -> None:
    st.info(
        deliveries.lines(
            deliveries.preview(questions.without_listed(preview.delivery), {}, {profile.source: profile.label})
        )
    )
    nomenclature = reference.read(session.commune.home)
    accepted = preview.accepted.assign(nature=preview.accepted["nature"].map(nomenclature.label))
    if shapes()[profile.shape].content == "facts":
        del accepted["count"]
    with st.container(key="description-tables"):
        _table(words.ACCEPTED, accepted, words.FACTS)
        _table(words.QUESTIONS, preview.questions, words.ASKED)
        _table(words.REJECTED, preview.rejected, words.REJECTIONS)


def _with_meaning(session: Session, preview: Preview) -> SourceProfile:
    """A description with what only a person knows of the questions of a survey: what is bad news, and their theme."""
    asked = preview.profile.questions
    if not asked:
        return preview.profile
    st.markdown(f"## {words.MEANING}")
    st.markdown(words.MEANING_INTRO)
    themes = {slug: theme.label for slug, theme in reference.read(session.commune.home).themes.items()}
    return replace(
        preview.profile,
        questions={key: _meaning(key, question, preview.scales[key], themes) for key, question in asked.items()},
    )


def _meaning(key: str, question: QuestionProfile, scale: Sequence[str], themes: Mapping[str, str]) -> QuestionProfile:
    wording = question.columns[0]
    with st.container(key=f"description-meaning-{key}"):
        st.markdown(f"**{literal(wording)}**")
        left, right = st.columns(2)
        unfavourable = left.multiselect(
            words.UNFAVOURABLE,
            scale,
            default=scales.proposed_unfavourable(wording, scale),
            key=f"unfavourable-{key}",
            placeholder=words.NO_UNFAVOURABLE,
        )
        theme = right.selectbox(
            words.THEME, [None, *themes], format_func=lambda slug: themes.get(slug, words.NO_THEME), key=f"theme-{key}"
        )
    return replace(question, unfavourable=tuple(one for one in scale if one in unfavourable), theme=theme)


def _table(title: str, rows: pd.DataFrame, columns: Mapping[str, str]) -> None:
    """Rows under their title, without the columns that hold nothing; nothing at all without rows."""
    if len(rows):
        st.markdown(f"**{title}**")
        filled = rows.dropna(axis=1, how="all").rename(columns=columns)
        st.table(filled.map(lambda cell: "" if pd.isna(cell) else literal(str(cell))), hide_index=True)


def _read(
    file: "UploadedFile",
    about: object,
    ask: Callable[..., _Answer],
    commune: Commune,
    *arguments: object,
    **options: object,
) -> _Answer:
    """An answer about a file, computed once while the reader stays."""
    answers = st.session_state.setdefault("description", {})
    key = file.file_id, ask.__name__, about
    if key not in answers:
        with uploads.written([file]) as (path,):
            answers[key] = reading.awaited(path, words.READING, ask, commune, path, *arguments, **options)
    answer: _Answer = answers[key]
    return answer


def _name(file: str) -> str:
    """A name for the source of a file: its own, without what changes each month."""
    stem = Path(file).name.split(".")[0]
    words_only = re.sub(r"[\d_\W]+", " ", stem).strip()
    return words_only[:1].upper() + words_only[1:]
