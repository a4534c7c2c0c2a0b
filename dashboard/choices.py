"""What can be asked of a snapshot: the words, sizes and dates that its data and policy allow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import h3
import numpy as np

from dashboard.baseline import known_people
from dashboard.filters import Filters
from dashboard.situation import method_words
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.wording import distance_words, km2_words

__all__ = ["Choices", "choices_for"]

BASELINES = {
    "area": "Area",
    "residents": "Residents",
    "workday": "People there by day",
    "records": "All recorded incidents",
}


@dataclass(frozen=True)
class Choices:
    """Labels by code, in the order of the screen; only what some record has.

    `from_cube` says what must be known where the incidents come from a cube.
    """

    earliest: date
    latest: date
    strands: Mapping[str, str]
    kinds: Mapping[str, str]
    sources: Mapping[str, str]
    categories: Mapping[str, str]
    sizes: Mapping[int, str]
    methods: Mapping[str, tuple[str, str]]
    baselines: Mapping[str, str]
    from_cube: tuple[str, ...] = ()

    def known(self, filters: Filters) -> tuple[Filters, tuple[str, ...]]:
        """Leave out of a question what cannot be asked here, and name the words it came in."""
        changes: dict[str, Any] = {}
        for word, name in (
            ("strand", "strands"),
            ("kind", "kinds"),
            ("source", "sources"),
            ("category", "categories"),
        ):
            codes = getattr(filters, name)
            if codes - set(getattr(self, name)):
                changes[word] = (name, codes & set(getattr(self, name)))
        if filters.resolution is not None and filters.resolution not in self.sizes:
            changes["resolution"] = ("resolution", None)
        if filters.baseline not in self.baselines:
            changes["baseline"] = ("baseline", "area")
        return filters.with_(**dict(changes.values())), tuple(changes)


def choices_for(snapshot: Snapshot) -> Choices:
    """List what can be asked.

    Raises
    ------
    NoRecordsError
        If the store holds no records.
    """
    if snapshot.latest is None:
        raise NoRecordsError("There are no records yet. Import an agency's file to begin.")
    lon, lat = _middle(snapshot)
    sizes = {}
    for resolution in snapshot.partnership.resolutions:
        cell = h3.latlng_to_cell(lat, lon, resolution)
        km2, edge_m = h3.cell_area(cell, unit="km^2"), edge_of(h3.cell_area(cell, unit="m^2"))
        sizes[resolution] = f"{km2_words(km2)}, {distance_words(edge_m)} a side (H3 {resolution})"
    known = {"area", "records", *known_people(snapshot)}
    return Choices(
        earliest=snapshot.earliest or snapshot.latest,
        latest=snapshot.latest,
        strands=_strands(snapshot),
        kinds=_present(snapshot, "kind"),
        sources=_present(snapshot, "source"),
        categories=_present(snapshot, "category"),
        sizes=sizes,
        methods=method_words(),
        baselines={name: label for name, label in BASELINES.items() if name in known},
        from_cube=snapshot.from_cube,
    )


def edge_of(m2: float) -> float:
    """Give the edge of a regular hexagon of so many square metres."""
    return math.sqrt(2 * m2 / (3 * math.sqrt(3)))


def _middle(snapshot: Snapshot) -> tuple[float, float]:
    inside = snapshot.places.ward >= 0
    if inside.any():
        return float(np.mean(snapshot.places.lon[inside])), float(np.mean(snapshot.places.lat[inside]))
    return -1.5, 52.5


def _present(snapshot: Snapshot, column: str) -> dict[str, str]:
    labels = snapshot.policy.labels(column)
    words = snapshot.words[column]
    found = sorted(snapshot.records[column].unique().to_list())
    return {words[position]: labels.get(words[position], words[position]) for position in found}


def _strands(snapshot: Snapshot) -> dict[str, str]:
    masks = snapshot.records["strands"].unique().to_list()
    together = int(np.bitwise_or.reduce(np.array(masks, dtype=np.int64))) if masks else 0
    return {
        code: label
        for bit, (code, label) in enumerate(snapshot.policy.strands.items())
        if together & (1 << bit)
    }
