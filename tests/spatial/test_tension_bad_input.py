"""Bad input of the tension rule: every fault is named, and none gives a warning or a silent nought."""

from datetime import datetime
from typing import Any

import numpy as np
import pytest
from signal_town import ON, RULE, STRANDS, WARDS, ago, empty, heard, signals

from spatial.errors import BadNumberError, OutsideAreaError, SettingError, StatisticsError
from spatial.tension import TensionRule, indicate, report_strengths

pytestmark = pytest.mark.filterwarnings("error")
PLAIN: dict[str, Any] = {
    "kinds": {"report": {"half_life_days": 28, "cap": 2.0}},
    "points": (0, 1, 4),
    "source_cap": 2.0,
    "unverified_cap": 0.5,
    "recent_days": 28,
}


def ask(rows: Any = None, was_heard: Any = None, **said: Any) -> Any:
    given: dict[str, Any] = {"rule": RULE, "on": ON, "wards": WARDS, "strands": STRANDS, **said}
    return indicate(
        signals({}) if rows is None else rows, heard() if was_heard is None else was_heard, **given
    )


@pytest.mark.parametrize("column", list(empty().columns))
def test_every_column_is_needed(column: str) -> None:
    with pytest.raises(BadNumberError, match=f"no column '{column}'"):
        ask(signals({}).drop(columns=column))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"strength": np.nan}, "strength of a signal is nan"),
        ({"strength": np.inf}, "strength of a signal is inf"),
        ({"strength": -1.0}, "cannot be below 0"),
        ({"strength": "strong"}, "not a number"),
        ({"last_day": None}, "has no day at position 0"),
        ({"last_day": "soon"}, "no day"),
        ({"ward": "W9"}, "ward 'W9' is not one of the 2"),
        ({"ward": None}, "ward is missing"),
        ({"strand": ""}, "strand '' is not one of the 2"),
        ({"strand": 3}, "strand is missing, or is no text"),
        ({"kind": "rumour"}, "'rumour'.*The rule knows report, alarm, event"),
        ({"source": ""}, "no source"),
        ({"source": None}, "source is a text in every row"),
        ({"id": 7}, "id is a text in every row"),
        ({"excluded": None}, "excluded is a text in every row"),
        ({"trusted": None}, "trusted is True or False"),
        ({"trusted": "yes"}, "trusted is True or False"),
        ({"echo": -2}, "echo is -2"),
        ({"echo": np.nan}, "echo is nan"),
    ],
)
def test_a_wrong_value_is_named(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(StatisticsError, match=said):
        ask(signals(wrong))


def test_the_same_signal_twice_is_no_two_signals() -> None:
    with pytest.raises(BadNumberError, match="comes twice"):
        ask(signals({"id": "a"}, {"id": "a"}))
    several = signals({"id": "a"}, {"id": "a", "strand": "age"}, {"id": "a", "ward": "W2"})
    assert len(ask(several).lines) == 3


@pytest.mark.parametrize("frame", [None, [], "signals", 3])
def test_signals_and_heard_are_tables(frame: Any) -> None:
    with pytest.raises(BadNumberError, match="signals is not a table"):
        indicate(frame, heard(), rule=RULE, on=ON, wards=WARDS, strands=STRANDS)
    with pytest.raises(BadNumberError, match="heard is not a table"):
        indicate(empty(), frame, rule=RULE, on=ON, wards=WARDS, strands=STRANDS)


def test_what_was_heard_is_of_the_area_and_dated() -> None:
    with pytest.raises(OutsideAreaError, match="'W9'"):
        ask(was_heard=heard(("W9", "race", "A/panel", ON)))
    with pytest.raises(BadNumberError, match="last_day of heard"):
        ask(was_heard=heard(("W1", "race", "A/panel", None)))
    with pytest.raises(BadNumberError, match="heard: source"):
        ask(was_heard=heard(("W1", "race", None, ON)))
    with pytest.raises(BadNumberError, match="heard: trusted"):
        ask(was_heard=heard(("W1", "race", "A/panel", ON)).assign(trusted="perhaps"))


@pytest.mark.parametrize(
    "setting",
    [{"wards": ()}, {"strands": []}, {"wards": ("W1", "W1")}, {"on": None}, {"on": "2026-11-01"},
     {"on": datetime(2026, 11, 1, 9)}],
)  # fmt: skip
def test_a_question_that_makes_no_sense(setting: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        ask(**setting)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"points": ()}, "give 0 for the first level"),
        ({"points": (1, 2, 5)}, "give 0 for the first level"),
        ({"points": (0, 2, 2)}, "level 3 begins at 2 points and level 2 at 2"),
        ({"points": (0, 1, np.nan)}, "points of level 3"),
        ({"points": 3}, "not the settings of a tension rule"),
        ({"points": (0, 1, 3)}, "one source could lift a level by two steps"),
        ({"source_cap": -1}, "source_cap is -1"),
        ({"source_cap": np.nan}, "source_cap is nan"),
        ({"source_cap": "two"}, "not a number"),
        ({"unverified_cap": np.inf}, "unverified_cap is inf"),
        ({"recent_days": 0}, "recent_days is 0"),
        ({"sources_needed": 1}, "sources_needed is 1"),
        ({"fade_half_lives": 0}, "fade_half_lives is 0"),
        ({"one_sender_steps": -1}, "one_sender_steps is -1"),
        ({"kinds": {}}, "has no kind of signal"),
        ({"kinds": None}, "not the settings of a tension rule"),
        ({"kinds": {"report": {"half_life_days": 0, "cap": 1}}}, "half_life_days of report is 0"),
        ({"kinds": {"report": {"half_life_days": 28, "cap": -1}}}, "cap of report is -1"),
        ({"kinds": {"report": {"half_life_days": 28}}}, "not the settings of a tension rule"),
        ({"weights": {}}, "not the settings of a tension rule"),
    ],
)
def test_a_rule_that_makes_no_sense(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        TensionRule.of({**PLAIN, **wrong})


def test_weights_are_there_for_every_grade() -> None:
    by: dict[str, Any] = {
        "by_severity": {"1": 1.0},
        "by_experience": {"experienced": 1.0},
        "by_source": {"1": 1.0},
        "by_information": {"A": 1.0},
    }
    good: list[Any] = [[1], ["experienced"], [1], ["A"]]
    assert report_strengths(*good, **by).tolist() == [1.0]
    for at, bad in ((0, 9), (0, None), (1, "felt"), (2, np.nan), (3, "a")):
        with pytest.raises(BadNumberError, match="Give one of"):
            codes: list[Any] = [[bad] if at == each else value for each, value in enumerate(good)]
            report_strengths(*codes, **by)
    with pytest.raises(BadNumberError, match="the lengths differ"):
        report_strengths([1, 1], *good[1:], **by)
    for share in (1.5, -0.1, np.nan, "half"):
        with pytest.raises(SettingError, match="the weight of source grade 1"):
            report_strengths(*good, **{**by, "by_source": {"1": share}})


def test_an_empty_board_and_very_old_signals_give_no_warning() -> None:
    assert ask(empty()).lines.empty
    assert ask(signals({"last_day": ago(200_000)})).levels["points"].sum() == 0
    assert ask(signals({"strength": 1e300})).levels["points"].max() == 2
