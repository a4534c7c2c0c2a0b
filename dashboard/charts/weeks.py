"""Reports by week as bars: hidden weeks hatched, weeks not complete hollow, a dashed line at each break."""

from datetime import date, timedelta
from itertools import product
from typing import Any, Literal

import altair as alt

from dashboard.palette import Palette, blend, css, palette
from dashboard.weeks import Trend, Week
from dashboard.wording import count_words, day_words
from dashboard.words.trend import remarks

__all__ = ["weeks_chart"]

HEIGHT = 260
GAP_HOURS = 20
"""Between the bars of two weeks."""
COUNTED, OPEN, HIDDEN = "Reports in a week", "Not complete, or part of a week", "Fewer than {}, or hidden"
MONTHLY_FROM = 27
"""From so many weeks on, the axis names months instead of days."""


def weeks_chart(answer: Trend, *, dark: bool) -> alt.LayerChart:
    """Draw the weeks of a trend.

    Parameters
    ----------
    answer : Trend
        With weeks.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    altair.LayerChart
        As wide as its container. Hidden weeks carry no number.
    """
    ink = palette(dark=dark)
    few = HIDDEN.format(answer.threshold)
    scale = alt.Scale(zero=True, nice=True)
    layers = [
        *_open(answer, ink),
        *_bars(answer, ink, few, scale),
        *_hatches(answer, ink),
        *_usual(answer, ink),
        *_breaks(answer, ink),
    ]
    return (
        alt.layer(*layers)
        .resolve_scale(x="shared", y="shared")
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
        .configure_legend(
            labelColor=css(ink.text), labelFontSize=12, labelLimit=0, symbolSize=140, symbolType="square"
        )
    )


def _open(answer: Trend, ink: Palette) -> list[Any]:
    """A band behind the weeks that are not complete, so that an empty one is not taken for a quiet one."""
    if answer.incomplete_from is None:
        return []
    band = {"start": _at(answer.incomplete_from), "end": _at(answer.weeks[-1].sunday, timedelta(days=1))}
    return [
        alt.Chart(alt.Data(values=[band])).mark_rect(color=css(ink.nothing)).encode(x=_x(answer), x2="end:T")
    ]


def _bars(answer: Trend, ink: Palette, few: str, scale: alt.Scale) -> list[Any]:
    """One bar a week; the hidden ones as tall as the threshold, which is no number of theirs."""
    solid, light = css(_bar(ink)), css((*_bar(ink)[:3], 50))
    order = [COUNTED, OPEN, few]
    drawn = [week for week in answer.weeks if week.reports is not None]
    rows: list[dict[str, Any]] = [
        {
            **_span(week),
            "reports": week.reports,
            "what": COUNTED if week.settled else OPEN,
            "tip": _tip(week, answer),
        }
        for week in drawn
    ]
    boxes: list[dict[str, Any]] = [
        {**_span(week), "what": few, "tip": _tip(week, answer)}
        for week in answer.weeks
        if week.reports is None
    ]
    present = [what for what in order if any(row["what"] == what for row in (*rows, *boxes))]
    fills = {COUNTED: solid, OPEN: light, few: "transparent"}
    lines = {COUNTED: solid, OPEN: solid, few: css(ink.hidden)}
    legend = alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        columns=0,
        offset=8 + 15 * min(len(answer.breaks), 2),
    )
    fill = alt.Fill(
        "what:N", legend=legend, scale=alt.Scale(domain=present, range=[fills[w] for w in present])
    )
    line = alt.Stroke(
        "what:N", legend=legend, scale=alt.Scale(domain=present, range=[lines[w] for w in present])
    )
    tip = alt.Tooltip("tip:N", title=" ")
    axis = alt.Axis(title="Reports a week", tickMinStep=1, format=",d", tickCount=5)
    shared = {"x2": "end:T", "fill": fill, "stroke": line, "tooltip": tip}
    bars = [
        alt.Chart(alt.Data(values=rows))
        .mark_bar(strokeWidth=1.2)
        .encode(
            y=alt.Y("reports:Q", axis=axis, scale=scale, stack=None),
            y2=alt.Y2Datum(0),
            x=_x(answer),
            **shared,
        )
    ]
    if boxes:
        bars.append(
            alt.Chart(alt.Data(values=boxes))
            .mark_bar(strokeWidth=1.2)
            .encode(y=alt.YDatum(answer.threshold), y2=alt.Y2Datum(0), **shared, x="start:T")
        )
    return bars


def _hatches(answer: Trend, ink: Palette) -> list[Any]:
    """Slanted lines over the weeks that are hidden: one corner to corner, one on either side of it."""
    hidden = [week for week in answer.weeks if week.reports is None]
    middle = timedelta(hours=(7 * 24 - GAP_HOURS) / 2)
    top = answer.threshold
    layers = []
    for since, until, low, high in ((0, 2, 0, top), (0, 1, top / 2, top), (1, 2, 0, top / 2)):
        rows = [
            {"start": _at(week.monday, middle * since), "end": _at(week.monday, middle * until)}
            for week in hidden
        ]
        layers.append(
            alt.Chart(alt.Data(values=rows))
            .mark_rule(color=css(ink.hidden), strokeWidth=1)
            .encode(x="start:T", x2="end:T", y=alt.YDatum(low), y2=alt.Y2Datum(high))
        )
    return layers if hidden else []


def _usual(answer: Trend, ink: Palette) -> list[Any]:
    """A line for every stretch between breaks at what half of its weeks reach; it never crosses a break."""
    rows = [
        {
            "start": _at(each.first),
            "end": _at(each.last, timedelta(days=1)),
            "half": each.reports,
            "tip": f"Half of the whole weeks have {each.reports:,} or more",
        }
        for each in answer.usual
        if each.reports
    ]
    if not rows:
        return []
    return [
        alt.Chart(alt.Data(values=rows))
        .mark_rule(color=css(color), strokeWidth=width)
        .encode(x="start:T", x2="end:T", y=alt.Y("half:Q"), tooltip=alt.Tooltip("tip:N", title=" "))
        for color, width in ((ink.halo, 4), (ink.text, 1.6))
    ]


def _breaks(answer: Trend, ink: Palette) -> list[Any]:
    """A dashed line at every day on which recording changed, with its label."""
    middle = answer.drawn.first + (answer.drawn.last - answer.drawn.first) / 2
    row = {each: number % 2 for number, each in enumerate(answer.breaks)}
    sides: tuple[tuple[Literal["left", "right"], int], ...] = (("left", 6), ("right", -6))
    layers = []
    for (side, dx), line in product(sides, (0, 1)):
        rows = [
            {"day": _at(each.day), "label": f"Recording changed, {day_words(each.day)}", "tip": each.sentence}
            for each in answer.breaks
            if (each.day > middle) == (side == "right") and row[each] == line
        ]
        if not rows:
            continue
        base = alt.Chart(alt.Data(values=rows)).encode(x="day:T", tooltip=alt.Tooltip("tip:N", title=" "))
        layers.append(base.mark_rule(color=css(ink.text), strokeDash=[6, 4], strokeWidth=1.6))
        layers.append(
            base.mark_text(
                align=side,
                dx=dx,
                y=-9 - 15 * line,
                baseline="middle",
                color=css(ink.text),
                fontSize=12,
                fontWeight="bold",
            ).encode(text="label:N")
        )
    return layers


def _bar(ink: Palette) -> tuple[int, int, int, int]:
    """The colour of a bar: the middle class of the map's own."""
    return blend(ink.classes(5)[3], ink.land)


def _x(answer: Trend) -> alt.X:
    """The axis of days: months of a long course, Mondays of a short one."""
    if len(answer.weeks) >= MONTHLY_FROM:
        ticks: dict[str, Any] = {"format": "%b %Y", "tickCount": {"interval": "month", "step": 1}}
    else:
        days = [week.monday for week in answer.weeks]
        mondays = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in days]
        ticks = {"format": "%-d %b", "values": mondays}
    axis = alt.Axis(title=None, labelOverlap=True, labelFlush=True, grid=False, **ticks)
    return alt.X("start:T", axis=axis, scale=alt.Scale(nice=False))


def _span(week: Week) -> dict[str, str]:
    return {"start": _at(week.monday), "end": _at(week.monday, timedelta(hours=7 * 24 - GAP_HOURS))}


def _at(day: date, later: timedelta = timedelta()) -> str:
    """Write a moment as the browser reads it by its own clock, so that no week slips into another day."""
    hours, rest = divmod(int(later.total_seconds()), 3600)
    whole = day + timedelta(days=hours // 24)
    return f"{whole.isoformat()}T{hours % 24:02d}:{rest // 60:02d}:00"


def _tip(week: Week, answer: Trend) -> str:
    few = HIDDEN.format(answer.threshold).lower()
    said = f"Week of {day_words(week.monday)}: {few if week.reports is None else count_words(week.reports)}"
    extra = remarks(week, answer.breaks)
    return f"{said} ({'; '.join(extra)})" if extra else said
