"""A partnership: who works together, where, and which files describe the place."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import geopandas as gpd

from boundaries.agency import Agency
from boundaries.community_form import CLOSED, CommunityForm
from boundaries.comparison import Comparison
from boundaries.context import KINDS, read_context
from boundaries.demand import Demand, make_demand
from boundaries.geo_file import read_geo_files
from boundaries.named_files import existing, existing_folder, matching, named_folder, parts
from boundaries.partnership_file import (
    AgencyEntry,
    Boundaries,
    ComparisonSection,
    StrandColumns,
    WardsEntry,
    read_partnership_file,
)
from boundaries.population import read_population
from boundaries.postcodes import Gazetteer, read_gazetteer
from boundaries.streets import Streets, read_streets
from boundaries.study_area import StudyArea, make_study_area
from boundaries.wards import make_wards, merge_ward_files, ward_request

__all__ = ["Partnership", "StrandPeople", "WardSource", "load_partnership"]

CUBE_SAYS = "manifest.json"
"""In a cube's folder: what it holds.  A cube made anew has another."""


@dataclass(frozen=True)
class WardSource:
    """One ward file, and which of its wards are taken; all of them if neither is named.

    `layer` and `crs` say which layer is meant and which coordinate system, where the file leaves that open.
    """

    file: Path
    authorities: tuple[str, ...] | None
    codes: tuple[str, ...] | None
    lookup: Path | None
    layer: str | None = None
    crs: str | None = None


@dataclass(frozen=True)
class StrandPeople:
    """Where it stands how many people of a strand live in each ward: columns of a table, added up."""

    file: Path
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Partnership:
    """What a partnership file says, with every path made whole; the methods open what it names.

    Attributes
    ----------
    path : pathlib.Path
        The partnership file itself.
    name, place : str
        What the area is called, and the noun for it in sentences ("borough").
    wards : tuple of WardSource
    population, population_lookup, centres, events, services, policy : pathlib.Path or None
    postcodes : tuple of pathlib.Path
    context_files : dict of kind to tuple of pathlib.Path
    threshold : int
        Counts from 1 to one less than this are hidden from those who may only see aggregates.
    resolutions : tuple of int
        H3 resolutions offered on the map, coarse to fine.
    attribution : str
        Shown wherever the map is; "" if nothing needs to be said.
    agencies : tuple of Agency
        Who sends files, in the order of the partnership file.
    comparison : Comparison or None
        Published tables of other areas, where any are named.
    workday : pathlib.Path or None
        Who is about by day: a table like that of residents, or the same file with a column of its own.
    false_signals_a_year : int
        How many false signals a year early notice may make where nothing changes: 1, 2, 4 or 12.
    community_form : CommunityForm
        The form for everybody; closed unless the file opens it.
    access : pathlib.Path or None
        The partnership's own access policy, which may only take away.
    streets : tuple of pathlib.Path
        Lines to walk along; walks are measured straight where none are named.
    strand_people : mapping of str to StrandPeople
        By strand, as far as the file names them.
    candidates : pathlib.Path or None
        Places that could become reporting centres.
    packs : pathlib.Path or None
        Folder of the partnership's own templates of the meeting pack.
    cube : pathlib.Path or None
        Folder of counts that take the place of the store's incidents; it may still have to be made.
    """

    path: Path
    name: str
    place: str
    wards: tuple[WardSource, ...]
    population: Path | None
    population_lookup: Path | None
    postcodes: tuple[Path, ...]
    centres: Path | None
    events: Path | None
    services: Path | None
    context_files: dict[str, tuple[Path, ...]]
    threshold: int
    resolutions: tuple[int, ...]
    policy: Path | None
    attribution: str
    agencies: tuple[Agency, ...]
    comparison: Comparison | None = None
    workday: Path | None = None
    false_signals_a_year: int = 2
    community_form: CommunityForm = CLOSED
    access: Path | None = None
    streets: tuple[Path, ...] = ()
    strand_people: Mapping[str, StrandPeople] = field(default_factory=dict)
    candidates: Path | None = None
    packs: Path | None = None
    cube: Path | None = None

    def study_area(self) -> StudyArea:
        """Open the ward files and the populations."""
        opened = read_geo_files([ward_request(s.file, layer=s.layer, crs=s.crs) for s in self.wards])
        files = [
            make_wards(file, authorities=s.authorities, codes=s.codes, lookup=s.lookup)
            for file, s in zip(opened, self.wards, strict=True)
        ]
        residents = None
        if self.population is not None:
            residents = read_population(self.population, lookup=self.population_lookup)
        workday = None
        if self.workday is not None:
            workday = read_population(self.workday, lookup=self.population_lookup, of="workday")
        merged = merge_ward_files(files)
        return make_study_area(merged, name=self.name, residents=residents, workday=workday)

    def gazetteer(self) -> Gazetteer:
        """Open the postcode files; an empty gazetteer if none is named."""
        return read_gazetteer(self.postcodes)

    def context(self, study_area: StudyArea | None = None) -> dict[str, gpd.GeoDataFrame]:
        """Open the layers of the drawn map."""
        return read_context(self.context_files, study_area or self.study_area())

    def street_network(self, study_area: StudyArea | None = None) -> Streets | None:
        """Open the streets and make a network of them; None if none are named."""
        return read_streets(self.streets, study_area or self.study_area()) if self.streets else None

    def demand(self, study_area: StudyArea | None = None) -> Demand:
        """Say where the residents live, and those of each strand that the file names."""
        strands = {
            strand: read_population(said.file, lookup=self.population_lookup, columns=said.columns)
            for strand, said in self.strand_people.items()
        }
        return make_demand(study_area or self.study_area(), self.gazetteer(), strands=strands)

    @cached_property
    def digest(self) -> str:
        """A hash of the partnership file and of the content of every file that it names."""
        total = hashlib.sha256()
        for file in self.files():
            with file.open("rb") as stream:
                total.update(hashlib.file_digest(stream, "sha256").digest())
        return total.hexdigest()

    def files(self) -> tuple[Path, ...]:
        """List the partnership file and every file that it names, the parts of a shapefile included."""
        named = [self.path, *(s.file for s in self.wards), *(s.lookup for s in self.wards)]
        named += [self.population, self.population_lookup, self.centres, self.events, self.services]
        named += [self.workday, self.policy, self.access, self.candidates, *self.postcodes, *self.streets]
        named += [said.file for said in self.strand_people.values()]
        if self.comparison is not None:
            named += [*self.comparison.files, self.comparison.population]
        if self.cube is not None and (self.cube / CUBE_SAYS).is_file():
            named.append(self.cube / CUBE_SAYS)
        named += [file for kind in KINDS for file in self.context_files.get(kind, ())]
        return tuple(dict.fromkeys(part for file in named if file is not None for part in parts(file)))


def load_partnership(path: Path | str) -> Partnership:
    """Read a partnership file; see docs/partnership.md.

    Relative paths count from the folder of the file.  `${NAME}` and `${NAME:-otherwise}` in a path stand for
    an
    environment variable.

    Raises
    ------
    BoundaryError
        If the file is not right, or a file that it names does not exist.
    """
    path = Path(path).absolute()
    said = read_partnership_file(path)
    base = path.parent

    def one(text: str | None, key: str) -> Path | None:
        return None if text is None else existing(text, base, key=key)

    population = said.population
    context = {
        kind: tuple(existing(t, base, key=f"[context] {kind}") for t in _listed(getattr(said.context, kind)))
        for kind in KINDS
    }
    return Partnership(
        path=path,
        name=said.name,
        place=said.place,
        wards=tuple(_ward_sources(said.boundaries, base)),
        population=one(population.file, "[population] file") if population else None,
        population_lookup=one(population.lookup, "[population] lookup") if population else None,
        workday=one(population.workday, "[population] workday") if population else None,
        strand_people={
            strand: _strand_people(told, base, population.file, key=f"[population] strands {strand}")
            for strand, told in population.strands.items()
        }
        if population
        else {},
        streets=tuple(matching(_listed(said.streets.file), base, key="[streets] file"))
        if said.streets
        else (),
        postcodes=tuple(matching(_listed(said.postcodes.files), base, key="[postcodes] files"))
        if said.postcodes
        else (),
        centres=one(said.centres.file, "[centres] file") if said.centres else None,
        candidates=one(said.candidates.file, "[candidates] file") if said.candidates else None,
        events=one(said.events.file, "[events] file") if said.events else None,
        services=one(said.services.file, "[services] file") if said.services else None,
        context_files={kind: files for kind, files in context.items() if files},
        threshold=said.disclosure.threshold,
        resolutions=tuple(said.lattice.resolutions),
        policy=one(said.policy.file, "[policy] file") if said.policy else None,
        access=one(said.access.file, "[access] file") if said.access else None,
        packs=existing_folder(said.packs.folder, base, key="[packs] folder") if said.packs else None,
        cube=named_folder(said.cube.folder, base, key="[cube] folder") if said.cube else None,
        attribution=said.attribution.text if said.attribution else "",
        agencies=tuple(_agency(entry) for entry in said.agencies),
        comparison=_comparison(said.comparison, base) if said.comparison else None,
        community_form=CommunityForm(**said.community_form.model_dump()),
        false_signals_a_year=said.early_notice.false_signals_a_year,
    )


def _comparison(said: ComparisonSection, base: Path) -> Comparison:
    file = said.population
    return Comparison(
        files=tuple(matching(_listed(said.files), base, key="[comparison] files")),
        own=said.own,
        most_similar=tuple(said.most_similar),
        population=None if file is None else existing(file, base, key="[comparison] population"),
        population_area=said.population_area,
        population_column=said.population_column,
        area=said.area,
        strand=said.strand,
        strands={word: tuple(_listed(codes)) for word, codes in said.strands.items()},
        source=said.source or "",
        licence=said.licence or "",
        note=said.note or "",
        published=said.published,
    )


def _strand_people(said: str | list[str] | StrandColumns, base: Path, file: str, *, key: str) -> StrandPeople:
    told = said if isinstance(said, StrandColumns) else StrandColumns(column=said)
    return StrandPeople(existing(told.file or file, base, key=key), tuple(_listed(told.column)))


def _agency(said: AgencyEntry) -> Agency:
    return Agency(
        name=said.name,
        title=said.title or said.name,
        expects=said.expects,
        format=said.format,
        since=said.since,
        until=said.until,
        suspended=said.suspended,
        shares=said.shares,
        shares_with=tuple(said.shares_with),
        share_condition=said.share_condition or "",
    )


def _ward_sources(said: Boundaries, base: Path) -> list[WardSource]:
    """One source a ward file; what is said for all files holds where a file says nothing of its own."""
    sources = []
    for item in said.wards if isinstance(said.wards, list) else [said.wards]:
        entry = item if isinstance(item, WardsEntry) else WardsEntry(file=item)
        own = entry.authorities is not None or entry.codes is not None
        authorities, codes = (entry.authorities, entry.codes) if own else (said.authorities, said.codes)
        lookup = entry.lookup or said.lookup
        sources.append(
            WardSource(
                file=existing(entry.file, base, key="[boundaries] wards"),
                authorities=None if authorities is None else tuple(authorities),
                codes=None if codes is None else tuple(codes),
                lookup=None if lookup is None else existing(lookup, base, key="[boundaries] lookup"),
                layer=entry.layer or said.layer,
                crs=entry.crs or said.crs,
            )
        )
    return sources


def _listed(said: str | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else said
