"""What a strip of hot and cold steps is called: every strip there is, each rule by hand, and every gap."""

from itertools import product

import numpy as np
import pytest

from spatial.errors import BadNumberError, NotEnoughError, SettingError, StatisticsError
from spatial.over_time.persistence import (
    CHAINEY_CLASSES,
    CLASSES,
    INSUFFICIENT,
    NO_PATTERN,
    chainey_classes,
    classify,
)

pytestmark = pytest.mark.filterwarnings("error")
UP, DOWN = np.arange(10.0), -np.arange(10.0)


def strip(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Read a strip: h hot, c cold, anything else neither."""
    marks = np.array(list(text.replace(" ", "")))[None, :]
    return marks == "h", marks == "c"


def named(text: str, z: np.ndarray | None = None) -> str:
    hot, cold = strip(text)
    return str(classify(hot, cold, None if z is None else np.atleast_2d(z))[0])


def mirrored(name: str) -> str:
    return name.replace("hot", "x").replace("cold", "hot").replace("x", "cold")


def by_the_book(text: str, trend: int) -> str:  # noqa: PLR0911
    """The rules written out one after the other, as one would read them aloud."""
    n, last = len(text), text[-1]
    for side in "hc":
        if text.count(side) * 10 >= 9 * n and last != side:
            return f"historical {side}"
    for side, sign in (("h", 1), ("c", -1)):
        if text.count(side) * 10 >= 9 * n:
            return {1: "intensifying", 0: "persistent", -1: "diminishing"}[trend * sign] + f" {side}"
    for side, other in ("hc", "ch"):
        if last == side and other in text:
            return f"oscillating {side}"
        if other in text:
            continue
        if last == side and text.count(side) == 1:
            return f"new {side}"
        if last == side and text.lstrip("-") == side * text.count(side):
            return f"consecutive {side}"
        if side in text:
            return f"sporadic {side}"
    return NO_PATTERN


@pytest.mark.parametrize("steps", range(1, 8))
def test_every_strip_has_the_class_that_the_rules_read_aloud_give(steps: int) -> None:
    texts = ["".join(marks) for marks in product("hc-", repeat=steps)]
    hot = np.array([[mark == "h" for mark in text] for text in texts])
    cold = np.array([[mark == "c" for mark in text] for text in texts])
    for scores, trend in ((None, 0), (np.arange(steps), 1), (-np.arange(steps), -1)):
        z = None if scores is None else np.tile(scores.astype(float), (len(texts), 1))
        seen = classify(hot, cold, z)
        turn = trend if steps >= 5 else 0  # with fewer steps no order is a trend
        words = {"h": "hot spot", "c": "cold spot"}
        for text, name in zip(texts, seen, strict=True):
            kind, _, side = by_the_book(text, turn).rpartition(" ")
            assert name == (f"{kind} {words[side]}" if side in words else NO_PATTERN), text
        assert set(seen) <= set(CLASSES)
        swapped = classify(cold, hot, None if z is None else -z)
        assert [mirrored(name) for name in seen] == list(swapped)


@pytest.mark.parametrize(
    ("text", "z", "name"),
    [
        ("--- --- --- h", None, "new hot spot"),
        ("--- --- --h hh", None, "consecutive hot spot"),
        ("hhh hhh hhh h", UP, "intensifying hot spot"),
        ("hhh hhh hhh h", None, "persistent hot spot"),
        ("hhh hhh hhh h", DOWN, "diminishing hot spot"),
        ("ccc ccc ccc c", DOWN, "intensifying cold spot"),
        ("ccc ccc ccc c", UP, "diminishing cold spot"),
        ("h-- hh- --- -", None, "sporadic hot spot"),
        ("h-- hh- --- h", None, "sporadic hot spot"),
        ("--- hh- --- -", None, "sporadic hot spot"),
        ("c-- --- -hh h", None, "oscillating hot spot"),
        ("hhh hhh hhh -", None, "historical hot spot"),
        ("--- --- --- -", None, NO_PATTERN),
        # the gaps
        ("c-- --- --- h", None, "oscillating hot spot"),  # new, but once cold
        ("c-- --- --h h", None, "oscillating hot spot"),  # consecutive, but once cold
        ("ch- --- --- -", None, NO_PATTERN),  # both before, neither at last
        ("hhh hhh hhh -", UP, "historical hot spot"),  # a trend, but not hot at last
        ("-hh hhh hhh h", None, "persistent hot spot"),  # nine tenths exactly, and one unbroken run
        ("hhh hhh hhh c", None, "historical hot spot"),
        ("ccc ccc ccc h", None, "historical cold spot"),
        ("chh hhh hhh h", None, "persistent hot spot"),  # nine tenths, though once cold
        ("--h hhh hhh h", None, "consecutive hot spot"),  # eight tenths
        ("h", None, "persistent hot spot"),  # fewer than ten steps: nine tenths is every step
        ("-hhhhhhhh", None, "consecutive hot spot"),  # eight of nine is less than nine tenths
    ],
)
def test_each_rule_by_hand(text: str, z: np.ndarray | None, name: str) -> None:
    assert named(text, z) == name


@pytest.mark.parametrize("steps", [10, 20, 30, 40, 70, 110])
def test_nine_tenths_is_counted_in_whole_numbers(steps: int) -> None:
    hot = np.zeros((2, steps), dtype=bool)
    hot[0, steps // 10 :] = True
    hot[1, steps // 10 + 1 :] = True
    assert classify(hot, ~hot & False).tolist() == ["persistent hot spot", "consecutive hot spot"]


def test_a_place_without_enough_reports_has_no_class() -> None:
    hot, cold = strip("hhhhhhhhhh")
    assert classify(hot, cold, enough=[False])[0] == INSUFFICIENT


def test_a_score_that_is_not_known_is_left_out_of_the_trend() -> None:
    z = UP.copy()
    z[[1, 4]] = np.nan
    assert named("hhhhhhhhhh", z) == "intensifying hot spot"
    assert named("hhhhhhhhhh", np.full(10, np.nan)) == "persistent hot spot"


def test_places_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(7)
    state = rng.choice([0, 1, 2], size=(300, 12), p=[0.2, 0.7, 0.1])
    z = rng.normal(size=state.shape)
    order = rng.permutation(300)
    seen = classify(state == 1, state == 2, z)
    assert (classify((state == 1)[order], (state == 2)[order], z[order]) == seen[order]).all()


class TestChainey:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("hhhh hhhh --", "persistent hot spot"),
            ("---- ---- -h", "emerging hot spot"),
            ("h--- ---- -h", "intermittent hot spot"),
            ("h--- -h-- --", "former hot spot"),
            ("---- ---- -- ---- ---- --", NO_PATTERN),
            ("h--- ---- -- ---- ---- --", NO_PATTERN),  # one of sixteen older steps is less than a tenth
            ("h--- ---- -c", "mixed hot and cold spot"),
            ("cccc cccc cc", "persistent cold spot"),
        ],
    )
    def test_each_rule_by_hand(self, text: str, name: str) -> None:
        assert chainey_classes(*strip(text))[0] == name

    def test_the_recent_steps_are_a_fifth_and_not_one_more(self) -> None:
        hot, _ = strip("---- ---h --")
        assert chainey_classes(hot)[0] == "former hot spot"

    def test_every_strip_has_one_class(self) -> None:
        state = np.array(list(product(range(3), repeat=7)))
        assert set(chainey_classes(state == 1, state == 2)) <= set(CHAINEY_CLASSES)

    @pytest.mark.parametrize(("text", "recent"), [("h", 0.2), ("hhhh", 1.0)])
    def test_it_needs_recent_steps_and_older_ones(self, text: str, recent: float) -> None:
        with pytest.raises(NotEnoughError, match="older"):
            chainey_classes(strip(text)[0], recent=recent)


@pytest.mark.parametrize(
    ("hot", "cold", "more", "error"),
    [
        ([[True]], [[True]], {}, BadNumberError),
        ([[True]], [[False, False]], {}, BadNumberError),
        ([[2]], [[0]], {}, BadNumberError),
        ([[float("nan")]], [[0]], {}, BadNumberError),
        ([["yes"]], [[False]], {}, BadNumberError),
        ([True], [False], {}, BadNumberError),
        (np.zeros((3, 0)), np.zeros((3, 0)), {}, NotEnoughError),
        ([[True]], [[False]], {"z": [[np.inf]]}, BadNumberError),
        ([[True]], [[False]], {"z": [[1.0, 2.0]]}, BadNumberError),
        ([[True]], [[False]], {"z": [["high"]]}, BadNumberError),
        ([[True]], [[False]], {"enough": [True, False]}, SettingError),
        ([[True]], [[False]], {"alpha": 2}, SettingError),
    ],
)
def test_bad_input_is_named(hot: object, cold: object, more: dict, error: type[StatisticsError]) -> None:
    with pytest.raises(error):
        classify(hot, cold, **more)  # type: ignore[arg-type]


def test_no_place_at_all_is_no_class_at_all() -> None:
    assert len(classify(np.zeros((0, 4)), np.zeros((0, 4)))) == 0
