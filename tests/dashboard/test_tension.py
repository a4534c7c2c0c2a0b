"""The board of tension: what moves a level and what does not, what is unknown, and what may not be seen."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.answers.tension.alarms import ALARMS, no_alarms
from dashboard.answers.tension.assess import Board, periods_of, tension
from dashboard.answers.tension.board import CELLS, LINES, MISSING, NO_WARD, WARDS
from dashboard.answers.tension.incidents import weekly_cube
from dashboard.answers.tension.periods import period_before, period_of
from dashboard.desks.agreed_levels import agreed_frame
from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.report_lists import Reader
from dashboard.desks.reports import enter_report, grade_again
from dashboard.filters import Window
from dashboard.settings import Settings
from dashboard.shell.commands.tension import _as_json, _print_cells
from dashboard.snapshot import EPOCH, Snapshot, load_snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import ANALYST, Viewer
from tests.conftest import Demo
from tests.dashboard.tension_town import (
    COUNCIL,
    HOUSING,
    POLICE,
    SUNDAY,
    happening,
    incident,
    many,
    told,
    town,
)
from tests.dashboard.test_shell import answer as shell_answer
from tests.dashboard.test_shell import run

PARTNER = Viewer("partner", "Partner")
KNOWN, ONE_SOURCE, UNKNOWN = "indicated", "one source only", "no recent information"
WORDS = ("loudly", "at noon", "in the rain", "as before", "near the gate")
SEVERAL = ("ward_panel", "key_individual_network", "school", "third_party_centre")


def several(number: int, **said: Any) -> list[dict[str, Any]]:
    """Reports of so many sources, each of an agency of its own."""
    return [told(SEVERAL[at], agency=f"Agency {at}", **said) for at in range(number)]


def board(there: Snapshot, viewer: Viewer = ANALYST, **asked: Any) -> Board:
    return tension(there, viewer, **{"alarms": no_alarms(), **asked})


def cell(found: Board, ward: str = "E1", strand: str = "race") -> pd.Series:
    return found.cell(ward, strand)


class TestThePeriod:
    @pytest.mark.parametrize(
        ("span", "last", "first", "end"),
        [
            ("week", date(2026, 9, 27), date(2026, 9, 21), date(2026, 9, 27)),
            ("week", date(2026, 9, 26), date(2026, 9, 14), date(2026, 9, 20)),
            ("month", date(2026, 9, 30), date(2026, 9, 1), date(2026, 9, 30)),
            ("month", date(2026, 9, 29), date(2026, 8, 1), date(2026, 8, 31)),
            ("month", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
            ("month", date(2026, 1, 5), date(2025, 12, 1), date(2025, 12, 31)),
        ],
    )
    def test_it_is_the_last_whole_one(self, span: str, last: date, first: date, end: date) -> None:
        period = period_of(span, last)
        assert period == Window(first, end)
        assert period_before(span, period).last == first - timedelta(days=1)

    def test_it_hangs_on_the_latest_record_and_goes_no_further(self) -> None:
        there = town()
        assert periods_of(there, span="week")[0].last == SUNDAY
        assert periods_of(there, span="week", last=date(2030, 1, 1))[0].last == SUNDAY
        assert board(there).latest == SUNDAY + timedelta(days=3)

    def test_a_report_later_than_the_records_carries_it_on(self) -> None:
        there = town([told(seen=SUNDAY + timedelta(days=7))])
        assert periods_of(there, span="week")[0].last == SUNDAY + timedelta(days=7)

    def test_no_other_span(self) -> None:
        with pytest.raises(ValueError, match="no span 'day'"):
            board(town(), span="day")

    def test_nothing_at_all_is_said(self) -> None:
        there = town()
        object.__setattr__(there, "records", there.records.clear())
        with pytest.raises(NoRecordsError):
            board(there)


class TestWhatIsKnown:
    def test_silence_is_unknown_and_never_calm(self) -> None:
        found = board(town())
        assert set(found.cells["state"]) == {UNKNOWN} and found.cells["level"].isna().all()
        assert (
            found.cells["reason"]
            .str.startswith("Unknown: nothing, or too little to show, was told of this")
            .all()
        )
        assert len(found.cells) == 3 * 8 and found.cells["name"].iat[-1] == "No one ward"

    def test_the_last_report_is_named_however_long_ago(self) -> None:
        found = board(town([told(seen=date(2026, 3, 1), review_by=date(2026, 8, 1))]))
        assert "the last report tells of 1 March 2026" in cell(found)["reason"]

    def test_one_source_is_told_as_one(self) -> None:
        one = cell(board(town([told()])))
        assert one["state"] == ONE_SOURCE and pd.isna(one["level"])
        assert one["reason"] == "One source only: Ward panel (Wren Council). Ask a second source."

    def test_the_unverified_are_told_as_such(self) -> None:
        one = cell(board(town([told("online", grade="3D"), told("survey", is_anonymous=True)])))
        assert one["state"] == ONE_SOURCE and one["reason"].startswith("Only unverified or anonymous")

    def test_two_sources_that_tell_of_nothing_much_are_the_first_level(self) -> None:
        found = cell(board(town(several(2, severity=1))))
        assert found["state"] == KNOWN and found["level"] == 1 and found["next_points"] == 0.75

    def test_ordinary_incidents_are_heard_where_enough_may_be_seen(self) -> None:
        few = board(town(incidents=[*many(2), *many(2, agency=COUNCIL)]))
        assert cell(few)["state"] == UNKNOWN
        far = [{**row, "place": at % 2} for at, row in enumerate(many(4) + many(4, agency=COUNCIL))]
        assert cell(board(town(incidents=far)))["state"] == KNOWN

    def test_what_was_seen_later_is_not_in_it(self) -> None:
        later = several(3, seen=SUNDAY + timedelta(days=1))
        found = board(town(later))
        assert cell(found)["state"] == UNKNOWN and found.lines.empty
        assert any("is not in this board" in note for note in found.notes)


class TestWhatMovesALevel:
    def test_three_sources_lift_it_and_the_reason_names_them(self) -> None:
        found = cell(board(town(several(3))))
        assert found["level"] == 3 and found["beyond"] == 3.0  # two at the cap of one source
        assert "three sources count" in found["reason"] and "Ward panel (Agency 0)" in found["reason"]

    def test_a_hundred_reports_of_one_source_move_nothing(self) -> None:
        base = board(town(several(1)))
        hundred = board(town([*several(1), *(told(agency="Agency 0", echo=1) for _ in range(99))]))
        assert cell(base)["state"] == cell(hundred)["state"] == ONE_SOURCE
        with_more = [*several(3), *(told(agency="Agency 0", severity=4) for _ in range(99))]
        assert cell(board(town(with_more)))["level"] == cell(board(town(several(3))))["level"]

    def test_a_severity_of_a_scale_that_is_no_longer_used_counts_for_nothing(self) -> None:
        found = board(town([*several(2), told("school", severity=9)]))
        assert cell(found)["beyond"] == cell(board(town(several(2))))["beyond"]
        assert found.lines["why_not_words"].str.contains("no longer used").sum() == 1

    def test_suspected_to_be_false_is_never_counted(self) -> None:
        base, false = board(town(several(2))), board(town([*several(2), *several(4, grade="1E")[2:]]))
        assert cell(false)["level"] == cell(base)["level"] and cell(false)["beyond"] == cell(base)["beyond"]
        lines = false.lines[false.lines["grade"] == "1EP"]
        assert len(lines) == 2 and not lines["counted"].any()
        assert lines["why_not_words"].str.contains("for analysts only").all()

    def test_a_report_that_waits_for_a_second_look_is_left_out_with_its_condition_unsaid(self) -> None:
        waits = told("school", needs_check=True, handling="C", condition="Ask John Smith.")
        found = board(town([told(), waits]))
        assert cell(found)["state"] == ONE_SOURCE
        line = found.lines[~found.lines["counted"]].iloc[0]
        assert "second look" in line["why_not_words"] and "Smith" not in found.lines.to_csv()

    def test_past_its_review_day_it_counts_no_more(self) -> None:
        old = told("school", agency="Agency 1", review_by=SUNDAY - timedelta(days=1))
        found = board(town([told(), old]))
        assert cell(found)["state"] == ONE_SOURCE and "past its review day" in set(
            found.lines["why_not_words"]
        )

    def test_an_event_never_lifts_it(self) -> None:
        soon = happening("March", SUNDAY + timedelta(days=6))
        alone = board(town(events=[soon]))
        assert set(alone.cells["state"]) == {UNKNOWN} and not alone.lines["counted"].any()
        base, beside = (board(town(several(2, severity=1), events=events)) for events in ((), [soon]))
        assert cell(base)["level"] == cell(beside)["level"] == 1
        assert "March, 3 October 2026." in set(beside.lines_of("E1", "race")["sentence"])

    def test_an_event_too_far_ahead_or_of_another_ward_is_not_here(self) -> None:
        far = happening("Far", SUNDAY + timedelta(days=60))
        mill = happening("Mill fair", SUNDAY, ward="E2", strands="race")
        found = board(town(events=[far, mill]))
        assert found.lines["ward"].tolist() == ["E2"] and found.lines["strand"].tolist() == ["race"]

    def test_a_report_of_no_ward_stands_in_a_row_of_its_own(self) -> None:
        found = board(town(several(3, ward=None)))
        assert cell(found, NO_WARD)["level"] == 3 and cell(found)["state"] == UNKNOWN

    @pytest.mark.parametrize("strands", ["", "martian"])
    def test_a_report_of_no_strand_is_listed_and_counts_in_none(self, strands: str) -> None:
        found = board(town([told(strands=strands)]))
        assert set(found.cells["state"]) == {UNKNOWN}
        assert found.lines["why_not_words"].tolist() == ["names no strand, so it counts in none"]

    def test_a_report_of_two_strands_counts_in_each(self) -> None:
        found = board(town(several(3, strands="race;religion")))
        assert cell(found)["level"] == cell(found, strand="religion")["level"] == 3

    def test_grading_again_changes_the_level_and_the_line_shows_it(self) -> None:
        again = {"regraded": "1A to 3D on 24 September 2026", "regraded_by": "Ann", "grade": "3D"}
        before, after = several(3), [*several(2), *(one | {} for one in several(3, **again)[2:])]
        assert cell(board(town(before)))["level"] == 3 and cell(board(town(after)))["level"] == 2
        shown = board(town(after)).lines["regraded"]
        assert "1A to 3D on 24 September 2026 by Ann" in set(shown)
        assert not board(town(after), PARTNER).lines["regraded"].str.contains("Ann").any()


class TestIncidents:
    def test_serious_ones_are_a_line_of_each_agency_that_has_enough(self) -> None:
        rows = [*many(3, category="violence"), *many(2, category="violence", agency=COUNCIL)]
        lines = board(town(incidents=rows)).lines
        serious = lines[lines["kind"] == "serious"]
        assert serious["source_words"].tolist() == ["Records of Wren Police"]

    def test_where_no_one_agency_has_enough_nothing_is_said(self) -> None:
        rows = [*many(2, category="violence"), *many(2, category="violence", agency=COUNCIL)]
        assert "serious" not in set(board(town(incidents=rows)).lines["kind"])

    def test_repeats_are_at_or_near_one_place(self) -> None:
        apart = [*many(2), *many(2, place=1)]
        assert "repeats" not in set(board(town(incidents=apart)).lines["kind"])
        assert "repeats" in set(board(town(incidents=many(3))).lines["kind"])

    def test_what_officers_came_upon_is_no_signal(self) -> None:
        assert board(town(incidents=many(9, noticed_by="officer", category="violence"))).lines.empty

    def test_an_alarm_speaks_for_the_agencies_that_recorded_it(self) -> None:
        rows = [
            incident(SUNDAY - timedelta(days=3 * at), agency=agency, place=at % 2)
            for agency in (POLICE, COUNCIL)
            for at in range(6)
        ]
        first = SUNDAY - timedelta(days=27)
        given = pd.DataFrame([(SUNDAY, "E1", "race", first, SUNDAY)], columns=list(ALARMS))
        found = board(town(incidents=rows), alarms=given)
        lines = found.lines[found.lines["kind"] == "alarm"]
        assert set(lines["source_words"]) == {"Records of Wren Police", "Records of Wren Council"}
        assert cell(found)["level"] >= 2 and cell(found)["previous_level"] <= 1

    def test_the_cube_is_what_a_loop_counts(self) -> None:
        rows = [*many(4), *many(3, SUNDAY - timedelta(days=8), agency=COUNCIL, strand="religion", ward=1)]
        both = incident(SUNDAY - timedelta(days=20), strands=3)
        there = town(incidents=[*rows, both])
        counts, mondays = weekly_cube(there, SUNDAY)
        expected = np.zeros_like(counts)
        for row in there.records.filter(there.records["strands"] > 0).iter_rows(named=True):
            for bit in range(8):
                week = (EPOCH + timedelta(days=row["first"]) - mondays[0]).days // 7
                if row["strands"] >> bit & 1 and week >= 0:
                    expected[row["ward"], bit, week, row["agency"]] += 1
        assert (counts == expected).all() and counts.sum() == 4 + 3 + 2 and mondays[-1] == date(2026, 9, 21)


class TestDisclosure:
    @pytest.mark.parametrize("asked", [{"span": "week"}, {"span": "month"}])
    def test_a_hidden_count_changes_nothing_that_anybody_sees(self, asked: dict[str, Any]) -> None:
        """None, one or two incidents of an agency, ward, strand and category: the board is the same."""
        base = [
            *many(5, date(2026, 1, 10), agency=COUNCIL),
            *many(5, date(2026, 1, 10), agency=HOUSING, ward=1, place=2),
            *[{**row, "place": at % 2} for at, row in enumerate(many(4))],
            *(incident(SUNDAY, agency=agency, ward=-1, place=-1, strands=0) for agency in (COUNCIL, HOUSING)),
        ]
        seen = set()
        for council, housing in ((0, 0), (1, 2), (2, 0), (2, 1)):
            more = [
                *many(council, agency=COUNCIL, category="violence", strand="religion"),
                *many(housing, date(2026, 8, 28), agency=HOUSING, ward=1, place=2, strand="disability"),
            ]
            found = tension(town(several(2), [*base, *more]), ANALYST, **asked)
            seen.add(json.dumps(_as_json(found, None, None), default=str, sort_keys=True))
        assert len(seen) == 1

    def test_the_number_of_incidents_is_in_no_strength(self) -> None:
        seen = {
            json.dumps(_as_json(board(town(several(2), many(number, category="violence"))), None, None),
                       default=str, sort_keys=True)
            for number in (3, 4, 40)
        }  # fmt: skip
        assert len(seen) == 1

    def test_no_day_of_an_incident_is_told(self) -> None:
        rows = [incident(SUNDAY - timedelta(days=back), category="violence") for back in (5, 6, 9)]
        found = board(town(incidents=rows))
        assert set(found.lines["day"]) == {pd.Timestamp(SUNDAY)}
        assert set(found.missing["last_heard"].dropna()) == set()

    def test_what_is_suspected_to_be_false_is_for_analysts(self) -> None:
        reports = [*several(2), told("online", grade="1E", seen=SUNDAY - timedelta(days=2))]
        reports[0] |= {"regraded": "2E to 1A on 20 September 2026", "regraded_by": "Ann"}
        seen, hidden = board(town(reports)), board(town(reports), PARTNER)
        assert len(seen.lines) == 3 and len(hidden.lines) == 2
        assert "2E" not in hidden.lines.to_csv() and "suspected" not in hidden.lines.to_csv()
        pd.testing.assert_frame_equal(seen.cells, hidden.cells)
        pd.testing.assert_frame_equal(seen.missing, hidden.missing)

    def test_handling_c_goes_with_its_condition(self) -> None:
        reports = [told(handling="C", condition="Not outside this meeting."), told("school", handling="C")]
        for viewer in (ANALYST, PARTNER):
            found = board(town(reports), viewer).lines
            assert set(found["condition"]) == {
                "Not outside this meeting.",
                "No condition was given. Ask the sender before passing this on.",
            }
            assert "shared on conditions" in cell(board(town(reports), viewer))["reason"]
        assert "shared on conditions" not in cell(board(town(several(2))))["reason"]

    def test_the_same_inputs_in_any_order_give_the_same_board(self) -> None:
        rows = [*many(4, category="violence"), *many(5, agency=COUNCIL, strand="religion", ward=1, place=2)]
        reports = [*several(4), *several(2, grade="2C", strands="race;age"), told("online", grade="3D")]
        there = town(reports, rows, events=[happening("Fair", SUNDAY), happening("Vigil", SUNDAY)])
        mixed = town(reports, rows, events=[happening("Fair", SUNDAY), happening("Vigil", SUNDAY)])
        for name in ("records", "community", "calendar"):
            frame = getattr(mixed, name)
            object.__setattr__(mixed, name, frame.sample(fraction=1, shuffle=True, seed=5))
        one, two = board(there), board(mixed)
        for name in ("cells", "lines", "missing", "wards"):
            pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


class TestTheBoard:
    def test_its_frames_are_those_of_the_contract(self) -> None:
        found = board(town(several(3), many(4, category="violence")))
        for frame, columns in (
            (found.cells, CELLS), (found.lines, LINES), (found.missing, MISSING), (found.wards, WARDS),
        ):  # fmt: skip
            assert frame.dtypes.astype(str).to_dict() == columns

    def test_the_wards_are_the_cells_seen_from_above(self) -> None:
        found = board(town([*several(3), *several(2, ward="E2", strands="age", severity=1), told(ward="E2")]))
        for row in found.wards.to_dict("records"):
            own = found.cells[found.cells["ward"] == row["ward"]]
            assert row["known"] + row["unknown"] + row["one_source"] == len(own) == 8
            assert row["level"] == own["level"].max()
            assert found.cell(row["ward"], row["level_strand"])["level"] == row["level"]
        assert found.wards["ward"].tolist() == ["E1", "E2"] and found.wards["level"].tolist() == [3, 1]

    @pytest.mark.parametrize(
        ("before", "now", "direction"),
        [
            ((), (), "unknown"), ((), (3,), "newly known"), ((2,), (4,), "up"), ((3,), (), "down"),
            ((3,), (3,), "same"), ((1,), (), "unknown"),
        ],
    )  # fmt: skip
    def test_the_direction_is_against_the_period_before(
        self, before: tuple[int, ...], now: tuple[int, ...], direction: str
    ) -> None:
        earlier = [row for n in before for row in several(n, severity=3, seen=SUNDAY - timedelta(days=8))]
        found = cell(board(town([*earlier, *(row for n in now for row in several(n, severity=3))])))
        assert found["direction"] == direction

    def test_what_has_long_been_told_is_no_longer_known(self) -> None:
        long_ago = town().policy.tension.recent_days + 2
        found = cell(board(town(several(2, seen=SUNDAY - timedelta(days=long_ago)))))
        assert found["direction"] == "no longer known" and found["previous_state"] == KNOWN

    def test_the_latest_decision_of_this_very_period_stands_beside_it(self) -> None:
        period, previous = periods_of(town(), span="week")
        agreed = pd.DataFrame(
            [
                ("E1", "race", period.first, period.last, 2, 1, "Ann", date(2026, 9, 28), "KIN", "First."),
                ("E1", "race", period.first, period.last, 4, 3, "Bea", date(2026, 9, 29), "KIN", "A march."),
                ("E1", "race", previous.first, previous.last, 5, None, "Ann", date(2026, 9, 21), "KIN", "x"),
                ("E1", "all", period.first, period.last, 6, None, "Ann", date(2026, 9, 28), "KIN", "Whole."),
                ("E2", "race", period.first, date(2026, 10, 4), 6, 1, "Ann", date(2026, 9, 28), "KIN", "x"),
            ],
            columns=["ward", "strand", "period_from", "period_to", "agreed_level", "indicated_level",
                     "agreed_by", "agreed_on", "meeting", "reason"],
        )  # fmt: skip
        found = board(town(several(3)), agreed=agreed)
        one = cell(found)
        assert (one["agreed_level"], one["agreed_by"], one["agreed_why"]) == (4, "Bea", "A march.")
        assert one["previous_agreed"] == 5 and one["agreed_indicated"] == 3 and one["level"] == 3
        assert pd.isna(cell(found, "E2")["agreed_level"])
        assert found.wards["agreed_highest"].tolist()[0] == 6

    def test_who_is_missing_is_named(self) -> None:
        old = told("school", seen=SUNDAY - timedelta(days=90))
        rows = [*many(4), *many(9, date(2026, 2, 1), agency=COUNCIL)]
        found = board(town([told(), old], rows))
        said = "\n".join(found.missing["sentence"])
        assert "Wren Homes: has sent no records." in said
        assert "Wren Council: what it has sent reaches to 1 February 2026." in said
        assert "School (Wren Council): nothing of Market since 29 June 2026." in said
        assert "Ward panel (Wren Council): has told nothing of Mill." in said
        assert "Survey: nobody has sent any report." in said
        assert "Ward panel (Wren Council)" not in set(found.missing_of("E1")["who"])

    def test_a_cell_that_is_not_there_is_said(self) -> None:
        with pytest.raises(KeyError, match="There is no ward"):
            board(town()).cell("E9", "race")


def test_what_people_wrote_is_printed_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    found = board(
        town(several(2, handling="C", condition="[/red] [bold]x"), events=[happening("[/b]", SUNDAY)])
    )
    _print_cells(found, "E1", "race")
    assert "Condition: [/red] [bold]x" in " ".join(capsys.readouterr().out.split())


class TestTheStore:
    @pytest.fixture
    def desk(self, demo: Demo, tmp_path: Path) -> Iterator[Desk]:
        opened = open_desk(
            Settings(
                store=f"sqlite:///{tmp_path}/store.sqlite", partnership=demo.partnership, formats=tmp_path
            )
        )
        yield opened
        opened.store.close()

    def enter(self, desk: Desk, agency: str, source: str, seen: str) -> int:
        said = {
            "observed_from": SUNDAY - timedelta(days=2), "observed_to": SUNDAY, "ward": "Capstan",
            "place": "The market", "experience": "experienced", "severity": "4", "grading": "1A",
            "handling": "P", "strands": ["race"], "source_type": source, "seen": seen,
        }  # fmt: skip
        return enter_report(desk, said, reader=Reader("Ann", agency), today=SUNDAY, confirmed=True)

    def board(self, desk: Desk) -> Board:
        there = load_snapshot(desk.store, desk.partnership)
        return tension(there, ANALYST, agreed=agreed_frame(desk))

    def test_many_of_one_source_move_nothing_and_grading_again_is_seen(self, desk: Desk) -> None:
        one, two, three = (agency.name for agency in desk.partnership.agencies[:3])
        self.enter(desk, one, "ward_panel", "Stall holders are told to go home, and children repeat it.")
        self.enter(desk, two, "school", "Pupils avoid the bus because of what is shouted from the shelter.")
        before = self.board(desk)
        for number in range(100):
            self.enter(desk, one, "ward_panel", f"They shout at the market again, {WORDS[number % 5]}.")
        after = self.board(desk)
        columns = ["ward", "strand", "state", "level", "beyond"]
        pd.testing.assert_frame_equal(before.cells[columns], after.cells[columns])
        assert len(after.lines) == 102 and after.lines["counted"].sum() == 2
        last = self.enter(desk, three, "third_party_centre", "Leaflets against newcomers lie in the library.")
        raised = self.board(desk)
        grade_again(desk, last, "3D", reason="The source was not what it said.", reader=Reader("Bea", three))
        lowered = self.board(desk)
        levels: list[Any] = [
            each.cells.query("name == 'Capstan' and strand == 'race'")["level"].iat[0]
            for each in (after, raised, lowered)
        ]
        assert levels[1] > levels[0] == levels[2]
        assert lowered.lines["regraded"].str.match("1A to 3D on .* by Bea").any()


class TestTheDemo:
    def test_the_emerging_trouble_stands_out_and_the_echo_does_not(self, snapshot: Snapshot) -> None:
        found = tension(snapshot, ANALYST, span="month", alarms=no_alarms())
        wards = found.wards.set_index("name")["level"]
        assert wards["Quarrel Hill"] == wards.max() and (wards.dropna() < wards.max()).sum() >= 1
        assert pd.isna(wards["Lantern Sands"]) or wards["Lantern Sands"] == 1

    def test_the_shell_says_what_the_page_shows(self, demo: Demo, snapshot: Snapshot) -> None:
        said = shell_answer(demo, "tension", "--until", "2026-10-12")
        found = tension(snapshot, ANALYST, last=date(2026, 10, 12))
        assert said["period"] == {"span": "week", "from": "2026-10-05", "to": "2026-10-11"}
        assert len(said["cells"]) == len(found.cells) and len(said["lines"]) == len(found.lines)
        assert [row["level"] for row in said["cells"]] == [
            None if pd.isna(level) else level for level in found.cells["level"]
        ]

    def test_in_words(self, demo: Demo) -> None:
        said = run(demo, "tension", "--span", "month", "--ward", "Quarrel Hill", "--strand", "race")
        plain = " ".join(said.stdout.split())
        assert said.exit_code == 0 and "Quarrel Hill, race or ethnicity: level" in plain
        assert "Not heard lately" in plain and "calm" in plain

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            (("--span", "day"), "There is no span"),
            (("--ward", "Nowhere"), "There is no such ward"),
            (("--strand", "zzz"), "There is no strand"),
            (("--until", "soon"), "is not a day"),
        ],
    )
    def test_a_slip_of_the_pen_is_said_plainly(self, demo: Demo, wrong: tuple[str, str], told: str) -> None:
        said = run(demo, "tension", *wrong)
        assert said.exit_code == 2 and told in said.stderr
