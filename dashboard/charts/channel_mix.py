"""The share told to third parties as a chart: each ward with its exact range, the whole area as a line."""

from typing import Any

import altair as alt

from dashboard.answers.channel_mix import HIGHER, LOWER, SAME, TOO_FEW, ChannelMix
from dashboard.charts.unusual_weeks import styled
from dashboard.palette import css, palette

__all__ = ["mix_chart"]

ROW = 24
SHAPES = {HIGHER: "triangle-up", LOWER: "triangle-down", SAME: "circle", TOO_FEW: "cross"}


def mix_chart(answer: ChannelMix, *, dark: bool) -> Any | None:
    """Draw the wards that are shown; None where none is, or no third party was told anything."""
    ink = palette(dark=dark)
    shown = answer.wards[answer.wards["share"].notna()]
    if shown.empty or answer.share == 0:
        return None
    rows = [
        {
            "name": row["name"],
            "share": row["share"],
            "low": row["low"],
            "high": row["high"],
            "verdict": row["verdict"],
            "tip": f"{row['name']}: {row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})",
        }
        for row in shown.to_dict("records")
    ]
    words = [word for word in SHAPES if word in set(shown["verdict"])]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("name:N", sort=list(shown["name"]), title=None, axis=alt.Axis(labelLimit=220)),
        tooltip=alt.Tooltip("tip:N", title=" "),
    )
    axis = alt.Axis(format="%", title="Share told to a third party, with its exact 95 % range", tickCount=6)
    scale = alt.Scale(domain=[0, 1], nice=False)
    shape = alt.Shape(
        "verdict:N",
        scale=alt.Scale(domain=words, range=[SHAPES[word] for word in words]),
        legend=alt.Legend(title="Against the other wards", orient="top"),
    )
    line = alt.Chart(alt.Data(values=[{"share": answer.share}])).mark_rule(
        strokeDash=[5, 4], color=css(ink.text_quiet)
    )
    layers = [
        base.mark_rule(strokeWidth=2, color=css(ink.selected)).encode(
            x=alt.X("low:Q", axis=axis, scale=scale), x2="high:Q"
        ),
        base.mark_point(filled=True, size=70, opacity=1, color=css(ink.selected)).encode(
            x=alt.X("share:Q", scale=scale), shape=shape
        ),
        line.encode(x=alt.X("share:Q", scale=scale)),
    ]
    return styled(alt.layer(*layers), ink, height=ROW * len(rows) + 24)
