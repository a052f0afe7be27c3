"""Sentences: the effect, then its interval, then the word; agreed, and never the name of a missing value."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.disclosure import Policy, Status, protect
from analytics.indicators import indicator, indicators
from analytics.statistics import trends
from analytics.statistics.trends import ChangeWord
from analytics.statistics.words import DifferenceWord
from analytics.text import findings, headlines, readings, verdicts
from data.model import Level, Period, Scope
from data.recording_breaks import RecordingBreak

ASKED = indicator("plaintes")
UNIT = readings.Unit(ASKED)
SHOWN = Policy.of(Scope.COORDINATION, 5)
STRICT = Policy.of(Scope.ELU, 5)
MISSING = re.compile(r"\b(?:nan|None|NaT|inf|NA)\b|<NA>|\{|\}", re.IGNORECASE)
FRAME = ["word", "difference", "difference_low", "difference_high", "ratio", "low", "high", "detectable"]


def changes(pairs, policy=SHOWN, dispersion=1.0, end="2025-01-01", slugs=("plaintes",)):
    """A table as ``figures.changes.table`` gives it, for pairs (before, after); None where nothing was delivered."""
    pairs = list(pairs)
    rows = pd.DataFrame(
        {
            "indicator": [slugs[position % len(slugs)] for position in range(len(pairs))],
            "zone_code": [f"{position:02}" for position in range(len(pairs))],
            "zone_label": [f"Zone {position}" for position in range(len(pairs))],
            "period_start": pd.Timestamp("2024-01-01"),
            "period_end": pd.Timestamp(end),
            "before_start": pd.Timestamp("2023-01-01"),
            "before_end": pd.Timestamp(end) - pd.DateOffset(years=1),
            "years_before": 1,
            "incomparable": [None if pair else "missing_months" for pair in pairs],
            "n_before": pd.array([pair and pair[0] for pair in pairs], dtype="Int64"),
            "mean_before": [float(pair[0]) if pair else None for pair in pairs],
            "n_events": pd.array([pair and pair[1] for pair in pairs], dtype="Int64"),
        }
    ).assign(**dict.fromkeys(FRAME))
    for position, pair in enumerate(pairs):
        rows.loc[position, "word"] = ChangeWord.INSUFFICIENT_DATA.value
        if pair and sum(pair):
            judged = trends.judge_change(*pair, dispersion=dispersion)
            for column in FRAME:
                rows.loc[position, column] = getattr(judged, column)
    return protect(rows, policy)


def first(table):
    return table.frame.iloc[0]


WORDS = {
    ChangeWord.CLEAR_RISE: (100, 160),
    ChangeWord.CLEAR_FALL: (160, 100),
    ChangeWord.PROBABLE_RISE: (100, 126),
    ChangeWord.PROBABLE_FALL: (126, 100),
    ChangeWord.STABLE: (2000, 2010),
    ChangeWord.BOUNDED: (360, 325),
    ChangeWord.NO_LARGE_RISE: (60, 50),
    ChangeWord.NO_LARGE_FALL: (100, 105),
    ChangeWord.INSUFFICIENT_DATA: (20, 24),
}


@pytest.mark.parametrize(("word", "pair"), WORDS.items(), ids=[word.value for word in WORDS])
def test_each_word_of_the_scale_comes_after_the_effect_and_its_interval(word, pair):
    row = first(changes([pair]))
    assert row["word"] == word
    sentence = readings.change(row)
    before, after = (f"{number:,}".replace(",", "\u202f") for number in pair)
    effect = sentence.index(f"{after}\u00a0plaintes de janvier à décembre 2024, contre {before} un an plus tôt")
    said = sentence.lower().index(f"**{verdicts.WORDS[word]}**")
    assert effect == 0
    if word is ChangeWord.INSUFFICIENT_DATA:
        assert "marge" not in sentence
    else:
        difference = abs(pair[1] - pair[0])
        way = "plus" if pair[1] > pair[0] else "moins"
        assert effect < sentence.index(f"{difference} de {way}") < sentence.index("avec une marge ") < said
    assert ("(" in readings.difference(row)) == (word is not ChangeWord.INSUFFICIENT_DATA)


def test_interval_is_on_one_side_when_the_change_is_clear():
    sentence = readings.change(first(changes([(100, 160)])))
    low, high = map(int, re.search(r"60 de plus, avec une marge de (\d+) à (\d+) de plus", sentence).groups())
    assert 0 < low < 60 < high


@pytest.mark.parametrize(("pair", "start"), [((0, 20), "20\u00a0plaintes"), ((20, 0), "0\u00a0plainte "),
                                             ((0, 1), "1\u00a0plainte "), ((0, 0), "0\u00a0plainte "),
                                             ((0, 2), "2\u00a0plaintes ")])  # fmt: skip
def test_sentence_stands_when_nothing_happened_before_or_after(pair, start):
    sentence = readings.change(first(changes([pair])))
    assert sentence.startswith(start)
    assert not MISSING.search(sentence)


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        ((4, 4), "Il en faut au moins 5 dans l’une des périodes."),
        ((0, 4), "Il en faut au moins 5 dans l’une des périodes."),
        ((0, 0), "Il en faut au moins 5 dans l’une des périodes."),
        ((5, 4), "Avec ces nombres, même la fin de ces faits ne serait pas nette quatre fois sur cinq."),
        ((7, 6), "Avec ces nombres, même la fin de ces faits ne serait pas nette quatre fois sur cinq."),
        (
            (9, 6),
            "Avec ces nombres, il faut une baisse d’au moins 95\u202f% pour qu’elle soit nette quatre fois sur cinq.",
        ),
        (
            (20, 24),
            "Avec ces nombres, il faut une baisse d’au moins 73\u202f% pour qu’elle soit nette quatre fois sur cinq.",
        ),
    ],
)
def test_reason_of_insufficient_data_is_what_was_computed(pair, why):
    row = first(changes([pair]))
    assert row["word"] == ChangeWord.INSUFFICIENT_DATA
    assert readings.change(row).endswith(f"**données insuffisantes** pour conclure. {why}")
    assert readings.change_entry(row)["reason"] == why


def test_reason_of_insufficient_data_says_that_nothing_could_fall_where_nothing_was():
    assert "seule une hausse pouvait se voir" in readings.change(first(changes([(0, 6)], dispersion=3)))


@settings(max_examples=20)
@given(st.integers(9, 60))
def test_fall_under_what_is_told_is_not_likely_to_be_clear(mean):
    told = re.search(r"au moins (\d+)", readings.change(first(changes([(mean, mean + 1)]))))
    if told is None:
        return
    counts = np.arange(4 * mean + 20)
    chances = [stats.poisson.pmf(counts, rate) for rate in (mean, mean * (1 - int(told[1]) / 100))]
    pairs = np.outer(*chances)
    likely = pairs > 1e-9
    before, after = (grid[likely] for grid in np.meshgrid(counts, counts, indexing="ij"))
    assert pairs[likely][trends.judge_change(before, after).word == ChangeWord.CLEAR_FALL].sum() < 0.81


def test_no_difference_is_said_so():
    assert "\u00a0: aucun écart, avec une marge allant de" in readings.change(first(changes([(2000, 2000)])))


def test_change_that_its_interval_alone_would_show_says_why_it_is_none():
    row = first(changes([(130, 90)])).copy()
    assert row["word"] == ChangeWord.CLEAR_FALL and "hasard" not in readings.change(row)
    row["word"] = ChangeWord.NO_LARGE_RISE
    assert "venir du hasard. **Hausse de plus de 30\u202f% exclue**." in readings.change(row)
    assert "hasard" not in readings.change(first(changes([WORDS[ChangeWord.NO_LARGE_RISE]])))


@pytest.mark.parametrize(
    ("low", "high", "margin"),
    [
        (-66, 0.4, "de 0 à 66 de moins"),
        (-66, 0.5, "allant de 66 de moins à 1 de plus"),
        (-0.4, 66, "de 0 à 66 de plus"),
        (-66, -0.4, "de 0 à 66 de moins"),
        (-66, -3, "de 3 à 66 de moins"),
        (3, 66, "de 3 à 66 de plus"),
    ],
)
def test_margin_has_no_zero_of_its_own_side(low, high, margin):
    row = first(changes([(130, 128)])).copy()
    row["difference_low"], row["difference_high"] = low, high
    assert f"avec une marge {margin}." in readings.change(row)


@pytest.mark.parametrize(
    ("first_year", "last_year", "n", "said", "whole"),
    [
        (2023, 2023, 1, "un an plus tôt", "un an plus tôt"),
        (2021, 2021, 1, "de mars à mai 2021", "la période de mars à mai 2021"),
        (
            2022, 2023, 2, "en moyenne sur les mêmes mois des deux années précédentes",
            "la moyenne des mêmes mois des deux années précédentes",
        ),
        (
            2019, 2023, 5, "en moyenne sur les mêmes mois des cinq années précédentes",
            "la moyenne des mêmes mois des cinq années précédentes",
        ),
        (
            2019, 2023, 4, "en moyenne sur les mêmes mois de quatre années précédentes",
            "la moyenne des mêmes mois de quatre années précédentes",
        ),
        (
            2019, 2022, 4, "en moyenne sur les mêmes mois de quatre années précédentes",
            "la moyenne des mêmes mois de quatre années précédentes",
        ),
    ],
)  # fmt: skip
def test_comparison_says_of_how_many_years_it_is_the_mean(first_year, last_year, n, said, whole):
    after, before = Period(date(2024, 3, 1), date(2024, 6, 1)), Period(date(first_year, 3, 1), date(last_year, 6, 1))
    assert readings.against(after, before, n) == said
    assert readings.comparison(after, before, n) == f"de mars à mai 2024, par rapport à {whole}"


def test_comparison_with_a_month_or_nothing_is_said():
    after = Period(date(2024, 3, 1), date(2024, 4, 1))
    assert readings.comparison(after, after.shift(-24), 1) == "mars 2024, par rapport à mars 2022"
    assert readings.comparison(after, after.shift(-12), 0) == "mars 2024"


def test_month_alone_takes_its_preposition():
    assert "plaintes en janvier 2024, contre" in readings.change(first(changes([(300, 320)], end="2024-02-01")))


@pytest.mark.parametrize("status", [Status.PRIMARY, Status.SECONDARY])
def test_withheld_change_is_told_from_missing_data(status):
    withheld = first(changes([(40, 3)], STRICT)).copy()
    withheld["status"] = status
    absent = first(changes([None], STRICT))
    assert "trop petit" in readings.change(withheld)
    assert "trop petit" not in readings.change(absent)
    assert "manque des mois" in readings.change(absent)
    assert readings.cell(withheld, "n_events") == "non communiqué"
    assert readings.cell(absent, "n_events") == "comparaison impossible"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (2000, 2010, r"\+10 \(de −\d+ à \+\d+\)"),
        (300, 200, r"−100 \(de −\d+ à −\d+\)"),
        (20, 24, "contre 20"),
    ],
)
def test_difference_is_signed_and_not_given_where_it_does_not_read(before, after, said):
    assert re.fullmatch(said, readings.difference(first(changes([(before, after)]))))


# --- Maps, portraits, series


def zones(events, policy=SHOWN, exposure=1000.0, words=None):
    """A table as ``figures.zones_compared.table`` gives it for a whole year."""
    counts = pd.array(events, dtype="Int64")
    known = counts.astype("Float64").to_numpy(float, na_value=np.nan)
    low, high = np.where(known > 0, known * 0.8, 0), known * 1.2 + 3
    rate = 1000 / exposure if exposure else np.nan
    return protect(
        pd.DataFrame(
            {
                "zone_code": [f"{position:02}" for position in range(len(events))],
                "zone_label": [f"Zone {position}" for position in range(len(events))],
                "period_start": pd.Timestamp("2024-01-01"),
                "period_end": pd.Timestamp("2025-01-01"),
                "n_events": counts,
                "exposure": exposure,
                "value": known * rate,
                "value_low": low * rate,
                "value_high": high * rate,
                "word": words,
            }
        ),
        policy,
    )


def test_map_says_the_commune_then_the_spread_then_what_differs():
    commune = zones([50])
    words = [
        DifferenceWord.CLEARLY_ABOVE,
        DifferenceWord.CLOSE,
        DifferenceWord.BOUNDED,
        DifferenceWord.PROBABLY_BELOW,
        None,
    ]
    table = zones([100, 50, 49, 10, 3], STRICT, words=words)
    sentence = readings.map_of(table, commune, ASKED, Level.QUARTIER, "taux")
    assert sentence == (
        "50\u00a0plaintes dans la commune de janvier à décembre 2024, soit 50,0 pour 1\u202f000\u00a0habitants. "
        "Selon les quartiers, de 10,0 à 100. 1\u00a0quartier au-dessus de la commune et 1\u00a0quartier au-dessous, "
        "nettement ou probablement\u202f; pour 2\u00a0quartiers, aucun écart n’est établi. "
        "1\u00a0nombre trop petit n’est pas communiqué."
    )


def test_map_says_that_no_zone_differs_with_a_capital():
    table = zones([50, 50, 50], words=[DifferenceWord.CLOSE] * 3)
    sentence = readings.map_of(table, zones([50]), ASKED, Level.IRIS, "taux")
    assert ". Aucun\u00a0IRIS au-dessus de la commune et aucun\u00a0IRIS au-dessous" in sentence


def test_map_says_numbers_when_the_population_of_the_commune_is_unknown():
    sentence = readings.map_of(zones([10, 20]), zones([30], exposure=np.nan), ASKED, Level.QPV, "taux")
    assert not MISSING.search(sentence)
    assert "de 10 à 20" in sentence


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (DifferenceWord.CLEARLY_ABOVE, "Commune\u00a0: 50,0. Nettement au-dessus de la commune."),
        (DifferenceWord.PROBABLY_BELOW, "Commune\u00a0: 50,0. Probablement au-dessous de la commune."),
        (DifferenceWord.INSUFFICIENT_DATA, "Commune\u00a0: 50,0. Données insuffisantes."),
        (None, "Commune\u00a0: 50,0."),
    ],
)
def test_portrait_gives_the_word_of_the_judge(word, said):
    commune = first(zones([50])).copy()
    commune["zone_code"] = "whole"
    sentence = readings.portrait(first(zones([100], words=[word])), commune, ASKED)
    assert sentence.startswith("«\u00a0Zone 0\u00a0»\u00a0: 100\u00a0plaintes, soit ")
    assert sentence.endswith(said)


@pytest.mark.parametrize(
    ("events", "policy", "said"),
    [(3, STRICT, "trop petit"), (None, STRICT, "aucune donnée"), (1, SHOWN, "1\u00a0plainte,")],
)
def test_portrait_says_why_there_is_no_figure(events, policy, said):
    assert said in readings.portrait(first(zones([events], policy)), first(zones([50])), ASKED)


def test_a_zone_is_placed_among_those_whose_rate_is_told_and_never_ranked():
    table = zones([60, 3, 90, 80], STRICT)
    spread = "Taux de 2\u00a0quartiers, de 60,0 à 90,0\u00a0: "
    own = "Zone 0 à 60,0 (point sombre et sa marge), "
    for row, said in ((0, own), (3, "")):
        sentence = readings.among(table, table.frame.iloc[row], Level.QUARTIER)
        assert sentence == f"{spread}{said}la commune à 80,0 (tirets)."


@pytest.mark.parametrize(("events", "place"), [(4, "au-dessous de"), (5, "dans"), (15, "dans"), (16, "au-dessus de")])
def test_series_places_the_last_month_in_its_usual_band(events, place):
    month = pd.Timestamp("2024-01-01")
    band = pd.DataFrame({"month": [month], "expected": [10.0], "low": [5.0], "high": [15.0]})
    sentence = readings.series(zones([events]), band, UNIT, "Zone 0")
    assert f"plaintes, {place} la bande habituelle de ce mois (de 5 à 15)" in sentence
    assert "n’est pas estimé" in readings.series(zones([events]), band.assign(low=np.nan), UNIT, "Zone 0")


def test_series_does_not_place_a_provisional_month():
    month = pd.Timestamp("2024-01-01")
    band = pd.DataFrame({"month": [month], "expected": [10.0], "low": [5.0], "high": [15.0]})
    marked = readings.series(zones([3]), band, UNIT, "Zone 0", [month.date()])
    assert marked.startswith("Zone 0, janvier 2024 (provisoire)\u00a0: 3\u00a0plaintes. Ce nombre peut encore changer")
    assert "au-dessous" not in marked
    assert "provisoire" not in readings.series(zones([9]), band, UNIT, "Zone 0", [date(2023, 12, 1)])


@pytest.mark.parametrize(
    ("cuts", "why"),
    [
        ([date(2021, 1, 1)], "Moins de trois années d’avant donnent ce mois"),
        ([date(2020, 5, 1), date(2021, 2, 1)], "Ce qui est compté a changé en février 2021"),
        ([date(2024, 1, 1)], "Ce qui est compté a changé en janvier 2024"),
        ([date(2024, 2, 1)], "Moins de trois années d’avant donnent ce mois"),
    ],
)
def test_series_says_why_nothing_is_usual(cuts, why):
    nothing = pd.DataFrame({"month": [pd.Timestamp("2024-01-01")], "expected": np.nan, "low": np.nan, "high": np.nan})
    assert f"plaintes. {why}" in readings.series(zones([9]), nothing, UNIT, "Zone 0", (), cuts)


def test_changes_of_recording_are_told_with_their_month():
    one = RecordingBreak("ville", date(2024, 3, 1), "nouvelle application")
    assert readings.breaks([one]).startswith(
        "L’enregistrement des faits a changé\u00a0: mars 2024 (nouvelle application). Une hausse"
    )
    assert readings.breaks([]) == ""


def test_years_are_said_once_when_there_is_only_one():
    assert readings.years(zones([12]), UNIT) == "Zone 0\u00a0: 12\u00a0plaintes en 2024."


def test_year_of_which_months_are_missing_is_said_to_be_partial():
    assert readings.years(zones([12]), UNIT, {2024}).endswith("12\u00a0plaintes en 2024 (année incomplète).")


@pytest.mark.parametrize(
    ("pair", "factor", "written"),
    [
        ((306, 339), 1.0, "306 → 339"),
        ((306, 339), 0.1, "30,6 → 33,9"),
        ((306, 339), np.nan, readings.UNKNOWN_RATE),
        ((306, 4), 1.0, readings.WITHHELD),
        ((306, 4), 0.1, readings.WITHHELD),
    ],
)
def test_two_periods_are_written_in_the_unit_shown_or_say_why_not(pair, factor, written):
    assert readings.before_and_after(changes([pair], STRICT).frame.iloc[0], factor) == written


def test_composition_has_shares_only_when_there_are_thirty_facts():
    def composed(*events):
        frame = pd.DataFrame({"category": list("abcd"[: len(events)]), "n_events": pd.array(events, dtype="Int64")})
        return protect(frame.assign(share_pct=100 * frame["n_events"].astype(float) / sum(events)), SHOWN)

    labels = {letter: letter.upper() for letter in "abcd"}
    assert readings.categories(composed(20, 9), labels) == "Les plus fréquentes\u00a0: A (20) et B (9)."
    assert readings.categories(composed(20, 10), labels).startswith("Les plus fréquentes\u00a0: A (20, 67\u202f%) et B")
    assert readings.categories(composed(0, 0, 0), labels) == "Aucun fait communiqué sur cette période."


@pytest.mark.parametrize(
    ("located", "lost", "said"),
    [(27, 2, "2 sur 29"), (28, 2, "6,7\u202f%"), (29, 2, "6,5\u202f%"), (0, 3, "3 sur 3"), (0, 0, "")],
)
def test_share_without_a_zone_is_a_percentage_only_from_thirty_facts(located, lost, said):
    table = protect(pd.DataFrame({"n_located": [located], "n_not_located": [lost]}), SHOWN)
    sentence = readings.location(table, Level.QUARTIER)
    assert (said in sentence) if said else sentence == ""
    assert readings.location(table, Level.COMMUNE) == ""


# --- Whatever the figures

delivered = (
    st.none() | st.tuples(st.integers(0, 3000), st.integers(0, 3000)) | st.tuples(st.integers(0, 6), st.integers(0, 6))
)
policies = st.sampled_from([SHOWN, STRICT, Policy.of(Scope.PUBLIC, 500)])


def assert_written(*sentences):
    for sentence in sentences:
        assert not MISSING.search(sentence), sentence
        assert "  " not in sentence and sentence == sentence.strip(), sentence
        assert re.match(r"[A-ZÀ-Ý0-9«*]", sentence), sentence
        assert sentence.endswith("."), sentence
        assert not re.search(r"\. [a-zà-ÿ]", sentence), sentence


@settings(max_examples=40)
@given(st.lists(delivered, min_size=1, max_size=6), policies, st.sampled_from([1.0, 2.7]))
def test_no_missing_value_is_named_whatever_changed(pairs, policy, dispersion):
    table = changes(pairs, policy, dispersion, slugs=tuple(indicators()))
    for _, row in table.frame.iterrows():
        assert_written(readings.change(row))
        if row["status"] == Status.PUBLISHED:
            assert not re.search(r"nan|None|inf", readings.difference(row))
    year = Period(date(2024, 1, 1), date(2025, 1, 1))
    assert_written(headlines.of_commune(table, year, 0), f"{findings.moved(table, Level.IRIS)}.")


@settings(max_examples=40)
@given(
    st.lists(st.none() | st.integers(0, 400), min_size=1, max_size=8),
    st.none() | st.integers(0, 3000),
    policies,
    st.sampled_from([1000.0, np.nan]),
    st.sampled_from([1000.0, np.nan]),
    st.sampled_from(["taux", "nombre"]),
)
def test_no_missing_value_is_named_whatever_is_mapped(events, total, policy, exposure, whole_exposure, measure):
    table, commune = zones(events, policy, exposure), zones([total], policy, whole_exposure)
    band = trends.seasonal_band(pd.Series([1.0], index=pd.DatetimeIndex(["2024-01-01"])))
    months = pd.DataFrame({"Zone": table.frame["n_events"].astype(float).to_numpy()}, index=table.frame["period_start"])
    assert_written(
        readings.map_of(table, commune, ASKED, Level.QUARTIER, measure),
        *(readings.portrait(row, first(commune), ASKED) for _, row in table.frame.iterrows()),
        readings.series(table, band, UNIT, "Toute la commune"),
        readings.latest(table, UNIT),
        readings.years(table, UNIT),
        readings.sums(months, UNIT),
    )
    for _, row in table.frame.iterrows():
        assert not MISSING.search("".join(readings.cell(row, column) for column in ("n_events", "value", "exposure")))
