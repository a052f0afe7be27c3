"""What truly happens in the invented town: monthly rates by category and IRIS, and the effects written in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from data.demo.town import Town
from data.model import Kind, Period

PERIOD = Period(date(2020, 1, 1), date(2026, 1, 1))
EXTRA_VARIANCE = 0.3
"""Variance / mean - 1 of the counts, the same for one zone and one month as for any sum of them."""

_QUARTIER_SPREAD = 0.20
_IRIS_SPREAD = 0.15
"""Standard deviations of the logarithm of what sets a zone apart, category by category, beyond what its plan says."""


class Nature(StrEnum):
    """What an effect changes."""

    ACTION = "action"
    """What happens."""
    RECORDING = "recording"
    """What is written down of it, and nothing else."""
    TREND = "trend"
    """What happens, a little more each month: ``rate_ratio`` is then the ratio after one year."""


@dataclass(frozen=True)
class TrueEffect:
    """One effect that an evaluation should find, or should not.

    Attributes
    ----------
    slug, label : an action bears the same label in the register of actions.
    nature : what changes.
    quartiers : names; empty for the whole town.
    kinds, categories : the counts concerned; empty categories for all those of the kinds.
    start : first month of the effect, which then lasts.
    rate_ratio : rate with the effect over rate without it.
    displaced_share : share, 0 to 1, of the avoided facts that happen in the adjacent quartiers instead.
    champ : slug of the main champ d'action; None when the effect is no action.
    """

    slug: str
    label: str
    nature: Nature
    quartiers: tuple[str, ...]
    kinds: tuple[Kind, ...]
    categories: tuple[str, ...]
    start: date
    rate_ratio: float
    displaced_share: float = 0.0
    champ: str | None = None


TRUE_EFFECTS = (
    TrueEffect(
        slug="mediation_tanneries",
        label="Médiation de soirée aux Tanneries",
        nature=Nature.ACTION,
        quartiers=("Les Tanneries",),
        kinds=(Kind.SIGNALEMENT, Kind.MAIN_COURANTE),
        categories=("bruit_tapage", "rassemblements", "occupation_halls"),
        start=date(2023, 4, 1),
        rate_ratio=0.65,
        champ="mediation_sociale",
    ),
    TrueEffect(
        slug="activite_mediation_tanneries",
        label="Deux postes de médiation de plus aux Tanneries : davantage d’interventions consignées",
        nature=Nature.RECORDING,
        quartiers=("Les Tanneries",),
        kinds=(Kind.MEDIATION,),
        categories=(),
        start=date(2023, 4, 1),
        rate_ratio=1.6,
    ),
    TrueEffect(
        slug="video_centre",
        label="Vidéoprotection du Centre ancien",
        nature=Nature.ACTION,
        quartiers=("Centre ancien",),
        kinds=(Kind.PLAINTE,),
        categories=("vols_sans_violence", "vols_violents_sans_arme", "degradations"),
        start=date(2022, 10, 1),
        rate_ratio=1.0,
        champ="videoprotection",
    ),
    TrueEffect(
        slug="presence_gare",
        label="Présence coordonnée des polices à la Gare",
        nature=Nature.ACTION,
        quartiers=("La Gare",),
        kinds=(Kind.PLAINTE,),
        categories=("vols_de_vehicules", "vols_dans_vehicules", "vols_accessoires_vehicules"),
        start=date(2023, 1, 1),
        rate_ratio=0.70,
        displaced_share=0.5,
        champ="coordination_polices",
    ),
    TrueEffect(
        slug="eclairage_pres",
        label="Éclairage des cheminements des Prés d’Aubrise",
        nature=Nature.ACTION,
        quartiers=("Les Prés d’Aubrise",),
        kinds=(Kind.PLAINTE, Kind.MAIN_COURANTE),
        categories=("degradations",),
        start=date(2024, 1, 1),
        rate_ratio=0.85,
        champ="tranquillite_residentielle",
    ),
    TrueEffect(
        slug="application_signalement",
        label="Ouverture de l’application de signalement",
        nature=Nature.RECORDING,
        quartiers=(),
        kinds=(Kind.SIGNALEMENT,),
        categories=(),
        start=date(2024, 3, 1),
        rate_ratio=1.4,
    ),
    TrueEffect(
        slug="baisse_cambriolages",
        label="Lente baisse des cambriolages dans toute la commune",
        nature=Nature.TREND,
        quartiers=(),
        kinds=(Kind.PLAINTE,),
        categories=("cambriolages_logement",),
        start=PERIOD.start,
        rate_ratio=0.95,
    ),
)


@dataclass(frozen=True)
class Series:
    """One category, as one service records it.

    Attributes
    ----------
    label : as written in the service's file.
    yearly : facts a year in the whole town, before any effect.
    bustle, blocks, parking : how much the logarithm of the rate rises from an IRIS without to an IRIS full of them.
    swing, peak : share, 0 to 1, that the season adds at most, and the month (1 to 12) when it does.
    hour : usual hour (0 to 23) of the facts.
    """

    kind: Kind
    slug: str
    label: str
    yearly: int
    bustle: float
    blocks: float
    swing: float
    peak: int
    hour: int = 12
    parking: float = 0.0


SERIES = (
    Series(Kind.PLAINTE, "violences_intrafamiliales", "Violences physiques intrafamiliales", 165, 0.1, 0.7, 0.10, 7),
    Series(Kind.PLAINTE, "violences_hors_famille", "Violences physiques hors cadre familial", 170, 1.2, 0.5, 0.15, 6),
    Series(Kind.PLAINTE, "violences_sexuelles", "Violences sexuelles", 70, 0.4, 0.3, 0.05, 6),
    Series(Kind.PLAINTE, "vols_avec_armes", "Vols avec armes", 6, 1.0, 0.4, 0.10, 12),
    Series(Kind.PLAINTE, "vols_violents_sans_arme", "Vols violents sans arme", 38, 1.6, 0.4, 0.15, 11),
    Series(Kind.PLAINTE, "vols_sans_violence", "Vols sans violence contre des personnes", 430, 1.7, 0.1, 0.15, 7),
    Series(Kind.PLAINTE, "cambriolages_logement", "Cambriolages de logement", 205, -0.2, -0.5, 0.30, 12),
    Series(Kind.PLAINTE, "vols_de_vehicules", "Vols de véhicule", 105, 0.7, 0.5, 0.10, 10, parking=0.8),
    Series(Kind.PLAINTE, "vols_dans_vehicules", "Vols dans les véhicules", 210, 0.9, 0.4, 0.15, 11, parking=0.9),
    Series(
        Kind.PLAINTE,
        "vols_accessoires_vehicules",
        "Vols d'accessoires sur véhicules",
        75,
        0.6,
        0.4,
        0.1,
        3,
        parking=0.7,
    ),
    Series(Kind.PLAINTE, "degradations", "Destructions et dégradations volontaires", 330, 0.7, 0.7, 0.12, 10),
    Series(Kind.PLAINTE, "usage_stupefiants", "Usage de stupéfiants", 45, 0.8, 0.9, 0.10, 5),
    Series(Kind.PLAINTE, "usage_stupefiants_afd", "Usage de stupéfiants (AFD)", 70, 0.9, 0.9, 0.10, 5),
    Series(Kind.PLAINTE, "trafic_stupefiants", "Trafic de stupéfiants", 32, 0.5, 1.1, 0.05, 4),
    Series(Kind.PLAINTE, "escroqueries", "Escroqueries et fraudes aux moyens de paiement", 265, 0.0, 0.0, 0.05, 1),
    Series(Kind.SIGNALEMENT, "proprete", "Propreté", 780, 0.9, 0.4, 0.12, 6, 11),
    Series(Kind.SIGNALEMENT, "objets_abandonnes", "Dépôts sauvages", 900, 0.3, 0.6, 0.10, 5, 10),
    Series(Kind.SIGNALEMENT, "graffitis_affiches", "Tags et graffitis", 420, 1.1, 0.3, 0.05, 9, 10),
    Series(Kind.SIGNALEMENT, "stationnement_epaves", "Stationnement gênant et épaves", 480, 0.9, 0.2, 0.08, 12, 17),
    Series(Kind.SIGNALEMENT, "voirie", "Voirie", 430, 0.3, -0.2, 0.18, 2, 10),
    Series(Kind.SIGNALEMENT, "mobilier_urbain", "Mobilier urbain dégradé", 180, 0.6, 0.3, 0.05, 9, 11),
    Series(Kind.SIGNALEMENT, "eclairage", "Éclairage public", 250, 0.2, 0.0, 0.35, 12, 19),
    Series(Kind.SIGNALEMENT, "bruit_tapage", "Bruit et tapage", 480, 1.0, 0.9, 0.40, 7, 22),
    Series(Kind.SIGNALEMENT, "rassemblements", "Rassemblements gênants", 240, 0.8, 1.2, 0.40, 7, 21),
    Series(Kind.SIGNALEMENT, "rodeos_vitesse", "Rodéos et vitesse excessive", 160, 0.1, 0.8, 0.45, 6, 19),
    Series(Kind.SIGNALEMENT, "animaux", "Animaux errants ou dangereux", 90, 0.0, 0.3, 0.15, 6, 14),
    Series(Kind.SIGNALEMENT, "points_de_deal", "Consommation ou vente de stupéfiants", 110, 0.6, 1.2, 0.15, 6, 20),
    Series(Kind.MAIN_COURANTE, "bruit_tapage", "Tapage nocturne", 420, 1.0, 0.8, 0.35, 7, 23),
    Series(Kind.MAIN_COURANTE, "conflits_voisinage", "Différend de voisinage", 260, 0.1, 0.7, 0.18, 6, 18),
    Series(Kind.MAIN_COURANTE, "stationnement_epaves", "Stationnement gênant", 520, 1.0, 0.1, 0.08, 12, 11),
    Series(Kind.MAIN_COURANTE, "rassemblements", "Regroupement perturbateur", 290, 0.9, 1.1, 0.35, 7, 21),
    Series(Kind.MAIN_COURANTE, "occupation_halls", "Occupation de hall d'immeuble", 150, 0.1, 1.6, 0.25, 12, 21),
    Series(Kind.MAIN_COURANTE, "ivresse", "Ivresse publique et manifeste", 170, 1.6, 0.3, 0.20, 7, 22),
    Series(Kind.MAIN_COURANTE, "rodeos_vitesse", "Rodéo motorisé", 110, 0.0, 0.9, 0.45, 6, 19),
    Series(Kind.MAIN_COURANTE, "accidents_circulation", "Accident de la circulation", 190, 0.7, -0.1, 0.12, 11, 17),
    Series(Kind.MAIN_COURANTE, "degradations", "Dégradation constatée", 160, 0.7, 0.7, 0.10, 10, 9),
    Series(Kind.MAIN_COURANTE, "animaux", "Animal errant ou dangereux", 130, 0.0, 0.3, 0.18, 6, 14),
    Series(Kind.MAIN_COURANTE, "differends_familiaux", "Différend familial", 130, 0.1, 0.7, 0.10, 8, 20),
    Series(Kind.MAIN_COURANTE, "objets_abandonnes", "Dépôt sauvage", 70, 0.2, 0.5, 0.10, 5, 9),
    Series(Kind.MEDIATION, "mediation_presence", "Présence active de proximité", 430, 0.8, 0.8, 0.15, 6, 18),
    Series(Kind.MEDIATION, "mediation_rassemblements", "Régulation d'un rassemblement", 290, 0.8, 1.2, 0.30, 7, 20),
    Series(Kind.MEDIATION, "mediation_voisinage", "Médiation de voisinage", 260, 0.1, 0.9, 0.12, 6, 17),
    Series(Kind.MEDIATION, "mediation_orientation", "Orientation vers un service", 260, 0.4, 0.9, 0.08, 1, 14),
    Series(Kind.MEDIATION, "mediation_scolaire", "Médiation aux abords des écoles", 140, 0.3, 0.5, 0.30, 11, 9),
    Series(Kind.MEDIATION, "veille_technique", "Veille technique", 100, 0.2, 1.0, 0.05, 10, 15),
)


def rates(town: Town, rng: np.random.Generator, effects: Iterable[TrueEffect] = TRUE_EFFECTS) -> NDArray[np.float64]:
    """Facts expected in each month.

    Returns
    -------
    Array of shape (series, IRIS, months), facts a month.

    Notes
    -----
    yearly / 12 × share of the IRIS × season × effects. The share is proportional to ``presence`` ×
    exp(loadings on bustle, blocks and parking) × a lognormal of the quartier × a lognormal of the IRIS, and sums to 1.
    """
    yearly, swing, peak = np.array([(one.yearly, one.swing, one.peak) for one in SERIES], dtype=float).T
    loadings = np.array([(one.bustle, one.blocks, one.parking) for one in SERIES])
    planned = loadings @ town.iris[["bustle", "blocks", "parking"]].to_numpy().T
    of_quartier = rng.normal(0, _QUARTIER_SPREAD, (len(SERIES), len(town.quartiers)))[:, town.iris["quartier"]]
    of_iris = rng.normal(0, _IRIS_SPREAD, (len(SERIES), len(town.iris)))
    shares = town.iris["presence"].to_numpy() * np.exp(planned + of_quartier + of_iris)
    shares /= shares.sum(axis=1, keepdims=True)
    months = np.array([month.month for month in PERIOD.months()])
    season = 1 + swing[:, None] * np.cos(2 * np.pi * (months - peak[:, None]) / 12)
    expected: NDArray[np.float64] = (yearly[:, None] / 12 * shares)[:, :, None] * season[:, None, :]
    for effect in effects:
        _apply(effect, expected, town)
    return expected


def draw_counts(expected: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw counts around ``expected``, same shape.

    Notes
    -----
    A Poisson count whose rate is itself a gamma of mean m and variance ``EXTRA_VARIANCE`` × m: the negative binomial
    called NB1, whose variance / mean is ``1 + EXTRA_VARIANCE`` at every grain.
    """
    levels: NDArray[np.float64] = rng.gamma(expected / EXTRA_VARIANCE, EXTRA_VARIANCE)
    return rng.poisson(levels)


def _apply(effect: TrueEffect, expected: NDArray[np.float64], town: Town) -> None:
    """Change the rates in place, as the effect says."""
    first = (effect.start.year - PERIOD.start.year) * 12 + effect.start.month - PERIOD.start.month
    months = np.arange(first, PERIOD.n_months)
    series = np.flatnonzero(
        [one.kind in effect.kinds and (one.slug in effect.categories or not effect.categories) for one in SERIES]
    )
    quartiers = np.flatnonzero(town.quartiers["label"].isin(effect.quartiers or town.quartiers["label"]))
    ratio = effect.rate_ratio ** ((months - first) / 12) if effect.nature is Nature.TREND else effect.rate_ratio

    treated = np.ix_(series, np.flatnonzero(town.iris["quartier"].isin(quartiers)), months)
    avoided = (expected[treated] * (1 - ratio)).sum(axis=1, keepdims=True)
    expected[treated] *= ratio
    if effect.displaced_share:
        around = np.unique(np.concatenate([town.neighbours(int(quartier)) for quartier in quartiers]))
        nearby = np.ix_(series, np.flatnonzero(town.iris["quartier"].isin(around)), months)
        expected[nearby] *= 1 + effect.displaced_share * avoided / expected[nearby].sum(axis=1, keepdims=True)
