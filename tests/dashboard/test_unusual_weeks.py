"""Unusual weeks: found where planted, hidden where small, told with what is not known."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.unusual_weeks import ALL, FEW, OVER, UNKNOWN, USUAL, unusual_weeks
from dashboard.answers.week_course import Course, course
from dashboard.answers.weekly_lines import weekly_lines
from dashboard.charts.unusual_weeks import unusual_weeks_chart
from dashboard.filters import Filters
from dashboard.gate.pages import CONTENTS
from dashboard.situation import assess
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import ANALYST
from dashboard.words import unusual_weeks as words
from ingest.policy import RecordingRule
from tests.conftest import Demo
from tests.dashboard.test_pages import PATIENCE_S, ROOT, environment, opened
from tests.dashboard.test_pages import words as read_aloud
from tests.dashboard.test_shell import answer as shell_answer
from tests.dashboard.test_shell import run
from tests.dashboard.test_trend import POLICY, data_of, report, town, weekly

__all__ = ["environment"]

MONDAY = date(2025, 1, 6)
QUIET = [3, 4, 2, 5, 3, 4, 6, 3, 4, 2, 3, 5, 4, 3, 4, 3, 2, 4, 3, 5, 4, 3, 4, 3]


def village(
    counts: Sequence[int], *, late: int = 0, more: Sequence[dict[str, Any]] = (), **said: Any
) -> Snapshot:
    """One ward, with a record after the last week so that all weeks given are complete."""
    rows = [*weekly(counts, start=MONDAY, late=late), *more]
    rows += [report(MONDAY + timedelta(days=7 * len(counts) + 6))] * 3
    there = town(rows, **said)
    object.__setattr__(there, "study_area", _area())
    object.__setattr__(there.partnership, "name", "Wren")
    return there


def _area() -> Any:
    class Area:
        wards = pd.DataFrame({"ward": ["E1"], "name": ["Market"]})

    return Area()


class TestTheAnswer:
    def test_a_rise_is_told_with_its_range_and_since_when(self):
        found = unusual_weeks(village([*QUIET, 4, 14, 13, 15]), Filters(), ANALYST)
        first = found.lines.iloc[0]
        assert found.state == "found" and first["state"] == OVER and first["reports"] == 46
        assert first["since"] == MONDAY + timedelta(days=7 * 25)
        assert words.spoken(first, found) == (
            "Whole area, all reports: unusually many, 46 reports in the four weeks, where "
            f"{first['low']:.0f} to {first['high']:.0f} would be as usual. "
            "High since the week of 30 June 2025."
        )
        assert words.sentence(found).startswith(
            "Unusually many reports, 23 June to 20 July 2025: the whole area"
        )

    def test_as_usual_is_not_more_than_that(self):
        found = unusual_weeks(village([*QUIET, 4, 3, 5, 4]), Filters(), ANALYST)
        said = " ".join([words.sentence(found), *words.notes(found)])
        assert found.state == "none" and set(found.lines["state"]) == {USUAL}
        assert not {"calm", "safe", "quiet", "bad week"} & set(said.lower().replace(".", "").split())

    def test_few_reports_are_not_as_usual(self):
        found = unusual_weeks(village([*QUIET, 0, 0, 0, 4]), Filters(), ANALYST)
        assert set(found.lines["state"]) == {FEW} and found.state == "not enough data"
        assert "Not enough data" in words.sentence(found) and "5 reports in four weeks" in words.sentence(
            found
        )

    def test_too_short_a_time_says_what_would_do(self):
        found = unusual_weeks(village([4] * 9), Filters(), ANALYST)
        assert set(found.lines["why"]) == {"short"}
        assert "15 are needed" in words.spoken(found.lines.iloc[0], found)

    def test_late_reports_leave_weeks_aside_and_are_awaited(self):
        rise = weekly([20, 20], start=MONDAY + timedelta(days=7 * 26), late=0)
        there = village([*QUIET, 4, 4, 0, 0], late=20, more=rise)
        found, weeks = unusual_weeks(there, Filters(), ANALYST), course(there, Filters(), ANALYST)
        assert found.incomplete_from is not None and found.state != "found"
        late = [week for week in weeks.weeks if not week.complete]
        assert late and all(week.limit is None for week in late)
        assert any("not complete" in note for note in words.notes(found))

    def test_nothing_received_lately_is_not_known(self):
        rows = weekly(QUIET, start=MONDAY) + weekly([1] * 60, start=MONDAY, agency="Wren Council")
        there = town(rows)
        object.__setattr__(there, "study_area", _area())
        object.__setattr__(there.partnership, "name", "Wren")
        found = unusual_weeks(there, Filters(), ANALYST)
        assert set(found.lines["state"]) == {UNKNOWN}
        assert "Not known" in words.sentence(found) and "Import" in words.sentence(found)
        assert set(words.lines_table(found)["reports"]) == {"not known"}
        assert found.silent[0][0] == "Wren Police"

    def test_a_change_of_recording_begins_a_line_anew(self):
        rule = RecordingRule(
            kind="hate_crime", name="new", title="A new system", what_changed="Flags are checked.",
            since=MONDAY + timedelta(days=7 * 22), comparable_with_before=False, source="Board",
            recorded_by=("police",),
        )  # fmt: skip
        changed = POLICY.model_copy(update={"regime": (rule,)})
        there = village([*QUIET, 14, 14, 13, 15], policy=changed)
        found = unusual_weeks(there, Filters(), ANALYST)
        assert set(found.lines["state"]) == {FEW} and found.lines["weeks"].max() < 15
        assert any("begin anew" in note for note in words.notes(found))
        assert course(there, Filters(), ANALYST).breaks

    def test_records_that_say_only_the_month_are_in_no_week(self):
        there = town([report(MONDAY, last=(MONDAY - date(1970, 1, 1)).days + 30)] * 9)
        object.__setattr__(there, "study_area", _area())
        object.__setattr__(there.partnership, "name", "Wren")
        found = unusual_weeks(there, Filters(), ANALYST)
        assert found.state == "only months" and "only the month" in words.sentence(found)
        line = course(there, Filters(), ANALYST)
        assert line.state == "only months" and not line.weeks  # no week is empty: none is known
        assert "only the month" in words.course_sentence(line)
        assert found.monthly == 9

    def test_a_window_in_the_past_is_judged_as_of_then(self):
        counts = [*QUIET, 4, 14, 13, 15, *([3] * 10)]
        there = village(counts)
        last = MONDAY + timedelta(days=7 * 28 - 1)
        then = unusual_weeks(there, Filters(days=None, first=MONDAY, last=last), ANALYST)
        assert then.state == "found" and then.four is not None and then.four.last == last
        assert unusual_weeks(there, Filters(), ANALYST).state == "none"

    def test_a_window_of_no_whole_week_is_told(self):
        asked = Filters(days=None, first=MONDAY, last=MONDAY + timedelta(days=2))
        there = village([*QUIET, 4, 3, 5, 4])
        found = unusual_weeks(there, asked, ANALYST)
        assert found.state == "not enough data" and found.four is None
        assert set(words.lines_table(found)["reports"]) == {"not known"}
        assert "15 weeks on record" in words.sentence(found)
        weeks = course(there, asked, ANALYST)
        assert weeks.state == "no weeks" and "Choose a longer one" in words.course_sentence(weeks)
        assert len(course(there, Filters(days=2), ANALYST).weeks) == 13

    def test_no_records_is_said(self):
        with pytest.raises(NoRecordsError):
            unusual_weeks(town([]), Filters(), ANALYST)


class TestTheDemo:
    def test_the_planted_rise_is_found(self, snapshot: Snapshot, demo: Demo):
        found = unusual_weeks(snapshot, Filters(), ANALYST)
        over = found.lines[found.lines["state"] == OVER]
        assert over["ward_name"].tolist() == ["Quarrel Hill"] and found.state == "found"

    @pytest.mark.parametrize(
        "asked", [Filters(), Filters(strands=frozenset({"race"})), Filters(officer=True)]
    )
    def test_the_lines_add_up_to_the_map(self, snapshot: Snapshot, asked: Filters):
        lines = weekly_lines(snapshot, asked)
        first, last = lines.mondays[0], lines.mondays[-1] + timedelta(days=6)
        span = asked.with_(days=None, first=first, last=min(last, lines.found.latest))
        whole = next(n for n, one in enumerate(lines.lines) if (one.ward, one.strand) == (ALL, ALL))
        wards = [n for n, one in enumerate(lines.lines) if one.ward != ALL and one.strand == ALL]
        total = assess(snapshot, span, ANALYST).totals.in_area
        assert lines.counts[whole].sum() == lines.counts[wards].sum() == total

    def test_the_order_of_the_records_does_not_matter(self, snapshot: Snapshot):
        mixed = snapshot.records.sample(fraction=1, shuffle=True, seed=4)
        other = Snapshot(**{
            name: mixed if name == "records" else getattr(snapshot, name)
            for name in ("version", "partnership", "study_area", "policy", "places", "records", "words",
                         "centres", "context", "covered")
        })  # fmt: skip
        asked = Filters(duplicates="distinct")
        one, two = (unusual_weeks(there, asked, ANALYST).lines for there in (snapshot, other))
        assert one.equals(two)


QUESTIONS = (
    Filters(),
    Filters(strands=frozenset({"religion", "disability"})),
    Filters(sources=frozenset({"third_party"})),
    Filters(days=90, kinds=frozenset({"hate_crime"})),
)


@pytest.mark.parametrize("asked", QUESTIONS, ids=range(len(QUESTIONS)))
class TestDisclosure:
    def test_no_small_sum_is_told_or_worked_out(self, snapshot: Snapshot, asked: Filters):
        found, lines = unusual_weeks(snapshot, asked, ANALYST), weekly_lines(snapshot, asked)
        end = len(lines.mondays) if lines.arrived is None else int((~lines.arrived.whole).argmax())
        true = {
            (one.ward, one.strand): int(lines.counts[n, end - 4 : end].sum())
            for n, one in enumerate(lines.lines)
        }
        for row in found.lines.to_dict("records"):
            count = true[row["ward"], row["strand"]]
            if np.isnan(row["reports"]):
                assert row["state"] in (FEW, UNKNOWN) and row["since"] is None and np.isnan(row["high"])
                assert not row["early"] and row["method"] == ""
            else:
                assert row["reports"] == count and (count == 0 or count >= found.threshold)
            assert row["state"] != OVER or count >= 5
        for strand, part in found.lines[found.lines["ward"] != ALL].groupby("strand"):
            away = part[part["reports"].isna()]
            hidden = [true[ward, strand] for ward in away["ward"]]
            assert not any(hidden) or len(hidden) > 1, strand
            assert (
                not any(hidden)
                or sum(hidden) == 0
                or sum(hidden) != len(hidden)
                or 0 in hidden
                or max(hidden) >= found.threshold
            )

    @pytest.mark.parametrize("dark", [False, True])
    def test_no_hidden_week_is_in_what_the_browser_gets(self, snapshot: Snapshot, asked: Filters, dark: bool):
        lines = unusual_weeks(snapshot, asked, ANALYST).lines
        for row in lines.iloc[:: max(len(lines) // 8, 1)].to_dict("records"):
            weeks = course(snapshot, asked, ANALYST, ward=row["ward"], strand=row["strand"])
            assert weeks.state in ("shown", "too few")
            if weeks.state != "shown":
                continue
            spec = unusual_weeks_chart(weeks, dark=dark).to_dict()
            assert "http" not in json.dumps(spec).replace("https://vega.github.io/schema/vega-lite/", "")
            hidden = {week.monday.isoformat() for week in weeks.weeks if week.reports is None}
            for one in data_of(spec):
                if str(one.get("start", one.get("at", "")))[:10] in hidden:
                    assert not {"reports", "limit", "likely", "low", "high"} & set(one), one
                assert one.get("reports", 0) == 0 or one["reports"] >= weeks.threshold
            _no_limit_rests_on_a_hidden_week(weeks)

    def test_the_four_weeks_do_not_give_a_week_back(self, snapshot: Snapshot, asked: Filters):
        found = unusual_weeks(snapshot, asked, ANALYST)
        told = found.lines[found.lines["reports"] > 0]
        for row in told.iloc[::4].to_dict("records"):
            weeks = course(snapshot, asked, ANALYST, ward=row["ward"], strand=row["strand"])
            four = [
                week.reports for week in weeks.weeks if weeks.four.first <= week.monday <= weeks.four.last
            ]
            away = sum(one is None for one in four)
            assert away != 1, row


def test_all_wards_together_do_not_give_a_ward_s_week_back(snapshot: Snapshot):
    wards = snapshot.study_area.wards["ward"].tolist()
    for strand in (ALL, "race"):
        seen = [course(snapshot, Filters(), ANALYST, ward=ward, strand=strand).weeks for ward in wards]
        shown = {week.monday: 0 for weeks in seen for week in weeks}
        for weeks in seen:
            for week in weeks:
                shown[week.monday] += week.reports is None
        untold = sum(not weeks for weeks in seen)  # wards of which no week is shown at all
        assert shown and all(hidden + untold != 1 for hidden in shown.values())


def _no_limit_rests_on_a_hidden_week(weeks: Course) -> None:
    seen = [week.reports is not None for week in weeks.weeks]
    for at, week in enumerate(weeks.weeks):
        if week.limit is not None:
            assert all(seen[:at]), week


class TestThePage:
    @pytest.mark.usefixtures("environment")
    def test_it_opens_and_says_what_stands_out(self):
        page = unusual_page()
        assert not page.exception
        assert "Quarrel Hill" in read_aloud(page) and "one look in" in read_aloud(page)
        assert page.title[0].value == "Unusual weeks"
        assert page.dataframe[0].value["state"].iat[0] == OVER

    @pytest.mark.usefixtures("environment")
    def test_a_link_names_a_line_and_another_can_be_chosen(self):
        page = unusual_page({"line-ward": ALL, "line-strand": "race", "days": "90"})
        assert not page.exception
        box = next(one for one in page.selectbox if one.label == "Strand")
        assert box.value == "race" and page.query_params["line-strand"] == "race"
        box.set_value(ALL).run()
        assert not page.exception and "line-strand" not in page.query_params

    @pytest.mark.usefixtures("environment")
    def test_nonsense_in_the_address_is_passed_over(self):
        page = unusual_page({"line-ward": "<b>x", "line-strand": "zzz"})
        assert not page.exception

    @pytest.mark.usefixtures("environment")
    def test_too_little_is_an_answer(self):
        page = unusual_page({"source": "school", "strand": "age"})
        assert not page.exception and "Not enough data" in read_aloud(page)

    def test_an_empty_store_says_what_to_do(self, demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
        monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/empty.sqlite")
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
        monkeypatch.chdir(ROOT)
        page = unusual_page()
        assert not page.exception and "no records yet" in page.info[0].value


def unusual_page(query: dict[str, str] | None = None) -> AppTest:
    page = AppTest.from_file(
        str(ROOT / "dashboard" / "pages" / "unusual_weeks.py"), default_timeout=PATIENCE_S
    )
    for word, value in (query or {}).items():
        page.query_params[word] = value
    return page.run()


class TestTheShell:
    def test_it_says_what_the_page_says(self, demo: Demo, snapshot: Snapshot):
        said = shell_answer(demo, "unusual-weeks", "--ward", "all")
        found = unusual_weeks(snapshot, Filters(), ANALYST)
        assert said["state"] == found.state and said["said"] == words.sentence(found)
        assert len(said["lines"]) == len(found.lines) and len(said["weeks"]) == 52
        assert all(row["reports"] is None for row in said["lines"] if row["hidden"])

    def test_in_words(self, demo: Demo):
        said = run(demo, "unusual-weeks", "--ward", "all", "--line-strand", "race")
        assert said.exit_code == 0 and "Unusually many reports" in said.stdout
        assert "Week of" in said.stdout

    @pytest.mark.parametrize("wrong", [("--ward", "E0"), ("--line-strand", "zzz"), ("--strand", "zzz")])
    def test_a_slip_of_the_pen_is_said_plainly(self, demo: Demo, wrong: tuple[str, str]):
        said = run(demo, "unusual-weeks", *wrong)
        assert said.exit_code == 2 and "There is no" in said.stderr


def test_it_is_in_the_contents(demo: Demo, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.chdir(ROOT)
    assert "unusual_weeks" in {entry.file for entry in CONTENTS}
    assert not opened().exception
