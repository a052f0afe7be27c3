"""Files that a reader gives, for those who read files from the disk."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


@contextmanager
def written(files: Sequence["UploadedFile"]) -> Iterator[list[Path]]:
    """The files on the disk, each under its own name, gone with the block."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(rank) / Path(file.name).name for rank, file in enumerate(files)]
        for path, file in zip(paths, files, strict=True):
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
        yield paths
