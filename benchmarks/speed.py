"""The first part of the page: every step and the whole way at growing sizes, and the aims met or not."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.aims import Aim, aims_table
from benchmarks.asking import OURS, hold_change, hold_methods, make_asked
from benchmarks.columnar import write_columns
from benchmarks.figuring import hold_density, hold_gi_star, hold_groups
from benchmarks.harness import Measured, Spread, spread
from benchmarks.machine import commit, describe
from benchmarks.placing import SNAPPED, hold_binning, hold_sharing, hold_wards
from benchmarks.telling import PICTURES, draw_growth, growth_of, keep, table_of
from benchmarks.whole import hold_whole
from boundaries.invented import make_borough
from boundaries.lattice import make_lattice
from boundaries.partnership import load_partnership

__all__ = ["SIZES", "hold_speed", "speed_page"]

SIZES = (10_000, 100_000, 1_000_000)
ALL_DIFFERENT = "all different"
MOST_WITH_USUAL = 1_000_000
EXACT_AT = 100_000
ALONE, THREE = "the usual way, Gi* alone", "the usual way, its three methods"
AGREED = "the same with the other methods' agreement"
LIKE_FOR_LIKE = (
    "it counts and scores alone; to count the rows in pandas takes most of it, so 1 % is no work at all"
)
Told = Callable[[str], None]
HOW = """\
**How it is measured.** Every way is run once and the answers are compared; nothing is told of ways that
differ. Then the ways take turns, five rounds, in another order each round; a way of which one run is long
has fewer, and that is said. A ratio is between runs of one round; a time is the median, with the quartiles
and the ends. Every change of filter is another question, and ours forgets what the statistics remember
before it. The borough is invented: two years, 25,000 snap points as lumpy as those of real street files.
*The usual way* is pandas, geopandas.sjoin, h3 in a loop, Gi* by a loop over cells, and scikit-learn on
every point (its density may be 0.1 % off); it tests, ranks and hides nothing. The map's view model asks one
method, so the usual way is given with Gi* alone too. DuckDB's extensions for H3 and shapes cannot be had
without a network, so it counts by cells and wards that are named already. PredictCode, the open package
that comes nearest to the whole job (last changed in 2018), makes a grid of risk: without wards, tests,
disclosure control or a map of its own. Lines of JSON with every run lie in `var/benchmarks`.

Again: `make bench`, or this part alone: `python -m benchmarks speed`; `--rows 10000000` adds that size.
"""


@dataclass
class Seen:
    """Everything that was measured in one run, by task."""

    tasks: dict[str, list[Measured]] = field(default_factory=dict)
    machine: Mapping[str, str] = field(default_factory=describe)
    commit: str = field(default_factory=commit)
    day: date = field(default_factory=date.today)

    def add(self, part: str, measured: Measured, told: Told) -> Measured:
        """Keep what was measured, and tell it at once."""
        self.tasks.setdefault(part, []).append(measured)
        keep("speed", [measured])
        told(table_of([measured]))
        return measured

    def at(self, part: str, size: int, what: str = "") -> Measured | None:
        """Find what was measured of so many."""
        found = (m for m in self.tasks.get(part, ()) if m.task.size == size and what in m.task.what)
        return next(found, None)


def hold_speed(told: Told, *, sizes: Sequence[int] = SIZES, runs: int = 5, allowance_s: float = 30) -> str:
    """Measure everything at every size, and write the part of the page."""
    how = {"runs": runs, "allowance_s": allowance_s}
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="speed-") as name:
        folder = Path(name)
        partnership = make_borough(folder / "borough")
        area = load_partnership(partnership).study_area()
        seen.add("sharing", hold_sharing(area, **how), told)
        for resolution in (8, 9, 10):
            lattice = make_lattice(area, resolution)
            counts = np.random.default_rng(resolution).poisson(3, lattice.cells.size)
            seen.add("Gi*", hold_gi_star(lattice, counts, **how), told)
        for size in sizes:
            _at(size, partnership, folder / f"{size}", seen, told, how)
    return speed_page(seen)


def _at(size: int, partnership: Path, folder: Path, seen: Seen, told: Told, how: dict[str, Any]) -> None:
    """Measure one size."""
    area = load_partnership(partnership).study_area()
    small = size <= MOST_WITH_USUAL
    file = write_columns(partnership, folder / f"{SNAPPED}.parquet", rows=size)
    for kind in (SNAPPED, ALL_DIFFERENT) if small else ():
        if kind == ALL_DIFFERENT:
            placed = write_columns(partnership, folder / "different.parquet", rows=size, all_distinct=True)
        else:
            placed = file
        points = pl.read_parquet(placed, columns=["x", "y", "lon", "lat"]).to_pandas()
        seen.add("binning", hold_binning(points, kind, **how), told)
        seen.add("wards", hold_wards(points, area, kind, **how), told)
        del points
    if small:
        seen.add("density", hold_density(size, exact=size == EXACT_AT, **how), told)
        seen.add("groups", hold_groups(size, "snap points", usual=size <= EXACT_AT, **how), told)
    asked = make_asked(file, partnership, folder / "asked", with_usual=small)
    seen.add("change", hold_change(asked, three=small, **how), told)
    if small:
        for method in ("kernel_density", "dbscan"):
            seen.add(method, hold_methods(asked, method, **how), told)
    del asked
    if small:
        seen.add("whole", hold_whole(file, partnership, folder / "asked", size, **how), told)


def speed_page(seen: Seen) -> str:
    """Write the part: the aims first, then the figures."""
    pictures = []
    for part, name, title in (
        ("change", "filter-change", "A change of filter"),
        ("whole", "first-map", "From Parquet to the first map"),
        ("density", "density", "Kernel density on a grid of 50 m"),
    ):
        many = seen.tasks.get(part, [])
        if len({m.task.size for m in many}) > 1:
            pictures.append(f"![{title}: seconds by number of incidents]({_drawn(name, many, title)})\n")
    about = "{processor}, {cores} cores, {memory}; {system}; Python {python}".format(**seen.machine)
    loads = [m.load for many in seen.tasks.values() for m in many]
    return "\n".join(
        (
            "# Speed and memory\n",
            aims_table(_aims(seen)),
            f"{about}; commit {seen.commit}, {seen.day:%-d %B %Y}; average load when a measurement began: "
            f"{min(loads):.1f} to {max(loads):.1f}. Versions: {seen.machine['versions']}.\n",
            *pictures,
            HOW,
            *(f"## {title}\n\n{table_of(seen.tasks[part])}" for part, title in TITLES if part in seen.tasks),
        )
    )


TITLES = (
    ("change", "A change of filter on loaded data"),
    ("kernel_density", "The same with the map by kernel density"),
    ("dbscan", "The same with the map by groups of reports"),
    ("whole", "From Parquet to the first map"),
    ("binning", "Naming the cell of every point"),
    ("wards", "Naming the ward of every point"),
    ("density", "Kernel density"),
    ("groups", "Groups of reports"),
    ("Gi*", "Gi*"),
    ("sharing", "Sharing residents out to cells"),
)


def _drawn(name: str, many: Sequence[Measured], title: str) -> str:
    return draw_growth(name, many, title).relative_to(PICTURES.parent).as_posix()


def _part(times: Spread | None) -> float | None:
    """Say what part of another's time ours is, in per cent."""
    return times and 100 / times.median


def _aims(seen: Seen) -> list[Aim]:
    """Hold what was seen against the aims; what was not measured is said."""
    million, ten = seen.at("change", 1_000_000), seen.at("change", 10_000_000)
    mine = None if million is None else spread(million[OURS].took).median
    shares = [
        million and million.ratio(other, to=way)
        for way, other in ((OURS, THREE), (OURS, ALONE), (AGREED, THREE))
    ]
    at_ten = None if ten is None or mine is None else spread(ten[OURS].took).median / mine
    grown = growth_of(seen.tasks.get("change", []), OURS)
    whole = seen.at("whole", 1_000_000)
    opened = None if whole is None else whole["ours"]
    aims = [
        Aim("a change of filter at 1M", 50, None if mine is None else 1000 * mine, " ms"),
        Aim("the same as a part of the usual way's three methods", 1, _part(shares[0]), " %"),
        Aim("as a part of the usual way's Gi* alone", 1, _part(shares[1]), " %", limit=LIKE_FOR_LIKE),
        Aim("with the agreement of all methods, as a part of its three", 1, _part(shares[2]), " %"),
        Aim("at 10M, times that at 1M", 5, at_ten),
        Aim("its growth in N: exponent", 0.9, grown and grown.median),
        Aim("1M from Parquet to the first map", 2, opened and spread(opened.took).median, " s"),
        Aim(
            "memory of an incident at 1M, columns and places",
            60,
            opened and opened.about["bytes_a_row"],
            " bytes",
            limit=f"the process grew by {opened.about['grown_mb']:.0f} MB, shapes included" if opened else "",
        ),
    ]
    for part, other in (("binning", "h3-py in a loop"), ("wards", "geopandas.sjoin")):
        for kind, least in ((SNAPPED, 10), (ALL_DIFFERENT, 2)):
            held = seen.at(part, 1_000_000, kind)
            ratio = held and held.ratio(other)
            what = f"{'H3 cells' if part == 'binning' else 'wards'} at 1M, {kind}, times as fast as {other}"
            aims.append(Aim(what, least, ratio and ratio.median, at_least=True))
    groups, many = seen.at("groups", EXACT_AT), seen.at("groups", 1_000_000)
    ratio = groups and groups.ratio("scikit-learn DBSCAN")
    aims.append(
        Aim("DBSCAN at 100k, times as fast as scikit-learn", 15, ratio and ratio.median, at_least=True)
    )
    aims.append(Aim("DBSCAN at 1M", 1, many and spread(many["ours"].took).median, " s"))
    density, more = seen.at("density", EXACT_AT), seen.at("density", 1_000_000)
    exact = density and density.ratio("scikit-learn as it comes")
    aims.append(
        Aim(
            "kernel density at 100k, times as fast as scikit-learn",
            1000,
            exact and exact.median,
            at_least=True,
        )
    )
    if density and more:
        once = [spread(m["ours, once counted"].took).median for m in (density, more)]
        aims.append(Aim("density once counted, 1M over 100k", 1.5, once[1] / once[0]))
    return aims
