"""A screen is one file: it enters the menu by being there, and nothing of it is drawn before the guard."""

import shutil
import subprocess
import sys

import pytest

from pages.app import guard, registry
from pages.app.screen import Screen

TOY = '''"""Screen « Essai »: a toy."""

import streamlit as st

from pages.app.screen import EVERYBODY, Screen
from pages.app.session import Session


def draw(session: Session) -> None:
    """Draw the screen."""
    st.markdown(session.commune.name)


SCREEN = Screen(title="Essai", intro="Une phrase.", order=4, scopes=EVERYBODY, draw=draw)
'''
OPENED = """
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
app = AppTest.from_file("pages/app/main.py", default_timeout=30)
app._page_hash = calc_hash("essai")
app.run()
assert not app.exception, app.exception
from pages.app import registry
print(*(screen.title for screen in registry.SCREENS.values()), sep=",")
print(app.title[0].value, app.caption[0].value, app.markdown[-1].value, sep=",")
"""


def test_toy_screen_is_in_the_menu_and_at_its_address_by_its_one_file(project, demo_home, tmp_path, monkeypatch):
    for folder in ("pages", "analytics", "data", ".streamlit"):
        ignored = shutil.ignore_patterns("__pycache__", "local")
        shutil.copytree(project / folder, tmp_path / folder, ignore=ignored)
    (tmp_path / "pages" / "essai.py").write_text(TOY, encoding="utf-8")
    monkeypatch.setenv("QUIETUDE_HOME", str(demo_home))
    run = subprocess.run([sys.executable, "-c", OPENED], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    menu, shown = run.stdout.splitlines()[-2:]
    titles = menu.split(",")
    assert set(titles) == {screen.title for screen in registry.SCREENS.values()} | {"Essai"}
    assert titles.index("Essai") in (3, 4)
    assert shown == "Essai – Valorne-sur-Aubrise,Une phrase.,Valorne-sur-Aubrise"


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
