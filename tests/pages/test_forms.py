"""What a reader sends is written once, whatever the browser asks meanwhile; what is refused stays in its fields."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.state import SafeSessionState

from data import commune, status
from pages.app import guard
from pages.app.screens.actions import register
from pages.app.widgets.form import Form, call_every_callback
from tests.pages.test_pages import markup
from tests.pages.test_received import asking


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


def in_dialog(open_page, label):
    app = open_page("actions", "own")
    press(app, label)
    return app


def opened(open_page, expander, screen="actions", choix="action.1"):
    app = open_page(screen, "own", choix=choix)
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
    app = in_dialog(open_page, "Nouvelle réunion")
    field(app.text_input, "Formation").set_value("Réunion d’essai")
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    arm()
    press(app, "Enregistrer la réunion")
    assert labels(journal).count("Réunion d’essai") == 1
    assert any("La réunion est enregistrée" in one.value for one in app.success)
    app.run()
    assert not app.success
    press(app, "Nouvelle réunion")
    assert field(app.text_input, "Formation").value == ""


def test_entry_stays_in_its_fields_when_it_is_refused(open_page, journal):
    app = in_dialog(open_page, "Nouvelle réunion")
    field(app.text_input, "Formation").set_value("Réunion d’essai")
    press(app, "Enregistrer la réunion")
    assert len(app.warning) == 1 and not app.success
    assert field(app.text_input, "Formation").value == "Réunion d’essai"
    assert "Réunion d’essai" not in labels(journal)
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer la réunion")
    assert labels(journal).count("Réunion d’essai") == 1 and not app.warning


def test_dialog_is_open_while_its_entry_is_refused_or_until_it_is_closed(open_page, journal):
    app = in_dialog(open_page, "Nouvelle réunion")
    app.run()
    press(app, "Enregistrer la réunion")
    assert len(app.warning) == 1
    press(app, "Fermer")
    assert not [one for one in app.text_input if one.label.startswith("Formation")]
    press(app, "Nouvelle réunion")
    field(app.text_input, "Formation").set_value("Réunion d’essai")
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer la réunion")
    assert not [one for one in app.text_input if one.label.startswith("Formation")]


def test_new_action_is_shown_with_its_confirmation_once_it_is_written(open_page, journal):
    app = open_page("actions", "own", choix="statut.terminée")
    press(app, "Nouvelle action")
    n_before = len(journal.actions())
    typed = {"Nom": "Rondes d’essai", "Service pilote": "Police municipale"}
    for label, text in typed.items():
        field(app.text_input, label).set_value(text)
    press(app, "Enregistrer l’action")
    assert "effet attendu" in app.warning[0].value
    assert {label: field(app.text_input, label).value for label in typed} == typed
    field(app.text_area, "Effet attendu").set_value("Moins de bruit")
    press(app, "Enregistrer l’action")
    assert [one.value for one in app.success] == ["L’action est enregistrée."]
    assert "Rondes d’essai" in app.title[0].value
    assert [one.mechanism for one in journal.actions()[n_before:]] == [""]
    app.session_state[f"revision-{n_before + 1}"] = True
    app.run()
    field(app.text_area, "Mécanisme").set_value("Une présence régulière")
    press(app, "Enregistrer la modification")
    assert journal.action(n_before + 1).mechanism == "Une présence régulière"


def test_register_is_read_before_it_is_written_row_by_row(open_page, journal, tmp_path):
    path = tmp_path / "registre.csv"
    first, second, *others = journal.actions()
    rows = [
        "nom;champ;debut;pilote;effet_attendu;mecanisme;cout_euros",
        f"{first.name};;{first.start};;;;95000",
        f"{second.name};;{second.start};;;;",
        "Rondes d’essai;prevention;2026-03-01;Police municipale;Moins de bruit;Une présence;",
        "Sans début;;;Police municipale;;;",
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    app = in_dialog(open_page, "Importer ou télécharger")
    app.file_uploader[0].set_value([("registre.csv", path.read_bytes(), "text/csv")])
    app.run()
    assert not app.exception
    (read,) = (one.value for one in app.markdown if "À créer" in one.value)
    for said in (
        "À créer (1)",
        "À modifier (1)",
        f"de «\xa0{first.cost_euros}\xa0» à «\xa095000\xa0»",
        "Inchangées (1)",
        "ligne 5",
    ):
        assert said in read
    assert journal.actions() == (first, second, *others)
    press(app, "Importer")
    assert "1\xa0action créée" in app.success[0].value
    assert journal.action(first.number).cost_euros == 95_000
    assert journal.actions()[-1].name == "Rondes d’essai"


@pytest.mark.parametrize("text", ["", "nom;pilote\nRondes;Police\n"], ids=["empty", "without a start"])
def test_table_that_is_no_register_is_refused_in_its_dialog(open_page, journal, text):
    app = in_dialog(open_page, "Importer ou télécharger")
    app.file_uploader[0].set_value([("registre.csv", text.encode(), "text/csv")])
    app.run()
    assert len(app.warning) == 1 and not app.exception
    assert "Importer" not in [one.label for one in app.button]


def test_meeting_has_members_and_accueil_compares_with_the_one_chosen(open_page, journal):
    app = in_dialog(open_page, "Nouvelle réunion")
    field(app.date_input, "Date").set_value(date(2025, 12, 2))
    field(app.text_input, "Formation").set_value("Plénière")
    field(app.multiselect, "Membres présents").set_value(["commune", "bailleurs"])
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer la réunion")
    assert journal.meetings()[0].partners == ("commune", "bailleurs")
    press(app, "Nouvelle réunion")
    assert any("membres présents\xa0: Commune et Bailleurs" in one.value for one in app.markdown)
    first = journal.meetings()[-1]
    app = open_page("accueil", "own")
    assert "Depuis la réunion du 2 décembre 2025" in [one.value for one in app.header]
    field(app.selectbox, "Réunion à laquelle comparer").set_value(str(first.number)).run()
    assert "Depuis la réunion du 17 juin 2025" in [one.value for one in app.header]
    app = open_page("accueil", "own", choix=f"seance.{first.number}")
    assert "Depuis la réunion du 17 juin 2025" in [one.value for one in app.header]


def test_objective_is_set_followed_corrected_and_dropped(open_page, journal):
    n_before = len(journal.objectives())
    app = in_dialog(open_page, "Nouvel objectif")
    field(app.text_input, "Objectif").set_value("Moins de bruit")
    field(app.text_input, "Axe").set_value("Apaiser")
    field(app.date_input, "Échéance").set_value(date(2028, 12, 31))
    field(app.selectbox, "Indicateur de l’objectif").set_value("signalements/bruit_tapage")
    field(app.number_input, "Année de référence").set_value(2024)
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer l’objectif")
    (told,) = (one.value for one in app.markdown if one.value.startswith("**Moins de bruit**"))
    assert "−10\u202f% par rapport à 2024" in told and "un an plus tôt" in told
    assert journal.objectives()[n_before].sought == -0.1
    [one for one in app.button if one.label == "Corriger"][n_before].click().run()
    field(app.number_input, "Cible").set_value(15)
    press(app, "Enregistrer l’objectif")
    assert len(app.warning) == 1 and field(app.number_input, "Cible").value == 15
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer l’objectif")
    assert journal.objectives()[n_before].target == 15
    [one for one in app.button if one.label == "Corriger"][n_before].click().run()
    field(app.checkbox, "Retirer").check()
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer l’objectif")
    assert len(journal.objectives()) == n_before
    assert [one.value for one in app.success] == ["L’objectif est retiré."]


def test_event_is_written_on_evolution_corrected_and_dropped(open_page, journal):
    app = open_page("evolution", "own")
    press(app, "Nouvel événement")
    field(app.text_input, "Événement").set_value("Fête *du* port")
    field(app.multiselect, "Quartiers").set_value(["Les Tanneries"])
    press(app, "Enregistrer l’événement")
    assert len(app.warning) == 1 and field(app.text_input, "Événement").value == "Fête *du* port"
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer l’événement")
    (event,) = journal.events(zone="Les Tanneries")
    assert event.start == event.end == date.today()
    (told,) = (one.value for one in app.markdown if one.value.startswith("**Fête"))
    assert r"Fête \*du\* port" in told and "(Les Tanneries)" in told
    press(app, "Corriger")
    field(app.checkbox, "Retirer").check()
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer l’événement")
    assert journal.events() == () and [one.value for one in app.success] == ["L’événement est retiré."]


def test_second_press_writes_nothing_once_the_entry_is_written(open_page, journal, monkeypatch):
    pressed, keep = [], Form._keep
    monkeypatch.setattr(Form, "_keep", lambda *arguments: (pressed.append(arguments), keep(*arguments)))
    app = in_dialog(open_page, "Nouvelle réunion")
    field(app.text_input, "Formation").set_value("Réunion d’essai")
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer la réunion")
    ((form, *arguments),) = pressed
    keep(form, *arguments)
    assert app.session_state["exchange"].entries == {}
    app.run()
    assert labels(journal).count("Réunion d’essai") == 1


TYPED = {
    "comment": ("comments-1", "", "Ajouter le commentaire", {"Commentaire": "Vu avec les équipes"}),
    "decision": (
        "decide-1",
        "",
        "Enregistrer une décision",
        {"Motif": "Voir M. Martin", "Service responsable": "Police"},
    ),
    "revision": ("revision-1", "", "Enregistrer la modification", {"Effet attendu": " ", "Mécanisme": "Autre chose"}),
    "meeting": ("", "Nouvelle réunion", "Enregistrer la réunion", {"Formation": "Plénière", "Ordre du jour": "Été"}),
    "objective": ("", "Nouvel objectif", "Enregistrer l’objectif", {"Objectif": "Moins de bruit", "Axe": "Apaiser"}),
    "action": ("", "Nouvelle action", "Enregistrer l’action", {"Nom": "Rondes", "Effet attendu": "Moins de bruit"}),
}


@pytest.mark.parametrize(("expander", "dialog", "send", "typed"), TYPED.values(), ids=TYPED)
def test_what_is_typed_is_kept_when_it_is_refused(open_page, journal, expander, dialog, send, typed):
    app = opened(open_page, expander) if expander else in_dialog(open_page, dialog)
    for label, text in typed.items():
        field([*app.text_area, *app.text_input], label).set_value(text)
    for _ in range(2):
        press(app, send)
        assert len(app.warning) == 1
        assert {label: field([*app.text_area, *app.text_input], label).value for label in typed} == typed


def test_decision_is_postponed_done_and_reopened_each_with_who_says_so(open_page, journal):
    def follow(outcome, by):
        app = open_page("actions", "own", choix="action.1")
        press(app, "Suivre")
        field(app.radio, "Suivre une décision").set_value(outcome).run()
        field(app.text_input, "Service qui écrit").set_value(by)
        press(app, "Enregistrer la suite")
        return app, journal.decisions(action=1)[0]

    (before,) = journal.decisions(action=1)
    assert before.done_on
    _, reopened = follow("Rouverte", "Coordination")
    assert reopened.done_on is None and reopened in journal.open_decisions()
    app = open_page("accueil", "own")
    assert any("Médiation de soirée aux Tanneries" in html and "en retard" in html for html in markup(app))
    _, postponed = follow("Reportée", "Élus")
    assert postponed.due > date.today()
    app, done = follow("Faite", "")
    assert done == postponed and len(app.warning) == 1
    app, done = follow("Faite", "Police municipale")
    assert done.done_on == date.today() and done not in journal.open_decisions()
    assert [(one.field, one.by) for one in journal.changes(of=done)[-3:]] == [
        ("done_on", "Coordination"), ("due", "Élus"), ("done_on", "Police municipale"),
    ]  # fmt: skip
    assert any("suite de la décision" in one.value for one in app.success)


def test_comment_that_was_refused_is_written_once_it_is_signed(open_page, journal):
    app = opened(open_page, "comments-1")
    field(app.text_area, "Commentaire").set_value("Vu avec les équipes")
    press(app, "Ajouter le commentaire")
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Ajouter le commentaire")
    assert [one.text for one in journal.comments(1)] == ["Vu avec les équipes"]


def test_second_writer_keeps_what_was_typed_and_sees_what_the_first_one_wrote(open_page, journal):
    app = opened(open_page, "revision-1", choix="action.1")
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
    before = [one["delivery"] for one in status.deliveries(commune.read(own))]
    app = asking(open_page, before[0], "undo", of="own")
    arm()
    press(app, "Annuler ce chargement")
    assert any("est annulé" in one.value for one in app.success)
    assert [one["delivery"] for one in status.deliveries(commune.read(own))] == before[1:]
