"""Forms: what a reader sends is kept at once, written when the guard has let the reader in, and answered on the screen.

Streamlit forgets that a button was pressed when the browser asks for another run before the screen has drawn that
button again. Its callback runs before the screen: there the entry is kept, with the values of its fields, until
``write_entries`` has written it. Two things let another demand pass before the callback: ``runner.fastReruns``, which
``.streamlit/config.toml`` turns off, and the one that ``call_every_callback`` replaces.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, TypeAlias

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state import SafeSessionState

from analytics.text import fr
from analytics.text.markdown import literal
from data.errors import QuietudeError

Fields: TypeAlias = Mapping[str, Any]
Write: TypeAlias = Callable[[Fields], str]
"""Writes an entry from the values of its fields, by name; its answer, in Markdown, says what was done, or nothing."""


@dataclass(frozen=True)
class _Entry:
    write: Callable[[], str]
    waiting: str


@dataclass
class _Answer:
    text: str
    is_refusal: bool
    is_shown: bool = False


@dataclass
class _Exchange:
    """What one reader has sent, by form, and what was answered.

    Attributes
    ----------
    rounds : how many entries are written.
    dialog : name of the form whose dialog is open.
    """

    rounds: Counter[str] = field(default_factory=Counter)
    entries: dict[str, _Entry] = field(default_factory=dict)
    answers: dict[str, _Answer] = field(default_factory=dict)
    dialog: str = ""


class Form:
    """Fields and the button that sends them.

    Parameters
    ----------
    name : unique on the screen; ``confirm`` is given its beginning.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._exchange = _exchange()
        self._round = self._exchange.rounds[name]

    def key(self, field: str) -> str:
        """Key of a field: the same while the entry is refused, another once it is written, so that fields empty."""
        return f"{self._prefix}{field}"

    def submit(self, label: str, write: Write, *, type: Literal["primary", "secondary"] = "secondary") -> None:
        """Draw the button of a ``st.form``, and under it the reason of a refusal."""
        st.form_submit_button(label, type=type, on_click=self._keep, args=(write, ""))
        self._refusal()

    def button(
        self,
        label: str,
        write: Write,
        *,
        waiting: str = "",
        type: Literal["primary", "secondary"] = "secondary",
        disabled: bool = False,
    ) -> None:
        """Draw a button outside a ``st.form``, and under it the reason of a refusal.

        Parameters
        ----------
        waiting : what is shown while the entry is written, where that takes long.
        """
        key = self.key("button")
        st.button(label, key=key, type=type, disabled=disabled, on_click=self._keep, args=(write, waiting))
        self._refusal()

    def dialog(
        self,
        label: str,
        draw: Callable[[], None],
        *,
        title: str = "",
        type: Literal["primary", "secondary", "tertiary"] = "secondary",
    ) -> None:
        """Draw a button that opens the fields in a dialog, which stays while the entry is refused.

        Parameters
        ----------
        draw : draws the fields and the button that sends them.
        title : of the dialog; that of the button where there is none.
        """
        st.button(label, key=f"{self._name}-open", type=type, on_click=self._open, args=(self._name,))
        if self._exchange.dialog != self._name:
            return

        # A press beside it would lose what was typed: it is closed by its own buttons only.
        @st.dialog(title or label, width="medium", dismissible=False)
        def show() -> None:
            # The press of a dialog runs the dialog alone, and the screen writes entries.
            if self._exchange.entries or not self._exchange.dialog:
                st.rerun()
            draw()
            st.button(fr.CLOSE, key=f"{self._name}-close", on_click=self._open, args=("",))

        show()

    def _open(self, name: str) -> None:
        self._exchange.dialog = name

    @property
    def _prefix(self) -> str:
        return f"{self._name}-{self._round}-"

    def _keep(self, write: Write, waiting: str) -> None:
        # Pressed twice, the second press comes from fields whose entry is written.
        if self._round != self._exchange.rounds[self._name]:
            return
        # An access to the session by name may be interrupted by the browser's next request; the whole of it may not.
        state = st.session_state.to_dict().items()
        fields = {key.removeprefix(self._prefix): value for key, value in state if key.startswith(self._prefix)}
        self._exchange.entries[self._name] = _Entry(partial(write, fields), waiting)

    def _refusal(self) -> None:
        answer = self._exchange.answers.get(self._name)
        if answer and answer.is_refusal:
            st.warning(answer.text)
            answer.is_shown = True


def call_every_callback() -> None:
    """Let no demand of the browser interrupt a run between its start and the callbacks of what was pressed."""

    def prepare(state: SafeSessionState, fresh_widget_states: WidgetStates | None, **replayed: Any) -> None:
        with state._lock:  # As the method replaced does, which first gives way to the newer demand.
            state._state.on_script_will_rerun(fresh_widget_states, **replayed)

    SafeSessionState.on_script_will_rerun = prepare  # type: ignore[assignment, method-assign]


def write_entries() -> None:
    """Write what the reader has sent, and show the screen anew with the answers."""
    exchange = _exchange()
    if not exchange.entries:
        return
    while exchange.entries:
        name, entry = next(iter(exchange.entries.items()))
        with st.spinner(entry.waiting) if entry.waiting else nullcontext():
            # From here to its answer nothing of Streamlit is called, so that nothing interrupts.
            del exchange.entries[name]
            try:
                answer = _Answer(entry.write(), is_refusal=False)
            except QuietudeError as refusal:
                answer = _Answer(literal(str(refusal)), is_refusal=True)
            else:
                exchange.rounds[name] += 1
                exchange.dialog = "" if exchange.dialog == name else exchange.dialog
            exchange.answers[name] = answer
    st.rerun()


def confirm(beginning: str) -> None:
    """Say what was written by the forms whose names begin so."""
    for name, answer in _exchange().answers.items():
        if name.startswith(beginning) and not answer.is_refusal:
            if answer.text:
                st.success(answer.text)
            answer.is_shown = True


def forget_answers() -> None:
    """Forget the answers that the reader has seen: to be called once the whole screen is drawn."""
    exchange = _exchange()
    exchange.answers = {name: answer for name, answer in exchange.answers.items() if not answer.is_shown}


def _exchange() -> _Exchange:
    exchange: _Exchange = st.session_state.setdefault("exchange", _Exchange())
    return exchange
