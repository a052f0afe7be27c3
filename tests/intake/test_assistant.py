"""A file that nobody has described: what is proposed, what a description brings, and no question next month."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import EmptyFileError, MappingError, NoUsableRowError
from data.intake import assistant, profiles
from data.intake.profiles import as_toml, described, of_survey, read_profiles
from data.model import Audience, Kind, Level

NIGHT = """Correspondants de nuit;;;;;
Intervention du;Horaire;Motif;Secteur de la ville;Observations;Agent
03/11/2025;21h30;Tapage nocturne;Bellevue;RAS;Mme Martin
04/11/2025;22h10;Regroupement dans un hall;Centre-ville;Voir M. Dupont;Mme Martin
05/11/2025;23h00;Poésie;quartier de L’Écluse;;M. Durand
06/11/2025;20h45;Tags;Les Aubépines;;M. Durand
hier;20h45;Tags;Les Aubépines;;M. Durand
"""
NEXT_MONTH = """Correspondants de nuit;;;;;
Intervention du;Horaire;Motif;Secteur de la ville;Observations;Agent
03/12/2025;21h30;Regroupement dans un hall;Bellevue;RAS;Mme Martin
"""
ROLES = {"date": "Intervention du", "time": "Horaire", "category": "Motif", "zone_label": "Secteur de la ville"}


def profile(roles=ROLES, source="nuit", categories=None):
    columns = {role: (header,) for role, header in roles.items()}
    made = described(source, "Correspondants de nuit", Kind.SIGNALEMENT, columns, Level.QUARTIER)
    return replace(made, categories=categories or {})


def keep(home, made):
    """Write a description as a person may: in the folder of those of the commune."""
    (home / "sources").mkdir(exist_ok=True)
    (home / "sources" / f"{made.source}.toml").write_text(as_toml(made), encoding="utf-8")


def proposed(town, text, **options):
    return dict(assistant.examine(town.commune, town.write("f.csv", text), **options).proposed)


def test_settings_columns_and_roles_are_proposed(town):
    examined = assistant.examine(town.commune, town.write("nuit.csv", NIGHT))
    assert (examined.encoding, examined.separator, examined.n_before) == ("utf-8", ";", 1)
    assert dict(examined.proposed) == ROLES and examined.level is Level.QUARTIER
    assert examined.columns[0].samples == ("03/11/2025", "04/11/2025", "05/11/2025")


def test_nothing_of_a_person_is_shown_nor_proposed(town):
    examined = assistant.examine(town.commune, town.write("nuit.csv", NIGHT))
    assert {column.header: column.personal for column in examined.columns if column.personal} == {
        "Observations": "un nom de personne",
        "Agent": "un nom de personne",
    }
    assert "Dupont" not in repr(examined) and "Martin" not in repr(examined)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("N°;Date;Heure;Type;Lat;Long\nA1;2025-01-02;12:30;Tags;43.58;1.42\nA2;2025-01-03;9:05;Bruit;43.59;1.43\n",
         {"id": "N°", "date": "Date", "time": "Heure", "category": "Type", "lat": "Lat", "lon": "Long"}),
        ("Jour;Nature;X;Y\n02/01/2025;Tags;574000;6279000\n",
         {"date": "Jour", "category": "Nature", "x": "X", "y": "Y"}),
        ("Jour;Nature;X\n02/01/2025;Tags;574000\n", {"date": "Jour", "category": "Nature"}),
        ("ref;quand;où;motif\n1;2025-01;43.58,1.42;Tags\n2;2025-02;43.58,1.43;Tags\n",
         {"id": "ref", "date": "quand", "point": "où", "category": "motif"}),
        ("Année;Mois;Nature;Nombre\n2025;1;Tags;4\n2025;2;Tags;12\n",
         {"year": "Année", "month": "Mois", "category": "Nature", "count": "Nombre"}),
        ("Mois;Nature;Nombre\n01/2025;Tags;4\n02/2025;Tags;12\n",
         {"date": "Mois", "category": "Nature", "count": "Nombre"}),
        ("Date;Objet;Code quartier\n02/01/2025;Tags;01\n03/01/2025;Bruit;04\n",
         {"date": "Date", "category": "Objet", "zone_code": "Code quartier"}),
        ("Date;Objet;Nombre\n02/01/2025;Tags;01\n03/01/2025;Bruit;04\n",
         {"date": "Date", "category": "Objet", "count": "Nombre"}),
        ("Date;Lieu;Objet\n02/01/2025;12 rue des Lilas;Tags\n",
         {"date": "Date", "address": "Lieu", "category": "Objet"}),
        ("a;b\nx1;7\nx2;8\n", {}),
    ],
)  # fmt: skip
def test_a_role_is_told_by_header_and_contents(town, text, roles):
    assert proposed(town, text) == roles


@pytest.mark.parametrize(("header", "n_dates", "n_others"), [("b", 4, 1), ("Jour", 3, 2)])
def test_dates_are_told_from_four_in_five_or_from_three_where_the_header_names_them(town, header, n_dates, n_others):
    one, other, headers = "02/01/2025;1\n", "hier;1\n" * n_others, f"{header};c\n"
    assert "date" in proposed(town, headers + one * n_dates + other)
    assert "date" not in proposed(town, headers + one * (n_dates - 1) + other)


def test_month_without_its_year_is_no_date(town):
    assert proposed(town, "Exercice;Mois;Nature\n7;1;Tags\n7;2;Tags\n") == {"category": "Nature"}


def test_columns_of_months_are_unfolded(town):
    text = "Secteur;Nature;01/2025;02/2025\nBellevue;Vols;3;4\nCentre-ville;Vols;1;0\n"
    path = town.write("tableau.csv", text)
    examined = assistant.examine(town.commune, path)
    assert examined.months == ("01/2025", "02/2025")
    assert dict(examined.proposed) == {"zone_label": "Secteur", "category": "Nature"}
    found = assistant.preview(town.commune, path, profile(examined.proposed))
    assert (found.delivery.rows_read, found.delivery.loaded) == (4, 4)
    assert found.accepted["count"].sum() == 8


def test_another_row_may_hold_the_headers(town):
    text = "Libellés des colonnes de ce tableau;b;c\nJour;Motif;Zone\n02/01/2025;Tags;Bellevue\n"
    examined = assistant.examine(town.commune, town.write("f.csv", text), header_row=1)
    assert examined.header_rows[1] == ("Jour", "Motif", "Zone")
    assert dict(examined.proposed) == {"date": "Jour", "category": "Motif", "zone_label": "Zone"}


def test_categories_are_known_suggested_or_unknown(town):
    path = town.write("nuit.csv", NIGHT)
    found = {nature.delivered: nature for nature in assistant.natures(town.commune, path, profile())}
    assert (found["Tags"].category, found["Tags"].n_rows) == ("graffitis_affiches", 2)
    hall = found["Regroupement dans un hall"]
    assert (hall.category, hall.suggested) == ("", "rassemblements")
    assert (found["Poésie"].category, found["Poésie"].suggested) == ("", "")


def test_suggestion_has_the_fewest_other_words(town):
    path = town.write("f.csv", "Jour;Motif\n02/01/2025;Homicide\n")
    found = assistant.natures(town.commune, path, profile({"date": "Jour", "category": "Motif"}))
    assert [nature.suggested for nature in found] == ["homicides"]


def test_preview_tells_everything_and_writes_nothing(town):
    before = town.files()
    found = assistant.preview(town.commune, town.write("nuit.csv", NIGHT), profile())
    assert (found.delivery.loaded, dict(found.delivery.rejected)) == (4, {"date illisible": 1})
    assert found.accepted.iloc[2].to_dict() | {"count": 1} == {
        "date": "05/11/2025", "hour": 23, "nature": "Poésie", "subcategory": None, "count": 1, "zone": "L’Écluse",
    }  # fmt: skip
    assert found.rejected.to_dict("records") == [{"row": 7, "reason": "date illisible"}]
    assert town.files() == before


def test_described_once_the_next_month_needs_no_question(town):
    chosen = {"Regroupement dans un hall": "rassemblements", "Poésie": "bruit_tapage"}
    assistant.accept(town.commune, town.write("nuit.csv", NIGHT), profile(categories=chosen))
    report = town.command("load", town.write("decembre.csv", NEXT_MONTH), "--json")
    assert report.exit_code == 0 and '"source": "nuit"' in report.stdout
    assert town.ask("SELECT DISTINCT delivered, category FROM category_map ORDER BY ALL") == [
        ("Poésie", "bruit_tapage"), ("Regroupement dans un hall", "rassemblements"), ("Tags", "graffitis_affiches"),
        ("Tapage nocturne", "bruit_tapage"),
    ]  # fmt: skip
    everything = b"".join(path.read_bytes() for path in town.commune.home.rglob("*") if path.is_file())
    assert b"Martin" not in everything and b"Dupont" not in everything


@pytest.mark.parametrize(
    ("text", "refusal"), [(NIGHT.replace("/11/2025", "/32/2025"), NoUsableRowError), ("a;b\n", EmptyFileError)]
)
def test_refused_file_leaves_no_description(town, text, refusal):
    before = town.files()
    with pytest.raises(refusal):
        assistant.accept(town.commune, town.write("nuit.csv", text), profile())
    assert town.files() == before


def test_name_of_a_shipped_source_is_refused_and_nothing_is_loaded(town):
    before = town.files()
    with pytest.raises(MappingError, match="s’appelle déjà"):
        assistant.accept(town.commune, town.write("nuit.csv", NIGHT), profile(source="dans_ma_rue"))
    assert town.files() == before


def test_commune_s_own_description_comes_before_a_shipped_one_that_fits_as_well(town):
    shipped = read_profiles(town.commune.home)["signalements_ville"]
    headers = [spellings[0] for spellings in shipped.columns.values()]
    own = described("les_miens", "Les miens", Kind.SIGNALEMENT, shipped.columns, Level.QUARTIER)
    keep(town.commune.home, own)
    assert profiles.recognise(headers, read_profiles(town.commune.home), file="f.csv") == own
    other = described("les_autres", "Les autres", Kind.SIGNALEMENT, shipped.columns, Level.QUARTIER)
    keep(town.commune.home, other)
    with pytest.raises(profiles.UnknownSourceError, match="Plusieurs sources"):
        profiles.recognise(headers, read_profiles(town.commune.home), file="f.csv")


def test_described_survey_keeps_its_questions_and_the_next_wave_needs_no_question(town):
    headers = "Secteur;Sexe;Tranche d’âge;Le soir, vous sentez-vous en sécurité ?;Remarques"
    rows = [f"Bellevue;{sex};15-29;{felt};texte {n}" for n, (sex, felt) in enumerate([("F", "Oui"), ("H", "Non")] * 4)]
    wave = "\n".join([headers, *rows])
    path = town.write("sondage_2024.csv", wave)
    assert proposed(town, wave) == {"zone_label": "Secteur", "sex": "Sexe", "age": "Tranche d’âge"}
    columns = {role: (header,) for role, header in proposed(town, wave).items()}
    told = assistant.preview(
        town.commune, path, of_survey("sondage", "Sondage", Audience.HABITANTS, columns, Level.QUARTIER)
    )
    assert told.questions.to_dict("records") == [
        {"wording": "Le soir, vous sentez-vous en sécurité ?", "answers": "Non · Oui"}
    ]
    (key,) = told.profile.questions
    assert told.scales == {key: ("Non", "Oui")}
    assert "Remarques" in told.delivery.personal and len(told.accepted) == 0
    assistant.accept(town.commune, path, told.profile)
    following = "\n".join([headers, *rows[1:]])
    assert town.command("load", town.write("sondage_2025.csv", following)).exit_code == 0
    assert town.ask("SELECT survey, wave, key FROM question JOIN wave USING (delivery, wave) ORDER BY ALL") == [
        ("sondage", "2024", "le_soir_vous_sentez_vous_en_securite_1"),
        ("sondage", "2025", "le_soir_vous_sentez_vous_en_securite_1"),
    ]


def test_what_a_person_says_of_a_survey_is_kept_with_it(town):
    headers = "Secteur;Le soir, vous sentez-vous en sécurité ?"
    path = town.write("sondage_2024.csv", "\n".join([headers, *["Bellevue;Oui", "Bellevue;Non"] * 4]))
    roles = {"zone_label": ("Secteur",)}
    drawn = of_survey("sondage", "Sondage", Audience.HABITANTS, roles, Level.QUARTIER, voluntary=False)
    found = assistant.preview(town.commune, path, drawn)
    questions = {
        key: replace(question, unfavourable=("Non",), theme="espace_public")
        for key, question in found.profile.questions.items()
    }
    assistant.accept(town.commune, path, replace(found.profile, questions=questions))
    kept = read_profiles(town.commune.home)["sondage"]
    assert (kept.voluntary, kept.questions) == (False, questions)


def test_name_of_another_source_of_the_commune_is_refused(town):
    assistant.accept(town.commune, town.write("nuit.csv", NIGHT), profile())
    before = town.files()
    with pytest.raises(MappingError, match="s’appelle déjà"):
        assistant.accept(town.commune, town.write("autre.csv", NIGHT.replace("Horaire", "Heure")), profile(
            {role: header for role, header in ROLES.items() if role != "time"}
        ))  # fmt: skip
    assert town.files() == before


HEADERS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)


@given(date=HEADERS, category=HEADERS, delivered=HEADERS)
def test_a_description_is_read_as_it_was_written(date, category, delivered, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    kept = profile({"date": date, "category": category}, categories={delivered: "rassemblements"})
    keep(home, kept)
    assert read_profiles(home)["nuit"] == kept
    assert tomllib.loads((home / "sources" / "nuit.toml").read_text(encoding="utf-8"))["kind"] == "signalement"
