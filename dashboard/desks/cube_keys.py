"""The keys of a cube's incidents, which decide the noise of a release as those of records do."""

import hmac

import numpy as np
import polars as pl

from dashboard.columns import CODED
from dashboard.snapshot import Snapshot
from ingest.records.record_keys import KEYS

__all__ = ["cube_keys"]


def cube_keys(snapshot: Snapshot, secret: bytes) -> pl.DataFrame:
    """Work out a key for every incident of a cube: HMAC-SHA256 of all that is counted by, modulo 4096.

    Of several that are alike each has its own.  A cube made again of the same files gives the same keys.

    Returns
    -------
    polars.DataFrame
        id, key (0 to 4095); in the order of the names, which are not part of it.
    """
    records, places = snapshot.records, snapshot.places
    wards = [*map(str, snapshot.study_area.wards["ward"]), ""]
    ward = pl.when(pl.col("ward") >= 0).then("ward").otherwise("area")
    at = records["place"].to_numpy()
    x, y = (np.append(np.round(values), 0).astype(np.int64)[at] for values in (places.x, places.y))
    said = records.select(
        pl.Series("x", x),
        pl.Series("y", y),
        pl.Series("ward", np.array(wards)[records.select(ward).to_series().to_numpy()]),
        *("first", "last"),
        pl.col("strands").replace_strict(_strands(snapshot), return_dtype=pl.String),
        *(pl.Series(name, snapshot.words[name], dtype=pl.String).gather(records[name]) for name in CODED),
    )
    like = pl.concat_str(pl.all().cast(pl.String), separator="\x1f")
    named = pl.DataFrame({"id": snapshot.numbers, "name": said.select(like).to_series()})
    named = named.with_columns(nth=pl.int_range(pl.len()).over("name")).sort("name", "nth")
    keys = [
        int.from_bytes(hmac.digest(secret, f"{name}\x1f{nth}".encode(), "sha256")[-2:]) % KEYS
        for name, nth in named.select("name", "nth").iter_rows()
    ]
    return named.select("id", pl.Series("key", keys, dtype=pl.Int64))


def _strands(snapshot: Snapshot) -> dict[int, str]:
    """Name each set of strands by its codes, since their order in the policy may change."""
    codes = sorted(enumerate(snapshot.policy.strands), key=lambda each: each[1])
    masks = snapshot.records["strands"].unique().to_list()
    return {mask: ";".join(code for bit, code in codes if mask >> bit & 1) for mask in masks}
