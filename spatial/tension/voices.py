"""Who speaks in a cell, and what is borne out when the strongest is left out."""

from dataclasses import dataclass

import numpy as np

from spatial.tension.one_voice import repeated

__all__ = ["Voices", "pooled", "voices"]


@dataclass(frozen=True)
class Voices:
    """What the trusted speakers of each cell bring.

    Attributes
    ----------
    total : numpy.ndarray of float, shape (n_cells,)
        Points of all speakers.
    beyond : numpy.ndarray of float, shape (n_cells,)
        Points without the strongest speakers: what a level is read off.
    strongest : numpy.ndarray of int, shape (n_cells,)
        The strongest speaker, by number; -1 where nobody speaks.
    points : numpy.ndarray of float, shape (n,)
        What each line brings; the lines of a cell add up to its `total`.
    is_copy : numpy.ndarray of bool, shape (n,)
        Lines that repeat what counts for another speaker.
    """

    total: np.ndarray
    beyond: np.ndarray
    strongest: np.ndarray
    points: np.ndarray
    is_copy: np.ndarray


def voices(
    cell: np.ndarray,
    speaker: np.ndarray,
    kind: np.ndarray,
    points: np.ndarray,
    age: np.ndarray,
    echo: np.ndarray,
    *,
    n_cells: int,
    source_cap: float,
    left_out: int,
) -> Voices:
    """Add up speakers, each by its strongest line of each kind and never beyond its cap.

    Parameters
    ----------
    cell, speaker, kind, age, echo : numpy.ndarray of int, shape (n,)
        Lines in an order that does not depend on how they came in.
    points : numpy.ndarray of float, shape (n,)
        After decay and the cap of the kind.
    n_cells : int
    source_cap : float
        The most points of one speaker in a cell.
    left_out : int
        How many of the strongest speakers `beyond` leaves out.
    """
    is_copy = repeated(cell, speaker, echo, kind, points, source_cap=source_cap, left_out=left_out)
    own = np.flatnonzero(~is_copy)
    best = own[strongest_lines(cell[own], speaker[own], kind[own], points[own], age[own])]
    first = _starts(cell[best], speaker[best])
    of_speaker = np.cumsum(first) - 1
    said = _sums(of_speaker, points[best], int(first.sum()))
    value = np.minimum(said, source_cap)
    share = np.divide(value, said, out=np.zeros_like(value), where=said > 0)
    given = np.zeros(len(cell))
    given[best] = points[best] * share[of_speaker]
    places, who = cell[best][first], speaker[best][first]
    total = _sums(places, value, n_cells)
    order = np.lexsort((who, -value, places))
    rank = np.arange(len(order)) - np.maximum.accumulate(
        np.where(_starts(places[order]), np.arange(len(order)), 0)
    )
    beyond = _sums(places[order], np.where(rank >= left_out, value[order], 0.0), n_cells)
    strongest = np.full(n_cells, -1, dtype=np.int64)
    top = order[rank == 0]
    strongest[places[top]] = who[top]
    return Voices(total, beyond, strongest, given, is_copy)


def strongest_lines(
    cell: np.ndarray, speaker: np.ndarray, kind: np.ndarray, points: np.ndarray, age: np.ndarray
) -> np.ndarray:
    """Find the strongest line of each speaker and kind in each cell; of equals the latest, then the first."""
    order = np.lexsort((age, -points, kind, speaker, cell))
    return order[_starts(cell[order], speaker[order], kind[order])]


def pooled(
    cell: np.ndarray, speaker: np.ndarray, points: np.ndarray, age: np.ndarray, *, n_cells: int, cap: float
) -> tuple[np.ndarray, np.ndarray]:
    """Add up what does not speak for itself: each speaker's strongest line, and one cap over all of a cell.

    Returns
    -------
    of_cell : numpy.ndarray of float, shape (n_cells,)
    of_line : numpy.ndarray of float, shape (n,)
        The lines of a cell add up to it.
    """
    best = strongest_lines(cell, speaker, np.zeros_like(cell), points, age)
    said = _sums(cell[best], points[best], n_cells)
    of_cell = np.minimum(said, cap)
    share = np.divide(of_cell, said, out=np.zeros(n_cells), where=said > 0)
    of_line = np.zeros(len(cell))
    of_line[best] = points[best] * share[cell[best]]
    return of_cell, of_line


def _sums(at: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    return np.bincount(at, weights=values, minlength=n).astype(float)


def _starts(*columns: np.ndarray) -> np.ndarray:
    """Mark where a new combination begins in sorted columns."""
    new = np.zeros(len(columns[0]), dtype=bool)
    new[:1] = True
    for values in columns:
        new[1:] |= values[1:] != values[:-1]
    return new
