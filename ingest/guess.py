"""What the columns of an unknown file probably mean: proposals to be confirmed, never used by themselves."""

from collections.abc import Iterable
from types import MappingProxyType

from rapidfuzz import fuzz

from ingest.words import fold

__all__ = ["guess_columns"]

_ALIKE = 87.0
_VAGUE = ("id", "x", "y", "date", "when", "month", "time", "status", "where", "source", "result", "type")
_NAMES = MappingProxyType(
    {
        "reference": (
            "reference", "ref", "id", "crime id", "case ref", "case no", "case number", "case id",
            "incident number", "incident id", "incident ref", "complaint id", "full complaint id",
            "event id", "event unique id", "cris ref", "cad number", "form no", "crime number",
            "crime ref", "unique id", "urn", "our ref", "our reference", "ref no", "reference number",
        ),
        "occurred": (
            "date of incident", "incident date", "occurrence date", "date occurred", "occurred",
            "offence date", "committed from", "incident from", "date from", "date of offence",
            "event date", "month", "date", "when", "date time", "incident date time", "start date",
        ),
        "occurred_time": (
            "time", "incident time", "occurrence time", "time of incident", "time occurred",
            "time if known", "offence time",
        ),
        "occurred_to": (
            "committed to", "incident to", "date to", "occurred to", "end date", "latest date",
        ),
        "occurred_to_time": (
            "time to", "end time", "latest time",
        ),
        "reported": (
            "reported date", "date reported", "reported", "opened", "date received", "date recorded",
            "record create date", "created", "date opened", "recorded date", "report date", "logged",
        ),
        "kind": (
            "kind", "record type", "class", "crime or incident", "incident class", "recording type",
        ),
        "category": (
            "category", "offence", "incident type", "crime type", "type of incident",
            "offense description", "offence type", "offence category", "primary offence", "behaviour",
            "what happened", "closing code", "offence description", "incident category",
            "nature of incident", "type",
        ),
        "strands": (
            "strand", "strands", "hate strand", "motivation", "hate flags", "hate flag",
            "hate qualifier", "bias motive", "bias motive description", "bias",
            "protected characteristic", "type of prejudice", "hate crime type", "why targeted",
            "hate motivation", "prejudice type", "monitored strand",
        ),
        "source": (
            "source", "reported to", "recorded by",
        ),
        "agency": (
            "agency", "sending agency", "organisation",
        ),
        "noticed_by": (
            "how noticed", "reported by whom", "how reported", "informant", "reporter type",
            "who reported",
        ),
        "setting": (
            "location type", "setting", "where", "place type", "premises type", "type of location",
            "venue type",
        ),
        "outcome": (
            "outcome", "last outcome category", "status", "result", "disposal", "case status",
        ),
        "longitude": (
            "longitude", "lon", "long", "lng", "x coord wgs84",
        ),
        "latitude": (
            "latitude", "lat",
        ),
        "easting": (
            "easting", "eastings", "x", "grid easting", "x coordinate", "os easting", "geo x",
        ),
        "northing": (
            "northing", "northings", "y", "grid northing", "y coordinate", "os northing", "geo y",
        ),
        "grid_reference": (
            "grid ref", "grid reference", "os grid reference", "ngr", "os grid ref", "gridref",
        ),
        "postcode": (
            "postcode", "post code", "incident postcode", "location postcode", "pcode", "postal code",
        ),
        "ward": (
            "ward", "ward name", "electoral ward", "neighbourhood", "area name", "beat ward",
            "neighbourhood 158",
        ),
        "area_code": (
            "ward code", "wd code", "wdcd", "area code", "gss code", "ward gss code",
        ),
    }
)  # fmt: skip


def guess_columns(columns: Iterable[str]) -> dict[str, tuple[str, float]]:
    """Propose which column means what, by its name alone.

    Parameters
    ----------
    columns : iterable of str
        Headers of the file.

    Returns
    -------
    dict of field to (header, confidence)
        Confidence from 0 to 1: 1 for a name we know, less for a name that is like one.  No column is proposed
        twice; fields without a likely column are left out.
    """
    scores = []
    for header in columns:
        name = fold(header)
        for field, known in _NAMES.items():
            alike = max((100.0 if name == each else _likeness(name, each)) for each in known)
            alike = min(alike, 90.0) if name in _VAGUE else alike
            if alike >= _ALIKE:
                scores.append((alike / 100, field, header))
    proposed: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for sure, field, header in sorted(scores, key=lambda each: -each[0]):
        if field not in proposed and header not in taken:
            proposed[field] = (header, round(sure, 2))
            taken.add(header)
    for pair in (("longitude", "latitude"), ("easting", "northing")):
        if len({*pair} & set(proposed)) == 1:
            proposed = {field: found for field, found in proposed.items() if field not in pair}
    order = list(_NAMES)
    return dict(sorted(proposed.items(), key=lambda item: order.index(item[0])))


def _likeness(name: str, known: str) -> float:
    """Score two names that differ: short ones must be equal, longer ones may differ by a few letters."""
    return 0.0 if min(len(name), len(known)) < 5 else min(99.0, fuzz.token_sort_ratio(name, known))
