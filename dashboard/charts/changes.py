"""Two windows by ward: a hollow mark for the earlier count, a full one for this, a line between them."""

from typing import Any

import altair as alt

from dashboard.answers.changed import Changed
from dashboard.palette import css, palette
from dashboard.wording import count_words

__all__ = ["changes_alt", "changes_chart"]

ROW_PX = 24
NOW, BEFORE = "This window", "The earlier window"


def changes_chart(answer: Changed, table: str, *, dark: bool) -> alt.LayerChart:
    """Draw the rows of a table whose counts may both be shown.

    Parameters
    ----------
    answer : Changed
        With tables.
    table : str
        A key of its tables.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    altair.LayerChart
        As wide as its container. More is not drawn as worse: both ways look alike.
    """
    ink = palette(dark=dark)
    rows: list[dict[str, Any]] = [
        {
            "label": row["label"],
            "now": int(row["now"]),
            "before": int(row["before"]),
            "tip": f"{row['label']}: {count_words(row['now'])}, earlier {row['before']:,.0f}; "
            f"{row['verdict']}",
        }
        for row in answer.tables[table].to_dict("records")
        if not row["hidden"]
    ]
    order = [row["label"] for row in rows]
    marks = [
        {"label": row["label"], "reports": row[key], "window": name, "tip": row["tip"]}
        for row in rows
        for key, name in (("before", BEFORE), ("now", NOW))
    ]
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, grid=False))
    axis = alt.Axis(title="Reports on the map", tickMinStep=1, format=",d", tickCount=6)
    lines = (
        alt.Chart(alt.Data(values=rows))
        .mark_rule(color=css(ink.text_quiet), strokeWidth=1.5)
        .encode(y=y, x=alt.X("before:Q", axis=axis), x2="now:Q", tooltip=alt.Tooltip("tip:N", title=" "))
    )
    points = (
        alt.Chart(alt.Data(values=marks))
        .mark_point(size=80, opacity=1, strokeWidth=1.6)
        .encode(
            y=y,
            x=alt.X("reports:Q", axis=axis),
            fill=alt.Fill(
                "window:N",
                scale=alt.Scale(domain=[BEFORE, NOW], range=[css(ink.halo), css(ink.open)]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            stroke=alt.value(css(ink.open)),
            tooltip=alt.Tooltip("tip:N", title=" "),
        )
    )
    return (
        alt.layer(lines, points)
        .properties(width="container", height=ROW_PX * max(len(rows), 1) + 20, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text),
            titleColor=css(ink.text_quiet),
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            domainColor=css(ink.text_quiet),
            tickColor=css(ink.text_quiet),
            gridColor=css(ink.nothing),
        )
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, symbolSize=110)
    )


def changes_alt(answer: Changed, table: str) -> str:
    """Say the chart in a few words, for whoever does not see it."""
    hidden = int(answer.tables[table]["hidden"].sum())
    left_out = f" {hidden} rows are hidden and not drawn." if hidden else ""
    return f"Reports in this window and in the earlier one.{left_out} The table has the same numbers."
