"""A funnel: residents across, rates up, one mark an area or ward, the limits of chance as curves."""

from typing import Any

import altair as alt

from dashboard.answers.areas_compared import Funnel
from dashboard.palette import Palette, css, palette

__all__ = ["funnel_chart"]

HEIGHT = 400
NAMES = {"own area": "Your area", "group": "Most similar group", "other area": "Other areas", "ward": "Wards"}
SHAPES = {"own area": "diamond", "group": "circle", "other area": "triangle-up", "ward": "circle"}


def funnel_chart(funnel: Funnel, *, dark: bool) -> alt.LayerChart:
    """Draw a funnel.

    Parameters
    ----------
    funnel : Funnel
        It holds only what may be shown; without a curve, where there is not enough, only the marks are drawn.
    dark : bool
        Whether the reader's screen is dark.
    """
    ink = palette(dark=dark)
    return (
        alt.layer(*_curves(funnel, ink), *_marks(funnel, ink))
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
        .configure_legend(labelColor=css(ink.text), labelFontSize=12, labelLimit=0, symbolSize=120)
    )


def _curves(funnel: Funnel, ink: Palette) -> list[Any]:
    """The two pairs of limits, told apart by their dashes, and the rate of all."""
    layers: list[Any] = []
    if funnel.curve.empty:
        return layers
    for low, high, dashes, title in (
        ("low_95", "high_95", [1, 0], "95 % limits"),
        ("low_998", "high_998", [6, 4], "99.8 % limits"),
    ):
        for side in (low, high):
            rows = [
                {"residents": x, "rate": y, "what": title}
                for x, y in zip(funnel.curve["residents"].tolist(), funnel.curve[side].tolist(), strict=True)
            ]
            layers.append(
                alt.Chart(alt.Data(values=rows))
                .mark_line(color=css(ink.text_quiet), strokeWidth=1.3, strokeDash=dashes)
                .encode(x=_x(), y=_y(), tooltip=[alt.Tooltip("what:N", title=" ")])
            )
        last = funnel.curve.iloc[-1]
        at = [{"residents": last["residents"], "rate": last[high], "what": title.removesuffix(" limits")}]
        layers.append(
            alt.Chart(alt.Data(values=at))
            .mark_text(align="right", dy=-10, fontSize=12, color=css(ink.text_quiet))
            .encode(x=_x(), y=_y(), text="what:N")
        )
    middle = alt.Chart(alt.Data(values=[{"rate": funnel.per_1000, "what": "All together"}]))
    layers.append(
        middle.mark_rule(color=css(ink.text), strokeWidth=1.2).encode(
            y=_y(), tooltip=[alt.Tooltip("what:N", title=" ")]
        )
    )
    return layers


def _marks(funnel: Funnel, ink: Palette) -> list[Any]:
    fills = dict.fromkeys(NAMES, css(ink.open))
    fills |= {"own area": css(ink.selected), "other area": css(ink.unknown)}
    rows = [
        {
            "name": row["name"],
            "part": NAMES[str(row["part"])],
            "residents": row["residents"],
            "rate": row["per_1000"],
            "tip": f"{row['name']}: {row['count']:,}, {row['per_1000']:.3g} per 1,000; {row['position']}",
            "named": row["part"] == "own area" or "99.8" in str(row["position"]),
        }
        for row in funnel.table.to_dict("records")
    ]
    present = [part for part in NAMES if (funnel.table["part"] == part).any()]
    domain = [NAMES[part] for part in present]
    legend = None if present == ["ward"] else alt.Legend(title=None, orient="top")
    base = alt.Chart(alt.Data(values=rows))
    points = base.mark_point(filled=True, size=110, opacity=1, stroke=css(ink.halo), strokeWidth=1).encode(
        x=_x(),
        y=_y(),
        shape=alt.Shape(
            "part:N", legend=legend, scale=alt.Scale(domain=domain, range=[SHAPES[part] for part in present])
        ),
        color=alt.Color(
            "part:N", legend=legend, scale=alt.Scale(domain=domain, range=[fills[part] for part in present])
        ),
        tooltip=[alt.Tooltip("tip:N", title=" ")],
    )
    names = (
        base.transform_filter("datum.named")
        .mark_text(align="left", dx=9, dy=-7, fontSize=12, color=css(ink.text))
        .encode(x=_x(), y=_y(), text="name:N")
    )
    return [points, names]


def _x() -> alt.X:
    return alt.X(
        "residents:Q",
        axis=alt.Axis(title="Residents", format=",d", grid=False),
        scale=alt.Scale(zero=False, nice=False),
    )


def _y() -> alt.Y:
    return alt.Y(
        "rate:Q", axis=alt.Axis(title="For every 1,000 residents"), scale=alt.Scale(zero=True, nice=True)
    )
