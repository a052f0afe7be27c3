"""Published cases of attack bounds and of optimal complementary suppression."""

from itertools import combinations, product

import pandas as pd
import pytest

from analytics.disclosure import attack_bounds


@pytest.fixture
def microdata(reference):
    return pd.read_csv(reference / "disclosure_tables" / "sdctable_microdata1.csv")


def test_bounds_are_those_of_fischetti_and_salazar_when_four_cells_are_withheld(meet, reference):
    table = pd.read_csv(reference / "disclosure_tables" / "fischetti_salazar.csv")
    cells = table.pivot_table(index="activity", columns="region", values="value")
    published = {("II", "A"): (0, 25), ("II", "C"): (5, 30), ("III", "A"): (0, 25), ("III", "C"): (4, 29)}
    bounds = attack_bounds(cells, list(published)).set_index(["row", "col"])
    for cell, limits in published.items():
        meet(cell, limits, bounds.loc[cell], 1e-6)


def test_cheapest_complement_is_that_of_sdctable_when_a_female_is_primary(meet, microdata):
    counts = pd.crosstab(microdata["region"], microdata["gender"])
    primary = ("A", "female")
    others = [cell for cell in product(counts.index, counts.columns) if cell != primary]

    def cost(cells):
        return sum(counts.loc[cell] for cell in cells)

    def protects(cells):
        bounds = attack_bounds(counts, [primary, *cells])
        return bool((bounds["high"] - bounds["low"] > 1e-6).all())

    candidates = (cells for size in range(len(others) + 1) for cells in combinations(others, size))
    ours = next(cells for cells in sorted(candidates, key=cost) if protects(cells))
    published = {("A", "male"), ("C", "female"), ("C", "male")}
    print(
        f"complement: published {sorted(published)}, ours {sorted(ours)}, difference {len(published ^ set(ours)):.1e}"
    )
    assert set(ours) == published
    meet("its cost", 40, cost(ours), 0)


def test_complement_of_the_gauss_method_is_valid_too_at_a_higher_cost(meet, microdata):
    counts = pd.crosstab(microdata["region"], microdata["gender"])
    complement = [("A", "male"), ("D", "female"), ("D", "male")]
    bounds = attack_bounds(counts, [("A", "female"), *complement])
    meet("cost of the GAUSS complement", 43, sum(counts.loc[cell] for cell in complement), 0)
    assert (bounds["high"] - bounds["low"] > 1e-6).all()
