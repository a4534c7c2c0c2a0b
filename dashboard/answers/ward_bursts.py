"""Bursts by ward: six in a fortnight, told from what chance puts there; no small count given away."""

from datetime import timedelta

import numpy as np
import pandas as pd
import polars as pl

from dashboard.situation import Situation
from dashboard.snapshot import EPOCH, WHOLE_MONTH
from dashboard.survey import Survey
from dashboard.wording import day_words
from spatial.comparing.bursts import LEAST, burst_sentence, bursts

__all__ = ["FORTNIGHT", "ward_bursts"]

FORTNIGHT = 14
SHORTEST_DAYS = 28


def ward_bursts(found: Survey, situation: Situation, *, threshold: int) -> tuple[pd.DataFrame, str]:
    """Find the wards of a window in which reports came in a burst.

    Parameters
    ----------
    found : Survey
        The same question as `situation`, before disclosure control.
    situation : Situation

    Returns
    -------
    table : pandas.DataFrame
        name, sentence; only wards whose count is shown.
    sentence : str
        What was looked at, and how much of it was found.
    """
    nothing = pd.DataFrame(columns=["name", "sentence"])
    window = found.window
    if window.days < SHORTEST_DAYS:
        return (
            nothing,
            f"A window of {window.days} days is too short for bursts. Choose {SHORTEST_DAYS} or more.",
        )
    shown = np.flatnonzero(~situation.wards["hidden"].to_numpy())
    first, last = (window.first - EPOCH).days, (window.last - EPOCH).days
    vague = (pl.col("last") - pl.col("first")) >= WHOLE_MONTH
    dated = found.inside.filter(~vague, pl.col("first").is_between(first, last))
    if not dated.height:
        return nothing, "These records say only the month, so bursts cannot be looked for."
    ward, day = dated["ward"].to_numpy(), dated["first"].to_numpy()
    series = [day[ward == position] for position in shown]
    least = max(LEAST, threshold)
    table = bursts(series, first=first, last=last, window_days=FORTNIGHT, least=least)
    tested = int(table["p"].notna().sum())
    rows = []
    for position, row in zip(shown.tolist(), table.to_dict("records"), strict=True):
        if row["burst"]:
            total = situation.wards["incidents"].iat[position]
            rest, undated = row["incidents"] - row["fullest"], total - row["incidents"]
            safe = not (0 < rest < threshold or 0 < undated < threshold)
            since = EPOCH + timedelta(days=int(row["begins"]))
            monday = day_words(since - timedelta(days=since.weekday()))
            said = (
                burst_sentence(row)
                if safe
                else "Nearly all of its reports in one fortnight: more than chance usually makes."
            )
            rows.append(
                {
                    "name": situation.wards["name"].iat[position],
                    "sentence": f"{said} It began in the week of {monday}.",
                }
            )
    if not tested:
        return nothing, f"No ward that can be shown has {least} reports in any fortnight."
    wards = "1 ward has" if tested == 1 else f"{tested} wards have"
    verdict = f"{len(rows)} more than chance usually makes" if rows else "none more than chance usually makes"
    said = f"{wards} {least} reports or more in some fortnight; {verdict}, all of them allowed for."
    return pd.DataFrame(rows, columns=["name", "sentence"]), said
