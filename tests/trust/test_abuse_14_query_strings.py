"""Abuse 14: whatever stands in the address bar is read to known codes, or named and left out."""

import random
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote

from dashboard.choices import choices_for
from dashboard.filters import WORDS, Filters, read_query, write_query
from dashboard.gate.doors import is_sound
from dashboard.gate.turning_away import sign_in_for
from dashboard.snapshot import Snapshot

STRINGS = 5_000
CANARY = "zqcanary"
HOSTILE = (
    *("<script>alert(1)</script>", "' or 1=1 --", "../../etc/passwd", "%00", "\x00", "{{7*7}}", "${jndi:x}"),
    *("[x](javascript:1)", "![x](http://evil.example)", "=cmd()", "٣٠", "９０", "1e999", "-1", "nan", "inf"),
    *("9" * 400, "0x1f", "2026-02-30", "9999-12-31", "0001-01-01", "race,race", ",,,", "8928308280fffff"),
    *("\ud7ff", "\u202e", "😀", "a" * 3_000, "race", "90", "yes", "kernel_density", "2026-03-01", ""),
)
NAMES = (*WORDS, "next", "ward", "event", "__proto__", "constructor", "words", "Days", "days ", "")


def a_string(rng: random.Random) -> str:
    parts = []
    for _ in range(rng.randint(1, 6)):
        value = rng.choice(HOSTILE)
        if rng.random() < 0.3:
            value = value[: rng.randint(0, len(value))] + CANARY + chr(rng.randint(1, 0x2FFF))
        name = rng.choice(NAMES) if rng.random() < 0.9 else CANARY
        parts.append(f"{quote(name)}={quote(value, errors='replace')}")
    return rng.choice(("&", "&", ";")).join(parts)


def test_abuse_14_any_query_is_read_without_an_error_and_never_repeated(
    snapshot: Snapshot, proof: Callable[[str], None]
) -> None:
    rng, choices = random.Random(14), choices_for(snapshot)
    read = 0
    for _ in range(STRINGS):
        text = a_string(rng)
        filters, ignored = read_query(dict(parse_qsl(text, keep_blank_values=True)))
        filters, unknown = choices.known(filters)
        assert isinstance(filters, Filters)
        assert {*ignored, *unknown} <= set(WORDS)
        assert CANARY not in " ".join([*ignored, *unknown, *write_query(filters).values()])
        again, left = read_query(write_query(filters))
        assert (again, left) == (filters, ())
        to = sign_in_for("/over_time", text.encode())
        assert to.isascii() and "\n" not in to and "<" not in unquote(to) and "//" not in to
        read += 1
    assert not is_sound("/", b"a" * 5_000)
    proof(f"query strings: {read:,} hostile ones read, 0 errors, 0 repeated")
