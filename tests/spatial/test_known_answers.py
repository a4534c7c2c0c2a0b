"""Every known answer that the product ships comes out again; and one that does not is said to fail."""

from dataclasses import replace

import pytest

from spatial.known_answer import KnownAnswer, rerun
from spatial.known_answers import known_answers


@pytest.mark.parametrize("answer", known_answers(), ids=lambda answer: answer.name)
def test_a_published_case_comes_out_again(answer: KnownAnswer) -> None:
    again = rerun(answer)
    assert again.passes, f"{answer.name}: expected {answer.expected}, got {again.got}"


@pytest.mark.parametrize("answer", known_answers(), ids=lambda answer: answer.name)
def test_a_wrong_number_fails(answer: KnownAnswer) -> None:
    off = 10 * answer.tolerance + 1e-6
    wrong = (
        answer.expected + off
        if isinstance(answer.expected, float | int)
        else (answer.expected[0] + off, *answer.expected[1:])
    )
    assert not rerun(replace(answer, expected=wrong)).passes


def test_names_are_not_given_twice() -> None:
    names = [answer.name for answer in known_answers()]
    assert len(names) == len(set(names))


def test_what_cannot_be_worked_out_fails() -> None:
    broken = KnownAnswer("nothing over nothing", "Test", "nobody", 1.0, lambda: 1 / 0, 0.1)
    assert not rerun(broken).passes
