"""Ranks when the reports are dealt again: by hand, by loop, in the town, and where nothing can be said."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from spatial.counts import disks
from spatial.errors import BadNumberError, Cancelled, NoDenominatorError, NotEnoughError, OutsideAreaError
from spatial.hotspots import METHODS
from spatial.places import find_places
from spatial.trust.rank_stability import rank_stability, resampled_ranks
from tests.spatial.hex_town import cell_at, evidence, scatter, town

pytestmark = pytest.mark.filterwarnings("error")
ALONE = csr_array(np.eye(6))
EVEN = np.full(6, 1 / 6)


def same(counts):
    return counts


class TestRanks:
    def test_a_clear_order_never_changes(self):
        ranks = resampled_ranks([900, 90, 9, 0], same, resamples=50)
        assert ranks.shape == (50, 4) and (ranks == [1, 2, 3, 4]).all()

    def test_equals_share_a_rank(self):
        assert (resampled_ranks([5, 0, 0], same, resamples=20) == [1, 2.5, 2.5]).all()

    def test_two_alike_are_first_in_about_half(self):
        ranks = resampled_ranks([30, 30], same, resamples=2000)
        assert ranks.mean(axis=0) == pytest.approx([1.5, 1.5], abs=0.05)

    def test_any_score_will_do(self):
        rates = resampled_ranks([50, 40], lambda counts: counts / np.array([1000, 100]), resamples=30)
        assert (rates[:, 1] == 1).all()


class TestPlaces:
    def test_single_cells_against_a_loop(self):
        counts = np.array([20, 15, 14, 3, 2, 1])
        found = rank_stability(counts, EVEN, ALONE, [0, 1, 2], top=2, resamples=3000)
        dice = np.random.default_rng(1)
        deck, top, keeps = np.repeat(np.arange(6), counts), np.zeros(3), np.zeros(3)
        for _ in range(3000):
            drawn = np.bincount(dice.choice(deck, size=len(deck)), minlength=6)
            order = np.argsort(-drawn - dice.random(6) / 2).tolist()
            for place in range(3):
                rank = order.index(place) + 1 if drawn[place] > len(deck) / 6 else 99
                top[place] += rank <= 2
                keeps[place] += abs(rank - (place + 1)) <= 1
        assert found["in_top"].tolist() == pytest.approx((top / 3000).tolist(), abs=0.03)
        assert found["keeps_rank"].tolist() == pytest.approx((keeps / 3000).tolist(), abs=0.03)

    def test_a_place_far_ahead_is_firm_and_a_faint_one_is_not(self):
        found = rank_stability([200, 12, 11, 10, 9, 8], EVEN, ALONE, [0, 1], top=1)
        assert found["in_top"].tolist() == [1, 0]
        assert found["keeps_rank"].tolist()[0] == 1
        assert found["rank_low"].tolist()[0] == 1 == found["rank_high"].tolist()[0]
        assert found["stays"].tolist()[1] < 0.5

    def test_in_the_town_the_ranks_are_those_of_the_map(self):
        lattice, _ = town()
        x, y = scatter(np.random.default_rng(3), 250)
        for at, reports in ((cell_at(5, 5), 60), (cell_at(14, 14), 35)):
            x, y = (
                np.append(x, np.full(reports, lattice.x[at])),
                np.append(y, np.full(reports, lattice.y[at])),
            )
        seen = evidence(x, y)
        method = METHODS["gi_star"]
        places = find_places(method.detect(seen, method.Settings()), seen).table
        around = disks(lattice.neighbours, rings=1)
        found = rank_stability(seen.counts, seen.share, around, places["cell"])
        assert found["cell"].tolist() == places["cell"].tolist()
        assert (found["in_top"].iloc[:2] > 0.95).all() and found["keeps_rank"].iat[0] > 0.95

    def test_the_order_of_the_cells_does_not_matter_much(self):
        counts = np.array([20, 15, 14, 3, 2, 1])
        turned = np.array([5, 3, 1, 0, 2, 4])
        here = rank_stability(counts, EVEN, ALONE, [0, 1], top=1, resamples=4000)
        there = rank_stability(
            counts[turned], EVEN, ALONE, [int(np.flatnonzero(turned == k)[0]) for k in (0, 1)],
            top=1, resamples=4000,
        )  # fmt: skip
        assert here["in_top"].tolist() == pytest.approx(there["in_top"].tolist(), abs=0.03)

    def test_the_same_seed_says_the_same(self):
        asked = ([20, 15, 14, 3, 2, 1], EVEN, ALONE, [0, 1])
        assert rank_stability(*asked, seed=4).equals(rank_stability(*asked, seed=4))

    def test_no_place_is_no_row(self):
        assert rank_stability([3, 1, 0, 0, 0, 0], EVEN, ALONE, []).empty

    def test_one_report_is_always_where_it_is(self):
        found = rank_stability([1, 0, 0, 0, 0, 0], EVEN, ALONE, [0])
        assert found[["in_top", "keeps_rank", "stays"]].to_numpy().tolist() == [[1, 1, 1]]


@pytest.mark.parametrize(
    ("counts", "share", "centres", "error"),
    [
        ([0] * 6, EVEN, [0], NotEnoughError),
        ([1] * 6, EVEN, [6], OutsideAreaError),
        ([1] * 6, EVEN, [-1], OutsideAreaError),
        ([1] * 6, EVEN, [np.nan], BadNumberError),
        ([1] * 6, EVEN, [1e300], OutsideAreaError),
        ([np.nan] + [1] * 5, EVEN, [0], BadNumberError),
        ([1] * 6, EVEN[:5], [0], BadNumberError),
        ([1] * 6, np.zeros(6), [0], NoDenominatorError),
        ([1] * 6, [0.5, 0.5, 0, 0, 0, 0], [0], NoDenominatorError),
    ],
)
def test_what_cannot_be_ranked_is_said(counts, share, centres, error):
    with pytest.raises(error):
        rank_stability(counts, share, ALONE, centres)


def test_it_can_be_stopped():
    def stop(done):
        raise Cancelled

    with pytest.raises(Cancelled):
        rank_stability([3, 2, 1, 0, 0, 0], EVEN, ALONE, [0], told=stop)
