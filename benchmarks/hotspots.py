"""The methods for hot spots against the libraries' own: smoothing, grouping, permuting; and the page."""

from collections.abc import Callable
from statistics import median

from benchmarks import grouping, permuting, smoothing
from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.side_by_side import Way, line, power

__all__ = ["hold_hotspots"]

HEADER = ("reports", "way", "time", "peak memory", "how far off", "time / ours")
SMOOTHED = {
    10_000: {
        "ours": 9, "KDEpy FFTKDE": 9, "scikit-learn KernelDensity": 3, "KDEpy TreeKDE": 3,
        "ours, edge corrected": 9,
    },
    100_000: {
        "ours": 9, "KDEpy FFTKDE": 9, "scikit-learn KernelDensity": 2,
        "ours, edge corrected": 9,
    },
    1_000_000: {"ours": 9, "KDEpy FFTKDE": 9, "ours, edge corrected": 9},
}  # fmt: skip
ADAPTED = {
    10_000: {"ours, adaptive": 5, "the plain sum": 1},
    100_000: {"ours, adaptive": 5},
    1_000_000: {"ours, adaptive": 5},
}
GROUPED = {10_000: 5, 100_000: 3, 1_000_000: 1}
PERMUTED = {400: 9, 1_600: 9, 6_400: 5, 25_600: 3}


def hold_hotspots(told: Callable[[str], None]) -> str:
    """Hold each against its rivals, in turn in this run; every table is told as soon as it is there."""
    parts = [
        "## Methods for hot spots\n",
        _smoothing(told),
        _adaptive(told),
        _grouping(told),
        _permuting(told),
    ]
    machine = describe()
    parts.append(
        "Times are medians, with the least and the most in brackets; each round runs every way once, ours "
        f"first. {machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
        f"{machine['python']}; {machine['versions']}; commit {commit()}. "
        "Again: `python -m benchmarks hotspots`.\n"
    )
    return "\n".join(parts)


def _lines(sizes: dict[int, list[Way]]) -> list[tuple[str, ...]]:
    return [line(f"{n:,}", ways[0], way) for n, ways in sizes.items() for way in ways]


def _growth(sizes: dict[int, list[Way]], name: str) -> str:
    """Say how a way's time grew from its first size to its last."""
    took = {n: median(way.took) for n, ways in sizes.items() for way in ways if way.name == name and way.took}
    if len(took) < 2:
        return ""
    return f"{name} grows as {power(list(took), list(took.values()))} from {min(took):,} to {max(took):,}"


def _grown(sizes: dict[int, list[Way]]) -> str:
    names = dict.fromkeys(way.name for ways in sizes.values() for way in ways)
    said = [said for said in (_growth(sizes, name) for name in names) if said]
    return "; ".join(said) + ".\n" if said else ""


def _told(title: str, text: str, sizes: dict[int, list[Way]], told: Callable[[str], None]) -> str:
    part = f"### {title}\n\n{text}\n\n{table(HEADER, _lines(sizes))}\n\n{_grown(sizes)}"
    told(part)
    return part


def _smoothing(told: Callable[[str], None]) -> str:
    sizes = {n: smoothing.fixed(n, runs=runs) for n, runs in SMOOTHED.items()}
    text = (
        f"Gaussian, standard deviation {smoothing.BANDWIDTH_M:.0f} m, at 131 x 131 points "
        f"{smoothing.STEP_M:.0f} m apart. How far off: the largest difference from the exact sum at 300 of "
        "the points, beside the highest of them. scikit-learn may skip points up to a relative error of "
        f"{smoothing.SKLEARN_RTOL:g}; KDEpy is given kilometres, because it cuts kernels "
        "at an absolute height."
    )
    return _told("Kernel density on a grid", text, sizes, told)


def _adaptive(told: Callable[[str], None]) -> str:
    sizes = {n: smoothing.adaptive(n, runs=runs) for n, runs in ADAPTED.items()}
    text = (
        "Abramson's bandwidths, the same points. Neither scikit-learn nor KDEpy's fast way has them; the "
        "plain sum is over every incident, in numpy."
    )
    return _told("Adaptive kernel density", text, sizes, told)


def _grouping(told: Callable[[str], None]) -> str:
    parts = []
    for kind in grouping.KINDS:
        sizes = {n: grouping.hold(kind, n, runs=runs) for n, runs in GROUPED.items()}
        each = (
            f"{grouping.REPORTS_PER_PLACE} reports a point on average, some points far busier"
            if kind == "snap points"
            else "every report at a point of its own"
        )
        text = (
            f"{each.capitalize()}; 100 km², radius {grouping.RADIUS_M:.0f} m. Ours groups places weighed by "
            "their reports, the gathering into places counted in. A million reports are grouped in a process "
            f"of its own with at most {grouping.MEMORY_BYTES / 1024**3:.0f} GiB of address space; the memory "
            "is the whole process's."
        )
        parts.append(_told(f"DBSCAN on all reports: {kind}", text, sizes, told))
    return "\n".join(parts)


def _permuting(told: Callable[[str], None]) -> str:
    sizes = {
        n: permuting.hold(n, runs={"ours": runs, "esda G_Local": max(runs // 3, 1)})
        for n, runs in PERMUTED.items()
    }
    text = (
        f"Gi* on hexagons with neighbourhoods of seven, {permuting.PERMUTATIONS} conditional permutations, "
        "one processor each, esda compiled before the clock starts. The first column counts cells."
    )
    return _told("Gi* with permutations", text, sizes, told)
