"""The waist: everything that anybody sees is drawn from a Situation, already suppressed for the viewer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from shapely.geometry import mapping

from boundaries.crs import geometry_to_wgs84
from dashboard import tables, wording
from dashboard.answers.evidence import evidence_of
from dashboard.baseline import other_shares
from dashboard.counted_once import Spread
from dashboard.filters import DEFAULT, Filters, Window
from dashboard.geography import geography
from dashboard.hidden_series import hide_series, leave_doubt, leave_doubt_in_cells
from dashboard.painting import RATIOS, Painted, shown_surface
from dashboard.remembered import remembered
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey
from dashboard.viewer import Viewer
from spatial.classes import breaks as legend_breaks
from spatial.classes import classify
from spatial.counts import neighbourhood_sums
from spatial.density.tolerance import tolerance_regions
from spatial.disclosure import protect
from spatial.errors import StatisticsError as CannotAnswerError
from spatial.grid import Grid
from spatial.hotspot import FOUND, NONE, NOT_ENOUGH, Detection, Evidence
from spatial.hotspots import METHODS
from spatial.places import find_places
from spatial.power import finest_resolution
from spatial.progress import Progress, silent

__all__ = [
    "CannotAnswerError",
    "Situation",
    "Totals",
    "assess",
    "auto_resolution",
    "detect",
    "hidden_wards",
    "hide_small",
    "method_words",
    "shown_spread",
]

CANNOT_SHOW = (
    "What stands out cannot be shown without giving a small count away. "
    "A longer window or larger cells may show it."
)
FEW = "Fewer than {} reports: not enough to say anything."
AUTO_FINEST = 9
"""The resolution chosen by itself is never finer than this: about a tenth of a square kilometre."""


@dataclass(frozen=True)
class Totals:
    """How many reports answer the question, and where they went.

    None is a number below the threshold.  `in_area` is what the map, the tables and the downloads each add
    up to; `outside_area` and `without_location` are not on the map.
    """

    in_area: int | None
    outside_area: int
    without_location: int
    ward_only: int
    hidden: int | None
    hidden_cells: int
    officer_left_out: int


@dataclass(frozen=True)
class Situation:
    """The answer to one question, for one viewer.

    Attributes
    ----------
    cells : pandas.DataFrame
        One row a lattice cell: cell, lon, lat, ward_name, incidents (NaN hidden), hidden, expected, level,
        is_hotspot, rank, tip.
    places : pandas.DataFrame
        Ranked hot spots: rank, cell, cells, lon, lat, radius_m, km2, ward, ward_name, incidents, expected,
        dates, p, q, centre, centre_m, centre_words, sentence, tip.
    wards : pandas.DataFrame
        ward, name, incidents (NaN hidden), hidden, shown, ward_only (NaN hidden), ward_only_shown,
        residents, per_1000, hot_spots.
    breakdowns : dict of str to pandas.DataFrame
        By strand, kind, source, category: code, label, incidents (NaN hidden), hidden, shown.
    state, reason : str
        "found", "none" or "not enough data", and why in one sentence.
    settings : dict
        The method's settings, the automatic ones included.
    breaks : tuple of int
        Lower bounds of the colour classes; `fitted` are those that fit what is shown now.
    incident_range : Spread or None
        What the total of the map would be if possible duplicates were counted otherwise; None where there
        are none, or where one of these totals is hidden.
    ring : str
        What a place with its ring is: a hot spot, or whatever a page puts there instead.
    """

    filters: Filters
    viewer: Viewer
    version: str
    partnership: str
    vintage: str
    attribution: str
    window: Window
    widened: bool
    latest: date
    earliest: date
    resolution: int
    resolution_chosen: bool
    cell_km2: float
    edge_m: float
    method: str
    method_title: str
    method_sentence: str
    method_tests: bool
    state: str
    reason: str
    settings: dict[str, Any]
    totals: Totals
    cells: pd.DataFrame
    places: pd.DataFrame
    wards: pd.DataFrame
    breakdowns: dict[str, pd.DataFrame]
    centres: pd.DataFrame
    breaks: tuple[int, ...]
    fitted: tuple[int, ...]
    unit: str
    threshold: int
    surface: Painted | None
    incident_range: Spread | None = None
    ignored: tuple[str, ...] = ()
    ring: str = "hot spot"
    ward_shapes: Mapping[str, Any] = field(default_factory=dict)
    outline: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    bounds: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def method_words() -> dict[str, tuple[str, str]]:
    """Give each method's title and its one plain line, in the order of the screen."""
    return {name: (method.title, method.sentence) for name, method in METHODS.items()}


def assess(snapshot: Snapshot, filters: Filters, viewer: Viewer, *, told: Progress = silent) -> Situation:
    """Answer a question: count, test, rank, hide what is too small to show, and explain.

    Parameters
    ----------
    snapshot : Snapshot
    filters : Filters
    viewer : Viewer
    told : callable
        Hears how far the method is; chance maps of small cells take seconds.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    spatial.errors.NoDenominatorError
        If the baseline asked for is not known for this partnership.
    spatial.errors.TooLargeError
        If there are too many cells for chance maps.

    Notes
    -----
    Only the method asked for is run.  Whether the others point to the same places, and whether a place holds
    on other grids, are questions of their own: `dashboard.answers.standing`.
    """
    found = survey(snapshot, filters)
    asked = found.filters
    threshold = snapshot.partnership.threshold
    resolution = asked.resolution or auto_resolution(snapshot, found.in_area)
    lattice, position = snapshot.lattice(resolution)
    evidence = evidence_of(snapshot, found, lattice.resolution)
    chosen = detect(asked.method, evidence, asked, told=told)
    ranked = find_places(chosen, evidence)
    counts = evidence.counts
    hidden, table = _hide_cells(snapshot, found, evidence, ranked.table)
    small = 0 < found.in_area < threshold
    open_ground = neighbourhood_sums(hidden.astype(int), lattice.neighbours) == 0
    flagged = chosen.cells["is_hotspot"].to_numpy(dtype=bool) & open_ground
    breaks = asked.scale or _standard_breaks(snapshot, resolution)
    level = np.where(counts > 0, np.maximum(classify(counts, breaks) + 1, 1), 0)
    shares = counts.sum() * evidence.share
    places = tables.places_table(
        snapshot,
        found,
        lattice,
        table,
        others=other_shares(snapshot, found, lattice, position),
    )
    cells = tables.cells_table(
        snapshot,
        lattice,
        counts,
        hidden,
        expected=np.full(len(counts), np.nan) if small or asked.baseline == "records" else shares,
        level=level,
        is_hotspot=flagged,
        ranked=table,
    )
    hide = partial(hide_series, threshold=threshold)
    hide_wards = partial(
        _hide_wards, threshold=threshold, beside=_wards_beside(snapshot, found, resolution, position)
    )
    spots = places["ward"].value_counts().to_dict()
    wards = tables.wards_table(snapshot, found, spots, hide=hide, hide_wards=hide_wards)
    totals = Totals(
        in_area=None if small else found.in_area,
        outside_area=found.outside_area,
        without_location=found.without_location,
        ward_only=int(found.ward_only.sum()),
        hidden=None if small else int(counts[hidden].sum()),
        hidden_cells=0 if small else int(hidden.sum()),
        officer_left_out=found.officer_left_out,
    )
    drawn = geography(snapshot)
    method = METHODS[asked.method]
    return Situation(
        filters=asked,
        viewer=viewer,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        vintage=snapshot.study_area.vintage,
        attribution=snapshot.partnership.attribution,
        window=found.window,
        widened=found.widened,
        latest=found.latest,
        earliest=snapshot.earliest or found.latest,
        resolution=resolution,
        resolution_chosen=asked.resolution is None,
        cell_km2=lattice.cell_km2,
        edge_m=lattice.edge_m,
        method=asked.method,
        method_title=method.title,
        method_sentence=method.sentence,
        method_tests=method.claims_significance,
        state=_state(chosen, len(places), small=small),
        reason=FEW.format(threshold) if small else _reason(chosen, len(places), ranked.reason),
        settings={} if small else _told_settings(chosen.settings, threshold),
        totals=totals,
        cells=cells,
        places=places,
        wards=wards,
        breakdowns=tables.breakdown_tables(snapshot, found, hide=hide),
        centres=remembered(snapshot, "centres", partial(tables.centres_table, snapshot)),
        breaks=tuple(breaks),
        fitted=tuple(legend_breaks(counts[~hidden])),
        unit=f"reports in each cell of {wording.km2_words(lattice.cell_km2)}, "
        f"{wording.window_words(found.window)}",
        threshold=threshold,
        surface=_surface(chosen, evidence, threshold),
        incident_range=shown_spread(found.spread, threshold),
        ignored=found.ignored,
        ward_shapes=tables.ward_shapes(drawn["wards"], wards),
        outline=drawn["outline"],
        context=drawn["context"],
        bounds=drawn["bounds"],
    )


def auto_resolution(snapshot: Snapshot, incidents: int) -> int:
    """Choose the finest cells at which so many reports can say anything; the coarsest if none can."""
    offered = [r for r in snapshot.partnership.resolutions if r <= AUTO_FINEST] or list(
        snapshot.partnership.resolutions
    )
    lattices = {resolution: snapshot.cells(resolution) for resolution in offered}
    return finest_resolution(incidents, lattices) or min(offered)


def detect(name: str, evidence: Evidence, asked: Filters, *, told: Progress = silent) -> Detection:
    """Run a method with the settings asked for; each takes those that are its own."""
    method = METHODS[name]
    given = {
        "test": asked.test,
        "bandwidth_m": asked.bandwidth_m,
        "kernel": asked.kernel,
        "bandwidth": asked.bandwidth_kind,
        "edge": asked.edge,
        "radius_m": asked.radius_m,
        "min_reports": asked.min_reports,
    }
    own = {key: value for key, value in given.items() if key in method.Settings.model_fields}
    return method.detect(evidence, method.Settings(**own), told=told)


def _surface(chosen: Detection, evidence: Evidence, threshold: int) -> Painted | None:
    if chosen.surface is None:
        return None
    width = float(chosen.settings["bandwidth_m"])
    painted = shown_surface(
        chosen.surface,
        *(evidence.x, evidence.y, evidence.weight),
        bandwidth_m=float(chosen.settings.get("narrowest_m") or width),
        threshold=threshold,
        unit=f"{chosen.settings.get('surface_unit', 'reports per km²')}, smoothed over {width:,.0f} m",
        bands=RATIOS if "surface_unit" in chosen.settings else None,
    )
    return replace(painted, beyond_chance=_beyond_chance(chosen, evidence, painted))


def _beyond_chance(chosen: Detection, evidence: Evidence, painted: Painted) -> dict[str, Any] | None:
    """Draw the tolerance contour around what is painted and higher than chance makes it anywhere."""
    surface = chosen.surface
    if surface is None or surface.p is None:
        return None
    grid = Grid(surface.x0, surface.y0, surface.step_m, *surface.values.shape)
    p = np.where(np.isfinite(painted.values), surface.p, np.nan)
    region = tolerance_regions(p, grid, evidence.outline, level=chosen.settings["alpha"])
    return dict(mapping(geometry_to_wgs84(np.array([region], dtype=object))[0]))


def _told_settings(settings: dict[str, Any], threshold: int) -> dict[str, Any]:
    """Leave out how many reports lie in groups, where they or the rest are too few to be told."""
    grouped, every = settings.get("reports_in_groups"), settings.get("incidents")
    if grouped is None or every is None:
        return settings
    few = any(0 < number < threshold for number in (grouped, every - grouped))
    return settings | {"reports_in_groups": None} if few else settings


def _state(chosen: Detection, places: int, *, small: bool) -> str:
    """Say whether anything is shown: a finding without a place that may be shown is none."""
    if small:
        return NOT_ENOUGH
    return FOUND if places else (NONE if chosen.state == FOUND else chosen.state)


def _reason(chosen: Detection, places: int, left_out: str) -> str:
    """Say in a sentence why something is shown, or nothing."""
    if chosen.state == FOUND and not places:
        return left_out or CANNOT_SHOW
    return chosen.reason


def shown_spread(spread: Spread, threshold: int) -> Spread | None:
    """Give the totals by how possible duplicates are counted; none of them where one is too small."""
    if spread.linked == spread.distinct and not spread.undecided:
        return None
    return None if spread.linked < threshold else spread


def hide_small(counts: np.ndarray, *, threshold: int) -> np.ndarray:
    """Hide the small counts of one table, each with a partner, so that the table's total gives none back."""
    return protect(counts, threshold=threshold).hidden


def hidden_wards(snapshot: Snapshot, found: Survey) -> np.ndarray:
    """Say which wards' counts the answer to a question hides: other answers hide them, too.

    Returns
    -------
    numpy.ndarray of bool, shape (n_wards,)
    """
    resolution = found.filters.resolution or auto_resolution(snapshot, found.in_area)
    _, position = snapshot.lattice(resolution)
    counts = np.bincount(found.column("ward"), minlength=len(snapshot.study_area.wards))
    beside = _wards_beside(snapshot, found, resolution, position)
    return _hide_wards(counts, threshold=snapshot.partnership.threshold, beside=beside)


def _wards_beside(snapshot: Snapshot, found: Survey, resolution: int, position: np.ndarray) -> csr_array:
    """Say which wards each ward shares a cell with that holds reports of its own.

    Whoever knows every cell cannot tell in which of these wards such a report lies. A ward that shares none
    may be paired with any.
    """
    touched = snapshot.cells_touched(resolution)
    used = np.flatnonzero(found.place_incidents)
    pieces = (np.ones(used.size), (snapshot.places.ward[used], position[used]))
    shared = (csr_array(pieces, shape=touched.shape) @ touched.T).toarray() > 0
    alone = shared.sum(axis=1) < 2
    shared[alone] = True
    return csr_array(shared.astype(np.int32))


def _hide_wards(counts: np.ndarray, *, threshold: int, beside: csr_array) -> np.ndarray:
    """Hide small wards, each with one beside it to which its reports could belong."""
    hidden = protect(counts, threshold=threshold, ward=np.arange(len(counts)), touched=beside).hidden
    return leave_doubt(counts, hidden, threshold)


def _hide_cells(
    snapshot: Snapshot, found: Survey, evidence: Evidence, ranked: pd.DataFrame
) -> tuple[np.ndarray, pd.DataFrame]:
    """Hide small cells, knowing that the totals of the map, of every ward and of every place are published.

    A place in which a small cell cannot be hidden is not published; the places after it move up.
    """
    lattice, position = snapshot.lattice(evidence.lattice.resolution)
    ring = np.full(len(evidence.counts), -1)
    for place, cells in enumerate(ranked["cells"]):
        ring[np.asarray(cells, dtype=np.int64)] = place
    ward = np.array(lattice.ward)
    used = np.flatnonzero(found.place_incidents)
    ward[position[used]] = snapshot.places.ward[used]
    threshold, touched = snapshot.partnership.threshold, snapshot.cells_touched(lattice.resolution)
    guarded = protect(evidence.counts, threshold=threshold, ring=ring, ward=ward, touched=touched)
    ring = np.where(np.isin(ring, guarded.rings), -1, ring)
    hidden = leave_doubt_in_cells(evidence.counts, guarded.hidden, threshold, touched=touched, ring=ring)
    kept = ranked.drop(index=list(guarded.rings)).reset_index(drop=True)
    kept["rank"] = np.arange(1, len(kept) + 1)
    return hidden, kept


def _standard_breaks(snapshot: Snapshot, resolution: int) -> tuple[int, ...]:
    """Choose the colour classes from everything in the usual window, so that filtering does not move them."""

    def work() -> tuple[int, ...]:
        lattice, position = snapshot.lattice(resolution)
        counts = survey(snapshot, DEFAULT).by_cell(lattice, position)
        return tuple(legend_breaks(counts[counts >= snapshot.partnership.threshold]))

    return remembered(snapshot, ("standard breaks", resolution), work)
