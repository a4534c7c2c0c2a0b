"""docs/validation.md: false finds and power, from the outcomes of the trials."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from scipy.stats import binomtest

from benchmarks.validation.in_time import IN_TIME
from benchmarks.validation.trial import INCIDENTS, RESOLUTIONS
from spatial.hotspots import METHODS

__all__ = ["page"]

Row = dict[str, Any]
HEAD = """# Do the methods keep their word?

A hot spot on a map of pure chance stigmatises a street. So every method that claims one was tried on maps on
which nothing is planted, and again on maps on which something is.

Each random borough has an outline of its own (29 km², somewhere in England, on real H3 cells), about 18 wards
with unequal populations, and its incidents thrown at random: by ground in every other borough, by residents
in the rest. The methods are told the same baseline, with their usual settings, and answer as the page would.

- **False maps**: the share of chance maps on which the page would claim any hot spot. At most 5 % is the
  promise. In brackets, the 95 % interval (Clopper and Pearson) that so many boroughs leave.
- **Test alone**: the share of chance maps on which any cell passes the test, without the gate for few data.
- **Power**: the share of maps on which the page finds a place of seven cells whose rate is two or four times
  that of the rest.
- **Not enough**: the share of chance maps on which the page says "not enough data to say".

Made by `python -m benchmarks.validation` ({boroughs} boroughs, {maps:,} maps). {about}

"""


def page(rows: Iterable[Row], *, about: str) -> str:
    """Write the page."""
    rows = list(rows)
    boroughs = len({row["borough"] for row in rows})
    parts = [HEAD.format(boroughs=boroughs, maps=len(rows), about=about)]
    titles = {name: method.title for name, method in METHODS.items()} | IN_TIME
    for name, title in titles.items():
        own = [row for row in rows if row["method"] == name]
        if own:
            parts.append(_section(title, own))
    return "\n".join(parts)


def _section(title: str, rows: list[Row]) -> str:
    head = ("Resolution", "Incidents", "False maps", "Test alone", "Power 2×", "Power 4×", "Not enough")
    lines = [f"## {title}\n", f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    groups = defaultdict(list)
    for row in rows:
        groups[row["resolution"], row["incidents"], row["times"]].append(row)
    for resolution in RESOLUTIONS:
        for incidents in INCIDENTS:
            chance = groups[resolution, incidents, 1.0]
            if not chance:
                continue
            cells = (
                f"{resolution}",
                f"{incidents:,}",
                _share(chance, lambda row: row["said"], interval=True),
                _share(chance, lambda row: row["test"]),
                _share(groups[resolution, incidents, 2.0], lambda row: row["hit"]),
                _share(groups[resolution, incidents, 4.0], lambda row: row["hit"]),
                _share(chance, lambda row: row["state"] == "not enough data"),
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _share(rows: list[Row], is_one: Callable[[Row], Any], *, interval: bool = False) -> str:
    if not rows:
        return ""
    hits = sum(bool(is_one(row)) for row in rows)
    said = f"{hits / len(rows):.1%}"
    if interval:
        low, high = binomtest(hits, len(rows)).proportion_ci(method="exact")
        said += f" ({low:.1%} to {high:.1%})"
    return said
