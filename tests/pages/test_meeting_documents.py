"""The documents of a meeting on their screen: made when asked for, stopped when another button is pressed, refused."""

import errno
import os
import shutil
from datetime import UTC, date, datetime

import openpyxl.worksheet._writer as worksheets
import pytest
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from analytics.blocks.frozen import frozen
from analytics.export import drawing
from analytics.text import meetings as texts
from data import journal as journals
from data.journal import AgendaItem, FrozenBlock, Meeting
from data.model import Scope
from tests.unit.analytics.test_documents import block, months

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BLOCKS = 3


@pytest.fixture
def meeting(homes, tmp_path):
    """A meeting of a few blocks."""
    homes["own"] = shutil.copytree(homes["one month"], tmp_path / "home")
    by = {"by": "Coordination", "at": AT}
    with journals.open_journal(homes["own"]) as journal:
        made = journal.register(Meeting(day=date(2026, 12, 10), label="Plénière", scope=Scope.ELU), **by)
        item = journal.register(AgendaItem(meeting=made.number, rank=1, label="Nuisances"), **by)
        for rank in range(1, BLOCKS + 1):
            kept = FrozenBlock(
                item=item.number, rank=rank, screen="evolution", address="", code=f"CODE000{rank}", scope=Scope.ELU,
                snapshot="000004", content=frozen(block(f"essai-{rank}", months)), frozen_at=AT,
            )  # fmt: skip
            journal.register(kept, **by)
    yield made
    del homes["own"]


def press(app, name):
    assert not app.exception, app.exception
    app.button(key=f"seance-{name}").click().run()
    assert not app.exception
    return app.get("download_button")


def test_each_document_is_given_once_it_is_made_and_no_longer_after(open_page, meeting):
    app = open_page("seance", "own")
    for name in texts.DOCUMENT_LABELS:
        (given,) = press(app, name)
        assert texts.DOCUMENT_LABELS[name] in given.proto.label
        assert not app.warning
    app.run()
    assert not app.get("download_button")


def test_another_press_stops_a_document_at_its_next_block(open_page, meeting, monkeypatch):
    app, drawn, svg = open_page("seance", "own"), [], drawing.svg

    def interrupted(figure, **look):
        drawn.append(figure)
        # As a browser does when a button is pressed; this one asks for nothing more.
        get_script_run_ctx().script_requests.request_rerun(RerunData())
        return svg(figure, **look)

    monkeypatch.setattr(drawing, "svg", interrupted)
    assert not press(app, "rapport.pdf")
    assert len(drawn) == 1


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_a_refusal_and_no_document(open_page, meeting, monkeypatch, code):
    def full(*_, **__):
        raise OSError(code, os.strerror(code))

    app = open_page("seance", "own")
    monkeypatch.setattr(worksheets, "create_temporary_file", full)
    for name in ("chiffres.xlsx", "diapositives.pptx"):
        assert not press(app, name)
        assert ["Le disque est plein" in one.value for one in app.warning] == [True]
