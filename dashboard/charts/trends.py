"""Trends as charts: events over the weeks, the weeks, community reports beside them, events laid together."""

from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard.answers.event_effect import Together
from dashboard.answers.trends import Trends
from dashboard.charts.event_lanes import place_events
from dashboard.charts.unusual_weeks import moment, styled, week_layers
from dashboard.palette import Palette, blend, css, palette
from dashboard.wording import count_words, day_words
from dashboard.words.tension_trends import span_words

__all__ = ["event_strip", "heard_chart", "together_chart", "trends_chart"]

HEIGHT, LANE, ROW = 260, 18, 36
LEFT = 46
"""Room for the numbers of the upright axis, the same in every chart, so that their weeks stand in line."""
SHORTEST = timedelta(days=2)
AXIS, LEGEND = 24, 62
NUMBERED_WEEKS = 60
"""Up to so many weeks, their numbers are written into the marks."""


def trends_chart(answer: Trends, *, dark: bool, chosen: int | None = None) -> Any:
    """Draw the weeks of incidents with their limits, and the events as bands behind them."""
    ink = palette(dark=dark)
    layers = [*_bands(answer, ink, chosen), *week_layers(answer.course, ink)]
    chart = alt.layer(*layers).resolve_scale(x="shared", y="shared")
    return _in_line(styled(chart, ink, height=HEIGHT))


def event_strip(answer: Trends, *, dark: bool, chosen: int | None = None) -> Any | None:
    """Draw the events in lanes with their names; None where there are none."""
    if answer.events.empty or answer.weeks is None:
        return None
    ink = palette(dark=dark)
    events = answer.events.to_dict("records")
    held = next((at for at, one in enumerate(events) if one["id"] == chosen), None)
    placed = place_events(
        [(one["first_day"], one["last_day"]) for one in events],
        [one["title"] for one in events],
        [one["scale"] for one in events],
        first=answer.weeks.first,
        last=answer.weeks.last,
        chosen=held,
    )
    rows = [
        {
            **_clipped(one, answer),
            "lane": at.lane,
            "label": at.label,
            "left": at.to_left,
            "what": "chosen" if n == held else "other",
            "tip": f"{one['title']}, {span_words(one['first_day'], one['last_day'])}",
        }
        for n, (one, at) in enumerate(zip(events, placed, strict=True))
    ]
    lanes = max(at.lane for at in placed) + 1
    y = alt.Y("lane:O", axis=None, scale=alt.Scale(domain=list(range(lanes)), paddingInner=0.3))
    colour = alt.Color(
        "what:N", legend=None,
        scale=alt.Scale(domain=["chosen", "other"], range=[css(ink.selected), css(ink.open)]),
    )  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(y=y, tooltip=alt.Tooltip("tip:N", title=" "))
    text = base.transform_filter("datum.label != ''")
    words: dict[str, Any] = {"baseline": "middle", "fontSize": 11, "color": css(ink.text)}
    layers = [
        base.mark_bar(height=9, cornerRadius=2).encode(x=_x(answer), x2="end:T", color=colour),
        text.transform_filter("!datum.left").mark_text(align="left", dx=5, **words).encode(
            x=alt.X("end:T", scale=_span(answer)), text="label:N"
        ),
        text.transform_filter("datum.left").mark_text(align="right", dx=-5, **words).encode(
            x=alt.X("start:T", scale=_span(answer)), text="label:N"
        ),
    ]  # fmt: skip
    return _in_line(styled(alt.layer(*layers), ink, height=LANE * lanes + 4), inset=True)


def heard_chart(answer: Trends, *, dark: bool) -> Any | None:
    """Draw community reports by week and by who tells, a row each; None where there are none."""
    if answer.heard.empty or answer.weeks is None:
        return None
    ink = palette(dark=dark)
    order = list(answer.heard_sources)
    rows = [
        {
            "middle": moment(one["monday"], timedelta(days=3)),
            "row": order.index(one["source"]),
            "reports": one["reports"],
            "tip": f"{one['source_name']}, week of {day_words(one['monday'])}: "
            f"{count_words(one['reports'], 'community report')}",
        }
        for one in answer.heard.to_dict("records")
    ]
    names = [
        {"at": moment(answer.weeks.first), "row": n, "name": answer.heard_sources[code]}
        for n, code in enumerate(order)
    ]
    y = alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(len(order)))))
    x = alt.X("middle:T", scale=_span(answer), axis=_axis())
    fill = css(blend((*ink.open[:3], 70), ink.land))
    marks = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y, tooltip=alt.Tooltip("tip:N", title=" "))
    weeks = (answer.weeks.last - answer.weeks.first).days // 7 + 1
    numbered = weeks <= NUMBERED_WEEKS
    most = max(row["reports"] for row in rows)
    legend = alt.Legend(title="Community reports a week", orient="top", format=",d", values=[1, 2, 5, 10])
    size = alt.Size(
        "reports:Q", scale=alt.Scale(type="sqrt", domain=[0, most], range=[0, 200]), legend=legend
    )
    squares = marks.mark_point(
        shape="square", filled=True, fill=fill, stroke=css(ink.open), strokeWidth=1, opacity=1, yOffset=8
    )
    points: list[Any] = [squares.encode(size=alt.value(190) if numbered else size)]
    if numbered:
        points.append(marks.mark_text(fontSize=11, color=css(ink.text), yOffset=8).encode(text="reports:Q"))
    label = (
        alt.Chart(alt.Data(values=names))
        .mark_text(align="left", dx=2, yOffset=-9, fontSize=11, color=css(ink.text_quiet))
        .encode(x=alt.X("at:T", scale=_span(answer)), y=y, text="name:N")
    )
    chart = alt.layer(*points, label)
    return _in_line(
        styled(chart, ink, height=ROW * len(order) + (AXIS if numbered else AXIS + LEGEND)), inset=True
    )


def together_chart(one: Together, *, dark: bool) -> Any:
    """Draw the weeks around events of one kind: the mean, and the band of chance dates."""
    ink = palette(dark=dark)
    rows = [{**row, "tip": _week_words(row)} for row in one.weeks.to_dict("records")]
    weeks = [row["week"] for row in rows]
    axis = alt.Axis(title="Weeks from the event", tickMinStep=1, format="+d", grid=False, values=weeks)
    x = alt.X("week:Q", axis=axis, scale=alt.Scale(nice=False, padding=14))
    title = "Reports a week for an event"
    y = alt.Y("mean:Q", title=title, scale=alt.Scale(zero=True))
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, tooltip=alt.Tooltip("tip:N", title=" "))
    middle = alt.Chart(alt.Data(values=[{"week": 0}])).encode(x=x)
    layers = [
        base.mark_area(color=css(ink.no_data)).encode(y=alt.Y("low:Q", title=title), y2="high:Q"),
        middle.mark_rule(strokeDash=[4, 3], color=css(ink.text_quiet)),
        base.mark_line(color=css(ink.selected), strokeWidth=2).encode(y=y),
        base.mark_point(color=css(ink.selected), filled=True, size=45, opacity=1).encode(y=y),
    ]
    return styled(alt.layer(*layers), ink, height=200)


def _week_words(row: Any) -> str:
    chance = f"chance dates {row['low']:.1f} to {row['high']:.1f}"
    return f"Week {row['week']:+d}: {row['mean']:.1f} reports for an event; {chance}"


def _bands(answer: Trends, ink: Palette, chosen: int | None) -> list[Any]:
    if answer.weeks is None or answer.events.empty:
        return []
    layers = []
    for held, colour in ((False, (*ink.open[:3], 32)), (True, (*ink.selected[:3], 70))):
        rows = [
            {
                **_clipped(one, answer),
                "tip": f"{one['title']}, {span_words(one['first_day'], one['last_day'])}",
            }
            for one in answer.events.to_dict("records")
            if (one["id"] == chosen) == held
        ]
        if rows:
            band = alt.Chart(alt.Data(values=rows)).mark_rect(color=css(colour))
            layers.append(band.encode(x=_x(answer), x2="end:T", tooltip=alt.Tooltip("tip:N", title=" ")))
    return layers


def _clipped(one: Any, answer: Trends) -> dict[str, str]:
    """Give the ends of an event within the weeks shown; a single day is drawn wide enough to be seen."""
    assert answer.weeks is not None
    first, last = answer.weeks.first, answer.weeks.last
    begin = max(one["first_day"], first)
    end = min(max(one["last_day"] + timedelta(days=1), begin + SHORTEST), last + timedelta(days=1))
    return {"start": moment(begin), "end": moment(end)}


def _x(answer: Trends) -> alt.X:
    return alt.X("start:T", scale=_span(answer), axis=_axis())


def _axis() -> alt.Axis:
    return alt.Axis(
        title=None, labelOverlap=True, labelFlush=True, grid=False, format="%-d %b %Y", tickCount=8
    )


def _span(answer: Trends) -> alt.Scale:
    assert answer.weeks is not None
    ends: list[date] = [answer.weeks.first, answer.weeks.last + timedelta(days=1)]
    return alt.Scale(
        domain=[alt.DateTime(year=day.year, month=day.month, date=day.day) for day in ends], nice=False
    )


def _in_line(chart: Any, *, inset: bool = False) -> Any:
    """Leave the same room on the left in every chart."""
    if inset:
        return chart.properties(padding={"left": LEFT + 16, "right": 2, "top": 2, "bottom": 2})
    return chart.configure_axisY(minExtent=LEFT, maxExtent=LEFT)
