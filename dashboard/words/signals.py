"""Early notice in words: what stands out, since when, how seldom by chance, and what it cannot see."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.desks.signals import ENDED, NEW, ONGOING, LastRun, Listed, Notice
from dashboard.filters import Window
from dashboard.signal import CLUSTERS, METHODS, WEEKS, Signal
from dashboard.wording import day_words, distance_words, listed, window_words
from dashboard.words.clusters import once_words

__all__ = [
    "acknowledged_words",
    "as_json",
    "blind_words",
    "chance_words",
    "expected_words",
    "headline",
    "is_blind",
    "looked_at",
    "meaning",
    "place_words",
    "seen_words",
    "sentence",
    "table_for_reading",
    "time_words",
    "unseen",
]

STATES = {NEW: "new", ONGOING: "ongoing", ENDED: "ended"}
NOT_CALM = "That is not the same as calm: what is not reported is not seen here."
MEANING = {
    WEEKS: "More people may have been harmed, or more may have reported: a centre that opened, an agency "
    "that began to send, an event. Look at who reported what before anything is decided.",
    CLUSTERS: "Reports came together at a place and a time. It does not say why, nor what will happen. Look "
    "at what they have in common.",
}
WEEKS_STATES = {
    "unknown": "Weeks could not be judged: nothing complete has come in lately.",
    "not enough data": "There were too few reports or weeks to judge any ward or strand.",
    "only months": "Weeks could not be judged: the records say only the month.",
}


def sentence(one: Signal) -> str:
    """Say what stands out; how many reports there are is told on the page that shows it."""
    place = place_words(one)
    if one.method == WEEKS:
        return (
            f"{place}, {one.strand_name.lower()}: unusually many reports since the week of "
            f"{day_words(one.first_day)}, in the weeks to {day_words(one.last_day)}."
        )
    when = window_words(Window(one.first_day, one.last_day))
    return (
        f"{place}, {one.strand_name.lower()}: within {distance_words(one.radius_m or 0)} of a point in the "
        f"ward, reports came closer together than chance brings them, {when}."
    )


def place_words(one: Signal) -> str:
    """Name the ward, or the whole area."""
    return one.ward_name if one.ward else "The whole area"


def chance_words(one: Signal) -> str:
    """Say how seldom chance alone makes one like it, everything that is looked at counted."""
    return f"By chance alone, looking every night, one like it comes {once_words(one.once_in_days)}."


def meaning(method: str) -> str:
    """Say what a signal of a method may mean, and what it does not."""
    return MEANING[method]


def time_words(at: datetime) -> str:
    """Write when something was done: 3 April 2026, 06:15."""
    return f"{day_words(at.date())}, {at:%H:%M}"


def seen_words(one: Listed) -> str:
    """Say when a signal was first seen, and how often since."""
    said = f"First seen {time_words(one.first_seen)}, on records to {day_words(one.first_as_of)}"
    said += "." if one.times == 1 else f"; seen in {one.times:,} looks."
    if one.ended_as_of is not None:
        said += f" No longer there on records to {day_words(one.ended_as_of)}."
    return said


def acknowledged_words(one: Listed) -> str:
    """Say who has seen a signal, and what was made of it."""
    seen = one.acknowledged
    if seen is None:
        return "Nobody has acknowledged it yet."
    return f"Acknowledged by {seen.who}, {time_words(seen.at)}: {seen.note}"


def headline(told: Notice) -> str:
    """Say how things stand after the last look."""
    run = told.run
    if run is None:
        return "Nobody has looked yet."
    new, ongoing = len(told.of(NEW)), len(told.of(ONGOING))
    when = f"on records to {day_words(run.as_of)}"
    if is_blind(run):
        return f"There was not enough to say anything, {when}. {NOT_CALM}"
    if not new and not ongoing:
        return f"Nothing stands out from what chance brings, {when}. {NOT_CALM}"
    parts = [f"{new} new"] if new else []
    parts += [f"{ongoing} ongoing"] if ongoing else []
    return f"{listed(parts)} {'signal' if new + ongoing == 1 else 'signals'}, {when}."


def is_blind(run: LastRun) -> bool:
    """Whether neither method had enough to say anything."""
    scans = run.settings.get("scans", {}).values()
    return run.settings.get("weekly_state") in WEEKS_STATES and all(
        state == "not enough data" for state in scans
    )


def looked_at(run: LastRun, strands: Mapping[str, str]) -> list[str]:
    """Say what the last look looked at, and how many false signals a year that makes."""
    said, scans = run.settings, run.settings["scans"]
    named = ["all reports", *(strands.get(code, code).lower() for code in scans if code != "all")]
    weeks = ""
    if said["weeks_from"]:
        span = Window(pd.Timestamp(said["weeks_from"]).date(), pd.Timestamp(said["weeks_to"]).date())
        weeks = f", {window_words(span)}"
    return [
        f"The last look was made on {time_words(run.made_at)} by {run.made_by}, on records to "
        f"{day_words(run.as_of)}. It took {max(run.seconds, 1):,.0f} "
        f"{'second' if round(run.seconds) <= 1 else 'seconds'}.",
        f"{expected_words(run)} Half is allowed to each of the two methods; each signal is one that its "
        f"method makes by chance at the most {once_words(said['once_in_days'])}, counting every night as a "
        "new look. Nights are much alike, so there will be fewer.",
        f"Unusual weeks: {said['weekly_lines']:,} lines of ward and strand in the last four complete weeks"
        f"{weeks}; {said['weekly_lines_judged']:,} have enough reports to be judged. The page Unusual weeks "
        "asks less of a line, and so may show more.",
        f"Clusters that are still going on: {len(scans)} "
        f"{'scan' if len(scans) == 1 else 'scans'} of the last 365 days ({listed(named)}), each against "
        f"{said['scan_replicates']:,} chance maps; circles up to {distance_words(said['scan_widest_m'])}, "
        f"up to {said['scan_longest_days']} days. Strands with fewer than 20 reports are not scanned.",
        "A line is the same signal in the next look if its ward and strand are, at most four weeks later; a "
        "cluster, if it is among the same reports, shares a day, and the middle of one circle lies in the "
        "other. What the last look does not find any more has ended.",
    ]


def expected_words(run: LastRun) -> str:
    """Say how many false signals a year chance would make."""
    number = run.settings["false_signals_a_year"]
    many = "one false signal" if number == 1 else f"{number:g} false signals"
    return f"If nothing changed anywhere, chance would make at most {many} a year here."


def blind_words(run: LastRun) -> list[str]:
    """Say what the last look could not judge for want of reports."""
    said = (
        [WEEKS_STATES[run.settings["weekly_state"]]] if run.settings["weekly_state"] in WEEKS_STATES else []
    )
    if run.settings["scans"].get("all") == "not enough data":
        said.append("There were too few reports with a place and a day to look for clusters.")
    said += [
        f"What {agency} has sent reaches to {day_words(pd.Timestamp(day).date())}: nothing later is seen."
        for agency, day in run.settings.get("silent", [])
    ]
    return said


def unseen(run: LastRun | None) -> list[str]:
    """Say what early notice cannot see."""
    return [
        *([] if run is None else blind_words(run)),
        "A line with fewer than 5 reports in four weeks is never a signal: quiet wards and small strands are "
        "not watched by numbers. Community reports say more of them.",
        "Reports come late: weeks that are not complete are not judged, and what goes on now may look weaker "
        "than it is. Incidents without a place are in no signal.",
        "Real reports vary more than chance makes them: the same people again, campaigns, ways of recording. "
        "On London's published months clusters stood out far more often in quiet times than chance allows. "
        "How seldom chance would make a signal ranks the list and promises nothing: it is a reason to ask.",
    ]


def table_for_reading(told: Notice) -> pd.DataFrame:
    """Lay the list out for reading."""
    rows = [
        {
            "number": one.number,
            "state": STATES[one.state],
            "sentence": sentence(one.signal),
            "method": METHODS[one.signal.method],
            "once": once_words(one.signal.once_in_days).capitalize(),
            "first_seen": one.first_seen.date(),
            "first_as_of": one.first_as_of,
            "times": one.times,
            "acknowledged": "" if one.acknowledged is None else one.acknowledged.who,
            "note": "" if one.acknowledged is None else one.acknowledged.note,
        }
        for one in told.signals
    ]
    columns = ("number", "state", "sentence", "method", "once", "first_seen", "first_as_of", "times",
               "acknowledged", "note")  # fmt: skip
    return pd.DataFrame(rows, columns=list(columns))


def as_json(told: Notice, *, version: str, strands: Mapping[str, str]) -> dict[str, Any]:
    """Lay the list out for another program."""
    run = told.run
    return {
        "said": headline(told),
        "up_to_date": run is not None and run.version == version,
        "data_version": version,
        "run": None
        if run is None
        else {
            "number": run.number,
            "data_version": run.version,
            "records_to": run.as_of,
            "made_at": run.made_at.isoformat(timespec="seconds"),
            "made_by": run.made_by,
            "seconds": run.seconds,
            "settings": run.settings,
            "said": looked_at(run, strands),
        },
        "signals": [_signal_json(one) for one in told.signals],
        "cannot_see": unseen(run),
    }


def _signal_json(one: Listed) -> dict[str, Any]:
    seen, signal = one.acknowledged, one.signal
    return {
        "number": one.number,
        "state": one.state,
        "method": signal.method,
        "ward": signal.ward,
        "ward_name": place_words(signal),
        "strand": signal.strand,
        "first_day": signal.first_day,
        "last_day": signal.last_day,
        "radius_m": signal.radius_m,
        "chance_of_one_look": signal.chance,
        "once_in_days": signal.once_in_days,
        "sentence": sentence(signal),
        "by_chance": chance_words(signal),
        "first_seen": one.first_seen.isoformat(timespec="seconds"),
        "first_seen_on_records_to": one.first_as_of,
        "times": one.times,
        "ended_on_records_to": one.ended_as_of,
        "page": signal.page,
        "query": signal.query,
        "acknowledged": None
        if seen is None
        else {"by": seen.who, "at": seen.at.isoformat(timespec="seconds"), "note": seen.note},
    }
