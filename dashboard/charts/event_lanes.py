"""Where the names of events stand over a line of time, so that none lies on another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

__all__ = ["Placed", "place_events"]

LETTER_PX, GAP_PX, MARK_PX = 6.2, 14, 6
LONGEST = 34
NEAREST = {"ward": 0, "local": 1, "national": 2, "global": 3}


@dataclass(frozen=True)
class Placed:
    """One event: which of those given, its lane from the top, and its name ("" where there is no room)."""

    event: int
    lane: int
    label: str
    to_left: bool = False


def place_events(
    spans: Sequence[tuple[date, date]],
    titles: Sequence[str],
    scales: Sequence[str],
    *,
    first: date,
    last: date,
    lanes: int = 7,
    width_px: int = 760,
    chosen: int | None = None,
) -> list[Placed]:
    """Give every event a lane in which its mark and name overlap no other's; the nearest events come first.

    Parameters
    ----------
    spans : sequence of (datetime.date, datetime.date)
    titles, scales : sequence of str
    first, last : datetime.date
        Ends of the line of time.
    lanes : int
        How many hold names. What finds no room there loses its name, and has its mark where there is room, if
        need be below.
    width_px : int
        How wide the line of time is at least.
    chosen : int, optional
        An event that is placed before all others.

    Returns
    -------
    list of Placed
        In the order given.
    """
    a_day = width_px / max((last - first).days + 1, 1)
    taken: list[list[tuple[float, float]]] = [[] for _ in range(lanes)]
    order = sorted(
        range(len(spans)),
        key=lambda at: (at != chosen, NEAREST.get(scales[at], len(NEAREST)), spans[at], titles[at]),
    )
    placed: dict[int, Placed] = {}
    for at in order:
        begin, end = (max(spans[at][0], first) - first).days * a_day, (spans[at][1] - first).days * a_day
        label = titles[at] if len(titles[at]) <= LONGEST else f"{titles[at][: LONGEST - 1].rstrip()}…"
        long = len(label) * LETTER_PX + GAP_PX
        to_left = max(end, begin + MARK_PX) + long > width_px and begin - long > 0
        reach = (
            (begin - long, max(end, begin + MARK_PX))
            if to_left
            else (begin, max(end, begin + MARK_PX) + long)
        )
        lane = next((n for n, row in enumerate(taken[:lanes]) if _free(row, reach)), None)
        if lane is None or reach[1] > width_px + GAP_PX:
            mark = (begin, max(end, begin + MARK_PX))
            lane = next((n for n in reversed(range(len(taken))) if _free(taken[n], mark)), len(taken))
            if lane == len(taken):
                taken.append([])
            taken[lane].append(mark)
            placed[at] = Placed(at, lane, "")
            continue
        taken[lane].append(reach)
        placed[at] = Placed(at, lane, label, to_left)
    return [placed[at] for at in range(len(spans))]


def _free(row: Sequence[tuple[float, float]], reach: tuple[float, float]) -> bool:
    return all(reach[0] >= end or reach[1] <= begin for begin, end in row)
