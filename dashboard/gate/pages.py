"""The contents: every page, where it stands, and who is offered it."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.desks.access import access
from dashboard.viewer import Viewer

__all__ = ["CONTENTS", "FOLDER", "FOR_ANYBODY", "FRONT", "Entry", "front_of", "is_open", "offered"]

FOLDER = Path(__file__).parent.parent / "pages"
FRONT = ("hot_spots", "released", "centres")
"""What somebody sees first: the first of these that is open to them."""
FOR_ANYBODY = frozenset({"confirm own entry", "tell us"})
"""What needs no account: the key in the link decides, or the partnership has opened its form."""


@dataclass(frozen=True)
class Entry:
    """A page in the contents.

    Attributes
    ----------
    file : str
        The name of its file in `dashboard/pages`, by which the access policy names it too.
    title, icon : str
        How it is called, and its sign.
    section : str
        Under what it stands.
    url : str
        Its address; the name of the file where nothing is said.
    is_listed : bool
        It stands in the navigation; the others are opened by a link alone.
    """

    file: str
    title: str
    icon: str
    section: str
    url: str = ""
    is_listed: bool = True

    @property
    def path(self) -> Path:
        """Where its file is."""
        return FOLDER / f"{self.file}.py"

    @property
    def address(self) -> str:
        """What stands behind the host's name when it is open."""
        return self.url or self.file


CONTENTS = (
    Entry("hot_spots", "Hot spots", "map", "Explore"),
    Entry("clusters", "Clusters in time", "blur_circular", "Explore"),
    Entry("over_time", "Over time", "timeline", "Explore"),
    Entry("change", "Change", "stacked_line_chart", "Explore"),
    Entry("unusual_weeks", "Unusual weeks", "notifications_active", "Explore"),
    Entry("near_repeat", "Near repeats", "repeat", "Explore"),
    Entry("other_areas", "Other areas", "compare_arrows", "Explore"),
    Entry("released", "Released figures", "verified", "Figures"),
    Entry("take_out", "Take figures out", "output", "Figures"),
    Entry("meeting_pack", "Meeting pack", "description", "Figures"),
    Entry("tension", "Tension", "crisis_alert", "Tension"),
    Entry("tension_trends", "Trends", "show_chart", "Tension"),
    Entry("meeting", "Meeting", "groups", "Tension"),
    Entry("early_notice", "Early notice", "notifications", "Tension"),
    Entry("actions", "Actions", "checklist", "Joint work"),
    Entry("hot_spot_sheet", "Hot-spot sheet", "assignment", "Joint work"),
    Entry("patrol", "Patrol", "route", "Joint work"),
    Entry("visits", "Visits", "where_to_vote", "Joint work"),
    Entry("reach", "Reach", "directions_walk", "Joint work"),
    Entry("where_next", "Where next?", "add_location_alt", "Joint work"),
    Entry("did_it_work", "Did it work?", "balance", "Joint work"),
    Entry("records", "Records one by one", "list_alt", "Records"),
    Entry("import_files", "Import", "upload_file", "Records", url="import"),
    Entry("files", "Files", "folder_open", "Records"),
    Entry("possible_duplicates", "Possible duplicates", "join_inner", "Records"),
    Entry("coverage", "Coverage", "grid_on", "Records"),
    Entry("retention", "Retention", "auto_delete", "Records"),
    Entry("tell", "Write a report", "edit_note", "Community"),
    Entry("queue", "Queue", "inbox", "Community"),
    Entry("community_reports", "Community reports", "forum", "Community"),
    Entry("centres", "Centres and support", "volunteer_activism", "Community"),
    Entry("events", "Events", "event", "Community"),
    Entry("tell_us", "Tell us: the form for everybody", "campaign", "Community"),
    Entry("confirm", "Is this still right?", "task_alt", "Community", is_listed=False),
    Entry("which_method", "Which method to trust here", "balance", "Trust"),
    Entry("known_answers", "Known answers", "fact_check", "Trust"),
    Entry("my_record", "What I opened", "history", "Trust"),
    Entry("audit", "Audit", "policy", "Trust"),
    Entry("people", "People", "badge", "Trust"),
    Entry("help", "Help", "help", "Help"),
)


def is_open(viewer: Viewer, page: str) -> bool:
    """Say whether somebody may open a page; no where the policy does not name the page."""
    asked = access().pages.get(page)
    return asked is not None and (asked in FOR_ANYBODY or access().may(viewer.role, asked))


def offered(viewer: Viewer) -> list[Entry]:
    """List the pages that are open to somebody; of the others nothing is said."""
    return [entry for entry in CONTENTS if is_open(viewer, entry.file)]


def front_of(entries: list[Entry]) -> Entry:
    """Say which of the pages comes first."""
    first = {entry.file: entry for entry in reversed(entries)}
    return next((first[file] for file in FRONT if file in first), entries[0])
