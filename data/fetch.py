"""The open files, fetched from who publishes them when a person types so: resumed where they were cut, checked, kept.

They lie in ``<home>/telechargements``; a file that its publisher has not changed since is not fetched again.
"""

import contextlib
import http.client
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from data.commune import Commune
from data.errors import BusyError, FullDiskError, NoZoneHereError, QuietudeError, ReadOnlyError, ServiceError
from data.intake import door
from data.intake.delivery import Delivery
from data.intake.services import server
from data.open_files import OpenFile
from data.storage import all_or_nothing, storage_failures

_DEADLINE = 1800.0
"""Seconds for one attempt: forty megabytes come through the slowest of lines."""
_LARGEST = 2 << 30
_NOT_MODIFIED, _PARTIAL, _BEYOND_ITS_END = 304, 206, 416


@dataclass(frozen=True)
class Fetched:
    """What became of an open file.

    Attributes
    ----------
    is_new : False when it was there already, unchanged since.
    delivery : what it would bring; None when the commune has none of its zones.
    """

    file: OpenFile
    path: Path
    is_new: bool
    delivery: Delivery | None


def fetch(commune: Commune, file: OpenFile) -> Fetched:
    """Fetch an open file, unless it is there unchanged, and read it once without loading anything.

    Raises
    ------
    ServiceError : its publisher does not answer, or answers something else; the file that was there stays.
    BusyError : somebody else is fetching files.
    FullDiskError, ReadOnlyError : the file cannot be written; nothing is left of what has come.
    """
    folder = commune.home / "telechargements"
    path = folder / file.saved_as
    part = path.with_name(f"{path.name}.part")
    lock = folder / "lock"
    with all_or_nothing(lock):
        folder.mkdir(exist_ok=True)
        try:
            with FileLock(lock, timeout=0), all_or_nothing(path, _mark(path), part, _mark(part)), _as_it_was(part):
                is_new = server.ask(
                    file.address,
                    lambda answer: _receive(answer, part),
                    service=_service(file),
                    expected="le fichier demandé",
                    advice=_advice(file),
                    hosts=file.hosts,
                    headers=lambda: _conditions(path, part),
                )
                if not is_new:
                    return Fetched(file, path, False, _read(commune, file, path))
                delivery = _read(commune, file, part)
                part.replace(path)
                _mark(part).replace(_mark(path))
        except Timeout as error:
            raise BusyError() from error
    return Fetched(file, path, True, delivery)


@contextlib.contextmanager
def _as_it_was(part: Path) -> Iterator[None]:
    """Leave of the beginning of a file what was there, where the disk has no room for the rest."""
    n_bytes = part.stat().st_size if part.exists() else 0
    try:
        yield
    except FullDiskError:
        if part.exists() and part.stat().st_size > n_bytes:
            os.truncate(part, n_bytes)
        raise


def load(commune: Commune, fetched: Sequence[Fetched]) -> tuple[list[Delivery], str]:
    """Load fetched files, all or none; those that the commune has nothing of are left aside.

    Returns
    -------
    One delivery per file loaded, and the number of the snapshot that holds them.
    """
    return door.take(commune, [one.path for one in fetched if one.delivery])


def _conditions(path: Path, part: Path) -> Mapping[str, str]:
    """What a request says of what is there: the end of a file that was cut, or a file that may have changed."""
    if part.exists() and (known := _known(part)):
        return {"Range": f"bytes={part.stat().st_size}-", "If-Range": known}
    if path.exists() and (known := _known(path)):
        return {"If-None-Match" if known.startswith('"') else "If-Modified-Since": known}
    return {}


def _receive(answer: http.client.HTTPResponse, part: Path) -> bool:
    """Write what a server sends, after what it sent already; whether there was anything to send."""
    if answer.status == _NOT_MODIFIED:
        return False
    if answer.status == _BEYOND_ITS_END:
        part.unlink()
        raise server.TornAnswerError
    start, total = _extent(answer)
    if start not in (0, part.stat().st_size if part.exists() else 0):
        part.unlink(missing_ok=True)
        raise server.TornAnswerError
    with storage_failures(), part.open("ab" if start else "wb") as content:
        if not start:
            _mark(part).write_text(_validator(answer), encoding="latin-1")
        for chunk in server.chunks(answer, deadline=_DEADLINE, largest=_LARGEST - start):
            content.write(chunk)
        n_bytes = content.tell()
    if total is not None and n_bytes != total:
        raise server.TornAnswerError
    return True


def _extent(answer: http.client.HTTPResponse) -> tuple[int, int | None]:
    """Byte where an answer starts in its file, and bytes of the whole file, if it says so."""
    if answer.status == _PARTIAL:
        extent = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", answer.headers.get("Content-Range", ""))
        if extent is None:
            raise server.OtherAnswerError
        return int(extent[1]), int(extent[2])
    length = answer.headers.get("Content-Length")
    return 0, int(length) if length else None


def _validator(answer: http.client.HTTPResponse) -> str:
    """What tells one edition of a file from another, byte for byte: its strong ETag, else its date, else nothing."""
    tag = answer.headers.get("ETag", "")
    return tag if tag.startswith('"') else answer.headers.get("Last-Modified", "")


def _mark(path: Path) -> Path:
    """Where the validator of a file is kept."""
    return path.with_name(f"{path.name}.etag")


def _known(path: Path) -> str:
    """The validator of a file that is there; empty for one that a person put there."""
    mark = _mark(path)
    return mark.read_text(encoding="latin-1") if mark.exists() else ""


def _read(commune: Commune, file: OpenFile, path: Path) -> Delivery | None:
    """What a fetched file would bring; None where the commune has none of its zones; gone if it is something else."""
    try:
        (delivery,), _ = door.take(commune, [path], dry_run=True)
        if delivery.source == file.slug:
            return delivery
        answer = delivery.source
    except NoZoneHereError:
        return None
    except (BusyError, FullDiskError, ReadOnlyError):
        raise
    except QuietudeError as refusal:
        answer = type(refusal).__name__
    path.unlink()
    _mark(path).unlink(missing_ok=True)
    raise ServiceError(
        service=_service(file),
        problem="répond autre chose que le fichier demandé",
        advice=_advice(file),
        details=answer,
    )


def _service(file: OpenFile) -> str:
    return str(urlsplit(file.address).hostname)


def _advice(file: OpenFile) -> str:
    return (
        f"Vérifiez le réseau et recommencez : ce qui est arrivé ne sera pas redemandé ; "
        f"ou prenez « {file.label} » sur {file.page} et déposez-le sur l’écran Données."
    )
