"""Three years of Cleveland's street crime in Stockton, where nothing is known to have been done.

Forty of the hottest places of 2024 are judged over 2025 as if something had been: the comparison should
seldom find anything.  The files are public; they are read from the folder beside the repository.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_array

from boundaries.lattice import Lattice, assign_cells, make_lattice
from boundaries.partnership import load_partnership
from spatial.evaluation.controls import LEVEL_TIMES, choose_apart, compare_areas, patches
from spatial.evaluation.dispersion import dispersion
from spatial.evaluation.rings import ring_of
from spatial.evaluation.verdict import CHANCE, TOO_FEW, Counts, judge

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
STREETS = ("police/cleveland_2023-01_2024-12", "police/cleveland_2025")
KINDS = ("Criminal damage and arson", "Violence and sexual offences", "Public order")
PLACES = 40
Taken = tuple[Lattice, dict[str, np.ndarray]]


@pytest.fixture(scope="module")
def taken() -> Taken:
    """The lattice of Stockton, and by kind the counts of every cell by year (2023, 2024, 2025)."""
    files = [path for part in STREETS for path in sorted((DATA / part).glob("*street.csv*"))]
    if len(files) < 36:
        pytest.skip(f"the public street files are not in {DATA}")
    columns = ["Month", "Longitude", "Latitude", "Crime type"]
    rows = pl.concat([pl.read_csv(path, columns=columns, infer_schema=False) for path in files])
    rows = rows.filter(pl.col("Crime type").is_in(KINDS)).with_columns(
        pl.col("Longitude", "Latitude").cast(pl.Float64), year=pl.col("Month").str.slice(0, 4).cast(pl.Int32)
    )
    lattice = make_lattice(load_partnership(ROOT / "docs/partnerships/stockton.toml").study_area(), 9)
    rows = rows.drop_nulls("Longitude")
    at = lattice.position_of(assign_cells(rows["Longitude"], rows["Latitude"], resolution=9))
    n = lattice.cells.size
    counts = {}
    for kind in KINDS:
        used = (rows["Crime type"] == kind).to_numpy() & (at >= 0)
        year = rows["year"].to_numpy()[used] - 2023
        counts[kind] = np.bincount(at[used] * 3 + year, minlength=3 * n).reshape(n, 3)
    return lattice, counts


def test_places_where_nothing_was_done_seldom_seem_changed(
    taken: Taken, proof: Callable[[str], None]
) -> None:
    lattice, by_kind = taken
    plain, wider, asked = 0, 0, 0
    for counts in by_kind.values():
        _, level, _ = counts.T
        areas = patches(lattice.x, lattice.y, lattice.area_km2 >= 0.5 * lattice.cell_km2, size=1)
        for cell in np.argsort(-level, kind="stable")[:PLACES]:
            said = verdicts(lattice, areas, int(cell), counts)
            asked += said is not None
            if said is not None:
                plain += said[0] not in (CHANCE, TOO_FEW)
                wider += said[1] not in (CHANCE, TOO_FEW)
    proof(
        f"Stockton, 2025 after 2023, {asked} hot places where nothing is known to have been done: "
        f"{plain} seemed changed by Poisson errors, {wider} with the variation of like places"
    )
    assert asked > 100
    assert wider / asked <= 0.1 < plain / asked


def verdicts(lattice: Lattice, areas: csr_array, cell: int, counts: np.ndarray) -> tuple[str, str] | None:
    """Judge one place with Poisson errors, and with those that like places had before."""
    before, level, after = counts.T
    treated = np.zeros(lattice.cells.size, dtype=bool)
    treated[cell] = True
    ring = ring_of(treated, lattice.neighbours)
    nothing = np.ones((len(level), 1), dtype=np.int64)
    table = compare_areas(areas, treated, level=level, steps=before[:, None], mix=nothing)
    good = table[table["is_suitable"] & (table["level"] > 0)]
    chosen = choose_apart(good["area"].to_numpy(), areas, treated | ring, lattice.neighbours, most=3)
    if not chosen:
        return None
    control = np.asarray(areas[chosen].toarray().any(axis=0))
    far = ring_of(control, lattice.neighbours) & ~treated & ~ring
    sums = [(int(before[part].sum()), int(after[part].sum())) for part in (control, treated, far, ring)]
    like = np.flatnonzero((level <= LEVEL_TIMES * level[cell]) & (level * LEVEL_TIMES >= level[cell]))
    spread = dispersion(before[like], level[like]) or 1.0
    found = [judge(Counts(*sums), controls=len(chosen), dispersion=by).verdict for by in (1.0, spread)]
    return found[0], found[1]
