"""How firmly the places of a map stand: on other grids, in other cells, and by the other methods."""

from collections.abc import Mapping

import h3
import numpy as np

from boundaries.lattice import Lattice
from dashboard.answers.evidence import evidence_of
from dashboard.baseline import ward_shares
from dashboard.remembered import remembered
from dashboard.situation import Situation, detect
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey
from spatial.agreement import agreement
from spatial.hotspot import NOT_ENOUGH
from spatial.hotspots import METHODS
from spatial.power import needed_incidents
from spatial.progress import Progress, silent
from spatial.stability import (
    MovedGrid,
    Steadiness,
    move_grid,
    shift_grid,
    shifts,
    stability,
    stands_at,
    wards_standing_out,
)

__all__ = ["Agreeing", "Steadiness", "agreeing", "steadiness"]

Agreeing = Mapping[str, tuple[str, ...]]
"""The titles of the methods that point to each hot spot, by its centre cell."""
FINER = 5
"""Smaller cells need about seven times as many reports; with fewer times than this none are laid."""


def agreeing(snapshot: Snapshot, situation: Situation, *, told: Progress = silent) -> Agreeing:
    """Ask every method about the hot spots that a situation shows.

    Parameters
    ----------
    situation : Situation
        Already suppressed: nothing is said of a place that it does not show.
    told : callable
        Hears how many of the methods have answered.

    Returns
    -------
    mapping of str to tuple of str
        The methods that flag any cell of the place, in the order of the screen.
    """
    if situation.places.empty:
        return {}
    evidence = evidence_of(snapshot, survey(snapshot, situation.filters), situation.resolution)
    detections = {}
    for done, name in enumerate(METHODS, start=1):
        detections[name] = detect(name, evidence, situation.filters)
        told(done / len(METHODS))
    flagged, position = agreement(detections), evidence.lattice.position_of
    rings = {
        str(place["cell"]): position([h3.str_to_int(cell) for cell in place["cells"]])
        for place in situation.places[["cell", "cells"]].to_dict("records")
    }
    return {
        centre: tuple(
            method.title for name, method in METHODS.items() if flagged[name].to_numpy()[ring].any()
        )
        for centre, ring in rings.items()
    }


def steadiness(snapshot: Snapshot, situation: Situation) -> dict[str, Steadiness]:
    """Say of each hot spot, by its centre cell, whether it is found again when asked a little differently.

    A place that hangs on where the grid happens to lie is no finding: Gi*'s exact test is asked again on
    eight moved grids, with the next smaller and the next larger cells where so many reports can say
    anything, and of the wards.  Nothing is told of a ward whose count is hidden.
    """
    if situation.places.empty:
        return {}
    found = survey(snapshot, situation.filters)
    lattice, _ = snapshot.lattice(situation.resolution)
    evidence = evidence_of(snapshot, found, lattice.resolution)
    cells = situation.places["cell"]
    at = lattice.position_of([h3.str_to_int(cell) for cell in cells])
    x, y = lattice.x[at], lattice.y[at]
    grids = stability([shift_grid(evidence, grid) for grid in _moved(snapshot, lattice)], x, y)
    sizes = _other_sizes(snapshot, found, lattice, x, y)
    counts = np.bincount(found.column("ward"), minlength=len(situation.wards))
    out = wards_standing_out(counts, ward_shares(found.filters.baseline, snapshot, found))
    hidden = situation.wards["hidden"].to_numpy()
    wards = {
        code: None if hide else bool(stands)
        for code, hide, stands in zip(situation.wards["ward"], hidden, out, strict=True)
    }
    return {
        cell: Steadiness(float(grids[k]), {word: bool(held[k]) for word, held in sizes.items()}, wards[ward])
        for k, (cell, ward) in enumerate(zip(cells, situation.places["ward"], strict=True))
    }


def _moved(snapshot: Snapshot, lattice: Lattice) -> list[MovedGrid]:
    """Move the grid eight ways: the same ones for every question."""

    def move() -> list[MovedGrid]:
        return [move_grid(lattice, dx_m=dx, dy_m=dy) for dx, dy in shifts(lattice.edge_m)]

    return remembered(snapshot, ("moved grids", lattice.resolution), move)


def _other_sizes(
    snapshot: Snapshot, found: Survey, lattice: Lattice, x: np.ndarray, y: np.ndarray
) -> dict[str, np.ndarray]:
    """Ask the exact test again with the next larger and the next smaller cells, if they can say anything."""
    gi_star, held = METHODS["gi_star"], {}
    for step, word in ((-1, "larger"), (1, "smaller")):
        resolution = lattice.resolution + step
        if resolution not in snapshot.partnership.resolutions:
            continue
        if step > 0 and found.in_area < FINER * needed_incidents(lattice):
            continue
        other, _ = snapshot.lattice(resolution)
        detection = gi_star.detect(evidence_of(snapshot, found, other.resolution), gi_star.Settings())
        if detection.state != NOT_ENOUGH:
            within_m = np.sqrt(3) * max(lattice.edge_m, other.edge_m)
            held[word] = stands_at(detection, other, x, y, within_m=within_m)
    return held
