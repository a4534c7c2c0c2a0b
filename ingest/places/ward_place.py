"""Where a ward is named: by code or by name; a misspelt one is offered back, an unknown one is said."""

import polars as pl
from rapidfuzz import fuzz, process

from boundaries.study_area import StudyArea
from ingest.words import fold, numbered

__all__ = ["place_by_ward"]

_LIKE = 85.0
_SHOWN = 20


def place_by_ward(
    cells: pl.DataFrame, study_area: StudyArea, *, placed: pl.Series
) -> tuple[pl.DataFrame, list[str]]:
    """Find the wards that rows name.

    Parameters
    ----------
    cells : polars.DataFrame
        Cleaned text with at least one of the columns `ward` and `area_code`; `postcode` where there is one.
    study_area : StudyArea
    placed : polars.Series of Boolean
        Which rows have a better location already.

    Returns
    -------
    areas : polars.DataFrame
        x, y, lon, lat (NaN: a ward is no point), area (code or null), reason, precision, column.
    notes : list of str
    """
    known, twice = _known(study_area)
    names = list(study_area.wards["name"])
    area, reason, column = (pl.repeat(None, cells.height, dtype=pl.String, eager=True) for _ in range(3))
    notes: list[str] = []
    for field in ("area_code", "ward"):
        if field not in cells.columns:
            continue
        words = cells[field]
        distinct = words.drop_nulls().unique(maintain_order=True).to_list()
        codes = {
            word: known.get(fold(word), known.get(fold(word).removesuffix(" ward"))) for word in distinct
        }
        here = words.replace_strict(codes, default=None, return_dtype=pl.String)
        area = area.zip_with(area.is_not_null(), here)
        lost = words.is_not_null() & here.is_null()
        wrong = {
            word: _misspelt(word, names) for word in distinct if not codes[word] and fold(word) not in twice
        }
        said = words.replace_strict(wrong, default=None, return_dtype=pl.String)
        new = lost & ~placed & said.is_not_null() & reason.is_null()
        reason, column = reason.zip_with(~new, said), column.set(new, field)
        other = lost & (words != cells["postcode"]).fill_null(True) if "postcode" in cells.columns else lost
        notes += _notes(
            words.filter(lost & ~placed & said.is_null()), twice, int((other & placed).sum()), study_area
        )
    nothing = dict.fromkeys(("x", "y", "lon", "lat"), pl.lit(float("nan")))
    reason = reason.set(area.is_not_null(), None)
    areas = pl.DataFrame({"area": area, "reason": reason, "column": column.fill_null("ward")})
    return areas.with_columns(**nothing, precision=pl.lit("area")), notes


def _known(study_area: StudyArea) -> tuple[dict[str, str], set[str]]:
    """Give folded name or code -> code, and the names that several wards have."""
    wards = study_area.wards
    names = [fold(name) for name in wards["name"]]
    known = {name: code for name, code in zip(names, wards["ward"], strict=True) if names.count(name) == 1}
    return known | {fold(code): code for code in wards["ward"]}, {n for n in names if names.count(n) > 1}


def _misspelt(word: str, names: list[str]) -> str | None:
    """Say which ward a word is nearly the name of."""
    best = process.extractOne(word, names, scorer=fuzz.ratio, processor=fold, score_cutoff=_LIKE)
    if best is None:
        return None
    shown = f"no ward '{word}'." if len(word) <= _SHOWN else "no ward of this name."
    return f"{shown} Did you mean {best[0]}?"


def _notes(missing: pl.Series, twice: set[str], placed: int, study_area: StudyArea) -> list[str]:
    notes = []
    if placed:
        rows = numbered(placed, "row names", "rows name")
        notes.append(
            f"Ward: {rows} an area that is not a ward of {study_area.vintage} (perhaps an older one); "
            "placed by what else the row says."
        )
    if not missing.is_empty():
        words = missing.unique().to_list()
        double = any(fold(word) in twice for word in words)
        rows = numbered(missing.len(), "row names", "rows name")
        notes.append(
            f"Ward: {rows} {numbered(len(words), 'area', 'areas')} that "
            f"{'is not' if len(words) == 1 else 'are not'} {'one' if double else 'a'} ward of this area; "
            "kept without a location."
        )
    return notes
