"""Files of templates: read and checked before anything is built; what is wrong is said in one sentence."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from boundaries.partnership import Partnership
from dashboard.exporting.document import LEVELS
from dashboard.exporting.logo import NotAPictureError, checked_logo
from dashboard.exporting.markings import AUDIENCES, least_level
from dashboard.report.sections import SECTIONS
from dashboard.report.template import TEMPLATES, Template, TemplateError

__all__ = ["Templates", "find_template", "read_template", "templates_for"]

MOST_BYTES = 100_000
EVERYBODY = re.compile(r"\b(?:everybody|everyone|the (?:general )?public)\s*(?:$|[,.;:(])", re.IGNORECASE)
"""Whom a partners' pack may not name as its readers; the public health team may read it."""
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Characters that Word and Excel cannot hold, or that turn other letters round."""
Words = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]


class _File(BaseModel):
    """The words that a template may use."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Words
    audience: Words
    profile: str
    sections: Annotated[list[str], Field(min_length=1)]
    marking: str = ""
    keep_days: Annotated[int, Field(ge=1, le=5 * 365)] = 90
    opening: Annotated[str, Field(max_length=2000)] = ""
    logo: Annotated[str, Field(max_length=200)] = ""
    most_places: Annotated[int, Field(ge=1, le=20)] = 5


@dataclass(frozen=True)
class Templates:
    """The templates of a partnership.

    Attributes
    ----------
    held : mapping of str to Template
        Those that can be used, by key.
    troubles : mapping of str to str
        Those that cannot: key -> one sentence.
    """

    held: Mapping[str, Template]
    troubles: Mapping[str, str]


def templates_for(partnership: Partnership) -> Templates:
    """Read the templates of the program, each overridden or added to by the partnership's own.

    A file of the partnership's that is not right takes the place of ours all the same: who marked a pack
    higher must not get one marked lower because of a slip of the pen.
    """
    files = {path.stem: path for path in sorted(TEMPLATES.glob("*.toml"))}
    if partnership.packs is not None:
        files |= {path.stem: path for path in sorted(partnership.packs.glob("*.toml"))}
    held, troubles = {}, {}
    for key, path in files.items():
        try:
            held[key] = read_template(path)
        except TemplateError as error:
            troubles[key] = str(error)
    return Templates(held, troubles)


def find_template(templates: Templates, key: str) -> Template:
    """Give a template by its key.

    Raises
    ------
    TemplateError
        If there is none, or it cannot be used.
    """
    if key in templates.held:
        return templates.held[key]
    if key in templates.troubles:
        raise TemplateError(templates.troubles[key])
    raise TemplateError(f"There is no template '{key[:60]}'.{_known(key, templates.held)}")


def read_template(path: Path) -> Template:
    """Read and check a template.

    Raises
    ------
    TemplateError
        If it cannot be used; its text names the file, what was found and what would be right.
    """
    said = _read(path)
    where = path.name
    _one_of(where, "profile", said.profile, AUDIENCES)
    for key in said.sections:
        _one_of(where, "sections", key, SECTIONS)
    twice = next((key for key in said.sections if said.sections.count(key) > 1), None)
    if twice is not None:
        raise TemplateError(f"{where}: sections names '{twice}' twice. Name each section once.")
    not_for = [key for key in said.sections if said.profile not in SECTIONS[key].profiles]
    if not_for:
        may = ", ".join(key for key, one in SECTIONS.items() if said.profile in one.profiles)
        raise TemplateError(
            f"{where}: section '{not_for[0]}' may not stand in a {said.profile} pack. These may: {may}."
        )
    if said.profile != "public" and EVERYBODY.search(said.audience):
        raise TemplateError(
            f"{where}: audience is '{said.audience[:60]}', and a {said.profile} pack is not for everybody. "
            'Name who may read it, or write profile = "public".'
        )
    for key in ("title", "audience", "opening", "logo"):
        if UNWRITABLE.search(getattr(said, key)):
            raise TemplateError(f"{where}: {key} has a character that cannot be written. Type it anew.")
    least = least_level(said.profile)
    if said.marking:
        _one_of(where, "marking", said.marking, LEVELS)
    level = next((one for one in LEVELS if one == said.marking), least)
    if LEVELS.index(level) < LEVELS.index(least):
        raise TemplateError(
            f"{where}: marking is {level}, and a {said.profile} pack is marked {least} at least. Write "
            f'marking = "{least}", or leave it out.'
        )
    return Template(
        key=path.stem,
        title=" ".join(said.title.split()),
        audience=" ".join(said.audience.split()),
        profile=said.profile,
        sections=tuple(said.sections),
        level=level,
        keep_days=said.keep_days,
        opening=said.opening.strip(),
        logo=_logo(path, said.logo) if said.logo else b"",
        most_places=said.most_places,
    )


def _read(path: Path) -> _File:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TemplateError(f"{path.name} is too large for a template: it has a few lines of text.")
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise TemplateError(f"There is no template file {path.name}. Check the path.") from None
    except (UnicodeDecodeError, OSError):
        raise TemplateError(f"{path.name} cannot be read as a text file in UTF-8.") from None
    except tomllib.TOMLDecodeError as cause:
        raise TemplateError(
            f"{path.name} is not valid TOML: {cause}. Text stands between quotes, lists between [ ]."
        ) from None
    except (RecursionError, ValueError):
        raise TemplateError(
            f"{path.name} is not valid TOML: a number is too long, or lists stand too deeply in each other."
        ) from None
    try:
        return _File.model_validate(content)
    except ValidationError as cause:
        raise TemplateError(f"{path.name}: {_plain(cause.errors()[0])}") from None


def _plain(error: Any) -> str:
    """Say one thing that is wrong in a sentence."""
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return f"'{key[:60]}' is not a known key.{_known(key, _File.model_fields)}"
    if error["type"] == "missing":
        examples = {"title": '"Pack for the network meeting"', "audience": '"the network meeting"'}
        return f"{key} is missing. Write {key} = {examples.get(key, '...')}."
    reason = error["msg"].removeprefix("Value error, ")
    if error["type"] == "string_pattern_mismatch":
        reason = "it is empty"
    return f"{key} is not right: {reason[0].lower()}{reason[1:]}."


def _one_of(where: str, key: str, said: str, known: Iterable[str]) -> None:
    known = list(known)
    if said not in known:
        raise TemplateError(f"{where}: {key} has '{said[:60]}', which is not known.{_known(said, known)}")


def _known(said: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(said.casefold(), [one.casefold() for one in known], n=1, cutoff=0.5)
    meant = next((one for one in known if near and one.casefold() == near[0]), "")
    return (f" Did you mean '{meant}'?" if meant else "") + f" Known: {', '.join(known)}."


def _logo(path: Path, said: str) -> bytes:
    """Open the logo: a file beside the template, or below its folder."""
    folder = path.parent.resolve()
    file = (folder / said).resolve()
    if len(file.name.encode()) > 255 or not file.is_relative_to(folder) or not file.is_file():
        raise TemplateError(
            f"{path.name}: there is no logo '{said[:60]}' in the template's folder. Put the picture beside "
            "the template and name it by its file name."
        )
    data = file.read_bytes()
    try:
        checked_logo(data)
    except NotAPictureError as error:
        raise TemplateError(f"{path.name}: logo '{said[:60]}': {error}") from None
    return data
