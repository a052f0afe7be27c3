"""What surveys say, against the same figures computed in pandas from the file that was loaded."""

import dataclasses
import json
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student
from statsmodels.stats.proportion import proportion_confint

from analytics.charts import Colour
from analytics.charts import feeling as charts
from analytics.charts.figure import as_typed
from analytics.disclosure import Policy, Status, protect
from analytics.figures import Observatory, felt_and_recorded, observe, surveys
from analytics.figures.release import Release
from analytics.statistics.surveys import Weighted, estimate_mean, estimate_share, fay_herriot, feeling_gap, weigh
from analytics.text import feeling as text
from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, describe
from data.model import Audience, Level, Scope
from tests.scopes import full

# Most load a commune of their own.
pytestmark = pytest.mark.slow

PROFILE = """
label = "Enquête d’essai"
shape = "survey"
audience = "habitants"
voluntary = false
level = "quartier"
[columns]
zone_label = "Quartier"
wave = "Vague"
[optional]
sex = "Sexe"
age = "Âge"
[questions.gene]
columns = "Gêne ?"
answers = ["Jamais", "Parfois", "Souvent"]
unfavourable = ["Parfois", "Souvent"]
theme = "tranquillite"
[questions.duree]
columns = "Depuis quand ?"
"""
PARTNERS = """
label = "Partenaires d’essai"
shape = "survey"
audience = "partenaires"
level = "quartier"
[columns]
zone_label = "Secteur"
[questions.avis]
columns = "Bruit ?"
answers = ["Oui", "Non"]
unfavourable = ["Oui"]
theme = "tranquillite"
"""
NAN = float("nan")
SEXES = {"Femme": "femmes", "Homme": "hommes"}
AGES = {"15-29 ans": "1529", "30-44 ans": "3044", "45-59 ans": "4559", "60-74 ans": "6074", "75 ans et plus": "75P"}
CENSUS = dict(zip(AGES.values(), (260, 250, 210, 180, 100), strict=True))
"""Women of each class; of men there are nine tenths as many, and 400 children of each sex."""
RESIDENTS = {"01": 4000, "02": 2500, "03": 9000, "04": 700}


def install(
    home: Path,
    answers: pd.DataFrame,
    *,
    population: Mapping[str, int] | None = None,
    census: bool = False,
    profile: str = PROFILE,
    facts: Mapping[str, int] | None = None,
    partners: pd.DataFrame | None = None,
    partners_profile: str = PARTNERS,
    quartiers: tuple[str, ...] = tuple(RESIDENTS),
) -> Observatory:
    """A commune that has loaded what it is given."""
    commune = communes.create(home, name="Essai-sur-Test", insee_code="18999")
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": f"Quartier {code}"} | ({"pop": population[code]} if population else {}),
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 47.0], [x + 0.01, 47.0], [x + 0.01, 47.01], [x, 47.01], [x, 47.0]]],
            },
        }
        for code, x in ((code, 2 + 0.01 * position) for position, code in enumerate(quartiers))
    ]
    shapes = home.parent / f"{home.name}.geojson"
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    columns = {"population": "pop"} if population else {}
    door.take(commune, [shapes], ZoneProfile(Level.QUARTIER, code="code", label="nom", **columns))
    (home / "sources").mkdir()
    files = [("essai", profile, answers), ("associes", partners_profile, partners)]
    for slug, said, rows in files:
        if rows is not None:
            (home / "sources" / f"{slug}.toml").write_text(said, encoding="utf-8")
            give(commune, f"{slug}_2024.csv", rows)
    if census:
        women = {"P21_F0014": 400} | {f"P21_F{age}": number for age, number in CENSUS.items()}
        men = {"P21_H0014": 400} | {f"P21_H{age}": 0.9 * number for age, number in CENSUS.items()}
        people = {"P21_POP": sum([*women.values(), *men.values()])} | men | women
        give(commune, "population.csv", pd.DataFrame([{"IRIS": "189990101", "COM": "18999"} | people]))
    if facts:
        rows = [
            {"month": f"2024-{month:02}", "category": "Bruit", "quartier": code, "n": number}
            for month in range(1, 13)
            for code, number in facts.items()
        ]
        path = home.parent / f"{home.name}-faits.csv"
        pd.DataFrame(rows).to_csv(path, sep=";", index=False)
        mapping = ["month=month", "category=category", "zone_code=quartier", "count=n"]
        door.take(commune, [path], describe("main_courante", mapping))
    return observe(home)


def give(commune, name, rows):
    path = commune.home.parent / name
    rows.to_csv(path, sep=";", index=False)
    door.take(commune, [path])


def draw(rng: np.random.Generator, n: int, wave: str, scale: tuple[str, ...]) -> pd.DataFrame:
    """Answers of a wave, by people who are not drawn as they live there; a few say neither age nor sex."""
    quartier = rng.choice([*RESIDENTS], n, p=[0.4, 0.3, 0.2, 0.1])
    worse = np.where(np.isin(quartier, ["01", "02"]), 0.2, -0.1)
    return pd.DataFrame(
        {
            "Sexe": rng.choice(["Femme", "Homme", "Autre"], n, p=[0.6, 0.37, 0.03]),
            "Âge": rng.choice([*AGES, ""], n, p=[0.1, 0.2, 0.25, 0.25, 0.16, 0.04]),
            "Quartier": [f"Quartier {code}" for code in quartier],
            "Vague": wave,
            "Gêne ?": np.where(rng.random(n) < 0.4 + worse, rng.choice(["Parfois", "Souvent"], n), "Jamais"),
            "Depuis quand ?": rng.choice(scale, n),
        }
    )


@pytest.fixture(scope="module")
def given_answers() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    waves = [draw(rng, 500, "2022", ("0-5 ans", "6 ans et plus")), draw(rng, 700, "2024", ("1-3 ans", "4 ans et plus"))]
    return pd.concat(waves, ignore_index=True)


@pytest.fixture(scope="module")
def source(given_answers, tmp_path_factory) -> Observatory:
    folder = tmp_path_factory.mktemp("feeling")
    partners = pd.DataFrame({"Secteur": "Quartier 01", "Bruit ?": ["Oui"] * 45 + ["Non"] * 15})
    return install(
        folder / "home",
        given_answers,
        population=RESIDENTS,
        census=True,
        facts={"01": 10, "02": 40, "03": 20, "04": 0},
        partners=partners,
    )


def asked(source, slug="gene", wave="2024", survey="essai"):
    one = surveys.waves(full(source))[f"{survey}~{wave}"]
    return one, surveys.questions(full(source), one)[slug]


def raked(people: pd.DataFrame) -> pd.Series:
    """Weights by iterative proportional fitting, written otherwise than the product's."""
    margins = {
        "Sexe": pd.Series({"Femme": 1.0, "Homme": 0.9}),
        "Âge": pd.Series({label: float(CENSUS[age]) for label, age in AGES.items()}),
        "Quartier": pd.Series({f"Quartier {code}": float(number) for code, number in RESIDENTS.items()}),
    }
    weights = pd.Series(1.0, people.index)
    for _ in range(60):
        for column, margin in margins.items():
            known = people[column].isin(margin.index)
            target = margin / margin.sum() * known.sum()
            now = weights[known].groupby(people.loc[known, column]).sum()
            weights[known] *= people.loc[known, column].map(target / now)
            weights[~known] *= (~known).sum() / max(weights[~known].sum(), 1e-12)
    return weights


def wilson(share: float, n: float) -> tuple[float, float]:
    z = norm.ppf(0.975)
    middle, spread = share + z**2 / (2 * n), z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (middle - spread) / (1 + z**2 / n), (middle + spread) / (1 + z**2 / n)


# --- shares


def test_shares_are_those_of_an_independent_computation(source, given_answers):
    wave, question = asked(source)
    people = given_answers[given_answers["Vague"] == "2024"]
    people = people.assign(weight=raked(people), counted=people["Gêne ?"].isin(["Parfois", "Souvent"]))
    frame = surveys.shares(full(source), wave, question, Level.QUARTIER).frame.set_index("zone_code")
    assert surveys.weighting(full(source), wave).raked == ("sex", "age", "quartier")
    assert list(frame.index) == ["18999", *RESIDENTS]
    for code, row in frame.iterrows():
        some = people if code == "18999" else people[people["Quartier"] == f"Quartier {code}"]
        share = np.average(some["counted"], weights=some["weight"])
        effective = some["weight"].sum() ** 2 / (some["weight"] ** 2).sum()
        assert (row["n_answers"], row["n_counted"]) == (len(some), some["counted"].sum())
        assert row["effective"] == pytest.approx(effective, rel=1e-6)
        assert [row["share_pct"], row["low_pct"], row["high_pct"]] == pytest.approx(
            [100 * share, *(100 * limit for limit in wilson(share, effective))], rel=1e-6
        )


def test_shares_do_not_depend_on_the_order_of_the_file(source, given_answers, tmp_path):
    shuffled = given_answers.sample(frac=1, random_state=3)
    other = install(tmp_path / "home", shuffled, population=RESIDENTS, census=True)
    columns = ["n_answers", "n_counted", "effective", "share_pct", "low_pct", "high_pct"]
    one, two = (
        surveys.shares(full(town), *asked(town), Level.QUARTIER).frame[columns].astype(float)
        for town in (source, other)
    )
    pd.testing.assert_frame_equal(one, two, rtol=1e-8)


@pytest.fixture(scope="module")
def at_the_limits(tmp_path_factory) -> Observatory:
    """Quartiers of 49, 50 and 51 answers, of which 4, 5 and 6 are counted; a fourth where all is well known."""
    rows = [
        {"Quartier": f"Quartier {code}", "Vague": "2024", "Gêne ?": "Souvent" if i < counted else "Jamais"}
        for code, n, counted in (("01", 49, 4), ("02", 50, 5), ("03", 51, 6), ("04", 200, 100))
        for i in range(n)
    ]
    home = tmp_path_factory.mktemp("limits") / "home"
    return install(home, pd.DataFrame(rows), population=RESIDENTS)


def test_fifty_answers_are_enough_and_forty_nine_are_not(at_the_limits):
    frame = surveys.shares(full(at_the_limits), *asked(at_the_limits), Level.QUARTIER).frame
    said = frame.set_index("zone_code")
    assert surveys.weighting(full(at_the_limits), asked(at_the_limits)[0]).raked == ("quartier",)
    assert said.loc["01", "reliability"] == "insufficient_data"
    assert said.loc["01", ["share_pct", "low_pct", "high_pct"]].isna().all()
    assert said.loc["01", "effective"] == pytest.approx(49)
    assert list(said.loc[["02", "03"], "reliability"]) == ["margin"] * 2
    assert list(said.loc[["02", "03"], "share_pct"]) == pytest.approx([10, 600 / 51])


def test_small_count_is_withheld_with_the_total_that_would_give_it_back(at_the_limits):
    table = surveys.shares(Release(at_the_limits, Scope.ELU), *asked(at_the_limits), Level.QUARTIER)
    frame = table.frame.set_index("zone_code")
    assert dict(frame["status"]) == {
        "18999": Status.SECONDARY, "01": Status.PRIMARY, "02": Status.PUBLISHED, "03": Status.PUBLISHED,
        "04": Status.PUBLISHED,
    }  # fmt: skip
    assert frame.loc[["18999", "01"], ["n_answers", "n_counted", "share_pct", "effective"]].isna().all(axis=None)
    assert "non communiqué" in text.shares(table, ("Souvent",), voluntary=False)
    # The commune alone gives it back too, once the other zones are known.
    (alone,) = surveys.shares(Release(at_the_limits, Scope.ELU), *asked(at_the_limits), Level.COMMUNE).frame["status"]
    assert alone == Status.SECONDARY
    (beside_partners,) = surveys.partners(Release(at_the_limits, Scope.ELU), *asked(at_the_limits)).frame["status"]
    assert beside_partners == Status.SECONDARY


@pytest.mark.parametrize(("n_others", "status"), [(0, "published"), (4, "primary"), (5, "published"), (6, "published")])
@pytest.mark.parametrize("scope", [Scope.ELU, Scope.COORDINATION])
def test_counted_answers_and_the_others_are_shown_or_withheld_together(tmp_path, n_others, status, scope):
    """Of a hundred answers, those that are not counted give back those that are, and the reverse."""
    rows = [
        {"Quartier": f"Quartier {code}", "Vague": "2024", "Gêne ?": "Jamais" if i < others else "Souvent"}
        for code, others in (("01", n_others), ("02", 50))
        for i in range(100)
    ]
    town = install(tmp_path / "home", pd.DataFrame(rows))
    frame = surveys.shares(Release(town, scope), *asked(town), Level.QUARTIER).frame.set_index("zone_code")
    is_shown = scope is Scope.COORDINATION or status == "published"
    assert frame.loc["01", "status"] == ("published" if is_shown else status)
    assert frame.loc["01", ["n_answers", "n_counted", "n_others", "share_pct"]].notna().all() == is_shown
    assert frame.loc["01", ["n_answers", "n_counted", "n_others", "share_pct"]].notna().any() == is_shown
    # The commune would give it back.
    assert (frame.loc["18999", "status"] == "published") == is_shown


@pytest.mark.parametrize(("n", "elu"), [(4, None), (5, 5), (6, 6)])
def test_number_of_respondents_is_withheld_when_it_is_small(tmp_path, n, elu):
    rows = pd.DataFrame({"Quartier": "Quartier 01", "Vague": "2024", "Gêne ?": ["Souvent"] * n})
    town = install(tmp_path / "home", rows)
    everything, protected = (surveys.waves(Release(town, scope)) for scope in (Scope.COORDINATION, Scope.ELU))
    assert everything["essai~2024"].n_respondents == n
    assert protected["essai~2024"].n_respondents == elu
    name = text.wave("Essai", "2024", elu)
    assert ("non communiqué" in name) == (elu is None)


def test_total_is_told_when_no_part_of_it_is_small(source):
    frame = surveys.shares(Release(source, Scope.ELU), *asked(source), Level.QUARTIER).frame
    assert set(frame["status"]) == {Status.PUBLISHED}


def test_whoever_answers_a_voluntary_survey_speaks_for_themselves(given_answers, tmp_path):
    profile = PROFILE.replace("voluntary = false\n", "")
    town = install(tmp_path / "home", given_answers, population=RESIDENTS, census=True, profile=profile)
    wave, question = asked(town)
    table = surveys.shares(full(town), wave, question, Level.COMMUNE)
    counted = given_answers.loc[given_answers["Vague"] == "2024", "Gêne ?"].ne("Jamais").mean()
    (row,) = table.frame.to_dict("records")
    assert row["share_pct"] == pytest.approx(100 * counted)
    assert np.isnan([row["low_pct"], row["high_pct"], row["effective"]]).all()
    assert (row["reliability"], row["weighted"]) == ("no_margin", Weighted.NONE)
    said = text.shares(table, question.counted, voluntary=True)
    assert "personnes ayant répondu" in said and "marge" not in said
    earlier = surveys.joined(full(town), wave, question)["essai~2022"]
    changed = surveys.changes(full(town), earlier, wave, question, Level.QUARTIER).frame
    assert set(changed["word"]) <= {"not_comparable", "insufficient_data"}
    assert changed["difference_pts"].isna().all()
    beside_table = felt_and_recorded.small_areas(full(town), wave, question, Level.QUARTIER, None)
    assert beside_table.frame.empty


def test_survey_that_nobody_describes_any_more_is_taken_as_voluntary(source, given_answers, tmp_path):
    town = install(tmp_path / "home", given_answers)
    (town.commune.home / "sources" / "essai.toml").unlink()
    wave = surveys.waves(full(town))["essai~2024"]
    assert (wave.label, wave.voluntary) == ("essai", True)
    question = surveys.questions(full(town), wave)["gene"]
    assert (question.has_orientation, question.theme, question.counted) == (False, None, ("Jamais",))


# --- from wave to wave


def dated(days):
    """First and last day of a wave answered on one day, or between two."""
    return (pd.Timestamp(days.split()[0]), pd.Timestamp(days.split()[-1])) if days else (None, None)


@pytest.mark.parametrize(
    ("first", "last", "day", "before"),
    [
        ("2022-05-31", "2024-05-31", date(2022, 5, 31), None),
        # Of one answered over some days, all of them are before, or after.
        ("2022-05-31", "2024-05-01 2024-05-31", date(2024, 5, 1), "essai~2022"),
        ("2022-05-31", "2024-05-01 2024-05-31", date(2024, 5, 2), None),
        ("2022-05-31", "2024-05-01 2024-05-31", date(2024, 5, 31), None),
        ("2022-05-31", "2024-05-31", date(2022, 6, 1), "essai~2022"),
        ("2022-05-31", "2024-05-31", date(2024, 5, 31), "essai~2022"),
        ("2022-05-31", "2024-05-31", date(2024, 6, 1), None),
        # Of a wave without dates, its year is known.
        (None, "2024-05-31", date(2022, 12, 31), None),
        (None, "2024-05-31", date(2023, 1, 1), "essai~2022"),
        ("2022-05-31", None, date(2023, 12, 31), "essai~2022"),
        ("2022-05-31", None, date(2024, 1, 1), None),
    ],
)
def test_wave_before_a_day_is_that_which_ended_before_it(source, monkeypatch, first, last, day, before):
    days = {"essai~2022": first, "essai~2024": last}
    known = {
        slug: dataclasses.replace(wave, **dict(zip(("first_answer", "last_answer"), dated(days[slug]), strict=True)))
        for slug, wave in surveys.waves(full(source)).items()
        if slug in days
    }
    monkeypatch.setattr(sys.modules["analytics.figures.surveys.waves"], "waves", lambda release: known)
    _, question = asked(source)
    found = surveys.wave_before(full(source), known["essai~2024"], question, day)
    assert (found and found.slug) == before


def test_line_around_an_action_names_the_zone_and_both_waves(source):
    wave, question = asked(source)
    earlier = surveys.joined(full(source), wave, question)["essai~2022"]
    table = text.with_changes(surveys.changes(full(source), earlier, wave, question, Level.QUARTIER)).frame
    row = table.iloc[1]
    line = text.around(question.wording, "2022", "2024", row.to_dict())
    assert line.startswith(f"- {row['zone_label']}, «\xa0") and question.wording.split()[0] in line
    assert "», 2022 puis 2024\xa0: " in line
    assert line.endswith(row["sentence"])
    assert text.around(question.wording, "2022", "2024", None).endswith(text.TOO_FEW)
    assert text.around(question.wording, "2022", "2024", {**row, "sentence": None}).endswith("non communiqué.")


def test_question_is_joined_only_where_its_key_and_its_answers_are_the_same(source):
    wave, question = asked(source)
    assert list(surveys.joined(full(source), wave, question)) == ["essai~2022"]
    assert surveys.apart(full(source), wave, question) == {}
    wave, changed = asked(source, "duree")
    assert surveys.joined(full(source), wave, changed) == {}
    assert surveys.apart(full(source), wave, changed) == {"2022": surveys.Apart.OTHER_SCALE}
    keyless = dataclasses.replace(changed, slug="7")
    assert surveys.apart(full(source), wave, keyless) == {"2022": surveys.Apart.NO_KEY}
    unasked = dataclasses.replace(changed, slug="autre")
    assert surveys.apart(full(source), wave, unasked) == {"2022": surveys.Apart.NOT_ASKED}
    assert surveys.joined(full(source), *asked(source, wave="2022")) == {}


def test_change_is_the_difference_of_the_shares_of_two_waves(source):
    before, after = asked(source, wave="2022"), asked(source)
    changed = surveys.changes(full(source), before[0], *after, Level.QUARTIER).frame
    first, second = (surveys.shares(full(source), *one, Level.QUARTIER).frame["share_pct"] for one in (before, after))
    assert list(changed["difference_pts"]) == pytest.approx(list(second - first), nan_ok=True)
    known = changed.dropna(subset="difference_pts")
    table = text.with_changes(surveys.changes(full(source), before[0], *after, Level.QUARTIER))
    assert (table.frame["sentence"] == text.TOO_FEW).equals(changed["difference_pts"].isna())
    assert text.changes(table).startswith(f"Toute la commune\u00a0: {table.frame['sentence'][0][0].lower()}")
    assert (known["low_pts"] < known["difference_pts"]).all() and (known["difference_pts"] < known["high_pts"]).all()
    # The fourth quartier has about 50 answers before: it is judged or not by the same rule as its share.
    assert (changed["difference_pts"].isna() == (first.isna() | second.isna())).all()


def test_words_of_zones_are_corrected_for_all_that_is_shown(tmp_path):
    """One zone of four whose fall, alone, would be clear."""
    rows = [
        {"Quartier": f"Quartier {code}", "Vague": wave, "Gêne ?": "Souvent" if i < counted else "Jamais"}
        for code, falls in (("01", 22), ("02", 0), ("03", 0), ("04", 0))
        for wave, counted in (("2022", 100), ("2024", 100 - falls))
        for i in range(200)
    ]
    town = install(tmp_path / "home", pd.DataFrame(rows), population=dict.fromkeys(RESIDENTS, 1000))
    before, after = asked(town, wave="2022"), asked(town)
    changed = surveys.changes(full(town), before[0], *after, Level.QUARTIER).frame
    alone = surveys.changes(full(town), before[0], *after, Level.COMMUNE).frame["word"]
    fallen = changed.set_index("zone_code").loc["01"]
    assert (fallen["high_pts"] < 0, fallen["word"]) == (True, "insufficient_data")
    assert list(alone) == ["stable"]


@pytest.mark.parametrize(("n", "told"), [(4, "secondary"), (5, "published"), (6, "published")])
def test_change_of_the_commune_is_withheld_when_a_zone_of_either_wave_is_small(tmp_path, n, told):
    """The small zone stands in the earlier wave; the whole is withheld whatever the level that is read."""
    rows = [
        {"Quartier": f"Quartier {code}", "Vague": wave, "Gêne ?": "Souvent" if i % 2 else "Jamais"}
        for wave, sizes in (("2022", {"01": 2 * n, "02": 100}), ("2024", {"01": 100, "02": 100}))
        for code, size in sizes.items()
        for i in range(size)
    ]
    town = install(tmp_path / "home", pd.DataFrame(rows))
    before, after = asked(town, wave="2022"), asked(town)
    for level in (Level.QUARTIER, Level.COMMUNE):
        frame = surveys.changes(Release(town, Scope.ELU), before[0], *after, level).frame
        assert frame["status"].iloc[0] == told
        assert pd.isna(frame["n_answers_before"].iloc[0]) == (told == "secondary")
    # Of the wave that has no small zone, alone, the whole is told.
    assert surveys.shares(Release(town, Scope.ELU), *after, Level.COMMUNE).frame["status"].iloc[0] == Status.PUBLISHED


def moved(*words, before=30.0, scope=Scope.COORDINATION):
    """Two waves, in the commune, then in Nord, Sud and Gare, or the first of them: ten points less, or none known."""
    known = [word != "insufficient_data" for word in words]
    figures = {"before_pct": before, "share_pct": before - 10, "low_pts": -18.0, "high_pts": -2.0}
    rows = {
        "zone_code": ["18999", "1", "2", "3"],
        "zone_label": ["", "Nord", "Sud", "Gare"],
        "n_answers": [300] + [100] * 3,
    }
    frame = pd.DataFrame({name: values[: len(words)] for name, values in rows.items()})
    shares = {name: [value if one else NAN for one in known] for name, value in figures.items()}
    return protect(frame.assign(**shares, word=list(words)), Policy.of(scope, 5))


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (("clear_fall", "clear_rise"), "toute la commune : baisse nette"),
        (("stable", "clear_fall", "clear_fall", "probable_rise"), "2 baisses nettes"),
        (("stable", "probable_fall", "clear_rise", "clear_fall"), "1 hausse nette et 1 baisse nette"),
        (("stable", "probable_fall", "insufficient_data"), "1 baisse probable"),
        (("stable", "insufficient_data"), "aucun changement ne se lit"),
        (("insufficient_data", "insufficient_data"), "trop peu de réponses pour conclure"),
        (("not_comparable", "insufficient_data"), "trop peu de réponses pour conclure"),
        (("not_comparable", "not_comparable"), "sans conclusion"),
        (("stable",), "toute la commune : stable"),
    ],
)
def test_title_of_two_waves_says_what_moved_clearly_rather_than_probably(words, title):
    said = " ".join(text.changes_title(moved(*words)).split())
    assert re.fullmatch(f"D’une vague à l’autre(?: :|,) {re.escape(title)}", said)
    assert len([word for word in said.split() if word[0].isalnum()]) <= 12


def test_title_of_two_waves_says_nothing_of_what_is_withheld():
    table = moved("clear_fall", "clear_rise")
    hidden = protect(table.frame.drop(columns="status"), table.policy, telling=table.frame["zone_label"] == "")
    assert text.changes_title(hidden).endswith("1\u00a0hausse nette")


def test_waves_are_a_hollow_and_a_full_point_over_the_margin_of_the_change():
    figure = charts.waves(moved("probable_fall", "insufficient_data", "clear_fall"), before="<i>", after="2024",
                          emphasised=("2",))  # fmt: skip
    margin, joined, hollow, full_points, *_ = figure.data
    assert (margin.base[0], margin.x[0]) == (12, 16)
    assert (joined.base[0], joined.x[0]) == (30, -10)
    assert (hollow.x[0], hollow.marker.color, full_points.x[0]) == (30, Colour.PAPER, 20)
    assert [one.text for one in figure.layout.annotations] == ["<b>baisse probable</b>", "<b>baisse nette</b>"]
    assert list(figure.layout.yaxis.ticktext) == ["<b>Toute la commune</b>", "Nord", "<b>Sud</b>"]
    assert "&lt;i&gt;" in hollow.customdata[0] and "<i>" not in hollow.customdata[0]
    # What is far from any known share has a word, and no point.
    assert np.isnan(full_points.x[1]) and "trop peu de réponses" in figure.data[4].text[0]


def test_margin_of_a_change_stays_a_share():
    figure = charts.waves(moved("clear_fall", before=12.0), before="2022", after="2024")
    assert (figure.data[0].base[0], figure.data[0].x[0]) == (0, 10)


# --- who answered


def test_respondents_are_set_beside_the_census(source, given_answers):
    people = given_answers[given_answers["Vague"] == "2024"]
    frame = surveys.profile(full(source), asked(source)[0]).frame.set_index("group")
    said = people["Sexe"][people["Sexe"] != "Autre"].value_counts(normalize=True)
    assert frame.loc["femmes", "share_pct"] == pytest.approx(100 * said["Femme"])
    assert frame.loc["femmes", "census_pct"] == pytest.approx(100 / 1.9)
    assert frame.loc["75P", "census_pct"] == pytest.approx(10)
    assert "0014" not in frame.index
    assert frame.groupby(frame.index.isin(["femmes", "hommes"]))["share_pct"].sum().tolist() == pytest.approx(
        [100, 100]
    )
    assert "15 à 29 ans" in text.profile(surveys.profile(full(source), asked(source)[0]))


def test_small_group_takes_its_breakdown_with_it(tmp_path):
    ages = ["15-29 ans"] * 3 + ["30-44 ans"] * 30 + ["45-59 ans"] * 30
    rows = pd.DataFrame(
        {"Sexe": ["Femme", "Homme"] * 31 + ["Femme"], "Âge": ages, "Quartier": "Quartier 01", "Vague": "2024",
         "Gêne ?": "Jamais"}
    )  # fmt: skip
    town = install(tmp_path / "home", rows, census=True)
    frame = surveys.profile(Release(town, Scope.ELU), asked(town)[0]).frame.set_index("group")
    assert frame.loc["1529", "status"] == Status.PRIMARY
    assert frame.loc["3044", "status"] == Status.SECONDARY
    assert frame.loc["3044", ["n_respondents", "share_pct"]].isna().all()
    assert frame.loc["femmes", "status"] == Status.PUBLISHED
    # Nobody of 60 or more answered: the age cannot be raked, the sex can.
    made = surveys.weighting(full(town), asked(town)[0])
    assert (made.raked, made.dropped) == (("sex",), ("age",))


def test_partners_stand_beside_residents_on_the_theme_and_in_their_own_words(source):
    frame = surveys.partners(full(source), *asked(source)).frame
    table = surveys.partners(full(source), *asked(source))
    labels = text.group_labels(table)
    assert [labels[group] for group in frame["group"]] == ["Population, 2024", "Partenaires, 2024"]
    assert [labels[one] for one in frame["counted"]] == [
        "«\u00a0Parfois\u00a0» ou «\u00a0Souvent\u00a0»",
        "«\u00a0Oui\u00a0»",
    ]
    assert text.partners(table).startswith("Population, 2024, «\u00a0Gêne\u202f?\u00a0»\u00a0: ")
    assert list(frame["wording"]) == ["Gêne ?", "Bruit ?"]
    assert frame["share_pct"].iloc[1] == 75 and np.isnan(frame["low_pct"].iloc[1])
    other = asked(source, "duree")
    assert len(surveys.partners(full(source), *other).frame) == 1
    assert [one.audience for one in surveys.waves(full(source)).values()][-1] is Audience.PARTENAIRES


@pytest.mark.parametrize(("n", "zones"), [(49, []), (50, ["01"]), (60, ["01"])])
def test_partners_stand_beside_residents_in_the_zones_where_both_are_known(given_answers, tmp_path, n, zones):
    partners = pd.DataFrame(
        {"Secteur": ["Quartier 01"] * n + ["Quartier 04"] * 10, "Bruit ?": (["Oui", "Non"] * n)[: n + 10]}
    )
    profile = PARTNERS.replace("[columns]", "voluntary = false\n[columns]", 1)
    town = install(tmp_path / "home", given_answers, partners=partners, partners_profile=profile)
    table = surveys.partners_by_zone(full(town), *asked(town), Level.QUARTIER)
    assert table.frame["zone_code"].unique().tolist() == zones
    if zones:
        labels = text.zone_group_labels(table)
        assert [labels[group] for group in table.frame["group"]] == [
            "Quartier 01 – Population, 2024", "Quartier 01 – Partenaires, 2024",
        ]  # fmt: skip
        assert re.match(
            "Quartier 01 : Population, 2024, .* % à .* % ; Partenaires, 2024, 50 %, avec une marge de 3. % à 6. %\\.$",
            text.partners_by_zone(table).replace("\u202f", " ").replace("\u00a0", " "),
        )
    assert surveys.partners_by_zone(full(town), *asked(town, "duree"), Level.QUARTIER).frame.empty


def test_zone_where_either_is_withheld_is_not_set_beside(tmp_path):
    rows = pd.DataFrame({"Quartier": "Quartier 01", "Vague": "2024", "Gêne ?": ["Souvent"] * 3 + ["Jamais"] * 97})
    partners = pd.DataFrame({"Secteur": "Quartier 01", "Bruit ?": ["Oui", "Non"] * 40})
    town = install(tmp_path / "home", rows, partners=partners)
    shown = [
        len(surveys.partners_by_zone(Release(town, scope), *asked(town), Level.QUARTIER).frame)
        for scope in (Scope.COORDINATION, Scope.ELU)
    ]
    assert shown == [2, 0]


# --- beside the facts


def test_facts_of_the_theme_are_counted_over_the_year_of_the_wave(source):
    wave, question = asked(source)
    assert list(felt_and_recorded.indicators_for(full(source), wave, question, Level.QUARTIER)) == ["main_courante"]
    assert felt_and_recorded.indicators_for(full(source), *asked(source, wave="2022"), Level.QUARTIER) == {}
    assert felt_and_recorded.indicators_for(full(source), *asked(source, "duree"), Level.QUARTIER) == {}
    frame = felt_and_recorded.facts(full(source), wave, question, Level.QUARTIER, "main_courante").frame
    rows = frame.set_index("zone_code")
    felt = surveys.shares(full(source), wave, question, Level.QUARTIER).frame.set_index("zone_code")
    assert list(rows["share_pct"]) == pytest.approx(list(felt["share_pct"]))
    assert list(rows["n_events"]) == [840, 120, 480, 240, 0]
    # The commune is no zone among others: it has no rank.
    assert rows.loc["18999", ["gap", "verdict"]].isna().all()
    assert rows.loc["18999", "value"] == pytest.approx(840 / 16.2)
    rows = rows.drop("18999")
    assert rows.loc["02", "value"] == pytest.approx(480 / 2.5)
    errors = [
        np.sqrt((p := (s * n / 100 + 2) / (n + 4)) * (1 - p) / (n + 4))
        for s, n in zip(rows["share_pct"], rows["effective"], strict=True)
    ]
    expected = feeling_gap(
        pd.DataFrame(
            {"estimate": rows["share_pct"] / 100, "standard_error": errors, "n_effective": rows["effective"]}
        ).astype(float),
        pd.DataFrame({"count": rows["n_events"], "exposure": rows["exposure"]}).astype(float),
        np.random.default_rng(1),
    )
    assert list(rows["gap"]) == pytest.approx(list(expected["gap"]))
    assert list(rows["verdict"]) == list(expected["word"])


def test_gap_is_not_told_of_answers_that_are_neither_good_nor_bad(source):
    wave, question = asked(source)
    chosen = dataclasses.replace(question, counted=("Jamais",), has_orientation=False)
    frame = felt_and_recorded.facts(full(source), wave, chosen, Level.QUARTIER, "main_courante").frame
    assert set(frame["verdict"].iloc[1:]) == {"not_comparable"} and frame["gap"].isna().all()
    table = felt_and_recorded.facts(full(source), wave, chosen, Level.QUARTIER, "main_courante")
    table = text.with_gaps(table, voluntary=False, has_orientation=False)
    assert set(table.frame["sentence"]) == {text.NO_GAP_ORIENTATION}
    assert text.facts(table) == "Non comparable dans 4\u00a0zones."
    assert text.facts_title(table) == "Ressenti et faits côte à côte, sans conclusion"


@pytest.mark.parametrize(("n", "told"), [(4, False), (5, True), (6, True)])
def test_answers_of_the_commune_are_withheld_beside_its_facts_when_a_zone_is_small(tmp_path, n, told):
    rows = [
        {"Quartier": f"Quartier {code}", "Vague": "2024", "Gêne ?": "Souvent" if i % 2 else "Jamais"}
        for code, size in (("01", 2 * n), ("02", 100))
        for i in range(size)
    ]
    facts = dict.fromkeys(("01", "02"), 10)
    town = install(tmp_path / "home", pd.DataFrame(rows), population=RESIDENTS, facts=facts)
    table = felt_and_recorded.facts(Release(town, Scope.ELU), *asked(town), Level.QUARTIER, "main_courante")
    whole = table.frame.iloc[0]
    assert (whole["zone_label"], whole["status"] == Status.PUBLISHED) == ("", told)
    assert pd.notna(whole["share_pct"]) == pd.notna(whole["n_events"]) == told


def beside(*verdicts, shares=(50.0, 40.0, 30.0, 20.0), facts=(10, 20, 30, 40), scope=Scope.COORDINATION):
    """What is felt and recorded in the commune, then in Nord, Sud, Gare and Bourg, or the first of them."""
    n = len(verdicts)
    return protect(
        pd.DataFrame(
            {
                "zone_code": ["18999", "1", "2", "3", "4"][: n + 1],
                "zone_label": ["", "Nord", "Sud", "Gare", "Bourg"][: n + 1],
                "n_answers": 100,
                "n_events": [100, *facts[:n]],
                "share_pct": [35.0, *shares[:n]],
                "low_pct": [32.0, *(share - 9 for share in shares[:n])],
                "high_pct": [38.0, *(share + 9 for share in shares[:n])],
                "value": [15.0, 5.0, 10.0, 20.0, 25.0][: n + 1],
                "value_low": [13.0, 3.0, 8.0, 18.0, 23.0][: n + 1],
                "value_high": [17.0, 7.0, 12.0, 22.0, 27.0][: n + 1],
                "verdict": [None, *verdicts],
                "sentence": [None, "a.", "B.", "c.", "d."][: n + 1],
            }
        ),
        Policy.of(scope, 5),
    )


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [
        (("darker", "darker", "brighter"), "Ressenti plus sombre que les faits (2 zones) ou meilleur (1 zone)"),
        (("darker", "insufficient_data"), "Ressenti plus sombre que les faits : Nord"),
        (("brighter", "brighter", "consistent"), "Ressenti meilleur que les faits dans 2 zones"),
        (("consistent", "insufficient_data"), "Ressenti conforme aux faits : Nord"),
        (("insufficient_data",), "Ressenti et faits : aucun écart ne se lit"),
        (("not_comparable",), "Ressenti et faits côte à côte, sans conclusion"),
    ],
)  # fmt: skip
def test_title_says_where_the_feeling_leaves_the_facts(verdicts, title):
    said = " ".join(text.facts_title(beside(*verdicts)).split())
    assert said == title
    assert len([word for word in said.split() if word[0].isalnum() or word[0] == "("]) <= 12


@pytest.mark.parametrize(
    ("table", "level", "why"),
    [
        (beside("darker", "consistent"), Level.QUARTIER, ""),
        (beside("darker", "consistent", shares=(NAN, 30)), Level.QUARTIER, ""),
        (beside("darker", "consistent", shares=(NAN, NAN)), Level.QUARTIER, text.BESIDE_UNKNOWN),
        (beside("darker", "consistent", facts=(3, 4), scope=Scope.ELU), Level.QUARTIER, text.BESIDE_WITHHELD),
        (beside("darker", "consistent", facts=(3, 5), scope=Scope.ELU), Level.QUARTIER, ""),
        (None, Level.QUARTIER, text.BESIDE_NONE),
        (None, Level.COMMUNE, text.BESIDE_COMMUNE),
    ],
)
def test_what_cannot_be_drawn_beside_the_facts_says_why(table, level, why):
    assert text.not_beside(table, level) == why


def test_zones_are_drawn_at_their_rate_and_share_and_those_unknown_on_the_axis():
    table = beside("darker", "insufficient_data", "consistent", "insufficient_data", shares=(50.0, 40.0, 30.0, NAN))
    figure = charts.quadrant(table, unit="pour 1 000 habitants", emphasised=("2",))
    drawn = {text_ or trace.customdata[0]: (x, y) for trace in figure.data
             for text_, x, y in zip(trace.text or [""], trace.x, trace.y, strict=True)}  # fmt: skip
    assert drawn["<b>Nord</b>"] == (5, 50) and drawn["<b>Sud</b>"] == (10, 40) and drawn["<b>Gare</b>"] == (20, 30)
    (ticked,) = [name for name in drawn if "Bourg" in name]
    assert drawn[ticked] == (25, 0) and "trop peu de réponses" in ticked
    colours = {trace.text[0]: trace.marker.color for trace in figure.data if trace.text}
    assert colours == {"<b>Nord</b>": Colour.MORE_CLEAR, "<b>Sud</b>": Colour.PAPER, "<b>Gare</b>": Colour.INK}
    written = [one.text for one in figure.layout.annotations]
    assert "trop peu de réponses\u00a0: Bourg" in written
    assert {f"<b>{text.FELT_HIGH}</b>", f"<b>{text.RECORDED_HIGH}</b>"} <= set(written)


def test_corners_and_lines_are_not_drawn_where_the_commune_is_not_told_or_nothing_is_judged():
    plain = charts.quadrant(beside("not_comparable", "not_comparable"), unit="")
    assert not any(text.FELT_HIGH in one.text for one in plain.layout.annotations)
    assert [shape.type for shape in plain.layout.shapes] == ["line", "line"]
    table = beside("darker", "consistent")
    hidden = protect(table.frame.drop(columns="status"), table.policy, telling=table.frame["zone_label"] == "")
    assert len(charts.quadrant(hidden, unit="").layout.shapes) == 0


def test_names_that_would_hide_one_another_are_told_by_the_pointer_alone():
    frame = pd.concat([beside("insufficient_data").frame.iloc[[0]], *[beside("insufficient_data").frame.iloc[[1]]] * 9])
    table = protect(frame.drop(columns="status").reset_index(drop=True), Policy.of(Scope.COORDINATION, 5))
    (trace,) = [one for one in charts.quadrant(table, unit="").data if one.text]
    # A point has four corners.
    assert [name for name in trace.text if name] == ["Nord"] * 4 and len(set(trace.textposition[:4])) == 4
    assert len(trace.customdata) == 9


@pytest.mark.parametrize("name", ["<b>Gras</b>", "A &amp; B", "&lt;i&gt;"])
def test_name_of_a_zone_is_no_markup_of_a_picture(name):
    table = beside("darker", "insufficient_data")
    frame = table.frame.assign(zone_label=["", name, "Sud"]).drop(columns="status")
    figure = charts.quadrant(protect(frame, table.policy), unit="")
    told = [one.customdata[0] for one in figure.data if one.customdata is not None]
    written = [label for one in figure.data for label in one.text or ()]
    assert any(label == f"<b>{as_typed(name)}</b>" for label in written)
    assert name not in "".join([*told, *written]) and any(as_typed(name) in one for one in told)


def test_zones_whose_gap_is_not_decided_are_named():
    table = beside("insufficient_data", "darker", "consistent", "insufficient_data")
    assert text.facts(table) == (
        "Sud\u00a0: B. Ressenti conforme aux faits dans 1\u00a0zone. Données insuffisantes\u00a0: Nord et Bourg."
    )
    assert "insuffisantes" not in text.facts(table.where(table.frame["verdict"] != "insufficient_data"))


@pytest.mark.parametrize(("counted", "method"), [(0, "beta"), (4, "beta"), (5, "wilson"), (6, "wilson"), (95, "wilson"),
                                                 (96, "beta"), (100, "beta")])  # fmt: skip
@pytest.mark.parametrize("weight", [1.0, 0.3])
def test_limits_of_a_share_are_exact_where_few_answers_count_or_do_not(counted, method, weight):
    found = estimate_share(np.arange(100) < counted, np.full(100, weight))
    low, high = proportion_confint(counted, 100, method=method)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize("alike", [False, True])
def test_those_drawn_together_are_worth_fewer_answers_where_they_are_alike(alike):
    rng = np.random.default_rng(4)
    streets = np.repeat(np.arange(40), 10)
    counted = rng.random(400) < (rng.beta(1, 1, 40)[streets] if alike else 0.5)
    sample = pd.DataFrame({"counted": counted, "street": streets})
    found, alone = estimate_share(counted, np.ones(400), clusters=streets), estimate_share(counted, np.ones(400))
    linearised = estimate_mean(sample, "counted", weight=None, cluster="street")
    quantiles = student.ppf(0.975, 39) / student.ppf(0.975, 399)
    worth = found.value * (1 - found.value) / (linearised.standard_error * quantiles) ** 2
    assert found.n_effective == pytest.approx(min(400, worth))
    assert (found.high - found.low > 1.5 * (alone.high - alone.low)) == alike
    assert found.value == alone.value and found.n_effective <= alone.n_effective


@pytest.mark.parametrize(
    ("counted", "clusters", "worth"),
    [([1, 0, 1, 0], [7, 7, 7, 7], 1), ([1, 1, 1, 1], [1, 1, 2, 2], 2), ([0, 0, 0, 0], [1, 2, 3, 4], 4)],
)
def test_few_clusters_are_worth_few_answers(counted, clusters, worth):
    assert estimate_share(counted, np.ones(4), clusters=clusters).n_effective == worth


def test_survey_drawn_by_streets_has_its_margin(tmp_path):
    """Fifty streets whose people all answer alike; those whose street is not said were drawn alone."""
    rows = pd.DataFrame(
        [
            {
                "Quartier": "Quartier 01",
                "Vague": "2024",
                "Rue": f"rue {street}",
                "Gêne ?": "Souvent" if street % 2 else "Jamais",
            }
            for street in range(60)
            for _ in range(4)
        ]
    )
    with_streets = PROFILE.replace('sex = "Sexe"', 'sex = "Sexe"\ncluster = "Rue"')
    alone, together = (
        install(tmp_path / name, rows, profile=profile) for name, profile in (("a", PROFILE), ("b", with_streets))
    )
    worth = [
        surveys.shares(full(town), *asked(town), Level.COMMUNE).frame["effective"].iloc[0] for town in (alone, together)
    ]
    assert worth[0] == pytest.approx(240) and 50 < worth[1] < 60
    assert [surveys.has_clusters(full(town), asked(town)[0]) for town in (alone, together)] == [False, True]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (np.ones(100), "(100\u00a0réponses)"),
        (np.repeat([0.5, 1.5], 50), "réponses, aussi précises que 80 de même poids tirées une à une)"),
    ],
)
def test_precision_of_a_share_is_told_where_weights_take_some(weights, said):
    found = estimate_share(np.arange(100) % 2, weights)
    row = {
        "zone_code": "18999", "zone_label": "", "n_answers": 100, "n_counted": 50, "n_others": 50,
        "effective": found.n_effective, "share_pct": 50.0, "low_pct": 100 * found.low, "high_pct": 100 * found.high,
    }  # fmt: skip
    table = protect(pd.DataFrame([row]), Policy.of(Scope.COORDINATION, 5))
    assert said in text.shares(table, ("Souvent",), voluntary=False)


@pytest.mark.parametrize("n_zones", [14, 15, 16])
def test_model_speaks_from_fifteen_zones(tmp_path, n_zones):
    codes = tuple(f"{i:02}" for i in range(n_zones))
    rng = np.random.default_rng(7)
    rows = pd.DataFrame(
        [
            {"Quartier": f"Quartier {code}", "Vague": "2024", "Gêne ?": rng.choice(["Souvent", "Jamais"])}
            for code in codes
            for _ in range(20)
        ]
    )
    town = install(tmp_path / "home", rows, quartiers=codes)
    table = felt_and_recorded.small_areas(full(town), *asked(town), Level.QUARTIER, None)
    assert len(table.frame) == (0 if n_zones < 15 else n_zones)
    if n_zones >= 15:
        share = rows["Gêne ?"].eq("Souvent").groupby(rows["Quartier"]).mean()
        adjusted = (20 * share + 2) / 24
        modelled = fay_herriot(share, adjusted * (1 - adjusted) / 24, pd.DataFrame(index=share.index))
        assert list(table.frame["model_pct"]) == pytest.approx(list(100 * modelled["estimate"]))
        margin = 100 * student.ppf(0.975, n_zones - 1) * np.sqrt(modelled["mse"])
        assert list(table.frame["high_pct"] - table.frame["model_pct"]) == pytest.approx(list(margin))
        assert text.model(table).startswith("Estimation par modèle")


# --- weights


def test_column_whose_category_nobody_has_is_dropped_and_the_others_are_met():
    sample = pd.DataFrame({"sex": ["f", "f", "h", None], "zone": ["a", "a", "b", "b"]})
    made = weigh(sample, {"sex": pd.Series({"f": 1, "h": 1}), "zone": pd.Series({"a": 1, "b": 2, "c": 3})})
    assert (made.how, made.raked, made.dropped) == (Weighted.RAKED, ("sex",), ("zone",))
    assert list(made.weights) == pytest.approx([0.75, 0.75, 1.5, 1.0])


def test_weights_are_those_given_where_there_is_no_margin():
    sample = pd.DataFrame({"w": [1.0, 3.0]})
    assert list(weigh(sample, {}, "w").weights) == [0.5, 1.5]
    assert weigh(sample, {}, "w").how is Weighted.GIVEN and weigh(sample, {}).how is Weighted.NONE
    with pytest.raises(ValueError, match="w"):
        weigh(sample.assign(w=[1.0, 0.0]), {}, "w")
    with pytest.raises(ValueError, match="sample"):
        weigh(sample.iloc[:0], {})


@given(
    st.lists(
        st.tuples(st.sampled_from(["f", "h", None]), st.sampled_from("abc"), st.booleans()), min_size=2, max_size=40
    ),
    st.randoms(use_true_random=False),
)
def test_permuting_respondents_changes_nothing(people, random):
    sample = pd.DataFrame(people, columns=["sex", "zone", "counted"])
    margins = {"sex": pd.Series({"f": 52.0, "h": 48.0}), "zone": pd.Series({"a": 1.0, "b": 2.0, "c": 4.0})}
    order = random.sample(range(len(sample)), len(sample))
    made, again = weigh(sample, margins), weigh(sample.iloc[order], margins)
    assert (made.how, made.raked) == (again.how, again.raked)
    pd.testing.assert_series_equal(made.weights, again.weights.sort_index(), rtol=1e-6)
    one = estimate_share(sample["counted"], made.weights)
    other = estimate_share(sample["counted"].iloc[order], again.weights)
    assert [one.value, one.low, one.high, one.n_effective] == pytest.approx(
        [other.value, other.low, other.high, other.n_effective], rel=1e-6
    )
    assert one.low - 1e-9 <= one.value <= one.high + 1e-9 and one.n_effective <= one.n + 1e-9
