"""Plain words for what was found: the sentences that the page, the shell and the paper share."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from dashboard.counted_once import Spread
from dashboard.filters import Window

__all__ = [
    "BASELINE",
    "DUPLICATES",
    "agreeing_sentence",
    "cell_sentence",
    "cell_tip",
    "centre_words",
    "compared_sentence",
    "count_words",
    "day_words",
    "distance_words",
    "either",
    "escaped",
    "km2_words",
    "listed",
    "place_sentence",
    "range_sentence",
    "steady_sentence",
    "window_words",
]

BASELINE = {
    "area": "if reports were spread evenly over the ground",
    "residents": "if reports followed where people live",
    "workday": "if reports followed where people are by day",
    "records": "if these reports followed all recorded incidents",
}
DUPLICATES = {
    "confirmed": "Records of two agencies that people decided to be one event are counted once.",
    "distinct": "Every record is counted by itself, also where two agencies hold the same event.",
    "linked": "Records of two agencies that may be one event are counted once, decided or not.",
}
STEADY = 0.8
"""Below this share of moved grids a place is shown with a warning."""
MARKDOWN = re.compile(r"([\\`*\[\]<>~|$:!])")


@lru_cache(maxsize=8192)
def day_words(day: date) -> str:
    """Write a day: 3 April 2026."""
    return f"{day.day} {day:%B %Y}"


def window_words(window: Window) -> str:
    """Write a window: 1 August to 29 October 2026, the year once where it is one."""
    first, last = window.first, window.last
    if first == last:
        return day_words(first)
    start = f"{first.day} {first:%B}" if first.year == last.year else day_words(first)
    return f"{start} to {day_words(last)}"


def count_words(number: float | None, noun: str = "report", *, threshold: int = 3) -> str:
    """Write a count with its noun; None is a count that is hidden."""
    if number is None or number != number:
        return f"fewer than {threshold} {noun}s"
    if number == 0:
        return f"no {noun}s"
    return f"{int(number):,} {noun}" + ("" if number == 1 else "s")


def km2_words(km2: float) -> str:
    """Write an area with two significant figures."""
    return f"{km2:.2g} km²" if km2 < 10 else f"{km2:,.0f} km²"


def distance_words(metres: float) -> str:
    """Write a distance as a person would say it."""
    if metres < 1000:
        return f"{round(metres / 10) * 10:,.0f} m"
    return f"{metres / 1000:.1f} km"


def listed(words: Sequence[str]) -> str:
    """Join words: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def either(words: Sequence[str]) -> str:
    """Join words to choose from: a, b or c."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def escaped(text: str) -> str:
    """Write a text so that Markdown shows it as it stands: no link, no picture, no icon, no formula."""
    return MARKDOWN.sub(r"\\\1", text).replace("\n", " ")


def place_sentence(
    *,
    incidents: float,
    expected: float,
    dates: int,
    monthly: bool,
    km2: float,
    ward: str,
    window: Window,
    baseline: str,
    centre: tuple[str, float] | None,
) -> str:
    """Say in one sentence why a place ranks where it does."""
    spread = f"in {dates:,} different months" if monthly else f"on {dates:,} different days"
    nearest = (
        f"the nearest open reporting centre is {centre[0]}, {distance_words(centre[1])} away"
        if centre
        else "no open reporting centre is listed"
    )
    return (
        f"{incidents:,.0f} reports {spread} in {km2_words(km2)} of {ward}, "
        f"{window_words(window)}, where about {expected:,.1f} would be expected {BASELINE[baseline]}; "
        f"{nearest}."
    )


def agreeing_sentence(agreeing: Sequence[str], *, methods: int) -> str:
    """Say which methods point to a place."""
    return f"{len(agreeing)} of {methods} methods point here ({listed(agreeing)})."


def compared_sentence(expected: Mapping[str, float]) -> str:
    """Say what other baselines would expect, so that a busy place is not taken for a hot one."""
    if not expected:
        return ""
    told = {name: f"{number:,.1f}".removesuffix(".0") for name, number in expected.items()}
    parts = [f"about {number} {BASELINE[name]}" for name, number in told.items()]
    return f"By other measures one would expect {listed(parts)}."


def range_sentence(spread: Spread, *, counted: str) -> str:
    """Say what the total of the map would be if possible duplicates were counted otherwise."""
    pairs = f"{spread.undecided:,} possible {'duplicate' if spread.undecided == 1 else 'duplicates'}"
    least, decided, most = (f"{n:,}" for n in (spread.linked, spread.confirmed, spread.distinct))
    if counted != "confirmed":
        other = (
            f"once wherever it is possible: {least}"
            if counted == "distinct"
            else f"every record by itself: {most}"
        )
        return f"Counted once only where people decided so: {decided}; {other}. {pairs} not yet decided."
    parts = []
    again = spread.distinct - spread.confirmed
    if again:
        left_out = "1 confirmed duplicate is" if again == 1 else f"{again:,} confirmed duplicates are"
        parts.append(f"{left_out} not counted ({most} with {'it' if again == 1 else 'them'}).")
    if spread.undecided and spread.linked < spread.confirmed:
        parts.append(f"Between {least} and {decided}, depending on {pairs} not yet decided.")
    return " ".join(parts)


def steady_sentence(share: float, sizes: Mapping[str, bool], ward: bool | None) -> str:
    """Say whether a place hangs on where the grid lies, on the size of its cells, and how its ward does.

    Parameters
    ----------
    share : float
        Share of moved grids on which it stands.
    sizes : mapping of "larger" or "smaller" to bool
        Whether it stands with such cells; a size that cannot say anything is left out.
    ward : bool or None
        Whether its ward as a whole stands out; None where that is not told.
    """
    of_them = "every one" if share == 1 else f"{round(8 * share)}"
    caution = "" if share >= STEADY else ", so take it with caution"
    parts = [f"It stands on {of_them} of eight grids laid a little differently{caution}"]
    held = [word for word, stands in sizes.items() if stands]
    lost = [word for word, stands in sizes.items() if not stands]
    if held:
        parts.append(f"with {' and with '.join(held)} cells too")
    if lost:
        parts.append(f"not with {' or '.join(lost)} cells")
    if not sizes:
        parts.append("there are too few reports to ask with other cells")
    if ward is not None:
        parts.append(
            "its ward as a whole stands out" + ("" if ward else " no more than chance would have it")
        )
    return f"{'; '.join(parts)}."


def cell_tip(*, ward: str, incidents: float, threshold: int, rank: int | None) -> str:
    """Write the few words beside the pointer."""
    lines = [ward, count_words(incidents, threshold=threshold).capitalize()]
    if incidents != incidents:
        lines[1] += " (hidden)"
    if rank is not None:
        lines.append(f"Part of hot spot {rank}")
    return "\n".join(lines)


def centre_words(state: str) -> str:
    """Say how a reporting centre stands."""
    words = {"dormant": "open, but no report for half a year", "unknown": "not checked"}
    return f"Reporting centre, {words.get(state, state)}"


def cell_sentence(
    *,
    ward: str,
    incidents: float,
    expected: float,
    threshold: int,
    window: Window,
    baseline: str,
    state: str,
) -> str:
    """Say in one sentence what is known of a cell that is in no hot spot."""
    verdict = {
        "found": "Not more than chance would explain.",
        "none": "Not more than chance would explain.",
        "not enough data": "There is not enough data to say more.",
    }[state]
    counted = f"{count_words(incidents, threshold=threshold).capitalize()} in this cell of {ward}"
    if math.isnan(expected):
        return f"{counted}, {window_words(window)}. {verdict}"
    return (
        f"{counted}, {window_words(window)}, where about {expected:,.1f} would be expected "
        f"{BASELINE[baseline]}. {verdict}"
    )
