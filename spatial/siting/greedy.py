"""The usual shortcut: always the one candidate that adds most to those already taken."""

from spatial.siting.coverage import Coverage

__all__ = ["greedy_sites"]


def greedy_sites(cover: Coverage, most: int) -> list[int]:
    """Take the best candidate, then the best beside it, and so on.

    Parameters
    ----------
    most : int
        How many at most; it ends earlier where another one would add nobody.

    Returns
    -------
    list of int
        Candidates in the order in which they were taken; of two that add as many, the first listed.
    """
    left, columns = cover.people.copy(), cover.reach.T.tocsr()
    taken: list[int] = []
    while len(taken) < most:
        adds = columns @ left
        best = int(adds.argmax()) if adds.size else 0
        if not adds.size or adds[best] <= 0:
            break
        taken.append(best)
        left[columns[[best]].indices] = 0
    return taken
