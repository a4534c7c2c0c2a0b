"""The layers of the map, listed in drawing order: the first lies lowest."""

from dashboard.layer import Layer
from dashboard.layers.cells import CELLS
from dashboard.layers.centres import CENTRES
from dashboard.layers.context import CONTEXT
from dashboard.layers.density import DENSITY
from dashboard.layers.hidden import HIDDEN
from dashboard.layers.names import NAMES
from dashboard.layers.rings import RINGS
from dashboard.layers.selection import SELECTION
from dashboard.layers.wards import WARDS

__all__ = ["LAYERS", "shown_at_first"]

LAYERS: dict[str, Layer] = {
    layer.name: layer for layer in (CONTEXT, DENSITY, CELLS, HIDDEN, WARDS, NAMES, CENTRES, RINGS, SELECTION)
}


def shown_at_first() -> frozenset[str]:
    """Name the layers that are shown before anybody chooses."""
    return frozenset(name for name, layer in LAYERS.items() if layer.at_first)
