"""Places tested step by step: by hand, by a loop, by chance, and by what must not matter."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hex_town import cell_at, town
from scipy.sparse import csr_array
from scipy.stats import binom

from spatial.errors import (
    BadNumberError,
    NoDenominatorError,
    NotEnoughError,
    OutsideAreaError,
    SettingError,
    StatisticsError,
)
from spatial.hotspots.gi_star import gi_star_z
from spatial.multiple import benjamini_hochberg
from spatial.over_time.emerging import (
    Emerging,
    Offer,
    borne_by,
    distinct_dates,
    emerging,
    first_enough,
    has_room,
)
from spatial.over_time.persistence import CLASSES
from spatial.over_time.steps import equal_steps, step_of, whole_steps

pytestmark = pytest.mark.filterwarnings("error")
NEAR = town()[0].neighbours
N = NEAR.shape[0]
MIDDLE = cell_at(10, 10)
RING = NEAR[[MIDDLE]].indices


def thrown(rng: np.random.Generator, *, steps: int = 12, mean: float = 10, rate: float = 1) -> np.ndarray:
    """Throw reports evenly, but `rate` times as thick around the middle; `mean` fall in a neighbourhood."""
    share = np.ones(N)
    share[RING] = rate
    per_step = mean * N / 7
    return np.stack([rng.multinomial(rng.poisson(per_step), share / share.sum()) for _ in range(steps)], 1)


def naive(x: np.ndarray, previous: int, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Every place and step by itself, as one would do it by hand."""
    dense, steps = NEAR.toarray(), x.shape[1]
    more, fewer = np.empty(x.shape), np.empty(x.shape)
    for place in range(N):
        members = np.flatnonzero(dense[place])
        for step in range(steps):
            span = range(max(0, step - previous), step + 1)
            seen = sum(int(x[member, one]) for member in members for one in span)
            total = sum(int(x[:, one].sum()) for one in span)
            more[place, step] = binom.sf(seen - 1, total, len(members) / N)
            fewer[place, step] = binom.cdf(seen, total, len(members) / N)
    called = benjamini_hochberg(np.concatenate((more.ravel(), fewer.ravel()))) <= alpha
    return called[: x.size].reshape(x.shape), called[x.size :].reshape(x.shape)


@pytest.fixture(scope="module")
def lasting() -> tuple[np.ndarray, Emerging]:
    x = thrown(np.random.default_rng(4), rate=4)
    return x, emerging(x, NEAR)


def test_a_loop_finds_the_same_steps() -> None:
    x = thrown(np.random.default_rng(1), steps=3, mean=6, rate=5)
    found = emerging(x, NEAR, own=False, fewest_reports=0)
    hot, cold = naive(x, 1, 0.05)
    assert (found.hot == hot).all()
    assert (found.cold == cold).all()
    assert found.hot.any()


def test_the_score_of_a_step_is_gi_star_of_that_step(lasting: tuple[np.ndarray, Emerging]) -> None:
    x, found = lasting
    for step in (0, 5):
        assert found.z[:, step] == pytest.approx(gi_star_z(x[:, step], NEAR))


def test_a_place_that_is_always_busier_is_persistent(lasting: tuple[np.ndarray, Emerging]) -> None:
    _, found = lasting
    assert found.state == "found"
    assert found.classes[MIDDLE] == "persistent hot spot"
    assert set(found.classes) <= set(CLASSES)
    assert "hot" in found.sentence


@pytest.mark.parametrize(
    ("since", "until", "name"),
    [(11, 12, "new hot spot"), (8, 12, "consecutive hot spot"), (2, 6, "sporadic hot spot")],
)
def test_when_it_was_busier_makes_the_class(since: int, until: int, name: str) -> None:
    rng = np.random.default_rng(3)
    x, busy = thrown(rng), thrown(rng, rate=6)
    x[:, since:until] = busy[:, since:until]
    assert emerging(x, NEAR).classes[MIDDLE] == name


def test_an_emptied_place_is_cold() -> None:
    x = thrown(np.random.default_rng(8), mean=40)
    x[RING] = 0
    assert emerging(x, NEAR).classes[MIDDLE] == "persistent cold spot"


def test_a_spike_is_told_of_its_own_step_only() -> None:
    x = thrown(np.random.default_rng(2))
    x[MIDDLE, 6] += 60
    x[RING, 7] = 0
    assert np.flatnonzero(emerging(x, NEAR).hot[MIDDLE]).tolist() == [6]
    assert np.flatnonzero(emerging(x, NEAR, own=False).hot[MIDDLE]).tolist() == [6, 7]


def test_one_spree_is_no_hot_spot() -> None:
    x = np.zeros((N, 12), dtype=int)
    x[:, :] = 1
    x[MIDDLE, 6] += 40
    dates = np.full(x.shape, 9)
    dates[RING, 5:8] = 1
    assert emerging(x, NEAR).hot[MIDDLE, 6]
    assert not emerging(x, NEAR, dates=dates).hot[MIDDLE].any()


class TestChance:
    def test_maps_of_chance_alone_are_hardly_ever_marked(self) -> None:
        rng = np.random.default_rng(10)
        marked = sum(bool((f.hot | f.cold).any()) for f in (emerging(thrown(rng), NEAR) for _ in range(100)))
        assert marked <= 5

    def test_a_rise_of_the_whole_town_is_no_pattern(self) -> None:
        rng = np.random.default_rng(6)
        x = np.stack([rng.multinomial(300 + 60 * step, np.full(N, 1 / N)) for step in range(12)], 1)
        assert emerging(x, NEAR).state == "none"

    def test_a_fall_of_the_whole_town_makes_no_trend_of_a_place(self) -> None:
        rng = np.random.default_rng(6)
        share = np.ones(N)
        share[cell_at(3, 3)], share[NEAR[[cell_at(3, 3)]].indices] = 0, 0
        x = np.stack([rng.multinomial(9000 - 500 * step, share / share.sum()) for step in range(12)], 1)
        found, as_others = emerging(x, NEAR), emerging(x, NEAR, trend_of="z")
        assert found.classes[cell_at(3, 3)] == "persistent cold spot"
        assert as_others.classes[cell_at(3, 3)] == "diminishing cold spot"


class TestWhatMustNotMatter:
    def test_the_order_of_places(self, lasting: tuple[np.ndarray, Emerging]) -> None:
        x, found = lasting
        order = np.random.default_rng(0).permutation(N)
        turned = emerging(x[order], csr_array(NEAR[order][:, order]))
        assert (turned.classes == found.classes[order]).all()

    def test_the_length_of_a_step(self) -> None:
        x = np.ones((N, 12), dtype=int)
        x[:, ::2] = 2  # longer months have more of everything
        found = emerging(x, NEAR)
        assert not (found.hot | found.cold).any()

    def test_the_unit_of_the_share(self, lasting: tuple[np.ndarray, Emerging]) -> None:
        x, found = lasting
        again = emerging(x, NEAR, share=np.full(N, 37.5))
        assert (again.classes == found.classes).all()

    def test_a_denominator_that_explains_a_place_leaves_it_without_a_pattern(
        self, lasting: tuple[np.ndarray, Emerging]
    ) -> None:
        share = np.ones(N)
        share[RING] = 4
        assert emerging(lasting[0], NEAR, share=share).classes[MIDDLE] == "no pattern"


class TestNotEnough:
    def test_too_few_steps_say_so_and_keep_the_strip(self) -> None:
        found = emerging(thrown(np.random.default_rng(4), steps=9, rate=6), NEAR)
        assert found.state == "not enough data"
        assert "10 are needed" in found.sentence
        assert set(found.classes) == {"insufficient data"}
        assert found.hot[MIDDLE].all()

    def test_too_few_reports_say_so(self) -> None:
        found = emerging(thrown(np.random.default_rng(4), mean=1), NEAR)
        assert found.state == "not enough data"
        assert "3 are needed" in found.sentence

    def test_a_place_where_little_is_expected_has_no_class(self) -> None:
        share = np.ones(N)
        share[RING] = 0.05
        found = emerging(thrown(np.random.default_rng(4)), NEAR, share=share)
        assert found.classes[MIDDLE] == "insufficient data"
        assert found.state != "not enough data"

    @pytest.mark.parametrize("reports", [0, 1, 2])
    def test_nothing_one_or_two_reports(self, reports: int) -> None:
        x = np.zeros((N, 12), dtype=int)
        x[MIDDLE, 3] = reports
        found = emerging(x, NEAR)
        assert found.state == "not enough data"
        assert not (found.hot | found.cold).any()

    def test_all_at_one_place_in_one_step(self) -> None:
        x = np.zeros((N, 12), dtype=int)
        x[MIDDLE, 3] = 5000
        found = emerging(x, NEAR)
        assert np.argwhere(found.hot).tolist() == [[MIDDLE, 3]]

    def test_one_place_alone_is_never_hot(self) -> None:
        found = emerging(np.full((1, 12), 50), csr_array(np.ones((1, 1))))
        assert not (found.hot | found.cold).any()


def test_the_first_way_to_cut_that_is_enough_is_taken() -> None:
    offers = [Offer("fine", 12, 1.0), Offer("coarse", 12, 4.0), Offer("coarser", 12, 20.0)]
    assert first_enough(offers) == offers[1]
    assert first_enough([Offer("years", 3, 50.0)]) is None


def test_distinct_dates_are_counted_once_around_a_place() -> None:
    line = csr_array(np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]]))
    found = distinct_dates([0, 1, 1, 2, 2], [5, 5, 6, 90, 91], [0, 0, 0, 1, 1], line, steps=2)
    assert found.tolist() == [[2, 0], [2, 2], [2, 2]]
    for place, step in ((3, 0), (0, 2)):
        with pytest.raises(OutsideAreaError, match="Leave it out"):
            distinct_dates([place], [5], [step], line, steps=2)


def test_a_hot_step_that_rests_on_an_unseen_place_is_not_borne_by_the_others() -> None:
    x = np.ones((N, 12), dtype=int)
    x[MIDDLE, 4] += 40
    found = emerging(x, NEAR)
    seen = np.ones(N, dtype=bool)
    assert borne_by(found, x, NEAR, seen=seen).all()
    beside = int(next(cell for cell in RING if cell != MIDDLE))
    seen[beside] = False
    assert borne_by(found, x, NEAR, seen=seen)[MIDDLE]
    seen[MIDDLE] = False
    assert not borne_by(found, x, NEAR, seen=seen)[MIDDLE]


def ones(**more: object) -> dict:
    return {"counts": np.ones((N, 12)), "neighbours": NEAR, **more}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (ones(counts=np.ones((N, 0))), NotEnoughError),
        (ones(counts=np.ones((0, 12))), NotEnoughError),
        (ones(counts=np.full((N, 2), np.nan)), BadNumberError),
        (ones(counts=np.full((N, 2), -1)), BadNumberError),
        (ones(counts=np.full((N, 2), 0.5)), BadNumberError),
        (ones(counts=np.ones(N)), BadNumberError),
        (ones(counts=np.ones((N - 1, 12))), BadNumberError),
        (ones(share=np.zeros(N)), NoDenominatorError),
        (ones(share=np.full(N, np.inf)), BadNumberError),
        (ones(share=np.ones(3)), BadNumberError),
        (ones(dates=np.ones((2, 2))), BadNumberError),
        (ones(previous=-1), SettingError),
        (ones(alpha=0), SettingError),
    ],
)
def test_bad_input_is_named(given: dict, error: type[StatisticsError]) -> None:
    with pytest.raises(error):
        emerging(given.pop("counts"), given.pop("neighbours"), **given)


class TestSteps:
    def test_whole_quarters_leave_unfinished_ends_out(self) -> None:
        steps = whole_steps(date(2023, 1, 2), date(2024, 3, 30), calendar=True)
        assert steps == [
            (date(2023, 4, 1), date(2023, 6, 30)),
            (date(2023, 7, 1), date(2023, 9, 30)),
            (date(2023, 10, 1), date(2023, 12, 31)),
        ]

    def test_the_last_step_ends_with_the_last_whole_month(self) -> None:
        steps = whole_steps(date(2023, 11, 1), date(2024, 11, 29))
        assert [first for first, _ in steps] == [date(2023, 11, 1), *(date(2024, m, 1) for m in (2, 5, 8))]
        assert steps[-1][1] == date(2024, 10, 31)
        assert len(whole_steps(date(2023, 11, 1), date(2026, 10, 31))) == 12

    def test_a_leap_day_belongs_to_its_february(self) -> None:
        assert whole_steps(date(2024, 2, 1), date(2024, 2, 29), months=1) == [
            (date(2024, 2, 1), date(2024, 2, 29))
        ]
        assert whole_steps(date(2024, 2, 1), date(2024, 2, 28), months=1) == []

    def test_years_begin_with_january(self) -> None:
        assert whole_steps(date(2020, 12, 1), date(2022, 12, 31), months=12, calendar=True) == [
            (date(2021, 1, 1), date(2021, 12, 31)),
            (date(2022, 1, 1), date(2022, 12, 31)),
        ]

    def test_equal_steps_end_with_the_last_day(self) -> None:
        steps = equal_steps(date(2024, 1, 1), date(2024, 12, 31), days=91)
        assert len(steps) == 4
        assert steps[-1][1] == date(2024, 12, 31)
        assert all((end - start).days == 90 for start, end in steps)
        assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(steps))

    def test_a_day_outside_has_no_step(self) -> None:
        steps = whole_steps(date(2024, 1, 1), date(2024, 6, 30))
        days = [
            (day - date(1970, 1, 1)).days for day in (date(2023, 12, 31), date(2024, 3, 31), date(2024, 4, 1))
        ]
        assert step_of(days, steps).tolist() == [-1, 0, 1]
        assert step_of(days, []).tolist() == [-1, -1, -1]

    @pytest.mark.parametrize(
        ("work", "error"),
        [
            (lambda: whole_steps(date(2024, 1, 2), date(2024, 1, 1)), SettingError),
            (
                lambda: whole_steps(date(2024, 1, 1), date(2024, 12, 31), months=5, calendar=True),
                SettingError,
            ),
            (lambda: whole_steps(date(2024, 1, 1), date(2024, 12, 31), months=0), SettingError),
            (lambda: equal_steps(date(2024, 1, 1), date(2024, 12, 31), days=0), SettingError),
            (
                lambda: step_of(
                    [1], [(date(2024, 2, 1), date(2024, 2, 9)), (date(2024, 2, 9), date(2024, 3, 1))]
                ),
                BadNumberError,
            ),
        ],
    )
    def test_bad_input_is_named(self, work, error: type[StatisticsError]) -> None:
        with pytest.raises(error):
            work()


def test_steps_that_give_the_counts_of_a_place_back_are_noticed() -> None:
    x = np.ones((N, 12), dtype=int)
    x[RING] = 6
    x[MIDDLE] = 0
    x[MIDDLE, 1::2] = 4  # expected below 3 in two steps: more is at least 3, six times over
    found = emerging(x, NEAR)
    assert found.hot[MIDDLE].sum() >= 6
    assert has_room(found, x, room=3)[MIDDLE]
    assert not has_room(found, x, room=7)[MIDDLE]


def test_a_place_that_never_stands_out_has_room() -> None:
    x = np.ones((N, 12), dtype=int)
    assert has_room(emerging(x, NEAR), x, room=3).all()
