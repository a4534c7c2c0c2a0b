"""Whose records count in the exact figures that somebody sees: those that are shared with them."""

import hashlib

import numpy as np
from sqlalchemy import select

from dashboard.desks.access import access
from dashboard.desks.looking import Looker
from dashboard.desks.rows import asker_of
from dashboard.snapshot import Snapshot
from ingest.records import Store, schema
from ingest.records.row_rights import rights_to
from ingest.records.sharing import sharing_of

__all__ = ["counted_for", "scope_of"]


def scope_of(here: Looker) -> str:
    """Name by what it differs whose records count: the policy, the role and the agency."""
    said = "\x1f".join((access().version, here.viewer.role, here.agency))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def counted_for(store: Store, snapshot: Snapshot, here: Looker) -> Snapshot:
    """Give the data as somebody may count it; the same object where everything counts."""
    asker, held = asker_of(here), schema.incidents.c

    def counts(agency: str, reference: str = "") -> bool:
        return "count" in rights_to(access(), asker, agency, sharing.of(agency, reference))[1]

    with store.reading() as connection:
        sharing = sharing_of(connection, snapshot.partnership.agencies)
        agencies = np.array([counts(name) for name in snapshot.words["agency"]], dtype=bool)
        kept = agencies[snapshot.records["agency"].to_numpy()] if agencies.size else np.ones(0, dtype=bool)
        for agency, reference in sharing.records:
            query = select(held.id).where(held.agency == agency, held.reference == reference)
            number = connection.execute(query).scalar()
            if number is not None:
                kept = np.where((snapshot.numbers == number).to_numpy(), counts(agency, reference), kept)
    return snapshot if kept.all() else snapshot.only(kept, scope_of(here))
