"""Which columns of a survey are questions, and what was answered to them: closed answers, never free text."""

import html
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from data import reference
from data.intake import personal
from data.intake.profiles import QuestionProfile, SourceProfile, question_headers
from data.intake.surveys import tools
from data.intake.surveys.tools import SurveyTool

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
_FREE = re.compile(
    r"other( .*specify.*)?|autres?( .*pr[ée]cise.*)?|\w*comments?"
    r"|((vos|votre|autres?|(avez-vous )?(une?|des|d.autres)) )?(\w*commentaires?|remarques?|suggestions?)\W*",
    re.IGNORECASE,
)
"""Questions and sub-questions where one writes what the others do not say."""
_SEPARATORS = (";", "|", ", ")
"""What stands between several answers of one cell, whatever the tool."""
_STRONG = (";", "|")
"""Separators that sentences seldom hold."""
_SEVERAL = re.compile(
    r"\b(plusieurs (reponses|choix)|(choix|reponses) multiples?|cochez|all that apply|select all|several answers)\b"
)
_ONE = re.compile(r"\b((une )?seule reponse|(un )?seul choix|one answer|choose one)\b")
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_SMALL_WORDS = frozenset({
    "a", "au", "aux", "avec", "ce", "ces", "dans", "de", "des", "du", "elle", "en", "est", "et", "il", "ils", "je",
    "la", "le", "les", "ma", "mes", "mon", "ne", "non", "nous", "on", "ou", "oui", "par", "pas", "plus", "plutot",
    "pour", "que", "qui", "rien", "sa", "se", "ses", "son", "sont", "sur", "tout", "tres", "un", "une", "vos",
    "votre", "vous", "y",
})  # fmt: skip
"""Words of sentences: codes with spaces between hold none."""
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


def recognise(cells: pd.DataFrame, profile: SourceProfile, made_by: tuple[SurveyTool, ...] = ()) -> FileQuestions:
    """Tell questions from what else a file holds.

    Parameters
    ----------
    cells : texts of the columns without a role, one row per respondent; empty where nothing was answered.
    made_by : the tools that made the file; none where no tool is recognised.

    Notes
    -----
    A column is a question when its answers are closed: those of the profile; numbers from 0 to 10; or few answers that
    several respondents gave each, four fifths of all at least. Of the latter, the words that one respondent alone gave
    are not kept. Columns of ticks that have a heading in common are one multiple choice.
    """
    texts = cells.where(cells != "")
    answered = [*_answered_by_persons([*texts.columns], made_by)]
    separators = tuple(dict.fromkeys((*_SEPARATORS, *(tool.joined_by for tool in made_by if tool.joined_by))))
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
        elif question := _of_texts(header, texts[header].dropna(), known, key, separators):
            read.questions.append(question)
            read.headers.append(header)
        elif _numbers(texts[header].dropna()).isna().any():
            read.left[header] = "du texte libre, où des personnes peuvent être nommées"
    return read


def wording(header: str) -> str:
    """A heading without its mark-up and its line breaks, cut at a readable length."""
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", html.unescape(header))).split())
    return words if len(words) <= _WORDING else f"{words[: _WORDING - 1].rsplit(' ', 1)[0]}…"


def _answered_by_persons(headers: Sequence[str], made_by: tuple[SurveyTool, ...]) -> Iterator[str]:
    """Headers without those that the tool of the survey adds, and without what nobody may keep."""
    positions = {tools.position_of(header) for header in headers}
    for header in headers:
        if tools.is_technical(header, made_by) or header in positions or personal.is_sensitive(header):
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
            if _is_ticks(texts[header], option) and (texts[header].notna().any() or not _FREE.fullmatch(option))
        }
        answered = texts[[*ticks.values()]].notna().any(axis=None)
        if len(ticks) > 1 and answered and all(option in ticks or _FREE.fullmatch(option) for option in options):
            yield stem, ticks


def _is_free(header: str) -> bool:
    match = tools.option_of(header)
    return bool(_FREE.fullmatch(match["option"] if match else header))


def _is_ticks(texts: pd.Series, option: str) -> bool:
    """Whether the cells of an option are ticks, or the option itself where it was ticked."""
    return set(texts.dropna().str.casefold()) <= _TICKED | _UNTICKED | {plain(option)}


def _of_ticks(
    header: str, texts: pd.DataFrame, columns: Mapping[str, str], known: QuestionProfile | None, key: str | None
) -> ClosedQuestion:
    """A multiple choice that has one column per option."""
    labels = known.answers if known and known.answers else {option: wording(option) for option in columns}
    given = texts[[*columns.values()]].apply(lambda column: column.str.casefold())
    ticked = [
        pd.Series(
            labels.get(option, wording(option)),
            index=given.index[given[column].isin(_TICKED | {plain(option)})],
            dtype="str",
        )
        for option, column in columns.items()
    ]
    answered = given.index[given.notna().any(axis=1)]
    answers = pd.concat(ticked)
    answers = pd.concat([answers, pd.Series(None, index=answered.difference(answers.index), dtype="str")])
    scale = tuple(dict.fromkeys(labels.get(option, wording(option)) for option in columns))
    return ClosedQuestion(
        key, _wording(header, known), "multiple", scale, answers.sort_index(), pd.Index([]), whole=True
    )


def _of_texts(
    header: str,
    texts: pd.Series,
    known: QuestionProfile | None,
    key: str | None,
    separators: tuple[str, ...],
) -> ClosedQuestion | None:
    """A question whose answers stand in one column, if they are closed."""
    if known and known.answers:
        return _of_scale(texts, known.answers, _wording(header, known), key, separators)
    label = header if len(reference.normalise(header).split()) <= _LABEL else ""
    parts = _parts(header, texts, separators)
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


def _of_scale(
    texts: pd.Series, scale: Mapping[str, str], wording: str, key: str | None, separators: tuple[str, ...]
) -> ClosedQuestion:
    """A question whose answers the profile gives, by their text in the file or by their label."""
    labels = {plain(label): label for label in scale.values()} | {plain(text): label for text, label in scale.items()}
    answers, type_ = texts.map(plain).map(labels), "single"
    several = {
        text: parts
        for text in texts[answers.isna()].unique()
        if (parts := _known_parts(plain(text), labels, separators))
    }
    if several:
        whole = texts.map({text: [label] for text, label in zip(texts, answers, strict=True)} | several)
        answers, type_ = whole.explode(), "multiple"
    kept = answers.dropna()
    other = answers.index.difference(kept.index)
    return ClosedQuestion(key, wording, type_, tuple(dict.fromkeys(scale.values())), kept, other, whole=True)


def _known_parts(text: str, labels: Mapping[str, str], separators: Sequence[str]) -> list[str]:
    """The answers of a profile that a cell joins, the longest first; none where it joins none."""
    for separator in (*separators, ",", " "):
        pieces = [piece.strip() for piece in text.split(separator.strip() or " ")]
        found: list[str] = []
        while pieces:
            ends = (end for end in range(len(pieces), 0, -1) if separator.join(pieces[:end]) in labels)
            end = next(ends, 0)
            found += [labels[separator.join(pieces[:end])]] if end else []
            pieces = pieces[end or 1 :]
        if len(set(found)) > 1 or (found and text.endswith(separator)):
            return list(dict.fromkeys(found))
    return []


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


def _parts(header: str, texts: pd.Series, separators: tuple[str, ...]) -> pd.Series | None:
    """The answers of cells that hold several, None when they do not: the column as a whole decides."""
    n_rows = texts.value_counts()
    for separator in (*separators, *({" "} - {*separators})):
        if not texts.str.contains(separator, regex=False).any():
            continue
        pieces = _pieces([*n_rows.index], separator)
        if _are_boxes(reference.normalise(header), pieces, n_rows, separator, made_of_codes=separator in separators):
            return texts.map(pieces).explode().dropna()
    return None


def _pieces(cells: Sequence[str], separator: str) -> dict[str, list[str]]:
    """What a separator makes of each cell.

    After a comma, a small letter goes on with the answer before it (« Bruit, musique »), unless an answer is written
    so elsewhere: it starts a cell, or follows different ones where cells start with small letters.
    """
    split = {cell: _split(cell, separator) for cell in cells}
    if "," in separator:
        starts = {pieces[0].casefold() for pieces in split.values() if pieces}
        before: dict[str, set[str]] = defaultdict(set)
        if any(pieces[0][:1].islower() for pieces in split.values() if pieces):
            for pieces in split.values():
                for one, after in itertools.pairwise(pieces):
                    before[after.casefold()].add(one.casefold())
        answers = starts | {piece for piece, others in before.items() if len(others) > 1}
        split = {cell: _glued(pieces, answers, separator) for cell, pieces in split.items()}
    return {cell: [*{piece.casefold(): piece for piece in pieces}.values()] for cell, pieces in split.items()}


def _split(cell: str, separator: str) -> list[str]:
    # A tool that joins by a comma alone leaves the comma and space of an answer as they are.
    pieces = re.split(r",(?!\s)", cell) if separator == "," else cell.split(separator)
    return [stripped for piece in pieces if (stripped := piece.strip())]


def _glued(pieces: Sequence[str], answers: Collection[str], separator: str) -> list[str]:
    glued: list[str] = []
    for piece in pieces:
        if glued and piece[:1].islower() and piece.casefold() not in answers:
            glued[-1] += separator + piece
        else:
            glued.append(piece)
    return glued


def _are_boxes(
    name: str, pieces: Mapping[str, Sequence[str]], n_rows: pd.Series, separator: str, *, made_of_codes: bool
) -> bool:
    """Whether cells are boxes that were ticked: most pieces that several gave are found in different company.

    Parameters
    ----------
    name : comparable header of the column.
    pieces : those of each different cell.
    n_rows : rows that have each of these cells.
    made_of_codes : for cells with spaces, whether the tool joins the codes of answers so; else each piece must also
        stand alone.
    """
    if _ONE.search(name):
        return False
    if separator in _STRONG and all(cell.endswith(separator) for cell in pieces):
        return True
    folded = {cell: [piece.casefold() for piece in of_cell] for cell, of_cell in pieces.items()}
    several = [of_cell for of_cell in folded.values() if len(of_cell) > 1]
    if not several:
        return False
    n_cells = Counter(piece for of_cell in folded.values() for piece in of_cell)
    if separator == " ":
        alone = {of_cell[0] for of_cell in folded.values() if len(of_cell) == 1}
        if not made_of_codes:
            return n_cells.keys() <= alone
        written = {piece for of_cell in pieces.values() for piece in of_cell}
        if not all(_CODE.fullmatch(piece) for piece in written) or (
            not _SMALL_WORDS.isdisjoint(written) and not written <= alone
        ):
            return False
    given: Counter[str] = Counter()
    for cell, of_cell in folded.items():
        given.update(dict.fromkeys(of_cell, int(n_rows[cell])))
    common = {piece for of_cell in several for piece in of_cell if given[piece] > 1}
    n_again = sum(n_cells[piece] > 1 for piece in common)
    firsts, others = {of_cell[0] for of_cell in several}, {piece for of_cell in several for piece in of_cell[1:]}
    varied = len({len(of_cell) for of_cell in folded.values()}) > 1 or not firsts.isdisjoint(others)
    if separator in _STRONG or _SEVERAL.search(name):
        return varied and n_again > 0
    return varied and 2 * n_again > len(common)


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
