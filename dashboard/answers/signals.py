"""Early notice: what stands out in this version of the data, over everything that is looked at each night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

import numpy as np

from dashboard.answers.clusters import FEWEST_TOTAL, REPLICATES, Clusters, clusters
from dashboard.answers.unusual_weeks import ALL, OVER, UnusualWeeks, unusual_weeks
from dashboard.filters import Filters, write_query
from dashboard.signal import CLUSTERS, WEEKS, Signal
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import Viewer
from spatial.progress import Progress, silent
from spatial.surveillance.early_notice import NIGHT_DAYS, WEEK_DAYS, once_in_days, strictness

__all__ = ["FAMILIES", "LONGEST_DAYS", "WIDEST_M", "LookOut", "signals"]

WIDEST_M, LONGEST_DAYS = 1000, 60
FAMILIES = 3
"""The whole area, the wards, and the strands of the wards: each corrected for its own number of lines."""
UNKNOWN_WEEKS = {"unknown", "not enough data", "only months"}


@dataclass(frozen=True)
class LookOut:
    """What one look at everything found, already suppressed.

    Attributes
    ----------
    version : str
        The data looked at.
    as_of : datetime.date
        The last day on record.
    signals : tuple of Signal
        Weekly lines first, each method by how seldom chance brings it.
    weeks_state : str
        "found", "none", "not enough data", "unknown" (nothing complete came lately) or "only months".
    scan_states : dict of str to str
        "found", "none" or "not enough data" by the group of reports: `ALL`, or a strand.
    settings : dict
        What was looked at and how strictly; plain values.
    """

    version: str
    as_of: date
    signals: tuple[Signal, ...]
    weeks_state: str
    scan_states: dict[str, str]
    settings: dict[str, Any]

    @property
    def is_blind(self) -> bool:
        """Whether neither method had enough to say anything."""
        scans = all(state == "not enough data" for state in self.scan_states.values())
        return scans and self.weeks_state in UNKNOWN_WEEKS


def signals(
    snapshot: Snapshot,
    viewer: Viewer,
    *,
    false_a_year: float,
    replicates: int = REPLICATES,
    told: Progress = silent,
) -> LookOut:
    """Look through the weeks of every ward and strand, and for clusters that are still going on.

    Clusters are looked for among all reports, and among those of each strand that has enough in the window.

    Parameters
    ----------
    false_a_year : float
        False signals a year that are put up with.
    replicates : int
        Chance maps of each scan.
    told : Progress

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    groups = _groups(snapshot)
    strict = strictness(false_a_year, families=FAMILIES, scans=len(groups))
    work = np.cumsum([0.05, *np.fromiter(groups.values(), dtype=float)])
    work /= work[-1]
    weeks = unusual_weeks(
        snapshot, Filters(), viewer, level=strict.level, told=lambda done: told(done * float(work[0]))
    )
    found = list(_from_weeks(weeks, strict.once_in_days))
    states, latest = {}, weeks.window.last
    for at, code in enumerate(groups):
        begun, share = float(work[at]), float(work[at + 1] - work[at])
        answer = clusters(
            snapshot,
            _asked(code),
            viewer,
            going_on=True,
            widest_m=WIDEST_M,
            longest_days=LONGEST_DAYS,
            replicates=replicates,
            every_days=int(NIGHT_DAYS),
            rarer_than_days=strict.scan_once_in_days,
            told=lambda done, begun=begun, share=share: told(begun + share * done),  # type: ignore[misc]
        )
        states[code] = answer.state
        found += _from_clusters(snapshot, answer, code, len(groups), strict.once_in_days)
    told(1.0)
    return LookOut(
        version=snapshot.version,
        as_of=snapshot.latest or latest,
        signals=tuple(found),
        weeks_state="unknown" if weeks.counts.get("unknown") else weeks.state,
        scan_states=states,
        settings={
            "false_signals_a_year": false_a_year,
            "once_in_days": round(strict.once_in_days, 1),
            "weekly_lines": len(weeks.lines),
            "weekly_lines_judged": weeks.counts[OVER] + weeks.counts["as usual"],
            "weekly_families": FAMILIES,
            "weekly_level": round(strict.level, 6),
            "weekly_state": "unknown" if weeks.counts.get("unknown") else weeks.state,
            "weeks_from": None if weeks.four is None else weeks.four.first.isoformat(),
            "weeks_to": None if weeks.four is None else weeks.four.last.isoformat(),
            "scans": {code: states[code] for code in groups},
            "scan_once_in_days": round(strict.scan_once_in_days, 1),
            "scan_widest_m": WIDEST_M,
            "scan_longest_days": LONGEST_DAYS,
            "scan_replicates": replicates,
            "silent": [[name, day.isoformat()] for name, day in weeks.silent],
        },
    )


def _asked(code: str) -> Filters:
    return Filters() if code == ALL else Filters(strands=frozenset({code}))


def _groups(snapshot: Snapshot) -> dict[str, int]:
    """Name the groups of reports that a scan looks at, with how many each has: the work it makes."""
    found = {ALL: survey(snapshot, Filters()).in_area}
    for code in snapshot.policy.strands:
        many = survey(snapshot, _asked(code)).in_area
        if many >= max(FEWEST_TOTAL, snapshot.partnership.threshold):
            found[code] = many
    return {code: many + 1 for code, many in found.items()}


def _from_weeks(answer: UnusualWeeks, least: float) -> Iterator[Signal]:
    """Turn the lines that stand out into signals; how many reports a line has stays on its own page."""
    over = answer.lines[answer.lines["state"] == OVER]
    for row in over.sort_values(["q", "ward", "strand"], kind="stable").to_dict("records"):
        if answer.four is None:
            return
        once = least
        if isfinite(row["q"]):
            once = max(least, once_in_days(row["q"], every_days=WEEK_DAYS, looks=FAMILIES))
        line = {"line-ward": row["ward"], "line-strand": row["strand"]}
        yield Signal(
            method=WEEKS,
            ward=None if row["ward"] == ALL else row["ward"],
            strand=row["strand"],
            ward_name=row["ward_name"],
            strand_name=row["strand_name"],
            first_day=row["since"] or answer.four.first,
            last_day=answer.four.last,
            chance=row["q"] if isfinite(row["q"]) else None,
            once_in_days=once,
            page="unusual_weeks",
            query={name: code for name, code in line.items() if code != ALL},
        )


def _from_clusters(
    snapshot: Snapshot, answer: Clusters, code: str, scans: int, least: float
) -> Iterator[Signal]:
    """Turn clusters into signals; how many reports a cluster has stays on its own page."""
    lattice, _ = snapshot.lattice(answer.resolution)
    strands = {ALL: "All reports", **snapshot.policy.strands}
    for row in answer.table.to_dict("records"):
        at = int(lattice.position_of(np.array([int(row["cell"], 16)]))[0])
        yield Signal(
            method=CLUSTERS,
            ward=str(snapshot.study_area.wards["ward"].iloc[lattice.ward[at]]),
            strand=code,
            ward_name=row["ward_name"],
            strand_name=strands[code],
            first_day=row["first_day"],
            last_day=row["last_day"],
            chance=row["p"],
            once_in_days=max(least, row["once_in_days"] / scans),
            page="clusters",
            query=write_query(_asked(code)) | {"look": "now"},
            x=float(lattice.x[at]),
            y=float(lattice.y[at]),
            radius_m=row["radius_m"],
        )
