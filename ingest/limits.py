"""How much of a file may be read: the walls round the reader."""

from dataclasses import dataclass

__all__ = ["LIMITS", "Limits"]


@dataclass(frozen=True)
class Limits:
    """The most that one file may take, in the units of the names.

    Attributes
    ----------
    file_bytes, unpacked_bytes : int
        Size as sent, and after a gz or zip (a workbook is a zip) is unpacked.
    ratio, ratio_above_bytes : int
        A packed file may not grow more than `ratio` times once it unpacks to more than
        `ratio_above_bytes`: a small repetitive return is let through, a bomb is not.
    entries, workbook_entries : int
        Files inside a zip, and parts inside a workbook.
    rows, columns, cell_characters : int
        Size of the table and of its longest cell; a longer cell sets its row aside.
    metadata_bytes : int
        Length of a Parquet file's description of itself.
    memory_bytes, cpu_s, wall_s, open_files, written_bytes : int
        What the child process gets before the system stops it.
    """

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 200_000_000
    ratio: int = 100
    ratio_above_bytes: int = 50_000_000
    entries: int = 50
    workbook_entries: int = 1_000
    rows: int = 300_000
    columns: int = 200
    cell_characters: int = 10_000
    metadata_bytes: int = 4_000_000
    memory_bytes: int = 2 * 1024**3
    cpu_s: int = 30
    wall_s: int = 60
    open_files: int = 64
    written_bytes: int = 256 * 1024**2


LIMITS = Limits()
