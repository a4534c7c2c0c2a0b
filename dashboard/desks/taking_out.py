"""Handing files over: the line in the audit first, and without it nothing leaves."""

import hashlib

from dashboard.exporting.document import Document
from dashboard.exporting.export import Exported, export
from ingest.records import Store
from ingest.records.audit import note

__all__ = ["PURPOSES", "hand_over"]

PURPOSES = {
    "meeting": "A meeting of the partnership",
    "planning": "Planning a service or an operation",
    "published_report": "A report that is published",
    "funding": "An application for funding, or its report",
    "evaluation": "Looking at what an action did",
    "information_request": "An answer to a request for information",
    "research": "Research that the partnership has agreed to",
}
"""What figures are taken out for: a code for the audit -> words for the file."""


def hand_over(
    store: Store, document: Document, fmt: str, *, by: str, product: str, purpose: str, subject: str = ""
) -> Exported:
    """Write a document and hand it over, once the audit says so.

    Parameters
    ----------
    store : Store
    document : Document
    fmt : str
    by : str
        The person.
    product, purpose : str
        Codes.
    subject : str
        Of what it is, as `batch 12`; a release that it rests on is named before it.

    Raises
    ------
    dashboard.exporting.export.UnwritableError
    """
    made, about = export(document, fmt), document.about
    if about.release is not None:
        subject = ", ".join(filter(None, (f"{about.profile} release {about.release}", subject)))
    with store.writing() as connection:
        note(
            connection,
            who=by,
            action="export",
            subject=subject or product,
            kind="disclosure",
            purpose=purpose,
            product=product,
            format=fmt,
            release=about.release,
            profile=about.profile,
            marking=document.marking.level,
            expires=None if document.marking.expires is None else document.marking.expires.isoformat(),
            sha256=hashlib.sha256(made.data).hexdigest(),
        )
    return made
