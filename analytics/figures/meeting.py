"""What moved since a meeting of the CLSPD."""

from datetime import date

from analytics.disclosure import ProtectedTable
from analytics.figures import Observatory, counts
from data.model import Level, Period, Scope, Selection, add_months


def since(source: Observatory, scope: Scope, day: date) -> ProtectedTable | None:
    """What changed in the whole commune over the months that began after a day; None where none is known.

    Returns
    -------
    One row per indicator that has such months, as ``counts.changes``: against the same months one year before.
    """
    first = add_months(day, 1)
    questions = []
    for one in counts.available_indicators(source):
        covered = counts.covered_period(source, one.slug, Level.COMMUNE)
        if covered is not None and first < covered.end and counts.has_months(source, one.slug, Level.COMMUNE):
            questions.append(Selection(one.slug, Level.COMMUNE, Period(max(first, covered.start), covered.end)))
    return counts.changes(source, scope, tuple(questions)) if questions else None
