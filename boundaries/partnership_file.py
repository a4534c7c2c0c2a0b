"""The words a partnership file may use, and plain messages where it uses others."""

import difflib
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from boundaries.agency import Rhythm, Shares
from boundaries.errors import BoundaryError
from boundaries.lattice import COARSEST, FINEST

__all__ = [
    "AgencyEntry",
    "Boundaries",
    "ComparisonSection",
    "PartnershipFile",
    "StrandColumns",
    "WardsEntry",
    "read_partnership_file",
]

Text = Annotated[str, Field(min_length=1)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{3,12}$")]
System = Literal["EPSG:27700", "EPSG:4326"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class WardsEntry(_Section):
    file: Text
    authorities: list[Code] | None = None
    codes: list[Code] | None = None
    lookup: Text | None = None
    layer: Text | None = None
    crs: System | None = None


class Boundaries(_Section):
    wards: Text | WardsEntry | list[Text | WardsEntry]
    authorities: list[Code] | None = None
    codes: list[Code] | None = None
    lookup: Text | None = None
    layer: Text | None = None
    crs: System | None = None


class StrandColumns(_Section):
    column: Text | Annotated[list[Text], Field(min_length=1)]
    file: Text | None = None


class Population(_Section):
    file: Text
    lookup: Text | None = None
    workday: Text | None = None
    strands: dict[Text, Text | Annotated[list[Text], Field(min_length=1)] | StrandColumns] = {}


class StreetsSection(_Section):
    file: Text | Annotated[list[Text], Field(min_length=1)]


class Postcodes(_Section):
    files: Text | list[Text]


class OneFile(_Section):
    file: Text


class PacksSection(_Section):
    folder: Text


class CubeSection(_Section):
    folder: Text


class Context(_Section):
    water: Text | list[Text] = []
    park: Text | list[Text] = []
    road: Text | list[Text] = []
    rail: Text | list[Text] = []
    station: Text | list[Text] = []


class Disclosure(_Section):
    threshold: Annotated[int, Field(ge=3, le=100)] = 3


class LatticeSection(_Section):
    resolutions: Annotated[list[int], Field(min_length=1)] = [7, 8, 9, 10]

    @field_validator("resolutions")
    @classmethod
    def _possible(cls, value: list[int]) -> list[int]:
        if any(not COARSEST <= r <= FINEST for r in value) or value != sorted(set(value)):
            raise ValueError(
                f"must be rising whole numbers from {COARSEST} (large cells) to {FINEST} (small ones)"
            )
        return value


class Attribution(_Section):
    text: Text


class AgencyEntry(_Section):
    name: Text
    title: Text | None = None
    expects: Rhythm = "none"
    format: Text | None = None
    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    suspended: bool = False
    shares: Shares = "own"
    shares_with: list[Annotated[str, Field(min_length=1, pattern=r"^[^;]+$")]] = []
    share_condition: Annotated[str, Field(min_length=3, max_length=200)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise ValueError("until must not be before from")
        return self

    @model_validator(mode="after")
    def _shared_with_somebody(self) -> Self:
        if (self.shares == "named") != bool(self.shares_with):
            raise ValueError(
                'shares_with names the agencies where shares is "named", and stands nowhere else'
            )
        if (self.shares == "condition") != bool(self.share_condition):
            raise ValueError(
                'share_condition says the condition where shares is "condition", and stands nowhere else'
            )
        if self.name in self.shares_with:
            raise ValueError("shares_with names the agency itself; name only the others")
        return self


class ComparisonSection(_Section):
    files: Text | Annotated[list[Text], Field(min_length=1)]
    own: Text
    most_similar: list[Text] = []
    population: Text | None = None
    population_area: Text | None = None
    population_column: Text | None = None
    area: Text | None = None
    strand: Text | None = None
    strands: dict[Text, Text | Annotated[list[Text], Field(min_length=1)]] = {}
    source: Text | None = None
    licence: Text | None = None
    note: Text | None = None
    published: date | None = None

    @model_validator(mode="after")
    def _of_others(self) -> Self:
        names = [" ".join(name.split()).casefold() for name in self.most_similar]
        if " ".join(self.own.split()).casefold() in names:
            raise ValueError("most_similar names own itself; name only the other areas")
        if len(set(names)) < len(names):
            raise ValueError("most_similar names an area twice")
        return self


class EarlyNotice(_Section):
    false_signals_a_year: Literal[1, 2, 4, 12] = 2


class CommunityFormSection(_Section):
    open: bool = False
    note: Text | None = None
    most_an_hour: Annotated[int, Field(ge=1, le=1000)] = 30
    most_a_visit: Annotated[int, Field(ge=1, le=50)] = 5


class PartnershipFile(_Section):
    """A partnership file as written, checked but with nothing opened."""

    name: Text
    place: Text = "area"
    boundaries: Boundaries
    population: Population | None = None
    postcodes: Postcodes | None = None
    streets: StreetsSection | None = None
    centres: OneFile | None = None
    candidates: OneFile | None = None
    events: OneFile | None = None
    services: OneFile | None = None
    context: Context = Context()
    disclosure: Disclosure = Disclosure()
    lattice: LatticeSection = LatticeSection()
    policy: OneFile | None = None
    attribution: Attribution | None = None
    comparison: ComparisonSection | None = None
    early_notice: EarlyNotice = EarlyNotice()
    community_form: CommunityFormSection = CommunityFormSection()
    access: OneFile | None = None
    packs: PacksSection | None = None
    cube: CubeSection | None = None
    agencies: list[AgencyEntry] = []

    @field_validator("agencies")
    @classmethod
    def _each_once(cls, value: list[AgencyEntry]) -> list[AgencyEntry]:
        names = [agency.name for agency in value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two agencies are called {twice!r}; each has one [[agencies]] table")
        for agency in value:
            unknown = next((name for name in agency.shares_with if name not in names), None)
            if unknown is not None:
                near = difflib.get_close_matches(unknown, names, n=1, cutoff=0.6)
                meant = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(names)}"
                raise ValueError(
                    f"in shares_with of {agency.name!r}, no [[agencies]] table is called {unknown!r}{meant}"
                )
        return value


def read_partnership_file(path: Path) -> PartnershipFile:
    """Read and check a partnership file.

    Raises
    ------
    BoundaryError
        If it is missing, is not TOML, or holds a key or value that is not known; the nearest known key is
        offered.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BoundaryError(f"There is no partnership file {path}. Check the path.") from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise BoundaryError(f"{path.name} is not a text file in UTF-8.") from None
    except tomllib.TOMLDecodeError as cause:
        raise BoundaryError(
            f"{path.name} is not valid TOML: {cause}. Text stands between quotes, lists between [ ]."
        ) from None
    try:
        return PartnershipFile.model_validate(content)
    except ValidationError as cause:
        said = dict.fromkeys(_plain(error, content) for error in cause.errors())
        raise BoundaryError(f"{path.name}: {' '.join(said)} See docs/partnership.md.") from None


def _plain(error: Any, content: dict[str, Any]) -> str:
    """Say one validation error in a sentence."""
    keys = [str(part) for part in error["loc"] if _is_key(str(part), content)]
    where = _where(keys)
    if error["type"] == "extra_forbidden":
        known = _known_keys(keys[:-1])
        near = difflib.get_close_matches(keys[-1], known, n=1, cutoff=0.5)
        meant = f" Did you mean {near[0]}?" if near else ""
        return f"{where} is not a known key.{meant} Known here: {', '.join(known)}."
    if error["type"] == "missing":
        return f"{where} is missing."
    reason = error["msg"].removeprefix("Value error, ")
    return f"{where} is not right: {reason[0].lower()}{reason[1:]}."


def _where(keys: list[str]) -> str:
    """Say where a key stands, counting the tables of a list from one."""
    if keys[0] == "agencies" and len(keys) > 1:
        return " ".join([f"[[agencies]] number {int(keys[1]) + 1}:", ".".join(keys[2:])]).rstrip(": ")
    return f"[{keys[0]}] {'.'.join(keys[1:])}" if len(keys) > 1 else keys[0]


def _is_key(part: str, content: dict[str, Any]) -> bool:
    """Leave out the names that pydantic gives to the alternatives of a union."""
    alternatives = ("list[", "constrained-", "function-", "WardsEntry", "StrandColumns")
    return part != "str" and not part.startswith(alternatives)


def _known_keys(section: list[str]) -> list[str]:
    words = [word for word in section if not word.isdigit()]
    if words == ["boundaries", "wards"]:
        return list(WardsEntry.model_fields)
    if words[:2] == ["population", "strands"] and len(words) == 3:
        return list(StrandColumns.model_fields)
    fields = PartnershipFile.model_fields
    if not words:
        return list(fields)
    model: Any = {
        "boundaries": Boundaries,
        "population": Population,
        "postcodes": Postcodes,
        "context": Context,
        "disclosure": Disclosure,
        "lattice": LatticeSection,
        "attribution": Attribution,
        "comparison": ComparisonSection,
        "community_form": CommunityFormSection,
        "early_notice": EarlyNotice,
        "packs": PacksSection,
        "cube": CubeSection,
        "agencies": AgencyEntry,
    }.get(words[0], OneFile)
    return [field.alias or name for name, field in model.model_fields.items()]
