"""How the minutes of a patrol are shared over wards, beside each ward's share of all reports."""

import numpy as np
import pandas as pd

from dashboard.answers.patrol_places import PatrolPlaces
from dashboard.patrol_plan import PatrolQuestion
from dashboard.situation import Situation
from dashboard.snapshot import Snapshot
from dashboard.words.patrol import fairness_words, share_words
from spatial.patrol.rounds import Rounds

__all__ = ["no_minutes", "shared_minutes"]


def no_minutes(situation: Situation, question: PatrolQuestion) -> pd.DataFrame:
    """List the wards asked for with their share of all reports, and no minutes."""
    wards = situation.wards
    if question.wards:
        wards = wards[wards["ward"].isin(question.wards)]
    total = situation.totals.in_area
    share = wards["incidents"] / total if total else wards["incidents"] * np.nan
    return pd.DataFrame(
        {
            "ward": wards["ward"],
            "name": wards["name"],
            "minutes": 0,
            "minutes_share": 0.0,
            "reports_share": share.astype(float),
            "shown": [f"no minutes; {share_words(one)} of all reports" for one in share.tolist()],
        }
    ).reset_index(drop=True)


def shared_minutes(
    snapshot: Snapshot,
    question: PatrolQuestion,
    situation: Situation,
    places: PatrolPlaces,
    rounds: Rounds,
) -> tuple[pd.DataFrame, str]:
    """Lay the minutes at places beside the wards' share of all reports, and say it in words."""
    table = no_minutes(situation, question)
    chosen = places.table.iloc[list(rounds.orders[0])]
    codes = snapshot.study_area.wards["ward"].to_numpy()[chosen["ward"].to_numpy()]
    each = rounds.dose * len(rounds.starts)
    table["minutes"] = [each * int((codes == code).sum()) for code in table["ward"]]
    table["minutes_share"] = table["minutes"] / (each * len(chosen))
    table["shown"] = [
        f"{f'{minutes} minutes' if minutes else 'no minutes'}; {share_words(share)} of all reports"
        for minutes, share in zip(table["minutes"].tolist(), table["reports_share"].tolist(), strict=True)
    ]
    table = table.sort_values(["minutes", "name"], ascending=[False, True]).reset_index(drop=True)
    planned = table[table["minutes"] > 0]
    total = situation.totals.in_area
    said = fairness_words(
        list(planned["name"]),
        len(table),
        by_ward=float(planned["reports_share"].sum()),
        by_places=float(chosen["reports"].sum() / total) if total else float("nan"),
        hidden=bool(planned["reports_share"].isna().any()),
    )
    return table, said
