"""The reports of one ward by week, this period beside the one before, on one scale for every ward."""

from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard.answers.tension.board import Board
from dashboard.answers.ward_weeks import WardWeeks
from dashboard.answers.week_course import CourseWeek
from dashboard.palette import Palette, blend, css, palette
from dashboard.wording import count_words, day_words

__all__ = ["ward_weeks_alt", "ward_weeks_chart", "ward_weeks_table"]

HEIGHT = 190
GAP_HOURS = 20
COUNTED, OPEN, HIDDEN = "Reports in a week", "Not complete", "Fewer than {}, or hidden"


def ward_weeks_chart(answer: WardWeeks, board: Board, ward: str, *, dark: bool) -> alt.LayerChart:
    """Draw the weeks of a ward up to the end of the period.

    Returns
    -------
    altair.LayerChart
        As wide as its container; the scale ends at `answer.highest`, whichever the ward and the period.
        Hidden weeks carry no number.
    """
    ink, weeks = palette(dark=dark), answer.until(ward, board.period.last)
    layers = [*_bands(board, weeks, answer, ink), *_bars(answer, weeks, ink)]
    return (
        alt.layer(*layers)
        .resolve_scale(x="shared", y="shared")
        .properties(width="container", height=HEIGHT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text),
            titleColor=css(ink.text),
            titleFontWeight="normal",
            labelFontSize=14,
            titleFontSize=14,
            gridColor=css(ink.nothing),
        )
        .configure_legend(labelColor=css(ink.text), labelFontSize=14, labelLimit=0, symbolType="square")
    )


def _bands(board: Board, weeks: tuple[CourseWeek, ...], answer: WardWeeks, ink: Palette) -> list[Any]:
    """The two periods, each a band behind the bars with its name above it."""
    first = weeks[0].monday
    rows = [
        {
            "start": _at(max(period.first, first)),
            "end": _at(period.last + timedelta(days=1)),
            "label": label,
        }
        for period, label in (
            (board.previous, f"The {board.span} before"),
            (board.period, f"This {board.span}"),
        )
        if period.last >= first
    ]
    base = alt.Chart(alt.Data(values=rows))
    bands = [
        base.transform_filter(alt.datum.label == row["label"])
        .mark_rect(color=css(ground), stroke=css(ink.text_quiet), strokeWidth=1)
        .encode(x=_x(weeks), x2="end:T")
        for row, ground in zip(reversed(rows), (ink.nothing, ink.ground), strict=False)
    ]
    align: Any = "right" if board.span == "week" else "left"
    names = base.mark_text(align=align, baseline="bottom", dy=-4, fontSize=14, color=css(ink.text)).encode(
        x=alt.X("end:T" if board.span == "week" else "start:T"), y=alt.value(0), text="label:N"
    )
    if board.span == "week":  # two names do not fit over two weeks
        names = names.transform_filter(alt.datum.label == f"This {board.span}")
    return [*bands, names]


def _bars(answer: WardWeeks, weeks: tuple[CourseWeek, ...], ink: Palette) -> list[Any]:
    few, solid = HIDDEN.format(answer.threshold), css(blend(ink.classes(5)[3], ink.land))
    light = css((*blend(ink.classes(5)[3], ink.land)[:3], 50))
    fills = {COUNTED: solid, OPEN: light, few: "transparent"}
    strokes = {COUNTED: solid, OPEN: solid, few: css(ink.hidden)}
    rows = [
        {
            "start": _at(week.monday),
            "end": _at(week.monday, timedelta(hours=7 * 24 - GAP_HOURS)),
            "top": answer.threshold if week.reports is None else week.reports,
            "what": few if week.reports is None else COUNTED if week.complete else OPEN,
            "tip": _words(week, answer),
        }
        for week in weeks
    ]
    present = [what for what in fills if any(row["what"] == what for row in rows)]
    legend = alt.Legend(title=None, orient="bottom", direction="horizontal", columns=0)
    fill = alt.Fill(
        "what:N", legend=legend, scale=alt.Scale(domain=present, range=[fills[w] for w in present])
    )
    stroke = alt.Stroke(
        "what:N", legend=legend, scale=alt.Scale(domain=present, range=[strokes[w] for w in present])
    )
    axis = alt.Axis(title="Reports a week", tickMinStep=1, format=",d", tickCount=4)
    y = alt.Y("top:Q", axis=axis, scale=alt.Scale(domain=[0, answer.highest], nice=False), stack=None)
    bars = alt.Chart(alt.Data(values=rows)).mark_bar(strokeWidth=1.2)
    drawn = bars.encode(
        x=_x(weeks),
        x2="end:T",
        y=y,
        y2=alt.Y2Datum(0),
        fill=fill,
        stroke=stroke,
        tooltip=alt.Tooltip("tip:N", title=" "),
    )
    slants = [row for row in rows if row["what"] == few]
    if not slants:
        return [drawn]
    slant = alt.Chart(alt.Data(values=slants)).mark_rule(color=css(ink.hidden), strokeWidth=1)
    return [drawn, slant.encode(x=_x(weeks), x2="end:T", y=alt.YDatum(0), y2=alt.Y2Datum(answer.threshold))]


def _x(weeks: tuple[CourseWeek, ...]) -> alt.X:
    """The time, with a mark at every second Monday; by itself Vega begins its weeks on Sunday."""
    mondays = [week.monday for week in weeks[::2]]
    values = [alt.DateTime(year=one.year, month=one.month, date=one.day) for one in mondays]
    axis = alt.Axis(
        title=None, labelOverlap=True, labelFlush=True, grid=False, format="%-d %b", values=values
    )
    return alt.X("start:T", axis=axis, scale=alt.Scale(nice=False))


def _at(day: date, later: timedelta = timedelta()) -> str:
    """Write a moment as the browser reads it by its own clock, so that no week slips into another day."""
    hours = int(later.total_seconds()) // 3600
    return f"{day + timedelta(days=hours // 24)}T{hours % 24:02}:00:00"


def _words(week: CourseWeek, answer: WardWeeks) -> str:
    open_ = "" if week.complete else " so far; more are still to come"
    return f"Week of {day_words(week.monday)}: {count_words(week.reports, threshold=answer.threshold)}{open_}"


def ward_weeks_table(answer: WardWeeks, board: Board, ward: str) -> list[dict[str, Any]]:
    """List the weeks that are drawn, in words."""
    return [
        {
            "monday": week.monday,
            "shown": f"fewer than {answer.threshold}, or hidden"
            if week.reports is None
            else f"{week.reports:,}",
            "period": _period_of(week, board),
            "note": "" if week.complete else "not complete",
        }
        for week in answer.until(ward, board.period.last)
    ]


def _period_of(week: CourseWeek, board: Board) -> str:
    """Name the period that holds most of a week."""
    middle = week.monday + timedelta(days=3)
    if board.period.first <= middle <= board.period.last:
        return f"this {board.span}"
    return f"the {board.span} before" if board.previous.first <= middle <= board.previous.last else ""


def ward_weeks_alt(answer: WardWeeks, board: Board, ward: str, name: str) -> str:
    """Say what the chart shows, for who cannot see it."""
    weeks = answer.until(ward, board.period.last)
    told = ", ".join("hidden" if week.reports is None else str(week.reports) for week in weeks)
    return (
        f"Reports a week in {name} from {day_words(weeks[0].monday)}: {told}. "
        f"Every ward's scale ends at {answer.highest}."
    )
