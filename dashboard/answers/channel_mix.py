"""Who is told: the police or a third party, ward by ward, as a sign of what never reaches the police."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.filters import Filters, Window
from dashboard.hidden_series import hide_series
from dashboard.situation import hidden_wards
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import Viewer
from spatial.comparing.exact_shares import exact_shares
from spatial.comparing.shares import FEWEST, HIGHER, LOWER, SAME, TOO_FEW, compare_shares

__all__ = ["HIDDEN", "HIGHER", "LOWER", "SAME", "TOO_FEW", "ChannelMix", "channel_mix"]

POLICE, THIRD = ("police", "police_non_crime"), ("third_party", "charity")
HIDDEN = "not shown"
COLUMNS = ("ward", "name", "police", "third", "whole", "share", "low", "high", "verdict")


@dataclass(frozen=True)
class ChannelMix:
    """The share of each ward's reports that came through a third party, already suppressed.

    Attributes
    ----------
    wards : pandas.DataFrame
        ward, name, police, third, whole (the two together), share (of the third parties), low, high (exact,
        95 %), verdict: `HIGHER` or `LOWER` than in the other wards, `SAME`, `TOO_FEW` or `HIDDEN`. NaN where
        hidden; the widest differences first.
    share : float
        Of the wards shown together; NaN where none is.
    """

    viewer: Viewer
    version: str
    window: Window
    threshold: int
    wards: pd.DataFrame
    share: float
    settings: dict[str, Any] = field(default_factory=dict)


def channel_mix(snapshot: Snapshot, filters: Filters, viewer: Viewer) -> ChannelMix:
    """Set what third parties were told beside what the police were told, every record by itself.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    asked = filters.with_(sources=frozenset(), duplicates="distinct")
    found = survey(snapshot, asked)
    codes, n_wards = snapshot.words["source"], len(snapshot.study_area.wards)
    threshold = snapshot.partnership.threshold
    every = np.bincount(found.column("ward"), minlength=n_wards)
    police, third = (_by_ward(found.inside, codes, group, n_wards) for group in (POLICE, THIRD))
    hidden = _hidden(police, third, every, threshold, hidden_wards(snapshot, found))
    wards = pd.DataFrame(
        {
            "ward": snapshot.study_area.wards["ward"].astype(str),
            "name": snapshot.study_area.wards["name"].astype(str),
            "police": np.where(hidden, np.nan, police),
            "third": np.where(hidden, np.nan, third),
            "whole": np.where(hidden, np.nan, police + third),
        }
    )
    shares = exact_shares(np.where(hidden, 0, third), np.where(hidden, 0, police + third))
    for name in ("share", "low", "high"):
        wards[name] = shares[name].to_numpy()
    wards["verdict"] = _verdicts(third, police + third, ~hidden)
    told = int((police + third)[~hidden].sum())
    order = {HIGHER: 0, LOWER: 1, SAME: 2, TOO_FEW: 3, HIDDEN: 4}
    wards["at"] = wards["verdict"].map(order)
    wards = wards.sort_values(["at", "share", "name"], ascending=[True, False, True], ignore_index=True)
    return ChannelMix(
        viewer=viewer,
        version=snapshot.version,
        window=found.window,
        threshold=threshold,
        wards=wards[list(COLUMNS)],
        share=float(third[~hidden].sum() / told) if told else float("nan"),
        settings={"fewest": FEWEST, "confidence": 0.95, "police": list(POLICE), "third": list(THIRD)},
    )


def _by_ward(rows: pl.DataFrame, codes: tuple[str, ...], group: tuple[str, ...], n_wards: int) -> np.ndarray:
    at = [codes.index(code) for code in group if code in codes]
    mine = rows.filter(pl.col("source").is_in(at))
    return np.bincount(mine["ward"].to_numpy(), minlength=n_wards).astype(np.int64)


def _hidden(
    police: np.ndarray, third: np.ndarray, every: np.ndarray, threshold: int, beside: np.ndarray
) -> np.ndarray:
    """Hide a ward where a part, or what is left of the ward's reports, is small; never one ward alone."""
    rest = every - police - third
    hidden = beside | ((rest > 0) & (rest < threshold))
    hidden |= hide_series(police, threshold) | hide_series(third, threshold)
    shown = np.flatnonzero(~hidden)
    if hidden.sum() == 1 and shown.size:
        hidden[shown[np.lexsort((shown, (police + third)[shown]))[0]]] = True
    return hidden


def _verdicts(third: np.ndarray, whole: np.ndarray, shown: np.ndarray) -> list[str]:
    """Judge each ward shown against the others shown: a hidden one takes no part."""
    k, n = np.where(shown, third, 0), np.where(shown, whole, 0)
    verdicts = compare_shares(k[shown], n[shown], k.sum() - k[shown], n.sum() - n[shown])
    told = iter(verdicts)
    return [next(told) if each else HIDDEN for each in shown]
