"""Which layer of a file of several is meant."""

import re
from collections.abc import Mapping, Sequence

from boundaries.errors import BoundaryError

__all__ = ["choose_layer"]

MOST_LISTED = 5


def choose_layer(
    layers: Mapping[str, Sequence[str]], *, asked: str | None, having: str, like: str, shown: str
) -> tuple[str, list[str]]:
    """Choose a layer: the one that is asked for, else the only one that has the columns, else by its name.

    Parameters
    ----------
    layers : mapping of str to sequence of str
        Columns by layer.
    asked : str, optional
        The name that the partnership file gives.
    having, like : str
        Patterns of a column that the layer must have, and of what its name would say.
    shown : str

    Returns
    -------
    name : str
    notes : list of str
    """
    if not layers:
        raise BoundaryError(f"{shown}: No shapes in this file. Save the layer with its shapes, and use that.")
    names = list(layers)
    if asked is not None:
        found = [name for name in names if name.casefold() == asked.casefold()]
        if len(found) != 1:
            raise BoundaryError(f"{shown} has no layer {asked!r}. Its layers: {_listed(names)}.")
        return found[0], []
    if len(names) == 1:
        return names[0], []
    fit = [n for n in names if any(re.fullmatch(having, str(c), re.IGNORECASE) for c in layers[n])]
    named = [n for n in fit or names if re.search(like, n, re.IGNORECASE)]
    for choice in (fit, named):
        if len(choice) == 1:
            return choice[0], [f"{shown}: {len(names)} layers: {_listed(choice)} used."]
    raise BoundaryError(
        f"{shown}: {len(names)} layers: choose one of {_listed(fit or names)}. Name it in the partnership "
        f'file (layer = "..." beside the file), or save it on its own.'
    )


def _listed(names: Sequence[str]) -> str:
    plain = ["".join(c if c.isprintable() else " " for c in name)[:40] for name in names[:MOST_LISTED]]
    return ", ".join(f"'{name}'" for name in plain) + (" …" if len(names) > MOST_LISTED else "")
