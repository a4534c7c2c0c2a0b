"""The ground of patrols: tested hot spots, places in them, what no patrol would help; for every shift."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dashboard.answers.patrol_places import PatrolPlaces, patrol_places
from dashboard.answers.problem_places import mostly_unseen, problem_places
from dashboard.answers.standing import steadiness
from dashboard.filters import Filters
from dashboard.patrol_plan import ProblemPlace
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import Viewer
from dashboard.wording import STEADY
from spatial.finding import NOT_ENOUGH
from spatial.reach.walking import DETOUR, walking_m

__all__ = ["PatrolGround", "on_foot", "patrol_ground"]


@dataclass(frozen=True)
class PatrolGround:
    """What does not depend on the shift.

    Attributes
    ----------
    situation : Situation
    mostly : numpy.ndarray of bool
        Which of its hot spots are mostly of what no patrol would see.
    problems : tuple of ProblemPlace
        In all wards.
    places : PatrolPlaces or None
        None where there is not enough data.
    steady : frozenset of str
        Hot spots, by their cells, that stand however the grid is laid.
    """

    situation: Situation
    mostly: np.ndarray
    problems: tuple[ProblemPlace, ...]
    places: PatrolPlaces | None
    steady: frozenset[str]

    def in_wards(self, snapshot: Snapshot, wards: frozenset[str]) -> PatrolPlaces | None:
        """Give the places of some wards; of all where none is named."""
        if self.places is None or not wards:
            return self.places
        code = snapshot.study_area.wards["ward"].to_numpy()[self.places.table["ward"].to_numpy()]
        return self.places.only(np.flatnonzero(np.isin(code, list(wards))))


@lru_cache(maxsize=2)
def patrol_ground(snapshot: Snapshot, filters: Filters, viewer: Viewer) -> PatrolGround:
    """Find hot spots by Gi*'s exact test at the resolution that comes by itself, and the places in them.

    Whoever tries another shift, other wards or other minutes does not wait for this again.
    """
    asked = filters.with_(method="gi_star", test="exact", resolution=None, officer=False, cell=None, scale=())
    situation = assess(snapshot, asked, viewer)
    if situation.state == NOT_ENOUGH:
        return PatrolGround(situation, np.zeros(0, dtype=bool), (), None, frozenset())
    rows = survey(snapshot, situation.filters).inside
    mostly = mostly_unseen(snapshot, rows, situation)
    steady = steadiness(snapshot, situation)
    return PatrolGround(
        situation=situation,
        mostly=mostly,
        problems=problem_places(snapshot, asked, viewer, situation, mostly),
        places=patrol_places(snapshot, rows, situation.places[~mostly], situation.resolution),
        steady=frozenset(cell for cell, found in steady.items() if found.grids >= STEADY),
    )


def on_foot(snapshot: Snapshot, places: PatrolPlaces) -> tuple[np.ndarray, str]:
    """Measure the ways between places, and say how; where the streets do not lead, straight and longer."""
    x, y = places.table["x"].to_numpy(), places.table["y"].to_numpy()
    straight = walking_m(x, y, x, y)
    streets = snapshot.streets
    if streets is None:
        return straight, f"straight line × {DETOUR:g}, because no streets are loaded"
    along = walking_m(x, y, x, y, streets=streets)
    np.fill_diagonal(along, 0.0)
    cut = ~np.isfinite(along)
    said = f"along the streets ({streets.note})"
    if cut.any():
        said += f"; where they do not lead from one place to another, straight line × {DETOUR:g}"
    return np.where(cut, straight, along), said
