"""What a method says: a state, one plain sentence, a table and every setting."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = ["FOUND", "NONE", "NOT_ENOUGH", "Finding"]

FOUND, NONE, NOT_ENOUGH = "found", "none", "not enough data"


@dataclass(frozen=True)
class Finding:
    """The answer of a method that is not a map of cells (for those, see `spatial.hotspot.Detection`).

    Attributes
    ----------
    method : str
        Name of the method.
    state : str
        "found", "none" or "not enough data"; the last is an answer, not a failure.
    sentence : str
        What was found in plain words, with counts; or what is missing and what would do.
    table : pandas.DataFrame
        The numbers behind the sentence; empty, with its columns, where there is not enough.
    settings : dict
        Every setting, the automatic ones included.
    """

    method: str
    state: str
    sentence: str
    table: pd.DataFrame
    settings: dict[str, Any]
