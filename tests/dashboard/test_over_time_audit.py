"""An onlooker with all that the page over time shows, and an integer program, finds no hidden count."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from dashboard.answers.over_time import OverTime, over_time
from dashboard.baseline import baseline_share
from dashboard.filters import Filters
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST
from spatial.over_time.steps import step_of

QUESTIONS = [
    Filters(strands=frozenset({"disability"})),
    Filters(strands=frozenset({"religion"}), resolution=8),
    Filters(kinds=frozenset({"hate_incident"})),
]
MOST = 4
"""Counts of each sort that are tried in each question."""


class Onlooker:
    """What is known of the reports of each piece (a cell in a ward that it touches) in each step."""

    def __init__(self, snapshot: Snapshot, answer: OverTime) -> None:
        self.ward, self.cell = snapshot.cells_touched(answer.resolution).nonzero()
        self.steps = len(answer.steps)
        self.rows: list[csr_array] = []
        self.least: list[float] = []
        self.most: list[float] = []
        self.whole(answer, snapshot)
        self.strips(answer, snapshot)

    def row(self, pieces: np.ndarray, steps: range) -> csr_array:
        """Mark the counts that are added up."""
        which = np.flatnonzero(pieces)
        columns = (which[:, None] * self.steps + np.array(steps)[None, :]).ravel()
        shape = (1, self.cell.size * self.steps)
        return csr_array(
            coo_array((np.ones(columns.size), (np.zeros(columns.size, int), columns)), shape=shape)
        )

    def know(self, pieces: np.ndarray, steps: range, least: float, most: float) -> None:
        self.rows.append(self.row(pieces, steps))
        self.least.append(least)
        self.most.append(most)

    def whole(self, answer: OverTime, snapshot: Snapshot) -> None:
        """Totals of cells over all steps, of the whole and of shown wards in each step."""
        lattice, _ = snapshot.lattice(answer.resolution)
        for cell, reports in zip(answer.cells["cell"], answer.cells["incidents"], strict=True):
            if reports == reports:
                at = int(lattice.position_of([int(cell, 16)])[0])
                self.know(self.cell == at, range(self.steps), reports, reports)
        codes = snapshot.study_area.wards["ward"].tolist()
        series = answer.trends.series[answer.trends.series["group"] != "strand"]
        for (group, code), own in series.groupby(["group", "code"]):
            pieces = self.ward == codes.index(code) if group == "ward" else self.ward >= 0
            for step, reports in enumerate(own["reports"]):
                self.know(pieces, range(step, step + 1), reports, reports)

    def strips(self, answer: OverTime, snapshot: Snapshot) -> None:
        """What a hot or a cold step says of the cell, and of it with those around."""
        lattice, position = snapshot.lattice(answer.resolution)
        found = survey(snapshot, answer.filters)
        share = baseline_share(answer.filters.baseline, snapshot, found, lattice, position)
        whole = answer.trends.series.query("group == 'whole area'")["reports"].to_numpy(dtype=float)
        for cell, strip in zip(answer.cells["cell"], answer.cells["strip"], strict=True):
            at = int(lattice.position_of([int(cell, 16)])[0])
            near = lattice.neighbours[[at]].indices
            own, around = self.cell == at, np.isin(self.cell, near)
            for step, state in enumerate(strip):
                both, this = range(max(step - 1, 0), step + 1), range(step, step + 1)
                mine, due = whole[both].sum() * share[at], whole[step] * share[near].sum()
                if state == "hot":
                    self.know(own, both, np.floor(mine) + 1, np.inf)
                    self.know(around, this, np.floor(due) + 1, np.inf)
                    self.know(around, both, answer.settings["fewest_reports"], np.inf)
                elif state == "cold":
                    self.know(own, both, 0, max(np.ceil(mine) - 1, 0))
                    self.know(around, this, 0, max(np.ceil(due) - 1, 0))

    def possible(self, row: csr_array, least: float, most: float) -> bool:
        """Ask whether all that is known allows a sum between these."""
        rules = vstack([*self.rows, row])
        limits = LinearConstraint(rules, [*self.least, least], [*self.most, most])
        size = rules.shape[1]
        done = milp(
            np.zeros(size),
            constraints=limits,
            integrality=np.ones(size, dtype=int),
            bounds=Bounds(0, np.inf),
            options={"time_limit": 20},
        )
        return done.status == 0

    def open(self, row: csr_array, value: int) -> bool:
        """Ask whether a count could be another one than it is."""
        return self.possible(row, value + 1, np.inf) or self.possible(row, 0, value - 1)


@pytest.mark.parametrize("asked", QUESTIONS, ids=["disability", "religion", "hate incidents"])
def test_no_hidden_count_is_certain(snapshot: Snapshot, asked: Filters) -> None:
    answer = over_time(snapshot, asked, ANALYST)
    lattice, position = snapshot.lattice(answer.resolution)
    rows = survey(snapshot, answer.filters).inside
    cube = np.zeros((lattice.cells.size, len(answer.steps)), dtype=int)
    cell = position[rows["place"].to_numpy()]
    np.add.at(cube, (cell, step_of(rows["first"].to_numpy(), answer.steps)), 1)
    onlooker = Onlooker(snapshot, answer)
    where = lattice.position_of([int(one, 16) for one in answer.cells["cell"]])
    hidden = [at for at, n in zip(where, answer.cells["incidents"], strict=True) if n != n and cube[at].sum()]
    for at in hidden[:MOST]:
        row = onlooker.row(onlooker.cell == at, range(onlooker.steps))
        assert onlooker.open(row, int(cube[at].sum()))
    striped = [
        (at, step)
        for at, strip in zip(where, answer.cells["strip"], strict=True)
        for step, state in enumerate(strip)
        if state != "neither" and 0 < cube[at, step] < answer.threshold
    ]
    for at, step in striped[:: max(len(striped) // MOST, 1)][:MOST]:
        row = onlooker.row(onlooker.cell == at, range(step, step + 1))
        assert onlooker.open(row, int(cube[at, step]))
