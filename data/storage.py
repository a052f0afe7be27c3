"""Files of the home, written whole, and scratch outside it; a disk that is full or not to be written is a refusal."""

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from data.errors import FullDiskError, QuietudeError, ReadOnlyError, UnwritableFileError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS,)
_SCRATCH = "quietude-scratch-"
_REFUSALS = {code: FullDiskError for code in _FULL} | {code: ReadOnlyError for code in _READ_ONLY}


@contextlib.contextmanager
def storage_failures() -> Iterator[None]:
    """Raise as a refusal what cannot be written; the block leaves nothing of it.

    Raises
    ------
    FullDiskError, ReadOnlyError
    """
    try:
        yield
    except QuietudeError:
        raise
    except Exception as error:
        refused = _refused(error)
        if refused is None:
            raise
        raise refused(details=type(error).__name__) from error


@contextlib.contextmanager
def all_or_nothing(*made: Path) -> Iterator[None]:
    """Make files or folders: where they cannot be written, those that were not there go, and nothing of anybody else.

    The folders that they are in go as well, if they were not there and hold nothing else.

    Raises
    ------
    FullDiskError, ReadOnlyError
    """
    new = [path for path in made if not path.exists()]
    folders = sorted({parent for path in new for parent in path.parents if not parent.exists()}, reverse=True)
    try:
        with storage_failures():
            try:
                yield
            except PermissionError as error:
                raise ReadOnlyError from error
    except (FullDiskError, ReadOnlyError):
        for path in filter(Path.exists, new):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for folder in filter(Path.exists, folders):
            if not any(folder.iterdir()):
                folder.rmdir()
        raise


def export(path: Path, content: bytes) -> None:
    """Write a file where a person wants it.

    Raises
    ------
    FullDiskError, UnwritableFileError : what was there stays.
    """
    try:
        with storage_failures():
            if path.exists() and not path.is_file():
                # A pipe or a terminal is not replaced.
                path.write_bytes(content)
            else:
                write_whole(path.resolve(), content)
    except (OSError, ReadOnlyError) as error:
        raise UnwritableFileError(file=path.name, details=type(error).__name__) from error


class Scratch:
    """A folder outside the home, which goes with the process that made it.

    It is locked while this one lives: what a killed process has left is not, and goes when the next one makes its own.

    Raises
    ------
    FullDiskError : there is no room for it.
    """

    def __init__(self) -> None:
        for left in Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*"):
            if (lock := _locked(left)) is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)
        with storage_failures():
            made = Path(tempfile.mkdtemp(prefix="quietude-"))
        self._lock = _locked(made)
        # Nobody takes it for one that was left before it is locked.
        self.path = made.rename(made.with_name(made.name.replace("quietude-", _SCRATCH)))

    def close(self) -> None:
        """Remove it, with all that it holds."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _locked(folder: Path) -> int | None:
    """Lock a folder until what is returned is closed, or its process ends; None where that of another is locked."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        # Of another user, or gone meanwhile.
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole, on the disk, or leave it as it was: beside it first, then under its name in one step."""
    partial = path.with_name(f"partial.{path.name}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def is_full(error: OSError) -> bool:
    """Whether there was no room."""
    return error.errno in _FULL


def _refused(error: Exception) -> type[QuietudeError] | None:
    if isinstance(error, OSError):
        return _REFUSALS.get(error.errno or 0)
    # DuckDB and GDAL give the words of the system, and no number.
    if type(error).__module__.partition(".")[0] in ("duckdb", "_duckdb", "pyogrio"):
        return next((refused for code, refused in _REFUSALS.items() if os.strerror(code) in str(error)), None)
    return None
