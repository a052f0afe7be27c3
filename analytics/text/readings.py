"""Sentences that read a figure: the effect first, in units, then its interval, then the word.

They follow the table, never a guess.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analytics.columns import Format, declared
from analytics.disclosure import ProtectedTable, Status
from analytics.figures.benchmark import SIMILAR
from analytics.figures.comparability import Obstacle
from analytics.figures.release import YEAR
from analytics.indicators import Indicator, indicator
from analytics.statistics.trends.changes import FEWEST_EVENTS
from analytics.statistics.trends.seasons import YEARS_NEEDED
from analytics.statistics.words import ABOVE, BELOW, MOVES, ChangeWord
from analytics.text import formats, fr
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS
from data.model import Level, Period, add_months
from data.reference import levels
from data.typography import NBSP

if TYPE_CHECKING:
    from data.recording_breaks import RecordingBreak

_SEMICOLON = " ; "
WITHHELD = "non communiqué"
_WITHHELD = (Status.PRIMARY, Status.SECONDARY)
NO_DATA = "pas de données"
UNPUBLISHED = "non diffusé"
UNKNOWN_RATE = "population inconnue"
_UNITS = {
    "infraction": ("infraction", "infractions"),
    "victime": ("victime", "victimes"),
    "victime entendue": ("victime entendue", "victimes entendues"),
    "véhicule": ("véhicule", "véhicules"),
    "mis en cause": ("personne mise en cause", "personnes mises en cause"),
}
"""What the SSMSI counts."""
OBSTACLES: dict[Obstacle, str] = {
    Obstacle.OVERLAP: "Les deux périodes ont des mois en commun : elles ne se comparent pas. Choisissez des mois d’avant.",
    Obstacle.OTHER_MONTHS: "Les deux périodes n’ont pas les mêmes mois de l’année : la saison suffirait à les distinguer. Choisissez les mêmes mois d’une autre année.",
    Obstacle.MISSING_MONTHS: "Il manque des mois à l’une des deux périodes : elles ne se comparent pas.",
    Obstacle.PROVISIONAL: "Des mois de la période sont provisoires, leur source peut encore les compléter : ils ne se comparent pas.",
    Obstacle.RECORDING: "La façon d’enregistrer les faits a changé entre les deux périodes : elles ne se comparent pas.",
    Obstacle.UNREAD_BREAKS: "Le fichier des changements d’enregistrement ne se lit pas : rien ne se compare.",
    Obstacle.OTHER_SOURCES: "Les deux périodes ne comptent pas les mêmes sources : elles ne se comparent pas.",
}
"""Why periods are not compared, by the obstacle."""
IN_SHORT: dict[Obstacle, str] = {
    Obstacle.OVERLAP: "Mois en commun",
    Obstacle.OTHER_MONTHS: "Autres mois de l’année",
    Obstacle.MISSING_MONTHS: "Mois manquants",
    Obstacle.PROVISIONAL: "Mois provisoires",
    Obstacle.RECORDING: "Enregistrement modifié",
    Obstacle.UNREAD_BREAKS: "Ruptures illisibles",
    Obstacle.OTHER_SOURCES: "Autres sources",
}
"""The same, on one line of a card."""
_IN_LETTERS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq"}
_FEW_CODES = 12
"""Codes of communes that a sentence lists; of more, it says how many."""


class Unit(NamedTuple):
    """What a figure counts: facts of an indicator, or a rate of them.

    Attributes
    ----------
    column : ``n_events`` or ``value``.
    """

    measured: Indicator
    column: str = "n_events"

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate."""
        return self.column == "value"


def short(value: float, unit: Unit) -> str:
    """A figure without what it counts."""
    return formats.rate(value) if unit.is_rate else formats.integer(value)


def amount(value: float, unit: Unit) -> str:
    """A figure and what it counts."""
    if unit.is_rate:
        return f"{formats.rate(value)} pour {unit.measured.unit.split(' pour ')[-1]}"
    return _counted(value, unit.measured)


def change(row: pd.Series) -> str:
    """What changed for one row of ``figures.changes.table``: counts, difference with its interval, and the word."""
    measured = indicator(row["indicator"])
    months = Period(row["period_start"].date(), row["period_end"].date())
    if row["status"] in _WITHHELD:
        return f"Nombre trop petit pour être communiqué, {formats.during(months)}."
    if row["status"] != Status.PUBLISHED:
        return obstacle(row["incomparable"])
    seen = f"{_counted(row['n_events'], measured)} {formats.during(months)}, contre {_before(row)}"
    if row["word"] == ChangeWord.INSUFFICIENT_DATA:
        return f"{seen} : **données insuffisantes** pour conclure. {_detectable(row)}".strip()
    return f"{seen} : {_concluded(row)}"


def obstacle(code: str | None) -> str:
    """Why periods are not compared, and what to do; nothing where they are."""
    return OBSTACLES[Obstacle(code)] if code else ""


def obstacle_in_short(code: str) -> str:
    """Why periods are not compared, in a few words."""
    return IN_SHORT[Obstacle(code)]


def obstacles(table: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Why some rows of ``figures.changes.table`` are not compared, a sentence for each; empty where all are.

    Parameters
    ----------
    names : what each indicator is called, by slug.
    """
    rows = table[table["incomparable"] != ""]
    return " ".join(fr.labelled(names[one["indicator"]], obstacle(one["incomparable"])) for _, one in rows.iterrows())


def against(after: Period, before: Period, n: int) -> str:
    """What a figure of a period is compared with, after its own: ``n`` earlier ones, from first to last ``before``."""
    if n > 1:
        return f"en moyenne sur {_same_months(after, before, n)}"
    return fr.YEAR_BEFORE if before == after.shift(-YEAR) else formats.during(before)


def comparison(after: Period, before: Period, n: int) -> str:
    """A period and what it is compared with, as ``against``; itself alone where that is nothing."""
    if n == 0:
        return formats.period(after)
    if n > 1:
        reference = f"la moyenne des {_same_months(after, before, n).removeprefix('les ')}"
    elif before == after.shift(-YEAR):
        reference = fr.YEAR_BEFORE
    else:
        reference = formats.period(before) if before.n_months == 1 else f"la période {formats.period(before)}"
    return fr.ATLAS_COMPARED.format(after=formats.period(after), before=reference)


def change_entry(row: pd.Series) -> dict[str, Any]:
    """What changed for one row of ``figures.changes.table``, for a machine: figures, word, and the reason for none."""
    published = row["status"] == Status.PUBLISHED
    is_sure = published and row["word"] != ChangeWord.INSUFFICIENT_DATA
    figures = {
        "n_events": int(row["n_events"]) if published else None,
        "n_expected": float(row["n_events"] - (row["difference"] or 0.0)) if published else None,
        **{name: _finite(row[name]) if published else None for name in ("ratio", "low", "high")},
    }
    return {
        "zone_code": row["zone_code"],
        "zone_label": row["zone_label"],
        **figures,
        "word": WORDS[row["word"]] if published else None,
        "bound": None,
        "reason": "" if is_sure else _detectable(row) if published else change(row),
    }


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and np.isfinite(value) else None


def difference(row: pd.Series) -> str:
    """What changed, under a figure whose word stands beside it: the difference and its interval, where they read."""
    if row["word"] == ChangeWord.INSUFFICIENT_DATA:
        return f"contre {_mean_before(row)}"
    ends = [formats.signed(row[end]) for end in ("difference_low", "difference_high")]
    return f"{formats.signed(row['difference'])} (de {' à '.join(ends)})"


def difference_alone(row: pd.Series) -> str:
    """What changed, where no figure stands beside it: both counts, where the difference does not read."""
    is_sure = row["status"] == Status.PUBLISHED and row["word"] != ChangeWord.INSUFFICIENT_DATA
    return difference(row) if is_sure else before_and_after(row)


def word(code: str) -> str:
    """The word of a verdict, as the start of a sentence."""
    return formats.capitalised(WORDS[code])


def map_of(table: ProtectedTable, commune: ProtectedTable, measured: Indicator, level: Level, measure: str) -> str:
    """What a map shows: the commune's figure, the spread of its zones, and how many differ from it.

    Parameters
    ----------
    table, commune : rows of ``figures.zones_compared.table``.
    """
    whole = commune.frame.iloc[0]
    months = formats.during(Period(whole["period_start"].date(), whole["period_end"].date()))
    if whole["status"] == Status.NO_DATA:
        return f"Aucune donnée {months}."
    if whole["status"] != Status.PUBLISHED:
        return f"Les nombres {months} sont trop petits pour être communiqués."
    singular, plural = levels()[level].singular, levels()[level].plural
    start = f"{_counted(whole['n_events'], measured)} dans la commune {months}"
    shown = table.frame[table.frame["status"] == Status.PUBLISHED]
    if measure == "taux" and pd.notna(whole["value"]) and shown["value"].notna().any():
        shown = shown[shown["value"].notna()]
        start += f", soit {formats.rate(whole['value'])} {measured.unit.split(' pour ')[-1].join(('pour ', ''))}"
        spread = f"Selon les {plural}, de {formats.rate(shown['value'].min())} à {formats.rate(shown['value'].max())}."
        above, below = (int(shown["word"].isin(words).sum()) for words in (ABOVE, BELOW))
        same = int(shown["word"].notna().sum()) - above - below
        rest = f" ; pour {_zones(same, singular, plural)}, aucun écart n’est établi" if same else ""
        compared = (
            f"{formats.capitalised(_zones(above, singular, plural))} au-dessus de la commune et {_zones(below, singular, plural)} au-dessous, "
            f"nettement ou probablement{rest}."
        )
        if above + below + same == 0:
            compared = f"Les {plural} sont trop peu pour être comparés à la commune."
    else:
        spread = (
            f"Selon les {plural}, de {formats.integer(shown['n_events'].min())} à {formats.integer(shown['n_events'].max())}."
            if len(shown)
            else f"Aucun nombre n’est communiqué par {singular}."
        )
        compared = "Un nombre n’est pas rapporté à la population : les zones peuplées en comptent plus."
    return f"{start}. {spread} {compared}{_withheld(table)}"


def portrait(row: pd.Series, commune: pd.Series, measured: Indicator) -> str:
    """What one zone's figure is against the commune's: two rows of ``figures.zones_compared.table``."""
    name = f"« {literal(row['zone_label'])} »"
    if row["status"] in _WITHHELD:
        return f"{name} : nombre trop petit pour être communiqué."
    if row["status"] != Status.PUBLISHED:
        return f"{name} : aucune donnée sur cette période."
    seen = f"{name} : {_counted(row['n_events'], measured)}"
    if pd.isna(row["value"]) or pd.isna(commune["value"]):
        return f"{seen}. La population n’est pas connue : aucun taux n’est calculé."
    per = measured.unit.split(" pour ")[-1]
    rate = f"{seen}, soit {formats.rate(row['value'])} pour {per} (marge {formats.interval(row['value_low'], row['value_high'])})"
    if row["zone_code"] == commune["zone_code"]:
        return f"{rate}."
    compared = "" if pd.isna(row["word"]) else f" {word(row['word'])}."
    return f"{rate}. Commune : {formats.rate(commune['value'])}.{compared}"


def among(table: ProtectedTable, row: pd.Series, level: Level) -> str:
    """Where a rate lies among those of all zones, the commune last, without a rank."""
    zones, whole = table.frame["value"].iloc[:-1].dropna(), table.frame.iloc[-1]
    commune = f"la commune à {formats.rate(whole['value'])} (tirets)"
    own = f"{literal(row['zone_label'])} à {formats.rate(row['value'])} (point sombre et sa marge), "
    spread = f"Taux de {formats.counted(len(zones), levels()[level].singular, levels()[level].plural)}, de {formats.rate(zones.min())} à {formats.rate(zones.max())}"
    return f"{spread} : {'' if row.name == whole.name else own}{commune}."


def series(
    table: ProtectedTable,
    band: pd.DataFrame,
    unit: Unit,
    name: str,
    provisional: Collection[date] = (),
    cuts: Collection[date] = (),
) -> str:
    """Where the last month of a series stands in what its season usually gives, or why that is not known.

    Parameters
    ----------
    cuts : months from which what is counted changed.
    """
    known = table.frame[(table.frame["status"] == Status.PUBLISHED) & table.frame[unit.column].notna()]
    if known.empty:
        return f"{literal(name)} : aucun mois n’est communiqué.{_withheld(table)}"
    last = known.iloc[-1]
    month = last["period_start"].date()
    is_provisional = month in provisional
    mark = f" ({fr.PROVISIONAL})" if is_provisional else ""
    seen = f"{literal(name)}, {formats.month(month)}{mark} : {amount(last[unit.column], unit)}"
    usual = band[band["month"] == last["period_start"]].dropna() if len(band) else band
    if len(usual) == 0:
        recent = [cut for cut in cuts if add_months(month, -YEAR * YEARS_NEEDED) < cut <= month]
        why = (
            f"Ce qui est compté a changé en {formats.month(max(recent))}, il y a moins de trois ans"
            if recent
            else "Moins de trois années d’avant donnent ce mois"
        )
        return f"{seen}. {why} : son niveau habituel n’est pas estimé.{_withheld(table)}"
    low, high = usual.iloc[0]["low"], usual.iloc[0]["high"]
    band_text = f"la bande habituelle de ce mois (de {short(low, unit)} à {short(high, unit)})"
    if is_provisional:
        return f"{seen}. Ce nombre peut encore changer : il ne se compare pas à {band_text}.{_withheld(table)}"
    position = (
        "dans" if low <= last[unit.column] <= high else "au-dessus de" if last[unit.column] > high else "au-dessous de"
    )
    return f"{seen}, {position} {band_text}.{_withheld(table)}"


def latest(table: ProtectedTable, unit: Unit) -> str:
    """The last month of each of several zones."""
    known = table.frame[(table.frame["status"] == Status.PUBLISHED) & table.frame[unit.column].notna()]
    if known.empty:
        return f"Aucun mois n’est communiqué.{_withheld(table)}"
    parts = [
        f"{literal(row['zone_label'])}, {formats.month(row['period_start'])} : {amount(row[unit.column], unit)}"
        for _, row in known.groupby("zone_code", sort=False).tail(1).iterrows()
    ]
    return f"{_SEMICOLON.join(parts)}.{_withheld(table)}"


def years(table: ProtectedTable, unit: Unit, partial: Collection[int] = ()) -> str:
    """First and last year of each zone.

    Parameters
    ----------
    partial : years of which not all the months are known.
    """
    known = table.frame[(table.frame["status"] == Status.PUBLISHED) & table.frame[unit.column].notna()]
    if known.empty:
        return f"Aucune année n’est communiquée.{_withheld(table)}"
    parts = []
    for _, rows in known.groupby("zone_code", sort=False):
        first_and_last = rows.iloc[[0, -1]] if len(rows) > 1 else rows
        ends = [
            f"{amount(row[unit.column], unit)} en {row['period_start'].year}"
            + (" (année incomplète)" if row["period_start"].year in partial else "")
            for _, row in first_and_last.iterrows()
        ]
        parts.append(f"{literal(zone_name(rows.iloc[0]))} : {formats.enumeration(ends)}")
    return f"{_SEMICOLON.join(parts)}.{_withheld(table)}"


def sums(months: pd.DataFrame, unit: Unit) -> str:
    """Last twelve-month sum of each zone."""
    parts = []
    for label in months.columns:
        known = months[label].dropna()
        if len(known):
            parts.append(
                f"{literal(label)} : {amount(known.iloc[-1], unit)} sur douze mois, jusqu’à {formats.month(known.index[-1])}"
            )
    return f"{_SEMICOLON.join(parts)}." if parts else "Aucune somme de douze mois complets n’est disponible."


def before_and_after(row: pd.Series, factor: float = 1.0) -> str:
    """Figures of one row of ``figures.changes.table``: « 306 → 339 »; in their place, why there is none.

    Parameters
    ----------
    factor : what one fact adds to what is shown; 1 for counts, missing where a rate is not known.
    """
    if row["status"] in _WITHHELD:
        return WITHHELD
    if row["status"] != Status.PUBLISHED:
        return fr.NOT_COMPARED if row["incomparable"] else NO_DATA
    if factor == 1:
        return f"{_mean_before(row)} → {formats.integer(row['n_events'])}"
    if not np.isfinite(factor):
        return UNKNOWN_RATE
    return f"{formats.rate(factor * row['mean_before'])} → {formats.rate(factor * row['n_events'])}"


def same_scale(table: ProtectedTable, unit: Unit, line: float) -> str:
    """What the pictures of zones share, and what the figures under them are.

    Parameters
    ----------
    table : rows of ``figures.changes.table``.
    line : value at which a thin line stands in each.
    """
    row = table.frame.loc[table.frame["years_before"].idxmax()]
    after, before = (Period(row[f"{one}_start"].date(), row[f"{one}_end"].date()) for one in ("period", "before"))
    told = formats.capitalised(comparison(after, before, row["years_before"]))
    return f"Trois ans, même échelle (trait : {short(line, unit)} par mois). {told}."


def benchmark(table: ProtectedTable, per: str, unit: str) -> str:
    """Where the commune stands in the last year that the State publishes of it, and the years that it does not.

    Parameters
    ----------
    table : that of ``figures.benchmark``, the commune first.
    per : what the rate is per, in words.
    unit : what is counted, as published, in small letters.
    """
    commune = table.frame[table.frame["zone_code"] == table.frame["zone_code"].iloc[0]]
    hidden = [str(day.year) for day in commune.loc[commune["status"] == Status.UNPUBLISHED, "period_start"]]
    gaps = f" Non diffusé pour la commune, ce qui n’est pas un zéro : {formats.enumeration(hidden)}." if hidden else ""
    shown = commune[commune["status"] == Status.PUBLISHED]
    if shown.empty:
        return f"Aucune année n’est diffusée pour la commune.{gaps}"
    last = shown.iloc[-1]
    counted = formats.counted(last["events"], *_UNITS.get(unit, (unit, unit)))
    margin = "" if pd.isna(last["value_low"]) else f" (marge {formats.interval(last['value_low'], last['value_high'])})"
    sentence = f"{literal(last['zone_label'])}, {last['period_start'].year} : {counted}, soit {formats.rate(last['value'])} {per}{margin}."
    same_year = table.frame[table.frame["period_start"] == last["period_start"]]
    others = [_against(row, last) for _, row in same_year[same_year["zone_code"] != last["zone_code"]].iterrows()]
    return " ".join([sentence, *others]) + gaps


def per_thousand(per_dwelling: bool) -> str:
    """What a rate that the State publishes is per."""
    return fr.PER_DWELLINGS if per_dwelling else fr.PER_RESIDENTS


def zone_name(row: Mapping[Hashable, Any]) -> str:
    """Name of the zone of a row; the whole commune, and the similar communes together, have no label of their own."""
    if row["zone_label"]:
        return str(row["zone_label"])
    return fr.BENCHMARK_SIMILAR if row["zone_code"] == SIMILAR else fr.WHOLE_COMMUNE


def similar_communes(codes: Sequence[str], named: bool) -> str:
    """How many communes the commune is compared with, and how they were chosen."""
    if not codes:
        return (
            "Aucune commune semblable n’est dans les fichiers chargés : leurs codes se donnent dans `commune.toml` (`similar`), "
            "avant de charger la base communale."
        )
    how = (
        "choisies par la commune dans ses réglages"
        if named
        else "celles qui ont entre trois quarts et quatre tiers de sa population"
    )
    listed = f" ({literal(formats.enumeration(codes))})" if len(codes) <= _FEW_CODES else ""
    return f"Communes semblables : {formats.integer(len(codes))}{listed}, {how}."


def breaks(changes: "Sequence[RecordingBreak]") -> str:
    """When the recording of facts changed, what changed and where; nothing where it did not."""
    months = [f"{formats.month(one.month)} ({changed(one)})" for one in changes]
    return fr.BREAKS.format(changes=formats.enumeration(months)) if months else ""


def changed(one: "RecordingBreak") -> str:
    """What changed of the recording of facts, and in which zones, unless it is everywhere."""
    note, zones = literal(one.note), literal(formats.enumeration([zone.label for zone in one.zones]))
    return f"{note}, seulement à : {zones}" if zones else note


def map_of_changes(table: ProtectedTable, level: Level) -> str:
    """How many zones got each word."""
    return _tally(table, level, tuple(ChangeWord))


def changes(table: ProtectedTable, labels: Mapping[str, str], column: str) -> str:
    """What became of each row, in a line, or why it is not known.

    Parameters
    ----------
    table : rows of ``figures.changes.table`` or ``since``.
    labels : name of each slug of ``column``, by which the rows are known.
    """
    return " ".join(f"{literal(labels[row[column]])} : {_became(row)}." for _, row in table.frame.iterrows())


def _became(row: pd.Series) -> str:
    word = f"{WORDS[row['word']]}, " if row["status"] == Status.PUBLISHED else ""
    return f"{word}{difference_alone(row)}"


def _tally(table: ProtectedTable, level: Level, codes: Sequence[ChangeWord]) -> str:
    words = table.frame.loc[table.frame["status"] == Status.PUBLISHED, "word"]
    silent = int((table.frame["status"] != Status.PUBLISHED).sum())
    tallies = [(WORDS[code], int((words == code).sum())) for code in codes]
    parts = [
        f"{name} dans {_zones(n, levels()[level].singular, levels()[level].plural)}"
        for name, n in (*tallies, (fr.NOT_COMPARED, silent))
        if n
    ]
    return f"{formats.capitalised(formats.enumeration(parts))}." if parts else ""


def categories(table: ProtectedTable, label: "dict[str, str]") -> str:
    """The most frequent categories, with their share when the counts allow one."""
    shown = table.frame[(table.frame["status"] == Status.PUBLISHED) & (table.frame["n_events"] > 0)]
    if shown.empty:
        return "Aucun fait communiqué sur cette période."
    parts = [
        f"{literal(label[row['category']])} ({formats.integer(row['n_events'])}"
        + (
            f", {formats.percent(row['share_pct'] / 100)})"
            if shown["n_events"].sum() >= 30 and pd.notna(row["share_pct"])
            else ")"
        )
        for _, row in shown.head(3).iterrows()
    ]
    return f"Les plus fréquentes : {formats.enumeration(parts)}.{_withheld(table)}"


def limits(changed: tuple[int, date] | None) -> str:
    """What a change of the limits of zones breaks; empty where nothing changed."""
    if changed is None:
        return ""
    n_zones, last = changed
    return (
        f"Limites modifiées (zones concernées : {formats.integer(n_zones)}) : jusqu’en {formats.month(last)}, les faits "
        "que leur source nomme par zone y sont comptés dans les anciennes limites ; avant et après ne se comparent pas."
    )


def location(table: ProtectedTable, level: Level) -> str:
    """Share of facts that no zone of the level holds."""
    if level is Level.COMMUNE:
        return ""
    row = table.frame.iloc[0]
    missing, total = row["n_not_located"], row["n_located"] + row["n_not_located"]
    if row["status"] != Status.PUBLISHED:
        share = WITHHELD
    elif total == 0:
        return ""
    elif total >= 30:
        share = formats.percent(missing / total)
    else:
        share = f"{formats.integer(missing)} sur {formats.integer(total)}"
    return f"Faits hors de ces zones ou sans lieu connu : {share}."


def cell(row: Mapping[Hashable, Any], column: str) -> str:
    """One cell of a table twin: what it holds, or why it holds no figure."""
    (described,) = declared([column])
    if not described.key or described.format is Format.INTEGER:
        if row["status"] in _WITHHELD:
            return WITHHELD
        if row["status"] == Status.NO_DATA:
            return fr.NOT_COMPARED if row.get("incomparable") else NO_DATA
        if row["status"] == Status.UNPUBLISHED:
            return UNPUBLISHED
    value = row[column]
    return formats.MISSING if pd.isna(value) else _WRITTEN[described.format](value)


_WRITTEN: dict[Format, Callable[[Any], str]] = {
    Format.INTEGER: formats.integer,
    Format.RATE: formats.rate,
    Format.POINTS: formats.points,
    Format.TEXT: str,
    Format.SLUG: str,
    Format.WORD: word,
    Format.CODE: WORDS.__getitem__,
    Format.STATUS: fr.STATUSES.__getitem__,
    Format.DAY: formats.day,
}


def _against(row: pd.Series, commune: pd.Series) -> str:
    """The rate of a territory, and where the commune's stands against it."""
    name = literal(zone_name(row))
    if row["status"] != Status.PUBLISHED:
        return f"{name}, {row['period_start'].year} : {cell(row, 'value')}."
    seen = f"{name} : {formats.rate(row['value'])}"
    if pd.isna(commune["value_low"]):
        return f"{seen}."
    if commune["value_low"] > row["value"]:
        return f"{seen} ; la commune est au-dessus, au-delà du hasard."
    if commune["value_high"] < row["value"]:
        return f"{seen} ; la commune est au-dessous, au-delà du hasard."
    return f"{seen} ; l’écart est compatible avec le hasard."


def _counted(number: float, measured: Indicator) -> str:
    return formats.counted(number, measured.noun_singular, measured.noun)


def _same_months(after: Period, before: Period, n: int) -> str:
    """The same months of so many earlier years, which are not always the last ones."""
    follows = before.end == after.shift(-YEAR).end and before.start == after.shift(-n * YEAR).start
    return f"les mêmes mois {'des' if follows else 'de'} {_IN_LETTERS[n]} années précédentes"


def _before(row: pd.Series) -> str:
    """The earlier count, or the mean of those of several years, and when it was."""
    after, before = (Period(row[f"{one}_start"].date(), row[f"{one}_end"].date()) for one in ("period", "before"))
    return f"{_mean_before(row)} {against(after, before, row['years_before'])}"


def _mean_before(row: pd.Series) -> str:
    mean = row["mean_before"]
    return formats.integer(mean) if mean >= 100 or mean == round(mean) else formats.decimal(mean)


def _difference(row: pd.Series) -> str:
    return _more(row["difference"]) if round(abs(row["difference"])) else "aucun écart"


def _concluded(row: pd.Series) -> str:
    """The difference with its interval, and the word; why it is no move, where the interval alone would make it one."""
    low, high = row["difference_low"], row["difference_high"]
    seen = f"{_difference(row)}, avec une marge {_from_to(low, high)}."
    if row["word"] not in MOVES and (low > 0 or high < 0):
        seen += " Parmi toutes les zones, un tel écart peut venir du hasard."
    return f"{seen} **{word(row['word'])}**."


def _more(difference: float) -> str:
    return f"{formats.integer(abs(difference))} de {'plus' if difference > 0 else 'moins'}"


def _from_to(low: float, high: float) -> str:
    fewer, more = formats.integer(abs(low)), formats.integer(abs(high))
    if low < 0 < high and "0" not in (fewer, more):
        return f"allant de {fewer} de moins à {more} de plus"
    return f"de {more} à {fewer} de moins" if low + high < 0 else f"de {fewer} à {more} de plus"


def _detectable(row: pd.Series) -> str:
    """Why nothing is concluded: too few facts, or a fall that a comparison of so many was unlikely to show clearly."""
    if max(row["n_before"] / row["years_before"], row["n_events"]) < FEWEST_EVENTS:
        return f"Il en faut au moins {FEWEST_EVENTS} dans l’une des périodes."
    if row["n_before"] == 0:
        return "Il n’y en avait aucun avant : seule une hausse pouvait se voir."
    detectable = row["detectable"]
    if not np.isfinite(detectable) or detectable >= 1:
        return "Avec ces nombres, même la fin de ces faits ne serait pas nette quatre fois sur cinq."
    # Rounded down: a fall under what is told must not be likely to be seen.
    least = formats.percent(np.floor(100 * detectable) / 100)
    return f"Avec ces nombres, il faut une baisse d’au moins {least} pour qu’elle soit nette quatre fois sur cinq."


def _zones(number: int, singular: str, plural: str) -> str:
    return f"{number or 'aucun'}{NBSP}{singular if number < 2 else plural}"


def _withheld(table: ProtectedTable) -> str:
    hidden = table.n_withheld
    if not hidden:
        return ""
    return f" {formats.counted(hidden, 'nombre trop petit n’est pas communiqué', 'nombres trop petits ne sont pas communiqués')}."


typeset_module(__name__, as_written=("cell", "change_entry", "zone_name"))
