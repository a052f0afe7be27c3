"""The commune against its département and communes of about its size, in what the State publishes of recorded crime.

Figures of the SSMSI, which are public: no threshold of ours applies, and what the State withholds stays withheld.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.disclosure import Policy, ProtectedTable, protect
from analytics.figures.release import Release
from analytics.statistics.rates import poisson_interval
from data import reference
from data.warehouse import repository

SIMILAR = "similar"
"""Stands for the code of the similar communes together."""
_PER_DWELLING = "cambriolages_logement"
"""The only indicator that the SSMSI relates to dwellings."""
_FEWEST = 3
"""Communes under which a median is none."""


@dataclass(frozen=True)
class Published:
    """An indicator of the SSMSI, by the category of facts that it counts.

    Attributes
    ----------
    unit : what it counts, as published, in small letters: infraction, victime, mis en cause…
    """

    slug: str
    label: str
    unit: str

    @property
    def per_dwelling(self) -> bool:
        """Whether its rate is per 1,000 dwellings, rather than residents."""
        return self.slug == _PER_DWELLING

    @property
    def counts_suspects(self) -> bool:
        """Whether it counts persons, rather than facts."""
        return self.unit == "mis en cause"


def available(release: Release) -> dict[str, Published]:
    """Indicators that the SSMSI publishes of the commune, by slug, in the order of their labels.

    None where no file is loaded.
    """
    rows = release.ask(_rows)
    own = rows[rows["territory"] == release.commune.insee_code].drop_duplicates("slug", keep="last")
    named = sorted(
        (
            Published(slug, release.nomenclature.label(slug), unit.lower())
            for slug, unit in zip(own["slug"], own["unit"], strict=True)
        ),
        key=lambda one: reference.normalise(one.label),
    )
    return {one.slug: one for one in named}


def similar(release: Release) -> list[str]:
    """INSEE codes of the communes that this one is compared with, among those that the file has.

    Those that ``commune.toml`` names; else all that the load kept, which have about as many residents.
    """
    rows = release.ask(_rows)
    others = rows["territory"].str.len().eq(5) & rows["territory"].ne(release.commune.insee_code)
    known = set(rows.loc[others, "territory"])
    return sorted(known & set(release.commune.similar) if release.commune.similar else known)


def departement(release: Release) -> str | None:
    """Name of the département of the commune; None where there is no such département (the fictive commune)."""
    return reference.departements().get(release.commune.departement)


def table(release: Release, slug: str) -> ProtectedTable:
    """An indicator of the SSMSI per year: the commune, the similar communes, the département where its file is loaded.

    Returns
    -------
    One row per territory and year, from the first year of the files to the last: ``zone_code`` (INSEE code, or
    ``SIMILAR``), ``zone_label`` (empty for the similar communes), ``period_start``, ``period_end`` (excluded),
    ``n_territories`` (that the figure rests on), ``events`` (missing for the similar communes, whose counts are not
    added), ``exposure`` (residents or dwellings), ``value`` (rate per 1,000, as published; for the similar
    communes, the median of theirs) and, of the commune, its exact 95 % Poisson limits. Status ``unpublished`` where
    the State publishes no figure, or too few for a median: at least three, and more than one in two.
    """
    rows = release.ask(_rows)
    rows = rows[rows["slug"] == slug].drop_duplicates(["territory", "year"], keep="last")
    years = pd.RangeIndex(rows["year"].min(), rows["year"].max() + 1)
    commune, others = release.commune, similar(release)
    of = {code: rows[rows["territory"] == code].set_index("year").reindex(years) for code in rows["territory"].unique()}
    exposure = "dwellings" if slug == _PER_DWELLING else "population"
    parts = [_with_margin(_of_one(of[commune.insee_code], exposure)).assign(zone_label=commune.name)]
    codes = [commune.insee_code]
    if others:
        median = _median(rows[rows["territory"].isin(others)], years, len(others))
        parts.append(median.assign(zone_label=""))
        codes.append(SIMILAR)
    if commune.departement in of:
        label = departement(release) or commune.departement
        parts.append(_of_one(of[commune.departement], exposure).assign(zone_label=label))
        codes.append(commune.departement)
    frame = pd.concat(parts, keys=codes, names=["zone_code", "year"]).reset_index()
    starts = pd.to_datetime(frame.pop("year").astype(str))
    frame = frame.assign(period_start=starts, period_end=starts + pd.DateOffset(years=1))
    return protect(frame.drop(columns="given"), Policy(release.scope, threshold=1), unpublished=frame["given"])


def _rows(release: Release) -> pd.DataFrame:
    """Rows of ``repository.benchmark``, with the category that each counts: editions spell labels in their own way."""
    rows = repository.benchmark(release.connection, departement=release.commune.departement)
    slugs = {label: release.nomenclature.recognise(label) for label in rows["indicator"].unique()}
    return rows.assign(slug=rows["indicator"].map(slugs))


def _of_one(rows: pd.DataFrame, exposure: str) -> pd.DataFrame:
    known = rows["n_events"].notna() & rows["rate"].notna()
    return pd.DataFrame(
        {
            "n_territories": known.astype("Int64").mask(~known),
            "events": rows["n_events"].astype(float),
            "exposure": rows[exposure],
            "value": rows["rate"].astype(float),
            "given": rows["territory"].notna(),
        }
    )


def _with_margin(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(value_low=np.nan, value_high=np.nan)
    known = rows["n_territories"].notna() & rows["exposure"].gt(0)
    if known.any():
        counts, exposure = (rows.loc[known, name].to_numpy(dtype=float) for name in ("events", "exposure"))
        interval = poisson_interval(counts, exposure / 1_000)
        rows.loc[known, "value_low"], rows.loc[known, "value_high"] = interval.low, interval.high
    return rows


def _median(rows: pd.DataFrame, years: pd.RangeIndex, n_communes: int) -> pd.DataFrame:
    """Median of the similar communes, where enough of them have a figure.

    The others have few facts: with half of them or more among those, it would be that of the most exposed.
    """
    of_year = rows.groupby("year")["rate"].agg(["count", "median", "size"]).reindex(years)
    enough = (of_year["count"] >= _FEWEST) & (2 * of_year["count"] > n_communes)
    return pd.DataFrame(
        {
            "n_territories": of_year["count"].astype("Int64").where(enough),
            "events": np.nan,
            "exposure": np.nan,
            "value": of_year["median"].where(enough),
            "given": of_year["size"].notna(),
        }
    )
