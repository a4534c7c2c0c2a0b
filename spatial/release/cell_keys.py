"""Cell keys: the sum of the keys of the records in a cell, which decides its noise."""

import numpy as np

__all__ = ["KEYS", "counts_and_keys"]

KEYS = 4096
"""Keys of records and of cells are 0 to 4095."""


def counts_and_keys(position: np.ndarray, key: np.ndarray, *, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Count the records of every cell and add up their keys modulo 4096.

    Parameters
    ----------
    position : numpy.ndarray of int, shape (n,)
        The cell of each record, 0 to `size` - 1.
    key : numpy.ndarray of int, shape (n,)
        The key of each record, 0 to 4095.
    size : int
        Cells there are.

    Returns
    -------
    tuple of numpy.ndarray of int64, shape (size,)
        Counts, cell keys.  The same records give the same, in whatever order.
    """
    counts = np.bincount(position, minlength=size)
    # sums of whole numbers up to 2^53 are exact in a float
    keys = np.bincount(position, weights=key, minlength=size).astype(np.int64) % KEYS
    return counts, keys
