"""No sum gives hidden counts away to whoever knows the rule; no formula hides behind a space."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from dashboard.answers.ward_agreement import ward_agreement
from dashboard.defused import defused
from dashboard.filters import Filters
from dashboard.hidden_series import leave_doubt_in_cells
from dashboard.situation import Situation, _hide_wards, assess
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from tests.dashboard.test_doubt import told, with_reports

THRESHOLD = 3


@pytest.mark.parametrize(
    ("counts", "more"), [([1, 1, 1, 1, 1, 9, 0], 6), ([1, 1, 1, 1, 1, 9, 7], 6), ([2, 2, 2, 0, 8, 5, 9], 5)]
)
def test_wards_at_the_least_or_most_have_one_more_hidden(counts: list[int], more: int) -> None:
    every = csr_array(np.ones((7, 7), dtype=np.int32))
    values = np.array(counts)
    hidden = _hide_wards(values, threshold=THRESHOLD, beside=every)
    small = (values > 0) & (values < THRESHOLD)
    assert np.flatnonzero(hidden & ~small).tolist() == [more]


def test_cells_of_a_ward_and_place_have_one_more_of_the_same_hidden() -> None:
    counts = np.array([1, 1, 4, 6, 2, 1, 0, 0])
    ring = np.array([0, 0, 0, -1, -1, -1, -1, -1])
    touched = csr_array(np.array([[1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]]))
    small = (counts > 0) & (counts < THRESHOLD)
    hidden = leave_doubt_in_cells(counts, small, THRESHOLD, touched=touched, ring=ring)
    assert np.flatnonzero(hidden).tolist() == [0, 1, 2, 4, 5]


def test_community_reports_of_two_wards_are_not_told_by_their_sum(snapshot: Snapshot) -> None:
    year: Situation = assess(snapshot, Filters(), ANALYST)
    answer = ward_agreement(
        with_reports(snapshot, told(year, 0, 1) + told(year, 1, 1) + told(year, 2, 9)), year, ANALYST
    )
    assert answer.wards["reports"].isna().sum() == 3


@pytest.mark.parametrize("text", [" =1", "\u00a0+1", "  -1", " \t@sum", "=1", "\t=1"])
def test_a_formula_behind_white_space_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "Mill", " a=1"])
def test_other_texts_stay(text: str) -> None:
    assert defused(text) == text
