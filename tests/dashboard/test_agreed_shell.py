"""What meetings agreed, from the shell; the demo's meetings differ from the rule with reasons."""

from tests.conftest import Demo
from tests.dashboard.test_shell import answer, run


def test_the_demo_s_meetings_are_listed_with_who_and_why(demo: Demo) -> None:
    listed = answer(demo, "agreed")["agreed"]
    assert len(listed) == 9
    assert {one["agreed_by"] for one in listed} == {"Demo chair"}
    other = [one for one in listed if one["agreed_level"] != one["indicated_level"]]
    assert len(other) >= 3 and all(one["reason"] for one in other)
    assert "ward as a whole" in {one["strand_name"] for one in listed}
    assert "seal" not in listed[0]


def test_a_ward_and_its_periods_can_be_asked_for(demo: Demo) -> None:
    asked = ("agreed", "--ward", "E05990014", "--from", "2026-10-01")
    assert {one["period_from"] for one in answer(demo, *asked)["agreed"]} == {"2026-10-12", "2026-10-19"}
    wrong = run(demo, "agreed", "--ward", "zz")
    assert wrong.exit_code == 2 and "There is no ward" in wrong.stderr
    assert "Weekly" in run(demo, "agreed").stdout
