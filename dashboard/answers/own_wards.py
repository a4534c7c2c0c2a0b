"""Own wards beside one another: reports on the map against residents, with the limits of chance."""

import pandas as pd

from dashboard.answers.areas_compared import Funnel
from dashboard.answers.funnel_plot import COLUMNS, plot_funnel
from dashboard.situation import Situation
from spatial.finding import NOT_ENOUGH

__all__ = ["own_wards"]


def own_wards(situation: Situation, *, adjust: str = "none") -> Funnel:
    """Lay a funnel over the wards of a situation: the same counts, with the same ones hidden.

    Parameters
    ----------
    situation : Situation
        Already suppressed for its viewer.
    adjust : str
        "none", "multiplicative" or "additive": how over-dispersion is allowed for.
    """
    wards = situation.wards
    drawn = wards[~wards["hidden"] & wards["incidents"].notna() & (wards["residents"] > 0)]
    undrawn = tuple(sorted(wards.loc[wards.index.difference(drawn.index), "name"]))
    if situation.totals.in_area is None:
        few = f"Fewer than {situation.threshold} reports: not enough to compare wards. Take a longer window."
        nothing = pd.DataFrame({column: [] for column in COLUMNS})
        return Funnel(NOT_ENOUGH, few, nothing, pd.DataFrame(), 0.0, undrawn)
    shown = pd.DataFrame(
        {
            "name": drawn["name"].astype(str),
            "part": "ward",
            "count": drawn["incidents"].astype(int),
            "residents": drawn["residents"].astype(float),
        }
    )
    return plot_funnel(shown, adjust=adjust, noun="wards", undrawn=undrawn)
