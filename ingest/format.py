"""A format: which column of an agency's file means what.  Data, not code; `ingest/formats/` holds them."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ingest.errors import IngestError
from ingest.words import fold

__all__ = ["CLOSED", "FIELDS", "DateRules", "Format", "load_formats", "read_format", "recognise"]

FIELDS = {
    "reference": "The agency's own reference",
    "occurred": "Date it happened (or date and time, or a range)",
    "occurred_time": "Time it happened",
    "occurred_to": "Latest date it can have happened",
    "occurred_to_time": "Latest time",
    "reported": "Date it was reported",
    "kind": "Crime, incident or anti-social behaviour",
    "category": "What happened",
    "strands": "Hate strand or motivation",
    "source": "Who recorded it",
    "noticed_by": "How it came to notice",
    "setting": "Kind of place",
    "outcome": "Outcome",
    "longitude": "Longitude (degrees)",
    "latitude": "Latitude (degrees)",
    "easting": "Easting (metres)",
    "northing": "Northing (metres)",
    "grid_reference": "OS grid reference",
    "postcode": "Postcode",
    "ward": "Ward name",
    "area_code": "Ward code",
    "agency": "Whose record it is",
}
"""What a column can mean -> what to call it when asking."""

CLOSED = ("kind", "category", "strands", "source", "noticed_by", "setting", "outcome")
"""Fields whose words come from a list."""

_KIND = re.compile(r"(?P<fixed>\w+)|(?P<yes>\w+) if strands else (?P<no>\w+)")
_SEVERAL = ("reference", "strands")


class DateRules(BaseModel):
    """How a file writes its dates.  Unambiguous forms (ISO, month names) are read whatever `order` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    order: Literal["day-first", "month-first"] = "day-first"


class Format(BaseModel):
    """One agency's way of writing incidents down.

    Attributes
    ----------
    name, title : str
        For the shell and for the page.
    source : str
        Code of the policy's sources, for every row that has no word of its own.
    agency : str or None
        Suggested sender.
    kind : str
        A code of the policy's kinds; or ``column``, the words of the column `kind`; or
        ``A if strands else B`` where each of A and B is one of the former.
    recognise : tuple of str
        Headers that must all be there; case and spaces do not count.
    columns : dict of field to header or headers
        See `FIELDS`.  Several headers only for ``reference`` (joined) and ``strands``.
    strand_columns : dict of header to strand code
        Columns that each stand for one strand: any word that is not a none-word means yes.  With an empty
        code the words themselves are matched.
    values : dict of field to dict of word to code or codes
        Beside the policy's words; ``""`` says 'known, and nothing', ``"*"`` any other word.
    none_words : dict of field to tuple of str
        Words that mean an empty cell.
    defaults : dict of field to code
        Where the file has no column, or an empty cell, for a closed field.
    precision : str
        How well its coordinates are known: ``exact`` or ``street`` (snapped points).
    ignore : tuple of str
        Columns known to hold free text or people; dropped at the door.
    reference_from : tuple of str
        Headers that a made reference stands on; all matched columns but outcome and report when empty.
    repeated_reference : str
        What a second row with the same reference but another content is: ``set aside`` or ``keep first``
        (counted as a duplicate).
    swap : bool
        Read coordinates the other way round where only that puts them in the area.
    covers : str
        ``area`` (points far outside are set aside) or ``wider`` (the sender reports for more than this area).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    source: str
    agency: str | None = None
    kind: str = "other_incident"
    recognise: tuple[str, ...] = ()
    columns: dict[str, str | tuple[str, ...]]
    strand_columns: dict[str, str] = Field(default_factory=dict)
    dates: DateRules = DateRules()
    values: dict[str, dict[str, str | tuple[str, ...]]] = Field(default_factory=dict)
    none_words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    precision: Literal["exact", "street"] = "exact"
    ignore: tuple[str, ...] = ()
    reference_from: tuple[str, ...] = ()
    repeated_reference: Literal["set aside", "keep first"] = "set aside"
    swap: bool = False
    covers: Literal["area", "wider"] = "area"

    @field_validator("name")
    @classmethod
    def _plain_name(cls, name: str) -> str:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            raise ValueError(f"{name!r} is not a format name: use small letters, digits and single hyphens")
        return name

    @model_validator(mode="after")
    def _hangs_together(self) -> "Format":
        unknown = [field for field in self.columns if field not in FIELDS]
        unknown += [
            field
            for part in (self.values, self.none_words, self.defaults)
            for field in part
            if field not in CLOSED
        ]
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: no such field. Fields: {', '.join(FIELDS)}")
        several = [
            f for f, headers in self.columns.items() if not isinstance(headers, str) and f not in _SEVERAL
        ]
        if several:
            raise ValueError(
                f"{', '.join(several)}: only {' and '.join(_SEVERAL)} may come from several columns"
            )
        if "occurred" not in self.columns and "reported" not in self.columns:
            raise ValueError("no column says when it happened: match 'occurred', or at least 'reported'")
        for one, other in (("longitude", "latitude"), ("easting", "northing")):
            if (one in self.columns) != (other in self.columns):
                raise ValueError(f"{one} and {other} come together: match both or neither")
        if not _KIND.fullmatch(self.kind):
            raise ValueError(f"kind is {self.kind!r}; give a code, 'column' or 'A if strands else B'")
        if "column" in self.kinds and "kind" not in self.columns:
            raise ValueError("kind comes from a column, but no column is matched to 'kind'")
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of every row; or of rows with strands and of rows without."""
        found = _KIND.fullmatch(self.kind)
        assert found is not None
        return (found["fixed"],) if found["fixed"] else (found["yes"], found["no"])

    def headers(self, field: str) -> tuple[str, ...]:
        """Headers matched to a field, in order; none if the file does not have it."""
        matched = self.columns.get(field, ())
        return (matched,) if isinstance(matched, str) else tuple(matched)

    @property
    def used(self) -> tuple[str, ...]:
        """Every header that is read."""
        named = [header for field in self.columns for header in self.headers(field)]
        return tuple(dict.fromkeys([*named, *self.strand_columns, *self.reference_from]))

    @classmethod
    def by_hand(
        cls,
        *,
        columns: Mapping[str, str | tuple[str, ...]],
        source: str,
        name: str = "by-hand",
        title: str = "Matched by hand",
        recognise: Iterable[str] | None = None,
        **settings: object,
    ) -> "Format":
        """Make a format from what somebody matched on the page.

        Parameters
        ----------
        columns : mapping of field to header or headers
        source : str
        recognise : iterable of str, optional
            Headers to know such a file by next time; without it, every header that is read.
        **settings
            Any other attribute of a format.

        Raises
        ------
        IngestError
            If the matching does not hang together; the message says what to match.
        """
        content = {"name": name, "title": title, "source": source, "columns": dict(columns), **settings}
        try:
            made = cls.model_validate(content)
        except ValidationError as error:
            raise IngestError("; ".join(_plain(line["msg"]) for line in error.errors())) from None
        return made.model_copy(update={"recognise": tuple(made.used if recognise is None else recognise)})

    def with_values(self, values: Mapping[str, Mapping[str, str | tuple[str, ...]]]) -> "Format":
        """Give a copy that also knows these words (field -> word -> code; ``""`` for 'not one')."""
        merged = {
            field: {**self.values.get(field, {}), **values.get(field, {})}
            for field in {*self.values, *values}
        }
        return type(self).model_validate({**self.model_dump(), "values": merged})

    def save(self, path: str | Path) -> Path:
        """Write the format as TOML, to be found by `load_formats` from then on."""
        file = Path(path)
        content = self.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(tomli_w.dumps(content), encoding="utf-8")
        return file


def read_format(path: str | Path) -> Format:
    """Read one format file.

    Raises
    ------
    IngestError
        Which file, and what is wrong in it.
    """
    file = Path(path)
    try:
        return Format.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {_plain(e['msg'])}" for e in error.errors())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong = str(error)
    raise IngestError(f"{file.name} is not a format file: {wrong}. docs/formats.md shows one.")


def load_formats(extra_folder: str | Path | None = None) -> dict[str, Format]:
    """Find every format: those shipped, then those of a folder of one's own, whose names win.

    Returns
    -------
    dict of name to Format, in alphabetical order
    """
    folders = [Path(__file__).parent / "formats"] + ([Path(extra_folder)] if extra_folder else [])
    found = [read_format(file) for folder in folders for file in sorted(folder.glob("*.toml"))]
    return dict(sorted((each.name, each) for each in found))


def recognise(columns: Iterable[str], formats: Mapping[str, Format]) -> Format | None:
    """Know a file by its headers; where several formats fit, the one that asks for most wins."""
    present = {fold(column) for column in columns}
    fitting = [
        f for f in formats.values() if f.recognise and {fold(header) for header in f.recognise} <= present
    ]
    return max(fitting, key=lambda each: (len({fold(h) for h in each.recognise}), each.name), default=None)


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")
