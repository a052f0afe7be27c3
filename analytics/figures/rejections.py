"""Rows of a file that were left out when it was loaded, and why."""

from analytics.disclosure import ProtectedTable, protect
from analytics.figures.release import Release
from data.warehouse import repository


def table(release: Release, delivery: int) -> ProtectedTable:
    """One row per row that was left out: ``row_number`` (as a spreadsheet shows it) and ``reason``."""
    return protect(repository.rejections(release.connection, delivery), release.policy)
