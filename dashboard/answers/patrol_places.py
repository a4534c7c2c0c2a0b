"""Patrol places: cells about 150 m across inside hot spots, by the reports that a patrol could have seen."""

from dataclasses import dataclass

import h3
import numpy as np
import pandas as pd
import polars as pl

from boundaries.cells import assign_cells, cell_centres
from boundaries.crs import to_bng
from boundaries.lattice import Lattice
from boundaries.study_area import ward_of
from dashboard.answers.report_pattern import Pattern, could_be_seen, pattern_of, week_of
from dashboard.snapshot import Snapshot
from spatial.patrol.rates import weekly_rates

__all__ = ["LEAST_DATES", "LEAST_REPORTS", "RESOLUTION", "PatrolPlaces", "patrol_places"]

RESOLUTION = 10
LEAST_REPORTS, LEAST_DATES = 5, 3
PLACED = ("exact", "street", "postcode")
"""A record that names no more than its ward lies at no place."""
COLUMNS = ("cell", "lon", "lat", "x", "y", "ward", "spot", "reports")


@dataclass(frozen=True)
class PatrolPlaces:
    """The places that pass.

    Attributes
    ----------
    table : pandas.DataFrame
        cell (int64), lon, lat, x, y (its middle), ward (position), spot (row of the hot spot that it lies
        in), reports (all on the map in it, whether a patrol could have seen them or not).
    rates : numpy.ndarray of float, shape (n, 7, 24)
        Reports that a patrol could have seen by weekday and hour, drawn towards the week of all such reports.
    patterns : tuple of Pattern
        Of the same reports.
    """

    table: pd.DataFrame
    rates: np.ndarray
    patterns: tuple[Pattern, ...]


def patrol_places(
    snapshot: Snapshot, rows: pl.DataFrame, spots: pd.DataFrame, resolution: int
) -> PatrolPlaces:
    """Find the cells in hot spots that have at least five such reports on at least three days.

    Parameters
    ----------
    rows : polars.DataFrame
        The records on the map, as `Survey.inside`.
    spots : pandas.DataFrame
        The hot spots to look into, as `Situation.places`.
    resolution : int
        Of their cells.
    """
    nothing = PatrolPlaces(pd.DataFrame(columns=list(COLUMNS)), np.empty((0, 7, 24)), ())
    spot_of = {h3.str_to_int(cell): at for at, cells in enumerate(spots["cells"]) for cell in cells}
    lattice, position = snapshot.lattice(resolution)
    around = _around(lattice, list(spot_of))
    local = rows.filter(pl.Series(around[position[rows["place"].to_numpy()]], dtype=pl.Boolean))
    cell = _cells_of(snapshot, local)
    placed = [at for at, word in enumerate(snapshot.words["precision"]) if word in PLACED]
    seen = could_be_seen(snapshot, local) & np.isin(local["precision"].to_numpy(), placed)
    cells, of = np.unique(cell[seen], return_inverse=True)
    if not len(cells):
        return nothing
    visible = local.filter(pl.Series(seen, dtype=pl.Boolean))
    days = np.unique(np.column_stack([of, visible["first"].to_numpy()]), axis=0)[:, 0]
    lon, lat = cell_centres(cells)
    spot = np.array([spot_of.get(int(one), -1) for one in assign_cells(lon, lat, resolution=resolution)])
    enough = max(LEAST_REPORTS, snapshot.partnership.threshold)
    passed = np.flatnonzero(
        (np.bincount(of) >= enough) & (np.bincount(days, minlength=len(cells)) >= LEAST_DATES) & (spot >= 0)
    )
    if not len(passed):
        return nothing
    groups = [visible.filter(pl.Series(of == one, dtype=pl.Boolean)) for one in passed]
    patterns = tuple(pattern_of(snapshot, group) for group in groups)
    x, y = to_bng(lon[passed], lat[passed])
    own = ward_of(snapshot.study_area, x, y)
    common = [int(group["ward"].mode().sort()[0]) for group in groups]
    table = pd.DataFrame(
        {
            "cell": cells[passed],
            "lon": lon[passed],
            "lat": lat[passed],
            "x": x,
            "y": y,
            "ward": np.where(own >= 0, own, common),  # the middle of a cell on the edge may lie outside
            "spot": spot[passed],
            "reports": [int((cell == cells[one]).sum()) for one in passed],
        }
    )
    everywhere = rows.filter(pl.Series(could_be_seen(snapshot, rows), dtype=pl.Boolean))
    return PatrolPlaces(table, _rates(patterns, [g.height for g in groups], week_of(everywhere)[0]), patterns)


def _around(lattice: Lattice, cells: list[int]) -> np.ndarray:
    """Mark cells and those that touch them: a small cell may reach over the edge of a large one."""
    marked = np.zeros(len(lattice.cells), dtype=np.int64)
    marked[lattice.position_of(cells)] = 1
    around: np.ndarray = (lattice.neighbours @ marked) > 0
    return around


def _cells_of(snapshot: Snapshot, rows: pl.DataFrame) -> np.ndarray:
    used, which = np.unique(rows["place"].to_numpy(), return_inverse=True)
    places = snapshot.places
    return assign_cells(places.lon[used], places.lat[used], resolution=RESOLUTION)[which]


def _rates(patterns: tuple[Pattern, ...], reports: list[int], everywhere: np.ndarray) -> np.ndarray:
    """Give each place its week; reports that say only the month lie as all others do."""
    weeks = np.stack([pattern.week for pattern in patterns])
    rates = weekly_rates(weeks, everywhere)
    share = everywhere / everywhere.sum() if everywhere.sum() else np.full((7, 24), 1 / 168)
    undated = np.array(reports) - weeks.sum(axis=(1, 2))
    found: np.ndarray = rates + np.maximum(undated, 0)[:, None, None] * share
    return found
