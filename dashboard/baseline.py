"""What is expected where: shares of the ground, of the residents, or of all recorded incidents."""

import numpy as np

from boundaries.lattice import Lattice
from dashboard.filters import Filters
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey

__all__ = ["baseline_share", "cell_days", "other_shares"]


def baseline_share(
    baseline: str, snapshot: Snapshot, found: Survey, lattice: Lattice, position: np.ndarray
) -> np.ndarray:
    """Share out what is expected: by ground, by residents, or by all recorded incidents of the window."""
    if baseline == "residents":
        if np.isnan(lattice.residents).any():
            raise ValueError(
                "Residents are not known for every ward of this partnership. Name a population file in the "
                "partnership file, or compare by area or with all recorded incidents."
            )
        spread = lattice.residents
    elif baseline == "records":
        window = found.window
        every = Filters(
            days=None,
            first=window.first,
            last=window.last,
            officer=found.filters.officer,
            duplicates=found.filters.duplicates,
        )
        spread = survey(snapshot, every).by_cell(lattice, position).astype(float)
    else:
        spread = lattice.area_km2
    total = spread.sum()
    return spread / total if total > 0 else lattice.area_km2 / lattice.area_km2.sum()


def other_shares(
    snapshot: Snapshot, found: Survey, lattice: Lattice, position: np.ndarray
) -> dict[str, np.ndarray]:
    """Share out what is expected by the baselines that were not chosen, where they are known and differ."""
    known = {"area": True, "residents": not np.isnan(lattice.residents).any()}
    asked = found.filters
    known["records"] = bool(asked.strands or asked.kinds or asked.sources or asked.categories)
    return {
        name: baseline_share(name, snapshot, found, lattice, position)
        for name, usable in known.items()
        if usable and name != asked.baseline
    }


def cell_days(found: Survey, position: np.ndarray, n_cells: int) -> np.ndarray:
    """List the distinct pairs of cell and day."""
    if not found.inside.height:
        return np.empty((0, 2), dtype=np.int32)
    day = found.inside["first"].to_numpy()
    first, days = int(day.min()), int(day.max() - day.min()) + 1
    seen = np.zeros(n_cells * days, dtype=bool)
    seen[position[found.inside["place"].to_numpy()] * days + (day - first)] = True
    pair = np.flatnonzero(seen)
    return np.column_stack([pair // days, pair % days + first]).astype(np.int32)
