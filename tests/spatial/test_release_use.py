"""What a release costs: how much of the truth is left in it; and what free windows would give away."""

from datetime import date

import h3
import numpy as np
import polars as pl
import pytest

from spatial.release.lattice import build_lattice
from spatial.release.profiles import PARTNER, PUBLIC
from spatial.release.ptable import make_ptable
from tests.spatial.release_town import FIRST, LAST, NAMES, day_number, divided, invent, truth

SEEDS = range(1, 6)


def released(a_year: int, profile, seed: int) -> tuple[pl.DataFrame, pl.Series]:
    """A release of two years and the truth of the second, and the size of each reporting cell."""
    records = invent(a_year, seed=seed)
    cells = divided(records, profile)
    frame = build_lattice(records, profile, **NAMES, cells=cells, first=FIRST, last=LAST)
    size = {name: sum(h3.cell_area(part) for part in parts) for name, parts in cells.cells.items()}
    return truth(records, frame, NAMES, cells).filter(pl.col("period").str.starts_with("2026")), size


def kept(frame: pl.DataFrame) -> float:
    shown = frame.filter(pl.col("value").is_not_null())["incidents"].sum()
    return shown / frame["incidents"].sum()


def test_most_incidents_are_shown_by_ward_year_and_strand(proof) -> None:
    shares, errors, public = [], [], []
    for seed in SEEDS:
        frame = released(1_200, PARTNER, seed)[0].filter(pl.col("table") == "T4", pl.col("strand") != "")
        shares.append(kept(frame))
        errors.append((frame["value"] - frame["incidents"]).abs().mean())
        frame = released(1_200, PUBLIC, seed)[0].filter(pl.col("table") == "T4", pl.col("strand") != "")
        public.append(kept(frame))
    proof(
        f"use: ward x year x strand at 1,200 incidents a year shows {min(shares):.0%} to {max(shares):.0%} "
        f"of them to partners (mean error {np.mean(errors):.1f}), {np.mean(public):.0%} to the public"
    )
    assert min(shares) >= 0.9


@pytest.mark.parametrize(("profile", "least"), [(PARTNER, 9), (PUBLIC, 7)], ids=["partner", "public"])
def test_the_places_with_most_are_still_those(profile, least: int, proof) -> None:
    """The division is of the year before."""
    same, shares = [], []
    for seed in SEEDS:
        frame, size = released(1_200, profile, seed)
        frame = frame.filter(table="T6", strand="").with_columns(
            size=pl.col("area").replace_strict(size, return_dtype=pl.Float64)
        )
        by_truth, by_release = (
            frame.sort(pl.col(by).fill_null(0) / pl.col("size"), "area", descending=True).head(10)["area"]
            for by in ("incidents", "value")
        )
        same.append(len(set(by_truth) & set(by_release)))
        shares.append(kept(frame))
    proof(
        f"use: of the ten reporting cells with most incidents per km2, {min(same)} to {max(same)} are "
        f"the same in a {profile.name} release; cells x year show {np.mean(shares):.0%}"
    )
    assert min(same) >= least


def test_a_free_window_would_give_every_day_away_and_a_lattice_has_none(proof) -> None:
    """One ward and strand: 90 days, and the same less one day."""
    records, table = invent(1_200), make_ptable(PARTNER.d, PARTNER.v, PARTNER.js)
    race = (records.strands & 1 > 0) & (records.ward == np.bincount(records.ward).argmax())
    day, key = records.day[race], records.key[race]

    def asked(first: int, last: int, noise: bool) -> int | None:
        inside = (day >= first) & (day <= last)
        count = np.int64(inside.sum())
        value = int(table.perturb(count, key[inside].sum() % 4096)) if noise else int(count)
        return value if value >= PARTNER.threshold else None

    begin, days = day_number(FIRST), range(day_number(date(2025, 6, 1)), day_number(date(2025, 12, 1)))
    true = [int((day == one).sum()) > 0 for one in days]
    found = {}
    for noise in (False, True):
        said = [asked(begin, one, noise) != asked(begin, one - 1, noise) for one in days]
        assert not any(one and not there for one, there in zip(said, true, strict=True))
        found[noise] = sum(said)
    assert found[False] == sum(true) and found[True] > sum(true) / 3
    cells = divided(records, PARTNER)
    frame = build_lattice(records, PARTNER, **NAMES, cells=cells, first=FIRST, last=LAST)
    assert set(frame["period"].str.len_chars()) == {4, 7}
    proof(
        f"differencing, one pair of free windows a day: {found[False]} of {sum(true)} days with an incident "
        f"found by a threshold alone, {found[True]} with noise too; a release has no such pair"
    )
