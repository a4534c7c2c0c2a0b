"""Patrol places: cells about 150 m across inside hot spots, by the reports that a patrol could have seen."""

from dataclasses import dataclass, replace

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
    seen, seen_cell : polars.DataFrame, numpy.ndarray of int64
        Those reports, in and around the hot spots, and the cell of each.
    """

    table: pd.DataFrame
    rates: np.ndarray
    seen: pl.DataFrame
    seen_cell: np.ndarray

    def pattern(self, snapshot: Snapshot, at: int) -> Pattern:
        """Say what the reports of a place have in common."""
        here = self.seen_cell == self.table["cell"].to_numpy()[at]
        return pattern_of(snapshot, self.seen.filter(pl.Series(here, dtype=pl.Boolean)))

    def only(self, at: np.ndarray) -> "PatrolPlaces":
        """Give some of the places, in that order."""
        return replace(self, table=self.table.iloc[at].reset_index(drop=True), rates=self.rates[at])


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
    spot_of = {h3.str_to_int(cell): at for at, cells in enumerate(spots["cells"]) for cell in cells}
    lattice, position = snapshot.lattice(resolution)
    around = _around(lattice, list(spot_of))
    local = rows.filter(pl.Series(around[position[rows["place"].to_numpy()]], dtype=pl.Boolean))
    cell = _cells_of(snapshot, local)
    placed = [at for at, word in enumerate(snapshot.words["precision"]) if word in PLACED]
    seen = could_be_seen(snapshot, local) & np.isin(local["precision"].to_numpy(), placed)
    visible = local.filter(pl.Series(seen, dtype=pl.Boolean))
    cells, of = np.unique(cell[seen], return_inverse=True)
    days = pl.DataFrame({"of": of, "day": visible["first"]}).unique()["of"].to_numpy()
    lon, lat = cell_centres(cells)
    spot = np.array([spot_of.get(int(one), -1) for one in assign_cells(lon, lat, resolution=resolution)])
    n, enough = len(cells), max(LEAST_REPORTS, snapshot.partnership.threshold)
    reports = np.bincount(of, minlength=n)
    passed = np.flatnonzero(
        (reports >= enough) & (np.bincount(days, minlength=n) >= LEAST_DATES) & (spot >= 0)
    )
    x, y = to_bng(lon[passed], lat[passed])
    own = ward_of(snapshot.study_area, x, y)
    anywhere = visible["ward"].to_numpy()[np.unique(of, return_index=True)[1]]
    known, every = np.unique(cell, return_counts=True)
    table = pd.DataFrame(
        {
            "cell": cells[passed],
            "lon": lon[passed],
            "lat": lat[passed],
            "x": x,
            "y": y,
            "ward": np.where(
                own >= 0, own, anywhere[passed]
            ),  # the middle of a cell on the edge may lie outside
            "spot": spot[passed],
            "reports": every[np.searchsorted(known, cells[passed])],
        }
    )
    weeks = week_of(visible, of, n)[passed] if n else np.empty((0, 7, 24))
    everywhere = week_of(rows.filter(pl.Series(could_be_seen(snapshot, rows), dtype=pl.Boolean)))[0]
    return PatrolPlaces(table, _rates(weeks, reports[passed], everywhere), visible, cell[seen])


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


def _rates(weeks: np.ndarray, reports: np.ndarray, everywhere: np.ndarray) -> np.ndarray:
    """Draw each place's week towards that of all; reports that say only the month lie as all others do."""
    share = everywhere / everywhere.sum() if everywhere.sum() else np.full((7, 24), 1 / 168)
    undated = np.maximum(reports - weeks.sum(axis=(1, 2)), 0)
    found: np.ndarray = weekly_rates(weeks, everywhere) + undated[:, None, None] * share
    return found
