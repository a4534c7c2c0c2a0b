"""A joint action's place: laid beside another cell by cell, or by ward where there are no cells."""

from dataclasses import replace

import h3

from dashboard.joint_action import Action, overlap

MIDDLE = h3.latlng_to_cell(51.5, -0.1, 9)
BESIDE = next(iter(h3.grid_ring(MIDDLE, 3)))
PLAIN = Action(
    1, "A", "Walk there", "", "E1", (), "Council", "Homes; Police", None, None, None, "", "", False, ""
)


def test_cells_share_ground_at_the_coarser_resolution() -> None:
    inside = h3.cell_to_center_child(MIDDLE, 10)
    assert overlap([MIDDLE], [inside])
    assert overlap([inside, BESIDE], [MIDDLE])
    assert not overlap([inside], [BESIDE])
    assert not overlap([], [MIDDLE])


def test_two_places_with_cells_go_by_their_cells_and_else_by_ward() -> None:
    exact = replace(PLAIN, cells=(MIDDLE,), wards=("E1",))
    assert exact.touches([MIDDLE], ["E1"])
    assert not exact.touches([BESIDE], ["E1"])
    assert exact.touches([], ["E1"])
    assert PLAIN.touches([BESIDE], ["E1"])
    assert not PLAIN.touches([BESIDE], ["E2"])
    assert not replace(PLAIN, ward="").touches([], [""])


def test_partners_are_named_one_by_one() -> None:
    assert PLAIN.with_whom == ("Homes", "Police")
