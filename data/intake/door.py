"""The one way in of files: recognised, or read as described, and loaded all together or not at all."""

from collections.abc import Sequence
from pathlib import Path

from data import reference
from data.commune import Commune
from data.errors import QuietudeError, UnknownSourceError
from data.intake import tables
from data.intake.addresses import extract
from data.intake.delivery import Delivery
from data.intake.profiles import AddressProfile, Profile, SourceProfile, ZoneProfile
from data.intake.readers import formats, geometries, tabular
from data.warehouse.publish import Draft, publishing


def take(
    commune: Commune,
    files: Sequence[Path],
    profile: Profile | None = None,
    *,
    wave: str | None = None,
    dry_run: bool = False,
) -> tuple[list[Delivery], str]:
    """Load files, all or none, and publish them as one new snapshot.

    Parameters
    ----------
    profile : how they are read; None to recognise each by its columns.
    wave : label of the wave that the answers of a survey belong to.
    dry_run : report without publishing.

    Returns
    -------
    One delivery per file, and the number of the snapshot that holds them.

    Raises
    ------
    QuietudeError : a file is refused; nothing changes.
    """
    with publishing(commune, dry_run=dry_run) as draft:
        deliveries = [take_into(draft, file, profile, wave=wave) for file in files]
    return deliveries, draft.version


def take_into(
    draft: Draft,
    file: Path,
    profile: Profile | None = None,
    *,
    table: tabular.Table | None = None,
    wave: str | None = None,
) -> Delivery:
    """Load one file into a draft, as ``take`` does.

    Parameters
    ----------
    table : what the file of a source holds, where it is open already.
    """
    match profile:
        case SourceProfile():
            return tables.load(draft, file, profile, table=table, wave=wave)
        case AddressProfile():
            return extract.load(draft, file)
    if (zone_profile := profile or zones_of(file)) and (profile or _is_open(zone_profile)):
        from data.intake.zones import zones

        return zones.load(draft, file, zone_profile)
    try:
        return tables.load(draft, file, wave=wave)
    except UnknownSourceError:
        with tabular.opened(file) as table:
            if not extract.recognises(table.headers):
                raise
        return extract.load(draft, file)


def _is_open(profile: ZoneProfile) -> bool:
    """Whether zones are those that the State publishes; only a person can say that others are the commune's own."""
    return reference.levels()[profile.level].open_column is not None


def zones_of(file: Path) -> ZoneProfile | None:
    """How a file of zones is read; None for any other file."""
    try:
        if not (file.is_file() and (formats.may_be_layers(file) or geometries.may_draw_polygons(file))):
            return None
    except QuietudeError:
        return None
    # Long to import, with GDAL: most files have no shapes.
    from data.intake.zones import zones

    return zones.recognised(file)
