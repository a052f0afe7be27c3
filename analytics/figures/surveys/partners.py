"""What residents and partners answer on one theme, each to its own questions."""

import pandas as pd

from analytics.disclosure import ProtectedTable, Status, protect
from analytics.figures.release import Release
from analytics.figures.surveys.shares import shares
from analytics.figures.surveys.waves import Question, Wave, questions, waves
from data.model import Level


def partners(release: Release, wave: Wave, question: Question) -> ProtectedTable:
    """What residents and partners answer on one theme, in the whole commune: each to its own questions.

    Returns
    -------
    One row per question of the theme, that of the wave first, then those of the latest waves of each survey of the
    other audience that tell which answers are unfavourable: ``group`` (audience and wave, as
    ``habitants~2024``), ``wording``, ``counted`` (answers that are, one a line), and the figures of ``shares``. That
    of the wave alone where there is no other.
    """
    latest: dict[str, Wave] = {}
    for one in waves(release).values():
        if one.audience is not wave.audience:
            latest.setdefault(one.survey, one)
    on_theme = [(wave, question)] + [
        (other, theirs)
        for other in latest.values()
        for theirs in questions(release, other).values()
        if theirs.has_orientation and question.theme is not None and theirs.theme == question.theme
    ]
    rows = pd.concat(
        [
            shares(release.unprotected, one, theirs, Level.COMMUNE).frame.assign(
                group=f"{one.audience.value}~{one.wave}", wording=theirs.wording, counted="\n".join(theirs.counted)
            )
            for one, theirs in on_theme
        ],
        ignore_index=True,
    )
    telling = pd.concat(
        [shares(release, one, theirs, Level.COMMUNE).frame["status"] != Status.PUBLISHED for one, theirs in on_theme],
        ignore_index=True,
    )
    return protect(rows.drop(columns="status"), release.policy, telling=telling)
