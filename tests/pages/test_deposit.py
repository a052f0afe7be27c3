"""What the screen Données asks of the files that it is given, without a browser."""

import json
import shutil
import tomllib

import pytest

from analytics.text import deliveries as words
from analytics.text import descriptions
from data import journal
from data.errors import FullDiskError, PartlyLoadedError
from data.intake import examination
from pages.app.screens.donnees import deposit

LONG = "Secteur du centre commercial et de la gare routière, parking compris"


@pytest.fixture
def home(homes, tmp_path):
    """A commune of two quartiers, « Quartier 01 » and « Quartier 02 », to write in."""
    homes["own"] = shutil.copytree(homes["zones without facts"], tmp_path / "home")
    yield homes["own"]
    del homes["own"]


def deposited(open_page, *files):
    app = open_page("donnees", "own")
    app.file_uploader[0].set_value([(name, text.encode(), "text/csv") for name, text in files])
    return app.run()


def events(*zones, month=3):
    rows = (f"2024-{month:02}-{n:02};Tapage;{zone}\n" for n, zone in enumerate(zones, 1))
    return "Date;Nature;Secteur\n" + "".join(rows)


def chosen(app, label, option):
    box = next(box for box in (*app.radio, *app.selectbox) if label in box.label)
    box.set_value(option)


def press(app, label):
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception


def boxes(app):
    return [box.label.replace("\\", "") for box in app.selectbox if "«" in box.label]


def test_name_without_a_zone_is_mapped_once(open_page, home):
    app = deposited(open_page, ("pm.csv", events("Quartier 01", "Quartier 02", LONG, LONG, "Hors commune")))
    assert not app.exception
    chosen(app, "nature", "main_courante")
    app.run()
    assert boxes(app) == [f"«\u00a0{LONG}\u00a0» (2 lignes)", "«\u00a0Hors commune\u00a0» (1 ligne)"]
    # Names that the form lists are not listed over it as well.
    assert "Hors commune" not in app.info[0].value
    box = next(box for box in app.selectbox if LONG in box.label)
    assert box.value is None and box.options == ["Quartier 01", "Quartier 02", words.NO_ZONE]
    chosen(app, LONG, "Quartier 02")
    chosen(app, "Hors commune", "sans zone")
    press(app, words.APPLY_ZONES)
    # Both stay, so that they may be changed.
    assert len(boxes(app)) == 2
    press(app, "Charger")
    (kept,) = (home / "sources").glob("*.toml")
    assert tomllib.loads(kept.read_text(encoding="utf-8"))["answers"] == {
        f"zone:{LONG}": "Quartier 02",
        "zone:Hors commune": "sans zone",
    }
    following = deposited(open_page, ("pm2.csv", events("Quartier 01", LONG, "Hors commune", month=4)))
    assert boxes(following) == []


@pytest.mark.parametrize(("n", "asked"), [(12, 12), (13, 12)])
def test_names_asked_at_once_are_bounded(open_page, home, n, asked):
    zones = [f"Quartier 0{1 + i % 2}" for i in range(4)] + [f"Îlot {chr(65 + i)}" for i in range(n)]
    known = "Date;Nature;Secteur\n" + "2024-01-01;Tapage;Quartier 01\n"
    app = deposited(open_page, ("pm.csv", known))
    chosen(app, "nature", "main_courante")
    app.run()
    press(app, "Charger")
    app = deposited(open_page, ("pm2.csv", events(*zones)))
    assert len(boxes(app)) == asked
    assert (words.UNMATCHED_MORE in [one.value for one in app.markdown]) == (n > asked)


DAYS = ("1/3", "1/5", "2/4", "2/10", "3/5", "3/8", "4/2", "4/11", "5/6", "5/12", "6/7", "6/3")
AMBIGUOUS = "Date;Nature;Secteur\n" + "".join(f"{day}/2024;Tapage;Quartier 01\n" for day in DAYS)


def questions(app):
    return [one.label for one in (*app.radio, *app.text_input) if one.label.endswith("?")]


def test_question_on_the_dates_is_asked_and_answered_in_the_description(open_page, home):
    app = deposited(open_page, ("dates.csv", AMBIGUOUS))
    kind, dates, sender = questions(app)
    assert "nature" in kind and "dates" in dates and sender == examination.SENDER
    press(app, words.NOT_THAT)
    # The description asks by itself what these facts are, and who sends them; and is what loads the file.
    assert questions(app) == [dates] and "Charger" not in [button.label for button in app.button]
    press(app, "Voir ce qui serait chargé")
    assert "jour ou le mois" in app.warning[0].value
    chosen(app, "dates", "mois/jour")
    press(app, "Voir ce qui serait chargé")
    assert not app.warning and "Période\u00a0\\: 3 janvier 2024" in app.info[1].value
    press(app, "Enregistrer la description et charger")
    (kept,) = (home / "sources").glob("*.toml")
    assert tomllib.loads(kept.read_text(encoding="utf-8"))["answers"] == {"date_order": "mois/jour"}


def test_question_of_a_file_that_was_not_recognised_is_asked_in_its_description(open_page, home):
    app = deposited(open_page, ("dates.csv", AMBIGUOUS.replace("Date", "Clôture")))
    press(app, "Décrire ce fichier")
    chosen(app, "Date (jour", "Clôture")
    app.run()
    press(app, "Voir ce qui serait chargé")
    # Only that nothing was recognised is said.
    assert len(app.warning) == 1
    assert [label for label in questions(app) if "dates" in label]
    chosen(app, "dates", "jour/mois")
    press(app, "Voir ce qui serait chargé")
    assert "Période\u00a0\\: 4 février 2024" in app.info[-1].value


def test_answer_for_which_a_file_is_refused_may_be_changed(open_page, home):
    far = {"type": "Polygon", "coordinates": [[[8, 42], [8.1, 42], [8.1, 42.1], [8, 42.1], [8, 42]]]}
    feature = {"type": "Feature", "properties": {"nom": "Ailleurs"}, "geometry": far}
    text = json.dumps({"type": "FeatureCollection", "features": [feature, feature | {"properties": {"nom": "Là"}}]})
    app = deposited(open_page, ("zones.geojson", text))
    assert "Ailleurs et Là" in app.info[0].value
    assert not [button for button in app.button if button.label == "Charger"]
    chosen(app, "loin de la commune", "non")
    app.run()
    assert "loin de la commune" in app.warning[0].value
    chosen(app, "loin de la commune", "oui")
    app.run()
    assert [button for button in app.button if button.label == "Charger"]


SQUARE = {"type": "Polygon", "coordinates": [[[1.4, 43.6], [1.5, 43.6], [1.5, 43.7], [1.4, 43.7], [1.4, 43.6]]]}


def labels_of_buttons(app):
    return [button.label for button in app.button]


def test_zones_that_are_others_are_said_to_be_without_a_description_of_facts(open_page, home):
    feature = {"type": "Feature", "properties": {"nom": "Bellevue"}, "geometry": SQUARE}
    text = json.dumps({"type": "FeatureCollection", "features": [feature, feature | {"properties": {"nom": "Gare"}}]})
    app = deposited(open_page, ("zones.geojson", text))
    chosen_far = [box for box in app.radio if "loin" in box.label]
    for box in chosen_far:
        box.set_value("oui").run()
    assert "quartiers" in app.info[0].value
    press(app, words.NOT_THAT)
    assert words.SHAPES_OF_FACTS in labels_of_buttons(app) and "quartiers" in app.info[0].value
    chosen(app, "découpage", "iris")
    app.run()
    assert "IRIS" in app.info[0].value
    press(app, words.SHAPES_OF_FACTS)
    assert descriptions.CLOSE in labels_of_buttons(app)
    press(app, descriptions.CLOSE)
    assert words.SHAPES_OF_FACTS in labels_of_buttons(app)


@pytest.mark.parametrize("content", ["%PDF-1.7\n%", "GIF89a\x01\x01", "{\\rtf1 Bonjour}", "PK\x03\x04 torn"])
def test_nothing_is_described_in_a_document_or_a_damaged_file(open_page, home, content):
    app = deposited(open_page, ("envoi.csv", content), ("note.csv", "a,b\n1,2\n"))
    assert "envoi" in app.warning[0].value
    # The other file has nothing that is recognised, and may be described.
    assert labels_of_buttons(app).count(descriptions.OPEN) == 1


def test_file_of_a_second_sender_is_previewed_before_it_is_named(open_page, home):
    first = deposited(open_page, ("pm.csv", events("Quartier 01")))
    chosen(first, "nature", "signalement")
    first.run()
    press(first, "Charger")
    app = deposited(open_page, ("autre.csv", events("Quartier 01", "Quartier 02").replace("Nature", "Objet")))
    assert "à nommer" in app.info[0].value and "2 à charger" in app.info[0].value
    chosen(app, "nature", "signalement")
    app.run()
    box = next(one for one in app.text_input if "envoie" in one.label)
    # There is no usual name any more, and one that is taken is said to be.
    assert not box.placeholder and "Charger" not in [button.label for button in app.button]
    box.set_value("Signalements").run()
    assert "envoie déjà d’autres fichiers" in next(one.label for one in app.text_input if "envoie" in one.label)
    next(one for one in app.text_input if "envoie" in one.label).set_value("Bailleur").run()
    press(app, "Charger")
    assert sorted(path.stem for path in (home / "sources").glob("*.toml")) == ["bailleur", "signalements"]


def test_names_without_a_zone_are_mapped_in_the_description_too(open_page, home):
    app = deposited(open_page, ("pm.csv", events("Quartier 01", LONG)))
    press(app, words.NOT_THAT)
    assert boxes(app) == []
    press(app, "Voir ce qui serait chargé")
    assert boxes(app) == [f"«\u00a0{LONG}\u00a0» (1 ligne)"]
    chosen(app, LONG, "Quartier 02")
    press(app, words.APPLY_ZONES)
    press(app, "Voir ce qui serait chargé")
    assert "sans zone" not in app.info[-1].value
    press(app, "Enregistrer la description et charger")
    (kept,) = (home / "sources").glob("*.toml")
    assert tomllib.loads(kept.read_text(encoding="utf-8"))["answers"] == {f"zone:{LONG}": "Quartier 02"}


def test_files_that_are_not_loaded_with_the_others_are_named(open_page, home):
    first = deposited(open_page, ("pm.csv", events("Quartier 01")))
    chosen(first, "nature", "signalement")
    first.run()
    press(first, "Charger")
    known, new = ("pm2.csv", events("Quartier 01", month=4)), ("pm3.csv", AMBIGUOUS.replace("Nature", "Objet"))
    app = deposited(open_page, known, new, ("note.csv", "a,b\n1,2\n"))
    said = words.not_loaded({"pm3.csv": True, "note.csv": False})
    assert said in [one.value for one in app.markdown]
    press(app, "Charger")
    assert app.success[0].value.endswith("N’ont pas été chargés\u00a0: **pm3.csv**, **note.csv**.")


@pytest.mark.parametrize(("n_loaded", "refusal"), [(0, FullDiskError), (1, PartlyLoadedError)])
def test_register_that_is_not_written_after_another_is_told_with_what_is(town, monkeypatch, n_loaded, refusal):
    written, write = [], journal.import_register
    rows = "Action;Service pilote;Début\n{};Ville;2025-03-03\n"
    given = [Given(f"{name}.csv", rows.format(name).encode()) for name in ("Médiation", "Éclairage")]

    def write_some(*arguments, **options):
        if len(written) == n_loaded:
            raise FullDiskError()
        written.append(arguments)
        return write(*arguments, **options)

    monkeypatch.setattr(journal, "import_register", write_some)
    preview = deposit._Preview(register=object())
    with pytest.raises(refusal) as told:
        deposit._load(town.commune, given, {file.file_id: preview for file in given}, ())
    assert ("Fichiers chargés" in str(told.value)) == bool(n_loaded)
    with journal.open_journal(town.commune.home) as kept:
        assert len(kept.actions()) == n_loaded


class Given:
    """A file that a reader gives."""

    def __init__(self, name, content):
        self.name = self.file_id = name
        self.getbuffer = lambda: content
