"""Towns drawn at random, whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from analytics.evaluation import Study


@pytest.fixture
def study():
    """Draw a study: zones of different sizes, a season, counts that vary more than Poisson's, an effect or none."""

    def draw(
        seed,
        *,
        ratio=1.0,
        level=10.0,
        n_compared=8,
        n_around=3,
        n_before=36,
        n_after=36,
        moved=0.0,
        dispersion=1.3,
        **given,
    ):
        rng = np.random.default_rng(seed)
        zones = [f"z{i}" for i in range(1 + n_around + n_compared)]
        months = pd.date_range("2020-01-01", periods=n_before + n_after, freq="MS")
        season = 1 + 0.2 * np.cos(2 * np.pi * np.arange(len(months)) / 12)
        mean = np.outer(season, level * rng.lognormal(0, 0.3, len(zones)))
        avoided = mean[n_before:, 0] * (1 - ratio)
        mean[n_before:, 0] *= ratio
        if n_around:
            mean[n_before:, 1 : 1 + n_around] += (moved * avoided / n_around)[:, None]
        counts = rng.poisson(rng.gamma(mean / (dispersion - 1), dispersion - 1) if dispersion > 1 else mean)
        return Study(
            pd.DataFrame(counts, months, zones),
            treated=("z0",),
            compared=tuple(zones[1 + n_around :]),
            around=tuple(zones[1 : 1 + n_around]),
            start=months[n_before],
            **given,
        )

    return draw
