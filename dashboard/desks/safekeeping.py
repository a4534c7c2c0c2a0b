"""The safekeeping desk: backups made and restored, and the store verified, told in words."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.records import open_store
from ingest.records.backup import back_up
from ingest.records.restore import Restored, restore
from ingest.records.sealed_file import make_pair, recipients_of
from ingest.records.store import open_as_it_is
from ingest.records.troubles import StoreDamagedError
from ingest.records.verify import verify

__all__ = ["make_backup", "make_pair", "restore_backup", "verify_store"]

LOST_ERASURES = (
    "The list of erasures of the store that was there could not be read. What was erased after the backup "
    "was made is in the records again: erase it again."
)
NOT_SEALED = (
    "This backup is not sealed: whoever has the file can read it. Make a key with "
    "'common-ground backup-key', and name its public half in COMMON_GROUND_BACKUP_TO."
)
LOST_AUDIT = "The audit of the store that was there does not go on in the restored one."


def make_backup(store: str, destination: Path, *, by: str, to: str = "") -> dict[str, Any]:
    """Back up the store to a file or into a folder, sealed to public keys, and say what is in it."""
    keys = recipients_of(to)
    opened = open_store(store)
    try:
        made = back_up(opened, destination, by=by, to=keys)
    finally:
        opened.close()
    notes = [] if made.was_noted else ["The store cannot be written to, so its audit does not tell of this."]
    notes += [] if made.is_sealed else [NOT_SEALED]
    return {
        "file": str(made.path),
        "bytes": made.bytes,
        "sealed_to": len(keys),
        **asdict(made.manifest),
        "lines": made.counts,
        "notes": notes,
    }


def restore_backup(
    store: str,
    file: Path,
    *,
    by: str,
    over_newer: bool,
    identity: Path | None = None,
    new_audit_key: bool = False,
) -> dict[str, Any]:
    """Put a backup in the place of the store, and say what it holds and what could not be carried over."""
    done = restore(store, file, by=by, over_newer=over_newer, identity=identity, new_audit_key=new_audit_key)
    return {
        "file": str(file),
        **asdict(done.manifest),
        "lines": done.counts,
        "erased_again": done.erased_again,
        "data_version": done.data_version,
        "notes": _notes(done),
    }


def _notes(done: Restored) -> list[str]:
    notes = []
    if done.aside is not None:
        notes.append(
            f"The damaged file lies beside the store as {done.aside.name}. Restart every program that has "
            "the store open, and delete that file when nothing of it is wanted."
        )
    if not done.handed_on.erasures:
        notes.append(LOST_ERASURES)
    if not done.handed_on.audit:
        notes.append(LOST_AUDIT)
    return notes


def verify_store(store: str) -> dict[str, Any]:
    """Verify the store: what was looked at, and every damaged part by name."""
    opened = open_as_it_is(store)
    try:
        with opened.reading() as connection:
            found = verify(connection)
    except StoreDamagedError as error:
        return {
            "whole": False,
            "lines": {},
            "damage": [{"where": "file", "number": None, "words": str(error)}],
        }
    finally:
        opened.close()
    damage = [asdict(one) for one in found.damage]
    return {"whole": found.is_whole, "lines": found.counts, "damage": damage}
