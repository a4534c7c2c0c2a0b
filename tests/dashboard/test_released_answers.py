"""Answers from a release: by hand, and never a number that the release does not have or does not show."""

import itertools
import random
from collections.abc import Callable
from typing import Any

import h3
import numpy as np
import polars as pl
import pytest

from dashboard.answers.released.calendar import days_of, period_words, unit_of
from dashboard.answers.released.change import HIDDEN, MORE, SAME, changes
from dashboard.answers.released.concentrations import concentrations
from dashboard.answers.released.course import course, units_of
from dashboard.answers.released.figures import figures
from dashboard.answers.released.noise import most_off
from dashboard.answers.released.offered import BY, NOT_GIVEN, Choice, offered
from dashboard.answers.released.tension import bands, quarters_of_bands
from dashboard.released.release import AREA, SCHEMA, OffLatticeError, Release
from tests.dashboard.released_town import RESIDENTS, STRANDS, WARDS, made, town_release

PROFILES = ("partner", "public")
CELL = h3.latlng_to_cell(52.41, -1.54, 9)


def of(*rows: tuple[Any, ...], profile: str = "partner", **changes: Any) -> Release:
    """Make a release of rows by hand: table, area, period, strand, source, value."""
    return made(profile, pl.DataFrame(list(rows), schema=SCHEMA, orient="row"), **changes)


def by_ward(*values: int | None, period: str = "2025", table: str = "T4") -> list[tuple[Any, ...]]:
    return [(table, ward, period, "", "", value) for ward, value in zip(WARDS, values, strict=True)]


class TestCalendar:
    def test_periods_are_read_and_written(self) -> None:
        assert [str(day) for day in days_of("2024-Q1")] == ["2024-01-01", "2024-03-31"]
        assert str(days_of("2024-02")[1]) == "2024-02-29"
        assert [unit_of(p) for p in ("2024", "2024-Q1", "2024-11")] == ["year", "quarter", "month"]
        assert [period_words(p) for p in ("2024", "2024-Q3", "2024-11")] == [
            "2024", "July to September 2024", "November 2024",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "word", ["", "2024-Q5", "2024-13", "24", "2024-1", "2024-W03", "2024-01-01", "0000"]
    )
    def test_anything_else_is_no_period(self, word: str) -> None:
        with pytest.raises(ValueError, match=r"period|year 0"):
            days_of(word)


class TestFigures:
    def test_by_hand(self) -> None:
        release = of(*by_ward(60, None, 30, 12, None, 8), ("T1", AREA, "2025", "", "", 113))
        answer = figures(release, Choice("ward", "2025"))
        assert answer.table["code"].tolist()[:4] == ["E05000001", "E05000003", "E05000004", "E05000006"]
        assert answer.table["shown"].tolist() == ["60", "30", "12", "8", "fewer than 5", "fewer than 5"]
        assert answer.table["per_1000"].tolist()[:2] == pytest.approx([1000 * 60 / 9000, 1000 * 30 / 6000])
        assert answer.table["share"].tolist()[:2] == pytest.approx([60 / 113, 30 / 113])
        assert (answer.total, answer.has_total, answer.hidden, answer.name) == (113, True, 2, "T4")
        assert answer.table.iloc[4:][["reports", "per_1000", "share"]].isna().all().all()

    def test_rounded_numbers_are_written_as_such_and_a_small_total_has_no_shares(self) -> None:
        release = of(
            *by_ward(15, 10, None, 10, None, None), ("T1", AREA, "2025", "", "", 45), profile="public"
        )
        answer = figures(release, Choice("ward", "2025"))
        assert answer.table["shown"].tolist()[0] == "about 15"
        assert answer.table["shown"].tolist()[-1] == "fewer than 10"
        assert answer.table["share"].isna().all()

    def test_a_strand_named_too_seldom_is_not_said_to_be_few(self) -> None:
        rows = [("T1", AREA, "2025-Q1", strand, "", 40 if strand == "race" else None) for strand in STRANDS]
        years = [("T1", AREA, "2025", strand, "", n) for strand, n in zip(STRANDS, (90, 25, 19), strict=True)]
        answer = figures(of(*rows, *years), Choice("strand", "2025-Q1"))
        assert dict(zip(answer.table["code"], answer.table["shown"], strict=True)) == {
            "race": "40", "religion": "fewer than 5", "transgender": "not given",
        }  # fmt: skip
        assert figures(of(*rows, *years), Choice("strand", "2025")).table["shown"].tolist() == [
            "90",
            "25",
            "19",
        ]

    def test_a_hidden_total_gives_no_share(self) -> None:
        release = of(*by_ward(9, 8, 7, 6, 5, 5), ("T1", AREA, "2025", "", "", None))
        answer = figures(release, Choice("ward", "2025"))
        assert answer.total is None
        assert answer.has_total
        assert answer.table["share"].isna().all()

    def test_cells_are_set_against_their_ground(self) -> None:
        release = of(("T6", "c01", "2025", "", "", 20), cells={"c01": (CELL,)})
        (row,) = figures(release, Choice("cell", "2025")).table.to_dict("records")
        assert row["per_km2"] == pytest.approx(20 / h3.cell_area(CELL, unit="km^2"))
        assert figures(release, Choice("cell", "2025")).has_total is False

    @pytest.mark.parametrize("profile", PROFILES)
    def test_nothing_below_the_threshold_is_in_any_table(self, profile: str) -> None:
        release = town_release(profile)
        known = offered(release)
        seen = 0
        for by in BY:
            for period in known.periods(by):
                for strand in ("", *known.strands(by, period)) if by != "strand" else ("",):
                    answer = figures(release, Choice(by, period, strand))
                    numbers = answer.table["reports"].dropna()
                    assert (numbers >= release.threshold).all()
                    assert (numbers % release.base == 0).all()
                    assert answer.total is None or answer.total >= release.threshold
                    hidden = answer.table.loc[answer.table["reports"].isna(), "shown"]
                    assert set(hidden) <= {release.few, NOT_GIVEN}
                    assert by == "strand" or strand or NOT_GIVEN not in set(hidden)
                    seen += len(numbers)
        assert seen > 300

    def test_classes_are_of_shown_values_only(self) -> None:
        release = of(*by_ward(60, None, 30, 12, None, 8))
        answer = figures(release, Choice("ward", "2025"))
        lowest, found = answer.classes("reports")
        assert lowest == (8.0, 12.0, 30.0, 60.0)
        assert found.tolist() == [3, 2, 1, 0, -1, -1]
        with pytest.raises(ValueError, match="no measure"):
            answer.classes("hidden")


class TestCourse:
    def test_hidden_months_are_gaps(self) -> None:
        release = of(*[("T1", AREA, f"2025-{m:02}", "", "", None if m == 2 else 10 + m) for m in (1, 2, 3)])
        answer = course(release, unit="month")
        assert answer.table["shown"].tolist() == ["11", "fewer than 5", "13"]
        assert np.isnan(answer.table["reports"][1])
        assert answer.hidden == 1
        assert units_of(release) == ("month",)

    def test_what_is_not_there_is_refused(self) -> None:
        with pytest.raises(OffLatticeError):
            course(town_release(), unit="month", area="E05000003", strand="race")


class TestChange:
    def test_by_hand(self) -> None:
        release = of(
            *by_ward(90, 12, None, 30, 8, 41, period="2025"), *by_ward(40, 14, 20, None, 8, 40, period="2024")
        )
        answer = changes(release, by="ward", now="2025", before="2024")
        rows = answer.table.set_index("code")
        assert rows.loc["E05000001", "verdict"] == MORE
        assert rows.loc["E05000001", "difference"] == "+50 (+125%)"
        assert rows.loc["E05000002", "verdict"] == SAME
        assert rows.loc[["E05000003", "E05000004"], "verdict"].eq(HIDDEN).all()
        assert rows.loc[["E05000003", "E05000004"], "difference"].eq("").all()
        assert rows.loc["E05000005", "difference"] == "none"
        assert answer.total.empty

    def test_within_the_noise_there_is_no_verdict(self) -> None:
        release = of(*by_ward(*[5 + most_off(town_release())] * 6), *by_ward(*[5] * 6, period="2024"))
        assert changes(release, by="ward", now="2025", before="2024").table["verdict"].eq(SAME).all()

    @pytest.mark.parametrize(("now", "before"), [("2024", "2025"), ("2025", "2025"), ("2025", "2024-Q4")])
    def test_only_a_later_with_an_earlier_period_of_its_kind(self, now: str, before: str) -> None:
        with pytest.raises(OffLatticeError):
            changes(town_release(), by="ward", now=now, before=before)


class TestConcentrations:
    def test_the_busy_ward_of_the_town_is_found_against_its_residents(self) -> None:
        answer = concentrations(town_release(), by="ward", period="2025")
        assert answer.found["label"].tolist() == ["Market"]
        (row,) = answer.found.to_dict("records")
        shown = figures(town_release(), Choice("ward", "2025")).table
        expected = shown["reports"].sum() * RESIDENTS["E05000003"] / sum(RESIDENTS.values())
        assert row["expected"] == pytest.approx(expected)
        assert row["times"] == pytest.approx(row["reports"] / expected)

    def test_hidden_places_are_taken_to_be_full(self) -> None:
        answer = concentrations(of(*by_ward(60, 20, 20, 20, 20, None)), by="ward", period="2025")
        expected = (140 + 4) * RESIDENTS["E05000001"] / sum(RESIDENTS.values())
        assert answer.table.set_index("code").loc["E05000001", "expected"] == pytest.approx(expected)
        assert answer.hidden == 1
        assert "E05000006" not in set(answer.table["code"])

    def test_an_even_spread_gives_none(self) -> None:
        even = [round(n / 100) for n in RESIDENTS.values()]
        answer = concentrations(of(*by_ward(*even)), by="ward", period="2025")
        assert answer.state == "none"
        assert answer.table["rank"].isna().all()

    @pytest.mark.parametrize(
        ("values", "changes", "reason"),
        [
            ((60, 20, 20, None, None, None), {}, "places"),
            ((8, 8, 8, 8, 8, 8), {}, "reports"),
            ((60, 20, 20, 20, 20, 20), {"residents": {}}, "residents"),
        ],
    )
    def test_not_enough_is_an_answer(
        self, values: tuple[int | None, ...], changes: dict[str, Any], reason: str
    ) -> None:
        answer = concentrations(of(*by_ward(*values), **changes), by="ward", period="2025")
        assert (answer.state, answer.reason) == ("not enough data", reason)
        assert answer.found.empty

    def test_it_says_when_the_cells_were_drawn_by_the_same_reports(self) -> None:
        assert str(concentrations(town_release(), by="cell", period="2025").drawn_to) == "2025-12-31"
        assert concentrations(town_release(), by="cell", period="2024").drawn_to is None
        assert concentrations(town_release(), by="ward", period="2025").drawn_to is None

    @pytest.mark.parametrize(("by", "period"), [("cell", "2025-03"), ("strand", "2025"), ("cell", "2026")])
    def test_what_is_not_there_is_refused(self, by: str, period: str) -> None:
        with pytest.raises((OffLatticeError, KeyError)):
            concentrations(town_release(), by=by, period=period)


class TestTension:
    def test_unknown_and_hidden_look_alike(self) -> None:
        answer = bands(town_release(tension=True), "2025-Q4")
        assert answer.table["words"].tolist()[:2] == ["High", "Raised"]
        assert answer.table["words"].tolist()[-2:] == ["Unknown", "Unknown"]
        assert answer.unknown == 2

    def test_bands_are_no_counts(self) -> None:
        release = town_release(tension=True)
        assert offered(release).table("E05000001", "2025-Q4") == "T2"

    def test_a_release_without_bands_says_so(self) -> None:
        assert quarters_of_bands(town_release()) == {}
        with pytest.raises(OffLatticeError):
            bands(town_release(), "2025-Q4")


def off_lattice(rng: random.Random) -> tuple[str, Choice]:
    """Make a question that no release has: a window, an area, a group or a table of one's own."""
    day = f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    ward = rng.choice(list(WARDS))
    return rng.choice(
        [
            ("ward", Choice("ward", day)),
            ("ward", Choice("ward", f"{day}/{day}")),
            ("ward", Choice("ward", f"2025-W{rng.randint(1, 52):02}")),
            ("ward", Choice("ward", f"2025-{rng.randint(1, 12):02}", rng.choice(["race", "religion"]))),
            ("ward", Choice("ward", "2025", f"not {rng.choice(['race', 'religion'])}")),
            ("ward", Choice("ward", "2025", "race;religion")),
            ("cell", Choice("cell", f"2025-{rng.randint(1, 12):02}")),
            ("cell", Choice("cell", f"2025-Q{rng.randint(1, 4)}", "race")),
            ("source", Choice("source", "2025", area=ward)),
            ("source", Choice("source", f"2025-{rng.randint(1, 12):02}")),
            ("strand", Choice("strand", f"2025-{rng.randint(1, 12):02}", area=ward)),
            ("strand", Choice("strand", "2025", area=f"{ward}+{rng.choice(list(WARDS))}")),
            ("strand", Choice("strand", "2025", area=h3.latlng_to_cell(52.4, -1.5, rng.randint(6, 11)))),
            ("drawn", Choice(f"polygon({rng.random():.4f})", "2025")),
            ("ward", Choice("ward", str(rng.choice([1900, 2023, 2026, 2100])))),
        ]
    )


def test_every_request_off_the_lattice_is_refused(proof: Callable[[str], None]) -> None:
    rng, refused = random.Random(6), 0
    for profile in itertools.islice(itertools.cycle(PROFILES), 300):
        release = town_release(profile)
        _, choice = off_lattice(rng)
        with pytest.raises(OffLatticeError) as said:
            figures(release, choice)
        assert choice.period not in str(said.value) or not choice.period
        refused += 1
    proof(f"differencing: {refused} of 300 off-lattice requests refused")
