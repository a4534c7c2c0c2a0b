"""Sums told elsewhere leave no hidden week of a place and strand alone."""

from datetime import date, timedelta

import numpy as np
import pytest

from dashboard.answers.hidden_weeks import hide_weeks
from dashboard.answers.steps_asked import cut
from dashboard.answers.unusual_weeks import ALL, unusual_weeks
from dashboard.answers.ward_trends import trends
from dashboard.answers.week_course import course
from dashboard.filters import Filters
from dashboard.hidden_series import hide_series
from dashboard.situation import assess, hidden_wards
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.tables import breakdown_tables
from dashboard.viewer import ANALYST

THRESHOLD = 3


def some(seed: int) -> np.ndarray:
    """Two strands asked for that some reports share, in six wards and twelve weeks, whole first."""
    dice = np.random.default_rng(seed)
    one, other, both = dice.poisson([[[2.0]], [[0.7]], [[0.1]]], (3, 6, 12))
    wards = np.array([one + other + both, one + both, other + both])
    return np.concatenate((wards.sum(axis=1, keepdims=True), wards), axis=1)


@pytest.mark.parametrize("seed", range(12))
def test_no_sum_has_one_hidden_part_alone(seed: int) -> None:
    counts, four, window = some(seed), np.arange(12) >= 8, np.arange(12) >= 5
    told = [four, window, window & ~four]
    hidden = hide_weeks(counts, THRESHOLD, told=told, asked=[1, 2])
    assert hidden[(counts > 0) & (counts < THRESHOLD)].all()
    assert (hidden[:, 1:].sum(axis=1) != 1).all()
    for weeks in told:
        assert (hidden[:, :, weeks].sum(axis=2) != 1).all()
    alone = hidden[1:].sum(axis=0) == 1
    shown = np.where(hidden[1:], 0, counts[1:]).sum(axis=0)
    assert not (alone & (counts[0] > shown)).any()  # all less the one strand would tell the other
    assert hidden[1:, hidden[0]].all()  # a strand would tell how few all can be


def test_a_partner_outside_the_window_does_not_count() -> None:
    counts = np.full((1, 1, 8), 5)
    counts[0, 0, 4] = 1
    counts[0, 0, 1] = 3
    window = np.arange(8) >= 3
    assert np.flatnonzero(hide_weeks(counts, THRESHOLD, told=[window])[0, 0]).tolist() == [3, 4]


def test_what_is_hidden_elsewhere_stays_hidden() -> None:
    already = np.zeros((3, 6), dtype=bool)
    already[0, 2] = already[1:, 4] = True
    hidden = hide_weeks(np.full((2, 3, 6), 9), THRESHOLD, already=already)
    assert (hidden == already).all()


def test_no_weeks_are_no_weeks() -> None:
    assert hide_weeks(np.zeros((2, 4, 0), dtype=int), THRESHOLD, asked=[0, 1]).shape == (2, 4, 0)


PAIRS = [{"race", "transgender"}, {"age", "disability"}, {"other", "religion"}]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "-".join(sorted(pair)))
def test_all_less_one_strand_does_not_tell_the_other(snapshot: Snapshot, pair: set[str]) -> None:
    asked = Filters(strands=frozenset(pair))
    lines = unusual_weeks(snapshot, asked, ANALYST).lines
    for _, rows in lines.groupby("ward"):
        reports = rows.set_index("strand")["reports"]
        alone = reports[sorted(pair)].isna().sum() == 1
        assert not (alone and reports[ALL] > reports[sorted(pair)].sum())
    table = trends(snapshot, cut(snapshot, asked, months=3)).table
    strands = table[(table["group"] == "strand") & table["code"].isin(pair)]
    assert strands["shown"].all() or not strands["shown"].any()


def test_the_same_wards_are_hidden_as_on_the_first_page(snapshot: Snapshot) -> None:
    usual = unusual_weeks(snapshot, Filters(), ANALYST)
    assert usual.four is not None
    first = usual.four.first
    codes = snapshot.study_area.wards["ward"].to_numpy()
    for strands in ({"religion"}, {"race"}, set()):
        asked = Filters(days=None, first=first, last=first + timedelta(days=27), strands=frozenset(strands))
        told = unusual_weeks(snapshot, asked, ANALYST)
        assert told.four == told.window
        away = codes[hidden_wards(snapshot, survey(snapshot, asked))]
        rows = told.lines[(told.lines["strand"] == ALL) & told.lines["ward"].isin(away)]
        assert len(rows) == len(away) and rows["reports"].isna().all()
        last_year = first.year - 1
        year = asked.with_(first=date(last_year, 1, 1), last=date(last_year, 12, 31))
        table = trends(snapshot, cut(snapshot, year, months=12)).table
        wards = table[table["group"] == "ward"].set_index("code")["shown"]
        if not wards.all():
            assert not wards[codes[hidden_wards(snapshot, survey(snapshot, year))]].any()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "-".join(sorted(pair)))
def test_the_tables_of_a_question_do_not_tell_one_of_two_strands(snapshot: Snapshot, pair: set[str]) -> None:
    for days in (28, 90, 182, 365):
        found = survey(snapshot, Filters(days=days, strands=frozenset(pair)))
        tables = breakdown_tables(snapshot, found, hide=lambda counts: hide_series(counts, THRESHOLD))
        assert tables["strand"].set_index("code")["hidden"][sorted(pair)].sum() != 1


@pytest.mark.parametrize("asked", [{}, {"strands": frozenset({"transgender"})}, {"days": 182}], ids=str)
def test_the_tables_of_a_question_do_not_tell_counts_by_their_sum(snapshot: Snapshot, asked: dict) -> None:
    found = survey(snapshot, Filters(**{"days": 28} | asked))
    situation = assess(snapshot, found.filters, ANALYST)
    for name in ("kind", "category", "source"):
        counts = np.bincount(found.inside[name].to_numpy(), minlength=len(snapshot.words[name]))
        codes = situation.breakdowns[name].loc[situation.breakdowns[name]["hidden"], "code"]
        away = counts[[snapshot.words[name].index(code) for code in codes]]
        least, most = len(away), len(away) * (THRESHOLD - 1)
        assert not away.size or not away.all() or len(away) == 2 or least < away.sum() != most


@pytest.mark.parametrize("more", [3, 7, 365])
def test_the_window_less_the_four_weeks_leaves_no_small_count(snapshot: Snapshot, more: int) -> None:
    four = unusual_weeks(snapshot, Filters(), ANALYST).four
    assert four is not None
    asked = Filters(days=None, first=four.first - timedelta(days=more), last=four.last)
    told = unusual_weeks(snapshot, asked, ANALYST)
    assert told.four == four
    wards = assess(snapshot, asked, ANALYST).wards.set_index("ward")["incidents"]
    rows = told.lines[(told.lines["strand"] == ALL) & (told.lines["ward"] != ALL)].set_index("ward")
    rest = wards.reindex(rows.index) - rows["reports"]
    assert not rest.between(1, THRESHOLD - 1).any()
    for ward in rows.index[rows["reports"].isna()][:3]:
        weeks = course(snapshot, asked, ANALYST, ward=ward).weeks
        inside = [week.reports for week in weeks if four.first <= week.monday <= four.last]
        assert not inside or None in inside
