"""The tension rule: graded signals in, an indicated level for every ward and strand out, with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from spatial.errors import SettingError
from spatial.tension.lines import checked_lines
from spatial.tension.one_voice import shared
from spatial.tension.rule import TensionRule
from spatial.tension.state import KNOWN, who_was_heard
from spatial.tension.voices import Voices, pooled, voices

__all__ = ["Indicated", "indicate"]

Coded = Mapping[str, np.ndarray]
OURS = ("id_at", "cell", "source_at", "sender_at", "kind_at", "faded")
CODED = (*OURS, "age_days", "echo")
"""What is worked with: numbers alone, in plain arrays, which are quicker to pick rows from."""
DIGITS = 6
"""Points are compared with a level's after rounding to so many digits, so that 0.1 + 0.2 is 0.3."""


TOGETHER = 2**40
"""From this number on, an echo is no text but a kind of signal that several sources make together."""


@dataclass(frozen=True)
class Indicated:
    """What the signals indicate.

    Attributes
    ----------
    levels : pandas.DataFrame
        One row for each ward and strand asked for: ward, strand, state, level (Int64; NA unless the state
        is "indicated"), points (of everything that counts), beyond (without the strongest source: what the
        level is read off), strongest (a source, "" if none), sources and trusted_sources (heard lately),
        held (a person must look), held_why ("", "echo", "one_sender" or "echo one_sender").
    lines : pandas.DataFrame
        The signals, in order of ward, strand, source, kind and id, with age_days, points (after decay and
        caps; those of a ward's strand add up to its points), counted, and why_not ("" or a code of
        `NOT_COUNTED`).
    """

    levels: pd.DataFrame
    lines: pd.DataFrame


def indicate(
    signals: pd.DataFrame,
    heard: pd.DataFrame,
    *,
    rule: TensionRule,
    on: date,
    wards: Sequence[str],
    strands: Sequence[str],
) -> Indicated:
    """Read off the level that signals indicate in each ward and strand.

    A signal fades by its half-life.  A source counts by its strongest signal of each kind, under a cap, so
    never by how often it speaks.  Near-identical texts are one voice, whoever sends them.  The level is read
    off the points that remain without the strongest source, so one source alone moves nothing, and one more
    source moves a level by one step at most.  Unverified lines and context add nothing by themselves: at most
    as much as the sources beyond the strongest bring, under their own caps.  Where nobody was heard, nothing
    is known.

    Parameters
    ----------
    signals : pandas.DataFrame
        id, ward ("" if it names none), strand, kind (of `rule.kinds`), source ("agency/source type",
        "records/agency", ...), strength (before decay and caps), last_day, trusted (False if unverified or
        anonymous), echo (number of the group of near-identical texts, -1 if none), excluded ("" or why it
        cannot count); and sender, where it is not the part of `source` that names the agency.
    heard : pandas.DataFrame
        ward, strand, source, last_day of any information at all; and trusted, where some is not.
    rule : TensionRule
    on : datetime.date
        The day of the answer; what lies after it is not known yet.
    wards, strands : sequence of str
        For which levels are wanted.  "" as a ward stands for signals that name none.

    Raises
    ------
    spatial.errors.BadNumberError
        If a column is missing, or holds what it cannot.
    spatial.errors.OutsideAreaError
        If a signal names a ward or strand that was not asked for.
    spatial.errors.SettingError
        If the wards, the strands, the day or a kind make no sense.
    """
    for name, given in (("wards", wards), ("strands", strands)):
        if not len(given) or len(set(given)) != len(given):
            raise SettingError(f"{name} is empty or names one twice. Give each once.")
    if not isinstance(on, date) or isinstance(on, datetime):
        raise SettingError(f"on is {type(on).__name__}; give the day of the answer as a date.")
    n_cells = len(wards) * len(strands)
    lines = checked_lines(signals, rule=rule, on=on, wards=wards, strands=strands)
    known = who_was_heard(heard, lines, rule=rule, on=on, wards=wards, strands=strands)
    kinds = list(rule.kinds.values())
    can = (lines["why_not"] == "").to_numpy()
    context = np.array([kind.context for kind in kinds])[lines["kind_at"].to_numpy()]
    trusted = lines["trusted"].to_numpy()
    speaks, unsure, beside = can & trusted & ~context, can & ~trusted, can & trusted & context
    coded = {name: lines[name].to_numpy() for name in CODED}
    speaking = _picked(coded, speaks)
    by_source = _speaking(speaking, "source_at", rule, n_cells)
    by_sender = _speaking(speaking, "sender_at", rule, n_cells)
    extra, of_line = _extra(coded, unsure, beside, rule, n_cells)
    added = np.minimum(extra, by_source.beyond)
    points = of_line * np.divide(added, extra, out=np.zeros(n_cells), where=extra > 0)[lines["cell"]]
    points[speaks] = by_source.points
    beyond = by_source.beyond + added
    by_itself = by_sender.beyond + np.minimum(extra, by_sender.beyond)
    level = np.minimum(_level(beyond, rule), _level(by_itself, rule) + rule.one_sender_steps)
    echoes = _echoes(_picked(coded, can & ~context), n_cells)
    one_sender = (level > _level(by_itself, rule)) & (known.state == KNOWN)
    names = np.array([*sorted(lines["source"].unique()), ""], dtype=object)
    levels = pd.DataFrame(
        {
            "ward": np.repeat(np.array(wards, dtype=object), len(strands)),
            "strand": np.tile(np.array(strands, dtype=object), len(wards)),
            "state": known.state,
            "level": pd.array(np.where(known.state == KNOWN, level, -1), dtype="Int64"),
            "points": (by_source.total + added).round(DIGITS),
            "beyond": beyond.round(DIGITS),
            "strongest": names[by_source.strongest],
            "sources": known.sources,
            "trusted_sources": known.trusted,
            "held": echoes | one_sender,
            "held_why": np.where(echoes, np.where(one_sender, "echo one_sender", "echo"),
                                 np.where(one_sender, "one_sender", "")),
        }
    )  # fmt: skip
    levels["level"] = levels["level"].mask(levels["state"] != KNOWN)
    why = _why_not(lines, points, speaks, unsure, beside, by_source.is_copy, added)
    together = np.array([kind.one_voice for kind in kinds])[lines["kind_at"].to_numpy()]
    why[together & (why == "echo")] = "one_voice"
    told = lines.assign(points=points.round(DIGITS), counted=why == "", why_not=why)
    return Indicated(levels, told.drop(columns=list(OURS)))


def _picked(lines: Coded, wanted: np.ndarray) -> Coded:
    return {name: values[wanted] for name, values in lines.items()}


def _speaking(lines: Coded, by: str, rule: TensionRule, n_cells: int) -> Voices:
    caps = np.array([kind.cap for kind in rule.kinds.values()])
    kind = lines["kind_at"]
    together = np.array([kind.one_voice for kind in rule.kinds.values()])[kind]
    return voices(
        lines["cell"],
        lines[by],
        kind,
        np.minimum(lines["faded"], caps[kind]),
        lines["age_days"],
        np.where(together, TOGETHER + kind, lines["echo"]),
        n_cells=n_cells,
        source_cap=rule.source_cap,
        left_out=rule.sources_needed - 1,
    )


def _extra(
    lines: Coded, unsure: np.ndarray, beside: np.ndarray, rule: TensionRule, n_cells: int
) -> tuple[np.ndarray, np.ndarray]:
    """Add up what never speaks for itself: the unverified, and each kind of context, under their caps."""
    of_cell, of_line = np.zeros(n_cells), np.zeros(len(lines["cell"]))
    kind_at = lines["kind_at"]
    pools = [(unsure, rule.unverified_cap)]
    pools += [
        (beside & (kind_at == at), kind.cap) for at, kind in enumerate(rule.kinds.values()) if kind.context
    ]
    for wanted, cap in pools:
        some = _picked(lines, wanted)
        found, each = pooled(
            some["cell"],
            some["source_at"],
            some["faded"],
            some["age_days"],
            n_cells=n_cells,
            cap=cap,
        )
        of_cell += found
        of_line[wanted] = each
    return of_cell, of_line


def _level(points: np.ndarray, rule: TensionRule) -> np.ndarray:
    """Read levels off points: the highest whose points are reached."""
    return np.searchsorted(np.array(rule.points), points.round(DIGITS), side="right")


def _echoes(lines: Coded, n_cells: int) -> np.ndarray:
    """Mark the cells in which two reports or more have nearly the same words."""
    cell, echo = lines["cell"], lines["echo"]
    held = np.zeros(n_cells, dtype=bool)
    held[cell[shared(cell, lines["id_at"], echo)]] = True
    return held


def _why_not(
    lines: pd.DataFrame,
    points: np.ndarray,
    speaks: np.ndarray,
    unsure: np.ndarray,
    beside: np.ndarray,
    is_copy: np.ndarray,
    added: np.ndarray,
) -> np.ndarray:
    """Give the code of why a line does not count; "" where it does."""
    why = lines["why_not"].to_numpy(dtype=object).copy()
    silent = (why == "") & (points <= 0)
    nothing = added[lines["cell"].to_numpy()] <= 0
    why[silent] = "weaker"
    why[silent & unsure & nothing] = "unverified"
    why[silent & beside & nothing] = "context"
    copies = np.flatnonzero(speaks)[is_copy]
    why[copies] = "echo"
    return why
