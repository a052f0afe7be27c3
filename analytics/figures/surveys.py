"""What residents and partners feel, by their answers to surveys: shares, changes between waves, and who is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from analytics.disclosure import ProtectedTable, protect
from analytics.figures.release import Release
from analytics.statistics.evaluation import ChangeWord, adjust_p_values
from analytics.statistics.surveys import (
    ENOUGH_ANSWERS,
    Estimate,
    Weighted,
    Weighting,
    difference_interval,
    difference_p_value,
    estimate_share,
    wave_verdict,
    weigh,
)
from analytics.text import feeling as text
from data import reference
from data.intake.population.residents import AGES
from data.intake.profiles import SourceProfile, read_profiles
from data.model import Audience, Level
from data.warehouse import repository

_CHILDREN = AGES[0]
"""Counted in the census of those who are asked only where some of them answered."""


class Reliability(StrEnum):
    """What a share is worth."""

    MARGIN = "avec marge"
    NO_MARGIN = "sans marge"
    INSUFFICIENT = ChangeWord.INSUFFICIENT_DATA.value


@dataclass(frozen=True)
class Wave:
    """One wave of a survey.

    Attributes
    ----------
    label : of the survey.
    voluntary : whether whoever wanted answered: no margin then exists.
    year : in which most of it was answered.
    last_answer : day, missing where the answers are not dated.
    """

    survey: str
    label: str
    wave: str
    audience: Audience
    voluntary: bool
    year: int
    last_answer: pd.Timestamp | None
    n_respondents: int

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
    number : its place in the file.
    theme : slug of what it is about; None where the dictionary does not say.
    counted : answers whose share is shown: the unfavourable ones, as the dictionary says, else those that the reader
        chooses.
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
    n_answered: int


def waves(release: Release) -> dict[str, Wave]:
    """Waves of all surveys by slug, those of residents first, then the latest first."""
    found = []
    for row in repository.waves(release.connection).itertuples():
        said = _profile(release, row.survey)
        found.append(
            Wave(
                survey=row.survey,
                label=said.label if said else row.survey,
                wave=row.wave,
                audience=Audience(row.audience),
                voluntary=said.voluntary if said else True,
                year=int(row.year),
                last_answer=None if pd.isna(row.last_answer) else row.last_answer,
                n_respondents=int(row.n_respondents),
            )
        )
    return {one.slug: one for one in sorted(found, key=lambda one: [*Audience].index(one.audience))}


def questions(release: Release, wave: Wave) -> dict[str, Question]:
    """Questions of a wave, by slug, in the order of its file; those that say which answers are unfavourable first."""
    profile = _profile(release, wave.survey)
    dictionary = profile.questions if profile else {}
    found = []
    for row in repository.questions(release.connection, survey=wave.survey, wave=wave.wave).itertuples():
        scale = tuple(row.scale)
        if not scale:
            continue
        said = dictionary.get(row.key)
        unfavourable = tuple(answer for answer in scale if said and answer in said.unfavourable)
        theme = said.theme if said and said.theme in release.nomenclature.themes else None
        slug = str(row.question) if pd.isna(row.key) else str(row.key)
        found.append(
            Question(
                slug=slug,
                number=int(row.question),
                wording=row.wording,
                type=row.type,
                scale=scale,
                theme=theme,
                counted=unfavourable or scale[:1],
                has_orientation=bool(unfavourable),
                n_answered=int(row.n_answered),
            )
        )
    return {one.slug: one for one in sorted(found, key=lambda one: not one.has_orientation)}


def levels(release: Release, wave: Wave) -> list[Level]:
    """Cuts of the commune that the respondents of a wave are known in, the commune last."""
    people = release.ask(_respondents, wave)
    return [*(level for level in reference.zone_levels() if people[level.value].notna().any()), Level.COMMUNE]


def weighting(release: Release, wave: Wave) -> Weighting:
    """Weights of the respondents of a wave, by their number, and how they were made.

    Raked on sex, age and quartier where the census and the population of quartiers are loaded, from the weights of the
    file if it gives some. Those who answered a voluntary survey speak for themselves: none weighs more than another.

    Notes
    -----
    Census figures are of the age classes that answered at all, children left out if none did. Those of quartiers are
    of all ages: the census is not known by age in zones that are no IRIS.
    """
    people = release.ask(_respondents, wave)
    if wave.voluntary:
        return Weighting(pd.Series(1.0, people.index), Weighted.NONE)
    given = "weight" if people["weight"].notna().all() else None
    return weigh(people, _margins(release, wave), given)


def shares(release: Release, wave: Wave, question: Question, level: Level) -> ProtectedTable:
    """Share of the counted answers to a question, in each zone and in the commune.

    Returns
    -------
    One row per zone of the level, in the order of their codes, after that of the commune: ``zone_code``,
    ``zone_label``, ``n_answers``, ``n_counted`` (of them, before any weight), ``effective`` (answers that they are
    worth once weighted), ``share_pct``, ``low_pct`` and ``high_pct`` (95 %, Wilson), ``weighted`` (a ``Weighted``),
    ``reliability``. Figures but the counts are missing where answers are worth fewer than 50; the limits and
    ``effective``, of a voluntary survey.
    """
    rows = _cells(release, wave, question, level)
    figures = pd.DataFrame([_share(cell, wave) for cell in rows["estimate"]], index=rows.index)
    rows = rows.drop(columns="estimate").join(figures).assign(weighted=release.ask(weighting, wave).how.value)
    return protect(rows, release.policy, telling=_telling(release, rows, (wave, question)))


def joined(release: Release, wave: Wave, question: Question) -> dict[str, Wave]:
    """Earlier waves of the survey that a question compares with: same key in the dictionary, type and answers."""
    return {
        earlier.slug: earlier
        for earlier in _earlier(release, wave)
        if (asked := questions(release, earlier).get(question.slug)) and _is_same(asked, question)
    }


def apart(release: Release, wave: Wave, question: Question) -> dict[str, str]:
    """Earlier waves that a question is not compared with, and the French reason of each."""
    kept = joined(release, wave, question)
    return {
        earlier.wave: _reason(questions(release, earlier).get(question.slug), question)
        for earlier in _earlier(release, wave)
        if earlier.slug not in kept
    }


def changes(release: Release, before: Wave, after: Wave, question: Question, level: Level) -> ProtectedTable:
    """What changed between two waves of a survey, one of ``joined`` and the one of the question.

    Returns
    -------
    One row per zone of the level, after that of the commune: ``zone_code``, ``zone_label``, ``n_answers``,
    ``n_answers_before``, ``before_pct``, ``share_pct``, ``difference_pts`` with its 95 % limits ``low_pts`` and
    ``high_pts`` (points, Newcombe), ``word``, ``sentence``. Figures are missing where either wave
    has answers worth fewer than 50.

    Notes
    -----
    Words are given after a Benjamini-Hochberg adjustment over the rows.
    """
    earlier = replace(questions(release, before)[question.slug], counted=question.counted)
    first, second = _cells(release, before, earlier, level), _cells(release, after, question, level)
    compared = pd.DataFrame(
        [
            _change(one, other, p_adjusted, voluntary=before.voluntary or after.voluntary)
            for one, other, p_adjusted in zip(
                first["estimate"], second["estimate"], _adjusted(first["estimate"], second["estimate"]), strict=True
            )
        ]
    )
    rows = second[["zone_code", "zone_label", "n_answers", "n_counted"]].assign(
        n_answers_before=first["n_answers"], n_counted_before=first["n_counted"]
    )
    rows = rows.join(compared)
    telling = _telling(release, rows, (before, earlier), (after, question))
    return protect(rows, release.policy, telling=telling)


def profile(release: Release, wave: Wave) -> ProtectedTable:
    """Who answered a wave beside who lives in the commune, by sex and by age.

    Returns
    -------
    One row per sex and per age class of the census: ``group``, ``n_respondents``, ``share_pct`` (of those who say
    theirs), ``census_pct``, ``gap_pts``. No row where no census is loaded, nor for what nobody said.
    """
    people, census = release.ask(_respondents, wave), _census(release, wave)
    parts = []
    for column in ("sex", "age"):
        known = people[column].value_counts().reindex(census.get(column, pd.Series()).index, fill_value=0)
        if not known.sum():
            continue
        share, expected = 100 * known / known.sum(), 100 * census[column] / census[column].sum()
        part = pd.DataFrame(
            {"n_respondents": known, "share_pct": share, "census_pct": expected, "gap_pts": share - expected}
        )
        parts.append(part.assign(group=[text.GROUPS[group] for group in known.index], of=column))
    if not parts:
        empty = pd.DataFrame(columns=["group", "n_respondents", "share_pct", "census_pct", "gap_pts"])
        return protect(empty, release.policy)
    rows = pd.concat(parts, ignore_index=True)
    policy = release.policy
    small = (rows["n_respondents"] > 0) & (rows["n_respondents"] < policy.threshold)
    # With the others of its breakdown, whose sum is known, a lone small class could be worked out.
    return protect(rows.drop(columns="of"), policy, telling=small.groupby(rows["of"]).transform("any"))


def partners(release: Release, wave: Wave, question: Question) -> ProtectedTable:
    """What residents and partners say of one theme, in the whole commune: each in the words of its own questions.

    Returns
    -------
    One row per question of the theme, that of the wave first, then those of the latest waves of each survey of the
    other audience that say which answers are unfavourable: ``group`` (who was asked), ``wording``, ``counted`` (answers
    that are), and the figures of ``shares``. That of the wave alone where there is no other.
    """
    latest: dict[str, Wave] = {}
    for one in waves(release).values():
        if one.audience is not wave.audience:
            latest.setdefault(one.survey, one)
    asked = [(wave, question)] + [
        (other, theirs)
        for other in latest.values()
        for theirs in questions(release, other).values()
        if theirs.has_orientation and question.theme is not None and theirs.theme == question.theme
    ]
    rows = pd.concat(
        [
            shares(release.unprotected, one, theirs, Level.COMMUNE).frame.assign(
                group=text.who(one.audience, one.wave), wording=theirs.wording, counted=text.answers(theirs.counted)
            )
            for one, theirs in asked
        ],
        ignore_index=True,
    )
    telling = pd.concat(
        [shares(release, one, theirs, Level.COMMUNE).frame["status"] != "published" for one, theirs in asked],
        ignore_index=True,
    )
    return protect(rows.drop(columns="status"), release.policy, telling=telling)


def estimates(release: Release, wave: Wave, question: Question, level: Level) -> pd.Series:
    """Raw estimate of each zone that has answers, by its code: for other views, never for a screen."""
    rows = _cells(release, wave, question, level)
    rows = rows[(rows["n_answers"] > 0) & (rows["zone_code"] != release.commune.insee_code)]
    return rows.set_index("zone_code")["estimate"]


def _profile(release: Release, survey: str) -> SourceProfile | None:
    """What the commune says of a survey; None once its profile is no more."""
    return release.ask(_profiles).get(survey)


def _profiles(release: Release) -> Mapping[str, SourceProfile]:
    return read_profiles(release.commune.home)


def _respondents(release: Release, wave: Wave) -> pd.DataFrame:
    """Who answered a wave, by their number; weights of 0, which speak for nobody, left out."""
    people = repository.respondents(release.connection, survey=wave.survey, wave=wave.wave).set_index("respondent")
    return people if wave.voluntary else people[people["weight"].isna() | (people["weight"] > 0)]


def _margins(release: Release, wave: Wave) -> dict[str, pd.Series]:
    """Population by sex, by age and by quartier, of what respondents may be weighted by."""
    margins = _census(release, wave)
    if Level.QUARTIER in release.levels():
        population = release.zones(Level.QUARTIER).set_index("zone_code")["population"].dropna()
        if (population > 0).any():
            margins[Level.QUARTIER.value] = population[population > 0]
    return margins


def _census(release: Release, wave: Wave) -> dict[str, pd.Series]:
    """Residents by sex and by age, of the ages that answered; nothing where no census is loaded."""
    residents = repository.residents(release.connection)
    if not (release.ask(_respondents, wave)["age"] == _CHILDREN).any():
        residents = residents[residents["age"] != _CHILDREN]
    by = {column: residents.groupby(residents[column].astype(str))["number"].sum() for column in ("sex", "age")}
    return {column: margin[margin > 0] for column, margin in by.items() if (margin > 0).any()}


def _cells(release: Release, wave: Wave, question: Question, level: Level) -> pd.DataFrame:
    """The commune and each zone: ``zone_code``, ``zone_label``, ``n_answers``, ``n_counted``, ``estimate`` or None."""
    answers = repository.answers(release.connection, survey=wave.survey, wave=wave.wave, question=question.number)
    # Of a multiple choice, one of the answers is enough.
    given = answers["answer"].isin(question.counted).groupby(answers["respondent"])
    weights = release.ask(weighting, wave).weights
    people = (
        release.ask(_respondents, wave).join(given.any().rename("counted"), how="inner").join(weights.rename("weighs"))
    )
    whole = (release.commune.insee_code, text.WHOLE_COMMUNE, people)
    parts = []
    if level is not Level.COMMUNE:
        zones = release.zones(level)
        groups = dict(iter(people.groupby(level.value)))
        parts = [
            (code, label, groups.get(code, people.iloc[:0]))
            for code, label in zip(zones["zone_code"], zones["zone_label"], strict=True)
        ]
    return pd.DataFrame(
        [
            {
                "zone_code": code,
                "zone_label": label,
                "n_answers": len(some),
                "n_counted": int(some["counted"].sum()),
                "estimate": estimate_share(some["counted"], some["weighs"]) if len(some) else None,
            }
            for code, label, some in (whole, *parts)
        ]
    )


def _share(estimate: Estimate | None, wave: Wave) -> dict[str, object]:
    figures: dict[str, object] = dict.fromkeys(("effective", "share_pct", "low_pct", "high_pct"), np.nan)
    if estimate is not None and not wave.voluntary:
        figures["effective"] = estimate.n_effective
    if not _is_enough(estimate):
        return {**figures, "reliability": Reliability.INSUFFICIENT.value}
    assert estimate is not None
    figures["share_pct"] = 100 * estimate.value
    if wave.voluntary:
        return {**figures, "reliability": Reliability.NO_MARGIN.value}
    limits = {"low_pct": 100 * estimate.low, "high_pct": 100 * estimate.high}
    return {**figures, **limits, "reliability": Reliability.MARGIN.value}


def _is_enough(estimate: Estimate | None) -> bool:
    # Equal weights that went through raking leave 50 answers a rounding away from 50.
    return estimate is not None and round(estimate.n_effective, 6) >= ENOUGH_ANSWERS


def _telling(release: Release, rows: pd.DataFrame, *cells: tuple[Wave, Question]) -> "pd.Series[bool]":
    """The commune, where its count would give back the small one of a zone of any level, or of those in none."""
    policy = release.policy
    cuts = [(*one, level) for one in cells for level in levels(release, one[0])[:-1]] if policy.withholds else []
    is_telling = any(_has_small_part(_cells(release, *cut), policy.threshold) for cut in cuts)
    return pd.Series(rows.index == 0, rows.index) & is_telling


def _has_small_part(cells: pd.DataFrame, threshold: int) -> bool:
    numbers = cells[["n_answers", "n_counted"]]
    parts = numbers.iloc[1:]
    every = pd.concat([parts, (numbers.iloc[0] - parts.sum()).to_frame().T])
    return bool(((every > 0) & (every < threshold)).any(axis=None))


def _earlier(release: Release, wave: Wave) -> list[Wave]:
    """Waves of the same survey that came before, the latest first."""
    own = [one for one in waves(release).values() if one.survey == wave.survey]
    return own[own.index(wave) + 1 :]


def _is_same(one: Question, other: Question) -> bool:
    # A number is no key: it only says where a question stands in its file.
    return not other.slug.isdecimal() and (one.type, one.scale) == (other.type, other.scale)


def _reason(asked: Question | None, question: Question) -> str:
    if question.slug.isdecimal():
        return text.NO_KEY
    if asked is None:
        return text.NOT_ASKED
    return text.OTHER_SCALE


def _adjusted(before: pd.Series, after: pd.Series) -> list[float | None]:
    """P-values of the rows that have answers in both waves, corrected for all of them together."""
    tested = [_is_enough(one) and _is_enough(other) for one, other in zip(before, after, strict=True)]
    adjusted: list[float | None] = [None] * len(tested)
    if any(tested):
        raw = [
            float(difference_p_value(*_effective(other), *_effective(one)))
            for one, other, is_tested in zip(before, after, tested, strict=True)
            if is_tested
        ]
        for position, p_value in zip(np.flatnonzero(tested), adjust_p_values(raw), strict=True):
            adjusted[position] = float(p_value)
    return adjusted


def _effective(estimate: Estimate) -> tuple[float, float]:
    return estimate.value * estimate.n_effective, estimate.n_effective


def _change(
    before: Estimate | None, after: Estimate | None, p_adjusted: float | None, *, voluntary: bool
) -> dict[str, object]:
    """Figures and word of one row of ``changes``."""
    figures: dict[str, object] = dict.fromkeys(
        ("before_pct", "share_pct", "difference_pts", "low_pts", "high_pts"), np.nan
    )
    if before is None or after is None or not (_is_enough(before) and _is_enough(after)):
        word = ChangeWord.INSUFFICIENT_DATA.value
        return {**figures, "word": word, "sentence": text.TOO_FEW}
    verdict = wave_verdict(before, after, p_adjusted=p_adjusted, voluntary=voluntary)
    figures |= {"before_pct": 100 * before.value, "share_pct": 100 * after.value}
    if not voluntary:
        limits = difference_interval(*_effective(after), *_effective(before))
        figures |= {
            "difference_pts": 100 * (after.value - before.value),
            "low_pts": 100 * float(limits.low),
            "high_pts": 100 * float(limits.high),
        }
    return {**figures, "word": str(verdict.word), "sentence": verdict.sentence}
