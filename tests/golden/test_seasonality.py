"""Temperatures of Nottingham, decomposed by R's stl(nottem, "per")."""

import numpy as np
import pandas as pd
import pytest

from analytics.statistics.trends import decompose


@pytest.fixture
def nottem(reference):
    folder = reference / "seasonality_stl"
    return decompose(pd.read_csv(folder / "nottem.csv")["temp"]), pd.read_csv(folder / "nottem_stl_r.csv")


def test_shares_are_those_of_the_manual_when_the_season_is_periodic(meet, nottem):
    ours, _ = nottem
    whole = ours.seasonal + ours.trend + ours.remainder

    def spread(part):
        return np.subtract(*np.percentile(part, [75, 25]))

    shares = [100 * spread(part) / spread(whole) for part in (ours.seasonal, ours.trend, ours.remainder)]
    meet("stl(nottem), share of each part in %", (99.1, 6.9, 17.0), shares, 0.05)


def test_parts_are_those_of_r_in_every_month(meet, nottem):
    ours, theirs = nottem
    first = (ours.seasonal[0], ours.trend[0], ours.remainder[0])
    meet("stl(nottem), first month", (-9.3471980275, 49.6806726486, 0.2665253789), first, 1e-9)
    for part in ("seasonal", "trend", "remainder"):
        far = np.abs(getattr(ours, part) - theirs[part]).max()
        meet(f"stl(nottem), {part} of 240 months, largest difference", 0, far, 1e-9)
