"""Small counts hidden, and enough beside them that no published total gives them back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

__all__ = ["Protection", "protect"]


@dataclass(frozen=True)
class Protection:
    """What must not be shown.

    `hidden` is True for every count to hide; `withheld` lists the positions of the groups whose totals must
    not be shown either.
    """

    hidden: np.ndarray
    withheld: tuple[int, ...]


def protect(counts: np.ndarray, groups: Sequence[np.ndarray], *, threshold: int) -> Protection:
    """Hide counts of 1 to `threshold` - 1, and what else would give them back.

    Whoever knows every shown count, every shown total, and that no hidden count is zero, cannot work out
    any hidden count, nor any total that was too small to show, exactly.  They can still be narrowed down to a
    range.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (n,)
        Incidents per cell (or ward, or line of a table).  Zero is shown.
    groups : sequence of numpy.ndarray of int
        Every set of counts whose total is published, as positions: the whole area, each ward, each place.
    threshold : int
        The smallest count, and the smallest total, that may be shown.

    Returns
    -------
    Protection

    Notes
    -----
    In every group the hidden counts are none, or at least two that are not all 1: the smallest shown counts
    are hidden too until that is so, and where nothing is left to hide the total is withheld.  As groups
    overlap, the result is then checked exactly by integer programming, over parts that lie in the same
    groups, and mended.
    """
    table = _Table(np.asarray(counts, dtype=np.int64), groups, threshold)
    while True:
        table.settle_groups()
        if not table.mend():
            return Protection(table.hidden, tuple(int(g) for g in np.flatnonzero(table.withheld)))


class _Table:
    """The counts, what is hidden so far, and the moves that hide more."""

    def __init__(self, counts: np.ndarray, groups: Sequence[np.ndarray], threshold: int) -> None:
        self.counts = counts
        self.member = np.zeros((len(groups), len(counts)), dtype=bool)
        for g, group in enumerate(groups):
            self.member[g, group] = True
        self.totals = self.member @ counts
        self.hidden = (counts > 0) & (counts < threshold)
        self.small = (self.totals > 0) & (self.totals < threshold)
        self.withheld = self.small.copy()
        # Parts: counts that lie in exactly the same groups are alike to whoever tries to work them out.
        _, self.part = np.unique(self.member.T, axis=0, return_inverse=True)
        self.part = self.part.reshape(-1)
        # What is safe stays safe: hiding and withholding more only ever leaves more possibilities.
        self.safe_parts: set[int] = set()
        self.safe_groups: set[int] = set()

    def hide_smallest(self, where: np.ndarray) -> bool:
        """Hide the smallest shown count there that is not zero; False if there is none."""
        shown = np.flatnonzero(where & ~self.hidden & (self.counts > 0))
        if len(shown):
            self.hidden[shown[np.argmin(self.counts[shown])]] = True
        return bool(len(shown))

    def settle_groups(self) -> None:
        """See that every published group hides nothing, or two counts or more that are not all 1."""
        changed = True
        while changed:
            changed = False
            for g in np.flatnonzero(~self.withheld):
                inside = self.hidden & self.member[g]
                number = int(inside.sum())
                if number == 0 or (number >= 2 and self.counts[inside].sum() > number):
                    continue
                self.withheld[g] = not self.hide_smallest(self.member[g])
                changed = True

    def mend(self) -> bool:
        """Find a count, or a small total, that can be worked out, and hide more; False if there is none."""
        parts = np.unique(self.part[self.hidden])
        if not len(parts):
            return False
        first = np.array([np.argmax(self.part == a) for a in parts])
        number = np.array([(self.hidden & (self.part == a)).sum() for a in parts])
        total = np.array([self.counts[self.hidden & (self.part == a)].sum() for a in parts])
        inside = self.member[:, first]
        for k, a in enumerate(parts):
            if a in self.safe_parts or (number[k] >= 2 and total[k] > number[k]):
                continue
            if self._known(np.arange(len(parts)) == k, inside, number, total, several=number[k] > 1):
                self._widen(self.part == a)
                return True
            self.safe_parts.add(int(a))
        for g in np.flatnonzero(self.small):
            if g in self.safe_groups:
                continue
            if self._known(inside[g], inside, number, total):
                self._widen(self.member[g])
                return True
            self.safe_groups.add(int(g))
        return False

    def _known(
        self,
        goal: np.ndarray,
        inside: np.ndarray,
        number: np.ndarray,
        total: np.ndarray,
        *,
        several: bool = False,
    ) -> bool:
        """Say whether the published totals leave only one value for the sum of the parts in `goal`.

        Where a part has `several` hidden counts, all 1, what matters is whether it could hold more than that.
        """
        published = inside[~self.withheld]
        published = published[published.any(axis=1)].astype(float)
        if not len(published):
            return False
        right = published @ total
        least = float(number[goal].sum()) if several else -_largest(-1.0, goal, published, right, number)
        return _largest(1.0, goal, published, right, number) <= least

    def _widen(self, where: np.ndarray) -> None:
        """Hide one more count that is alike to `where`, or beside it; failing that, withhold a total."""
        published = self.member & ~self.withheld[:, None]
        mine = np.flatnonzero(where & self.hidden)[0]
        apart = (published != published[:, [mine]]).T.astype(float) @ self.totals
        others = (self.counts > 0) & ~where
        if self.hide_smallest(where | (others & (apart == 0))):
            return
        around = np.flatnonzero(published[:, mine])
        smaller = around[np.argsort(self.totals[around], kind="stable")][:-1]  # the widest total comes last
        if self.hide_smallest(published[smaller].any(axis=0)):
            return
        different = np.flatnonzero(others & (apart > 0))
        if not len(different):
            self.withheld |= published[:, mine]
            return
        cheapest = different[np.argmin(apart[different])]
        self.withheld |= published[:, mine] != published[:, cheapest]


def _largest(
    sign: float, goal: np.ndarray, published: np.ndarray, right: np.ndarray, number: np.ndarray
) -> float:
    """Give the largest `sign` * sum over `goal` that fits the published totals."""
    most = np.where(published > 0, right[:, None], np.inf).min(axis=0)
    most = np.where(np.isinf(most), number + 1.0, most)  # in no published total: free, and 1 more shows that
    answer = milp(
        -sign * goal.astype(float),
        constraints=LinearConstraint(published, right, right),
        bounds=Bounds(number.astype(float), most),
        integrality=np.ones(len(number), dtype=np.int64),
    )
    if answer.x is None:
        raise RuntimeError(f"the totals could not be checked for what they give away: {answer.message}")
    return round(-answer.fun)
