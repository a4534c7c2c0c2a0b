"""What a partnership compares itself with: published tables of counts, and the areas most like its own."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

__all__ = ["Comparison"]


@dataclass(frozen=True)
class Comparison:
    """The `[comparison]` of a partnership file.

    Attributes
    ----------
    files : tuple of pathlib.Path
        Tables of counts: area by period by strand, long or wide.
    own : str
        What the partnership's area is called in them.
    most_similar : tuple of str
        The areas of its most similar group, as the tables call them; empty where none are named.
    population : pathlib.Path or None
        Residents by area.
    population_area, population_column : str or None
        The columns of that table, where they are not known by themselves.
    area, strand : str or None
        The columns of the tables that name the area and the strand, where they are not known by themselves.
    strands : dict of str to tuple of str
        Words of the tables for strands that the policy does not know, and the codes they mean.
    source, licence, note : str
        Shown wherever the figures are.
    published : datetime.date or None
        When the tables were published or fetched.
    """

    files: tuple[Path, ...]
    own: str
    most_similar: tuple[str, ...] = ()
    population: Path | None = None
    population_area: str | None = None
    population_column: str | None = None
    area: str | None = None
    strand: str | None = None
    strands: dict[str, tuple[str, ...]] | None = None
    source: str = ""
    licence: str = ""
    note: str = ""
    published: date | None = None
