"""Colours: what is written on a ground reads, classes are ordered, and nothing but a change or an action has a hue."""

from itertools import pairwise

import numpy as np
import pytest

from analytics.charts import CHANGES, LEVELS, LINES, Colour
from analytics.statistics.words import ChangeWord

TEXT, SHAPE = 4.5, 3.0
"""Ratios of WCAG 2.1 AA: of a text, of a border or a line that informs."""
WRITTEN = [
    (Colour.INK, Colour.PAPER, 15.7),
    (Colour.INK_2, Colour.PAPER, 8.6),
    (Colour.MUTED, Colour.PAPER, 5.8),
    (Colour.MUTED, Colour.PANEL, 5.4),
    (Colour.BRAND, Colour.PAPER, 8.7),
    (Colour.PAPER, Colour.LESS_CLEAR, 6.7),
    (Colour.LESS_PROBABLE_INK, Colour.LESS_PROBABLE, 6.7),
    (Colour.PAPER, Colour.MORE_CLEAR, 5.0),
    (Colour.MORE_PROBABLE_INK, Colour.MORE_PROBABLE, 6.1),
    (Colour.STABLE_INK, Colour.STABLE, 8.6),
    (Colour.CHANCE_INK, Colour.PAPER, 10.2),
    (Colour.INSUFFICIENT_INK, Colour.PAPER, 7.6),
    (Colour.ACTION, Colour.PAPER, 9.9),
    (Colour.ACTION_INK, Colour.ACTION_TINT, 9.7),
    (Colour.LATE, Colour.PAPER, 8.4),
    (Colour.LATE, Colour.LATE_TINT, 7.7),
    *((level.ink, level.ground, 7.2) for level in LEVELS[:3]),
    *((level.ink, level.ground, 4.9) for level in LEVELS[3:]),
]
DRAWN = [
    (Colour.WIDGET_BORDER, Colour.PAPER, 3.5),
    (Colour.EDGE, Colour.PAPER, 3.0),
    (Colour.SERIES, Colour.PAPER, 10.2),
    (Colour.SERIES, Colour.BAND, 8.0),
    (Colour.EXPECTED, Colour.BAND_INNER, 3.8),
    *((line, Colour.PAPER, SHAPE) for line in LINES),
]
HUES = {
    "blue": (Colour.LESS_CLEAR, Colour.LESS_PROBABLE, Colour.LESS_PROBABLE_INK),
    "orange": (Colour.MORE_CLEAR, Colour.MORE_PROBABLE, Colour.MORE_PROBABLE_INK, Colour.LATE_TINT),
    "violet": (Colour.ACTION, Colour.ACTION_TINT, Colour.ACTION_INK),
}
# A colour-blind reader's own light, from linear sRGB: Machado, Oliveira & Fernandes (2009), whole deficiency.
EYES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour):
    coded = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Of WCAG 2.1, from 1 to 21."""
    dark, light = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def oklab(light):
    """Of Ottosson (2020), in hundredths: lightness, then two axes of colour."""
    cones = np.cbrt(
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ np.clip(light, 0, 1)
    )
    mix = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return 100 * (np.array(mix) @ cones)


def hue(colour):
    """Angle in degrees, and strength."""
    _, a, b = oklab(linear(colour))
    return np.degrees(np.arctan2(b, a)) % 360, np.hypot(a, b)


@pytest.mark.parametrize(("one", "other", "ratio"), WRITTEN)
def test_what_is_written_reads(one, other, ratio):
    assert contrast(one, other) >= max(TEXT, ratio - 0.05)


@pytest.mark.parametrize(("one", "other", "ratio"), DRAWN)
def test_what_is_drawn_is_seen(one, other, ratio):
    assert contrast(one, other) >= max(SHAPE, ratio - 0.05)


@pytest.mark.parametrize("word", ChangeWord)
def test_every_word_of_a_change_reads_on_its_ground(word):
    assert contrast(*CHANGES[word]) >= TEXT


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_classes_darken_one_after_the_other_and_are_told_apart():
    light = [oklab(linear(level.ground))[0] for level in LEVELS]
    steps = [before - after for before, after in pairwise(light)]
    assert min(steps) >= 7.5 and max(steps) <= 21.5


@pytest.mark.parametrize("eye", [None, *EYES])
def test_a_rise_is_told_from_a_fall_by_every_eye(eye):
    seen = np.array(EYES[eye]) if eye else np.eye(3)

    def apart(one, other):
        return np.linalg.norm(oklab(seen @ linear(one)) - oklab(seen @ linear(other)))

    assert apart(CHANGES[ChangeWord.CLEAR_RISE].ground, CHANGES[ChangeWord.CLEAR_FALL].ground) >= 18
    assert apart(CHANGES[ChangeWord.PROBABLE_RISE].ground, CHANGES[ChangeWord.PROBABLE_FALL].ground) >= 6.5
    assert apart(Colour.ACTION, Colour.LESS_CLEAR) >= 6.5


def test_only_a_change_or_an_action_has_a_hue():
    coloured = {name for colours in HUES.values() for name in colours}
    for colour in set(Colour) - coloured:
        angle, strength = hue(colour)
        assert strength < 1.5 or (strength < 9 and 230 <= angle <= 265), colour.name
    ranges = {"blue": (230, 262), "orange": (35, 75), "violet": (290, 315)}
    for name, colours in HUES.items():
        low, high = ranges[name]
        assert all(low <= hue(colour)[0] <= high for colour in colours), name
