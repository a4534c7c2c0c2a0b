"""What walks are measured on: the streets, and where people live; opened when it is first asked for."""

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from boundaries.demand import Demand
from boundaries.partnership import Partnership
from boundaries.streets import Streets
from boundaries.study_area import StudyArea
from dashboard import kept
from dashboard.kept_shapes import reader_of_shapes

__all__ = ["WalkedGround"]


@dataclass(eq=False)
class WalkedGround:
    """The streets and the residents of a partnership, for every snapshot of the same data.

    Attributes
    ----------
    url : str or None
        Of the store beside which the network is kept; None keeps it in memory only.
    """

    url: str | None
    partnership: Partnership
    study_area: StudyArea
    _found: dict[str, Any] = field(default_factory=dict, repr=False)
    _lock: Any = field(default_factory=Lock, repr=False)

    @property
    def streets(self) -> Streets | None:
        """The network of streets; None where the partnership names none."""
        with self._lock:
            if "streets" not in self._found:
                self._found["streets"] = self._streets() if self.partnership.streets else None
            return self._found["streets"]

    @property
    def demand(self) -> Demand:
        """Where the people live."""
        with self._lock:
            if "demand" not in self._found:
                self._found["demand"] = self.partnership.demand(self.study_area)
            return self._found["demand"]

    def _streets(self) -> Streets | None:
        """Take up the network that is kept, or make and keep it."""
        key = f"{reader_of_shapes()}-{self.partnership.digest}"
        folder = None if self.url is None else kept.kept_folder(self.url, "streets")
        found = kept.take_up(folder, key)
        if found is not None:
            return _network(*found)
        streets = self.partnership.street_network(self.study_area)
        if streets is not None and replace(self.partnership).digest == self.partnership.digest:
            kept.keep(folder, key, _frames(streets), streets.note)
        return streets


def _frames(streets: Streets) -> dict[str, pl.DataFrame]:
    between = streets.graph.tocoo()
    rows, columns = between.coords
    return {
        "nodes": pl.DataFrame({"x": streets.x, "y": streets.y}),
        "stretches": pl.DataFrame({"a": rows, "b": columns, "metres": between.data}),
    }


def _network(frames: dict[str, pl.DataFrame], note: str) -> Streets:
    nodes, stretches = frames["nodes"], frames["stretches"]
    between = (stretches["a"].to_numpy(), stretches["b"].to_numpy())
    graph = csr_array((stretches["metres"].to_numpy(), between), shape=(len(nodes), len(nodes)))
    return Streets(np.array(nodes["x"]), np.array(nodes["y"]), graph, note)
