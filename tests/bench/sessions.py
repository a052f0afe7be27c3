"""A reader without a browser: speaks Streamlit's protocol, keeps what a browser keeps, draws nothing."""

import asyncio
import json
import time
import urllib.request
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLsRequest, UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

_PATIENCE = 60
"""Seconds after which a run has failed."""
_UPLOADER = "file_uploader"


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

    address: str
    page: str
    socket: ClientConnection
    options: dict[str, list[str]] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    _atlas: dict[str, object] = field(default_factory=dict)
    _values: dict[str, dict[str, object]] = field(default_factory=dict)
    _script: str = ""
    _session: str = ""
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

    async def give(self, file: Path) -> Run:
        """Give a file to the page, and wait for the end of the run that reads it."""
        asked = BackMsg()
        asked.file_urls_request.CopyFrom(
            FileURLsRequest(request_id=uuid.uuid4().hex, file_names=[file.name], session_id=self._session)
        )
        await self.socket.send(asked.SerializeToString())
        message = ForwardMsg()
        while message.WhichOneof("type") != "file_urls_response":
            message = ForwardMsg.FromString(await self.socket.recv())
        (urls,) = message.file_urls_response.file_urls
        await asyncio.to_thread(_put, self.address, urls.upload_url, file)
        given = UploadedFileInfo(name=file.name, size=file.stat().st_size, file_id=urls.file_id, file_urls=urls)
        self._values[self._ids[_UPLOADER]] = {
            "file_uploader_state_value": FileUploaderState(uploaded_file_info=[given])
        }
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
                self._session = message.new_session.initialize.session_id
            case "navigation":
                self._script = message.navigation.page_script_hash
        return self._meet(message.delta.new_element)

    def _meet(self, element: Element) -> bool:
        match element.WhichOneof("type"):
            case "selectbox":
                self._ids[element.selectbox.label] = element.selectbox.id
                self.options[element.selectbox.label] = list(element.selectbox.options)
            case "file_uploader":
                self._ids[_UPLOADER] = element.file_uploader.id
            case "bidi_component" if element.bidi_component.component_name == "atlas":
                self._ids["atlas"] = element.bidi_component.id
                self._atlas = json.loads(element.bidi_component.json)["state"]
            case "bidi_component" if element.bidi_component.component_name == "held" and element.bidi_component.json:
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
        session = Session(address, page, socket)
        if (await session.run()).failed:
            raise RuntimeError(f"{address}/{page} shows an error")
        yield session


def _put(address: str, path: str, file: Path) -> None:
    """Send a file as a browser does, with the token that guards against other sites."""
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    opener.open(f"{address}/_stcore/health").close()
    token = next(str(cookie.value) for cookie in cookies if cookie.name == "_streamlit_xsrf")
    boundary = uuid.uuid4().hex
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
    request = urllib.request.Request(
        urljoin(address, path),
        data=b"".join((head.encode(), file.read_bytes(), f"\r\n--{boundary}--\r\n".encode())),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}", "X-Xsrftoken": token},
        method="PUT",
    )
    opener.open(request).close()
