"""Names of persons in a text, by titles, by what points at someone, and by given names.

Streets and buildings named after persons are not persons.
"""

import re
import unicodedata
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

_CAPITAL = "A-ZÀ-ÖØ-ÞŒ"
_NAME = rf"[{_CAPITAL}][\w’'-]*\w"
_PARTICLE = r"(?:(?:de|du|d['’]|van|von|le|la|el|ben|da|dos|di)\s*)?"
_TITLE = re.compile(
    rf"\b(?:M\.\s*|(?:MM\.|M(?=\s+[{_CAPITAL}][a-zà-ÿ]{{2}})|Mr\.?|(?i:mmes?\.?|mlles?\.?|monsieur|madame|mademoiselle"
    rf"|messieurs|mesdames)|Dr\.?|Docteur)\s+){_PARTICLE}({_NAME})"
)
_POINTED = re.compile(
    r"\b(?i:agente?|agt|brigadi(?:er|[eè]re)|gardien(?:ne)?|familles?|[eé]poux|voisine?|locataire|requ[eé]rante?"
    r"|plaignante?|m[eé]diateur|m[eé]diatrice|(?:d[eé])?nomm[eé]e?|sieur|veuve|policier|policière|gendarme|asvp)"
    rf"\s+({_NAME})(?:\s+({_NAME}))?|\b(?i:chez|famille)\s+(?i:les)\s+({_NAME})"
)
_BY = re.compile(
    r"\b(?:(?P<by>par|chez(?: les)?|contre|envers|avec|entre|(?:de la )?part de|selon|nomm[eé]e?|pr[eé]nomm[eé]e?|jeune"
    r"|[eé]l[eè]ve|mineure?|PAR|CHEZ|CONTRE|ENVERS|AVEC|ENTRE|Par|De la part de)"
    r"|(?P<call>(?i:appels?(?:\s+t[eé]l\w*\.?)?|plaintes?|courriels?|e-?mails?|messages?|courriers?|demandes?|signalements?"
    r"|d[eé]clarations?|t[eé]moignages?|auditions?|contr[oô]les?|r[eé]clamations?|nuisances)\s+(?:de|du)(?:\s+la)?))"
    rf"\s+(?P<first>[\w’'-]+)\.?(?:\s+{_PARTICLE}(?P<second>[\w’'-]+))?"
)
_WHO = re.compile(
    r"\b(?:(?i:auteure?|victime|t[eé]moin|requ[eé]rante?|plaignante?|appelante?|d[eé]clarante?|demandeu(?:r|se)"
    r"|locataire|voisine?|riveraine?|agente?|agt|gardien(?:ne)?|familles?|[eé]poux|sieur|veuve)(?:\s*:)?)"
    r"\s+(?P<first>[\w’'-]+)\.?(?:\s+(?P<second>[\w’'-]+))?"
)
_ANY_TITLE = re.compile(
    r"(?<!\d )\b(?:(?P<short>(?i:mm?\.\s*|(?:mr|mmes?|m[ae]?lles?|dr)\b\.?\s+))"
    r"|(?P<full>(?i:monsieur|madame|mademoiselle|messieurs|mesdames|docteur)\s+)|(?P<letter>[mM]\s+))"
    r"(?P<particle>(?:(?:de|du|van|von|le|la|el|ben|da|dos|di)\s+|d['’])?)(?P<name>\w[\w’'-]*\w)"
)
_MAIL_OF_PARTICLE = re.compile(r"(?<!par )(?<!un )(?<!le )(?<!son )\bmail\s+de\s+$", re.IGNORECASE)
"""What comes before « Mme de Staël » where a promenade (« 12 mail de… ») bears her name."""
_BEFORE_TITLE = re.compile(r"(?i:\b(?:par|chez|contre|envers|avec|entre|et|de|selon))\s+$")
_NOBLE = re.compile(r"\s(?:de\s|d['’])", re.IGNORECASE)
_FOLLOWS_NOUN = re.compile(r"\s+(?:de|d['’]|du|des|à|en)\b|\s*['’]", re.IGNORECASE)
"""What follows a common noun rather than a name: « par manque de »."""
_OF_BODIES = frozenset(
    ["habitat", "mairie", "ville", "metropole", "logement", "immobilier", "services", "service", "region"]
)
"""Second words of the names of bodies."""
_STATE = re.compile(r"(?:é|ée|ee|ant|ante)s?$|['’]")
"""How words end that say what « madame » does or is, rather than who she is."""
_CALLED = re.compile(r"(?i:appels?|plaintes?|courriels?|t[eé]moignages?|auditions?)\b")
"""Of what comes from someone, what is followed by a name rather than by its subject."""
_USUAL_ENDING = re.compile(
    r"(?:[aeo]ir|ie[rn]|eu[rx]|[aei]l|el|[aeo]nt|et|rt|at|it|ot|ct|rs|[ei]on|in|on|an|un|ain|if|ing|ard|aud|ord|eau|ieu|enu|um|[esxz])$"
)
"""How French nouns, adjectives and plurals end that follow « par »; family names too, but they are then in the list."""
_ENDING_OF_PROPER = re.compile(r"(?:oir|ier|ien|eu[rx]|[aei]l|[aeo]nt|ion|in|[esxz])$")
"""The same of words with a capital, which fewer common nouns have."""
_WORD = re.compile(rf"(?<![\w’'-]){_NAME}")
_ANY_WORD = re.compile(r"\w[\w’'-]*\w")
_BETWEEN_NAMES = re.compile(r"\s+(?:(?:de|du|van|von|le|la|el|ben|da|dos|di)\s+){0,2}(?:d['’])?", re.IGNORECASE)
_AFTER_PLACE = re.compile(
    r"(?<![\w’'-])(?i:rues?|r\.|avenues?|av\.?|ave|boulevards?|bd\.?|bld|boul\.?|all[eé]es?|all\.|impasses?"
    r"|imp\.?|chemins?|(?<!en )(?<!sur )places?|pl\.?|squares?|sq\.?|quais?|ponts?|cours|routes?|rte|passages?"
    r"|pass\.|esplanades?|parvis|mails?(?!\s+de\s+$)|ruelles?|sentes?|sentiers?|venelles?|voies?|villas?|cit[eé]s?"
    r"|cit[eé]-jardin|faubourgs?|rond-?points?|promenades?|carrefours?|terrasses?|montées?|escaliers?"
    r"|passerelles?|tunnels?|portes?|coll[eè]ges?|clg|lyc[eé]es?|lyc\.|[eé]coles?|groupes? scolaires?|gs"
    r"|universit[eé]s?|campus|cr[eè]ches?|maternelles?|[eé]l[eé]mentaires?|primaires?|facult[eé]s?|internats?"
    r"|instituts?|iut|cfa|gymnases?|stades?|piscines?|salles?|complexes?|halles?|parcs?|jardins?|espaces?"
    r"|maisons?|mjc|mdq|centres?|csc|mpt|m[eé]diath[eè]ques?|biblioth[eè]ques?|th[eé][aâ]tres?|cin[eé]mas?"
    r"|mus[eé]es?|conservatoires?|auditoriums?|h[oô]pita(?:l|ux)|cliniques?|ehpad|r[eé]sidences?|r[eé]s\.?"
    r"|foyers?|immeubles?|b[aâ]timents?|b[aâ]t\.?|tours?|lotissements?|ensembles?|barres?|ilots?|îlots?|halls?"
    r"|parkings?|stations?|gares?|m[eé]tros?|arr[eê]ts?|tram(?:way)?s?|lignes?|quartiers?|q\.|secteurs?|zones?"
    r"|iris|qpv|plateformes?|aires?|terrains?|city|marchés?|monuments?|statues?|[eé]glises?|chapelles?"
    r"|cimeti[eè]res?|saint-?e?|st|ste|notre|fondations?|associations?|amicales?|prix|ehpads?|hotels?"
    r"|h[oô]tels?|bars?|caf[eé]s?|restaurants?|soci[eé]t[eé]s?|entreprises?|magasins?|point-?justice|cpas"
    r"|ccas)(?:\s+(?!par\b|chez\b|contre\b|avec\b|entre\b|envers\b|selon\b|signal|pour\b)(?:[a-zà-ÿ][\w’'-]*"
    r"|(?i:de|du|des|d|la|le|les|l|saint|sainte|g[eé]n[eé]ral|mar[eé]chal|colonel|capitaine|commandant|amiral"
    r"|pr[eé]sident|docteur|dr\.?|professeur|pr\.?|abb[eé]|p[eè]re|cardinal|[eé]v[eê]que|monseigneur|mgr\.?"
    r"|sergent|lieutenant|s[oœ]ur|m\.?|mr\.?|mme|madame|monsieur|maitre|[a-z]\.))){0,4}(?:\s+(?i:d|l)['’]|\s*)$"
)
"""What comes before the name of a street, of a school or of another place that bears the name of a person."""
_LONGEST_PLACE = 60
"""Letters between the sort of a place and its name."""
_BODIES = frozenset(
    [
        "police",
        "municipale",
        "municipal",
        "nationale",
        "national",
        "mairie",
        "ville",
        "metropole",
        "agglomeration",
        "mission",
        "locale",
        "bailleur",
        "bailleurs",
        "social",
        "sociale",
        "sociaux",
        "gendarmerie",
        "prefecture",
        "prefet",
        "association",
        "associations",
        "service",
        "services",
        "habitat",
        "office",
        "conseil",
        "agent",
        "agents",
        "garde",
        "centre",
        "maison",
        "departement",
        "region",
        "etat",
        "commune",
        "communes",
        "quartier",
        "voisinage",
        "voisin",
        "voisins",
        "tiers",
        "inconnu",
        "inconnus",
        "inconnue",
        "individu",
        "individus",
        "personne",
        "personnes",
        "groupe",
        "jeunes",
        "mineur",
        "mineurs",
        "riverain",
        "riverains",
        "habitant",
        "habitants",
        "usager",
        "usagers",
        "locataire",
        "locataires",
        "gardien",
        "gardiens",
        "client",
        "clients",
        "passant",
        "passants",
        "conducteur",
        "vehicule",
        "vehicules",
        "animal",
        "animaux",
        "chien",
        "chiens",
        "technique",
        "administratif",
        "administrative",
        "prevention",
        "mediation",
        "mediateur",
        "mediateurs",
        "territorial",
        "territoriale",
        "public",
        "publique",
        "civil",
        "civile",
        "securite",
        "surveillance",
        "patrouille",
        "equipe",
        "brigade",
        "mobile",
        "telephone",
        "courrier",
        "courriel",
        "mail",
        "internet",
        "application",
        "site",
        "formulaire",
        "accueil",
        "standard",
        "voie",
        "radio",
        "video",
        "camera",
        "cameras",
        "voiture",
        "moto",
        "scooter",
        "velo",
        "camion",
        "bus",
        "tram",
        "metro",
        "train",
        "incendie",
        "effraction",
        "escalade",
        "ruse",
        "violence",
        "violences",
        "arme",
        "armes",
        "couteau",
        "feu",
        "objet",
        "objets",
        "projectile",
        "projectiles",
        "jet",
        "jets",
        "degradation",
        "degradations",
        "vol",
        "vols",
        "tapage",
        "bruit",
        "monoparentale",
        "nombreuse",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "du",
        "de",
        "et",
        "ou",
        "au",
        "aux",
        "en",
        "sa",
        "son",
        "ses",
        "leur",
        "ce",
        "cette",
        "lui",
        "elle",
        "maire",
        "elu",
        "elus",
        "adjoint",
        "adjointe",
        "directeur",
        "directrice",
        "principal",
        "chef",
        "president",
        "presidente",
        "non",
        "sans",
        "age",
        "agee",
        "x",
        "y",
        "xx",
        "inconnues",
        "syndic",
        "copropriete",
        "gestionnaire",
        "entreprise",
        "societe",
        "commercant",
        "commercants",
        "magasin",
        "bar",
        "restaurant",
        "ecole",
        "college",
        "lycee",
        "hall",
        "immeuble",
        "batiment",
        "parking",
        "rue",
        "avenue",
        "place",
        "boulevard",
        "est",
        "sont",
        "etait",
        "qui",
        "que",
        "dans",
        "sur",
        "avec",
        "pour",
        "par",
        "chez",
        "dit",
        "fait",
        "crie",
        "seul",
        "seule",
        "ivre",
        "agressif",
        "agressive",
        "violent",
        "violente",
        "gardienne",
        "cure",
    ]
)
"""Words that follow « par », « agent » or « madame » and are no name of a person."""
_SHORTEST = 3
_ACRONYM = 4
"""Letters of the longest word all in capitals that is an acronym."""


def is_named_in(text: str) -> bool:
    """Whether a text names a person, by a title, by what points at them or by a given name beside another name."""
    return is_pointed_at_in(text) or holds_full_name(text)


def is_pointed_at_in(text: str) -> bool:
    """Whether a text names a person by a title (« Mme Petit ») or by what points at them (« par Dupont Marie »)."""
    if _is_without_letters(text):
        return False
    titled = (match for match in _TITLE.finditer(text) if _may_be_name(match[1], acronyms=False))
    pointed = (
        match
        for match in _POINTED.finditer(text)
        if all(_may_be_name(name, acronyms=True) for name in match.groups() if name)
    )
    by = (match for match in _BY.finditer(text) if _is_person_after(match, has_small=not text.isupper()))
    who = filter(_is_who, _WHO.finditer(text))
    small = filter(_is_title_of_name, _ANY_TITLE.finditer(text))
    return any(
        not (_is_of_place(text, match.start()) or _is_mail_of(match))
        for match in chain(titled, pointed, by, who, small)
    )


def _is_mail_of(match: re.Match[str]) -> bool:
    """Whether it is the name of a promenade: « mail de Mme de Staël »; a message comes from « Mme Petit »."""
    before = match.string[max(0, match.start() - _LONGEST_PLACE) : match.start()]
    return _MAIL_OF_PARTICLE.search(before) is not None and _NOBLE.search(match[0]) is not None


def _is_title_of_name(match: re.Match[str]) -> bool:
    """Whether a title, however it is written, is followed by a name in letters of any size."""
    name = match["name"]
    if len(name) < _SHORTEST or _plain(name) in _BODIES:
        return False
    if match["letter"] or _is_family(name):
        return _is_family(name)
    is_state = _STATE.search(name) is not None
    if match["short"]:
        return not is_state
    before = match.string[: match.start()]
    return not is_state and not match["particle"] and _BEFORE_TITLE.search(before) is not None


def _is_person_after(match: re.Match[str], *, has_small: bool) -> bool:
    """Whether « par », « appel de » and the like are followed by a known name, or by two as persons have them."""
    words = _names_in(match)
    if any(map(_is_family, words)):
        return True
    if any(map(_is_given, words)):
        return len(words) == 2 or words[0][0].isupper() or match["call"] is not None
    if _is_unknown_name(match, has_small=has_small):
        return True
    is_by = has_small and match["by"] in ("par", "de la part de", "nommé", "nommée") and len(words) == 2
    return is_by and all(word[0].isupper() and _may_be_name(word, acronyms=True) for word in words)


def _is_unknown_name(match: re.Match[str], *, has_small: bool) -> bool:
    """Whether « par », « appel de » and the like are followed by a word that is no French noun, as it ends."""
    word, after = match["first"], match.string[match.end("first") :]
    is_proper = has_small and word[0].isupper()
    comes_from = (
        (match["by"] or "").lower() == "par"
        or (match["by"] in ("avec", "contre", "envers") and is_proper)
        or (match["call"] and _CALLED.match(match["call"]))
    )
    if not comes_from or len(word) < _SHORTEST + 1 or not word.isalpha() or _FOLLOWS_NOUN.match(after):
        return False
    if (word.isupper() and has_small and len(word) <= _ACRONYM) or _plain(match["second"] or "") in _OF_BODIES:
        return False
    plain = _plain(word)
    ending = _ENDING_OF_PROPER if is_proper else _USUAL_ENDING
    return not (ending.search(plain) or plain in _BODIES or plain in _words("common_words"))


def _is_who(match: re.Match[str]) -> bool:
    """Whether « locataire », « famille » and the like are followed by a known name."""
    words = _names_in(match)
    return any(map(_is_family, words)) or (len(words) == 2 and any(map(_is_given, words)))


def _names_in(match: re.Match[str]) -> list[str]:
    """Of the one or two words that follow, those that may be names."""
    words = [word for word in (match["first"], match["second"]) if word and len(word) >= _SHORTEST]
    return [] if words and _plain(words[0]) in _BODIES else [word for word in words if _plain(word) not in _BODIES]


def holds_full_name(text: str) -> bool:
    """Whether two names stand side by side of which one is a given name; not those of a street or a building.

    In small letters, the other must be a known family name.
    """
    if _is_without_letters(text):
        return False
    if _holds_known_names(text):
        return True
    words = [word for word in _WORD.finditer(text) if not _BETWEEN_NAMES.fullmatch(f" {word[0]} ")]
    place_goes_on_at = -1
    for one, other in zip(words, words[1:], strict=False):
        if not _BETWEEN_NAMES.fullmatch(text[one.end() : other.start()]):
            continue
        if (
            one.start() == place_goes_on_at
            or _is_of_place(text, one.start())
            or _is_of_place(f"{one[0]} ", _LONGEST_PLACE)
        ):
            place_goes_on_at = other.start()
        elif any(_is_given(word[0]) for word in (one, other)) and not {_plain(one[0]), _plain(other[0])} & _BODIES:
            return True
    return False


def _holds_known_names(text: str) -> bool:
    """Whether a given name and a family name stand side by side, whatever their letters."""
    return any(
        text[one.end() : other.start()].isspace()
        and any(_is_given(given[0]) and _is_family(family[0]) for given, family in ((one, other), (other, one)))
        and not _is_of_place(text, one.start())
        for one, other in pairwise(_ANY_WORD.finditer(text))
    )


def _is_without_letters(text: str) -> bool:
    return text.lower() == text.upper()


def _is_of_place(text: str, start: int) -> bool:
    before = text[max(0, start - _LONGEST_PLACE) : start]
    return _AFTER_PLACE.search(before) is not None


def _may_be_name(word: str, *, acronyms: bool) -> bool:
    is_acronym = acronyms and word.isupper() and len(word) <= _ACRONYM and not _is_given(word)
    return len(word) >= _SHORTEST - 1 and _plain(word) not in _BODIES and not is_acronym and not word.isdigit()


def _is_given(word: str) -> bool:
    return _is_among(word, _words("given_names"))


def _plain(word: str) -> str:
    small = word.lower()
    if small.isascii():
        return small
    letters = unicodedata.normalize("NFKD", small.replace("œ", "oe"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _is_family(word: str) -> bool:
    return _is_among(word, _words("family_names"))


def _is_among(word: str, names: frozenset[str]) -> bool:
    """Whether a word, or the first part of a double one, is one of some names."""
    plain = _plain(word)
    return plain in names or plain.split("-")[0] in names


@cache
def _words(name: str) -> frozenset[str]:
    lines = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
