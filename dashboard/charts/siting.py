"""Where next as a curve: the share within reach by number of new centres, the shortcut beside it."""

from typing import Any

import altair as alt

from dashboard.answers.siting import Siting
from dashboard.palette import css, palette

__all__ = ["curve_chart"]

HEIGHT_PX = 240
BEST, SHORTCUT = "best set", "one after the other"


def curve_chart(answer: Siting, *, dark: bool) -> alt.LayerChart:
    """Draw the curve of an answer with new centres; as wide as its container."""
    ink = palette(dark=dark)
    now = answer.held / answer.total
    rows: list[dict[str, Any]] = [{"count": 0, "share": now, "way": way} for way in (BEST, SHORTCUT)]
    for row in answer.curve.to_dict("records"):
        shortcut = (answer.held + row["greedy_people"]) / answer.total
        rows += [
            {"count": int(row["count"]), "share": float(row["share"]), "way": BEST},
            {"count": int(row["count"]), "share": shortcut, "way": SHORTCUT},
        ]
    most = int(answer.curve["count"].max())
    ways = [BEST, SHORTCUT]
    x = alt.X(
        "count:Q",
        title="New centres",
        axis=alt.Axis(values=list(range(most + 1)), format="d"),
        scale=alt.Scale(domain=[0, most], nice=False),
    )
    y = alt.Y("share:Q", title="People within reach", axis=alt.Axis(format="%"), scale=alt.Scale(zero=True))
    legend = alt.Legend(title=None, orient="bottom", labelColor=css(ink.text), labelFontSize=12)
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=x,
        y=y,
        color=alt.Color(
            "way:N",
            scale=alt.Scale(domain=ways, range=[css(ink.text), css(ink.text_quiet)]),
            legend=legend,
        ),
        tooltip=[
            alt.Tooltip("way:N", title="Way"),
            alt.Tooltip("count:Q", title="New centres"),
            alt.Tooltip("share:Q", title="Within reach", format=".1%"),
        ],
    )
    line = base.mark_line(strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash(
            "way:N", scale=alt.Scale(domain=ways, range=[[1, 0], [6, 4]]), legend=legend
        )
    )
    dots = base.mark_point(size=70, filled=True, opacity=1).encode(
        shape=alt.Shape("way:N", scale=alt.Scale(domain=ways, range=["circle", "diamond"]), legend=legend)
    )
    return (
        alt.layer(line, dots)
        .properties(width="container", height=HEIGHT_PX, background="transparent")
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
