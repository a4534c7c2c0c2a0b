"""Which counts of places, strands and weeks are hidden, knowing every sum of them that is told elsewhere."""

from collections.abc import Sequence

import numpy as np

from dashboard.hidden_series import hide_series

__all__ = ["hide_weeks"]


def hide_weeks(
    counts: np.ndarray,
    threshold: int,
    *,
    told: Sequence[np.ndarray] = (),
    asked: Sequence[int] = (),
    already: np.ndarray | None = None,
) -> np.ndarray:
    """Hide small counts, each with others beside it.

    Known are the sum of all wards, in every week and strand; the sum over the weeks of each of `told`, in
    every strand and place; and that all strands together have at least as many reports as any one, and at
    most as many as those asked for have one after another. So no sum has one hidden part alone.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (n_strands, n_places, n_weeks)
        The first strand is all of them together, the first place all wards together.
    told : sequence of numpy.ndarray of bool, shape (n_weeks,)
        Weeks whose sums are told.
    asked : sequence of int
        The strands one of which every report has; empty if reports without one are counted.
    already : numpy.ndarray of bool, shape (n_places, n_weeks) or that of `counts`, optional
        What another page hides, or would give back: of all strands together, or of each.

    Returns
    -------
    numpy.ndarray of bool, of the shape of `counts`
    """
    small = (counts > 0) & (counts < threshold)
    hidden = small.copy()
    if already is not None:
        hidden |= (
            already
            if already.ndim == counts.ndim
            else np.concatenate((already[None], np.zeros_like(hidden[1:])))
        )
    for strand, place in zip(*np.nonzero(small.any(axis=2)), strict=True):
        for weeks in told:
            hidden[strand, place, weeks] |= hide_series(counts[strand, place, weeks], threshold)
    several = counts.shape[1] > 2
    if several:
        for strand, week in zip(*np.nonzero(small[:, 1:].any(axis=1)), strict=True):
            hidden[strand, 1:, week] |= hide_series(counts[strand, 1:, week], threshold)
    while True:
        before = int(hidden.sum())
        hidden[1:] |= hidden[0]
        if several:
            _beside(counts[:, 1:], hidden[:, 1:], axis=1)
        for weeks in told:
            part = hidden[:, :, weeks]
            _beside(counts[:, :, weeks], part, axis=2)
            hidden[:, :, weeks] = part
        if len(asked) > 1:
            of_these, parts = counts[list(asked)], hidden[list(asked)]
            known = np.where(parts, 0, of_these).sum(axis=0)
            _beside(of_these, parts, axis=0, where=counts[0] > known)
            hidden[list(asked)] = parts
        if hidden.sum() == before:
            return hidden


def _beside(counts: np.ndarray, hidden: np.ndarray, *, axis: int, where: np.ndarray | None = None) -> None:
    """Hide the smallest of the shown counts along an axis on which one is hidden alone, in place."""
    alone = (hidden.sum(axis=axis) == 1) & (hidden.shape[axis] > 1)
    alone = alone if where is None else alone & where
    shown = np.where(hidden, np.iinfo(np.int64).max, counts)
    smallest = np.expand_dims(shown.argmin(axis=axis), axis)
    now = np.take_along_axis(hidden, smallest, axis) | np.expand_dims(alone, axis)
    np.put_along_axis(hidden, smallest, now, axis)
