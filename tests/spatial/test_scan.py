"""Scan statistics: by hand, against every window tried, and on maps of pure chance."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from spatial.errors import (
    BadNumberError,
    Cancelled,
    NoDenominatorError,
    NotEnoughError,
    SettingError,
    StatisticsError,
    TooLargeError,
)
from spatial.scan import (
    expectation_llr,
    find_clusters,
    gumbel_p,
    permutation_scan,
    poisson_llr,
    rank_p,
    recurrence_interval_days,
    relative_risk,
    space_time_scan,
    spatial_scan,
)

pytestmark = pytest.mark.filterwarnings("error")


def llr(c: float, e: float, total: float) -> float:
    """The formula, written out."""
    if c <= e:
        return 0.0
    rest = (total - c) * np.log((total - c) / (total - e)) if c < total else 0.0
    return float(c * np.log(c / e) + rest)


def circles(px: np.ndarray, py: np.ndarray, x: float, y: float) -> list[np.ndarray]:
    """Every circle around a point, smallest first; places equally far come together."""
    away = np.round(np.hypot(px - x, py - y), 6)
    return [np.flatnonzero(away <= reach) for reach in np.unique(away)]


def every_window(
    px: np.ndarray,
    py: np.ndarray,
    table: np.ndarray,
    expected: np.ndarray,
    *,
    share: float,
    longest: int,
    to_the_end: bool = False,
    centres: list[tuple[float, float]] | None = None,
) -> float:
    """The highest ratio of all windows, each tried: table and expected by place and period."""
    total, best = table.sum(), 0.0
    periods = table.shape[1]
    for x, y in centres or list(zip(px, py, strict=True)):
        for inside in circles(px, py, x, y):
            if expected[inside].sum() > share * total + 1e-9:
                break
            for first in range(periods):
                for last in range(first, min(first + longest, periods)):
                    if to_the_end and last != periods - 1:
                        continue
                    c = table[inside, first : last + 1].sum()
                    if c >= 2:
                        best = max(best, llr(c, expected[inside, first : last + 1].sum(), total))
    return best


def town(cases: int, seed: int, *, places: int = 25, days: int = 30) -> tuple[np.ndarray, ...]:
    """Cases on a square lattice, so that many distances are equal; some places busier than others."""
    dice = np.random.default_rng(seed)
    side = round(places**0.5)
    weight = dice.gamma(0.7, size=places)
    place = dice.choice(places, cases, p=weight / weight.sum())
    return 100.0 * (place % side), 100.0 * (place // side), dice.integers(0, days, cases)


def as_table(x: np.ndarray, y: np.ndarray, day: np.ndarray, days: int) -> tuple[np.ndarray, ...]:
    at, place = np.unique(np.column_stack([x, y]), axis=0, return_inverse=True)
    table = np.zeros((len(at), days), dtype=int)
    np.add.at(table, (place.ravel(), day), 1)
    return at[:, 0], at[:, 1], table


class TestTheRatio:
    def test_by_hand(self) -> None:
        by_hand = 10 * np.log(10 / 5) + 90 * np.log(90 / 95)
        assert poisson_llr([10, 4, 5], [5, 5, 5], total=100) == pytest.approx([by_hand, 0, 0])
        assert float(relative_risk(10, 5, total=100)) == pytest.approx((10 / 5) / (90 / 95))

    def test_all_cases_in_the_window(self) -> None:
        assert float(poisson_llr(8, 2, total=8)) == pytest.approx(8 * np.log(4))
        assert float(relative_risk(8, 2, total=8)) == np.inf

    def test_against_a_baseline_of_the_past(self) -> None:
        got = expectation_llr([8, 3, 0], [4, 3, 0])
        assert got == pytest.approx([8 * np.log(2) + 4 - 8, 0, 0])

    @pytest.mark.parametrize(
        ("c", "e", "error"),
        [
            (-1, 2, BadNumberError),
            (np.nan, 2, BadNumberError),
            (2, np.inf, BadNumberError),
            (101, 2, BadNumberError),
            (2, 0, NoDenominatorError),
        ],
    )
    def test_bad_numbers_are_named(self, c: float, e: float, error: type[Exception]) -> None:
        with pytest.raises(error):
            poisson_llr([c], [e], total=100)

    def test_a_case_where_the_past_has_none(self) -> None:
        with pytest.raises(NoDenominatorError):
            expectation_llr([1], [0])


class TestAgainstEveryWindow:
    @pytest.mark.parametrize("seed", range(6))
    @pytest.mark.parametrize(("cases", "longest"), [(12, 15), (40, 15), (150, 15), (150, 3)])
    def test_permutation(self, seed: int, cases: int, longest: int) -> None:
        x, y, day = town(cases, seed)
        px, py, table = as_table(x, y, day, 30)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / cases
        best = every_window(px, py, table, expected, share=0.5, longest=longest)
        got = permutation_scan(x, y, day, first_day=0, last_day=29, max_duration_days=longest, replicates=0)
        assert got.clusters["llr"].iloc[0] == pytest.approx(best)

    @pytest.mark.parametrize("seed", range(4))
    def test_permutation_that_ends_today(self, seed: int) -> None:
        x, y, day = town(80, seed)
        px, py, table = as_table(x, y, day, 30)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / 80
        best = every_window(px, py, table, expected, share=0.5, longest=15, to_the_end=True)
        got = permutation_scan(x, y, day, first_day=0, last_day=29, prospective=True, replicates=0)
        assert got.clusters["llr"].max() == pytest.approx(best)
        assert (got.clusters["last_day"] == 29).all()

    def test_around_other_centres(self) -> None:
        x, y, day = town(60, 3)
        px, py, table = as_table(x, y, day, 30)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / 60
        centres = [(30.0, 70.0), (210.0, 333.0), (-500.0, 0.0)]
        best = every_window(px, py, table, expected, share=0.3, longest=15, centres=centres)
        got = permutation_scan(
            x, y, day, first_day=0, last_day=29, max_share=0.3, replicates=0,
            centres=([c[0] for c in centres], [c[1] for c in centres]),
        )  # fmt: skip
        assert got.clusters["llr"].iloc[0] == pytest.approx(best)

    @pytest.mark.parametrize("seed", range(3))
    @pytest.mark.parametrize("changing", [False, True])
    def test_poisson_in_space_and_time(self, seed: int, changing: bool) -> None:
        dice = np.random.default_rng(seed)
        px, py = dice.uniform(0, 1000, (2, 12))
        people = dice.integers(0, 50, (12, 8) if changing else 12).astype(float)
        grid = people if changing else np.repeat(people[:, None], 8, axis=1)
        table = dice.poisson(grid * 0.08)
        expected = grid * table.sum() / grid.sum()
        best = every_window(px, py, table, expected, share=0.5, longest=4)
        got = space_time_scan(px, py, table, people, replicates=0)
        assert got.clusters["llr"].iloc[0] == pytest.approx(best)

    @pytest.mark.parametrize("seed", range(4))
    def test_poisson_in_space(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        px, py = dice.uniform(0, 1000, (2, 40))
        people = dice.integers(1, 50, 40)
        cases = dice.poisson(people * 0.3)
        expected = people * cases.sum() / people.sum()
        best = every_window(px, py, cases[:, None], expected[:, None], share=0.5, longest=1)
        got = spatial_scan(px, py, cases, people, replicates=0)
        assert got.clusters["llr"].iloc[0] == pytest.approx(best)

    def test_a_large_town_with_busy_days_and_places(self) -> None:
        """Enough cases that circles are tried together; every chance map's maximum is that of all windows."""
        x, y, day = town(600, 8, places=36, days=12)
        px, py, table = as_table(x, y, day, 12)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / 600
        best = every_window(px, py, table, expected, share=0.5, longest=6)
        got = permutation_scan(x, y, day, first_day=0, last_day=11, replicates=0)
        assert got.clusters["llr"].iloc[0] == pytest.approx(best)


class TestChance:
    def test_ranks_count_the_map_itself_and_ties(self) -> None:
        assert rank_p(3.0, np.array([1.0, 3.0, 5.0, 2.0])) == 3 / 5
        assert np.isnan(rank_p(3.0, np.zeros(0)))

    def test_the_gumbel_tail_fits_a_gumbel(self) -> None:
        maxima = np.random.default_rng(1).gumbel(6, 0.8, 20_000)
        for q in (0.2, 0.01, 1e-4):
            at = 6 - 0.8 * np.log(-np.log(1 - q))
            assert gumbel_p(float(at), maxima) == pytest.approx(q, rel=0.12)
        with pytest.raises(NotEnoughError):
            gumbel_p(3.0, maxima[:5])
        assert gumbel_p(4.0, np.full(50, 4.0)) == 1.0

    def test_recurrence(self) -> None:
        assert recurrence_interval_days(0.05, interval_days=1) == pytest.approx(20)
        assert recurrence_interval_days(0.002, interval_days=7) == pytest.approx(3500)

    @pytest.mark.parametrize("kind", ["permutation", "prospective", "poisson"])
    def test_a_false_cluster_is_as_rare_as_said(self, kind: str) -> None:
        """Of 150 towns of pure chance about 5 % have p at most 0.05, and p has no favourite side."""
        ps = []
        for seed in range(150):
            dice = np.random.default_rng(1000 + seed)
            if kind == "poisson":
                px, py = np.divmod(np.arange(36), 6)
                got = spatial_scan(
                    px, py, dice.multinomial(60, np.full(36, 1 / 36)), np.ones(36), replicates=39, seed=seed
                )
            else:
                x, y, day = town(50, 5000 + seed, days=40)
                got = permutation_scan(x, y, day, replicates=39, seed=seed, prospective=kind == "prospective")
            ps.append(got.clusters["p"].iloc[0] if len(got.clusters) else 1.0)
        assert np.mean(np.array(ps) <= 0.05) <= 0.05 + 2 * (0.05 * 0.95 / 150) ** 0.5
        assert abs(np.mean(ps) - 0.51) < 0.08

    def test_a_planted_cluster_is_found_where_and_when_it_is(self) -> None:
        found = 0
        for seed in range(10):
            x, y, day = town(120, seed, places=100, days=180)
            dice = np.random.default_rng(seed)
            x, y = np.append(x, 400 + 100 * dice.integers(0, 2, 10)), np.append(y, np.full(10, 500.0))
            day = np.append(day, dice.integers(90, 96, 10))
            top = permutation_scan(x, y, day, replicates=99).clusters.iloc[0]
            near = np.hypot(top["x"] - 450, top["y"] - 500) < 250
            found += bool(top["p"] <= 0.05 and near and top["first_day"] > 85 and top["last_day"] < 100)
        assert found >= 9

    def test_one_place_that_is_always_busy_is_no_cluster(self) -> None:
        dice = np.random.default_rng(4)
        x, y, day = town(100, 4, days=100)
        x, y, day = (
            np.append(x, np.zeros(100)),
            np.append(y, np.zeros(100)),
            np.append(day, dice.integers(0, 100, 100)),
        )
        assert permutation_scan(x, y, day, replicates=99).clusters["p"].iloc[0] > 0.05


@pytest.fixture
def plain() -> pd.DataFrame:
    x, y, day = town(90, 11)
    return permutation_scan(x, y, day, replicates=59).clusters


class TestWhatDoesNotMatter:
    def test_the_order_of_rows(self, plain: pd.DataFrame) -> None:
        x, y, day = town(90, 11)
        mixed = np.random.default_rng(0).permutation(90)
        pd.testing.assert_frame_equal(
            permutation_scan(x[mixed], y[mixed], day[mixed], replicates=59).clusters, plain
        )

    def test_a_shift_of_the_map(self, plain: pd.DataFrame) -> None:
        x, y, day = town(90, 11)
        moved = permutation_scan(x + 531_234.567, y + 181_000.321, day, replicates=59).clusters
        same = ["first_day", "last_day", "observed", "expected", "llr", "p", "places"]
        pd.testing.assert_frame_equal(moved[same], plain[same])

    def test_cases_counted_or_listed(self, plain: pd.DataFrame) -> None:
        x, y, day = town(90, 11)
        rows = pd.DataFrame({"x": x, "y": y, "day": day}).value_counts().reset_index()
        counted = permutation_scan(rows["x"], rows["y"], rows["day"], count=rows["count"], replicates=59)
        pd.testing.assert_frame_equal(counted.clusters, plain)

    def test_rows_without_a_case(self, plain: pd.DataFrame) -> None:
        x, y, day = town(90, 11)
        count = np.append(np.ones(90, dtype=int), 0)
        got = permutation_scan(
            np.append(x, -50.0), np.append(y, 900.0), np.append(day, 3), count=count, replicates=59
        ).clusters
        assert got["llr"].tolist() == plain["llr"].tolist()

    def test_dates_months_and_clock_changes(self, plain: pd.DataFrame) -> None:
        """A day is a day: February, March's lost hour and numbers all give the same."""
        x, y, day = town(90, 11)
        start = date(2024, 2, 20)
        dates = [start + timedelta(days=int(one)) for one in day]
        got = permutation_scan(x, y, dates, replicates=59).clusters
        assert got["llr"].tolist() == plain["llr"].tolist()
        assert got["first_day"].tolist() == [start + timedelta(days=int(d)) for d in plain["first_day"]]
        stamps = pd.to_datetime(pd.Series(dates)).to_numpy()
        assert permutation_scan(x, y, stamps, replicates=59).clusters["p"].tolist() == plain["p"].tolist()

    def test_a_moment_with_a_time_zone_is_of_the_day_its_clock_shows(self, plain: pd.DataFrame) -> None:
        x, y, day = town(90, 11)
        days = pd.Series(pd.to_datetime("2024-03-01") + pd.to_timedelta(day, unit="D"))
        got = permutation_scan(x, y, days.dt.tz_localize("Europe/London"), replicates=59).clusters
        assert got["first_day"].tolist() == [
            date(2024, 3, 1) + timedelta(days=int(d)) for d in plain["first_day"]
        ]
        assert got["p"].tolist() == plain["p"].tolist()

    def test_how_many_threads_there_are(self, plain: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.cpu_count", lambda: 1)
        x, y, day = town(90, 11)
        pd.testing.assert_frame_equal(permutation_scan(x, y, day, replicates=59).clusters, plain)


class TestWhatComesBack:
    def test_secondary_clusters_share_no_place(self) -> None:
        x, y, day = town(120, 2)
        taken: set[int] = set()
        clusters = permutation_scan(x, y, day, replicates=0).clusters
        assert (np.diff(clusters["llr"]) < 1e-9).all()
        assert len(clusters) > 1
        for places in clusters["places"]:
            assert not taken & set(places)
            taken |= set(places)

    def test_a_cluster_s_numbers_are_those_of_its_window(self) -> None:
        x, y, day = town(120, 2)
        scan = permutation_scan(x, y, day, replicates=0)
        for row in scan.clusters.to_dict("records"):
            inside = np.hypot(x - row["x"], y - row["y"]) <= row["radius_m"] + 0.01
            during = (day >= row["first_day"]) & (day <= row["last_day"])
            assert (inside & during).sum() == row["observed"]
            assert inside.sum() * during.sum() / 120 == pytest.approx(row["expected"])
            assert np.unique(day[inside & during]).size == row["days_with_cases"]
            assert row["ratio"] == pytest.approx(row["observed"] / row["expected"])

    def test_weeks_are_counted_back_from_the_last_day(self) -> None:
        x, y, day = town(90, 11)
        clusters = permutation_scan(x, y, day, first_day=0, last_day=29, unit_days=7, replicates=0).clusters
        assert set((29 - clusters["last_day"]) % 7) == {0}
        first = clusters["first_day"]
        assert (((30 - first) % 7 == 0) | (first == 0)).all()

    def test_radius_and_length_are_kept(self) -> None:
        x, y, day = town(90, 11)
        clusters = permutation_scan(x, y, day, max_radius_m=150, max_duration_days=4, replicates=0).clusters
        assert (clusters["radius_m"] <= 150).all()
        assert (clusters["last_day"] - clusters["first_day"] < 4).all()

    def test_progress_is_told_and_stops_the_work(self) -> None:
        x, y, day = town(90, 11)
        heard: list[float] = []
        permutation_scan(x, y, day, replicates=59, told=heard.append)
        assert heard == sorted(heard)
        assert heard[-1] == 1.0

        def stop(done: float) -> None:
            if done > 0:
                raise Cancelled

        with pytest.raises(Cancelled):
            permutation_scan(x, y, day, replicates=9999, told=stop)


def planted(last: int = 100) -> tuple[np.ndarray, ...]:
    """Sixty cases here and there, and nine in one street in the last ten days."""
    x, y, day = town(60, 6, places=64, days=last)
    spree = [last - 9, last - 9, last - 8, last - 6, last - 5, last - 3, last - 1, last, last]
    return np.append(x, np.full(9, 5000.0)), np.append(y, np.zeros(9)), np.append(day, spree)


class TestClusters:
    def test_found_and_new(self) -> None:
        x, y, day = planted()
        found = find_clusters(x, y, day, prospective=True, interval_days=14, replicates=99)
        assert found.state == "found"
        assert found.table["status"].tolist() == ["new"]
        assert found.table["observed"].tolist() == [10]  # and one that was there by chance
        assert "one cluster stands out" in found.sentence

    def test_found_a_while_ago_and_ongoing(self) -> None:
        x, y, day = planted()
        found = find_clusters(x, y, day, prospective=True, interval_days=3, replicates=99)
        assert found.table["status"].tolist() == ["ongoing"]

    def test_in_the_past(self) -> None:
        x, y, day = planted()
        found = find_clusters(x, y, day, replicates=99)
        assert found.table["status"].tolist() == ["reaches the last day"]
        later = find_clusters(np.append(x, 0.0), np.append(y, 0.0), np.append(day, 130), replicates=99)
        assert set(later.table["status"]) == {"ended"}

    def test_one_evening_is_no_cluster(self) -> None:
        x, y, day = planted()
        day[-9:] = 100
        found = find_clusters(x, y, day, replicates=99)
        assert found.state == "none"
        assert found.settings["left_out"] == 1
        assert "on fewer than 3 days" in found.sentence
        assert find_clusters(x, y, day, replicates=99, least_days=1).state == "found"

    def test_nothing_but_chance(self) -> None:
        found = find_clusters(*town(80, 21), replicates=99)
        assert found.state == "none"
        assert found.table.empty

    @pytest.mark.parametrize("rows", [0, 1, 2, 10])
    def test_too_little(self, rows: int) -> None:
        x, y, day = town(80, 21)
        found = find_clusters(x[:rows], y[:rows], day[:rows])
        assert found.state == "not enough data"
        assert "would do" in found.sentence

    def test_all_at_one_place_or_on_one_day(self) -> None:
        x, y, day = town(80, 21)
        for given in ((x * 0, y * 0, day), (x, y, day * 0)):
            assert find_clusters(*given).state == "not enough data"


HERE: dict[str, Any] = {"x": [0.0, 1.0, 2.0, 3.0], "y": [0.0, 0, 0, 0], "day": [1, 2, 3, 4]}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"x": [], "y": [], "day": []}, NotEnoughError),
        ({"x": [0.0], "y": [0.0], "day": [1]}, NotEnoughError),
        ({"x": [0.0] * 4}, NotEnoughError),
        ({"day": [1] * 4}, NotEnoughError),
        ({"x": [0.0, np.nan, 2, 3]}, BadNumberError),
        ({"y": [0.0, np.inf, 2, 3]}, BadNumberError),
        ({"day": [1, 2.5, 3, 4]}, BadNumberError),
        ({"day": [1, np.nan, 3, 4]}, BadNumberError),
        ({"day": np.array(["2026-01-01", "NaT", "NaT", "NaT"], dtype="datetime64[D]")}, BadNumberError),
        ({"day": [1, 2, 3]}, BadNumberError),
        ({"day": [1, 2, 3, 1e300]}, BadNumberError),
        ({"day": [[1], [2, 3], [3], [4]]}, BadNumberError),
        ({"day": pd.to_datetime(["2026-01-01", None, None, None]).tz_localize("UTC")}, BadNumberError),
        ({"count": [1, -1, 1, 1]}, BadNumberError),
        ({"count": [1, 0.5, 1, 1]}, BadNumberError),
        ({"count": [0, 0, 0, 0]}, NotEnoughError),
        ({"first_day": 2}, SettingError),
        ({"last_day": 3}, SettingError),
        ({"last_day": 10_000_000}, SettingError),
        ({"unit_days": 0}, SettingError),
        ({"max_share": 0}, SettingError),
        ({"max_share": 1.5}, SettingError),
        ({"max_radius_m": -1}, SettingError),
        ({"max_radius_m": np.nan}, SettingError),
        ({"max_duration_days": 0}, SettingError),
        ({"max_duration_share": 0}, SettingError),
        ({"replicates": -1}, SettingError),
        ({"replicates": 10_000_000}, SettingError),
        ({"min_cases": 0}, SettingError),
        ({"max_share": 0.1}, NotEnoughError),
        ({"centres": ([9e6], [9e6]), "max_radius_m": 10}, NotEnoughError),
    ],
)  # fmt: skip
def test_bad_input_is_named(changed: dict[str, Any], error: type[StatisticsError]) -> None:
    given = {**HERE, **changed}
    with pytest.raises(error) as told:
        permutation_scan(given.pop("x"), given.pop("y"), given.pop("day"), **given)
    assert str(told.value).endswith(".")


def test_more_circles_than_memory_holds_are_refused() -> None:
    x = np.arange(60_000.0)
    with pytest.raises(TooLargeError, match="smaller max_radius_m"):
        permutation_scan(x, x, np.arange(60_000) % 300)


@pytest.mark.parametrize(
    ("cases", "people", "error"),
    [
        ([1, 2, 3], [0, 0, 0], NoDenominatorError),
        ([1, 2, 3], [0, 5, 5], NoDenominatorError),
        ([1, 2, 3], [np.nan, 5, 5], BadNumberError),
        ([1, 2, 3], [-1, 5, 5], BadNumberError),
        ([1, 2], [1, 5, 5], BadNumberError),
        ([0, 0, 0], [1, 5, 5], NotEnoughError),
        ([0, 1, 0], [1, 5, 5], NotEnoughError),
    ],
)
def test_bad_populations_are_named(cases: list[int], people: list[float], error: type[Exception]) -> None:
    with pytest.raises(error):
        spatial_scan([0.0, 1, 2], [0.0, 0, 0], cases, people)


def test_space_time_tables_must_fit() -> None:
    with pytest.raises(SettingError):
        space_time_scan([0.0, 1], [0.0, 0], [1, 2], [5, 5])
    with pytest.raises(SettingError):
        space_time_scan([0.0, 1], [0.0, 0], [[1, 2], [1, 1]], [[5, 5, 5], [5, 5, 5]])
