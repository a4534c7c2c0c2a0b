"""A file that a cube is made of: where its bytes are, and what its name says."""

from dataclasses import dataclass

__all__ = ["SourceFile"]


@dataclass(frozen=True)
class SourceFile:
    """One file of a source.

    Attributes
    ----------
    number : int
        Its number in the manifest; where two files hold one reference the higher number counts.
    path : str
        Where it is below the source, for people; a file in a zip has the zip's path in front.
    kind : str
        ``street`` (data.police.uk), ``parquet``.
    uri : str
        Where its bytes are: a folder's path on this machine or an object store's URI.
    member : str
        Its name inside a zip; "" where it lies by itself.
    month, force, release : str
        What its name and the folders above say: YYYY-MM, force, and the date of its release.
    size : int
        Bytes, packed as it is; 0 where unknown.
    """

    number: int
    path: str
    kind: str
    uri: str
    member: str = ""
    month: str = ""
    force: str = ""
    release: str = ""
    size: int = 0
