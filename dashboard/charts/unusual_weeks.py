"""The weeks of one ward and strand as bars, with their limits, and what weeks not complete will have."""

from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard.answers.week_course import Course, CourseWeek
from dashboard.palette import Palette, blend, css, palette
from dashboard.wording import day_words
from dashboard.words.unusual_weeks import week_words

__all__ = ["moment", "styled", "unusual_weeks_chart", "week_layers"]

HEIGHT = 280
GAP_HOURS = 20
COUNTED, FOUR, OPEN, HIDDEN = (
    "Reports in a week",
    "The four weeks",
    "Not complete",
    "Fewer than {}, or hidden",
)


def unusual_weeks_chart(answer: Course, *, dark: bool) -> alt.LayerChart:
    """Draw the weeks of a line.

    Parameters
    ----------
    answer : Course
        With weeks.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    altair.LayerChart
        As wide as its container. Hidden weeks carry no number and no limit.
    """
    ink = palette(dark=dark)
    return styled(
        alt.layer(*week_layers(answer, ink)).resolve_scale(x="shared", y="shared"), ink, height=HEIGHT
    )


def week_layers(answer: Course, ink: Palette) -> list[Any]:
    """Give the layers of the weeks of a line, from the ground up."""
    return [
        *_bars(answer, ink),
        *_hatches(answer, ink),
        *_limits(answer, ink),
        *_awaited(answer, ink),
        *_breaks(answer, ink),
    ]


def styled(chart: Any, ink: Palette, *, height: int) -> Any:
    """Give a chart the colours and sizes of this family; as wide as its container."""
    quiet = css(ink.text_quiet)
    return (
        chart.properties(width="container", height=height, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=quiet,
            titleColor=quiet,
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            domainColor=quiet,
            tickColor=quiet,
            gridColor=css(ink.nothing),
        )
        .configure_legend(
            labelColor=css(ink.text), labelFontSize=12, labelLimit=0, symbolSize=140, symbolType="square"
        )
    )


def _bars(answer: Course, ink: Palette) -> list[Any]:
    """One bar a week; the hidden ones as tall as the threshold, which is no number of theirs."""
    few = HIDDEN.format(answer.threshold)
    solid, strong = css(blend(ink.classes(5)[2], ink.land)), css(blend(ink.classes(5)[4], ink.land))
    light = css((*blend(ink.classes(5)[3], ink.land)[:3], 50))
    fills = {COUNTED: solid, FOUR: strong, OPEN: light, few: "transparent"}
    lines = {COUNTED: solid, FOUR: strong, OPEN: strong, few: css(ink.hidden)}
    rows: list[dict[str, Any]] = [
        {**_span(week), "reports": week.reports, "what": _kind(week, answer), "tip": week_words(week, answer)}
        for week in answer.weeks
        if week.reports is not None
    ]
    boxes: list[dict[str, Any]] = [
        {**_span(week), "what": few, "tip": week_words(week, answer)}
        for week in answer.weeks
        if week.reports is None
    ]
    present = [what for what in fills if any(row["what"] == what for row in (*rows, *boxes))]
    legend = alt.Legend(title=None, orient="top", direction="horizontal", columns=0)
    fill = alt.Fill(
        "what:N", legend=legend, scale=alt.Scale(domain=present, range=[fills[w] for w in present])
    )
    line = alt.Stroke(
        "what:N", legend=legend, scale=alt.Scale(domain=present, range=[lines[w] for w in present])
    )
    tip = alt.Tooltip("tip:N", title=" ")
    axis = alt.Axis(title="Reports a week", tickMinStep=1, format=",d", tickCount=5)
    y = alt.Y("reports:Q", axis=axis, scale=alt.Scale(zero=True, nice=True), stack=None)
    shared: dict[str, Any] = {"x2": "end:T", "fill": fill, "stroke": line, "tooltip": tip}
    bars = [
        alt.Chart(alt.Data(values=rows))
        .mark_bar(strokeWidth=1.2)
        .encode(x=_x(), y=y, y2=alt.Y2Datum(0), **shared)
    ]
    if boxes:
        top = alt.Chart(alt.Data(values=boxes)).mark_bar(strokeWidth=1.2)
        bars.append(top.encode(x=_x(), y=alt.YDatum(answer.threshold), y2=alt.Y2Datum(0), **shared))
    return bars


def _hatches(answer: Course, ink: Palette) -> list[Any]:
    """A slanted line over each hidden week."""
    rows = [_span(week) for week in answer.weeks if week.reports is None]
    if not rows:
        return []
    slant = alt.Chart(alt.Data(values=rows)).mark_rule(color=css(ink.hidden), strokeWidth=1)
    return [slant.encode(x=_x(), x2="end:T", y=alt.YDatum(0), y2=alt.Y2Datum(answer.threshold))]


def _limits(answer: Course, ink: Palette) -> list[Any]:
    """A step over each week that has a limit."""
    rows = [
        {"start": moment(week.monday), "end": moment(week.sunday, timedelta(days=1)), "limit": week.limit}
        for week in answer.weeks
        if week.limit is not None
    ]
    if not rows:
        return []
    return [
        alt.Chart(alt.Data(values=rows))
        .mark_rule(color=css(color), strokeWidth=width)
        .encode(x=_x(), x2="end:T", y=alt.Y("limit:Q"))
        for color, width in ((ink.halo, 4), (ink.text, 1.6))
    ]


def _awaited(answer: Course, ink: Palette) -> list[Any]:
    """The interval of what a week will have in the end: an upright line with its ends and a hollow point."""
    middle = timedelta(hours=(7 * 24 - GAP_HOURS) / 2)
    rows = [
        {
            "at": moment(week.monday, middle),
            "low": week.low,
            "high": week.high,
            "likely": week.awaited,
            "tip": week_words(week, answer),
        }
        for week in answer.weeks
        if week.awaited is not None
    ]
    if not rows:
        return []
    base = alt.Chart(alt.Data(values=rows)).encode(x="at:T", tooltip=alt.Tooltip("tip:N", title=" "))
    colour = css(ink.text)
    ends = [
        base.mark_tick(color=colour, size=10, thickness=2).encode(y=f"{end}:Q") for end in ("low", "high")
    ]
    return [
        base.mark_rule(color=colour, strokeWidth=2, strokeDash=[3, 2]).encode(y="low:Q", y2="high:Q"),
        *ends,
        base.mark_point(color=colour, fill=css(ink.land), filled=False, size=50).encode(y="likely:Q"),
    ]


def _breaks(answer: Course, ink: Palette) -> list[Any]:
    """A dashed line at every day on which recording changed, with its label."""
    rows = [
        {"day": moment(each.day), "label": f"Recording changed, {day_words(each.day)}", "tip": each.sentence}
        for each in answer.breaks
    ]
    if not rows:
        return []
    base = alt.Chart(alt.Data(values=rows)).encode(x="day:T", tooltip=alt.Tooltip("tip:N", title=" "))
    label = base.mark_text(align="left", dx=6, y=8, color=css(ink.text), fontSize=12, fontWeight="bold")
    return [
        base.mark_rule(color=css(ink.text), strokeDash=[6, 4], strokeWidth=1.6),
        label.encode(text="label:N"),
    ]


def _kind(week: CourseWeek, answer: Course) -> str:
    if not week.complete:
        return OPEN
    return FOUR if answer.four and answer.four.first <= week.monday <= answer.four.last else COUNTED


def _x() -> alt.X:
    axis = alt.Axis(
        title=None, labelOverlap=True, labelFlush=True, grid=False, format="%-d %b %Y", tickCount=8
    )
    return alt.X("start:T", axis=axis, scale=alt.Scale(nice=False))


def _span(week: CourseWeek) -> dict[str, str]:
    return {"start": moment(week.monday), "end": moment(week.monday, timedelta(hours=7 * 24 - GAP_HOURS))}


def moment(day: date, later: timedelta = timedelta()) -> str:
    """Write a moment as the browser reads it by its own clock, so that no week slips into another day."""
    hours, rest = divmod(int(later.total_seconds()), 3600)
    whole = day + timedelta(days=hours // 24)
    return f"{whole.isoformat()}T{hours % 24:02d}:{rest // 60:02d}:00"
