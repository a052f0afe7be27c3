"""The portrait of one zone on a page, as PDF/UA: where it is, what is counted, what changed, what is felt and done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from analytics.blocks import source, zone_map
from analytics.blocks.last_months import last_months
from analytics.charts import small
from analytics.disclosure import Status
from analytics.export import tables, typesetting
from analytics.figures import Release, changes, counts, surveys, zones_compared
from analytics.figures.comparability import Comparison
from analytics.figures.evaluations import Evaluated
from analytics.figures.surveys import Question, Wave
from analytics.indicators import indicator, indicators
from analytics.statistics.words import SurveyWord
from analytics.text import actions as actions_texts
from analytics.text import chips, documents, feeling, formats, fr, readings
from analytics.text.markdown import plain
from data.model import Selection

_FRAME, _WIDTH = (400, 300), 380
"""Of the zones on the map, and of the other pictures, in px."""
_ACTIONS = 6
"""Rows of the table of actions; the others are counted."""
_LETTERS = 90
"""Of a name; a longer one is cut, so that all holds on a page."""
_INDICATOR_COLUMNS = ("indicator", "period", "n_events", "mean_before", "word")


def pdf(
    release: Release,
    selection: Selection,
    comparison: Comparison,
    zone: str,
    *,
    measure: str,
    asked: Sequence[tuple[Wave, Question]],
    actions: Sequence[Evaluated],
    today: date,
) -> bytes:
    """Write the portrait of a zone as the scope of a release may see it.

    Parameters
    ----------
    zone : code of a zone of the level.
    measure : ``taux`` or ``nombre``, of the map.
    asked : questions whose unfavourable answers are given.
    actions : those of the zone, first those that matter most.
    """
    content = {
        "commune": release.commune.name,
        "scope": documents.SCOPES[release.scope],
        "edited": documents.EDITED.format(day=formats.day(today)),
        "asked": plain(source.asked(release, selection)),
        "source": plain(source.of(release, selection, (zone,))()),
        **_counted(release, selection, zone),
        "map": zone_map.picture(release, selection, comparison, _state(selection, zone, measure), _FRAME),
        "changed": _changed(release, selection, comparison, zone),
        "indicators": _indicators(release, selection, zone),
        "felt": [_felt(release, selection, zone, *one) for one in asked],
        "actions": [_action(one) for one in actions[:_ACTIONS]],
        "others": actions_texts.others([one.word for one in actions[_ACTIONS:]]) if len(actions) > _ACTIONS else "",
        "words": {
            "portrait": fr.PORTRAIT, "changed": fr.WHAT_CHANGED, "indicators": fr.PORTRAIT_INDICATORS,
            "felt": feeling.HERE, "not-felt": feeling.NOT_HERE, "actions": actions_texts.HERE,
            "no-action": actions_texts.NONE_HERE, "action-heads": [
                actions_texts.HEADS[name] for name in ("name", "span", "verdict")
            ],
        },
    }  # fmt: skip
    return typesetting.pdf("portrait.typ", content)


def _state(selection: Selection, zone: str, measure: str) -> dict[str, Any]:
    """What the map shows: the level over the period, and where the zone is."""
    return {
        "categorie": selection.category,
        "champ": selection.champ,
        "mesure": measure,
        "affichage": "periode",
        "mois": "",
        "zones": [zone],
        "vue": {"x": 0.5, "y": 0.5, "k": 1},
        "couches": [],
    }


def _counted(release: Release, selection: Selection, zone: str) -> dict[str, str]:
    table = release.ask(zones_compared.table, selection)
    row, commune = _row(table.frame, zone), table.frame.iloc[-1]
    strip = small.strip(table, row.name, width=_WIDTH)
    return {
        "zone": formats.shortened(row["zone_label"], _LETTERS),
        "counted": plain(readings.portrait(row, commune, indicator(selection.indicator))),
        "strip": strip,
        "among": plain(readings.among(table, row, selection.level)) if strip else "",
    }


def _changed(release: Release, selection: Selection, comparison: Comparison, zone: str) -> dict[str, str]:
    row = _row(release.ask(changes.with_commune, selection, comparison).frame, zone)
    months = last_months(release, selection, zone, row["zone_label"], width=_WIDTH)
    return {
        "word": _word(row),
        "reading": plain(readings.change(row)),
        "months": str(months.picture()) if months else "",
        "latest": plain(months.reading) if months else "",
    }


def _indicators(release: Release, selection: Selection, zone: str) -> dict[str, Any]:
    """What every indicator that the level has counts in the zone, and what changed."""
    level, period = selection.level, selection.period
    known = [one.slug for one in release.ask(counts.available_indicators)]
    of_level = [slug for slug in known if level in release.ask(counts.available_levels, slug)]
    table = release.ask(changes.table, tuple(Selection(slug, level, period) for slug in of_level))
    labels = {slug: one.label for slug, one in indicators().items()}
    shown = tables.texts(table.where(table.frame["zone_code"] == zone), _INDICATOR_COLUMNS, labels)
    return {"head": [*shown.columns], "rows": shown.to_numpy().tolist()}


def _felt(release: Release, selection: Selection, zone: str, wave: Wave, question: Question) -> dict[str, str]:
    table = release.ask(surveys.shares, wave, question, selection.level).frame
    rows = table[table["zone_code"] == zone]
    row = rows.iloc[0] if len(rows) else None
    wording = formats.shortened(question.wording, _LETTERS)
    said = plain(feeling.zone(wording, wave.wave, row)).removeprefix("- ")
    if row is None or pd.isna(row["share_pct"]):
        return {"reading": said, "picture": ""}
    limits = [float(row[one]) for one in ("share_pct", "low_pct", "high_pct")]
    return {"reading": said, "picture": small.share(*limits, commune=float(table.iloc[0]["share_pct"]))}


def _action(one: Evaluated) -> list[str]:
    name = formats.shortened(one.action.name, _LETTERS)
    return [name, actions_texts.when(one.action), chips.word(one.word or chips.UNJUDGED)]


def _row(frame: pd.DataFrame, zone: str) -> pd.Series:
    return frame.iloc[frame["zone_code"].tolist().index(zone)]


def _word(row: pd.Series) -> str:
    if row["status"] == Status.PUBLISHED:
        return chips.word(row["word"])
    return chips.word(SurveyWord.NOT_COMPARABLE) if row["incomparable"] else ""
