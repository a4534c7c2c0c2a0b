"""The search finds what is planted, people decide, and a note points at nobody."""

import json
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from boundaries.partnership import load_partnership
from dashboard.desks import duplicates as desk
from dashboard.desks.importing import ERRORS, Store, open_desk, open_records
from dashboard.desks.measuring import known_pairs, measure, measured
from dashboard.desks.side_by_side import review_for, side_by_side
from dashboard.settings import Settings
from dashboard.shell import app
from dashboard.viewer import Principal, viewer_of
from ingest.records.audit import lines
from ingest.records.searching import records_to_compare
from tests.conftest import Demo
from tests.copying import copy_with_keys

ROOT = Path(__file__).parents[2]
ANALYST = Principal("Ann", "", viewer_of("analyst"))


@pytest.fixture
def own(demo: Demo, tmp_path: Path) -> Demo:
    """A copy of the demo that may be decided about."""
    copy_with_keys(demo.store_file, tmp_path / "own.sqlite")
    return Demo(demo.folder, f"sqlite:///{tmp_path}/own.sqlite", demo.partnership, ())


@pytest.fixture
def store(own: Demo) -> Store:
    return open_records(own.store)


@pytest.fixture(scope="module")
def records(demo: Demo) -> tuple[pl.DataFrame, set[frozenset[int]]]:
    """The demo's records as they are compared, and the planted pairs."""
    opened = open_records(demo.store)
    area = load_partnership(demo.partnership).study_area()
    with opened.reading() as connection:
        compared = records_to_compare(connection, area)
    files = {one["id"]: one["file"] for one in opened.batches()}
    rows = opened.incidents(("id", "batch", "row"))
    return compared, known_pairs(demo.folder / "files" / "planted_truths.json", rows, files)


POLICE = pl.col("agency") == "Wrenshire Police"


def by_month(records: pl.DataFrame) -> pl.DataFrame:
    """The police tell only the month and a point of the street, and no hour."""
    said = {
        "occurred_from": pl.col("occurred_from").dt.month_start(),
        "occurred_to": pl.col("occurred_from").dt.month_end(),
        "hour": pl.lit(None, pl.Int8),
        "x": (pl.col("x") / 150).round() * 150,
        "y": (pl.col("y") / 150).round() * 150,
        "precision": pl.when(pl.col("x").is_null()).then("precision").otherwise(pl.lit("street")),
    }
    return records.with_columns(
        pl.when(POLICE).then(value).otherwise(name).alias(name) for name, value in said.items()
    )


def by_ward(records: pl.DataFrame) -> pl.DataFrame:
    """The police tell only the ward."""
    return records.with_columns(
        pl.when(POLICE).then(None).otherwise("x").alias("x"),
        pl.when(POLICE).then(None).otherwise("y").alias("y"),
    )


def misremembered(records: pl.DataFrame) -> pl.DataFrame:
    """Every fourth form of the centres has the day before, every fifth names no strand."""
    form = pl.col("agency") == "Wrenmouth Reporting Centres"
    early = pl.when(form & (pl.col("id") % 4 == 0)).then(1).otherwise(0)
    return records.with_columns(
        pl.col("occurred_from").dt.offset_by(pl.format("-{}d", early)),
        pl.col("occurred_to").dt.offset_by(pl.format("-{}d", early)),
        pl.when(form & (pl.col("id") % 5 == 0)).then(pl.lit("")).otherwise("strands").alias("strands"),
    )


class TestMeasured:
    @pytest.mark.parametrize(
        ("spoilt", "precision", "recall"),
        [
            (lambda same: same, 0.88, 0.90),
            (by_month, 0.80, 0.50),
            (by_ward, 0.84, 0.83),
            (misremembered, 0.85, 0.80),
        ],
        ids=["as sent", "police by month and street", "police by ward", "forms misremembered"],
    )
    def test_the_search_finds_what_is_planted(self, records, spoilt, precision: float, recall: float) -> None:
        compared, known = records
        lines = measured(spoilt(compared), known)["thresholds"]
        half = next(line for line in lines if line["threshold"] == 0.5)
        assert half["precision"] >= precision and half["recall"] >= recall

    def test_a_higher_threshold_is_surer_and_finds_less(self, records) -> None:
        lines = measured(*records)["thresholds"]
        recalls = [line["recall"] for line in lines]
        assert recalls == sorted(recalls, reverse=True)
        assert lines[-1]["precision"] >= 0.97

    def test_the_score_is_about_the_share_that_is_right(self, records) -> None:
        """Of pairs between two thresholds, about as many are one event as the scores say."""
        lines = {line["threshold"]: line for line in measured(*records)["thresholds"]}
        for low, high in ((0.3, 0.6), (0.6, 0.9)):
            found = lines[low]["found"] - lines[high]["found"]
            right = lines[low]["right"] - lines[high]["right"]
            assert low - 0.25 <= right / found <= high + 0.15

    def test_a_list_that_is_none_is_refused(self, own: Demo, store: Store, tmp_path: Path) -> None:
        wrong = tmp_path / "wrong.json"
        wrong.write_text('{"pairs": []}')
        area = load_partnership(own.partnership).study_area()
        with pytest.raises(ERRORS, match="not a list of known duplicates"):
            measure(store, area, wrong)
        wrong.write_text(
            '{"duplicates_between_agencies": [[{"file": "a", "row": 2}, {"file": "b", "row": 3}]]}'
        )
        with pytest.raises(ERRORS, match="1 of the 1 known pairs name rows that are not in the store"):
            measure(store, area, wrong)


class TestDeciding:
    def test_the_demo_shows_every_state(self, store: Store) -> None:
        known = desk.review(store)
        assert all(known.counts[state] for state in desk.STATES)
        assert known.left_out == known.counts["same"]
        assert known.not_compared == 0
        assert known.contradictions == ()

    def test_the_queue_is_asked_by_state_agency_and_day(self, store: Store) -> None:
        every = desk.review(store).pairs
        some = desk.queue(every, state="open", agencies={"Curlew Homes"})
        assert 0 < len(some) < len(every)
        assert all("Curlew Homes" in (one["agency_a"], one["agency_b"]) for one in some)
        day = every[0]["day_a"]
        assert every[0] in desk.queue(every, first=day, last=day)

    def test_deciding_and_undoing_is_told_with_who_and_when(self, store: Store) -> None:
        pair = desk.queue(desk.review(store).pairs, state="open")[0]["pair"]
        before = desk.review(store).left_out
        assert desk.decide(store, pair, "same", by="Ann", note="  rang   the centre ")
        assert desk.review(store).left_out == before + 1
        assert desk.undo(store, pair, by="Bea")
        assert desk.review(store).left_out == before
        first, last = desk.history(store, pair)
        assert first.startswith("The same event: Ann, ") and first.endswith("“rang the centre”")
        assert last.startswith("Undone: Bea, ")

    @pytest.mark.parametrize(
        ("note", "wrong"),
        [
            ("x" * 201, "201 characters"),
            ("call 07700 900123", "a telephone number"),
            ("Mr John Hepworth said so", "a person's name"),
        ],
    )
    def test_a_note_points_at_nobody(self, store: Store, note: str, wrong: str) -> None:
        pair = desk.queue(desk.review(store).pairs, state="open")[0]["pair"]
        with pytest.raises(ERRORS, match=wrong) as refused:
            desk.decide(store, pair, "same", by="Ann", note=note)
        assert "Hepworth" not in str(refused.value) and "900123" not in str(refused.value)
        assert desk.history(store, pair) == []

    def test_decisions_that_do_not_go_together_are_told_in_words(self, store: Store) -> None:
        with store.writing() as c:
            a, b, d = [
                tuple(row)
                for agency in ("Wrenshire Police", "Curlew Homes", "Lantern Victim Care")
                for row in c.exec_driver_sql(
                    f"select agency, reference from incidents where agency = '{agency}' limit 1"
                )
            ]
            found = pl.DataFrame(
                [(*a, *b, 0.9, "x"), (*a, *d, 0.9, "x"), (*b, *d, 0.9, "x")],
                schema=["agency_a", "reference_a", "agency_b", "reference_b", "score", "reasons"],
                orient="row",
            )
            desk.keep_pairs(c, found, by="Ann", batch=-1)
        numbers = [one["pair"] for one in desk.review(store).pairs if one["reasons"] == "x"]
        for number, decision in zip(sorted(numbers), ("same", "same", "different"), strict=True):
            desk.decide(store, number, decision, by="Ann")
        (told,) = desk.review(store).contradictions
        assert "does not go together" in told and "Curlew Homes" in told

    def test_side_by_side_marks_what_differs(self, own: Demo, store: Store) -> None:
        office = open_desk(Settings(store=own.store, partnership=own.partnership, formats=own.folder))
        pair = next(one for one in desk.review(store).pairs if "which are close" in one["reasons"])
        both = side_by_side(office, ANALYST, pair)
        assert both is not None
        told = {line.title: line for line in both.lines}
        assert told["What"].compared == "differs"
        assert told["Day"].compared == "agrees"
        assert not any(character.isdigit() for character in told["Ward"].a)
        assert side_by_side(office, ANALYST, {**pair, "id_a": -1}) is None
        with store.reading() as connection:
            line = list(lines(connection))[-1]
        assert line["action"] == "read rows" and f"{min(pair['id_a'], pair['id_b'])}, " in line["detail"]

    def test_a_pair_with_a_record_that_is_kept_back_is_not_listed(self, own: Demo, store: Store) -> None:
        office = open_desk(Settings(store=own.store, partnership=own.partnership, formats=own.folder))
        every, seen = desk.review(store), review_for(office, ANALYST)
        school = "Wrenmouth Schools Partnership"
        theirs = [one for one in every.pairs if school in (one["agency_a"], one["agency_b"])]
        assert theirs and school not in seen.agencies and seen.kept_back == len(theirs)
        assert len(seen.pairs) == len(every.pairs) - len(theirs)
        assert side_by_side(office, ANALYST, theirs[0]) is None
        assert review_for(office, Principal("Ada", school, ANALYST.viewer)).kept_back == 0
        assert review_for(office, Principal("Ada", "", viewer_of("administrator"))).pairs == []


def run(own: Demo, *words: str) -> dict:
    given = ["--store", own.store, "--partnership", str(own.partnership), "--by", "Ann", "--json"]
    said = CliRunner().invoke(app, ["duplicates", *words, *given])
    assert said.exit_code == 0, said.output
    answer: dict = json.loads(said.stdout)
    return answer


class TestShell:
    def test_find_list_decide_undo_and_measure(self, own: Demo) -> None:
        assert run(own, "find")["new"] == 0
        pairs = run(own, "list", "--state", "open")["pairs"]
        number = str(pairs[0]["pair"])
        assert run(own, "decide", number, "same")["changed"]
        assert run(own, "list", "--state", "same")["pairs"]
        assert run(own, "undo", number)["said"][-1].startswith("Undone: Ann")
        measured = run(own, "measure", str(own.folder / "files" / "planted_truths.json"))
        assert measured["known"] == len(own.truths["duplicates_between_agencies"])
        assert measured["thresholds"][0]["recall"] > 0.9

    @pytest.mark.parametrize("words", [["marry"], ["decide", "1"], ["list", "--state", "wed"], ["undo", "x"]])
    def test_a_slip_is_refused_in_a_line(self, own: Demo, words: list[str]) -> None:
        said = CliRunner().invoke(app, ["duplicates", *words, "--store", own.store])
        assert said.exit_code == 2


def test_a_new_file_is_compared_as_it_is_taken_in(own: Demo, store: Store) -> None:
    with store.reading() as connection:
        assert desk.files_not_compared(connection) == []


class TestPage:
    @pytest.fixture
    def page(self, own: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
        monkeypatch.setenv("COMMON_GROUND_STORE", own.store)
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(own.partnership))
        monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
        monkeypatch.chdir(ROOT)
        path = ROOT / "dashboard" / "pages" / "possible_duplicates.py"
        return AppTest.from_file(str(path), default_timeout=60).run()

    def test_a_pair_is_decided_and_the_next_one_comes(self, page: AppTest) -> None:
        assert not page.exception
        before = next(one.value for one in page.markdown if "in the queue" in str(one.value))
        next(one for one in page.button if one.label == "Same event").click().run()
        assert not page.exception
        assert "one event from now on" in page.success[0].value
        after = next(one.value for one in page.markdown if "in the queue" in str(one.value))
        assert before != after

    def test_a_note_with_a_number_in_it_is_refused(self, page: AppTest) -> None:
        note = next(one for one in page.text_input if one.label == "Note")
        note.set_value("ring 07700 900123")
        next(one for one in page.button if one.label == "Same event").click().run()
        assert "telephone number" in page.error[0].value

    def test_searching_again_says_what_was_found(self, page: AppTest) -> None:
        next(one for one in page.button if one.label == "Look for possible duplicates").click().run()
        assert "0 new possible duplicates" in page.success[0].value
