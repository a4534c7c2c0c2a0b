"""Does early notice keep its word?  Signals a year in quiet years, where nothing changes anywhere.

`python -m benchmarks.validation.quiet_nights`: weekly lines over 60 years, nightly scans over 12.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from dashboard.signal import CLUSTERS, WEEKS, Signal, known_again
from spatial.scan import permutation_scan
from spatial.scan.chance import gumbel_p, rank_p
from spatial.surveillance.early_notice import strictness
from spatial.surveillance.watch import watch

__all__ = ["Quiet", "quiet_scans", "quiet_weeks"]

WARDS = 21
STRANDS = (0.38, 0.11, 0.07, 0.03, 0.05, 0.035, 0.004, 0.01)
"""Share of the reports that have each strand, as in the demo; a report may have several."""
A_YEAR = 1_782
SIDE, STEP_M = 24, 350.0
MAPS, ANEW = 999, 73
"""Chance maps, and nights after which they are drawn anew: those of one night serve the nights after it."""
WIDEST_M, LONGEST, LEAST, LEAST_DAYS = 1000.0, 60, 5, 3
YEAR = 365
FIRST = date(2020, 1, 6)


@dataclass(frozen=True)
class Quiet:
    """Signals a year, and how many were allowed: the method's half of all."""

    allowed: float
    a_year: float
    years: int


def quiet_weeks(
    false_a_year: float, *, years: int, back: int = 1, seed: int = 1, told: Callable[[str], None] = print
) -> Quiet:
    """Look every week at lines of ward and strand that are Poisson with a mean that stays.

    Parameters
    ----------
    false_a_year : float
        What early notice as a whole is allowed.
    years : int
        Years that are looked through, each of a borough of its own.
    back : int
        Years before that can be looked back at.
    """
    dice, total = np.random.default_rng(seed), 0
    families = ["whole"] * 9 + (["ward"] + ["both"] * 8) * WARDS
    strict = strictness(false_a_year, families=len(set(families)), scans=1)
    for year in range(years):
        rate = dice.gamma(2.0, size=WARDS)
        counts = _lines(dice, A_YEAR / 52 * rate / rate.sum(), 52 * (back + 1))
        mondays = [FIRST + timedelta(days=7 * week) for week in range(counts.shape[1])]
        known: dict[int, Signal] = {}
        for end in range(52 * back, counts.shape[1]):
            seen = watch(counts[:, : end + 1], mondays[: end + 1], groups=families, level=strict.level)
            over = np.flatnonzero(seen.table["state"] == "unusually many")
            last = mondays[end] + timedelta(days=6)
            total += _new([_line(int(at), last) for at in over], known)
        told(f"weekly lines, {year + 1} years: {total / (year + 1):.2f} a year")
    return Quiet(false_a_year / 2, total / years, years)


def _lines(dice: np.random.Generator, rate: np.ndarray, weeks: int) -> np.ndarray:
    """Throw the reports of every ward and strand, and add up the whole area."""
    every = dice.poisson(rate[:, None], (WARDS, weeks))
    strands = np.stack([dice.binomial(every, share) for share in STRANDS], axis=1)
    wards = np.concatenate([every[:, None, :], strands], axis=1)
    lines: np.ndarray = np.concatenate([wards.sum(axis=0)[None], wards]).reshape(-1, weeks)
    return lines


def _line(at: int, last: date) -> Signal:
    return Signal(WEEKS, str(at), "all", "", "", last - timedelta(days=27), last, None, 0.0, "")


def quiet_scans(
    reports: int, *, once_in_days: float, years: int, seed: int = 1, told: Callable[[str], None] = print
) -> Quiet:
    """Scan every night reports that fall on any day alike.

    Parameters
    ----------
    reports : int
        A year.
    once_in_days : float
        The recurrence interval that a cluster must reach.
    """
    dice, total = np.random.default_rng(seed), 0
    at_x, at_y = (one.ravel() * STEP_M for one in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    for year in range(years):
        weight = dice.gamma(0.6, size=at_x.size)
        many = dice.poisson(2 * reports)
        cell, day = dice.choice(at_x.size, many, p=weight / weight.sum()), dice.integers(0, 2 * YEAR, many)
        known: dict[int, Signal] = {}
        maxima = np.empty(0)
        for night in range(YEAR, 2 * YEAR):
            inside = (day > night - YEAR) & (day <= night)
            scan = permutation_scan(
                at_x[cell[inside]],
                at_y[cell[inside]],
                day[inside],
                centres=(at_x, at_y),
                first_day=night - YEAR + 1,
                last_day=night,
                prospective=True,
                max_radius_m=WIDEST_M,
                max_duration_days=LONGEST,
                replicates=MAPS if (night - YEAR) % ANEW == 0 else 0,
                most_clusters=3,
                seed=int(dice.integers(1 << 31)),
            )
            maxima = scan.maxima if scan.maxima.size else maxima
            found = [
                _circle(row)
                for row in scan.clusters.to_dict("records")
                if row["observed"] >= LEAST
                and row["days_with_cases"] >= LEAST_DAYS
                and 1 / max(_chance(row["llr"], maxima), 1e-12) >= once_in_days
            ]
            total += _new(found, known)
        told(f"scans of {reports:,} reports, {year + 1} years: {total / (year + 1):.2f} a year")
    return Quiet(YEAR / once_in_days, total / years, years)


def _chance(llr: float, maxima: np.ndarray) -> float:
    """As the product does: by rank, and beyond the strongest chance map by the Gumbel tail."""
    rank = rank_p(llr, maxima)
    return rank if rank > 1 / (1 + maxima.size) else gumbel_p(llr, maxima)


def _circle(row: Mapping[Any, Any]) -> Signal:
    first, last = (FIRST + timedelta(days=int(row[name])) for name in ("first_day", "last_day"))
    x, y, radius = (float(row[name]) for name in ("x", "y", "radius_m"))
    return Signal(CLUSTERS, None, "all", "", "", first, last, None, 0.0, "", {}, x, y, radius)


def _new(found: Sequence[Signal], known: dict[int, Signal]) -> int:
    """Count what is found and was not known, as the kept list would; note all of it as known."""
    same = known_again(found, known)
    for at, one in enumerate(found):
        known[same.get(at, len(known))] = one
    return len(found) - len(same)


def main() -> None:
    """Look through quiet years and say how many signals they made."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.validation.quiet_nights", description=__doc__)
    asked.add_argument("--years", type=int, default=60, help="of weekly lines; a fifth as many of scans")
    years = asked.parse_args().years
    for false_a_year in (2.0, 12.0):
        for back in (1, 4):
            seen = quiet_weeks(false_a_year, years=years, back=back, told=lambda _: None)
            print(f"weekly lines, {back} years back: {seen}", flush=True)
    for reports in (A_YEAR, 600, 200, 60):
        for once in (365.0, 7 * 365.0):
            seen = quiet_scans(reports, once_in_days=once, years=max(years // 5, 1), told=lambda _: None)
            print(f"nightly scans of {reports:,} reports, once in {once:,.0f} days: {seen}", flush=True)


if __name__ == "__main__":
    main()
