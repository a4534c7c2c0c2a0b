"""What a method is given, checked at its door: numbers that are numbers, arrays that fit, work that fits."""

from collections.abc import Sized

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, SettingError, TooLargeError

__all__ = ["MOST_BYTES", "affordable", "as_counts", "as_numbers", "no_table", "same_length", "within"]

MOST_COUNT = 1e15
"""A larger count is no count, and could not be told from its neighbours."""
MOST_BYTES = 2 * 1024**3
"""The most memory that one calculation may take for its arrays."""


def as_numbers(values: ArrayLike, *, what: str, least: float | None = None) -> np.ndarray:
    """Give values as floats, or say which of them is not one.

    Parameters
    ----------
    values : array_like, shape (n,)
    what : str
        Their name, for the error.
    least : float, optional
        No value may be smaller.

    Returns
    -------
    numpy.ndarray of float, shape (n,)

    Raises
    ------
    spatial.errors.BadNumberError
        If a value is missing, infinite or smaller than `least`.
    """
    try:
        if np.iscomplexobj(values):
            raise TypeError
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise BadNumberError(f"{what} has a value that is not a number. Give numbers only.") from error
    wrong = ~np.isfinite(found)
    if wrong.any():
        at = int(np.flatnonzero(wrong.ravel())[0])
        raise BadNumberError(
            f"{what} is {found.ravel()[at]} at position {at}. Give a finite number there, or leave it out."
        )
    if least is not None and (found < least).any():
        at = int(np.flatnonzero((found < least).ravel())[0])
        raise BadNumberError(
            f"{what} is {found.ravel()[at]:g} at position {at}; it cannot be below {least:g}."
        )
    return found


def as_counts(values: ArrayLike, *, what: str = "counts") -> np.ndarray:
    """Give counts of incidents as whole numbers, or say which of them is not one.

    Returns
    -------
    numpy.ndarray of int64, shape as given

    Raises
    ------
    spatial.errors.BadNumberError
        If a value is missing, infinite, negative, not whole, or too large for a count.
    """
    found = as_numbers(values, what=what, least=0)
    broken = found != np.floor(found)
    if broken.any():
        at = int(np.flatnonzero(broken.ravel())[0])
        raise BadNumberError(f"{what} is {found.ravel()[at]:g} at position {at}; a count is a whole number.")
    if found.max(initial=0.0) > MOST_COUNT:
        at = int(found.argmax())
        raise BadNumberError(
            f"{what} is {found.ravel()[at]:g} at position {at}; a count is {MOST_COUNT:.0e} at most. "
            "Look for a number that was typed wrongly."
        )
    return found.astype(np.int64)


def same_length(**arrays: Sized) -> None:
    """See that arrays belong together.

    Raises
    ------
    spatial.errors.BadNumberError
        If they have different lengths, or one of them is a number alone.
    """
    for name, values in arrays.items():
        if not hasattr(values, "__len__") or getattr(values, "ndim", 1) == 0:
            raise BadNumberError(f"{name} is one number. Give a list, with one value for every row.")
    lengths = {name: len(values) for name, values in arrays.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} has {n:,}" for name, n in lengths.items())
        raise BadNumberError(f"the lengths differ: {said}. Give one value of each for every row.")


def no_table(**arrays: np.ndarray) -> None:
    """See that arrays are lists, one value a row, and no tables.

    Raises
    ------
    spatial.errors.BadNumberError
        If one has two dimensions or more.
    """
    for name, values in arrays.items():
        if values.ndim > 1:
            raise BadNumberError(
                f"{name} has {values.ndim} dimensions. Give a list, one value for every row."
            )


def within(value: float, *, what: str, least: float, most: float, unit: str = "") -> None:
    """See that a setting lies where it may.

    Raises
    ------
    spatial.errors.SettingError
        If it does not, or is not a number.
    """
    if not isinstance(value, (int, float, np.integer, np.floating)):
        raise SettingError(f"{what} is {value!r}, which is not a number. Give {least:g} to {most:g}.")
    if not least <= value <= most:
        u = f" {unit}" if unit else ""
        raise SettingError(f"{what} is {value:g}{u}; give {least:g} to {most:g}{u}.")


def affordable(n_bytes: float, *, what: str, instead: str) -> None:
    """See that an array would fit in memory before it is made.

    Raises
    ------
    spatial.errors.TooLargeError
        If it would take more than `MOST_BYTES`; `instead` says what to do.
    """
    if n_bytes > MOST_BYTES:
        asked, most = n_bytes / 1024**3, MOST_BYTES / 1024**3
        said = f"{what} would take {asked:,.1f} GB of memory; the most is {most:.0f} GB."
        raise TooLargeError(f"{said} {instead}")
