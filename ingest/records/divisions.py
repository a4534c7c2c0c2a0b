"""Divisions into reporting cells: made once for a profile, kept for twelve months, never changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select

from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.troubles import StoreDamagedError

__all__ = ["Division", "division_on", "keep_division"]


@dataclass(frozen=True)
class Division:
    """One division of the area.

    Attributes
    ----------
    profile : str
    version : int
        Counts up within the profile.
    first_day, frozen_until : datetime.date
        It holds for releases that end between these days, both counted.
    digest : str
        SHA-256 of the cells.
    cells : dict of name to tuple of str
        Which H3 cells each reporting cell is made of.
    """

    profile: str
    version: int
    first_day: date
    frozen_until: date
    digest: str
    cells: dict[str, tuple[str, ...]]


def division_on(connection: Connection, profile: str, day: date) -> Division | None:
    """Find the last division of a profile, if it still holds on a day.

    Raises
    ------
    StoreDamagedError
        If it is not as it was kept.
    """
    known = schema.reporting_cells
    query = select(known).where(known.c.profile == profile).order_by(known.c.version.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    if row is None or row["frozen_until"] < day:
        return None
    if hashlib.sha256(row["body"].encode()).hexdigest() != row["digest"]:
        raise StoreDamagedError(
            f"The {profile} reporting cells (version {row['version']}) are not as they were kept. "
            "Restore the last backup with 'common-ground restore'."
        )
    cells = {name: tuple(parts) for name, parts in json.loads(row["body"]).items()}
    return Division(profile, row["version"], row["first_day"], row["frozen_until"], row["digest"], cells)


def keep_division(
    connection: Connection,
    profile: str,
    cells: Mapping[str, Sequence[str]],
    *,
    first_day: date,
    frozen_until: date,
    by: str,
) -> Division:
    """Keep a new division of a profile, inside a write transaction; if one holds already, give that."""
    held = division_on(connection, profile, first_day)
    if held is not None:
        return held
    known = schema.reporting_cells
    query = select(known.c.version).where(known.c.profile == profile).order_by(known.c.version.desc())
    version = int(connection.execute(query.limit(1)).scalar() or 0) + 1
    body = json.dumps({name: sorted(cells[name]) for name in sorted(cells)}, separators=(",", ":"))
    digest = hashlib.sha256(body.encode()).hexdigest()
    row = {"profile": profile, "version": version, "first_day": first_day, "frozen_until": frozen_until,
           "digest": digest, "body": body}  # fmt: skip
    connection.execute(insert(known).values(**row, made_at=now(), made_by=by))
    note(connection, who=by, action="divide", subject=f"{profile} reporting cells {version}", digest=digest,
         cells=len(cells))  # fmt: skip
    kept = division_on(connection, profile, first_day)
    assert kept is not None
    return kept
