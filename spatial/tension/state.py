"""What is known of a ward's strand: who has been heard lately, however little they had to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from spatial.tension.lines import HEARD, as_days, codes_of, columns_of, texts_of, truths_of
from spatial.tension.one_voice import shared
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

    Sources that sent nothing but near-identical texts are one voice here, too: else copies of "all is well"
    would turn what is unknown into the lowest level.

    Parameters
    ----------
    heard : pandas.DataFrame
        ward, strand, source, last_day; and trusted, where some are not.  If that is left out, a source is
        trusted unless all its signals of the ward and strand are unverified.
    lines : pandas.DataFrame
        Signals as `spatial.tension.lines.checked_lines` gives them; those that are excluded, and context, are
        not heard.
    """
    columns_of(heard, HEARD, what="heard")
    texts_of(heard["source"], what="heard: source")
    ward = codes_of(heard["ward"], wards, what="ward", blank=True)
    strand = codes_of(heard["strand"], strands, what="strand")
    age = np.datetime64(on, "D").astype(np.int64) - as_days(heard["last_day"], what="last_day of heard")
    ordinary = ~np.array([kind.context for kind in rule.kinds.values()])[lines["kind_at"].to_numpy()]
    speaks = lines[ordinary & lines["why_not"].isin(["", "faded", "no_strength"]).to_numpy()]
    cell = np.concatenate([np.where(ward < 0, -1, ward * len(strands) + strand), speaks["cell"]])
    days = np.concatenate([age, speaks["age_days"]])
    source = pd.factorize(pd.concat([heard["source"], speaks["source"]]))[0]
    pair = cell * (source.max(initial=0) + 1) + source
    own = speaks["trusted"].to_numpy()
    if "trusted" in heard:
        given = truths_of(heard["trusted"], what="heard")
    else:
        unsure = np.setdiff1d(pair[len(heard) :][~own], pair[len(heard) :][own])
        given = ~np.isin(pair[: len(heard)], unsure)
    sure = np.concatenate([given, own]).astype(bool)
    lately = (cell >= 0) & (days >= 0) & (days <= rule.recent_days)
    n_cells = len(wards) * len(strands)
    sources = _different(cell[lately], pair[lately], n_cells)
    echo = np.concatenate([np.full(len(heard), -1), speaks["echo"].to_numpy()])
    certain = _voices(cell[lately & sure], source[lately & sure], echo[lately & sure], n_cells)
    state = np.where(certain >= rule.sources_needed, KNOWN, np.where(sources > 0, ONE_SOURCE, UNKNOWN))
    return Heard(sources, certain, state.astype(object))


def _voices(cell: np.ndarray, source: np.ndarray, echo: np.ndarray, n_cells: int) -> np.ndarray:
    """Count the sources with words of their own, and one for each text that only the others sent."""
    copied = shared(cell, source, echo)
    pair = cell * (source.max(initial=0) + 1) + source
    has_own = np.isin(pair, pair[~copied])
    text = cell * (echo.max(initial=0) + 2) + echo + 1
    unsaid = copied & ~np.isin(text, text[copied & has_own])
    own = _different(cell[~copied], pair[~copied], n_cells)
    return own + _different(cell[unsaid], text[unsaid], n_cells)


def _different(cell: np.ndarray, pair: np.ndarray, n_cells: int) -> np.ndarray:
    """Count the different sources of each cell."""
    _, first = np.unique(pair, return_index=True)
    return np.bincount(cell[first], minlength=n_cells)
