"""French of hot spots: where high rates gather two years running, or why it is not looked for."""

from analytics.figures.hot_spots import HotSpots, Unsought
from analytics.indicators import Denominator
from analytics.statistics.spatial import ENOUGH_ZONES
from analytics.statistics.words import HotSpot
from analytics.text import formats
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from data.model import Period

SHOW = "Voir où les taux élevés se regroupent"
LABEL = "Point chaud"
NOTE = (
    "Un point chaud est une zone entourée de zones aux taux élevés, plus que le hasard ne le ferait, deux années de suite. "
    "Les zones doivent d’abord ressembler à leurs voisines (indice de Moran), puis chacune est jugée (statistique Gi* de Getis et Ord, "
    "corrigée du nombre de zones)."
)
NOTHING = "Aucun fait ne répond à ce choix."
_UNKNOWN = {Denominator.POPULATION: "La population", Denominator.DWELLINGS: "Le nombre de logements"}
_KNOWN = {Denominator.POPULATION: "la population est connue", Denominator.DWELLINGS: "le nombre de logements est connu"}
_REASONS = {
    Unsought.ONE_YEAR: "Il faut deux années dont tous les mois sont connus et définitifs : un regroupement d’une seule année peut passer.",
    Unsought.WITHHELD: "Des nombres sont trop petits pour être communiqués.",
    Unsought.APART: "Les contours des zones ne disent pas lesquelles se touchent.",
}


def legend(found: HotSpots) -> str:
    """How many hot spots a map outlines and over which years, or why it outlines none: one sentence for its legend."""
    if found.unsought is not None:
        return f"Points chauds non cherchés. {_reason(found, found.unsought)}"
    n_hot = len(found.of(HotSpot.HOT))
    if not n_hot:
        return f"Aucun point chaud : aucun regroupement de taux élevés ne dépasse le hasard {_years(found)}."
    hot = formats.counted(n_hot, "zone est un point chaud", "zones sont des points chauds")
    return f"{hot} : les taux élevés s’y regroupent au-delà du hasard {_years(found)}."


def reading(found: HotSpots) -> str:
    """The hot spots by their names, and what gathers in the latest year only."""
    hot, passing = (found.of(word, "zone_label") for word in (HotSpot.HOT, HotSpot.PASSING))
    parts = [legend(found)]
    if hot:
        parts.append(f"**{'Points chauds' if len(hot) > 1 else LABEL}** : {literal(formats.enumeration(hot))}.")
    if passing:
        parts.append(f"La dernière année seulement, ce qui peut passer : {literal(formats.enumeration(passing))}.")
    return " ".join(parts)


def _reason(found: HotSpots, unsought: Unsought) -> str:
    known = _KNOWN[found.denominator]
    if unsought is Unsought.FEW_ZONES:
        zones = formats.counted(found.n_zones, "zone", "zones")
        return f"Il faut au moins {ENOUGH_ZONES} zones dont {known} : ce découpage compte {zones}."
    if unsought is Unsought.POPULATION:
        where = (
            f"que dans {formats.counted(found.n_known, 'zone', 'zones')} sur {formats.integer(found.n_zones)}, "
            f"et il en faut {ENOUGH_ZONES}"
            if found.n_known
            else "dans aucune zone"
        )
        participle = known.split(" est ")[1]
        return f"{_UNKNOWN[found.denominator]} n’est {participle} {where}."
    return _REASONS[unsought]


def _years(found: HotSpots) -> str:
    if found.years is None:
        return ""
    return f"deux années de suite ({formats.during(Period(found.years[0].start, found.years[1].end))})"


typeset_module(__name__)
