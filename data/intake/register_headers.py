"""Headers of a register of actions, as communes write them."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from data.reference import alike, normalise

COLUMNS = {
    "nom": "name",
    "champ": "champ",
    "axe": "axis",
    "quartiers": "zones",
    "debut": "start",
    "fin": "end",
    "pilote": "lead",
    "cout_euros": "cost_euros",
    "effet_attendu": "expected_effect",
    "mecanisme": "mechanism",
    "partenaires": "partners",
    "effectif_etp": "staff",
    "indicateurs": "indicators",
    "statut": "status",
    "ecrit_le": "written_on",
    "zones_comparees": "compared",
    "zones_autour": "around",
    "comparaison_fixee_le": "comparison_fixed_on",
    "version": "version",
}
"""Headers of the table, and the fields of an action that they hold."""
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("action", "nom action", "intitule", "intitule action", "titre", "titre action", "libelle action",
             "libelle", "denomination", "projet", "nom projet", "intitule projet", "fiche action", "titre fiche",
             "intitule fiche", "nom fiche", "dispositif", "nom dispositif", "intitule dispositif", "mesure",
             "intitule mesure", "operation", "nom operation", "intitule operation"),
    "champ": ("champ", "champ action", "domaine", "domaine action", "domaine intervention", "thematique", "theme",
              "volet", "type action"),
    "axis": ("axe", "axe strategique", "axe schema", "axe stspd", "orientation", "orientation strategique", "priorite",
             "objectif strategique"),
    "zones": ("quartier", "secteur", "territoire", "zone", "perimetre", "localisation", "lieu", "site",
              "territoire intervention", "secteur geographique", "zone intervention"),
    "start": ("debut", "date debut", "demarrage", "date demarrage", "lancement", "date lancement", "debut action",
              "mise oeuvre", "date mise oeuvre", "depuis", "commence", "commencement", "date commencement", "debute"),
    "end": ("fin", "date fin", "echeance", "date echeance", "cloture", "date cloture", "terme", "fin action",
            "termine", "achevement", "date achevement"),
    "period": ("periode", "calendrier", "dates", "periode realisation", "calendrier realisation", "echeancier",
               "planning"),
    "lead": ("pilote", "service pilote", "porteur", "porteur action", "porteur projet", "structure porteuse",
             "service porteur", "chef file", "pilotage", "service responsable", "responsable", "pilote action",
             "referent", "service referent", "maitre ouvrage", "operateur", "structure pilote", "association porteuse"),
    "cost_euros": ("cout", "montant", "budget", "cout total", "budget total", "montant total", "cout action",
                   "financement", "cout annuel", "subvention", "financement fipd", "subvention fipd"),
    "expected_effect": ("effet attendu", "resultat attendu", "impact attendu", "objectif", "objectif action",
                        "objectif operationnel", "finalite"),
    "mechanism": ("mecanisme", "levier", "mode action"),
    "partners": ("partenaire", "partenaire associe", "partenariat", "acteur"),
    "staff": ("etp", "effectif etp", "effectif"),
    "status": ("statut", "etat", "etat avancement", "avancement", "stade", "situation"),
}  # fmt: skip
"""What communes call each field, as ``_key`` writes it, the most exact first; ``period`` holds start and end."""
_FILLERS = {
    "de", "du", "des", "d", "l", "la", "le", "les", "a", "en", "s", "e", "et", "ou", "concerne", "concernee", "vise",
    "cible", "alloue", "accorde", "accordee", "previsionnel", "previsionnelle", "prevu", "prevue", "ttc", "ht", "euro",
    "estime",
}  # fmt: skip
_OF_FACTS = re.compile(r"\b(?:latitude|longitude|lat|lon|lng|heure|adresse|faits?|coordonnees?|geometr\w*)\b")
_OF_ACTIONS = {"lead", "cost_euros", "expected_effect", "mechanism", "partners", "axis", "champ", "status"}
_OF_ONE_ACTION = re.compile(r"\b(?:action|projet|dispositif|mesure|fiche)s?\b")
_NUMBER = re.compile(r"^(?:n|no|num|numero|code|ref|reference|id)\b")
"""Headers that number actions, which they do not name."""


def columns(headers: Sequence[str], *, by_similarity: bool = True) -> dict[str, str]:
    """Header of each field that a table has: the product's own, then a usual spelling, then one that is like it."""
    found: dict[str, str] = {}
    keys = {header: _key(header) for header in headers}
    for same in (
        {header: COLUMNS[header] for header in headers if header in COLUMNS},
        {header: own[plain] for header in headers if (plain := normalise(header)) in (own := _own())},
    ):
        for header, field in same.items():
            if header not in found.values():
                found.setdefault(field, header)
    for field, spellings in _SPELLINGS.items():
        left = {key: header for header, key in reversed(keys.items()) if header not in found.values()}
        if field not in found and (known := next((left[one] for one in spellings if one in left), None)) is not None:
            found[field] = known
    if by_similarity:
        for header, key in keys.items():
            known_key = None if header in found.values() or _NUMBER.match(key) else alike(key, _fields())
            if known_key is not None:
                found.setdefault(_fields()[known_key], header)
    return found


def recognises(headers: Sequence[str]) -> bool:
    """Whether a table is a register of actions, by its headers: never a table of facts or of answers."""
    known = columns(headers, by_similarity=False)
    dated = {"start", "period"} & set(known)
    led = {"lead", "expected_effect", "cost_euros"} & set(known)
    planned = {"cost_euros", "expected_effect", "mechanism", "axis"} & set(known)
    return (
        "name" in known
        and bool(dated and led)
        and bool(planned or _OF_ONE_ACTION.search(normalise(known["name"])))
        and len(_OF_ACTIONS & set(known)) >= 2
        and not any(_OF_FACTS.search(normalise(header)) for header in headers)
    )


@cache
def _own() -> dict[str, str]:
    return {normalise(header): field for header, field in COLUMNS.items()}


@cache
def _fields() -> dict[str, str]:
    return {spelling: field for field, spellings in _SPELLINGS.items() for spelling in spellings}


def _key(header: str) -> str:
    """A header without what does not tell it from others: articles, plurals, units."""
    words = (word.removesuffix("s") if len(word) > 3 else word for word in normalise(header).split())
    return " ".join(word for word in words if word not in _FILLERS)
