"""What an uploader can mend.  The text of these is shown as it stands; any other exception is our fault."""

from collections.abc import Sequence

__all__ = ["ChoiceNeeded", "FileCut", "FileRefused", "IngestError"]


class IngestError(Exception):
    """Something in what was sent; the message says where, what was found, what would be right, what to do."""


class FileRefused(IngestError):
    """The whole file is refused; nothing of it was loaded."""


class FileCut(FileRefused):
    """The file stopped part way; `rows` lines after its header came through whole."""

    def __init__(self, message: str, rows: int) -> None:
        super().__init__(message)
        self.rows = rows


class ChoiceNeeded(FileRefused):
    """Several sheets, or several files of a zip, might be meant; pass one of `choices` as `sheet`."""

    def __init__(self, message: str, choices: Sequence[str]) -> None:
        super().__init__(message)
        self.choices = tuple(choices)
