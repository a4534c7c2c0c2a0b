"""Tension: what reports, alarms, repeats and events indicate by ward and strand, and what is not known."""

from spatial.tension.indicate import Indicated, indicate
from spatial.tension.lines import NOT_COUNTED
from spatial.tension.rule import Kind, TensionRule
from spatial.tension.state import KNOWN, ONE_SOURCE, UNKNOWN
from spatial.tension.strength import report_strengths

__all__ = [
    "KNOWN",
    "NOT_COUNTED",
    "ONE_SOURCE",
    "UNKNOWN",
    "Indicated",
    "Kind",
    "TensionRule",
    "indicate",
    "report_strengths",
]
