"""Invented street files of data.police.uk, as messy as they come, and the ways in which they are packed."""

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from boundaries.crs import to_wgs84
from boundaries.study_area import StudyArea

HEADER = (
    *("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code"),
    *("LSOA name", "Crime type", "Last outcome category", "Context"),
)
TYPES = (
    *("Anti-social behaviour", "Burglary", "Violence and sexual offences", "Shoplifting", "Public order"),
    *("Vehicle crime", "Drugs", "Other crime"),
)
OUTCOMES = ("Under investigation", "Status update unavailable", "", "Offender given a caution")
Row = dict[str, str]


def street_rows(
    month: str, force: str, study_area: StudyArea, *, rows: int = 300, seed: int = 1, lsoa: str = "E01000001"
) -> list[Row]:
    """Make the rows of one file: snapped points, many outside, some without a place, some that are wrong."""
    draw = random.Random(f"{month} {force} {seed}")
    left, bottom, right, top = study_area.outline.bounds
    metres = [
        (draw.uniform(left - 800, right + 800), draw.uniform(bottom - 800, top + 800)) for _ in range(60)
    ]
    lon, lat = to_wgs84([x for x, _ in metres], [y for _, y in metres])
    made = []
    for number in range(rows):
        at = draw.randrange(60)
        kind = draw.choice(TYPES)
        has_id = kind != TYPES[0]
        row = dict.fromkeys(HEADER, "")
        row |= {
            "Crime ID": f"{draw.getrandbits(256):064x}" if has_id else "",
            "Month": month,
            "Reported by": f"{force.title()} Police",
            "Falls within": f"{force.title()} Police",
            "Longitude": f"{lon[at]:.6f}",
            "Latitude": f"{lat[at]:.6f}",
            "Location": f"On or near Road {at}",
            "LSOA code": lsoa,
            "Crime type": kind,
            "Last outcome category": draw.choice(OUTCOMES) if has_id else "",
        }
        if number % 17 == 0:  # without a place
            row |= {"Longitude": "", "Latitude": "", "Location": "No Location", "LSOA code": ""}
        made.append(row)
    year, number_of_month = month.split("-")
    made[3]["Month"] = f"{number_of_month}/{year}"
    made[4]["Month"] = f"{year}-{number_of_month}-01"
    made[5]["Month"] = f"{year}-13"  # no month
    made[6]["Month"] = ""
    made[7] |= {"Longitude": "0", "Latitude": "0"}
    made[8] |= {"Longitude": "not a number"}
    made[9] |= {"Latitude": ""}  # one of two is no place
    made += [dict(made[20]), dict(made[21])]  # the same again, with an ID and perhaps without
    named = [row for row in made[30:] if row["Crime ID"] and row["Longitude"]]
    made.append({**named[0], "Longitude": "", "Latitude": ""})
    made.append({**named[1], "Last outcome category": "Unable to prosecute suspect"})
    made.insert(10, {**named[2], "Longitude": "", "Latitude": ""})  # the place comes with the later row
    return made


def carried_over(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """Let a file hold some crimes of another month again: with another type, and without a place."""
    again = [row for row in others if row["Crime ID"] and row["Longitude"]][50:53]
    month = rows[0]["Month"]
    changed = [
        {**again[0], "Month": month},
        {**again[1], "Month": month, "Crime type": "Drugs"},
        {**again[2], "Month": month, "Longitude": "", "Latitude": ""},
    ]
    return [*rows, *changed]


def as_csv(rows: Sequence[Row]) -> bytes:
    """Write a file as data.police.uk does."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def street_files(study_area: StudyArea) -> dict[str, bytes]:
    """Make the files of two forces: name -> bytes, in order of month."""
    first = street_rows("2025-01", "north", study_area)
    second = carried_over(street_rows("2025-02", "north", study_area), first)
    other = street_rows("2025-02", "south-west", study_area, rows=200)
    third = carried_over(street_rows("2025-03", "north", study_area), second)
    named = {"2025-01-north": first, "2025-02-north": second, "2025-02-south-west": other}
    return {f"{name}-street.csv": as_csv(rows) for name, rows in (named | {"2025-03-north": third}).items()}


def lay(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder, each where its name says."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def packed(data: bytes) -> bytes:
    """Pack as .gz."""
    return gzip.compress(data, mtime=0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack as .zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()
