"""A file of all communes, of which one and those of its size are kept, against DuckDB alone filtering the same file."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from data.model import Level
from tests.bench import loading
from tests.bench.budgets import Measured, ratio

_COMMUNES, _INDICATORS, _YEARS = 34_920, 15, 10
_ZONES = 4
"""Quartiers, of a commune of about 10,000 residents: many others are of its size."""
_RUNS = 3
_BARE = Path(__file__).parent / "bare_filter.py"
_ALIKE = (0.75, 1.33)
_SEED = 20260101


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Alternate bare filters and loads of the SSMSI's base of communes, in both its forms; its size is what it is."""
    del rows
    empty = loading.install(folder / "empty-national", _ZONES, Level.QUARTIER)
    with duckdb.connect(max(empty.glob("snapshots/*.duckdb")), read_only=True) as connection:
        (people,) = connection.execute("SELECT population FROM zone WHERE level = 'commune'").fetchone()
    for path in _write(folder, people):
        bare, loads = [], []
        for _ in range(_RUNS):
            run, kept = loading.run([_BARE, path, folder / "bare.duckdb", *(share * people for share in _ALIKE)])
            bare.append(run)
            home = shutil.copytree(empty, folder / "loaded-national")
            run, output = loading.run(["-m", "data", "load", path, "--json", "--home", home])
            loads.append(run)
            report = json.loads(output)
            assert (report["loaded"], report["rejected"]) == (int(kept), {}), (report, kept)
            shutil.rmtree(home)
        form = "".join(path.suffixes)
        what = f"one commune of a national {form} / bare DuckDB"
        yield ratio(f"{what}, clock", [run.wall for run in loads], [run.wall for run in bare], 1.5)
        yield ratio(f"{what}, processor", [run.cpu for run in loads], [run.cpu for run in bare])
    yield ratio("of which the start of our process", *_starts())


def _starts() -> tuple[list[float], list[float]]:
    """Seconds that our process and the bare one take before they read anything."""
    ours, bare = (
        [loading.run(arguments)[0].wall for _ in range(_RUNS)]
        for arguments in (["-c", "from data import __main__; from data.intake import door"], ["-c", "import duckdb"])
    )
    return ours, bare


def _write(folder: Path, people: float) -> Iterator[Path]:
    """Write the base as it is published: every commune, year and indicator, half of the figures withheld."""
    rng = np.random.default_rng(_SEED)
    population = np.maximum(10, rng.lognormal(6.2, 1.4, _COMMUNES)).astype(int)
    population[-1] = people
    communes = pa.table({"place": np.arange(_COMMUNES), "people": population})
    n = _COMMUNES * _INDICATORS * _YEARS
    facts = pa.table({"n": np.arange(n), "number": rng.poisson(12, n), "is_published": rng.random(n) > 0.48})
    with duckdb.connect() as connection:
        connection.register("commune", communes)
        connection.register("fact", facts)
        connection.execute(
            """
            CREATE TABLE base AS
            SELECT
                CASE WHEN place = $last THEN '99999' ELSE lpad(CAST(1001 + 2 * place AS VARCHAR), 5, '0') END
                    AS CODGEO_2026,
                CAST(2016 + n // $indicators % $years AS SMALLINT) AS annee,
                'Indicateur numéro ' || n % $indicators AS indicateur,
                'Infraction' AS unite_de_compte,
                CASE WHEN is_published THEN number END AS nombre,
                CASE WHEN is_published THEN number * 1000.0 / people END AS taux_pour_mille,
                CASE WHEN is_published THEN 'diff' ELSE 'ndiff' END AS est_diffuse,
                CAST(people AS INTEGER) AS insee_pop,
                '2022' AS insee_pop_millesime,
                people * 0.5217 AS insee_log,
                '2022' AS insee_log_millesime,
                CASE WHEN NOT is_published THEN 2.3456789 END AS complement_info_nombre,
                CASE WHEN NOT is_published THEN 2345.6789 / people END AS complement_info_taux
            FROM fact JOIN commune ON place = n // ($indicators * $years)
            ORDER BY n
            """,
            {"last": _COMMUNES - 1, "indicators": _INDICATORS, "years": _YEARS},
        )
        parquet, text = folder / "national.parquet", folder / "national.csv.gz"
        connection.execute(f"COPY base TO '{parquet}' (COMPRESSION zstd)")
        decimals = ("taux_pour_mille", "insee_log", "complement_info_nombre", "complement_info_taux")
        spelled = ", ".join(f"replace(CAST({name} AS VARCHAR), '.', ',') AS {name}" for name in decimals)
        connection.execute(
            f"COPY (SELECT * REPLACE ({spelled}) FROM base) TO '{text}' (DELIMITER ';', NULLSTR 'NA', COMPRESSION gzip)"
        )
    yield from (text, parquet)
