"""The doctor: looks at an installation before anybody relies on it, and says what stands open."""

from dashboard.desks.doctor.finding import Finding
from dashboard.desks.doctor.server import look_at_the_server
from dashboard.desks.doctor.store import look_at_the_store
from dashboard.desks.doctor.surroundings import Surroundings

__all__ = ["Finding", "Surroundings", "examine"]


def examine(here: Surroundings, *, starts: bool = False) -> list[Finding]:
    """Give everything that is wrong; what stops the server comes first.

    Parameters
    ----------
    starts : bool
        The server is starting: what would take long and would not stop it is not looked at.
    """
    found = [*look_at_the_server(here), *look_at_the_store(here, starts=starts)]
    return sorted(found, key=lambda finding: not finding.stops)
