"""The lattice of a release: the same as a plain loop, nothing small shown, nothing that the order changes."""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from dashboard.released.release import SCHEMA
from spatial.errors import BadNumberError, SettingError
from spatial.release.lattice import RARE, Records, build_lattice
from spatial.release.profiles import PARTNER, PUBLIC
from spatial.release.ptable import make_ptable
from spatial.release.tables import AREA
from tests.spatial.release_town import (
    CELLS,
    FIRST,
    LAST,
    NAMES,
    STRANDS,
    WARDS,
    day_number,
    divided,
    invent,
    within,
)

PROFILES = (PARTNER, PUBLIC, PUBLIC.with_threshold(22))
BY = ["table", "area", "period", "strand", "source"]


def build(records: Records, profile=PARTNER, *, cells=None, first=FIRST, last=LAST) -> pl.DataFrame:
    cells = divided(records, profile) if cells is None else cells
    return build_lattice(records, profile, **NAMES, cells=cells, first=first, last=last)


@pytest.fixture(scope="module")
def town() -> Records:
    return invent(1_200)


def released_one_by_one(records: Records, profile, cells) -> dict[tuple[str, ...], int | None]:
    """Every number again, a record at a time."""
    inside: dict[tuple[str, ...], list[int]] = defaultdict(list)
    position = cells.position_of(records.cell9)
    for at in range(len(records.key)):
        key, day = int(records.key[at]), date(1970, 1, 1) + timedelta(days=int(records.day[at]))
        if not FIRST <= day <= LAST:
            continue
        month, quarter, year = f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}", f"{day.year}"
        ward = WARDS[records.ward[at]] if records.ward[at] >= 0 else None
        cell = cells.names[position[at]] if position[at] >= 0 else None
        source = NAMES["sources"][records.source[at]]
        for strand in ["", *(name for bit, name in enumerate(STRANDS) if records.strands[at] >> bit & 1)]:
            for period in (month, quarter, year):
                inside["T1", AREA, period, strand, ""].append(key)
            inside["T2", ward, quarter, strand, ""].append(key)
            inside["T4", ward, year, strand, ""].append(key)
            inside["T6", cell, year, strand, ""].append(key)
            for period in (quarter, year):
                inside["T7", AREA, period, strand, source].append(key)
        inside["T3", ward, month, "", ""].append(key)
        inside["T5", cell, quarter, "", ""].append(key)
    table = make_ptable(profile.d, profile.v, profile.js)
    told: dict[tuple[str, ...], int | None] = {}
    for name, keys in inside.items():
        if None in name:
            continue
        noisy = int(table.perturb(np.int64(len(keys)), np.int64(sum(keys) % 4096)))
        rounded = profile.base * ((2 * noisy + profile.base) // (2 * profile.base))
        few = len(keys) < 3 or noisy < profile.threshold or rounded < profile.threshold
        told[name] = None if few else rounded
    for name in list(told):
        table_name, _, period, strand, _ = name
        a_year = told.get(("T1", AREA, period[:4], strand, ""))
        if strand and (a_year is None or a_year < RARE) and (table_name, len(period)) != ("T1", 4):
            told[name] = None
    return told


@pytest.mark.parametrize("profile", PROFILES, ids=["partner", "public", "stricter"])
def test_the_same_as_a_plain_loop(town: Records, profile) -> None:
    cells = divided(town, profile)
    some_nowhere = Records(
        town.key,
        np.where(np.arange(len(town)) % 50, town.ward, -1),
        np.where(np.arange(len(town)) % 40, town.cell9, 0),
        town.day,
        town.strands,
        town.source,
    )
    frame = build(some_nowhere, profile, cells=cells)
    assert dict(frame.schema) == SCHEMA
    expected = released_one_by_one(some_nowhere, profile, cells)
    got = dict(zip(frame.select(BY).iter_rows(), frame["value"], strict=True))
    assert len(got) == frame.height
    assert {name: value for name, value in expected.items() if value is not None} == {
        name: value for name, value in got.items() if value is not None
    }
    assert set(expected) <= set(got)


def test_nothing_below_the_threshold_is_shown(proof) -> None:
    below = numbers = 0
    for profile in PROFILES:
        for a_year in (40, 400, 1_200):
            frame = build(invent(a_year), profile)
            shown = frame["value"].drop_nulls()
            assert (shown % profile.base == 0).all()
            numbers += frame.height
            below += (shown < profile.threshold).sum()
    assert below == 0
    proof(f"shown below the threshold, 3 profiles: {below} of {numbers:,} numbers")


def test_the_lattice_is_closed_and_whole(town: Records) -> None:
    frame = build(town)
    kinds = frame.with_columns(span=pl.col("period").str.len_chars()).group_by("table", "span").len()
    cells = frame.filter(table="T5")["area"].n_unique()
    assert {(table, span): n for table, span, n in kinds.iter_rows()} == {
        ("T1", 7): (24 + 8) * 7,
        ("T1", 4): 2 * 7,
        ("T2", 7): 21 * 8 * 7,
        ("T3", 7): 21 * 24,
        ("T4", 4): 21 * 2 * 7,
        ("T5", 7): cells * 8,
        ("T6", 4): cells * 2 * 7,
        ("T7", 7): 8 * 7 * 3,
        ("T7", 4): 2 * 7 * 3,
    }
    assert set(frame.filter(table="T3")["strand"]) == {""}
    assert "" not in set(frame.filter(table="T7")["source"])


def test_only_whole_periods_are_there(town: Records) -> None:
    frame = build(town, first=date(2025, 2, 1), last=date(2026, 11, 30))
    periods = {name: set(frame.filter(table=name)["period"]) for name in ("T1", "T2", "T4")}
    assert periods["T4"] == set()
    assert periods["T2"] == {"2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"}
    assert {"2025-02", "2026-11"} <= periods["T1"] and not {"2025-01", "2026-12", "2026"} & periods["T1"]
    for first, last in ((date(2025, 1, 2), LAST), (FIRST, date(2026, 12, 30)), (date(2027, 1, 1), LAST)):
        with pytest.raises(SettingError, match="first day of a month"):
            build(town, first=first, last=last)


def test_the_order_of_the_records_does_not_matter(town: Records) -> None:
    other = within(town, np.random.default_rng(3).permutation(len(town)))
    assert build(other).equals(build(town))


def test_one_more_record_leaves_all_other_numbers_alone(town: Records) -> None:
    cells = divided(town, PARTNER)
    one = Records(*(np.array([value]) for value in (17, 4, np.uint64(CELLS[200]), 20_200, 0b101, 1)))
    more = Records(*(np.append(getattr(town, name), getattr(one, name)) for name in vars(one)))
    before, after = build(town, cells=cells), build(more, cells=cells)
    changed = before.filter(before["value"].ne_missing(after["value"]))
    cell = cells.names[cells.position_of(one.cell9)[0]]
    day = date(1970, 1, 1) + timedelta(days=20_200)
    assert set(changed["area"]) <= {AREA, WARDS[4], cell}
    assert set(changed["period"]) <= {f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}", f"{day.year}"}
    assert set(changed["strand"]) <= {"", STRANDS[0], STRANDS[2]}
    assert set(changed["source"]) <= {"", "school"}


def test_a_rare_strand_is_told_for_the_area_and_the_year_only() -> None:
    records = invent(900)
    frame = build(records).filter(strand="transgender")
    year = frame.filter(table="T1", area=AREA, period="2026")["value"].item()
    assert year is None or year < RARE
    assert frame.filter(pl.col("period").str.len_chars() > 4)["value"].null_count() == len(
        frame.filter(pl.col("period").str.len_chars() > 4)
    )
    assert set(frame.drop_nulls("value")["table"]) <= {"T1"}
    usual = build(records).filter(strand="race")
    assert usual.filter(table="T1")["value"].null_count() == 0


def test_a_strand_that_is_rare_in_one_year_is_told_in_the_other() -> None:
    records = invent(1_200)
    gone = (records.strands & 0b1000 > 0) & (records.day >= day_number(date(2026, 1, 10)))
    frame = build(within(records, ~gone), last=date(2027, 1, 31)).filter(strand="disability", table="T1")
    told = dict(frame.select("period", "value").iter_rows())
    assert told["2025"] > 100 and 5 <= told["2026"] < RARE  # all in January
    assert all(told[f"2025-Q{part}"] for part in range(1, 5))
    assert not any(told[f"2026-{month:02}"] for month in range(1, 13))
    assert "2027-01" in told and "2027" not in told


@pytest.mark.parametrize("a_year", [0, 3])
def test_hardly_anything_gives_a_lattice_of_hidden_numbers(a_year: int) -> None:
    frame = build(invent(a_year), PUBLIC)
    assert frame.height and frame["value"].null_count() == frame.height


def test_without_a_whole_year_rare_strands_are_still_hidden() -> None:
    records = invent(900)
    frame = build(records, first=date(2025, 4, 1), last=date(2025, 11, 30))
    assert (
        frame.filter(strand="transgender")["value"].null_count() == frame.filter(strand="transgender").height
    )
    assert frame.filter(strand="race", table="T1")["value"].null_count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": [4096]},
        {"key": [-1]},
        {"key": [1.5]},
        {"ward": [21]},
        {"ward": [-2]},
        {"source": [3]},
        {"strands": [1 << 6]},
        {"day": [20_200, 20_201]},
    ],
    ids=str,
)
def test_what_is_no_record_is_refused(town: Records, wrong) -> None:
    good = {"key": [1], "ward": [0], "cell9": [0], "day": [20_200], "strands": [1], "source": [0]}
    with pytest.raises(BadNumberError):
        build(
            Records(**{name: np.array(value) for name, value in {**good, **wrong}.items()}),
            cells=divided(town, PARTNER),
        )
