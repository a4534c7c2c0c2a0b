"""What density and relative risk say to bad input: a named error with what would do, never a warning."""

import numpy as np
import pytest
import shapely
from hex_town import evidence

from spatial import errors
from spatial.density.density_grid import density_on_grid
from spatial.density.kernel_sum import abramson, density_at
from spatial.density.oversmoothing import oversmoothing
from spatial.density.relative_risk import relative_risk
from spatial.density.tolerance import tolerance_regions
from spatial.hotspots import kernel_density
from spatial.hotspots import relative_risk as risk_method

BOX = shapely.box(0, 0, 4000, 3000)
X, Y = [100.0, 500, 900], [100.0, 900, 200]
WRONG = [
    (errors.BadNumberError, "is nan at position 1", lambda: at(x=[1, np.nan, 3])),
    (errors.BadNumberError, "is inf at position 2", lambda: on_grid(y=[1, 2, np.inf])),
    (errors.BadNumberError, "cannot be below 0", lambda: on_grid(weight=[1, -1, 1])),
    (errors.BadNumberError, "lengths differ", lambda: at(x=[1.0, 2])),
    (errors.BadNumberError, "not a number", lambda: at(x=["here", 1, 2])),
    (errors.BadNumberError, "dimensions", lambda: at(x=[[1.0]], y=[[1.0]])),
    (errors.SettingError, "not above 0", lambda: at(bandwidth_m=0)),
    (errors.SettingError, "not above 0", lambda: at(bandwidth_m=[1, -1, 1])),
    (errors.SettingError, "not above 0", lambda: on_grid(bandwidth_m=float("nan"))),
    (errors.SettingError, "2 bandwidths for 3 points", lambda: at(bandwidth_m=[1, 2])),
    (errors.SettingError, "without an area", lambda: at(edge="uniform")),
    (errors.SettingError, "at_bandwidth_m", lambda: at(edge="uniform", outline=BOX, bandwidth_m=[1, 2, 3])),
    (errors.NoDenominatorError, "no part", lambda: at(x=[1, 2, 9e4], edge="diggle", outline=BOX)),
    (errors.NotEnoughError, "no incident", lambda: abramson([], [], bandwidth_m=300)),
    (errors.NotEnoughError, "no incident", lambda: abramson([1.0], [1.0], [0], bandwidth_m=300)),
    (errors.NotEnoughError, "no incident", lambda: on_grid(x=[], y=[], weight=[], adaptive=True)),
    (errors.SettingError, "trim is 0.5", lambda: abramson(X, Y, bandwidth_m=300, trim=0.5)),
    (errors.SettingError, "trim is nan", lambda: on_grid(adaptive=True, trim=float("nan"))),
    (errors.SettingError, "not above 0", lambda: on_grid(step_m=0)),
    (errors.TooLargeError, "larger step_m", lambda: on_grid(step_m=0.01)),
    (errors.OutsideAreaError, "1 of 3 incidents", lambda: on_grid(x=[1, 2, 5000])),
    (errors.SettingError, "no ground", lambda: on_grid(outline=shapely.Polygon())),
    (errors.SettingError, "no ground", lambda: on_grid(outline=shapely.Point(0, 0))),
    (errors.SettingError, "no ground", lambda: at(outline=shapely.Point(0, 0).boundary, edge="diggle")),
    (errors.NotEnoughError, "fewer than two", lambda: oversmoothing([1.0], [1.0])),
    (errors.NotEnoughError, "at one place", lambda: oversmoothing([1.0] * 5, [1.0] * 5)),
    (errors.NotEnoughError, "1 cases", lambda: relative_risk(BOX, X[:1], Y[:1], X, Y)),
    (errors.NotEnoughError, "0 cases", lambda: relative_risk(BOX, [], [], X, Y)),
    (errors.NoDenominatorError, "no controls", lambda: relative_risk(BOX, X, Y, [], [])),
    (errors.NoDenominatorError, "no controls", lambda: relative_risk(BOX, X, Y, X, Y, None, [0, 0, 0])),
    (errors.BadNumberError, "whole", lambda: risk(case_weight=[1, 1.5, 1], simulations=9)),
    (errors.BadNumberError, "controls", lambda: relative_risk(BOX, X, Y, [np.inf], [0])),
    (errors.SettingError, "epsilon", lambda: risk(epsilon=-1)),
    (errors.SettingError, "simulations", lambda: risk(simulations=-1)),
    (errors.SettingError, "mask_below", lambda: risk(mask_below=float("nan"))),
    (errors.TooLargeError, "larger step_m", lambda: risk(step_m=0.01)),
    (errors.SettingError, "level", lambda: tolerance_regions(np.ones((2, 2)), None, level=2)),
]  # fmt: skip


def at(**given):
    how = {"x": X, "y": Y, "bandwidth_m": 300.0} | given
    return density_at(how.pop("x"), how.pop("y"), None, [0.0], [0.0], **how)


def on_grid(**given):
    how = {"x": X, "y": Y, "weight": None, "bandwidth_m": 300.0, "step_m": 50.0} | given
    return density_on_grid(how.pop("outline", BOX), how.pop("x"), how.pop("y"), how.pop("weight"), **how)


def risk(case_weight=None, **given):
    return relative_risk(BOX, X, Y, Y, X, case_weight, **({"bandwidth_m": 500.0, "step_m": 100.0} | given))


@pytest.mark.parametrize(("error", "words", "ask"), WRONG)
def test_a_named_error_says_what_is_wrong(error, words, ask) -> None:
    with pytest.raises(error, match=words) as caught:
        ask()
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("edge", ["none", "uniform", "diggle"])
def test_nothing_is_a_density_of_nothing(edge) -> None:
    assert density_at([], [], None, X, Y, bandwidth_m=300, outline=BOX, edge=edge).tolist() == [0, 0, 0]
    assert density_at(X, Y, None, [], [], bandwidth_m=300, outline=BOX, edge=edge).size == 0
    assert np.nansum(on_grid(x=[], y=[], edge=edge).values) == 0


@pytest.mark.parametrize("adaptive", [False, True])
@pytest.mark.parametrize("edge", ["none", "uniform", "diggle"])
@pytest.mark.parametrize(
    ("x", "y"), [([100.0], [100.0]), ([7.0, 7.0], [9.0, 9.0]), ([1.0, 3999], [1.0, 2999])]
)
def test_one_two_and_all_at_one_point(adaptive, edge, x, y) -> None:
    found = on_grid(x=x, y=y, edge=edge, adaptive=adaptive)
    assert np.isfinite(found.values[found.inside > 0]).all()
    assert np.nanmax(found.values) > 0


@pytest.mark.parametrize("adaptive", [False, True])
def test_a_bandwidth_larger_than_the_area(adaptive) -> None:
    found = on_grid(bandwidth_m=20_000.0, step_m=100.0, adaptive=adaptive)
    inside = found.values[found.inside > 0]
    assert inside.max() / inside.min() < 1.2
    assert inside.mean() * BOX.area == pytest.approx(3, rel=0.05)


def test_nobody_outside_the_area_has_a_density() -> None:
    far = density_at(X, Y, None, [9e5], [9e5], bandwidth_m=300, outline=BOX, edge="uniform")
    assert np.isnan(far).all()


@pytest.mark.parametrize("bandwidth", ["fixed", "adaptive"])
def test_more_points_than_the_machine_can_hold(bandwidth) -> None:
    asked = kernel_density.Settings(bandwidth_m=5000, step_m=5, bandwidth=bandwidth)
    with pytest.raises(errors.TooLargeError, match="larger step_m"):
        kernel_density.detect(evidence([401_000] * 9, [301_000] * 9), asked)


class TestRelativeRiskMethod:
    @pytest.mark.parametrize("x", [[], [401_000], [401_000] * 2, [401_000, 402_000]])
    def test_hardly_anything_is_not_enough(self, x) -> None:
        given = evidence(x, [301_000] * len(x))
        found = risk_method.detect(given, risk_method.Settings())
        assert found.state == "not enough data"
        assert "takes" in found.reason
        assert not found.cells["is_hotspot"].any()
        assert risk_method.tolerance_contours(given, risk_method.Settings()).geom_type == "MultiPolygon"

    def test_all_at_one_point(self) -> None:
        given = evidence([401_000], [301_000], weight=[300])
        found = risk_method.detect(given, risk_method.Settings(bandwidth_m=400))
        assert found.state == "found"
        assert found.cells["is_hotspot"].iloc[int(given.place_cell[0])]

    def test_everybody_in_one_cell(self) -> None:
        share = np.zeros(400)
        share[20] = 1
        found = risk_method.detect(
            evidence([401_000] * 50, [301_000] * 50, share=share), risk_method.Settings()
        )
        assert np.isfinite(found.cells["p"]).all()
        assert found.settings["share_not_compared"] > 0.5

    def test_a_bandwidth_larger_than_the_town(self) -> None:
        rng = np.random.default_rng(1)
        given = evidence(*(400_500 + 5000 * rng.random(300), 300_500 + 4000 * rng.random(300)))
        for method in (risk_method, kernel_density):
            found = method.detect(given, method.Settings(bandwidth_m=5000))
            assert found.state in ("none", "found")
            assert np.isfinite(found.cells["p"]).all()
