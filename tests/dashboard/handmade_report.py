"""A report written by hand: every kind of block, a map, a wide table, a long one and an empty one."""

from dataclasses import replace
from datetime import date

from dashboard.exporting.document import Column, Document, Hidden, Marking, Sheet
from dashboard.exporting.leaflet import Beside, Heading, Lines, Para, Picture, Points, Table
from dashboard.exporting.products import document_of
from dashboard.exporting.report import Figures, Part, Report
from tests.dashboard.handmade_release import MOMENT, QUARTERS, SHAPES, handmade

MARKING = Marking("OFFICIAL-SENSITIVE", "Members only & nobody else.", "the network", date(2027, 11, 2))
BARS = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="90" viewBox="0 0 300 90" '
    'font-family="Some Sans"><rect width="300" height="90" fill="#fff"/>'
    '<rect x="10" y="20" width="200" height="20" fill="#00696f"/><text x="10" y="60">Reports</text></svg>'
)
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30">'
    b'<rect width="60" height="30" fill="#00696f"/><circle cx="15" cy="15" r="9" fill="#fff"/></svg>'
)
ODD = 'Mill & <Quay> #set "it" $x$ *not bold* \\ =SUM(A1) @ref'
STRANGE = "社区 \U0001f600"
"""Letters that the fonts on paper do not have."""
"""Words that some format could take for its own."""


def handmade_report(*, long: int = 90) -> Document:
    """Give the document; `long` is the number of rows of its longest table."""
    wards = document_of(
        handmade(), "ward-quarters", period=QUARTERS[-1], colour="all_reports", partnership="Northam",
        wards=SHAPES, marking=MARKING, purpose="A meeting", made_by="Analyst", made_at=MOMENT,
        attribution="Boundaries: invented",
    )  # fmt: skip
    figures = wards.sheets[0]
    number = [Column(f"n{place}", f"Column {place}", "number") for place in range(11)]
    wide = Sheet("A wide table", (Column("ward", "Ward"), *number), (("Mill", *range(1_000, 12_000, 1_000)),))
    months = tuple((f"Month {at}", 1_000 + 7 * at, Hidden("fewer than 5"), None, 12.25) for at in range(long))
    columns = ("month", "reports", "race", "change", "rate")
    kinds = [
        Column(columns[0], "Month"),
        *(Column(name, name.capitalize(), "number") for name in columns[1:]),
    ]
    longest = Sheet("By month", tuple(kinds), months, notes=("A note of the long table.",))
    empty = Sheet("Nothing yet", (Column("a", "What"),), ())
    parts = (
        Part("summary", "In short", (
            Para(f"What is known: {ODD}.", strong=True), Points(("Reports concentrate at the docks.", ODD)),
            Heading("What is not known"), Para("Two wards have sent nothing; that is unknown, not calm."),
        )),
        Part("wards", "Wards & levels", (
            Figures(figures, shown=tuple(one.name for one in figures.columns)[:4]),
            Heading("Agreed levels"),
            Table(("Ward", "Level", "Seen"), (("Mill", "Raised: paint", ""), (ODD, "Normal", "")), (2, 3, 1)),
        )),
        Part("trends", "Trends", (
            Beside((Picture(BARS, "Bars by month"),), (Para("Beside the picture."), Figures(wide)), 0.6),
            Figures(longest, most=40), Figures(longest), Figures(wide), Figures(empty),
            Lines("What was decided?", 3),
        )),
        Part("glossary", "Glossary", (Para("A cell is a hexagon."), Para(STRANGE), Points(()),)),
    )  # fmt: skip
    report = Report("April to June 2026", "Prepared for the network's meeting.", parts, LOGO)
    return replace(wards, title="Community safety pack", sheets=report.sheets, report=report)
