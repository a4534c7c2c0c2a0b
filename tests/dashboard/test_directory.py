"""The directory: found by what somebody looks for, silent about places that must not be found."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard.directory import Line, Looked, find_lines, listed_sheet, nags, report_words
from dashboard.exporting.export import export
from dashboard.exporting.lists import list_document
from dashboard.exporting.markings import public_marking

LIBRARY = Line(
    number=1,
    name="Central Library",
    reporting=True,
    support=False,
    kind="library",
    state="open",
    ward="Quayside",
    address="1 Quay",
    postcode="ZZ1 1AA",
    hours="Mon 9-5",
    week="open 8 hours a week",
    open_now=True,
    strands=(),
    strand_words="everybody",
    areas="",
    languages="English; Polish",
    step_free=True,
    accessibility="",
    helps_with="",
    contact="01632 960100",
    last_report="May 2026",
    reports="3 to 9",
    trained_until=None,
    checked_on=date(2026, 9, 1),
    flags=("training_unknown",),
    listed=True,
)
HELPLINE = replace(
    LIBRARY,
    number=2,
    kind="helpline",
    name="Rainbow Line",
    reporting=False,
    support=True,
    ward="",
    address="",
    postcode="",
    open_now=None,
    strands=("transgender",),
    strand_words="Transgender identity",
    areas="Borough-wide",
    step_free=None,
    languages="English",
    flags=(),
    helps_with="=A listening ear",
)
REFUGE = replace(
    HELPLINE, number=3, name="Haven", listed=False, strands=("gender",), flags=("never_checked",)
)
CLOSED = replace(LIBRARY, number=4, name="Old hall", state="closed", open_now=False, ward="Hilltop", flags=())
EVERYTHING = [LIBRARY, HELPLINE, REFUGE, CLOSED]


@pytest.mark.parametrize(
    ("looked", "found"),
    [
        (Looked(), [1, 2, 3, 4]),
        (Looked(words="rain LINE"), [2]),
        (Looked(words="polish"), [1, 4]),
        (Looked(what=frozenset({"support"})), [2, 3]),
        (Looked(states=frozenset({"open"})), [1, 2, 3]),
        (Looked(strands=frozenset({"gender"})), [1, 3, 4]),
        (Looked(ward="Quayside"), [1, 2, 3]),
        (Looked(language="Polish"), [1, 4]),
        (Looked(open_now=True), [1]),
        (Looked(step_free=True), [1, 4]),
        (Looked(flags=frozenset({"never_checked"})), [3]),
        (Looked(words="library", what=frozenset({"support"})), []),
    ],
)
def test_each_thing_looked_for_narrows_it(looked, found):
    assert [line.number for line in find_lines(EVERYTHING, looked)] == found


def test_what_asks_for_attention_is_counted_in_words():
    lines = [*EVERYTHING, replace(REFUGE, number=5)]
    assert nags(lines) == {
        "training_unknown": "1 centre's training is not known",
        "never_checked": "2 have never been checked",
    }


def test_the_download_has_only_what_may_be_listed_and_runs_no_formula():
    sheet = listed_sheet(EVERYTHING)
    assert sheet.values("name") == ["Central Library", "Rainbow Line", "Old hall"]
    assert not {"last_report", "reports"} & {column.name for column in sheet.columns}
    told = list_document(
        "Centres", [sheet], marking=public_marking(), partnership="Northam", purpose="showing",
        made_by="Partner", made_at=datetime(2026, 1, 2, tzinfo=UTC),
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(export(told, "csv").data.decode("utf-8-sig"))))
    assert rows[1]["helps_with"] == "'=A listening ear" and rows[1]["marking"] == "OFFICIAL"


def test_a_dormant_centre_is_open_to_the_public():
    assert listed_sheet([replace(LIBRARY, state="dormant")]).values("state") == ["open"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "not known"),
        (0, "none"),
        (1, "fewer than 3 reports"),
        (2, "fewer than 3 reports"),
        (3, "3 to 9"),
        (9, "3 to 9"),
        (10, "10 to 24"),
        (25, "25 or more"),
        (900, "25 or more"),
    ],
)
def test_reports_are_told_in_bands(number, words):
    assert report_words(number, threshold=3) == words


def test_a_higher_threshold_hides_more():
    assert [report_words(n, threshold=10) for n in (9, 10)] == ["fewer than 10 reports", "10 to 24"]
    assert [report_words(n, threshold=12) for n in (11, 12)] == ["fewer than 12 reports", "12 to 24"]
