"""What the last months will be once their late facts have come."""

import numpy as np
import pandas as pd
import pytest

from analytics.statistics.trends import completed_counts
from data.errors import InputError

MONTHS = pd.date_range("2025-01-01", periods=12, freq="MS")


def deliveries(shares, rng=None, monthly=200.0, months=MONTHS):
    """One delivery a month: each month of facts comes in by shares, as far as the last delivery lets us see."""
    rows = []
    for i, month in enumerate(months):
        seen = [monthly * share for share in shares]
        if rng is not None:
            seen = np.cumsum(rng.poisson(np.diff([0.0, *seen])))
        rows += [(month, delay, seen[delay]) for delay in range(min(len(shares), len(months) - i))]
    return pd.DataFrame(rows, columns=["month", "delay", "n_events"])


def test_shares_are_found_when_months_grow_alike():
    found = completed_counts(deliveries([0.7, 0.9, 1.0])).set_index("month")
    assert found["share_known"].iloc[-3:].to_numpy() == pytest.approx([1.0, 0.9, 0.7])
    assert found["completed"].to_numpy() == pytest.approx(200)
    assert (found.loc[MONTHS[:10], ["low", "high"]] == 200).all(axis=None)


@pytest.mark.parametrize("months", [3, 4, 5])
def test_growth_is_estimated_when_three_months_have_shown_it(months):
    found = completed_counts(deliveries([0.5, 1.0], months=MONTHS[:months]))
    known = months - 1 >= 3
    assert found["completed"].notna().iloc[-1] == known
    assert found["low"].notna().iloc[-1] == known


def test_complete_count_lies_within_the_limits_as_often_as_said_when_simulated():
    rng = np.random.default_rng(3)
    within = []
    for _ in range(300):
        found = completed_counts(
            deliveries([0.6, 0.9, 1.0], rng, months=pd.date_range("2015-01-01", periods=60, freq="MS"))
        )
        last = found.iloc[-1]
        complete = last["n_events"] + rng.poisson(200 * 0.4)
        within.append(last["low"] <= complete <= last["high"])
    assert 0.91 <= np.mean(within) <= 0.985


def test_month_keeps_what_was_known_when_a_delivery_is_missing():
    rows = deliveries([0.5, 0.8, 1.0])
    skipped = rows[~((rows["month"] == MONTHS[3]) & (rows["delay"] == 1))]
    assert completed_counts(skipped)["completed"].notna().all()


def test_nothing_is_added_when_later_deliveries_take_facts_away():
    found = completed_counts(deliveries([1.0, 0.9]))
    assert found["completed"].iloc[-1] == found["n_events"].iloc[-1]


@pytest.mark.parametrize(
    "rows",
    [
        pd.DataFrame(columns=["month", "delay", "n_events"]),
        pd.DataFrame({"month": MONTHS[:1], "delay": [0]}),
        pd.DataFrame({"month": MONTHS[:1], "delay": [-1], "n_events": [3]}),
        pd.DataFrame({"month": MONTHS[:1], "delay": [0.5], "n_events": [3]}),
        pd.DataFrame({"month": MONTHS[:1], "delay": [0], "n_events": [np.nan]}),
        pd.DataFrame({"month": [pd.NaT], "delay": [0], "n_events": [3]}),
        pd.DataFrame({"month": MONTHS[[0, 0]], "delay": [1, 1], "n_events": [3, 4]}),
    ],
)
def test_deliveries_are_refused_when_unusable(rows):
    with pytest.raises(InputError):
        completed_counts(rows)
