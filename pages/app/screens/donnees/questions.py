"""Questions on a file that only the person who brings it can answer; answers last while that person stays."""

from typing import TYPE_CHECKING

import streamlit as st

from analytics.text import deliveries as words
from analytics.text import descriptions
from data.intake.examination import Question
from data.intake.zones import names as zone_names

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_SEEN_AT_ONCE = 5
"""Options, up to which all are shown, to be chosen with one press."""


def ask(file: "UploadedFile", question: Question, *, usual: str = "") -> None:
    """Draw a question; nothing is chosen before its reader does.

    Parameters
    ----------
    usual : what is understood without an answer, which may be any text.
    """
    asked(file)[question.key] = question
    key, label = _key(file, question.key), words.literal(question.text)
    is_on_zone = zone_names.name_of_key(question.key) is not None
    if not question.options:
        st.text_input(label, key=key, max_chars=80, placeholder=words.without_answer(usual) if usual else None)
    elif len(question.options) <= _SEEN_AT_ONCE and not is_on_zone:
        st.radio(label, question.options, index=None, key=key, format_func=lambda option: words.literal(_label(option)))
    else:
        placeholder = words.CHOOSE_ZONE if is_on_zone else words.CHOOSE
        st.selectbox(label, question.options, index=None, key=key, placeholder=placeholder, format_func=_label)


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
    known = {str(kind): label for kind, label in descriptions.KINDS.items()} | {zone_names.NO_ZONE: words.NO_ZONE}
    return known.get(option, option)
