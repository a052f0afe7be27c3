"""Three errands of those who use the screens, and what each costs: taps, clicks or keys."""

import re

import pytest
from playwright.sync_api import expect

from analytics.text import fr
from tests.browser.test_actions import in_dialog, main, pick_several
from tests.browser.test_comfort import UNMARKED

COUNT = (
    "addEventListener('pointerdown', () => { sessionStorage.presses = 1 + Number(sessionStorage.presses || 0) }, true)"
)


def presses(page):
    return int(page.evaluate("sessionStorage.presses || 0"))


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
def test_elue_reads_what_changed_in_noise_and_the_way_to_actions_in_two_taps(page, opened, settled):
    page.add_init_script(COUNT)
    opened("/")
    page.get_by_role("combobox", name=fr.MY_ZONE).tap()
    page.get_by_role("option", name="Les Tanneries").tap()
    expect(page.get_by_role("heading", name=f"{fr.PORTRAIT} – Les Tanneries")).to_be_visible()
    settled(page)
    assert 0 < presses(page) <= 2
    portrait = page.locator(".st-key-portrait")
    noise = portrait.locator("p", has_text="Bruit et tapage")
    expect(noise.locator(".stMarkdownBadge")).not_to_have_count(0)
    for answer in (noise, portrait.get_by_role("link", name=fr.PORTRAIT_LINKS["actions"])):
        expect(answer).to_be_in_viewport(ratio=1)


def test_coordinator_registers_an_action_in_twelve_clicks(page, opened, settled):
    page.add_init_script(COUNT)
    opened("/actions")
    form = in_dialog(page, settled, "Nouvelle action")
    for label, text in (("Nom", "Passages du soir"), ("Service pilote", "Police municipale")):
        field = form.get_by_role("textbox", name=label, exact=label == "Nom")
        field.click()
        field.fill(text)
    effect = form.get_by_label("Effet attendu")
    effect.click()
    effect.fill("Moins de bruit le soir")
    pick_several(page, settled, re.compile("^Quartiers"), "Les Coteaux")
    pick_several(page, settled, re.compile("^Indicateurs suivis"), "Signalements – Bruit et tapage")
    form.get_by_role("button", name="Enregistrer l’action").click()
    settled(page)
    assert 0 < presses(page) <= 12
    expect(main(page)).to_contain_text("L’action est enregistrée.")
    expect(page.get_by_role("heading", name="Passages du soir")).to_be_visible()


@pytest.fixture
def tab_to(page):
    """Go to an element by Tab alone; the keyboard is seen at each step."""

    def go(target):
        for _ in range(60):
            page.keyboard.press("Tab")
            assert page.evaluate(UNMARKED) == ""
            if target.evaluate("(one) => one === document.activeElement"):
                return
        pytest.fail(f"Tab does not lead to {target}")

    return go


@pytest.fixture
def pick(page, settled):
    """Choose what is typed in the list that has the keyboard."""

    def pick(option):
        page.keyboard.type(option)
        settled(page)
        for key in ("ArrowDown", "ArrowUp", "Enter"):
            page.keyboard.press(key)
        settled(page)

    return pick


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844})
def test_elue_reads_what_changed_in_noise_and_goes_to_actions_by_keyboard(page, opened, settled, tab_to, pick):
    opened("/")
    tab_to(page.get_by_role("combobox", name=fr.MY_ZONE))
    pick("Les Tanneries")
    expect(page.get_by_role("heading", name=f"{fr.PORTRAIT} – Les Tanneries")).to_be_visible()
    noise = page.locator(".st-key-portrait p", has_text="Bruit et tapage")
    expect(noise.locator(".stMarkdownBadge")).not_to_have_count(0)
    expect(noise).to_be_in_viewport(ratio=1)
    tab_to(page.locator(".st-key-portrait").get_by_role("link", name=fr.PORTRAIT_LINKS["actions"]))
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_role("table", name="Registre des actions")).to_be_visible()
    expect(page).to_have_url(re.compile("/actions.*zones.4"))


def test_coordinator_registers_an_action_by_keyboard(page, opened, settled, tab_to, pick):
    opened("/actions")
    tab_to(page.get_by_role("button", name="Nouvelle action"))
    page.keyboard.press("Enter")
    settled(page)
    form = page.get_by_role("dialog")
    for label, text in (
        ("Nom", "Passages du matin"),
        ("Quartiers", "Les Coteaux"),
        ("Service pilote", "Médiation"),
        ("Indicateurs suivis", "Signalements – Bruit et tapage"),
        ("Effet attendu", "Moins de bruit"),
    ):
        is_list = label in ("Quartiers", "Indicateurs suivis")
        tab_to(form.get_by_role("combobox" if is_list else "textbox", name=re.compile(f"^{label}")))
        if is_list:
            pick(text)
            page.keyboard.press("Escape")
        else:
            page.keyboard.type(text)
    tab_to(form.get_by_role("button", name="Enregistrer l’action"))
    page.keyboard.press("Enter")
    settled(page)
    expect(main(page)).to_contain_text("L’action est enregistrée.")
    expect(page.get_by_role("heading", name="Passages du matin")).to_be_visible()
    expect(main(page)).to_contain_text("Les Coteaux")


@pytest.mark.parametrize(
    ("keys", "choice", "shown"),
    [
        ("2", "zones.4", "svg.map"),
        ("3", "zones.4", "h1:has-text('Les Tanneries')"),
        ("5", "zones.4", ".tableau td.verdict .chip"),
        ("5", "action.1", ".st-key-lead"),
    ],
)
def test_projection_reaches_map_quarter_and_result_in_three_keys(projected, press, keys, choice, shown):
    page = projected("accueil", choice)
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert len(keys.split()) <= 3
    press(*keys.split())
    expect(page.locator(shown).first).to_be_in_viewport()
