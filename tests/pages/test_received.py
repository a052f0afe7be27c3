"""What the screen Données says of the files that were loaded, without a browser."""

import json
from xml.etree import ElementTree

import pandas as pd
import pytest

from analytics.text import fr
from data import status
from data.errors import DependentDeliveryError
from data.warehouse import repository, undo

NAME = "*a* <b>c</b>.csv"


def row(number, **changes):
    usual = {"delivery": number, "source": "ville", "file": NAME, "loaded_at": "2026-09-23 18:00:00", "rejected": 0}
    counts = dict.fromkeys(("rows_read", "loaded", "duplicate"), 3)
    return usual | counts | {"period_first": "2025-01", "period_last": "2025-02"} | changes


def asking(open_page, delivery, action, *, of="demo"):
    """The screen of files, once a button of the list is pressed."""
    app = open_page("donnees", of)
    app.session_state["files-asked"] = (delivery, action)
    app.run()
    assert not app.exception
    return app


def listed(app):
    (table,) = (json.loads(one.proto.json) for one in app.get("bidi_component") if "<table>" in one.proto.json)
    rows = ElementTree.fromstring(table).iterfind(".//tbody/tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def press(app, label):
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception


@pytest.mark.parametrize(("n", "shown"), [(19, 19), (20, 20), (21, 20)])
def test_last_files_are_listed_and_all_of_them_when_asked(open_page, monkeypatch, n, shown):
    monkeypatch.setattr(status, "deliveries", lambda _: [row(n - i) for i in range(n)])
    app = open_page("donnees", "demo")
    assert [int(cells[0]) for cells in listed(app)] == [n - i for i in range(shown)]
    assert (fr.ALL_FILES in [one.label for one in app.button]) == (n > shown)
    if n > shown:
        press(app, fr.ALL_FILES)
        assert len(listed(app)) == n


def test_name_of_a_file_is_listed_as_it_was_typed(open_page, monkeypatch):
    monkeypatch.setattr(status, "deliveries", lambda _: [row(1)])
    (cells,) = listed(open_page("donnees", "demo"))
    assert cells[1] == NAME


def test_rejected_rows_are_told_and_listed_on_demand_alone(open_page, monkeypatch):
    rejected = pd.DataFrame({"row_number": [2, 7], "reason": ["date illisible"] * 2})
    monkeypatch.setattr(status, "deliveries", lambda _: [row(2, rejected=2), row(1)])
    monkeypatch.setattr(repository, "rejections", lambda *_: pytest.fail("read before it is asked for"))
    assert [cells[-2] for cells in listed(open_page("donnees", "demo"))] == ["2", "0"]
    monkeypatch.setattr(repository, "rejections", lambda *_: rejected)
    app = asking(open_page, 2, "rejected")
    assert "2\u00a0lignes\u00a0: date illisible." in [one.value for one in app.markdown]
    assert [one.label for one in app.get("download_button")] == [fr.DOWNLOAD]


def test_file_is_undone_only_once_that_is_confirmed(open_page, monkeypatch):
    undone = []
    monkeypatch.setattr(status, "deliveries", lambda _: [row(1)])
    monkeypatch.setattr(
        undo, "undo", lambda _, delivery: undone.append(delivery) or undo.Undone(1, "", NAME, 3, 0, "2")
    )
    app = asking(open_page, 1, "undo")
    (said,) = [one.value for one in app.markdown if "disparaît" in one.value]
    assert "**3\u00a0lignes**" in said and "janvier 2025 – février 2025" in said and undone == []
    press(app, fr.UNDO_DO)
    assert undone == [1] and "est annulé" in app.success[0].value


def test_refusal_is_said_where_it_was_asked(open_page, monkeypatch):
    def refuse(*_):
        raise DependentDeliveryError(delivery=1, later="2")

    monkeypatch.setattr(status, "deliveries", lambda _: [row(1)])
    monkeypatch.setattr(undo, "undo", refuse)
    app = asking(open_page, 1, "undo")
    press(app, fr.UNDO_DO)
    assert "ne peut pas être annulée seule" in app.warning[0].value
    assert fr.UNDO_DO in [one.label for one in app.button]


def test_button_of_a_file_that_is_gone_opens_nothing(open_page):
    assert fr.UNDO_DO not in [one.label for one in asking(open_page, 999, "undo").button]
