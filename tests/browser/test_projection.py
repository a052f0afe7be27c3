"""A meeting: one idea a page, turned by keys wherever the focus is, and seen whole by everybody."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import SCREENS

SIZES = [(1280, 720), (1920, 1080)]
# What a page shows beyond the screen: of itself, then of its pictures.
CUT = """
() => {
  const page = document.querySelector('[data-testid="stMainBlockContainer"]');
  const { right, bottom } = page.getBoundingClientRect();
  const isCut = (picture) => {
    const box = picture.getBoundingClientRect();
    return box.top < 0 || box.left < 0 || box.bottom > bottom + 1 || box.right > right + 1;
  };
  const pictures = [...page.querySelectorAll('.chart .main-svg, svg.map, [data-testid="stImage"] img')].filter(isCut);
  return [page.scrollHeight - page.clientHeight, page.scrollWidth - page.clientWidth, pictures.length];
}
"""
# Lists of any length, and forms, that are scrolled.
LONG = {("actions", 1), ("donnees", 1), ("methode", 1)}


def at(page: Page, screen: str, number: int) -> None:
    """Check what the bar says of the page, which the browser may still be turning."""
    expect(page.locator(".st-key-projection-bar")).to_contain_text(re.compile(rf"^{screen} · .*\D{number} / \d"))


def n_pages(page: Page) -> int:
    return int(page.locator(".st-key-projection-bar p", has_text=" / ").inner_text().split(" / ")[1])


def click_menu(page: Page, settled) -> None:
    page.get_by_role("button", name="Filtres").click()
    page.get_by_role("combobox", name="Indicateur").click()
    page.get_by_role("option", name="Signalements").click()
    settled(page)


FOCUS = {
    "nowhere": lambda page, settled: None,
    "chart": lambda page, settled: page.locator(".chart").first.click(),
    "button": lambda page, settled: page.get_by_role("button", name="Filtres").focus(),
    "menu clicked": click_menu,
}


@pytest.mark.parametrize("place", FOCUS)
def test_keys_turn_pages_wherever_the_focus_was_left(projected, press, settled, place):
    page = projected("evolution")
    FOCUS[place](page, settled)
    press("ArrowRight")
    at(page, "Évolution", 2)
    press("ArrowLeft")
    at(page, "Évolution", 1)
    press("PageDown")
    at(page, "Évolution", 2)
    press("PageUp")
    at(page, "Évolution", 1)
    press("End")
    at(page, "Évolution", n_pages(page))
    press("Home")
    at(page, "Évolution", 1)


def test_map_that_was_clicked_lets_keys_turn_pages_and_keeps_them_when_reached_by_tab(projected, press, settled):
    page = projected("carte")
    page.locator(".atlas svg.map").click()
    settled(page)
    press("ArrowRight")
    at(page, "Évolution", 1)
    press("ArrowLeft")
    at(page, "Carte", 1)
    page.locator(".atlas svg.map").focus()
    press("Tab", "Shift+Tab", "ArrowRight")
    at(page, "Carte", 1)
    expect(page.locator(".atlas svg.map")).to_have_attribute("aria-activedescendant", re.compile("atlas-zone"))


def test_letters_are_written_when_a_reader_types(projected, press, settled):
    page = projected("evolution")
    page.get_by_role("button", name="Filtres").click()
    page.get_by_role("combobox", name="Champ d’action").click()
    press("b")
    assert not page.evaluate("document.documentElement.classList.contains('black')")
    expect(page.get_by_role("combobox", name="Champ d’action")).to_have_value("b")


@pytest.mark.parametrize("screen", range(len(SCREENS)))
def test_pages_go_from_screen_to_screen_both_ways(projected, press, screen):
    page = projected(SCREENS[screen])
    press("PageUp")
    before = SCREENS[screen - 1]
    page.wait_for_url(f"**/{before}?**" if screen != 1 else "**/?**")
    expect(page.locator(".st-key-projection-bar")).to_contain_text(f"{n_pages(page)} / {n_pages(page)}")
    press("PageDown")
    page.wait_for_url(f"**/{SCREENS[screen]}?**" if screen else "**/?**")
    expect(page.locator(".st-key-projection-bar")).to_contain_text("1 / ")


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("2", "svg.map"),
        ("3", ".chart"),
        ("5", ".tableau td.verdict .chip"),
    ],
)
def test_three_keys_lead_to_the_map_a_neighbourhood_and_an_action(projected, press, keys, shown):
    page = projected("accueil", "zones.4")
    press(*keys.split())
    expect(page.locator(shown).first).to_be_in_viewport()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_action_is_seen_whole_and_no_page_after_it_is_empty(projected, press, settled, size):
    page = projected("actions", "action.1")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settled(page)
    down, across, pictures = page.evaluate(CUT)
    assert (down <= 0, across, pictures) == (True, 0, 0)
    for number in range(1, n_pages(page) + 1):
        at(page, "Actions", number)
        expect(page.locator(f".st-key-page-{number}")).to_be_in_viewport()
        expect(page.locator(".st-key-nothing-on-page")).to_be_hidden()
        press("ArrowRight")


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("screen", SCREENS)
def test_page_is_seen_whole_on_a_projector(projected, press, settled, screen, size):
    page = projected(screen)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settled(page)
    for number in range(1, n_pages(page) + 1):
        if (screen, number) not in LONG:
            # Letters take their size in the frame after the page is drawn.
            page.wait_for_function(f"({CUT.strip()})()[0] <= 0")
        _, across, pictures = page.evaluate(CUT)
        assert (across, pictures) == (0, 0), number
        press("ArrowRight")


def test_title_and_text_are_as_large_as_a_room_needs(projected):
    page = projected("evolution")
    page.set_viewport_size({"width": 1920, "height": 1080})
    size = "(element) => parseFloat(getComputedStyle(element).fontSize)"
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_function("document.documentElement.style.getPropertyValue('--scale') === '1'")
    assert page.locator("h1").evaluate(size) >= 0.8 * 62
    assert page.locator(".st-key-page-1 [data-testid=stMarkdown] p").first.evaluate(size) >= 0.8 * 31
    sizes = (
        "(chart) => [...chart.querySelectorAll('text')].map((one) => parseFloat(getComputedStyle(one).fontSize) || 0)"
    )
    assert max(page.locator(".chart").evaluate(sizes)) >= 20


def test_menus_wait_in_the_bar_and_repaint_the_page_in_place(projected, press, settled):
    page = projected("evolution", "page.evolution~2")
    expect(page.get_by_role("combobox", name="Indicateur")).to_have_count(0)
    click_menu(page, settled)
    expect(page.locator("h1")).to_contain_text("Signalements")
    at(page, "Évolution", 2)
    # Its own Escape closes the menu; the next one leaves.
    press("Escape")
    expect(page.get_by_role("combobox", name="Indicateur")).to_have_count(0)
    at(page, "Évolution", 2)
    press("Escape")
    expect(page.locator(".st-key-projection-bar")).to_have_count(0)


def test_escape_brings_the_screen_back(projected, press):
    page = projected("evolution", "page.evolution~2")
    at(page, "Évolution", 2)
    expect(page.get_by_role("heading", level=1)).not_to_be_in_viewport(ratio=1)
    press("Escape")
    assert "projection" not in page.url and "page." not in page.url
    for place in (page.locator(".st-key-menu"), page.locator(".st-key-filters"), page.get_by_role("switch")):
        expect(place).to_be_visible()
    expect(page.locator(".chart")).to_be_visible()
    assert page.locator("html").evaluate("(root) => getComputedStyle(root).fontSize") == "16px"


def test_link_reopens_the_page_and_the_first_when_it_names_none(projected, press, settled):
    page = projected("accueil")
    press("ArrowRight", "ArrowRight")
    at(page, "Accueil", 3)
    page.reload()
    settled(page)
    at(page, "Accueil", 3)
    for wrong in ("accueil~0", f"accueil~{n_pages(page) + 1}", "accueil~deux", "carte~2", "accueil", "~"):
        at(projected("accueil", f"page.{wrong}"), "Accueil", 1)


def test_screen_goes_black_and_comes_back_by_any_key(projected, press):
    page = projected("accueil")
    black = "getComputedStyle(document.documentElement, '::after').content"
    assert page.evaluate(black) == "none"
    for key in ("b", "ArrowRight", "Escape"):
        press("b")
        assert page.evaluate(black) == '""'
        press(key)
        assert page.evaluate(black) == "none"
    at(page, "Accueil", 1)


def test_browser_goes_full_screen_and_back(projected, press):
    page = projected("accueil")
    press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    press("f")
    page.wait_for_function("document.fullscreenElement === null")


def test_page_without_anything_to_show_says_so(projected):
    page = projected("evolution", "decoupage.commune+page.evolution~2")
    expect(page.get_by_text("Rien à montrer sur cette page pour ce choix.")).to_be_visible()
