"""Reach: who lives within a walk of an open centre that serves them, and in which wards most do not."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from boundaries.demand import RESIDENTS
from dashboard.answers.reach_doors import WITHIN, Doors, ReachQuestion, doors
from dashboard.answers.reach_incidents import incidents_within
from dashboard.filters import Filters
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import Viewer
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.reach.walking import DETOUR, METRES_A_MINUTE, nearest_m, off_streets
from spatial.reach.within_reach import people_within

__all__ = ["LIMITS_M", "Reach", "reach"]

LIMITS_M = {"400m": 400.0, "1km": 1000.0, "20min": 20 * METRES_A_MINUTE}
"""Metres on foot, by the word of a question."""


@dataclass(frozen=True)
class Reach:
    """The answer to a question of reach.

    Attributes
    ----------
    asked : ReachQuestion
    state : str
        "found"; "none" where no open centre answers; "not enough data" where nobody's numbers are known.
    need : str
        Whose people are counted: "residents", or the strand's code.
    strand : str
        The strand asked for, in the policy's words; "" for none.
    doors : Doors
        Every centre that may be listed with its answer; `doors.counted` are those that count.
    wards : pandas.DataFrame
        The most unserved first: rank, ward (code), name, people, within_400m, within_1km, within_20min
        (people), share_400m, share_1km, share_20min (0 to 1), unserved (people beyond the distance asked
        for), half_m (half of the people walk farther), known; people are NaN where nobody knows.  For those
        who see exact figures also incidents, incidents_within (NaN where hidden), incidents_shown and
        incidents_within_shown.
    area : dict
        people, unserved, and within_ and share_ of each distance, over the wards that are known.
    has_incidents : bool
    settings : dict
        How walks were measured, and every setting.
    version : str
    """

    asked: ReachQuestion
    state: str
    need: str
    strand: str
    doors: Doors
    wards: pd.DataFrame
    area: dict[str, float]
    has_incidents: bool
    settings: dict[str, Any] = field(default_factory=dict)
    version: str = ""


def reach(
    snapshot: Snapshot, asked: ReachQuestion, viewer: Viewer, *, filters: Filters | None = None
) -> Reach:
    """Say who lives within reach of an open centre that serves them.

    Parameters
    ----------
    snapshot : Snapshot
    asked : ReachQuestion
    viewer : Viewer
        Only who sees exact figures gets the reports beside the people.
    filters : Filters, optional
        Which reports; None for no reports.

    Raises
    ------
    ReachQuestionError
        If there is no such strand, day, hour, language or distance.
    """
    answering = doors(snapshot, asked, keeps=not viewer.profile)
    demand, streets, counted = snapshot.demand, snapshot.streets, answering.counted
    need = asked.strand if asked.strand in demand.people else RESIDENTS
    walk = nearest_m(demand.x, demand.y, *_at(counted), streets=streets)
    limits = list(LIMITS_M.values())
    n_wards = len(snapshot.study_area.wards)
    frame = people_within(walk, demand.people[need], demand.ward, n_wards=n_wards, limits_m=limits)
    wards = _wards(snapshot, frame, asked.within)
    has_incidents = filters is not None and not viewer.profile
    if filters is not None and has_incidents:
        try:
            beside = incidents_within(snapshot, filters, counted, limit_m=LIMITS_M[asked.within])
            wards = pd.concat([wards, beside], axis=1)
        except NoRecordsError:
            has_incidents = False
    wards = wards.sort_values(
        ["unserved", "name"], ascending=[False, True], na_position="last", ignore_index=True
    )
    wards.insert(0, "rank", np.where(wards["known"], np.arange(1, len(wards) + 1), 0))
    known = wards[wards["known"]]
    state = NOT_ENOUGH if not known["people"].sum() > 0 else FOUND if len(counted) else NONE
    return Reach(
        asked=asked,
        state=state,
        need=need,
        strand=snapshot.policy.strands[asked.strand] if asked.strand else "",
        doors=answering,
        wards=wards,
        area=_area(known),
        has_incidents=has_incidents,
        settings={
            "walking": streets.note
            if streets
            else f"Measured straight, times {DETOUR:g}: no streets are named.",
            "people": demand.note,
            "metres_a_minute": METRES_A_MINUTE,
            "limits_m": dict(LIMITS_M),
            "detour": DETOUR,
            "off_streets": 0 if streets is None else int(off_streets(demand.x, demand.y, streets).sum()),
            "points": len(demand),
        },
        version=snapshot.version,
    )


def _at(centres: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return centres["x"].to_numpy(dtype=float), centres["y"].to_numpy(dtype=float)


def _wards(snapshot: Snapshot, frame: pd.DataFrame, within: str) -> pd.DataFrame:
    named = snapshot.study_area.wards
    told: dict[str, Any] = {"ward": named["ward"].to_numpy(), "name": named["name"].to_numpy()}
    told["people"] = frame["people"].to_numpy()
    for k, word in enumerate(WITHIN):
        told[f"within_{word}"] = frame[f"within_{k}"].to_numpy()
    for k, word in enumerate(WITHIN):
        told[f"share_{word}"] = _share(frame[f"within_{k}"], frame["people"])
    told["unserved"] = told["people"] - told[f"within_{within}"]
    told["half_m"] = frame["half_m"].to_numpy()
    told["known"] = frame["people"].notna().to_numpy()
    return pd.DataFrame(told)


def _share(part: pd.Series, whole: pd.Series) -> np.ndarray:
    return (part / whole.where(whole > 0)).to_numpy()


def _area(known: pd.DataFrame) -> dict[str, float]:
    people = float(known["people"].sum())
    told = {"people": people, "unserved": float(known["unserved"].sum())}
    for word in WITHIN:
        told[f"within_{word}"] = float(known[f"within_{word}"].sum())
        told[f"share_{word}"] = told[f"within_{word}"] / people if people else float("nan")
    return told
