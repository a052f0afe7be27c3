"""The SSMSI's figures of départements and regions, as published."""

import csv
from decimal import Decimal

from data.intake import door
from data.warehouse import snapshot
from tests.real.conftest import REAL

DEPARTEMENTS = (
    REAL / "ssmsi_departements_2016_2023" / "donnee-dep-data.gouv-2023-geographie2024-produit-le2024-07-05.csv"
)


def test_real_departements_are_exact_to_the_last_digit(town):
    (delivery,), _ = door.take(town.commune, [DEPARTEMENTS])
    assert (delivery.source, delivery.rows_read, delivery.loaded) == ("ssmsi_departements", 12_928, 12_928)
    with DEPARTEMENTS.open(encoding="utf-8-sig", newline="") as file:
        published = list(csv.DictReader(file, delimiter=";"))
    assert sum("e-" in row["tauxpourmille"] for row in published) == 3_865
    with snapshot.open_current(town.commune.home, name="") as connection:
        kept = connection.execute("SELECT territory, year, indicator, rate, count FROM benchmark").fetchall()
    rates = {(territory, year, indicator): (rate, count) for territory, year, indicator, rate, count in kept}
    for row in published:
        rate, count = rates[row["Code.département"], 2000 + int(row["annee"]), row["classe"]]
        assert Decimal(repr(rate)) == Decimal(row["tauxpourmille"].replace(",", ".")) and count == int(row["faits"])


def test_real_regions_are_told_from_departements(town):
    path = next(DEPARTEMENTS.parent.glob("donnee-reg-*.csv"))
    (delivery,), _ = door.take(town.commune, [path])
    assert (delivery.source, delivery.rows_read, delivery.loaded) == ("ssmsi_regions", 2_304, 2_304)
