"""A funnel of what may be shown: residents across, rates up, the limits of chance between."""

import numpy as np
import pandas as pd

from dashboard.answers.areas_compared import Funnel
from spatial.comparing.funnel import drawn_limits
from spatial.comparing.funnel import funnel as test_funnel
from spatial.finding import NOT_ENOUGH

__all__ = ["COLUMNS", "PER", "plot_funnel"]

PER = 1000.0
COLUMNS = ("name", "part", "count", "residents", "per_1000", "expected", "position")
LIMITS = ("low_95", "high_95", "low_998", "high_998")
STEPS = 140


def plot_funnel(shown: pd.DataFrame, *, adjust: str, noun: str, undrawn: tuple[str, ...]) -> Funnel:
    """Lay a funnel over counts that may be shown.

    Every number of it rests on the shown counts alone, so it gives no hidden one back.

    Parameters
    ----------
    shown : pandas.DataFrame
        name, part, count (whole, none hidden), residents (above 0).
    adjust : str
        One of `spatial.comparing.funnel.ADJUSTMENTS`.
    noun : str
        "areas" or "wards".
    undrawn : tuple of str
        Those left out.
    """
    ordered = shown.sort_values("name", kind="stable").reset_index(drop=True)
    count, residents = ordered["count"].to_numpy(dtype=np.int64), ordered["residents"].to_numpy(dtype=float)
    empty = pd.DataFrame({column: [] for column in ("residents", *LIMITS)})
    rate = float(count.sum() / residents.sum() * PER) if len(ordered) else 0.0
    if rate == 0:
        said = f"There is nothing to compare: no {noun[:-1]} has a count that is shown. Take a longer time."
        return Funnel(NOT_ENOUGH, said, pd.DataFrame({c: [] for c in COLUMNS}), empty, 0.0, undrawn)
    expected = rate * residents / PER
    found = test_funnel(count, expected, names=ordered["name"].tolist(), adjust=adjust, noun=noun)
    table = ordered.assign(per_1000=count / residents * PER, expected=expected)
    if found.state == NOT_ENOUGH:
        table = table.assign(position="")
        return Funnel(NOT_ENOUGH, found.sentence, table[list(COLUMNS)], empty, rate, undrawn, found.settings)
    across = np.linspace(residents.min() * 0.8, residents.max() * 1.05, STEPS)
    how = {name: found.settings[name] for name in ("adjust", "phi", "tau2", "scale")}
    limits = drawn_limits(across, rate=rate, per=PER, **how)
    curve = pd.DataFrame({"residents": across, **dict(zip(LIMITS, limits.T, strict=True))})
    table = table.assign(position=found.table["position"].to_numpy())
    return Funnel(found.state, found.sentence, table[list(COLUMNS)], curve, rate, undrawn, found.settings)
