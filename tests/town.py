"""A small commune of four square quartiers, and ways to give it files and to look at what it holds."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import Result
from typer.testing import CliRunner

from data import commune as communes
from data.__main__ import app
from data.commune import Commune
from data.intake import door, profiles
from data.intake.delivery import Delivery
from data.intake.profiles import ZoneProfile
from data.model import Level
from data.warehouse import snapshot
from tests import located

# South-west corners, in degrees; each side is 0.05. Two rows of two, so that sides and one corner are shared.
CORNERS = {"01": (1.40, 43.60), "02": (1.45, 43.60), "03": (1.40, 43.55), "04": (1.45, 43.55)}
LABELS = {"01": "Les Aubépines", "02": "Bellevue", "03": "Centre-ville", "04": "L’Écluse"}


@dataclass(frozen=True)
class Town:
    """A commune, and what tests do to it."""

    commune: Commune
    folder: Path

    def write(self, name: str, content: str | bytes) -> Path:
        """File given to the commune, from anywhere but its home."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(
        self,
        content: str | bytes,
        *mapping: str,
        name: str = "faits.csv",
        source: str | None = None,
        kind: str | None = None,
        level: str | None = None,
        **options: object,
    ) -> Delivery:
        """Load one file of facts and publish it."""
        path = self.write(name, content)
        profile = profiles.chosen(self.commune.home, source=source, kind=kind, mapping=mapping, level=level)
        (delivery,), _ = door.take(self.commune, [path], profile, **options)
        return delivery

    def ask(self, sql: str) -> list[tuple]:
        """Rows of the published snapshot; ``located_fact`` and ``located_respondent`` have a column per level."""
        with snapshot.open_current(self.commune.home, name=self.commune.name) as connection:
            return located.rows(connection, sql)

    def facts(self, columns: str) -> list[tuple]:
        """Columns of the facts, in the order of their values."""
        return self.ask(f"SELECT {columns} FROM located_fact ORDER BY ALL")

    def files(self) -> dict[str, str]:
        """Digest of each file of the home; the lock apart, which says nothing."""
        home = self.commune.home
        return {
            str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(home.rglob("*"))
            if path.is_file() and path.name != "lock"
        }

    def command(self, *arguments: object) -> Result:
        """What ``python -m data`` does with these arguments in this home."""
        return CliRunner().invoke(app, [*map(str, arguments), "--home", str(self.commune.home)])


def content(home: Path) -> dict[str, object]:
    """What readers of the published snapshot can see."""
    with snapshot.open_current(home, name=communes.read(home).name) as connection:
        names = [
            name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        ]
        # The time of a delivery is the one thing that differs from a run to the next.
        rows = {
            name: "SELECT * EXCLUDE (loaded_at) FROM delivery" if name == "delivery" else f"FROM {name}"
            for name in names
        }
        return {
            name: connection.execute(
                f"SELECT count(*), sum(hash(found)::HUGEINT) FROM ({rows[name]}) AS found"
            ).fetchone()
            for name in names
        }


@pytest.fixture(scope="session")
def squares() -> gpd.GeoDataFrame:
    shapes = [shapely.box(west, south, west + 0.05, south + 0.05) for west, south in CORNERS.values()]
    return gpd.GeoDataFrame({"code": [*CORNERS], "nom": [*LABELS.values()]}, geometry=shapes, crs=4326)


@pytest.fixture(scope="session")
def prepared_home(squares: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where the four quartiers are loaded; to be copied, never written."""
    folder = tmp_path_factory.mktemp("prepared")
    commune = communes.create(folder / "home", name="Ville-Essai", insee_code="31999")
    squares.to_file(folder / "quartiers.geojson")
    door.take(commune, [folder / "quartiers.geojson"], ZoneProfile(Level.QUARTIER))
    return commune.home


@pytest.fixture(scope="session")
def new_town(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Town]:
    """Makes as many towns with their four quartiers as asked."""

    def make() -> Town:
        folder = tmp_path_factory.mktemp("town")
        shutil.copytree(prepared_home, folder / "home")
        return Town(communes.read(folder / "home"), folder)

    return make


@pytest.fixture
def town(new_town: Callable[[], Town]) -> Town:
    return new_town()


@pytest.fixture
def bare_town(tmp_path: Path) -> Town:
    """A commune without zones nor facts."""
    return Town(communes.create(tmp_path / "home", name="Ville-Essai", insee_code="31999"), tmp_path)


@pytest.fixture(scope="session")
def refusal() -> Callable[[Result], str]:
    """The sentence of a refused command, once sure that it is a refusal and nothing else."""

    def sentence(result: Result) -> str:
        assert (result.exit_code, result.stdout) == (2, ""), result.output
        assert len(result.stderr.strip().splitlines()) == 1, result.stderr
        # Typographic spaces are the business of another test.
        return " ".join(result.stderr.split())

    return sentence


@pytest.fixture(scope="session")
def table() -> Callable[[str, Sequence[Sequence[object]]], str]:
    """Text of a CSV with semicolons."""

    def text(headers: str, rows: Sequence[Sequence[object]]) -> str:
        return "\n".join([headers, *(";".join(map(str, row)) for row in rows)]) + "\n"

    return text
