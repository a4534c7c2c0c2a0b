"""How much a person may leave with the server before a page takes it: refused before a byte is kept."""

from starlette.types import Message, Receive
from streamlit.runtime import exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

__all__ = ["LONGEST_BYTES", "MOST_BYTES", "MOST_WAITING", "TooLargeError", "counted", "is_full", "make_room"]

LONGEST_BYTES = 50 * 1024**2
FRAMING_BYTES = 1024**2  # what a form puts around a file
MOST_WAITING = 3
MOST_BYTES = 1024**3


class TooLargeError(Exception):
    """More bytes came than may."""


def counted(receive: Receive, most: int = LONGEST_BYTES + FRAMING_BYTES) -> Receive:
    """Count what comes, whatever was announced; stop at the first byte too many."""
    left = most

    async def count() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLargeError
        return message

    return count


def is_full(coming: int) -> bool:
    """Say whether all the waiting files together, with what comes, are more than the server holds."""
    held = _held()
    if held is None:
        return False
    sizes = (len(file.data) for files in list(held.file_storage.values()) for file in list(files.values()))
    return sum(sizes) + coming > MOST_BYTES


def make_room(session: str) -> None:
    """Let go of a session's oldest file before a fourth comes; a page has long taken it, or never will."""
    held = _held()
    if held is None:
        return
    waiting = list(held.file_storage.get(session, {}))
    for file in waiting[: max(len(waiting) - MOST_WAITING + 1, 0)]:
        held.remove_file(session, file)


def _held() -> MemoryUploadedFileManager | None:
    manager = get_instance().uploaded_file_mgr if exists() else None
    return manager if isinstance(manager, MemoryUploadedFileManager) else None
