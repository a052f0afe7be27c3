"""A screen that is opened for the first time: what is drawn late finds its place, and moves nothing that is read."""

import pytest

from pages.app.registry import SCREENS

SHIFTS = """
window.shifted = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.hadRecentInput ? 0 : entry.value
}).observe({ type: "layout-shift", buffered: true })
"""


@pytest.mark.parametrize("screen", SCREENS)
def test_screen_does_not_jump_while_it_is_drawn(page, app_server, demo_home, settled, screen):
    page.add_init_script(SHIFTS)
    # On a slow machine, each step of the drawing is painted by itself.
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"{app_server(demo_home)}/{screen}")
    settled(page)
    # Up to 0.1, a page is said to be stable (web.dev, Cumulative Layout Shift).
    assert page.evaluate("window.shifted") < 0.1
