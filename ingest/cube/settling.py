"""Which of the files count: the newest whole release of each month; and what becomes of every file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ingest.cube.engine import FileCounts, Reading
from ingest.cube.manifest import CubeFile
from ingest.cube.source_file import SourceFile
from ingest.cube.sources import each_release

__all__ = ["Settled", "settle", "tell_files", "vintages_of"]

USUAL_SHARE = 0.05
"""About this share of LSOAs was made anew for 2021; of a force whose share is known, its own counts."""
PLAINLY = 10
"""So many codes new in 2021 would have to be expected in a file that has none, to say that it is of 2011."""


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
    superseded: dict[int, int] = {}
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
    vintages = vintages_of(sources, readings)
    changed = _changes_of_vintage(sources, vintages, settled)
    told = []
    for source in sources:
        reading = reading_of[source.number]
        notes = [*reading.notes, *changed.get(source.number, ())]
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
                lsoa=vintages[source.number],
                notes=tuple(notes),
                **became,
            )
        )
    return tuple(told)


def vintages_of(sources: Sequence[SourceFile], readings: Sequence[Reading]) -> dict[int, str]:
    """Tell by which census the LSOA codes of each file are: "2011", "2021", or "" where none can tell."""
    force_of = {source.number: source.force for source in sources}
    shares: dict[str, list[float]] = {}
    for each in readings:
        if each.lsoa_new:
            shares.setdefault(force_of[each.file], []).append(each.lsoa_new / each.lsoa_rows)
    found = {}
    for each in readings:
        expected = each.lsoa_rows * median(shares.get(force_of[each.file], [USUAL_SHARE]))
        found[each.file] = "2021" if each.lsoa_new else "2011" if expected >= PLAINLY else ""
    return found


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
    sources: Sequence[SourceFile], vintages: Mapping[int, str], settled: Settled
) -> dict[int, tuple[str, ...]]:
    """Say at which month of a force its LSOA codes are those of another census than before."""
    notes: dict[int, tuple[str, ...]] = {}
    before: dict[str, tuple[str, str]] = {}
    for number in settled.counted:
        source, vintage = sources[number], vintages[number]
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
