"""Reach in words: how many live within a walk of an open door, and what must be known beside it."""

import pandas as pd

from boundaries.demand import RESIDENTS
from dashboard.answers.reach import Reach
from dashboard.answers.reach_doors import DAYS, WITHIN, ReachQuestion
from dashboard.wording import distance_words, listed

__all__ = ["doors_table", "notes", "sentence", "wards_table", "when_words"]

MOST_NAMED = 4
SHORT = {"400m": "400 m", "1km": "1 km", "20min": "20 min"}


def when_words(asked: ReachQuestion) -> str:
    """Say at which hour, or that no hour was asked for."""
    if asked.weekday is None or asked.hour is None:
        return "at some hour of the week"
    return f"at {asked.hour:02d}:00 on {DAYS[asked.weekday]}s"


def sentence(answer: Reach) -> str:
    """Say what was found."""
    asked, area, many = answer.asked, answer.area, len(answer.doors.counted)
    who = "residents" if answer.need == RESIDENTS else f"residents counted under '{answer.strand}'"
    if answer.state == "not enough data":
        if answer.wards["known"].any():
            return f"The table of people names no {who}: there is nobody to reach."
        return (
            "How many people live in each ward is not known, so nobody can say whom the centres reach. Name "
            "a table of residents under [population] in the partnership file."
        )
    if answer.state == "none":
        unknown = len(answer.doors.unknown)
        more = (
            f" Of {unknown:,} {'centre' if unknown == 1 else 'centres'} too little is known."
            if unknown
            else ""
        )
        everyone = f"none of about {_people(area['people'])} {who} is known to reach one"
        return f"No centre is known to be open {_door(answer)}: {everyone}.{more}"
    worst = list(answer.wards.loc[answer.wards["unserved"] >= 0.5, "name"])
    share = area[f"share_{asked.within}"] * 100
    few = "fewer than 1" if 0 < share < 0.5 else f"{share:.0f}"
    said = (
        f"{many:,} {'centre is' if many == 1 else 'centres are'} open {_door(answer)}. Of about "
        f"{_people(area['people'])} {who}, {few} in 100 live within {WITHIN[asked.within]} of one; about "
        f"{_people(area['unserved'])} do not."
    )
    return f"{said} The most live in {listed(worst[:3])}." if worst else said


def _door(answer: Reach) -> str:
    asked = answer.asked
    parts = [
        when_words(asked),
        f"to people of the strand '{answer.strand}'" if asked.strand else "to everybody",
    ]
    parts += ["without a step"] if asked.step_free else []
    parts += [f"in {asked.language}"] if asked.language else []
    return ", ".join(parts)


def _people(number: float) -> str:
    """Write a number of people no more exactly than it is known."""
    return f"{round(number, -2):,.0f}" if number >= 1000 else f"{round(number, -1):,.0f}"


def notes(answer: Reach) -> list[str]:
    """Say what must be known beside it."""
    told, settings = [], answer.settings
    unknown, placeless = answer.doors.unknown, answer.doors.placeless
    if len(unknown):
        named = [f"{name} ({why})" for name, why in zip(unknown["name"], unknown["why"], strict=True)]
        told.append(f"Unknown is not yes. Not counted because something is not known: {_some(named)}.")
    if len(placeless):
        told.append(f"Open, yet without a place and so counted for nobody: {_some(list(placeless['name']))}.")
    dormant = answer.doors.counted["state"] == "dormant"
    if dormant.any():
        names = list(answer.doors.counted.loc[dormant, "name"])
        told.append(f"Counted as open although nothing has come from it for half a year: {_some(names)}.")
    if answer.asked.strand and answer.need == RESIDENTS:
        told.append(
            f"How many people '{answer.strand}' concerns is not known by ward; all residents stand for them."
        )
    missing = answer.wards.loc[~answer.wards["known"], "name"]
    if len(missing) and answer.state != "not enough data":
        told.append(f"Not ranked, because nobody knows how many live there: {_some(list(missing))}.")
    told += [settings["people"], settings["walking"]]
    if settings["off_streets"]:
        told.append(
            f"{settings['off_streets']:,} of {settings['points']:,} places are more than 250 m from any "
            "street: from there it is measured straight, times 1.3."
        )
    told.append(
        f"Walks are reckoned at {settings['metres_a_minute']:g} m a minute. Hours are as published, bank "
        "holidays aside. Centres that ask not to be listed are left out."
    )
    if answer.has_incidents:
        told.append(
            "Reports stand beside the need and are not it: where nobody can report, few reports are no sign "
            "of calm."
        )
    return told


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else names)


def wards_table(answer: Reach) -> pd.DataFrame:
    """Lay the wards out for reading, the most unserved first."""
    wards = answer.wards
    table = pd.DataFrame({"Rank": wards["rank"].where(wards["known"]).astype("Int64"), "Ward": wards["name"]})
    table["People"] = [_told(number) for number in wards["people"]]
    for word, title in SHORT.items():
        shares = wards[f"share_{word}"]
        table[f"Within {title}"] = ["not known" if share != share else f"{share:.0%}" for share in shares]
    table["Out of reach"] = [_told(number) for number in wards["unserved"]]
    table["Half walk farther than"] = [
        "not known"
        if metres != metres
        else "no open centre"
        if metres == float("inf")
        else distance_words(metres)
        for metres in wards["half_m"]
    ]
    if answer.has_incidents:
        table["Reports"] = wards["incidents_shown"]
        table["Reports within reach"] = wards["incidents_within_shown"]
    return table


def _told(number: float) -> str:
    return "not known" if number != number else f"{round(number):,}"


def doors_table(answer: Reach) -> pd.DataFrame:
    """Lay the centres out for reading: which count, and why others do not."""
    centres = answer.doors.centres
    order = centres["answer"].map({"yes": 0, "unknown": 1, "no": 2}).astype(float)
    rows = centres.assign(order=order).sort_values(["order", "name"])
    return pd.DataFrame(
        {"Centre": rows["name"], "Counts": rows["answer"], "Why not": rows["why"], "Hours": rows["hours"]}
    ).reset_index(drop=True)
