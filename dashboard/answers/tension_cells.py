"""The cells of a board: level, direction, reason and what was agreed, by ward and strand; and its wards."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboard.answers.tension_board import CELLS, NO_WARD, NO_WARD_NAME, WARDS, frame_of
from dashboard.answers.tension_reports import last_told
from dashboard.snapshot import Snapshot
from dashboard.tension_words import reason, source_words
from spatial.tension import KNOWN, ONE_SOURCE, UNKNOWN, Indicated, TensionRule

__all__ = ["cells_of_board", "direction", "wards_of_board"]

Decided = Mapping[tuple[str, str], Mapping[str, Any]]


def cells_of_board(
    snapshot: Snapshot,
    now: Indicated,
    then: Indicated,
    heard: pd.DataFrame,
    decided: Decided,
    before: Decided,
    *,
    rule: TensionRule,
    on: date,
) -> pd.DataFrame:
    """Lay out every ward and strand.

    Parameters
    ----------
    now, then : Indicated
        Of this period and the one before, for the same wards and strands.
    heard : pandas.DataFrame
        Of `heard_until` this period.
    decided, before : mapping
        Of `agreed_of` this period and the one before.
    on : datetime.date
        The last day of this period.

    Returns
    -------
    pandas.DataFrame
        `CELLS`.
    """
    wards = _ward_names(snapshot)
    names = {number: level.name for number, level in enumerate(snapshot.policy.tension_scale, start=1)}
    told = last_told(snapshot, on)
    speaking, counting = _who(snapshot, now.lines, heard, recent_days=rule.recent_days)
    rows = []
    for cell, old in zip(now.levels.to_dict("records"), then.levels.to_dict("records"), strict=True):
        at = (cell["ward"], cell["strand"])
        level = None if pd.isna(cell["level"]) else int(cell["level"])
        own = {name: cell[name] for name in ("ward", "strand", "state", "level", "beyond", "held")}
        rows.append(
            own
            | {
                "name": wards[cell["ward"]],
                "strand_name": snapshot.policy.strands[cell["strand"]],
                "previous_state": old["state"],
                "previous_level": old["level"],
                "direction": direction(cell["state"], cell["level"], old["state"], old["level"]),
                "sources": cell["sources"],
                "trusted_sources": cell["trusted_sources"],
                "next_points": rule.points[level] if level and level < len(rule.points) else None,
                "reason": reason(
                    state=cell["state"],
                    level=names.get(level or 0, ""),
                    above_lowest=bool(level and level > 1),
                    counting=counting.get(at, ()),
                    heard=speaking.get(at, ()),
                    sure=cell["trusted_sources"],
                    beyond=cell["beyond"],
                    begins=rule.points[level - 1] if level else 0.0,
                    held=cell["held_why"],
                    last=told.get(at),
                    on=on,
                    recent_days=rule.recent_days,
                ),
                **decided.get(at, {}),
                "previous_agreed": before.get(at, {}).get("agreed_level"),
            }
        )
    return frame_of(CELLS, rows)


def _who(
    snapshot: Snapshot, lines: pd.DataFrame, heard: pd.DataFrame, *, recent_days: int
) -> tuple[dict[tuple[str, str], list[str]], dict[tuple[str, str], list[str]]]:
    """Name by cell the sources heard lately, the trusted first, and those that count, the strongest first."""
    ordinary = lines[lines["kind"] != "event"]
    lately = ordinary["age_days"].between(0, recent_days)
    spoke = lately & ordinary["why_not"].isin(
        ["", "faded", "no_strength", "echo", "weaker", "unverified", "over_cap"]
    )
    told = pd.concat(
        [ordinary.loc[spoke, ["ward", "strand", "source", "trusted"]], heard.assign(trusted=True)]
    )
    told = told.sort_values(["trusted", "source"], ascending=[False, True], kind="stable")
    counts = ordinary[ordinary["counted"] & ordinary["trusted"]]
    points = counts.groupby(["ward", "strand", "source"], sort=True)["points"].sum().reset_index()
    points = points.sort_values("points", ascending=False, kind="stable")
    words = {source: source_words(snapshot, source) for source in pd.unique(told["source"])}
    words |= {source: source_words(snapshot, source) for source in pd.unique(points["source"])}
    found: list[dict[tuple[str, str], list[str]]] = [{}, {}]
    for names, frame in zip(found, (told, points), strict=True):
        for ward, strand, source in zip(frame["ward"], frame["strand"], frame["source"], strict=True):
            own = names.setdefault((ward, strand), [])
            if words[source] not in own:
                own.append(words[source])
    return found[0], found[1]


def direction(state: str, level: Any, previous_state: str, previous_level: Any) -> str:
    """Compare two periods: by level where both are known, else by what is known at all."""
    if state == previous_state == KNOWN:
        return "up" if level > previous_level else "down" if level < previous_level else "same"
    if state == KNOWN:
        return "newly known"
    return "no longer known" if previous_state == KNOWN else "unknown"


def wards_of_board(snapshot: Snapshot, cells: pd.DataFrame, decided: Decided) -> pd.DataFrame:
    """Lay out every ward of the area: the highest of its strands, which are never added up.

    Returns
    -------
    pandas.DataFrame
        `WARDS`.
    """
    rows = []
    by_ward = dict(list(cells.groupby("ward", sort=False)))
    for code, name in _ward_names(snapshot).items():
        if code == NO_WARD:
            continue
        own = by_ward[code]
        levels = own["level"].dropna()
        agreed = [one["agreed_level"] for (ward, _), one in decided.items() if ward == code]
        rows.append(
            {
                "ward": code,
                "name": name,
                "level": levels.max() if len(levels) else None,
                "level_strand": own.loc[levels.astype(int).idxmax(), "strand"] if len(levels) else "",
                "known": int((own["state"] == KNOWN).sum()),
                "unknown": int((own["state"] == UNKNOWN).sum()),
                "one_source": int((own["state"] == ONE_SOURCE).sum()),
                "agreed_highest": max(agreed) if agreed else None,
            }
        )
    return frame_of(WARDS, rows)


def _ward_names(snapshot: Snapshot) -> dict[str, str]:
    wards = snapshot.study_area.wards
    known = {str(code): str(name) for code, name in zip(wards["ward"], wards["name"], strict=True)}
    return {**known, NO_WARD: NO_WARD_NAME}
