"""What is known of a ward's strand: who has been heard lately, however little they had to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from spatial.tension.lines import HEARD, as_days, codes_of, columns_of
from spatial.tension.rule import TensionRule

__all__ = ["KNOWN", "ONE_SOURCE", "UNKNOWN", "Heard", "who_was_heard"]

KNOWN, ONE_SOURCE, UNKNOWN = "indicated", "one source only", "no recent information"


@dataclass(frozen=True)
class Heard:
    """How many sources were heard lately in each cell, and what is therefore known; shape (n_cells,) each."""

    sources: np.ndarray
    trusted: np.ndarray
    state: np.ndarray


def who_was_heard(
    heard: pd.DataFrame,
    lines: pd.DataFrame,
    *,
    rule: TensionRule,
    on: date,
    wards: Sequence[str],
    strands: Sequence[str],
) -> Heard:
    """Count the sources heard within `recent_days`, in what was heard and in the signals themselves.

    Parameters
    ----------
    heard : pandas.DataFrame
        ward, strand, source, last_day; and trusted, where some are not (True for all if left out).
    lines : pandas.DataFrame
        Signals as `spatial.tension.lines.checked_lines` gives them; those that are excluded, and context, are
        not heard.
    """
    columns_of(heard, HEARD, what="heard")
    ward = codes_of(heard["ward"], wards, what="ward", blank=True)
    strand = codes_of(heard["strand"], strands, what="strand")
    age = np.datetime64(on, "D").astype(np.int64) - as_days(heard["last_day"], what="last_day of heard")
    trusted = heard["trusted"].to_numpy(dtype=bool) if "trusted" in heard else np.ones(len(heard), dtype=bool)
    ordinary = ~np.array([kind.context for kind in rule.kinds.values()])[lines["kind_at"].to_numpy()]
    speaks = ordinary & lines["why_not"].isin(["", "faded", "no_strength"]).to_numpy()
    cell = np.r_[np.where(ward < 0, -1, ward * len(strands) + strand), lines["cell"].to_numpy()[speaks]]
    days = np.r_[age, lines["age_days"].to_numpy()[speaks]]
    sure = np.r_[trusted, lines["trusted"].to_numpy()[speaks]]
    source = pd.factorize(np.r_[heard["source"].to_numpy(object), lines["source"].to_numpy(object)[speaks]])[
        0
    ]
    lately = (cell >= 0) & (days >= 0) & (days <= rule.recent_days)
    n_cells = len(wards) * len(strands)
    sources = _different(cell[lately], source[lately], n_cells)
    certain = _different(cell[lately & sure], source[lately & sure], n_cells)
    state = np.where(
        certain >= rule.sources_needed, KNOWN, np.where(sources > 0, ONE_SOURCE, UNKNOWN)
    ).astype(object)
    return Heard(sources, certain, state)


def _different(cell: np.ndarray, source: np.ndarray, n_cells: int) -> np.ndarray:
    """Count the different sources of each cell."""
    pairs = np.unique(np.column_stack([cell, source]), axis=0) if len(cell) else np.empty((0, 2), dtype=int)
    return np.bincount(pairs[:, 0], minlength=n_cells)
