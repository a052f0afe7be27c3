"""Documents of a meeting of twelve blocks, and of forty: against the bare libraries that write as many pages."""

import io
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from tests.bench.budgets import Measured, duration, ratio

_PROJECT = Path(__file__).parents[2]
_BLOCKS, _MANY = 12, 40
_RUNS = 3
_SEED = 20260101
_SECONDS, _MEMORY = 10.0, 500.0
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Measure each sort of document in a process of its own, whose memory is then its alone."""
    del folder, rows
    for sort in ("pdf", "pptx"):
        for n in (_BLOCKS, _MANY):
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.documents", sort, str(n)],
                cwd=_PROJECT, capture_output=True, text=True, check=True,
            )  # fmt: skip
            found: dict[str, list[float]] = {}
            for line in done.stdout.splitlines():
                side, figure = line.split("\t")
                found.setdefault(side, []).append(float(figure))
            what, budgets = f"{n} blocks → {sort.upper()}", (_SECONDS, _MEMORY) if n == _BLOCKS else (None, None)
            ours = found["ours"]
            yield Measured(what, f"slowest of {len(ours)}, {duration(max(ours))}", max(ours), budgets[0], "s")
            yield Measured(f"{what}, peak memory", "of its process", found["peak"][0], budgets[1], "MB")
            yield ratio(f"{what} / bare library", ours, found["bare"])


def _made(sort: str, n: int) -> Callable[[], object]:
    """Open again, and write, a meeting of ``n`` blocks: curves of six years over their band, columns, small curves."""
    from analytics.export import report, slides
    from analytics.export.meeting import MeetingFile, Point, Shown
    from data import commune, reference
    from data.journal import AgendaItem, FrozenBlock, Meeting
    from data.model import Scope

    write = {"pdf": report.pdf, "pptx": slides.pptx}[sort]
    home = commune.create(Path(tempfile.mkdtemp()), name="Ville-Essai", insee_code="31999")
    nomenclature, meeting = reference.read(home.home), Meeting(day=date(2026, 12, 10), label="Plénière")
    contents = _contents()

    def make() -> None:
        from analytics.blocks.frozen import reopen

        shown = []
        for rank in range(n):
            kept = FrozenBlock(
                number=rank, item=1, rank=rank, screen="evolution", address="", code=f"CODE{rank:04}",
                scope=Scope.COORDINATION, snapshot="000004", content=contents[rank % len(contents)],
                frozen_at=datetime(2026, 11, 20, tzinfo=UTC),
            )  # fmt: skip
            shown.append(Shown(frozen=kept, block=reopen(kept.content), remarks=()))
        point = Point(item=AgendaItem(meeting=1, rank=1, label="Nuisances"), blocks=tuple(shown), said=())
        file = MeetingFile(commune=home, nomenclature=nomenclature, meeting=meeting, points=(point,), decisions=())
        write(file, today=date(2026, 11, 28), address="http://quietude.example/seance", progress=lambda _: None)

    return make


def _contents() -> list[dict[str, object]]:
    from functools import partial

    import numpy as np
    import pandas as pd

    from analytics.blocks import Block, Tile
    from analytics.blocks.frozen import frozen
    from analytics.charts import series, small
    from analytics.disclosure import Policy, protect
    from analytics.indicators import indicator
    from analytics.text.readings import Unit
    from data.model import Period, Scope

    rng = np.random.default_rng(_SEED)
    months = pd.date_range("2020-01-01", periods=72, freq="MS")
    counts = pd.DataFrame({"Ville-Essai": rng.poisson(180, len(months)).astype(float)}, months)
    band = pd.DataFrame({"month": months, "low": 150.0, "high": 210.0})
    unit = Unit(indicator("plaintes"))
    period = Period(date(2025, 1, 1), date(2026, 1, 1))
    frame = pd.DataFrame({"zone_code": "", "zone_label": "", "n_events": counts["Ville-Essai"].astype(int)})
    frame["period_start"], frame["period_end"] = months, months + pd.DateOffset(months=1)
    table = protect(frame.reset_index(drop=True), Policy(Scope.COORDINATION, threshold=1))
    curve = small.sparkline(table, band)
    tiles = tuple(Tile(code=f"{i:02}", name=f"Quartier {i}", picture=curve, figures="12 → 14") for i in range(14))
    years = counts.groupby(counts.index.to_period("Y").to_timestamp()).sum()
    pictures = (
        partial(series.monthly, counts, unit=unit, period=period, band=band),
        partial(series.yearly, years, unit=unit),
        lambda *, large: tiles,
    )
    columns = ("zone_label", "period", "n_events")
    return [
        frozen(Block(key="months", title="Stable", picture=one, reading="Stable.", table=table, columns=columns))
        for one in pictures
    ]


def _bare(sort: str, n: int) -> Callable[[], object]:
    """As many pages with one image each, by typst; as many native charts of as many points, by python-pptx."""
    import typst
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    from analytics.blocks.frozen import reopen
    from analytics.export import drawing

    picture = drawing.svg(reopen(_contents()[0]).picture(large=False), width=680)
    page = '#image(bytes(sys.inputs.svg + "<!-- {rank} -->"), alt: "a")\n#pagebreak(weak: true)\n'
    pages = '#set document(title: "a")\n' + "".join(page.format(rank=rank) for rank in range(n))
    runs = itertools.count()

    def pdf() -> None:
        # typst remembers a picture that it has drawn, from one call to the next.
        fresh = f"{picture}<!-- {next(runs)} -->"
        typst.compile(pages.encode(), format="pdf", pdf_standards="ua-1", sys_inputs={"svg": fresh})

    def pptx() -> None:
        deck = Presentation()
        for _ in range(n):
            slide = deck.slides.add_slide(deck.slide_layouts[5])
            data = CategoryChartData()
            data.categories = [str(i) for i in range(72)]
            for name in "abc":
                data.add_series(name, [180.0] * 72)
            slide.shapes.add_chart(XL_CHART_TYPE.LINE, 0, 0, Inches(10), Inches(7), data)
        deck.save(io.BytesIO())

    return {"pdf": pdf, "pptx": pptx}[sort]


def _timed(sort: str, n: int) -> None:
    """Print each run: whose, seconds; then the most memory that ours took. One run of each is not counted."""
    ours = _made(sort, n)
    ours()
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / 2**20, sep="\t")
    sides = {"ours": ours, "bare": _bare(sort, n)}
    sides["bare"]()
    for _ in range(_RUNS):
        for side, call in sides.items():
            started = time.perf_counter()
            call()
            print(side, time.perf_counter() - started, sep="\t")


if __name__ == "__main__":
    _timed(sys.argv[1], int(sys.argv[2]))
