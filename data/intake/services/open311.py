"""Reports requested from an Open311 service (GeoReport v2) by its address; they are then loaded as any file.

Nothing is requested unless an address is typed. Where the last load ended is what the published snapshot holds of that
address, so that it moves, and comes back, with it.
"""

import http.client
import json
import re
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

from data.commune import Commune
from data.errors import ServiceError
from data.intake import door, profiles
from data.intake.delivery import Delivery
from data.intake.services import server
from data.warehouse import snapshot

_SPAN = timedelta(days=90)
"""What a service answers at most at once, by the specification; and what is requested from one for the first time."""
_OVERLAP = timedelta(days=1)
"""Requested again: a report is published a while after it is made."""
_SHORTEST = timedelta(hours=1)
_PAGE = 100
_ROUND = 50
"""A service that knows no pages answers a round number of reports (1,000, says the specification) where it has more."""
_PAGES = 2000
_DEADLINE = 60.0
"""Seconds for a whole page."""
_LARGEST = 64 << 20
"""Bytes of a page."""

SOURCE = "open311"
"""Source of what a service answers."""
_ID = "service_request_id"

Report = Mapping[str, Any]


def load(commune: Commune, url: str, *, now: datetime, dry_run: bool = False) -> tuple[list[Delivery], str]:
    """Load what an Open311 service published since the last load of the same address, or for 90 days.

    Parameters
    ----------
    url : address of ``requests.json`` or ``requests.xml``; what it asks (``jurisdiction_id``, a key) is kept.
    now : with its time zone.
    dry_run : report without publishing.

    Returns
    -------
    The delivery, and the number of the snapshot that holds it.

    Raises
    ------
    ServiceError : the service does not answer, answers something else, or has no report.
    QuietudeError : what it answers is refused as a file would be.
    """
    service = _Service(url)
    since = _last_day(commune, service.name)
    start = now - _SPAN if since is None else datetime(since.year, since.month, since.day, tzinfo=UTC) - _OVERLAP
    reports = service.between(start, now)
    if not reports:
        raise ServiceError(
            service=service.name,
            problem=f"n’a aucune demande depuis le {start:%d/%m/%Y}",
            advice="Vérifiez l’adresse, ou recommencez plus tard.",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / service.name
        path.write_text(json.dumps(reports, ensure_ascii=False), encoding="utf-8")
        profile = profiles.read_profiles(commune.home)[SOURCE]
        return door.take(commune, [path], profile, dry_run=dry_run)


def is_address(text: str) -> bool:
    """Whether a text is an address rather than the name of a file."""
    return urlsplit(text).scheme in ("http", "https")


def _last_day(commune: Commune, name: str) -> date | None:
    """Day of the last report loaded of an address; None when there is none."""
    # Long to import: the command that loads files looks first whether it is given an address.
    from data.warehouse import repository

    if snapshot.current_version(commune.home) is None:
        return None
    with snapshot.open_current(commune.home, name=commune.name) as connection:
        deliveries = repository.deliveries(connection)
    days = deliveries.loc[deliveries["file"] == name, "period_last"]
    return None if days.empty else date.fromisoformat(days.max())


class _Service:
    """A service that answers pages of reports.

    Attributes
    ----------
    name : its host and its path, without its query, which may hold a key; the name of its deliveries.
    """

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)
        self.name = re.sub(r"[^\w.-]", "_", f"{self._address.netloc.rpartition('@')[2]}{self._address.path}")
        self._is_json = self._address.path.endswith(".json")
        if not is_address(url) or not self._address.hostname or not self._address.path.endswith((".json", ".xml")):
            raise self._refusal(
                "n’a pas l’adresse d’un service Open311", "Donnez celle de requests.json ou requests.xml."
            )
        self._left = _PAGES

    def between(self, start: datetime, end: datetime) -> list[Report]:
        """Every report of a period, each once, requested by parts that a service may answer at once."""
        reports_by_key: dict[str, Report] = {}
        while start < end:
            reports_by_key |= self._of_part(start, min(start + _SPAN, end))
            start += _SPAN
        return [*reports_by_key.values()]

    def _of_part(self, start: datetime, end: datetime) -> dict[str, Report]:
        reports_by_key: dict[str, Report] = {}
        for page in count(1):
            reports = {_key(report): report for report in self._page(start, end, page)}
            if reports.keys() <= reports_by_key.keys():
                break
            reports_by_key |= reports
        ignores_pages = page == 2 and bool(reports)
        if not ignores_pages or len(reports_by_key) % _ROUND:
            return reports_by_key
        if end - start <= _SHORTEST:
            raise self._refusal("a plus de demandes qu’il n’en montre", "Demandez un fichier à son service.")
        middle = start + (end - start) / 2
        return self._of_part(start, middle) | self._of_part(middle, end)

    def _page(self, start: datetime, end: datetime, page: int) -> list[Report]:
        query = [
            *parse_qsl(self._address.query),
            ("start_date", f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
            ("end_date", f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
            ("page", str(page)),
            ("page_size", str(_PAGE)),
        ]
        self._left -= 1
        if self._left < 0:
            raise self._refusal("n’en finit pas de répondre", "Demandez un fichier à son service.")
        return server.ask(
            self._address._replace(query=urlencode(query), fragment="").geturl(),
            self._read,
            service=self.name,
            expected="des demandes Open311",
            advice="Vérifiez l’adresse et le réseau, ou recommencez plus tard.",
        )

    def _read(self, answer: http.client.HTTPResponse) -> list[Report]:
        """The reports of a page; ValueError when it holds something else."""
        content = b"".join(server.chunks(answer, deadline=_DEADLINE, largest=_LARGEST))
        if self._is_json:
            reports = json.loads(content)
        else:
            reports = [{part.tag: part.text or "" for part in report} for report in _root(content)]
        if not isinstance(reports, list) or not all(isinstance(one, dict) and _ID in one for one in reports):
            raise server.OtherAnswerError
        return reports

    def _refusal(self, problem: str, advice: str) -> ServiceError:
        return ServiceError(service=self.name, problem=problem, advice=advice)


def _root(content: bytes) -> ElementTree.Element:
    """The root of an XML document; ValueError when it is torn."""
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise ValueError from error


def _key(report: Report) -> str:
    """What tells a report from the others: its number, or all of it while it has none."""
    return str(report[_ID] or json.dumps(report, sort_keys=True))
