"""Tools by which surveys are made: what they add to the answers in a file. One TOML of ``tools`` is one tool."""

import re
from collections.abc import Iterable, Iterator
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
    submitted : headers of the date when an answer was sent; an answer without it is not finished.
    id : headers of the number of an answer; none where the tool gives none.
    signs : what else its files have: of each group of headers, one at least.
    technical : columns that no person answered, by their header without case, accents and punctuation.
    technical_as_written : the same, by their header as it is written.
    ambiguous : the same as ``technical``, in files of this tool only: elsewhere they may be questions.
    options : headers of a multiple choice that has a column per option: groups ``question``, ``option``, ``repeat``.
    positions : headers of one part of a position; groups ``before`` and ``question`` together are the header of the
        whole.
    answers : label of the answers that the tool writes in its own way.
    tag : how every cell of a row of tags under the headers starts; empty where there is none.
    joined_by : what stands between several answers of one cell; empty where they have a column each.
    subheader : second header of the only column of a question, without case, accents and punctuation.
    refused : answers that do not count: text of the cell, in small letters, by header, by reason in French.
    """

    label: str
    submitted: tuple[str, ...]
    id: tuple[str, ...] = ()
    signs: tuple[tuple[str, ...], ...] = ()
    technical: tuple[str, ...] = ()
    technical_as_written: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    tag: str = ""
    joined_by: str = ""
    subheader: str = ""
    refused: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def roles(self) -> dict[str, tuple[str, ...]]:
        """Headers of the roles that every file of this tool has a column for."""
        return {role: headers for role, headers in (("id", self.id), ("submitted", self.submitted)) if headers}


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
        SourceProfile(slug, tool.label, None, "survey", tool.roles, signs=tool.signs, audience=Audience.HABITANTS)
        for slug, tool in tools().items()
    )


def headers() -> dict[str, tuple[str, ...]]:
    """Headers of the number and of the date of an answer, of all tools together."""
    return {
        role: tuple(header for tool in tools().values() for header in tool.roles.get(role, ()))
        for role in ("id", "submitted")
    }


def made_by(headers: Iterable[str]) -> tuple[SurveyTool, ...]:
    """The tools whose number, date and signs a file has all of; none for a file that no known tool made."""
    names = {*map(reference.normalise, headers)}
    return tuple(
        tool
        for tool in tools().values()
        if all(
            any(reference.normalise(spelling) in names for spelling in group)
            for group in (*tool.roles.values(), *tool.signs)
        )
    )


def is_technical(header: str, made_by: tuple[SurveyTool, ...] = ()) -> bool:
    """Whether a tool, rather than a person, fills a column.

    Parameters
    ----------
    made_by : the tools that made the file; none where no tool is recognised.
    """
    name = reference.normalise(header)
    as_written = tuple(pattern for tool in tools().values() for pattern in tool.technical_as_written)
    technical = tuple(pattern for tool in tools().values() for pattern in tool.technical)
    ambiguous = tuple(pattern for tool in made_by for pattern in tool.ambiguous)
    return bool(_any(_FORMS + technical + ambiguous).fullmatch(name) or _any(as_written).fullmatch(header))


def refused(headers: Iterable[str]) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Answers that do not count in a file: reason in French, header, and what the cell then is, in small letters."""
    columns = {reference.normalise(header): header for header in headers}
    for tool in made_by(columns.values()):
        for reason, cells in tool.refused.items():
            for spelling, pattern in cells.items():
                if header := columns.get(reference.normalise(spelling)):
                    yield reason, header, re.compile(pattern)


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


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all of those that have no group of their own name; a flag that each may state is that of all."""
    return re.compile("|".join(f"(?:{pattern.removeprefix('(?s)')})" for pattern in patterns), re.DOTALL)


def _matches(patterns: Iterable[str], text: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := re.fullmatch(pattern, text))), None)
