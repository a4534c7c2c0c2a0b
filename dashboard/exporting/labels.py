"""Where the words of a drawn map go: inside their place, and never over one another."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["Label", "laid_out"]

NUMBER, NAME = 13.0, 11.0
"""Size of the letters, in points of the picture."""
WIDTH, HEIGHT = 0.56, 1.1
"""Of a letter, in its size: a little more than the average, so that nothing touches."""
UNDER = 17.0
"""From the line of a number to that of the name under it."""


@dataclass(frozen=True)
class Label:
    """Words on the map: `of` is the position of their place; `x` their middle, `y` their base line."""

    of: int
    words: str
    x: float
    y: float
    size: float
    is_name: bool

    @property
    def box(self) -> BaseGeometry:
        """The ground that they take."""
        half = len(self.words) * self.size * WIDTH / 2
        return shapely.box(self.x - half, self.y - self.size * HEIGHT, self.x + half, self.y + 3)


def laid_out(shapes: Sequence[BaseGeometry], numbers: Sequence[str], names: Sequence[str]) -> list[Label]:
    """Lay numbers and names out, the largest places first; what finds no room is left out.

    Parameters
    ----------
    shapes : sequence of shapely geometry
        The places, in points of the picture; y grows downwards.
    numbers, names : sequence of str
        "" for none.  A number stays within its place; a name may reach over its edge, and stands under the
        number, above it, or where the number would be.

    Returns
    -------
    list of Label
        No two overlap.
    """
    laid: list[Label] = []
    order = sorted(range(len(shapes)), key=lambda at: -shapes[at].area)
    middles = {at: _middle(shapes[at]) for at in order}
    for at in order:
        x, y = middles[at]
        label = Label(at, numbers[at], x, y + 5, NUMBER, is_name=False)
        if numbers[at] and shapes[at].contains(label.box) and _is_free(label, laid):
            laid.append(label)
    numbered = {label.of for label in laid}
    for at in order:
        x, y = middles[at]
        left, _, right, _ = shapes[at].bounds
        lines = (y + 5 + UNDER, y + 5 - UNDER) if at in numbered else (y + 4,)
        offered = [Label(at, names[at], x, line, NAME, is_name=True) for line in lines]
        fits = (one for one in offered if right - left >= 0.8 * (one.box.bounds[2] - one.box.bounds[0]))
        named = next((one for one in fits if names[at] and _is_free(one, laid)), None)
        if named is not None:
            laid.append(named)
    return laid


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    """Find the middle of the widest circle within a place."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    line = shapely.maximum_inscribed_circle(largest, tolerance=1.0)
    x, y = shapely.get_coordinates(line)[0]
    return float(x), float(y)


def _is_free(label: Label, laid: Sequence[Label]) -> bool:
    return not any(label.box.intersects(other.box) for other in laid)
