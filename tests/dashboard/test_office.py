"""A sender is one sender, however the name is typed."""

from types import SimpleNamespace
from typing import Any

import pytest

from boundaries.agency import Agency
from dashboard.desks.office import Office


@pytest.mark.parametrize("typed", ["Curlew Homes", "curlew homes", "  CURLEW   Homes "])
def test_a_name_is_spelled_as_the_partnership_file_writes_it(typed: str) -> None:
    partnership: Any = SimpleNamespace(agencies=(Agency(name="Curlew Homes", title="Curlew Homes"),))
    nothing: Any = None
    office = Office(nothing, partnership, nothing, nothing, nothing, nothing)
    assert office.spelled(typed) == "Curlew Homes"
    assert office.spelled(" Another  one ") == "Another one"
