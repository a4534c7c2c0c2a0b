"""The incidents that a release is made of, as arrays: each with the key that decides the noise around it."""

from dataclasses import dataclass

import numpy as np

from spatial.errors import BadNumberError
from spatial.release.cell_keys import KEYS

__all__ = ["Records"]


@dataclass(frozen=True, eq=False)
class Records:
    """The incidents of the area, each once.

    Attributes
    ----------
    key : numpy.ndarray of int, shape (n,)
        The key of each record, 0 to 4095, which never changes.
    ward : numpy.ndarray of int
        Position of the ward; -1 for none.  Such a record counts in the area only.
    cell9 : numpy.ndarray of int
        H3 cell of resolution 9; 0 for none.
    day : numpy.ndarray of int
        Days since 1970.
    strands : numpy.ndarray of int
        Bit mask: a record counts once in each of its strands, so strands must not be added up.
    source : numpy.ndarray of int
        Position of the kind of source; -1 for none.
    """

    key: np.ndarray
    ward: np.ndarray
    cell9: np.ndarray
    day: np.ndarray
    strands: np.ndarray
    source: np.ndarray

    def __post_init__(self) -> None:
        for name in ("key", "ward", "cell9", "day", "strands", "source"):
            values = np.asarray(getattr(self, name))
            if values.shape != np.shape(self.key) or values.ndim != 1 or values.dtype.kind not in "iu":
                raise BadNumberError(f"{name} must be whole numbers, one for each record.")
            object.__setattr__(self, name, values)
        if len(self.key) and (self.key.min() < 0 or self.key.max() >= KEYS):
            raise BadNumberError(f"A record's key is outside 0 to {KEYS - 1}.")

    def __len__(self) -> int:
        """Count the records."""
        return len(self.key)
