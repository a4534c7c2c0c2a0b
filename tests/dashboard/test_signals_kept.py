"""The list of early notice: the same signal keeps its number, what ends is said, nothing is half kept."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

import pytest

from dashboard.answers.signals import LookOut
from dashboard.desks import signals as desk
from dashboard.desks.importing import Store, open_records
from dashboard.desks.signals import ENDED, NEW, ONGOING, acknowledge, keep_look_out, notice, take_back
from dashboard.signal import CLUSTERS, WEEKS, Signal, known_again, signal_of
from ingest.records import audit, signals_kept
from ingest.records.troubles import StoreError
from tests.copying import copy_store

DAY = date(2026, 10, 31)
LINE = Signal(
    WEEKS, "E1", "race", "Market", "Race", date(2026, 10, 5), date(2026, 10, 25), 0.002, 900.0,
    "unusual_weeks", {"line-ward": "E1", "line-strand": "race"},
)  # fmt: skip
CIRCLE = Signal(
    CLUSTERS, "E2", "all", "Mill", "All reports", date(2026, 10, 1), DAY, 0.001, 4000.0,
    "clusters", {"look": "now"}, 1000.0, 1000.0, 500.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    open_records(f"sqlite:///{folder}/store.sqlite").engine.dispose()
    return folder


@pytest.fixture
def store(empty: Path, tmp_path: Path) -> Iterator[Store]:
    copy_store(empty / "store.sqlite", tmp_path / "own" / "store.sqlite")
    opened = open_records(f"sqlite:///{tmp_path}/own/store.sqlite")
    yield opened
    opened.engine.dispose()


def seen(found: Sequence[Signal], version: str = "1-a", day: date = DAY) -> LookOut:
    return LookOut(version, day, tuple(found), "found", {"all": "found"}, {"once_in_days": 365.2})


def kept(store: Store, found: Sequence[Signal], version: str = "1-a", day: date = DAY) -> desk.Kept:
    return keep_look_out(store, seen(found, version, day), by="Night", seconds=12.34)


def actions(store: Store) -> list[tuple[str, str]]:
    with store.reading() as connection:
        return [(line["action"], line["subject"]) for line in audit.lines(connection)]


class TestKnownAgain:
    def test_a_line_is_its_ward_and_strand(self):
        later = replace(LINE, last_day=LINE.last_day + timedelta(days=28))
        assert known_again([later], {7: LINE}) == {0: 7}
        assert known_again([replace(LINE, strand="all"), replace(LINE, ward="E2")], {7: LINE}) == {}

    def test_after_its_four_weeks_a_line_is_another(self):
        assert known_again([replace(LINE, last_day=LINE.last_day + timedelta(days=29))], {7: LINE}) == {}

    def test_a_cluster_is_known_by_place_and_day(self):
        assert known_again([replace(CIRCLE, x=1400.0, radius_m=100.0)], {7: CIRCLE}) == {0: 7}
        assert known_again([replace(CIRCLE, x=1600.0)], {7: CIRCLE}) == {}
        after = replace(CIRCLE, first_day=DAY + timedelta(days=1), last_day=DAY + timedelta(days=9))
        assert known_again([after], {7: CIRCLE}) == {}
        assert known_again([replace(CIRCLE, strand="race")], {7: CIRCLE}) == {}

    def test_of_two_the_nearer_is_the_same_whatever_the_order(self):
        near, far = replace(CIRCLE, x=1010.0), replace(CIRCLE, x=1300.0)
        assert known_again([far, near], {7: CIRCLE}) == {1: 7}
        assert known_again([near, far], {7: CIRCLE}) == {0: 7}
        assert known_again([near, far], {7: CIRCLE, 8: replace(far, x=1310.0)}) == {0: 7, 1: 8}

    def test_it_comes_back_from_the_store_as_it_was(self):
        assert signal_of(LINE.body()) == LINE and signal_of(CIRCLE.body()) == CIRCLE


class TestRuns:
    def test_new_then_ongoing_then_ended_then_back(self, store: Store):
        first = kept(store, [LINE, CIRCLE])
        assert (first.new, first.ongoing, first.ended, first.was_kept) == (2, 0, 0, True)
        moved = replace(CIRCLE, x=1100.0, last_day=DAY + timedelta(days=7))
        second = kept(store, [moved], "2-a", DAY + timedelta(days=7))
        assert (second.new, second.ongoing, second.ended) == (0, 1, 1)
        there = {one.signal.method: one for one in notice(store).signals}
        assert there[CLUSTERS].state == ONGOING and there[CLUSTERS].times == 2
        assert there[CLUSTERS].signal.x == 1100.0 and there[CLUSTERS].first_as_of == DAY
        assert there[WEEKS].state == ENDED and there[WEEKS].ended_as_of == DAY + timedelta(days=7)
        third = kept(store, [replace(LINE, last_day=DAY + timedelta(days=15))], "3-a")
        assert (third.new, third.ongoing, third.ended) == (0, 1, 1)
        back = notice(store).of(ONGOING)[0]
        assert back.number == there[WEEKS].number and back.ended_as_of is None and back.times == 2

    def test_new_ones_stand_first(self, store: Store):
        kept(store, [CIRCLE])
        kept(store, [CIRCLE, LINE], "2-a")
        assert [one.state for one in notice(store).signals] == [NEW, ONGOING]

    def test_the_same_data_twice_changes_nothing(self, store: Store):
        kept(store, [LINE])
        before, lines = notice(store), actions(store)
        again = kept(store, [LINE, CIRCLE])
        assert not again.was_kept and again.run == 1
        assert notice(store) == before and actions(store) == lines

    def test_data_older_than_that_of_the_last_run_changes_nothing(self, store: Store):
        kept(store, [LINE], "10-a")
        assert not kept(store, [], "9-a").was_kept and notice(store).signals[0].state == NEW
        assert kept(store, [], "10-b").was_kept  # another partnership file

    def test_a_run_killed_halfway_leaves_the_old_list_whole(self, store: Store):
        kept(store, [LINE])
        before, lines = notice(store), actions(store)
        child = get_context("fork").Process(target=die_halfway, args=(store.url,))
        child.start()
        child.join()
        assert child.exitcode == 9
        assert notice(store) == before and actions(store) == lines
        assert kept(store, [], "2-a").was_kept

    def test_of_two_runs_at_once_one_wins(self, store: Store):
        found: list[desk.Kept] = []
        both = [Thread(target=lambda: found.append(kept(store, [LINE, CIRCLE]))) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sorted(one.was_kept for one in found) == [False, True]
        assert len(notice(store).signals) == 2 and len(actions(store)) == 1

    def test_a_run_is_in_the_audit_without_a_place(self, store: Store):
        kept(store, [LINE])
        with store.reading() as connection:
            line = list(audit.lines(connection))[-1]
        assert line["action"] == "look out" and '"new": 1' in line["detail"]
        assert "Market" not in str(line) and "E1" not in str(line["detail"])

    def test_the_data_version_stays(self, store: Store):
        before = store.data_version()
        kept(store, [LINE])
        acknowledge(store, 1, by="Demo analyst", text="Seen at the briefing.")
        assert store.data_version() == before


def die_halfway(url: str) -> None:
    """Begin to keep a run and die before it is whole."""
    child = open_records(url)
    signals_kept.note = lambda *_, **__: os._exit(9)
    kept(child, [CIRCLE], "2-a")


class TestAcknowledging:
    def test_who_and_when_and_what_of_it(self, store: Store):
        kept(store, [LINE])
        assert acknowledge(store, 1, by="Demo analyst", text="The centre opened; more people report.") == ()
        one = notice(store).signals[0]
        assert one.acknowledged is not None and one.acknowledged.who == "Demo analyst"
        assert one.acknowledged.note == "The centre opened; more people report."
        assert one.state == NEW  # it is no answer to the question whether it goes on
        assert actions(store)[-1] == ("acknowledge", "signal 1")

    def test_it_stays_acknowledged_while_it_goes_on(self, store: Store):
        kept(store, [LINE])
        acknowledge(store, 1, by="Demo analyst", text="Seen.")
        kept(store, [LINE], "2-a")
        assert notice(store).signals[0].acknowledged is not None

    def test_it_can_be_taken_back_and_both_stay_on_record(self, store: Store):
        kept(store, [LINE])
        acknowledge(store, 1, by="Demo analyst", text="Seen.")
        assert take_back(store, 1, by="Second analyst", text="Not yet discussed.") == ()
        one = notice(store).signals[0]
        assert one.acknowledged is None
        assert [said.who for said in one.history] == ["Demo analyst", "Second analyst"]
        assert one.history[1].note == "taken back: Not yet discussed."

    def test_twice_or_for_nothing_is_refused_plainly(self, store: Store):
        kept(store, [LINE])
        with pytest.raises(StoreError, match="is not acknowledged"):
            take_back(store, 1, by="Demo analyst", text="Slip.")
        acknowledge(store, 1, by="Demo analyst", text="Seen.")
        with pytest.raises(StoreError, match="acknowledged already"):
            acknowledge(store, 1, by="Demo analyst", text="Seen.")
        with pytest.raises(StoreError, match="no signal 9"):
            acknowledge(store, 9, by="Demo analyst", text="Seen.")

    @pytest.mark.parametrize(
        "text", ["", "x" * 201, "Ring 07700 900123", "Mr John Smith of 12 Mill Lane", "a@example.org"]
    )
    def test_words_that_point_at_somebody_are_not_kept_nor_repeated(self, store: Store, text: str):
        kept(store, [LINE])
        wrong = acknowledge(store, 1, by="Demo analyst", text=text, places=("Market",))
        assert wrong and notice(store).signals[0].acknowledged is None
        assert not text or text not in " ".join(wrong)

    @pytest.mark.parametrize("who", ["", " ", "x" * 61])
    def test_somebody_must_say_so(self, store: Store, who: str):
        kept(store, [LINE])
        assert acknowledge(store, 1, by=who, text="Seen.")
