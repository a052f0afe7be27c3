"""What tells a file of answers from a file of facts, and the column of it that names where people live."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from data import reference
from data.intake.surveys import tools
from data.intake.zones import names as zone_names
from data.model import Level

_MOSTLY = 0.5
"""Share of the different texts of a column that are names of zones, from which it names zones."""
_SHARE = 1 / 3
"""Share of the columns that address whoever answers, from which a file of no known tool is a survey."""
_ADDRESSES = re.compile(r"\b(vous|votre|vos|you|your|etes|avez|sentez|habitez|pensez)\b")
_DAY_OF_FACTS = re.compile(
    r"(date|jour|mois|annee|periode|date (et )?heure)"
    r"|(date|heure|jour|moment|when)\b.*\b(faits?|incidents?|interventions?|infractions?|evenements?|signalements?"
    r"|constats?|appels?|saisines?)"
)
_NATURE_OF_FACTS = re.compile(
    r".*\b(natures?|categories?|motifs?|infractions?|qualifications?|types? (de |d )?(faits?|incidents?|interventions?"
    r"|infractions?|evenements?|nuisances?|signalements?)|type|objet|faits?|incidents?)\b.*"
)
_ZONE = re.compile(
    r"\b(quartiers?|secteurs?|zones?|iris|qpv|micro quartiers?|lieu de residence|habitez|residez|vivez)\b"
)


def looks_like_survey(headers: Sequence[str], samples: Mapping[str, Sequence[str]] | None = None) -> bool:
    """Whether each row of a table is what one person answered, rather than a fact.

    Parameters
    ----------
    samples : some texts of each column, by header, where they are known: a column of which each text is the same, or
        that is empty, asks nothing.

    Notes
    -----
    A table with the technical columns of a tool is a survey, unless it is a form in which agents report facts: a day
    and a nature of facts, and hardly a column that addresses whoever answers. Of a tool that adds a date alone, one
    column at least must address whoever answers, or be put as a question. Without a tool, two columns and a third of
    all must.
    """
    made_by = tools.made_by(headers)
    asked = [header for header in headers if not tools.is_technical(header, made_by)]
    if samples is not None:
        asked = [header for header in asked if any(samples.get(header, ()))]
    names = [reference.normalise(header) for header in asked]
    n_addressed = sum(bool(_ADDRESSES.search(name)) for name in names)
    reports_facts = any(map(_DAY_OF_FACTS.fullmatch, names)) and any(map(_NATURE_OF_FACTS.fullmatch, names))
    enough = max(2, _SHARE * len(asked))
    if reports_facts and n_addressed < enough:
        return False
    n_questions = sum(
        header.rstrip().endswith("?") or bool(_ADDRESSES.search(name))
        for header, name in zip(asked, names, strict=True)
    )
    is_surely_made = any(tool.id or tool.signs for tool in made_by)
    return bool(asked) and (is_surely_made or n_questions >= (1 if made_by else enough))


def zone_column(
    columns: Mapping[str, Iterable[str]], names: Mapping[Level, Collection[str]]
) -> tuple[str, Level] | None:
    """Header of the column that says where people live, or work, and the level of the zones that it names.

    Parameters
    ----------
    columns : texts of each column without a role, by header.
    names : comparable names of the zones of each level (``names_of_zones``).

    Returns
    -------
    None where no column names zones, or where several do and the header of none or of several says so.
    """
    shares = {
        (header, level): _share_of({*texts} - {""}, known)
        for header, texts in columns.items()
        for level, known in names.items()
    }
    naming = {one: share for one, share in shares.items() if share >= _MOSTLY}
    said = {one: share for one, share in naming.items() if _ZONE.search(reference.normalise(one[0]))}
    headers = {header for header, _ in said or naming}
    if len(headers) != 1:
        return None
    return max(said or naming, key=lambda one: shares[one])


def _share_of(texts: Collection[str], known: Collection[str]) -> float:
    """Share of some texts that are names of zones."""
    return sum(not zone_names.names_of(text).isdisjoint(known) for text in texts) / len(texts) if texts else 0.0
