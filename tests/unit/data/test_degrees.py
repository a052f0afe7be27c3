"""Degrees, minutes and seconds, as people write them."""

import pytest

from data.intake.readers import degrees

LAT, LON = 43 + 36.2 / 60, 1 + 26.6 / 60


@pytest.mark.parametrize(
    "text",
    [
        "43°36'12\"N", "43° 36' 12\" N", "43°36’12’’ N", "43° 36′ 12″ Nord", "43º36'12''", "43 36 12", "43:36:12",
        "N 43° 36' 12\"", "N43 36 12", "43 36.2 N", "43 36,2 N", "43°36.2'N", "43° 36.2' n", "43 deg 36 min 12 sec N",
        "43.603333333° N", "43,603333333 N", "N 43.603333333", "+43°36'12,0\"",
    ],
)  # fmt: skip
def test_angle_is_read(text):
    assert degrees.read(text) == pytest.approx((LAT,))


@pytest.mark.parametrize("text", ["1°26'36\"W", "1°26'36\" O", "1° 26,6' Ouest", "W 1 26.6", "-1°26'36\"", "1 26.6 O"])
def test_west_and_south_are_negative(text):
    assert degrees.read(text) == pytest.approx((-LON,))
    assert degrees.read("43°36'12\"S") == pytest.approx((-LAT,))


@pytest.mark.parametrize(
    "text",
    [
        "43°36'12\"N 1°26'36\"E", "43°36'12.0\"N, 1°26'36.0\"E", "43°36'12\" 1°26'36\"", "(43°36'12\" ; 1°26'36\")",
        "N 43° 36.2 E 1° 26.6", "N43 36.2, E001 26.6", "43 36.2 N 1 26.6 E", "1°26'36\"E 43°36'12\"N",
        "43° 36,2' N / 1° 26,6' E", "43.603333333° N, 1.443333333° E", "43°36'12\"Nord - 1°26'36\"Est",
        "43°36'12\",1°26'36\"", "43,603333333°, 1,443333333°",
    ],
)  # fmt: skip
def test_point_has_its_latitude_first(text):
    assert degrees.read(text) == pytest.approx((LAT, LON))


@pytest.mark.parametrize(
    "text",
    [
        "", "43.6", "43 36", "572 500", "43°60'00\"N", "43°36'60\"N", "43.5°36'N", "14:30", "43°36'N 43°37'N", "Nord",
        "12 rue du Nord", "1°26'E 2°27'E", "43°36'12\"N 1°26'36\"E 2°N", "43 36.2 1 26.6", "4336N2", "n° 12", "9" * 100,
    ],
)  # fmt: skip
def test_other_texts_are_no_angle(text):
    assert degrees.read(text) == ()
