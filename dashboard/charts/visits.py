"""Visits by week: planned as a hollow bar, made as a full one, made without a plan on top with dashes."""

from datetime import date
from typing import Any

import altair as alt

from dashboard.answers.visits import VisitWeeks
from dashboard.palette import blend, css, palette

__all__ = ["visits_chart"]

HEIGHT = 220
PLANNED, DONE, UNPLANNED = "Planned", "Done", "Made without a plan"


def visits_chart(answer: VisitWeeks, *, dark: bool) -> alt.Chart:
    """Draw two bars a week, side by side.

    Parameters
    ----------
    answer : VisitWeeks
    dark : bool
        Whether the reader's screen is dark.
    """
    ink = palette(dark=dark)
    full, edge = css(blend(ink.classes(5)[3], ink.land)), css(ink.text)
    table: list[dict[Any, Any]] = answer.table.to_dict("records")
    weeks = [f"{monday.day} {monday:%b}" for monday in (row["monday"] for row in table)]
    rows = [
        {"week": week, "beside": beside, "what": what, "visits": visits,
         "tip": f"Week of {_day(row['monday'])}: {visits:,} {what.lower()}"}
        for week, row in zip(weeks, table, strict=True)
        for beside, what, visits in (
            ("1", PLANNED, row["planned"]), ("2", DONE, row["done"]), ("2", UNPLANNED, row["unplanned"]),
        )
        if visits
    ]  # fmt: skip
    order = [PLANNED, DONE, UNPLANNED]
    legend = alt.Legend(title=None, orient="top", direction="horizontal", columns=0)
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "week:N",
            sort=weeks,
            scale=alt.Scale(domain=weeks),
            axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True),
        ),
        xOffset=alt.XOffset("beside:N", scale=alt.Scale(paddingInner=0.12)),
        y=alt.Y("visits:Q", axis=alt.Axis(title="Visits", tickMinStep=1, format=",d", tickCount=5)),
        tooltip=alt.Tooltip("tip:N", title=" "),
        order=alt.Order("what:N"),
    )
    fills = ["transparent", full, css((*ink.text[:3], 40))]
    bars = base.mark_bar(strokeWidth=1.4).encode(
        fill=alt.Fill("what:N", legend=legend, scale=alt.Scale(domain=order, range=fills)),
        stroke=alt.Stroke("what:N", legend=legend, scale=alt.Scale(domain=order, range=[edge, full, edge])),
        strokeDash=alt.StrokeDash(
            "what:N", legend=legend, scale=alt.Scale(domain=order, range=[[1, 0], [1, 0], [3, 2]])
        ),
    )
    quiet: Any = css(ink.text_quiet)
    return (
        bars.properties(width="container", height=HEIGHT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text), titleColor=quiet, titleFontWeight="normal", labelFontSize=12,
            titleFontSize=12, domainColor=quiet, tickColor=quiet, gridColor=css(ink.nothing),
        )
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, symbolSize=140, labelLimit=0)
    )  # fmt: skip


def _day(monday: date) -> str:
    return f"{monday.day} {monday:%B}"
