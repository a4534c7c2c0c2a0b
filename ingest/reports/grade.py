"""Grades of 3x5x2 as people write them: 2B, 2BP, 1 A C.  Older grades are explained and never converted."""

import re
from dataclasses import dataclass

from ingest.entries import Problem

__all__ = ["Grading", "read_grading"]

_RIGHT = "Give the source 1 to 3, the information A to E and the handling P or C, as in 2BP."
_BETWEEN = r"[ /.,-]*"
_GRADING = re.compile(rf"([1-3]){_BETWEEN}([A-E])(?:{_BETWEEN}([PC]))?")
_OLDER = re.compile(rf"[A-E]{_BETWEEN}[1-5](?:{_BETWEEN}[1-5])?")
_MAY_BE_SHOWN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 /.,-]{0,5}")


@dataclass(frozen=True)
class Grading:
    """What a grading says; None where it says nothing of it."""

    source: int | None = None
    information: str | None = None
    handling: str | None = None


def read_grading(
    whole: str | None, source: str | None, information: str | None, handling: str | None
) -> tuple[Grading, list[Problem]]:
    """Read a grading, given whole or in parts.

    Parameters
    ----------
    whole : str or None
        As `2B` or `2BP`.
    source, information, handling : str or None
        The parts, where they have columns of their own; the handling may stand beside a whole `2B`.
    """
    problems: list[Problem] = []
    read = Grading()
    if whole is not None:
        hit = _GRADING.fullmatch(whole.upper())
        if hit is None:
            return read, [Problem("grading", _not_known(whole))]
        read = Grading(int(hit[1]), hit[2], hit[3])
    own = {
        "source_grade": _part(source, "123", "source grade", "1 to 3", problems, "source_grade"),
        "information_grade": _part(
            information, "ABCDE", "information grade", "A to E", problems, "information_grade"
        ),
        "handling": _part(handling, "PC", "handling code", "P or C", problems, "handling"),
    }
    said = {
        "source_grade": str(read.source) if read.source else None,
        "information_grade": read.information,
        "handling": read.handling,
    }
    for name, value in own.items():
        if value and said[name] and value != said[name]:
            problems.append(
                Problem(name, f"{value} here, but {said[name]} in the grading. Say one of the two.")
            )
        said[name] = said[name] or value
    if not problems:
        missing = said["source_grade"] is None or said["information_grade"] is None
        if missing and not (source or information):
            problems.append(Problem("grading", f"there is no grading. {_RIGHT}"))
        elif missing:
            name = "source_grade" if said["source_grade"] is None else "information_grade"
            problems.append(Problem(name, f"half of the grading is missing. {_RIGHT}"))
    number = said["source_grade"]
    return Grading(int(number) if number else None, said["information_grade"], said["handling"]), problems


def _not_known(whole: str) -> str:
    if _OLDER.fullmatch(whole.upper()):
        return (
            f"grading '{whole}' is of the older 5x5x5, whose steps are not those of 3x5x2, so it is not "
            f"converted. Ask whoever graded it to grade it again. {_RIGHT}"
        )
    shown = (
        f"grading '{whole}' is not known." if _MAY_BE_SHOWN.fullmatch(whole) else "this grading is not known."
    )
    return f"{shown} {_RIGHT}"


def _part(
    text: str | None, known: str, what: str, right: str, problems: list[Problem], field: str
) -> str | None:
    """Read one part; its title may follow, as in `2 - Untested`."""
    if text is None:
        return None
    hit = re.match(rf"([{known}])(?!\w)", text.upper())
    if hit is None:
        first = text[:1] if re.fullmatch(r"[A-Za-z0-9]", text) else ""
        shown = f"{what} '{first}' is not known" if first else f"this {what} is not known"
        problems.append(Problem(field, f"{shown}; it is {right}."))
        return None
    return hit[1]
