"""Reporting cells: every one has enough, each place lies in one, and a simple map is split as by hand."""

from datetime import date

import h3
import numpy as np
import pytest

from boundaries.cells import parent_cells
from spatial.errors import BadNumberError, OutsideAreaError, SettingError
from spatial.release.profiles import PARTNER, PUBLIC
from spatial.release.reporting_cells import ReportingCells, divide
from tests.spatial.release_town import CELLS, day_number, divided, invent

BIG = h3.latlng_to_cell(51.5, -0.1, 7)
ONE_PARENT = np.array([h3.str_to_int(cell) for cell in h3.cell_to_children(BIG, 9)])


def counted(cells: ReportingCells, cell9: np.ndarray) -> np.ndarray:
    return np.bincount(cells.position_of(cell9), minlength=len(cells))


@pytest.mark.parametrize("profile", [PARTNER, PUBLIC, PUBLIC.with_threshold(22)], ids=lambda p: p.threshold)
@pytest.mark.parametrize("a_year", [60, 400, 1_200, 20_000])
def test_every_cell_has_enough_and_every_place_lies_in_one(profile, a_year: int) -> None:
    records = invent(a_year, last=date(2025, 12, 31))
    cells = divided(records, profile)
    position = cells.position_of(CELLS)
    assert (position >= 0).all() and set(position) == set(range(len(cells)))
    assert counted(cells, records.cell9).min() >= profile.least_cell
    assert cells.names == tuple(sorted(cells.names)) and cells.names[0].endswith("1")
    again = divided(records, profile)
    assert again.cells == cells.cells
    elsewhere = h3.str_to_int(h3.latlng_to_cell(55.0, -1.5, 9))
    assert cells.position_of(np.array([0, elsewhere], dtype=np.uint64)).tolist() == [-1, -1]


def test_more_incidents_make_finer_cells() -> None:
    sizes = [len(divided(invent(a_year), PARTNER)) for a_year in (60, 400, 1_200, 20_000)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


def test_a_map_by_hand() -> None:
    """In one parent: a busy street, a small one, and the rest of nothing; the small one joins the rest."""
    eights = np.unique(parent_cells(ONE_PARENT, 8))
    street, small = (ONE_PARENT[parent_cells(ONE_PARENT, 8) == eight][0] for eight in eights[:2])
    incidents = np.repeat([street, small], [60, 30])
    cells = divide(ONE_PARENT, incidents, np.full(90, 2048), PARTNER)
    # of resolution 8 the busy one stands alone; of its children only one has any, so it stays whole
    assert list(cells.cells.values()) == [
        (h3.int_to_str(eights[0]),),
        tuple(h3.int_to_str(eight) for eight in eights[1:]),
    ]
    assert counted(cells, incidents).tolist() == [60, 30]


def test_a_rest_with_too_few_takes_the_smallest_with_it() -> None:
    eights = parent_cells(ONE_PARENT, 8)
    where = [ONE_PARENT[eights == eight][0] for eight in np.unique(eights)[:4]]
    incidents = np.repeat(where, [50, 40, 30, 2])
    cells = divide(ONE_PARENT, incidents, np.full(122, 2048), PARTNER)
    assert sorted(counted(cells, incidents).tolist()) == [32, 40, 50]


def test_what_noise_makes_small_does_not_stand_alone() -> None:
    """Else a rest of two small ones with enough together would prove that neither is empty."""
    eights = parent_cells(ONE_PARENT, 8)
    where = [ONE_PARENT[eights == eight][0] for eight in np.unique(eights)]
    incidents, found = np.repeat(where, 5), set()
    for key in range(0, 4096, 256):
        keys = np.zeros(len(incidents), dtype=int)
        keys[::5] = key
        found.add(len(divide(ONE_PARENT, incidents, keys, PARTNER)))
    assert min(found) == 1 and max(found) > 1


def test_people_are_counted_too() -> None:
    incidents = np.repeat(ONE_PARENT, 20)
    keys = np.full(len(incidents), 3)
    without = divide(ONE_PARENT, incidents, keys, PARTNER)
    homes = np.where(np.arange(49) < 7, 0.0, 60.0)
    cells = divide(ONE_PARENT, incidents, keys, PARTNER, residents=2.4 * homes, households=homes)
    assert len(without) == 49 and len(cells) < 49
    at = cells.position_of(ONE_PARENT)
    assert np.bincount(at, weights=homes).min() >= 40 and np.bincount(at, weights=2.4 * homes).min() >= 100


def test_too_little_for_one_cell_gives_none() -> None:
    none = divide(ONE_PARENT, ONE_PARENT[:4], np.zeros(4, int), PARTNER)
    assert len(none) == 0 and none.position_of(ONE_PARENT).tolist() == [-1] * 49
    assert len(divide(ONE_PARENT, [], [], PARTNER)) == 0
    busy = np.repeat(ONE_PARENT, 9)
    assert len(divide(ONE_PARENT, busy, np.zeros(len(busy), int), PARTNER, residents=np.ones(49))) == 0


def test_the_order_of_cells_and_incidents_does_not_matter() -> None:
    records, random = invent(1_200), np.random.default_rng(4)
    first = records.day < day_number(date(2026, 1, 1))
    shuffled = random.permutation(np.flatnonzero(first))
    other = divide(random.permutation(CELLS), records.cell9[shuffled], records.key[shuffled], PARTNER)
    assert other.cells == divided(records, PARTNER).cells


def test_what_cannot_be_divided_is_refused() -> None:
    with pytest.raises(OutsideAreaError):
        divide(ONE_PARENT[1:], ONE_PARENT[:1], [0], PARTNER)
    with pytest.raises(SettingError):
        divide(np.append(ONE_PARENT, ONE_PARENT[0]), [], [], PARTNER)
    with pytest.raises(SettingError):
        divide(parent_cells(ONE_PARENT[:1], 8), [], [], PARTNER)
    with pytest.raises(BadNumberError):
        divide(ONE_PARENT, ONE_PARENT[:2], [0], PARTNER)
    with pytest.raises(BadNumberError):
        divide(ONE_PARENT, [], [], PARTNER, residents=[1.0])
    with pytest.raises(SettingError):
        ReportingCells({"c01": (BIG,), "c02": (BIG,)}).position_of(ONE_PARENT)
