"""The cube and its queries, against the same figures computed in pandas from the delivered rows (random, seeded)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, read_profiles
from data.model import Kind, Level, Period
from data.warehouse import repository, snapshot
from data.warehouse.statements import tables

# As delivered, and as the nomenclature calls it: two spellings are one category, and an unknown label is its own.
CATEGORIES = {
    "Tags": "graffitis_affiches",
    "graffitis": "graffitis_affiches",
    "Bruit": "bruit_tapage",
    "Divers": "Divers",
}
ZONES = {"01": "Nord", "02": "Sud", None: "Ailleurs"}
OWN_PROFILES = {
    "jours": ('shape = "events"', {"date": "date", "category": "type", "zone_label": "quartier"}),
    "mois": ('shape = "monthly"', {"month": "date", "category": "type", "zone_label": "quartier", "count": "nombre"}),
    "annees": ('shape = "monthly"', {"year": "date", "category": "type", "zone_label": "quartier", "count": "nombre"}),
}
FORMATS = {"jours": "%Y-%m-%d", "mois": "%Y-%m", "annees": "%Y"}
SPAN = Period(date(2021, 1, 1), date(2025, 1, 1))
PERIODS = [
    SPAN,
    Period(date(2022, 1, 1), date(2023, 1, 1)),
    Period(date(2022, 1, 1), date(2022, 12, 1)),
    Period(date(2022, 2, 1), date(2024, 2, 1)),
    Period(date(2023, 5, 1), date(2023, 6, 1)),
    Period(date(2030, 1, 1), date(2031, 1, 1)),
]


def draw(source: str, rng: np.random.Generator, n_rows: int) -> pd.DataFrame:
    """Rows of one source, at its precision: ``source, kind, day, delivered, category, zone, n``."""
    days = pd.Timestamp("2021-01-01") + pd.to_timedelta(rng.integers(0, 4 * 365, n_rows), "D")
    start = {"jours": days, "mois": days.to_period("M").start_time, "annees": days.to_period("Y").start_time}[source]
    delivered = rng.choice([*CATEGORIES], n_rows)
    rows = pd.DataFrame(
        {
            "source": source,
            "kind": "signalement" if source == "jours" else "plainte",
            "day": start,
            "delivered": delivered,
            "category": [CATEGORIES[label] for label in delivered],
            "zone": rng.choice(np.array([*ZONES], dtype=object), n_rows),
            "n": 1 if source == "jours" else rng.integers(0, 9, n_rows),
        }
    )
    if source != "jours":
        # A later row of the same key would add up all the same, but a delivery has each of them once.
        rows = rows.drop_duplicates(["day", "delivered", "zone"])
    return rows


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    return pd.concat(
        [draw(source, rng, n) for source, n in (("jours", 900), ("mois", 300), ("annees", 40))], ignore_index=True
    )


@pytest.fixture(scope="module")
def connection(facts: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder: Path = tmp_path_factory.mktemp("random")
    commune = communes.create(folder / "home", name="Ville-Essai", insee_code="31999")
    (commune.home / "sources").mkdir()
    for source, (shape, columns) in OWN_PROFILES.items():
        kind = facts.loc[facts["source"] == source, "kind"].iloc[0]
        roles = "\n".join(f'{role} = "{column}"' for role, column in columns.items())
        text = f'label = "{source}"\nkind = "{kind}"\n{shape}\nlevel = "quartier"\n[columns]\n{roles}\n'
        (commune.home / "sources" / f"{source}.toml").write_text(text, encoding="utf-8")
    shapes = [shapely.box(1.40, 43.60, 1.45, 43.65), shapely.box(1.40, 43.55, 1.45, 43.60)]
    frame = gpd.GeoDataFrame({"code": ["01", "02"], "nom": ["Nord", "Sud"]}, geometry=shapes, crs=4326)
    frame.to_file(folder / "zones.geojson")
    door.take(commune, [folder / "zones.geojson"], ZoneProfile(Level.QUARTIER))
    for source, rows in facts.groupby("source"):
        table = pd.DataFrame(
            {
                "date": rows["day"].dt.strftime(FORMATS[source]),
                "type": rows["delivered"],
                "quartier": rows["zone"].map(ZONES),
                "nombre": rows["n"],
            }
        )
        table.to_csv(folder / f"{source}.csv", sep=";", index=False)
        (delivery,), _ = door.take(commune, [folder / f"{source}.csv"], read_profiles(commune.home)[source])
        assert delivery.loaded == len(rows)
    with snapshot.open_current(commune.home, name=commune.name) as opened:
        yield opened


def expected(facts: pd.DataFrame, kind: Kind, level: Level, period: Period) -> pd.DataFrame:
    """Facts of a kind that a period holds whole, with the zone of the level."""
    rows = facts[(facts["kind"] == kind) & (facts["n"] > 0)].copy()
    last_days = rows["day"].mask(rows["source"] == "annees", rows["day"] + pd.offsets.YearEnd(1))
    whole = (rows["day"] >= pd.Timestamp(period.start)) & (last_days < pd.Timestamp(period.end))
    rows["zone_code"] = rows["zone"] if level is Level.QUARTIER else "31999"
    return rows[whole]


def totals(rows: pd.DataFrame, keys: list[str]) -> dict[tuple, int]:
    """Sum of ``n`` by key, a missing zone kept."""
    return {tuple(None if pd.isna(part) else part for part in key): int(n)
            for key, n in rows.groupby(keys, dropna=False)["n"].sum().items()}  # fmt: skip


def found(frame: pd.DataFrame, keys: list[str]) -> dict[tuple, int]:
    return totals(frame.rename(columns={"n_events": "n"}), keys)


@pytest.mark.parametrize("kind", [Kind.SIGNALEMENT, Kind.PLAINTE, Kind.MEDIATION])
@pytest.mark.parametrize("level", [Level.QUARTIER, Level.COMMUNE])
def test_cube_holds_the_rows_once_each(connection, facts, kind, level):
    answer = repository.cube(connection, kind=kind, level=level)
    rows = expected(facts, kind, level, SPAN)
    is_year = rows["source"] == "annees"
    starts = rows["day"].dt.to_period("M").dt.start_time.mask(is_year, rows["day"].dt.to_period("Y").dt.start_time)
    rows = rows.assign(period_start=starts, precision=np.where(is_year, "year", "month"))
    keys = ["zone_code", "period_start", "precision", "category", "source"]
    assert found(answer, keys) == totals(rows, keys)
    assert not answer.duplicated(keys).any()


def test_sources_categories_and_not_located_are_those_of_the_rows(connection, facts):
    given = facts[facts["n"] > 0]
    starts = given["day"].dt.to_period("M").dt.start_time
    rows = given.assign(period_start=starts, precision=np.where(given["source"] == "annees", "year", "month"))
    keys = ["source", "kind", "precision", "period_start"]
    assert found(repository.sources(connection), keys) == totals(rows, keys)
    assert found(repository.categories(connection), ["kind", "category"]) == totals(rows, ["kind", "category"])
    nowhere = int(given.loc[given["zone"].isna(), "n"].sum())
    assert nowhere > 0 and repository.not_located(connection) == {"commune": 0, "quartier": nowhere}


def test_zones_add_up_to_the_commune_at_each_month(connection):
    for kind in (Kind.SIGNALEMENT, Kind.PLAINTE):
        by_month = [
            repository.cube(connection, kind=kind, level=level).groupby("period_start")["n_events"].sum()
            for level in (Level.QUARTIER, Level.COMMUNE)
        ]
        assert by_month[0].equals(by_month[1])


def test_zones_are_listed_with_their_labels(connection):
    answer = repository.zones(connection, Level.QUARTIER)
    assert [*zip(answer["zone_code"], answer["zone_label"], strict=True)] == [("01", "Nord"), ("02", "Sud")]
    assert repository.zones_at_levels(connection) == {Level.COMMUNE: 1, Level.QUARTIER: 2}


def test_deliveries_are_listed_from_the_latest(connection):
    answer = repository.deliveries(connection)
    assert answer["delivery"].tolist() == [3, 2, 1] and set(answer["source"]) == set(OWN_PROFILES)


def test_benchmark_has_the_rows_of_communes_and_of_one_département_as_they_were_loaded(tmp_path):
    commune = communes.create(tmp_path / "home", name="Ville-Essai", insee_code="31999")
    (tmp_path / "communes.csv").write_text(
        "CODGEO_2025;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;insee_pop;insee_log;est_diffuse\n"
        "31999;2023;Cambriolages;Infraction;8;16,5;1000;485;diff\n31999;2024;Cambriolages;Infraction;NA;NA;1000;485;ndiff\n",
        encoding="utf-8",
    )
    (tmp_path / "departements.csv").write_text(
        "Code.département;annee;classe;unité.de.compte;faits;tauxpourmille;POP;LOG\n"
        "31;23;Cambriolages;infraction;7000;10,0;1400000;700000\n32;23;Cambriolages;infraction;500;5,0;190000;100000\n",
        encoding="utf-8",
    )
    (tmp_path / "etat-4001-2012.csv").write_text(
        "Index;libellé index;Haute-Garonne\n27;Cambriolages;9000\n", encoding="utf-8"
    )
    for name in ("departements.csv", "communes.csv", "etat-4001-2012.csv"):
        door.take(commune, [tmp_path / name])
    with snapshot.open_current(commune.home, name=commune.name) as opened:
        answer = repository.benchmark(opened, departement="31")
    rows = answer.astype(object).where(answer.notna(), None)
    assert rows.to_numpy().tolist() == [
        ["31", 2023, "Cambriolages", "infraction", 7000, 10.0, 1_400_000, 700_000],
        ["31999", 2023, "Cambriolages", "Infraction", 8, 16.5, 1000, 485],
        ["31999", 2024, "Cambriolages", "Infraction", None, None, 1000, 485],
    ]


def test_rejected_rows_are_those_of_one_file_in_its_order():
    with duckdb.connect() as connection:
        for table in tables():
            connection.execute(table)
        connection.execute("INSERT INTO rejection VALUES (1, 9, 'total'), (2, 3, 'autre'), (1, 2, 'date illisible')")
        rows = repository.rejections(connection, 1)
    assert rows.to_numpy().tolist() == [[2, "date illisible"], [9, "total"]]
