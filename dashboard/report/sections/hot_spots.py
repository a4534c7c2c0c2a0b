"""Hot spots: where released reports concentrate, drawn, listed and said in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.answers.released.calendar import period_words, unit_of
from dashboard.answers.released.concentrations import Concentrations, concentrations
from dashboard.answers.released.figures import area_km2
from dashboard.answers.released.offered import offered
from dashboard.exporting.document import Column, Hidden, Sheet, Value
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.products import place_shapes
from dashboard.exporting.report import Figures, Part
from dashboard.released.release import Release
from dashboard.report.period import PackPeriod
from dashboard.report.section import Ground, Section
from dashboard.words.released_places import concentration_notes, concentration_sentence, place_sentence

__all__ = ["HOT_SPOTS", "quarter_of", "told_in"]

TITLE = "Where reports concentrate"
PAPER = ("rank", "place", "reports", "expected", "stands_out")
RANKED = "On the map each coloured cell has its rank; cells without a colour do not stand out."
MOST_PARTS = 2
"""Maps of more periods side by side are not read; the latest are shown, and the rest is said."""


def make_hot_spots(ground: Ground) -> Part:
    """Show the places that stand out, period by period of the release."""
    periods = told_in(ground.release, ground.period, "cell")
    if not periods:
        said = (
            f"The release has no year or quarter by reporting cell for {ground.period.words}, so it cannot "
            "say where reports concentrate. That is not the same as nowhere."
        )
        return Part("hot_spots", TITLE, (Para(said),))
    blocks: list[Block | Figures] = []
    if unit_of(ground.period.parts[0]) == "month":
        blocks.append(Para(f"Places are told by quarter: here {period_words(periods[-1])}, not the month."))
    if len(periods) > MOST_PARTS:
        last = " and ".join(period_words(one) for one in periods[-MOST_PARTS:])
        blocks.append(Para(f"Places are told by quarter: here {last}, the latest of the period."))
    for number, period in enumerate(periods[-MOST_PARTS:], 1):
        blocks += _told(ground, period)
        ground.told(number / min(len(periods), MOST_PARTS))
    return Part("hot_spots", TITLE, tuple(blocks))


def told_in(release: Release, period: PackPeriod, by: str) -> list[str]:
    """Name the years or quarters of a release in which places of a pack's period are told."""
    known = offered(release).periods(by)
    if unit_of(period.parts[0]) == "month":
        return [one] if (one := quarter_of(period, known)) else []
    return [one for one in period.parts if one in known]


def quarter_of(period: PackPeriod, known: Sequence[str]) -> str:
    """Name the quarter that a month lies in, or the last one before it that is known; empty if none is."""
    quarter = f"{period.first.year}-Q{(period.first.month + 2) // 3}"
    return max((one for one in known if unit_of(one) == "quarter" and one <= quarter), default="")


def _told(ground: Ground, period: str) -> list[Block | Figures]:
    answer = concentrations(ground.release, by="cell", period=period)
    heading = Heading(period_words(period))
    said = Para(concentration_sentence(answer).replace("**", ""))
    if answer.state == "not enough data":
        return [heading, said]
    most = ground.template.most_places
    found = answer.found.head(most).to_dict("records")
    told = tuple(f"{row['rank']}. {place_sentence(answer, row, ground.drawn.name)}" for row in found)
    more = len(answer.found) - len(found)
    rest = [Para(f"{more} more stand out; the workbook of this pack has every place.")] if more > 0 else []
    if not found:
        return [heading, said]
    sheet = places_sheet(ground, answer)
    return [
        heading,
        said,
        *([Points(told)] if told else []),
        *rest,
        Figures(sheet, PAPER, max(len(found), 1)),
    ]


def places_sheet(ground: Ground, answer: Concentrations) -> Sheet:
    """Lay every place out; only what stands out is coloured, and what is hidden is hatched."""
    release = answer.release
    shapes = place_shapes(release, "cell", ground.outlines)
    rows = [_row(ground, row) for row in answer.table.to_dict("records")]
    shown = [str(code) for code in answer.table["code"]]
    left = [code for code in release.cells if code not in set(shown)]
    rows += [_hidden_row(ground, code) for code in left]
    columns = (
        Column("rank", "Rank"), Column("cell", "Reporting cell"), Column("place", "Place"),
        Column("reports", "Reports", "number"),
        Column("expected", "Expected by an even spread", "number"), Column("km2", "km²", "number"),
        Column("stands_out", "Times as many, where it stands out", "number"),
    )  # fmt: skip
    return Sheet(
        f"Where reports concentrate, {period_words(answer.period)}",
        columns,
        tuple(rows),
        shapes=tuple(shapes.get(code) for code in [*shown, *left]),
        drawn="stands_out",
        notes=(RANKED, *concentration_notes(answer)),
        labels="rank",
    )


def _row(ground: Ground, row: Mapping[Any, Any]) -> tuple[Value, ...]:
    stands = bool(row["stands_out"])
    return (
        str(row["rank"]) if stands else "",
        str(row["code"]),
        ground.drawn.name(str(row["code"]), str(row["label"])),
        int(row["reports"]),
        round(float(row["expected"]), 1),
        round(float(row["size"]), 2),
        round(float(row["times"]), 1) if stands else None,
    )


def _hidden_row(ground: Ground, code: str) -> tuple[Value, ...]:
    hidden = Hidden(ground.release.few)
    km2 = round(area_km2(ground.release, code), 2)
    return ("", code, ground.drawn.name(code, code), hidden, None, km2, hidden)


HOT_SPOTS = Section(
    "hot_spots",
    TITLE,
    "The reporting cells with more reports than an even spread would give, with a map.",
    make_hot_spots,
    frozenset({"partner", "public"}),
)
