"""Which weeks of wards and strands are hidden, and which sums: knowing what else is told of them."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from dashboard.answers.hidden_weeks import hide_weeks
from dashboard.answers.weekly_lines import ALL, Lines, weekly_lines
from dashboard.filters import Filters, Window
from dashboard.situation import hidden_wards
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey
from dashboard.trend import trend
from dashboard.viewer import Viewer
from dashboard.weeks import Trend

__all__ = [
    "FOUR",
    "MaskedLine",
    "NoSuchReportsError",
    "complete_weeks",
    "hidden_of_lines",
    "hidden_sums",
    "last_four",
    "masked_line",
    "says_only_months",
]

FEWEST_WEEKS, MOST_WEEKS = 13, 156
"""A shorter window shows so many weeks all the same, a longer one its last."""
FOUR = 4


class NoSuchReportsError(ValueError):
    """A strand of the policy that none of these reports has."""


@dataclass(frozen=True, eq=False)
class MaskedLine:
    """One line before disclosure control, with what is hidden of it and what sums are told: never drawn.

    Attributes
    ----------
    lines : Lines
    at : int
        Which of them.
    values : numpy.ndarray of int64, shape (n_weeks,)
    hidden : numpy.ndarray of bool, shape (n_weeks,)
    told : tuple of numpy.ndarray of bool, shape (n_weeks,)
        Weeks whose sums are told elsewhere.
    end : int
        Weeks that are complete.
    shown : numpy.ndarray of int
        Positions of the weeks that the window shows.
    """

    lines: Lines
    at: int
    values: np.ndarray
    hidden: np.ndarray
    told: tuple[np.ndarray, ...]
    end: int
    shown: np.ndarray


def says_only_months(lines: Lines, threshold: int) -> bool:
    """Say whether no report is in a week because the records say only the month: no week is empty then."""
    return not lines.counts.any() and lines.monthly >= threshold


def masked_line(
    snapshot: Snapshot, filters: Filters, viewer: Viewer, *, ward: str = ALL, strand: str = ALL
) -> MaskedLine:
    """Find one line, and what is hidden of it.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such ward or strand.
    """
    lines = weekly_lines(snapshot, filters)
    threshold = snapshot.partnership.threshold
    at = next((n for n, line in enumerate(lines.lines) if (line.ward, line.strand) == (ward, strand)), None)
    if at is None:
        names = {line.ward: line.ward_name for line in lines.lines}
        wrong = f"ward '{ward}'" if ward not in names else f"strand '{strand}' in these reports"
        said = f"There is no {wrong}. Take one that the table lists, or '{ALL}'."
        known = ward in names and strand in snapshot.policy.strands
        raise NoSuchReportsError(said) if known else ValueError(said)
    values, end = lines.counts[at], complete_weeks(lines)
    sums = hidden_sums(snapshot, lines, survey(snapshot, filters), end)
    drawn = trend(snapshot, filters, viewer)
    hidden = hidden_of_lines(lines, end, threshold, drawn, strand=strand, sums=sums)[at]
    opens = next((n for n, day in enumerate(lines.mondays) if day >= lines.window.first), len(values))
    first = max(min(opens, len(values) - FEWEST_WEEKS), len(values) - MOST_WEEKS, 0)
    return MaskedLine(
        lines=lines,
        at=at,
        values=values,
        hidden=hidden,
        told=tuple(_told(lines, end)),
        end=end,
        shown=np.arange(first, len(values)),
    )


def complete_weeks(lines: Lines) -> int:
    """Say how many weeks are complete."""
    whole = np.ones(len(lines.mondays), dtype=bool) if lines.arrived is None else lines.arrived.whole
    return len(whole) if whole.all() else int((~whole).argmax())


def last_four(lines: Lines, end: int) -> Window | None:
    """Give the last four complete weeks; None where there are fewer."""
    if end < FOUR:
        return None
    return Window(lines.mondays[end - FOUR], lines.mondays[end - 1] + timedelta(days=6))


def hidden_sums(snapshot: Snapshot, lines: Lines, asked: Survey, end: int) -> np.ndarray:
    """Say which sums of four weeks are hidden, each with that of a ward beside it.

    Returns
    -------
    numpy.ndarray of bool, shape (n_strands, n_places)
    """
    codes = list(dict.fromkeys(line.strand for line in lines.lines))
    four = _by_strand(lines.counts[:, max(end - FOUR, 0) : end].sum(axis=1)[:, None], len(codes))
    already = _beside_window(snapshot, lines, asked, end)
    if last_four(lines, end) == lines.window:  # the page of hot spots tells the same sums
        already[0, 1:] |= hidden_wards(snapshot, asked)
    threshold = snapshot.partnership.threshold
    return hide_weeks(four, threshold, asked=_asked(lines, codes), already=already[:, :, None])[:, :, 0]


def _beside_window(snapshot: Snapshot, lines: Lines, asked: Survey, end: int) -> np.ndarray:
    """Say which sums of four weeks differ by a small count from the window's, which other pages tell.

    Returns
    -------
    numpy.ndarray of bool, shape (n_strands, n_places)
    """
    codes = list(dict.fromkeys(line.strand for line in lines.lines))
    four = _by_strand(lines.counts[:, max(end - FOUR, 0) : end].sum(axis=1)[:, None], len(codes))[:, :, 0]
    away, span = np.zeros(four.shape, dtype=bool), last_four(lines, end)
    if span is None:
        return away
    holds = asked.window.first <= span.first and span.last <= asked.window.last
    held = span.first <= asked.window.first and asked.window.last <= span.last
    if not holds and not held:
        return away
    ward, strands = asked.inside["ward"].to_numpy(), asked.inside["strands"].to_numpy()
    bit = {code: 1 << at for at, code in enumerate(snapshot.policy.strands)}
    for at, code in enumerate(codes):
        of = ward if code == ALL else ward[(strands & bit[code]) > 0]
        wards = np.bincount(of, minlength=four.shape[1] - 1)
        rest = abs(np.array([wards.sum(), *wards]) - four[at])
        threshold = snapshot.partnership.threshold
        away[at] = (rest > 0) & (rest < threshold) & (four[at] >= threshold)
        if away[at, 0] and four.shape[1] > 1:  # the wards' sums would tell that of all
            away[at, 1 + int(four[at, 1:].argmin())] = True
    return away


def hidden_of_lines(
    lines: Lines,
    end: int,
    threshold: int,
    drawn: Trend,
    *,
    strand: str = ALL,
    sums: np.ndarray,
) -> dict[int, np.ndarray]:
    """Hide small weeks, knowing what else is told; a mask by the position of each line.

    Told are the sums of the four weeks and, on the page of hot spots, those of the window of each ward, and
    the weeks of all wards together. One of the four weeks is hidden where their sum is (`sums`).
    """
    codes = list(dict.fromkeys(line.strand for line in lines.lines))
    asked = _asked(lines, codes)
    kept = list(range(len(codes))) if asked else sorted({0, codes.index(strand)})
    weeks = np.arange(len(lines.mondays))
    hatched = {week.monday for week in drawn.weeks if week.reports is None}
    counts = _by_strand(lines.counts, len(codes))
    already = np.zeros(counts.shape, dtype=bool)
    already[0, 0] = [monday in hatched for monday in lines.mondays]
    four = (weeks >= end - FOUR) & (weeks < end) & (end >= FOUR)
    for row, place in np.argwhere(sums) if four.any() else ():
        already[row, place, end - FOUR + int(counts[row, place, four].argmin())] = True
    masks = hide_weeks(
        counts[kept],
        threshold,
        told=_told(lines, end),
        asked=asked,
        already=already[kept],
    )
    return {
        place * len(codes) + kept[row]: mask
        for row, places in enumerate(masks)
        for place, mask in enumerate(places)
    }


def _told(lines: Lines, end: int) -> list[np.ndarray]:
    """List the weeks whose sums are told: the four, those of the window, and what is between the two."""
    weeks = np.arange(len(lines.mondays))
    four = (weeks >= end - FOUR) & (weeks < end) & (end >= FOUR)
    window = np.array([monday >= lines.window.first for monday in lines.mondays], dtype=bool)
    return [part for part in (four, window, window & ~four, four & ~window) if part.sum() > 1]


def _by_strand(values: np.ndarray, strands: int) -> np.ndarray:
    """Lay the lines out by strand and place."""
    return values.reshape(len(values) // strands, strands, values.shape[1]).transpose(1, 0, 2)


def _asked(lines: Lines, codes: list[str]) -> list[int]:
    """List the positions of the strands asked for, where there are several: every report has one of them."""
    asked = [at for at, code in enumerate(codes) if code in lines.found.filters.strands]
    return asked if len(asked) > 1 else []
