"""Real files, where they are there: figures counted a second time, without the product."""

import csv
import gzip
import io
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.errors import FileRefused
from ingest.format import Format, load_formats, recognise
from ingest.prepare import prepare
from ingest.table import Table

DATA = Path(__file__).parents[3] / "shared" / "data"
TODAY = date(2026, 11, 20)
STREET = load_formats()["police-uk-street"]

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real public data are not at {DATA.name}/")


def read(path: Path) -> Table:
    frame = pl.read_csv(path, infer_schema=False)
    return Table(frame, pl.Series(range(2, frame.height + 2), dtype=pl.Int64))


def lines(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def take(policy):
    def prepared(table, format, agency="police.uk"):
        return prepare(
            table, format, policy=policy, gazetteer=None, study_area=None, agency=agency, today=TODAY
        )

    return prepared


REVISIONS = sorted((DATA / "police" / "revisions").glob("*/*.csv.gz"))


@pytest.mark.parametrize("revision", REVISIONS, ids=[path.name[:7] for path in REVISIONS])
def test_a_month_published_again_finds_every_incident_and_changes_only_outcomes(revision, take):
    original = next(path for path in (DATA / "police").glob(f"cleveland*/{revision.name}"))
    before, after = take(read(original), STREET).incidents, take(read(revision), STREET).incidents
    both = after.join(before, on="reference", suffix="_before")
    assert both.height == after.height == before.height == len(lines(original))
    same = [name for name in after.columns if name not in ("row", "reference", "outcome")]
    changed = [name for name in same if not both[name].equals(both[f"{name}_before"])]
    assert changed == []
    assert both.filter(pl.col("outcome").ne_missing(pl.col("outcome_before"))).height > 100


def test_a_force_whose_crimes_share_ids_loses_none_of_them(take):
    path = DATA / "police" / "metropolitan_burglary_2020-01_2025-02" / "2024-01-metropolitan-street.csv.gz"
    rows = lines(path)
    ids = Counter(line["Crime ID"] for line in rows if line["Crime ID"])
    without = sum(not line["Crime ID"] for line in rows)
    prepared = take(read(path), STREET)
    assert prepared.duplicates == sum(ids.values()) - len(ids) > 0
    assert prepared.incidents.height == len(ids) + without
    assert prepared.set_aside.height == 0


def test_a_month_of_cleveland_by_type_and_place(take):
    path = DATA / "police" / "cleveland_2025" / "2025-12-cleveland-street.csv"
    rows = lines(path)
    prepared = take(read(path), STREET)
    assert recognise(rows[0], load_formats()) == STREET
    assert prepared.incidents.filter(pl.col("kind") == "asb").height == sum(
        line["Crime type"] == "Anti-social behaviour" for line in rows
    )
    assert prepared.incidents["precision"].value_counts().sort("precision").rows() == sorted(
        Counter("street" if line["Longitude"] else "none" for line in rows).items()
    )
    assert prepared.incidents["hour"].null_count() == len(rows)
    assert prepared.unmapped == {}


TORONTO = {
    "RACE_BIAS": "race", "ETHNICITY_BIAS": "race", "LANGUAGE_BIAS": "race", "RELIGION_BIAS": "religion",
    "SEXUAL_ORIENTATION_BIAS": "sexual_orientation", "AGE_BIAS": "age",
    "MENTAL_OR_PHYSICAL_DISABILITY": "disability", "GENDER_BIAS": "",
}  # fmt: skip


def test_toronto_by_hand(take):
    path = DATA / "hate_crime" / "toronto" / "raw_data.csv"
    rows = lines(path)
    columns = {"reference": "EVENT_UNIQUE_ID", "occurred": "OCCURRENCE_DATE",
               "occurred_time": "OCCURRENCE_TIME", "reported": "REPORTED_DATE",
               "category": "PRIMARY_OFFENCE", "setting": "LOCATION_TYPE",
               "ward": "NEIGHBOURHOOD_158"}  # fmt: skip
    people = {"Woman": "gender", "Transgender Woman (Identifies As Woman)": "transgender",
              "Transgender Man (Identifies As Man)": "transgender"}  # fmt: skip
    by_hand = Format.by_hand(
        columns=columns,
        source="police",
        kind="hate_crime",
        strand_columns=TORONTO,
        values={"strands": people},
    )
    prepared = take(read(path), by_hand, agency="Toronto")
    assert (prepared.read, prepared.incidents.height, prepared.set_aside.height) == (1350, 1349, 1)
    assert (
        set(prepared.incidents["precision"]) == {"none"} and prepared.incidents["area"].null_count() == 1349
    )
    strands = Counter(code for cell in prepared.incidents["strands"] for code in cell.split(";"))
    said = {name: [line[name] not in ("None", "NO") for line in rows] for name in TORONTO}
    races = (said["RACE_BIAS"], said["ETHNICITY_BIAS"], said["LANGUAGE_BIAS"])
    assert strands == Counter(
        race=sum(map(any, zip(*races, strict=True))),
        religion=sum(said["RELIGION_BIAS"]),
        sexual_orientation=sum(said["SEXUAL_ORIENTATION_BIAS"]),
        disability=sum(said["MENTAL_OR_PHYSICAL_DISABILITY"]),
        transgender=sum("Transgender" in line["GENDER_BIAS"] for line in rows),
        gender=sum(line["GENDER_BIAS"] == "Woman" for line in rows),
    )
    set_aside = rows[prepared.set_aside["row"][0] - 2]
    assert all(set_aside[name] in ("None", "NO") for name in TORONTO)
    hours = Counter(int(line["OCCURRENCE_TIME"]) // 100 for line in rows if line is not set_aside)
    assert dict(prepared.incidents["hour"].value_counts().rows()) == dict(hours)


MOTIVES = {
    "race": [
        "ANTI-ASIAN", "ANTI-BLACK", "ANTI-OTHER ETHNICITY", "ANTI-WHITE", "ANTI-HISPANIC", "ANTI-ARAB",
        "ANTI-MULTI-RACIAL GROUPS",
    ],
    "religion": [
        "ANTI-JEWISH", "ANTI-MUSLIM", "ANTI-CATHOLIC", "ANTI-SIKH", "ANTI-OTHER RELIGION", "ANTI-HINDU",
        "ANTI-BUDDHIST", "ANTI-PROTESTANT", "ANTI-RELIGIOUS PRACTICE GENERALLY", "ANTI-EASTERN ORTHODOX",
        "ANTI-JEHOVAHS WITNESS", "ANTI-MORMON",
    ],
    "sexual_orientation": [
        "ANTI-MALE HOMOSEXUAL (GAY)", "ANTI-FEMALE HOMOSEXUAL (LESBIAN)", "ANTI-LGBT (MIXED GROUP)",
    ],
    "transgender": ["ANTI-TRANSGENDER", "ANTI-GENDER NON-CONFORMING"],
    "gender": ["ANTI-FEMALE", "ANTI-MALE"],
    "disability": ["ANTI-PHYSICAL DISABILITY"],
    "age": ["60 YRS AND OLDER"],
}  # fmt: skip


def test_new_york_by_hand(take):
    path = DATA / "hate_crime" / "nypd" / "NYPD_Hate_Crimes.csv"
    rows = lines(path)
    by_hand = Format.by_hand(
        columns={"reference": "Full Complaint ID", "reported": "Record Create Date",
                 "category": "Offense Description", "strands": "Bias Motive Description",
                 "area_code": "Complaint Precinct Code"},
        source="police", kind="hate_crime", dates={"order": "month-first"},
        values={"strands": {word: code for code, words in MOTIVES.items() for word in words}},
    )  # fmt: skip
    with pytest.raises(FileRefused, match="can only be month-first"):
        take(read(path), by_hand.model_copy(update={"dates": type(by_hand.dates)()}), agency="New York")
    prepared = take(read(path), by_hand, agency="New York")
    assert (
        prepared.read
        == prepared.incidents.height
        == prepared.incidents["reference"].n_unique()
        == len(rows)
        == 3255
    )
    assert "strands" not in prepared.unmapped
    counted = Counter(line["Bias Motive Description"] for line in rows)
    assert dict(prepared.incidents["strands"].value_counts().rows()) == {
        code: sum(counted[word] for word in words) for code, words in MOTIVES.items()
    }
    months = Counter(
        (int(line["Record Create Date"].split("/")[2]), int(line["Record Create Date"].split("/")[0]))
        for line in rows
    )
    found = prepared.incidents["occurred_from"]
    assert Counter(zip(found.dt.year(), found.dt.month(), strict=True)) == months
    assert any("3255 references were cut by a spreadsheet" in note for note in prepared.notes)
