"""The whole report: every case on several processes, and its table."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import numpy as np
from numpy.random import SeedSequence

from tests.calibration import actions, alerts, answers, hot_spots, intervals, meetings, places, words
from tests.calibration.cases import Case, Floats, Range, Share, sections, shares

CASES: list[Case] = [
    *words.CASES,
    *meetings.CASES,
    *intervals.CASES,
    *answers.CASES,
    *actions.CASES,
    *places.CASES,
    *hot_spots.CASES,
    *alerts.CASES,
]
"""A new case is one function that draws, and its line in the list of its module."""
ERRORS = 3
"""Monte-Carlo errors out of its range from which a share is wrong."""
_PARTS = 4
"""Parts of a case, so that processes end together; whatever their number, draws are the same."""


def run(processes: int = 2) -> Iterator[Share]:
    """Draw all cases, on so many processes of one core each; shares in the order of the cases."""
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[library] = "1"
    # Spawned, so that they read the environment above.
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        parts = {
            pool.submit(_part, number, seed, case.replicates // _PARTS): (number, part)
            for number, case in enumerate(CASES)
            for part, seed in enumerate(case.seeds(_PARTS))
        }
        found = {parts[done]: done.result() for done in as_completed(parts)}
    for number, case in enumerate(CASES):
        yield from shares(case, np.concatenate([found[number, part] for part in range(_PARTS)]))


def table(found: list[Share]) -> str:
    """Markdown, one table per question."""
    lines = []
    for title, of_section in sections(found):
        lines += [
            f"### {title}",
            "",
            "| Statistic | Simulated | Draws | Share | ± | Asked | |",
            "|---|---|--:|--:|--:|--:|---|",
        ]
        lines += [
            f"| {share.line.name} | {share.case.simulated} | {share.n:,} | {share.found:.1%} | {share.error:.1%} "
            f"| {_told(share.line.asked)} | {_word(share)} |"
            for share in of_section
        ]
        lines.append("")
    return "\n".join(lines)


def _part(number: int, seed: SeedSequence, n: int) -> Floats:
    return CASES[number].found(seed, n)


def _told(asked: Range) -> str:
    if asked.low == 0:
        return f"≤ {asked.high:.0%}"
    return f"≥ {asked.low:.0%}" if asked.high == 1 else f"{asked.low:.0%}–{asked.high:.0%}"


def _word(share: Share) -> str:
    if share.is_out(ERRORS):
        return "**out**"
    if share.line.asked.missed_by(share.found) > ERRORS * share.error:
        return f"{_told(share.line.held)}: {share.line.why}"
    return "within its error" if share.line.asked.missed_by(share.found) else "within"
