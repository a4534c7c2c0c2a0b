"""The tension rule in a policy file: what it holds, what a partnership may change, what is refused."""

import math
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import IngestError
from ingest.policy import Policy, describe, load_policy

CHANGED = 'extends = "default"\nversion = "Wren 1"\nvalid_from = 2026-05-01\n'


def own(folder: Path, text: str) -> Policy:
    file = folder / "mine.toml"
    file.write_text(CHANGED + text, encoding="utf-8")
    return load_policy(file)


def test_the_shipped_rule_has_points_for_each_level_and_weights_for_each_grade(policy: Policy) -> None:
    rule = policy.tension
    assert len(rule.points) == len(policy.tension_scale) and rule.points[0] == 0
    assert set(rule.weights.severity) == {str(level.number) for level in policy.severity_scale}
    assert rule.weights.information["E"] == 0 and rule.sources_needed == 2
    assert list(rule.kinds) == ["report", "alarm", "repeats", "serious", "event"]
    assert [name for name, kind in rule.kinds.items() if kind.only_adds] == ["event"]
    assert "reasoned, not measured" in policy.notes["tension"]


def test_it_gives_plain_values_to_whoever_works_it_out(policy: Policy) -> None:
    rule = policy.tension.rule()
    assert set(rule) == {
        "kinds", "points", "source_cap", "unverified_cap", "sources_needed", "recent_days", "fade_half_lives",
        "one_sender_steps",
    }  # fmt: skip
    assert rule["kinds"]["event"] == {
        "half_life_days": 7, "cap": 0.25, "context": True, "ahead_days": 14, "one_voice": False
    }  # fmt: skip
    assert policy.tension.report_weights()["by_severity"] == {"1": 0.5, "2": 1.0, "3": 1.5, "4": 2.0}


@pytest.mark.parametrize(
    ("source", "information", "anonymous", "trusted"),
    [(1, "A", False, True), (2, "C", False, True), (1, "A", True, False), (3, "A", False, False),
     (2, "D", False, False), (1, "E", False, False)],
)  # fmt: skip
def test_who_is_verified(
    policy: Policy, source: int, information: str, anonymous: bool, trusted: bool
) -> None:
    said = {"source_grade": source, "information_grade": information, "is_anonymous": anonymous}
    assert policy.tension.is_trusted(**said) is trusted  # type: ignore[arg-type]


def test_it_is_told_in_plain_words(policy: Policy) -> None:
    told = dict(describe(policy))["How tension is indicated"]
    assert told[1].startswith(
        "Points that remain without the strongest source: Usual from 0; Uneasy from 0.75;"
    )
    assert any("An event ahead" in line and "never moves a level by itself" in line for line in told)


def test_a_partnership_changes_one_number_and_keeps_the_rest(tmp_path: Path, policy: Policy) -> None:
    mine = own(tmp_path, "[tension]\nrecent_days = 42\n[tension.kinds.alarm]\nstrength = 0\n").tension
    assert mine.recent_days == 42 and mine.kinds["alarm"].strength == 0
    assert mine.kinds["alarm"].cap == policy.tension.kinds["alarm"].cap
    assert mine.weights == policy.tension.weights
    assert "tension" not in own(tmp_path, "[tension]\nrecent_days = 42\n").notes


def test_a_sender_can_be_made_one_source(tmp_path: Path) -> None:
    strict = own(tmp_path, "[tension]\none_sender_steps = 0\n")
    assert strict.tension.rule()["one_sender_steps"] == 0
    assert "Sources of one agency count as one." in dict(describe(strict))["How tension is indicated"]


def test_a_scale_of_ones_own_needs_its_own_points_and_weights(tmp_path: Path) -> None:
    def scale(name: str, levels: int) -> str:
        return "".join(
            f'[[{name}]]\nnumber = {n}\nname = "L{n}"\nmeaning = "As agreed."\n' for n in range(1, levels + 1)
        )

    with pytest.raises(IngestError, match=r"tension.points: found 0 numbers, but tension_scale has 3 levels"):
        own(tmp_path, scale("tension_scale", 3))
    assert own(tmp_path, scale("tension_scale", 3) + "[tension]\npoints = [0, 2, 5]\n").tension.points[2] == 5
    assert len(own(tmp_path, scale("tension_scale", 6)).tension.points) == 6
    with pytest.raises(
        IngestError, match=r"weights.severity: there is no weight for 1, 2, 3, 4, 5; give one"
    ):
        own(tmp_path, scale("severity_scale", 5))
    two = scale("severity_scale", 2) + "[tension.weights.severity]\n1 = 1\n2 = 2\n"
    assert own(tmp_path, two).tension.weights.severity == {"1": 1.0, "2": 2.0}


def test_categories_of_ones_own_take_the_serious_ones_with_them(tmp_path: Path) -> None:
    text = (
        'extends = "default"\nreplace = ["categories"]\nversion = "Wren 2"\nvalid_from = 2026-05-01\n'
        '[categories]\nviolence = "Violence"\nother = "Other"\n'
    )
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    try:
        mine = load_policy(file)
    except IngestError as refused:
        assert "tension" not in str(refused)
    else:
        assert mine.tension.serious_categories == ("violence",)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("points = [0, 1, 4]\n", "tension.points: found 3 numbers, but tension_scale has 6 levels"),
        ("points = [1, 2, 5, 8, 11, 14]\n", "tension.points: the first is 1; it is 0"),
        ("points = [0, 1, 1, 8, 11, 14]\n", "tension.points: level 3 has 1; give more than 1"),
        (
            "points = [0, 1, 2.5, 6, 9, 12]\n",
            "level 3 lies 1.5 above the level below, but one more source could",
        ),
        ("points = [0, 1, 'x', 6, 9, 12]\n", "tension.points[3]: found 'x'; it would be a number"),
        ("points = [0, 1, nan, 6, 9, 12]\n", "tension.points[3]: found 'nan'; it would be a number"),
        ("points = 6\n", "tension.points: found '6'; it would be a list"),
        ("source_cap = -1\n", "tension.source_cap: found '-1'; input should be greater than or equal to 0"),
        ("source_cap = inf\n", "tension.source_cap: found 'inf'; "),
        ("source_cap = true\n", "tension.source_cap: found 'True'; it would be a number"),
        ("unverified_cap = '1'\n", "tension.unverified_cap: found '1'; it would be a number"),
        ("source_cap = 9.0\n", "so one source could lift a level by two steps"),
        ("sources_needed = 1\n", "tension.sources_needed: found '1'"),
        ("recent_days = 0\n", "tension.recent_days: found '0'"),
        ("recent_days = 7.5\n", "tension.recent_days: found '7.5'; it would be a whole number"),
        ("one_sender_steps = 2\n", "tension.one_sender_steps: found '2'"),
        ("echo_likeness = 2.0\n", "tension.echo_likeness: found '2.0'"),
        ("halflife = 3\n", "tension.halflife: there is no such key"),
        ("serious_categories = ['murder']\n", "tension.serious_categories: found 'murder'"),
        ("unverified_source_grades = ['4']\n", "it can be '1', '2' or '3'"),
        ("[tension.kinds.rumour]\ntitle = 'Rumour'\nhalf_life_days = 3\ncap = 1\n", "it can be 'report'"),
        ("[tension.kinds.alarm]\nhalf_life = 3\n", "Did you mean 'half_life_days'?"),
        ("[tension.kinds.alarm]\nhalf_life_days = 0\n", "tension.kinds.alarm.half_life_days: found '0'"),
        ("[tension.kinds.alarm]\nstrength = -2\n", "tension.kinds.alarm.strength: found '-2'"),
        ("[tension.kinds.report]\nstrength = 2\n", "tension.kinds.report.strength: leave it out"),
        ("[tension.kinds.event]\nonly_adds = false\n", "an event never moves a level by itself"),
        ("[tension.weights.information]\nE = 0.1\n", "suspected to be false counts for nothing"),
        ("[tension.weights.information]\nF = 0.1\n", "tension.weights.information.F"),
        ("[tension.weights.source]\n2 = 1.5\n", "tension.weights.source.2: found '1.5'"),
        ("[tension.weights.source]\n2 = 0.1\n", "3 has 0.25, more than 2 with 0.1"),
        ("[tension.weights.severity]\n5 = 3\n", "tension.weights.severity: found '5'; there are 1, 2, 3, 4"),
        ("[tension.weights.severity]\n4 = nan\n", "tension.weights.severity.4: found 'nan'"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_what_would_be_right(
    tmp_path: Path, wrong: str, said: str
) -> None:
    text = wrong if wrong.startswith("[") else f"[tension]\n{wrong}"
    with pytest.raises(IngestError) as refused:
        own(tmp_path, text)
    assert said in str(refused.value)


def test_no_kind_can_be_left_out(tmp_path: Path) -> None:
    kinds: dict[str, Any] = {"title": '"Reports"', "half_life_days": 28, "cap": 2.0}
    table = "".join(f"{name} = {value}\n" for name, value in kinds.items())
    file = tmp_path / "mine.toml"
    start = CHANGED.replace("version", 'replace = ["tension.kinds"]\nversion')
    file.write_text(f"{start}[tension.kinds.report]\n{table}", encoding="utf-8")
    with pytest.raises(IngestError, match="alarm, repeats, serious, event must be there"):
        load_policy(file)


def test_the_promise_of_one_step_holds_in_the_shipped_policy(policy: Policy) -> None:
    rule = policy.tension
    gaps = [above - below for below, above in zip(rule.points[1:], rule.points[2:], strict=False)]
    assert math.isclose(rule.most_of_one_source, 2.0) and min(gaps) >= rule.most_of_one_source
