"""A Changed in words: what must be known beside the counts, and the tables as they are read."""

from dashboard.answers.changed import AGAINST, Changed
from dashboard.wording import day_words, window_words

__all__ = ["caption", "notes", "windows_said"]


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
