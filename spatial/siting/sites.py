"""One new place, two, and so on: the best set of each size, what it adds, what the shortcut would miss."""

import pandas as pd

from spatial.errors import NotEnoughError
from spatial.finding import FOUND, NONE, Finding
from spatial.given import within
from spatial.progress import Progress, silent
from spatial.siting.coverage import Coverage
from spatial.siting.exact import ENOUGH, best_sites
from spatial.siting.greedy import greedy_sites

__all__ = ["COLUMNS", "MOST", "next_sites"]

COLUMNS = ("count", "sites", "people", "share", "gain", "greedy", "greedy_people", "short_people", "bound",
           "is_proven")  # fmt: skip
MOST = 20
"""So many new places at most."""


def next_sites(cover: Coverage, most: int, *, seconds: float = 30.0, told: Progress = silent) -> Finding:
    """Find the best sets of 1, 2, ... `most` candidates.

    Parameters
    ----------
    cover : Coverage
    most : int
        How many new places at most, 1 to 20.
    seconds : float
        For each size; see `spatial.siting.exact.best_sites`.

    Returns
    -------
    Finding
        "found", or "none" where no candidate reaches anybody new.  The table has a row a size and `COLUMNS`:
        sites (positions of the candidates), people (newly reached), share (of all people, those reached
        already included), gain (people more than the row before), greedy and greedy_people (the shortcut's
        set), short_people (how many fewer it reaches), bound, is_proven.  It ends where one more would add
        nobody.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is no candidate.

    Notes
    -----
    The best two need not hold the best one.
    """
    within(most, what="the number of new places", least=1, most=MOST)
    if not cover.alone.size:
        raise NotEnoughError("there is no candidate. Give at least one place with coordinates.")
    settings = {"most": int(most), "candidates": int(cover.alone.size), "seconds_each": seconds}
    shortcut, rows, before = greedy_sites(cover, int(most)), [], 0.0
    for count in range(1, int(most) + 1):
        greedy = tuple(shortcut[:count])
        best = best_sites(cover, count, at_least=greedy, seconds=seconds)
        told(count / most)
        if best.people - before <= ENOUGH:
            break
        reached = cover.newly(greedy)
        rows.append((count, best.sites, best.people, (cover.held + best.people) / cover.total,
                     best.people - before, greedy, reached, best.people - reached, best.bound,
                     best.is_proven))  # fmt: skip
        before = best.people
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    told(1.0)
    if table.empty:
        said = "No candidate would bring anybody within reach who is not within reach already."
        return Finding("maximal covering", NONE, said, table, settings)
    last = table.iloc[-1]
    said = (
        f"{last['count']} of {cover.alone.size} candidates would bring {last['people']:,.0f} more of "
        f"{cover.total:,.0f} people within reach, beside the {cover.held:,.0f} who are already."
    )
    return Finding("maximal covering", FOUND, said, table, settings)
