"""Waves of the surveys, their questions, and which of them compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import pandas as pd

from analytics.figures.release import Release
from data.intake.profiles import SourceProfile, read_profiles
from data.model import Audience
from data.warehouse import repository


class Apart(StrEnum):
    """Why a question is not compared with an earlier wave."""

    NO_KEY = "no_key"
    NOT_ASKED = "not_asked"
    OTHER_SCALE = "other_scale"


@dataclass(frozen=True)
class Wave:
    """One wave of a survey.

    Attributes
    ----------
    label : of the survey.
    voluntary : whether whoever wanted answered: no margin then exists.
    year : in which most of it was answered.
    first_answer, last_answer : days, missing where the answers are not dated.
    n_respondents : None where it is too small for the scope.
    """

    survey: str
    label: str
    wave: str
    audience: Audience
    voluntary: bool
    year: int
    first_answer: datetime | None
    last_answer: datetime | None
    n_respondents: int | None = field(compare=False)

    @property
    def slug(self) -> str:
        """How the address writes it."""
        return f"{self.survey}~{self.wave}"


@dataclass(frozen=True)
class Question:
    """One question of a wave, and which of its answers are counted.

    Attributes
    ----------
    slug : its key in the question dictionary, the same in all waves; else its number in this one.
    number : its rank in the file.
    theme : slug of what it is about; None where the dictionary does not tell.
    counted : answers whose share is shown: the unfavourable ones by the dictionary, else those that the reader chooses.
    has_orientation : whether ``counted`` are unfavourable answers.
    """

    slug: str
    number: int
    wording: str
    type: str
    scale: tuple[str, ...]
    theme: str | None
    counted: tuple[str, ...]
    has_orientation: bool


def waves(release: Release) -> dict[str, Wave]:
    """Waves of all surveys by slug, those of residents first, then the latest first."""
    known = []
    for row in repository.waves(release.connection).itertuples():
        profile = _profile(release, row.survey)
        n = int(row.n_respondents)
        known.append(
            Wave(
                survey=row.survey,
                label=profile.label if profile else row.survey,
                wave=row.wave,
                audience=Audience(row.audience),
                voluntary=profile.voluntary if profile else True,
                year=int(row.year),
                first_answer=None if pd.isna(row.first_answer) else row.first_answer,
                last_answer=None if pd.isna(row.last_answer) else row.last_answer,
                n_respondents=None if 0 < n < release.policy.threshold else n,
            )
        )
    return {one.slug: one for one in sorted(known, key=lambda one: [*Audience].index(one.audience))}


def questions(release: Release, wave: Wave) -> dict[str, Question]:
    """Questions of a wave, by slug, in the order of its file; those that tell which answers are unfavourable first."""
    profile = _profile(release, wave.survey)
    dictionary = profile.questions if profile else {}
    known = []
    for row in repository.questions(release.connection, survey=wave.survey, wave=wave.wave).itertuples():
        scale = tuple(row.scale)
        if not scale:
            continue
        described = dictionary.get(row.key)
        unfavourable = tuple(answer for answer in scale if described and answer in described.unfavourable)
        known.append(
            Question(
                slug=str(row.question) if pd.isna(row.key) else str(row.key),
                number=int(row.question),
                wording=row.wording,
                type=row.type,
                scale=scale,
                theme=described.theme if described and described.theme in release.nomenclature.themes else None,
                counted=unfavourable or scale[:1],
                has_orientation=bool(unfavourable),
            )
        )
    return {one.slug: one for one in sorted(known, key=lambda one: not one.has_orientation)}


def joined(release: Release, wave: Wave, question: Question) -> dict[str, Wave]:
    """Earlier waves of the survey that a question compares with: same key in the dictionary, type and answers."""
    return {
        earlier.slug: earlier
        for earlier in _earlier(release, wave)
        if (theirs := release.ask(questions, earlier).get(question.slug)) and _is_same(theirs, question)
    }


def wave_before(release: Release, wave: Wave, question: Question, day: date) -> Wave | None:
    """The last wave answered before a day that a question compares with; None where its own was not answered after it.

    A wave without dates is before, or after, by its year; one whose answers straddle the day is neither.
    """
    if _is_before(wave, day) is not False:
        return None
    return next((one for one in joined(release, wave, question).values() if _is_before(one, day)), None)


def apart(release: Release, wave: Wave, question: Question) -> dict[str, Apart]:
    """Earlier waves that a question is not compared with, and why."""
    compared = joined(release, wave, question)
    return {
        earlier.wave: _reason(release.ask(questions, earlier).get(question.slug), question)
        for earlier in _earlier(release, wave)
        if earlier.slug not in compared
    }


def _is_before(wave: Wave, day: date) -> bool | None:
    """Whether a wave was answered before a day, or not; None where a part of it may have been, and another not."""
    if wave.first_answer is None or wave.last_answer is None:
        return None if wave.year == day.year else wave.year < day.year
    if wave.last_answer.date() < day:
        return True
    return False if wave.first_answer.date() >= day else None


def _profile(release: Release, survey: str) -> SourceProfile | None:
    """Description of a survey by the commune; None once it is no more."""
    return release.ask(_profiles).get(survey)


def _profiles(release: Release) -> Mapping[str, SourceProfile]:
    return read_profiles(release.commune.home)


def _earlier(release: Release, wave: Wave) -> list[Wave]:
    """Waves of the same survey that came before, the latest first."""
    own = [one for one in release.ask(waves).values() if one.survey == wave.survey]
    return own[own.index(wave) + 1 :]


def _is_same(one: Question, other: Question) -> bool:
    # A number is no key: it only tells where a question stands in its file.
    return not other.slug.isdecimal() and (one.type, one.scale) == (other.type, other.scale)


def _reason(theirs: Question | None, question: Question) -> Apart:
    if question.slug.isdecimal():
        return Apart.NO_KEY
    return Apart.NOT_ASKED if theirs is None else Apart.OTHER_SCALE
