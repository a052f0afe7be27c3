"""Tools by which surveys are made: what they add to the answers in a file. One TOML of ``tools`` is one tool."""

import re
from collections.abc import Iterable
from dataclasses import field
from functools import cache
from pathlib import Path

from data import definitions, reference
from data.definitions import definition
from data.intake.profiles import SourceProfile
from data.model import Audience

_FOLDER = Path(__file__).parent / "tools"
_FORMS = (r"(horodateur|horodatage|timestamp|heure de (debut|fin)|(enqueteur|enquetrice|enumerator|interviewer)\b.*)",)
"""Technical columns of forms in general, as ``SurveyTool.technical``."""


@definition
class SurveyTool:
    """What the files of one tool have in common. Regular expressions match a header whole.

    Attributes
    ----------
    label : French name of a survey of which only the tool is known.
    id : headers of the number of an answer.
    submitted : headers of the date when an answer was sent; an answer without it is not finished.
    technical : columns that no person answered, by their header without case, accents and punctuation.
    technical_as_written : the same, by their header as it is written.
    options : headers of a multiple choice that has a column per option: groups ``question``, ``option``, ``repeat``.
    positions : headers of one part of a position; groups ``before`` and ``question`` together are the header of the
        whole.
    answers : label of the answers that the tool writes in its own way.
    tag : how every cell of a row of tags under the headers starts; empty where there is none.
    """

    label: str
    id: tuple[str, ...]
    submitted: tuple[str, ...]
    technical: tuple[str, ...] = ()
    technical_as_written: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    tag: str = ""


@cache
def tools() -> dict[str, SurveyTool]:
    """All tools, by slug.

    Raises
    ------
    DefinitionError : a file is faulty.
    """
    return {path.stem: tool for path, tool in definitions.read_all(sorted(_FOLDER.glob("*.toml")), SurveyTool).items()}


def profiles() -> tuple[SourceProfile, ...]:
    """Source profile of each tool: who answered, and whether to the end, whatever the survey."""
    return tuple(
        SourceProfile(
            slug, tool.label, None, "survey", {"id": tool.id, "submitted": tool.submitted}, audience=Audience.HABITANTS
        )
        for slug, tool in tools().items()
    )


def headers() -> dict[str, tuple[str, ...]]:
    """Headers of the number and of the date of an answer, of all tools together."""
    return {role: tuple(header for one in profiles() for header in one.columns[role]) for role in ("id", "submitted")}


def is_technical(header: str) -> bool:
    """Whether a tool, rather than a person, fills a column."""
    technical = (*_FORMS, *(pattern for tool in tools().values() for pattern in tool.technical))
    as_written = (pattern for tool in tools().values() for pattern in tool.technical_as_written)
    return _matches(technical, reference.normalise(header)) is not None or _matches(as_written, header) is not None


def position_of(header: str) -> str | None:
    """Header of the position of which a column holds one part; None for any other column."""
    match = _matches((pattern for tool in tools().values() for pattern in tool.positions), header)
    return match["before"] + match["question"] if match else None


def option_of(header: str) -> re.Match[str] | None:
    """Groups ``question``, ``option`` and ``repeat`` of a header that names an option; None for any other."""
    return _matches((pattern for tool in tools().values() for pattern in tool.options), header)


def answers() -> dict[str, str]:
    """Label of the answers that a tool writes in its own way."""
    return {text: label for tool in tools().values() for text, label in tool.answers.items()}


def tags() -> tuple[str, ...]:
    """How the cells of a row of tags start, of all tools together."""
    return tuple(tool.tag for tool in tools().values() if tool.tag)


def _matches(patterns: Iterable[str], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := re.fullmatch(pattern, text))), None)
