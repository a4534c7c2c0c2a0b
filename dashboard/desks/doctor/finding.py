"""What the doctor finds: one line that says what is wrong, and one that says what to do."""

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    Attributes
    ----------
    code : str
        Which check it was.
    wrong, mend : str
        What is wrong, and what to do about it.
    stops : bool
        Whether the server refuses to start until it is mended.
    """

    code: str
    wrong: str
    mend: str
    stops: bool = True

    @property
    def words(self) -> str:
        """Both in one line."""
        return f"{self.wrong} {self.mend}"
