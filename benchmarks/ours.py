"""Our way, in a process of its own: a fresh store takes in the files, the snapshot is read and asked.

Run as `python -m benchmarks.ours PLAN_FOLDER ANSWER_FOLDER`.
"""

import os
import sys
from pathlib import Path

import numpy as np

from benchmarks.answer import Times, save_answer, timed, write_times
from benchmarks.memory import own_peak_mb
from benchmarks.plan import Plan, questions, read_plan
from dashboard.answers.standing import agreeing
from dashboard.desks.importing import open_desk
from dashboard.filters import Filters
from dashboard.settings import Settings
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST
from spatial.counts import disks
from spatial.digest import keyed_outline
from spatial.hotspots import kernel_density
from spatial.hotspots.dbscan import group_places
from spatial.hotspots.gi_star import gi_star_z

__all__ = ["run"]


def run(plan: Plan, folder: Path) -> Times:
    """Load, ask, and leave times and answers in a folder."""
    times = Times(imported_mb=own_peak_mb(), load=os.getloadavg()[0])
    asked = questions(plan)
    first, *others = asked
    settings = Settings(
        store=f"sqlite:///{folder}/store.sqlite",
        partnership=Path(plan.partnership),
        formats=folder / "formats",
    )
    forget()
    desk = timed(times.steps, "open the store and the area", open_desk, settings)
    taken = timed(times.steps, "take in the files", list, desk.take_in_all([Path(f) for f in plan.files]))
    for _, outcome in taken:
        if isinstance(outcome, Exception):
            raise outcome
    snapshot = timed(times.steps, "load the snapshot", load_snapshot, desk.store, desk.partnership)
    answers = {first: timed(times.steps, "answer", assess, snapshot, asked[first], ANALYST)}
    times.loaded_mb = own_peak_mb()
    for name in others:
        forget()
        answers[name] = timed(times.filters, name, assess, snapshot, asked[name], ANALYST)
        timed(times.again, name, assess, snapshot, asked[name], ANALYST)
        forget()
        timed(times.agreement, name, agreeing, snapshot, answers[name])
    desk.store.close()
    for number, (name, filters) in enumerate(asked.items()):
        _save(folder, number, snapshot, filters, answers[name])
    write_times(folder, times)
    return times


def forget() -> None:
    """Forget everything that the statistics remember, so that each question pays in full.

    What belongs to the loaded data stays: the lattice, the outlines for drawing, the standard colour classes.
    """
    for module in [module for name, module in sys.modules.items() if name.split(".")[0] == "spatial"]:
        for one in vars(module).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()


def _save(folder: Path, number: int, snapshot: Snapshot, filters: Filters, answer: Situation) -> None:
    """Work out again, with the same functions and in full, what the answer shows only in part."""
    found = survey(snapshot, filters)
    lattice, position = snapshot.lattice(answer.resolution)
    used = np.flatnonzero(found.place_incidents)
    x, y, weight = snapshot.places.x[used], snapshot.places.y[used], found.place_incidents[used]
    counts = found.by_cell(lattice, position)
    group, core = group_places(
        x, y, weight, radius_m=filters.radius_m or 0.0, min_reports=filters.min_reports
    )
    surface = kernel_density.density_surface(
        keyed_outline(snapshot.study_area.outline), x, y, weight,
        kernel="gaussian", bandwidth_m=filters.bandwidth_m or 0.0,
        step_m=kernel_density.automatic_step(
            snapshot.study_area.outline, kernel="gaussian", bandwidth_m=filters.bandwidth_m or 0.0
        ),
    )  # fmt: skip
    row, column = np.unravel_index(np.nanargmax(surface.values), surface.values.shape)
    peak = (surface.x0 + column * surface.step_m, surface.y0 + row * surface.step_m)
    wards = found.inside["ward"].to_numpy()
    save_answer(
        folder,
        number,
        cells=lattice.cells,
        counts=counts,
        shown=answer.cells["incidents"].to_numpy(),
        wards=np.bincount(wards, minlength=len(snapshot.study_area.wards)),
        wards_shown=answer.wards["incidents"].to_numpy(),
        gi_star=gi_star_z(counts, disks(lattice.neighbours, rings=1)),
        x=x,
        y=y,
        weight=weight,
        group=group,
        core=core,
        peak=np.array([*peak, surface.values[row, column]]),
    )


if __name__ == "__main__":
    run(read_plan(Path(sys.argv[1])), Path(sys.argv[2]))
