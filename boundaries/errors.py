"""What can be wrong with a partnership's own files.  The text is for the person who set them up."""

__all__ = ["BoundaryError"]


class BoundaryError(Exception):
    """A boundary, lookup, population or postcode file that cannot be used as it is."""
