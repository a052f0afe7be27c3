"""What the figures of facts answer, and where they come from."""

from collections.abc import Callable, Sequence
from datetime import date

from analytics.figures import Release, counts, coverage, surveys
from analytics.figures.surveys import Question, Wave
from analytics.indicators import indicator
from analytics.text import feeling, formats, fr, readings
from analytics.text.markdown import literal
from data.model import Level, Selection
from data.recording_breaks import RecordingBreak


def asked(release: Release, selection: Selection, zones: Sequence[str] = ()) -> str:
    """What a selection asks for, in words: indicator, months, champ d'action, category and zones.

    Parameters
    ----------
    zones : codes of zones of its level.
    """
    nomenclature = release.nomenclature
    parts = [indicator(selection.indicator).label, formats.period(selection.period)]
    if selection.champ:
        parts.append(nomenclature.champs[selection.champ].label)
    if selection.category:
        parts.append(nomenclature.label(selection.category))
    if zones and selection.level is not Level.COMMUNE:
        labels = release.zones(selection.level).set_index("zone_code")["zone_label"]
        parts.append(formats.enumeration([labels[code] for code in zones]))
    return literal(" · ".join(parts))


def in_short(release: Release, slug: str) -> str:
    """Source of an indicator and version of the data."""
    return f"{fr.labelled(fr.SOURCE, indicator(slug).source)}. {fr.labelled(fr.VERSION, release.version)}."


def known_breaks(release: Release, selection: Selection, zones: Sequence[str] = ()) -> tuple[RecordingBreak, ...]:
    """Changes of recording of the sources of a selection, in some zones or, without any, anywhere.

    Raises
    ------
    QuietudeError : the file of them does not read.
    """
    known = release.ask(coverage.breaks, selection.indicator, date.today())
    touched = {one: release.ask(coverage.touched, one, selection.level) for one in known}
    return tuple(one for one in known if not zones or touched[one].intersection(zones))


def of(release: Release, selection: Selection, zones: Sequence[str] = ()) -> Callable[[], str]:
    """``whole``, once it is asked for."""
    return lambda: whole(release, selection, known_breaks(release, selection, zones), today=date.today())


def whole(release: Release, selection: Selection, breaks: Sequence[RecordingBreak], *, today: date) -> str:
    """Period, unit, source, version, share of facts without a zone, missing and provisional months.

    Parameters
    ----------
    breaks : changes of recording of the sources shown.
    """
    shown, slug = indicator(selection.indicator), selection.indicator
    gaps = release.ask(counts.missing_months, selection)
    late, provisional = (
        release.ask(figure, slug, today) for figure in (coverage.late_months, coverage.provisional_months)
    )
    parts = [
        f"{fr.labelled(fr.PERIOD, formats.period(selection.period))}.",
        f"{fr.labelled(fr.UNIT, shown.unit)}.",
        in_short(release, slug),
        readings.location(release.ask(counts.not_located, selection), selection.level),
        readings.limits(release.ask(counts.changed_limits).get((shown.kind, selection.level))),
        fr.POPULATION_ESTIMATED if release.ask(counts.has_estimated_exposure, selection) else "",
        f"{fr.labelled(fr.MISSING_MONTHS, formats.months(gaps))}." if gaps else "",
        readings.breaks(breaks),
        fr.LATE_MONTHS.format(months=formats.months(late)) if late else "",
        fr.PROVISIONAL_MONTHS.format(months=formats.months(provisional)) if provisional else "",
    ]
    return " ".join(part for part in parts if part)


def of_survey(release: Release, wave: Wave, question: Question, level: Level) -> Callable[[], str]:
    """Where the answers of a wave come from, and how they were weighted, once it is asked for."""

    def written() -> str:
        shares = release.ask(surveys.shares, wave, question, level)
        notes = [feeling.provenance(wave.label, wave.wave, shares, release.version)]
        if not wave.voluntary:
            notes.append(feeling.weighting(release.ask(surveys.weighting, wave)))
        return " ".join(notes)

    return written
