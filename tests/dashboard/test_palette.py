"""The colours can be told apart, by everybody, on both papers."""

from itertools import pairwise

import pytest

from dashboard.palette import (
    DARK,
    LIGHT,
    blend,
    colour,
    contrast,
    css,
    ink_on,
    luminance,
    oklch,
    palette,
    sequence,
)

BLACK, WHITE = colour("#000000"), colour("#ffffff")
both = pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])

# Machado, Oliveira and Fernandes (2009), full severity, on linear light.
DEFICIENCY = {
    "protanopia": [
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ],
    "deuteranopia": [
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ],
    "tritanopia": [
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ],
}


def light_seen(ink, rows):
    """Relative luminance as somebody with the deficiency sees it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in ink[:3])]
    seen = [sum(m * part for m, part in zip(row, linear, strict=True)) for row in rows]
    return 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]


def test_black_on_white_has_the_contrast_that_the_standard_gives():
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == 1


def test_grey_made_of_777777_misses_the_limit_for_text_as_everybody_quotes():
    assert contrast(colour("#777777"), WHITE) == pytest.approx(4.48, abs=0.005)


def test_half_black_on_white_is_middle_grey():
    assert blend((0, 0, 0, 128), WHITE) == (127, 127, 127, 255)


def test_pure_red_comes_back_from_its_place_in_oklch():
    assert oklch(0.62796, 0.25768, 29.234, alpha=1)[:3] == pytest.approx((255, 0, 0), abs=2)


def test_a_colour_that_the_screen_cannot_show_keeps_its_lightness():
    loud, grey = oklch(0.7, 0.5, 150, alpha=1), oklch(0.7, 0, 0, alpha=1)
    assert contrast(loud, grey) < 1.35


def test_a_colour_is_written_as_a_style_sheet_reads_it():
    assert (css(colour("#0a0b0c")), css((10, 11, 12, 51))) == ("#0a0b0c", "rgba(10,11,12,0.2)")


def test_a_sequence_without_a_class_is_refused():
    with pytest.raises(ValueError, match="classes is 0"):
        sequence(0, LIGHT.counts)


@both
def test_words_read_on_land_ground_and_their_own_halo(ink):
    for ground in (ink.land, ink.ground, ink.halo, ink.water, ink.park):
        assert contrast(ink.text, ground) >= 7
    assert contrast(ink.text_quiet, ink.halo) >= 4.5


@both
def test_symbols_read_on_their_own_ground(ink):
    assert contrast(ink.on_ring, ink.ring) >= 7
    assert contrast(ink.on_symbol, ink.open) >= 4.5
    assert contrast(ink.on_symbol, ink.closed) >= 4.5
    assert contrast(ink.selected, ink.halo) >= 4.5


@both
@pytest.mark.parametrize("number", [2, 3, 5, 7])
def test_rings_and_selection_stand_out_on_every_class_by_their_line_or_by_their_halo(ink, number):
    for one in ink.classes(number):
        seen = blend(one, ink.land)
        assert max(contrast(ink.ring, seen), contrast(ink.halo, seen)) >= 3
        assert max(contrast(ink.selected, seen), contrast(ink.halo, seen)) >= 3


@both
@pytest.mark.parametrize("number", [2, 3, 5, 7])
def test_more_reports_are_always_further_from_the_paper(ink, number):
    steps = [contrast(blend(one, ink.land), ink.land) for one in ink.classes(number)]
    assert steps == sorted(steps)
    assert min(b / a for a, b in pairwise(steps)) >= 1.15


@both
@pytest.mark.parametrize("deficiency", DEFICIENCY)
def test_the_order_of_the_classes_is_seen_without_red_green_or_blue(ink, deficiency):
    seen = [light_seen(blend(one, ink.land), DEFICIENCY[deficiency]) for one in ink.classes(5)]
    rising = ink.name == "dark"
    assert seen == sorted(seen, reverse=not rising)
    ratios = [(max(a, b) + 0.05) / (min(a, b) + 0.05) for a, b in pairwise(seen)]
    assert min(ratios) >= 1.12


@both
def test_the_street_below_a_class_still_shows(ink):
    for one in ink.classes(5):
        assert one[3] < 255
        assert blend(one, ink.land) != blend(one, ink.road_main)


def test_dark_is_chosen_for_a_dark_screen():
    assert palette(dark=True) is DARK and palette(dark=False) is LIGHT
    assert luminance(DARK.land) < 0.05 and luminance(LIGHT.land) > 0.8


@both
@pytest.mark.parametrize("number", range(2, 11))
def test_words_read_on_every_level_of_a_scale_and_each_level_is_further_from_the_paper(ink, number):
    levels = ink.levels(number)
    assert min(contrast(ink_on(level), level) for level in levels) >= 4.5
    steps = [contrast(level, ink.land) for level in levels]
    assert steps == sorted(steps)
    assert min(b / a for a, b in pairwise(steps)) >= 1.15


@both
@pytest.mark.parametrize("deficiency", DEFICIENCY)
def test_the_order_of_the_levels_is_seen_without_red_green_or_blue(ink, deficiency):
    seen = [light_seen(level, DEFICIENCY[deficiency]) for level in ink.levels(6)]
    assert seen == sorted(seen, reverse=ink.name == "light")
