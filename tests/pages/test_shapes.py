"""Shapes of the zones, as the server gives them."""

from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from data.warehouse import publish, snapshot
from data.warehouse.publish import publishing
from pages.app import server

NAME = f"quartier-{'a' * 16}"


def asked(name):
    return server.shapes(Request({"type": "http", "path_params": {"name": name}, "headers": []}))


@pytest.mark.parametrize("is_coming", [True, False])
def test_shapes_that_came_with_the_version_are_served_wherever_they_are(town, monkeypatch, is_coming):
    home = town.commune.home
    monkeypatch.setenv("QUIETUDE_HOME", str(home))
    with pytest.raises(HTTPException):
        asked(NAME)
    with publishing(town.commune) as draft:
        draft.keep(f"geo/{NAME}.json", b"{}")
    path = home / "geo" / f"{NAME}.json"
    if is_coming:
        # As a load leaves it that is killed once its version is published.
        came = snapshot.coming(home, draft.version) / "geo" / path.name
        came.parent.mkdir(parents=True)
        path = path.rename(came)
    assert asked(NAME).body == path.read_bytes()
    with pytest.raises(HTTPException):
        asked("../commune")


def test_shapes_that_join_the_home_while_they_are_looked_for_are_served(town, monkeypatch):
    home = town.commune.home
    monkeypatch.setenv("QUIETUDE_HOME", str(home))
    with publishing(town.commune) as draft:
        draft.keep(f"geo/{NAME}.json", b"{}")
    came = snapshot.coming(home, draft.version) / "geo" / f"{NAME}.json"
    came.parent.mkdir(parents=True)
    (home / "geo" / came.name).rename(came)
    read = Path.read_bytes

    def joining_first(path):
        if path == came:
            publish._join(home)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", joining_first)
    assert asked(NAME).body == b"{}"
    assert not came.exists()
