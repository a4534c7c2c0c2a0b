"""The incidents as compact columns, joined to the wards once for each version of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from boundaries.study_area import StudyArea, ward_of
from ingest.incident import PRECISIONS
from ingest.policy import Policy
from ingest.records import Store

__all__ = [
    "CODED",
    "Columns",
    "Places",
    "code_words",
    "in_order",
    "make_columns",
    "strand_mask",
    "with_found",
]

READ = (
    "id",
    "agency",
    "occurred_from",
    "occurred_to",
    "hour",
    "hour_to",
    "reported_on",
    "kind",
    "category",
    "source",
    "noticed_by",
    "setting",
    "strands",
    "x",
    "y",
    "lon",
    "lat",
    "precision",
    "area",
)
CODED = ("kind", "category", "source", "noticed_by", "setting", "precision", "agency")


@dataclass(frozen=True)
class Places:
    """The distinct points at which anything was recorded.

    Attributes
    ----------
    x, y, lon, lat : numpy.ndarray, shape (n_places,)
    ward : numpy.ndarray of int32, shape (n_places,)
        Position in the ward table; -1 outside the area.
    """

    x: np.ndarray
    y: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    ward: np.ndarray


@dataclass(frozen=True, eq=False)
class Columns:
    """One version of the incidents.

    Attributes
    ----------
    key : str
        Names the incidents, the partnership and its policy: for other ones the columns are others.
    places : Places
    records : polars.DataFrame
        As `Snapshot.records`.
    numbers : polars.Series of Int64
        The store's number of each record.
    words : dict of str to tuple of str
        As `Snapshot.words`.
    """

    key: str
    places: Places
    records: pl.DataFrame
    numbers: pl.Series
    words: dict[str, tuple[str, ...]]


def make_columns(store: Store, study_area: StudyArea, policy: Policy, *, key: str) -> Columns:
    """Read the incidents and join them to the wards."""
    frame = store.incidents(READ)
    places, place = _distinct_places(frame, study_area)
    codes = {name: code_words(frame[name], policy, name) for name in CODED}
    ward = np.where(place >= 0, places.ward[place], -1) if places.ward.size else place
    records = pl.DataFrame(
        {
            "place": place.astype(np.int32),
            "ward": ward.astype(np.int32),
            "area": _area(frame["area"], place, study_area),
            "first": frame["occurred_from"].to_physical(),
            "last": frame["occurred_to"].to_physical(),
            "hour": frame["hour"],
            "hour_to": frame["hour_to"],
            "reported_on": frame["reported_on"].to_physical(),
            "strands": strand_mask(frame["strands"], tuple(policy.strands)),
            **{name: values for name, (values, _) in codes.items()},
        }
    )
    words = {name: words for name, (_, words) in codes.items()}
    return Columns(key=key, places=places, records=records, numbers=frame["id"], words=words)


def in_order(columns: Columns) -> Columns:
    """Lay the records in order of their first day, so that those of a window lie side by side."""
    order = np.argsort(columns.records["first"].to_numpy(), kind="stable")
    return replace(columns, records=columns.records[order], numbers=columns.numbers.gather(order))


def with_found(columns: Columns, found: Collection[int]) -> Columns:
    """Let the records that a patrol came upon count as noticed by officers, whatever their files say."""
    if not found:
        return columns
    officer, noticed = columns.words["noticed_by"].index("officer"), columns.records["noticed_by"]
    ours = columns.numbers.is_in(list(found))
    said = pl.Series("noticed_by", np.where(ours.to_numpy(), officer, noticed.to_numpy()), noticed.dtype)
    return replace(columns, records=columns.records.with_columns(said))


def _distinct_places(frame: pl.DataFrame, study_area: StudyArea) -> tuple[Places, np.ndarray]:
    """Find the distinct points, and each record's (-1 where it has none)."""
    x = frame["x"].fill_null(np.nan).to_numpy()
    y = frame["y"].fill_null(np.nan).to_numpy()
    has = np.flatnonzero(~np.isnan(x) & ~np.isnan(y))
    key = np.round(x[has]).astype(np.int64) * 10_000_000 + np.round(y[has]).astype(np.int64)
    _, where, which = np.unique(key, return_index=True, return_inverse=True)
    place = np.full(frame.height, -1, dtype=np.int64)
    place[has] = which
    one = has[where]
    lon = frame["lon"].fill_null(np.nan).to_numpy()[one]
    lat = frame["lat"].fill_null(np.nan).to_numpy()[one]
    return Places(x[one], y[one], lon, lat, ward_of(study_area, x[one], y[one])), place


def _known(policy: Policy, column: str) -> Sequence[str]:
    """List the words that a column can have by the rules; agencies are known only by their records."""
    other = {"precision": PRECISIONS, "agency": ()}
    return other[column] if column in other else list(policy.labels(column))


def code_words(values: pl.Series, policy: Policy, column: str) -> tuple[pl.Series, tuple[str, ...]]:
    """Write a column of words as positions in a list: the policy's words first, then whatever else came."""
    known = _known(policy, column)
    words = [*known, *sorted(set(values.unique().to_list()) - set(known))]
    return values.cast(pl.Enum(words)).to_physical().alias(values.name), tuple(words)


def strand_mask(values: pl.Series, strands: tuple[str, ...]) -> pl.Series:
    """Write each set of strands as bits in the policy's order."""
    bit = {code: 1 << position for position, code in enumerate(strands)}
    sets = values.unique().to_list()
    masks = [sum(bit.get(code, 0) for code in (text or "").split(";")) for text in sets]
    return values.replace_strict(sets, masks, return_dtype=pl.UInt32).alias("strands")


def _area(values: pl.Series, place: np.ndarray, study_area: StudyArea) -> pl.Series:
    """Find the ward that the sender named, where there is no point to go by."""
    codes = study_area.wards["ward"].tolist()
    named = values.replace_strict(codes, range(len(codes)), default=-1, return_dtype=pl.Int32).fill_null(-1)
    return pl.Series("area", np.where(place < 0, named.to_numpy(), -1).astype(np.int32))
