"""Columns kept beside the store, so that opening the app need not read every record again.

They are a cache and nothing else: made from the store, checked by hash, made anew where anything differs.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from sqlalchemy.engine import make_url

from boundaries.partnership import Partnership
from boundaries.study_area import StudyArea
from dashboard.columns import Columns, Places, make_columns
from ingest.policy import Policy
from ingest.records import Store

__all__ = ["forget_columns", "kept_folder", "load_columns"]

FORM = 1
"""Counts the forms that the columns have had; those of another are not taken up."""
FEWEST = 50_000
"""Fewer records than this are read sooner than they are kept."""
ELSEWHERE = Path("var/kept")
PARTS = ("records", "places", "numbers")


def kept_folder(store: Store) -> Path | None:
    """Say where the columns of a store are kept: beside a file, or in `var` for a server; None for memory."""
    place = make_url(store.url)
    if place.get_backend_name() != "sqlite":
        return ELSEWHERE / hashlib.sha256(store.url.encode()).hexdigest()[:16]
    if place.database in {None, "", ":memory:"}:
        return None
    return Path(f"{place.database}.columns")


def load_columns(store: Store, partnership: Partnership, study_area: StudyArea, policy: Policy) -> Columns:
    """Take up the columns of the incidents as they are now, or make and keep them."""
    key = f"{FORM}-{store.records_version()}-{partnership.digest[:16]}-{policy.digest[:16]}"
    folder = kept_folder(store)
    kept = _read(folder, key) if folder is not None else None
    if kept is not None:
        return kept
    columns = make_columns(store, study_area, policy, key=key)
    if folder is not None:
        forget_columns(store)
        if columns.records.height >= FEWEST:
            _write(folder, columns)
    return columns


def forget_columns(store: Store) -> None:
    """Remove what is kept of a store."""
    folder = kept_folder(store)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _read(folder: Path, key: str) -> Columns | None:
    """Read what is kept, if it is whole and of this key."""
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        if about["key"] != key:
            return None
        frames = {}
        for part in PARTS:
            content = (folder / f"{part}.arrow").read_bytes()
            if hashlib.sha256(content).hexdigest() != about["hashes"][part]:
                return None
            frames[part] = pl.read_ipc(content)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    places = Places(**{name: frames["places"][name].to_numpy() for name in frames["places"].columns})
    words = {name: tuple(known) for name, known in about["words"].items()}
    return Columns(key, places, frames["records"], frames["numbers"].to_series(), words)


def _write(folder: Path, columns: Columns) -> None:
    """Write under another name, then give it its own: half a folder is never read.  A full disk is borne."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    arrays = {name: np.asarray(values) for name, values in vars(columns.places).items()}
    half = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))  # for its owner alone
    try:
        frames = {
            "records": columns.records,
            "places": pl.DataFrame(arrays),
            "numbers": columns.numbers.alias("number").to_frame(),
        }
        hashes = {}
        for part, frame in frames.items():
            frame.write_ipc(half / f"{part}.arrow", compression="uncompressed")
            hashes[part] = hashlib.sha256((half / f"{part}.arrow").read_bytes()).hexdigest()
        about = {"key": columns.key, "hashes": hashes, "words": columns.words}
        (half / "about.json").write_text(json.dumps(about), encoding="utf-8")
        half.rename(folder)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
