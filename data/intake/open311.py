"""Reports asked of an Open311 service (GeoReport v2) whose address the user types; they then go the way of any file.

Nothing is asked unless an address is typed. Where the last load ended is what the published snapshot holds of that
address, so that it moves, and comes back, with it.
"""

import http.client
import json
import re
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import IO, Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

from data.commune import Commune
from data.errors import ServiceError
from data.intake import load as intake
from data.intake.load import Delivery
from data.warehouse import repository, snapshot

_SPAN = timedelta(days=90)
"""What a service answers at most at once, by the specification; and what is asked of one for the first time."""
_OVERLAP = timedelta(days=1)
"""Asked again: a report is published a while after it is made."""
_SHORTEST = timedelta(hours=1)
_PAGE = 100
_ROUND = 50
"""A service that knows no pages answers a round number of reports (1,000, says the specification) where it has more."""
_ATTEMPTS, _PAUSE = 3, 1.0
"""Of one page; seconds before the second attempt, twice as many before the third."""
_REQUESTS = 2000
_TIMEOUT, _DEADLINE = 20.0, 60.0
"""Seconds without a byte, and for a whole page."""
_LARGEST = 64 << 20
"""Bytes of a page."""

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
        return intake.load(commune, [path], source="open311", dry_run=dry_run)


def is_address(text: str) -> bool:
    """Whether a text is an address rather than the name of a file."""
    return urlsplit(text).scheme in ("http", "https")


def _last_day(commune: Commune, name: str) -> date | None:
    """Day of the last report loaded of an address; None when there is none."""
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
    name : its host and its path, without what it is asked, which may hold a key; the name of its deliveries.
    """

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)
        self.name = re.sub(r"[^\w.-]", "_", f"{self._address.netloc.rpartition('@')[2]}{self._address.path}")
        self._is_json = self._address.path.endswith(".json")
        if not is_address(url) or not self._address.hostname or not self._address.path.endswith((".json", ".xml")):
            raise self._refusal(
                "n’a pas l’adresse d’un service Open311", "Donnez celle de requests.json ou requests.xml."
            )
        self._opener = urllib.request.build_opener(_SameHost(self._address))
        self._left = _REQUESTS

    def between(self, start: datetime, end: datetime) -> list[Report]:
        """Every report of a period, each once, asked by parts that a service may answer at once."""
        found: dict[str, Report] = {}
        while start < end:
            found |= self._of_part(start, min(start + _SPAN, end))
            start += _SPAN
        return [*found.values()]

    def _of_part(self, start: datetime, end: datetime) -> dict[str, Report]:
        found: dict[str, Report] = {}
        for page in count(1):
            reports = {_key(report): report for report in self._page(start, end, page)}
            if reports.keys() <= found.keys():
                break
            found |= reports
        ignores_pages = page == 2 and bool(reports)
        if not ignores_pages or len(found) % _ROUND:
            return found
        if end - start <= _SHORTEST:
            raise self._refusal("a plus de demandes qu’il n’en montre", "Demandez un fichier à son service.")
        middle = start + (end - start) / 2
        return self._of_part(start, middle) | self._of_part(middle, end)

    def _page(self, start: datetime, end: datetime, page: int) -> list[Report]:
        asked = [
            *parse_qsl(self._address.query),
            ("start_date", f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
            ("end_date", f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
            ("page", str(page)),
            ("page_size", str(_PAGE)),
        ]
        address = self._address._replace(query=urlencode(asked), fragment="").geturl()
        for attempt in range(1, _ATTEMPTS + 1):
            self._left -= 1
            if self._left < 0:
                raise self._refusal("n’en finit pas de répondre", "Demandez un fichier à son service.")
            try:
                return self._read(self._answer(address))
            except (OSError, http.client.HTTPException, ValueError, RecursionError, ElementTree.ParseError) as error:
                if attempt == _ATTEMPTS or _is_final(error):
                    raise self._explained(error) from error
                time.sleep(_PAUSE * attempt)
        raise AssertionError("the last attempt returns or raises")

    def _answer(self, address: str) -> bytes:
        try:
            with self._opener.open(address, timeout=_TIMEOUT) as answer:
                return b"".join(_chunks(answer))
        except urllib.error.HTTPError as error:
            error.close()
            raise

    def _read(self, answer: bytes) -> list[Report]:
        """The reports of a page; ValueError when it holds something else."""
        if self._is_json:
            reports = json.loads(answer)
        else:
            reports = [{part.tag: part.text or "" for part in report} for report in ElementTree.fromstring(answer)]
        if not isinstance(reports, list) or not all(isinstance(one, dict) and _ID in one for one in reports):
            raise _OtherAnswerError
        return reports

    def _explained(self, error: Exception) -> ServiceError:
        if isinstance(error, urllib.error.HTTPError) and 300 <= error.code < 400:
            return self._refusal("renvoie ailleurs", "Donnez l’adresse où il renvoie, si vous lui faites confiance.")
        if isinstance(error, urllib.error.HTTPError):
            return self._refusal(
                f"refuse de répondre (code {error.code})", "Vérifiez l’adresse, ou recommencez plus tard."
            )
        if isinstance(error, OSError | http.client.HTTPException):
            return self._refusal("ne répond pas", "Vérifiez l’adresse et le réseau, ou recommencez plus tard.")
        return self._refusal(
            "répond autre chose que des demandes Open311", "Vérifiez l’adresse, ou recommencez plus tard."
        )

    def _refusal(self, problem: str, advice: str) -> ServiceError:
        return ServiceError(service=self.name, problem=problem, advice=advice)


class _OtherAnswerError(ValueError):
    """An answer that is no page of reports, though it can be read."""


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows no redirection to another host: what is typed may hold a key."""

    def __init__(self, address: SplitResult) -> None:
        self._hostname = address.hostname

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The request to follow, of the same host alone."""
        if urlsplit(newurl).hostname != self._hostname:
            raise urllib.error.HTTPError(req.full_url, code, "another host", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_final(error: Exception) -> bool:
    """Whether asking again would give the same."""
    of_status = isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code != 429
    return of_status or isinstance(error, _OtherAnswerError)


def _chunks(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    """The bytes of an answer; TimeoutError when it takes too long, ValueError when it is too large."""
    start, n_bytes = time.monotonic(), 0
    while chunk := answer.read1(1 << 16):
        n_bytes += len(chunk)
        if n_bytes > _LARGEST:
            raise _OtherAnswerError
        if time.monotonic() - start > _DEADLINE:
            raise TimeoutError
        yield chunk


def _key(report: Report) -> str:
    """What tells a report from the others: its number, or all of it while it has none."""
    return str(report[_ID] or json.dumps(report, sort_keys=True))
