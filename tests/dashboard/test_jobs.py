"""Long calculations beside the page: asked once, told how far, stopped, and raised where they go wrong."""

from threading import Event

import pytest

from dashboard.jobs import Jobs
from spatial.errors import Cancelled, NotEnoughError


def test_a_question_is_worked_out_once() -> None:
    jobs, times = Jobs(), []
    for _ in range(3):
        assert jobs.ask("q", lambda told: times.append(1) or 42).answer() == 42
    assert len(times) == 1


def test_it_tells_how_far_it_is_and_never_goes_back() -> None:
    seen, going = Event(), Event()

    def work(told):
        told(0.5)
        told(0.2)
        seen.set()
        assert going.wait(10)
        return "done"

    job = Jobs().ask("q", work)
    assert seen.wait(10)
    assert job.done == 0.5
    assert not job.wait(0)
    going.set()
    assert job.answer() == "done"
    assert job.done == 1.0


def test_it_stops_at_its_next_step() -> None:
    jobs, begun, asked = Jobs(), Event(), Event()

    def work(told):
        begun.set()
        assert asked.wait(10)
        told(0.1)
        raise AssertionError("it went on")

    job = jobs.ask("q", work)
    assert begun.wait(10)
    jobs.forget("q")
    asked.set()
    with pytest.raises(Cancelled):
        job.answer()


def test_what_goes_wrong_is_raised_to_whoever_asks() -> None:
    def work(told):
        raise NotEnoughError("3 weeks; 10 are needed.")

    job = Jobs().ask("q", work)
    for _ in range(2):
        with pytest.raises(NotEnoughError, match="10 are needed"):
            job.answer()


def test_only_the_last_answers_are_kept() -> None:
    jobs = Jobs()
    for number in range(100):
        jobs.ask(number, lambda told, n=number: n).answer()
    assert len(jobs._jobs) <= 33
    assert jobs.ask(99, lambda told: "again").answer() == 99
