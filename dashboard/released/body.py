"""A release as bytes: its content written in one way only, so that the same content has the same digest."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from dashboard.released.release import SCHEMA, Release

__all__ = ["About", "DamagedReleaseError", "Packed", "from_bytes", "rules_of", "to_bytes"]

FORM = 1
"""Counts the forms that the bytes have had."""
MOST_BYTES = 200_000_000
KEY = ["table", "area", "period", "strand", "source"]


class DamagedReleaseError(Exception):
    """The bytes of a release are not those that were kept."""


@dataclass(frozen=True)
class Packed:
    """A release as bytes.

    Attributes
    ----------
    body : bytes
    digest : str
        SHA-256 of the content, whatever it was compressed with.
    """

    body: bytes
    digest: str


@dataclass(frozen=True)
class About:
    """What is known of a release beside its content: number, data, when and by whom."""

    number: int
    digest: str
    data_version: int
    made_at: datetime
    made_by: str


def to_bytes(release: Release, rules: Mapping[str, Any]) -> Packed:
    """Write the content of a release: numbers, what they are of, and by which rules they were made.

    Its number, its time and the version of the data are no part of it.

    Parameters
    ----------
    rules : mapping of str to plain values
        How the numbers were protected, the name of the key among it.
    """
    head = {
        "form": FORM,
        "profile": release.profile,
        "threshold": release.threshold,
        "base": release.base,
        "first": release.first.isoformat(),
        "last": release.last.isoformat(),
        "rules": dict(sorted(rules.items())),
        "cells_version": release.cells_version,
        "cells_until": release.cells_until.isoformat(),
        "cells": [[name, sorted(release.cells[name])] for name in sorted(release.cells)],
        **{
            name: [list(pair) for pair in getattr(release, name).items()]
            for name in ("wards", "strands", "sources")
        },
        "residents": sorted([ward, people] for ward, people in release.residents.items()),
    }
    values = release.values.select(list(SCHEMA)).sort(KEY).write_csv()
    content = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + values.encode()
    return Packed(zlib.compress(content), hashlib.sha256(content).hexdigest())


def from_bytes(body: bytes, about: About) -> Release:
    """Read a release back.

    Raises
    ------
    DamagedReleaseError
        If its digest is another one.
    """
    head, values = _content(body, about)
    said: dict[str, Any] = {name: head[name] for name in ("profile", "threshold", "base", "cells_version")}
    said |= {name: date.fromisoformat(head[name]) for name in ("first", "last", "cells_until")}
    said |= {name: dict(head[name]) for name in ("wards", "strands", "sources", "residents")}
    return Release(
        **said,
        number=about.number,
        digest=about.digest,
        data_version=about.data_version,
        made_at=about.made_at,
        made_by=about.made_by,
        cells={name: tuple(parts) for name, parts in head["cells"]},
        values=pl.read_csv(values, schema=SCHEMA).with_columns(pl.col(pl.String).fill_null("")),
    )


def rules_of(body: bytes, about: About) -> dict[str, Any]:
    """Read by which rules the numbers of a release were made.

    Raises
    ------
    DamagedReleaseError
        If its digest is another one.
    """
    return dict(_content(body, about)[0]["rules"])


def _content(body: bytes, about: About) -> tuple[dict[str, Any], bytes]:
    refused = DamagedReleaseError(
        f"Release {about.number} is not as it was kept, so none of it is shown. "
        "Restore the last backup with 'common-ground restore'."
    )
    opened = zlib.decompressobj()
    try:
        content = opened.decompress(body, MOST_BYTES)
    except zlib.error:
        raise refused from None
    if hashlib.sha256(content).hexdigest() != about.digest:
        raise refused
    head, _, values = content.partition(b"\n")
    said = json.loads(head)
    if said["form"] != FORM:
        raise DamagedReleaseError(
            f"Release {about.number} was made by a newer version of the program; this one cannot read it."
        )
    return said, values
