"""Shares of one window beside another's, as tables: with their ranges, and without what is too small."""

from typing import Any

import numpy as np
import pandas as pd

from spatial.comparing.shares import compare_shares, share_of

__all__ = ["HIDDEN", "parts_table", "shares_table"]

HIDDEN = "not shown"
SHARES = (
    "code", "part", "whole", "share", "low", "high", "part_before", "whole_before", "share_before",
    "low_before", "high_before", "verdict",
)  # fmt: skip
PARTS = ("code", "name", "now", "share", "low", "high", "before", "share_before")


def shares_table(
    rows: list[tuple[str, tuple[int, int] | None, tuple[int, int] | None]],
    threshold: int,
    *,
    told: tuple[str, ...] = ("anonymous",),
) -> pd.DataFrame:
    """Lay out the indicators; a small part of records, or a small rest, is hidden and with it all of its row.

    Community reports are listed one by one elsewhere, so those of `told` are not hidden.
    """
    found = []
    for code, now, before in rows:
        pairs = [None if _small(each, threshold) and code not in told else each for each in (now, before)]
        row: dict[str, Any] = {"code": code}
        for pair, end in zip(pairs, ("", "_before"), strict=True):
            known = pair is not None and pair[1] > 0
            share = share_of(*pair) if pair is not None and known else None
            row |= {
                f"part{end}": np.nan if pair is None else pair[0],
                f"whole{end}": np.nan if pair is None else pair[1],
                f"share{end}": share.share if share else np.nan,
                f"low{end}": share.low if share else np.nan,
                f"high{end}": share.high if share else np.nan,
            }
        row["verdict"] = HIDDEN if None in pairs else ""
        found.append(row)
    table = pd.DataFrame(found, columns=list(SHARES))
    open_ = table.index[table["verdict"] == ""]
    names = ["part", "whole", "part_before", "whole_before"]
    table.loc[open_, "verdict"] = compare_shares(*(table.loc[open_, name].astype(int) for name in names))
    return table


def _small(pair: tuple[int, int] | None, threshold: int) -> bool:
    return pair is None or any(0 < each < threshold for each in (*pair, pair[1] - pair[0]))


def parts_table(
    names: list[tuple[str, str]], now: np.ndarray, before: np.ndarray, *, totals: tuple[int, int]
) -> pd.DataFrame:
    """Lay out a distribution by code and name, with the range of each share now."""
    rows = []
    total, total_before = totals
    for (code, name), many, earlier in zip(names, now.tolist(), before.tolist(), strict=True):
        share = share_of(int(many), total) if total and many == many else None
        rows.append(
            {
                "code": code,
                "name": name,
                "now": many,
                "share": share.share if share else np.nan,
                "low": share.low if share else np.nan,
                "high": share.high if share else np.nan,
                "before": earlier,
                "share_before": earlier / total_before if total_before else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=list(PARTS))
