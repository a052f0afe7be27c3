"""Answers of the invented residents and partners, nobody named; what they feel follows what happens around them."""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.demo.town import Town
from data.demo.truth import PERIOD, SERIES
from data.model import Kind

_RESIDENTS = {2022: 900, 2025: 1_000}
_PARTNERS = {2025: 80}
_NO_ANSWER = 0.02

_OFTEN = ("Jamais", "Rarement", "De temps en temps", "Souvent")
_EXPECTATIONS = ("Tout à fait", "Plutôt oui", "Plutôt non", "Pas du tout")
_GRADED_QUESTIONS = (
    ("Vous arrive-t-il de vous sentir en insécurité dans votre quartier ?", _OFTEN, (0.2, 1.3, 3.0)),
    ("Vous arrive-t-il de vous sentir en insécurité à votre domicile ?", _OFTEN, (1.1, 2.3, 3.8)),
    ("Vous arrive-t-il de renoncer à sortir pour des raisons de sécurité ?", _OFTEN, (0.9, 2.0, 3.5)),
    ("Du bruit ou des rassemblements vous gênent-ils dans votre quartier ?", _OFTEN, (-0.6, 0.6, 2.0)),
    ("La police municipale répond-elle à vos attentes dans votre quartier ?", _EXPECTATIONS, (-1.4, 1.0, 2.6)),
)
"""Wording after the survey « Cadre de vie et sécurité »; answers from best to worst, and thresholds between them."""

_PROBLEM_QUESTION = "Quel est le principal problème de votre quartier ?"
_PROBLEMS = {
    "Le bruit": 0.18,
    "La propreté": 0.20,
    "La circulation et la vitesse": 0.22,
    "Les dégradations": 0.10,
    "Les rassemblements": 0.10,
    "Les vols et cambriolages": 0.12,
    "Aucun problème": 0.08,
}
_AGES = {
    "15-29 ans": (0.14, 0.10),
    "30-44 ans": (0.23, 0.00),
    "45-59 ans": (0.26, 0.00),
    "60-74 ans": (0.24, -0.05),
    "75 ans et plus": (0.13, 0.25),
}
"""Share of the respondents, older than the town is, and shift of their feeling."""
_SEXES = {"Femme": (0.56, 0.35), "Homme": (0.44, 0.0)}

_STRUCTURES = (
    "Bailleur social",
    "Établissement scolaire",
    "Association",
    "Commerce",
    "Transport",
    "Service de la ville",
)
_PARTNER_QUESTIONS = (
    ("Vous sentez-vous en insécurité dans l’exercice de vos missions ?", _OFTEN, (0.3, 1.5, 3.2)),
    (
        "En un an, la tranquillité de votre secteur d’intervention…",
        ("s’est améliorée", "est restée stable", "s’est dégradée"),
        (-1.0, 1.1),
    ),
    (
        "La coordination entre les partenaires vous paraît-elle utile ?",
        _EXPECTATIONS,
        (-0.3, 1.4, 3.0),
    ),
)


def write_surveys(
    town: Town, expected: NDArray[np.float64], folder: Path, rng: np.random.Generator
) -> tuple[Path, ...]:
    """Write one file per survey and year into ``folder``.

    Parameters
    ----------
    expected : facts expected, shape (series, IRIS, months).
    """
    residents = [_write_residents(town, expected, year, number, folder, rng) for year, number in _RESIDENTS.items()]
    partners = [_write_partners(town, expected, year, number, folder, rng) for year, number in _PARTNERS.items()]
    return (*residents, *partners)


def _write_residents(
    town: Town, expected: NDArray[np.float64], year: int, number: int, folder: Path, rng: np.random.Generator
) -> Path:
    path = folder / f"enquete_habitants_{year}.csv"
    population = town.quartiers["population"].to_numpy()
    quartier = rng.choice(len(population), number, p=population / population.sum())
    ages, age_shifts = _draw_groups(_AGES, number, rng)
    sexes, sex_shifts = _draw_groups(_SEXES, number, rng)
    unease = _unease(town, expected, year)[quartier] + age_shifts + sex_shifts + rng.normal(0, 0.7, number)
    answers = {question: _grade(unease, grades, steps, rng) for question, grades, steps in _GRADED_QUESTIONS}
    answers[_PROBLEM_QUESTION] = rng.choice(list(_PROBLEMS), number, p=list(_PROBLEMS.values()))
    profile = {"Âge": ages, "Sexe": sexes, "Quartier": town.quartiers["label"].to_numpy()[quartier]}
    return _write(profile, answers, path, rng)


def _write_partners(
    town: Town, expected: NDArray[np.float64], year: int, number: int, folder: Path, rng: np.random.Generator
) -> Path:
    path = folder / f"enquete_partenaires_{year}.csv"
    quartier = rng.integers(0, len(town.quartiers), number)
    unease = _unease(town, expected, year)[quartier]
    answers = {question: _grade(unease, grades, steps, rng) for question, grades, steps in _PARTNER_QUESTIONS}
    profile = {
        "Type de structure": rng.choice(_STRUCTURES, number),
        "Secteur d’intervention": town.quartiers["label"].to_numpy()[quartier],
    }
    return _write(profile, answers, path, rng)


def _unease(town: Town, expected: NDArray[np.float64], year: int) -> NDArray[np.float64]:
    """Say what each quartier adds to the feeling, by its nuisances per inhabitant: 0 at the first year's average.

    Notes
    -----
    1.4 × log of the rate over the mean rate of the first year. The rate is that of the municipal police's log, which no
    change of recording touches.
    """
    nuisances = [row for row, one in enumerate(SERIES) if one.kind is Kind.MAIN_COURANTE and one.hour >= 18]
    per_iris = expected[nuisances].sum(axis=0).reshape(len(town.iris), -1, 12).sum(axis=2)
    per_quartier = np.array([per_iris[town.iris["quartier"] == row].sum(axis=0) for row in range(len(town.quartiers))])
    rate = per_quartier / town.quartiers["population"].to_numpy()[:, None]
    unease: NDArray[np.float64] = 1.4 * np.log(rate[:, year - PERIOD.start.year] / rate[:, 0].mean())
    return unease


def _draw_groups(
    groups: dict[str, tuple[float, float]], number: int, rng: np.random.Generator
) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Group of each respondent and the shift of feeling that goes with it."""
    shares, shifts = np.array(list(groups.values())).T
    drawn = rng.choice(len(groups), number, p=shares)
    return np.array(list(groups))[drawn], shifts[drawn]


def _grade(
    unease: NDArray[np.float64], answers: tuple[str, ...], steps: tuple[float, ...], rng: np.random.Generator
) -> NDArray[np.str_]:
    """Answers of an ordered logit: P(worse than the k-th) = 1 / (1 + exp(step_k - unease))."""
    return np.array(answers)[np.searchsorted(steps, unease + rng.logistic(0, 1, len(unease)))]


def _write(
    profile: dict[str, NDArray[np.str_]], answers: dict[str, NDArray[np.str_]], path: Path, rng: np.random.Generator
) -> Path:
    """Write one row per respondent, some answers left blank."""
    given = pd.DataFrame(answers)
    given = given.mask(rng.random(given.shape) < _NO_ANSWER)
    frame = pd.DataFrame(profile).join(given)
    frame.insert(0, "Numéro", np.arange(1, len(frame) + 1))
    frame.to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\n")
    return path
