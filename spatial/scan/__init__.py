"""Scan statistics: clusters of any size in space and in time, with one p for having looked everywhere."""

from spatial.scan.chance import gumbel_p, rank_p, recurrence_interval_days
from spatial.scan.clusters import find_clusters
from spatial.scan.likelihood import expectation_llr, poisson_llr, relative_risk
from spatial.scan.scans import Scan, permutation_scan, space_time_scan, spatial_scan

__all__ = [
    "Scan",
    "expectation_llr",
    "find_clusters",
    "gumbel_p",
    "permutation_scan",
    "poisson_llr",
    "rank_p",
    "recurrence_interval_days",
    "relative_risk",
    "space_time_scan",
    "spatial_scan",
]
