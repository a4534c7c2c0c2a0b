"""The tree of dense groups: places joined as the distance grows, and the groups that last longest in it."""

from dataclasses import dataclass, field

import numpy as np
from numba import njit
from scipy.spatial import cKDTree

__all__ = ["lasting_groups", "reach_of", "spanning_tree"]

TELLING_M = 1e-6  # distances that agree so closely are one


@dataclass
class _Tree:
    """Places are nodes 0 to n - 1, joints follow; `span` is where a node's places stand in `leaves`."""

    children: list[list[int]]
    metres: list[float]
    weight: list[float]
    leaves: list[int] = field(default_factory=list)
    span: dict[int, tuple[int, int]] = field(default_factory=dict)


def reach_of(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, *, neighbours: int, least_m: float
) -> np.ndarray:
    """Give the distance from each place within which `neighbours` reports lie, its own included.

    Never below `least_m`; the largest distance there is where there are not so many reports.
    """
    k = min(neighbours, len(x))
    spots = np.column_stack((x, y))
    metres, who = (np.asarray(one) for one in cKDTree(spots).query(spots, k=np.arange(1, k + 1)))
    enough = np.cumsum(weight[who], axis=1) >= neighbours
    at = np.where(enough.any(axis=1), enough.argmax(axis=1), k - 1)
    reach: np.ndarray = np.maximum(metres[np.arange(len(x)), at], least_m)
    return reach


@njit(cache=True, nogil=True)  # n steps over up to n places: too many small ones for arrays
def spanning_tree(
    x: np.ndarray, y: np.ndarray, reach: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # pragma: no cover
    """Join all places by the shortest links, two places being no nearer than either's reach (Prim)."""
    n = len(x)
    left, best, nearest = np.arange(n), np.full(n, np.inf), np.zeros(n, dtype=np.int64)
    one, other = np.zeros(max(n - 1, 0), dtype=np.int64), np.zeros(max(n - 1, 0), dtype=np.int64)
    metres = np.zeros(max(n - 1, 0))
    here, number = 0, n
    at = 0
    for step in range(n - 1):
        number -= 1
        left[at], best[at], nearest[at] = left[number], best[number], nearest[number]
        at, shortest = 0, np.inf
        for k in range(number):
            there = left[k]
            apart = np.sqrt((x[there] - x[here]) ** 2 + (y[there] - y[here]) ** 2)
            apart = max(apart, reach[there], reach[here])
            if apart < best[k]:
                best[k], nearest[k] = apart, here
            if best[k] < shortest:
                at, shortest = k, best[k]
        one[step], other[step], metres[step] = nearest[at], left[at], shortest
        here = left[at]
    return one, other, metres


def _grow(weight: np.ndarray, reach: np.ndarray, links: tuple[np.ndarray, np.ndarray, np.ndarray]) -> _Tree:
    """Join places as the distance grows; whatever joins at one distance joins at once."""
    n = len(weight)
    tree = _Tree([[] for _ in range(n)], reach.tolist(), weight.tolist())
    top = list(range(n))  # the joint that each place's tree has on top
    boss = list(range(n))

    def find(i: int) -> int:
        while boss[i] != i:
            boss[i] = boss[boss[i]]
            i = boss[i]
        return i

    one, other, metres = links
    rounded = np.round(metres / TELLING_M)
    order = np.argsort(rounded, kind="stable")
    starts = np.flatnonzero(np.diff(rounded[order], prepend=-1))
    for first, last in zip(starts, np.append(starts[1:], len(order)), strict=True):
        joined: dict[int, list[int]] = {}
        for edge in order[first:last].tolist():
            a, b = find(int(one[edge])), find(int(other[edge]))
            parts = joined.pop(a, [top[a]]) + joined.pop(b, [top[b]])
            boss[b] = a
            joined[a] = parts
        for a, parts in joined.items():
            top[a] = len(tree.children)
            tree.children.append(parts)
            tree.metres.append(float(metres[order[first]]))
            tree.weight.append(sum(tree.weight[part] for part in parts))
    _lay_out(tree, top[find(0)])
    return tree


def _lay_out(tree: _Tree, root: int) -> None:
    """Write the places down so that every node's stand together."""
    stack = [(root, False)]
    begun: dict[int, int] = {}
    while stack:
        node, done = stack.pop()
        if done:
            tree.span[node] = (begun[node], len(tree.leaves))
        elif tree.children[node]:
            begun[node] = len(tree.leaves)
            stack.append((node, True))
            stack += [(child, False) for child in tree.children[node]]
        else:
            tree.span[node] = (len(tree.leaves), len(tree.leaves) + 1)
            tree.leaves.append(node)


def lasting_groups(
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    *,
    min_reports: int,
    neighbours: int,
    least_m: float,
) -> np.ndarray:
    """Group weighted places by how long they stay together as the distance shrinks (HDBSCAN).

    Parameters
    ----------
    x, y, weight : numpy.ndarray, shape (n_places,)
        Metres, and reports at each place.
    min_reports : int
        Fewest reports of a group.
    neighbours : int
        Reports within whose reach a place is dense.
    least_m : float
        Nothing is nearer than this, in metres, above 0: closer than places are known.

    Returns
    -------
    numpy.ndarray of int64, shape (n_places,)
        Group of each place, the one with the most reports first; -1 for none.

    References
    ----------
    Campello, Moulavi and Sander (2013), PAKDD, 160-172: mutual reachability, and the groups with the largest
    excess of mass.  All of them together are never one group.
    """
    group = np.full(len(x), -1, dtype=np.int64)
    if weight.sum() < 2 * min_reports or len(x) < 2:
        return group
    order = np.lexsort((y, x))  # the answer must not hang on the order of the rows
    x, y, weight = x[order], y[order], weight[order].astype(float)
    reach = reach_of(x, y, weight, neighbours=neighbours, least_m=least_m)
    tree = _grow(weight, reach, spanning_tree(x, y, reach))
    home, parent, mass = _condense(tree, min_reports)
    chosen = _choose(parent, mass)
    label = np.array([chosen[one] for one in home])
    names, place = np.unique(label[label >= 0], return_inverse=True)
    reports = np.bincount(place.reshape(-1), weights=weight[label >= 0], minlength=len(names))
    renamed = np.empty(len(names), dtype=np.int64)
    renamed[np.argsort(-reports, kind="stable")] = np.arange(len(names))
    found = np.full(len(x), -1, dtype=np.int64)
    found[label >= 0] = renamed[place.reshape(-1)]
    group[order] = found
    return group


def _condense(tree: _Tree, min_reports: int) -> tuple[np.ndarray, list[int], list[float]]:
    """Walk down from all places: a group splits where two parts are large enough, and sheds smaller ones.

    Returns the last group of each place, each group's parent, and its excess of mass: reports times how long
    they stay, in 1 / m.
    """
    standing = np.zeros(len(tree.leaves), dtype=np.int64)  # in the order of `leaves`
    parent, mass, born = [-1], [0.0], [0.0]
    stack = [(len(tree.children) - 1, 0)]
    while stack:
        node, group = stack.pop()
        level = 1.0 / tree.metres[node]
        large = [part for part in tree.children[node] if tree.weight[part] >= min_reports]
        if len(large) == 1:
            stack.append((large[0], group))
        kept = tree.weight[large[0]] if len(large) == 1 else 0.0
        mass[group] += (tree.weight[node] - kept) * (level - born[group])
        first, last = tree.span[node]
        standing[first:last] = group
        if len(large) > 1:
            for part in large:
                parent.append(group)
                mass.append(0.0)
                born.append(level)
                stack.append((part, len(parent) - 1))
    home = np.empty_like(standing)
    home[tree.leaves] = standing
    return home, parent, mass


def _choose(parent: list[int], mass: list[float]) -> list[int]:
    """Choose the groups that outlast those within them; gives each the chosen one it is part of."""
    best, within = list(mass), [0.0] * len(parent)
    stands = [True] * len(parent)
    for group in range(len(parent) - 1, 0, -1):
        if within[group] > mass[group]:
            stands[group], best[group] = False, within[group]
        within[parent[group]] += best[group]
    chosen = [-1] * len(parent)
    for group in range(1, len(parent)):
        above = chosen[parent[group]]
        chosen[group] = above if above >= 0 else (group if stands[group] else -1)
    return chosen
