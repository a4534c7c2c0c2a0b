"""Words on a drawn map: within their place, and never over one another."""

from itertools import combinations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.exporting.labels import laid_out

WORDS = st.text("abcdefgh", min_size=0, max_size=18)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(2, 160), WORDS, WORDS), max_size=12)
)
def test_no_two_overlap_and_numbers_stay_inside(
    drawn: list[tuple[float, float, float, str, str]],
) -> None:
    shapes = [shapely.box(x, y, x + size, y + size) for x, y, size, *_ in drawn]
    labels = laid_out(shapes, [one[3] for one in drawn], [one[4] for one in drawn])
    assert not any(one.box.intersects(other.box) for one, other in combinations(labels, 2))
    assert all(shapes[one.of].contains(one.box) for one in labels if not one.is_name)


def test_a_large_place_has_its_number_and_its_name() -> None:
    ring = shapely.Point(100, 100).buffer(90).difference(shapely.box(0, 0, 200, 40))
    labels = laid_out([ring], ["1,064"], ["Northern Parishes"])
    assert [one.words for one in labels] == ["1,064", "Northern Parishes"]
    assert np.hypot(labels[0].x - 100, labels[0].y - 117) < 25
