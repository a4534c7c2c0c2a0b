"""GPX 1.1: the round as waypoints and a route, the marking in the file's own description."""

from datetime import UTC
from typing import TypeVar
from zoneinfo import ZoneInfo

from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXWaypoint

from dashboard.exporting.cells import clean
from dashboard.exporting.document import Document, about_titled, marking_line
from dashboard.exporting.tour import Halt

__all__ = ["gpx_bytes"]

Point = TypeVar("Point", GPXWaypoint, GPXRoutePoint)
LONDON = ZoneInfo("Europe/London")
DEGREES = 5
"""A metre."""


def gpx_bytes(document: Document) -> bytes:
    """Write the round for a device that shows the way."""
    assert document.tour is not None
    about = document.about
    file = GPX()
    file.creator = "Common Ground"
    file.name = clean(document.title)
    file.description = clean(
        "; ".join(f"{title}: {words}" for title, words in about_titled(document).items())
    )
    file.keywords = document.marking.level
    file.copyright_author = clean(about.partnership)
    file.copyright_license = None
    file.time = about.made_at.astimezone(UTC)
    route = GPXRoute(name=clean(document.title), description=clean(marking_line(document)))
    for halt in document.tour.halts:
        file.waypoints.append(_point(GPXWaypoint, halt))
        route.points.append(_point(GPXRoutePoint, halt))
    file.routes.append(route)
    return str(file.to_xml(version="1.1")).encode()


def _point(kind: type[Point], halt: Halt) -> Point:
    starts = halt.times[0][0].replace(tzinfo=LONDON).astimezone(UTC) if halt.times else None
    return kind(
        latitude=round(halt.lat, DEGREES),
        longitude=round(halt.lon, DEGREES),
        time=starts,
        name=clean(f"{halt.number}. {halt.name}"),
        description=clean(halt.note),
        symbol="Flag, Blue",
    )
