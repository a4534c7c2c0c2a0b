"""A release written by hand: three wards, two strands (one rare), two sources, two cells, 18 months."""

from datetime import UTC, date, datetime

import h3
import polars as pl
from shapely.geometry import box

from dashboard.released.release import AREA, SCHEMA, Release

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
WARDS = {"E05000001": "=Mill()", "E05000002": "Quay & <Dock>", "E05000003": "Ty-Mawr"}
SHAPES = {
    code: box(530_000 + 2000 * place, 178_000, 532_000 + 2000 * place, 183_500)
    for place, code in enumerate(WARDS)
}
STRANDS = {"race": "Race", "transgender": "Transgender"}
SOURCES = {"police": "Police", "school": "Schools"}
MONTHS = [
    f"{year}-{month:02d}"
    for year, month in [*((2025, m) for m in range(1, 13)), *((2026, m) for m in range(1, 7))]
]
QUARTERS = [f"2025-Q{q}" for q in (1, 2, 3, 4)] + ["2026-Q1", "2026-Q2"]
COARSE = h3.cell_to_parent(h3.latlng_to_cell(51.5, -0.1, 9), 8)
FINE = h3.latlng_to_cell(51.52, -0.1, 9)


def handmade(profile: str = "partner") -> Release:
    """Numbers that run up from cell to cell; what is below the threshold is hidden."""
    threshold, base = {"partner": (5, 1), "public": (10, 5)}[profile]
    asked = [
        *(("T1", AREA, p, s, "") for p in [*MONTHS, *QUARTERS, "2025"] for s in ("", "race")),
        ("T1", AREA, "2025", "transgender", ""),
        *(("T2", w, p, s, "") for w in WARDS for p in QUARTERS for s in ("", "race")),
        *(("T3", w, p, "", "") for w in WARDS for p in MONTHS),
        *(("T4", w, "2025", s, "") for w in WARDS for s in ("", "race")),
        *(("T5", c, p, "", "") for c in ("A1", "A2") for p in QUARTERS),
        *(("T6", c, "2025", s, "") for c in ("A1", "A2") for s in ("", "race")),
        *(("T7", AREA, p, s, o) for o in SOURCES for p in [*QUARTERS, "2025"] for s in ("", "race")),
    ]  # fmt: skip
    numbers = [7 * place % 61 for place in range(len(asked))]
    values = [base * round(number / base) if number >= threshold else None for number in numbers]
    rows = [(*key, value) for key, value in zip(asked, values, strict=True)]
    return Release(
        profile=profile, number=3, digest="ab" * 32, data_version=9, made_at=MOMENT, made_by="Someone Real",
        threshold=threshold, base=base, first=date(2025, 1, 1), last=date(2026, 6, 30), wards=WARDS,
        strands=STRANDS, sources=SOURCES, cells={"A1": (COARSE,), "A2": (FINE,)}, cells_version=2,
        cells_until=date(2027, 3, 31), values=pl.DataFrame(rows, schema=SCHEMA, orient="row"),
        residents={"E05000001": 9_000, "E05000002": 12_500, "E05000003": 7_250},
    )  # fmt: skip
