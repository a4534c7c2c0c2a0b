"""The two ways of the benchmark of clusters find the same, around a few centres of a small borough."""

import pytest

from benchmarks.clusters import HALF, NEAR, naive, ours


@pytest.mark.parametrize("limits", [NEAR, HALF], ids=["near", "half"])
def test_both_find_the_same(limits: dict[str, float]) -> None:
    best, plain = naive(150, limits, centres=6)
    mine = ours(150, limits, 0, centres=6)
    assert mine.answer is not None
    assert mine.answer.clusters["llr"].iloc[0] == pytest.approx(best)
    assert plain.clock > 0
