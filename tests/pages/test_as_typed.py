"""What a file or a person wrote: escaped for what reads Markdown on a screen, as it is for what does not."""

import pytest

from analytics.text import deliveries, descriptions, fr
from analytics.text.markdown import literal
from pages.app.registry import SCREENS
from tests import hostile

READ = {"title", "header", "markdown", "caption", "info", "warning", "error", "success"}
"""Elements whose own text is Markdown; labels and tooltips are, of all of them."""
ESCAPED = literal(hostile.TYPED)
CHOICE = "zones.4~12 indicateur.signalements faits.main_courante"


@pytest.fixture(scope="module")
def hostile_home(homes, demo_home, tmp_path_factory):
    homes["hostile"] = hostile.install(tmp_path_factory.mktemp("hostile") / "home", demo_home)
    yield homes["hostile"]
    del homes["hostile"]


def walk(block):
    for child in block.children.values():
        yield child
        yield from walk(child) if hasattr(child, "children") else ()


def markdown(app):
    """All that the browser reads as Markdown."""
    for one in walk(app._tree):
        texts = [getattr(one.proto, name, "") for name in ("label", "help")]
        if one.type in READ:
            texts.append(one.value)
        if one.type == "radio":
            texts += one.options
        if one.type == "table":
            texts += [*one.value.columns, *map(str, one.value.to_numpy().ravel())]
        yield from texts


def opened(app):
    """The same page, once all that is closed on it is opened."""
    seen = set()
    while (
        closed := {one.proto.id for one in walk(app.main) if one.type in ("expander", "popover") if one.proto.id} - seen
    ):
        seen |= closed
        for name in closed:
            app.session_state[name.split("-", 2)[2]] = True
        app.run()
        assert not app.exception
    return app


def unescaped(texts):
    return [text for text in texts if hostile.HOST in text.replace(ESCAPED, "")]


@pytest.mark.parametrize(("screen", "choice"), [*((screen, CHOICE) for screen in SCREENS), ("actions", "action.1")])
def test_every_text_that_is_data_is_escaped(open_page, hostile_home, screen, choice):
    app = opened(open_page(screen, "hostile", choix=choice))
    texts = [*markdown(app)]
    assert any(ESCAPED in text for text in texts)
    assert unescaped(texts) == []
    # Charts and the map read no Markdown.
    assert [part for part in app.get("bidi_component") if ":small[]" in part.proto.json] == []


@pytest.mark.parametrize("rank", range(4))
def test_every_text_of_a_dialog_that_is_data_is_escaped(open_page, hostile_home, rank):
    app = open_page("actions", "hostile")
    [one for one in app.button if (one.key or "").endswith("-open")][rank].click().run()
    assert not app.exception
    assert any(one.type == "button" and one.label == fr.CLOSE for one in walk(app._tree))
    assert unescaped(markdown(app)) == []


def test_every_text_of_a_file_that_is_given_is_escaped(open_page, hostile_home):
    name = f"www.{hostile.HOST} *a*.csv"
    rows = "".join(f"2024-03-0{day};{hostile.TYPED};{hostile.TYPED}\n" for day in range(1, 9))
    app = open_page("donnees", "hostile")
    app.file_uploader[0].set_value([(name, f"Date;Nature;Quartier\n{rows}".encode(), "text/csv")])
    app.run()
    next(one for one in app.button if one.label == descriptions.OPEN or one.label == deliveries.NOT_THAT).click().run()
    assert not app.exception
    texts = [text.replace(literal(name), "") for text in markdown(app)]
    assert any(descriptions.TITLE.split("{")[0] in text for text in texts)
    assert unescaped(texts) == []
