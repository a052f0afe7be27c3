"""Shapes of the zones, as the server gives them."""

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from data.warehouse import snapshot
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
    assert asked(NAME).path == path
    with pytest.raises(HTTPException):
        asked("../commune")
