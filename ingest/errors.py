"""What an uploader can mend.  The text of these is shown as it stands; any other exception is our fault."""

__all__ = ["FileRefused", "IngestError"]


class IngestError(Exception):
    """Something in what was sent; the message says where, what was found, what would be right, what to do."""


class FileRefused(IngestError):
    """The whole file is refused; nothing of it was loaded."""
