"""The products: which tables and maps of a release can be taken out, and each as a document."""

from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import h3
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.crs import geometry_to_bng
from dashboard.answers.released.offered import NOT_GIVEN, offered
from dashboard.exporting.document import About, Column, Document, Hidden, Marking, Sheet, Value
from dashboard.released.release import AREA, OffLatticeError, Release
from dashboard.wording import day_words

__all__ = [
    "ALL",
    "EVERY",
    "PRODUCTS",
    "Product",
    "colours_of",
    "document_of",
    "method_of",
    "period_words",
    "periods_of",
    "place_shapes",
]

EVERY = ""
"""The choice of every period."""
ALL = "all_reports"
RATE = "per_1000"
FINEST = 9
SELDOM = Hidden(NOT_GIVEN)
"""A strand that is named too seldom: said as the page says it, whatever the number is."""
STEPS = {"month": 7, "quarter": 7, "year": 4}


@dataclass(frozen=True)
class Product:
    """A table of a release in the shape in which it is taken out.

    Attributes
    ----------
    title : str
    table : str
        T1 to T7.
    rows : str
        What a row is of: `area`, `ward`, `cell` or `source`.
    step : str
        `month`, `quarter` or `year`.
    strands : bool
        Whether the table has a number for each strand.
    nought_hidden : bool
        Whether nought is written like a small number.
    """

    title: str
    table: str
    rows: str
    step: str
    strands: bool = True
    nought_hidden: bool = False


PRODUCTS: Mapping[str, Product] = {
    "ward-years": Product("Wards by year and strand", "T4", "ward", "year"),
    "ward-quarters": Product("Wards by quarter and strand", "T2", "ward", "quarter", nought_hidden=True),
    "ward-months": Product("Wards by month", "T3", "ward", "month", strands=False, nought_hidden=True),
    "area-months": Product("The whole area by month and strand", "T1", "area", "month"),
    "cell-years": Product("Reporting cells by year and strand", "T6", "cell", "year", nought_hidden=True),
    "cell-quarters": Product(
        "Reporting cells by quarter", "T5", "cell", "quarter", strands=False, nought_hidden=True
    ),
    "source-quarters": Product("Sources by quarter and strand", "T7", "source", "quarter"),
}


def periods_of(release: Release, key: str) -> list[str]:
    """List the periods that a product can be had for, the newest first."""
    product = PRODUCTS[key]
    length = STEPS[product.step]
    quarter = product.step == "quarter"
    named = [one for one in release.periods(product.table) if len(one) == length and ("Q" in one) == quarter]
    return named[::-1]


def colours_of(release: Release, key: str) -> dict[str, str]:
    """List by which column a product's map can be coloured: none where it has no map."""
    if PRODUCTS[key].rows not in {"ward", "cell"}:
        return {}
    return {one.name: one.title for one in _columns(release, PRODUCTS[key]) if one.kind == "number"}


def document_of(
    release: Release,
    key: str,
    *,
    period: str = EVERY,
    colour: str = ALL,
    partnership: str,
    wards: Mapping[str, BaseGeometry],
    marking: Marking,
    purpose: str,
    made_by: str,
    made_at: datetime,
    attribution: str = "",
) -> Document:
    """Make a document out of a release, and of nothing else.

    Parameters
    ----------
    release : Release
    key : str
        One of `PRODUCTS`.
    period : str
        One of `periods_of`, or `EVERY`.
    colour : str
        One of `colours_of`, for the map.
    partnership, purpose, made_by, attribution : str
        In words; `made_by` is a role.
    wards : mapping of ward code to shapely geometry
        In British National Grid metres.
    marking : Marking
    made_at : datetime.datetime

    Raises
    ------
    OffLatticeError
        If the release has no such product or period.
    """
    if key not in PRODUCTS:
        raise OffLatticeError(f"There is no such product. There are: {', '.join(PRODUCTS)}.")
    product, known = PRODUCTS[key], periods_of(release, key)
    if not known:
        raise OffLatticeError(f"Release {release.number} covers no whole {product.step} yet.")
    if period and period not in known:
        raise OffLatticeError(
            f"Release {release.number} has no such period for this. It has {known[-1]} to {known[0]}, "
            f"a calendar {product.step} each."
        )
    if colour not in (colours_of(release, key) or {ALL: ""}):
        raise OffLatticeError("The map cannot be coloured by that. Choose one of the table's numbers.")
    periods = [period] if period else known[::-1]
    places = _places(release, product)
    shapes = place_shapes(release, product.rows, wards)
    rows, drawn = [], []
    for one in periods:
        for code, name in places.items():
            rows.append(_row(release, product, code, name, one))
            drawn.append(shapes.get(code))
    sheet = Sheet(
        name=product.title,
        columns=tuple(_columns(release, product)),
        rows=tuple(rows),
        shapes=tuple(drawn) if shapes else (),
        drawn=colour if shapes else "",
        notes=tuple(_notes(release, product, rows, attribution)),
        labels="ward" if product.rows == "ward" else "",
    )
    words = period_words(periods[0])
    about = About(
        partnership=partnership,
        period=words if period else f"{words} to {period_words(periods[-1])}",
        method=method_of(release),
        purpose=purpose,
        made_at=made_at,
        made_by=made_by,
        profile=release.profile,
        release=release.number,
        digest=release.digest,
    )
    when = f", {words}" if period else ""
    return Document(f"{product.title}{when}", (sheet,), marking, about)


def method_of(release: Release) -> str:
    """Say how the numbers are protected."""
    rounded = f", the others rounded to the nearest {release.base}" if release.base > 1 else ""
    return f"Cell-key method: small changes to every number; below {release.threshold} hidden{rounded}."


def _places(release: Release, product: Product) -> dict[str, str]:
    """Code -> name of each row, the whole area last."""
    named: dict[str, str] = {
        "ward": dict(release.wards),
        "cell": {name: name for name in release.cells},
        "source": dict(release.sources),
        "area": {},
    }[product.rows]
    return {**named, AREA: "Whole area"}


def _columns(release: Release, product: Product) -> list[Column]:
    columns = [Column("period", "Period")]
    if product.rows == "ward":
        columns += [Column("ward_code", "Ward code"), Column("ward", "Ward")]
    elif product.rows != "area":
        columns.append(
            {"cell": Column("cell", "Reporting cell"), "source": Column("source", "Source")}[product.rows]
        )
    columns.append(Column(ALL, "All reports", "number"))
    if product.rows == "ward" and release.residents:
        columns.append(Column(RATE, "Reports per 1,000 residents", "number"))
    if product.strands:
        columns += [Column(f"strand_{code}", title, "number") for code, title in release.strands.items()]
    return columns


def _row(release: Release, product: Product, code: str, name: str, period: str) -> tuple[Value, ...]:
    row: list[Value] = [period]
    if product.rows == "ward":
        row += ["" if code == AREA else code, name]
    elif product.rows != "area":
        row.append(name)
    everything = _value(release, product, code, period, "")
    row.append(everything)
    if product.rows == "ward" and release.residents:
        row.append(_rate(everything, _residents(release, code)))
    if product.strands:
        row += [_value(release, product, code, period, strand) for strand in release.strands]
    return tuple(row)


def _value(release: Release, product: Product, code: str, period: str, strand: str) -> Value:
    """One number of the release; those of the whole area are T1's."""
    try:
        if code == AREA:
            value = release.value("T1", AREA, period, strand)
        elif product.rows == "source":
            value = release.value(product.table, AREA, period, strand, code)
        else:
            value = release.value(product.table, code, period, strand)
    except OffLatticeError:
        return SELDOM
    if value is None and offered(release).is_seldom(code, period, strand):
        return SELDOM
    return Hidden(release.few) if value is None else value


def _rate(value: Value, residents: int | None) -> Value:
    if isinstance(value, Hidden):
        return value
    if not residents or not isinstance(value, int):
        return None
    return round(1000 * value / residents, 1)


def _residents(release: Release, code: str) -> int | None:
    if code != AREA:
        return release.residents.get(code)
    known = [release.residents.get(ward) for ward in release.wards]
    return sum(one for one in known if one) if all(known) else None


def place_shapes(release: Release, rows: str, wards: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Give the outline of each ward or reporting cell of a release, in metres; none of anything else."""
    if rows == "ward":
        return {code: wards[code] for code in release.wards if code in wards}
    return _cell_shapes(release.cells, wards) if rows == "cell" else {}


def _cell_shapes(
    cells: Mapping[str, Sequence[str]], wards: Mapping[str, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Lay the outlines of the H3 cells of each reporting cell together, cut off at the edge of the area."""
    outlines = []
    for parts in cells.values():
        fine = [
            child
            for part in parts
            for child in ([part] if h3.get_resolution(part) >= FINEST else h3.cell_to_children(part, FINEST))
        ]
        outlines.append(shapely.geometry.shape(h3.cells_to_h3shape(fine, tight=False).__geo_interface__))
    area = shapely.union_all(list(wards.values()))
    cut = shapely.intersection(geometry_to_bng(np.array(outlines, dtype=object)), area)
    ground = {name: _ground(shape) for name, shape in zip(cells, cut, strict=True)}
    return {name: shape for name, shape in ground.items() if not shape.is_empty}


def _ground(shape: BaseGeometry) -> BaseGeometry:
    """Leave out lines and points where two outlines only touch."""
    return shapely.union_all([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def _notes(
    release: Release, product: Product, rows: Sequence[tuple[Value, ...]], attribution: str
) -> list[str]:
    notes = [
        "Reports are what was recorded and sent, not all that happened; a place without a report is unknown, "
        "not calm.",
        f"“{release.few}” stands for a number below {release.threshold}"
        + (", and for none: the two look alike in this table." if product.nought_hidden else "."),
        "Every number is protected by itself, so parts need not add up to their whole.",
    ]
    if product.strands:
        notes.append("A report can have several strands: the strands must not be added up.")
    if any(value == SELDOM for row in rows for value in row):
        notes.append(
            f"“{NOT_GIVEN}”: too few reports a year name this strand; the release has it by area and year."
        )
    if product.rows == "ward" and release.residents:
        notes.append("Rates are the shown number per 1,000 residents, in the period of the row.")
    if product.rows == "cell":
        notes.append(
            f"Reporting cells, division {release.cells_version}, stay as they are until "
            f"{day_words(release.cells_until)}."
        )
    return [*notes, attribution] if attribution else notes


def period_words(period: str) -> str:
    """Write a period: April to June 2026."""
    year, _, part = period.partition("-")
    if not part:
        return year
    if part.startswith("Q"):
        first = 3 * int(part[1:]) - 2
        return f"{month_name[first]} to {month_name[first + 2]} {year}"
    return f"{month_name[int(part)]} {year}"
