"""A Changed in words: what must be known beside the counts, and the tables as they are read."""

from dashboard.answers.changed import AGAINST, LATE, NOT_SHOWN, Changed
from dashboard.wording import day_words, window_words

__all__ = ["caption", "notes", "ward_sentence", "windows_said"]

MORE, FEWER, TOO_FEW, NOTHING = "more", "fewer", "too few to tell", "no reports"


def windows_said(answer: Changed) -> str:
    """Name the two windows."""
    return f"{AGAINST[answer.against]}: {window_words(answer.now)} beside {window_words(answer.before)}."


def notes(answer: Changed) -> list[str]:
    """Say what must be known before a difference is believed, one or two sentences each."""
    told = [each.sentence for each in answer.breaks]
    if answer.incomplete_from is not None and answer.share_arrived < 0.995:
        told.append(
            f"Reports from {day_words(answer.incomplete_from)} on are still coming in: of this window, about "
            f"{100 * answer.share_arrived:.0f} of 100 have usually arrived by now. Nothing is called fewer "
            "that this could explain."
        )
    told += [
        f"The records of {agency} begin on {day_words(day)}: the earlier window lacks its reports."
        for agency, day in answer.newcomers
    ]
    told += [
        f"What {agency} has sent reaches to {day_words(day)}: the time after lacks its reports."
        for agency, day in answer.silent
    ]
    if answer.now.days != answer.before.days:
        told.append(
            f"The windows have {answer.now.days:,} and {answer.before.days:,} days; that is allowed for."
        )
    return told


def caption(answer: Changed, table: str) -> str:
    """Say how a table is to be read."""
    said = (
        "The verdict allows for all rows of the table (false discovery rate below 5 %). “Times” is the range "
        "in which the ratio of the two rates probably lies; “act” marks a Poisson z of 3 or more either way. "
    )
    if table == "strand":
        said += answer.strands_said or "One report can carry several strands, so they do not add up."
        said += " "
    if answer.tables[table]["hidden"].any():
        said += (
            f"Counts under {answer.threshold}, and others that would give them away, are not shown; nor is "
            "anything that rests on them. "
        )
    return said.strip()


def ward_sentence(answer: Changed, ward: str) -> tuple[str, str]:
    """Say whether a ward's change is more than chance: the verdict, and what it rests on.

    Raises
    ------
    KeyError
        If the wards compared have no such one.
    """
    table = answer.tables["ward"]
    found = table[table["code"] == ward]
    if found.empty:
        raise KeyError("There is no such ward in this comparison.")
    row = found.iloc[0]
    before = (
        "the same days a year earlier" if answer.against == "year" else _days(answer.before.days, "before")
    )
    counts = f"{row['now_shown']} reports in {_days(answer.now.days)}, {row['before_shown']} in {before}"
    counts = counts.replace("reports", "report", 1) if row["now_shown"] == "1" else counts
    rest = f"{row['label']}: {counts}"
    verdict = str(row["verdict"])
    if verdict in {MORE, FEWER}:
        kind = "More" if verdict == MORE else "Fewer"
        after = (
            "More reports can mean more trust in reporting."
            if verdict == MORE
            else "Fewer reports are not the same as calm."
        )
        allowed = f"{row['times']} times as many, with all {len(table):,} wards allowed for"
        return f"{kind} than chance usually makes.", f"{rest} ({allowed}). {after}"
    said = {
        TOO_FEW: "Too few to tell.",
        NOT_SHOWN: "Too few to be shown, so nothing can be said.",
        NOTHING: "No reports in either window, which is unknown rather than calm.",
        LATE: "Fewer so far, but reports still to come may explain it.",
    }.get(verdict, "Not distinguishable from chance.")
    longer = " A longer window would do." if verdict in {TOO_FEW, NOT_SHOWN} else ""
    return said, f"{rest}.{longer}"


def _days(number: int, when: str = "") -> str:
    return f"the {number:,} days {when}" if when else f"these {number:,} days"
