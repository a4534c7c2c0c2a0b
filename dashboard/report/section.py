"""A section of the meeting pack: what it is made from, and what it must say of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from shapely.geometry.base import BaseGeometry

from dashboard.desks.importing import Desk
from dashboard.exporting.report import Part
from dashboard.released.ground import ReleasedGround
from dashboard.released.release import Release
from dashboard.report.period import PackPeriod
from dashboard.report.template import Template
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer

__all__ = ["Ground", "Section"]


@dataclass(frozen=True, eq=False)
class Ground:
    """What every section is made from.

    Attributes
    ----------
    partnership : str
    template : Template
        For whom the pack is and what it holds.
    period : PackPeriod
    release : Release
        Every number of reports comes from it: of the template's profile, never from a free window.
    outlines : mapping of ward code to shapely geometry
        In British National Grid metres.
    drawn : ReleasedGround
        Shapes of wards and reporting cells for drawn maps.
    desk : Desk
        The registers: actions, agreed levels, centres, coverage.
    snapshot : Snapshot
        For what is worked out afresh and leaves as words: evaluations, reach, silence.
    viewer : Viewer
        Who makes the pack.
    today : datetime.date
    made_at : datetime.datetime
        UTC.
    chosen : tuple of int
        Numbers of the actions that whoever makes a public pack has picked.
    told : callable
        Takes the share that is done of the section in hand; raises when the pack was stopped.
    """

    partnership: str
    template: Template
    period: PackPeriod
    release: Release
    outlines: Mapping[str, BaseGeometry]
    drawn: ReleasedGround
    desk: Desk
    snapshot: Snapshot
    viewer: Viewer
    today: date
    made_at: datetime
    chosen: tuple[int, ...] = ()
    told: Callable[[float], None] = field(default=lambda share: None)


@dataclass(frozen=True)
class Section:
    """A section.

    Attributes
    ----------
    key : str
        By which a template names it.
    title : str
    about : str
        One line for whoever writes a template.
    make : callable
        Makes the part; says in words where there is nothing, never leaves it out.
    profiles : frozenset of str
        For which it may be made: "partner", "public" or both.
    """

    key: str
    title: str
    about: str
    make: Callable[[Ground], Part]
    profiles: frozenset[str] = frozenset({"partner"})
