"""What is felt against what is recorded of the same theme, and what a model says of zones with few answers."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analytics.disclosure import ProtectedTable, Status, protect
from analytics.figures import counts, surveys
from analytics.figures.release import Release
from analytics.figures.surveys import Question, Wave
from analytics.figures.surveys.shares import COUNTS
from analytics.indicators import Indicator, indicator, indicators
from analytics.statistics.surveys import ENOUGH_ANSWERS, Estimate, fay_herriot, feeling_gap
from analytics.statistics.words import INSUFFICIENT_DATA, SurveyWord
from data.model import Level, Period, Selection, add_months

_SEED = 1
"""Of the simulated rankings: the same answers and facts always give the same words."""
FEWEST_ZONES = 15
"""Zones under which the variance between them is hardly known, so that a model says nothing of them."""
_LEVEL = 0.95


def indicators_for(release: Release, wave: Wave, question: Question, level: Level) -> dict[str, Indicator]:
    """Indicators that count facts of the theme of a question, and are whole over the period of the wave, by slug."""
    if question.theme is None or level is Level.COMMUNE:
        return {}
    return {
        one.slug: one
        for one in indicators().values()
        if _categories(release, one, question) and _is_covered(release, one, period(wave), level)
    }


def period(wave: Wave) -> Period:
    """The twelve months that a wave is compared with: those up to its last answer, else its year."""
    last = wave.last_answer
    end = add_months(last.date(), 1) if last is not None else pd.Timestamp(wave.year + 1, 1, 1).date()
    return Period(add_months(end, -12), end)


def facts(release: Release, wave: Wave, question: Question, level: Level, slug: str) -> ProtectedTable:
    """Share of unfavourable answers and recorded facts of the same theme, zone by zone, and the gap between the two.

    Parameters
    ----------
    slug : one of ``indicators_for``; of its facts, those of the theme of the question are counted.

    Returns
    -------
    One row per zone, in the order of their codes, after that of the commune, whose ``zone_label`` is empty: the
    columns of ``surveys.shares``; ``period_start``, ``period_end`` (excluded), ``n_events``, ``exposure``, ``value``
    with its limits (rate, as in ``counts.table``); ``gap`` with ``gap_low`` and ``gap_high`` (ranks: standardised rank
    of what is felt less that of the facts, -1 to 1), missing where the zone has too few answers, the survey no margin,
    or the counted answers no orientation; ``zones_ranked`` (how many zones the ranks are among) and ``verdict`` (a
    ``SurveyWord``, or insufficient data). The commune, which is no zone among others, has neither gap nor verdict.
    """
    felt = release.unprotected.ask(surveys.shares, wave, question, level).frame.drop(columns="status")
    rows = felt.merge(_recorded(release, indicator(slug), question, wave, level), on="zone_code", how="left")
    rows = rows.join(_gaps(release, wave, question, level, rows), on="zone_code")
    rows["verdict"] = rows["verdict"].mask(rows["verdict"].isna(), INSUFFICIENT_DATA)
    if wave.voluntary or not question.has_orientation:
        rows["verdict"] = SurveyWord.NOT_COMPARABLE.value
    rows.loc[0, "verdict"] = None
    # What may not be told of the answers of the commune may not be told here either.
    told = release.ask(surveys.shares, wave, question, level).frame["status"] == Status.PUBLISHED
    return protect(rows, release.policy, telling=~told & (rows.index == 0))


def small_areas(release: Release, wave: Wave, question: Question, level: Level, slug: str | None) -> ProtectedTable:
    """Estimate each zone from its own answers and from those of the other zones, by a model.

    Parameters
    ----------
    slug : indicator whose rate helps to predict; None to draw zones towards their mean alone.

    Returns
    -------
    One row per zone that has two answers at least: ``zone_code``, ``zone_label``, the ``COUNTS`` of answers,
    ``effective``, ``model_pct`` with its limits ``low_pct`` and ``high_pct`` (95 %, by the mean squared error of the
    model, with Student's quantile). None below 15 such zones, and of a voluntary survey, which no model mends.
    """
    columns = ["zone_code", "zone_label", *COUNTS, "effective", "model_pct", "low_pct", "high_pct"]
    policy = release.policy
    direct = surveys.estimates(release, wave, question, level)
    direct = direct[[one.n > 1 for one in direct]]
    if wave.voluntary or len(direct) < FEWEST_ZONES:
        return protect(pd.DataFrame(columns=columns), policy)
    covariates = pd.DataFrame(index=direct.index)
    if slug is not None:
        rates = _recorded(release, indicator(slug), question, wave, level).set_index("zone_code")["value"]
        rates = rates.reindex(direct.index)
        if rates.notna().all() and rates.min() < rates.max():
            covariates["rate"] = rates
    modelled = fay_herriot(direct.map(lambda one: one.value), direct.map(_error) ** 2, covariates)
    # Of few zones, what differs between them is little known: Student's law, rather than the normal one.
    quantile = stdtrit(len(direct) - len(modelled.coefficients), (1 + _LEVEL) / 2)
    margin = quantile * np.sqrt(modelled["mse"])
    figures = pd.DataFrame(
        {
            "model_pct": modelled["estimate"],
            "low_pct": modelled["estimate"] - margin,
            "high_pct": modelled["estimate"] + margin,
        }
    ).clip(0, 1)
    zones = release.unprotected.ask(surveys.shares, wave, question, level).frame
    rows = zones[["zone_code", "zone_label", *COUNTS, "effective"]].merge(
        100 * figures, left_on="zone_code", right_index=True
    )
    return protect(rows[columns].reset_index(drop=True), policy)


def _categories(release: Release, shown: Indicator, question: Question) -> list[str]:
    """Categories of the theme that an indicator has facts of."""
    theme = release.nomenclature.themes[question.theme] if question.theme else None
    return [one for one in counts.available_categories(release, shown.slug) if theme and one in theme.categories]


def _is_covered(release: Release, shown: Indicator, months: Period, level: Level) -> bool:
    return not counts.missing_months(release, Selection(shown.slug, level, months))


def _recorded(release: Release, shown: Indicator, question: Question, wave: Wave, level: Level) -> pd.DataFrame:
    """Facts of the theme over the period of the wave, with their rate, the commune last; may hold ``WITHHELD``."""
    months = period(wave)
    of_kind = release.counts(shown.kind, level)
    zones = of_kind.zones
    n_events = of_kind.total(of_kind.members(_categories(release, shown, question)), of_kind.within(months))
    exposure = zones[shown.denominator].to_numpy(dtype=float)
    value, low, high = counts.rates(n_events, exposure, shown.per)
    return pd.DataFrame(
        {
            "zone_code": zones["zone_code"],
            "period_start": pd.Timestamp(months.start),
            "period_end": pd.Timestamp(months.end),
            "n_events": n_events,
            "exposure": exposure,
            "value": value,
            "value_low": low,
            "value_high": high,
        }
    )


def _gaps(release: Release, wave: Wave, question: Question, level: Level, rows: pd.DataFrame) -> pd.DataFrame:
    """Gap of each zone that has answers and an exposure; no row where there is none."""
    nothing = pd.DataFrame(columns=["gap", "gap_low", "gap_high", "zones_ranked", "verdict"], dtype=object)
    direct = surveys.estimates(release, wave, question, level)
    recorded = rows.set_index("zone_code")
    published = recorded[recorded["n_events"] >= 0].reindex(direct.index)
    known = direct.index[published["exposure"].gt(0).to_numpy(dtype=bool)]
    if wave.voluntary or not question.has_orientation or len(known) < 2:
        return nothing
    felt = pd.DataFrame(
        {
            "estimate": direct[known].map(lambda one: one.value),
            "standard_error": direct[known].map(_error),
            "n_effective": direct[known].map(lambda one: round(one.n_effective, 6)),
        }
    ).astype(float)
    facts_of_zones = pd.DataFrame(
        {"count": recorded.loc[known, "n_events"], "exposure": recorded.loc[known, "exposure"]}
    ).astype(float)
    gaps = feeling_gap(felt, facts_of_zones, np.random.default_rng(_SEED))
    enough = felt["n_effective"] >= ENOUGH_ANSWERS
    return pd.DataFrame(
        {
            "gap": gaps["gap"].where(enough),
            "gap_low": gaps["low"].where(enough),
            "gap_high": gaps["high"].where(enough),
            "zones_ranked": len(gaps),
            "verdict": [str(word) for word in gaps["word"]],
        }
    )


def _error(estimate: Estimate) -> float:
    """Standard error that is never 0: two answers more on each side (Agresti & Coull, 1998)."""
    share = (estimate.value * estimate.n_effective + 2) / (estimate.n_effective + 4)
    return float(np.sqrt(share * (1 - share) / (estimate.n_effective + 4)))
