"""Did it work: proposed from the time before alone, laid down before looking, judged in plain words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import h3
import numpy as np
import polars as pl
import pytest

from dashboard.answers.evaluation import FEWER, MORE, TOO_EARLY, TOO_FEW, evaluate, evaluate_all
from dashboard.answers.evaluation_design import READY, Proposal, propose
from dashboard.answers.evaluation_ground import ground_at
from dashboard.answers.evaluation_meanwhile import places_of_others
from dashboard.answers.evaluation_times import before_steps
from dashboard.desks.evaluation import MendFirst, judged_actions, lay_down, plan_of, plans
from dashboard.desks.importing import Desk, open_records
from dashboard.evaluation_plan import EvaluationPlan, NoFairPlanError, check_plan, disk
from dashboard.filters import Filters, Window
from dashboard.joint_action import Action
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.viewer import ANALYST
from dashboard.words.evaluation import (
    benchmark_table,
    caveats,
    grounds_table,
    parts_table,
    plan_words,
    power_words,
    trend_words,
    verdict_sentence,
)
from ingest.records import schema
from ingest.records.audit import broken_line
from ingest.records.registers import enter
from tests.dashboard.test_agreed_levels import empty_desk

__all__ = ["empty_desk"]

PLACE = tuple(sorted(h3.grid_disk("89194091cc3ffff", 1)))
BEGINS = date(2025, 11, 1)


def an_action(**changed: object) -> Action:
    said = {
        **dict.fromkeys(("reference", "theme", "ward", "partners", "progress", "outcome", "seal"), ""),
        "number": 1, "title": "Lighting at the market", "strands": (), "lead": "Council", "starts_on": BEGINS,
        "due_on": None, "done_on": None, "overdue": False, "cells": PLACE, "intends": "fewer",
        "selected_from": date(2024, 11, 1), "selected_to": date(2025, 10, 31),
    }  # fmt: skip
    return Action(**(said | changed))  # type: ignore[arg-type]


def proposed(snapshot: Snapshot, action: Action | None = None, **how: object) -> Proposal:
    return propose(snapshot, action or an_action(), Filters(), ANALYST, **how)  # type: ignore[arg-type]


def plan_for(snapshot: Snapshot, action: Action | None = None, **how: object) -> EvaluationPlan:
    found = proposed(snapshot, action, **how)
    assert found.plan is not None, found.reason
    return found.plan


def without(
    snapshot: Snapshot, cells: tuple[str, ...], *, keep: int | None = None, keep_one_in: int = 1
) -> Snapshot:
    """Take away most of what came in some cells once the action began."""
    _, position = snapshot.lattice(9)
    here = np.flatnonzero(ground_at(snapshot, 9).mask(cells))
    place = snapshot.records["place"].to_numpy()
    inside = (place >= 0) & np.isin(position[place], here)
    late = snapshot.records["first"].to_numpy() >= (BEGINS - EPOCH).days
    gone = inside & late & (np.arange(len(place)) % keep_one_in > 0)
    if keep is not None:
        gone = inside & late
        gone[np.flatnonzero(gone)[:keep]] = False
    return snapshot.only(~gone, "without")


def by_month(snapshot: Snapshot) -> Snapshot:
    """The same records as a police file has them: of each its month."""
    known = snapshot.only(np.ones(snapshot.records.height, dtype=bool), "by month")
    day = known.records["first"].cast(pl.Int32).cast(pl.Date)
    ends = {"first": day.dt.month_start(), "last": day.dt.month_end()}
    kind = known.records["first"].dtype
    told = {name: days.cast(pl.Int32).cast(kind) for name, days in ends.items()}
    return replace(known, records=known.records.with_columns(**told))


def test_of_records_by_month_no_month_counts_as_before_and_after(snapshot: Snapshot) -> None:
    months, action = by_month(snapshot), an_action(starts_on=date(2025, 11, 15))
    plan = plan_for(months, replace(action, selected_from=None, selected_to=None))
    assert plan.before == Window(date(2023, 11, 1), date(2025, 10, 31))
    assert plan.after == Window(date(2025, 12, 1), date(2026, 4, 30))
    # a plan that was laid down by days is counted by the months that lie whole in its times
    days = replace(plan, before=Window(date(2024, 1, 2), date(2025, 11, 14)),
                   after=Window(date(2025, 11, 15), date(2026, 5, 15)))  # fmt: skip
    for one in (plan, days):
        found = evaluate(months, one, action, ANALYST)
        assert found.in_months and found.after == plan.after
        assert found.before.last == date(2025, 10, 31)
    steps = before_steps(plan.before, months=True)
    assert len(steps) == 8 and (steps[0].first, steps[-1].last) == (plan.before.first, plan.before.last)
    assert before_steps(Window(date(2025, 1, 1), date(2025, 12, 31)), months=True)[0].first.month == 5


def test_a_place_that_was_found_while_the_action_went_on_is_not_judged(snapshot: Snapshot) -> None:
    late = an_action(selected_from=date(2026, 1, 1), selected_to=date(2026, 6, 30))
    with pytest.raises(NoFairPlanError, match="going on already"):
        proposed(snapshot, late)


def test_days_in_which_a_place_was_found_are_no_part_of_the_time_after(snapshot: Snapshot) -> None:
    found = proposed(snapshot, an_action(selected_to=date(2025, 11, 30)))
    assert found.plan is not None and found.plan.after.first == date(2025, 12, 1)


class TestAProposal:
    def test_is_of_like_areas_apart_from_it_and_each_other(self, snapshot: Snapshot) -> None:
        found = proposed(snapshot)
        plan = found.plan
        assert found.state == READY and plan is not None and len(plan.controls) == 3
        check_plan(plan)
        wide = [disk(area, plan.settings["ring_steps"]) for area in (plan.treated, *plan.controls)]
        assert sum(len(area) for area in wide) == len(set().union(*wide))
        assert {len(area) for area in plan.controls} == {len(PLACE)}
        assert found.controls["level_words"].str.contains("about as many|somewhat").all()

    def test_does_not_know_what_happened_after(self, snapshot: Snapshot) -> None:
        early = (snapshot.records["first"] < (BEGINS - EPOCH).days).to_numpy()
        assert plan_for(snapshot.only(early, "early")) == replace(plan_for(snapshot), seen_before=False)

    def test_leaves_out_the_days_in_which_the_place_was_found(self, snapshot: Snapshot) -> None:
        plan = plan_for(snapshot)
        assert plan.before.last == date(2024, 10, 31) and plan.before.days == 365
        assert any("Left out" in said for said in plan_words(plan))
        wrong = replace(plan, before=Window(plan.before.first, date(2025, 1, 1)))
        with pytest.raises(NoFairPlanError, match="falls by itself"):
            check_plan(wrong)

    def test_says_what_could_be_seen(self, snapshot: Snapshot) -> None:
        found = proposed(snapshot)
        assert found.power is not None and found.power.needed > 100
        said = power_words(found)
        assert "four times out of five" in said and "%" not in said
        assert trend_words(found.trend.verdict if found.trend else None).startswith("Before")

    def test_of_a_ward_is_of_wards(self, snapshot: Snapshot) -> None:
        ward = str(snapshot.study_area.wards["ward"].iloc[0])
        plan = plan_for(snapshot, an_action(cells=(), wards=(ward,), selected_from=None, selected_to=None))
        assert len(plan.controls) == 3 and plan.before.days == 730
        assert plan.settings["level_from"] == "earlier" or plan.settings["level_from"] == "before"

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"cells": (), "wards": ()}, "no place"),
            ({"cells": ("8a194ad32a07fff",)}, "not in this area"),
            ({"cells": (*PLACE, "8a194ad32a07fff")}, "not made of cells of one size"),
            ({"starts_on": None}, "when this action begins"),
            ({"done_on": date(2025, 1, 1)}, "ended before it began"),
            ({"selected_to": date(2024, 1, 1)}, "reversed"),
        ],
    )
    def test_of_what_cannot_be_is_refused_in_words(
        self, snapshot: Snapshot, changed: dict[str, object], said: str
    ) -> None:
        with pytest.raises(NoFairPlanError, match=said):
            proposed(snapshot, an_action(**changed))

    def test_with_a_control_next_door_is_refused(self, snapshot: Snapshot) -> None:
        wards = snapshot.study_area.wards
        action = an_action(cells=(), wards=(str(wards["ward"].iloc[0]),), selected_from=None)
        near = wards[wards.touches(wards.geometry.iloc[0])]["ward"].iloc[0]
        with pytest.raises(NoFairPlanError, match="Control 1 touches the treated area"):
            proposed(snapshot, action, own_wards=[str(near)])
        with pytest.raises(NoFairPlanError, match="no such ward"):
            proposed(snapshot, action, own_wards=["E99999999"])

    def test_without_a_time_before_says_what_would_do(self, snapshot: Snapshot) -> None:
        found = proposed(snapshot, an_action(selected_from=date(2023, 12, 1)))
        assert found.plan is None and "it takes 90 or more" in found.reason


class TestAVerdict:
    def test_finds_what_was_taken_away_and_nothing_else(self, snapshot: Snapshot) -> None:
        plan = plan_for(snapshot, after_days=365)
        assert evaluate(snapshot, plan, an_action(), ANALYST).verdict not in (FEWER, MORE)
        cured = evaluate(without(snapshot, PLACE, keep_one_in=10), plan, an_action(), ANALYST)
        assert cured.verdict == FEWER and cured.is_good
        said = verdict_sentence(cured)
        assert said.startswith("Fewer than expected.") and "fewer (95 % interval:" in said
        assert any("not the same as calm" in each for each in caveats(cured))
        assert any("already be seen" in each for each in caveats(cured))
        assert parts_table(cured)["where"].tolist() == ["Where it was done", "Next door", "Both together"]

    def test_is_the_difference_counted_by_hand(self, snapshot: Snapshot) -> None:
        plan = plan_for(snapshot)
        found = evaluate(snapshot, plan, an_action(), ANALYST)
        rows = {row["ground"]: row for row in found.grounds.to_dict("records")}
        weight = found.before.days / found.after.days
        by_hand = {name: row["after"] - row["before"] / weight for name, row in rows.items()}
        here = by_hand["treated"] - by_hand["controls"] / 3
        moved = by_hand["ring"] - by_hand["controls' ring"] / 3
        assert found.judgement is not None and found.judgement.difference is not None
        assert found.judgement.difference.total == pytest.approx(here + moved)
        assert float(plan.settings["dispersion"]) >= 1
        assert grounds_table(found)["before"].iloc[0] == f"{rows['treated']['before']:,.0f}"

    def test_of_a_campaign_looks_for_more_and_at_harm_apart(self, snapshot: Snapshot) -> None:
        action = an_action(intends="more")
        plan = plan_for(snapshot, action, after_days=365)
        others = tuple(cell for area in plan.controls for cell in area)
        found = evaluate(without(snapshot, others, keep_one_in=6), plan, action, ANALYST)
        assert found.verdict == MORE and found.is_good and found.harm_verdict
        assert any("more is what was meant" in said for said in caveats(found))
        fall = evaluate(without(snapshot, PLACE, keep_one_in=10), plan, action, ANALYST)
        assert fall.verdict == FEWER and fall.is_good is False

    def test_says_what_else_went_on_here_and_in_its_controls(self, snapshot: Snapshot) -> None:
        plan = plan_for(snapshot)
        beside = an_action(number=2, title="Clean the walls", cells=plan.controls[1][:2])
        here = an_action(number=3, title="Patrol the Parade", cells=(PLACE[0],))
        over = an_action(number=4, starts_on=date(2020, 1, 1), done_on=date(2020, 2, 1))
        found = evaluate(snapshot, plan, an_action(), ANALYST, others=(beside, here, over, an_action()))
        assert found.meanwhile == (("2", "Clean the walls"), ("here", "Patrol the Parade"))
        assert "In control 2 something was done as well: Clean the walls." in caveats(found)
        finer = replace(beside, cells=tuple(h3.cell_to_center_child(cell, 10) for cell in beside.cells))
        assert plan_for(snapshot, without=frozenset(finer.cells)).controls != plan.controls
        others = places_of_others(an_action(), [beside])
        again = plan_for(snapshot, without=others)
        assert not others & {cell for area in again.controls for cell in area}

    def test_waits_until_four_weeks_have_come_in(self, snapshot: Snapshot) -> None:
        assert snapshot.latest is not None
        action = an_action(starts_on=snapshot.latest - timedelta(10))
        plan = plan_for(snapshot, action)
        found = evaluate(snapshot, plan, action, ANALYST)
        assert found.verdict == TOO_EARLY and found.grounds.empty
        assert verdict_sentence(found).startswith("Too early to say")

    def test_rests_on_no_hidden_count(self, snapshot: Snapshot) -> None:
        plan = plan_for(snapshot)
        few = evaluate(without(snapshot, PLACE, keep=2), plan, an_action(), ANALYST)
        treated = few.grounds.set_index("ground").loc["treated"]
        assert np.isnan(treated["after"]) and few.verdict == TOO_FEW
        assert few.judgement is None and few.parts.empty
        assert "fewer than 3" in set(grounds_table(few)["after"])
        assert not any(char.isdigit() for char in verdict_sentence(few))

    def test_does_not_count_what_officers_came_upon(self, snapshot: Snapshot) -> None:
        plan = plan_for(snapshot)
        officer = pl.Series([snapshot.words["noticed_by"].index("officer")] * snapshot.records.height)
        patrolled = replace(
            snapshot, records=snapshot.records.with_columns(noticed_by=officer), _counted={}, version="p"
        )
        found = evaluate(patrolled, plan, an_action(), ANALYST)
        assert found.verdict == TOO_FEW and found.grounds["after"].sum() == 0


@pytest.fixture
def desk(empty_desk: Desk, store_url: str) -> Iterator[Desk]:
    opened = replace(empty_desk, store=open_records(store_url))
    with opened.store.writing() as connection:
        values = {
            "agency": "wrenmouth", "title": "Lighting at the market", "strands": "", "lead": "Council",
            "status": "open", "starts_on": BEGINS, "cells": ";".join(PLACE), "intends": "fewer",
            "selected_from": date(2024, 11, 1), "selected_to": date(2025, 10, 31),
        }  # fmt: skip
        enter(connection, schema.actions, values, by="Ann")
    yield opened
    opened.store.close()


class TestAPlan:
    def test_is_kept_as_it_was_with_who_and_when(self, desk: Desk, snapshot: Snapshot) -> None:
        version = desk.store.data_version()
        actions = judged_actions(desk, BEGINS)
        plan = plan_for(snapshot, actions[1])
        number = lay_down(desk, plan, by=" Ann  Lee ")
        kept = plan_of(desk, 1)
        assert kept is not None and kept.laid_by == "Ann Lee" and kept.laid_on is not None
        assert replace(kept, number=None, laid_by="", laid_on=None) == plan
        assert kept.number == number and kept.seen_before and desk.store.data_version() == version
        (one,) = evaluate_all(snapshot, plans(desk), actions, ANALYST)
        table = benchmark_table([one])
        assert table[["action", "meant", "beforehand"]].values.tolist() == [
            ["Lighting at the market", "fewer", "no"]
        ]
        with desk.store.reading() as connection:
            assert broken_line(connection) is None

    def test_is_replaced_only_with_a_reason_and_stays(self, desk: Desk, snapshot: Snapshot) -> None:
        plan = plan_for(snapshot)
        first = lay_down(desk, plan, by="Ann")
        with pytest.raises(MendFirst, match=r"[Ss]ay why"):
            lay_down(desk, plan, by="Ann")
        second = lay_down(desk, plan, by="Bea", reason="The first counted the wrong strand.")
        assert [one.number for one in plans(desk)] == [second]
        assert [one.number for one in plans(desk, replaced=True)] == [first, second]

    def test_that_is_not_fair_is_not_kept(self, desk: Desk, snapshot: Snapshot) -> None:
        plan = plan_for(snapshot)
        beside = tuple(sorted(set(h3.grid_ring(PLACE[0], 2)) - set(PLACE)))[:3]
        for wrong, said in (
            (replace(plan, controls=(*plan.controls, beside)), "Control 4 touches the treated area"),
            (replace(plan, controls=(plan.controls[0], plan.controls[0])), "shares ground"),
            (replace(plan, controls=()), "one control area or more"),
            (replace(plan, after=plan.before), "before the time before ends"),
        ):
            with pytest.raises(NoFairPlanError, match=said):
                lay_down(desk, wrong, by="Ann")
        for how, said in (({"by": " "}, "who lays this down"),):
            with pytest.raises(MendFirst, match=said):
                lay_down(desk, plan, **how)
        with pytest.raises(MendFirst, match="no such action"):
            lay_down(desk, replace(plan, action=99), by="Ann")
        assert plans(desk, replaced=True) == []
