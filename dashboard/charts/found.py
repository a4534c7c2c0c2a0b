"""What every method found of later reports: a mark with its interval for each share of the ground."""

from typing import Any

import altair as alt

from dashboard.answers.backtest import AREA_SHARES, BackTest
from dashboard.palette import css, palette
from dashboard.words.backtest import label

__all__ = ["found_chart"]

ROW_PX = 44
SHAPES = ("circle", "square", "triangle-up")


def found_chart(answer: BackTest, *, dark: bool) -> alt.LayerChart:
    """Draw the share of later reports found, by method and share of the ground.

    Parameters
    ----------
    answer : BackTest
        With rows; those that are hidden are not drawn.
    dark : bool
        Whether the reader's screen is dark.

    Returns
    -------
    altair.LayerChart
        As wide as its container.
    """
    ink = palette(dark=dark)
    shown = answer.table[~answer.table["hidden"]]
    rows: list[dict[str, Any]] = [
        {
            "rule": label(row),
            "ground": f"{row.area_share:.0%} of the ground",
            "found": row.hit_rate,
            "low": row.hit_rate_low,
            "high": row.hit_rate_high,
            "tip": f"{label(row)}, {row.area_share:.0%} of the ground: about {row.hits:,.0f} of "
            f"{row.incidents:,} reports, {row.hit_rate:.0%} ({row.hit_rate_low:.0%} to "
            f"{row.hit_rate_high:.0%})",
        }
        for row in shown.itertuples()
    ]
    middle = shown[shown["area_share"] == AREA_SHARES[1]].sort_values("hits", ascending=False, kind="stable")
    order = list(dict.fromkeys([label(row) for row in middle.itertuples()] + [row["rule"] for row in rows]))
    grounds = [f"{share:.0%} of the ground" for share in AREA_SHARES]
    colours = [css(ink.text_quiet), css(ink.open), css(ink.selected)]
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "rule:N", sort=order, title=None, axis=alt.Axis(labelLimit=330, grid=True, tickBand="extent")
        ),
        yOffset=alt.YOffset("ground:N", sort=grounds),
        color=alt.Color(
            "ground:N",
            scale=alt.Scale(domain=grounds, range=colours),
            legend=legend,
        ),
        tooltip=alt.Tooltip("tip:N", title=" "),
    )
    lines = base.mark_rule(strokeWidth=2).encode(
        x=alt.X(
            "low:Q",
            axis=alt.Axis(title="Share of later reports found", format="%", tickCount=6),
            scale=alt.Scale(zero=True, nice=True),
        ),
        x2="high:Q",
    )
    marks = base.mark_point(filled=True, size=70, opacity=1).encode(
        x="found:Q",
        shape=alt.Shape("ground:N", scale=alt.Scale(domain=grounds, range=list(SHAPES)), legend=legend),
    )
    return (
        alt.layer(lines, marks)
        .properties(width="container", height=ROW_PX * max(len(order), 1), background="transparent")
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
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, labelLimit=0)
    )
