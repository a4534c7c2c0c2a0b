"""The quasi-Poisson log-linear model: the mean is exp(X b), the variance phi times the mean."""

from dataclasses import dataclass

import numpy as np

from spatial.errors import NotEnoughError

__all__ = ["Fit", "fit_loglinear"]

STEPS = 60
CLOSE = 1e-10
ROUNDING = 1e-15
"""Of all counts together: a deviance that moves by less moves by rounding alone."""
STEEPEST = 30.0


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model.

    Attributes
    ----------
    coefficients : numpy.ndarray, shape (n_columns,)
    fitted : numpy.ndarray, shape (n,)
    spread : numpy.ndarray, shape (n_columns, n_columns)
        Covariance of the coefficients for a dispersion of 1.
    leverage : numpy.ndarray, shape (n,)
    dispersion : float
        Pearson's, not below 1.
    free : int
        Residual degrees of freedom.
    converged : bool
    """

    coefficients: np.ndarray
    fitted: np.ndarray
    spread: np.ndarray
    leverage: np.ndarray
    dispersion: float
    free: int
    converged: bool

    def predict(self, row: np.ndarray, *, offset: float = 0.0) -> tuple[float, float]:
        """Give the mean expected for a row of the design, and the standard error of that mean."""
        mean = float(np.exp(np.clip(row @ self.coefficients + offset, -STEEPEST, STEEPEST)))
        return mean, mean * float(np.sqrt(max(row @ self.spread @ row, 0.0) * self.dispersion))

    def error_of(self, column: int) -> float:
        """Give the standard error of a coefficient."""
        return float(np.sqrt(max(self.spread[column, column], 0.0) * self.dispersion))


def fit_loglinear(
    counts: np.ndarray,
    design: np.ndarray,
    *,
    offset: np.ndarray | None = None,
    weights: np.ndarray | None = None,
) -> Fit:
    """Fit a quasi-Poisson model with log link by iteratively reweighted least squares.

    Parameters
    ----------
    counts : numpy.ndarray, shape (n,)
        At least one of them above zero.
    design : numpy.ndarray, shape (n, n_columns)
    offset : numpy.ndarray, shape (n,), optional
        Logarithm of the exposure.
    weights : numpy.ndarray, shape (n,), optional
        Prior weights.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are not more values than coefficients, or the columns say the same twice.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, chapters 2 and 9.
    """
    n, columns = design.shape
    if n <= columns:
        raise NotEnoughError(
            f"{n} periods cannot fit a model of {columns} numbers. Give a longer series, or fewer seasons."
        )
    shift = np.zeros(n) if offset is None else offset
    prior = np.ones(n) if weights is None else weights
    mean = np.maximum(counts, counts.mean()) + 0.1
    eta = np.log(mean)
    before, converged = np.inf, False
    rounding = ROUNDING * float(prior @ counts)
    spread = coefficients = np.empty(0)
    for _ in range(STEPS):
        work = prior * mean
        target = eta - shift + (counts - mean) / mean
        try:
            spread = np.linalg.inv((design.T * work) @ design)
        except np.linalg.LinAlgError:
            raise NotEnoughError(
                "the model cannot be fitted: its seasons or its trend say the same thing twice. "
                "Give a longer series, or fewer seasons."
            ) from None
        coefficients = spread @ (design.T @ (work * target))
        eta = np.clip(design @ coefficients + shift, -STEEPEST, STEEPEST)
        mean = np.exp(eta)
        deviance = _deviance(counts, mean, prior)
        if abs(deviance - before) < CLOSE * (abs(deviance) + 0.1) + rounding:
            converged = True
            break
        before = deviance
    work = prior * mean
    spread = np.linalg.inv((design.T * work) @ design)
    leverage = np.minimum(work * np.einsum("ij,jk,ik->i", design, spread, design), 1.0)
    pearson = float((prior * (counts - mean) ** 2 / mean).sum())
    free = n - columns
    return Fit(coefficients, mean, spread, leverage, max(pearson / free, 1.0), free, converged)


def _deviance(counts: np.ndarray, mean: np.ndarray, prior: np.ndarray) -> float:
    logs = np.log(np.where(counts > 0, counts, 1.0) / np.where(counts > 0, mean, 1.0))
    return float(2 * (prior * (counts * logs - (counts - mean))).sum())
