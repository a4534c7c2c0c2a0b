"""The hot-spot methods, in the order in which they are offered."""

from spatial.hotspot import Method
from spatial.hotspots import dbscan, gi_star, hdbscan, kernel_density, relative_risk

__all__ = ["METHODS"]

METHODS: dict[str, Method] = {
    method.name: method for method in (gi_star, kernel_density, relative_risk, dbscan, hdbscan)
}
