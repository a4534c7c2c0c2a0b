"""How much of a file of shapes may be read."""

from boundaries.errors import BoundaryError

__all__ = ["MOST_BYTES", "MOST_ENTRIES", "too_large"]

MOST_BYTES = 200_000_000
MOST_ENTRIES = 500


def too_large(shown: str, size: int, *, verb: str = "holds") -> BoundaryError:
    """Say that a file, or what a zip unpacks to, is too large."""
    said = f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
    return BoundaryError(
        f"{shown}: {verb.capitalize()} {said}; the limit is {MOST_BYTES // 1_000_000} MB. "
        f"Use a generalised version (BGC or BSC), or cut it down to the area."
    )
