"""Frames kept in a folder beside the store, so that opening the app need not make them again.

They are a cache and nothing else: taken up only whole, under the right key and with the right hashes.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from sqlalchemy.engine import make_url

__all__ = ["ELSEWHERE", "forget", "keep", "kept_folder", "take_up"]

ELSEWHERE = Path("var/kept")


def kept_folder(url: str, what: str) -> Path | None:
    """Say where something is kept of a store: beside a file, or in `var` for a server; None for memory."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        return ELSEWHERE / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.{what}"
    if place.database in {None, "", ":memory:"}:
        return None
    return Path(f"{place.database}.{what}")


def take_up(folder: Path | None, key: str) -> tuple[dict[str, pl.DataFrame], Any] | None:
    """Read frames, and what was said with them, if they are whole and of this key."""
    if folder is None:
        return None
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        if about["key"] != key:
            return None
        frames = {}
        for part, known in about["hashes"].items():
            with pa.memory_map(str(folder / f"{part}.arrow")) as file:
                content = file.read_buffer()
            if hashlib.sha256(content).hexdigest() != known:
                return None
            frames[part] = _frame(pa.ipc.open_file(content).read_all())
        return frames, about["said"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException):
        return None


def _frame(table: pa.Table) -> pl.DataFrame:
    """Look at a table where it lies: numbers stay in the file's pages, which all processes share."""
    frame = pl.from_arrow(table, rechunk=False)
    return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()


def keep(folder: Path | None, key: str, frames: Mapping[str, pl.DataFrame], said: Any) -> None:
    """Keep frames in place of those before, readable by their owner alone.

    They are written under another name, then given their own: half a folder is never read.  Where nothing can
    be written, nothing is kept.
    """
    if folder is None:
        return
    forget(folder)
    half = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
        hashes = {}
        for part, frame in frames.items():
            batch = max(frame.height, 1)  # in one piece, so that a column can be looked at as one array
            frame.rechunk().write_ipc(
                half / f"{part}.arrow", compression="uncompressed", record_batch_size=batch
            )
            hashes[part] = hashlib.sha256((half / f"{part}.arrow").read_bytes()).hexdigest()
        about = {"key": key, "hashes": hashes, "said": said}
        (half / "about.json").write_text(json.dumps(about), encoding="utf-8")
        half.rename(folder)
    except OSError:
        if half is not None:
            shutil.rmtree(half, ignore_errors=True)


def forget(folder: Path | None) -> None:
    """Remove what is kept in a folder."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
