"""What came for each period: a bar a period and a row an agency, told apart by shape as well as colour."""

from datetime import timedelta
from typing import Any

import altair as alt
import pandas as pd

from dashboard.palette import css, palette

__all__ = ["draw_periods"]

ROW_PX = 34
ORDER = ("File", "Nil return", "Waiting for approval", "Due", "Nothing came")
MARK = {"File": "", "Nil return": "0", "Waiting for approval": "…", "Due": "·", "Nothing came": "?"}


def draw_periods(periods: pd.DataFrame, *, dark: bool) -> alt.LayerChart:
    """Draw the periods.

    Parameters
    ----------
    periods : pandas.DataFrame
        agency, period, first, last, state.
    dark : bool
        Whether the reader's screen is dark.
    """
    ink = palette(dark=dark)
    cells: list[Any] = list(periods.itertuples())
    rows: list[dict[str, Any]] = [
        {
            "agency": row.agency,
            "period": row.period,
            "from": row.first.isoformat() + "T00:00:00",
            "to": (row.last + timedelta(1)).isoformat() + "T00:00:00",
            "middle": (row.first + (row.last - row.first) / 2).isoformat() + "T12:00:00",
            "state": row.state,
            "mark": MARK[row.state],
        }
        for row in cells
    ]
    base = alt.Chart(alt.Data(values=rows))
    across = alt.X("from:T", title=None, axis=alt.Axis(format="%b %Y", grid=False, labelOverlap=True))
    down = alt.Y(
        "agency:N", title=None, sort=list(dict.fromkeys(periods["agency"])), axis=alt.Axis(labelLimit=260)
    )
    fills = [css(ink.open), css(ink.unknown), css(ink.no_data), css(ink.nothing), "transparent"]
    bars = base.mark_bar(height=20, cornerRadius=2, stroke=css(ink.text_quiet), strokeWidth=0.8).encode(
        x=across,
        x2="to:T",
        y=down,
        color=alt.Color("state:N", scale=alt.Scale(domain=list(ORDER), range=fills), title=None,
                        legend=alt.Legend(orient="top")),
        tooltip=[alt.Tooltip("agency:N", title="Agency"), alt.Tooltip("period:N", title="Period"),
                 alt.Tooltip("state:N", title="What came")],
    )  # fmt: skip
    words = base.mark_text(fontSize=12, color=css(ink.text)).encode(
        x=alt.X("middle:T"), y=down, text="mark:N"
    )
    return (
        alt.layer(bars, words)
        .properties(
            width="container",
            height=ROW_PX * periods["agency"].nunique(),
            background="transparent",
            description="What came for each period, by agency; the same is in the table below.",
        )
        .configure_view(stroke=None)
        .configure_axis(labelColor=css(ink.text), labelFontSize=12, domain=False, ticks=False)
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, symbolType="square", symbolSize=140)
    )
