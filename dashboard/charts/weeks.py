"""Reports by week as bars: hidden weeks hatched, weeks not complete hollow, a dashed line at each break."""

from datetime import date, timedelta
from itertools import product
from typing import Any

from dashboard.palette import Palette, blend, css, palette
from dashboard.weeks import Trend, Week
from dashboard.wording import count_words, day_words
from dashboard.words.trend import remarks

__all__ = ["Vega", "weeks_chart"]

Vega = dict[str, Any]
"""A chart, or a part of one, in Vega-Lite."""

HEIGHT = 260
GAP_HOURS = 20
"""Between the bars of two weeks."""
COUNTED, OPEN, HIDDEN = "Reports in a week", "Not complete, or part of a week", "Fewer than {}, or hidden"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # its name, nothing that is fetched
START, END = {"field": "start", "type": "temporal"}, {"field": "end"}
TIP = {"field": "tip", "type": "nominal", "title": " "}
MONTHLY_FROM = 27
"""From so many weeks on, the axis names months instead of days."""


def weeks_chart(answer: Trend, *, dark: bool) -> Vega:
    """Draw the weeks of a trend.

    Parameters
    ----------
    answer : Trend
        With weeks.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    dict
        A chart in Vega-Lite, as wide as its container.  Hidden weeks carry no number.

    Notes
    -----
    Written out, not made by Altair, which takes forty times as long: it is drawn at every change of a filter.
    """
    ink = palette(dark=dark)
    quiet = css(ink.text_quiet)
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": HEIGHT,
        "background": "transparent",
        "config": {
            "view": {"stroke": None},
            "axis": {
                "labelColor": quiet,
                "titleColor": quiet,
                "titleFontWeight": "normal",
                "labelFontSize": 12,
                "titleFontSize": 12,
                "domainColor": quiet,
                "tickColor": quiet,
                "gridColor": css(ink.nothing),
            },
            "legend": {
                "labelColor": css(ink.text),
                "labelFontSize": 12,
                "labelLimit": 0,
                "symbolSize": 140,
                "symbolType": "square",
            },
        },
        "resolve": {"scale": {"x": "shared", "y": "shared"}},
        "layer": [
            *_open(answer, ink),
            *_bars(answer, ink, HIDDEN.format(answer.threshold)),
            *_hatches(answer, ink),
            *_usual(answer, ink),
            *_breaks(answer, ink),
        ],
    }


def _layer(rows: list[dict[str, Any]], mark: str, look: Vega, **encoding: Vega) -> Vega:
    return {"data": {"values": rows}, "mark": {"type": mark, **look}, "encoding": encoding}


def _open(answer: Trend, ink: Palette) -> list[Vega]:
    """A band behind the weeks that are not complete, so that an empty one is not taken for a quiet one."""
    if answer.incomplete_from is None:
        return []
    band = {"start": _at(answer.incomplete_from), "end": _at(answer.weeks[-1].sunday, timedelta(days=1))}
    return [_layer([band], "rect", {"color": css(ink.nothing)}, x=_x(answer), x2=END)]


def _bars(answer: Trend, ink: Palette, few: str) -> list[Vega]:
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
    legend = {
        "title": None,
        "orient": "top",
        "direction": "horizontal",
        "columns": 0,
        "offset": 8 + 15 * min(len(answer.breaks), 2),
    }
    named: Vega = {"field": "what", "type": "nominal", "legend": legend}
    shared: dict[str, Vega] = {
        "x2": END,
        "y2": {"datum": 0},
        "fill": {**named, "scale": {"domain": present, "range": [fills[what] for what in present]}},
        "stroke": {**named, "scale": {"domain": present, "range": [lines[what] for what in present]}},
        "tooltip": TIP,
    }
    reports = {
        "field": "reports",
        "type": "quantitative",
        "axis": {"title": "Reports a week", "tickMinStep": 1, "format": ",d", "tickCount": 5},
        "scale": {"zero": True, "nice": True},
        "stack": None,
    }
    bars = [_layer(rows, "bar", {"strokeWidth": 1.2}, x=_x(answer), y=reports, **shared)]
    if boxes:
        tall = {"datum": answer.threshold}
        bars.append(_layer(boxes, "bar", {"strokeWidth": 1.2}, x=START, y=tall, **shared))
    return bars


def _hatches(answer: Trend, ink: Palette) -> list[Vega]:
    """Slanted lines over the weeks that are hidden: one corner to corner, one on either side of it."""
    hidden = [week for week in answer.weeks if week.reports is None]
    middle = timedelta(hours=(7 * 24 - GAP_HOURS) / 2)
    top = answer.threshold
    look = {"color": css(ink.hidden), "strokeWidth": 1}
    layers = []
    for since, until, low, high in ((0, 2, 0, top), (0, 1, top / 2, top), (1, 2, 0, top / 2)):
        rows = [
            {"start": _at(week.monday, middle * since), "end": _at(week.monday, middle * until)}
            for week in hidden
        ]
        layers.append(_layer(rows, "rule", look, x=START, x2=END, y={"datum": low}, y2={"datum": high}))
    return layers if hidden else []


def _usual(answer: Trend, ink: Palette) -> list[Vega]:
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
    half = {"field": "half", "type": "quantitative"}
    looks = [{"color": css(color), "strokeWidth": width} for color, width in ((ink.halo, 4), (ink.text, 1.6))]
    return [_layer(rows, "rule", look, x=START, x2=END, y=half, tooltip=TIP) for look in looks]


def _breaks(answer: Trend, ink: Palette) -> list[Vega]:
    """A dashed line at every day on which recording changed, with its label."""
    middle = answer.drawn.first + (answer.drawn.last - answer.drawn.first) / 2
    row = {each: number % 2 for number, each in enumerate(answer.breaks)}
    line = {"color": css(ink.text), "strokeDash": [6, 4], "strokeWidth": 1.6}
    day, label = {"field": "day", "type": "temporal"}, {"field": "label", "type": "nominal"}
    layers = []
    for (side, dx), height in product((("left", 6), ("right", -6)), (0, 1)):
        rows = [
            {"day": _at(each.day), "label": f"Recording changed, {day_words(each.day)}", "tip": each.sentence}
            for each in answer.breaks
            if (each.day > middle) == (side == "right") and row[each] == height
        ]
        if not rows:
            continue
        words = {
            "align": side,
            "dx": dx,
            "y": -9 - 15 * height,
            "baseline": "middle",
            "color": css(ink.text),
            "fontSize": 12,
            "fontWeight": "bold",
        }
        layers.append(_layer(rows, "rule", line, x=day, tooltip=TIP))
        layers.append(_layer(rows, "text", words, x=day, text=label, tooltip=TIP))
    return layers


def _bar(ink: Palette) -> tuple[int, int, int, int]:
    """The colour of a bar: the middle class of the map's own."""
    return blend(ink.classes(5)[3], ink.land)


def _x(answer: Trend) -> Vega:
    """The axis of days: months of a long course, Mondays of a short one."""
    if len(answer.weeks) >= MONTHLY_FROM:
        ticks: Vega = {"format": "%b %Y", "tickCount": {"interval": "month", "step": 1}}
    else:
        days = [week.monday for week in answer.weeks]
        mondays = [{"year": day.year, "month": day.month, "date": day.day} for day in days]
        ticks = {"format": "%-d %b", "values": mondays}
    axis = {"title": None, "labelOverlap": True, "labelFlush": True, "grid": False, **ticks}
    return {**START, "axis": axis, "scale": {"nice": False}}


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
