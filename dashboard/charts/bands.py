"""Pairs by distance and time apart, as a strip of squares: darker for more than chance makes."""

from typing import Any

import altair as alt
import pandas as pd

from dashboard.palette import css, palette

__all__ = ["bands_chart"]

ROW_PX = 44
CLASSES = ((0.8, "fewer than 0.8 times"), (1.2, "0.8 to 1.2 times"), (2.0, "1.2 to 2 times"),
           (4.0, "2 to 4 times"), (float("inf"), "4 times or more"))  # fmt: skip
HIDDEN = "not shown"
FLAG = "▲ "


def bands_chart(table: pd.DataFrame, *, dark: bool) -> alt.LayerChart:
    """Draw a table of bands.

    Parameters
    ----------
    table : pandas.DataFrame
        As in `dashboard.answers.near_repeats.NearRepeats`; hidden bands carry no number.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    altair.LayerChart
        As wide as its container. A flagged band has a triangle and a heavy outline, not a colour of its own.
    """
    ink = palette(dark=dark)
    rows: list[dict[str, Any]] = [
        {
            "where": row["where"],
            "when": row["when"],
            "size": _size(row["ratio"]),
            "words": HIDDEN if row["hidden"] else f"{FLAG if row['flagged'] else ''}{row['times'] or '–'}",
            "flagged": bool(row["flagged"]),
            "tip": f"{row['where']}, {row['when']} apart: {row['shown']} pairs"
            + (f", {row['chance']} by chance; {row['verdict']}" if row["chance"] else ""),
        }
        for row in table.to_dict("records")
    ]
    names = [*(name for _, name in CLASSES), HIDDEN]
    colours = [*(css(colour) for colour in ink.classes(len(CLASSES))), "transparent"]
    y = alt.Y("where:N", sort=list(dict.fromkeys(table["where"])), title=None, axis=alt.Axis(labelLimit=200))
    x = alt.X(
        "when:N",
        sort=list(dict.fromkeys(table["when"])),
        title="Apart in time",
        axis=alt.Axis(labelAngle=0, orient="top"),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y, tooltip=alt.Tooltip("tip:N", title=" "))
    squares = base.mark_rect(strokeOpacity=1).encode(
        fill=alt.Fill(
            "size:N",
            sort=names,
            scale=alt.Scale(domain=names, range=colours),
            legend=alt.Legend(title="Pairs against chance", orient="bottom", columns=3),
        ),
        stroke=alt.condition("datum.flagged", alt.value(css(ink.text)), alt.value(css(ink.nothing))),
        strokeWidth=alt.condition("datum.flagged", alt.value(2.5), alt.value(1)),
    )
    under = base.mark_text(fontSize=13, fontWeight="bold", stroke=css(ink.halo), strokeWidth=3).encode(
        text="words:N"
    )
    words = base.mark_text(fontSize=13, fontWeight="bold", color=css(ink.text)).encode(text="words:N")
    return (
        alt.layer(squares, under, words)
        .properties(width="container", height=ROW_PX * table["where"].nunique(), background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=css(ink.text),
            titleColor=css(ink.text_quiet),
            titleFontWeight="normal",
            labelFontSize=12,
            domain=False,
            ticks=False,
            grid=False,
        )
        .configure_legend(labelColor=css(ink.text), titleColor=css(ink.text_quiet), labelFontSize=12)
    )


def _size(ratio: float) -> str:
    if ratio != ratio:
        return HIDDEN
    return next(name for top, name in CLASSES if ratio < top)
