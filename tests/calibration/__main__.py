"""Print how often each statistic is right: ``python -m tests.calibration``; fails where one is less than it says."""

import time
from pathlib import Path
from typing import Annotated

import typer

from tests.calibration import report

_README = Path(__file__).parents[2] / "analytics" / "README.md"
_BEGIN, _END = "<!-- calibration: written by make calibration -->", "<!-- end of calibration -->"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    write: Annotated[bool, typer.Option(help="Put the tables in analytics/README.md.")] = False,
    processes: Annotated[int, typer.Option(help="At once, each on one core.")] = 2,
) -> None:
    """Draw towns whose truth is known, and count how often what is said of them is right."""
    started = time.monotonic()
    found = list(report.run(processes))
    tables = report.table(found)
    print(tables)
    if write:
        before, _, rest = _README.read_text("utf-8").partition(_BEGIN)
        _, _, after = rest.partition(_END)
        _README.write_text(f"{before}{_BEGIN}\n\n{tables}\n{_END}{after}", "utf-8")
    out = [share for share in found if share.is_out(report.ERRORS)]
    for share in out:
        print(f"OUT: {share.line.name} ({share.case.simulated}): {share.found:.1%} ± {share.error:.1%}")
    print(f"{len(found)} shares, {len(out)} out of range, {time.monotonic() - started:.0f} s")
    raise typer.Exit(code=1 if out else 0)


if __name__ == "__main__":
    app()
