"""What a file or a person wrote is seen as it was typed, and leads nowhere: a browser alone reads Markdown."""

from pages.app.registry import SCREENS
from tests import hostile

CHOICE = "zones.4~12+indicateur.signalements"
MADE = (
    f"a[href*='{hostile.HOST}'], a[href^='mailto:'], .katex, "
    f"[data-testid=stMarkdownContainer] img, img[src*='{hostile.HOST}']"
)


def every_screen(page, address, settled):
    """Go to each screen, and to an action, and open all that is closed; gives the screen and what its address asks."""
    for screen, asked in [*((screen, CHOICE) for screen in SCREENS), ("actions", "action.1")]:
        page.goto(f"{address}/{screen}?choix={asked}")
        settled(page)
        # The last first, so that none moves before it is pressed.
        for closed in reversed(page.locator("[data-testid=stExpander] details:not([open]) summary").all()):
            closed.click()
        settled(page)
        yield screen, asked


def test_what_was_typed_is_seen_and_leads_nowhere(page, app_server, demo_home, settled, tmp_path):
    address = app_server(hostile.install(tmp_path / "home", demo_home))
    # The tab fails on any request to another host.
    for screen, _ in every_screen(page, address, settled):
        assert page.locator(MADE).count() == 0, screen
        seen = " ".join(page.locator("[data-testid=stApp]").inner_text().split())
        assert hostile.TYPED in seen, screen
        assert hostile.HOST not in hostile.without_typed(seen), screen
