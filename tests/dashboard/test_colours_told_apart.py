"""Every scale and every status can be told apart without red, green or blue, in grey, and at its edges.

Differences are CIE76 in CIELAB (D65) after the matrices of Machado, Oliveira and Fernandes (2009) at full
severity: about 2.3 is just seen side by side, so 7 is three times that.  In grey only lightness is left.
"""

from collections.abc import Callable
from itertools import combinations, pairwise

import pytest

from dashboard.charts.action_map import INK
from dashboard.palette import DARK, LIGHT, Colour, Palette, blend, contrast
from tests.dashboard.test_palette import DEFICIENCY

LEAST, LEAST_GREY = 7.0, 6.0
XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)
SAME = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
GREY = (XYZ[1],) * 3
SEEN = {"as most people see": SAME, **DEFICIENCY, "grey": GREY}
both = pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
everybody = pytest.mark.parametrize("eyes", SEEN)


def lab(ink: Colour, eyes: str) -> tuple[float, float, float]:
    """CIELAB of a colour as somebody sees it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in ink[:3])]
    seen = [min(max(dot(row, linear), 0.0), 1.0) for row in SEEN[eyes]]
    x, y, z = (root(dot(row, seen) / white) for row, white in zip(XYZ, WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def dot(row, values):
    return sum(a * b for a, b in zip(row, values, strict=True))


def root(share: float) -> float:
    return share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116


def apart(one: Colour, other: Colour, eyes: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(lab(one, eyes), lab(other, eyes), strict=True)) ** 0.5


def drawn(ink: Palette, number: int) -> list[Colour]:
    return [blend(one, ink.land) for one in ink.classes(number)]


def test_black_and_white_are_a_hundred_apart_for_everybody():
    for eyes in SEEN:
        assert apart((0, 0, 0, 255), (255, 255, 255, 255), eyes) == pytest.approx(100, abs=0.1)


def test_red_and_green_of_one_lightness_are_hard_to_tell_apart_for_some():
    red, green = (201, 77, 71, 255), (118, 124, 36, 255)
    assert apart(red, green, "as most people see") > 2.5 * apart(red, green, "deuteranopia")


@both
@everybody
def test_classes_as_they_lie_on_land_are_apart_and_in_order(ink, eyes, proof: Callable[[str], None]):
    scales = {"5 classes": drawn(ink, 5), "6 levels": list(ink.levels(6))}
    for name, colours in scales.items():
        least = min(apart(a, b, eyes) for a, b in pairwise([ink.land, *colours]))
        light = [lab(one, eyes)[0] for one in colours]
        assert light == sorted(light, reverse=ink.name == "light"), (name, eyes)
        assert min(abs(a - b) for a, b in pairwise(light)) >= LEAST_GREY, (name, eyes)
        assert least >= LEAST, (name, eyes, least)
        proof(f"colours: {ink.name}, {name}, {eyes}: neighbours at least {least:.1f} apart")


def edges(ink: Palette) -> dict[str, list[Colour]]:
    """Every fill that a map's outline runs along."""
    return {
        "counts": [ink.land, *(one for number in range(1, 8) for one in drawn(ink, number))],
        "levels": [ink.land, *(one for number in range(2, 11) for one in ink.levels(number))],
        "status": [ink.land, *(blend(one, ink.land) for one in INK[ink.name])],
    }


@both
def test_an_area_s_line_or_its_case_is_three_to_one_against_whatever_it_borders(ink):
    assert contrast(ink.ward, ink.halo) >= 3
    for name, fills in edges(ink).items():
        for one in fills:
            assert max(contrast(ink.ward, one), contrast(ink.halo, one)) >= 3, (name, one)


@both
@everybody
def test_the_colours_of_a_status_are_apart_though_a_letter_stands_on_each(ink, eyes):
    colours = [blend(one, ink.land) for one in INK[ink.name]]
    for one, other in combinations(colours, 2):
        assert apart(one, other, eyes) >= LEAST, (eyes, one, other, apart(one, other, eyes))
