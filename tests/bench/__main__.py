"""Print every budget beside what was measured: ``python -m tests.bench``. Always ends well: a benchmark is no test."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.bench import (
    browsing,
    budgets,
    crowd,
    documents,
    hostile,
    judging,
    loading,
    locating,
    national,
    screens,
    sliding,
    soak,
    starting,
)

# Those of peak memories come first: that of a child counts what its parent held when it was born.
FAMILIES = {
    "loading": loading.measure,
    "national": national.measure,
    "documents": documents.measure,
    "locating": locating.measure,
    "statistics": judging.measure,
    "browsing": browsing.measure,
    "screens": screens.measure,
    "sliding": sliding.measure,
    "starting": starting.measure,
    "crowd": crowd.measure,
    "hostile": hostile.measure,
    "soak": soak.measure,
}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    only: Annotated[str | None, typer.Option(help=f"One family: {', '.join(FAMILIES)}.")] = None,
    rows: Annotated[int, typer.Option(help="Facts; the budgets hold at five million.")] = 5_000_000,
    minutes: Annotated[float, typer.Option(help="How long the soak lasts; its budget holds over an hour.")] = 2,
    folder: Annotated[Path | None, typer.Option(help="Where to write for the time of the run.")] = None,
) -> None:
    """Measure the budgets and print them."""
    console = Console()
    families = FAMILIES | {"soak": partial(soak.measure, minutes=minutes)}
    with tempfile.TemporaryDirectory(dir=folder) as written:
        for family in [only] if only else families:
            with console.status(f"{family}…"):
                lines = [*families[family](Path(written), rows)]
            console.print(budgets.table(family, lines))


app()
