"""A table of words, chips and small pictures, in the document itself: it prints and is read aloud."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from pages.app.reader import address
from pages.app.widgets import markup

_HEAD, _ROW, _LINE = 42, 33, 25
"""Heights in px on a wide screen: the head, a row, each line after its first."""


def draw(
    heads: Mapping[str, str],
    groups: Sequence[tuple[str, Sequence[Sequence[str]]]],
    *,
    key: str,
    caption: str,
    on_press: Callable[[str], None] | None = None,
    is_headed: bool = True,
) -> None:
    """Draw rows in groups, under a key that is the same from run to run.

    Parameters
    ----------
    heads : what stands above each column, as HTML, by the name that the stylesheet knows it by.
    groups : the line above some rows, as a text, empty for none; and those rows, one cell of HTML per column, from
        ``text``, ``link``, ``button``, ``picture`` or ``chip.markup``.
    caption : what the table is, as a text, for those who do not see it.
    on_press : called with the key of the ``link`` or ``button`` that is pressed, before the next run.
    is_headed : whether the heads are seen; they are read aloud anyway.
    """
    head = "".join(f'<th scope="col" class="{name}">{cell}</th>' for name, cell in heads.items())
    bodies = "".join(_body(line, rows, [*heads]) for line, rows in groups)
    table = f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>{bodies}</table>"
    heights = [_ROW + _LINE * max(map(_more_lines, row)) for _, rows in groups for row in rows]
    markup.draw(
        f'<div class="tableau{"" if is_headed else " headless"}">{table}</div>',
        key=key,
        height=_HEAD * is_headed + sum(heights),
        on_press=on_press,
    )


def text(words: str) -> str:
    """A text as a piece of HTML."""
    return f"<span>{escape(words)}</span>"


def sign(icon: str) -> str:
    """An icon, by Streamlit's name, which says nothing that the words beside it do not."""
    return f'<span class="sign" data-sign="{escape(icon)}" aria-hidden="true"></span>'


def link(words: str, *, key: str = "", screen: str = "", **parts: str) -> str:
    """A text that leads to the address with other ``parts``; with a ``key``, ``on_press`` is called in its place.

    Parameters
    ----------
    screen : address of another screen; this one without it.
    """
    pressed = f' data-key="{escape(key)}"' if key else ""
    return f'<a href="{screen}{escape(address.link(**parts))}" target="_self"{pressed}>{escape(words)}</a>'


def button(words: str, *, key: str, name: str) -> str:
    """A button that asks for ``key``; its name says of what to who does not see its row."""
    return f'<button type="button" aria-label="{escape(name)}" data-key="{escape(key)}">{escape(words)}</button>'


def picture(svg: str, *, alt: str) -> str:
    """A small picture with its reading; nothing where there is no picture."""
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


def scale(svg: str) -> str:
    """The scale of a column, for who sees its pictures: their readings have their own figures."""
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)


def _more_lines(cell: str) -> int:
    """Lines that a cell writes after its first, where it is wide enough."""
    return max(0, cell.count("<div>") - 1)


def _body(line: str, rows: Sequence[Sequence[str]], names: Sequence[str]) -> str:
    above = f'<tr class="line"><th scope="rowgroup" colspan="{len(names)}">{escape(line)}</th></tr>' if line else ""
    cells = [[f'<td class="{name}">{cell}</td>' for name, cell in zip(names, row, strict=True)] for row in rows]
    written = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return f"<tbody>{above}{written}</tbody>"
