"""The coverage panel: silence is named, and no small count can be worked out from a share."""

from datetime import date

import pytest

from boundaries.partnership import load_partnership
from dashboard.desks.coverage import FEW, Coverage, assess_coverage, share_words
from dashboard.desks.importing import open_records
from dashboard.snapshot import Snapshot
from tests.conftest import Demo


@pytest.fixture(scope="module")
def coverage(demo: Demo, snapshot: Snapshot) -> Coverage:
    return assess_coverage(snapshot, open_records(demo.store), today=date(2026, 11, 30))


def test_the_agency_that_stopped_is_named_and_the_others_are_not(coverage: Coverage) -> None:
    named = [sentence for sentence in coverage.missing if "Curlew Homes" in sentence]
    assert len(named) == 1
    assert "unknown, not calm" in named[0]
    assert not [sentence for sentence in coverage.missing if "crime records" in sentence]


def test_every_agency_of_the_partnership_has_a_row(coverage: Coverage, demo: Demo) -> None:
    partnership = load_partnership(demo.partnership)
    assert coverage.agencies["agency"].tolist()[: len(partnership.agencies)] == [
        agency.title for agency in partnership.agencies
    ]


def test_a_store_that_has_long_been_silent_is_looked_at_from_where_it_ends(
    demo: Demo, snapshot: Snapshot
) -> None:
    late = assess_coverage(snapshot, open_records(demo.store), today=date(2031, 1, 1))
    assert late.as_of == date(2026, 12, 1)
    assert "31 October 2026" in late.said


def test_shares_of_few_records_are_not_said(coverage: Coverage) -> None:
    few = coverage.strands[coverage.strands["records"].str.contains("fewer")]
    assert set(few["share"]) <= {FEW}


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, "does not apply"),
        (19, 19, "too few to say"),
        (40, 40, "100%"),
        (39, 40, "over 92%"),
        (1, 40, "under 8%"),
        (846, 1000, "84%"),
        (0, 40, "0%"),
    ],
)
def test_a_share_gives_no_small_count_away(part: int, whole: int, said: str) -> None:
    assert share_words(part, whole, 3) == said
