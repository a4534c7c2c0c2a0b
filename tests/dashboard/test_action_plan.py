"""Actions side by side and their measures: colours, who owns what, counts beside a baseline."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dashboard.answers.actions import action_plan
from dashboard.answers.measures import Kpi, read_reports, read_told, set_beside
from dashboard.desks.measures import Measure, Reading
from dashboard.filters import DEFAULT, Window
from dashboard.frozen_place import freeze, question_today, standing
from dashboard.joint_action import Action
from dashboard.situation import assess
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST, PARTNER

TODAY = date(2026, 11, 2)
PLAIN = Action(
    1, "A", "Walk there", "", "E1", (), "Council", "Homes; Police", TODAY - timedelta(100),
    TODAY + timedelta(50), None, "", "", False, "", entered_on=TODAY - timedelta(100),
)  # fmt: skip
LATE = replace(PLAIN, number=2, due_on=TODAY - timedelta(1), overdue=True, lead="Police", partners="")
MEASURE = Measure(1, 1, "Reports here", "reports", {}, "lower", None, None, None, None, None)


def owners(*actions: Action) -> dict[str, dict[Any, Any]]:
    plan = action_plan(actions, TODAY, wards={"E1": "Market"}, organisations=["Council", "Library"])
    return {str(row["organisation"]): dict(row) for row in plan.owners.to_dict("records")}


def test_the_board_has_each_action_once_under_its_colour() -> None:
    plan = action_plan([PLAIN, LATE], TODAY, wards={"E1": "Market"}, organisations=[])
    assert {colour: [one.action.number for one in column] for colour, column in plan.columns.items()} == {
        "red": [2], "amber": [1], "green": [], "done": [],
    }  # fmt: skip
    assert plan.said.startswith("2 open actions: 1 red, 1 amber and 0 green; 1 past the target date")
    assert set(plan.table["place"]) == {"Market"}


def test_limited_ownership_is_told_of_each_organisation_with_its_numbers() -> None:
    found = owners(PLAIN, LATE)
    assert found["Council"]["leads"] == "1 of 2"
    assert found["Council"]["limited"] == "silent on 1 of 1 that it leads"
    assert found["Homes"]["limited"] == "partner in 1 and noted nothing"
    assert found["Library"]["limited"] == "named in no open action"
    spoken = replace(PLAIN, noted_on=TODAY, noted_by={"Homes": TODAY, "Council": TODAY})
    found = owners(spoken)
    assert (found["Homes"]["limited"], found["Council"]["limited"]) == ("", "")
    assert found["Police"]["named_only"] == 1


def beside(now: int, before: int, *, better: str = "lower") -> Kpi:
    since = Window(date(2026, 7, 1), date(2026, 9, 30))
    base = Window(date(2026, 3, 31), date(2026, 6, 30))
    assert since.days == base.days == 92
    how = replace(MEASURE, better=better)
    return set_beside(how, (now, since), (before, base), "report", threshold=3)


def test_counts_stand_beside_the_baseline_with_exact_intervals() -> None:
    kpi = beside(10, 30)  # R: poisson.test(c(10, 30)): 0.1456 to 0.7017; poisson.test(10): 4.795 to 18.390
    assert kpi.state == "better"
    assert "95% interval of 4.8 to 18.4" in kpi.words
    assert "0.33 times the baseline (95% interval 0.15 to 0.7)" in kpi.words
    assert "%" not in kpi.words.replace("95% interval", "")
    assert beside(10, 12).state == "not distinguishable from chance"
    assert beside(30, 10).state == "worse"
    assert beside(30, 10, better="higher").state == "better"


def test_small_counts_are_hidden_and_none_before_says_nothing() -> None:
    few = beside(2, 30)
    assert (few.state, few.now, few.before) == ("not enough data", "not shown", "not shown")
    assert "30" not in few.words
    assert beside(9, 0).state == "not enough data"


def test_a_told_share_has_an_interval_and_a_told_number_none() -> None:
    told = replace(MEASURE, counts="told", better="higher", baseline=64.0)
    month = (date(2026, 9, 1), date(2026, 9, 30))
    assert read_told(told).state == "nothing yet"
    share = read_told(replace(told, readings=(Reading(*month, 83.0, 100.0),), target=80.0))
    assert share.state == "better"
    assert share.words.startswith("83 of 100 (1 September to 30 September 2026): 83 in 100 (95% interval")
    assert share.target == "Target: at least 80; reached so far."
    assert read_told(replace(told, readings=(Reading(*month, 70.0, None),))).state == "no interval"


def test_a_frozen_place_stands_moves_or_vanishes(snapshot: Snapshot) -> None:
    situation = assess(snapshot, DEFAULT, ANALYST)
    cell = str(situation.places["cell"].iloc[0])
    place = freeze(situation, cell)
    assert place is not None
    assert cell in place.cells
    assert freeze(situation, "8928308280fffff") is None
    action = replace(
        PLAIN, cells=place.cells, wards=place.wards, found_by=place.found_by,
        selected_from=place.selected_from, selected_to=place.selected_to,
    )  # fmt: skip
    assert question_today(action) == situation.filters.without_selection()
    assert standing(action, situation).state == "stands"
    assert standing(PLAIN, None).state == "not asked"
    cold = situation.cells.assign(rank=None)
    assert standing(action, replace(situation, cells=cold)).state == "vanished"
    hot = situation.cells["cell"].isin(place.cells)
    near = situation.cells.assign(rank=situation.cells["rank"].where(~hot))
    assert standing(action, replace(situation, cells=near)).state in {"moved", "vanished"}


def test_reports_of_a_place_are_counted_as_the_map_counts_them(snapshot: Snapshot) -> None:
    situation = assess(snapshot, DEFAULT, ANALYST)
    place = freeze(situation, str(situation.places["cell"].iloc[0]))
    assert place is not None
    assert snapshot.latest is not None
    inside = situation.cells[situation.cells["cell"].isin(place.cells)]["incidents"]
    assert inside.notna().all()
    starts = snapshot.latest - timedelta(90)
    action = replace(PLAIN, cells=place.cells, starts_on=starts, selected_from=place.selected_from,
                     selected_to=place.selected_to)  # fmt: skip
    measure = replace(MEASURE, baseline_from=snapshot.latest - timedelta(364),
                      baseline_to=starts - timedelta(1))  # fmt: skip
    kpi = read_reports(snapshot, ANALYST, action, measure)
    numbers = [int(words.split()[0].replace(",", "")) for words in (kpi.now, kpi.before)]
    assert sum(numbers) == int(inside.sum())
    assert any("chosen for being high" in caveat for caveat in kpi.caveats)
    with pytest.raises(ValueError, match="aggregate role"):
        read_reports(snapshot, PARTNER, action, measure)


def test_none_where_there_was_none_is_no_change() -> None:
    """Nobody of twenty, and nobody before."""
    of_none = Reading(TODAY - timedelta(30), TODAY, 0.0, 20.0)
    told = replace(MEASURE, counts="told", baseline=0.0, readings=(of_none,))
    assert read_told(told).state == "not distinguishable from chance"
    assert read_told(replace(told, readings=(replace(of_none, value=5.0),))).state == "worse"
