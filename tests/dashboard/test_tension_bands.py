"""Tension in a release: bands by ward and quarter, never of one agency alone or where nothing is shown."""

from datetime import date

import pandas as pd
import polars as pl

from dashboard.answers.tension.bands import _levels, bands_on
from dashboard.desks.importing import open_records
from dashboard.desks.releases import find_release, open_release
from dashboard.snapshot import Snapshot
from spatial.tension import Indicated
from tests.conftest import Demo

LEVELS = ["ward", "strand", "state", "level", "held"]
NAMES = ["ward", "strand", "source"]


def levels(
    state: str = "indicated",
    level: int = 4,
    *,
    held: bool = False,
    lines: list[str],
    heard: list[str] | None = None,
) -> dict[str, int]:
    said = pd.DataFrame([("W1", "race", state, level, held)], columns=LEVELS)
    counted = pd.DataFrame([("W1", "race", source, True) for source in lines], columns=[*NAMES, "counted"])
    whom = pd.DataFrame([("W1", "race", source) for source in heard or []], columns=NAMES)
    return _levels(Indicated(said, counted.astype({"counted": bool})), whom)


class TestOneAgencyAlone:
    def test_two_agencies_are_told(self) -> None:
        assert levels(lines=["Police/officer", "Centre/victim"]) == {"W1": 4}
        assert levels(lines=["records/Police", "Centre/victim"]) == {"W1": 4}

    def test_one_is_not_however_many_sources_it_has(self) -> None:
        assert levels(lines=["Police/officer", "Police/warden", "records/Police"]) == {}
        assert levels(lines=["Police/officer", "calendar"]) == {}
        assert levels(lines=["Police/officer"], heard=["Centre/victim"]) == {}

    def test_nothing_to_tell_of_is_told_where_two_were_heard(self) -> None:
        assert levels(level=1, lines=[], heard=["records/Police", "records/Council"]) == {"W1": 1}
        assert levels(level=1, lines=[], heard=["records/Police", "Police/officer"]) == {}

    def test_what_a_person_must_look_at_first_is_not(self) -> None:
        assert levels(held=True, lines=["Police/officer", "Centre/victim"]) == {}
        assert levels("one source only", lines=["Police/officer", "Centre/victim"]) == {}


def test_the_demo_has_bands_where_its_counts_are_shown(demo: Demo, snapshot: Snapshot) -> None:
    store = open_records(demo.store)
    found = {p: find_release(store, p) for p in ("partner", "public")}
    partner, public = (open_release(store, kept) for kept in found.values() if kept is not None)
    store.close()
    bands, counts = partner.table("T8"), partner.table("T2").filter(pl.col("strand") == "")
    assert bands.height == 21 * 4 and public.table("T8").is_empty()
    assert partner.periods("T8") == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert set(bands["value"].drop_nulls()) <= {1, 2, 3} and bands["value"].count() > 0
    both = bands.join(counts, on=["area", "period"], suffix="_count")
    assert both.filter(pl.col("value").is_not_null() & pl.col("value_count").is_null()).is_empty()
    known = bands_on(snapshot, {"2026-Q3": date(2026, 9, 30)})
    shown = bands.filter(pl.col("period") == "2026-Q3").drop_nulls("value")
    assert {
        (ward, "2026-Q3"): value for ward, value in shown.select("area", "value").iter_rows()
    }.items() <= known.items()
    assert bands_on(snapshot, {}) == {}
