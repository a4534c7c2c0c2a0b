"""What is said where the incidents come from a cube: made when and of what, and what is not in it."""

from ingest.cube.manifest import Manifest
from ingest.words import numbered

__all__ = ["cube_credit", "cube_notes"]

LISTED = 3
SIDE_M = {9: 201, 10: 76, 11: 29, 12: 11, 13: 4}
"""Metres a side of a cell, on average."""


def cube_credit(manifest: Manifest) -> str:
    """Say in one sentence what the figures are counted from; it goes wherever they go."""
    counted = sum(file.state == "counted" for file in manifest.files)
    files = numbered(len(manifest.files), "file", "files")
    of = files if counted == len(manifest.files) else f"{counted:,} of {files}"
    left_out = " It is not whole." if manifest.gaps or manifest.left_out() else ""
    return f"Counted from a cube made on {manifest.made_at:%-d %B %Y} of {of}.{left_out}"


def cube_notes(
    manifest: Manifest,
    *,
    incidents: int,
    elsewhere: int,
    same_ground: bool,
    same_policy: bool,
    unlocated: int,
    in_store: int,
) -> tuple[str, ...]:
    """Say what must be known of a cube before its figures are used.

    Parameters
    ----------
    manifest : Manifest
    incidents : int
        Those of this partnership.
    elsewhere : int
        In the same authorities, but in wards that this partnership does not have.
    same_ground, same_policy : bool
        Whether it was made with this partnership's boundaries, and its policy.
    unlocated : int
        Without a ward, in a cube of other boundaries: nobody's.
    in_store : int
        Incidents of the record store, which do not count.
    """
    side = SIDE_M[manifest.resolution]
    notes = [
        f"{cube_credit(manifest)} {numbered(incidents, 'incident', 'incidents')} of it count here.",
        f"A cube has no single records: points stand at the middle of cells with sides of about {side} m, "
        "and hours and days of reporting are not known.",
        *_missing(manifest),
    ]
    if elsewhere:
        notes.append(
            f"{numbered(elsewhere, 'incident', 'incidents')} in the same authorities lie in wards that this "
            "partnership does not have, and do not count. If the boundaries changed, make the cube again."
        )
    if unlocated:
        notes.append(
            f"{numbered(unlocated, 'incident', 'incidents')} without a ward do not count: the cube was made "
            "with other boundaries, so nobody can say whose they are."
        )
    if not same_ground:
        vintage = manifest.boundaries.get("vintage") or "unknown"
        notes.append(f"The wards are as the cube's own boundaries had them (vintage {vintage}).")
    if not same_policy:
        notes.append("It was counted by another policy: its kinds and strands may be others. Make it again.")
    if in_store:
        was = "incident of the store is" if in_store == 1 else "incidents of the store are"
        notes.append(
            f"{in_store:,} {was} not counted while a cube is the source. What was said there of single "
            "records (with whom they are shared, which are one event, what was erased) does not reach it."
        )
    return tuple(notes)


def _missing(manifest: Manifest) -> list[str]:
    notes = []
    for gap in manifest.gaps:
        more = f" and {len(gap.months) - LISTED:,} more" if len(gap.months) > LISTED else ""
        months = ", ".join(gap.months[:LISTED])
        notes.append(f"No file of {gap.force} for {months}{more}: fewer reports there then are not calm.")
    left_out = manifest.left_out()
    if left_out:
        names = ", ".join(f"{file.path} ({file.state})" for file in left_out[:LISTED])
        more = f" and {len(left_out) - LISTED:,} more" if len(left_out) > LISTED else ""
        notes.append(f"Not counted, because not whole: {names}{more}.")
    older = sum(file.state == "superseded" for file in manifest.files)
    if older:
        was = "1 file is" if older == 1 else f"{older:,} files are"
        notes.append(f"{was} left out because a newer release of the same month counts.")
    aside = manifest.totals.set_aside
    if aside:
        notes.append(f"{numbered(aside, 'row', 'rows')} of its files could not be read and were set aside.")
    return notes
