"""Charts of a release: a course with gaps where it hides, and two periods side by side."""

from typing import Any

import altair as alt

from dashboard.answers.released.change import Changes
from dashboard.answers.released.course import Course
from dashboard.answers.released.offered import NOT_GIVEN
from dashboard.palette import Palette, blend, css, palette

__all__ = ["MOST_ROWS", "changes_chart", "course_chart", "short_words"]

HEIGHT, ROW_PX = 300, 26
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MOST_ROWS = 25
"""Rows that are drawn, those with most reports; the table has them all."""


def course_chart(answer: Course, *, dark: bool) -> alt.LayerChart:
    """Draw a bar a period from zero; a hidden one has no bar but a question mark.

    Parameters
    ----------
    answer : Course
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    altair.LayerChart
        As wide as its container.
    """
    ink = palette(dark=dark)
    rows = [
        {
            "period": row["period"],
            "label": row["label"],
            "reports": None if row["reports"] != row["reports"] else int(row["reports"]),
            "tip": f"{row['label']}: {row['shown']}" + ("" if row["shown"] == NOT_GIVEN else " reports"),
        }
        for row in answer.table.to_dict("records")
    ]
    shown = [row for row in rows if row["reports"] is not None]
    hidden = [row for row in rows if row["reports"] is None]
    order = [row["period"] for row in rows]
    words = dict(zip(order, (short_words(period) for period in order), strict=True))
    x = alt.X(
        "period:N",
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(
            title=None, labelAngle=0 if len(order) <= 8 else -45, labelOverlap=True, grid=False,
            labelExpr=f"({_object(words)})[datum.value]",
        ),
    )  # fmt: skip
    axis = alt.Axis(title="Reports", tickCount=5, tickMinStep=1, format=",d")
    tip = alt.Tooltip("tip:N", title=" ")
    layers: list[Any] = [
        alt.Chart(alt.Data(values=shown))
        .mark_bar(color=css(blend(ink.classes(5)[3], ink.land)), width=alt.RelativeBandSize(0.72))
        .encode(x=x, y=alt.Y("reports:Q", axis=axis, scale=alt.Scale(zero=True, nice=True)), tooltip=tip)
    ]
    if hidden:
        layers.append(
            alt.Chart(alt.Data(values=hidden))
            .mark_text(text="?", fontSize=15, fontWeight="bold", color=css(ink.text), dy=-9)
            .encode(x=x, y=alt.YDatum(0), tooltip=tip)
        )
    return _dressed(layers, ink, HEIGHT)


def short_words(period: str) -> str:
    """Write a period as short as an axis needs it: 2026, Q3 2026, Oct 2026."""
    year, _, part = period.partition("-")
    return f"{part if part.startswith('Q') else MONTHS[int(part) - 1]} {year}" if part else year


def _object(words: dict[str, str]) -> str:
    return "{" + ",".join(f"'{key}':'{value}'" for key, value in words.items()) + "}"


def changes_chart(
    answer: Changes, *, now: str, before: str, dark: bool, most: int = MOST_ROWS
) -> alt.LayerChart:
    """Draw rows of which both numbers are shown: a hollow mark for the earlier one, a full one for the later.

    Parameters
    ----------
    answer : Changes
    now, before : str
        The periods in words.
    most : int
        How many rows are drawn at most.
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
            "tip": f"{row['label']}: {row['now_shown']}, before {row['before_shown']}; {row['verdict']}",
        }
        for row in answer.table.to_dict("records")
        if not row["hidden"]
    ][:most]
    marks = [
        {"label": row["label"], "reports": row[key], "period": name, "tip": row["tip"]}
        for row in rows
        for key, name in (("before", before), ("now", now))
    ]
    order = [row["label"] for row in rows]
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, grid=False))
    axis = alt.Axis(title="Reports", tickMinStep=1, format=",d", tickCount=6)
    tip = alt.Tooltip("tip:N", title=" ")
    lines = (
        alt.Chart(alt.Data(values=rows))
        .mark_rule(color=css(ink.text_quiet), strokeWidth=1.5)
        .encode(y=y, x=alt.X("before:Q", axis=axis), x2="now:Q", tooltip=tip)
    )
    points = (
        alt.Chart(alt.Data(values=marks))
        .mark_point(size=90, opacity=1, strokeWidth=1.8)
        .encode(
            y=y,
            x=alt.X("reports:Q", axis=axis),
            fill=alt.Fill(
                "period:N",
                scale=alt.Scale(domain=[before, now], range=[css(ink.land), css(ink.open)]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            stroke=alt.value(css(ink.open)),
            tooltip=tip,
        )
    )
    return _dressed([lines, points], ink, ROW_PX * max(len(rows), 1) + 20)


def _dressed(layers: list[Any], ink: Palette, height: int) -> alt.LayerChart:
    """Lay layers over each other, as wide as their container, in the colours of the page."""
    quiet = css(ink.text_quiet)
    return (
        alt.layer(*layers)
        .properties(width="container", height=height, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text), titleColor=quiet, titleFontWeight="normal", labelFontSize=12,
            titleFontSize=12, domainColor=quiet, tickColor=quiet, gridColor=css(ink.nothing),
        )
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, symbolSize=110, labelLimit=0)
    )  # fmt: skip
