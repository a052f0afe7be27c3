"""What changed between two waves of a survey."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.disclosure import ProtectedTable, protect
from analytics.figures.release import Release
from analytics.figures.surveys.shares import COUNTS, cells, is_enough, telling
from analytics.figures.surveys.waves import Question, Wave, questions
from analytics.statistics.evaluation import adjust_p_values
from analytics.statistics.surveys import Estimate, difference_p_value, wave_verdict
from analytics.statistics.words import ChangeWord
from data.model import Level


def changes(release: Release, before: Wave, after: Wave, question: Question, level: Level) -> ProtectedTable:
    """What changed between two waves of a survey, one of ``joined`` and the one of the question.

    Returns
    -------
    One row per zone of the level, after that of the commune, whose ``zone_label`` is empty: ``zone_code``,
    ``zone_label``, the ``COUNTS`` of the later wave, then of the earlier (``…_before``), ``before_pct``,
    ``share_pct``, ``difference_pts`` with its 95 % limits ``low_pts`` and ``high_pts`` (points, Newcombe), ``word``
    (a ``ChangeWord``, or ``SurveyWord.NOT_COMPARABLE``). Figures are missing where either wave has answers worth
    fewer than 50.

    Notes
    -----
    Words are given after a Benjamini-Hochberg adjustment over the rows.
    """
    earlier = replace(release.ask(questions, before)[question.slug], counted=question.counted)
    waves = ((before, earlier), (after, question))
    first, second = (release.unprotected.ask(cells, *one, level) for one in waves)
    compared = pd.DataFrame(
        [
            _change(one, other, p_adjusted, voluntary=before.voluntary or after.voluntary)
            for one, other, p_adjusted in zip(
                first["estimate"], second["estimate"], _adjusted(first["estimate"], second["estimate"]), strict=True
            )
        ]
    )
    rows = second.drop(columns="estimate").join(first[COUNTS].add_suffix("_before")).join(compared)
    return protect(rows, release.policy, telling=telling(release, rows, *waves))


def _adjusted(before: pd.Series, after: pd.Series) -> list[float | None]:
    """P-values of the rows that have answers in both waves, corrected for all of them together."""
    tested = [is_enough(one) and is_enough(other) for one, other in zip(before, after, strict=True)]
    adjusted: list[float | None] = [None] * len(tested)
    if any(tested):
        earlier, later = (np.transpose([*map(_effective, some[tested])]) for some in (before, after))
        raw = difference_p_value(*later, *earlier)
        for position, p_value in zip(np.flatnonzero(tested), adjust_p_values(raw), strict=True):
            adjusted[position] = float(p_value)
    return adjusted


def _effective(estimate: Estimate) -> tuple[float, float]:
    return estimate.value * estimate.n_effective, estimate.n_effective


def _change(
    before: Estimate | None, after: Estimate | None, p_adjusted: float | None, *, voluntary: bool
) -> dict[str, object]:
    """Figures and word of one row of ``changes``."""
    figures: dict[str, object] = dict.fromkeys(
        ("before_pct", "share_pct", "difference_pts", "low_pts", "high_pts"), np.nan
    )
    if before is None or after is None or not (is_enough(before) and is_enough(after)):
        return {**figures, "word": ChangeWord.INSUFFICIENT_DATA.value}
    verdict = wave_verdict(before, after, p_adjusted=p_adjusted, voluntary=voluntary)
    figures |= {"before_pct": 100 * verdict.before, "share_pct": 100 * verdict.after}
    if verdict.low is not None and verdict.high is not None:
        figures |= {
            "difference_pts": 100 * (verdict.after - verdict.before),
            "low_pts": 100 * verdict.low,
            "high_pts": 100 * verdict.high,
        }
    return {**figures, "word": verdict.word.value}
