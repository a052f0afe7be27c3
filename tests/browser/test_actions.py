"""The loop: a coordinator registers, reads, decides, finds it on Accueil; an élue goes from Accueil to a portrait."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from data import journal
from tests.browser.test_journeys import choose, chosen_on

TANNERIES = "Médiation de soirée aux Tanneries"


def main(page):
    return page.locator("[data-testid=stMain]")


def in_dialog(page, settled, label):
    """The dialog that a button opens."""
    page.get_by_role("button", name=label, exact=True).click()
    settled(page)
    return page.get_by_role("dialog")


def pick_several(page, settled, label, *options):
    """Choose in a list of several, each once the list that answers to its name stands still."""
    for option in options:
        page.get_by_role("combobox", name=label).click()
        settled(page)
        page.keyboard.type(option)
        settled(page)
        page.get_by_role("option").filter(has_text=re.compile(rf"^{option}$")).click()
        settled(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_coordinator_registers_an_action_reads_it_decides_and_finds_it_on_accueil(opened, settled):
    page = opened("/actions")
    form = in_dialog(page, settled, "Nouvelle action")
    form.get_by_label("Nom", exact=True).fill("Rondes de fin de journée")
    pick_several(page, settled, "Quartiers (aucun\u00a0: toute la commune)", "Les Coteaux")
    for part, text in (("jour", "01"), ("mois", "03"), ("année", "2024")):
        form.get_by_role("spinbutton", name=f"{part}, Début").press_sequentially(text)
    form.get_by_role("textbox", name="Service pilote").fill("Police municipale")
    form.get_by_label("Effet attendu").fill("Moins de bruit signalé le soir")
    pick_several(page, settled, "Indicateurs suivis", "Signalements – Bruit et tapage")
    form.get_by_role("button", name="Enregistrer l’action").click()
    settled(page)
    expect(form).to_have_count(0)
    expect(main(page)).to_contain_text("L’action est enregistrée.")
    expect(page).to_have_url(re.compile("action.14"))
    expect(page.get_by_role("heading", name="Rondes de fin de journée")).to_be_visible()
    for words in ("Ce qui pouvait se voir", "Verdict", "Niveau de preuve", "Proposition"):
        expect(main(page)).to_contain_text(words)

    page.locator("summary", has_text="Enregistrer une décision").click()
    settled(page)
    form = page.locator("[data-testid=stForm]", has=page.get_by_role("button", name="Enregistrer une décision"))
    form.get_by_label("Motif").fill("Revoir les horaires avec les équipes")
    form.get_by_role("button", name="Enregistrer une décision").click()
    settled(page)
    expect(main(page)).to_contain_text("La décision est enregistrée.")

    page = opened("/")
    decided = page.locator(".st-key-accueil-decisions tr", has_text="Rondes de fin de journée")
    expect(decided).to_contain_text("Continuer")
    expect(decided).to_contain_text("Police municipale")


def test_two_coordinators_with_one_action_are_told_apart_when_names_are_alike(opened, settled):
    page = opened("/actions")
    form = in_dialog(page, settled, "Nouvelle action")
    form.get_by_label("Nom", exact=True).fill(TANNERIES.upper())
    form.get_by_role("textbox", name="Service pilote").fill("Police municipale")
    form.get_by_label("Effet attendu").fill("Moins de bruit")
    form.get_by_role("button", name="Enregistrer l’action").click()
    settled(page)
    expect(form.get_by_role("alert")).to_contain_text("Rien n’a été modifié")
    expect(form.get_by_label("Nom", exact=True)).to_have_value(TANNERIES.upper())


def test_elue_goes_from_accueil_to_a_portrait_with_facts_feeling_and_actions_in_two_clicks(opened, settled):
    page = opened("/")
    page.get_by_role("link", name="Carte").first.click()
    settled(page)
    chosen_on(page, settled, "Bel-Horizon")
    expect(page.get_by_role("heading", name="Portrait – Bel-Horizon")).to_be_visible()
    expect(main(page)).to_contain_text("Ce que ressentent les personnes interrogées")
    expect(main(page)).to_contain_text("Actions dans ce quartier")
    expect(main(page)).to_contain_text("Veille partagée des halls")


def test_screen_and_command_line_say_the_same_of_an_action(opened, settled, own_home, project):
    command = [sys.executable, "-m", "analytics", "evaluate", TANNERIES, "--json", "--home", str(own_home)]
    told = json.loads(subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout)
    assert set(told) == {
        "action", "method", "estimate", "low", "high", "unit", "minimal_detectable_effect", "verdict", "proof_level",
        "checks", "snapshot",
    }  # fmt: skip
    page = opened("/actions?choix=action.1")
    expect(page.get_by_role("heading", name=TANNERIES)).to_be_visible()
    page.locator("summary", has_text="Vérifications").click()
    for said in (told["verdict"], told["proof_level"].capitalize(), *(check["text"] for check in told["checks"])):
        expect(main(page)).to_contain_text(said)


def test_actions_are_read_by_everybody_and_by_keyboard(page_of_each_size, opened, settled, axe):
    page = opened("/actions?choix=action.1")
    page.locator("summary", has_text="Vérifications").focus()
    page.keyboard.press("Enter")
    settled(page)
    expect(main(page)).to_contain_text("évolution")
    assert axe(page) == []
    assert main(page).evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0


def test_register_is_downloaded_as_a_workbook(opened, settled):
    page = opened("/actions")
    in_dialog(page, settled, "Importer ou télécharger")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le registre").click()
    with open(download.value.path(), "rb") as file:
        assert file.read(2) == b"PK"


def rows(page):
    """Names of the actions of the register, from top to bottom."""
    return page.locator(".tableau a").all_inner_texts()


def test_register_keeps_the_filter_and_the_order_in_the_address(opened, settled):
    page = opened("/actions")
    by_verdict = rows(page)
    page.get_by_role("radio", name="Par date").click()
    settled(page)
    assert rows(page) != by_verdict and sorted(rows(page)) == sorted(by_verdict)
    assert "ordre.date" in page.url
    choose(page, "Champ d’action", "Vidéoprotection")
    settled(page)
    assert rows(page) == ["Vidéoprotection du Centre ancien"]
    assert "champ.videoprotection" in page.url


def test_action_takes_the_place_of_the_register_and_the_browser_goes_back(opened, settled):
    page = opened("/actions")
    at_first = rows(page)
    page.get_by_role("link", name=TANNERIES).focus()
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TANNERIES)
    assert page.url.endswith("/actions?choix=action.1") and rows(page) == []
    page.go_back()
    settled(page)
    assert page.url.endswith("/actions") and rows(page) == at_first
    page.go_forward()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TANNERIES)
    page.get_by_role("button", name="Toutes les actions").click()
    settled(page)
    assert page.url.endswith("/actions") and rows(page) == at_first


def test_link_of_an_action_leads_to_it_when_it_is_opened_alone(opened, settled):
    page = opened("/actions?choix=ordre.date")
    link = page.get_by_role("link", name=TANNERIES).get_attribute("href")
    page = opened(f"/actions{link}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TANNERIES)
    assert "ordre.date" in page.url


def test_table_of_the_register_is_read_aloud_and_prints(page_of_each_size, opened, settled, axe):
    page = opened("/actions")
    assert axe(page) == []
    table = page.get_by_role("table", name="Registre des actions")
    for head in ("Action", "Verdict", "Preuve"):
        expect(table.get_by_role("columnheader", name=head, exact=True)).to_have_count(1)
    pictures = table.get_by_role("img").all()
    assert len(pictures) > 13 and all(picture.get_attribute("aria-label") for picture in pictures)
    page.emulate_media(media="print")
    expect(table).to_be_visible()
    page.emulate_media(media="screen", forced_colors="active")
    assert table.get_by_role("img").first.evaluate("(one) => getComputedStyle(one).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


def test_change_is_written_and_kept_when_an_action_is_revised(opened, settled):
    page = opened("/actions?choix=action.1")
    page.locator("summary", has_text="Modifier l’action").click()
    settled(page)
    form = page.locator("[data-testid=stForm]", has=page.get_by_role("button", name="Enregistrer la modification"))
    form.get_by_role("textbox", name="Axe du schéma territorial").fill("Vivre ensemble le soir")
    form.get_by_role("button", name="Enregistrer la modification").click()
    settled(page)
    expect(main(page)).to_contain_text("La modification est enregistrée.")
    expect(main(page)).to_contain_text("Vivre ensemble le soir")
    page.locator("summary", has_text="Modifications").click()
    settled(page)
    expect(main(page)).to_contain_text("axe du schéma, de «\u00a0Apaiser l’espace public\u00a0»")


def test_second_writer_is_told_and_nothing_is_overwritten(opened, settled, own_home):
    page = opened("/actions?choix=action.1")
    page.locator("summary", has_text="Modifier l’action").click()
    settled(page)
    with journal.open_journal(own_home) as kept:
        held = kept.action(1)
        kept.revise(replace(held, cost_euros=95_000), by="Finances", at=datetime.now(UTC))
    form = page.locator("[data-testid=stForm]", has=page.get_by_role("button", name="Enregistrer la modification"))
    form.get_by_role("textbox", name="Mécanisme").fill("Autre chose")
    form.get_by_role("button", name="Enregistrer la modification").click()
    settled(page)
    expect(main(page).get_by_role("alert")).to_contain_text("Finances")
    with journal.open_journal(own_home) as kept:
        assert (kept.action(1).cost_euros, kept.action(1).mechanism) == (95_000, held.mechanism)


def test_meeting_is_held_and_accueil_opens_on_it(opened, settled):
    page = opened("/actions")
    form = in_dialog(page, settled, "Nouvelle réunion")
    for part, text in (("jour", "04"), ("mois", "11"), ("année", "2025")):
        form.get_by_role("spinbutton", name=f"{part}, Date").press_sequentially(text)
    form.get_by_role("textbox", name="Formation réunie").fill("Formation restreinte")
    form.get_by_role("textbox", name="Service qui écrit").fill("Coordination")
    form.get_by_role("button", name="Enregistrer la réunion").click()
    settled(page)
    page = opened("/")
    expect(main(page)).to_contain_text("Depuis la réunion du 4 novembre 2025")


def test_evaluation_is_kept_with_the_reason_of_another_method(opened, settled, own_home):
    page = opened("/actions?choix=action.1")
    page.locator("summary", has_text="Évaluations gardées").click()
    settled(page)
    choose(page, "Méthode", "série suivie avant et après")
    settled(page)
    keep = page.get_by_role("button", name="Garder cette évaluation")
    expect(keep).to_be_disabled()
    reason = page.get_by_role("textbox", name="Motif du changement de méthode")
    reason.fill("Les zones comparables ont changé de limites")
    reason.press("Enter")
    settled(page)
    keep.click()
    settled(page)
    with journal.open_journal(own_home) as kept:
        (held,) = kept.evaluations(1)
    assert (held.method, held.announced) == ("interrupted_time_series", "zone_changes")
    assert held.announced_reason == "Les zones comparables ont changé de limites"
    assert held.snapshot and held.code_version and held.inputs["treated"] == ["4"]


def test_objective_is_set_and_told_with_where_the_commune_stands(opened, settled):
    page = opened("/actions")
    form = in_dialog(page, settled, "Nouvel objectif")
    form.get_by_role("textbox", name="Objectif, en une phrase").fill("Moins de dépôts sauvages")
    form.get_by_role("textbox", name="Axe du schéma territorial").fill("Aménager pour apaiser")
    form.get_by_role("textbox", name="Service qui écrit").fill("Coordination")
    form.get_by_role("button", name="Enregistrer l’objectif").click()
    settled(page)
    expect(main(page)).to_contain_text("L’objectif est enregistré.")
    expect(main(page)).to_contain_text(
        "Moins de dépôts sauvages (Aménager pour apaiser)\u00a0: Plaintes, −10\u202f% par rapport à"
    )


def hurry(socket):
    """Have each press followed at once by another demand, which presses nothing."""
    server = socket.connect_to_server()

    def send(frame):
        server.send(frame)
        demand = BackMsg.FromString(frame)
        widgets = demand.rerun_script.widget_states.widgets
        pressed = [widget for widget in widgets if widget.trigger_value]
        for widget in pressed:  # The browser sends a press once: what it asks next has none.
            widgets.remove(widget)
        if pressed:
            server.send(demand.SerializeToString())

    socket.on_message(send)


def test_entry_is_kept_when_another_demand_follows_the_press_at_once(opened, settled, page):
    page.route_web_socket("**/_stcore/stream", hurry)
    page = opened("/actions?choix=action.1")
    page.locator("summary", has_text="Enregistrer une décision").click()
    settled(page)
    form = page.locator("[data-testid=stForm]", has=page.get_by_role("button", name="Enregistrer une décision"))
    for reason in (f"Revoir les horaires, {n} fois" for n in range(2, 6)):
        form.get_by_label("Motif").fill(reason)
        form.get_by_role("button", name="Enregistrer une décision").click()
        settled(page)
        expect(main(page)).to_contain_text(reason)
        expect(form.get_by_label("Motif")).to_have_value("")


def test_entry_of_a_dialog_is_kept_when_another_demand_follows_the_press_at_once(opened, settled, page):
    page.route_web_socket("**/_stcore/stream", hurry)
    page = opened("/actions")
    for label in (f"Formation hâtive, {n} fois" for n in range(2, 6)):
        form = in_dialog(page, settled, "Nouvelle réunion")
        form.get_by_role("textbox", name="Formation réunie").fill(label)
        form.get_by_role("textbox", name="Service qui écrit").fill("Coordination")
        form.get_by_role("button", name="Enregistrer la réunion").click()
        settled(page)
        expect(form).to_have_count(0)
        expect(main(page)).to_contain_text("La réunion est enregistrée")


def test_dialog_is_filled_by_keyboard_and_read_by_everybody(page_of_each_size, opened, settled, axe):
    page = opened("/actions")
    page.get_by_role("button", name="Nouvelle action").focus()
    page.keyboard.press("Enter")
    settled(page)
    form = page.get_by_role("dialog")
    form.get_by_label("Nom", exact=True).focus()
    page.keyboard.type("Rondes")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(form.get_by_label("Nom", exact=True)).to_have_value("Rondes")
    assert axe(page) == []
    form.get_by_role("button", name="Fermer").press("Enter")
    settled(page)
    expect(form).to_have_count(0)
