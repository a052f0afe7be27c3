"""Releases that tests read."""

from analytics.figures import Observatory, Release
from data.model import Scope


def full(observatory: Observatory) -> Release:
    """Everything, as the coordination sees it."""
    return Release(observatory, Scope.COORDINATION)
