"""The tables of a change: both windows side by side, each pair with a verdict, hidden counts left out."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.arrivals import arrived
from dashboard.answers.changed import LATE, NOT_SHOWN
from dashboard.filters import Filters, Window
from dashboard.situation import Situation
from dashboard.snapshot import Snapshot
from spatial.comparing.change import FEWER, MORE, changes, times_words
from spatial.comparing.motivations import motivations

__all__ = ["arrived_by_row", "beside", "strands_said", "table_of", "verdicts"]

COLUMNS = (
    *("code", "label", "now", "before", "now_shown", "before_shown", "difference"),
    *("verdict", "times", "p_shown", "act", "hidden"),
)


def verdicts(now: np.ndarray, before: np.ndarray, days: tuple[int, int], come: np.ndarray) -> pd.DataFrame:
    """Compare counts; what is fewer only until the late reports are in is not called fewer."""
    table = changes(now, before, exposure_now=days[0], exposure_before=days[1])
    fair = changes(
        now,
        before,
        exposure_now=days[0] * np.maximum(come[:, 0], 0.01),
        exposure_before=days[1] * np.maximum(come[:, 1], 0.01),
    )
    late = (table["verdict"] == FEWER) & (fair["verdict"] != FEWER)
    return table.assign(verdict=table["verdict"].mask(late, LATE))


def table_of(
    name: str,
    both: pd.DataFrame,
    days: tuple[int, int],
    come: np.ndarray,
    threshold: int,
) -> pd.DataFrame:
    """Set both windows side by side; whatever rests on a hidden count is left empty."""
    shown = (both["now"].notna() & both["before"].notna()).to_numpy()
    table = both.assign(hidden=~shown)
    for column in ("now", "before"):
        table[f"{column}_shown"] = [
            f"fewer than {threshold}" if n != n else f"{int(n):,}" for n in table[column]
        ]
    told = verdicts(both["now"].to_numpy()[shown], both["before"].to_numpy()[shown], days, come[shown])
    for column in ("difference", "verdict", "times", "p_shown", "act"):
        table[column] = ""
    table["verdict"] = NOT_SHOWN
    at = np.flatnonzero(shown)
    for place, row in zip(at.tolist(), told.to_dict("records"), strict=True):
        words = _words(row, equal=days[0] == days[1])
        for column, value in words.items():
            table.loc[table.index[place], column] = value
    if name != "ward":
        table = table[table["hidden"] | (table["now"] + table["before"] > 0)]
    order = np.lexsort((table["label"].to_numpy(dtype=str), -table["now"].fillna(0.5).to_numpy()))
    return table.iloc[order].reset_index(drop=True)[list(COLUMNS)]


def _words(row: dict[Any, Any], *, equal: bool) -> dict[str, str]:
    """Write a row's figures; nothing where neither window has a report."""
    if row["now"] + row["before"] == 0:
        return {"verdict": "no reports"}
    apart = row["difference"]
    number = (f"{apart:+,.0f}" if equal else f"{apart:+,.1f}") if apart else "0"
    known = row["verdict"] in (MORE, FEWER)
    low, high = row["low"], row["high"]
    finite = np.isfinite(high)
    times = f"{times_words(low)} to {times_words(high)}" if finite else f"{times_words(low)} or more"
    return {
        "difference": number.replace("-", "−"),
        "verdict": row["verdict"],
        "times": times if known else "",
        "p_shown": f"{row['p']:.3f}" if row["p"] >= 0.001 else "below 0.001",
        "act": "yes" if row["act"] and known else "",
    }


def _counted(name: str, situation: Situation) -> pd.DataFrame:
    if name == "ward":
        wards = situation.wards
        return pd.DataFrame({"code": wards["ward"], "label": wards["name"], "incidents": wards["incidents"]})
    return situation.breakdowns[name][["code", "label", "incidents"]]


def beside(name: str, here: Situation, there: Situation) -> pd.DataFrame:
    """Put the counts of both windows side by side: code, label, now, before; NaN where hidden."""
    now, before = _counted(name, here), _counted(name, there)
    both = now.merge(before.drop(columns="label"), on="code", suffixes=("", "_earlier"))
    return both.rename(columns={"incidents": "now", "incidents_earlier": "before"})


def arrived_by_row(
    snapshot: Snapshot,
    asked: Filters,
    name: str,
    codes: pd.Series,
    windows: tuple[Window, Window],
    overall: tuple[float, float],
) -> np.ndarray:
    """Give for each row how much of both windows' reports has usually arrived; of a ward, as of all."""
    field = {"strand": "strands", "kind": "kinds", "source": "sources"}.get(name)
    share = np.tile(overall, (len(codes), 1))
    for row, code in enumerate(codes):
        if field and code != "none":
            one = asked.with_(**{field: frozenset({code})})
            share[row] = [arrived(snapshot, one, window).mean() for window in windows]
    return share


def strands_said(table: pd.DataFrame, total: int | None) -> str:
    """Tell reports from motivations, where no strand is hidden."""
    with_strand = table[table["code"] != "none"]
    if total is None or table["now"].isna().any() or with_strand.empty:
        return ""
    counts = dict(zip(with_strand["code"], with_strand["now"].astype(int), strict=True))
    without = int(table.loc[table["code"] == "none", "now"].sum())
    return motivations(
        counts, incidents=total - without, noun="report", nouns="reports that carry a strand"
    ).sentence
