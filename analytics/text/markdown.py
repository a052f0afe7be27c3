"""Sentences are written in Markdown, as Streamlit reads it: how a text enters one as it is, and how one becomes a text."""

import re

_APART = ":small[]"
"""Shows nothing, and parts the text around it. Streamlit replaces addresses, emoji, icons and arrows in texts that are
already parsed, where no backslash is left: it does not find what is in two parts."""
_MARKS = re.compile(
    r"""
      # Spaces that a paragraph would lose, and line ends.
      (?P<space> \A[^\S\x0b\x1c-\x1f\x85] | [^\S\x0b\x1c-\x1f\x85]\Z | [\r\n])
      # The number of a list.
    | (?P<start> \A[0-9]+(?=[.)]))
    | (?P<sign> (?:\A[-+=] | -(?=[->=]) | [\\`*_\[\]<>\#|~$:@] | &(?=[\#\w]) | www(?=\.)))
      (?P<apart> (?<=:)(?=[/\w+-]) | (?<=@)(?=[\w-]) | (?<=[-<>~])(?=[->=]) | (?<=www))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MADE = re.compile(r":small\[\]|\*\*|&\#(?P<space>\d+);|\\(?P<sign>.)")


def literal(text: str) -> str:
    """A text in Markdown, of which no sign is taken for a mark of it: it is shown as it was typed."""
    return _MARKS.sub(_escaped, text)


def plain(sentence: str) -> str:
    """A sentence without its Markdown, for what does not read it: the inverse of ``literal``, and no bold."""
    return _MADE.sub(lambda mark: chr(int(mark["space"])) if mark["space"] else mark["sign"] or "", sentence)


def _escaped(mark: re.Match[str]) -> str:
    match mark.lastgroup:
        case "space":
            return f"&#{ord(mark[0])};"
        case "start":
            return f"{mark[0]}\\"
    sign = mark[0] if mark[0].isalpha() else f"\\{mark[0]}"
    return sign if mark["apart"] is None else f"{sign}{_APART}"
