"""All that is asked of the real series, one after the other: a row an answer."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from benchmarks.validation.real_looks import look_back
from benchmarks.validation.real_series import read_boroughs, read_wards, whole_boroughs
from benchmarks.validation.real_space import in_space, over_years

__all__ = ["RECORDED", "SETS", "real_rows"]

RECORDED = date(2012, 5, 1)
"""Before it the wards' series are not complete: 22 offences in 2010, 39 in 2011, 232 in 2012. Read off the
monthly sums, since no source says so."""
LONDON = "London, by strand"
RACE = "Racist and religious, by borough"
ISLAM = "Islamophobic, by borough"
TWO, TWO_LATE = "Haringey and Southwark", "Haringey and Southwark, from May 2012"
WARDS, WARDS_LATE = "Their 44 wards", "Their 44 wards, from May 2012"
SETS = (LONDON, RACE, ISLAM, TWO, TWO_LATE, WARDS, WARDS_LATE)


def real_rows(told: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Look back month by month over every set, then scan."""
    wards = read_wards()
    late = wards.months.index(RECORDED)
    asked = (
        (LONDON, read_boroughs(), 0),
        (RACE, read_boroughs("Racist and Religious Hate Crime"), 0),
        (ISLAM, read_boroughs("Islamophobic"), 0),
        (TWO, whole_boroughs(wards), 0),
        (TWO_LATE, whole_boroughs(wards), late),
        (WARDS, wards, 0),
        (WARDS_LATE, wards, late),
    )
    for name, series, start in asked:
        told(name)
        yield from ({"kind": "looks back"} | row for row in look_back(name, series, start=start))
    told("Trends")
    yield from over_years()
    told("In space")
    yield from in_space()
