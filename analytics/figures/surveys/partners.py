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
    on_theme = _on_theme(release, wave, question)
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


def partners_by_zone(release: Release, wave: Wave, question: Question, level: Level) -> ProtectedTable:
    """What residents and partners answer on one theme in the zones where both are known.

    Returns
    -------
    Rows as those of ``partners``, of each zone where the question of the wave, and one of the other audience, have
    enough answers: ``zone_code``, ``zone_label``, ``group`` (as ``habitants~2024~01``, the zone last). No row where
    there is no such zone.
    """
    shown = [
        (one, theirs, shares(release, one, theirs, level).frame) for one, theirs in _on_theme(release, wave, question)
    ]
    known = pd.DataFrame([frame.set_index("zone_code")["share_pct"].notna() for _, _, frame in shown])
    is_both = known.iloc[0] & known.iloc[1:].any()
    both = is_both.index[is_both & (is_both.index != release.commune.insee_code)]
    rows = pd.concat(
        [
            frame[frame["zone_code"].isin(both) & frame["share_pct"].notna()].assign(
                group=lambda rows, wave=one: f"{wave.audience.value}~{wave.wave}~" + rows["zone_code"],
                wording=theirs.wording,
                counted="\n".join(theirs.counted),
            )
            for one, theirs, frame in shown
        ],
        ignore_index=True,
    ).sort_values("zone_code", kind="stable", ignore_index=True)
    return protect(rows.drop(columns="status"), release.policy)


def _on_theme(release: Release, wave: Wave, question: Question) -> list[tuple[Wave, Question]]:
    """The question of a wave, then those of its theme in the latest waves of each survey of the other audience."""
    latest: dict[str, Wave] = {}
    for one in waves(release).values():
        if one.audience is not wave.audience:
            latest.setdefault(one.survey, one)
    return [(wave, question)] + [
        (other, theirs)
        for other in latest.values()
        for theirs in questions(release, other).values()
        if theirs.has_orientation and question.theme is not None and theirs.theme == question.theme
    ]
