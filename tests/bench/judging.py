"""Statistics of a page, on one core: actions judged, a map of clusters, verdicts; against the bare libraries."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.budgets import Measured, duration, ratio

_PROJECT = Path(__file__).parents[2]
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
_ZONES, _MONTHS, _ACTIONS, _ZONES_OF_MAP = 180, 72, 40, 1_000
_INDICATORS = 12
_RUNS = 3
_RUNS_OF_PAGE = 20
_SEED = 20260101


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Measure in a process of its own, which has one core: libraries read how many when they are imported."""
    del folder, rows
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.judging"],
        cwd=_PROJECT, env=os.environ | _ONE_CORE, capture_output=True, text=True, check=True,
    )  # fmt: skip
    budgets = {
        "40 actions, all checks": 20.0,
        "local G, 1,000 zones, 999 permutations": 1.0,
        "verdicts of a page": 0.150,
    }
    times: dict[tuple[str, str], list[float]] = {}
    for line in done.stdout.splitlines():
        what, side, seconds = line.split("\t")
        times.setdefault((what, side), []).append(float(seconds))
    for what, budget in budgets.items():
        ours, bare = times[what, "ours"], times[what, "bare"]
        slowest = max(ours)
        yield Measured(what, f"slowest of {len(ours)}, {duration(slowest)}", slowest, budget, "s")
        yield ratio(f"{what} / bare libraries", ours, bare)


def _actions() -> tuple[Callable[[], object], Callable[[], object]]:
    """Forty actions among 180 zones, 8 to 20 of them compared and 4 around; against as many fits of both effects."""
    import numpy as np
    import pandas as pd
    import statsmodels.api as sm

    from analytics.statistics.evaluation import Study, appraise

    rng = np.random.default_rng(_SEED)
    months = pd.date_range("2020-01-01", periods=_MONTHS, freq="MS")
    season = 1 + 0.2 * np.cos(2 * np.pi * np.arange(_MONTHS) / 12)
    mean = np.outer(season, 10 * rng.lognormal(0, 0.3, _ZONES))
    zones = [f"Z{i:03d}" for i in range(_ZONES)]
    counts = pd.DataFrame(rng.poisson(rng.gamma(mean / 0.3, 0.3)), months, zones)
    studies = []
    for _ in range(_ACTIONS):
        chosen = [*map(str, rng.permutation(zones))]
        n = int(rng.integers(8, 21))
        start = months[int(rng.integers(24, 54))]
        studies.append(Study(counts, tuple(chosen[:1]), tuple(chosen[5 : 5 + n]), start, tuple(chosen[1:5])))

    def bare() -> None:
        for study in studies:
            kept = counts[[*study.treated, *study.compared]]
            events = kept.to_numpy().ravel()
            month, zone = (place.ravel() for place in np.indices(kept.shape))
            acted = (zone == 0) & (month >= study.n_before)
            effects = [np.eye(_MONTHS)[month], np.eye(kept.shape[1])[zone][:, 1:], acted[:, None]]
            sm.GLM(events, np.hstack(effects), family=sm.families.Poisson()).fit()

    return lambda: appraise(studies), bare


def _clusters() -> tuple[Callable[[], object], Callable[[], object]]:
    """Getis and Ord's Gi* on a thousand zones of a commune."""
    import geopandas as gpd
    import numpy as np
    from esda import G_Local

    from analytics.statistics.spatial import local_g, neighbours
    from tests.bench import material

    codes = [f"Z{i:04d}" for i in range(_ZONES_OF_MAP)]
    graph = neighbours(gpd.GeoSeries(material.zones(_ZONES_OF_MAP), index=codes))
    values = np.random.default_rng(_SEED).gamma(2, 1, _ZONES_OF_MAP)
    return (
        lambda: local_g(values, graph, permutations=999),
        lambda: G_Local(values, graph, transform="B", star=1.0, permutations=999, n_jobs=1, seed=_SEED),
    )


def _page() -> tuple[Callable[[], object], Callable[[], object]]:
    """Verdicts of 180 zones over time and beside their commune, and of the commune's indicators; against bare tests."""
    import numpy as np
    from scipy.stats import binomtest, poisson
    from statsmodels.stats.multitest import multipletests

    from analytics.statistics.comparison import judge_difference
    from analytics.statistics.evaluation import adjust_p_values
    from analytics.statistics.trends import judge_change

    rng = np.random.default_rng(_SEED)
    before, after = rng.poisson(60, (2, _ZONES))
    expected = np.full(_ZONES, 120.0)
    observed = rng.poisson(expected)
    commune = rng.poisson(2_000, (2, _INDICATORS))

    def ours() -> None:
        judge_change(before, after, dispersion=1.3, p_adjusted=adjust_p_values)
        judge_difference(observed, expected, dispersion=1.3)
        judge_change(*commune, dispersion=1.3, p_adjusted=adjust_p_values)

    def bare() -> None:
        for first, second in ((before, after), tuple(commune)):
            tests = [binomtest(int(b), int(a + b)) for a, b in zip(first, second, strict=True)]
            for test in tests:
                test.proportion_ci()
            multipletests([test.pvalue for test in tests], method="fdr_bh")
        tails = np.minimum(poisson.cdf(observed, expected), poisson.sf(observed - 1, expected))
        multipletests(np.minimum(1, 2 * tails), method="fdr_bh")

    return ours, bare


def _timed() -> None:
    """Print each run: what, whose, seconds; ours and the bare ones in turn, after one of each that is not counted."""
    for what, made, runs in (
        ("40 actions, all checks", _actions, _RUNS),
        ("local G, 1,000 zones, 999 permutations", _clusters, _RUNS),
        ("verdicts of a page", _page, _RUNS_OF_PAGE),
    ):
        sides = dict(zip(("ours", "bare"), made(), strict=True))
        for turn in range(runs + 1):
            for side, call in sides.items():
                started = time.perf_counter()
                call()
                if turn:
                    print(what, side, time.perf_counter() - started, sep="\t")


if __name__ == "__main__":
    _timed()
