"""A chart as a drawing on paper: the same as on the screen, in its light colours, and told in words."""

from typing import Any

import vl_convert

from dashboard.exporting.leaflet import Picture

__all__ = ["chart_picture"]

WIDE = 640
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def chart_picture(chart: Any, alt: str, *, wide: int = WIDE, high: int | None = None) -> Picture:
    """Draw a chart as SVG, without a browser.

    Parameters
    ----------
    chart : altair chart
        Made with `dark=False`; as wide as its container.
    alt : str
        The same in words.
    wide, high : int
        Points; as high as on the screen where no height is given.
    """
    spec = chart.to_dict()
    spec["width"] = wide
    spec["background"] = "#ffffff"
    if high is not None:
        spec["height"] = high
    spec["config"] = {**spec.get("config", {}), "font": FONT}
    return Picture(str(vl_convert.vegalite_to_svg(spec)), alt)
