"""A set of new centres looked at: what each of them adds, what changes in each ward, and one's own pin."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.answers.siting import HasWalks, Siting, ward_names
from spatial.errors import OutsideAreaError
from spatial.reach.walking import walking_m

__all__ = ["Pin", "new_centres", "try_pin", "ward_reach"]


@dataclass(frozen=True)
class Pin:
    """A trial place.

    Attributes
    ----------
    x, y : float
        Metres (EPSG:27700).
    ward_name : str
    within : float
        People within reach of it.
    newly : float
        Those of them whom no open centre reaches.
    beside : float
        Those of them whom the new centres that are shown do not reach, either.
    better : int
        Places of the list that would newly reach more people each by itself.
    of : int
        Places of the list.
    """

    x: float
    y: float
    ward_name: str
    within: float
    newly: float
    beside: float
    better: int
    of: int


def new_centres(answer: Siting, sites: tuple[int, ...]) -> pd.DataFrame:
    """Lay out a set, the place that would be missed most first.

    Returns
    -------
    pandas.DataFrame
        number, name, kind, ward_name, lon, lat, alone (people newly reached by it alone), missed (people whom
        nothing would reach if it were left out of the set).
    """
    whole = answer.cover.newly(sites)
    table = answer.venues.iloc[list(sites)][["name", "kind", "ward_name", "lon", "lat", "alone"]].copy()
    table["missed"] = [whole - answer.cover.newly([s for s in sites if s != one]) for one in sites]
    table = table.sort_values(["missed", "alone"], ascending=False, kind="stable").reset_index(drop=True)
    table.insert(0, "number", np.arange(1, len(table) + 1))
    return table


def ward_reach(place: HasWalks, answer: Siting, sites: tuple[int, ...]) -> pd.DataFrame:
    """Say for each ward how many people are within reach now, and would be.

    Returns
    -------
    pandas.DataFrame
        ward, name, people, now, then, unserved (not within reach even then); most unserved first.  A ward
        without a known number of people is left out.
    """
    points, wards = answer.points, place.study_area.wards
    people, ward = place.demand.people[answer.question.need][points], place.demand.ward[points]
    then = answer.reached | answer.near[:, list(sites)].any(axis=1)

    def by_ward(of: np.ndarray) -> np.ndarray:
        return np.bincount(ward, weights=people * of, minlength=len(wards))

    table = pd.DataFrame(
        {
            "ward": wards["ward"].to_numpy(),
            "name": wards["name"].to_numpy(),
            "people": by_ward(np.ones(people.size)),
            "now": by_ward(answer.reached),
            "then": by_ward(then),
        }
    )
    table["unserved"] = table["people"] - table["then"]
    known = table[np.isin(np.arange(len(wards)), ward)]
    return known.sort_values(["unserved", "name"], ascending=[False, True]).reset_index(drop=True)


def try_pin(place: HasWalks, answer: Siting, x: float, y: float, *, sites: tuple[int, ...] = ()) -> Pin:
    """Say what a centre at one's own place would add.

    Raises
    ------
    spatial.errors.OutsideAreaError
        If nobody of the area is within reach of it.
    """
    points, demand = answer.points, place.demand
    limit = float(answer.question.walk_m)
    metres = walking_m(demand.x[points], demand.y[points], [x], [y], streets=place.streets, limit_m=limit)[
        :, 0
    ]
    near = np.isfinite(metres)
    people = demand.people[answer.question.need][points]
    if not near.any():
        raise OutsideAreaError(
            f"Nobody of this area is known to live within {limit:,.0f} m of that place. Choose another."
        )
    newly = near & ~answer.reached
    beside = newly & ~answer.near[:, list(sites)].any(axis=1)
    more = float(people[newly].sum())
    return Pin(
        x=float(x),
        y=float(y),
        ward_name=ward_names(place, np.array([x]), np.array([y]))[0],
        within=float(people[near].sum()),
        newly=more,
        beside=float(people[beside].sum()),
        better=int((answer.cover.alone > more + 1e-6).sum()),
        of=int(answer.cover.alone.size),
    )
