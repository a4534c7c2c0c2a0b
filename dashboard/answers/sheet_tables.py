"""The tables of a hot-spot sheet: what, where and to whom, by code; and which agencies see it."""

import numpy as np
import pandas as pd
import polars as pl

from dashboard.hidden_series import hide_series, leave_doubt
from dashboard.place_sheet import APART, LITTLE, OUT, SEES
from dashboard.situation import Situation
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey

__all__ = ["STANDS_OUT", "TABLES", "agencies_of", "count_by", "leading"]

TABLES = ("category", "setting", "strand")
SAYS_NOTHING = frozenset({"other", "unknown", "none"})
"""Codes that name nothing to work on."""
STANDS_OUT = 0.2
"""A code stands out that at least this share of the place's reports have."""
LATE_DAYS = 7
"""An agency's records reach to the end of the window if they end so few days before it."""
WITH_ALL = ("partnership", "condition")
"""Of an agency that shares otherwise a sheet for everybody at the table does not say what it sees."""


def count_by(
    snapshot: Snapshot, situation: Situation, found: Survey, here: pl.DataFrame, name: str, *, told: bool
) -> pd.DataFrame:
    """Count a place's records by code; hide what is small, here or in what the whole map has besides.

    Parameters
    ----------
    found : Survey
        The records of the whole map.
    here : polars.DataFrame
        Those of the place.
    name : str
        Of `TABLES`.
    told : bool
        Whether the place's total is told; if not, nothing is.

    Returns
    -------
    pandas.DataFrame
        code, label, incidents (NaN hidden), hidden, shown; the most first.
    """
    codes, labels, counts = _counts(snapshot, here, name)
    whole = _counts(snapshot, found.inside, name)[2]
    threshold = situation.threshold
    hidden = hide_series(counts, threshold) if told else np.ones(len(counts), dtype=bool)
    rest = whole - counts
    known = situation.breakdowns.get(name)
    on_map = set() if known is None else set(known.loc[known["hidden"], "code"])
    hidden |= ((rest > 0) & (rest < threshold)) | np.isin(codes, sorted(on_map))
    hidden = leave_doubt(counts, _not_alone(counts, hidden), threshold)
    shown = np.where(hidden, np.nan, counts.astype(float))
    few = f"fewer than {threshold}, or hidden"
    frame = pd.DataFrame(
        {
            "code": list(codes),
            "label": [labels.get(code, code) for code in codes],
            "incidents": shown,
            "hidden": hidden,
            "shown": [few if n != n else f"{int(n):,}" for n in shown],
        }
    )
    order = np.lexsort((np.arange(len(frame)), -np.nan_to_num(shown, nan=0.5)))
    return frame.iloc[order].reset_index(drop=True)


def _counts(
    snapshot: Snapshot, records: pl.DataFrame, name: str
) -> tuple[tuple[str, ...], dict[str, str], np.ndarray]:
    if name != "strand":
        words = snapshot.words[name]
        counts = np.bincount(records[name].to_numpy(), minlength=len(words))
        return words, snapshot.policy.labels(name), counts.astype(np.int64)
    labels = {**snapshot.policy.strands, "none": "No strand recorded"}
    masks = records["strands"].to_numpy()
    bits = [int(((masks >> bit) & 1).sum()) for bit in range(len(labels) - 1)]
    return tuple(labels), labels, np.array([*bits, int((masks == 0).sum())], dtype=np.int64)


def _not_alone(counts: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Hide a second count where one is hidden alone, so that the total does not give it back."""
    shown = np.flatnonzero(~hidden)
    if hidden.sum() == 1 and shown.size:
        hidden = hidden.copy()
        hidden[shown[np.lexsort((shown, counts[shown]))[0]]] = True
    return hidden


def leading(table: pd.DataFrame, reports: int, *, least: float = STANDS_OUT) -> list[str]:
    """Name the codes of a table that stand out, the weightiest first; only those that are shown."""
    if not reports:
        return []
    heavy = table[~table["hidden"] & (table["incidents"] >= least * reports)]
    return [str(code) for code in heavy["code"] if code not in SAYS_NOTHING]


def agencies_of(snapshot: Snapshot, situation: Situation, here: pl.DataFrame) -> pd.DataFrame:
    """Say which agency's records reach a place; a small number reads like none.

    Nothing is said of an agency that keeps its records to itself or shares them with some only.

    Parameters
    ----------
    here : polars.DataFrame
        The place's records, every one by itself.

    Returns
    -------
    pandas.DataFrame
        agency, title, word, reaches, whole: as `PlaceSheet.agencies`.
    """
    names = snapshot.words["agency"]
    counts = np.bincount(here["agency"].to_numpy(), minlength=len(names))
    covered = {} if snapshot.lateness is None else snapshot.lateness.covered
    known = {agency.name: agency for agency in snapshot.partnership.agencies}
    rows = []
    for name in sorted({*names, *known}):
        agency = known.get(name)
        if agency is not None and agency.until and agency.until < situation.window.first:
            continue
        many = int(counts[names.index(name)]) if name in names else 0
        reaches = covered.get(name)
        word = SEES if many >= situation.threshold else LITTLE
        if reaches is None or reaches < situation.window.first:
            word = OUT
        if agency is None or agency.shares not in WITH_ALL:
            word = APART
        rows.append(
            {
                "agency": name,
                "title": name if agency is None else agency.title,
                "word": word,
                "reaches": reaches,
                "whole": reaches is not None and (situation.window.last - reaches).days <= LATE_DAYS,
            }
        )
    return pd.DataFrame(rows, columns=["agency", "title", "word", "reaches", "whole"])
