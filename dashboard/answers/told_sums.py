"""Whether sums of some weeks may be told, when single weeks are hidden and other sums are known."""

from collections.abc import Sequence

import numpy as np

__all__ = ["TellSums"]


class TellSums:
    """What is told of one series so far; asked whether more may be.

    All sums that are told cut the weeks into parts that no sum tells apart. Whoever knows them may know the
    sum of every part, so one that holds hidden weeks must hold at least two of them, with as many reports as
    the threshold.

    Parameters
    ----------
    values : numpy.ndarray of int64, shape (n_weeks,)
    hidden : numpy.ndarray of bool, shape (n_weeks,)
    threshold : int
    told : sequence of numpy.ndarray of bool, shape (n_weeks,)
        Weeks whose sums are told already.
    """

    def __init__(
        self, values: np.ndarray, hidden: np.ndarray, threshold: int, *, told: Sequence[np.ndarray] = ()
    ) -> None:
        self.values, self.hidden, self.threshold = values, hidden, threshold
        self.part = np.zeros(len(values), dtype=np.int64)
        for weeks in told:
            self.part = _cut(self.part, weeks)

    def may(self, sums: Sequence[np.ndarray]) -> bool:
        """Say whether these sums may be told together; if so, they count as told from now on."""
        cut, touched = self.part, np.zeros(len(self.values), dtype=bool)
        for weeks in sums:
            total = int(self.values[weeks].sum())
            if 0 < total < self.threshold:
                return False
            if not (weeks & self.hidden).any():
                continue  # whoever adds up what is shown knows it already
            touched |= weeks
            cut = _cut(cut, weeks)
        near = np.isin(self.part, np.unique(self.part[touched]))
        for number in np.unique(cut[near & self.hidden]):
            weeks = self.hidden & (cut == number)
            if weeks.sum() < 2 or self.values[weeks].sum() < self.threshold:
                return False
        self.part = cut
        return True


def _cut(part: np.ndarray, weeks: np.ndarray) -> np.ndarray:
    """Cut parts in two where a set of weeks goes through them."""
    cut: np.ndarray = np.unique(2 * part + weeks, return_inverse=True)[1]
    return cut
