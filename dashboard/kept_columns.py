"""The columns of the incidents, kept beside the store: made from it, and anew where anything differs."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from boundaries.partnership import Partnership
from boundaries.study_area import StudyArea
from dashboard import kept
from dashboard.columns import Columns, Places, in_order, make_columns
from ingest.policy import Policy
from ingest.records import Store

__all__ = ["forget_columns", "kept_folder", "load_columns"]

FORM = 4
"""Counts the forms that the columns have had; those of another are not taken up."""
FEWEST = 50_000
"""Fewer records than this are read sooner than they are kept, and lie as the store has them."""


def kept_folder(store: Store) -> Path | None:
    """Say where the columns of a store are kept; None where they are not."""
    return kept.kept_folder(store.url, "columns")


def load_columns(store: Store, partnership: Partnership, study_area: StudyArea, policy: Policy) -> Columns:
    """Take up the columns of the incidents as they are now, or make and keep them."""
    key = f"{FORM}-{store.records_version()}-{partnership.digest[:16]}-{policy.digest[:16]}"
    found = kept.take_up(kept_folder(store), key)
    if found is not None:
        return _columns(key, *found)
    columns = make_columns(store, study_area, policy, key=key)
    forget_columns(store)
    if columns.records.height >= FEWEST:
        columns = in_order(columns)
        kept.keep(kept_folder(store), key, _frames(columns), columns.words)
    return columns


def forget_columns(store: Store) -> None:
    """Remove what is kept of the incidents of a store."""
    kept.forget(kept_folder(store))


def _columns(key: str, frames: dict[str, pl.DataFrame], said: Any) -> Columns:
    places = Places(**{name: frames["places"][name].to_numpy() for name in frames["places"].columns})
    words = {name: tuple(known) for name, known in said.items()}
    return Columns(key, places, frames["records"], frames["numbers"].to_series(), words)


def _frames(columns: Columns) -> dict[str, pl.DataFrame]:
    arrays = {name: np.asarray(values) for name, values in vars(columns.places).items()}
    return {
        "records": columns.records,
        "places": pl.DataFrame(arrays),
        "numbers": columns.numbers.alias("number").to_frame(),
    }
