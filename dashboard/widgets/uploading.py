"""A file that was sent, until it is taken in: on disk in a private folder, read once."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk, Read

__all__ = ["Upload", "forget_upload", "take_upload"]


@dataclass(frozen=True)
class Upload:
    """A file in the hands of one session."""

    name: str
    path: Path
    digest: str
    table: Read
    folder: Any


def take_upload(desk: Desk, sent: Any, *, sheet: str | None = None) -> Upload:
    """Read a file that was sent; the same file is read once a session."""
    content = sent.getvalue()
    digest = hashlib.sha256(content + (sheet or "").encode()).hexdigest()
    held: Upload | None = st.session_state.get("upload")
    if held is not None and held.digest == digest:
        return held
    forget_upload()
    folder = tempfile.TemporaryDirectory(prefix="common-ground-")
    path = Path(folder.name) / "sent"
    path.write_bytes(content)
    try:
        table = desk.read(path, name=sent.name, sheet=sheet)
    except BaseException:
        folder.cleanup()
        raise
    upload = Upload(name=sent.name, path=path, digest=digest, table=table, folder=folder)
    st.session_state["upload"] = upload
    return upload


def forget_upload() -> None:
    """Let go of the file and remove it from the disk."""
    held: Upload | None = st.session_state.pop("upload", None)
    if held is not None:
        held.folder.cleanup()
