"""French of zones that are like one another: which, by what, and what became of each."""

from collections.abc import Callable, Sequence

import pandas as pd

from analytics.disclosure import ProtectedTable, Status
from analytics.figures.similar_zones import Likeness, Similar, Trait, Unread
from analytics.indicators import Indicator
from analytics.text import formats, fr, readings
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS
from data.model import Period

TITLE = "À côté des zones qui ressemblent à « {zone} »"
PICK = "Choisissez une zone pour la comparer à celles qui lui ressemblent."
NOTE = (
    "Deux zones sont comparables par leur population, leurs logements ou le niveau de leurs faits si l’une a entre trois quarts et quatre tiers "
    "de ce qu’a l’autre, par leur tendance si elles sont à moins de 10 % par an l’une de l’autre. Niveau et tendance sont lus avant la "
    "période, au plus sur cinq ans. Aucun mot ne juge l’écart entre elles."
)
_TRAITS = {
    Trait.POPULATION: "la population",
    Trait.DWELLINGS: "les logements",
    Trait.LEVEL: "le niveau",
    Trait.TREND: "la tendance",
}
_OF_FACTS = (Trait.LEVEL, Trait.TREND)
"""Named last: « des faits » is written once, after them."""
_UNREAD = {
    Unread.NO_FACT: "Aucun fait ne répond à ce choix : seules les tailles sont comparées.",
    Unread.FEW_MONTHS: "Le niveau et la tendance des faits ne sont pas lus : moins de douze mois sont connus avant la période.",
    Unread.WITHHELD: "Le niveau et la tendance des faits ne sont pas lus : des nombres sont trop petits pour être communiqués.",
}


def title(found: Likeness) -> str:
    """Over the comparison of a zone with those that are like it."""
    return TITLE.format(zone=literal(found.label))


def likeness(found: Likeness) -> str:
    """Which zones are like one, by what, and by what they are not; or why none is."""
    if found.is_alone:
        return "Ce découpage ne compte pas d’autre zone."
    reasons = dict.fromkeys((one.shared, one.apart) for one in found.similar)
    parts = [_comparable([one for one in found.similar if (one.shared, one.apart) == reason]) for reason in reasons]
    if not found.traits:
        parts = [
            "La base ne contient ni population, ni logements pour toutes les zones : rien ne dit lesquelles se ressemblent."
        ]
    elif not parts:
        known = _named(found.traits, formats.enumeration)
        parts = [f"Aucune autre zone ne lui est comparable, pour la moitié au moins de ce qui en est connu : {known}."]
    if found.unread is not None:
        parts.append(_UNREAD[found.unread])
    return " ".join(parts)


def figures(table: ProtectedTable, found: Likeness, measured: Indicator) -> str:
    """Count, rate and word of a zone, then of those that are like it: rows of ``figures.similar_zones.changed``."""
    rows = table.frame.set_index("zone_code")
    ordered = [rows.loc[code] for code in (found.code, *(one.code for one in found.similar))]
    if all(row["status"] == Status.NO_DATA for row in ordered):
        return readings.obstacle(ordered[0]["incomparable"])
    if all(row["status"] not in (Status.PUBLISHED, Status.NO_DATA) for row in ordered):
        return "Leurs nombres sont trop petits pour être communiqués."
    months = Period(ordered[0]["period_start"].date(), ordered[0]["period_end"].date())
    return f"{formats.capitalised(formats.during(months))} : {' ; '.join(_figure(row, measured) for row in ordered)}."


def _comparable(alike: Sequence[Similar]) -> str:
    """Zones that are comparable by the same traits."""
    names = formats.enumeration([f"**{literal(one.label)}**" for one in alike])
    verb = "sont comparables" if len(alike) > 1 else "est comparable"
    shared, apart = alike[0].shared, alike[0].apart
    but = f", pas par {_named(apart, ' ni '.join)}" if apart else ""
    return f"{names} {verb} par {_named(shared, formats.enumeration)}{but}."


def _named(traits: Sequence[Trait], joined: Callable[[list[str]], str]) -> str:
    of_facts = " des faits" if traits[-1] in _OF_FACTS else ""
    return f"{joined([_TRAITS[trait] for trait in traits])}{of_facts}"


def _figure(row: pd.Series, measured: Indicator) -> str:
    name = literal(row["zone_label"])
    if row["status"] != Status.PUBLISHED:
        return f"{name}, {fr.NOT_COMPARED if row['status'] == Status.NO_DATA else readings.WITHHELD}"
    counted = formats.counted(row["n_events"], measured.noun_singular, measured.noun)
    per = measured.unit.split(" pour ")[-1]
    rate = "" if pd.isna(row["value"]) else f" ({formats.rate(row['value'])} pour {per})"
    return f"{name}, {counted}{rate}, **{WORDS[row['word']]}**"


typeset_module(__name__)
