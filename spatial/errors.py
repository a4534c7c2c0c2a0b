"""What stops a method: each error says what is missing or wrong, and what would do."""

__all__ = [
    "BadNumberError",
    "Cancelled",
    "NoDenominatorError",
    "NotEnoughError",
    "OutsideAreaError",
    "SettingError",
    "StatisticsError",
    "TooLargeError",
]


class StatisticsError(ValueError):
    """A question that this data, or these settings, cannot answer."""


class NotEnoughError(StatisticsError):
    """Too few incidents, days or whole periods; a series that is shorter than its baseline."""


class BadNumberError(StatisticsError):
    """A number that is missing, infinite, negative or not whole where it must not be."""


class OutsideAreaError(StatisticsError):
    """A cell, ward or place that is not part of the study area."""


class NoDenominatorError(StatisticsError):
    """Nothing to compare with: a population, baseline or expected count that is missing or zero."""


class SettingError(StatisticsError):
    """A setting outside what it may be, or that makes no sense beside another."""


class TooLargeError(StatisticsError):
    """More cells, days or replicates than this machine can hold."""


class Cancelled(Exception):
    """Somebody asked a long calculation to stop."""
