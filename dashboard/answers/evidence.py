"""The evidence that a question's reports are to the statistics, on one lattice."""

import numpy as np

from dashboard.baseline import baseline_share, cell_days
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey
from spatial.hotspot import Evidence

__all__ = ["evidence_of"]


def evidence_of(snapshot: Snapshot, found: Survey, resolution: int) -> Evidence:
    """Count the reports on the map into the cells of a resolution."""
    lattice, position = snapshot.lattice(resolution)
    used = np.flatnonzero(found.place_incidents)
    return Evidence(
        lattice=lattice,
        counts=found.by_cell(lattice, position),
        share=baseline_share(found.filters.baseline, snapshot, found, lattice, position),
        x=snapshot.places.x[used],
        y=snapshot.places.y[used],
        weight=found.place_incidents[used],
        place_cell=position[used],
        outline=snapshot.study_area.outline,
        cell_days=cell_days(found, position, lattice.cells.size),
    )
