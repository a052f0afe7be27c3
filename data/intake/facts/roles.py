"""Roles of the columns of facts, and which of them a profile must name."""

from data.errors import MappingError
from data.intake.profiles import SourceProfile
from data.model import Kind

ROLES = (
    "date", "end", "time", "day", "week", "month", "year", "category", "subcategory", "count", "lat", "lon", "x", "y",
    "point", "address", "zone_code", "zone_label", "id",
    "result_type", "result_score", "result_name",
)  # fmt: skip
"""``end`` is the last day of the period of a count, of which ``date`` is the first; the last three are what the
national geocoder answers."""


def check(profile: SourceProfile) -> None:
    """Refuse a profile of facts, dated by their headers, that lacks a role.

    Raises
    ------
    MappingError
    """
    columns = profile.columns
    if profile.kind is None:
        raise MappingError(problem="la nature des faits manque", advice=f"Indiquez « kind » : {', '.join(Kind)}.")
    if "day" in columns and not {"month", "year"} <= set(columns):
        raise MappingError(
            problem="« day » ne suffit pas",
            advice="Dites aussi quelles colonnes donnent le mois (« month ») et l’année (« year »).",
        )
    if "end" in columns and "date" not in columns:
        raise MappingError(
            problem="la fin de la période est donnée sans son début",
            advice="Dites aussi quelle colonne donne la date du début (« date »).",
        )
    for pair, names in (
        (("lat", "lon"), "la latitude (« lat ») et la longitude (« lon »)"),
        (("x", "y"), "les coordonnées « x » et « y »"),
    ):
        if len(set(pair) & set(columns)) == 1:
            raise MappingError(
                problem=f"{names} vont ensemble", advice="Choisissez une colonne pour chacune des deux, ou pour aucune."
            )


def check_dated(profile: SourceProfile) -> None:
    """Refuse a profile of facts, each dated by its row, that lacks a role.

    Raises
    ------
    MappingError
    """
    if profile.kind is not None and not {"date", "week", "month", "year"} & set(profile.columns):
        raise MappingError(problem="aucune date", advice="Dites quelle colonne donne la date, le mois ou l’année.")
    check(profile)
