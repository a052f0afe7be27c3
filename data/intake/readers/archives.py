"""Archives (zip): the files that a person put in one, copied under plain names, within limits."""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from data.errors import ArchiveError, DocumentError, ForeignArchiveError, OversizedFileError, UnreadableFileError

TORN = (OSError, zipfile.BadZipFile, RuntimeError, EOFError, ValueError, zlib.error)
"""What zipfile raises of an archive that is torn, or (RuntimeError) has a password or an unknown compression."""
COMPANIONS = {
    ".shp": (".dbf", ".shx", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id", ".ind", ".dbf"),
    ".mif": (".mid",),
}
"""Suffixes of the files without which a file of one of these formats says nothing, or less."""

_FOREIGN = (
    (0, b"7z\xbc\xaf\x27\x1c", "7z"), (0, b"Rar!\x1a\x07", "RAR"), (257, b"ustar", "tar"), (4, b"1AY&SY", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"), (0, b"\x28\xb5\x2f\xfd", "Zstandard"),
)  # fmt: skip
"""Offset, mark and name of the archives that are not read."""
_DOCUMENTS = {
    b"%PDF-": "un document PDF",
    b"{\\rtf": "un document de texte",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"GIF8": "une image",
    b"II*\x00": "une image",
    b"MM\x00*": "une image",
    b"RIFF": "une image ou un son",
}
"""Documents, by their mark."""
_OFFICE = {"word/document.xml": "un document Word", "ppt/presentation.xml": "une présentation PowerPoint"}
"""The same, which are archives, by an entry."""
_ENTRIES = 2000
"""Entries of one archive, workbooks included."""
_FILES = 120
"""Files read of one archive, companions aside: one per month of ten years."""
_LARGEST, _ORDINARY, _RATIO = 4 << 30, 200 << 20, 200
"""A file may unwrap to 200 MB, or to 200 times its size where that is more, never to more than 4 GB. Tables and layers
compress 5 to 50 times."""
_CHUNK = 1 << 20
_START = 512
_SUFFIX = re.compile(r"\.[a-z0-9]{1,12}")


class Copies:
    """Copies of what one file wraps, under plain names; their sizes count together, however deep they are wrapped.

    Parameters
    ----------
    path : the file.
    folder : where copies are written.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self._file, self._folder = path.name, folder
        self._left = most_bytes(path)

    def new(self, suffix: str = "") -> Path:
        """Path of the next copy, in a folder of its own."""
        return Path(tempfile.mkdtemp(dir=self._folder)) / f"copy{suffix}"

    def write(self, content: IO[bytes], copy: Path) -> None:
        """Write a copy.

        Raises
        ------
        OversizedFileError : the file unwraps to too much. Declared sizes lie: what is read is counted.
        """
        with copy.open("wb") as target:
            while chunk := content.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise OversizedFileError(file=self._file)
                target.write(chunk)

    def unzip(self, path: Path, names: Collection[str]) -> Iterator[tuple[str, Path]]:
        """Write some files of an archive, each with its companions beside it: name and copy of each.

        Raises
        ------
        ArchiveError : no file, or too many.
        UnreadableFileError : torn, protected by a password, or too large.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                if not 1 <= len(names) <= _FILES:
                    raise ArchiveError(file=self._file, n_files=len(names))
                by_lower_name = {name.lower(): name for name in archive.namelist()}
                for name in names:
                    stem, suffix = _split(name)
                    copy = self.new(suffix)
                    members = {suffix: name}
                    for companion in COMPANIONS.get(suffix, ()):
                        if member := by_lower_name.get(f"{stem}{companion}"):
                            members[companion] = member
                    for one, member in members.items():
                        with archive.open(member) as content:
                            self.write(content, copy.with_suffix(one))
                    yield name, copy
        except TORN as error:
            raise UnreadableFileError(file=self._file, expected="une archive zip", details=str(error)) from error


def refuse_foreign(path: Path, *, file: str) -> None:
    """Refuse an archive of another format than zip, and what is no data.

    Raises
    ------
    ForeignArchiveError, DocumentError
    """
    with path.open("rb") as content:
        start = content.read(_START)
    for mark, what in _DOCUMENTS.items():
        if start.startswith(mark):
            raise DocumentError(file=file, what=what)
    for offset, mark, name in _FOREIGN:
        if start.startswith(mark, offset):
            raise ForeignArchiveError(file=file, format=name)


def most_bytes(path: Path) -> int:
    """Bytes that a file may unwrap to: more is a trap, or no file of a commune."""
    return min(_LARGEST, max(_ORDINARY, _RATIO * path.stat().st_size))


def names(path: Path) -> list[str]:
    """Files that a person put in an archive, companions left out; none when it is torn, or no archive.

    Raises
    ------
    ArchiveError : too many.
    OversizedFileError : they are too large together.
    DocumentError : they are the parts of a document.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except TORN:
        return []
    if len(entries) > _ENTRIES:
        raise ArchiveError(file=path.name, n_files=len(entries))
    if sum(entry.file_size for entry in entries) > most_bytes(path):
        raise OversizedFileError(file=path.name)
    for entry in entries:
        if entry.filename in _OFFICE:
            raise DocumentError(file=path.name, what=_OFFICE[entry.filename])
    files = [entry.filename for entry in entries if not entry.is_dir() and not _is_hidden(entry.filename)]
    companions = {
        f"{stem}{companion}" for stem, suffix in map(_split, files) for companion in COMPANIONS.get(suffix, ())
    }
    return [file for file in files if file.lower() not in companions]


def _split(name: str) -> tuple[str, str]:
    """Lower-case stem, with its folders, and suffix; what is too long, or no plain letters and figures, is none."""
    lower = name.lower()
    suffix = PurePosixPath(lower).suffix
    return (lower.removesuffix(suffix), suffix) if _SUFFIX.fullmatch(suffix) else (lower, "")


def _is_hidden(name: str) -> bool:
    """What computers add to an archive by themselves; and the table in which INSEE describes its columns."""
    return name.startswith("__MACOSX/") or Path(name).name.startswith((".", "meta_")) or Path(name).name == "Thumbs.db"
