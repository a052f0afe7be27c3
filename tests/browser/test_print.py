"""A screen on paper: A4, one frame line, no menu, nothing cut."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journeys import SCREENS

# A4 at 96 points per inch, less its margins of 12 mm.
PAPER = {"width": 703, "height": 1032}
MENUS = ".st-key-menu, .st-key-filters, .st-key-projection, .atlas .filters, [data-testid=stHeader]"
MENUS += ", button:not([disabled], .tiles *), summary, [data-testid=stSelectbox], input"
# What is wider than its page, and pictures wider than what holds them.
CUT = """
() => {
  const right = document.documentElement.clientWidth + 1;
  const drawn = document.querySelectorAll("[data-testid=stMain] :is(p, h1, h2, td, .chip, .main-svg, svg.map, img)");
  const isCut = (one) => one.checkVisibility() && one.getBoundingClientRect().right > right;
  return [...drawn].filter(isCut).map((one) => one.outerHTML.slice(0, 80));
}
"""


@pytest.fixture
def printed(page, app_server, demo_home, settled):
    """Open a screen as the browser lays it out for paper; ``pdf()`` alone says that it prints."""

    def go(screen):
        page.goto(f"{app_server(demo_home)}/{screen}")
        settled(page)
        page.set_viewport_size(PAPER)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        settled(page)
        return page

    return go


@pytest.mark.parametrize("screen", SCREENS)
def test_paper_has_a_frame_line_no_menu_and_cuts_nothing(printed, screen):
    page = printed(screen)
    line = page.locator(".st-key-printed")
    expect(line).to_be_visible()
    expect(line).to_contain_text(
        re.compile(r" · Valorne-sur-Aubrise · Données fictives · Édité le \d.* · Diffusion limitée")
    )
    assert ("Version des données 0" in line.inner_text()) == (screen not in ("donnees", "methode"))
    assert [one for one in page.locator(MENUS).all() if one.is_visible()] == []
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("screen", SCREENS)
def test_pdf_is_a4_portrait_and_short(page, app_server, demo_home, settled, screen):
    page.goto(f"{app_server(demo_home)}/{screen}")
    settled(page)
    paper = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/MediaBox \[0 0 59\d\.\d+ 84\d\.\d+\]", paper)
    assert len(re.findall(rb"/Type */Page\b", paper)) <= 4


def test_charts_come_back_to_the_width_of_the_screen(page, app_server, demo_home, settled):
    page.goto(f"{app_server(demo_home)}/evolution")
    settled(page)
    chart = page.locator(".chart .main-svg").first
    before = chart.bounding_box()
    page.pdf(prefer_css_page_size=True)
    settled(page)
    assert chart.bounding_box() == before


def test_frame_line_is_unseen_on_a_screen(page, app_server, demo_home, settled):
    page.goto(f"{app_server(demo_home)}/evolution")
    settled(page)
    expect(page.locator(".st-key-printed")).to_be_hidden()
