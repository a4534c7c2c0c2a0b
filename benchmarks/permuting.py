"""Gi* with permutations: ours against esda's G_Local, one processor each."""

import warnings

import numpy as np
from esda import G_Local
from libpysal.weights import WSP
from scipy.sparse import csr_array, csr_matrix
from scipy.spatial import cKDTree

from benchmarks.side_by_side import Way, in_turn
from spatial.hotspots.gi_star import permutation_p

__all__ = ["PERMUTATIONS", "hold"]

PERMUTATIONS = 999


def hold(cells: int, *, runs: dict[str, int]) -> list[Way]:
    """Permute counts over hexagons with neighbourhoods of seven; both keep each cell's own count in place."""
    side = round(np.sqrt(cells))
    row, column = np.divmod(np.arange(side * side), side)
    centres = np.column_stack((np.sqrt(3) * (column + 0.5 * (row % 2)), 1.5 * row))
    pairs = cKDTree(centres).query_pairs(1.9, output_type="ndarray")
    i, j = np.concatenate((pairs, pairs[:, ::-1])).T
    touching = csr_array((np.ones(len(i)), (i, j)), shape=(side * side, side * side))
    around = touching.copy()
    around.setdiag(1)
    counts = np.random.default_rng(4).negative_binomial(0.6, 0.3, size=side * side).astype(float)
    weights = WSP(csr_matrix(touching)).to_W(silence_warnings=True)

    def esda() -> np.ndarray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = G_Local(
                counts, weights, transform="B", permutations=PERMUTATIONS, star=True, n_jobs=1, seed=1
            )
        return found.p_sim

    esda()  # its compiler runs at the first call
    ways = {
        "ours": lambda: permutation_p(counts, around, permutations=PERMUTATIONS, tail="esda"),
        "esda G_Local": esda,
    }
    seen = in_turn(ways, runs=runs)
    apart = np.abs(seen[0].answer - seen[1].answer)
    agree = np.mean((seen[0].answer <= 0.05) == (seen[1].answer <= 0.05))
    seen[1].off = f"p differs by {apart.mean():.4f} on average; same at 0.05 in {agree:.1%} of cells"
    return seen
