"""Denominators: what is expected where, as shares of the ground, of people or of all incidents."""

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NoDenominatorError

__all__ = ["as_share"]


def as_share(values: ArrayLike, *, what: str) -> np.ndarray:
    """Turn a denominator into the share of the incidents that it expects in each cell.

    Parameters
    ----------
    values : array_like, shape (n_cells,)
        Ground, residents, people by day, incidents of all kinds: any amounts from 0 up.
    what : str
        Their name, for the error: "residents".

    Returns
    -------
    numpy.ndarray of float, shape (n_cells,)
        Adds up to 1.  A cell with 0 expects nothing, and what happens there cannot be tested.

    Raises
    ------
    spatial.errors.NoDenominatorError
        If the amount is unknown in some cell, or nothing in all: nobody to compare with.
    spatial.errors.BadNumberError
        If an amount is negative or infinite.
    """
    amounts = np.asarray(values, dtype=float)
    unknown = int(np.isnan(amounts).sum())
    if unknown:
        raise NoDenominatorError(
            f"The {what} are not known for {unknown:,} of {len(amounts):,} cells. Give them for every "
            "ward, or choose another denominator."
        )
    if not np.isfinite(amounts).all() or (amounts < 0).any():
        raise BadNumberError(f"The {what} are negative or infinite in some cell; give 0 or more.")
    total = amounts.sum()
    if not total > 0:
        raise NoDenominatorError(
            f"There are no {what} in the whole area, so nothing can be expected anywhere. "
            "Choose another denominator."
        )
    share: np.ndarray = amounts / total
    return share
