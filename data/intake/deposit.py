"""Any file that a commune has: zones and addresses of the State told by their columns, whatever else as a delivery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.commune import Commune
from data.errors import UnknownSourceError
from data.intake import load, profiles
from data.intake.addresses import extract
from data.intake.addresses.extract import Extract
from data.intake.load import Delivery
from data.intake.profiles import SourceProfile
from data.intake.zones import zones
from data.intake.zones.zones import ZoneDelivery
from data.warehouse.publish import Draft, publishing


@dataclass(frozen=True)
class Deposit:
    """What became of one file.

    Attributes
    ----------
    is_new : whether the commune holds something more of it.
    """

    taken: Delivery | ZoneDelivery | Extract
    is_new: bool

    @property
    def rank(self) -> int:
        """Its place among files loaded together: zones before what they place, figures compared by population last."""
        if isinstance(self.taken, Delivery):
            return 2 if self.taken.source == "ssmsi_communes" else 1
        return 0

    @property
    def slug(self) -> str:
        """Name of the open file that it is, or of its source."""
        match self.taken:
            case ZoneDelivery(level=level):
                return f"contours_{level}"
            case Extract():
                return "adresses"
            case Delivery(source=source):
                return source


def take(commune: Commune, paths: Sequence[Path], *, dry_run: bool = False) -> tuple[list[Deposit], str]:
    """Load files, all or none, and publish them as one new snapshot.

    Parameters
    ----------
    dry_run : report without publishing.

    Returns
    -------
    One deposit per file, and the number of the snapshot that holds them.

    Raises
    ------
    QuietudeError : a file is refused; nothing changes.
    """
    known = profiles.read_profiles(commune.home)
    with publishing(commune, dry_run=dry_run) as draft:
        deposits = [_take(draft, path, known) for path in paths]
    return deposits, draft.version


def _take(draft: Draft, path: Path, known: Mapping[str, SourceProfile]) -> Deposit:
    changed, draft.changed = draft.changed, False
    taken = _taken(draft, path, known)
    is_new = taken.loaded > 0 if isinstance(taken, Delivery) else draft.changed
    draft.changed |= changed
    return Deposit(taken, is_new)


def _taken(draft: Draft, path: Path, known: Mapping[str, SourceProfile]) -> Delivery | ZoneDelivery | Extract:
    level = zones.level_of(path)
    if level is not None:
        return zones.load_into(draft, path, level)
    try:
        return load.load_into(draft, path, None, known)
    except UnknownSourceError:
        if not extract.recognises(path):
            raise
        return extract.load_into(draft, path)
