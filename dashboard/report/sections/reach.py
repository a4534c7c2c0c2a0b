"""Reach: who lives within a walk of an open reporting centre, and whether the register is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dashboard.answers.reach import reach
from dashboard.answers.reach_doors import ReachQuestion
from dashboard.answers.register_health import register_health
from dashboard.desks.centres import LONDON, directory
from dashboard.desks.reach_ground import ground_without_records
from dashboard.directory import Line
from dashboard.exporting.leaflet import Block, Heading, Para
from dashboard.exporting.lists import list_sheet
from dashboard.exporting.report import Figures, Part
from dashboard.report.section import Ground, Section
from dashboard.viewer import PARTNER
from dashboard.walked_ground import WalkedGround
from dashboard.words import reach as words

__all__ = ["REACH"]

TITLE = "Reach of reporting centres"
PEOPLE = "People are counted here, not reports: where nobody can report, nothing is recorded."
ACTIVITY = frozenset({"dormant", "never_reported", "still_sending"})
"""What is known from the reports that came: told by how many centres, never of a named one."""
COUNTS = {"title": "What", "centres": "Centres"}
NAMED = {
    "name": "Centre",
    "problems": "What to look after",
    "trained_until": "Trained until",
    "checked_on": "Checked",
}
PAPER = ("name", "problems")


def make_reach(ground: Ground) -> Part:
    """Tell who is out of reach now, and what nobody has looked after; no record is read for it."""
    desk = ground.desk
    walked = WalkedGround(desk.store.url, desk.partnership, desk.study_area)
    answer = reach(ground_without_records(desk, walked), ReachQuestion(), PARTNER)
    ground.told(0.7)
    blocks: list[Block | Figures] = [Para(PEOPLE), Para(words.sentence(answer), strong=True)]
    if answer.state == "found":
        table = words.wards_table(answer)
        titles = {name: name for name in table.columns}
        paper = ("Rank", "Ward", "People", f"Within {words.SHORT[answer.asked.within]}", "Out of reach")
        notes = tuple(words.notes(answer))
        sheet = list_sheet("Wards by people out of reach", titles, table.to_dict("records"), notes=notes)
        blocks.append(Figures(sheet, paper, 2 * ground.template.most_places))
    else:
        blocks += [Para(note) for note in words.notes(answer)]
    return Part("reach", TITLE, (*blocks, *_health(ground)))


def _health(ground: Ground) -> list[Block | Figures]:
    """Say how well the register is kept; centres that ask not to be listed are in no line."""
    moment = ground.made_at.astimezone(LONDON) if ground.made_at.tzinfo else datetime.now(LONDON)
    listed = [line for line in directory(ground.desk, moment=moment) if line.listed]
    health, kept = register_health(listed), register_health(_without_activity(listed))
    heading = Heading("Is the register kept?")
    if not health.centres:
        return [heading, Para("No reporting centre stands in the register yet.")]
    blocks: list[Block | Figures] = [
        heading,
        Para(
            f"Nothing to look after at {health.well:,} of {health.centres:,} reporting centres. Centres "
            "that ask not to be listed are left out."
        ),
    ]
    if not health.counts.empty:
        counts = health.counts.to_dict("records")
        blocks.append(Figures(list_sheet("What is to be looked after", COUNTS, counts)))
    if not kept.table.empty:
        rows = kept.table.to_dict("records")
        blocks.append(Figures(list_sheet("Centres to look after", NAMED, rows), PAPER, 20))
    return blocks


def _without_activity(lines: Sequence[Line]) -> list[Line]:
    return [
        replace(
            line,
            state="open" if line.state == "dormant" else line.state,
            flags=tuple(flag for flag in line.flags if flag not in ACTIVITY),
        )
        for line in lines
    ]


REACH = Section(
    "reach",
    TITLE,
    "People within a walk of an open centre, ward by ward, and what nobody has looked after in the register.",
    make_reach,
)
