"""Trends: weeks, events over them, what is told of windows, and indicators that stand apart."""

import itertools
import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.event_effect import HIDDEN, JUST_BEFORE, MORE, event_effect
from dashboard.answers.indicators import HARM, REPORTING, TOO_FEW, indicators
from dashboard.answers.masked_weeks import masked_line
from dashboard.answers.told_sums import TellSums
from dashboard.answers.trends import ALL, narrowed, trends
from dashboard.answers.week_course import course
from dashboard.answers.weekly_lines import weekly_lines
from dashboard.charts.event_lanes import GAP_PX, LETTER_PX, MARK_PX, place_events
from dashboard.charts.indicators import shares_chart
from dashboard.charts.trends import event_strip, heard_chart, together_chart, trends_chart
from dashboard.filters import Filters
from dashboard.hidden_series import hide_series
from dashboard.snapshot import NO_CALENDAR, NO_COMMUNITY, Snapshot
from dashboard.viewer import ANALYST
from dashboard.words import indicators as indicators_words
from dashboard.words import tension_trends as tension_trends_words
from dashboard.words import unusual_weeks as words
from tests.conftest import Demo
from tests.dashboard.test_pages import PATIENCE_S, ROOT, environment
from tests.dashboard.test_pages import words as read_aloud
from tests.dashboard.test_shell import answer as shell_answer
from tests.dashboard.test_shell import run
from tests.dashboard.test_trend import report
from tests.dashboard.test_unusual_weeks import MONDAY, QUIET, village

__all__ = ["environment"]

PAGE = str(ROOT / "dashboard" / "pages" / "tension_trends.py")


def week(number: int, days: int = 0) -> date:
    return MONDAY + timedelta(days=7 * number + days)


def with_events(there: Snapshot, *events: dict[str, Any]) -> Snapshot:
    usual = {"ward_at": -1, "kind": "match", "scale": "local", "ward": None, "strands": ""}
    rows = [
        {**usual, "id": n + 1, "title": f"Event {n + 1}", "last_day": one["first_day"], **one}
        for n, one in enumerate(events)
    ]
    object.__setattr__(there, "calendar", pl.DataFrame(rows, schema=NO_CALENDAR.schema))
    return there


def told(day: date, **said: Any) -> dict[str, Any]:
    usual = {
        "ward": "E1", "strands": "race", "observed_from": day, "observed_to": day, "information_grade": "A",
        "source_grade": 1, "handling": "P", "needs_check": False, "source_type": "survey", "severity": 1,
        "allport": 1, "is_anonymous": False, "agency": "Wren Council",
    }  # fmt: skip
    return {**dict.fromkeys(NO_COMMUNITY.schema), "ward_at": 0, **usual, **said}


def with_told(there: Snapshot, *rows: dict[str, Any]) -> Snapshot:
    object.__setattr__(there, "community", pl.DataFrame(list(rows), schema=NO_COMMUNITY.schema))
    return there


class TestWeeks:
    def test_a_source_has_the_weeks_that_its_filter_has(self, snapshot: Snapshot) -> None:
        found = trends(snapshot, Filters(), ANALYST, source="housing", years=1)
        asked = Filters(days=364, sources=frozenset({"housing"}))
        assert found.course == course(snapshot, asked, ANALYST) and len(found.course.weeks) == 52
        assert "Source: housing." in tension_trends_words.trends_sentence(found)

    def test_community_reports_stand_beside_and_false_ones_nowhere(self) -> None:
        there = with_told(
            village([*QUIET, 4, 14, 13, 15]),
            told(week(20), source_type="survey"), told(week(20, 3), source_type="survey"),
            told(week(21), source_type="school", strands="race;age"), told(week(21), strands="age"),
            told(week(22), information_grade="E"), told(week(22), needs_check=True), told(week(-9)),
        )  # fmt: skip
        found = trends(there, Filters(), ANALYST, strand="race")
        rows = list(found.heard[["monday", "source", "reports"]].itertuples(index=False, name=None))
        assert rows == [(week(20), "survey", 2), (week(21), "school", 1)]
        assert (found.suspected, found.unchecked) == (1, 1)
        assert "3 graded community reports" in tension_trends_words.heard_sentence(found)
        plain = json.dumps(heard_chart(found, dark=True).to_dict())
        assert "reports in" not in plain and sum(found.heard["reports"]) == 3

    def test_a_source_that_fell_silent_is_unknown_and_not_calm(self, snapshot: Snapshot) -> None:
        found = trends(snapshot, Filters(), ANALYST, source="housing")
        said = tension_trends_words.trends_silent(found)
        assert said.startswith("Curlew Homes has sent nothing after") and "unknown, not calm" in said
        assert "Curlew" not in tension_trends_words.trends_silent(
            trends(snapshot, Filters(), ANALYST, source="council")
        )

    def test_limits_are_those_of_the_shown_weeks_alone(self) -> None:
        """Two towns that differ in a hidden week only have the same limits."""
        found = []
        for small in (1, 2):
            counts = [6, 5, 7, 6, 5, 6, 4, 7, 6, 5, 6, 8, 5, small, 7, 6, 5, 7, 6, 5, 6, 0, 7, 6, 5, 6, 7, 5]
            found.append(course(village(counts), Filters(), ANALYST))
        limits = [[week.limit for week in each.weeks] for each in found]
        assert limits[0] == limits[1] and any(limits[0]) and found[0].stand_in == 1
        assert any("count as 1 report in the limits" in note for note in words.course_notes(found[0]))

    def test_nobody_told_is_not_calm(self) -> None:
        found = trends(village(QUIET), Filters(), ANALYST)
        assert heard_chart(found, dark=False) is None and event_strip(found, dark=False) is None
        assert "does not mean that nothing happened" in tension_trends_words.heard_sentence(found)

    def test_a_strand_that_nobody_reported_is_no_slip(self) -> None:
        there = with_events(village(QUIET), {"first_day": week(12)})
        found = trends(there, Filters(), ANALYST, strand="transgender")
        assert found.state == "too few" and found.course.line.strand_name == "Transgender identity"
        effect = event_effect(there, Filters(), ANALYST, strand="transgender")
        assert effect.state == "no reports"
        assert "no such reports" in tension_trends_words.effect_summary(effect)

    def test_what_cannot_be_asked_is_told(self, snapshot: Snapshot) -> None:
        for bad in ({"source": "zzz"}, {"ward": "zzz"}, {"strand": "zzz"}, {"years": 9}):
            with pytest.raises(ValueError, match=r"There is no|1, 2 or 3"):
                trends(snapshot, Filters(), ANALYST, **bad)

    def test_the_charts_hold_no_hidden_number(self, snapshot: Snapshot) -> None:
        found = trends(snapshot, Filters(), ANALYST, ward="E05990017", years=3)
        hidden = [one.monday.isoformat() for one in found.course.weeks if one.reports is None]
        assert hidden and found.events["ward"].isin(["", "E05990017"]).all()
        spec = trends_chart(found, dark=False, chosen=4).to_dict()
        for rows in _datasets(spec):
            for row in rows:
                if str(row.get("start", ""))[:10] in hidden:
                    assert not row.get("reports") and not row.get("limit")


def _datasets(spec: Any) -> Any:
    if isinstance(spec, dict):
        if isinstance(spec.get("values"), list) and spec["values"] and isinstance(spec["values"][0], dict):
            yield spec["values"]
        for each in spec.values():
            yield from _datasets(each)
    if isinstance(spec, list):
        for each in spec:
            yield from _datasets(each)


class TestEvents:
    def test_a_planted_rise_is_told_with_its_range_and_what_else_was_on(self) -> None:
        there = with_events(
            village([*QUIET, 4, 14, 13, 15, 12, 13, 4]),
            {"first_day": week(25, 5), "title": "The match"},
            {"first_day": week(27), "title": "The march", "kind": "demonstration"},
        )
        found = event_effect(there, Filters(), ANALYST, before=4, after=3)
        row = found.events.iloc[0]
        assert (row["before"], row["during"], row["after"], row["seen"]) == (14, 14, 40, 54)
        assert (row["expected"], row["basis"], row["verdict"]) == (14, JUST_BEFORE, MORE)
        said = tension_trends_words.effect_sentence(row, found)
        assert said.startswith(
            "The match, 5 July 2025: 54 reports in the event's weeks and the 3 weeks after; 14 "
        )
        assert "from the 4 weeks before (14). 3.86 times as many, between " in said
        assert said.endswith("more than expected.")
        notes = " ".join(tension_trends_words.effect_notes(row, found))
        assert "The march" in notes and "two earlier years" in notes and "other causes" in notes

    def test_an_event_of_another_ward_or_strand_does_not_concern_a_line(self) -> None:
        there = with_events(
            village([*QUIET, 4, 4, 3, 5]),
            {"first_day": week(20), "ward": "E9"}, {"first_day": week(20), "strands": "age"},
            {"first_day": week(20), "strands": "race;age"}, {"first_day": week(20), "ward": "E1"},
        )  # fmt: skip
        found = event_effect(there, Filters(), ANALYST, ward="E1", strand="race")
        assert found.events["id"].tolist() == [3, 4]
        assert event_effect(there, Filters(), ANALYST, kinds=frozenset({"news"})).state == "no events"

    def test_a_hidden_week_hides_everything_of_its_windows(self) -> None:
        there = with_events(village([5] * 20 + [1, 5, 5, 5, 5, 5, 5, 0, 5]), {"first_day": week(22)})
        row = event_effect(there, Filters(), ANALYST, before=4).events.iloc[0]
        names = ["before", "during", "after", "seen", "expected", "ratio", "low", "high", "p", "q"]
        assert row["verdict"] == HIDDEN and np.isnan(row[names].to_numpy(dtype=float)).all()

    def test_every_window_told_is_right_and_none_is_small(self, snapshot: Snapshot) -> None:
        filters = narrowed(snapshot, Filters(), source=ALL, years=3)
        lines = weekly_lines(snapshot, filters)
        some = [(ALL, ALL), (ALL, "disability"), ("E05990017", ALL), ("E05990002", "race")]
        shown = 0
        for at, line in enumerate(lines.lines):
            if (line.ward, line.strand) not in some:
                continue
            found = event_effect(snapshot, filters, ANALYST, ward=line.ward, strand=line.strand, before=4)
            for row in found.events.to_dict("records"):
                numbers = np.array([row[name] for name in ("before", "during", "after")], dtype=float)
                if row["verdict"] == HIDDEN:
                    assert np.isnan(
                        [row[name] for name in ("seen", "expected", "ratio", "p", "q", "low")]
                    ).all()
                if np.isnan(numbers).any():
                    continue
                shown += 1
                first = (row["first_day"] - lines.mondays[0]).days // 7
                last = (row["last_day"] - lines.mondays[0]).days // 7
                cuts = (first - 4, first), (first, last + 1), (last + 1, last + 5)
                assert numbers.tolist() == [lines.counts[at, a:b].sum() for a, b in cuts]
                assert not ((numbers > 0) & (numbers < found.threshold)).any()
            assert "nan" not in tension_trends_words.effect_table(found).to_string()
        assert shown > 20

    def test_events_together_are_drawn_with_their_band(self, snapshot: Snapshot) -> None:
        found = event_effect(snapshot, Filters(days=364), ANALYST, before=4)
        kinds = {one.kind: one for one in found.together}
        assert kinds["religious"].events >= 10 and kinds["religious"].p > 0.01
        assert len(kinds["religious"].weeks) == 9
        assert together_chart(kinds["religious"], dark=True).to_dict()["height"]
        assert "3 are needed" in tension_trends_words.together_sentence(kinds["match"], found)


class TestToldSums:
    """Whoever knows the shown weeks and all sums that are told finds no hidden week."""

    def test_no_hidden_week_can_be_worked_out(self) -> None:
        draw = np.random.default_rng(11)
        agreed = 0
        for _ in range(40):
            values = draw.poisson(2.2, 8)
            hidden = hide_series(values, 3)
            if not 1 < hidden.sum() <= 5:
                continue
            whole = np.ones(8, dtype=bool)
            sums = [whole]
            tell = TellSums(values, hidden, 3, told=sums)
            for _ in range(4):
                first, last = sorted(draw.choice(9, 2, replace=False))
                cut = int(draw.integers(first, last + 1))
                masks = [np.isin(np.arange(8), np.arange(a, b)) for a, b in ((first, cut), (cut, last))]
                masks = [mask for mask in masks if mask.any()]
                if tell.may(masks):
                    agreed += 1
                    sums += masks
            _nobody_finds(values, hidden, sums)
        assert agreed > 20

    @pytest.mark.parametrize("strand", [ALL, "disability"])
    def test_nothing_of_the_page_gives_a_week_back(self, snapshot: Snapshot, strand: str) -> None:
        """All that is told of a line, as equations: no hidden week has one solution."""
        filters = narrowed(snapshot, Filters(), source=ALL, years=3)
        for ward in (ALL, "E05990017"):
            line = masked_line(snapshot, filters, ANALYST, ward=ward, strand=strand)
            found = event_effect(snapshot, filters, ANALYST, ward=ward, strand=strand, before=4)
            mondays, sums = line.lines.mondays, list(line.told)
            for row in found.events.to_dict("records"):
                if np.isnan(row["seen"]):
                    continue
                first, last = ((row[end] - mondays[0]).days // 7 for end in ("first_day", "last_day"))
                weeks = np.arange(len(mondays))
                spans = [(first - 4, first), (first, last + 1), (last + 1, last + 5)]
                if row["years"]:
                    back = [(a - 52 * y, b - 52 * y) for a, b in (spans[0],) for y in range(1, 3)]
                    sums.append(np.any([(weeks >= a) & (weeks < b) for a, b in back], axis=0))
                    back = [(first - 52 * y, last + 5 - 52 * y) for y in range(1, 3)]
                    sums.append(np.any([(weeks >= a) & (weeks < b) for a, b in back], axis=0))
                sums += [(weeks >= a) & (weeks < b) for a, b in spans]
            matrix = np.array(sums, dtype=float)[:, line.hidden]
            if not matrix.size:
                continue
            rank = np.linalg.matrix_rank(matrix)
            for week_of_it in range(matrix.shape[1]):
                unit = np.eye(matrix.shape[1])[week_of_it]
                assert np.linalg.matrix_rank(np.vstack([matrix, unit])) > rank

    def test_a_small_sum_is_never_told(self) -> None:
        values, hidden = np.array([4, 1, 0, 5]), np.array([False, True, True, False])
        tell = TellSums(values, hidden, 3)
        assert not tell.may([hidden]) and not tell.may([np.array([True, True, False, False])])
        assert tell.may([~hidden])


def _nobody_finds(values: np.ndarray, hidden: np.ndarray, sums: list[np.ndarray]) -> None:
    at = np.flatnonzero(hidden)
    most = int(values[at].sum())
    matrix = np.array([mask[at] for mask in sums], dtype=np.int64)
    known = matrix @ values[at]
    grid = np.array(list(itertools.product(range(min(most, 6) + 1), repeat=len(at))), dtype=np.int64)
    fits = grid[(grid @ matrix.T == known).all(axis=1)]
    for column, value in zip(fits.T, values[at], strict=True):
        assert len(set(column.tolist())) > 1 or not 0 < value < 3


class TestIndicators:
    def test_channels_by_hand(self) -> None:
        now = [report(week(60, n), source="police") for n in range(30)]
        now += [report(week(60, n), source="third_party") for n in range(10)]
        before = [report(week(8, n), source="police") for n in range(38)]
        before += [report(week(8, n), source="third_party") for n in range(4)]
        there = village([], more=[*now, *before])
        period = Filters(days=None, first=week(56), last=week(66))
        found = indicators(there, period, ANALYST, side=REPORTING)
        row = found.shares.set_index("code").loc["third_party"]
        assert (row["part"], row["whole"]) == (10, 40) and row["share"] == 0.25
        assert (round(row["low"], 3), round(row["high"], 3)) == (0.142, 0.402)
        assert (row["part_before"], row["whole_before"]) == (4, 42)
        assert found.against.first == week(56) - timedelta(days=364)
        parts = found.parts["source"].set_index("code")
        assert parts.loc["police", "now"] == 30 and parts.loc["police", "before"] == 38

    def test_a_small_channel_is_hidden_and_so_is_its_share(self) -> None:
        rows = [report(week(60, n), source="police") for n in range(30)]
        rows += [report(week(60, n), source="third_party") for n in range(2)]
        rows += [report(week(60, n), source="council") for n in range(9)]
        found = indicators(
            village([], more=rows), Filters(days=90), ANALYST, side=REPORTING, against="before"
        )
        row = found.shares.set_index("code").loc["third_party"]
        assert row["verdict"] == HIDDEN_WORD and np.isnan(row["share"])
        shown = found.parts["source"].set_index("code")["now"]
        assert np.isnan(shown["third_party"]) and shown.isna().sum() >= 2
        assert "not shown" in indicators_words.indicator_sentence(found.shares.iloc[0], found)

    def test_whole_months_whose_sum_is_told_hide_no_month_alone(self) -> None:
        """A small month found its partner in an empty month outside the quarter: the sum gave it away."""
        rows = [report(date(2026, 3, 1 + n), source="third_party") for n in range(6)]
        rows += [report(date(2026, 4, 1 + n), source="third_party") for n in range(6)]
        rows += [report(date(2026, 5, 1 + n), source="third_party") for n in range(2)]
        rows += [report(date(2026, 5, 31), source="police")] * 20
        period = Filters(days=None, first=date(2026, 3, 1), last=date(2026, 5, 31))
        found = indicators(village([], more=rows), period, ANALYST, side=REPORTING)
        assert found.shares["part"].iloc[0] == 14
        assert found.months["reports"].tail(3).isna().sum() >= 2

    def test_a_month_across_both_periods_leaves_no_small_count(self) -> None:
        """Both periods together hold April and two reports of the days beside it."""
        rows = [report(date(2026, 3, 27), source="third_party")] * 2
        rows += [report(date(2026, 4, day), source="third_party") for day in (2, 3, 4, 5, 20, 21, 22, 23)]
        rows += [report(date(2026, 5, 31), source="police")] * 20
        rows += [report(date(2026, day // 20 + 3, day), source="police") for day in (26, 27, 28)] * 9
        rows += [report(date(2026, 4, 15), source="police")] * 20
        period = Filters(days=None, first=date(2026, 4, 16), last=date(2026, 5, 6))
        found = indicators(village([], more=rows), period, ANALYST, side=REPORTING, against="before")
        row = found.shares.iloc[0]
        assert (found.against.first, row["part"], row["part_before"]) == (date(2026, 3, 26), 4, 6)
        assert np.isnan(found.months.set_index("month")["reports"][date(2026, 4, 1)])

    def test_records_without_an_exact_point_are_not_told_by_two_wholes(self) -> None:
        rows = [report(week(10 * n, day), source="police") for n in range(2, 7) for day in range(6)]
        rows += [report(week(60), place=-1, ward=-1, area=0)] * 2
        found = indicators(village([], more=rows), Filters(days=365), ANALYST, side=HARM, against="before")
        wholes = found.shares.set_index("code")["whole"]
        assert wholes["violence"] == 32 and np.isnan(wholes["repeats"])

    def test_months_less_the_period_leave_no_small_count(self) -> None:
        """The window begins on the third of a month: two reports of its first days would be left."""
        rows = [report(date(2026, 3, 1 + n), source="third_party") for n in (0, 1, 4, 5, 6, 7, 8)]
        rows += [report(date(2026, month, 1 + n), source="third_party") for month in (4, 5) for n in range(6)]
        rows += [report(date(2026, 5, 31), source="police")] * 20
        period = Filters(days=None, first=date(2026, 3, 3), last=date(2026, 5, 31))
        found = indicators(village([], more=rows), period, ANALYST, side=REPORTING)
        assert found.shares["part"].iloc[0] == 17
        months = found.months.set_index("month")["reports"]
        spring = months[[date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]]
        assert spring.isna().sum() >= 2

    def test_what_two_shares_differ_by_is_not_small(self) -> None:
        rows = [report(week(60, n), category="violence") for n in range(8)]
        rows += [report(week(60, n), category="arson") for n in range(2)]
        rows += [report(week(60, n)) for n in range(20)]
        found = indicators(village([], more=rows), Filters(days=90), ANALYST, side=HARM, against="before")
        shares = found.shares.set_index("code")
        assert shares.loc["serious", "part"] == 10 and np.isnan(shares.loc["violence", "part"])

    def test_again_at_the_same_place_is_the_loop(self, snapshot: Snapshot) -> None:
        found = indicators(snapshot, Filters(days=90), ANALYST, side=HARM, against="before")
        row = found.shares.set_index("code").loc["repeats"]
        first = (found.period.first - date(1970, 1, 1)).days
        exact = snapshot.words["precision"].index("exact")
        officer = snapshot.words["noticed_by"].index("officer")
        rows = snapshot.counted("confirmed").filter(
            (pl.col("precision") == exact) & (pl.col("ward") >= 0) & (pl.col("noticed_by") != officer)
        )
        days: dict[int, list[int]] = {}
        for place, day in rows.select("place", "first").iter_rows():
            days.setdefault(place, []).append(day)
        whole = again = 0
        for known in days.values():
            for at, day in enumerate(sorted(known)):
                if day >= first:
                    whole += 1
                    again += at > 0 and 0 <= day - sorted(known)[at - 1] <= 28
        assert (row["part"], row["whole"]) == (again, whole)

    def test_grades_count_by_themselves_and_false_ones_not_at_all(self) -> None:
        there = with_told(
            village([5] * 70),
            *(told(week(60, n), severity=3, allport=None) for n in range(4)),
            *(told(week(60, n), severity=1, allport=4) for n in range(6)),
            told(week(60), information_grade="E", severity=4, allport=5),
            told(week(60), needs_check=True, severity=4),
        )  # fmt: skip
        found = indicators(there, Filters(days=90), ANALYST, side=HARM, against="before")
        shares = found.shares.set_index("code")
        assert (shares.loc["severity", "part"], shares.loc["severity", "whole"]) == (4, 10)
        assert (shares.loc["allport", "part"], shares.loc["allport", "whole"]) == (6, 6)
        assert found.parts["severity"]["now"].tolist() == [6, 0, 4, 0]
        assert shares.loc["severity", "verdict"] == TOO_FEW

    def test_the_sides_share_nothing(self, snapshot: Snapshot) -> None:
        sides = [indicators(snapshot, Filters(), ANALYST, side=side) for side in (REPORTING, HARM)]
        codes = [set(each.shares["code"]) for each in sides]
        assert not codes[0] & codes[1] and not set(sides[0].parts) & set(sides[1].parts)
        assert sides[0].centres and not sides[1].centres and sides[1].months.empty
        words = indicators_words.indicator_sentence
        said = " ".join(words(row, each) for each in sides for row in each.shares.to_dict("records"))
        assert not {"worse", "better", "bad", "calm", "safe"} & set(said.lower().replace(".", "").split())
        assert shares_chart(sides[0], dark=True).to_dict()["layer"]

    def test_no_small_number_of_records_is_shown(self, snapshot: Snapshot) -> None:
        for ward, side in itertools.product(("E05990017", "E05990002"), (REPORTING, HARM)):
            found = indicators(snapshot, Filters(days=90), ANALYST, side=side, ward=ward)
            own = found.shares[~found.shares["code"].isin(["anonymous", "severity", "allport"])]
            frames = [own[[f"part{end}", f"whole{end}"]] for end in ("", "_before")]
            frames += [found.months[["reports"]]] if side == REPORTING else []
            frames += [found.parts["source"][["now", "before"]]] if side == REPORTING else []
            for frame in frames:
                values = frame.to_numpy(dtype=float)
                assert not ((values > 0) & (values < found.threshold)).any()

    def test_what_cannot_be_asked_is_told(self, snapshot: Snapshot) -> None:
        for bad in ({"side": "calm"}, {"ward": "zzz"}, {"strand": "zzz"}, {"against": "never"}):
            with pytest.raises(ValueError, match="There is no"):
                indicators(snapshot, Filters(), ANALYST, **{"side": HARM, **bad})


HIDDEN_WORD = "not shown"


class TestLanes:
    def test_no_name_lies_on_another(self) -> None:
        first = date(2025, 1, 6)
        spans = [(first + timedelta(days=5 * n), first + timedelta(days=5 * n + n % 9)) for n in range(60)]
        titles = [f"Event with a name {n}" * (1 + n % 2) for n in range(60)]
        last = first + timedelta(days=363)
        placed = place_events(spans, titles, ["local"] * 60, first=first, last=last, chosen=59)
        reach: dict[int, list[tuple[float, float]]] = {}
        for one, (begin, end) in zip(placed, spans, strict=True):
            left, right = (begin - first).days * 760 / 364, (end - first).days * 760 / 364
            right = max(right, left + MARK_PX)
            long = len(one.label) * LETTER_PX + GAP_PX if one.label else 0
            reach.setdefault(one.lane, []).append(
                (left - long * one.to_left, right + long * (not one.to_left))
            )
        for row in reach.values():
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(sorted(row)))
        assert placed[59].label and any(not one.label for one in placed)


@pytest.mark.usefixtures("environment")
class TestPage:
    def opened(self, **query: str) -> AppTest:
        page = AppTest.from_file(PAGE, default_timeout=PATIENCE_S)
        for word, value in query.items():
            page.query_params[word.replace("_", "-")] = value
        return page.run()

    def test_it_opens_with_its_four_parts_and_keeps_the_question(self) -> None:
        page = self.opened(event="18", years="2", before="2", ward="zzz", event_kind="zzz")
        assert not page.exception and [one.label for one in page.tabs][2:] == ["Reporting", "Harm"]
        said = read_aloud(page).replace("\\", "")
        assert "March against the seaside hotel" in said and "graded community reports" in said
        assert page.query_params["event"] == "18" and "ward" not in page.query_params
        page.selectbox(key="line-strand").set_value("disability").run()
        assert not page.exception and page.query_params["line-strand"] == "disability"
        assert "March against" not in read_aloud(page)  # it concerns another strand

    def test_a_line_with_nothing_to_show_says_so(self) -> None:
        page = self.opened(ward="E05990002", line_strand="transgender", from_source="school")
        assert not page.exception and "no week has enough reports" in page.info[0].value

    def test_an_empty_store_says_what_to_do(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
        monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/empty.sqlite")
        page = self.opened()
        assert not page.exception and "Import" in page.info[0].value


class TestShell:
    @pytest.mark.parametrize(
        "words",
        [
            ("trends", "--ward", "E05990017"),
            ("event-effect", "--event-kind", "match", "--before", "2"),
            ("indicators", "--against", "before", "--last", "90d"),
        ],
    )
    def test_it_answers_in_json_and_in_words(self, demo: Demo, words: tuple[str, ...]) -> None:
        said = shell_answer(demo, *words)
        assert said["data_version"] and (said.get("notes") or said["events"])
        assert run(demo, *words).exit_code == 0

    @pytest.mark.parametrize(
        ("words", "wrong"),
        [
            (("trends", "--from-source", "zzz"), "no source"),
            (("event-effect", "--after", "0"), "1 to 26"),
            (("indicators", "--side", "calm"), "reporting, harm"),
        ],
    )
    def test_a_slip_is_told_in_one_line(self, demo: Demo, words: tuple[str, ...], wrong: str) -> None:
        done = run(demo, *words)
        assert done.exit_code == 2 and wrong in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_tables_are_texts(snapshot: Snapshot) -> None:
    answer = trends(snapshot, Filters(), ANALYST)
    assert isinstance(tension_trends_words.event_table(answer), pd.DataFrame)
    strip = event_strip(answer, dark=True, chosen=18).to_dict()
    labels = [row["label"] for rows in _datasets(strip) for row in rows if row.get("label")]
    assert "March against the seaside hotel" in labels
