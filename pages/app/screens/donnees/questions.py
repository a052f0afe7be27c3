"""Questions on a file that only the person who brings it can answer; answers last while that person stays."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from analytics.text import deliveries as words
from analytics.text import descriptions
from analytics.text.markdown import literal
from data import reference
from data.commune import Commune
from data.intake.delivery import Delivery
from data.intake.examination import Question
from data.intake.profiles import SourceProfile
from data.intake.zones import names as zone_names
from data.warehouse import snapshot

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_NAMES_SHOWN = 12
"""Names without a zone asked about at once, the most frequent first."""
_SEEN_AT_ONCE = 5
"""Options, up to which all are shown, to be chosen with one press."""


def ask(file: "UploadedFile", question: Question, *, usual: str = "") -> None:
    """Draw a question; nothing is chosen before its reader does.

    Parameters
    ----------
    usual : what is understood without an answer, which may be any text.
    """
    asked(file)[question.key] = question
    key, label = _key(file, question.key), literal(question.text)
    is_on_zone = zone_names.name_of_key(question.key) is not None
    if not question.options:
        st.text_input(label, key=key, max_chars=80, placeholder=words.without_answer(usual) if usual else None)
    elif len(question.options) <= _SEEN_AT_ONCE and not is_on_zone:
        st.radio(label, question.options, index=None, key=key, format_func=lambda option: literal(_label(option)))
    else:
        placeholder = words.CHOOSE_ZONE if is_on_zone else words.CHOOSE
        st.selectbox(label, question.options, index=None, key=key, placeholder=placeholder, format_func=_label)


def map_zones(commune: Commune, file: "UploadedFile", profile: SourceProfile, unmatched: Mapping[str, int]) -> None:
    """Ask which zones the names that designate none are; those that have an answer stay, so that it may be changed."""
    of_file = asked(file)
    shown = {name: n for name, n in [*unmatched.items()][:_NAMES_SHOWN] if zone_names.answer_key(name) not in of_file}
    if shown and profile.level:
        with snapshot.open_current(commune.home, name=commune.name) as connection:
            zones = zone_names.choices(connection, profile.level, shown)
            alike = zone_names.suggestions(connection, profile.level, shown)
        for name, n_rows in shown.items():
            key = zone_names.answer_key(name)
            text = words.unmatched_zone(name, n_rows, alike.get(name, ""))
            of_file[key] = Question(key, text, (*zones[name], zone_names.NO_ZONE))
    on_zones = [question for key, question in of_file.items() if zone_names.name_of_key(key)]
    if not on_zones:
        return
    with st.form(f"deposit-zones-{file.file_id}"):
        st.markdown(f"**{words.UNMATCHED}**")
        st.markdown(words.UNMATCHED_HELP)
        # By rows, so that they stay in order on a phone and by keyboard.
        for first in range(0, len(on_zones), 2):
            for column, question in zip(st.columns(2), on_zones[first : first + 2], strict=False):
                with column:
                    ask(file, question)
        if any(zone_names.answer_key(name) not in of_file for name in unmatched):
            st.markdown(words.UNMATCHED_MORE)
        st.form_submit_button(words.APPLY_ZONES)


def without_listed(delivery: Delivery) -> Delivery:
    """A delivery without its note on names that designate no zone, which ``map_zones`` lists."""
    return replace(delivery, notes=tuple(note for note in delivery.notes if not note.startswith(zone_names.UNMATCHED)))


def asked(file: "UploadedFile") -> dict[str, Question]:
    """Questions that were asked of a file, by key, in their order."""
    questions: dict[str, Question] = st.session_state.setdefault(f"deposit-questions-{file.file_id}", {})
    return questions


def answers(file: "UploadedFile") -> dict[str, str]:
    """What was answered of a file, by key."""
    given = {key: st.session_state.get(_key(file, key)) for key in asked(file)}
    return {key: answer for key, answer in given.items() if answer}


def keep(file: "UploadedFile") -> None:
    """Keep the answers to questions that this run will not draw: Streamlit forgets a widget that is not drawn."""
    for key, answer in answers(file).items():
        st.session_state[_key(file, key)] = answer


def _key(file: "UploadedFile", question: str) -> str:
    return f"deposit-answer-{file.file_id}-{question}"


def _label(option: str) -> str:
    known = {
        **{str(kind): label for kind, label in descriptions.KINDS.items()},
        **{str(level): reference.levels()[level].label for level in reference.zone_levels()},
        zone_names.NO_ZONE: words.NO_ZONE,
    }
    # A system of coordinates is answered with its code, and known by its name.
    return known.get(option, re.sub(r"^EPSG:\d+ – ", "", option))
