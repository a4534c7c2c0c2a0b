"""Laws of the tension rule, whatever the signals: order, floods, copies, silence, time; and a plain loop."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from signal_town import ON, RULE, STRANDS, WARDS, ago, empty, heard, naive, signals

from spatial.tension import KNOWN, TensionRule, indicate

SOURCES = ("A/panel", "A/online", "B/school", "B/panel", "C/centre", "records/A", "records/D")
often = settings(max_examples=12, deadline=None)
lines = st.fixed_dictionaries(
    {
        "ward": st.sampled_from(WARDS),
        "strand": st.sampled_from(STRANDS),
        "kind": st.sampled_from(["report", "report", "report", "alarm", "event"]),
        "source": st.sampled_from(SOURCES),
        "strength": st.integers(0, 30).map(lambda n: n / 10),
        "last_day": st.integers(-20, 130).map(ago),
        "trusted": st.sampled_from([True, True, True, False]),
        "echo": st.sampled_from([-1, -1, 1, 2]),
        "excluded": st.sampled_from(["", "", "", "", "grade_e", "expired"]),
    }
)
towns = st.lists(lines, max_size=14)


def levels(rows: pd.DataFrame, *, rule: TensionRule = RULE, on: Any = ON) -> pd.DataFrame:
    """Levels where everybody was heard, so that each is a number."""
    told = [(ward, strand, source, on) for ward in WARDS for strand in STRANDS for source in ("X/a", "Y/b")]
    return indicate(rows, heard(*told), rule=rule, on=on, wards=WARDS, strands=STRANDS).levels


def level(rows: pd.DataFrame, **said: Any) -> np.ndarray:
    return levels(rows, **said)["level"].to_numpy(dtype=int)


def town(told: list[dict[str, Any]]) -> pd.DataFrame:
    return signals(*told)


@often
@given(towns, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(told: list[dict[str, Any]], dice: Any) -> None:
    rows = town(told)
    order = list(range(len(rows)))
    dice.shuffle(order)
    one = indicate(rows, heard(), rule=RULE, on=ON, wards=WARDS, strands=STRANDS)
    other = indicate(rows.iloc[order], heard(), rule=RULE, on=ON, wards=WARDS, strands=STRANDS)
    pd.testing.assert_frame_equal(one.levels, other.levels)
    pd.testing.assert_frame_equal(one.lines, other.lines)


@often
@given(towns)
def test_a_plain_loop_over_every_way_gives_the_same(told: list[dict[str, Any]]) -> None:
    rows = town(told)
    found = levels(rows).set_index(["ward", "strand"])["beyond"]
    for ward, strand in found.index:
        assert abs(naive(rows, ward=ward, strand=strand) - found[ward, strand]) < 1e-5


@often
@given(towns)
def test_the_lines_of_a_cell_add_up_to_its_points(told: list[dict[str, Any]]) -> None:
    found = indicate(town(told), heard(), rule=RULE, on=ON, wards=WARDS, strands=STRANDS)
    sums = found.lines.groupby(["ward", "strand"])["points"].sum()
    for row in found.levels.itertuples():
        assert abs(sums.get((row.ward, row.strand), 0.0) - row.points) < 1e-4
    assert ((found.lines["points"] > 0) <= found.lines["counted"]).all()
    assert (found.lines["counted"] == (found.lines["why_not"] == "")).all()


@often
@given(towns, lines)
def test_a_hundred_near_identical_reports_of_one_source_are_one(
    told: list[dict[str, Any]], said: dict[str, Any]
) -> None:
    said = {**said, "echo": 9}
    one = town([*told, said])
    hundred = town([*told, *[said] * 100])
    assert (level(one) == level(hundred)).all()
    weaker = [{**said, "strength": said["strength"] * at / 100} for at in range(100)]
    assert (level(one) == level(town([*told, said, *weaker]))).all()


@often
@given(st.lists(lines, min_size=1, max_size=20), st.sampled_from(SOURCES))
def test_one_source_moves_nothing_where_nobody_else_speaks(told: list[dict[str, Any]], source: str) -> None:
    rows = town([{**each, "source": source} for each in told])
    assert (level(rows) == 1).all()
    silent = indicate(rows, heard(), rule=RULE, on=ON, wards=WARDS, strands=STRANDS).levels
    assert (silent["state"] != KNOWN).all() and silent["level"].isna().all()


@often
@given(towns, st.integers(0, 20))
def test_a_hundred_copies_from_five_sources_are_held_and_lift_by_one_step_at_most(
    told: list[dict[str, Any]], days: int
) -> None:
    fakes = [
        {"source": f"F{at % 5}/online", "ward": "W1", "strand": "race", "echo": 9, "last_day": ago(days)}
        for at in range(100)
    ]
    before, after = levels(town(told)), levels(town([*told, *fakes]))
    assert after.iloc[0]["level"] - before.iloc[0]["level"] in (0, 1)
    assert after.iloc[0]["held"] and "echo" in after.iloc[0]["held_why"]
    assert levels(town(fakes)).iloc[0]["level"] == 1


@often
@given(towns)
def test_unverified_lines_and_events_alone_move_nothing(told: list[dict[str, Any]]) -> None:
    rows = town([each if each["kind"] == "event" else {**each, "trusted": False} for each in told])
    assert (level(rows) == 1).all()


@often
@given(towns, st.lists(lines, max_size=10), st.sampled_from(["grade_e", "needs_check", "expired", "future"]))
def test_what_is_left_out_moves_nothing_at_all(
    told: list[dict[str, Any]], others: list[dict[str, Any]], why: str
) -> None:
    left_out = [{**each, "excluded": why} for each in others]
    pd.testing.assert_frame_equal(levels(town(told)), levels(town([*told, *left_out])))


@often
@given(towns, st.lists(lines, min_size=1, max_size=4))
def test_a_new_source_never_lowers_a_level_and_lifts_it_by_one_step_at_most(
    told: list[dict[str, Any]], said: list[dict[str, Any]]
) -> None:
    new = [{**each, "source": "N/new", "trusted": True} for each in said]
    rise = level(town([*told, *new])) - level(town(told))
    assert set(rise) <= {0, 1}


@often
@given(towns, st.sampled_from(SOURCES))
def test_removing_a_source_never_raises_a_level(told: list[dict[str, Any]], source: str) -> None:
    without = [each for each in told if each["source"] != source]
    assert (level(town(without)) <= level(town(told))).all()


@often
@given(towns, st.sampled_from(SOURCES))
def test_a_source_never_lifts_a_level_above_what_the_others_bring(
    told: list[dict[str, Any]], source: str
) -> None:
    others = levels(town([each for each in told if each["source"] != source]))
    of_others = np.searchsorted(RULE.points, others["points"] + 1e-6, side="right")
    extra = RULE.most_of_one_source - RULE.source_cap
    at_most = np.searchsorted(RULE.points, others["points"] + extra + 1e-6, side="right")
    now = level(town(told))
    assert (now <= at_most).all()
    trusted = [{**each, "trusted": True, "kind": "report"} for each in told]
    others = levels(town([each for each in trusted if each["source"] != source]))
    of_others = np.searchsorted(RULE.points, others["points"] + 1e-6, side="right")
    assert (level(town(trusted)) <= of_others).all()


@often
@given(towns, st.sampled_from(["A", "B"]))
def test_one_sender_lifts_a_level_by_one_step_above_what_the_others_bring(
    told: list[dict[str, Any]], sender: str
) -> None:
    told = [{**each, "trusted": True, "kind": "report"} for each in told]
    others = [each for each in told if sender not in each["source"].split("/")]
    at_most = np.searchsorted(RULE.points, levels(town(others))["points"] + 1e-6, side="right") + 1
    assert (level(town(told)) <= at_most).all()


@often
@given(towns)
def test_a_level_depends_on_no_other_ward_or_strand(told: list[dict[str, Any]]) -> None:
    whole = levels(town(told))
    own = levels(town([each for each in told if (each["ward"], each["strand"]) == ("W1", "race")]))
    assert whole.iloc[0].to_dict() == own.iloc[0].to_dict()


@often
@given(towns, st.integers(1, 60))
def test_what_has_been_said_only_fades(told: list[dict[str, Any]], days: int) -> None:
    past = town([each for each in told if each["last_day"] <= ON])
    later = levels(past, on=ON + timedelta(days=days))
    assert (later["beyond"] <= levels(past)["beyond"] + 1e-6).all()
    assert (later["level"] <= levels(past)["level"]).all()


@often
@given(towns)
def test_copies_from_one_source_to_another_bear_nothing_out(told: list[dict[str, Any]]) -> None:
    one = [{**each, "source": "A/panel", "echo": 5, "kind": "report"} for each in told]
    both = [*one, *({**each, "source": "Z/online"} for each in one)]
    assert (level(town(both)) == 1).all()


@often
@given(towns)
def test_copying_what_others_say_never_lowers_a_level(told: list[dict[str, Any]]) -> None:
    numbered = [{**each, "echo": at} for at, each in enumerate(told)]
    copies = [{**each, "source": "Z/online", "trusted": True, "strength": 3.0} for each in numbered]
    assert (level(town(numbered)) <= level(town([*numbered, *copies]))).all()


def test_nothing_said_is_no_level() -> None:
    assert (level(empty()) == 1).all()
