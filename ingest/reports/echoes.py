"""Echoes: reports whose texts say nearly the same get one number; the number leaves, the text never does."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import complete, fcluster
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from ingest.words import fold

__all__ = ["echoes", "gist", "likeness"]

_LITTLE = """
a about after again against all also an and another any are as at be because been before being
between both but by can could did do does down each every few for from further get go goes had has
have he her here him his how i if in into is it its just like may me might more most much must my no
nobody nor not now of off on once one only or other our out over own same she should since so some
somebody still such than that the their them then there these they this those through to too under
until up upon us very was we were what when where which while who whom whose why will with without
would yet you your
"""
SAYS_LITTLE = frozenset(_LITTLE.split())
"""Words that nearly every text has, so that they make no two alike."""
AT_ONCE = 128
"""Texts of a ward that are compared with its others in one step."""
BRIDGE = 0.1
"""How much less alike than two neighbours any two texts of a group may be."""
FLOOD = 400
"""A group of more different texts than this is not parted again."""


def echoes(
    texts: Sequence[str],
    *,
    wards: Sequence[str],
    strands: Sequence[str],
    days: Sequence[int],
    least: float,
    within_days: int,
) -> list[int | None]:
    """Number the reports whose texts say nearly the same.

    Two reports are compared if they name the same ward (or both none), share a strand, and lie no further
    apart than `within_days`.  They are alike if the threes of letters of their words, without the commonest
    words of English, overlap by `least` (Dice's coefficient); so case, spaces, punctuation, the order of
    words, small slips and other endings do not count.  Whoever is like one of a group belongs to it, unless
    it is quite unlike another of the group (`BRIDGE` less than `least`): so a text that is put together from
    two honest reports does not make the two one.

    Parameters
    ----------
    texts, wards, strands : sequence of str, length n
        `strands` as codes with ``;`` between them; "" for a ward that is not named.
    days : sequence of int, length n
        Days since any day.
    least : float
        From 0 to 1.
    within_days : int

    Returns
    -------
    list of int or None, length n
        The position of the first report of its group in alphabetical order of what it says; None for a report
        that is like no other.  The order of the reports changes nothing but where each number stands.
    """
    numbers: list[int | None] = [None] * len(texts)
    if len(texts) < 2:
        return numbers
    told = [gist(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda at: (told[at], wards[at], days[at], strands[at]))
    grams, size = _grams([told[at] for at in order])
    known = _Told(
        grams,
        size,
        np.asarray(days, dtype=np.int64)[order],
        _masks([strands[at] for at in order]),
        least,
        within_days,
    )
    pairs = [known.alike(rows) for rows in _of_each_ward([wards[at] for at in order])]
    group = _joined(np.concatenate([np.empty((0, 2), dtype=np.int64), *pairs]), len(order))
    group = _parted(group, grams, np.array([told[at] for at in order], dtype=object), least=least - BRIDGE)
    several = np.bincount(group)[group] > 1
    renumbered: dict[int, int] = {}
    for at, of_group, is_several in zip(order, group, several, strict=True):
        if is_several:
            numbers[at] = renumbered.setdefault(int(of_group), len(renumbered) + 1)
    return numbers


@dataclass(frozen=True, eq=False)
class _Told:
    """What is compared of each report."""

    grams: csr_array
    size: np.ndarray
    day: np.ndarray
    strands: np.ndarray
    least: float
    within_days: int

    def alike(self, rows: np.ndarray) -> np.ndarray:
        """Find pairs among the reports of a ward that join all that are alike.

        A flood is one group after the first step, and within one group nothing more is to be found.
        """
        rows = rows[np.argsort(self.day[rows], kind="stable")]
        found = [self._pairs(rows[:AT_ONCE], rows)]
        if len(rows) > AT_ONCE:
            group = _joined(np.searchsorted(np.sort(rows), found[0]), len(rows))
            group = group[np.searchsorted(np.sort(rows), rows)]
            rest = rows[(group != np.bincount(group).argmax()) & (np.arange(len(rows)) >= AT_ONCE)]
            days = self.day[rows]
            for part in np.split(rest, range(AT_ONCE, len(rest), AT_ONCE)):
                if len(part):
                    first, last = self.day[part[0]] - self.within_days, self.day[part[-1]] + self.within_days
                    near = rows[np.searchsorted(days, first) : np.searchsorted(days, last, side="right")]
                    found.append(self._pairs(part, near))
        return np.concatenate(found)

    def _pairs(self, some: np.ndarray, others: np.ndarray) -> np.ndarray:
        common = (self.grams[some] @ self.grams[others].T.tocsr()).tocoo()
        first, second = common.coords
        a, b = some[first], others[second]
        alike = 2 * common.data >= self.least * (self.size[a] + self.size[b]) - 1e-9
        a, b = a[alike], b[alike]
        near = (abs(self.day[a] - self.day[b]) <= self.within_days) & (self.strands[a] & self.strands[b] != 0)
        return np.column_stack([a, b])[near & (a != b)]


def _joined(pairs: np.ndarray, n: int) -> np.ndarray:
    """Number the groups into which pairs join `n` reports."""
    links = csr_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return connected_components(links, directed=False)[1]


def _parted(group: np.ndarray, grams: csr_array, told: np.ndarray, *, least: float) -> np.ndarray:
    """Part groups in which some are quite unlike, so that any two are `least` alike (complete linkage).

    A group of very many different texts is a flood, and is left as it is.
    """
    parted, last = group.copy(), int(group.max(initial=-1))
    for number in np.flatnonzero(np.bincount(group) > 2):
        rows = np.flatnonzero(group == number)
        _, first, which = np.unique(told[rows], return_index=True, return_inverse=True)
        if 2 < len(first) <= FLOOD:
            some = grams[rows[first]]
            size = np.diff(some.indptr)
            alike = 2 * (some @ some.T).toarray() / (size[:, None] + size)
            part = fcluster(complete(squareform(1 - alike, checks=False)), 1 - least, criterion="distance")
            parted[rows] = last + part[which]
            last += int(part.max())
    return parted


def likeness(one: str, other: str) -> float:
    """Say how alike two texts are, from 0 to 1, as `echoes` measures it."""
    grams, size = _grams([gist(one), gist(other)])
    common = float((grams[[0]] @ grams[[1]].T).sum())
    total = float(size.sum())
    return 2 * common / total if total else 0.0


def gist(text: str) -> str:
    """Reduce a text to its words that say something, in alphabetical order.

    Letters that look alike, wide and decorated letters, accents, direction marks and what is not seen are
    evened out; emoji and signs go, unless there is nothing else.
    """
    plain = unicodedata.normalize("NFKD", text)
    if not plain.isascii():
        plain = "".join(each for each in plain if not unicodedata.combining(each))
    words = set(fold(plain).split())
    return " ".join(sorted(words - SAYS_LITTLE or words))


def _grams(told: Sequence[str]) -> tuple[Any, np.ndarray]:
    """Say which threes of letters each text has, word by word; and how many."""
    words: dict[str, int] = {}
    held = [[words.setdefault(word, len(words)) for word in text.split()] for text in told]
    threes: dict[str, int] = {}
    cut = [[threes.setdefault(three, len(threes)) for three in _threes(word)] for word in words]
    if not threes:
        return csr_array((len(told), 1), dtype=np.int32), np.zeros(len(told), dtype=np.int64)
    found = _ones(held, len(words)) @ _ones(cut, len(threes))
    found.data[:] = 1
    return found, np.diff(found.indptr).astype(np.int64)


def _threes(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _ones(rows: Sequence[Collection[int]], width: int) -> csr_array:
    """Lay out which columns each row has."""
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    columns = np.array([at for row in rows for at in row], dtype=np.int64)
    return csr_array((np.ones(len(columns), np.int32), columns, starts), shape=(len(rows), width))


def _masks(strands: Sequence[str]) -> np.ndarray:
    """Write the strands of each report as bits."""
    bits: dict[str, int] = {}
    known = [[code for code in each.split(";") if code] for each in strands]
    for codes in known:
        for code in codes:
            bits.setdefault(code, 1 << min(len(bits), 62))
    return np.array([sum({bits[code] for code in codes}) for codes in known], dtype=np.int64)


def _of_each_ward(wards: Sequence[str]) -> Iterator[np.ndarray]:
    at = np.unique(np.asarray(wards, dtype=object).astype(str), return_inverse=True)[1]
    order = np.argsort(at, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(at[order])) + 1):
        if len(rows) > 1:
            yield rows
