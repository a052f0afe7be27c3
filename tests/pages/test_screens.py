"""Nothing of a screen is drawn before the guard."""

import pytest

from pages.app import guard, registry
from pages.app.screen import Screen


@pytest.mark.parametrize("slug", registry.SCREENS)
def test_nothing_is_drawn_when_the_guard_refuses(slug, monkeypatch):
    class RefusedError(Exception):
        pass

    def refuse(screen: Screen) -> None:
        assert screen is registry.SCREENS[slug]
        raise RefusedError

    monkeypatch.setattr(guard, "require", refuse)
    for part in (registry.header, registry.projection):
        for name in ("draw", "frame"):
            monkeypatch.setattr(part, name, lambda *_, **__: pytest.fail("drawn before the guard"), raising=False)
    with pytest.raises(RefusedError):
        registry._show(slug)
