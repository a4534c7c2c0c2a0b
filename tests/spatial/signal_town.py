"""Signals of an invented town, for the tests of the tension rule; and the rule once more, as a plain loop."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from spatial.tension import TensionRule

ON = date(2026, 11, 1)
WARDS, STRANDS = ("W1", "W2"), ("race", "age")
RULE = TensionRule.of(
    {
        "kinds": {
            "report": {"half_life_days": 28, "cap": 2.0},
            "alarm": {"half_life_days": 28, "cap": 1.5, "one_voice": True},
            "event": {"half_life_days": 7, "cap": 0.25, "context": True, "ahead_days": 14},
        },
        "points": (0, 1, 3.5, 6, 8.5, 11),
        "source_cap": 2.0,
        "unverified_cap": 0.25,
        "recent_days": 28,
    }
)
SIGNALS = {
    "id": "", "ward": "W1", "strand": "race", "kind": "report", "source": "A/panel", "strength": 2.0,
    "last_day": ON, "trusted": True, "echo": -1, "excluded": "",
}  # fmt: skip


def signals(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """Make signals of what differs from a fresh, strong report by a ward panel of agency A."""
    told = [{**SIGNALS, "id": f"s{at}", **row} for at, row in enumerate(rows)]
    return pd.DataFrame(told, columns=list(SIGNALS)) if told else empty()


def empty() -> pd.DataFrame:
    return pd.DataFrame(columns=list(SIGNALS))


def heard(*rows: tuple[str, str, str, date]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["ward", "strand", "source", "last_day"])


def ago(days: int) -> date:
    return ON - timedelta(days=days)


def naive(rows: pd.DataFrame, rule: TensionRule = RULE, *, on: date = ON, ward: str, strand: str) -> float:
    """Work out by every possible way what one ward's strand bears out without the strongest source."""
    mine = rows[(rows["ward"] == ward) & (rows["strand"] == strand) & (rows["excluded"] == "")]
    lines = [_line(row, rule, on) for row in mine.to_dict("records")]
    lines = [line for line in lines if line["points"] > 0]
    speaks = [line for line in lines if line["trusted"] and not rule.kinds[line["kind"]].context]
    best = max((_beyond(kept, rule) for kept in _ways(speaks)), default=0.0)
    extra = min(_pool(line for line in lines if not line["trusted"]), rule.unverified_cap)
    for name, kind in rule.kinds.items():
        if kind.context:
            some = (line for line in lines if line["kind"] == name and line["trusted"])
            extra += min(_pool(some), kind.cap)
    return best + min(extra, best)


def _line(row: Mapping[Any, Any], rule: TensionRule, on: date) -> dict[str, Any]:
    kind = rule.kinds[row["kind"]]
    age = (on - row["last_day"]).days
    counts = -kind.ahead_days <= age <= rule.fade_half_lives * kind.half_life_days
    faded = row["strength"] * 0.5 ** (max(age, 0) / kind.half_life_days) if counts else 0.0
    echo = 999 if kind.one_voice else row["echo"]
    return {
        **row,
        "echo": echo,
        "points": faded if not row["trusted"] or kind.context else min(faded, kind.cap),
    }


def _ways(lines: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Give every way in which each echo counts for one of its sources, and each source has one echo."""
    said: dict[int, set[str]] = {}
    for line in lines:
        if line["echo"] >= 0:
            said.setdefault(line["echo"], set()).add(line["source"])
    shared = {echo: sorted(sources) for echo, sources in said.items() if len(sources) > 1}
    for chosen in product(*([None, *sources] for sources in shared.values())):
        taken = [source for source in chosen if source]
        if len(taken) == len(set(taken)):
            whose = dict(zip(shared, chosen, strict=True))
            yield [line for line in lines if whose.get(line["echo"], line["source"]) == line["source"]]


def _beyond(lines: list[dict[str, Any]], rule: TensionRule) -> float:
    strongest: dict[tuple[str, str], float] = {}
    for line in lines:
        key = (line["source"], line["kind"])
        strongest[key] = max(strongest.get(key, 0.0), line["points"])
    of_source: dict[str, float] = {}
    for (source, _), points in strongest.items():
        of_source[source] = of_source.get(source, 0.0) + points
    capped = sorted((min(points, rule.source_cap) for points in of_source.values()), reverse=True)
    return float(np.sum(capped[rule.sources_needed - 1 :]))


def _pool(lines: Iterator[dict[str, Any]]) -> float:
    strongest: dict[str, float] = {}
    for line in lines:
        strongest[line["source"]] = max(strongest.get(line["source"], 0.0), line["points"])
    return sum(strongest.values())
