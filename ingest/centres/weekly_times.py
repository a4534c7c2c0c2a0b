"""Weekly times out of a text: days and spans of minutes, or None where anything is left over."""

import re
from itertools import pairwise

__all__ = ["DAY", "Spans", "read_weekly_times", "times_overlap"]

DAY = 24 * 60
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MEANT = {"weekdays": range(5), "weekday": range(5), "weekends": (5, 6), "weekend": (5, 6), "daily": range(7)}
_TIME = (
    r"(?P<hour>2[0-4]|[01]?\d)(?:[:.](?P<minute>[0-5]\d)|(?P<bare>[0-5]\d)(?=\D|$))?(?:\s*hrs?\b)?\s*"
    r"(?P<half>[ap]\.?m\b\.?)?"
)
_TOKENS = re.compile(
    r"(?P<always>24/7|24 hours(?: a day)?(?:,? ?7 days(?: a week)?)?)"
    r"|(?P<set>every ?day|daily|weekdays?|weekends?)"
    r"|(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs|nes|r)?s?\b\.?"
    r"|(?P<word>(?:12 ?)?(?:noon|midday|midnight))"
    rf"|(?P<time>{_TIME})"
    r"|(?P<to>-|–|—|\b(?:to|until|till|through)\b)"
    r"|(?P<closed>closed)"
    r"|(?P<end>[;\n|])"
    r"|(?P<noise>[,&+/:.\s]|\b(?:and|open|opening|hours|from|between|on)\b)"
)

Spans = tuple[tuple[int, int, int], ...]
"""Weekday (Monday is 0), start and end in minutes after midnight; the end is at most 1,440."""


def read_weekly_times(text: str) -> Spans | None:
    """Read days and times as people write them (`mon-fri 9-5, sat 10-1`), in small letters."""
    reading = _read(text)
    return None if reading is None else reading.week()


def times_overlap(text: str) -> bool:
    """Say whether two of the times that a text tells share a part of a day (`mon 9-12, mon 11-3`)."""
    reading = _read(text)
    spans = [] if reading is None else sorted(reading.spans)
    return any(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(spans))


def _read(text: str) -> "_Reading | None":
    reading, place = _Reading(), 0
    while place < len(text):
        token = _TOKENS.match(text, place)
        if token is None or not reading.take(token):
            return None
        place = token.end()
    return reading if reading.finish() else None


class _Reading:
    """What has been read so far: the days and times of the group in hand, and the groups before it.

    In a group the days come first (`Mon-Fri 9-5`) or the times do (`9-5 Mon-Fri`, `closed Sun`); the next
    group begins where the order would start over.
    """

    def __init__(self) -> None:
        self.spans: list[tuple[int, int, int]] = []
        self._begin()

    def _begin(self) -> None:
        self.days: list[int] = []
        self.times: list[tuple[int, bool, bool]] = []  # minutes; am or pm was said; plainly of 24 hours
        self.shut = self.joined = self.days_last = False

    def take(self, token: re.Match[str]) -> bool:
        """Take one token in; False where it makes no sense here."""
        if token["day"] or token["set"] or token["always"]:
            return self._take_days(token)
        if token["time"] or token["word"] or token["closed"]:
            return self._take_times(token)
        if token["to"]:
            self.joined = bool(self.days or self.times)
            return self.joined
        return self.finish() if token["end"] else True

    def _take_days(self, token: re.Match[str]) -> bool:
        if token["always"] and self.days and not self.times:
            self.times = [(0, True, True), (DAY, True, True)]
            return True
        if not self.days:
            self.days_last = bool(self.times or self.shut)
        elif (self.times or self.shut) and not self.days_last and not self.finish():
            return False
        joined, self.joined = self.joined and bool(self.days), False
        if token["day"]:
            day = _DAYS.index(token["day"])
            first = self.days[-1] if joined else day - 1
            self.days += [(first + step) % 7 for step in range(1, (day - first) % 7 + 1)]
        else:
            self.days += _MEANT.get(token[0], range(7))
            if token["always"]:
                self.times = [(0, True, True), (DAY, True, True)]
        return True

    def _take_times(self, token: re.Match[str]) -> bool:
        if self.days and self.days_last and not self.finish():
            return False
        if token["closed"]:
            self.shut = True
            return not self.times
        if len(self.times) % 2 != self.joined:
            return False
        self.joined, time = False, _clock(token)
        if time is not None:
            self.times.append(time)
        return time is not None

    def finish(self) -> bool:
        """Close the group in hand; False where it has days without times, or the other way about."""
        whole = bool(self.days) and not self.joined and len(self.times) % 2 == 0
        whole = whole and bool(self.times) != self.shut
        nothing = not (self.days or self.times or self.shut or self.joined)
        if whole:
            for first, second in zip(self.times[::2], self.times[1::2], strict=True):
                start, end = _span(first, second)
                whole = whole and start != end
                self.spans += [part for day in dict.fromkeys(self.days) for part in _parts(day, start, end)]
        self._begin()
        return whole or nothing

    def week(self) -> Spans | None:
        """Give the spans in order, touching ones made one; None if only closed days are told."""
        merged: list[tuple[int, int, int]] = []
        for day, start, end in sorted(self.spans):
            if merged and merged[-1][0] == day and start <= merged[-1][2]:
                merged[-1] = (day, merged[-1][1], max(end, merged[-1][2]))
            else:
                merged.append((day, start, end))
        return tuple(merged) or None


def _clock(token: re.Match[str]) -> tuple[int, bool, bool] | None:
    """Read a time: minutes after midnight, whether am or pm was said, whether the 24 hours are plain."""
    if token["word"]:
        return {"midnight": DAY}.get(token["word"], DAY // 2), True, True
    hour, minute = int(token["hour"]), int(token["minute"] or token["bare"] or 0)
    half = (token["half"] or "")[:1]
    if half:
        return None if not 1 <= hour <= 12 else ((hour % 12 + 12 * (half == "p")) * 60 + minute, True, False)
    plain = bool(token["minute"] or token["bare"]) and (token["hour"].startswith("0") or hour > 12)
    return (hour * 60 + minute, False, plain or hour > 12) if hour * 60 + minute <= DAY else None


def _span(first: tuple[int, bool, bool], second: tuple[int, bool, bool]) -> tuple[int, int]:
    """Settle which half of the day two times mean: 9-5 is nine to five, 1-5pm begins in the afternoon."""
    (start, start_said, start_plain), (end, end_said, end_plain) = first, second
    noon = DAY // 2
    if end_said and not start_said and not start_plain and start % noon < end % noon and end > noon:
        start = start % noon + noon  # 1-5pm
    if not (start_said or end_said or start_plain or end_plain):
        if start < 7 * 60:
            start, end = start + noon, end + noon  # 1-4
        elif end <= start < noon:
            end += noon  # 9-5
    elif not end_said and not end_plain and end <= start < end + noon:
        end += noon  # 9am-5
    elif end_plain and not end_said and end <= start < noon and end <= noon and not start_plain:
        end += noon
    if end == 0:
        end = DAY
    return start, end


def _parts(day: int, start: int, end: int) -> list[tuple[int, int, int]]:
    """Cut a span at midnight."""
    if end > start:
        return [(day, start, end)]
    late = [(day, start, DAY)] if start < DAY else []
    return late + ([((day + 1) % 7, 0, end)] if end % DAY else [])
