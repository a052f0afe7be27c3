"""Command line of the figures: the same as those of the screens.

Exit status: 0 done; 2 refused, with one French sentence; 1 a defect of ours.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data import commune as communes
from data import reference
from data.command_line import Home, Json, one_of, refusing, to_json, write
from data.errors import NoDataError, UnknownChoiceError
from data.model import Level, Period, Scope, Selection, parse_month

if TYPE_CHECKING:
    from analytics.figures import Release
    from analytics.figures.comparability import Comparison

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

Indicator = Annotated[str, typer.Argument(help="Indicateur, par exemple signalements.")]
LevelName = Annotated[str, typer.Option("--level", help="commune, quartier, iris, qpv ou bailleur.")]
First = Annotated[str | None, typer.Option("--from", help="Premier mois, AAAA-MM.")]
Last = Annotated[str | None, typer.Option("--to", help="Dernier mois, AAAA-MM.")]
Category = Annotated[str | None, typer.Option("--category", help="Une seule catégorie.")]
Champ = Annotated[str | None, typer.Option("--champ", help="Un seul champ d’action.")]
ScopeName = Annotated[str, typer.Option("--scope", help="public, partenaire, elu, coordination ou administration.")]


@app.callback()
def figures() -> None:
    """Chiffres de la commune, les mêmes que sur les écrans."""


@app.command()
@refusing
def table(
    indicator: Indicator,
    level: LevelName = Level.QUARTIER,
    first: First = None,
    last: Last = None,
    by: Annotated[str, typer.Option("--by", help="month, year ou total.")] = "total",
    category: Category = None,
    champ: Champ = None,
    scope: ScopeName = Scope.COORDINATION,
    output: Annotated[str, typer.Option("--format", help="csv ou json.")] = "csv",
    home: Home = None,
) -> None:
    """Écrit le tableau d’un indicateur : un nombre et un taux par zone et par période."""
    from analytics.export.tables import without_formulas
    from analytics.figures import counts

    one_of(output, ("csv", "json"))
    release = _release(home, scope)
    selection = _selection(release, indicator, level, first, last, category, champ)
    frame = counts.table(release, selection, one_of(by, ("month", "year", "total"))).frame
    frame = frame.assign(**{end: frame[end].dt.strftime("%Y-%m-%d") for end in ("period_start", "period_end")})
    write(
        without_formulas(frame).to_csv(index=False)
        if output == "csv"
        else frame.to_json(orient="records", force_ascii=False) + "\n"
    )


@app.command()
@refusing
def changes(
    indicator: Indicator,
    level: LevelName = Level.QUARTIER,
    first: First = None,
    last: Last = None,
    category: Category = None,
    champ: Champ = None,
    scope: ScopeName = Scope.COORDINATION,
    only_alerts: Annotated[
        bool, typer.Option("--alerts", help="Ce qui est à surveiller au dernier trimestre comparable, et rien d’autre.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Dit ce qui a changé dans chaque zone, comme les écrans : les douze derniers mois, sauf autre période."""
    from analytics.figures import changes as judge
    from analytics.figures.comparability import Comparison, compared
    from analytics.text import readings
    from analytics.text.markdown import plain

    release = _release(home, scope)
    if only_alerts:
        for asked in {"--from": first, "--to": last, "--category": category, "--champ": champ}.items():
            if asked[1] is not None:
                raise UnknownChoiceError(value=asked[0], known="--level, --scope, --json")
        _write_alerts(release, indicator, Level(one_of(level, tuple(reference.levels()))), as_json=as_json)
        return
    selection = _selection(release, indicator, level, first, last, category, champ)
    comparison = Comparison.with_years_before(selection.period)
    rows = [row for _, row in judge.with_commune(release, selection, comparison).frame.iterrows()]
    slug = selection.indicator
    known = release.ask(compared, slug, selection.level, comparison)
    if not as_json:
        said = [plain(readings.change(row)) for row in rows]
        # What is the same everywhere, as where nothing is compared, is written once.
        is_same = len(said) > len({*said}) == 1
        lines = said[:1] if is_same else [f"{row['zone_label']} : {one}" for row, one in zip(rows, said, strict=True)]
        write("\n".join([*lines, *_cautions(release, slug, comparison)]) + "\n")
        return
    write(
        to_json(
            {
                "indicator": slug,
                "level": selection.level,
                "period": _months(known.after),
                "against": [_months(period) for period in known.before],
                "zones": [
                    readings.change_entry(row) for row in rows[: -1 if selection.level is not Level.COMMUNE else None]
                ],
                "commune": readings.change_entry(rows[-1]),
                "snapshot": release.version,
            }
        )
    )


@app.command()
@refusing
def evaluate(
    action: Annotated[str, typer.Argument(help="Nom d’une action du registre.")],
    scope: ScopeName = Scope.COORDINATION,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Dit ce qui est ressorti d’une action, comme l’écran « Actions » : toutes sont jugées ensemble."""
    from analytics.figures import evaluations
    from analytics.text import actions as texts
    from data import journal as journals

    release = _release(home, scope)
    with journals.open_journal(release.commune.home) as journal:
        evaluated = evaluations.find(release, tuple(journal.actions()), action)
    write(
        to_json(texts.evaluation_entry(evaluated, release.version)) if as_json else f"{texts.evaluation(evaluated)}\n"
    )


def _cautions(release: "Release", slug: str, comparison: "Comparison") -> Iterator[str]:
    """What keeps months of a comparison from being compared: those still completed, and changes of recording."""
    from analytics.figures import coverage
    from analytics.text import formats, fr, readings
    from analytics.text.markdown import plain

    today = date.today()
    after, first = comparison.after, comparison.before[-1].start
    provisional = [month for month in coverage.provisional_months(release, slug, today) if month in after.months()]
    if provisional:
        yield fr.PROVISIONAL_MONTHS.format(months=formats.months(provisional))
    breaks = [one for one in coverage.breaks(release, slug, today) if first < one.month < after.end]
    if breaks:
        yield plain(readings.breaks(breaks))


def _write_alerts(release: "Release", indicator: str, level: Level, *, as_json: bool) -> None:
    """The alerts of an indicator at a level, as Accueil shows them."""
    from analytics.figures import alerts
    from analytics.statistics.words import AlertWord
    from analytics.text import alerts as texts
    from analytics.text.markdown import plain

    table = alerts.alerts(release, level, indicator)
    if as_json:
        raised = table.frame[table.frame["word"] == AlertWord.TO_WATCH]
        entries = [texts.entry(row) for _, row in raised.iterrows()]
        answer = {"indicator": indicator, "level": level, "n_judged": len(table.frame), "alerts": entries}
        write(to_json(answer | {"snapshot": release.version}))
        return
    met = table.frame["category"].dropna().unique()
    labels = {slug: release.nomenclature.label(slug) for slug in met}
    lines = [*texts.to_watch(table, labels), texts.NOT_PROOF]
    write(plain("\n".join(lines)) + "\n")


def _release(home: Path | None, scope: str) -> "Release":
    from analytics.figures import Release, observe

    return Release(observe(home or communes.home()), Scope(one_of(scope, tuple(Scope))))


def _selection(
    release: "Release",
    indicator: str,
    level: str,
    first: str | None,
    last: str | None,
    category: str | None,
    champ: str | None,
) -> Selection:
    """The question of a command; without months, all those that the indicator has at the level, else in the commune."""
    from analytics.figures import counts

    cut = Level(one_of(level, tuple(reference.levels())))
    covered = counts.covered_period(release, indicator, cut) or counts.covered_period(release, indicator, Level.COMMUNE)
    if covered is None:
        raise NoDataError(name=release.commune.name)
    period = Period.of_months(
        parse_month(first) if first else covered.start, parse_month(last) if last else covered.last_month
    )
    return Selection(indicator, cut, period, category=category, champ=champ)


def _months(period: Period) -> list[str]:
    return [f"{period.start:%Y-%m}", f"{period.last_month:%Y-%m}"]


if __name__ == "__main__":
    app()
