"""A report: parts one after the other, made of the leaflet's blocks and of tables of figures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.exporting.leaflet import Block

if TYPE_CHECKING:
    from dashboard.exporting.document import Sheet

__all__ = ["Figures", "Part", "Report"]


@dataclass(frozen=True)
class Figures:
    """A table of figures: on paper as much of it as is read there, in the workbook the whole.

    Attributes
    ----------
    sheet : Sheet
        One with shapes and a column to colour is a map as well, drawn above its table.
    shown : tuple of str
        Names of the columns that stand on paper, in that order; all where none is named.
    most : int
        How many rows stand on paper, the first ones; all where 0. What is left out is said there.
    """

    sheet: "Sheet"
    shown: tuple[str, ...] = ()
    most: int = 0


@dataclass(frozen=True)
class Part:
    """A part of a report, with a bookmark of its own.

    Attributes
    ----------
    key : str
        The section that made it.
    title : str
    blocks : tuple of Block or Figures
        In reading order.
    """

    key: str
    title: str
    blocks: tuple[Block | Figures, ...]


@dataclass(frozen=True)
class Report:
    """What stands between the cover and the end.

    Attributes
    ----------
    subtitle : str
        Under the title on the cover: for which period.
    opening : str
        What the partnership itself says on the cover; may be empty.
    parts : tuple of Part
    logo : bytes
        A PNG, JPEG or SVG, looked at before; empty where there is none.
    """

    subtitle: str
    opening: str
    parts: tuple[Part, ...]
    logo: bytes = b""

    @property
    def sheets(self) -> "tuple[Sheet, ...]":
        """Every table of figures, in reading order."""
        return tuple(one.sheet for part in self.parts for one in part.blocks if isinstance(one, Figures))
