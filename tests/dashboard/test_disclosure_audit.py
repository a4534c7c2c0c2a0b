"""An onlooker with everything that one view shows, and an integer program, finds no hidden count."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from dashboard.filters import Filters
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST

QUESTIONS = [
    Filters(days=365, strands=frozenset({"transgender"}), resolution=9),
    Filters(days=90, strands=frozenset({"religion"})),
    Filters(days=90, strands=frozenset({"other"})),
    Filters(days=28, resolution=8),
    Filters(days=60, sources=frozenset({"third_party"}), resolution=8),
    Filters(days=365, strands=frozenset({"age"})),
]


def known(snapshot: Snapshot, situation: Situation) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Write down all that is shown, over unknown pieces: the reports of one cell in one ward that it touches.

    Returns
    -------
    rows, totals, cell of each piece
    """
    ward, cell = snapshot.cells_touched(situation.resolution).nonzero()
    pieces = np.arange(cell.size)
    rules, totals = [], []

    def rule(mine: np.ndarray, total: float) -> None:
        columns = pieces[mine]
        shape = (1, cell.size)
        rules.append(csr_array((np.ones(columns.size), (np.zeros(columns.size, int), columns)), shape=shape))
        totals.append(total)

    if situation.totals.in_area is not None:
        rule(np.ones(cell.size, dtype=bool), situation.totals.in_area)
    for position in np.flatnonzero(~situation.cells["hidden"].to_numpy()):
        rule(cell == position, situation.cells["incidents"].iat[position])
    for position in np.flatnonzero(~situation.wards["hidden"].to_numpy()):
        rule(ward == position, situation.wards["incidents"].iat[position])
    names = situation.cells["cell"].to_numpy()
    for place in situation.places.to_dict("records"):
        rule(np.isin(cell, np.flatnonzero(np.isin(names, place["cells"]))), place["incidents"])
    return csr_array(vstack(rules)), np.array(totals, dtype=float), cell


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: "-".join([str(q.days), *sorted(q.strands)]))
def test_no_hidden_cell_can_be_worked_out(snapshot: Snapshot, question: Filters) -> None:
    situation = assess(snapshot, question, ANALYST)
    lattice, position = snapshot.lattice(situation.resolution)
    true = survey(snapshot, situation.filters).by_cell(lattice, position)
    rows, totals, cell = known(snapshot, situation)
    secrets = np.flatnonzero(situation.cells["hidden"].to_numpy() & (true > 0))
    assert secrets.size
    for secret in secrets[:: max(1, secrets.size // 15)]:
        goal = (cell == secret).astype(float)
        ends = []
        for sign in (1, -1):
            answer = milp(
                sign * goal,
                constraints=LinearConstraint(rows, totals, totals),
                bounds=Bounds(0, 10_000),
                integrality=np.ones(cell.size),
            )
            assert answer.success
            ends.append(round(float(goal @ answer.x)))
        assert ends[0] < ends[1], f"{situation.cells['ward_name'].iat[secret]} is found to hold {ends[0]}"


def test_all_recorded_incidents_as_a_baseline_do_not_give_the_counts_back(snapshot: Snapshot) -> None:
    situation = assess(snapshot, Filters(baseline="records"), ANALYST)
    assert situation.cells["expected"].isna().all()
    some = assess(snapshot, Filters(baseline="records", kinds=frozenset({"hate_crime"})), ANALYST)
    assert some.cells["expected"].isna().all()
    assert all(float(f"{value:.1g}") == value for value in some.places["expected"])


def test_a_total_that_is_small_itself_is_told_nowhere(snapshot: Snapshot) -> None:
    for days in range(1, 400):
        asked = Filters(days=days, strands=frozenset({"transgender"}))
        if 0 < survey(snapshot, asked).in_area < 3:
            break
    situation = assess(snapshot, asked, ANALYST)
    assert situation.totals.in_area is None and situation.totals.hidden is None
    assert situation.totals.hidden_cells == 0
    assert situation.cells["hidden"].all() and situation.wards["hidden"].all()
    assert situation.settings == {} and situation.cells["expected"].isna().all()
    assert situation.reason == "Fewer than 3 reports: not enough to say anything."
    assert situation.state == "not enough data"
    assert situation.breakdowns["strand"]["hidden"].all()
