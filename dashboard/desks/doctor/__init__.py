"""The doctor: looks at an installation before anybody relies on it, and says what stands open."""

from dashboard.desks.doctor.finding import Finding
from dashboard.desks.doctor.server import look_at_the_server
from dashboard.desks.doctor.store import look_at_the_store
from dashboard.desks.doctor.surroundings import Surroundings

__all__ = ["Finding", "Surroundings", "examine"]


def examine(here: Surroundings) -> list[Finding]:
    """Give everything that is wrong; what stops the server comes first."""
    found = [*look_at_the_server(here), *look_at_the_store(here)]
    return sorted(found, key=lambda finding: not finding.stops)
