"""Months of the own area beside the range of other areas: bars from least to most, and a line."""

from datetime import date
from typing import Any, cast

import altair as alt

from dashboard.answers.areas_compared import AreasCompared
from dashboard.palette import css, palette

__all__ = ["months_chart"]

HEIGHT = 260
OWN, RANGE, MIDDLE = "Your area", "Least to most of the others", "Middle of the others"


def months_chart(answer: AreasCompared, *, dark: bool) -> alt.LayerChart:
    """Draw the months of a comparison.

    Parameters
    ----------
    answer : AreasCompared
        With months; hidden ones carry no number and leave a gap.
    dark : bool
        Whether the reader's screen is dark.
    """
    ink = palette(dark=dark)
    ranges, middles, own, unknown = _rows(answer)
    colours = {OWN: css(ink.selected), RANGE: css((*ink.open[:3], 90)), MIDDLE: css(ink.open)}
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    legend = alt.Legend(title=None, orient="top", symbolType="square")
    colour = alt.Color("what:N", scale=scale, legend=legend)
    tip = alt.Tooltip("tip:N", title=" ")
    ticks = alt.Axis(
        title=None,
        format="%b %Y",
        tickCount=cast(Any, {"interval": "month", "step": 1}),
        labelOverlap=True,
        grid=False,
    )
    x = alt.X("start:T", axis=ticks, scale=_span(answer))
    axis, zero = alt.Axis(title="For every 1,000 residents"), alt.Scale(zero=True)
    y = alt.Y("rate:Q", axis=axis, scale=zero)
    at, line = alt.X("middle:T", title=None), alt.Chart(alt.Data(values=own))
    return (
        alt.layer(
            alt.Chart(alt.Data(values=ranges)).mark_bar().encode(
                x=x, x2="end:T", y=alt.Y("least:Q", axis=axis, scale=zero, stack=None), y2="most:Q",
                color=colour, tooltip=[tip],
            ),
            alt.Chart(alt.Data(values=middles)).mark_rule(strokeWidth=2.4).encode(
                x=x, x2="end:T", y=y, color=colour, tooltip=[tip]
            ),
            line.mark_line(strokeWidth=2).encode(x=at, y=y, color=colour, detail="run:N"),
            line.mark_point(filled=True, size=55, shape="diamond", opacity=1).encode(
                x=at, y=y, color=colour, tooltip=[tip]
            ),
            alt.Chart(alt.Data(values=unknown)).mark_text(
                text="?", fontSize=13, fontWeight="bold", color=css(ink.text), dy=-9
            ).encode(x=at, y=alt.YDatum(0), tooltip=[tip]),
        )
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
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, labelLimit=0, symbolSize=140)
    )  # fmt: skip


def _rows(answer: AreasCompared) -> tuple[list[dict[str, Any]], ...]:
    """Lay out the bars, the ticks and the line; the line has a run for every stretch without a gap."""
    ranges, middles, own, unknown = [], [], [], []
    run = 0
    for month in answer.months.to_dict("records"):
        first, last = month["first"], month["last"]
        span = {"start": _at(first), "end": _at(last)}
        named = f"{first:%B %Y}"
        if month["least"] == month["least"] and month["most"] == month["most"]:
            tip = f"{named}: {month['least']:.3g} to {month['most']:.3g} per 1,000"
            ranges.append({**span, "least": month["least"], "most": month["most"], "what": RANGE, "tip": tip})
        if month["middle"] == month["middle"]:
            tip = f"{named}: {month['middle']:.3g} per 1,000 in the middle"
            middles.append({**span, "rate": month["middle"], "what": MIDDLE, "tip": tip})
        middle = _at(first + (last - first) / 2)
        if month["own"] == month["own"]:
            tip = f"{named}: {month['own_shown']} recorded, {month['own']:.3g} per 1,000"
            own.append({"middle": middle, "rate": month["own"], "run": str(run), "what": OWN, "tip": tip})
        else:
            unknown.append({"middle": middle, "tip": f"{named}: {month['own_shown']}"})
            run += 1
    return ranges, middles, own, unknown


def _span(answer: AreasCompared) -> alt.Scale:
    """All the months, those without a mark too."""
    ends = [answer.periods[0][0], answer.periods[-1][1]]
    moments = [alt.DateTime(year=day.year, month=day.month, date=day.day, hours=12) for day in ends]
    return alt.Scale(domain=moments, nice=False)


def _at(day: date) -> str:
    """Write a moment as the browser reads it by its own clock."""
    return f"{day.isoformat()}T12:00:00"
