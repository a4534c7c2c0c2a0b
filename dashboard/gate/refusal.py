"""What is said to somebody who may not."""

__all__ = ["NotAllowedError"]


class NotAllowedError(Exception):
    """The person may not do this; its text says so without telling what there would be to see."""
