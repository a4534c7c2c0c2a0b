"""Sums told elsewhere leave no hidden week of a place and strand alone."""

import numpy as np
import pytest

from dashboard.answers.hidden_weeks import hide_weeks

THRESHOLD = 3


def some(seed: int) -> np.ndarray:
    """Two strands asked for that some reports share, in six wards and twelve weeks, whole first."""
    dice = np.random.default_rng(seed)
    one, other, both = dice.poisson([[[2.0]], [[0.7]], [[0.1]]], (3, 6, 12))
    wards = np.array([one + other + both, one + both, other + both])
    return np.concatenate((wards.sum(axis=1, keepdims=True), wards), axis=1)


@pytest.mark.parametrize("seed", range(12))
def test_no_sum_has_one_hidden_part_alone(seed: int) -> None:
    counts, four, window = some(seed), np.arange(12) >= 8, np.arange(12) >= 5
    told = [four, window, window & ~four]
    hidden = hide_weeks(counts, THRESHOLD, told=told, asked=[1, 2])
    assert hidden[(counts > 0) & (counts < THRESHOLD)].all()
    assert (hidden[:, 1:].sum(axis=1) != 1).all()
    for weeks in told:
        assert (hidden[:, :, weeks].sum(axis=2) != 1).all()
    alone = hidden[1:].sum(axis=0) == 1
    shown = np.where(hidden[1:], 0, counts[1:]).sum(axis=0)
    assert not (alone & (counts[0] > shown)).any()  # all less the one strand would tell the other
    assert hidden[1:, hidden[0]].all()  # a strand would tell how few all can be


def test_a_partner_outside_the_window_does_not_count() -> None:
    counts = np.full((1, 1, 8), 5)
    counts[0, 0, 4] = 1
    counts[0, 0, 1] = 3
    window = np.arange(8) >= 3
    assert np.flatnonzero(hide_weeks(counts, THRESHOLD, told=[window])[0, 0]).tolist() == [3, 4]


def test_what_is_hidden_elsewhere_stays_hidden() -> None:
    already = np.arange(6) == 2
    hidden = hide_weeks(np.full((2, 3, 6), 9), THRESHOLD, already=already)
    assert hidden[0, 0].tolist() == already.tolist()


def test_no_weeks_are_no_weeks() -> None:
    assert hide_weeks(np.zeros((2, 4, 0), dtype=int), THRESHOLD, asked=[0, 1]).shape == (2, 4, 0)
