"""Laws for any file of incidents: nothing is lost, nothing leaks, the order of the rows does not matter."""

from functools import lru_cache

import polars as pl
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from ingest.errors import FileRefused
from ingest.format import Format
from ingest.outcome import Prepared
from ingest.prepare import prepare
from tests.examples import examples
from tests.ingest.conftest import TODAY, _table

EXAMPLES = 1_000
SECRET = "Zebedee"

TALE = f"{SECRET} of 1 Nowhere Street said that it was because of something, and a great deal more than that"
POOLS = {
    "When": (
        *(
            "13/05/2025",
            "14/05/2025 18:30",
            "2025-05-15T23:30:00Z",
            "3rd May 2025",
            "April 2025",
            "w/c 12/05/2025",
        ),
        *(
            "03/04/25",
            "16/05/2025 - 18/05/2025",
            "31/02/2025",
            "04/13/2025",
            "01/01/1900",
            "12/12/2099",
            "#VALUE!",
        ),
        *("last Tuesday", "unknown", None, TALE, "16/05/2025 24:00", "16/05/2025 25:61", "٠٣/٠٤/٢٠٢٥"),
    ),
    "Why": (
        *(
            "Race",
            "race; religion",
            "Homophobic",
            "N/A",
            None,
            "Racsit",
            "Purple hair",
            "Race; Weather",
            TALE,
        ),
        "Ra\u200bce",
    ),
    "Time": ("14:30", "00:00", "2.30pm", "25:61", "evening", None, "24:00", "between 2pm and 4pm", SECRET),
    "E": (
        *("572100", "576500", "461200", "0", "999999", "57210", "nan", "541000", None, "572,100", SECRET),
        "572000",
    ),
    "N": ("461200", "463500", "572100", "0", "999999", "46120", "1e308", None, "461,200", "461000"),
    "Pc": ("ZZ1 1AA", "zz11ab", "ZZI 1AA", "ZZ1 1ZZ", "GIR 0AA", "ZZ1", "ZZ1 1AC", None, TALE),
    "Ward": ("Quayside", "Hilltop Ward", "Quaysid", "Atlantis", None, SECRET),
    "Grid": ("TA 721 612", "ta7261", "TA 721 61", "ZZ 12 12", "J 338 740", None, SECRET, "SU 387 148"),
    "What": ("Graffiti", "Threats", "Jousting", None, TALE),
}
DAYS = ("13/05/2025", "14/05/2025 18:30", "31/02/2025", None)
PLACES = {
    "dates": {},
    "strands": {"strands": "Why"},
    "time": {"occurred_time": "Time"},
    "metres": {"easting": "E", "northing": "N"},
    "postcode": {"postcode": "Pc", "ward": "Ward"},
    "grid": {"grid_reference": "Grid"},
    "category": {"category": "What"},
}
COLUMNS = {"reference": "Ref", "occurred": "When"}
REFERENCES = ("R1", "R2", "R1", None, "1.23E+15", "00123", "a.person@example.org")

files = st.sampled_from(sorted(PLACES)).flatmap(
    lambda group: st.tuples(
        st.just(group),
        st.lists(
            st.tuples(
                st.sampled_from(REFERENCES),
                st.sampled_from(DAYS if PLACES[group] else POOLS["When"]),
                *(st.sampled_from(POOLS[name]) for name in PLACES[group].values()),
                st.sampled_from((f"{SECRET} rang on 07700 900123", "paint", None)),
            ),
            min_size=1,
            max_size=4,
        ).map(tuple),
    )
)


def law(test):
    """Try a law on a thousand files: the same thousand for each of them."""
    calm = settings(
        max_examples=examples(EXAMPLES), deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    return seed(2026)(calm(given(file=files)(test)))


@pytest.fixture(scope="module")
def become(policy, wren, gazetteer):
    """Say what becomes of a file, once for each file; None where it is refused."""

    def made(group: str, rows: tuple[tuple[str | None, ...], ...]) -> Prepared | None:
        names = ("Ref", "When", *PLACES[group].values(), "Notes")
        table = _table([dict(zip(names, row, strict=True)) for row in rows])
        how = Format.by_hand(columns={**COLUMNS, **PLACES[group]}, source="council", kind="hate_incident")
        try:
            return prepare(
                table,
                how,
                policy=policy,
                gazetteer=gazetteer,
                study_area=wren,
                agency="Wren Council",
                today=TODAY,
            )
        except FileRefused as error:
            assert SECRET not in str(error)
            return None

    once = lru_cache(maxsize=None)(made)

    def prepared(file, *, again: bool = False) -> Prepared | None:
        return made(*file) if again else once(*file)

    return prepared


def own_references(file):
    """Give every row a reference of its own, so that none repeats another."""
    group, rows = file
    return group, tuple((f"R{i}", *row[1:]) for i, row in enumerate(rows))


def contents(prepared: Prepared) -> pl.DataFrame:
    return prepared.incidents.drop("row").sort("reference")


@law
def test_every_row_of_a_file_is_accounted_for_once(become, file):
    prepared = become(file)
    if prepared is None:
        return
    kept, aside = prepared.incidents, prepared.set_aside
    assert prepared.read == len(file[1])
    assert prepared.read == kept.height + prepared.duplicates + aside.height + prepared.blank
    rows = [*kept["row"], *aside["row"]]
    assert len(rows) == len(set(rows)) and set(rows) <= set(range(2, len(file[1]) + 2))
    assert all(reason.startswith(f"Row {row}: ") for row, reason in aside.select("row", "reason").rows())
    assert kept["reference"].n_unique() == kept.height


@law
def test_free_text_never_leaves(become, file):
    prepared = become(file)
    if prepared is None:
        return
    left = prepared.incidents.write_csv() + prepared.set_aside.write_csv() + " ".join(prepared.notes)
    assert SECRET not in left and "07700" not in left and "example.org" not in left


@law
def test_preparing_twice_is_preparing_once(become, file):
    file = own_references(file)
    first, again = become(file), become(file, again=True)
    if first is None or again is None:
        assert first is again
        return
    assert first.incidents.equals(again.incidents) and first.set_aside.equals(again.set_aside)
    assert first.notes == again.notes and first.unmapped == again.unmapped


@law
def test_the_order_of_the_rows_does_not_matter(become, file):
    group, rows = own_references(file)
    first, turned = become((group, rows)), become((group, rows[::-1]))
    if first is None or turned is None:
        assert first is turned
        return
    assert contents(first).equals(contents(turned))
    end = len(rows) + 3
    mirrored = turned.set_aside.with_columns(row=end - pl.col("row")).sort("row")
    assert first.set_aside.drop("reason").equals(mirrored.drop("reason"))
    assert set(first.notes) == set(turned.notes)


@law
def test_a_row_that_is_set_aside_changes_nothing_for_the_others(become, file):
    group, rows = own_references(file)
    whole = become((group, rows))
    if whole is None or not whole.set_aside.height or not whole.incidents.height:
        return
    left = tuple(rows[row - 2] for row in whole.incidents["row"])
    without = become((group, left))
    assert without is not None and without.set_aside.height == 0
    assert contents(without).equals(contents(whole))
