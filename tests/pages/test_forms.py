"""What a reader sends is written once, whatever the browser asks meanwhile; what is refused stays in its fields."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.state import SafeSessionState

from data import commune, status
from data import journal as journals
from pages.app import guard
from pages.app.screens.actions import register
from pages.app.widgets.form import Form, call_every_callback


@pytest.fixture
def own(homes, demo_home, tmp_path):
    """The fictive commune, to write in."""
    homes["own"] = shutil.copytree(demo_home, tmp_path / "home")
    yield homes["own"]
    del homes["own"]


@pytest.fixture
def journal(own):
    with journals.open_journal(own) as opened:
        yield opened


@pytest.fixture
def interrupted(monkeypatch):
    """Have the browser ask once for another run, which presses no button, when a function is called."""
    call_every_callback()

    def at(owner, name):
        function, times = getattr(owner, name), iter((True,))

        def interrupt(*arguments, **options):
            if is_armed and next(times, False):
                context = get_script_run_ctx()
                context.script_requests.request_rerun(
                    RerunData(query_string=context.query_string, page_script_hash=context.page_script_hash)
                )
            return function(*arguments, **options)

        is_armed = []
        monkeypatch.setattr(owner, name, interrupt)
        return lambda: is_armed.append(True)

    return at


def opened(open_page, expander, screen="actions"):
    app = open_page(screen, "own")
    app.session_state[expander] = True
    return app.run()


def field(fields, label):
    return next(one for one in fields if one.label.startswith(label))


def press(app, label):
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception


def labels(journal):
    return [one.label for one in journal.meetings()]


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (SafeSessionState, "on_script_will_rerun"),
        (Form, "_keep"),
        (guard, "require"),
        (register, "verdicts"),
    ],
    ids=["before it is kept", "when it is kept", "before it is written", "while the screen is drawn"],
)
def test_entry_is_written_once_when_the_browser_asks_for_another_run(open_page, journal, interrupted, owner, name):
    arm = interrupted(owner, name)
    app = opened(open_page, "new-meeting")
    field(app.text_input, "Formation").set_value("Réunion d’essai")
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    arm()
    press(app, "Enregistrer la réunion")
    assert labels(journal).count("Réunion d’essai") == 1
    assert any("La réunion est enregistrée" in one.value for one in app.success)
    assert field(app.text_input, "Formation").value == ""
    app.run()
    assert not app.success


def test_entry_stays_in_its_fields_when_it_is_refused(open_page, journal):
    app = opened(open_page, "new-meeting")
    field(app.text_input, "Formation").set_value("Réunion d’essai")
    press(app, "Enregistrer la réunion")
    assert len(app.warning) == 1 and not app.success
    assert field(app.text_input, "Formation").value == "Réunion d’essai"
    assert "Réunion d’essai" not in labels(journal)
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer la réunion")
    assert labels(journal).count("Réunion d’essai") == 1 and not app.warning


def test_second_press_writes_nothing_once_the_entry_is_written(open_page, journal, monkeypatch):
    pressed, keep = [], Form._keep
    monkeypatch.setattr(Form, "_keep", lambda *arguments: (pressed.append(arguments), keep(*arguments)))
    app = opened(open_page, "new-meeting")
    field(app.text_input, "Formation").set_value("Réunion d’essai")
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer la réunion")
    ((form, *arguments),) = pressed
    keep(form, *arguments)
    assert app.session_state["exchange"].entries == {}
    app.run()
    assert labels(journal).count("Réunion d’essai") == 1


def test_comment_that_is_refused_is_not_lost(open_page, journal):
    app = opened(open_page, "comments-1")
    field(app.text_area, "Commentaire").set_value("Vu avec les équipes")
    press(app, "Ajouter le commentaire")
    assert len(app.warning) == 1
    assert field(app.text_area, "Commentaire").value == "Vu avec les équipes"
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Ajouter le commentaire")
    assert journal.comments(1)[-1].text == "Vu avec les équipes"


def test_second_writer_keeps_what_was_typed_and_sees_what_the_first_one_wrote(open_page, journal):
    app = opened(open_page, "revision-1")
    field(app.text_area, "Mécanisme").set_value("Autre chose")
    read = journal.action(1)
    journal.revise(replace(read, cost_euros=95_000), by="Finances", at=datetime.now(UTC))
    press(app, "Enregistrer la modification")
    assert "Finances" in app.warning[0].value
    assert (journal.action(1).cost_euros, journal.action(1).mechanism) == (95_000, read.mechanism)
    assert field(app.number_input, "Coût").value == 95_000
    assert field(app.text_area, "Mécanisme").value == "Autre chose"
    press(app, "Enregistrer la modification")
    assert (journal.action(1).cost_euros, journal.action(1).mechanism) == (95_000, "Autre chose")


def test_delivery_is_undone_once_when_the_browser_asks_for_another_run(open_page, own, interrupted):
    arm = interrupted(guard, "require")
    app = opened(open_page, "undo", screen="donnees")
    before = [one["delivery"] for one in status.deliveries(commune.read(own))]
    arm()
    press(app, "Annuler ce chargement")
    assert any("est annulé" in one.value for one in app.success)
    assert [one["delivery"] for one in status.deliveries(commune.read(own))] == before[1:]
