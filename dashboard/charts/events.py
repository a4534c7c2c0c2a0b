"""Events on a line of time: a bar for as long as each lasts, in rows by kind."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard.calendar import Happening, span_words
from dashboard.palette import css, palette

__all__ = ["events_chart"]

ROW = 26
SHORTEST = timedelta(days=2)
"""A single day is drawn this wide, or nobody would see it."""


def events_chart(known: Sequence[Happening], *, today: date, dark: bool) -> alt.LayerChart:
    """Draw events by kind along the days, with a line for today.

    Parameters
    ----------
    known : sequence of Happening
        At least one.
    dark : bool
        Whether the reader's screen is dark.
    """
    ink = palette(dark=dark)
    kinds = list(dict.fromkeys(one.kind_words for one in sorted(known, key=lambda one: one.kind_words)))
    rows = [
        {
            "kind": one.kind_words,
            "title": one.title,
            "when": span_words(one),
            "where": one.ward or one.scale_words,
            "start": one.first_day.isoformat(),
            "end": max(one.last_day + timedelta(1), one.first_day + SHORTEST).isoformat(),
        }
        for one in known
    ]
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%b %Y", tickCount="month", labelOverlap=True))
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(height=13, cornerRadius=2, color=css(ink.open), opacity=0.85)
        .encode(
            x=x,
            x2="end:T",
            y=alt.Y("kind:N", sort=kinds, title=None, axis=alt.Axis(labelLimit=170)),
            tooltip=[
                alt.Tooltip("title:N", title="Event"),
                alt.Tooltip("when:N", title="When"),
                alt.Tooltip("where:N", title="Where"),
            ],
        )
    )
    layers: list[Any] = [bars]
    if min(one.first_day for one in known) <= today <= max(one.last_day for one in known):
        mark = alt.Chart(alt.Data(values=[{"start": today.isoformat(), "word": "today"}]))
        mark = mark.encode(x=x)
        layers.append(mark.mark_rule(color=css(ink.selected), strokeWidth=1.5, strokeDash=[4, 3]))
        text = mark.mark_text(dy=6, dx=4, align="left", baseline="top", color=css(ink.selected))
        layers.append(text.encode(text="word:N", y=alt.value(0)))
    return (
        alt.layer(*layers)
        .properties(width="container", height=ROW * len(kinds), background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text_quiet),
            labelFontSize=12,
            domainColor=css(ink.text_quiet),
            tickColor=css(ink.text_quiet),
            gridColor=css(ink.nothing),
        )
    )
