"""What every hot-spot method owes: planted truths found, chance left alone, and what must not matter."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hex_town import EDGE_M, cell_at, evidence, scatter, town
from pydantic import ValidationError
from scipy.stats import binom

from spatial.denominator import as_share
from spatial.errors import BadNumberError, NoDenominatorError, OutsideAreaError
from spatial.hotspot import Evidence
from spatial.hotspots import METHODS, gi_star, kernel_density, relative_risk
from spatial.places import find_places

EVERY = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
COLUMNS = ["score", "observed", "expected", "p", "q", "is_hotspot"]
MARKET = cell_at(6, 12)


def planted(seed: int, *, background: int = 400, extra: int = 40, spread_m: float = 120.0):
    """A quiet town, and a market place where more happens."""
    rng, (lattice, _) = np.random.default_rng(seed), town()
    x, y = scatter(rng, background)
    near = rng.normal(0, spread_m, size=(2, extra))
    return np.append(x, lattice.x[MARKET] + near[0]), np.append(y, lattice.y[MARKET] + near[1])


@EVERY
class TestEveryMethod:
    def test_finds_the_market_place_and_leaves_the_edge_of_town_alone(self, method) -> None:
        found = method.detect(evidence(*planted(1)), method.Settings())
        lattice, _ = town()
        apart = np.hypot(lattice.x - lattice.x[MARKET], lattice.y - lattice.y[MARKET])
        hot = found.cells["is_hotspot"].to_numpy()
        assert found.state == "found"
        assert hot[MARKET]
        assert not hot[apart > 6 * EDGE_M].any()

    def test_says_what_the_contract_says(self, method) -> None:
        given = evidence(*planted(2))
        found = method.detect(given, method.Settings())
        assert list(found.cells.columns[:6]) == COLUMNS
        assert len(found.cells) == len(given.lattice.cells)
        assert found.cells["is_hotspot"].dtype == bool
        assert found.method == method.name
        assert found.settings.keys() >= method.Settings.model_fields.keys()
        assert None not in [found.settings[field] for field in method.Settings.model_fields]
        assert found.reason.endswith(".")

    def test_tells_the_same_neighbourhood_numbers_as_gi_star(self, method) -> None:
        given = evidence(*planted(3))
        found = method.detect(given, method.Settings()).cells
        plain = gi_star.detect(given, gi_star.Settings()).cells
        assert found["observed"].equals(plain["observed"])
        assert found["expected"].equals(plain["expected"])

    def test_an_empty_town(self, method) -> None:
        found = method.detect(evidence([], []), method.Settings())
        assert found.state == "not enough data"
        assert not found.cells["is_hotspot"].any()
        assert found.cells["observed"].sum() == 0

    def test_a_single_record(self, method) -> None:
        found = method.detect(evidence([401_000], [301_000]), method.Settings())
        assert found.state == "not enough data"
        assert "1 incident" in found.reason
        assert not found.cells["is_hotspot"].any()

    def test_the_order_of_the_rows_does_not_matter(self, method) -> None:
        x, y = planted(4)
        order = np.random.default_rng(0).permutation(len(x))
        one = method.detect(evidence(x, y), method.Settings())
        other = method.detect(evidence(x[order], y[order]), method.Settings())
        assert np.allclose(one.cells.to_numpy(dtype=float), other.cells.to_numpy(dtype=float), equal_nan=True)
        assert (one.state, one.reason) == (other.state, other.reason)

    def test_one_place_with_forty_is_forty_places_with_one(self, method) -> None:
        x, y = planted(5, extra=0)
        lattice, _ = town()
        many = evidence(np.append(x, [lattice.x[MARKET]] * 40), np.append(y, [lattice.y[MARKET]] * 40))
        one = evidence(
            np.append(x, lattice.x[MARKET]),
            np.append(y, lattice.y[MARKET]),
            weight=np.append(np.ones(400, int), 40),
        )
        a, b = (method.detect(given, method.Settings()).cells for given in (many, one))
        assert np.allclose(a.to_numpy(dtype=float), b.to_numpy(dtype=float), equal_nan=True)

    def test_moving_the_whole_map_moves_the_answer_with_it(self, method) -> None:
        given = evidence(*planted(6))
        one = method.detect(given, method.Settings())
        other = method.detect(moved(given, 12_000, -30_000), method.Settings())
        assert one.cells["is_hotspot"].equals(other.cells["is_hotspot"])
        assert one.cells["observed"].equals(other.cells["observed"])

    def test_asked_twice_it_says_the_same(self, method) -> None:
        given = evidence(*planted(7))
        one, other = (method.detect(given, method.Settings()) for _ in range(2))
        assert one.cells.equals(other.cells)

    def test_a_setting_nobody_knows_is_refused(self, method) -> None:
        with pytest.raises(ValidationError):
            method.Settings(radius="wide")


@EVERY
class TestBadInput:
    """Too little, too alike, or in the wrong place: a state with a sentence, or an error with a name."""

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize(
        ("x", "y", "state"),
        [
            ([], [], "not enough data"),
            ([401_000], [301_000], "not enough data"),
            ([401_000, 401_000], [301_000, 301_000], "not enough data"),
            ([401_000, 403_000], [301_000, 303_000], "not enough data"),
        ],
        ids=["nothing", "one", "two at one point", "two far apart"],
    )
    def test_too_little_is_said(self, method, x, y, state) -> None:
        found = method.detect(evidence(x, y), method.Settings())
        assert found.state == state
        assert not found.cells["is_hotspot"].any()
        assert found.reason.endswith(".")

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("number", [90, 900])
    def test_all_at_one_point_is_no_error(self, method, number) -> None:
        found = method.detect(evidence([401_000] * number, [301_000] * number), method.Settings())
        assert found.state in {"found", "none", "not enough data"}
        assert found.cells["is_hotspot"].any() == (found.state == "found")
        assert found.cells["observed"].max() == number
        assert found.reason.endswith(".")

    @pytest.mark.filterwarnings("error")
    def test_all_on_one_day_is_no_place(self, method) -> None:
        given = evidence(*planted(1), days=np.zeros(440, dtype=int))
        assert find_places(method.detect(given, method.Settings()), given).table.empty

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("broken", [np.nan, np.inf])
    def test_a_place_that_is_no_number_has_a_name(self, method, broken) -> None:
        given = evidence(*planted(1))
        x = given.x.copy()
        x[3] = broken
        with pytest.raises(BadNumberError, match="at position 3"):
            method.detect(replace(given, x=x), method.Settings())

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("position", [-1, 400])
    def test_a_cell_outside_has_a_name(self, method, position) -> None:
        given = evidence(*planted(1))
        outside = given.place_cell.copy()
        outside[3] = position
        with pytest.raises(OutsideAreaError, match="1 locations lie in cells"):
            method.detect(replace(given, place_cell=outside), method.Settings())

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("share", [np.zeros(400), np.full(400, np.nan)])
    def test_a_denominator_that_is_nothing_or_unknown_has_a_name(self, method, share) -> None:
        with pytest.raises(NoDenominatorError):
            method.detect(evidence(*planted(1), share=share), method.Settings())
        with pytest.raises(NoDenominatorError, match="residents"):
            as_share(share, what="residents")

    @pytest.mark.filterwarnings("error")
    def test_nobody_in_half_the_town_is_no_error(self, method) -> None:
        share = np.where(np.arange(400) < 200, 0.0, 1 / 200)
        found = method.detect(evidence(*planted(1), share=share), method.Settings())
        assert found.state in {"found", "none"}


def test_a_denominator_is_a_share() -> None:
    assert as_share([2, 0, 6], what="residents").tolist() == [0.25, 0, 0.75]
    for broken in ([1, -1], [1, np.inf]):
        with pytest.raises(BadNumberError, match="negative or infinite"):
            as_share(broken, what="residents")


def moved(given: Evidence, dx: float, dy: float) -> Evidence:
    lattice = given.lattice
    there = type(lattice)(**{**vars(lattice), "x": lattice.x + dx, "y": lattice.y + dy})
    outline = shapely.transform(given.outline, lambda xy: xy + np.array([dx, dy]))
    fields = {"lattice": there, "x": given.x + dx, "y": given.y + dy, "outline": outline}
    return Evidence(**{**vars(given), **fields})


MAPS = 100  # `make validation` tries 200 boroughs
# Were the true rate 5 %, more false maps than MOST_FALSE would be seen once in 200 times.
MOST_FALSE = int(binom.ppf(0.995, MAPS, 0.05))
BASELINES = {"even": None, "uneven": np.random.default_rng(9).dirichlet(np.full(400, 0.7))}
CLAIMS = {
    "gi_star": (gi_star, gi_star.Settings()),
    "gi_star by chance maps": (gi_star, gi_star.Settings(test="permutation")),
    "quartic 400 m": (kernel_density, kernel_density.Settings(bandwidth_m=400, step_m=200)),
    "gaussian 250 m": (
        kernel_density,
        kernel_density.Settings(bandwidth_m=250, kernel="gaussian", step_m=200),
    ),
    "relative risk 400 m": (relative_risk, relative_risk.Settings(bandwidth_m=400)),
}


@pytest.mark.parametrize(
    ("incidents", "baseline"),
    [(30, "even"), (90, "even"), (354, "even"), (2000, "even"), (30, "uneven"), (354, "uneven")],
)
@pytest.mark.parametrize("claim", CLAIMS)
def test_chance_alone_makes_no_hot_spots(claim, incidents, baseline) -> None:
    """Counts maps with any cell that the test would flag, the gate for scarce data left out."""
    method, settings = CLAIMS[claim]
    rng, share = np.random.default_rng(incidents), BASELINES[baseline]
    false = 0
    for _ in range(MAPS):
        given = evidence(*scatter(rng, incidents, share=share), share=share)
        own = given.counts > incidents * given.share
        cells = method.detect(given, settings).cells
        flagged = (cells["q"] <= 0.05).to_numpy()
        false += bool((flagged & own).any() if method is gi_star else flagged.any())
    assert false <= MOST_FALSE


@pytest.mark.parametrize("name", [name for name, m in METHODS.items() if not m.claims_significance])
def test_groups_that_chance_makes_are_not_flagged(name) -> None:
    """A method that tests nothing itself flags no more than the exact test does; 8 of 60 is 5 % and luck."""
    rng, method, false = np.random.default_rng(60), METHODS[name], 0
    for _ in range(60):
        found = method.detect(evidence(*scatter(rng, 354)), method.Settings(min_reports=5))
        false += bool(found.cells["is_hotspot"].any())
    assert found.settings["groups"] > 0
    assert false <= int(binom.ppf(0.995, 60, 0.05))


def test_every_method_that_claims_significance_is_calibrated_above() -> None:
    claiming = {method.name for method in METHODS.values() if method.claims_significance}
    assert claiming == {method.name for method, _ in CLAIMS.values()}


def test_a_busy_place_is_no_hot_spot_where_many_are_expected() -> None:
    """Twenty times the people and twenty times the incidents."""
    share = np.ones(400)
    share[MARKET] = 20
    x, y = scatter(np.random.default_rng(3), 800, share=share / share.sum())
    for method in (gi_star, kernel_density):
        by_area = method.detect(evidence(x, y), method.Settings())
        by_people = method.detect(evidence(x, y, share=share / share.sum()), method.Settings())
        assert by_area.cells["is_hotspot"].iloc[MARKET]
        assert by_people.state == "none"
