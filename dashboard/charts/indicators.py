"""Indicators as a chart: each share with its range, now above before, on one scale from 0 to 100 %."""

from typing import Any

import altair as alt

from dashboard.answers.indicators import Indicators
from dashboard.charts.unusual_weeks import styled
from dashboard.palette import css, palette
from dashboard.words.indicators import TITLES

__all__ = ["shares_chart"]

ROW = 52
ENDS = 24
"""Room above and below the rows, so that two of them stand apart."""
NOW, BEFORE = "Now", "Before"


def shares_chart(answer: Indicators, *, dark: bool) -> Any | None:
    """Draw the shares that are shown; None where none is."""
    ink = palette(dark=dark)
    rows = [
        {
            "title": TITLES[row["code"]][0],
            "when": when,
            "share": row[f"share{end}"],
            "low": row[f"low{end}"],
            "high": row[f"high{end}"],
            "tip": f"{TITLES[row['code']][0]}, {when.lower()}: {row[f'share{end}']:.0%} "
            f"({row[f'low{end}']:.0%} to {row[f'high{end}']:.0%})",
        }
        for row in answer.shares.to_dict("records")
        for when, end in ((NOW, ""), (BEFORE, "_before"))
        if row[f"share{end}"] == row[f"share{end}"]
    ]
    if not rows:
        return None
    colours = alt.Scale(domain=[NOW, BEFORE], range=[css(ink.selected), css(ink.text_quiet)])
    colour = alt.Color("when:N", scale=colours, legend=alt.Legend(title=None, orient="top"))
    shape = alt.Shape(
        "when:N", scale=alt.Scale(domain=[NOW, BEFORE], range=["circle", "diamond"]), legend=None
    )
    order = list(dict.fromkeys(row["title"] for row in rows))
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("title:N", sort=order, title=None, axis=alt.Axis(labelLimit=220)),
        yOffset=alt.YOffset("when:N", sort=[NOW, BEFORE], scale=alt.Scale(paddingOuter=0.6)),
        color=colour,
        tooltip=alt.Tooltip("tip:N", title=" "),
    )
    axis = alt.Axis(format="%", title="Share, with its 95 % range", tickCount=6)
    scale = alt.Scale(domain=[0, 1], nice=False)
    layers = [
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", axis=axis, scale=scale), x2="high:Q"),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=alt.X("share:Q", scale=scale), shape=shape),
    ]
    return styled(alt.layer(*layers), ink, height=ROW * len(order) + ENDS)
