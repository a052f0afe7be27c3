"""Answers of residents or of partners to a survey: one row per person, of whom nothing is kept that says who."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd

from data import reference
from data.errors import (
    EmptyFileError,
    KnownWaveError,
    NoUsableRowError,
    PersonalDataError,
    UndecidedError,
    WaveError,
)
from data.intake import personal, rejections
from data.intake.facts import facts
from data.intake.outcome import Outcome
from data.intake.population import residents
from data.intake.profiles import SourceProfile
from data.intake.readers import date_columns, tabular
from data.intake.surveys import questions, recognition, tools
from data.intake.surveys.questions import ClosedQuestion
from data.intake.surveys.tools import SurveyTool
from data.intake.zones import names as zone_names
from data.model import Level
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of
from data.warehouse.zone_sets import ZoneSets

statement = statements_of(__file__)

_NOTHING = {"na", "n/a", "nan", "null", "#n/a"}
_WAVES = 20
"""Different texts in the column of the wave: more are no waves."""
_WAVE = "wave"
"""Key of the question by which a person gives the wave of a file."""
_FIRST_DAY, _FIRST_YEAR = pd.Timestamp("1990-01-01"), 1900
"""LimeSurvey dates of 1980 the answers that it was set not to date; an age above 1900 is a year of birth."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SEXES = {
    **dict.fromkeys(("f", "femme", "femmes", "une femme", "feminin", "female", "woman", "madame"), "femmes"),
    **dict.fromkeys(("m", "h", "homme", "hommes", "un homme", "masculin", "male", "man", "monsieur"), "hommes"),
}


_TAKEN_AS = (
    "Cette enquête est lue comme celle d’habitants qui ont répondu d’eux-mêmes. Si ce sont des partenaires, ou des "
    "personnes tirées au sort, dites-le sur l’écran Données, par « Ce n’est pas cela »."
)


def load(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], delivery: int, *, file: str
) -> Outcome:
    """Load the answers of a file into a draft.

    Parameters
    ----------
    columns : header of each role.
    delivery : number that the file gets.

    Raises
    ------
    EmptyFileError, NoUsableRowError, UnknownLevelError
    UndecidedError : nothing tells the wave, or the year, of the answers; or that wave was loaded already.
    WaveError : the column of the wave names something else.
    PersonalDataError : the waves bear names of persons.
    KnownWaveError : one of the waves that a column names was loaded already.
    """
    connection = draft.connection
    rows = _rows(connection, table, profile)
    made_by = tools.made_by(rows.columns)
    reasons = _reasons(rows, columns)
    rows = rows[reasons.isna()]
    if rows.empty:
        rows_read, rejected = _reject(connection, reasons, delivery)
        raise (
            NoUsableRowError(file=file, reasons=rejections.listed(rejected)) if rows_read else EmptyFileError(file=file)
        )
    profile, columns, notes = _with_zones(connection, rows, profile, columns, made_by)
    days = _days(draft, rows, profile, columns, file=file)
    of_row = _wave_of_row(connection, rows, days, profile, columns, file=file)
    waves = _waves(of_row, days, file=file)
    _check_new(connection, profile, columns, waves["wave"], file=file)
    # After the last question: what is asked leaves the draft as it was.
    rows_read, rejected = _reject(connection, reasons, delivery)
    of_file = questions.recognise(rows.drop(columns=[*columns.values()]), profile, made_by)
    respondents = _respondents(draft, rows, of_row, waves, profile, columns)
    survey = {"delivery": delivery, "survey": profile.source, "audience": profile.audience}
    _write(connection, statement("new_waves"), waves, survey)
    _write(connection, statement("new_respondents"), respondents, {"delivery": delivery})
    _write(connection, statement("new_questions"), _questions(of_file.questions, of_row), {"delivery": delivery})
    _write(connection, statement("new_answers"), _answers(of_file.questions, respondents), {"delivery": delivery})
    return Outcome(
        rows_read,
        0,
        rejected,
        _period(waves),
        facts.not_located(draft, delivery),
        read=[*of_file.headers, *columns.values()],
        left=of_file.left,
        notes=notes,
        unmatched_zones=_unmatched_zones(rows[respondents["zone_set"] == 0], profile, columns),
    )


def _rows(connection: duckdb.DuckDBPyConnection, table: tabular.Table, profile: SourceProfile) -> pd.DataFrame:
    """Rows of the file as text, in its order, spaces made plain; empty where it says that nothing was answered."""
    nothing = _NOTHING | {questions.plain(text) for text in profile.missing}
    rows = table.read(connection).df().apply(lambda texts: texts.fillna("").str.split().str.join(" "))
    return rows.mask(rows.apply(lambda texts: texts.str.casefold().isin(nothing)), "")


def _reasons(rows: pd.DataFrame, columns: Mapping[str, str]) -> pd.Series:
    """Why each row is refused, in French; missing for those that are taken."""
    nothing = pd.Series(False, index=rows.index)
    empty = {role: rows[columns[role]] == "" if role in columns else nothing for role in ("submitted", "wave")}
    tests = {
        "ligne d’étiquettes": rows.apply(lambda texts: texts.str.startswith(tools.tags()) | (texts == "")).all(axis=1),
        "réponse inachevée": empty["submitted"],
        "vague absente": empty["wave"],
        "poids illisible": _numbers(rows[columns["weight"]]).lt(0, fill_value=-1) if "weight" in columns else nothing,
        "réponse en double": rows[columns["id"]].duplicated() & (rows[columns["id"]] != "")
        if "id" in columns
        else nothing,
    }
    for reason, header, pattern in tools.refused(rows.columns):
        of_tool = rows[header].str.casefold().str.fullmatch(pattern)
        tests[reason] = tests.get(reason, nothing) | of_tool.astype(bool)
    reasons = pd.Series(None, index=rows.index, dtype="str")
    for reason, fails in tests.items():
        reasons = reasons.mask(reasons.isna() & fails, reason)
    return reasons


def _with_zones(
    connection: duckdb.DuckDBPyConnection,
    rows: pd.DataFrame,
    profile: SourceProfile,
    columns: Mapping[str, str],
    made_by: tuple[SurveyTool, ...],
) -> tuple[SourceProfile, Mapping[str, str], tuple[str, ...]]:
    """Profile, columns and notes of a file, with the column of its zones where only its tool is known."""
    if profile.own or profile.questions or {"zone_code", "zone_label"} & columns.keys():
        return profile, columns, ()
    answered = [
        header for header in rows.columns if header not in columns.values() and not tools.is_technical(header, made_by)
    ]
    proposed = recognition.zone_column(
        {header: rows[header].unique() for header in answered}, zone_names.names_at_levels(connection)
    )
    if proposed is None:
        return profile, columns, (_TAKEN_AS,)
    header, level = proposed
    note = f"La colonne « {header} » situe les réponses : elle nomme des {reference.levels()[level].plural}."
    return replace(profile, level=level), {**columns, "zone_label": header}, (_TAKEN_AS, note)


def _reject(connection: duckdb.DuckDBPyConnection, reasons: pd.Series, delivery: int) -> tuple[int, dict[str, int]]:
    """Write which rows are refused; how many were read, torn lines included, and how many are refused by reason."""
    connection.register("judged", pd.DataFrame({"row": reasons.index, "reason": reasons}))
    connection.execute(statement("placed_answers"))
    rejections.write_placed(connection, delivery)
    connection.unregister("judged")
    rejected = rejections.by_reason(connection, delivery)
    return int(reasons.isna().sum()) + sum(rejected.values()), rejected


def _days(
    draft: Draft, rows: pd.DataFrame, profile: SourceProfile, columns: Mapping[str, str], *, file: str
) -> pd.Series:
    """Day of each row's answers, missing where it is unknown."""
    texts = rows[columns["submitted"]] if "submitted" in columns else pd.Series("", index=rows.index)
    connection = draft.connection
    submitted = connection.from_df(pd.DataFrame({"date_text": texts}))
    reading = date_columns.recognise(
        connection, submitted, time_zone=draft.commune.time_zone, answers=profile.answers, file=file
    )
    connection.register("submitted", submitted)
    parameters = {"formats": list(reading.formats), "time_zone": draft.commune.time_zone}
    read = connection.sql(statement("moments_of_answers"), params=parameters).to_arrow_table()
    connection.unregister("submitted")
    moments = read["moment"].to_pandas().fillna(reading.unusual(read["unusual_date"]).moments.to_pandas())
    days = moments.dt.normalize()
    return days.set_axis(rows.index).where(lambda day: day.between(_FIRST_DAY, pd.Timestamp.now()))


def _wave_of_row(
    connection: duckdb.DuckDBPyConnection,
    rows: pd.DataFrame,
    days: pd.Series,
    profile: SourceProfile,
    columns: Mapping[str, str],
    *,
    file: str,
) -> pd.Series:
    """Label of each row's wave."""
    if "wave" not in columns:
        label = profile.wave or _usual_year(days) or _year_in(file) or _answered_wave(connection, profile)
        if label is None:
            raise UndecidedError(
                file=file,
                key=_WAVE,
                question="De quelle vague sont ces réponses (par exemple 2025, ou Printemps 2025) ?",
            )
        return pd.Series(label, index=rows.index)
    of_row = rows[columns["wave"]]
    if of_row.nunique() > _WAVES:
        raise WaveError(
            file=file,
            problem=f"la colonne « {columns['wave']} » a {of_row.nunique()} valeurs différentes",
            advice="Choisissez une autre colonne pour la vague, ou aucune.",
        )
    if what := personal.persons_in(columns["wave"], of_row.unique()):
        raise PersonalDataError(file=file, column=columns["wave"], what=what)
    return of_row


def _waves(of_row: pd.Series, days: pd.Series, *, file: str) -> pd.DataFrame:
    """One row per wave: its label, its year, the first and last day of its answers."""
    waves = pd.DataFrame(
        [
            {
                "wave": label,
                "year": _usual_year(of_wave) or _year_in(label) or _year_in(file),
                "first_answer": of_wave.min(),
                "last_answer": of_wave.max(),
            }
            for label, of_wave in days.groupby(of_row)
        ]
    )
    if waves["year"].isna().any():
        label = waves.loc[waves["year"].isna(), "wave"].iloc[0]
        raise UndecidedError(
            file=file,
            key=_WAVE,
            question=f"De quelle année est la vague « {label} » (par exemple « {label} 2025 ») ?",
        )
    return waves.astype({"year": int, "first_answer": "datetime64[us]", "last_answer": "datetime64[us]"})


def _answered_wave(connection: duckdb.DuckDBPyConnection, profile: SourceProfile) -> str | None:
    """The wave that a person gave; None where it was that of an earlier file of the same survey."""
    known = dict(connection.execute(statement("known_waves"), {"survey": profile.source}).fetchall())
    label = profile.answers.get(_WAVE)
    return None if label in known else label


def _check_new(
    connection: duckdb.DuckDBPyConnection,
    profile: SourceProfile,
    columns: Mapping[str, str],
    labels: Sequence[str],
    *,
    file: str,
) -> None:
    known = dict(connection.execute(statement("known_waves"), {"survey": profile.source}).fetchall())
    for label in labels:
        if label in known and "wave" not in columns:
            raise UndecidedError(
                file=file,
                key=_WAVE,
                question=f"La vague « {label} » de l’enquête « {profile.label} » est déjà chargée (livraison "
                f"{known[label]}) : pour la remplacer, annulez d’abord cette livraison. Si ces réponses sont d’une "
                "autre vague, laquelle ?",
            )
        if label in known:
            raise KnownWaveError(wave=label, survey=profile.label, delivery=known[label])


def _respondents(
    draft: Draft,
    rows: pd.DataFrame,
    of_row: pd.Series,
    waves: pd.DataFrame,
    profile: SourceProfile,
    columns: Mapping[str, str],
) -> pd.DataFrame:
    """One row per respondent, in the order of the file and under its index."""
    nothing = pd.Series(None, index=rows.index, dtype="str")
    texts = {role: rows[columns[role]] if role in columns else nothing for role in ("sex", "age", "weight", "cluster")}
    clusters, _ = pd.factorize(texts["cluster"].mask(texts["cluster"] == ""))
    years = of_row.map(waves.set_index("wave")["year"])
    respondents = pd.DataFrame(
        {
            "wave": of_row,
            "respondent": of_row.groupby(of_row).cumcount() + 1,
            "sex": texts["sex"].map(reference.normalise, na_action="ignore").map(_SEXES),
            "age": _ages(texts["age"], years),
            "weight": _numbers(texts["weight"]),
            # Numbered, as the name of a street where few answered says who did.
            "cluster": pd.Series(clusters + 1, rows.index, dtype="Int32").mask(clusters < 0),
        }
    )
    zones = nothing
    for role in ("zone_label", "zone_code"):
        if role in columns and profile.level not in (None, Level.COMMUNE):
            names = rows[columns[role]]
            codes = zone_names.codes_of_names(draft.connection, profile.level, names.unique(), profile.answers)
            zones = names.map(codes).astype("str").fillna(zones)
    sets = ZoneSets(draft.connection)
    numbers = {code: sets.number({str(profile.level): code}) for code in zones.dropna().unique()}
    sets.write()
    return respondents.assign(zone_set=zones.map(numbers).fillna(0).astype("int32"))


def _unmatched_zones(rows: pd.DataFrame, profile: SourceProfile, columns: Mapping[str, str]) -> dict[str, int]:
    """Rows by name of zone that designates none, among rows without a zone."""
    roles = [role for role in ("zone_label", "zone_code") if role in columns]
    if not roles or profile.level in (None, Level.COMMUNE):
        return {}
    named = rows[[columns[role] for role in roles]].mask(lambda texts: texts == "").bfill(axis=1).iloc[:, 0]
    return zone_names.unmatched(named.value_counts().items(), profile.answers)


def _ages(texts: pd.Series, years: pd.Series) -> pd.Series:
    """Age class of each row: as residents are counted where it is one of those, or where the age is known to the year.

    Words that one respondent alone gave are no class.
    """
    numbers = _numbers(texts)
    exact = numbers.where(numbers < _FIRST_YEAR, years - numbers)
    first = [int(age[:2]) for age in residents.AGES]
    of_year = pd.cut(exact, [*first, 150], right=False, labels=residents.AGES).astype("str")
    bounds = texts.str.findall(r"\d+").map(_class_of, na_action="ignore").astype("str")
    classes = bounds.fillna(texts.where(texts.duplicated(keep=False) & (texts != "")))
    return of_year.where(numbers.notna(), classes)


def _class_of(bounds: Sequence[str]) -> str | None:
    """The class of residents that a text means by the ages that it names; None for any other."""
    name = "".join(bounds) if len(bounds) == 2 else f"{''.join(bounds)}P"
    return name if name in residents.AGES else None


def _numbers(texts: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(texts.str.replace(",", "."), errors="coerce").astype(float)
    return numbers.where(np.isfinite(numbers))


def _usual_year(days: pd.Series) -> str | None:
    """The year that most answers are of; None when they are not dated."""
    years = days.dropna().dt.year.mode()
    return None if years.empty else str(years.iloc[0])


def _year_in(text: str) -> str | None:
    """The year that a text names, if it names one only."""
    years = set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 else None


def _period(waves: pd.DataFrame) -> tuple[str, str]:
    if waves["first_answer"].notna().all():
        return f"{waves['first_answer'].min():%Y-%m-%d}", f"{waves['last_answer'].max():%Y-%m-%d}"
    return str(waves["year"].min()), str(waves["year"].max())


def _questions(closed: Sequence[ClosedQuestion], of_row: pd.Series) -> pd.DataFrame:
    """One row per wave and question that somebody answered in it."""
    described = [
        {
            "wave": wave,
            "question": number,
            "key": question.key,
            "wording": question.wording,
            "type": question.type,
            "scale": [one for one in question.scale if question.whole or one in given],
            "n_other": int((of_row[question.other] == wave).sum()),
        }
        for number, question in enumerate(closed, start=1)
        for wave, answers in question.answers.groupby(of_row[question.answers.index].to_numpy())
        if len(given := {*answers.dropna()}) or question.type == "multiple"
    ]
    rows = pd.DataFrame(described, columns=["wave", "question", "key", "wording", "type", "scale", "n_other"])
    # Two columns of one wave may be given the same key: only the first is compared.
    return rows.assign(key=rows["key"].mask(rows.duplicated(["wave", "key"])))


def _answers(closed: Sequence[ClosedQuestion], respondents: pd.DataFrame) -> pd.DataFrame:
    """One row per respondent and answer."""
    given = [
        respondents.loc[question.answers.index, ["wave", "respondent"]].assign(
            question=number, answer=question.answers.to_numpy()
        )
        for number, question in enumerate(closed, start=1)
    ]
    return pd.concat(given) if given else pd.DataFrame(columns=["wave", "respondent", "question", "answer"])


def _write(
    connection: duckdb.DuckDBPyConnection, insertion: str, arriving: pd.DataFrame, parameters: Mapping[str, object]
) -> None:
    connection.register("arriving_rows", arriving)
    connection.execute(insertion, parameters)
    connection.unregister("arriving_rows")
