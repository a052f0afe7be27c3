"""Which columns of a survey are questions, and what was answered to them: closed answers, never free text."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from data import reference
from data.intake import personal
from data.intake.profiles import QuestionProfile, SourceProfile, question_headers
from data.intake.surveys import tools

_WORDING = 200
"""Letters kept of a heading: some hold the whole page of a questionnaire."""
_LABEL = 6
"""Words up to which a heading names what its cells hold; a longer one may speak of a telephone and hold none."""
_LONG = 200
"""Letters of an answer: more is free text."""
_OFTEN, _NEARLY_ALL = 0.8, 0.99
"""Share of answers that several respondents gave, from which a column is no free text; share of numbers from which what
is none is a slip."""
_CHOICES, _NUMBERS = 30, 101
"""Different answers, and different numbers (a scale from 0 to 100), beyond which a column is no closed question."""

_TICKED, _UNTICKED = {"1", "y", "yes", "oui", "true", "vrai", "x"}, {"0", "n", "no", "non", "false", "faux"}
_FREE = re.compile(r"other|autres?( .*pr[ée]cise.*)?|\w*comments?|\w*commentaires?", re.IGNORECASE)
"""Questions and sub-questions where one writes what the others do not say."""
_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b.*")


@dataclass(frozen=True)
class ClosedQuestion:
    """One question of a file, and its answers.

    Attributes
    ----------
    key : under which it is compared; None when the profile does not say.
    type : ``single``, ``multiple`` or ``number``.
    scale : the answers, in their order.
    whole : whether the scale holds all that could be answered, rather than what was.
    answers : by row of the file, several of a multiple choice, missing where nothing was ticked.
    other : rows whose answer is not kept.
    """

    key: str | None
    wording: str
    type: str
    scale: tuple[str, ...]
    answers: pd.Series
    other: pd.Index
    whole: bool = False


@dataclass
class FileQuestions:
    """Questions of a file, and what became of its other columns.

    Attributes
    ----------
    headers : headers whose answers are kept.
    left : why other columns are not, by header.
    """

    questions: list[ClosedQuestion] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def recognise(cells: pd.DataFrame, profile: SourceProfile) -> FileQuestions:
    """Tell questions from what else a file holds.

    Parameters
    ----------
    cells : texts of the columns without a role, one row per respondent; empty where nothing was answered.

    Notes
    -----
    A column is a question when its answers are closed: those of the profile; numbers from 0 to 10; or few answers that
    several respondents gave each, four fifths of all at least. Of the latter, the words that one respondent alone gave
    are not kept. Columns of ticks that have a heading in common are one multiple choice.
    """
    texts = cells.where(cells != "")
    answered = [*_answered_by_persons([*texts.columns])]
    ticks = dict(_multiple(texts[answered]))
    ticked = {header for columns in ticks.values() for header in columns.values()}
    alone = [header for header in answered if header not in ticked | ticks.keys() and texts[header].notna().any()]
    keys = {header: key for key, headers in question_headers(profile, [*alone, *ticks]).items() for header in headers}
    order = {header: position for position, header in enumerate(answered)}
    order |= {stem: min(order[header] for header in columns.values()) for stem, columns in ticks.items()}
    read = FileQuestions()
    for header in sorted([*alone, *ticks], key=order.__getitem__):
        key = keys.get(header)
        known = profile.questions[key] if key else None
        if header in ticks:
            read.questions.append(_of_ticks(header, texts, ticks[header], known, key))
            read.headers += ticks[header].values()
        elif question := _of_texts(header, texts[header].dropna(), known, key):
            read.questions.append(question)
            read.headers.append(header)
        elif _numbers(texts[header].dropna()).isna().any():
            read.left[header] = "du texte libre, où des personnes peuvent être nommées"
    return read


def wording(header: str) -> str:
    """A heading without its mark-up and its line breaks, cut at a readable length."""
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", html.unescape(header))).split())
    return words if len(words) <= _WORDING else f"{words[: _WORDING - 1].rsplit(' ', 1)[0]}…"


def _answered_by_persons(headers: Sequence[str]) -> Iterator[str]:
    """Headers without those that the tool of the survey adds, and without what nobody may keep."""
    positions = {tools.position_of(header) for header in headers}
    for header in headers:
        if tools.is_technical(header) or header in positions or personal.is_sensitive(header):
            continue
        yield header


def _multiple(texts: pd.DataFrame) -> Iterator[tuple[str, dict[str, str]]]:
    """Multiple choices: what the headings of their columns have in common, and the column of each option."""
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for header in texts.columns:
        if match := tools.option_of(header):
            groups[match["question"] + (match["repeat"] or "")][match["option"]] = header
    for stem, options in groups.items():
        ticks = {
            option: header
            for option, header in options.items()
            if _is_ticks(texts[header]) and (texts[header].notna().any() or not _FREE.fullmatch(option))
        }
        answered = texts[[*ticks.values()]].notna().any(axis=None)
        if len(ticks) > 1 and answered and all(option in ticks or _FREE.fullmatch(option) for option in options):
            yield stem, ticks


def _is_free(header: str) -> bool:
    match = tools.option_of(header)
    return bool(_FREE.fullmatch(match["option"] if match else header))


def _is_ticks(texts: pd.Series) -> bool:
    return set(texts.dropna().str.casefold()) <= _TICKED | _UNTICKED


def _of_ticks(
    header: str, texts: pd.DataFrame, columns: Mapping[str, str], known: QuestionProfile | None, key: str | None
) -> ClosedQuestion:
    """A multiple choice that has one column per option."""
    labels = known.answers if known and known.answers else {option: wording(option) for option in columns}
    given = texts[[*columns.values()]].apply(lambda column: column.str.casefold())
    ticked = [
        pd.Series(labels.get(option, wording(option)), index=given.index[given[column].isin(_TICKED)], dtype="str")
        for option, column in columns.items()
    ]
    answered = given.index[given.notna().any(axis=1)]
    answers = pd.concat(ticked)
    answers = pd.concat([answers, pd.Series(None, index=answered.difference(answers.index), dtype="str")])
    scale = tuple(dict.fromkeys(labels.get(option, wording(option)) for option in columns))
    return ClosedQuestion(
        key, _wording(header, known), "multiple", scale, answers.sort_index(), pd.Index([]), whole=True
    )


def _of_texts(header: str, texts: pd.Series, known: QuestionProfile | None, key: str | None) -> ClosedQuestion | None:
    """A question whose answers stand in one column, if they are closed."""
    if known and known.answers:
        return _of_scale(texts, known.answers, _wording(header, known), key)
    label = header if len(reference.normalise(header).split()) <= _LABEL else ""
    parts = _parts(texts)
    given = texts if parts is None else parts
    answers, numbers = _shared(given), _numbers(texts)
    if _are_numbers(numbers, answers.index.unique()):
        numbers = numbers.dropna()
        type_, answers, scale = "number", numbers.map(_digits), [_digits(number) for number in sorted({*numbers})]
        is_closed = _is_scale(numbers)
    else:
        type_, scale = "single" if parts is None else "multiple", sorted({*answers}, key=_natural)
        is_closed = 0 < len(scale) <= _CHOICES and len(answers) >= _OFTEN * len(given) and not _is_free(header)
    if not is_closed or any(map(_is_long, scale)) or personal.persons_in(label, scale):
        return None
    labels = tools.answers()
    scale = [labels.get(answer, answer) for answer in scale]
    other = given.index.difference(answers.index)
    return ClosedQuestion(key, _wording(header, known), type_, tuple(scale), answers.replace(labels), other)


def _of_scale(texts: pd.Series, scale: Mapping[str, str], wording: str, key: str | None) -> ClosedQuestion:
    """A question whose answers the profile gives, by their text in the file or by their label."""
    labels = {plain(label): label for label in scale.values()} | {plain(text): label for text, label in scale.items()}
    answers, type_ = texts.map(plain).map(labels), "single"
    parts = _parts(texts)
    if parts is not None and answers.isna().any():
        answers, type_ = parts.map(plain).map(labels), "multiple"
    kept = answers.dropna()
    other = answers.index.difference(kept.index)
    return ClosedQuestion(key, wording, type_, tuple(dict.fromkeys(scale.values())), kept, other, whole=True)


def _wording(header: str, known: QuestionProfile | None) -> str:
    return known.wording if known and known.wording else wording(header)


def _are_numbers(numbers: pd.Series, shared: pd.Index) -> bool:
    """Whether answers are numbers but for slips of the pen: « 5 et plus », which several answer, is a choice."""
    share = numbers.notna().mean()
    return bool(share >= _NEARLY_ALL or (share >= _OFTEN and numbers[shared].notna().all()))


def _is_scale(numbers: pd.Series) -> bool:
    """Whether numbers are those of a scale, and no identifiers, years or amounts."""
    often = numbers.duplicated(keep=False).mean() >= _OFTEN
    few = often and numbers.nunique() <= _NUMBERS and not numbers.between(1900, 2100).all()
    return bool(few or numbers.between(0, 10).all())


def _is_long(answer: str) -> bool:
    """Whether an answer is a text, or a day, rather than a choice."""
    return len(answer) > _LONG or _DAY.fullmatch(answer) is not None


def _shared(texts: pd.Series) -> pd.Series:
    """The answers that several gave, each in its most frequent spelling whatever the case."""
    same = texts.str.casefold()
    usual = texts.groupby(same).agg(lambda spellings: spellings.mode().iloc[0])
    counts = same.value_counts()
    return same[same.map(counts) > 1].map(usual)


def _parts(texts: pd.Series) -> pd.Series | None:
    """The answers of cells that hold several, None when they do not: each must also stand alone in another cell."""
    for separator in (";", "|", ", ", " "):
        parts = texts.str.split(separator, regex=False).map(dict.fromkeys).map(list).explode().str.strip()
        parts = parts[parts != ""]
        if texts.str.contains(separator, regex=False).any() and len(parts) > len(texts):
            alone = parts.index[~parts.index.duplicated(keep=False)]
            if set(parts.str.casefold()) <= set(parts[alone].str.casefold()):
                return parts
    return None


def _numbers(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts.str.replace(",", "."), errors="coerce")


def _digits(number: float) -> str:
    return f"{number:.12g}"


def plain(text: str) -> str:
    """A text without its case and its no-break spaces, to compare what a profile says with a file."""
    return " ".join(text.split()).casefold()


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort key that puts A2 before A10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text.casefold()) if part]
