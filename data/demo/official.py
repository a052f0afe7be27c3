"""What the national statistical services would publish of the invented town: its population and its benchmark."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.demo.town import INSEE_CODE, Town
from data.demo.truth import PERIOD, SERIES
from data.model import Kind

_SIMILAR = {"99802": (38_400, 18_900), "99803": (52_700, 27_300), "99804": (47_100, 23_600), "99805": (4_300, 1_950)}
"""Inhabitants and dwellings of invented communes, the last one small enough for most of its figures to be withheld."""

_UNITS = {
    "cambriolages_logement": "Infraction",
    "degradations": "Infraction",
    "vols_avec_armes": "Infraction",
    "vols_violents_sans_arme": "Infraction",
    "vols_sans_violence": "Victime entendue",
    "vols_de_vehicules": "Véhicule",
    "vols_dans_vehicules": "Véhicule",
    "vols_accessoires_vehicules": "Véhicule",
    "usage_stupefiants": "Mis en cause",
    "usage_stupefiants_afd": "Mis en cause",
    "trafic_stupefiants": "Mis en cause",
}
"""Unit of account of an indicator; the others count victims."""

_AGES = {"0014": 0.17, "1529": 0.20, "3044": 0.19, "4559": 0.19, "6074": 0.16, "75P": 0.09}
_WOMEN = 0.52


def write_population(town: Town, folder: Path, rng: np.random.Generator) -> Path:
    """Write inhabitants by sex and age of each IRIS: weighted decimals, as a rolling census gives them."""
    path = folder / "population_age_sexe.csv"
    shares = np.outer((1 - _WOMEN, _WOMEN), list(_AGES.values())).ravel()
    drawn = rng.dirichlet(400 * shares, len(town.iris)) * town.iris["population"].to_numpy()[:, None]
    frame = pd.DataFrame(drawn.round(6), columns=[f"P21_{sex}{age}" for sex in "HF" for age in _AGES])
    frame.insert(0, "IRIS", town.iris["code"])
    frame.insert(1, "COM", INSEE_CODE)
    frame.insert(2, "TYP_IRIS", town.iris["kind"])
    frame.insert(3, "LAB_IRIS", town.iris["label"])
    frame.insert(4, "P21_POP", frame.filter(like="P21_").sum(axis=1).round(6))
    frame.to_csv(path, sep=";", index=False, encoding="utf-8", lineterminator="\n")
    return path


def write_benchmark(town: Town, counts: NDArray[np.int64], folder: Path, rng: np.random.Generator) -> Path:
    """Write the yearly indicators of the town and of similar communes, shaped like the SSMSI's editions since 2025."""
    path = folder / "benchmark_ssmsi.csv"
    rows = [row for row, one in enumerate(SERIES) if one.kind is Kind.PLAINTE]
    yearly = counts[rows].sum(axis=1).reshape(len(rows), -1, 12).sum(axis=2)
    people, dwellings = int(town.iris["population"].sum()), int(town.iris["dwellings"].sum())
    tables = [_benchmark_of(INSEE_CODE, people, dwellings, yearly)]
    for code, (others, homes) in _SIMILAR.items():
        levels = yearly.mean(axis=1, keepdims=True) * rng.lognormal(0, 0.25, (len(rows), 1)) * others / people
        tables.append(_benchmark_of(code, others, homes, rng.poisson(levels, yearly.shape)))
    frame = pd.concat(tables, ignore_index=True)
    withheld = frame["est_diffuse"] == "ndiff"
    frame["complement_info_nombre"] = _mean_of_withheld(frame, withheld, "nombre")
    frame["complement_info_taux"] = _mean_of_withheld(frame, withheld, "taux_pour_mille")
    frame["nombre"] = frame["nombre"].astype("Int64").mask(withheld)
    frame["taux_pour_mille"] = frame["taux_pour_mille"].mask(withheld)
    frame.to_csv(
        path, sep=";", index=False, encoding="utf-8", lineterminator="\n", decimal=",", na_rep="NA", float_format="%.7f"
    )
    return path


def _mean_of_withheld(frame: pd.DataFrame, withheld: pd.Series, column: str) -> pd.Series:
    """Average the communes withheld for the same indicator and year: what the SSMSI gives in place of their figures."""
    hidden = frame[column].where(withheld)
    return hidden.groupby([frame["annee"], frame["indicateur"]]).transform("mean").where(withheld)


def _benchmark_of(code: str, people: int, dwellings: int, yearly: NDArray[np.int64]) -> pd.DataFrame:
    """Rows of one commune, all figures still there; to be withheld if they never exceed 5 facts for 3 years running."""
    indicators = [one for one in SERIES if one.kind is Kind.PLAINTE]
    years = range(PERIOD.start.year, PERIOD.end.year)
    often = yearly > 5
    shown = np.repeat((often[:, :-2] & often[:, 1:-1] & often[:, 2:]).any(axis=1), len(years))
    frame = pd.DataFrame(
        [(code, year, one.label, _UNITS.get(one.slug, "Victime"), one.slug) for one in indicators for year in years],
        columns=["CODGEO_2025", "annee", "indicateur", "unite_de_compte", "slug"],
    )
    exposure = np.where(frame["slug"] == "cambriolages_logement", dwellings, people)
    return frame.drop(columns="slug").assign(
        nombre=yearly.ravel(),
        taux_pour_mille=yearly.ravel() / exposure * 1_000,
        est_diffuse=np.where(shown, "diff", "ndiff"),
        insee_pop=people,
        insee_pop_millesime=2021,
        insee_log=dwellings,
        insee_log_millesime=2021,
    )
