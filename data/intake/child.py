"""A child process in which a foreign file is read: without network, within limits, gone with whoever waits for it.

Nothing that a file makes a library do reaches the process that serves the readers.
"""

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import spawn
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, ForkServerContext
from pathlib import Path
from typing import Any, Generic, TypeVar

from data.commune import Commune
from data.errors import LostPointerError, QuietudeError, ReadingStoppedError, StoppedAfterChangeError
from data.storage import Scratch, storage_failures
from data.warehouse import snapshot

_Answer = TypeVar("_Answer")

_RESIDENT = 3 << 30
"""Bytes of memory that it may hold: twice what a load of five million rows needs."""
_MEMORY = 8 << 30
"""Bytes of address space beyond those of the process at its start: one allocation may ask for no more."""
_WRITTEN = 16 << 30
"""Bytes of one file that it may write: drafts, and what an archive unwraps to."""
_SECONDS = 25.0
_SECONDS_PER_BYTE = 2e-6
"""Half a minute per 15 MB besides the first 25 seconds: ten times what an ordinary table takes."""
_AT_ONCE = 3
"""Files looked at together: others wait, so that their memory adds up to what a small server has."""
_NICENESS = 10
"""How much the child gives way to the process that serves the screens."""
_WAIT = 0.2
"""Seconds between two signs of life of who waits."""
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
"""CLONE_NEWUSER and CLONE_NEWNET of Linux."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""

_TOO_MUCH = "elle demandait trop de mémoire"

_looking = threading.BoundedSemaphore(_AT_ONCE)
_starting = threading.Lock()


class Child(Generic[_Answer]):
    """One piece of work on a file, in a process of its own.

    Parameters
    ----------
    file : name of the file that it reads, for what is refused.
    size : bytes of what it reads; a larger file may take longer.
    work : function of a module, called in the child; its arguments and its answer are pickled.
    changes : the commune whose data it is to change.
    """

    def __init__(
        self,
        file: str,
        size: int,
        work: Callable[..., _Answer],
        *arguments: object,
        changes: Commune | None = None,
        **options: object,
    ) -> None:
        self._file = file
        self._seconds = _SECONDS + size * _SECONDS_PER_BYTE
        self._changed = changes
        self._before = self._version()
        self._scratch = Scratch()
        context = _context()
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_work, args=(sender, self._scratch.path, work, arguments, options), daemon=True
        )
        with _nobody_s_main():
            self._process.start()
        sender.close()

    def is_done(self, seconds: float) -> bool:
        """Wait at most some seconds; whether there is an answer, a refusal, or nothing left to wait for."""
        self._seconds -= seconds
        return self._receiver.poll(seconds) or self._seconds <= 0 or self._holds_too_much()

    def answer(self) -> _Answer:
        """Wait for the answer.

        Raises
        ------
        QuietudeError : what the child refuses, or that it was stopped, and whether the data have changed.
        RuntimeError : a defect of ours in the child, with its traceback.
        """
        try:
            while not self.is_done(_WAIT):
                pass
            if not self._receiver.poll():
                problem = "elle durait trop longtemps" if self._seconds <= 0 else _TOO_MUCH
                raise self._stopped(problem)
            outcome, answer = self._receiver.recv()
        except EOFError as error:
            self._process.join()
            problem = "elle s’est interrompue"
            raise self._stopped(problem, details=f"exit code {self._process.exitcode}") from error
        finally:
            self.stop()
        if outcome == "memory":
            raise self._stopped(_TOO_MUCH, details=answer)
        if outcome == "refused":
            raise answer
        if outcome == "defect":
            raise RuntimeError(answer)
        result: _Answer = answer
        return result

    def _holds_too_much(self) -> bool:
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1])
        # Another system, or a process that has just ended.
        except (OSError, IndexError):
            return False
        return pages * resource.getpagesize() > _RESIDENT

    def _stopped(self, problem: str, details: str = "") -> QuietudeError:
        self.stop()
        if (version := self._version()) == self._before:
            return ReadingStoppedError(file=self._file, problem=problem, details=details)
        return StoppedAfterChangeError(file=self._file, problem=problem, version=version, details=details)

    def _version(self) -> str | None:
        """Number of the published version that it is to change; None where none is, or where nothing says which."""
        with contextlib.suppress(LostPointerError):
            return snapshot.current_version(self._changed.home) if self._changed else None
        return None

    def stop(self) -> None:
        """End the child, whatever it does, and remove what it wrote outside the home."""
        self._process.kill()
        self._process.join()
        self._receiver.close()
        self._scratch.close()


@contextlib.contextmanager
def turn(waiting: Callable[[], object]) -> Iterator[None]:
    """Wait for one of the turns of those who only look at files; loads need none.

    Parameters
    ----------
    waiting : called again and again meanwhile; what it raises ends the wait.
    """
    while not _looking.acquire(timeout=_WAIT):
        waiting()
    try:
        yield
    finally:
        _looking.release()


def _context() -> ForkContext | ForkServerContext:
    """A fork of this process while it has one thread, which a fork may trust; else of a server that has one.

    The server has rehearsed, so that its forks have little left to import and to read.
    """
    if threading.active_count() == 1 and sys.platform == "linux":
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["data.intake.rehearsal", "data.intake.zones.zones", "data.intake.assistant"])
    return context


@contextlib.contextmanager
def _nobody_s_main() -> Iterator[None]:
    """Start a process that does not run the program of this one again: under Streamlit, that would be the screens."""
    with _starting:
        prepared = spawn.get_preparation_data

        def without_main(name: str) -> dict[str, Any]:
            return {key: value for key, value in prepared(name).items() if not key.startswith("init_main")}

        # The module has no setting for it, and everything that the child calls is in modules of its own.
        spawn.get_preparation_data = without_main
        try:
            yield
        finally:
            spawn.get_preparation_data = prepared


def _work(
    sender: Connection,
    scratch: Path,
    work: Callable[..., object],
    arguments: tuple[object, ...],
    options: dict[str, object],
) -> None:
    _confine(scratch)
    try:
        with storage_failures():
            outcome = "answered", work(*arguments, **options)
    except QuietudeError as refusal:
        outcome = "refused", refusal
    except MemoryError as error:
        outcome = "memory", type(error).__name__
    # The parent logs what no one foresaw, and says that it is a defect.
    except Exception as error:
        is_memory = "OutOfMemory" in type(error).__name__ or "bad_alloc" in str(error)
        outcome = "memory" if is_memory else "defect", traceback.format_exc()
    sender.send(outcome)


def _confine(scratch: Path) -> None:
    """Limit what this process may take, and cut it from the network where the system lets it."""
    # Whoever reads the screens meanwhile comes first.
    os.nice(_NICENESS)
    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN, _WRITTEN))
    if sys.platform != "linux":
        return
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    # A root may leave the network at once; anybody else needs a user space of its own, where the system allows it.
    if system.unshare(_NEW_NETWORK) != 0:
        system.unshare(_NEW_USER | _NEW_NETWORK)
