"""A hot-spot sheet in words, without a single count: what may stand on paper and be read out."""

from datetime import date

import pandas as pd

from dashboard.answers.sheet_tables import STANDS_OUT, leading
from dashboard.answers.week_parts import FEWEST
from dashboard.joint_action import Action
from dashboard.place_sheet import APART, LITTLE, OUT, SEES, PlaceSheet
from dashboard.wording import day_words, listed, window_words

__all__ = [
    "SARA",
    "agencies_table",
    "agency_words",
    "caution",
    "community_said",
    "letters",
    "near_table",
    "seen_by",
    "title",
    "tried_table",
    "what_said",
    "when_said",
    "where_said",
    "who_said",
]

SARA = (
    ("Scanning", "What is the problem, in one sentence, and for whom?"),
    ("Analysis", "Why here, and why then? What do those who are targeted say, and what does nobody tell?"),
    ("Response", "What shall be done, who leads, with whom, by when?"),
    ("Assessment", "How shall we know that it worked, compared with what, and when do we look?"),
)  # fmt: skip
"""Headings of a problem-solving meeting, each with what it asks."""
HOURS = {
    "night": "at night (midnight to 6 am)",
    "morning": "in the morning (6 am to noon)",
    "afternoon": "in the afternoon (noon to 6 pm)",
    "evening": "in the evening (6 pm to midnight)",
}
MOSTLY, BOTH, HARDLY = 0.5, 0.65, 0.1
SOME = 0.1
"""Where nothing stands out, what this share of the reports has is named."""
COMMUNITY = {
    "agree hot": "Community reports of the ward stand out as well.",
    "only reports": "Records stand out in the ward; community reports do not.",
    "only intelligence": "Community reports of the ward stand out; records do not.",
    "quiet": "Neither records nor community reports of the ward as a whole stand out.",
    "unknown": "Too little is known of the ward from community reports to say.",
    "no community reports": "There are no community reports to set beside it.",
}


def title(sheet: PlaceSheet) -> str:
    """Name the place."""
    return f"Hot spot in {sheet.ward_name}" if sheet.cells else f"{sheet.ward_name} ward"


def caution(sheet: PlaceSheet) -> str:
    """Say what the sheet is not."""
    return (
        f"Where reports concentrate, {window_words(sheet.window)}; not who did it, and not where anything "
        "will happen. More reports can be good news, and silence is not calm."
    )


def what_said(sheet: PlaceSheet) -> str:
    """Say what is reported most."""
    if sheet.reports != sheet.reports:
        return "Too few reports to say what they are of."
    told = _labels(sheet, "category")
    if told:
        return f"Most often {listed(told)}."
    most = _labels(sheet, "category", least=SOME)[:2]
    return f"Of many things, most often {listed(most)}." if most else "Of many things; none stands out."


def where_said(sheet: PlaceSheet) -> str:
    """Say in what settings."""
    told = _labels(sheet, "setting")
    return f"Where: {listed(told)}." if told else "No one setting stands out, or it is not recorded."


def when_said(sheet: PlaceSheet) -> str:
    """Say in which parts of the day and the week."""
    times = sheet.times
    if times is None:
        return f"Fewer than {FEWEST} reports tell their hour: not enough to say when."
    ranked = sorted(times.day, key=lambda name: -times.day[name])
    first, second = ranked[:2]
    if times.day[first] >= MOSTLY:
        said = f"Most of it {HOURS[first]}"
    elif times.day[first] + times.day[second] >= BOTH:
        said = f"Most of it {HOURS[first]} and {HOURS[second]}"
    else:
        said = "At all times of the day"
    if times.weekend >= MOSTLY:
        return f"{said}, more than half at weekends."
    if times.weekend <= HARDLY:
        return f"{said}, hardly ever at weekends."
    return f"{said}, on weekdays and at weekends."


def who_said(sheet: PlaceSheet) -> str:
    """Say who is targeted, as far as it may be told."""
    told = _labels(sheet, "strand")
    if not told:
        return (
            "No strand is recorded often enough here to be named; that does not mean that nobody is targeted."
        )
    return f"Recorded as the reason most often: {', '.join(told)}. These are the people targeted."


def _labels(sheet: PlaceSheet, name: str, *, least: float = STANDS_OUT) -> list[str]:
    """Give the labels of what stands out, the first three at most, as they read within a sentence."""
    if sheet.reports != sheet.reports:
        return []
    table = sheet.tables[name].set_index("code")["label"]
    return [
        _lowered(str(table[code]))
        for code in leading(sheet.tables[name], int(sheet.reports), least=least)[:3]
    ]


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def seen_by(sheet: PlaceSheet) -> str:
    """Say which agencies see it, and of which it is not known."""
    rows = sheet.agencies.to_dict("records")
    sees = [row["title"] for row in rows if row["word"] == SEES]
    said = "No agency by itself sees much of it."
    if sees:
        said = f"Seen by {'; '.join(sees)}."
    others = [row["title"] for row in rows if row["word"] == LITTLE]
    return f"{said} Little or nothing from {'; '.join(others)}." if others else said


def agency_words(word: str, reaches: date | None, whole: bool) -> str:
    """Say what is known of one agency here."""
    if word == APART:
        return "Not said: it does not share its records with all"
    if word == OUT:
        return "Not known: sent nothing for these days"
    if whole or reaches is None:
        return {SEES: "Sees it", LITTLE: "Little or nothing recorded here"}[word]
    until = day_words(reaches)
    return {
        SEES: f"Sees it; sent up to {until}",
        LITTLE: f"Little or nothing up to {until}; not known since",
    }[word]


def agencies_table(sheet: PlaceSheet) -> pd.DataFrame:
    """Lay out which agencies see it, those that do first."""
    order = {SEES: 0, LITTLE: 1, OUT: 2, APART: 3}
    rows = [
        {
            "agency": row["title"],
            "said": agency_words(row["word"], row["reaches"], row["whole"]),
            "at": order[row["word"]],
        }
        for row in sheet.agencies.to_dict("records")
    ]
    frame = pd.DataFrame(rows, columns=["agency", "said", "at"]).sort_values(["at", "agency"])
    return frame.drop(columns="at").reset_index(drop=True)


def community_said(sheet: PlaceSheet) -> str:
    """Say what community intelligence says of the ward beside the records."""
    return COMMUNITY.get(sheet.community, COMMUNITY["unknown"])


def letters(near: pd.DataFrame) -> list[str]:
    """Give each of the nearest its letter, by which the map names it."""
    return [chr(ord("A") + at) for at in range(len(near))]


def near_table(near: pd.DataFrame) -> pd.DataFrame:
    """Lay out who is near: what each does, in a word."""
    does = ["takes reports" if takes else "gives support" for takes in near["reporting"]]
    shown = near.assign(mark=letters(near), does=does)
    return shown[["mark", "name", "does", "away", "for_whom", "hours"]]


def tried_table(actions: list[Action]) -> pd.DataFrame:
    """Lay out what was tried here, the last first."""
    rows = [
        {
            "title": one.title,
            "lead": one.lead,
            "when": _since(one),
            "state": "done" if not one.is_open else "overdue" if one.overdue else "open",
            "outcome": one.outcome or one.progress,
        }
        for one in actions
    ]
    return pd.DataFrame(rows, columns=["title", "lead", "when", "state", "outcome"])


def _since(action: Action) -> str:
    if action.done_on:
        return f"done {day_words(action.done_on)}"
    if action.due_on:
        return f"due {day_words(action.due_on)}"
    return f"since {day_words(action.starts_on)}" if action.starts_on else ""
