"""How sure is this: how firmly the ranked places of a situation stand, each way it can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import h3
import numpy as np
import pandas as pd

from dashboard.answers.evidence import evidence_of
from dashboard.answers.standing import Agreeing, Steadiness
from dashboard.situation import Situation, method_words
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import Viewer
from spatial.counts import disks
from spatial.errors import StatisticsError
from spatial.progress import Progress, silent
from spatial.trust.rank_stability import rank_stability

__all__ = ["TOP", "Doubt", "doubt"]

TOP, MOVES, RESAMPLES = 5, 1, 500
COLUMNS = (
    *("rank", "cell", "ward_name", "in_top", "keeps_rank"),
    *("steady", "larger", "smaller", "ward_stands", "methods", "agree"),
)


@dataclass(frozen=True)
class Doubt:
    """How firmly the places stand that a situation shows, for the same viewer.

    Attributes
    ----------
    places : pandas.DataFrame
        One row a place shown: rank, cell, ward_name; in_top and keeps_rank (shares of the resamples, in
        hundredths; NaN where they could not be drawn); steady (share of moved grids on which it stands; NaN
        where not asked), larger, smaller (cells: whether it stands with those) and ward_stands (whether its
        ward stands out), each None where that is not known or not told; methods (titles of those that point
        here), agree.
    titles : tuple of str
        Titles of the methods that were asked.
    top, moves, resamples : int
        What "in the top" and "keeps its rank" mean, and how often the reports were drawn again.
    reason : str
        Why the reports could not be drawn again; "" where they were.
    """

    viewer: Viewer
    version: str
    state: str
    places: pd.DataFrame
    titles: tuple[str, ...]
    top: int
    moves: int
    resamples: int
    reason: str
    settings: dict[str, Any]


def doubt(
    snapshot: Snapshot,
    situation: Situation,
    viewer: Viewer,
    *,
    steady: Mapping[str, Steadiness] | None = None,
    agreeing: Agreeing,
    told: Progress = silent,
) -> Doubt:
    """Ask of every place that a situation shows how firmly it stands.

    Parameters
    ----------
    situation : Situation
        Already suppressed: nothing is said of a place that it does not show.
    steady : mapping of cell to Steadiness, optional
        As `dashboard.answers.standing.steadiness` gives it.
    agreeing : mapping of cell to tuple of str
        As `dashboard.answers.standing.agreeing` gives it.
    told : callable
    """
    places, reason = situation.places, ""
    titles = tuple(title for title, _ in method_words().values())
    asked = [(steady or {}).get(cell) for cell in places["cell"]]
    table = pd.DataFrame(
        {
            "rank": places["rank"],
            "cell": places["cell"],
            "ward_name": places["ward_name"],
            "in_top": np.nan,
            "keeps_rank": np.nan,
            "steady": [one.grids if one else np.nan for one in asked],
            "larger": pd.Series([one.sizes.get("larger") if one else None for one in asked], dtype=object),
            "smaller": pd.Series([one.sizes.get("smaller") if one else None for one in asked], dtype=object),
            "ward_stands": pd.Series([one.ward if one else None for one in asked], dtype=object),
            "methods": pd.Series([agreeing[cell] for cell in places["cell"]], dtype=object),
            "agree": [f"{len(agreeing[cell])} of {len(titles)}" for cell in places["cell"]],
        },
        columns=list(COLUMNS),
    )
    if len(places):
        evidence = evidence_of(snapshot, survey(snapshot, situation.filters), situation.resolution)
        lattice = evidence.lattice
        try:
            found = rank_stability(
                evidence.counts,
                evidence.share,
                disks(lattice.neighbours, rings=int(situation.settings.get("rings", 1))),
                lattice.position_of(np.array([h3.str_to_int(cell) for cell in places["cell"]])),
                top=TOP,
                moves=MOVES,
                resamples=RESAMPLES,
                told=told,
            )
            table["in_top"] = found["in_top"].round(2).to_numpy()
            table["keeps_rank"] = found["keeps_rank"].round(2).to_numpy()
        except StatisticsError as error:
            reason = str(error)
    return Doubt(
        viewer=viewer,
        version=situation.version,
        state=situation.state,
        places=table,
        titles=titles,
        top=TOP,
        moves=MOVES,
        resamples=RESAMPLES,
        reason=reason,
        settings={"top": TOP, "moves": MOVES, "resamples": RESAMPLES, "seed": 1066},
    )
