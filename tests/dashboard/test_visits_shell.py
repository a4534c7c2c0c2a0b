"""Visits from the shell: the demo's weeks, a visit recorded, and what is wrong said in one line."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Demo
from tests.copying import copy_with_keys
from tests.dashboard.test_shell import answer, run


@pytest.fixture
def own(demo: Demo, tmp_path: Path) -> Demo:
    """A copy of the demo's store, to be written to."""
    copy_with_keys(demo.store_file, tmp_path / "store.sqlite")
    return replace(demo, store=f"sqlite:///{tmp_path}/store.sqlite")


def test_the_demo_walked_three_fridays_as_well_as_it_went(demo: Demo) -> None:
    weeks = answer(demo, "visits", "weeks", "--to", "2026-11-01", "--weeks", "4")["weeks"]
    assert [one["week"] for one in weeks] == ["2026-W41", "2026-W42", "2026-W43", "2026-W44"]
    for one in weeks:
        assert one["planned"] == one["done"] + one["missed"] + one["unsaid"] + one["to_do"]
    assert all(one["done"] and one["missed"] for one in weeks[1:])
    assert weeks[0]["planned"] == 0
    assert "Week of 26 October 2026: " in run(demo, "visits", "weeks", "--to", "2026-11-01").stdout


def test_a_visit_is_recorded_once_and_listed(own: Demo) -> None:
    said = ("visits", "record", "--outcome", "talked", "--ward", "E05990014", "--team", "Market team")
    number = answer(own, *said, "--found", "Wrenshire Police=AB/1", "--by", "Ann")["visit"]
    (one,) = [one for one in answer(own, "visits", "list")["visits"] if one["number"] == number]
    assert (one["state"], one["outcome"], one["ward"]) == ("done", "talked", "E05990014")
    again = run(own, "visits", "record", "--outcome", "quiet", "--visit", str(number))
    assert again.exit_code == 2 and "recorded already" in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("record", "--outcome", "zz", "--ward", "E05990014", "--team", "Market team"), "what came of it"),
        (("record", "--outcome", "quiet", "--visit", "99999"), "no entry 99999"),
        (("record", "--outcome", "quiet", "--ended", "yesterday"), "That is no time"),
        (("record", "--outcome", "quiet", "--found", "nothing"), "AGENCY=REFERENCE"),
        (("missed", "1", "--why", "zz"), "why it was not made"),
        (("weeks", "--weeks", "0"), "1 to 104"),
        (("--as", "partner", "visits", "list"), "not for you"),
    ],
)
def test_what_is_wrong_is_one_plain_line(own: Demo, words: tuple[str, ...], said: str) -> None:
    asked = words if words[0] == "--as" else ("visits", *words)
    wrong = run(own, *asked)
    assert wrong.exit_code == 2 and said in wrong.stderr and wrong.stderr.count("\n") == 1
