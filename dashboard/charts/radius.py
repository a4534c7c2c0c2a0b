"""The curve of near distances: a line, its knee, and the radius that was asked for."""

from typing import Any

import altair as alt

from dashboard.answers.radius import RadiusGuide
from dashboard.palette import css, palette

__all__ = ["radius_chart"]

HEIGHT = 180


def radius_chart(guide: RadiusGuide, *, dark: bool) -> alt.LayerChart:
    """Draw the curve of a guide that is shown; as wide as its container."""
    ink = palette(dark=dark)
    rows = [
        {"share": float(share), "metres": float(metres)}
        for share, metres in guide.curve[["share", "metres"]].itertuples(index=False)
    ]
    x = alt.X("share:Q", title="Share of the reports", axis=alt.Axis(format="%"))
    y = alt.Y("metres:Q", title="Metres", scale=alt.Scale(zero=True))
    line = alt.Chart(alt.Data(values=rows)).mark_line(
        color=css(ink.text), interpolate="monotone", strokeWidth=2
    )
    layers: list[Any] = [line.encode(x=x, y=y)]
    marks = [(guide.knee_m, "turns up", [2, 3]), (guide.radius_m, "asked for", [6, 3])]
    for metres, what, dash in marks:
        if metres is not None:
            at = alt.Chart(alt.Data(values=[{"metres": metres, "what": f"{metres:,.0f} m: {what}"}]))
            layers.append(at.mark_rule(color=css(ink.text_quiet), strokeDash=dash).encode(y="metres:Q"))
            words = at.mark_text(
                color=css(ink.text_quiet), align="left", baseline="bottom", dx=4, fontSize=12
            )
            layers.append(words.encode(y="metres:Q", x=alt.value(0), text="what:N"))
    return (
        alt.layer(*layers)
        .properties(width="container", height=HEIGHT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text_quiet),
            titleColor=css(ink.text_quiet),
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            domainColor=css(ink.text_quiet),
            tickColor=css(ink.text_quiet),
            gridColor=css(ink.nothing),
        )
    )
