"""A town of six wards with two releases of its reports, one for partners and one for everybody."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import h3
import numpy as np
import polars as pl
from shapely.geometry import box, mapping

from dashboard.released.release import SCHEMA, Release
from spatial.release.lattice import Records, build_lattice
from spatial.release.profiles import PROFILES
from spatial.release.reporting_cells import divide

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
WARDS = {
    "E05000001": "Castle",
    "E05000002": "Eastfield",
    "E05000003": "Market",
    "E05000004": "Mill Lane",
    "E05000005": "Northgate",
    "E05000006": "Riverside",
}
STRANDS = {"race": "Race", "religion": "Religion", "transgender": "Transgender"}
SOURCES = {"police": "Police", "council": "Council"}
RESIDENTS = dict(zip(WARDS, (9000, 11000, 6000, 8000, 12000, 10000), strict=True))
WEST, SOUTH, STEP = -1.55, 52.40, 0.02
SHAPES = {
    ward: box(
        WEST + STEP * (n % 3), SOUTH + STEP * (n // 3), WEST + STEP * (n % 3 + 1), SOUTH + STEP * (n // 3 + 1)
    )
    for n, ward in enumerate(WARDS)
}


def _cells() -> dict[str, list[str]]:
    """List the H3 cells whose middle lies in each ward."""
    return {ward: sorted(h3.geo_to_cells(shape, 9)) for ward, shape in SHAPES.items()}


def _records(each_year: int) -> tuple[Records, np.ndarray]:
    rng = np.random.default_rng(20260101)
    own, n = _cells(), 2 * each_year
    ward = rng.choice(len(WARDS), n, p=(0.12, 0.10, 0.40, 0.14, 0.08, 0.16))
    busy = rng.random(n) < 0.7  # most reports come from the first few cells of a ward
    cells = [list(own.values())[w] for w in ward]
    at = [int(rng.integers(4 if b else len(c))) for b, c in zip(busy, cells, strict=True)]
    cell9 = np.array([h3.str_to_int(c[k]) for c, k in zip(cells, at, strict=True)], dtype=np.int64)
    begin = (FIRST - date(1970, 1, 1)).days
    day = begin + rng.integers(0, (LAST - FIRST).days + 1, n)
    strands = rng.choice([0, 1, 2, 3, 4], n, p=(0.2, 0.55, 0.18, 0.06, 0.01))
    source = rng.choice([0, 1], n, p=(0.7, 0.3))
    records = Records(rng.integers(0, 4096, n), ward, cell9, day, strands, source)
    return records, np.array([h3.str_to_int(one) for cells in own.values() for one in cells])


@lru_cache(maxsize=4)
def town_release(profile: str = "partner", *, each_year: int = 900, tension: bool = False) -> Release:
    """Make the release of a profile."""
    records, area = _records(each_year)
    strict = PROFILES[profile]
    last_year = records.day >= (date(2025, 1, 1) - date(1970, 1, 1)).days
    cells = divide(area, records.cell9[last_year], records.key[last_year], strict)
    values = build_lattice(
        records, strict, wards=list(WARDS), strands=list(STRANDS), sources=list(SOURCES),
        cells=cells, first=FIRST, last=LAST,
    )  # fmt: skip
    return made(profile, values.vstack(_bands()) if tension else values, cells=dict(cells.cells))


def _bands() -> pl.DataFrame:
    told = [3, 2, 1, None, None, 1]
    rows: list[dict[str, Any]] = [
        {"table": "T8", "area": ward, "period": "2025-Q4", "strand": "", "source": "", "value": band}
        for ward, band in zip(WARDS, told, strict=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def made(profile: str, values: pl.DataFrame, **changes: Any) -> Release:
    """Make a release of any values."""
    strict = PROFILES[profile]
    about: dict[str, Any] = {
        "profile": profile, "number": 7, "digest": "3f9a" * 16, "data_version": 41,
        "made_at": datetime(2026, 1, 5, 9, 30, tzinfo=UTC), "made_by": "A. Coordinator",
        "threshold": strict.threshold, "base": strict.base, "first": FIRST, "last": LAST,
        "wards": WARDS, "strands": STRANDS, "sources": SOURCES, "cells": {}, "cells_version": 2,
        "cells_until": date(2026, 12, 31), "residents": RESIDENTS, "values": values,
    }  # fmt: skip
    return Release(**{**about, **changes})


def town_geography() -> dict[str, Any]:
    """Give what `dashboard.geography.geography` would give of the town."""
    outline = box(WEST, SOUTH, WEST + 3 * STEP, SOUTH + 2 * STEP)
    return {
        "wards": _collection(
            [(mapping(shape), {"ward": ward, "name": WARDS[ward]}) for ward, shape in SHAPES.items()]
        ),
        "outline": _collection([(mapping(outline), {})]),
        "context": {},
        "bounds": outline.bounds,
    }


def _collection(shapes: list[tuple[dict[str, Any], dict[str, str]]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": p, "geometry": g} for g, p in shapes],
    }
