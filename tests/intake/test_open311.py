"""Reports asked of an Open311 service by its address: a server of ours, on this machine, that behaves well or badly."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from data.errors import ServiceError
from data.intake.services import open311

NOW = datetime(2024, 6, 30, 12, tzinfo=UTC)
FIRST = datetime(2024, 6, 1, tzinfo=UTC)


def reports(n, start=FIRST, every=timedelta(hours=1)):
    return [
        {
            "service_request_id": f"{start:%m}-{i}", "requested_datetime": f"{start + i * every:%Y-%m-%dT%H:%M:%SZ}",
            "service_name": "Tags", "lat": "43.61", "long": "1.42", "description": "M. Untel appelle le 06 12 34 56 78",
        }
        for i in range(n)
    ]  # fmt: skip


@dataclass
class Service:
    """What our server answers: reports by pages, unless something else is to be answered first.

    Attributes
    ----------
    first : statuses and bodies answered before anything else, one per request.
    page_size : reports of a page at most; None for a service that knows no pages and answers ``most`` reports.
    """

    held: list[dict]
    first: list[tuple[int, bytes]] = field(default_factory=list)
    page_size: int | None = 100
    most: int = 1000
    asked: list[dict] = field(default_factory=list)
    location: str = ""
    url: str = ""

    def answer(self, path: str) -> tuple[int, bytes]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        self.asked.append(query)
        if self.first:
            return self.first.pop(0)
        within = [r for r in self.held if query["start_date"] <= r["requested_datetime"] < query["end_date"]]
        if self.page_size:
            size, page = min(self.page_size, int(query["page_size"])), int(query["page"])
            within = within[(page - 1) * size : page * size]
        return 200, self.body(within[: self.most], path)

    def body(self, found: list[dict], path: str) -> bytes:
        if urlsplit(path).path.endswith(".json"):
            return json.dumps(found).encode()
        rows = ("".join(f"<{name}>{value}</{name}>" for name, value in one.items()) for one in found)
        return f"<service_requests>{''.join(f'<request>{row}</request>' for row in rows)}</service_requests>".encode()


@pytest.fixture
def serve(monkeypatch) -> Iterator[Callable[..., Service]]:
    """Starts servers of this machine, which stop with the test."""
    servers = []
    monkeypatch.setattr("data.intake.services.server._PAUSE", 0)
    monkeypatch.setenv("no_proxy", "*")

    def start(*held: dict, form: str = "json", **options: object) -> Service:
        service = Service([*held], **options)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = service.answer(self.path)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", service.location or service.url)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        service.url = f"http://127.0.0.1:{server.server_port}/v2/requests.{form}"
        return service

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def load(town, service, now=NOW, query="", **options):
    (delivery,), _ = open311.load(town.commune, service.url + query, now=now, **options)
    return delivery


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("n", [1, 99, 100, 101, 250])
def test_every_report_is_loaded_once_whatever_the_pages(town, serve, n, form):
    delivery = load(town, serve(*reports(n), form=form))
    assert (delivery.source, delivery.rows_read, delivery.loaded) == ("open311", n, n)
    assert town.ask("SELECT count(DISTINCT record_id) FROM fact") == [(n,)]


@pytest.mark.parametrize("n", [49, 50, 51, 100, 150])
def test_every_report_is_loaded_from_a_service_that_knows_no_pages(town, serve, n):
    assert load(town, serve(*reports(n), page_size=None, most=50)).loaded == n


def test_service_that_hides_reports_is_refused(town, serve):
    crowd = reports(200, every=timedelta(seconds=1))
    with pytest.raises(ServiceError, match="plus de demandes"):
        load(town, serve(*crowd, page_size=None, most=50))


def test_nothing_of_persons_is_kept(town, serve):
    load(town, serve(*reports(3)))
    assert "Untel" not in str(town.ask("FROM fact")) and "06 12" not in str(town.ask("FROM delivery"))


def test_first_load_asks_for_ninety_days_and_the_next_from_the_last_report(town, serve):
    service = serve(*reports(48))
    load(town, service)
    assert (
        service.asked[0]["start_date"] == "2024-04-01T12:00:00Z"
        and service.asked[0]["end_date"] == "2024-06-30T12:00:00Z"
    )
    service.asked.clear()
    service.held += reports(5, datetime(2024, 7, 2, tzinfo=UTC))
    later = load(town, service, NOW + timedelta(days=5))
    # Reports reach 2 June, in UTC; a day is asked again.
    assert service.asked[0]["start_date"] <= "2024-06-02T00:00:00Z"
    assert later.loaded == 5 and town.ask("SELECT count(*) FROM fact") == [(53,)]


def test_months_without_a_load_are_asked_by_parts_of_ninety_days(town, serve):
    service = serve(*reports(2))
    load(town, service)
    service.asked.clear()
    service.held += reports(3, datetime(2024, 11, 20, tzinfo=UTC))
    assert load(town, service, datetime(2024, 12, 1, tzinfo=UTC)).loaded == 3
    starts = sorted({query["start_date"][:10] for query in service.asked})
    assert starts == ["2024-05-31", "2024-08-29", "2024-11-27"]


def test_undone_load_is_asked_again(town, serve):
    service = serve(*reports(10))
    delivery = load(town, service)
    assert town.command("undo", delivery.delivery).exit_code == 0
    assert load(town, service).loaded == 10


def test_trial_leaves_the_next_load_where_it_was(town, serve):
    service = serve(*reports(10))
    before = town.files()
    assert load(town, service, dry_run=True).loaded == 10
    assert town.files() == before and load(town, service).loaded == 10


def test_refused_load_leaves_the_next_one_where_it_was(town, serve):
    service = serve(*reports(10))
    service.first = [(200, b"[{")] * 3
    before = town.files()
    with pytest.raises(ServiceError, match="autre chose"):
        load(town, service)
    assert town.files() == before and load(town, service).loaded == 10


def test_each_address_has_its_own_progress(town, serve):
    load(town, serve(*reports(3)))
    other = serve(*reports(3, datetime(2024, 5, 1, tzinfo=UTC)))
    load(town, other)
    assert other.asked[0]["start_date"] == "2024-04-01T12:00:00Z"


@pytest.mark.parametrize(
    "trouble", [(500, b"oups"), (503, b""), (429, b""), (200, b'[{"service_request_id": "1"'), (200, b"")],
    ids=["defect", "busy", "too often", "torn", "empty"],
)  # fmt: skip
@pytest.mark.parametrize(("times", "is_loaded"), [(1, True), (2, True), (3, False)])
def test_page_is_asked_again_a_few_times(town, serve, trouble, times, is_loaded):
    service = serve(*reports(5), first=[trouble] * times)
    if is_loaded:
        assert load(town, service).loaded == 5
    else:
        with pytest.raises(ServiceError):
            load(town, service)
        assert len(service.asked) == 3


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (404, b"", "code 404"), (403, b"", "code 403"), (200, b"{}", "autre chose"),
        (200, b'[{"code": 400}]', "autre chose"), (200, b"[1, 2]", "autre chose"), (200, b"null", "autre chose"),
    ],
)  # fmt: skip
def test_service_is_refused_at_once_when_asking_again_is_no_use(town, serve, status, body, says):
    service = serve(first=[(status, body)] * 9)
    with pytest.raises(ServiceError, match=says):
        load(town, service)
    assert len(service.asked) == 1


def test_page_of_another_kind_is_refused(town, serve):
    with pytest.raises(ServiceError, match="autre chose"):
        load(town, serve(form="xml", first=[(200, b"<html><body><p>Bonjour</p></body></html>")] * 9))


def test_service_without_a_report_is_refused_with_the_day_asked_from(town, serve, refusal):
    service = serve()
    before = town.files()
    sentence = refusal(town.command("load", service.url, "--source", "open311"))
    assert "aucune demande depuis le" in sentence and town.files() == before


def test_redirection_is_followed_on_the_same_host_alone(town, serve):
    service, other = serve(*reports(2)), serve(*reports(2))
    service.first = [(302, b"")]
    service.location = f"{service.url}?start_date=2024-01-01&end_date=2025-01-01&page=1&page_size=100"
    assert load(town, service).loaded == 2
    service.first, service.location = [(302, b"")] * 9, other.url.replace("127.0.0.1", "localhost")
    with pytest.raises(ServiceError, match="renvoie ailleurs"):
        load(town, service)
    assert other.asked == []


def test_loop_of_redirections_ends(town, serve):
    with pytest.raises(ServiceError, match="renvoie ailleurs"):
        load(town, serve(first=[(302, b"")] * 99))


def test_service_that_answers_nothing_is_given_up(town, serve, monkeypatch):
    released = threading.Event()
    service = serve(*reports(1))
    monkeypatch.setattr("data.intake.services.server._TIMEOUT", 0.05)
    monkeypatch.setattr(service, "answer", lambda path: (200, b"[]") if released.wait(10) else (500, b""))
    with pytest.raises(ServiceError, match="ne répond pas"):
        load(town, service)
    released.set()


@pytest.mark.parametrize(("limit", "value"), [("_DEADLINE", -1), ("_LARGEST", 10), ("_PAGES", 2)])
def test_service_that_never_ends_is_given_up(town, serve, monkeypatch, limit, value):
    monkeypatch.setattr(open311, limit, value)
    with pytest.raises(ServiceError):
        load(town, serve(*reports(250)))


def test_machine_that_is_not_there_is_refused(town, serve, refusal):
    before = town.files()
    sentence = refusal(town.command("load", "http://127.0.0.1:1/requests.json", "--source", "open311"))
    assert "ne répond pas" in sentence and town.files() == before


def test_what_the_address_asks_is_kept_and_its_key_told_nowhere(town, serve):
    service = serve(*reports(1))
    delivery = load(town, service, query="?jurisdiction_id=ville&api_key=secret")
    assert (service.asked[0]["jurisdiction_id"], service.asked[0]["api_key"]) == ("ville", "secret")
    assert "secret" not in delivery.file
    service.first = [(404, b"")]
    with pytest.raises(ServiceError) as refused:
        load(town, service, query="?api_key=secret")
    assert "secret" not in str(refused.value) + refused.value.details


@pytest.mark.parametrize(
    "url", ["http://ville.example/", "https:///requests.json", "http://ville.example/requests.html"]
)
def test_address_of_no_service_is_refused(town, url, refusal):
    assert "n’a pas l’adresse" in refusal(town.command("load", url, "--source", "open311"))


@pytest.mark.parametrize(
    "arguments",
    [["http://ville.example/requests.json"], ["http://ville.example/requests.json", "faits.csv", "--source", "open311"],
     ["http://ville.example/requests.json", "--source", "dans_ma_rue"]],
    ids=["no source", "a file too", "another source"],
)  # fmt: skip
def test_address_is_asked_only_when_said_so(town, refusal, arguments):
    assert "une adresse se charge seule" in refusal(town.command("load", *arguments))
