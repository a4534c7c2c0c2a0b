"""How much more than chance places like one changed before: by so much an interval must be wider."""

from numpy.typing import ArrayLike

from spatial.given import as_counts, same_length

__all__ = ["LEAST_AREAS", "dispersion"]

LEAST_AREAS = 10
"""Of fewer areas nothing is said."""


def dispersion(first: ArrayLike, second: ArrayLike) -> float | None:
    """Measure how much more than Poisson counts the areas moved between two times, apart from all together.

    Parameters
    ----------
    first, second : array_like of int, shape (n_areas,)
        Counts of areas in which nothing was done, in two times that both lie before.

    Returns
    -------
    float or None
        1 or more: Pearson's chi-squared of the table over its degrees of freedom.  None where fewer than
        `LEAST_AREAS` have a report.

    Raises
    ------
    spatial.errors.BadNumberError
        If a count is none, or the lengths differ.

    Notes
    -----
    Reports come in bursts, and places change by themselves.  The weighted displacement difference takes them
    to be Poisson, so that it would find something by chance more often than it says.  Its standard error is
    multiplied by the root of this.  Areas may overlap: the mean is the same.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, 4.5 (over-dispersion by Pearson's statistic).
    """
    a, b = as_counts(first, what="the first counts"), as_counts(second, what="the second counts")
    same_length(first=a, second=b)
    both = a + b
    used = both > 0
    if used.sum() < LEAST_AREAS or not a.sum() or not b.sum():
        return None
    share = b.sum() / both.sum()
    wanted = both[used] * share
    off = (b[used] - wanted) ** 2 / (wanted * (1 - share))
    return max(1.0, float(off.sum() / (used.sum() - 1)))
