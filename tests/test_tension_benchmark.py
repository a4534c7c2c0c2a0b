"""The ways of the benchmarks of tension and of surveillance count and expect the same, in a small town."""

import numpy as np
import pytest

from benchmarks.tension import alarms_of, bare, board_and_trends, exploded, from_records, same
from benchmarks.tension_town import SIDE, make_town
from benchmarks.watching import far_off, in_statsmodels, invent, ours
from dashboard.snapshot import Snapshot


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return make_town(tmp_path_factory.mktemp("squares"), incidents=1_500, reports=120)


def test_the_cube_counts_what_the_group_by_counts(town: Snapshot) -> None:
    board, cube = board_and_trends(town, alarms_of(town))
    counted = bare(exploded(town))
    same(counted, cube)
    same(from_records(town), cube)
    masks = town.records["strands"].to_numpy()
    assert counted["len"].sum() == sum(int(mask).bit_count() for mask in masks)
    assert len(board.cells) == (SIDE * SIDE + 1) * len(town.policy.strands)
    assert not board.lines.empty
    with pytest.raises(AssertionError):
        same(counted, np.roll(cube, 1, axis=0))


@pytest.mark.parametrize("weeks", [313, 156], ids=["six years", "three years"])
def test_ours_and_the_plain_loop_expect_the_same(weeks: int) -> None:
    counts, mondays = invent(6, weeks)
    assert far_off(ours(counts, mondays), in_statsmodels(counts, mondays)) < 1e-6
