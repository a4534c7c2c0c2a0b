"""Legend classes: few, whole, round, and the same every time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.classes import breaks, classify


def test_few_distinct_counts_are_a_class_each() -> None:
    assert breaks(np.array([0, 0, 1, 3, 3, 2])) == (1, 2, 3)


def test_round_numbers_up_to_a_hundred() -> None:
    assert breaks(np.arange(0, 101)) == (1, 3, 5, 15, 50)


def test_nothing_to_show() -> None:
    assert breaks(np.zeros(9, int)) == ()


def test_classes_by_hand() -> None:
    assert classify(np.array([0, 1, 2, 4, 5, 2000]), (1, 2, 5, 1000)).tolist() == [-1, 0, 1, 1, 2, 3]


@pytest.mark.parametrize("classes", [1, 7])
def test_a_legend_that_nobody_could_read_is_refused(classes) -> None:
    with pytest.raises(ValueError, match="2 to 6"):
        breaks(np.array([1, 2, 3]), classes=classes)


@given(st.lists(st.integers(0, 100_000), max_size=60), st.integers(2, 6))
def test_every_count_has_its_class(counts, classes) -> None:
    values = np.array(counts, dtype=int)
    lowest = breaks(values, classes=classes)
    distinct = len(set(counts) - {0})
    assert len(lowest) == min(classes, distinct)
    assert list(lowest) == sorted(set(lowest))
    assert all(isinstance(step, int) for step in lowest)
    assert ((classify(values, lowest) >= 0) == (values > 0)).all() if lowest else (values == 0).all()
    assert lowest == breaks(values[::-1], classes=classes)
