"""One event in two agencies' records is counted once, everywhere the same, and the range is told."""

from dataclasses import fields, replace
from datetime import date, timedelta

import narwhals as nw
import polars as pl
import pytest

from dashboard import telling
from dashboard.counted_once import Spread, counted_once, once
from dashboard.filters import DUPLICATES, Filters, Window, read_query, write_query
from dashboard.selection import select
from dashboard.situation import assess, shown_spread
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.tabulate import tabulate
from dashboard.viewer import ANALYST
from dashboard.wording import range_sentence

EVERYTHING = {"days": None, "first": date(2023, 11, 1), "last": date(2026, 10, 31)}


def town() -> pl.DataFrame:
    """Four records: a shout told to police and centre, and two more."""
    return pl.DataFrame(
        {
            "name": ["other", "centre", "police", "another"],
            "first": [10, 31, 30, 50],
            "last": [10, 34, 30, 50],
            "hour": [None, 5, 22, 3],
            "hour_to": [None, 9, 23, None],
            "strands": [1, 3, 1, 4],
            "precision": [2, 2, 0, 0],
        },
        schema_overrides={"strands": pl.UInt32, "precision": pl.UInt8},
    )


EVENTS = pl.DataFrame({"record": [1, 2], "confirmed": [None, None], "possible": [0, 0]},
                      schema_overrides={"confirmed": pl.Int64})  # fmt: skip


class TestCountedOnce:
    def test_without_events_the_records_are_as_they_are(self) -> None:
        records = town()
        assert counted_once(records, EVENTS, "confirmed") is records

    def test_the_record_with_the_best_place_stands_for_the_event(self) -> None:
        rows = once(nw.from_native(counted_once(town(), EVENTS, "possible"), eager_only=True))
        assert rows["name"].to_list() == ["police", "other", "another"]

    def test_the_event_has_all_strands_and_the_time_that_is_known_best(self) -> None:
        rows = counted_once(town(), EVENTS, "possible").filter(pl.col("event") == 0)
        assert rows["strands"].to_list() == [3, 3]
        assert rows.select("first", "last", "hour", "hour_to").unique().row(0) == (30, 30, 22, 23)

    def test_an_event_is_found_by_any_of_its_agencies(self) -> None:
        counted = nw.from_native(counted_once(town(), EVENTS, "possible"), eager_only=True)
        rows = once(counted.filter(nw.col("name").is_in(["centre", "other"])))
        assert rows["name"].to_list() == ["centre", "other"]

    def test_nothing_left_is_nothing(self) -> None:
        counted = nw.from_native(counted_once(town(), EVENTS, "possible"), eager_only=True)
        assert len(once(counted.filter(nw.col("name") == "nobody"))) == 0


@pytest.fixture(scope="module")
def decided(snapshot: Snapshot) -> Snapshot:
    """The demo as if somebody had confirmed every pair."""
    kept = {one.name: getattr(snapshot, one.name) for one in fields(snapshot) if not one.name.startswith("_")}
    events = snapshot.events.with_columns(confirmed=pl.col("possible"))
    return Snapshot(**{**kept, "events": events, "version": "all-decided"})


class TestOneNumberEverywhere:
    @pytest.mark.parametrize("duplicates", DUPLICATES)
    def test_map_tables_and_shell_add_up_to_the_same(self, snapshot: Snapshot, duplicates: str) -> None:
        asked = Filters(duplicates=duplicates, **EVERYTHING)
        found, situation = survey(snapshot, asked), assess(snapshot, asked, ANALYST)
        total = situation.totals.in_area
        lattice, position = snapshot.lattice(situation.resolution)
        assert total == found.in_area == found.by_cell(lattice, position).sum()
        for by in ("ward", "month", "source"):
            answer = tabulate(snapshot, asked, ANALYST, by=[by])
            shown = sum(row["incidents"] or 0 for row in answer["records"])
            assert answer["totals"]["in_area"] == total == shown + answer["totals"]["hidden"]

    def test_the_range_is_what_the_three_questions_answer(self, snapshot: Snapshot) -> None:
        totals = {
            name: survey(snapshot, Filters(duplicates=name, **EVERYTHING)).in_area for name in DUPLICATES
        }
        for name in DUPLICATES:
            spread = survey(snapshot, Filters(duplicates=name, **EVERYTHING)).spread
            assert {one: getattr(spread, one) for one in DUPLICATES} == totals
        assert totals["linked"] < totals["confirmed"] < totals["distinct"]

    def test_months_add_up_to_the_whole_time(self, decided: Snapshot) -> None:
        whole = survey(decided, Filters(**EVERYTHING)).in_area
        day, parts = EVERYTHING["first"], 0
        assert isinstance(day, date)
        while day < date(2026, 10, 31):
            end = (day.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)
            parts += survey(decided, Filters(days=None, first=day, last=end)).in_area
            day = end + timedelta(1)
        assert parts == whole

    def test_a_source_is_asked_by_all_that_it_reported(self, snapshot: Snapshot, decided: Snapshot) -> None:
        asked = Filters(sources=frozenset({"housing"}), officer=True, **EVERYTHING)
        assert survey(decided, asked).in_area == survey(snapshot, asked).in_area

    def test_an_event_is_left_out_as_officers_own_only_if_nobody_else_told_of_it(
        self, decided: Snapshot
    ) -> None:
        window = Window(EVERYTHING["first"], EVERYTHING["last"])  # type: ignore[arg-type]
        without = select(decided, Filters(**EVERYTHING), window)
        with_them = select(decided, Filters(officer=True, **EVERYTHING), window)
        assert without.officer_left_out > 0
        assert len(with_them.rows) == len(without.rows) + without.officer_left_out

    def test_without_pairs_nothing_is_copied_and_nothing_is_told(self, snapshot: Snapshot) -> None:
        kept = {one.name: getattr(snapshot, one.name) for one in fields(snapshot) if one.name[0] != "_"}
        plain = Snapshot(**{**kept, "events": snapshot.events.clear(), "undecided": snapshot.undecided[:0]})
        assert plain.counted("confirmed") is plain.records
        situation = assess(plain, Filters(), ANALYST)
        assert situation.incident_range is None
        assert telling.counted_how(situation) == ""


class TestTheRangeInWords:
    SPREAD = Spread(linked=207, confirmed=214, distinct=221, undecided=9)

    def test_it_says_what_is_decided_and_what_is_open(self) -> None:
        assert range_sentence(self.SPREAD, counted="confirmed") == (
            "7 confirmed duplicates are not counted (221 with them). Between 207 and 214, depending on 9 "
            "possible duplicates not yet decided."
        )

    def test_it_says_only_what_there_is(self) -> None:
        nothing_open = replace(self.SPREAD, linked=214, undecided=0)
        assert "possible" not in range_sentence(nothing_open, counted="confirmed")
        nothing_decided = replace(self.SPREAD, distinct=214, undecided=1)
        assert range_sentence(nothing_decided, counted="confirmed") == (
            "Between 207 and 214, depending on 1 possible duplicate not yet decided."
        )

    def test_another_way_of_counting_names_the_others(self) -> None:
        assert "wherever it is possible: 207" in range_sentence(self.SPREAD, counted="distinct")
        assert "every record by itself: 221" in range_sentence(self.SPREAD, counted="linked")

    def test_a_small_total_is_not_told_by_its_range(self) -> None:
        assert shown_spread(Spread(linked=2, confirmed=3, distinct=4, undecided=1), 3) is None
        assert shown_spread(Spread(linked=4, confirmed=4, distinct=4, undecided=0), 3) is None
        assert shown_spread(self.SPREAD, 3) == self.SPREAD

    def test_the_way_of_counting_is_in_the_address(self) -> None:
        assert write_query(Filters(duplicates="linked")) == {"duplicates": "linked"}
        assert read_query({"duplicates": "distinct"})[0].duplicates == "distinct"
        assert read_query({"duplicates": "twice"}) == (Filters(), ("duplicates",))
