"""What is drawn, and the share of draws in which a statistic must be right; what was found, beside it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.random import Generator, SeedSequence
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SEED = 20260101


@dataclass(frozen=True)
class Range:
    """What a share must be within, both ends included; what is asked has the title of its table."""

    low: float
    high: float
    title: str = ""

    def missed_by(self, share: float) -> float:
        """How far outside a share is; 0 inside."""
        return max(self.low - share, share - self.high, 0.0)


COVERAGE = Range(0.93, 0.97, "Coverage of 95 % intervals")
"""Of intervals at 95 %."""
USUAL = Range(0.94, 0.96, "Months within their usual band")
"""Of months that stand in their usual band."""
FALSE_POSITIVES = Range(0.0, 0.05, "False positives")
"""Of tests at 5 %, and of words that say that something is clear, where nothing is."""
DETECTION = Range(0.80, 1.0, "Detection")
"""Of effects told detectable, which are so with four chances in five."""
EDGE = Range(0.78, 0.90, "Detection at the edge: effects just as large as told detectable")
"""Of effects that are just as large as what is told detectable."""
EXTENDED = Range(0.0, 0.06, "Actions proposed to be extended although their facts moved")
"""Of actions whose facts moved, nine tenths of them or all, that are proposed to be extended."""
HELD = Range(0.75, 1.0, "Months to wait for, held")
"""Of months told as those when something will be known."""

ALERTED = Range(0.29, 1.0, "Alerts of a rise of a half")
"""Of quarters that rose by a half in one zone of a town whose rates are steady."""


@dataclass(frozen=True)
class Line:
    """One share to be found.

    Attributes
    ----------
    name : the statistic.
    asked : what the share should be within.
    held, why : what it is known to be within instead, and the reason.
    """

    name: str
    asked: Range
    held: Range | None = None
    why: str = ""


@dataclass(frozen=True)
class Case:
    """One thing simulated, and the shares that it tells.

    Attributes
    ----------
    simulated : in words.
    replicates : draws of the whole report.
    draw : takes a generator and a number of draws; gives what was found in each, shape (draws,) or (draws, lines): 1
        or true where it was so, 0 where not, a share where each draw has several units, NaN where it says nothing.
    """

    simulated: str
    replicates: int
    draw: Callable[[Generator, int], ArrayLike]
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        """What tells it from the others."""
        return f"{self.lines[0].name}, {self.simulated}"

    def seeds(self, n: int) -> list[SeedSequence]:
        """As many independent seeds, the same whatever the other cases are."""
        return SeedSequence([SEED, crc32(self.name.encode())]).spawn(n)

    def found(self, seed: SeedSequence, n: int) -> Floats:
        """What was found in ``n`` draws, shape (draws, lines)."""
        return np.asarray(self.draw(np.random.default_rng(seed), n), dtype=float).reshape(n, len(self.lines))


@dataclass(frozen=True)
class Share:
    """What was found of one line.

    Attributes
    ----------
    n : draws that said something.
    error : Monte-Carlo standard error of ``found``; never 0, as a share never seen is not proved impossible.
    """

    case: Case
    line: Line
    n: int
    found: float
    error: float

    def is_out(self, errors: float) -> bool:
        """Whether it is out of its range by more than so many Monte-Carlo errors; or nothing was said at all."""
        return self.n == 0 or (self.line.held or self.line.asked).missed_by(self.found) > errors * self.error


def shares(case: Case, found: Floats) -> Iterator[Share]:
    """What draws of a case, shape (draws, lines), say of each of its lines."""
    for line, values in zip(case.lines, found.T, strict=True):
        said = values[~np.isnan(values)]
        n = len(said)
        error = np.sqrt(said.var() / n + 1 / n**2) if n else np.inf
        yield Share(case, line, n, float(said.mean()) if n else np.nan, float(error))


def each(one: Callable[[Generator], object]) -> Callable[[Generator, int], ArrayLike]:
    """Draw one by one what cannot be drawn together."""

    def draw(rng: Generator, n: int) -> ArrayLike:
        return [one(rng) for _ in range(n)]

    return draw


def covers(low: ArrayLike, truth: ArrayLike, high: ArrayLike) -> NDArray[np.bool_]:
    """Whether limits hold the truth."""
    return (np.asarray(low) <= truth) & (truth <= np.asarray(high))


def sections(found: Sequence[Share]) -> Iterator[tuple[str, list[Share]]]:
    """Shares by the title of what is asked of them, in the order of the first of each."""
    for title in dict.fromkeys(share.line.asked.title for share in found):
        yield title, [share for share in found if share.line.asked.title == title]
