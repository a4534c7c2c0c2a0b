"""The one way of measuring: turns, pairs, fewer runs that are said, answers held equal before any figure."""

import json
import math
import re
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks import england
from benchmarks.aims import Aim, aims_table
from benchmarks.child import Clock, child
from benchmarks.harness import Measured, Seen, Task, Way, exponent, measure, spread
from benchmarks.telling import draw_growth, growth_of, keep, read, table_of


def worker(clock: Clock, *, n: int, nap_s: float = 0.0) -> dict[str, np.ndarray]:
    """Work of a child: adds up, after a nap that is not timed."""
    time.sleep(nap_s)
    numbers = np.arange(n)
    return {"sum": np.array(clock.step("add", numbers.sum))}


def test_ways_take_turns_in_another_order_each_round() -> None:
    order: list[str] = []
    ways = [Way(name, lambda name=name: order.append(name)) for name in "abc"]
    seen = measure(Task("nothing", 1), ways, runs=3)
    assert "".join(order) == "abc" + "abc" + "bca" + "cab"
    assert [len(way.took) for way in seen.seen] == [3, 3, 3]


def test_nothing_is_timed_of_ways_that_answer_differently() -> None:
    calls: list[int] = []

    def same(answers: dict[str, int]) -> str:
        assert answers["ours"] == answers["other"], "they differ"
        return "equal"

    ways = [Way("ours", lambda: calls.append(1) or 1), Way("other", lambda: 2)]
    with pytest.raises(AssertionError, match="they differ"):
        measure(Task("a sum", 1), ways, same=same)
    assert len(calls) == 1


def test_a_long_way_has_fewer_runs_and_that_is_said() -> None:
    ways = [Way("ours", lambda: 1), Way("slow", lambda: time.sleep(0.03))]
    seen = measure(Task("a nap", 1), ways, runs=5, allowance_s=0.04)
    assert len(seen["slow"].took) == 1
    assert "run only once" in seen["slow"].fewer
    assert "slow was run only once" in table_of([seen])
    found = seen.ratio("slow")
    assert found is not None and found.runs == 5


def test_a_ratio_is_taken_between_runs_of_one_round() -> None:
    seen = Measured(Task("x", 1), [Seen("ours", [1.0, 2.0, 4.0]), Seen("other", [3.0, 6.0, 12.0])])
    found = seen.ratio("other")
    assert found == spread([3.0, 3.0, 3.0])
    assert spread([1, 2, 3, 4, 5]) == spread([5, 4, 3, 2, 1])
    assert (spread([1, 2, 3, 4, 5]).low, spread([1, 2, 3, 4, 5]).most) == (2, 5)


def test_growth_is_the_power_that_fits_all_sizes() -> None:
    many = [Measured(Task("x", n), [Seen("ours", [n**0.7, 2 * n**0.7])]) for n in (10, 100, 1000)]
    found = growth_of(many, "ours")
    assert found is not None and math.isclose(found.median, 0.7, abs_tol=1e-9)
    assert math.isclose(exponent([10, 1000], [[1.0], [10.0, 10.0]]).median, 0.5)
    assert growth_of(many[:1], "ours") is None


def test_a_child_tells_its_time_its_memory_and_its_answer() -> None:
    ways = [
        Way("ours", child("tests.test_benchmarks_harness:worker", n=1000)),
        Way("stopped", child("tests.test_benchmarks_harness:worker", n=9, nap_s=60, seconds_allowed=0.2)),
    ]
    seen = measure(Task("a sum", 1000), ways, runs=1)
    assert seen["ours"].answer["sum"] == 499_500
    assert seen["ours"].peak_mb[0] > 10
    assert 0 < seen["ours"].about["steps"]["add"] < 5
    assert seen["stopped"].stopped.startswith("stopped after")
    assert seen.ratio("stopped") is None
    assert "stopped after" in table_of([seen])


def test_figures_are_kept_and_drawn(tmp_path: Path) -> None:
    many = [Measured(Task("x", n), [Seen("ours", [n / 100]), Seen("other", [n / 10])]) for n in (10, 100)]
    keep("part", many, tmp_path)
    keep("part", many[:1], tmp_path)
    lines = read("part", tmp_path)
    assert [(line["size"], line["name"]) for line in lines[:2]] == [(10, "ours"), (10, "other")]
    assert len(lines) == 6
    assert {"commit", "date", "load", "machine", "took"} <= set(lines[0])
    assert json.dumps(lines)
    drawn = draw_growth("x", many, "Seconds by size", tmp_path).read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "Seconds by size" in drawn


def test_a_country_is_counted_as_the_usual_way_counts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = partial(england.country, wards=60, authorities=4)
    for name, value in (("country", small), ("CHUNK", 2_000), ("MONTHS", 2), ("keep", lambda *_: tmp_path)):
        monkeypatch.setattr(england, name, value)
    monkeypatch.setattr(england, "spots_in", partial(england.spots_in, number=400))
    text = england.hold_england(lambda _: None, rows=1_000, runs=1)
    assert "A country of 60 wards" in text
    assert "1,000 incidents from January 2024 on in 2 months" in text
    assert re.search(r"the same [\d,]+ counts in [56]\d wards", text)


def test_an_aim_without_a_figure_is_never_met() -> None:
    text = aims_table(
        [
            Aim("fast", 50, 40, " ms"),
            Aim("faster", 10, 9.5, at_least=True, limit="libh3"),
            Aim("large", 5, None),
        ]
    )
    assert "| fast | at most 50 ms | 40 ms | met |" in text
    assert "| faster | at least 10 | 9.5 | **not met**: libh3 |" in text
    assert "| large | at most 5 | not measured |  |" in text
