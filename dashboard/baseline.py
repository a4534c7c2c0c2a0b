"""What is expected where: shares of the ground, of residents, of people by day, or of all incidents."""

import numpy as np

from boundaries.lattice import Lattice
from dashboard.filters import BASELINES, Filters
from dashboard.remembered import remembered
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey
from spatial.denominator import as_share

__all__ = ["baseline_share", "cell_days", "known_people", "other_shares", "ward_shares"]


PEOPLE = {"residents": "residents", "workday": "people there by day"}


def baseline_share(
    baseline: str, snapshot: Snapshot, found: Survey, lattice: Lattice, position: np.ndarray
) -> np.ndarray:
    """Share out what is expected: by ground, by people, or by all recorded incidents of the window.

    Raises
    ------
    spatial.errors.NoDenominatorError
        If the people are not known for every ward, or there are none.
    """
    if baseline in PEOPLE:
        return as_share(_people(baseline, lattice), what=PEOPLE[baseline])
    if baseline == "records":
        amounts = _recorded(snapshot, found, lattice, position)
        if amounts.any():
            return as_share(amounts, what="recorded incidents")
    return as_share(lattice.area_km2, what="square kilometres")


def ward_shares(baseline: str, snapshot: Snapshot, found: Survey) -> np.ndarray:
    """Share out what is expected by ward, as `baseline_share` does by cell."""
    wards = snapshot.study_area.wards
    if baseline in PEOPLE:
        return as_share(wards[baseline].to_numpy(), what=PEOPLE[baseline])
    if baseline == "records":
        inside = survey(snapshot, _every(found)).column("ward")
        if len(inside):
            return as_share(np.bincount(inside, minlength=len(wards)), what="recorded incidents")
    return as_share(wards["area_km2"].to_numpy(), what="square kilometres")


def known_people(snapshot: Snapshot) -> set[str]:
    """Name the baselines of people that every ward is known by: those that can be asked for."""
    wards = snapshot.study_area.wards
    known = {name for name in PEOPLE if name in wards and wards[name].notna().all()}
    return {name for name in known if wards[name].sum() > 0}


def other_shares(
    snapshot: Snapshot, found: Survey, lattice: Lattice, position: np.ndarray
) -> dict[str, np.ndarray]:
    """Share out what is expected by the baselines that were not chosen, where they are known and differ."""
    asked = found.filters
    narrowed = asked.strands or asked.kinds or asked.sources or asked.categories
    known = {"area", *known_people(snapshot), *({"records"} if narrowed else ())}
    return {
        name: baseline_share(name, snapshot, found, lattice, position)
        for name in BASELINES
        if name in known and name != asked.baseline
    }


def _recorded(snapshot: Snapshot, found: Survey, lattice: Lattice, position: np.ndarray) -> np.ndarray:
    """Count all recorded incidents of the window by cell."""
    every = _every(found)
    return remembered(
        snapshot,
        ("recorded", every, lattice.resolution),
        lambda: survey(snapshot, every).by_cell(lattice, position).astype(float),
    )


def _people(baseline: str, lattice: Lattice) -> np.ndarray:
    people = lattice.residents if baseline == "residents" else lattice.workday
    return np.full(len(lattice.cells), np.nan) if people is None else people


def _every(found: Survey) -> Filters:
    """Ask for all recorded incidents of the same window."""
    return Filters(
        days=None,
        first=found.window.first,
        last=found.window.last,
        officer=found.filters.officer,
        duplicates=found.filters.duplicates,
    )


def cell_days(found: Survey, position: np.ndarray, n_cells: int) -> np.ndarray:
    """List the distinct pairs of cell and day."""
    if not found.in_area:
        return np.empty((0, 2), dtype=np.int32)
    day = found.column("first")
    first, days = int(day.min()), int(day.max() - day.min()) + 1
    seen = np.zeros(n_cells * days, dtype=bool)
    seen[position[found.column("place")] * days + (day - first)] = True
    pair = np.flatnonzero(seen)
    return np.column_stack([pair // days, pair % days + first]).astype(np.int32)
