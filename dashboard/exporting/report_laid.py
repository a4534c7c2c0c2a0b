"""A report as every format shows it: tables and pictures numbered, figures written as they are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dashboard.exporting.cells import as_read, clean
from dashboard.exporting.document import About, Column, Document, Marking, Sheet
from dashboard.exporting.leaflet import Beside, Block, Heading, Lines, Para, Picture, Points, Table
from dashboard.exporting.picture import FONTS, map_alt, svg_text
from dashboard.exporting.report import Figures, Report

__all__ = ["Drawn", "Grid", "Laid", "LaidPart", "Pair", "flat", "laid", "numbered_tables"]

TABLE, MAP, FIGURE = "Table", "Map", "Figure"
WHOLE = "The table has the same numbers."
EMPTY = "There is no row to show in it."


@dataclass(frozen=True)
class Grid:
    """A table on paper.

    Attributes
    ----------
    number : int
    name : str
    head : tuple of str
    rows : tuple of tuple of str
    right : tuple of bool
        Which columns hold numbers.
    widths : tuple of float
        Shares of the width; empty for as wide as their words.
    after : tuple of str
        What is said under it: what of it stands only in the workbook, and its notes.
    """

    number: int
    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    widths: tuple[float, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A map or another picture: `kind` and `number` name it, `alt` says the same in words."""

    kind: str
    number: int
    name: str
    svg: str
    alt: str
    share: float = 1.0


@dataclass(frozen=True)
class Pair:
    """Two columns; `share` of the width for the left."""

    left: "tuple[Laid, ...]"
    right: "tuple[Laid, ...]"
    share: float


Laid = Heading | Para | Points | Lines | Grid | Drawn | Pair


@dataclass(frozen=True)
class LaidPart:
    """A part, ready to be set."""

    key: str
    title: str
    blocks: tuple[Laid, ...]


def laid(document: Document, report: Report, *, fonts: str = FONTS) -> list[LaidPart]:
    """Lay a report out; drawings are lettered in `fonts`."""
    layer = _Layer(document.marking, document.about, fonts)
    return [layer.part(part.key, part.title, part.blocks) for part in report.parts]


def flat(blocks: tuple[Laid, ...]) -> Iterator[Heading | Para | Points | Lines | Grid | Drawn]:
    """Go through the blocks in reading order, columns one after the other."""
    for block in blocks:
        if isinstance(block, Pair):
            yield from flat(block.left)
            yield from flat(block.right)
        else:
            yield block


def numbered_tables(report: Report) -> list[tuple[int, Sheet]]:
    """List every table whole, of words or of figures, by the number that it has on paper."""
    found: list[Sheet] = []
    for part in report.parts:
        _collect(part.blocks, part.title, found)
    return list(enumerate(found, 1))


def _collect(blocks: tuple[Block | Figures, ...], name: str, found: list[Sheet]) -> str:
    """Take up the tables in reading order; a table of words has the name of the heading above it."""
    for block in blocks:
        if isinstance(block, Heading):
            name = clean(block.words)
        elif isinstance(block, Beside):
            name = _collect(block.right, _collect(block.left, name, found), found)
        elif isinstance(block, Figures):
            found.append(block.sheet)
        elif isinstance(block, Table):
            columns = tuple(Column(f"column_{place}", title) for place, title in enumerate(block.head, 1))
            found.append(Sheet(name, columns, block.rows))
    return name


@dataclass
class _Layer:
    """Counts tables, maps and figures on the way."""

    marking: Marking
    about: About
    fonts: str
    counted: dict[str, int] = field(default_factory=lambda: {TABLE: 0, MAP: 0, FIGURE: 0})
    name: str = ""
    said: set[str] = field(default_factory=set)

    def part(self, key: str, title: str, blocks: tuple[Block | Figures, ...]) -> LaidPart:
        self.name, self.said = clean(title), set()
        return LaidPart(key, clean(title), self._laid(blocks))

    def _laid(self, blocks: tuple[Block | Figures, ...]) -> tuple[Laid, ...]:
        return tuple(one for block in blocks for one in self._block(block))

    def _block(self, block: Block | Figures) -> list[Laid]:
        if isinstance(block, Figures):
            return [*self._map(block), *_unless_empty(self._grid(block))]
        if isinstance(block, Beside):
            return [Pair(self._laid(block.left), self._laid(block.right), block.share)]
        if isinstance(block, Points) and not block.words:
            return []
        alone = self._alone(block)
        return _unless_empty(alone) if isinstance(alone, Grid) else [alone]

    def _alone(self, block: Heading | Para | Points | Lines | Table | Picture) -> Laid:
        laid: Laid
        if isinstance(block, Picture):
            svg = _lettered(block.svg, self.fonts)
            laid = Drawn(FIGURE, self._next(FIGURE), self.name, svg, clean(block.alt), block.share)
        elif isinstance(block, Table):
            head, right = tuple(map(clean, block.head)), (False,) * len(block.head)
            rows = tuple(tuple(map(clean, row)) for row in block.rows)
            laid = Grid(self._next(TABLE), self.name, head, rows, right, block.widths)
        elif isinstance(block, Heading):
            self.name = clean(block.words)
            laid = Heading(self.name)
        elif isinstance(block, Points):
            laid = Points(tuple(map(clean, block.words)))
        elif isinstance(block, Lines):
            laid = Lines(clean(block.label), block.count)
        else:
            laid = Para(clean(block.words), block.strong)
        return laid

    def _map(self, figures: Figures) -> list[Laid]:
        sheet = figures.sheet
        if not sheet.is_map:
            return []
        alone = Document(sheet.name, (sheet,), self.marking, self.about)
        svg = svg_text(alone, fonts=self.fonts, alone=False)
        alt = map_alt(alone)
        if 0 < figures.most < len(sheet.rows):
            alt = alt.replace(WHOLE, f"The table has the first {figures.most} of them, the workbook all.")
        return [Drawn(MAP, self._next(MAP), clean(sheet.name), svg, alt)]

    def _grid(self, figures: Figures) -> Grid:
        sheet = figures.sheet
        names = [column.name for column in sheet.columns]
        places = [names.index(name) for name in figures.shown] or list(range(len(names)))
        rows = sheet.rows[: figures.most] if figures.most else sheet.rows
        columns = [sheet.columns[place] for place in places]
        after = [_left_out(len(rows), len(sheet.rows), len(names) - len(places))]
        after += [note for note in map(clean, sheet.notes) if note not in self.said]
        self.said |= set(after)
        return Grid(
            self._next(TABLE),
            clean(sheet.name),
            tuple(clean(column.title) for column in columns),
            tuple(tuple(as_read(row[place]) for place in places) for row in rows),
            tuple(column.kind == "number" for column in columns),
            after=tuple(filter(None, after)),
        )

    def _next(self, kind: str) -> int:
        self.counted[kind] += 1
        return self.counted[kind]


def _unless_empty(grid: Grid) -> list[Laid]:
    """Say of a table without rows that it has none: a head alone reads like a fault."""
    if grid.rows:
        return [grid]
    return [Para(f"Table {grid.number}. {grid.name}", strong=True), *map(Para, (EMPTY, *grid.after))]


def _left_out(shown: int, rows: int, columns: int) -> str:
    """Say what of a table is not on paper."""
    more = [f"The first {shown:,} of {rows:,} rows are shown here"] if shown < rows else []
    if columns:
        more.append(f"{columns} more column{'s are' if columns > 1 else ' is'} not shown here")
    if not more:
        return ""
    words = "; ".join(more)
    return f"{words[0].upper()}{words[1:]}. The workbook has the whole table."


def _lettered(svg: str, fonts: str) -> str:
    """Letter a drawing in other fonts, so that paper shows it alike on every machine."""
    svg = re.sub(r'font-family="[^"]*"', f'font-family="{fonts}"', svg)
    return re.sub(r"font-family:[^;\"']*", f"font-family:{fonts}", svg)
