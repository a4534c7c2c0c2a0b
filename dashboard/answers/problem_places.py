"""Problem places: hot spots of what no patrol would see, for solving a problem together (SARA)."""

from dataclasses import dataclass
from typing import Any

import h3
import numpy as np
import polars as pl

from boundaries.crs import to_bng
from dashboard.answers.named_roads import roads_by
from dashboard.answers.report_pattern import could_be_seen, pattern_of
from dashboard.filters import Filters
from dashboard.partners_by_pattern import suggested_partners
from dashboard.patrol_plan import ProblemPlace
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError, survey
from dashboard.viewer import Viewer
from dashboard.wording import either
from dashboard.words.patrol import problem_headings, problem_why, when_words, where_words

__all__ = ["mostly_unseen", "problem_places"]

ELSEWHERE = "at places of which the records say nothing"


@dataclass(frozen=True)
class _Spot:
    """A hot spot, and the records in it that no patrol would see."""

    place: dict[str, Any]
    rows: pl.DataFrame


def mostly_unseen(snapshot: Snapshot, rows: pl.DataFrame, situation: Situation) -> np.ndarray:
    """Say of each hot spot whether more than half of its reports are of what no patrol would see."""
    unseen = ~could_be_seen(snapshot, rows)
    of = _spot_of(snapshot, rows, situation)
    n = len(situation.places)
    all_of, unseen_of = (np.bincount(of[kept & (of >= 0)], minlength=n) for kept in (of >= 0, unseen))
    mostly: np.ndarray = unseen_of * 2 > all_of
    return mostly


def problem_places(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    situation: Situation,
    mostly: np.ndarray,
) -> tuple[ProblemPlace, ...]:
    """List the hot spots that are mostly of what no patrol would see, then those of such reports alone.

    Parameters
    ----------
    situation : Situation
        Of all reports.
    mostly : numpy.ndarray of bool
        As `mostly_unseen` says of its hot spots.
    """
    rows = survey(snapshot, situation.filters).inside
    found = _spots(snapshot, rows, situation, mostly)
    taken = {cell for spot in found for cell in spot.place["cells"]}
    unseen = snapshot.only(~could_be_seen(snapshot, snapshot.records), "unseen")
    own = filters.with_(days=None, first=situation.window.first, last=situation.window.last)
    try:
        others = assess(unseen, own, viewer)
    except NoRecordsError:
        others = None
    if others is not None and len(others.places):
        inside = survey(unseen, own).inside
        every = np.ones(len(others.places), dtype=bool)
        found += [
            spot for spot in _spots(unseen, inside, others, every) if not taken & set(spot.place["cells"])
        ]
    lon, lat = (np.array([spot.place[name] for spot in found], dtype=float) for name in ("lon", "lat"))
    x, y = to_bng(lon, lat)
    wheres = [
        where_words(str(spot.place["ward_name"]), by, *at)
        for spot, by, at in zip(found, roads_by(snapshot, x, y), zip(x, y, strict=True), strict=True)
    ]
    return tuple(_problem(snapshot, spot, where) for spot, where in zip(found, wheres, strict=True))


def _spots(snapshot: Snapshot, rows: pl.DataFrame, situation: Situation, wanted: np.ndarray) -> list[_Spot]:
    of = np.where(could_be_seen(snapshot, rows), -1, _spot_of(snapshot, rows, situation))
    return [
        _Spot(
            {str(key): value for key, value in place.items()},
            rows.filter(pl.Series(of == at, dtype=pl.Boolean)),
        )
        for at, place in enumerate(situation.places.to_dict("records"))
        if wanted[at]
    ]


def _spot_of(snapshot: Snapshot, rows: pl.DataFrame, situation: Situation) -> np.ndarray:
    """Give each record the row of its hot spot; -1 for none."""
    lattice, position = snapshot.lattice(situation.resolution)
    spot = np.full(len(lattice.cells), -1, dtype=np.int64)
    for at, cells in enumerate(situation.places["cells"]):
        spot[lattice.position_of([h3.str_to_int(cell) for cell in cells])] = at
    found: np.ndarray = spot[position[rows["place"].to_numpy()]]
    return found


def _problem(snapshot: Snapshot, spot: _Spot, where: str) -> ProblemPlace:
    pattern, place = pattern_of(snapshot, spot.rows), spot.place
    labels = {name: snapshot.policy.labels(name) for name in ("category", "setting")}
    settings = [_small(labels["setting"].get(code, code)) for code in pattern.settings]
    setting = either(settings) if settings else ELSEWHERE
    categories = [_small(labels["category"].get(code, code)) for code in pattern.categories]
    suggested = suggested_partners(
        settings=pattern.settings,
        categories=pattern.categories,
        parts=[part for part in pattern.parts if part in ("evening", "night")],
    )
    partners = tuple(one.partner for one in suggested)
    why = problem_why(setting, categories, several=pattern.several)
    return ProblemPlace(
        cell=str(place["cell"]),
        ward=str(place["ward"]),
        ward_name=str(place["ward_name"]),
        where=where,
        cells=tuple(place["cells"]),
        setting=setting,
        why=why,
        headings=problem_headings(
            why=why,
            when=when_words(pattern.parts, pattern.days, known=pattern.known),
            setting=setting,
            partners=partners,
            centre=str(place["centre_words"]),
        ),
        partners=partners,
    )


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]
