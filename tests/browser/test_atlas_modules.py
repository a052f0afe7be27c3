"""The scripts of the atlas, each by itself, in the browser that runs them, against what Python computes."""

import base64
import gzip
import json
import math
import re
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analytics.charts import atlas as charts
from analytics.disclosure import NO_DATA, WITHHELD, Policy, Status, protect_cube
from analytics.figures import changes, comparability, zones_compared
from analytics.figures.comparability import Comparison
from analytics.figures.indicator_counts import Group, IndicatorCounts, indicator_counts
from analytics.figures.release import Counts
from analytics.indicators import indicator
from analytics.statistics.rates import poisson_interval
from analytics.text import formats, fr, readings
from analytics.text.verdicts import WORDS
from data.model import Level, Period, Scope, Selection, add_months

HOSTILE = "<img src=x onerror=alert(1)>\"'&amp;</text></svg>"
MONTHS = tuple(Period(add_months(date(2023, 1, 1), i), add_months(date(2023, 1, 1), i + 1)) for i in range(84))
CATEGORIES = ("bruit_tapage", "proprete", "voirie", "eclairage")
CHAMPS = {"mediation_sociale": (0, 2), "insecurite_routiere": (2,), "jeunesse_citoyennete": (1, 3)}
STATE = {
    "categorie": None, "champ": None, "mesure": "taux", "affichage": "periode", "mois": "", "zones": [],
    "vue": {"x": 0.5, "y": 0.5, "k": 1}, "couches": [],
}  # fmt: skip

LOAD = """
async ([folder, packed]) => {
  window.js = {};
  for (const name of ["cube", "french", "picture", "shown", "view", "line", "tiles", "held"]) {
    js[name] = await import(`${folder}/${name}.js`);
  }
  if (!packed) return;
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const opened = new Blob([bytes.slice(16)]).stream().pipeThrough(new DecompressionStream("gzip"));
  window.cube = js.cube.read(await new Response(opened).arrayBuffer());
}
"""


@pytest.fixture
def run(page, app_server, demo_home):
    """Run a function of the page on the modules (``js``), and on a cube (``cube``) if one is given."""
    page.goto(f"{app_server(demo_home)}/sante")
    document = page.request.get(app_server(demo_home)).text()
    folder = "/" + re.search(r"atlas/[0-9a-f]{12}(?=/atlas\.js)", document)[0]

    def run(function, argument=None, cube=None):
        page.evaluate(LOAD, [folder, cube and base64.b64encode(cube).decode()])
        return page.evaluate(function, argument)

    return run


def atlas_of(cells, *, exposure=None, threshold=1, covered=None, labels=None):
    """An atlas of given counts, shape (categories, zones, months), the commune last."""
    n_categories, n_zones, n_months = cells.shape
    codes = [f"{i:03}" for i in range(n_zones - 1)]
    zones = pd.DataFrame(
        {
            "zone_code": [*codes, "99999"],
            "zone_label": labels or [f"Zone {code}" for code in [*codes, "commune"]],
            "exposure": np.full(n_zones, 1000.0) if exposure is None else exposure,
        }
    )
    members = tuple(range(n_categories))
    groups = (
        Group(members),
        *(Group((i,), category=CATEGORIES[i]) for i in members),
        *(Group(served, champ=champ) for champ, served in CHAMPS.items() if set(served) <= set(members)),
    )
    covered = np.ones((n_zones, n_months), dtype=bool) if covered is None else covered
    cube = protect_cube(cells, [cells[:, :-1]], covered, Policy(Scope.ELU, threshold))
    buckets = MONTHS[:n_months]
    all_facts = Counts(
        level=Level.QUARTIER,
        zones=zones,
        buckets=buckets,
        categories=CATEGORIES[:n_categories],
        cube=cube,
        elsewhere=np.zeros((n_categories, n_months), dtype=int),
        sources={"essai": frozenset(buckets[i] for i in np.flatnonzero(covered.any(axis=0)))},
    )
    return IndicatorCounts(
        indicator=indicator("signalements"),
        counts=all_facts,
        zones=zones,
        categories=CATEGORIES[:n_categories],
        groups=groups,
        cube=cube,
        vintage="0" * 16,
    )


class Given:
    """A release that has the counts given, and nothing else."""

    def __init__(self, shown):
        self.shown = shown
        self.policy = shown.cube.policy
        self.nomenclature = SimpleNamespace(champs=CHAMPS, categories=CATEGORIES)

    @property
    def unprotected(self):
        return self

    def ask(self, figure, *arguments):
        if figure is comparability.compared:
            return self.compared(arguments[-1])
        return self.shown if figure is indicator_counts else figure(self, *arguments)

    def compared(self, comparison):
        """The earlier periods all of whose months are covered, if the period is."""
        covered = {bucket.start for bucket in self.shown.counts.covered}
        known = [one for one in comparison.before if covered.issuperset([*one.months(), *comparison.after.months()])]
        obstacle = None if known else comparability.Obstacle.MISSING_MONTHS
        return comparability.Compared(comparison.after, tuple(known), obstacle)

    def counts(self, kind, level):
        return self.shown.counts


def drawn(shape, rng, *, threshold=5, absent=0.1, mean=9.0):
    """An atlas of counts drawn at random, small ones withheld, some months without data."""
    counts = rng.poisson(mean, shape)
    counts[:, -1] = counts[:, :-1].sum(axis=1)
    covered = np.repeat(rng.random((1, shape[2])) >= absent, shape[1], axis=0)
    exposure = rng.integers(200, 6000, shape[1]).astype(float)
    exposure[-1] = exposure[:-1].sum()
    return atlas_of(counts, exposure=exposure, threshold=threshold, covered=covered)


def sent(shown):
    return charts.cube_bytes(
        shown,
        champs={champ: f"Champ {champ}" for champ in CHAMPS},
        categories={category: f"Catégorie {category}" for category in CATEGORIES},
        marks=(),
    )


def asked_of(shown, period, comparison=None):
    comparison = comparison or Comparison.with_years_before(period)
    of = Given(shown), "signalements", Level.QUARTIER
    judged, different = changes.judgement(*of, comparison), zones_compared.differences(*of, period)
    question = charts.question(shown, period, comparison, judged, different, title="Titre", source="Source")
    return question | {"edited": "Ce jour."}


def period(first, last):
    return Period(MONTHS[first].start, MONTHS[last].end)


# --- Counts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("threshold", [4, 5, 6])
def test_sums_are_those_of_python_when_cells_are_withheld_or_absent(run, threshold):
    rng = np.random.default_rng(threshold)
    shown = drawn((4, 7, 24), rng, threshold=threshold)
    choices = [[], *(sorted(rng.choice(24, rng.integers(1, 24), replace=False).tolist()) for _ in range(20))]
    summed = run(
        """(choices) => choices.map((buckets) => [...Array(1 + 4 + 3).keys()].map((group) =>
             cube.zones.map((_, zone) => js.cube.total(cube, group, zone, buckets))))""",
        choices,
        sent(shown),
    )
    expected = [[shown.total(group, buckets).tolist() for group in shown.groups] for buckets in choices]
    assert summed == expected
    met = {count for totals in expected for group in totals for count in group}
    assert {WITHHELD, NO_DATA} < met and any(count > 0 for count in met)


def test_group_is_that_of_python_for_every_category_and_champ(run):
    shown = drawn((4, 3, 6), np.random.default_rng(1))
    pairs = [(category, champ) for category in (None, *CATEGORIES, "rien") for champ in (None, *CHAMPS, "rien")]
    found = run(
        """(pairs) => pairs.map(([categorie, champ]) =>
             [...js.cube.members(cube, js.cube.groupOf(cube, { categorie, champ }))])""",
        pairs,
        sent(shown),
    )
    # What nobody offered is as if it were not asked.
    known = [
        (category if category != "rien" else None, champ if champ != "rien" else None) for category, champ in pairs
    ]
    assert found == [list(shown.group(*pair).members) for pair in known]
    assert [] in found and [0, 2] in found


@pytest.mark.parametrize("largest", [65_532, 65_533, 65_534, 65_535, 65_536, 5_000_000])
def test_cells_are_read_as_written_at_the_limit_of_two_bytes(run, largest):
    cells = np.array([[[largest, 0, 3, 7], [largest, 0, 3, 7]]])
    covered = np.array([[True, True, True, False]] * 2)
    shown = atlas_of(cells, threshold=5, covered=covered)
    bytes_sent = sent(shown)
    read = run("() => [...js.cube.counts(cube, 0)]", None, bytes_sent)
    assert read == [largest, 0, WITHHELD, NO_DATA] * 2
    header, packed = opened(bytes_sent)
    assert header["wide"] is (largest >= 65_534)
    assert packed.dtype.itemsize == (4 if header["wide"] else 2)


def opened(cube):
    """Header and cells of the bytes sent, as written."""
    content = gzip.decompress(cube[16:])
    length = int.from_bytes(content[:4], "little")
    header = json.loads(content[4 : 4 + length])
    return header, np.frombuffer(content[4 + length :], dtype="<u4" if header["wide"] else "<u2")


@pytest.mark.parametrize(("count", "is_withheld"), [(0, False), (1, True), (6, True), (7, False), (8, False)])
def test_a_small_count_is_in_no_byte_of_the_cube(count, is_withheld):
    cells = np.array([[[count, 20], [30, 20], [count + 30, 40]]])
    header, packed = opened(sent(atlas_of(cells, threshold=7)))
    withheld = np.iinfo(packed.dtype).max
    found = packed.reshape(cells.shape)
    expected = np.where((cells > 0) & (cells < 7), withheld, cells)
    if is_withheld:
        expected[0, -1, 0] = withheld
        # Another small count gives the same bytes: nothing in them depends on it.
        other = cells.copy()
        other[0, 0, 0], other[0, -1, 0] = 7 - count, 37 - count
        assert sent(atlas_of(other, threshold=7)) == sent(atlas_of(cells, threshold=7))
    assert (found == expected).all()


def test_margins_are_the_exact_ones_to_the_digits_shown(run):
    rng = np.random.default_rng(20260101)
    largest = 5_000_000
    counts = np.unique(
        np.r_[0:260, rng.integers(0, largest, 1500), np.exp(rng.uniform(5, math.log(largest), 1500)), largest]
    )
    counts = counts.astype(int)
    exposure = np.array([254.0, 3_750.0, 45_160.0, 2_133_111.0])
    cells = np.full((1, 4, 1), largest)
    found = run(
        """(counts) => cube.zones.map((_, zone) => counts.map((count) => {
             const { rate, low, high } = js.cube.figure(cube, zone, count);
             return [rate, low, high].flatMap((value) => [value, js.french.rate(value)]);
           }))""",
        counts.tolist(),
        sent(atlas_of(cells, exposure=exposure)),
    )
    for zone, one in enumerate(exposure):
        interval = poisson_interval(counts, one / 1000)
        for exact, (value, text) in zip(
            np.column_stack([counts / (one / 1000), interval.low, interval.high]).ravel(),
            (pair for row in found[zone] for pair in zip(row[::2], row[1::2], strict=True)),
            strict=True,
        ):
            # Two straight lines of a margin are right to five digits; the text is then that of a value so near.
            assert value == pytest.approx(exact, rel=5e-6, abs=2e-6 / (one / 1000))
            near = [formats.rate(exact * (1 - 5e-6)), formats.rate(exact), formats.rate(exact * (1 + 5e-6))]
            assert text in near or number(near[0]) < number(text) < number(near[2])


def number(text):
    return float(text.replace("\u202f", "").replace(",", "."))


def test_a_cube_stays_however_many_questions_are_asked_of_it(run):
    shown = drawn((1, 3, 6), np.random.default_rng(1))
    bytes_sent = sent(shown)
    answered = run(
        """async (packed) => {
             const { hold, named } = js.held;
             const data = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
             const name = atob(packed).slice(0, 16);
             const never = new Promise((resolve) => setTimeout(resolve, 2000));
             await hold({ data });
             for (let i = 0; i < 100; i++) {
               await hold({ data: { name: `question ${i}` } });
               await named(`question ${i}`);
               if ((await Promise.race([named(name), never]))?.name !== name) return i;
             }
             // A question long gone is awaited again, rather than answered with another.
             return Promise.race([named("question 0"), Promise.resolve("all")]);
           }""",
        base64.b64encode(bytes_sent).decode(),
    )
    assert answered == "all"


# --- Words ------------------------------------------------------------------------------------------------------------


def test_numbers_are_written_as_python_writes_them(run):
    rng = np.random.default_rng(7)
    values = [
        0,
        0.004,
        0.005,
        0.01,
        0.994,
        0.995,
        0.999,
        1,
        9.94,
        9.95,
        9.96,
        99.94,
        99.95,
        99.99,
        100,
        999.4,
        999.6,
        1000,
    ]
    values += [1234567.2, 12345678, *np.exp(rng.uniform(-6, 16, 2000)).tolist(), *rng.integers(0, 10**7, 200).tolist()]
    # Halves, where one rounding or the other must be chosen: the same on the map and under it.
    values += [0.125, 0.375, 0.625, 0.875, 1.25, 1.75, 2.25, 12.25, 12.75, 62.25, 100.5, 101.5, 102.5, 1000.5]
    written = run(
        """(values) => values.map((value) =>
             [js.french.integer(value), js.french.decimal(value, 1), js.french.rate(value)])""",
        values,
    )
    expected = [[formats.integer(value), formats.decimal(value, 1), formats.rate(value)] for value in values]
    different = [
        (value, one, other) for value, one, other in zip(values, written, expected, strict=True) if one != other
    ]
    assert different == []


def test_nouns_agree_as_python_makes_them(run):
    numbers = [0, 1, 2, 999, 1000, 1_000_000]
    written = run("(numbers) => numbers.map((one) => js.french.counted(one, ['fait', 'faits']))", numbers)
    assert written == [formats.counted(number, "fait", "faits") for number in numbers]


@pytest.mark.parametrize("seed", range(4))
def test_every_zone_says_what_the_tables_of_python_say(run, seed):
    rng = np.random.default_rng(seed)
    shown = drawn((4, 9, 24), rng, threshold=(5, 9)[seed // 2], absent=(0, 0.15)[seed % 2], mean=(9, 14)[seed // 2])
    first, last = sorted(rng.choice(np.arange(12, 24), 2, replace=False).tolist())
    looked_at = period(first, last)
    question = asked_of(shown, looked_at)
    step = int(rng.integers(24))
    states = [
        STATE
        | {
            "affichage": display,
            "categorie": group.category,
            "champ": group.champ,
            "mois": f"{MONTHS[step].start:%Y-%m}",
        }
        for display in fr.ATLAS["displays"]
        for group in shown.groups
    ]
    said = run(
        """([question, states]) => states.map((state) => {
             const seen = js.shown.lens(cube, question, state);
             return cube.zones.map((_, zone) => js.shown.sentence(seen, zone));
           })""",
        [question, states],
        sent(shown),
    )
    met = set()
    for state, sentences in zip(states, said, strict=True):
        group = shown.group(state["categorie"], state["champ"])
        expected = python_says(
            shown, group, state["affichage"], MONTHS[step] if state["affichage"] == "mois" else looked_at
        )
        assert sentences == expected, state
        met |= set(sentences)
    assert fr.ATLAS["withheld"] in met and any("soit" in sentence for sentence in met)


def before_of(row):
    return Period(row["before_start"].date(), row["before_end"].date())


def mean_before(row):
    mean = row["mean_before"]
    return formats.integer(mean) if mean >= 100 or mean == round(mean) else formats.decimal(mean)


def python_says(shown, group, display, looked_at):
    texts, nouns = fr.ATLAS, (shown.indicator.noun_singular, shown.indicator.noun)
    selection = Selection("signalements", Level.QUARTIER, looked_at, group.category, group.champ)
    rows = zones_compared.table(Given(shown), selection).frame
    if display == "changement":
        comparison = Comparison.with_years_before(looked_at)
        judged = changes.with_commune(Given(shown), selection, comparison).frame
        return [
            {Status.PRIMARY: texts["withheld"], Status.NO_DATA: readings.obstacle(row["incomparable"])}.get(
                row["status"]
            )
            or texts["change"].format(
                after=formats.counted(row["n_events"], *nouns),
                before=mean_before(row),
                period=formats.during(comparison.after),
                reference=readings.against(comparison.after, before_of(row), row["years_before"]),
                word=WORDS[row["word"]],
            )
            for _, row in judged.iterrows()
        ]
    return [
        {Status.PRIMARY: texts["withheld"], Status.NO_DATA: texts["noData"]}.get(row["status"])
        or figure(shown, row) + (difference(row) if display == "ecart" else "")
        for _, row in rows.iterrows()
    ]


def figure(shown, row):
    asked = shown.indicator
    return fr.ATLAS["rate"].format(
        count=formats.counted(row["n_events"], asked.noun_singular, asked.noun),
        rate=formats.rate(row["value"]),
        per=fr.ATLAS_PER.format(unit=asked.unit.split(" pour ")[-1]),
        low=formats.rate(row["value_low"]),
        high=formats.rate(row["value_high"]),
    )


def difference(row):
    return "" if pd.isna(row["word"]) else f" {formats.capitalised(WORDS[row['word']])}."


# --- Classes and legend -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "counts",
    [list(range(1, 11)), [0] * 8 + [5, 9], [4] * 6, [0] * 5, [10, 20, 30, 40, 50, 60], [1, 2], [7]],
    ids=["even", "mostly none", "all the same", "none", "on the limits", "two", "one"],
)
def test_a_value_on_a_limit_belongs_to_the_lower_class(run, counts):
    cells = np.array([[[count] for count in counts] + [[sum(counts)]]])
    shown = atlas_of(cells)
    edges, classes, labels = run(
        """([question, state]) => {
             const seen = js.shown.lens(cube, question, state);
             return [seen.edges, js.shown.classes(seen), js.picture.fullLegend(seen).map(({ label }) => label)];
           }""",
        [asked_of(shown, period(0, 0)), STATE | {"mesure": "nombre"}],
        sent(shown),
    )
    assert edges == np.unique(np.quantile(counts, np.linspace(0, 1, 6)).round(6)).tolist()
    assert classes == np.searchsorted(edges[1:-1], counts, side="left").tolist()
    written = [formats.integer(edge) for edge in edges]
    assert labels == ([f"{a} à {b}" for a, b in zip(written, written[1:], strict=False)] or written)


def test_classes_of_months_are_the_same_whatever_the_month(run):
    shown = drawn((2, 8, 24), np.random.default_rng(3), threshold=1)
    question = asked_of(shown, period(12, 23))
    states = [STATE | {"affichage": "mois", "mois": f"{month.start:%Y-%m}", "mesure": "nombre"} for month in MONTHS]
    legends = run(
        """([question, states]) => states.map((state) => js.shown.legend(js.shown.lens(cube, question, state)))""",
        [question, states],
        sent(shown),
    )
    assert len({json.dumps(legend) for legend in legends}) == 1


def test_legend_names_what_is_withheld_or_absent_only_where_a_zone_is(run):
    cells = np.array([[[3, 8, 9], [8, 8, 9], [11, 16, 18]]])
    covered = np.array([[True, True, False]] * 3)
    shown = atlas_of(cells, threshold=5, covered=covered)
    labels = run(
        """([question, states]) => states.map((state) =>
             js.picture.fullLegend(js.shown.lens(cube, question, state)).map(({ label, fill }) => [label, fill]))""",
        [asked_of(shown, period(0, 0)), [STATE | {"affichage": "mois", "mois": f"2023-0{i}"} for i in (1, 2, 3)]],
        sent(shown),
    )
    withheld, absent = (
        [fr.ATLAS["withheldLabel"], "url(#atlas-withheld)"],
        [fr.ATLAS["noDataLabel"], "url(#atlas-absent)"],
    )
    assert [(withheld in one, absent in one) for one in labels] == [(True, False), (False, False), (False, True)]


# --- Drawing ----------------------------------------------------------------------------------------------------------

GEOMETRY = {
    "size": [10000, 5000], "box": [0, 0, 20000, 10000], "unit": 2, "ground": 1.4,
    "zones": [
        {"code": "000", "path": "M0 0l5000 0 0 5000-5000 0z", "at": [2500, 2500], "room": 2500, "to": [-1, -1, 1, -1]},
        {"code": "001", "path": "M9000 0h-4000v5000h4000z", "at": [7000, 2500], "room": 2000, "to": [0, -1, -1, -1]},
    ],
}  # fmt: skip


PRINTED = """
([question, geometry, states, scale]) => states.map((state) => {
  const seen = js.shown.lens(cube, question, state);
  const drawing = { scale, size: 13 };
  const drawn = js.picture.labels(seen, js.picture.places(seen, geometry, drawing), drawing);
  const text = `<svg xmlns="http://www.w3.org/2000/svg">${drawn}</svg>`;
  const svg = new DOMParser().parseFromString(text, "image/svg+xml");
  return [...svg.querySelectorAll("text")].map((text) => [...text.children].map((line) => line.textContent));
})
"""


@pytest.mark.parametrize(
    ("scale", "printed"),
    [
        (0.0098, ["Zone 000", "9"]),
        (0.0096, ["Zone ", "000", "9"]),
        (0.0086, ["Zone ", "000", "9"]),
        (0.0084, ["9"]),
        (0.0061, ["9"]),
        (0.0060, None),
    ],
)
def test_a_label_is_cut_then_gives_up_its_name_then_its_figure_where_it_does_not_fit(run, scale, printed):
    shown = atlas_of(np.array([[[9], [12], [21]]]))
    asked = [asked_of(shown, period(0, 0)), GEOMETRY, [STATE | {"mesure": "nombre"}], scale]
    (lines,) = run(PRINTED, asked, sent(shown))
    assert (lines[0] if lines else None) == printed


def test_a_zone_chosen_keeps_its_name_where_it_does_not_fit(run):
    shown = atlas_of(np.array([[[9], [12], [21]]]))
    asked = [asked_of(shown, period(0, 0)), GEOMETRY, [STATE | {"mesure": "nombre", "zones": ["001"]}], 0.0051]
    assert run(PRINTED, asked, sent(shown)) == [[["Zone 001", "12"]]]


@pytest.mark.parametrize(("count", "is_withheld"), [(4, True), (5, False), (6, False)])
def test_a_zone_prints_its_published_figures_and_never_a_withheld_one(run, count, is_withheld):
    cells = np.array([[[20] * 12 + [count], [30] * 12 + [count + 3], [50] * 12 + [2 * count + 3]]])
    shown = atlas_of(cells, threshold=5)
    states = [
        STATE | choice | {"affichage": one} for one in fr.ATLAS["displays"] for choice in ({}, {"mesure": "nombre"})
    ]
    lines = run(PRINTED, [asked_of(shown, period(12, 12)), GEOMETRY, states, 0.05], sent(shown))
    figures = [one[0][-1] for one in lines]
    mark = fr.ATLAS["withheldMark"]
    expected = [str(count), str(count)] * 2 + [f"20 → {count}"] * 2 + [str(count)] * 2
    # Of 1,000 residents, a rate for 1,000 is the count.
    assert [figure.removesuffix(",0") for figure in figures] == ([mark] * 8 if is_withheld else expected)


def test_a_hostile_name_is_only_ever_text(run):
    cells = np.array([[[9], [12], [21]]])
    shown = atlas_of(cells, labels=[HOSTILE, "Zone 2", "Commune"])
    cube = charts.cube_bytes(shown, champs={}, categories={CATEGORIES[0]: HOSTILE}, marks=())
    question = asked_of(shown, period(0, 0)) | {"title": HOSTILE, "source": HOSTILE, "edited": HOSTILE}
    state = STATE | {"zones": ["000"], "categorie": CATEGORIES[0]}
    texts, elements, attributes = run(
        """([question, geometry, state]) => {
             const text = js.picture.picture(cube, geometry, question, state);
             const svg = new DOMParser().parseFromString(text, "image/svg+xml");
             const all = [...svg.querySelectorAll("*")];
             return [
               [...svg.querySelectorAll("text")].map((one) => one.textContent),
               [...new Set(all.map(({ nodeName }) => nodeName))],
               all.flatMap(({ attributes }) => [...attributes]).filter(({ name }) => name.startsWith("on")).length,
             ];
           }""",
        [question, GEOMETRY, state],
        cube,
    )
    assert {"parsererror", "img", "script", "image"} & set(elements) == set() and attributes == 0
    assert sum(HOSTILE in text for text in texts) == 4


def test_server_draws_the_same_hostile_picture(run):
    shown = atlas_of(np.array([[[9], [2], [21]]]), threshold=5, labels=[HOSTILE, "L’Été – « à côté »", "Commune"])
    cube, question = sent(shown), asked_of(shown, period(0, 0))
    for display in fr.ATLAS["displays"]:
        state = STATE | {"affichage": display, "zones": ["000"], "vue": {"x": 0.3, "y": 0.6, "k": 1.7}}
        in_browser = run(
            "([question, geometry, state]) => js.picture.picture(cube, geometry, question, state)",
            [question, GEOMETRY, state],
            cube,
        )
        assert in_browser == charts.draw(cube, question, state, json.dumps(GEOMETRY))


def test_view_stays_over_the_commune_whatever_is_asked(run):
    rng = np.random.default_rng(5)
    views = [
        {"x": x, "y": y, "k": k} for x, y, k in zip(*rng.uniform([-2, -2, 1], [3, 3, 40], (300, 3)).T, strict=True)
    ]
    views += [{"x": 0.2, "y": 0.9, "k": 1}, {"x": 0.5, "y": 0.5, "k": 40}, {"x": 0.25, "y": 0.75, "k": 2}]
    kept, twice = run("(views) => [views.map(js.view.kept), views.map(js.view.kept).map(js.view.kept)]", views)
    assert kept == twice
    for asked, view in zip(views, kept, strict=True):
        reach = 0.5 - 0.5 / asked["k"]
        for side in ("x", "y"):
            assert view[side] == pytest.approx(min(max(asked[side], 0.5 - reach), 0.5 + reach), abs=1e-4)
        assert view["k"] == pytest.approx(asked["k"], abs=1e-4)
    assert kept[-3] == {"x": 0.5, "y": 0.5, "k": 1} and kept[-1] == views[-1]


def test_scale_bar_measures_a_round_length(run):
    rng = np.random.default_rng(6)
    cases = [[float(ground), float(scale)] for ground, scale in np.exp(rng.uniform([-2, -4], [3, 1], (200, 2)))]
    bars = run("(cases) => cases.map(([ground, scale]) => js.picture.scaleBar({ ground }, scale))", cases)
    for (ground, scale), bar in zip(cases, bars, strict=True):
        number, unit = bar["text"].split("\u00a0")
        metres = int(number.replace("\u202f", "")) * {"m": 1, "km": 1000}[unit]
        assert re.fullmatch("[125]0*", str(metres))
        assert bar["pixels"] == pytest.approx(metres / ground * scale, rel=1e-4)
        assert 140 / 2.5 - 1e-3 <= bar["pixels"] <= 140 + 1e-3


def test_axis_of_the_line_ends_on_a_round_number_over_all_months(run):
    highest = [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 19, 21, 41, 60, 61, 80, 81, 99, 100, 101, 999, 1001, 123_456]
    ticks = run(
        """(highest) => Promise.all(highest.map(async (most) => {
             const root = document.body.appendChild(document.createElement("div"));
             root.style.width = "600px";
             const steps = ["2024-01", "2024-02"].map((id) => ({ id, label: id }));
             const cells = Uint32Array.from([0, most]);
             const zones = [{ code: "99999", label: "Commune" }];
             const cube = {
               name: `${most}`, wide: true, cells, sums: new Map(), zones, steps, buckets: [[0, 1], [1, 2]],
               categories: [{}], champs: [], texts: { noData: "" }, nouns: ["fait", "faits"],
               usual: { years: 0, fewest: 1, excess: [] }, palette: { colours: {}, lines: [] },
             };
             const seen = { chosen: [], whole: 0, group: 0, step: 0 };
             const here = { root, cube, seen, question: { cuts: cube.zones.map(() => []) }, state: {} };
             const line = js.line.line(here);
             // Painted once the page has measured its width.
             await new Promise((drawn) => { here.paint = drawn; });
             line.paint();
             return [...root.querySelectorAll("svg text[text-anchor=end]")].map((tick) => tick.textContent);
           }))""",
        highest,
    )
    for most, labels in zip(highest, ticks, strict=True):
        zero, half, top = (int(label.replace("\u202f", "")) for label in labels)
        assert zero == 0 and top == 2 * half and top >= most
        assert re.fullmatch("(1|2|4|6|8)0*|10+", str(top)) and (top <= 2 * most or most == 1)


def test_ground_covers_the_frame_and_lies_where_the_earth_is(run):
    west, north = 260_000.0, 6_250_000.0
    geometry = {"unit": 2.5, "box": [west, north - 12_500, west + 25_000, north], "size": [10_000, 5_000]}
    size = {"width": 700, "height": 420}
    for k in (1, 3.7, 40):
        placed, images, credit = run(
            """([geometry, size, k]) => {
                 const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
                 const ground = svg.appendChild(document.createElementNS(svg.namespaceURI, "g"));
                 const vue = { x: 0.5, y: 0.5, k };
                 const placed = js.picture.placed(geometry, size, vue);
                 const base = { url: "data:image/png,{z}/{x}/{y}", attribution: "Atelier" };
                 const here = { question: { base }, geometry, state: { couches: ["fond"], vue } };
                 const credit = js.tiles.tiles(ground, here, { ...size, ...placed });
                 const read = (image) => ["href", "x", "y", "width"].map((name) => image.getAttribute(name));
                 return [placed, [...ground.children].map(read), credit];
               }""",
            [geometry, size, k],
        )
        assert credit == "Atelier"
        boxes = []
        for address, x, y, side in images:
            z, column, row = map(int, address.removeprefix("data:image/png,").split("/"))
            metres = 2 * 20037508.342789244 / 2**z
            assert float(x) == pytest.approx((column * metres - 20037508.342789244 - west) / 2.5, abs=0.01)
            assert float(y) == pytest.approx((north - 20037508.342789244 + row * metres) / 2.5, abs=0.01)
            assert float(side) == pytest.approx(metres / 2.5)
            left, top = (float(one) * placed["scale"] + placed[axis] for one, axis in ((x, "x"), (y, "y")))
            boxes.append((left, top, left + float(side) * placed["scale"], top + float(side) * placed["scale"]))
        assert len(boxes) == len({image[0] for image in images})
        for across in np.linspace(0.5, size["width"] - 0.5, 9):
            for down in np.linspace(0.5, size["height"] - 0.5, 7):
                assert sum(x1 <= across <= x2 and y1 <= down <= y2 for x1, y1, x2, y2 in boxes) >= 1
        assert len(boxes) <= 30
