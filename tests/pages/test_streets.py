"""The streets that a person reviews on the screen Données, without a browser."""

import shutil

import pytest

from analytics.text import streets as words
from data import commune as communes
from data.intake import door
from data.intake.addresses import spellings
from data.intake.profiles import AddressProfile, describe
from data.warehouse import repository, snapshot
from tests import located

HEADERS = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat\n"
)
STREETS = [f"Rue {name}" for name in (
    "Alouettes", "Bergeronnettes", "Corneilles", "Demoiselles", "Etourneaux", "Fauvettes", "Gelinottes", "Hirondelles",
    "Ibis roses", "Jaseurs", "Kiwis verts",
)]  # fmt: skip
MISSPELLED = [f"{street[:6]}zz{street[8:]}" for street in STREETS]


@pytest.fixture
def own(homes, tmp_path):
    """Makes a commune that has misspelled streets, one fact more of each than of the one before."""

    def make(n):
        home = shutil.copytree(homes["zones without facts"], tmp_path / "home")
        commune = communes.read(home)
        rows = (f"x;;1;;{street};18999;18999;Essai-sur-Test;;;;;2.01;47.01\n" for street in STREETS)
        (tmp_path / "ban.csv").write_text(HEADERS + "".join(rows), encoding="utf-8")
        door.take(commune, [tmp_path / "ban.csv"], AddressProfile())
        facts = "".join(
            f"2024-03-{day:02};{12 + day} {street}\n"
            for i, street in enumerate(MISSPELLED[:n], 1)
            for day in range(1, i + 1)
        )
        (tmp_path / "faits.csv").write_text("date;lieu\n" + facts, encoding="utf-8")
        door.take(commune, [tmp_path / "faits.csv"], describe("signalement", ["date=date", "address=lieu"]))
        homes["own"] = home
        return home

    yield make
    homes.pop("own", None)


def radios(app):
    return [one.label.replace("\\", "") for one in app.radio]


def press(app, label):
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception


def located_facts(home):
    with snapshot.open_current(home, name="") as connection:
        return located.rows(connection, "SELECT count(*) FROM located_fact WHERE quartier IS NOT NULL")[0][0]


def test_street_is_accepted_left_aside_and_taken_back(open_page, own):
    home = own(3)
    app = open_page("donnees", "own")
    assert not app.exception
    assert words.TITLE in [one.value for one in app.header]
    assert [label.split("(")[1] for label in radios(app)] == ["3 faits)", "2 faits)", "1 fait)"]
    # No number of a street is shown, whatever the street.
    assert not any(str(12 + day) in label for label in radios(app) for day in (1, 2, 3))
    assert [one.value for one in app.radio] == [None] * 3
    app.radio[0].set_value("Rue Corneilles")
    app.radio[1].set_value(spellings.NO_STREET)
    press(app, words.KEEP)
    assert "Faits qui ont maintenant une zone\u00a0: 3." in app.success[0].value
    assert len(radios(app)) == 1 and located_facts(home) == 3
    app.session_state["streets"] = True
    app.run()
    box = next(one for one in app.selectbox if one.label == words.WHICH)
    assert len(box.options) == 2
    box.set_value(next(name for name, street in spellings.read(home).items() if street))
    press(app, words.TAKE_BACK)
    assert located_facts(home) == 0 and len(radios(app)) == 2


def test_nothing_is_written_when_nothing_is_decided(open_page, own):
    home = own(1)
    before = snapshot.current_version(home)
    app = open_page("donnees", "own")
    press(app, words.KEEP)
    assert app.success[0].value == words.NOTHING
    assert snapshot.current_version(home) == before and spellings.read(home) == {}


def test_streets_are_looked_for_once_a_version(open_page, own, monkeypatch):
    own(2)
    looked_for, look = [], repository.doubtful_addresses
    monkeypatch.setattr(repository, "doubtful_addresses", lambda connection: looked_for.append(1) or look(connection))
    app = open_page("donnees", "own")
    app.run()
    assert len(looked_for) == 1 and len(radios(app)) == 2
    app.radio[0].set_value(spellings.NO_STREET)
    press(app, words.KEEP)
    assert len(looked_for) == 2 and len(radios(app)) == 1


@pytest.mark.parametrize(("n", "shown"), [(10, 10), (11, 10)])
def test_streets_shown_are_bounded(open_page, own, n, shown):
    own(n)
    app = open_page("donnees", "own")
    assert len(radios(app)) == shown
    assert (words.MORE.format(n=1) in [one.value for one in app.markdown]) == (n > shown)


def test_nothing_is_shown_when_no_street_is_in_doubt(open_page, homes):
    assert words.TITLE not in [one.value for one in open_page("donnees", "zones without facts").header]
