"""The Help page in words: what pages are for, who may do what, the keyboard, and what to do when it fails."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.viewer import ROLES
from dashboard.words.methods_told import BESIDE, METHODS_TOLD

__all__ = ["KEYS", "PAGES_TOLD", "RIGHTS_TOLD", "WHEN_IT_FAILS", "methods_for", "who_does_what"]

PAGES_TOLD: Mapping[str, str] = {
    "hot_spots": "See where reports concentrate, on a map and in a ranked table, with the reasons.",
    "clusters": "See where and when reports came together.",
    "over_time": "See which places are hot for long, and where it is new.",
    "change": "Ask whether there are more or fewer reports than before, or whether it is chance.",
    "unusual_weeks": "See wards and strands with unusually many reports of late.",
    "near_repeat": "See how far and how long reports tend to follow one another.",
    "other_areas": "Stand beside areas like yours, in published figures.",
    "released": "See the figures that may be shown to everybody in the partnership, and to the public.",
    "meeting_pack": "Make the papers for a meeting: a period, a kind of paper, a file.",
    "take_out": "Take released figures out as a file, marked and with an end date.",
    "tension": "See the level of tension that the signals indicate, by ward and strand.",
    "tension_trends": "See series by strand and source, and the weeks around events.",
    "meeting": "Go through the wards in a meeting and agree their levels.",
    "early_notice": "See what is new and unusual since the last file.",
    "actions": "Keep what agencies agreed to do, who leads, and how it goes.",
    "hot_spot_sheet": "Make one sheet about one place, for people who work there.",
    "patrol": "Plan a round on foot for a shift.",
    "visits": "Log a visit, and see visits beside reports.",
    "reach": "See who can walk to an open reporting centre.",
    "where_next": "Try where a new reporting centre would reach most people.",
    "did_it_work": "Judge whether an action changed anything.",
    "records": "Open records one by one, for a purpose that is written down.",
    "import_files": "Send in an agency's file.",
    "files": "See which files came in, and withdraw one.",
    "possible_duplicates": "Decide whether two records tell of one event.",
    "coverage": "See who sent what until when, and what is unknown for want of it.",
    "retention": "Keep or erase records whose time is up.",
    "tell": "Write a report of what the community tells you.",
    "queue": "Grade the reports that wait.",
    "community_reports": "Read graded reports, and send in many at once.",
    "centres": "Find reporting centres and support near a place.",
    "events": "Keep the calendar of events that may matter.",
    "tell_us": "Tell the partnership what you have seen, without an account.",
    "which_method": "See which method did best on your own records.",
    "known_answers": "See that this copy works published cases out rightly.",
    "my_record": "See what is written down of what you opened.",
    "audit": "See who opened and took out what.",
    "people": "Add people, change their role, lock an account.",
    "help": "This page.",
}
"""Page, by the name of its file -> what somebody does there."""
RIGHTS_TOLD: Mapping[str, str] = {
    "see released": "See released figures",
    "see centres": "Find reporting centres and support",
    "tell us": "Use the form for everybody, where it is open",
    "take out released": "Take released figures out",
    "see events": "See the calendar of events",
    "see actions": "See actions",
    "see reach": "See reach, and try where a centre might open",
    "explore": "Explore exact figures on maps and in tables",
    "see tension": "See the board of tension",
    "read rows": "Open records, as their sharing allows",
    "send files": "Send in their own agency's files",
    "send for others": "Send in files for any agency",
    "write reports": "Write community reports",
    "grade reports": "Grade community reports",
    "look out": "Mind early notices",
    "plan patrols": "Plan patrols",
    "record visits": "Log visits",
    "note progress": "Note how an action goes",
    "keep actions": "Enter and change actions",
    "evaluate": "Judge whether an action worked",
    "decide duplicates": "Decide about possible duplicates",
    "keep registers": "Keep the registers of centres and events",
    "make releases": "Make releases",
    "make packs": "Make meeting packs",
    "agree levels": "Agree levels in a meeting",
    "keep records": "Keep or erase records whose time is up",
    "administer": "Add people and change their roles",
    "read audit": "Read the audit",
}
"""What the access policy speaks of -> in words, in the order of the table."""
KEYS: tuple[tuple[str, str], ...] = (
    ("Tab, Shift and Tab", "Go to the next part of a page, or back. A line shows where you are."),
    ("Enter or Space", "Press a button, open a list or “What is this?”, tick a box."),
    ("Arrow keys", "Choose in a list, among tabs and round buttons; go about in a table."),
    ("Esc", "Shut what has opened: a list, a menu, a window."),
    (
        "N, P, L, D",
        "In a meeting: next ward, previous ward, list, decisions. The button says its letter.",
    ),
    ("Ctrl and plus", "Make everything larger. Pages go on in one column up to four times the size."),
)
"""What to press -> what it does.  Every map has a table that says the same, for those who use no mouse."""
WHEN_IT_FAILS: tuple[tuple[str, str], ...] = (
    (
        "“This is our fault”, with a number",
        "Try once more. If it comes again, tell whoever looks after the program the number, the page and the "
        "time. The number finds the fault in the log of the server; the log holds no word of any record.",
    ),
    (
        "“There is no page here for you”, or a page is missing from the menu",
        "Your role does not open it; the table above says whose does. Ask an administrator of your "
        "partnership if you need it for your work.",
    ),
    (
        "A file was not taken in",
        "The message says which row or column, what was found and what would be right. Mend the file and "
        "send it again: nothing of it was kept.",
    ),
    (
        "“Not enough data to say”",
        "That is an answer. Take a longer time or a larger area; few reports are never the same as calm.",
    ),
    (
        "You are signed out, or locked out",
        "Sign in again. After too many wrong passwords wait a quarter of an hour, or ask an administrator.",
    ),
    (
        "A figure looks wrong",
        "Open “How this was worked out” on its page and see Coverage: often a file has not come yet. Then "
        "ask an analyst of your partnership.",
    ),
    (
        "You saw something that you should not have seen",
        "Leave the page, copy nothing, and tell an administrator today. What was opened is written down.",
    ),
)
"""What happened -> what to do next."""


def who_does_what(roles: Mapping[str, Iterable[str]], *, own: str) -> list[dict[str, Any]]:
    """Lay out what each role may do, a row for each right; the column of `own` is first."""
    order = [own, *(role for role in ROLES if role != own)] if own in ROLES else list(ROLES)
    titles = {role: ROLES[role].title + (" (you)" if role == own else "") for role in order}
    return [
        {"what": told} | {titles[role]: "yes" if right in roles.get(role, ()) else "–" for role in order}
        for right, told in RIGHTS_TOLD.items()
        if any(right in may for may in roles.values())
    ]


def methods_for(pages: Iterable[str]) -> list[str]:
    """List the methods of some pages, in the order in which they are read."""
    told = {code for page in pages for code in BESIDE.get(page, ())}
    return [code for code in METHODS_TOLD if code in told]
