"""Colours with names, for paper-light and for dark.  Numbers in, numbers out; nothing here draws."""

import math
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "DARK",
    "LIGHT",
    "Colour",
    "Palette",
    "blend",
    "contrast",
    "css",
    "ink_on",
    "luminance",
    "palette",
    "sequence",
]

Colour = tuple[int, int, int, int]  # red, green, blue, alpha; each 0 to 255


def colour(text: str, alpha: float = 1.0) -> Colour:
    """Read `#rrggbb` and an opacity from 0 to 1."""
    red, green, blue = (int(text[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue, round(alpha * 255)


def css(ink: Colour) -> str:
    """Write a colour as a style sheet or an SVG reads it."""
    red, green, blue, alpha = ink
    return (
        f"#{red:02x}{green:02x}{blue:02x}"
        if alpha == 255
        else f"rgba({red},{green},{blue},{alpha / 255:.3g})"
    )


def blend(ink: Colour, ground: Colour) -> Colour:
    """Lay a translucent colour on an opaque ground: the colour that the eye meets."""
    share = ink[3] / 255
    red, green, blue = (round(i * share + g * (1 - share)) for i, g in zip(ink[:3], ground[:3], strict=True))
    return red, green, blue, 255


def luminance(ink: Colour) -> float:
    """Relative luminance of an opaque colour, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in ink[:3])]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast of two opaque colours, 1 (none) to 21 (black on white), as WCAG 2.2 defines it."""
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


@dataclass(frozen=True)
class Ramp:
    """Two ends of a sequence in OKLCH: lightness 0-1, chroma, hue in degrees (below 0 turns backwards)."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    alpha: float


def sequence(classes: int, ramp: Ramp) -> tuple[Colour, ...]:
    """Divide a ramp into class colours whose lightness changes by equal steps.

    Parameters
    ----------
    classes : int
        How many colours, 1 or more.  One class takes the strong end.
    ramp : Ramp
        The two ends, in OKLCH.

    Returns
    -------
    tuple of Colour
        From the fewest incidents to the most.

    References
    ----------
    Ottosson (2020), A perceptual color space for image processing (OKLab).
    """
    if classes < 1:
        raise ValueError(f"classes is {classes}; a sequence has at least one colour.")
    shares = [1.0] if classes == 1 else [step / (classes - 1) for step in range(classes)]
    return tuple(
        oklch(*(a + (b - a) * share for a, b in zip(ramp.low, ramp.high, strict=True)), alpha=ramp.alpha)
        for share in shares
    )


def oklch(lightness: float, chroma: float, hue: float, *, alpha: float) -> Colour:
    """Turn OKLCH into sRGB; a colour outside sRGB loses chroma until it fits, never lightness."""
    while True:
        linear = linear_rgb(lightness, chroma, hue)
        if chroma <= 0 or all(-1e-4 <= part <= 1.0001 for part in linear):
            break
        chroma -= 0.002
    red, green, blue = (
        round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))
        for part in (min(max(part, 0.0), 1.0) for part in linear)
    )
    return red, green, blue, round(alpha * 255)


def linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


@dataclass(frozen=True)
class Palette:
    """Every colour of the map by what it stands for."""

    name: Literal["light", "dark"]
    ground: Colour  # land outside the study area
    land: Colour  # land inside it
    water: Colour
    park: Colour
    road_main: Colour
    road_secondary: Colour
    road_residential: Colour
    rail: Colour
    station: Colour
    ward: Colour  # outline of a ward
    edge: Colour  # outline of the study area
    text: Colour
    text_quiet: Colour
    halo: Colour  # around words and symbols, so that they read on any colour
    nothing: Colour  # outline of a cell without a report
    hidden: Colour  # hatching of a cell with fewer reports than may be shown
    no_data: Colour
    hot: Colour  # outline of a cell that belongs to a hot spot
    ring: Colour  # ring and badge of a ranked place
    on_ring: Colour  # the number on the badge
    selected: Colour
    open: Colour
    closed: Colour
    unknown: Colour
    on_symbol: Colour  # tick, cross and star on a centre's symbol
    counts: Ramp = field(repr=False)
    tension: Ramp = field(repr=False)  # of another hue than counts, so that a level is not read as a number

    def classes(self, number: int) -> tuple[Colour, ...]:
        """Give the class colours, fewest incidents first."""
        return sequence(number, self.counts)

    def levels(self, number: int) -> tuple[Colour, ...]:
        """Give the colours of a scale's levels, the lowest first; opaque."""
        return sequence(number, self.tension)


LIGHT = Palette(
    name="light",
    ground=colour("#eceae4"),
    land=colour("#fbfaf7"),
    water=colour("#b4c9d6"),
    park=colour("#d5e5c9"),
    road_main=colour("#a9a69d"),
    road_secondary=colour("#c3c0b8"),
    road_residential=colour("#dcd9d2"),
    rail=colour("#6d7279"),
    station=colour("#4b5158"),
    ward=colour("#3c4752"),
    edge=colour("#28323b"),
    text=colour("#1f2830"),
    text_quiet=colour("#525b64"),
    halo=colour("#ffffff"),
    nothing=colour("#59636d", 0.16),
    hidden=colour("#4f5962", 0.55),
    no_data=colour("#8f959b", 0.35),
    hot=colour("#33061f"),
    ring=colour("#17141c"),
    on_ring=colour("#ffffff"),
    selected=colour("#0038b0"),
    open=colour("#00696f"),
    closed=colour("#62686f"),
    unknown=colour("#62686f"),
    on_symbol=colour("#ffffff"),
    counts=Ramp(low=(0.90, 0.085, 82), high=(0.42, 0.155, -8), alpha=0.80),
    tension=Ramp(low=(0.915, 0.045, 205), high=(0.33, 0.15, 288), alpha=1.0),
)

DARK = Palette(
    name="dark",
    ground=colour("#11161b"),
    land=colour("#1a2026"),
    water=colour("#2b4355"),
    park=colour("#20332a"),
    road_main=colour("#5c6670"),
    road_secondary=colour("#434c55"),
    road_residential=colour("#2f373f"),
    rail=colour("#8d959d"),
    station=colour("#aeb6be"),
    ward=colour("#a9b5c0"),
    edge=colour("#dfe6ec"),
    text=colour("#f0f4f7"),
    text_quiet=colour("#b4bdc6"),
    halo=colour("#0b0f13"),
    nothing=colour("#b9c4ce", 0.14),
    hidden=colour("#aab4bd", 0.55),
    no_data=colour("#8f979f", 0.35),
    hot=colour("#fff3d6"),
    ring=colour("#ffffff"),
    on_ring=colour("#11161b"),
    selected=colour("#5cb8ff"),
    open=colour("#56d3cf"),
    closed=colour("#a5adb5"),
    unknown=colour("#a5adb5"),
    on_symbol=colour("#0b0f13"),
    counts=Ramp(low=(0.40, 0.085, -8), high=(0.88, 0.125, 82), alpha=0.82),
    tension=Ramp(low=(0.37, 0.055, 240), high=(0.93, 0.075, 300), alpha=1.0),
)


def ink_on(ground: Colour) -> Colour:
    """Choose black or white for words on an opaque colour: whichever reads better, never below 4.5 to 1."""
    black, white = (0, 0, 0, 255), (255, 255, 255, 255)
    return max(black, white, key=lambda ink: contrast(ink, ground))


def palette(*, dark: bool) -> Palette:
    """Choose the colours for the reader's screen."""
    return DARK if dark else LIGHT
