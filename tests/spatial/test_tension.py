"""The tension rule by examples worked by hand: what indicates a level, what does not, what is not known."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from signal_town import ON, RULE, STRANDS, WARDS, ago, empty, heard, signals

from spatial.tension import KNOWN, NOT_COUNTED, ONE_SOURCE, UNKNOWN, TensionRule, indicate, report_strengths

WEIGHTS: dict[str, dict[str, float]] = {
    "by_severity": {"1": 0.5, "2": 1.0, "3": 1.5, "4": 2.0},
    "by_experience": {"experienced": 1.0, "evidenced": 1.0, "potential": 0.75},
    "by_source": {"1": 1.0, "2": 0.75, "3": 0.25},
    "by_information": {"A": 1.0, "B": 0.9, "C": 0.6, "D": 0.25, "E": 0.0},
}


SHIPPED = replace(RULE, points=(0, 0.75, 2.75, 4.75, 6.75, 8.75), source_cap=1.5)


def cell(rows: pd.DataFrame, was_heard: pd.DataFrame | None = None, *, on: date = ON) -> dict[str, Any]:
    found = indicate(
        rows, heard() if was_heard is None else was_heard, rule=RULE, on=on, wards=WARDS, strands=STRANDS
    )
    return dict(found.levels.iloc[0])


def lines(rows: pd.DataFrame) -> pd.DataFrame:
    return indicate(rows, heard(), rule=RULE, on=ON, wards=WARDS, strands=STRANDS).lines.set_index("id")


def worked() -> pd.DataFrame:
    """The example that docs/methods works by hand."""
    graded = report_strengths(
        [3, 3, 3, 3, 3],
        ["experienced", "experienced", "experienced", "experienced", "potential"],
        [1, 1, 2, 2, 3],
        ["A", "B", "B", "A", "D"],
        **WEIGHTS,
    )
    return signals(
        {"id": "network", "source": "Council/network", "strength": graded[0]},
        {"id": "panel", "source": "Council/panel", "strength": graded[1], "last_day": ago(28)},
        {"id": "centre", "source": "Centres/centre", "strength": graded[2], "last_day": ago(28)},
        {"id": "older", "source": "Centres/centre", "strength": graded[3], "last_day": ago(56)},
        {"id": "online", "source": "Council/online", "strength": graded[4], "trusted": False},
        {"id": "alarm", "source": "records/Police", "kind": "alarm", "strength": 1.5},
        {"id": "march", "source": "calendar", "kind": "event", "strength": 0.25, "last_day": ago(-1)},
    )


def test_the_worked_example() -> None:
    found = indicate(worked(), heard(), rule=SHIPPED, on=ON, wards=WARDS, strands=STRANDS)
    top = found.levels.iloc[0]
    assert top["beyond"] == pytest.approx(0.675 + 0.50625 + 1.5 + 0.0703125 + 0.25)
    assert top["points"] == pytest.approx(top["beyond"] + 1.5)
    assert (top["level"], top["state"], top["strongest"]) == (3, KNOWN, "Council/network")
    assert (top["held"], top["held_why"]) == (True, "one_sender")  # with the council as one source: level 2
    assert (top["sources"], top["trusted_sources"]) == (5, 4)
    points = found.lines.set_index("id")["points"].to_dict()
    assert points == pytest.approx(
        {"network": 1.5, "panel": 0.675, "centre": 0.50625, "older": 0, "online": 0.0703125, "alarm": 1.5,
         "march": 0.25}, abs=1e-6
    )  # fmt: skip
    assert found.lines.set_index("id").at["older", "why_not"] == "weaker"


def test_every_cell_asked_for_has_its_row_and_silence_is_unknown() -> None:
    found = indicate(empty(), heard(), rule=RULE, on=ON, wards=WARDS, strands=STRANDS)
    assert list(found.levels[["ward", "strand"]].itertuples(index=False, name=None)) == [
        (ward, strand) for ward in WARDS for strand in STRANDS
    ]
    assert set(found.levels["state"]) == {UNKNOWN} and found.levels["level"].isna().all()
    assert found.lines.empty and not found.levels["held"].any()


def test_one_source_alone_is_not_confirmed_and_two_that_tell_nothing_grave_are_the_first_level() -> None:
    one = heard(("W1", "race", "records/Police", ago(3)))
    assert (cell(empty(), one)["state"], cell(empty(), one)["level"]) == (ONE_SOURCE, pd.NA)
    two = heard(("W1", "race", "records/Police", ago(3)), ("W1", "race", "Council/panel", ago(28)))
    assert (cell(empty(), two)["state"], cell(empty(), two)["level"]) == (KNOWN, 1)
    old = heard(("W1", "race", "records/Police", ago(3)), ("W1", "race", "Council/panel", ago(29)))
    assert cell(empty(), old)["state"] == ONE_SOURCE
    ahead = heard(("W1", "race", "records/Police", ago(-1)))
    assert cell(empty(), ahead)["state"] == UNKNOWN


def test_unverified_sources_make_nothing_known_but_that_somebody_spoke() -> None:
    rows = signals(*({"source": f"{name}/online", "trusted": False} for name in "ABC"))
    was_heard = heard(*(("W1", "race", f"{name}/online", ON) for name in "ABC"))
    assert cell(rows, was_heard)["state"] == ONE_SOURCE
    assert (cell(rows, was_heard)["sources"], cell(rows, was_heard)["trusted_sources"]) == (3, 0)
    said = was_heard.assign(trusted=True)
    assert cell(rows, said)["state"] == KNOWN  # whoever lists them so answers for it


def test_the_second_source_moves_the_level_and_no_further_than_it_bears_out() -> None:
    assert cell(signals({}, {"source": "B/school", "strength": 0.9}))["level"] == 1
    assert cell(signals({}, {"source": "B/school", "strength": 1.0}))["level"] == 2
    assert cell(signals({"strength": 900}, {"source": "B/school", "strength": 1.0}))["beyond"] == 1


def test_each_source_more_is_one_level_more_at_most() -> None:
    many = [{"source": f"{name}/panel"} for name in "ABCDEFG"]
    levels = [cell(signals(*many[:number]))["level"] for number in range(1, 8)]
    assert levels == [pd.NA, 2, 3, 4, 4, 5, 6]


def test_several_sources_of_one_sender_lift_it_by_one_step_and_a_person_must_look() -> None:
    own = [{"source": f"A/{name}"} for name in ("panel", "network", "staff", "survey", "school")]
    found = cell(signals(*own))
    assert (found["beyond"], found["level"], found["held_why"]) == (8, 2, "one_sender")
    borne_out = cell(signals(*own, {"source": "records/B", "kind": "alarm", "strength": 1.5}))
    assert (borne_out["level"], borne_out["held_why"]) == (3, "one_sender")
    strict = TensionRule(**{**vars(RULE), "one_sender_steps": 0})
    strictly = indicate(signals(*own), heard(), rule=strict, on=ON, wards=WARDS, strands=STRANDS).levels.iloc[
        0
    ]
    assert (strictly["level"], strictly["held"]) == (1, False)


def test_recorded_incidents_and_reports_of_one_agency_have_one_sender() -> None:
    rows = signals({}, {"source": "records/A", "kind": "alarm", "strength": 1.5})
    assert cell(rows)["held_why"] == "one_sender"
    assert cell(rows.assign(sender=["one", "other"]))["held_why"] == ""


def test_nearly_the_same_words_are_one_voice_whoever_sends_them() -> None:
    fakes = [{"source": f"{name}/online", "echo": 7} for name in "ABCDE" * 20]
    alone = cell(signals(*fakes))
    assert (alone["beyond"], alone["state"], alone["held_why"]) == (0, ONE_SOURCE, "echo")
    with_one = cell(signals(*fakes, {"source": "F/panel"}))
    assert (with_one["beyond"], with_one["level"], with_one["held"]) == (2, 2, True)


def test_copies_of_all_is_well_do_not_turn_the_unknown_into_the_lowest_level() -> None:
    well = {"strength": 0.0, "echo": 3}
    copied = [{"source": f"{name}/online", **well} for name in "ABC"]
    assert cell(signals(*copied))["state"] == ONE_SOURCE
    assert cell(signals(*copied, {"source": "D/panel", "strength": 0.0}))["level"] == 1
    own = {"source": "A/online", "strength": 0.0}
    assert cell(signals(*copied, own))["state"] == ONE_SOURCE  # the text is A's; the others only repeat it


def test_a_copy_takes_nobodys_word_away() -> None:
    honest = [{"source": f"{name}/panel", "echo": at} for at, name in enumerate("ABC")]
    copied = [{"source": "Z/online", "echo": at, "strength": 3.0} for at in range(3)]
    assert cell(signals(*honest))["beyond"] == 4
    assert cell(signals(*honest, *copied))["beyond"] == 4
    found = lines(signals(*honest, *copied))
    assert (found["why_not"] == "echo").sum() == 3 and found["points"].sum() == 6


def test_a_source_does_not_bear_itself_out_by_a_copy_of_its_own_words() -> None:
    rows = signals({"echo": 1}, {"echo": 1}, {"source": "B/panel", "echo": 1})
    assert cell(rows)["beyond"] == 0


def test_an_alarm_over_several_agencies_is_one_voice() -> None:
    rows = signals(*({"source": f"records/{name}", "kind": "alarm", "strength": 1.5} for name in "ABC"))
    assert (cell(rows)["beyond"], cell(rows)["level"], cell(rows)["held"]) == (0, 1, False)
    assert lines(rows)["why_not"].tolist() == ["", "one_voice", "one_voice"]
    assert cell(pd.concat([rows, signals({"id": "r", "source": "A/panel"})]))["beyond"] == 1.5


def test_unverified_lines_add_at_most_what_is_borne_out_and_at_most_their_cap() -> None:
    unsure = [{"source": f"{name}/online", "trusted": False} for name in "CDEFGH"]
    assert cell(signals({}, *unsure))["beyond"] == 0
    assert cell(signals({}, {"source": "B/panel", "strength": 0.1}, *unsure))["beyond"] == 0.2
    assert cell(signals({}, {"source": "B/panel"}, *unsure))["beyond"] == 2.25
    assert set(lines(signals({}, *unsure))["why_not"]) == {"", "unverified"}


def test_an_event_moves_nothing_by_itself_and_may_lie_ahead() -> None:
    event = {"kind": "event", "source": "calendar", "strength": 0.25}
    assert cell(signals(event))["state"] == UNKNOWN
    assert lines(signals(event))["why_not"].tolist() == ["context"]
    two = [{"strength": 0.9}, {"source": "B/panel", "strength": 0.9}]
    for days, level in ((0, 2), (-14, 2), (-15, 1), (28, 1), (29, 1)):
        assert cell(signals(*two, {**event, "last_day": ago(days)}))["level"] == level
    assert cell(signals(*two, {**event, "last_day": ago(-14)}))["beyond"] == pytest.approx(1.15)


@pytest.mark.parametrize("why", ["grade_e", "needs_check", "handling", "expired", "future"])
def test_what_is_left_out_moves_nothing_and_is_listed_with_its_reason(why: str) -> None:
    left_out = {"source": "C/panel", "excluded": why}
    kept = [{}, {"source": "B/panel"}]
    assert cell(signals(*kept, left_out)) == cell(signals(*kept))
    assert cell(signals(left_out))["state"] == UNKNOWN
    assert lines(signals(left_out)).iloc[0][["points", "counted", "why_not"]].tolist() == [0, False, why]
    assert why in NOT_COUNTED


def test_a_report_from_the_future_and_one_that_has_faded_do_not_count() -> None:
    rows = signals({"last_day": ago(-1)}, {"last_day": ago(113)}, {"last_day": ago(112)}, {"strength": 0})
    assert lines(rows)["why_not"].to_dict() == {
        "s0": "future", "s1": "faded", "s2": "", "s3": "no_strength"
    }  # fmt: skip
    assert lines(rows)["age_days"].to_dict() == {"s0": -1, "s1": 113, "s2": 112, "s3": 0}


def test_a_signal_of_no_ward_counts_in_none_unless_that_row_is_asked_for() -> None:
    rows = signals({"ward": ""}, {"ward": "", "source": "B/panel"})
    assert set(lines(rows)["why_not"]) == {"no_ward"} and cell(rows)["state"] == UNKNOWN
    found = indicate(rows, heard(), rule=RULE, on=ON, wards=(*WARDS, ""), strands=STRANDS)
    assert found.levels.iloc[-2]["level"] == 2


def test_half_of_it_is_left_after_its_half_life() -> None:
    points = lines(signals(*({"source": f"{days}/x", "last_day": ago(days)} for days in (0, 14, 28, 56))))
    assert points["points"].tolist() == pytest.approx([2, 2 * 0.5**0.5, 1, 0.5], abs=1e-6)


def test_of_equals_the_latest_is_named_then_the_first() -> None:
    rows = signals(
        {"strength": 2.0, "last_day": ago(28)}, {"strength": 1.0}, {"id": "b"}, {"id": "a", "strength": 2.0}
    )
    assert lines(rows)["counted"].to_dict() == {"s0": False, "s1": False, "a": True, "b": False}


def test_strengths_are_the_product_of_severity_and_shares() -> None:
    found = report_strengths([1, "4"], ["potential", "evidenced"], [3, "1"], ["D", "A"], **WEIGHTS)
    assert found.tolist() == pytest.approx([0.5 * 0.75 * 0.25 * 0.25, 2.0])
    assert report_strengths([4], ["experienced"], [1], ["E"], **WEIGHTS).tolist() == [0]
    assert report_strengths([], [], [], [], **WEIGHTS).shape == (0,)


def test_a_whole_board_is_soon_there() -> None:
    from time import process_time

    dice = np.random.default_rng(5)
    n, wards, strands = 10_000, [f"W{at}" for at in range(25)], [f"s{at}" for at in range(8)]
    rows = pd.DataFrame(
        {
            "id": [f"r{at}" for at in range(n)],
            "ward": dice.choice(wards, n), "strand": dice.choice(strands, n), "kind": "report",
            "source": dice.choice([f"A{at}/t{each}" for at in range(4) for each in range(4)], n),
            "strength": dice.uniform(0, 2, n),
            "last_day": [ON - timedelta(days=int(at)) for at in dice.integers(0, 365, n)],
            "trusted": dice.random(n) < 0.8,
            "echo": np.where(dice.random(n) < 0.1, dice.integers(0, 300, n), -1), "excluded": "",
        }
    )  # fmt: skip
    took = []
    for _ in range(3):
        start = process_time()
        indicate(rows, heard(), rule=RULE, on=ON, wards=wards, strands=strands)
        took.append(process_time() - start)
    assert min(took) < 0.25  # 0.05 s on two quiet cores
