"""Share of the counted answers to a question, in each zone and in the commune."""

import numpy as np
import pandas as pd

from analytics.disclosure import ProtectedTable, protect
from analytics.figures.release import Release
from analytics.figures.surveys.respondents import levels, respondents, weighting
from analytics.figures.surveys.waves import Question, Wave
from analytics.statistics.surveys import ENOUGH_ANSWERS, Estimate, estimate_share
from analytics.statistics.words import Reliability
from data.model import Level
from data.warehouse import repository

COUNTS = ["n_answers", "n_counted", "n_others"]
"""Answers to a question, those that are counted, and the others: either of the last two tells the other."""


def shares(release: Release, wave: Wave, question: Question, level: Level) -> ProtectedTable:
    """Share of the counted answers to a question, in each zone and in the commune.

    Returns
    -------
    One row per zone of the level, in the order of their codes, after that of the commune, whose ``zone_label`` is
    empty: ``zone_code``, ``zone_label``, ``n_answers``, ``n_counted`` and ``n_others`` (of them, before any weight),
    ``effective`` (answers that they are worth once weighted), ``share_pct``, ``low_pct`` and ``high_pct`` (95 %,
    see ``estimate_share``), ``weighted`` (a ``Weighted``), ``reliability`` (a ``Reliability``). Figures but the counts
    are missing where answers are worth fewer than 50; the limits and ``effective``, of a voluntary survey.
    """
    rows = release.unprotected.ask(cells, wave, question, level)
    figures = pd.DataFrame([_share(estimate, wave) for estimate in rows["estimate"]], index=rows.index)
    rows = rows.drop(columns="estimate").join(figures).assign(weighted=release.ask(weighting, wave).how.value)
    return protect(rows, release.policy, telling=telling(release, rows, (wave, question)))


def estimates(release: Release, wave: Wave, question: Question, level: Level) -> pd.Series:
    """Raw estimate of each zone that has answers, by its code: for other figures, never for a screen."""
    rows = release.unprotected.ask(cells, wave, question, level)
    rows = rows[(rows["n_answers"] > 0) & (rows["zone_code"] != release.commune.insee_code)]
    return rows.set_index("zone_code")["estimate"]


def cells(release: Release, wave: Wave, question: Question, level: Level) -> pd.DataFrame:
    """The commune and each zone: ``zone_code``, ``zone_label``, the ``COUNTS``, ``estimate`` or None; unprotected."""
    answers = repository.answers(release.connection, survey=wave.survey, wave=wave.wave, question=question.number)
    # Of a multiple choice, one of the answers is enough.
    given = answers["answer"].isin(question.counted).groupby(answers["respondent"])
    weights = release.ask(weighting, wave).weights
    people = (
        release.ask(respondents, wave).join(given.any().rename("counted"), how="inner").join(weights.rename("weighs"))
    )
    whole = (release.commune.insee_code, "", people)
    parts = []
    if level is not Level.COMMUNE:
        zones = release.zones(level)
        groups = dict(iter(people.groupby(level.value)))
        parts = [
            (code, label, groups.get(code, people.iloc[:0]))
            for code, label in zip(zones["zone_code"], zones["zone_label"], strict=True)
        ]
    return pd.DataFrame(
        [
            {
                "zone_code": code,
                "zone_label": label,
                "n_answers": len(some),
                "n_counted": int(some["counted"].sum()),
                "n_others": len(some) - int(some["counted"].sum()),
                "estimate": _estimate(some) if len(some) else None,
            }
            for code, label, some in (whole, *parts)
        ]
    )


def _estimate(people: pd.DataFrame) -> Estimate:
    # Whoever is not said to be drawn with others was drawn alone.
    clusters = people["cluster"].fillna(-people.index.to_series()) if people["cluster"].notna().any() else None
    return estimate_share(people["counted"], people["weighs"], clusters=clusters)


def is_enough(estimate: Estimate | None) -> bool:
    """Whether answers are worth enough for a figure."""
    # Equal weights that went through raking leave 50 answers a rounding away from 50.
    return estimate is not None and round(estimate.n_effective, 6) >= ENOUGH_ANSWERS


def telling(release: Release, rows: pd.DataFrame, *sources: tuple[Wave, Question]) -> "pd.Series[bool]":
    """The commune, where its count would give back the small one of a zone of any level, or of those in none."""
    policy = release.policy
    cuts = [(*one, level) for one in sources for level in levels(release, one[0])[:-1]] if policy.withholds else []
    is_telling = any(_has_small_part(release.unprotected.ask(cells, *cut), policy.threshold) for cut in cuts)
    return pd.Series(rows.index == 0, rows.index) & is_telling


def _share(estimate: Estimate | None, wave: Wave) -> dict[str, object]:
    figures: dict[str, object] = dict.fromkeys(("effective", "share_pct", "low_pct", "high_pct"), np.nan)
    if estimate is not None and not wave.voluntary:
        figures["effective"] = estimate.n_effective
    if estimate is None or not is_enough(estimate):
        return {**figures, "reliability": Reliability.INSUFFICIENT.value}
    figures["share_pct"] = 100 * estimate.value
    if wave.voluntary:
        return {**figures, "reliability": Reliability.NO_MARGIN.value}
    limits = {"low_pct": 100 * estimate.low, "high_pct": 100 * estimate.high}
    return {**figures, **limits, "reliability": Reliability.MARGIN.value}


def _has_small_part(rows: pd.DataFrame, threshold: int) -> bool:
    """Whether a count of a zone, or of those in no zone, is small; the commune comes first."""
    numbers = rows[COUNTS]
    parts = numbers.iloc[1:]
    every = pd.concat([parts, (numbers.iloc[0] - parts.sum()).to_frame().T])
    return bool(((every > 0) & (every < threshold)).any(axis=None))
