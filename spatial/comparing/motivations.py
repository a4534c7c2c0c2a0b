"""Strand totals are not offences: one offence may carry several motivations, so they are never summed."""

from collections.abc import Mapping
from dataclasses import dataclass

from spatial.errors import NotEnoughError
from spatial.given import as_counts

__all__ = ["Motivations", "motivations"]


@dataclass(frozen=True)
class Motivations:
    """Offences (or incidents) and the motivations recorded for them.

    Attributes
    ----------
    incidents : int
        What is counted once each.
    motivations : int
        Sum over the strands; not a number of incidents.
    beyond : int
        By how much the motivations exceed the incidents; so many are second ones, or more.
    sentence : str
    """

    incidents: int
    motivations: int
    beyond: int
    sentence: str


def motivations(
    by_strand: Mapping[str, int], *, incidents: int, noun: str = "offence", nouns: str | None = None
) -> Motivations:
    """Tell incidents from motivations in a table by strand.

    Parameters
    ----------
    by_strand : mapping of str to int
        How many carry each strand.
    incidents : int
        How many there are, each counted once. It must come with the table: it cannot be had from the strands.
    noun, nouns : str
        What is counted, in the singular and in the plural; the plural with an s unless given.

    Returns
    -------
    Motivations

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are no strands.
    spatial.errors.BadNumberError
        If a count is not a whole number of at least zero.
    """
    if not by_strand:
        raise NotEnoughError("There are no strands in the table. Give a count for each strand.")
    strands = as_counts(list(by_strand.values()), what="the count of a strand")
    one = int(as_counts([incidents], what="what is counted once")[0])
    total, many = int(strands.sum()), nouns or f"{noun}s"
    beyond = max(total - one, 0)
    said = f"{one:,} {many} with {total:,} motivations recorded"
    if beyond:
        said += f": one {noun} can carry several, so the strands do not add up to a number of {many}."
    elif total < one:
        said += f": at least {one - total:,} {many} have no strand recorded."
    else:
        said += f"; that the two agree does not say that every {noun} carries one."
    return Motivations(one, total, beyond, said)
