"""Many guarded tests at once: Benjamini-Hochberg that knows how seldom the guard lets a test through."""

import numpy as np

__all__ = ["guarded_discoveries"]


def guarded_discoveries(p: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Correct p values for the number of series that were looked at (false discovery rate).

    Parameters
    ----------
    p : numpy.ndarray of float, shape (n_tests,)
        Chances; 1 where the guard let nothing through, NaN where nothing was tested.
    reach : numpy.ndarray of float, shape (n_tests,)
        The chance that the guard lets a test through where nothing has changed, by the series' past alone.

    Returns
    -------
    numpy.ndarray of float, shape (n_tests,)
        q: the smallest false discovery rate at which each test would be called a discovery.

    Notes
    -----
    A test whose guard seldom opens can be small by chance only that seldom. So at a cut x one expects
    sum of min(x, reach) false discoveries, where the plain rule takes x for every test. With every reach 1
    it is the plain rule.

    References
    ----------
    Benjamini and Hochberg (1995), JRSS B 57(1), 289-300. Heyse (2011), in Recent Advances in Biostatistics,
    43-58 (tests of discrete data).
    """
    q = np.full(len(p), np.nan)
    tested = ~np.isnan(p)
    q[tested] = 1.0
    through = np.flatnonzero(tested & (p < 1))
    order = through[np.argsort(p[through], kind="stable")]
    expected = np.minimum(p[order][:, None], reach[tested][None, :]).sum(axis=1)
    stepped = expected / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q
