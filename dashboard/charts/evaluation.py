"""What changed beyond chance: a mark with its interval for each row, and a line at no difference."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from dashboard.answers.evaluation import FEWER, MORE, Evaluation
from dashboard.palette import css, palette
from dashboard.words.evaluation import PART_WORDS, interval_words, number_words

__all__ = ["actions_rows", "differences_chart", "parts_rows"]

ROW_PX = 34
ROUND_PX = 76
"""Of the legend and the axis."""
CLEAR, UNCLEAR = "clear of chance", "not clear of chance"
LABEL_PX = 300


def parts_rows(answer: Evaluation) -> list[dict[str, Any]]:
    """Give the rows of one action: here, next door, both."""
    return [_row(PART_WORDS[row["part"]], row) for row in answer.parts.to_dict("records")]


def actions_rows(answers: Sequence[Evaluation]) -> list[dict[str, Any]]:
    """Give a row an action of which something was counted, the first beginning first."""
    rows = []
    for one in answers:
        both = one.parts[one.parts["part"] == "both"].to_dict("records") if len(one.parts) else []
        rows += [_row(one.title, row, clear=one.verdict in (FEWER, MORE)) for row in both]
    return rows


def _row(label: str, row: Any, *, clear: bool | None = None) -> dict[str, Any]:
    low, high = float(row["low"]), float(row["high"])
    is_clear = low > 0 or high < 0 if clear is None else clear
    way = "more" if row["estimate"] > 0 else "fewer"
    return {
        "label": label, "at": float(row["estimate"]), "low": low, "high": high,
        "clear": CLEAR if is_clear else UNCLEAR,
        "tip": f"{label}: {number_words(row['estimate'])} {way} ({interval_words(low, high)})",
    }  # fmt: skip


def differences_chart(rows: Sequence[dict[str, Any]], *, dark: bool) -> alt.LayerChart:
    """Draw differences with their 95 % intervals.

    Parameters
    ----------
    rows : sequence of dict
        From `parts_rows` or `actions_rows`.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    altair.LayerChart
        As wide as its container.  A full mark is clear of chance, a hollow one is not; more is not worse.
    """
    ink = palette(dark=dark)
    order = list(dict.fromkeys(row["label"] for row in rows))
    axis = alt.Axis(title="Fewer  ←  reports in the time after  →  more", tickCount=7)
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=LABEL_PX, grid=False)),
        tooltip=alt.Tooltip("tip:N", title=" "),
    )
    lines = base.mark_rule(strokeWidth=2, color=css(ink.text)).encode(
        x=alt.X("low:Q", axis=axis, scale=alt.Scale(zero=True, nice=True)), x2="high:Q"
    )
    marks = base.mark_point(size=110, opacity=1, strokeWidth=2, stroke=css(ink.open)).encode(
        x="at:Q",
        fill=alt.Fill(
            "clear:N",
            scale=alt.Scale(domain=[CLEAR, UNCLEAR], range=[css(ink.open), css(ink.halo)]),
            legend=alt.Legend(title=None, orient="top"),
        ),
    )
    nothing = (
        alt.Chart(alt.Data(values=[{"at": 0}]))
        .mark_rule(strokeDash=[4, 3], color=css(ink.text_quiet))
        .encode(x="at:Q")
    )
    return (
        alt.layer(nothing, lines, marks)
        .properties(
            width="container", height=ROW_PX * max(len(order), 1) + ROUND_PX, background="transparent"
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text),
            titleColor=css(ink.text_quiet),
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            domainColor=css(ink.text_quiet),
            tickColor=css(ink.text_quiet),
            gridColor=css(ink.nothing),
        )
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, symbolSize=110)
    )
