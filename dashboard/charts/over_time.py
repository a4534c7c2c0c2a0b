"""Over time: a strip of steps for each cell, and one series with its median slope."""

from typing import Any

import altair as alt
import pandas as pd

from dashboard.answers.over_time import OverTime
from dashboard.palette import Palette, blend, css, palette
from dashboard.words.over_time import MARKS, step_words

__all__ = ["series_chart", "strip_chart"]

ROW_PX, HEIGHT = 22, 260
HOT, COLD, NEITHER = "hot", "cold", "neither"


def strip_chart(answer: OverTime, *, dark: bool, most: int = 40) -> alt.LayerChart:
    """Draw the cells that were ever hot or cold: a row a cell, a square a step, a letter where it was so.

    Parameters
    ----------
    answer : OverTime
        With cells that have a pattern.
    dark : bool
        Whether the reader's screen is dark.
    most : int
        Cells to draw; the table has them all.
    """
    ink = palette(dark=dark)
    rows, names = _strips(answer, most)
    steps = [step_words(step) for step in answer.steps]
    x = alt.X(
        "step:N", sort=steps, axis=alt.Axis(title=None, orient="top", labelAngle=-45, labelOverlap=True)
    )
    y = alt.Y("row:N", sort=names, axis=alt.Axis(title=None, labelLimit=320))
    fills = {HOT: css(_hot(ink)), COLD: css(_cold(ink)), NEITHER: css(ink.land)}
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=list(fills), range=list(fills.values())),
        legend=alt.Legend(
            title=None, orient="bottom", symbolType="square", symbolStrokeColor=css(ink.text_quiet)
        ),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y, tooltip=alt.Tooltip("tip:N", title=" "))
    letters = {HOT: css(_on(_hot(ink))), COLD: css(_on(_cold(ink)))}
    layers = [base.mark_rect(stroke=css(ink.nothing), strokeWidth=1).encode(color=colour)]
    for state, letter in letters.items():
        chosen = [row for row in rows if row["state"] == state]
        if chosen:
            layers.append(
                alt.Chart(alt.Data(values=chosen))
                .mark_text(fontSize=11, fontWeight="bold", color=letter)
                .encode(x=x, y=y, text="letter:N", tooltip=alt.Tooltip("tip:N", title=" "))
            )
    return _dressed(layers, ink, ROW_PX * len(names) + 10)


def series_chart(answer: OverTime, group: str, code: str, *, dark: bool) -> alt.LayerChart:
    """Draw one shown series: its reports by step, scaled to a step of mean length, and the median slope.

    Parameters
    ----------
    group, code : str
        Of the series, as in `answer.trends.series`.
    dark : bool
        Whether the reader's screen is dark.
    """
    ink = palette(dark=dark)
    series = answer.trends.series
    own = series[(series["group"] == group) & (series["code"] == code)]
    steps = [step_words(step) for step in answer.steps]
    rows = [
        {
            "step": step,
            "each": float(each),
            "line": None if pd.isna(line) else float(line),
            "tip": f"{step}: {int(reports):,} {'report' if reports == 1 else 'reports'}",
        }
        for step, each, line, reports in zip(steps, own["each"], own["line"], own["reports"], strict=True)
    ]
    base = alt.Chart(alt.Data(values=rows))
    x = alt.X("step:N", sort=steps, axis=alt.Axis(title=None, labelAngle=-45, labelOverlap=True, grid=False))
    axis = alt.Axis(title=f"Reports a {answer.step}", tickCount=5)
    y = alt.Y("each:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))
    layers = [
        base.mark_bar(color=css(blend(ink.classes(5)[3], ink.land))).encode(
            x=x, y=y, tooltip=alt.Tooltip("tip:N", title=" ")
        )
    ]
    if rows and rows[0]["line"] is not None:
        for colour, width in ((ink.halo, 5), (ink.text, 2)):
            line = base.mark_line(
                color=css(colour), strokeWidth=width, strokeDash=[7, 4] if width == 2 else [1, 0]
            )
            layers.append(line.encode(x=x, y="line:Q"))
    return _dressed(layers, ink, HEIGHT)


def _strips(answer: OverTime, most: int) -> tuple[list[dict[str, Any]], list[str]]:
    """List the squares, and the names of the rows from top to bottom."""
    cells = answer.cells
    drawn = cells[(cells["hot_steps"].fillna(0) + cells["cold_steps"].fillna(0)) > 0].head(most)
    rows, names = [], []
    for number, cell in enumerate(drawn.to_dict("records"), start=1):
        name = f"{number}. {cell['ward_name']}: {cell['pattern']}"
        names.append(name)
        for step, state in zip(answer.steps, cell["strip"], strict=True):
            tip = f"{cell['ward_name']}, {step_words(step)}: {state}"
            letter = MARKS[state] if state != NEITHER else ""
            rows.append({"row": name, "step": step_words(step), "state": state, "letter": letter, "tip": tip})
    return rows, names


def _hot(ink: Palette) -> tuple[int, int, int, int]:
    return blend(ink.classes(5)[4], ink.land)


def _cold(ink: Palette) -> tuple[int, int, int, int]:
    return blend((*ink.open[:3], 150), ink.land)


def _on(fill: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Black or white, whichever reads better."""
    red, green, blue, _ = fill
    return (0, 0, 0, 255) if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else (255, 255, 255, 255)


def _dressed(layers: list[Any], ink: Palette, height: int) -> alt.LayerChart:
    """Lay layers over each other, as wide as their container, in the colours of the page."""
    quiet = css(ink.text_quiet)
    return (
        alt.layer(*layers)
        .properties(width="container", height=height, background="transparent")
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
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, labelLimit=0, symbolSize=140)
    )
