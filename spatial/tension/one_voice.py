"""Near-identical texts are one voice: what several sources sent in the same words counts for one of them."""

import numpy as np
from scipy.optimize import linear_sum_assignment

__all__ = ["repeated", "shared"]

TIE = 1e-9


def shared(cell: np.ndarray, speaker: np.ndarray, echo: np.ndarray) -> np.ndarray:
    """Find the lines whose words another speaker has used too, in the same cell.

    Parameters
    ----------
    cell, speaker, echo : numpy.ndarray of int, shape (n,)
        `echo` is the number of the group of near-identical texts; -1 for a text that is like no other.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
    """
    found = np.zeros(len(cell), dtype=bool)
    in_group = np.flatnonzero(echo >= 0)
    if not len(in_group):
        return found
    order = in_group[np.lexsort((speaker[in_group], echo[in_group], cell[in_group]))]
    c, e, s = cell[order], echo[order], speaker[order]
    new = np.r_[True, (c[1:] != c[:-1]) | (e[1:] != e[:-1])]
    group = np.cumsum(new) - 1
    several = np.zeros(group[-1] + 1, dtype=bool)
    several[group[1:][~new[1:] & (s[1:] != s[:-1])]] = True
    found[order] = several[group]
    return found


def repeated(
    cell: np.ndarray,
    speaker: np.ndarray,
    echo: np.ndarray,
    kind: np.ndarray,
    points: np.ndarray,
    *,
    source_cap: float,
    left_out: int,
) -> np.ndarray:
    """Find the lines that only repeat what counts for another speaker.

    Every group of near-identical texts counts for one of its speakers, and every speaker has one such group
    at most; of all ways to share them out, the one is taken that bears out the most: the sum over the
    speakers, without the `left_out` strongest.  So no text bears itself out, and nobody can take another's
    word away by copying it.

    Parameters
    ----------
    cell, speaker, echo, kind : numpy.ndarray of int, shape (n,)
    points : numpy.ndarray of float, shape (n,)
        After decay and the cap of the kind.
    source_cap : float
        The most points of one speaker.
    left_out : int
        How many of the strongest speakers do not count.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        True for a line that does not count.
    """
    copies = shared(cell, speaker, echo)
    repeats = np.zeros(len(cell), dtype=bool)
    for place in np.unique(cell[copies]):
        at = np.flatnonzero(cell == place)
        kept = _share_out(
            speaker[at], np.where(copies[at], echo[at], -1), kind[at], points[at], source_cap, left_out
        )
        repeats[at] = ~kept
    return repeats


def _share_out(
    speaker: np.ndarray,
    group: np.ndarray,
    kind: np.ndarray,
    points: np.ndarray,
    source_cap: float,
    left_out: int,
) -> np.ndarray:
    """Say which lines of one cell are kept; `group` is -1 for those that nobody repeats."""
    speakers, who = np.unique(speaker, return_inverse=True)
    groups = np.unique(group[group >= 0])
    kinds, of_kind = np.unique(kind, return_inverse=True)
    own = np.zeros((len(speakers), len(kinds)))
    np.maximum.at(own, (who[group < 0], of_kind[group < 0]), points[group < 0])
    with_group = np.repeat(own[:, None, :], len(groups), axis=1)
    may = np.zeros((len(speakers), len(groups)), dtype=bool)
    copy = group >= 0
    which = np.searchsorted(groups, group[copy])
    np.maximum.at(with_group, (who[copy], which, of_kind[copy]), points[copy])
    may[who[copy], which] = True
    alone = np.minimum(own.sum(axis=1), source_cap)
    value = np.where(may, np.minimum(with_group.sum(axis=2), source_cap), -1.0)
    useful = _best_columns(value, most=len(speakers))
    table = np.column_stack([value[:, useful], np.repeat(alone[:, None], len(speakers), axis=1)])
    best, chosen = -np.inf, np.zeros(0, dtype=np.int64)
    for most in np.unique(table[table >= 0].round(9)):
        wish = np.where(table < 0, -1e6, np.minimum(table, most) + TIE * table)
        rows, columns = linear_sum_assignment(wish, maximize=True)
        found = wish[rows, columns].sum() - left_out * most
        if found > best + TIE / 10:
            best, chosen = found, columns
    kept = ~copy
    for row, column in enumerate(chosen):
        if column < len(useful):
            kept |= (who == row) & (group == groups[useful[column]])
    return kept


def _best_columns(value: np.ndarray, *, most: int) -> np.ndarray:
    """Keep the groups that can matter: each speaker's `most` best, because the others can take no more."""
    if value.shape[1] <= most:
        return np.arange(value.shape[1])
    ranked = np.argsort(-value, axis=1, kind="stable")[:, :most]
    return np.unique(ranked)
