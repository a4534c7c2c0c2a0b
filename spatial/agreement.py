"""Agreement: which methods flag the same cell."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from spatial.hotspot import Detection

__all__ = ["agreement"]


def agreement(detections: Mapping[str, Detection]) -> pd.DataFrame:
    """Say for each cell which methods flag it.

    Parameters
    ----------
    detections : mapping of method name to Detection
        All over the same lattice.

    Returns
    -------
    pandas.DataFrame, one row a cell
        One column of truth values a method, in the order given, and `methods`, how many of them flag the
        cell.

    Raises
    ------
    ValueError
        If the detections are over different lattices.
    """
    sizes = {len(detection.cells) for detection in detections.values()}
    if len(sizes) > 1:
        raise ValueError(
            f"the detections have {sorted(sizes)} cells; methods can only agree over one lattice."
        )
    flags = {name: d.cells["is_hotspot"].to_numpy(dtype=bool) for name, d in detections.items()}
    table = pd.DataFrame(flags)
    table["methods"] = np.sum(list(flags.values()), axis=0) if flags else np.zeros(0, dtype=np.int64)
    return table
