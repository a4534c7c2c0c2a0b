"""Charts: each made from an answer that is already suppressed, and from nothing else."""

from dashboard.charts.weeks import weeks_chart

__all__ = ["weeks_chart"]
