"""Proving the audit: every line against the one before, its seal, and the heads kept outside the store."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from ingest.records.audit import START, line_hash, lines
from ingest.records.audit_heads import Head
from ingest.records.audit_seal import mac_of

__all__ = ["Proof", "prove"]

ANEW = ("restore", "key")
"""After what the lines before need not be those that the older heads tell of."""


@dataclass(frozen=True)
class Proof:
    """What was found.

    Attributes
    ----------
    lines : int
        How many there are.
    last : int
        The number of the last; 0 where there is none.
    sealed_from : int or None
        From which line on they carry the key's seal.
    checked_from : int or None
        From which line on the seal could be checked: with the key that is here.
    wrong : int or None
        The first line that was changed, moved or is missing.
    cut : Head or None
        A head that tells of a line after the last.
    head : Head or None
        The last head that was compared.
    lost : Head or None
        The last head that tells of what a restored backup does not hold.
    is_keyless : bool
        Whether lines carry a seal and there is no key.
    is_headless : bool
        Whether lines carry a seal and no head of this store is kept.
    """

    lines: int
    last: int
    sealed_from: int | None
    checked_from: int | None
    wrong: int | None
    cut: Head | None
    head: Head | None
    lost: Head | None
    is_keyless: bool
    is_headless: bool

    @property
    def is_whole(self) -> bool:
        """Say whether everything is as it was written, as far as the key and the heads can tell."""
        return self.wrong is None and self.cut is None and not (self.is_keyless or self.is_headless)


def prove(
    connection: Connection, key: bytes | None, kept: Sequence[Head], *, sent: Iterable[Head] = ()
) -> Proof:
    """Look at every line, inside a read; nothing is written.

    Parameters
    ----------
    key : bytes or None
        The audit's key.
    kept : sequence of Head
        The heads of this store, oldest first.
    sent : iterable of Head
        Heads that another agency was sent; they are held against the audit whatever was restored since.
    """
    kept = [head for head in kept if head.line]  # a mark of a verification that failed tells of no line
    anew = max((place for place, head in enumerate(kept) if head.begins in ANEW), default=0)
    strict = [*kept[anew:], *sent]
    sealed = next((head.line for head in reversed(kept) if head.begins == "seal"), None)
    keyed = next((head.line for head in reversed(kept) if head.begins == "key"), 0)
    told = {head.line for head in (*kept, *strict)}
    found, before, number, count, wrong = dict[int, str | None](), START, 0, 0, None
    first = checked = None
    for line in lines(connection):
        number, count, mac = int(line["id"]), count + 1, line["mac"]
        if number in told:
            found[number] = mac
        if mac and first is None:
            first = number
        is_due = first is not None or (sealed is not None and number >= sealed)
        is_right = line["previous"] == before and line["hash"] == line_hash(line) and bool(mac or not is_due)
        if mac and key is not None and number >= keyed:
            checked = checked or number
            is_right = is_right and hmac.compare_digest(mac, mac_of(key, line))
        if not is_right and wrong is None:
            wrong = number
        before = line["hash"]
    differing = [head.line for head in strict if head.line <= number and found.get(head.line) != head.mac]
    ahead = [head for head in strict if head.line > number]
    return Proof(
        lines=count,
        last=number,
        sealed_from=first,
        checked_from=checked,
        wrong=min([*differing, *([] if wrong is None else [wrong])], default=None),
        cut=max(ahead, key=lambda head: head.line, default=None),
        head=strict[-1] if strict else None,
        lost=next((head for head in reversed(kept[:anew]) if found.get(head.line) != head.mac), None),
        is_keyless=first is not None and key is None,
        is_headless=first is not None and not kept,
    )
