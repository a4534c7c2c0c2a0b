"""Clusters as bars along the window: when each began and ended."""

from datetime import timedelta
from typing import Any

import altair as alt

from dashboard.answers.clusters import Clusters
from dashboard.palette import blend, css, palette
from dashboard.words.clusters import sentence

__all__ = ["clusters_chart"]

ROW_PX, EDGE_PX = 34, 60


def clusters_chart(answer: Clusters, *, dark: bool) -> alt.LayerChart:
    """Draw the clusters of an answer over its window.

    Parameters
    ----------
    answer : Clusters
        With clusters.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    altair.LayerChart
        As wide as its container. It carries no counts but those of the sentences.
    """
    ink = palette(dark=dark)
    rows: list[dict[str, Any]] = [
        {
            "label": f"{row['rank']}. {row['ward_name']}",
            "begins": f"{row['first_day'].isoformat()}T00:00:00",
            "ends": f"{(row['last_day'] + timedelta(days=1)).isoformat()}T00:00:00",
            "tip": sentence(row, answer),
        }
        for row in answer.table.to_dict("records")
    ]
    span = [
        alt.DateTime(year=day.year, month=day.month, date=day.day)
        for day in (answer.drawn.first, answer.drawn.last + timedelta(days=1))
    ]
    time = alt.X(
        "begins:T",
        scale=alt.Scale(domain=span, nice=False),
        axis=alt.Axis(title=None, format="%b %Y", labelOverlap=True, labelFlush=True, tickCount=6),
    )
    order = [row["label"] for row in rows]
    name = alt.Y("label:N", sort=order, axis=alt.Axis(title=None, labelLimit=220))
    tip = alt.Tooltip("tip:N", title=" ")
    base = alt.Chart(alt.Data(values=rows))
    bars = base.mark_bar(color=css(blend(ink.classes(5)[3], ink.land)), height=16, cornerRadius=3).encode(
        x=time, x2="ends:T", y=name, tooltip=tip
    )
    ends = base.mark_tick(color=css(ink.text), thickness=2, height=20).encode(x=time, y=name, tooltip=tip)
    return (
        alt.layer(bars, ends)
        .properties(width="container", height=EDGE_PX + ROW_PX * len(rows), background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text_quiet),
            labelFontSize=12,
            domainColor=css(ink.text_quiet),
            tickColor=css(ink.text_quiet),
            gridColor=css(ink.nothing),
        )
    )
