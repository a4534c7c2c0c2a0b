"""Where next in words: what new centres would add, what does not count, and how it was worked out."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.answers.siting import RESIDENTS, Siting
from dashboard.answers.siting_looks import Pin
from dashboard.wording import listed

__all__ = [
    "answer_json",
    "centres_for_reading",
    "curve_words",
    "headline",
    "how",
    "map_words",
    "need_title",
    "notes",
    "people_words",
    "pin_words",
    "places_for_reading",
    "set_sentence",
    "steps_for_reading",
    "venues_for_reading",
    "walk_words",
    "ward_tips",
    "wards_for_reading",
]

NEAREST = 10
"""People are spread over a ward by rule, so a number of them is no more exact than this."""
ADDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def people_words(people: float) -> str:
    """Write a number of people to the nearest ten."""
    tens = round(people / NEAREST) * NEAREST
    return "fewer than 10" if people > 0 and tens < NEAREST else f"{tens:,.0f}"


def need_title(need: str, strands: Mapping[str, str]) -> str:
    """Name who is counted."""
    return "All residents" if need == RESIDENTS else f"Residents counted for: {strands.get(need, need)}"


def walk_words(metres: int) -> str:
    """Name a walk by its metres and, at 4.8 km an hour, its minutes."""
    far = f"{metres:,} m" if metres < 1_000 else f"{metres / 1000:g} km"
    return f"{far}, {metres / 80:.0f} min"


def headline(answer: Siting) -> tuple[str, str]:
    """Say how things stand, and what the most new centres that were asked for would make of it."""
    who = "residents" if answer.question.need == RESIDENTS else "people of this group"
    far = walk_words(answer.question.walk_m)
    now = (
        f"About {people_words(answer.held)} of {people_words(answer.total)} {who} "
        f"({answer.held / answer.total:.0%}) live within {far} on foot of one of the "
        f"{len(answer.centres)} open centres that count."
    )
    if answer.curve.empty:
        return now, f"None of the {len(answer.venues)} places would bring anybody else within reach."
    last = answer.curve.iloc[-1]
    many = int(last["count"])
    return now, (
        f"{_number(many).capitalize()} new {'centre' if many == 1 else 'centres'} would bring about "
        f"{people_words(last['people'])} more within reach: {last['share']:.0%} in all."
    )


def set_sentence(answer: Siting, sites: tuple[int, ...]) -> str:
    """Say which places a set is, and how much the shortcut of choosing one after the other would miss."""
    row = answer.curve[answer.curve["sites"] == sites].iloc[0]
    names = listed([str(answer.venues["name"].iloc[at]) for at in sites])
    said = f"Best for {_number(len(sites))}: {names}."
    if not row["is_proven"]:
        return f"{said} The search was stopped: another set could reach up to {people_words(row['bound'])}."
    if row["short_people"] >= 0.5:
        return f"{said} Choosing one after the other would miss {people_words(row['short_people'])} people."
    return f"{said} Choosing one after the other comes to as many people."


def _number(many: int) -> str:
    return ADDS[many - 1] if many <= len(ADDS) else f"{many}"


def steps_for_reading(answer: Siting) -> pd.DataFrame:
    """Lay out the curve, a row for every number of new centres."""
    names = answer.venues["name"].tolist()
    return pd.DataFrame(
        {
            "count": answer.curve["count"],
            "share": [f"{share:.0%}" for share in answer.curve["share"]],
            "people": [people_words(one) for one in answer.curve["people"]],
            "gain": [people_words(one) for one in answer.curve["gain"]],
            "short": [people_words(one) if one >= 0.5 else "none" for one in answer.curve["short_people"]],
            "proven": ["yes" if one else "no: stopped" for one in answer.curve["is_proven"]],
            "which": [listed([names[at] for at in sites]) for sites in answer.curve["sites"]],
        }
    )


def venues_for_reading(table: pd.DataFrame) -> pd.DataFrame:
    """Write the people of a set of new centres."""
    return table.assign(
        alone=[people_words(one) for one in table["alone"]],
        missed=[people_words(one) for one in table["missed"]],
        ward_name=table["ward_name"].replace("", "outside the area"),
    )


def places_for_reading(venues: pd.DataFrame) -> pd.DataFrame:
    """Lay out the places to choose from, the one that adds most by itself first."""
    table = venues.sort_values(["alone", "name"], ascending=[False, True])
    return table.assign(
        alone=[people_words(one) for one in table["alone"]],
        ward_name=table["ward_name"].replace("", "outside the area"),
        level=[_level(one) for one in table["step_free"]],
    )


def centres_for_reading(centres: pd.DataFrame) -> pd.DataFrame:
    """Lay out the centres that count."""
    return centres.assign(level=[_level(one) for one in centres["step_free"]])


def _level(said: object) -> str:
    return "yes" if said is True or said == 1 else "no" if said is False or said == 0 else "not known"


def wards_for_reading(table: pd.DataFrame) -> pd.DataFrame:
    """Write the people of each ward."""
    return table.assign(
        **{name: [people_words(one) for one in table[name]] for name in ("people", "now", "then", "unserved")}
    )


def pin_words(pin: Pin, *, shown: int) -> list[str]:
    """Say what a centre at one's own place would add."""
    where = f" in {pin.ward_name}" if pin.ward_name else " outside the area"
    lines = [
        f"A centre here{where} would be within reach of about {people_words(pin.within)} people; "
        f"{people_words(pin.newly)} of them are in reach of no open centre."
    ]
    if shown:
        lines.append(f"Beside the {_number(shown)} new {'one' if shown == 1 else 'ones'} shown it would add "
                     f"{people_words(pin.beside)}.")  # fmt: skip
    if pin.better:
        each = "would add more by itself" if pin.better == 1 else "would add more, each by itself"
        lines.append(f"{pin.better} of the {pin.of} places of the list {each}.")
    else:
        lines.append(f"None of the {pin.of} places of the list would add more by itself.")
    return lines


def notes(answer: Siting) -> list[str]:
    """Say what does not count, and what the answer cannot know."""
    left, question = answer.left_out, answer.question
    said = [
        (left["specialist"], "open {centres} {are} only for other groups and {do} not count here."),
        (left["unchecked"], "{centres} of which nobody has said whether they are open {do} not count."),
        (left["no_place"], "{centres} without a known place {do} not count."),
        (left["not_step_free"], "open {centres} not known to be step-free {do} not count."),
        (left["doubtful"], "{places} of the list in doubt cannot be chosen."),
        (left["venue_not_step_free"], "{places} of the list not known to be step-free cannot be chosen."),
        (left["unknown_wards"], "{wards} without a known number of people {do} not count."),
    ]  # fmt: skip
    lines = [f"{many} {_of(many, text)}" for many, text in said if many]
    asked = question.most
    if len(answer.curve) and answer.curve["count"].iloc[-1] < asked:
        lines.append(
            f"More than {_number(int(answer.curve['count'].iloc[-1]))} would bring nobody else within reach."
        )
    return lines


def _of(many: int, text: str) -> str:
    one = many == 1
    forms = {"centres": "centre", "places": "place", "wards": "ward"}
    words = {name: single if one else name for name, single in forms.items()}
    return text.format(do="does" if one else "do", are="is" if one else "are", **words)


def how(answer: Siting) -> list[str]:
    """Say how it was worked out."""
    return [
        f"Within reach is {walk_words(answer.question.walk_m)} on foot. {answer.walk_note}",
        answer.spread_note,
        "People are counted, not reports: reports would lead to those who report already. A centre counts "
        "whatever the hour; hours and languages are on the page Reach.",
        f"Of {len(answer.venues)} to choose from, every set of as many places is searched, and the best one "
        "proven to be the best (maximal covering). The best two need not hold the best one.",
        "A place that reaches many is not yet a place that people trust: ask those whom it is for.",
    ]


def answer_json(answer: Siting, strands: Mapping[str, str], pin: Pin | None = None) -> dict[str, Any]:
    """Give the answer for a program."""
    names = answer.venues["name"].tolist()
    rows = [
        {
            "count": int(row["count"]),
            "venues": [names[at] for at in row["sites"]],
            "people": round(float(row["people"]), 1),
            "share": round(float(row["share"]), 4),
            "gain": round(float(row["gain"]), 1),
            "greedy_venues": [names[at] for at in row["greedy"]],
            "greedy_short": round(float(row["short_people"]), 1),
            "proven": bool(row["is_proven"]),
        }
        for row in answer.curve.to_dict("records")
    ]
    said = {
        "state": answer.state,
        "said": list(headline(answer)),
        "need": answer.question.need,
        "need_title": need_title(answer.question.need, strands),
        "walk_m": answer.question.walk_m,
        "people": round(answer.total, 1),
        "within_reach": round(answer.held, 1),
        "centres": len(answer.centres),
        "venues": len(answer.venues),
        "curve": rows,
        "left_out": answer.left_out,
        "notes": notes(answer),
        "how": how(answer),
    }
    if pin is not None:
        said["pin"] = {
            "x": pin.x,
            "y": pin.y,
            "within_reach": round(pin.within, 1),
            "newly": round(pin.newly, 1),
            "beside": round(pin.beside, 1),
            "better_venues": pin.better,
        }
    return said


def ward_tips(table: pd.DataFrame) -> dict[str, str]:
    """Say beside the pointer how many people of a ward are within reach."""
    said = table.assign(**{name: table[name].map(people_words) for name in ("people", "now", "then")})
    return {
        row["ward"]: f"{row['name']}\n{row['then']} of {row['people']} within reach\n{row['now']} already"
        for row in said.to_dict("records")
    }


def map_words(answer: Siting, chosen: pd.DataFrame) -> str:
    """Say what the map shows, for those who cannot see it."""
    new = listed([f"{row['number']} {row['name']}" for row in chosen.to_dict("records")]) or "none"
    return (
        f"Map of the wards by the share of their people within reach, {len(answer.centres)} open centres, "
        f"{len(answer.venues)} places to choose from, and the new centres: {new}. The tables hold the same."
    )


def curve_words(answer: Siting) -> str:
    """Say the curve, for those who cannot see it."""
    steps = listed([f"{row['count']}: {row['share']:.0%}" for row in answer.curve.to_dict("records")])
    return (
        f"People within reach by number of new centres, from {answer.held / answer.total:.0%} now. {steps}."
    )
