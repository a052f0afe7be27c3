"""Who answered a wave, and how much each weighs."""

import pandas as pd

from analytics.figures.release import Release
from analytics.figures.surveys.waves import Wave
from analytics.statistics.surveys import Weighted, Weighting, weigh
from data import reference
from data.intake.population.residents import AGES
from data.model import Level
from data.warehouse import repository

_CHILDREN = AGES[0]
"""Counted in the census of those who are surveyed only where some of them answered."""


def levels(release: Release, wave: Wave) -> list[Level]:
    """Cuts of the commune that the respondents of a wave are known in, the commune last."""
    people = release.ask(respondents, wave)
    return [*(level for level in reference.zone_levels() if people[level.value].notna().any()), Level.COMMUNE]


def weighting(release: Release, wave: Wave) -> Weighting:
    """Weights of the respondents of a wave, by their number, and how they were made.

    Raked on sex, age and quartier where the census and the population of quartiers are loaded, from the weights of the
    file if it gives some. Those who answered a voluntary survey speak for themselves: none weighs more than another.

    Notes
    -----
    Census figures are of the age classes that answered at all, children left out if none did. Those of quartiers are
    of all ages: the census is not known by age in zones that are no IRIS.
    """
    people = release.ask(respondents, wave)
    if wave.voluntary:
        return Weighting(pd.Series(1.0, people.index), Weighted.NONE)
    given = "weight" if people["weight"].notna().all() else None
    return weigh(people, _margins(release, wave), given)


def respondents(release: Release, wave: Wave) -> pd.DataFrame:
    """Who answered a wave, by their number; weights of 0, which speak for nobody, left out."""
    people = repository.respondents(release.connection, survey=wave.survey, wave=wave.wave).set_index("respondent")
    return people if wave.voluntary else people[people["weight"].isna() | (people["weight"] > 0)]


def has_clusters(release: Release, wave: Wave) -> bool:
    """Whether a survey says which of those who answered were drawn together."""
    return bool(release.ask(respondents, wave)["cluster"].notna().any())


def census(release: Release, wave: Wave) -> dict[str, pd.Series]:
    """Residents by sex and by age, of the ages that answered; nothing where no census is loaded."""
    residents = repository.residents(release.connection)
    if not (release.ask(respondents, wave)["age"] == _CHILDREN).any():
        residents = residents[residents["age"] != _CHILDREN]
    by = {column: residents.groupby(residents[column].astype(str))["number"].sum() for column in ("sex", "age")}
    return {column: margin[margin > 0] for column, margin in by.items() if (margin > 0).any()}


def _margins(release: Release, wave: Wave) -> dict[str, pd.Series]:
    """Population by sex, by age and by quartier, of what respondents may be weighted by."""
    margins = census(release, wave)
    if Level.QUARTIER in release.levels():
        population = release.zones(Level.QUARTIER).set_index("zone_code")["population"].dropna()
        if (population > 0).any():
            margins[Level.QUARTIER.value] = population[population > 0]
    return margins
