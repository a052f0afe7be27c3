"""What is data enters a sentence of Markdown as it was typed, and a sentence leaves it as a text."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from analytics.text.markdown import literal, plain

# What Streamlit replaces in the tree of a text, once it is parsed: no backslash keeps it from that.
REPLACED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(https?://|www(?=\.))([-.\w]+)",
        r"[-.\w+]+@[-\w]+(\.[-\w]+)+",
        r":material_\w+:|:streamlit:",
        r":\+1:|:-1:|:[\w-]+:",
        r"<->|->|<-|--|>=|<=|~=",
    )
]
TYPED = [
    "[x](http://attaque.example)", "![](http://attaque.example/i.png)", "**gras**", "_a_b_", "``code``", "~~x~~",
    "$x$ et $y$", ":red[a]", ":red-badge[:smile:]", "::: note", "::leaf[a]", ":small[]", ":material/home:",
    ":material_home:", ":streamlit:", ":smile: :+1:", "<b>g</b>", "<http://attaque.example>", "# titre", "> q", "- l",
    "+ l", "1. liste", "12) l", "==", "---", "a\n# b", "\r\n- x", "    code", "fin  ", "&amp; &#42; & b", "| a | b |",
    "[^1]", "[a]: http://attaque.example", "\\*a\\", "http://attaque.example/x?y=1", "HTTPS://attaque.example",
    "(www.attaque.example)", "jean@attaque.example", "mailto:a@attaque.example", "a -> b -- c", "x >= y ~= z <-> t",
    ":->", "www.a.example/->", "a@b--c.d",
]  # fmt: skip


def parser():
    """A reader of Markdown and of tables, struck text and the one directive that parts a text."""

    def part(state, silent):
        if not state.src.startswith(":small[]", state.pos):
            return False
        if not silent:
            state.push("part", "", 0)
        state.pos += len(":small[]")
        return True

    found = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found.inline.ruler.before("escape", "part", part)
    return found


def read(markdown):
    """The texts of the single paragraph that is read, part by part."""
    opening, inline, closing = parser().parse(markdown)
    assert (opening.type, closing.type) == ("paragraph_open", "paragraph_close")
    assert {one.type for one in inline.children} <= {"text", "text_special", "part"}
    return "".join("\0" if one.type == "part" else one.content for one in inline.children).split("\0")


def shown_as_typed(text):
    # Between two words of ours, and alone at the start of a line.
    for before, after in (("a ", " z"), ("", " z"), ("", "")):
        parts = read(f"{before}{literal(text)}{after}")
        assert "".join(parts) == f"{before}{text}{after}"
        assert [part for part in parts if any(one.search(part) for one in REPLACED)] == []


@pytest.mark.parametrize("text", TYPED)
def test_text_is_shown_as_it_was_typed(text):
    shown_as_typed(text)
    assert plain(literal(text)) == text


SIGNS = st.text(st.sampled_from("ab1 .,;:/@-+=<>~#*_`[](){}!|$&\\\n\t\"'é\u00a0"), min_size=1, max_size=12)


@given(SIGNS | st.lists(st.sampled_from(TYPED), min_size=1, max_size=3).map("".join))
@example("wwww.a.b")
@example("http:///a.b")
def test_any_text_is_shown_as_it_was_typed(text):
    shown_as_typed(text)
    assert plain(literal(text)) == text


@pytest.mark.parametrize(
    "text", ["L’Écluse-Nord (sud), 12 rue A. Briand !", "Vols & dégradations", "3e", "a-b", "2024-03"]
)
def test_text_without_marks_is_written_alone(text):
    assert literal(text) == text


def test_bold_holds_around_what_is_typed():
    for text in (" a ", "*", "b)", ":smile:", "www.a.fr"):
        inline = parser().parse(f"- **{literal(text)}** – fin")[3]
        assert [one.type for one in inline.children if "strong" in one.type] == ["strong_open", "strong_close"]


def test_sentence_leaves_its_bold_and_keeps_what_was_typed():
    assert plain(f"**Baisse nette** : {literal('**gras** & www.a.fr')}.") == "Baisse nette : **gras** & www.a.fr."
