"""A leaflet: one page for the hand, made of blocks, to be printed, carried and written upon."""

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Beside", "Block", "Heading", "Leaflet", "Lines", "Para", "Picture", "Points", "Table", "each"]


@dataclass(frozen=True)
class Heading:
    """A heading under the title."""

    words: str


@dataclass(frozen=True)
class Para:
    """A paragraph; `strong` for the one thing that must not be missed."""

    words: str
    strong: bool = False


@dataclass(frozen=True)
class Points:
    """A list of short points."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Lines:
    """Ruled lines to be filled in by hand, after what they ask."""

    label: str
    count: int = 2


@dataclass(frozen=True)
class Table:
    """A table of words; an empty cell is to be filled in.

    Attributes
    ----------
    head : tuple of str
    rows : tuple of tuple of str
    widths : tuple of float
        Shares of the width, one a column; as wide as their words where there are none.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a table whose rows or widths do not fit its head."""
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("A table of the leaflet has a row that does not fit its head.")
        if self.widths and len(self.widths) != len(self.head):
            raise ValueError("A table of the leaflet has not one width a column.")


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, which must be told apart without colour.

    Attributes
    ----------
    svg : str
    alt : str
        The same in words.
    share : float
        Of the width that there is.
    """

    svg: str
    alt: str
    share: float = 1.0


@dataclass(frozen=True)
class Beside:
    """Two columns on paper; one after the other in a file for Word.

    Attributes
    ----------
    left, right : tuple of blocks
    share : float
        Of the width, for the left.
    """

    left: "tuple[Block, ...]"
    right: "tuple[Block, ...]"
    share: float = 0.5


Block = Heading | Para | Points | Lines | Table | Picture | Beside


@dataclass(frozen=True)
class Leaflet:
    """What stands on the page under the document's title; on paper it is set small enough for one side."""

    blocks: tuple[Block, ...]


def each(blocks: tuple[Block, ...]) -> Iterator[Heading | Para | Points | Lines | Table | Picture]:
    """Go through the blocks in reading order, columns one after the other."""
    for block in blocks:
        if isinstance(block, Beside):
            yield from each(block.left)
            yield from each(block.right)
        else:
            yield block
