"""The one button by which a file leaves: made at the click, written down first, refused when it is over."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from dashboard.desks.sign_in import own_store
from dashboard.desks.taking_out import hand_over
from dashboard.exporting.document import Document, Marking, Sheet
from dashboard.exporting.export import FORMATS, file_name
from dashboard.exporting.lists import list_document
from dashboard.gate.principal import cookies, principal
from dashboard.gate.refusal import NotAllowedError
from dashboard.gate.sessions import principal_of_cookies, way
from dashboard.loading.opened import load_own_partnership
from dashboard.settings import Settings
from dashboard.viewer import Principal

__all__ = ["offer_file", "offer_list"]


def offer_file(
    label: str,
    document: Document,
    fmt: str,
    *,
    product: str,
    purpose: str,
    subject: str = "",
    disabled: bool = False,
    key: str | None = None,
    primary: bool = False,
) -> None:
    """Offer a document as a file.

    Parameters
    ----------
    label : str
    document : Document
    fmt : str
    product, purpose : str
        Codes, for the audit.
    subject : str
        Of what it is, as `batch 12`, where it is no release.
    disabled, primary : bool
    key : str, optional
    """
    here, store, still = principal(), own_store(Settings().store), _still()

    def made_at_the_click() -> bytes:
        if not still(here):
            raise NotAllowedError("Signed out, or in another role by now.")
        made = hand_over(
            store, document, fmt, by=here.name, product=product, purpose=purpose, subject=subject
        )
        return made.data

    st.download_button(
        label,
        data=made_at_the_click,
        file_name=file_name(document, fmt),
        mime=FORMATS[fmt].mime,
        on_click="ignore",
        icon=":material/download:",
        disabled=disabled,
        key=key or f"take-out-{product}-{subject}",
        type="primary" if primary else "secondary",
    )


def offer_list(
    label: str,
    title: str,
    sheets: Sequence[Sheet],
    fmt: str,
    *,
    marking: Marking,
    product: str,
    purpose: str,
    why: str,
    subject: str = "",
    disabled: bool = False,
) -> None:
    """Offer a list that is no statistics; `why` is the purpose in words."""
    document = list_document(
        title,
        sheets,
        marking=marking,
        partnership=load_own_partnership(Settings()).name,
        purpose=why,
        made_by=principal().viewer.title,
        made_at=datetime.now(UTC),
    )
    offer_file(label, document, fmt, product=product, purpose=purpose, subject=subject, disabled=disabled)


def _still() -> Callable[[Principal], bool]:
    """Say at the click whether whoever saw the button is still there, in the same role."""
    if way() == "demo":
        return lambda here: True
    shown = cookies()
    return lambda here: (
        (now := principal_of_cookies(shown)) is not None
        and ((now.login, now.session, now.viewer) == (here.login, here.session, here.viewer))
    )
