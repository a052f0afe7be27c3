"""The flow of the Nile, one break (Zeileis et al., 2003)."""

import pandas as pd
import ruptures

from analytics.statistics.trends import change_point


def test_break_is_that_of_the_paper_when_means_are_compared(meet, reference):
    nile = pd.read_csv(reference / "changepoint" / "nile.csv")
    ours = change_point(nile["flow"], cost="normal")
    meet("Nile, last year of the first level", 1898, nile["year"][ours.index - 1], 0)
    meet("Nile, first observation of the new level", 28, ours.index, 0)
    meet("Nile, means", (1097.75, 849.9722), (ours.level_before, ours.level_after), 1e-4)
    assert ours.p_value <= 0.002
    second = ruptures.Dynp(model="l2", jump=1, min_size=6).fit(nile["flow"].to_numpy(float)).predict(1)[0]
    meet("Nile, break of ruptures", second, ours.index, 0)
