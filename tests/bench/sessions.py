"""A reader without a browser: speaks Streamlit's protocol, keeps what a browser keeps, draws nothing."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

_PATIENCE = 60
"""Seconds after which a run has failed."""


@dataclass(frozen=True)
class Run:
    """One run of a page: seconds from the demand to its end, bytes received, whether it failed or showed an error."""

    seconds: float
    size: int
    failed: bool


@dataclass
class Session:
    """One visit of a page.

    Attributes
    ----------
    options : what each menu of the page offers, by its label; those of the atlas, by their part of the address.
    """

    page: str
    socket: ClientConnection
    options: dict[str, list[str]] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    _atlas: dict[str, object] = field(default_factory=dict)
    _values: dict[str, dict[str, str]] = field(default_factory=dict)
    _script: str = ""
    _kept: dict[str, int] = field(default_factory=dict)
    _kept_for: int = 0
    _n_runs: int = 0

    async def choose(self, label: str, option: str) -> Run:
        """Choose an option of a menu."""
        self._values[self._ids[label]] = {"string_value": option}
        return await self.run()

    async def choose_in_atlas(self, **choice: object) -> Run:
        """Tell what was chosen in the atlas, as its script does once it has repainted."""
        state = self._atlas | choice | {"sent": self._n_runs}
        self._values[self._ids["atlas"]] = {"json_value": json.dumps({"state": state})}
        return await self.run()

    async def run(self) -> Run:
        """Ask for a run of the page, and wait for its end."""
        asked = BackMsg()
        asked.rerun_script.page_name = self.page
        asked.rerun_script.page_script_hash = self._script
        asked.rerun_script.cached_message_hashes.extend(self._kept)
        for widget, value in self._values.items():
            asked.rerun_script.widget_states.widgets.add(id=widget, **value)
        started, size, failed, finished = time.perf_counter(), 0, False, False
        try:
            async with asyncio.timeout(_PATIENCE):
                await self.socket.send(asked.SerializeToString())
                while not finished:
                    received = await self.socket.recv()
                    size += len(received)
                    message = ForwardMsg.FromString(received)
                    failed |= self._note(message)
                    finished = self._is_end(message)
        except (TimeoutError, ConnectionClosed):
            failed = True
        return Run(time.perf_counter() - started, size, failed)

    def _is_end(self, message: ForwardMsg) -> bool:
        if message.WhichOneof("type") != "script_finished":
            return False
        # As the browser does, large messages met too many runs ago are forgotten.
        self._n_runs += 1
        self._kept = {one: met for one, met in self._kept.items() if self._n_runs - met <= self._kept_for}
        # A run that a newer demand cuts short is followed by another.
        return message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _note(self, message: ForwardMsg) -> bool:
        """Learn from a message what a browser would; gives whether it is an error."""
        if message.metadata.cacheable or message.ref_hash:
            self._kept[message.hash or message.ref_hash] = self._n_runs
        match message.WhichOneof("type"):
            case "script_finished":
                return message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
            case "new_session":
                self._kept_for = message.new_session.config.max_cached_message_age
            case "navigation":
                self._script = message.navigation.page_script_hash
        return self._meet(message.delta.new_element)

    def _meet(self, element: Element) -> bool:
        match element.WhichOneof("type"):
            case "selectbox":
                self._ids[element.selectbox.label] = element.selectbox.id
                self.options[element.selectbox.label] = list(element.selectbox.options)
            case "bidi_component" if element.bidi_component.component_name == "atlas":
                self._ids["atlas"] = element.bidi_component.id
                self._atlas = json.loads(element.bidi_component.json)["state"]
            case "bidi_component" if element.bidi_component.json:
                question = json.loads(element.bidi_component.json)
                for part, menu in (("indicateur", "indicators"), ("decoupage", "levels")):
                    self.options[part] = [slug for slug, _ in question[menu]]
            case "alert":
                return element.alert.format == Alert.ERROR
            case "exception":
                return True
        return False


@asynccontextmanager
async def visit(address: str, page: str) -> AsyncIterator[Session]:
    """Open a page and wait for its first run; the visit ends with the block."""
    stream = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    async with connect(stream, subprotocols=["streamlit"], compression=None, max_size=None) as socket:
        session = Session(page, socket)
        if (await session.run()).failed:
            raise RuntimeError(f"{address}/{page} shows an error")
        yield session
