"""Words and the focus stand out from every ground of the theme, light and dark."""

import tomllib
from pathlib import Path

import pytest

from dashboard.palette import Colour, contrast, palette
from dashboard.widgets.readable import readable_style

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
GROUNDS = ("backgroundColor", "secondaryBackgroundColor")


def read(text: str) -> Colour:
    red, green, blue = (int(text[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue, 255


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
class TestEveryGround:
    def test_words_are_read(self, dark: bool) -> None:
        theme, ink = THEME["dark" if dark else "light"], palette(dark=dark)
        for ground in (read(theme[name]) for name in GROUNDS):
            assert contrast(ink.text_quiet, ground) >= 4.5
            assert contrast(read(theme["textColor"]), ground) >= 7
            assert contrast(read(theme["linkColor"]), ground) >= 4.5
            assert contrast(read(theme["primaryColor"]), ground) >= 4.5
        assert contrast(ink.on_symbol, read(theme["primaryColor"])) >= 4.5

    def test_the_focus_is_seen(self, dark: bool) -> None:
        theme, ink = THEME["dark" if dark else "light"], palette(dark=dark)
        for ground in (read(theme[name]) for name in GROUNDS):
            assert contrast(ink.selected, ground) >= 3

    def test_every_colour_is_written(self, dark: bool) -> None:
        style = readable_style(dark=dark)
        assert not any(word in style for word in ("QUIET", "FOCUS", "FILLED"))
        assert "outline: 0" in style and ":focus-visible" in style
