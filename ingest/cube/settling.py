"""Which of the files count: the newest whole release of each month; and what becomes of every file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.cube.engine import FileCounts, Reading
from ingest.cube.manifest import CubeFile
from ingest.cube.source_file import SourceFile
from ingest.cube.sources import each_release

__all__ = ["Settled", "settle", "tell_files"]


@dataclass(frozen=True)
class Settled:
    """Which files count.

    Attributes
    ----------
    counted : tuple of int
        Numbers of the files whose facts are counted, in order.
    superseded : dict of int to int
        Number of a file that could be read -> of the one that counts in its place.
    """

    counted: tuple[int, ...]
    superseded: dict[int, int]


def settle(sources: Sequence[SourceFile], readings: Sequence[Reading]) -> Settled:
    """Let the newest release count that could be read whole."""
    read = {reading.file for reading in readings if reading.state == "read"}
    superseded = {}
    for releases in each_release(sources):
        whole = [source.number for source in releases if source.number in read]
        superseded |= dict.fromkeys(whole[:-1], whole[-1] if whole else 0)
    counted = [s.number for s in sources if s.number in read and s.number not in superseded]
    return Settled(tuple(counted), superseded)


def tell_files(
    sources: Sequence[SourceFile], readings: Sequence[Reading], counts: Sequence[FileCounts]
) -> tuple[CubeFile, ...]:
    """Say of every file what became of it, in order of number."""
    settled = settle(sources, readings)
    reading_of = {reading.file: reading for reading in readings}
    counts_of = {each.file: each for each in counts}
    vintages = _changes_of_vintage(sources, reading_of, settled)
    told = []
    for source in sources:
        reading = reading_of[source.number]
        notes = [*reading.notes, *vintages.get(source.number, ())]
        became: dict[str, Any] = {"state": reading.state}
        if source.number in settled.superseded:
            by = sources[settled.superseded[source.number]]
            same = reading_of[by.number].sha256 == reading.sha256
            notes.append(f"{'The same file' if same else 'A newer release'} counts instead: {by.path}.")
            became = {"state": "superseded"}
        elif reading.state == "read":
            became = _counted(reading, counts_of.get(source.number, FileCounts(source.number)))
        told.append(
            CubeFile(
                path=source.path,
                release=source.release,
                month=source.month,
                force=source.force,
                sha256=reading.sha256,
                bytes=reading.bytes,
                rows=reading.rows,
                lsoa=reading.lsoa,
                notes=tuple(notes),
                **became,
            )
        )
    return tuple(told)


def _counted(reading: Reading, counts: FileCounts) -> dict[str, Any]:
    return {
        "state": "counted",
        "counted": counts.counted,
        "duplicates": counts.duplicates + reading.repeats,
        "set_aside": reading.set_aside,
        "without_location": counts.without_location,
        "outside_area": counts.outside_area,
    }


def _changes_of_vintage(
    sources: Sequence[SourceFile], reading_of: Mapping[int, Reading], settled: Settled
) -> dict[int, tuple[str, ...]]:
    """Say at which month of a force its LSOA codes are those of another census than before."""
    notes: dict[int, tuple[str, ...]] = {}
    before: dict[str, tuple[str, str]] = {}
    for number in settled.counted:
        source, vintage = sources[number], reading_of[number].lsoa
        if not (source.force and vintage):
            continue
        month, other = before.get(source.force, ("", vintage))
        if other != vintage:
            notes[number] = (
                f"Its LSOA codes are those of {vintage}, those of {month} are of {other}. Nothing is counted "
                "by them.",
            )
        before[source.force] = (source.month, vintage)
    return notes
