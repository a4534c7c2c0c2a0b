"""What a release proves of a single incident: nothing. What naive tables prove: most of them."""

import numpy as np
import polars as pl
import pytest

from spatial.errors import SettingError, StatisticsError
from spatial.release.lattice import build_lattice
from spatial.release.onlooker import Bounds, bounds_of
from spatial.release.profiles import PARTNER, PUBLIC
from spatial.release.proof import audit
from tests.spatial.release_town import (
    FIRST,
    LAST,
    NAMES,
    divided,
    invent,
    truth,
    within,
)


def naive(records, profile, *, threshold: int = 5) -> tuple[pl.DataFrame, Bounds]:
    """The same tables with small counts hidden and nothing else."""
    cells = divided(records, profile)
    frame = build_lattice(records, profile, **NAMES, cells=cells, first=FIRST, last=LAST)
    true = truth(records, frame, NAMES, cells)["incidents"]
    shown = pl.select(pl.when((true == 0) | (true >= threshold)).then(true)).to_series()
    return (
        frame.with_columns(value=shown),
        lambda value: (1.0, threshold - 1.0) if value is None else (value, value),
    )


def test_tables_with_nothing_but_a_threshold_prove_many(proof) -> None:
    records = invent(1_200)
    records = within(records, records.ward < 4)
    cells = divided(records, PARTNER)
    frame = build_lattice(records, PARTNER, **NAMES, cells=cells, first=FIRST, last=LAST)
    frame = frame.sample(fraction=1, shuffle=True, seed=2)  # a kept release may be in another order
    bare, known = naive(records, PARTNER)
    told = []
    for span, least in (("month", 1), ("quarter", 10)):
        asked = {**NAMES, "cells": cells, "year": 2025, "span": span, "most": 20}
        ours = audit(
            frame.sample(fraction=1, shuffle=True, seed=2), records, bounds=bounds_of(PARTNER), **asked
        )
        theirs = audit(bare, records, bounds=known, **asked)
        assert ours.proved == 0 and theirs.proved >= least
        told.append(f"ward x {span} x strand {theirs.proved} of {theirs.tried} ({ours.proved} by a release)")
    proof(f"linear programming, threshold alone, four wards: {', '.join(told)} proved")


def test_what_a_number_can_stand_for_is_every_count_that_gives_it() -> None:
    partner, public = bounds_of(PARTNER), bounds_of(PUBLIC)
    assert partner(None) == (0, 8) and partner(5) == (3, 9) and partner(40) == (36, 44)
    assert public(None) == (0, 13) and public(10) == (6, 16) and public(15) == (9, 21)


def test_a_slip_of_land_between_a_ward_and_a_cell_is_not_proved_either() -> None:
    records = invent(400)
    cells = divided(records, PARTNER)
    frame = build_lattice(records, PARTNER, **NAMES, cells=cells, first=FIRST, last=LAST)
    found = audit(
        frame,
        records,
        bounds=bounds_of(PARTNER),
        **NAMES,
        cells=cells,
        year=2026,
        span="quarter",
        slivers=True,
    )
    assert found.tried > 20 and found.proved == 0


def test_a_release_of_other_records_is_noticed() -> None:
    records = invent(400)
    cells = divided(records, PARTNER)
    frame = build_lattice(records, PARTNER, **NAMES, cells=cells, first=FIRST, last=LAST)
    half = within(records, np.arange(len(records)) % 2 == 0)
    asked = {"bounds": bounds_of(PARTNER), **NAMES, "cells": cells}
    with pytest.raises(StatisticsError, match="not made of them"):
        audit(frame, half, **asked, year=2025)
    with pytest.raises(SettingError, match="whole year 2027"):
        audit(frame, records, **asked, year=2027)
