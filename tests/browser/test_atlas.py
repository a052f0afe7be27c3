"""The map of the Carte: how it moves, what is chosen on it, how it is used without a mouse, what it says and saves."""

import json
import random
import re
import struct
from collections import deque
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analytics.blocks import zone_map
from analytics.charts import CHANGES
from analytics.charts import atlas as charts
from analytics.figures import Observatory, changes, counts, observe, zones_compared
from analytics.figures.comparability import Comparison, Obstacle
from analytics.figures.indicator_counts import indicator_counts
from analytics.indicators import indicator
from analytics.text import chips, formats, fr, readings
from analytics.text.verdicts import WORDS
from data import journal, reference
from data.model import Level, Period, Selection
from tests.browser import communes
from tests.browser.carte import Carte, asking
from tests.browser.conftest import watched
from tests.scopes import full

SIGNALEMENTS = "indicateur=signalements"
IN_2025 = "periode=2025-01~2025-12"
YEAR_2025 = Period.of_months(date(2025, 1, 1), date(2025, 12, 1))
DISPLAYS = ("periode", "mois", "changement", "ecart")
ARROWS = ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown")
TANNERIES, CENTRE = "Les Tanneries", "Centre ancien"
CODES = {CENTRE: "1", "La Gare": "3", TANNERIES: "4"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def source(demo_home: Path) -> Observatory:
    return observe(demo_home)


@pytest.fixture
def touch(page):
    """Fingers on the screen: each step gives where they are, none to lift them."""
    session = page.context.new_cdp_session(page)

    def gesture(*steps):
        for i, points in enumerate(steps):
            kind = "touchStart" if i == 0 else "touchMove" if points else "touchEnd"
            fingers = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    return gesture


def code_of(carte, name):
    return next(code for code, label in carte.names.items() if label == name)


def scrolled(page):
    return page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTop")


# --- View -------------------------------------------------------------------------------------------------------------


def test_map_zooms_and_comes_back_by_wheel_buttons_and_keys(open_carte):
    carte = open_carte()
    whole = carte.place
    carte.wheel(-300)
    assert carte.scale > 1.5 * whole[2] and carte.view["k"] > 1.5
    carte.wheel(2000)
    assert carte.place == whole and "vue" not in carte.address
    for enlarge, reduce, reset in (("zoomIn", "zoomOut", "whole"), ("+", "-", "0")):
        press = carte.press_key if enlarge == "+" else carte.press_button
        carte.map.focus()
        press(enlarge)
        once = carte.scale
        press(enlarge)
        assert carte.scale > once > whole[2]
        press(reduce)
        assert carte.scale == pytest.approx(once, rel=1e-3)
        press(reset)
        assert carte.place == whole


def test_zoom_stops_at_its_bounds_when_the_reader_insists(open_carte):
    carte = open_carte()
    whole = carte.place
    carte.press("zoomOut")
    assert carte.place == whole
    carte.map.focus()
    carte.keys(*["+"] * 10)
    assert carte.view["k"] == 40
    assert carte.scale == pytest.approx(40 * whole[2], rel=1e-6)


def test_map_follows_the_hand_when_zoomed_and_never_leaves_the_commune(open_carte, page):
    carte = open_carte()
    x, y = carte.middle()

    def drag(dx, dy):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + dx, y + dy, steps=4)
        page.mouse.up()
        carte.settled()

    whole = carte.place
    drag(60, 40)
    assert carte.place == whole
    carte.press("zoomIn")
    carte.press("zoomIn")
    before = carte.place
    drag(60, 40)
    assert carte.place == pytest.approx((before[0] + 60, before[1] + 40, before[2]), abs=1)
    assert carte.chosen == []
    for _ in range(3):
        drag(480, 480)
    # The north-west corner of the commune at most in the middle of half a frame: no emptiness is shown.
    assert carte.view["x"] == carte.view["y"] == pytest.approx(0.5 / carte.view["k"], abs=1e-3)


def test_wheel_scrolls_the_page_when_all_of_the_map_is_seen(open_carte, page):
    carte = open_carte()
    page.mouse.move(*carte.middle())
    before = scrolled(page)
    page.mouse.wheel(0, 200)
    page.wait_for_function("(before) => document.querySelector('[data-testid=stMain]').scrollTop > before", arg=before)
    assert "vue" not in carte.address


def test_map_frames_the_zones_chosen_when_asked(open_carte):
    carte = open_carte(f"zones={CODES[CENTRE]}")
    expect(carte.atlas.locator("button[name=fit]")).to_be_enabled()
    carte.press("fit")
    frame, zone = carte.map.bounding_box(), carte.zone(code_of(carte, CENTRE)).bounding_box()
    for start, size in (("x", "width"), ("y", "height")):
        assert zone[start] + zone[size] / 2 == pytest.approx(frame[start] + frame[size] / 2, abs=2)
    assert max(zone["width"] / frame["width"], zone["height"] / frame["height"]) == pytest.approx(0.8, abs=0.03)
    carte.click(code_of(carte, CENTRE))
    expect(carte.atlas.locator("button[name=fit]")).to_be_disabled()


def test_view_and_choice_survive_every_change_screen_and_reload(open_carte, page):
    carte = open_carte(SIGNALEMENTS)
    carte.click(code_of(carte, TANNERIES))
    carte.wheel(-250)
    place, view = carte.place, carte.address["vue"]

    def is_kept():
        assert (carte.place, carte.address["vue"], carte.chosen) == (place, view, [TANNERIES])
        assert carte.address["zones"] == [CODES[TANNERIES]]

    is_kept()
    for change in (
        lambda: carte.choose("champ", "mediation_sociale"),
        *(lambda display=display: carte.show(display) for display in ("mois", "changement", "ecart", "periode")),
        lambda: carte.measure("nombre"),
        lambda: carte.choose("comparaison", "autre"),
        lambda: carte.choose("indicateur", "plaintes"),
        lambda: carte.choose("indicateur", "signalements"),
        lambda: carte.choose("categorie", "bruit_tapage"),
    ):
        change()
        is_kept()
    carte.span("periode", "2025-03", "2025-11")
    is_kept()
    assert carte.address["periode"] == ["2025-03", "2025-11"]
    carte.press_link("Évolution")
    carte.press_link("Carte")
    expect(page.locator(".st-key-filters")).to_have_count(0)
    carte.settled()
    is_kept()
    page.reload()
    carte.settled()
    is_kept()
    assert carte.atlas.locator("select[name=categorie]").input_value() == "bruit_tapage"
    assert carte.atlas.locator("input[name=mesure]:checked").input_value() == "nombre"


def test_view_stays_when_the_cut_changes_and_its_zones_are_chosen_anew(open_carte):
    carte = open_carte(f"{SIGNALEMENTS}&vue=0.4~0.45~3")
    place = carte.place
    quartiers = set(carte.names)
    carte.choose("decoupage", "iris")
    assert len(carte.names) == 40 and not quartiers & set(carte.names)
    assert carte.view == {"x": 0.4, "y": 0.45, "k": 3}
    assert carte.place == pytest.approx(place, rel=0.02)


@pytest.mark.parametrize(
    "asked",
    [
        "vue=rien&affichage=autre&couches=rien&zones=Ailleurs",
        "vue=9~9~900&affichage=mois&mois=1789-07",
        "vue=nan~nan~nan",
        "vue=0.5~-inf~inf",
    ],
)
def test_map_stands_when_the_address_asks_for_what_cannot_be(open_carte, asked):
    carte = open_carte(asked)
    expect(carte.zones).to_have_count(14)
    frame, zones = carte.map.bounding_box(), carte.map.locator("g.zones").bounding_box()
    assert zones["x"] < frame["x"] + frame["width"] and zones["x"] + zones["width"] > frame["x"]


def test_card_is_the_same_by_pointer_and_by_keyboard(open_carte, page):
    carte = open_carte(SIGNALEMENTS)
    for display in DISPLAYS:
        carte.show(display)
        carte.enter_by_keyboard()
        said = carte.card.inner_text()
        code = carte.focused
        name, sentence = carte.names[code], carte.sentences[carte.names[code]]
        assert said == f"{name}\n{sentence}"
        page.keyboard.press("Escape")
        expect(carte.card).to_be_hidden()
        assert carte.hover(code) == said
        page.mouse.move(0, 0)
        expect(carte.card).to_be_hidden()


def test_card_stays_within_the_frame_wherever_the_zone_is(open_carte, page):
    carte = open_carte(SIGNALEMENTS)
    frame = carte.map.bounding_box()
    for code in carte.names:
        carte.hover(code)
        box, frame = carte.card.bounding_box(), carte.map.bounding_box()
        assert frame["x"] - 1 <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
        assert frame["y"] - 1 <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"] + 1


# --- Choice -----------------------------------------------------------------------------------------------------------


def test_zones_are_chosen_added_and_given_up_by_mouse(open_carte):
    carte = open_carte(SIGNALEMENTS)
    first, second, third = list(carte.names)[:3]
    name = carte.names
    carte.click(first)
    assert carte.chosen == [name[first]] and carte.address["zones"] == [first]
    carte.click(second)
    assert carte.chosen == [name[second]]
    carte.click(third, modifiers=["Shift"])
    carte.click(first, modifiers=["Control"])
    assert carte.address["zones"] == [second, third, first]
    assert carte.atlas.locator(".figures h2").all_inner_texts() == [name[second], name[third], name[first]]
    carte.click(third, modifiers=["Shift"])
    assert carte.address["zones"] == [second, first]
    carte.click(second)
    carte.click(second)
    assert carte.chosen == [] and "zones" not in carte.address
    assert carte.atlas.locator(".figures h2").all_inner_texts() == [fr.WHOLE_COMMUNE]


def test_categories_are_those_of_the_champ_chosen(open_carte, source):
    carte = open_carte(SIGNALEMENTS)
    met = counts.available_categories(full(source), "signalements")

    def offered():
        return carte.atlas.locator("select[name=categorie] option").evaluate_all("(all) => all.map((one) => one.value)")

    assert offered() == ["", *met]
    for champ in counts.available_champs(full(source), "signalements"):
        carte.choose("champ", champ)
        served = [category for category in met if category in source.nomenclature.of_champ(champ)]
        assert offered() == ["", *served]
    carte.choose("champ", "mediation_sociale")
    kept, lost = (
        next(
            category for category in met if (category in source.nomenclature.of_champ("insecurite_routiere")) is within
        )
        for within in (True, False)
    )
    carte.choose("champ", None)
    carte.choose("categorie", kept)
    carte.choose("champ", "insecurite_routiere")
    assert carte.atlas.locator("select[name=categorie]").input_value() == kept
    carte.choose("champ", None)
    carte.choose("categorie", lost)
    carte.choose("champ", "insecurite_routiere")
    assert carte.atlas.locator("select[name=categorie]").input_value() == ""
    assert "categorie" not in carte.address and "champ" in carte.address


def test_indicator_and_cut_are_chosen_in_the_atlas_and_kept_elsewhere(open_carte, source, page):
    carte = open_carte()

    def chosen():
        menus = (carte.atlas.locator(f"select[name={name}]") for name in ("indicateur", "decoupage"))
        return [menu.input_value() for menu in menus]

    assert chosen() == ["plaintes", "quartier"]
    for slug in ("signalements", "plaintes", "main_courante"):
        carte.choose("indicateur", slug)
        assert carte.atlas.locator("select[name=categorie] option").count() == 1 + len(
            counts.available_categories(full(source), slug)
        )
        assert carte.address["indicateur"] == [slug]
    carte.choose("decoupage", "iris")
    assert carte.address["decoupage"] == ["iris"]
    assert chosen() == ["main_courante", "iris"] and len(carte.names) == 40
    carte.press_link("Évolution")
    expect(page.get_by_role("combobox", name=fr.INDICATOR)).to_have_value(indicator("main_courante").label)
    expect(page.get_by_role("combobox", name=fr.LEVEL)).to_have_value(reference.levels()[Level.IRIS].label)
    carte.press_link("Carte")
    assert chosen() == ["main_courante", "iris"]


def test_keyboard_stays_on_the_menu_that_it_used(open_carte):
    carte = open_carte()
    for name, value in (("indicateur", "signalements"), ("decoupage", "iris"), ("comparaison", "autre")):
        menu = carte.atlas.locator(f"select[name={name}]")
        if name == "comparaison":
            carte.open_dates()
        menu.focus()
        carte.choose(name, value)
        expect(menu).to_be_focused()
        expect(menu).to_have_value(value)


def test_map_compares_the_months_that_the_reader_chooses(open_carte):
    carte = open_carte(f"{SIGNALEMENTS}&affichage=changement")
    note, subtitle = carte.atlas.locator(".note"), carte.atlas.locator(".subtitle")
    reference = carte.atlas.locator("select[name=reference]")
    expect(note).to_be_hidden()
    expect(reference.first).to_be_hidden()
    carte.span("periode", "2025-09", "2025-10")
    expect(subtitle).to_contain_text(fr.YEAR_BEFORE)
    carte.choose("comparaison", "autre")
    carte.span("reference", "2025-07", "2025-08")
    expect(note).to_have_text(readings.obstacle(Obstacle.OTHER_MONTHS))
    carte.span("reference", "2025-10", "2025-12")
    expect(note).to_have_text(readings.obstacle(Obstacle.OVERLAP))
    assert carte.sentences[TANNERIES] == readings.obstacle(Obstacle.OVERLAP)
    carte.span("reference", "2024-09", "2024-10")
    expect(note).to_be_hidden()
    said = carte.sentences[TANNERIES]
    carte.choose("comparaison", "annees")
    assert carte.address["reference"] == ["2024-09", "2024-10"] and "comparaison" in carte.address
    expect(reference.first).to_be_hidden()
    assert re.findall(r"\d+", said)[:1] == re.findall(r"\d+", carte.sentences[TANNERIES])[:1]
    assert said.split(":")[-1] == carte.sentences[TANNERIES].split(":")[-1]


def test_period_by_default_stays_out_of_the_address_and_follows_the_data(open_carte):
    carte = open_carte(SIGNALEMENTS)
    carte.click(CODES[TANNERIES])
    assert not {"periode", "reference"} & set(carte.address)
    carte.span("periode", "2025-12", "2025-02")
    assert carte.address["periode"] == ["2025-12", "2025-02"]
    menus = carte.atlas.locator("select[name=periode]")
    expect(carte.atlas.locator(".subtitle")).to_contain_text("de février à décembre 2025")
    assert [menus.nth(rank).input_value() for rank in (0, 1)] == ["2025-12", "2025-02"]


def test_definition_and_limits_are_one_click_away(open_carte):
    carte = open_carte(SIGNALEMENTS)
    asked = indicator("signalements")
    expect(carte.page.get_by_text(asked.definition)).to_be_hidden()
    carte.atlas.get_by_text(fr.DEFINITION).click()
    for text in (asked.definition, *asked.caveats):
        expect(carte.atlas.get_by_text(text)).to_be_visible()


def test_last_of_hurried_choices_wins(open_carte, page):
    carte = open_carte(SIGNALEMENTS)
    page.evaluate(
        """() => {
          const choose = (name, value) => {
            const menu = document.querySelector(`.atlas select[name=${name}]`);
            menu.value = value;
            menu.dispatchEvent(new Event("input", { bubbles: true }));
          };
          for (const slug of ["main_courante", "plaintes", "signalements"]) choose("indicateur", slug);
          choose("decoupage", "iris");
          choose("champ", "mediation_sociale");
        }"""
    )
    carte.settled()
    asked = {
        name: carte.atlas.locator(f"select[name={name}]").input_value() for name in ("indicateur", "decoupage", "champ")
    }
    assert asked == {"indicateur": "signalements", "decoupage": "iris", "champ": "mediation_sociale"}
    assert len(carte.names) == 40
    assert {part: said for part, (said,) in carte.address.items()} == asked | {
        "mesure": "taux",
        "comparaison": "annees",
    }
    expect(carte.atlas).to_have_attribute("aria-busy", "false")


def test_measure_is_offered_where_the_map_has_one(open_carte):
    carte = open_carte()
    for display in DISPLAYS:
        carte.show(display)
        assert carte.atlas.locator(".mesure").is_visible() is (display in ("periode", "mois"))
    carte.choose("decoupage", "commune")
    expect(carte.map).to_be_hidden()
    expect(carte.atlas.locator(".figures article")).to_have_count(1)


def test_limits_of_other_cuts_are_drawn_when_added(open_carte, page):
    carte = open_carte()
    assert carte.atlas.locator("g.limits path").count() == 0
    carte.atlas.locator(".couches summary").click()
    carte.atlas.locator("input[name=couche][value=iris]").check()
    carte.settled()
    expect(carte.atlas.locator("g.limits path")).to_have_count(1)
    assert carte.address["couches"] == ["iris"]
    drawn, zones = (
        carte.map.locator(shapes).evaluate(
            """(shapes) => {
              const { x, y, width, height } = shapes.getBBox();
              const corners = [[x, y], [x + width, y + height]].map(([x, y]) => new DOMPoint(x, y));
              const onScreen = corners.map((corner) => corner.matrixTransform(shapes.getScreenCTM()));
              return onScreen.flatMap(({ x, y }) => [x, y]);
            }"""
        )
        for shapes in ("g.limits path", "g.zones")
    )
    assert drawn == pytest.approx(zones, abs=1)
    page.keyboard.press("Escape")
    assert carte.atlas.locator(".couches").get_attribute("open") is None
    page.reload()
    carte.settled()
    expect(carte.atlas.locator("g.limits path")).to_have_count(1)


# --- Months -----------------------------------------------------------------------------------------------------------


def test_month_moves_by_keyboard_and_the_classes_stay(open_carte):
    carte = open_carte(SIGNALEMENTS)
    carte.show("mois")
    for measure in ("taux", "nombre"):
        carte.measure(measure)
        legend = carte.legend
        assert len([label for label in legend if re.fullmatch(r"[\d\u202f,]+ à [\d\u202f,]+", label)]) >= 3
        carte.slider.focus()
        seen, colours = set(), set()
        moves = (("Home", 0), ("ArrowRight", 1), ("End", 71), ("ArrowLeft", 70), ("ArrowLeft", 69), ("PageDown", None))
        for key, step in moves:
            carte.press_key(key)
            value = int(carte.slider.input_value())
            assert step is None or value == step
            month = formats.month(date(2020 + value // 12, value % 12 + 1, 1))
            assert carte.slider.get_attribute("aria-valuetext") == month
            assert carte.atlas.locator(".time output").inner_text() == month
            assert carte.legend == legend
            seen.add(value)
            colours.add(tuple(carte.colours))
        carte.settled()
        assert carte.address["mois"] == [f"{2020 + value // 12}-{value % 12 + 1:02}"]
        assert len(colours) == len(seen) == 6


def test_months_play_to_the_last_and_stop_there(open_carte):
    carte = open_carte(f"{SIGNALEMENTS}&affichage=mois&mois=2025-10")
    button = carte.atlas.locator("button[name=lecture]")
    expect(button).to_have_accessible_name(fr.ATLAS["play"])
    button.click()
    expect(button).to_have_accessible_name(fr.ATLAS["pause"])
    expect(carte.slider).to_have_attribute("aria-valuetext", "novembre 2025")
    expect(carte.slider).to_have_attribute("aria-valuetext", "décembre 2025")
    expect(button).to_have_accessible_name(fr.ATLAS["play"])
    carte.settled()
    assert carte.address["mois"] == ["2025-12"]
    # Played again from the last month, it starts from the first; a hand on the slider stops it.
    button.click()
    expect(carte.slider).to_have_attribute("aria-valuetext", "février 2020")
    carte.slider.focus()
    carte.page.keyboard.press("End")
    expect(button).to_have_accessible_name(fr.ATLAS["play"])
    carte.settled()
    assert carte.slider.get_attribute("aria-valuetext") == "décembre 2025"


def test_a_month_of_the_line_is_shown_on_the_map_when_clicked(open_carte):
    carte = open_carte(SIGNALEMENTS)
    line = carte.atlas.locator("svg.line").first
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    carte.page.mouse.click(box["x"] + 46 + (box["width"] - 58) * (50.5 / 72), box["y"] + 60)
    carte.settled()
    assert carte.address["affichage"] == ["mois"] and carte.address["mois"] == ["2024-03"]
    assert carte.slider.get_attribute("aria-valuetext") == "mars 2024"
    expect(line.locator(".cursor")).to_have_attribute("visibility", "visible")


def test_table_follows_period_month_and_change(open_carte, source):
    carte = open_carte(f"{SIGNALEMENTS}&{IN_2025}&affichage=mois&mois=2024-05")

    def same(column, expected):
        rows = carte.table()
        assert [row[column] for row in rows] == expected

    def by_zone(period):
        table = counts.table(full(source), Selection("signalements", Level.QUARTIER, period), "total")
        commune = counts.table(full(source), Selection("signalements", Level.COMMUNE, period), "total")
        return [formats.integer(n) for n in [*table.frame["n_events"], *commune.frame["n_events"]]]

    column = list(carte.table()[0])[1]
    same(column, by_zone(Period.of_months(date(2024, 5, 1), date(2024, 5, 1))))
    carte.slider.focus()
    carte.keys("ArrowRight")
    same(column, by_zone(Period.of_months(date(2024, 6, 1), date(2024, 6, 1))))
    carte.show("periode")
    same(column, by_zone(YEAR_2025))
    carte.show("changement")
    selection = Selection("signalements", Level.QUARTIER, YEAR_2025)
    changed = changes.with_commune(full(source), selection, Comparison.with_years_before(YEAR_2025)).frame
    rows = carte.table()
    assert [list(row.values())[1] for row in rows] == [formats.integer(n) for n in changed["n_events"]]
    # A chip is read after the name of its sign.
    said = [list(row.values())[-1].partition(" ")[2] for row in rows]
    assert said == [chips.word(word) for word in changed["word"]]


# --- Legend and figures -----------------------------------------------------------------------------------------------


def test_legend_has_class_limits_words_and_patterns(open_carte):
    carte = open_carte(SIGNALEMENTS)
    limits = [label.split(" à ") for label in carte.legend]
    assert len(limits) == 5
    assert [high for _, high in limits[:-1]] == [low for low, _ in limits[1:]]
    carte.choose("categorie", "animaux")
    carte.show("changement")
    fills = carte.atlas.locator("ul.legend rect").evaluate_all("(all) => all.map((one) => one.getAttribute('fill'))")
    assert carte.legend == [chips.word(word) for word in CHANGES]
    # Each word but « stable » has a pattern of its own besides its colour, on the map as in the legend.
    patterned = [fill.removeprefix("url(#atlas-key-").removesuffix(")") for fill in fills if fill.startswith("url(")]
    assert len(set(patterned)) == len(patterned) == len(CHANGES) - 1
    used = set(carte.colours)
    assert used <= {fill.replace("-key", "") for fill in fills}
    assert len(used) > 1 and "url(#atlas-unsure)" in used
    for name in patterned:
        shapes = [carte.map.locator(f'defs [id="{kind}{name}"] path') for kind in ("atlas-", "atlas-key-")]
        on_map, in_legend = ([one.get_attribute("d"), one.get_attribute("stroke")] for one in shapes)
        assert on_map == in_legend and all(on_map)


def mean_before(change):
    mean = change["mean_before"]
    return formats.integer(mean) if mean >= 100 or mean == round(mean) else formats.decimal(mean)


def sentence(row, change, asked, display):
    """What Python's tables say of a zone, in the words of its card."""
    texts = fr.ATLAS
    nouns = (asked.noun_singular, asked.noun)
    if display == "changement":
        after, before = (
            Period(change[f"{one}_start"].date(), change[f"{one}_end"].date()) for one in ("period", "before")
        )
        return texts["change"].format(
            after=formats.counted(change["n_events"], *nouns),
            before=mean_before(change),
            period=formats.during(after),
            reference=readings.against(after, before, change["years_before"]),
            word=WORDS[change["word"]],
        )
    said = texts["rate"].format(
        count=formats.counted(row["n_events"], *nouns),
        rate=formats.rate(row["value"]),
        per=fr.ATLAS_PER.format(unit=asked.unit.split(" pour ")[-1]),
        low=formats.rate(row["value_low"]),
        high=formats.rate(row["value_high"]),
    )
    return said if display != "ecart" else f"{said} {formats.capitalised(WORDS[row['word']])}."


@pytest.mark.parametrize("slug", ["signalements", "plaintes"])
def test_map_says_what_the_tables_of_python_say(open_carte, source, slug):
    carte = open_carte(f"indicateur={slug}&{IN_2025}")
    rng = random.Random(20260101)
    asked = full(source).ask(indicator_counts, slug, Level.QUARTIER)
    comparison = Comparison.with_years_before(YEAR_2025)
    pairs = {(category, "mois") for category in rng.sample(asked.categories, 2)}
    pairs |= {(category, display) for display in DISPLAYS for category in (None, *rng.sample(asked.categories, 2))}
    for category, display in sorted(pairs, key=str):
        carte.atlas.locator("select[name=categorie]").select_option(category or "")
        carte.atlas.locator(f"input[name=affichage][value={display}]").check()
        period = YEAR_2025
        if display == "mois":
            step = rng.randrange(72)
            carte.slider.fill(str(step))
            month = date(2020 + step // 12, step % 12 + 1, 1)
            period = Period.of_months(month, month)
        selection = Selection(slug, Level.QUARTIER, period, category=category)
        table = zones_compared.table(full(source), selection).frame[:-1]
        changed = changes.with_commune(full(source), selection, comparison).frame
        carte.says(
            {
                row["zone_label"]: sentence(row, change, asked.indicator, display)
                for (_, row), (_, change) in zip(table.iterrows(), changed[:-1].iterrows(), strict=True)
            }
        )


PRINTED = """
(map) => [...map.querySelectorAll("g.names text")].map((text) => {
  const figure = text.querySelector(".figure").textContent;
  return [text.textContent.slice(0, -figure.length), figure];
})
"""


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "desk"])
def test_each_zone_prints_the_figure_that_it_says(open_carte, page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    carte = open_carte(f"{SIGNALEMENTS}&{IN_2025}")
    for display in DISPLAYS:
        carte.show(display)
        printed = carte.map.evaluate(PRINTED)
        assert len(printed) >= (13 if size[0] > 1000 else 7)
        for name, figure in printed:
            if name:
                first, _, last = figure.partition(" → ")
                said = carte.sentences[name]
                assert first in said and (last in said if display == "changement" else "soit " + figure in said)


def test_legend_counts_the_zones_of_each_class(open_carte):
    carte = open_carte(SIGNALEMENTS)
    for display in DISPLAYS:
        carte.show(display)
        fills, counts = (
            carte.atlas.locator(f"ul.legend {one}").evaluate_all(read)
            for one, read in (
                ("rect", "(all) => all.map((one) => one.getAttribute('fill').replace('-key', ''))"),
                ("text", "(all) => all.map((one) => Number(one.textContent))"),
            )
        )
        assert counts == [carte.colours.count(fill) for fill in fills] and sum(counts) == 14


def test_figures_and_reading_say_the_same_when_zones_are_chosen(open_carte):
    carte = open_carte(f"{SIGNALEMENTS}&zones={CODES[TANNERIES]}")
    article = carte.atlas.locator(".figures article")
    expect(article).to_have_count(1)
    sentence = carte.sentences[TANNERIES]
    assert article.locator("h2").inner_text() == TANNERIES
    assert sentence in article.inner_text()
    assert sentence.startswith(article.locator("strong").inner_text())
    assert sentence.rstrip(".") in carte.page.locator("[data-testid=stMain]").inner_text()


def test_hostile_names_are_text_wherever_they_are_shown(page, app_server, open_carte, tmp_path):
    hostile = "<img src=x onerror=alert(1)>"
    given = communes.usual()
    given |= {(hostile, zone, month): 30 for _, zone, month in given}
    home = communes.install(tmp_path / "hostile", given, labels={"05": hostile})
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/x") else None)
    carte = open_carte(address=app_server(home))
    carte.click("05")
    assert carte.chosen == [hostile]
    carte.choose(
        "categorie", carte.atlas.locator("select[name=categorie] option", has_text=hostile).get_attribute("value")
    )
    for display in DISPLAYS:
        carte.show(display)
        assert carte.hover("05").startswith(hostile)
        assert carte.atlas.locator(".figures h2").inner_text() == hostile
        assert hostile in carte.atlas.locator("[role=status]").inner_text()
    assert hostile in carte.map.locator("g.names").text_content()
    assert hostile in [row["Zone"] for row in carte.table()]
    assert hostile in saved(carte, "svg").decode().replace("&lt;", "<").replace("&gt;", ">")
    expect(page.get_by_role("heading", name=f"Portrait – {hostile}")).to_be_visible()
    carte.press_link("Évolution")
    expect(page.locator("[data-testid=stMain]")).to_contain_text(hostile)
    assert page.locator('img[src="x"]').count() == 0 and asked == []


# --- Without a mouse --------------------------------------------------------------------------------------------------


def test_map_is_one_tab_stop(open_carte, page):
    carte = open_carte()
    carte.enter_by_keyboard()
    page.keyboard.press("Tab")
    expect(carte.atlas.locator("button[name=zoomIn]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(carte.map).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(carte.before_map).to_be_focused()
    assert carte.map.locator("[tabindex], a, button").count() == 0


@pytest.mark.parametrize("level", ["quartier", "iris"])
def test_arrows_lead_from_neighbour_to_neighbour_to_every_zone(open_carte, page, level):
    carte = open_carte(f"{SIGNALEMENTS}&decoupage={level}")
    zones = carte.outline["zones"]
    codes = [zone["code"] for zone in zones]
    carte.enter_by_keyboard()
    here, walked = codes.index(carte.focused), set()
    visited = {here}
    wanted = {(i, d) for i in range(len(zones)) for d in range(4)}
    while len(walked) < len(wanted):
        # The nearest arrow not yet pressed, by arrows already known to the outline.
        queue, come = deque([here]), {here: []}
        while queue:
            zone = queue.popleft()
            left = [d for d in range(4) if (zone, d) not in walked]
            if left:
                way = [*come[zone], left[0]]
                break
            for direction, target in enumerate(zones[zone]["to"]):
                if target >= 0 and target not in come:
                    come[target] = [*come[zone], direction]
                    queue.append(target)
        for direction in way:
            page.keyboard.press(ARROWS[direction])
            target = zones[here]["to"][direction]
            walked.add((here, direction))
            here = target if target >= 0 else here
            visited.add(here)
            assert carte.focused == codes[here]
    assert visited == set(range(len(zones)))


def test_zones_are_chosen_added_and_left_by_keyboard(open_carte, page):
    carte = open_carte(SIGNALEMENTS)
    carte.enter_by_keyboard()
    names = carte.names
    first = carte.focused
    carte.keys("Enter")
    assert carte.chosen == [names[first]] and carte.address["zones"] == [first]
    direction = next(d for d in range(4) if next(z for z in carte.outline["zones"] if z["code"] == first)["to"][d] >= 0)
    carte.keys(ARROWS[direction], "Shift+Enter")
    second = carte.focused
    assert second != first and carte.address["zones"] == [first, second]
    expect(carte.map).to_be_focused()
    carte.keys("Enter")
    assert carte.chosen == [names[second]]
    carte.keys("Enter")
    assert carte.chosen == [] and "zones" not in carte.address
    carte.keys("Escape")
    expect(carte.map).not_to_be_focused()
    expect(carte.card).to_be_hidden()
    assert carte.focused is None


def test_focus_stays_in_sight_when_the_map_is_zoomed(open_carte, page):
    carte = open_carte(f"{SIGNALEMENTS}&decoupage=iris&vue=0.5~0.5~6")
    carte.enter_by_keyboard()
    for arrow in [*["ArrowLeft"] * 3, *["ArrowUp"] * 3, *["ArrowRight"] * 5, *["ArrowDown"] * 5]:
        carte.press_key(arrow)
        frame = carte.map.bounding_box()
        x, y = carte.centre_of(carte.focused)
        assert frame["x"] - 1 <= x <= frame["x"] + frame["width"] + 1
        assert frame["y"] - 1 <= y <= frame["y"] + frame["height"] + 1


def test_every_zone_has_a_name_and_a_sentence_for_those_who_listen(open_carte, page):
    carte = open_carte(f"{SIGNALEMENTS}&zones={CODES[TANNERIES]}")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    known = {node["nodeId"]: node for node in tree}
    (heard,) = (
        node for node in tree
        if node.get("role", {}).get("value") == "listbox" and node["name"]["value"] == fr.ATLAS["map"]
    )  # fmt: skip

    def options(node):
        for child in (known[i] for i in node.get("childIds", ()) if i in known):
            if child.get("role", {}).get("value") == "option":
                yield child
            else:
                yield from options(child)

    told = {
        node["name"]["value"]: {p["name"]: p["value"].get("value") for p in node["properties"]}.get("selected")
        for node in options(heard)
    }
    assert len(told) == 14
    for name, is_selected in told.items():
        zone, sentence = name.split("\u00a0: ", 1)
        assert zone in carte.names.values() and re.search(r"\d.*\.$", sentence)
        assert is_selected is (zone == TANNERIES)


def test_a_change_is_told_once_in_a_sentence(open_carte, page):
    carte = open_carte(SIGNALEMENTS)
    page.evaluate(
        """() => {
          window.told = [];
          const live = document.querySelector(".atlas [role=status]");
          const watched = { childList: true, characterData: true, subtree: true };
          new MutationObserver(() => told.push(live.textContent)).observe(live, watched);
        }"""
    )

    def told():
        return page.evaluate("told.splice(0)")

    carte.choose("categorie", "bruit_tapage")
    (said,) = told()
    assert "Bruit et tapage" in said and said.endswith(".") and fr.WHOLE_COMMUNE in said and re.search(r"\d", said)
    carte.click(code_of(carte, TANNERIES))
    (said,) = told()
    assert carte.sentences[TANNERIES] in said
    carte.show("mois")
    (said,) = told()
    assert "décembre 2025" in said
    # However fast months follow each other, only the one at rest is told.
    carte.slider.evaluate(
        """(slider) => {
          for (let left = 0; left < 5; left++) {
            slider.stepDown();
            slider.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }"""
    )
    carte.settled()
    (said,) = told()
    assert "juillet 2025" in said
    carte.choose("indicateur", "plaintes")
    (said,) = told()
    assert "plaintes" in said and carte.sentences[TANNERIES] in said
    # What only moves the view says nothing.
    carte.press("zoomIn")
    assert told() == []


# --- Eyes and hands ---------------------------------------------------------------------------------------------------


@pytest.mark.browser_context_args(viewport={"width": 640, "height": 400}, device_scale_factor=2)
def test_atlas_is_whole_at_twice_the_size(open_carte, page):
    carte = open_carte(SIGNALEMENTS)
    main = page.locator("[data-testid=stMain]")
    for display in DISPLAYS:
        carte.show(display)
        assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0
        for control in carte.atlas.locator("select:visible, button:visible, summary, input[type=range]:visible").all():
            box = control.bounding_box()
            assert box["width"] > 0 and box["x"] >= 0 and box["x"] + box["width"] <= 640
    carte.enter_by_keyboard()
    carte.keys("ArrowDown", "Enter")
    assert len(carte.chosen) == 1
    for locator in (carte.card, carte.atlas.locator(".figures article")):
        assert locator.evaluate("(box) => box.scrollWidth - box.clientWidth") <= 0


def test_nothing_moves_by_itself_when_the_reader_asks_for_rest(open_carte, page):
    page.emulate_media(reduced_motion="reduce")
    carte = open_carte(f"{SIGNALEMENTS}&affichage=mois&mois=2025-10")
    moving = "(atlas) => document.getAnimations().filter(({ effect }) => atlas.contains(effect.target)).length"
    whole = carte.scale
    carte.atlas.locator("button[name=zoomIn]").click()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert carte.scale == pytest.approx(1.6 * whole) and carte.atlas.evaluate(moving) == 0
    carte.settled()
    assert carte.scale == pytest.approx(1.6 * whole)
    assert carte.slider.get_attribute("aria-valuetext") == "octobre 2025"


def test_map_keeps_its_meaning_in_forced_colours(open_carte, page):
    page.emulate_media(forced_colors="active")
    carte = open_carte(SIGNALEMENTS)
    painted = carte.zones.evaluate_all("(paths) => paths.map((path) => getComputedStyle(path).fill)")
    asked = [f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})" for colour in carte.colours]
    assert painted == asked and len(set(painted)) == 5
    ground = "(inputs) => inputs.map((input) => getComputedStyle(input.nextElementSibling).backgroundColor)"
    checked, *others = carte.atlas.locator("input[name=affichage]").evaluate_all(ground)
    assert checked not in others
    carte.enter_by_keyboard()
    assert carte.atlas.locator("g.focus path").count() == 2
    assert carte.map.evaluate("(map) => parseFloat(getComputedStyle(map).outlineWidth)") >= 2
    carte.keys("Enter")
    assert len(carte.chosen) == 1
    carte.show("changement")
    assert any(colour.startswith("url(") for colour in carte.colours)


@pytest.mark.browser_context_args(**PHONE)
def test_phone_chooses_by_a_tap_scrolls_with_one_finger_and_zooms_with_two(open_carte, page, touch):
    carte = open_carte(SIGNALEMENTS)
    code = list(carte.names)[0]
    page.touchscreen.tap(*carte.point_of(code))
    carte.settled()
    assert carte.chosen == [carte.names[code]]
    x, y = carte.middle()
    before, whole = scrolled(page), carte.place
    touch([(x, y)], *[[(x, y - 12 * i)] for i in range(1, 13)], [])
    page.wait_for_function("(top) => document.querySelector('[data-testid=stMain]').scrollTop > top + 60", arg=before)
    carte.settled()
    assert carte.place == whole and carte.chosen == [carte.names[code]]
    x, y = carte.middle()
    touch([(x - 20, y), (x + 20, y)], *[[(x - 20 - 6 * i, y), (x + 20 + 6 * i, y)] for i in range(1, 11)], [])
    carte.settled()
    assert carte.scale == pytest.approx(whole[2] * 160 / 40, rel=0.15)
    assert page.evaluate("visualViewport.scale") == 1
    zoomed, top = carte.place, scrolled(page)
    touch([(x, y)], *[[(x + 4 * i, y + 3 * i)] for i in range(1, 11)], [])
    carte.settled()
    assert carte.place == pytest.approx((zoomed[0] + 40, zoomed[1] + 30, zoomed[2]), abs=6)
    assert scrolled(page) == top and carte.chosen == [carte.names[code]]
    touch([(x - 80, y), (x + 80, y)], *[[(x - 80 + 6 * i, y), (x + 80 - 6 * i, y)] for i in range(1, 13)], [])
    carte.press("whole")
    assert carte.place == pytest.approx(whole)


@pytest.mark.parametrize("size", [(390, 844), (1280, 800), (1920, 1080)], ids=["phone", "desk", "projector"])
def test_atlas_has_no_accessibility_defect_in_any_display(open_carte, page, axe, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    carte = open_carte(f"{SIGNALEMENTS}&zones={CODES[TANNERIES]}&categorie=animaux")
    for display in DISPLAYS:
        carte.show(display)
        carte.enter_by_keyboard()
        assert axe(page) == [], display
        assert carte.page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0


# --- Paper and files --------------------------------------------------------------------------------------------------


def test_paper_has_the_map_its_legend_and_its_words_and_no_control(open_carte, page):
    carte = open_carte(f"{SIGNALEMENTS}&zones={CODES[TANNERIES]}")
    carte.hover(code_of(carte, TANNERIES))
    page.emulate_media(media="print")
    for gone in (".toolbar", ".time", ".zoom", ".card"):
        expect(carte.atlas.locator(gone)).to_be_hidden()
    for kept in ("svg.map", "ul.legend", ".figures", "svg.line >> nth=0"):
        expect(carte.atlas.locator(kept)).to_be_visible()
    expect(page.locator(".st-key-portrait")).to_contain_text("pour 1\u202f000\u00a0habitants")
    expect(page.locator(".st-key-portrait")).to_be_visible()
    assert carte.zones.first.evaluate("(path) => getComputedStyle(path).printColorAdjust") == "exact"


def saved(carte, form):
    carte.atlas.locator(".image summary").click()
    with carte.page.expect_download() as download:
        carte.atlas.locator(f"button[name={form}]").click()
    assert download.value.suggested_filename == f"carte-signalements-quartier.{form}"
    expect(carte.atlas.locator("[role=status]")).to_have_text(
        fr.ATLAS["saved"].format(fichier=download.value.suggested_filename)
    )
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("display", DISPLAYS)
def test_saved_map_is_the_one_that_the_server_draws(open_carte, source, display):
    carte = open_carte(
        f"{SIGNALEMENTS}&{IN_2025}&zones={CODES[TANNERIES]}~{CODES['La Gare']}&categorie=bruit_tapage&vue=0.42~0.55~1.7"
    )
    carte.show(display)
    if display == "mois":
        carte.slider.focus()
        carte.keys(*["ArrowLeft"] * 7)
    drawing = saved(carte, "svg").decode()
    of = (full(source), "signalements", Level.QUARTIER)
    comparison = Comparison.with_years_before(YEAR_2025)
    with journal.open_journal(source.commune.home) as kept:
        cube = zone_map.cube(*of, tuple(kept.actions()))
    asked = zone_map.asked_of_atlas(*of, YEAR_2025, comparison)
    # The day of the picture is that of the browser's question, whatever the time of the test.
    asked["edited"] = re.search(r"Image éditée le [^<]*", drawing)[0]
    asked["hot"] = zone_map.outlined(of[0], Selection(*of[1:], YEAR_2025, "bruit_tapage"), display)
    state = {
        "categorie": "bruit_tapage",
        "champ": None,
        "mesure": carte.address.get("mesure", ["taux"])[0],
        "affichage": display,
        "mois": carte.address.get("mois", [""])[0],
        "zones": [code_of(carte, TANNERIES), code_of(carte, "La Gare")],
        "vue": carte.view,
        "couches": [],
    }
    assert drawing == charts.draw(cube, asked, state, json.dumps(carte.outline))
    assert drawing.count('class="zone"') == 14
    title = f"{indicator('signalements').label} – {source.commune.name}"
    for text in (title, "Bruit et tapage", source.version, indicator("signalements").source, *carte.legend):
        assert text in drawing
    if display == "mois":
        assert "mai 2025" in drawing


def test_saved_picture_opens_and_is_twice_as_sharp(open_carte):
    carte = open_carte(SIGNALEMENTS)
    drawing = saved(carte, "svg").decode()
    picture = saved(carte, "png")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, height) == tuple(2 * int(re.search(rf'{side}="(\d+)"', drawing)[1]) for side in ("width", "height"))
    drawn = carte.page.evaluate(
        """async (bytes) => {
          const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: "image/png" }));
          const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
          canvas.drawImage(image, 0, 0);
          const { data } = canvas.getImageData(0, 0, image.width, image.height);
          const met = new Set();
          for (let i = 0; i < data.length; i += 4) met.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
          return [...met];
        }""",
        list(picture),
    )
    assert {int(colour[1:], 16) for colour in carte.colours} <= set(drawn)


# --- Other browsers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("without", ["--disable-3d-apis", None], ids=["no 3D", "as installed"])
def test_atlas_needs_no_graphics_card(browser_type, browser_type_launch_args, app_server, demo_home, settled, without):
    arguments = [one for one in browser_type_launch_args["args"] if one != "--disable-gpu"]
    browser = browser_type.launch(**browser_type_launch_args | {"args": [*arguments, *([without] if without else [])]})
    page = browser.new_page(locale="fr-FR", viewport={"width": 1280, "height": 800})
    with watched(page):
        page.goto(f"{app_server(demo_home)}/carte?{asking(SIGNALEMENTS)}")
        settled(page)
        carte = Carte(page, lambda: settled(page))
        expect(carte.zones).to_have_count(14)
        carte.choose("categorie", "bruit_tapage")
        carte.show("changement")
        carte.click(code_of(carte, TANNERIES))
        carte.press("zoomIn")
        assert carte.chosen == [TANNERIES] and carte.view["k"] == 1.6
    browser.close()
