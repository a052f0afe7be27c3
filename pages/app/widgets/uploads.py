"""Files that a reader gives, for those who read files from the disk."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data.storage import Scratch, storage_failures

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_LONGEST, _SUFFIX = 180, 12
"""Bytes kept of a name, and letters of its ending."""


@contextmanager
def written(files: Sequence["UploadedFile"]) -> Iterator[list[Path]]:
    """The files on the disk, each under its own name, gone with the block.

    Raises
    ------
    FullDiskError : there is no room for them.
    """
    with closing(Scratch()) as scratch:
        paths = [scratch.path / str(rank) / _short(Path(file.name).name) for rank, file in enumerate(files)]
        with storage_failures():
            for path, file in zip(paths, files, strict=True):
                path.parent.mkdir()
                path.write_bytes(file.getbuffer())
        yield paths


def _short(name: str) -> str:
    """A name that any disk takes: bytes, not letters, are what it counts."""
    suffix = Path(name).suffix[-_SUFFIX:]
    stem = name.removesuffix(suffix).encode(errors="replace")[:_LONGEST].decode(errors="ignore")
    return f"{stem or 'fichier'}{suffix}".replace("\0", "")
