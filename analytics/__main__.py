"""Command line of the figures: the same views as the screens.

Exit status: 0 done; 2 refused, with one French sentence; 1 a defect of ours.
"""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from data import commune as communes
from data.errors import NoDataError, QuietudeError, UnknownChoiceError
from data.model import Level, Period, Scope, Selection, parse_month

log = logging.getLogger("quietude")
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.callback()
def figures() -> None:
    """Chiffres de la commune, les mêmes que sur les écrans."""


@app.command()
def table(
    indicator: Annotated[str, typer.Argument(help="Indicateur, par exemple signalements.")],
    level: Annotated[str, typer.Option("--level", help="commune, quartier, iris, qpv ou bailleur.")] = Level.QUARTIER,
    first: Annotated[str | None, typer.Option("--from", help="Premier mois, AAAA-MM.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Dernier mois, AAAA-MM.")] = None,
    by: Annotated[str, typer.Option("--by", help="month, year ou total.")] = "total",
    category: Annotated[str | None, typer.Option("--category", help="Une seule catégorie.")] = None,
    champ: Annotated[str | None, typer.Option("--champ", help="Un seul champ d’action.")] = None,
    scope: Annotated[
        str, typer.Option("--scope", help="public, partenaire, elu, coordination ou administration.")
    ] = Scope.COORDINATION,
    output: Annotated[str, typer.Option("--format", help="csv ou json.")] = "csv",
    home: Annotated[Path | None, typer.Option("--home", help="Dossier de la commune.")] = None,
) -> None:
    """Écrit le tableau d’un indicateur : un nombre et un taux par zone et par période."""
    from analytics import figures
    from analytics.figures import counts

    try:
        source = figures.observe(home or communes.home())
        cut = Level(_one_of(level, tuple(Level)))
        covered = counts.covered_period(source, indicator, cut) or counts.covered_period(
            source, indicator, Level.COMMUNE
        )
        if covered is None:
            raise NoDataError(name=source.commune.name)
        months = Period.of_months(
            parse_month(first) if first else covered.start, parse_month(last) if last else covered.last_month
        )
        selection = Selection(indicator, cut, months, category=category, champ=champ)
        answer = counts.table(
            source, Scope(_one_of(scope, tuple(Scope))), selection, _one_of(by, ("month", "year", "total"))
        )
        output = _one_of(output, ("csv", "json"))
    except QuietudeError as error:
        log.info("%s %s", type(error).__name__, error.details)
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from error
    frame = answer.frame.assign(
        **{end: answer.frame[end].dt.strftime("%Y-%m-%d") for end in ("period_start", "period_end")}
    )
    sys.stdout.write(
        frame.to_csv(index=False) if output == "csv" else frame.to_json(orient="records", force_ascii=False) + "\n"
    )


@app.command()
def evaluate(
    action: Annotated[str, typer.Argument(help="Nom d’une action du registre.")],
    as_json: Annotated[bool, typer.Option("--json", help="Un objet JSON.")] = False,
    scope: Annotated[
        str, typer.Option("--scope", help="public, partenaire, elu, coordination ou administration.")
    ] = Scope.COORDINATION,
    home: Annotated[Path | None, typer.Option("--home", help="Dossier de la commune.")] = None,
) -> None:
    """Dit ce qui est ressorti d’une action, comme l’écran « Actions » : toutes sont jugées ensemble."""
    import json

    from analytics import figures
    from analytics.figures import evaluations
    from data import journal as journals

    folder = home or communes.home()
    try:
        source = figures.observe(folder)
        with journals.open_journal(folder) as journal:
            one = evaluations.find(source, Scope(_one_of(scope, tuple(Scope))), journal.actions(), action)
    except QuietudeError as error:
        log.info("%s %s", type(error).__name__, error.details)
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from error
    answer = json.dumps(evaluations.told(source, one), ensure_ascii=False) if as_json else evaluations.read(one)
    sys.stdout.write(f"{answer}\n")


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise UnknownChoiceError(value=value, known=", ".join(known))
    return value


if __name__ == "__main__":
    app()
