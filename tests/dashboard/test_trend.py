"""Week by week in a town of one place: counted by hand, hidden, broken, not complete yet."""

import itertools
import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import altair as alt
import numpy as np
import polars as pl
import pytest

from dashboard.charts import weeks_chart
from dashboard.filters import Filters
from dashboard.hidden_series import hide_series
from dashboard.snapshot import EPOCH, Places, Snapshot
from dashboard.tabulate import tabulate
from dashboard.trend import trend
from dashboard.viewer import ANALYST
from dashboard.weeks import Trend
from dashboard.words import trend as trend_words
from ingest.policy import Policy, RecordingRule, load_policy

MONDAY = date(2026, 1, 5)
POLICE, COUNCIL = "Wren Police", "Wren Council"
POLICY = load_policy()
WORDS = {name: tuple(POLICY.labels(name)) for name in ("kind", "category", "source", "noticed_by", "setting")}
Row = dict[str, Any]


def report(day: date, *, agency: str = POLICE, late: int | None = None, **said: Any) -> Row:
    """One report on the map."""
    row = {
        "kind": "hate_crime", "category": "other", "source": "police", "noticed_by": "victim",
        "setting": "street", "precision": "exact", "agency": agency,
    }  # fmt: skip
    since = (day - EPOCH).days
    reported = None if late is None else since + late
    place = {"place": 0, "ward": 0, "area": -1, "first": since, "last": since, "hour": None, "strands": 1}
    return {**row, **place, "reported_on": reported, **said}


def town(rows: Iterable[Row], *, policy: Policy = POLICY, threshold: int = 3, **partnership: Any) -> Snapshot:
    """A snapshot of one place in one ward."""
    words = {**WORDS, "precision": ("exact",), "agency": (POLICE, COUNCIL)}
    coded = [{**row, **{name: words[name].index(row[name]) for name in words}} for row in rows]
    whole = ("place", "ward", "area", "first", "last", "reported_on")
    types = dict.fromkeys(whole, pl.Int32) | {"hour": pl.Int8, "strands": pl.UInt32}
    records = pl.DataFrame(coded, schema={**types, **dict.fromkeys(words, pl.UInt8)}, orient="row")
    one = np.zeros(1)
    return Snapshot(
        version="town",
        partnership=cast(
            Any, SimpleNamespace(threshold=threshold, agencies=(), resolutions=(8,), **partnership)
        ),
        study_area=cast(Any, SimpleNamespace(wards=[0])),
        policy=policy,
        places=Places(one, one, one, one, np.zeros(1, dtype=np.int32)),
        records=records,
        words=words,
        centres=cast(Any, None),
        context={},
    )


def weekly(counts: Sequence[int], *, start: date = MONDAY, **said: Any) -> list[Row]:
    """So many reports in each week, on its Monday."""
    return [
        report(start + timedelta(days=7 * week), **said)
        for week, reports in enumerate(counts)
        for _ in range(reports)
    ]


def asked(weeks: int, *, start: date = MONDAY, **said: Any) -> Filters:
    """A question about whole weeks."""
    return Filters(days=None, first=start, last=start + timedelta(days=7 * weeks - 1), **said)


def answer(counts: Sequence[int], **said: Any) -> Trend:
    """The trend of weeks with so many reports, seen from a time when all of them are complete."""
    later = [report(MONDAY + timedelta(days=7 * len(counts) + 6))] * 5
    return trend(town([*weekly(counts), *later], **said), asked(len(counts)), ANALYST)


def shown(found: Trend) -> list[int | None]:
    return [week.reports for week in found.weeks]


class TestWeeks:
    def test_weeks_begin_on_monday_and_an_empty_one_is_zero(self):
        found = answer([4, 0, 0, 7, 3, 5])
        assert shown(found) == [4, 0, 0, 7, 3, 5]
        assert [week.monday.isoformat() for week in found.weeks[:2]] == ["2026-01-05", "2026-01-12"]
        assert all(week.settled for week in found.weeks)

    def test_a_sunday_belongs_to_the_week_that_ends(self):
        sunday = [report(MONDAY + timedelta(days=6))] * 3
        found = trend(town([*weekly([3, 4, 5, 6, 9]), *sunday]), asked(4), ANALYST)
        assert shown(found) == [6, 4, 5, 6]

    def test_a_window_that_begins_in_a_week_has_part_of_that_week(self):
        rows = weekly([5] * 8)
        found = trend(
            town(rows),
            Filters(days=None, first=MONDAY + timedelta(days=2), last=MONDAY + timedelta(days=41)),
            ANALYST,
        )
        assert [week.days for week in found.weeks] == [5, 7, 7, 7, 7, 7]
        assert not found.weeks[0].settled and found.weeks[0].reports == 0

    def test_before_the_first_record_and_after_the_latest_nothing_is_known(self):
        found = trend(town(weekly([4, 5, 6, 7, 8])), asked(20, start=MONDAY - timedelta(days=56)), ANALYST)
        assert shown(found) == [4, 5, 6, 7, 8]
        assert "Records begin on 5 January 2026." in trend_words.notes(found)

    def test_the_order_of_the_records_does_not_matter(self):
        rows = [*weekly([4, 2, 0, 7, 1, 5]), *weekly([0] * 8 + [5])]
        assert trend(town(rows), asked(6), ANALYST) == trend(town(rows[::-1]), asked(6), ANALYST)

    def test_the_weeks_are_those_of_the_shells_table(self, snapshot: Snapshot):
        for question in (
            Filters(),
            Filters(days=90, strands=frozenset({"race"})),
            Filters(kinds=frozenset({"asb"})),
        ):
            table = tabulate(snapshot, question, ANALYST, by=["week"])["records"]
            counted = {row["week"]: row["incidents"] for row in table if not row["hidden"]}
            found = trend(snapshot, question, ANALYST)
            here = {week.monday: week.reports for week in found.weeks if week.reports}
            assert here.items() <= counted.items()
            assert len(here) >= len(counted) - 1


class TestHiding:
    def test_a_small_week_is_hidden_with_a_partner_and_never_shown_as_zero(self):
        assert shown(answer([4, 2, 0, 7, 5])) == [4, None, None, 7, 5]
        assert shown(answer([4, 2, 6, 7, 5])) == [4, None, 6, 7, None]

    def test_one_each_is_not_given_away_by_the_sum(self):
        # 9 - 7 = 2 in two hidden weeks that are known not to be empty would be one each
        assert shown(answer([4, 1, 1, 3, 0])) == [4, None, None, 3, None]
        assert shown(answer([4, 1, 1, 3, 5])) == [4, None, None, None, 5]

    def test_two_each_is_not_given_away_by_the_sum(self):
        assert shown(answer([4, 2, 2, 3, 0])) == [4, None, None, None, 0]

    def test_below_the_threshold_in_all_there_are_no_weeks(self):
        found = answer([1, 0, 0, 1, 0])
        assert (found.state, found.total, found.weeks) == ("too few", None, ())
        assert trend_words.sentence(found) == (
            "Fewer than 3 reports on the map, 5 January to 8 February 2026: "
            "no week has enough of them to be shown."
        )

    @pytest.mark.parametrize("counts", [[1, 1, 1, 1], [2, 2, 2, 2], [1, 0, 2, 0, 1], [2, 1, 2, 1]])
    def test_where_no_week_has_enough_none_is_shown(self, counts: list[int]):
        found = answer(counts)
        assert (found.state, found.weeks) == ("too few", ())
        said = trend_words.sentence(found)
        assert said.startswith(f"{sum(counts)} reports on the map") and "no week has enough" in said

    def test_the_threshold_of_the_partnership_holds(self):
        assert shown(answer([9, 4, 0, 12, 10], threshold=5)) == [9, None, None, 12, 10]

    def test_records_that_say_only_the_month_hide_with_the_weeks(self):
        first = (MONDAY - EPOCH).days
        vague = [report(MONDAY, last=first + 30)] * 2
        rows = [*weekly([4, 5, 6, 7, 0, 5]), *vague]
        found = trend(town(rows), asked(4), ANALYST)
        assert found.window.last >= MONDAY + timedelta(days=25)
        assert found.rest is None and None in shown(found)
        assert any(
            "Fewer than 3 reports on the map are in no week" in note for note in trend_words.notes(found)
        )

    def test_records_that_all_say_only_the_month_have_no_weeks(self):
        first = (MONDAY - EPOCH).days
        found = trend(town([report(MONDAY, last=first + 30)] * 9), asked(5), ANALYST)
        assert found.state == "only months" and "only the month" in trend_words.sentence(found)

    def test_no_hidden_week_can_be_worked_out(self):
        """Whoever knows the shown weeks, the sum and the rule still finds two possible counts for each.

        Which of several equal weeks is the partner is taken as not known.
        """
        alike: dict[tuple[Any, ...], set[tuple[int, ...]]] = {}
        for counts in itertools.combinations_with_replacement(range(8), 6):
            hidden = hide_series(np.array(counts), 3)
            away = tuple(count for hide, count in zip(hidden, counts, strict=True) if hide)
            left = tuple(count for hide, count in zip(hidden, counts, strict=True) if not hide)
            if away and any(left):  # where no count is shown, no week is
                alike.setdefault((sum(counts), left), set()).add(away)
        assert len(alike) > 50
        for view, worlds in alike.items():
            assert len(worlds) > 1 or any(len(set(world)) > 1 for world in worlds), (view, worlds)


class TestBreaks:
    RULE = RecordingRule(
        kind="hate_crime", name="new", title="A new system", what_changed="Flags are checked.",
        since=date(2026, 2, 4), comparable_with_before=False, source="Board", recorded_by=("police",),
    )  # fmt: skip

    def broken(self, **said: Any) -> Trend:
        changed = POLICY.model_copy(update={"regime": (self.RULE,)})
        rows = [*weekly([4, 5, 6, 7, 9, 11, 12, 13, 14, 20], **said), *weekly([0] * 11 + [5])]
        return trend(town(rows, policy=changed), asked(9), ANALYST)

    def test_a_change_of_recording_breaks_the_line_and_is_told(self):
        found = self.broken()
        assert [each.day for each in found.breaks] == [date(2026, 2, 4)]
        assert "From 4 February 2026 (Police): A new system." in trend_words.notes(found)[0]
        assert [(each.first, each.last, each.reports) for each in found.usual] == [
            (date(2026, 1, 5), date(2026, 2, 1), 6),
            (date(2026, 2, 9), date(2026, 3, 8), 13),
        ]
        assert "fullest" not in trend_words.sentence(found)

    def test_it_does_not_concern_what_others_record(self):
        assert self.broken(source="council").breaks == ()
        assert self.broken(kind="asb").breaks == ()

    def test_a_break_of_too_few_records_to_be_shown_is_not_told(self):
        changed = POLICY.model_copy(update={"regime": (self.RULE,)})
        rows = [*weekly([4, 5, 6, 7, 9, 11, 12], source="council"), *weekly([0, 0, 1, 1])]
        assert trend(town(rows, policy=changed), asked(7), ANALYST).breaks == ()


class TestNotCompleteYet:
    def test_the_week_of_the_latest_record_is_never_complete(self):
        found = trend(town(weekly([4, 5, 6, 7, 8], late=0)), asked(5), ANALYST)
        assert found.incomplete_from == MONDAY + timedelta(days=28)
        assert [week.complete for week in found.weeks] == [True] * 4 + [False]
        assert "The week of 2 February 2026 is not complete yet: more reports are still to come." in (
            trend_words.notes(found)
        )

    def test_late_reports_make_more_weeks_incomplete(self):
        rows = [*weekly([9] * 8, late=20), report(MONDAY + timedelta(days=69))]
        found = trend(town(rows), asked(10), ANALYST)
        assert found.incomplete_from == MONDAY + timedelta(days=49)
        assert "The weeks from 23 February 2026 are not complete yet" in " ".join(trend_words.notes(found))

    def test_a_past_window_is_complete(self):
        assert answer([4, 5, 6, 7]).incomplete_from is None

    def test_an_agency_that_has_stopped_is_named_and_its_weeks_are_open(self):
        rows = [*weekly([6] * 4, agency=COUNCIL), *weekly([6] * 12)]
        found = trend(town(rows), asked(12), ANALYST)
        assert found.silent == ((COUNCIL, date(2026, 1, 26)),)
        assert found.incomplete_from == date(2026, 1, 26)
        assert f"What {COUNCIL} has sent reaches to 26 January 2026: the weeks after lack its reports." in (
            trend_words.notes(found)
        )

    def test_a_nil_return_says_that_nothing_happened(self):
        rows = [*weekly([6] * 4, agency=COUNCIL), *weekly([6] * 12)]
        there = town(rows)
        there.covered[COUNCIL] = date(2026, 3, 29)
        found = trend(there, asked(12), ANALYST)
        assert found.silent == () and found.incomplete_from == date(2026, 3, 23)

    def test_where_weeks_are_open_does_not_hang_on_the_window(self, snapshot: Snapshot):
        starts = {
            trend(snapshot, Filters(days=days), ANALYST).incomplete_from for days in (90, 200, 365, 1000)
        }
        assert len(starts) == 1


def test_a_window_of_less_than_four_weeks_says_so():
    found = trend(town(weekly([9] * 6)), Filters(days=27), ANALYST)
    assert (found.state, found.weeks) == ("too short", ())
    assert trend_words.sentence(found) == (
        "A window of 27 days is too short to show a course over time. Choose 28 days or more."
    )


def test_an_answer_without_reports_is_a_row_of_zeros():
    found = trend(town(weekly([9] * 8)), asked(6, kinds=frozenset({"asb"})), ANALYST)
    assert shown(found) == [0] * 6
    assert trend_words.sentence(found).startswith("No reports on the map")


def test_the_sentence_names_the_fullest_week_and_what_half_of_them_reach():
    found = answer([4, 9, 0, 7, 3, 5])
    assert trend_words.sentence(found) == (
        "28 reports on the map, 5 January to 15 February 2026. The fullest week is that of 12 January 2026, "
        "with 9 reports. Half of the whole weeks have 5 or more."
    )


def test_the_table_has_every_week_with_its_note():
    found = trend(town(weekly([4, 2, 0, 7, 8])), asked(5), ANALYST)
    table = trend_words.weeks_table(found)
    assert table["shown"].tolist() == ["8", "7", "fewer than 3, or hidden", "fewer than 3, or hidden", "4"]
    assert table["note"].tolist()[0] == "not complete yet; 1 of 7 days"


class TestChart:
    QUESTIONS = (
        Filters(),
        Filters(strands=frozenset({"transgender"})),
        Filters(sources=frozenset({"housing"})),
        Filters(days=90, strands=frozenset({"religion"})),
        Filters(days=60, sources=frozenset({"third_party"})),
    )

    @pytest.mark.parametrize("dark", [False, True])
    @pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
    def test_no_count_below_the_threshold_is_in_what_the_browser_gets(
        self, snapshot: Snapshot, question: Filters, dark: bool
    ):
        found = trend(snapshot, question, ANALYST)
        spec = weeks_chart(found, dark=dark)
        alt.LayerChart.from_dict(spec)  # raises where it is not Vega-Lite
        rows = list(data_of(spec))
        for row in rows:
            numbers = [value for value in row.values() if isinstance(value, int | float)]
            assert all(value == 0 or value >= found.threshold for value in numbers), row
        hidden = {week.monday.isoformat() for week in found.weeks if week.reports is None}
        for row in rows:
            if row.get("start", "")[:10] in hidden:
                assert "reports" not in row
        counted = [row["reports"] for row in rows if "reports" in row]
        assert counted == [week.reports for week in found.weeks if week.reports is not None]

    def test_the_line_of_what_is_usual_never_crosses_a_break(self):
        found = TestBreaks().broken()
        spec = weeks_chart(found, dark=False)
        cut = found.breaks[0].day.isoformat()
        lines = [row for row in data_of(spec) if "half" in row]
        assert lines and all(not row["start"] < cut < row["end"] for row in lines)
        labels = [row["label"] for row in data_of(spec) if "label" in row]
        assert set(labels) == {"Recording changed, 4 February 2026"}

    def test_weeks_that_are_not_complete_look_different(self):
        found = trend(town(weekly([4, 5, 6, 7, 8])), asked(5), ANALYST)
        bars = [row for row in data_of(weeks_chart(found, dark=False)) if "reports" in row]
        assert [row["what"] for row in bars] == ["Reports in a week"] * 4 + [
            "Not complete, or part of a week"
        ]
        assert "not complete yet" in bars[-1]["tip"]

    def test_nothing_is_fetched(self):
        text = json.dumps(weeks_chart(answer([4, 5, 6, 7]), dark=False))
        assert "http" not in text.replace("https://vega.github.io/schema/vega-lite/", "")


def data_of(part: Any) -> Iterable[dict[str, Any]]:
    """Every row of data anywhere in a chart's specification."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "values" and isinstance(value, list):
                yield from (row for row in value if isinstance(row, dict))
            elif key == "datasets":
                yield from (row for rows in value.values() for row in rows)
            else:
                yield from data_of(value)
    elif isinstance(part, list):
        for each in part:
            yield from data_of(each)
