"""The demo's records: they come in by the ordinary door, their sums are known, the truths are in them."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from boundaries.lattice import assign_cells
from boundaries.study_area import ward_of
from ingest.invented import make_files
from ingest.invented.senders import SENDERS
from ingest.invented.vocabulary import PHRASES

FIRST, LATEST = date(2023, 11, 1), date(2026, 10, 31)


def on_the_map(incidents: pl.DataFrame) -> pl.DataFrame:
    return incidents.filter(pl.col("x").is_not_null())


def within(incidents: pl.DataFrame, truth: dict, *, by_m: float = 0) -> pl.DataFrame:
    away = np.hypot(incidents["x"] - truth["x"], incidents["y"] - truth["y"])
    return incidents.filter(pl.Series(away <= truth["radius_m"] + by_m))


def has(strand: str) -> pl.Expr:
    return pl.col("strands").str.split(";").list.contains(strand)


def in_the_borough(demo, incidents: pl.DataFrame) -> pl.DataFrame:
    found = ward_of(demo.area, incidents["x"].to_numpy(), incidents["y"].to_numpy())
    return incidents.filter(pl.Series(found >= 0))


def test_the_same_seed_writes_the_same_bytes(demo, tmp_path):
    make_files(tmp_path, demo.borough, seed=7, latest_day=LATEST)
    for sent in demo.files:
        assert (tmp_path / sent.path.name).read_bytes() == sent.path.read_bytes()
    there = demo.files[0].path.parent / "planted_truths.json"
    assert (tmp_path / "planted_truths.json").read_bytes() == there.read_bytes()


@pytest.mark.parametrize("file", [sender.file for sender in SENDERS])
def test_every_row_becomes_what_was_meant(demo, file):
    meant, got = demo.truths["files"][file], demo.prepared[file]
    assert got.read == meant["rows"]
    assert got.set_aside.height == meant.get("set_aside", 0)
    assert got.duplicates == meant.get("duplicate", 0)
    assert got.blank == meant.get("blank", 0)
    kept = meant["incidents"] + meant.get("without_location", 0) + meant.get("outside_the_area", 0)
    assert got.incidents.height == kept


@pytest.mark.parametrize("file", [sender.file for sender in SENDERS])
def test_every_word_is_known(demo, file):
    assert not demo.prepared[file].unmapped
    assert demo.prepared[file].incidents.filter(pl.col("category") == "other").is_empty()


def test_seven_senders_make_about_six_thousand_incidents(demo):
    assert len({sent.agency for sent in demo.files}) == 7
    assert len({sent.format for sent in demo.files}) == 6
    assert 5_800 < demo.incidents.height < 6_300


def test_references_are_unique_within_a_sender(demo):
    for got in demo.prepared.values():
        assert got.incidents["reference"].is_unique().all()


def test_three_years_end_on_the_latest_day(demo):
    days = demo.incidents["occurred_from"]
    assert FIRST <= days.min() <= FIRST + timedelta(7)
    assert LATEST - timedelta(2) <= days.max() <= LATEST
    assert demo.incidents["reported_on"].drop_nulls().max() <= LATEST


def test_only_the_deliberate_few_lie_outside_the_borough(demo):
    located = on_the_map(demo.incidents)
    outside = located.height - in_the_borough(demo, located).height
    assert outside == demo.truths["files"]["wrenshire-police-crimes.csv"]["outside_the_area"] == 9


def test_what_is_missing_is_missing_about_as_often_as_in_life(demo):
    incidents = demo.incidents
    hate = incidents.filter(pl.col("strands") != "")
    assert 0.17 < incidents["hour"].is_null().mean() < 0.24
    assert 0.04 < (incidents["precision"] == "none").mean() < 0.08
    assert 0.05 < (incidents["precision"] == "area").mean() < 0.10
    assert 0.06 < hate["strands"].str.contains(";").mean() < 0.10


def test_free_text_stays_outside(demo):
    council = demo.prepared["wrenmouth-council-asb.csv"].incidents
    kept = set(
        council.select(pl.concat_str(pl.all().cast(pl.String).fill_null(""), separator="|")).to_series()
    )
    assert not any(phrase in row for row in kept for phrase in PHRASES)
    written = next(s.path for s in demo.files if s.format == "council-asb").read_text(encoding="cp1252")
    assert all(phrase in written for phrase in PHRASES)


def test_schools_say_the_ward_and_never_the_place_and_only_in_term(demo):
    schools = demo.prepared["schools-prejudice-return.csv"].incidents
    assert schools["x"].null_count() == schools.height
    at_school = schools.filter(pl.col("setting") == "school")["occurred_from"]
    assert at_school.dt.weekday().max() == 5
    assert not (at_school.dt.month() == 8).any()


def test_near_home_is_an_afternoon_and_evening_thing(demo):
    near_home = demo.incidents.filter((pl.col("setting") == "near_home") & pl.col("hour").is_not_null())
    assert near_home["hour"].is_between(15, 23).mean() > 0.55


def test_nights_out_are_at_the_weekend(demo):
    out = demo.incidents.filter((pl.col("setting") == "venue") & pl.col("hour").is_not_null())
    late = out.filter((pl.col("hour") >= 20) | (pl.col("hour") <= 3))
    assert late.height > 0.6 * out.height
    assert late["occurred_from"].dt.weekday().is_in([5, 6]).mean() > 0.45


def test_the_persistent_hot_spot_is_there_in_every_half_year(demo):
    truth = demo.truth("persistent hot spot")
    inside = within(on_the_map(demo.incidents), truth, by_m=60).filter(has("race") | has("religion"))
    assert inside.height > 0.05 * demo.incidents.filter(has("race") | has("religion")).height
    for half in range(6):
        start = FIRST + timedelta(int(half * 182.5))
        assert inside["occurred_from"].is_between(start, start + timedelta(182)).sum() >= 20


def test_the_emerging_hot_spot_is_new_and_is_one_of_the_two_fullest_cells_of_the_last_90_days(demo):
    truth = demo.truth("emerging hot spot")
    hate = in_the_borough(demo, on_the_map(demo.incidents)).filter(pl.col("strands") != "")
    recent = pl.col("occurred_from") > LATEST - timedelta(90)
    now, before = within(hate.filter(recent), truth, by_m=60), within(hate.filter(~recent), truth, by_m=60)
    assert now.height >= 30
    assert now.height / 90 > 8 * before.height / 1_006
    last = hate.filter(recent)
    cells = assign_cells(last["lon"].to_numpy(), last["lat"].to_numpy(), resolution=9)
    fullest = np.unique_counts(cells)
    two = fullest.values[np.argsort(-fullest.counts)[:2]]
    middles = [last.filter(pl.Series(cells == cell)).select(pl.mean("x", "y")).row(0) for cell in two]
    assert any(np.hypot(x - truth["x"], y - truth["y"]) < 250 for x, y in middles)


def test_the_hot_spot_of_one_strand_shows_only_in_that_strand(demo):
    truth = demo.truth("hot spot of one strand")
    located = in_the_borough(demo, on_the_map(demo.incidents))
    inside = within(located, truth)
    share_of_all = inside.height / located.height
    share_of_strand = inside.filter(has("disability")).height / located.filter(has("disability")).height
    assert share_of_all < 0.012
    assert share_of_strand > 10 * share_of_all
    assert inside.filter(has("disability"))["occurred_from"].dt.weekday().le(5).mean() > 0.9


def test_the_busy_place_has_many_incidents_and_an_ordinary_share_with_a_strand(demo):
    truth = demo.truth("busy place")
    located = in_the_borough(demo, on_the_map(demo.incidents))
    inside = within(located, truth)
    assert inside.height > 0.1 * located.height
    here, everywhere = ((some["strands"] != "").mean() for some in (inside, located))
    assert abs(here - everywhere) < 0.04


def test_the_police_counter_is_one_point_with_many_offences(demo):
    truth = demo.truth("address of convenience")
    at = demo.incidents.filter((pl.col("x") == truth["x"]) & (pl.col("y") == truth["y"]))
    assert at.height >= 40
    assert set(at["setting"]) == {"unknown"}


def test_curlew_homes_stops_reporting(demo):
    truth = demo.truth("an agency that stops reporting")
    housing = demo.prepared["curlew-homes-casework.tsv"].incidents
    assert housing["reported_on"].max() <= date.fromisoformat(truth["from"]) == date(2026, 2, 28)
    assert housing["reported_on"].is_between(date(2025, 12, 1), date(2026, 2, 28)).sum() >= 15
    assert truth["incidents_before"] == demo.truths["files"]["curlew-homes-casework.tsv"]["incidents"]


def test_the_desert_has_people_few_reports_and_no_open_door_nearby(demo):
    truth = demo.truth("reporting desert")
    located = on_the_map(demo.incidents)
    wards = ward_of(demo.area, located["x"].to_numpy(), located["y"].to_numpy())
    residents = demo.area.wards["residents"].to_numpy()
    here = demo.area.wards["ward"].to_list().index(truth["ward"])
    rate = np.bincount(wards[wards >= 0], minlength=len(residents)) / residents
    assert residents[here] > 5_000
    assert rate.argmin() == here
    assert rate[here] < 0.6 * np.median(rate)
    assert truth["median_metres_to_an_open_centre"] > 2_000
    assert truth["survey"]["experienced_in_ward_percent"] >= truth["survey"]["experienced_in_borough_percent"]


def test_records_of_one_event_by_two_agencies_agree_on_the_day_and_nearly_on_the_place(demo):
    pairs = demo.truths["duplicates_between_agencies"]
    assert len(pairs) > 80
    apart = []
    for one, other in pairs:
        assert one["file"] != other["file"]
        a, b = (demo.prepared[side["file"]].incidents.filter(pl.col("row") == side["row"]).row(0, named=True)
                for side in (one, other))  # fmt: skip
        assert a["occurred_from"] == b["occurred_from"]
        assert set(a["strands"].split(";")) == set(b["strands"].split(";"))
        if a["x"] is not None and b["x"] is not None:
            apart.append(np.hypot(a["x"] - b["x"], a["y"] - b["y"]))
    assert len(apart) > 50 and np.median(apart) < 100


def test_another_latest_day_moves_the_three_years(borough, tmp_path):
    files = make_files(tmp_path, borough, seed=3, latest_day=date(2025, 6, 30))
    text = next(f.path for f in files if f.format == "housing").read_text(encoding="utf-8")
    assert "2022-" in text and "2026-" not in text
