"""A patrol on paper: one grey side of A4 with every stop, and no number of reports."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas as gpd
import gpxpy
import h3
import numpy as np
import pypdf
import pytest
from icalendar import Calendar
from shapely.geometry import LineString, box, shape

from boundaries.crs import geometry_to_bng
from dashboard.exporting.document import Document
from dashboard.exporting.export import export, formats_for
from dashboard.exporting.leaflet import Picture, each
from dashboard.exporting.patrol_paper import patrol_document, problem_document
from dashboard.words.patrol_plan import fairness_table, headline, stops_table, summary
from tests.dashboard.handmade_patrol import plan

MADE = datetime(2026, 11, 22, 16, tzinfo=UTC)
PLAN = plan(stops=8)


def given() -> dict[str, Any]:
    shapes = [box(-0.12, 51.49, -0.06, 51.51), LineString([(-0.11, 51.5), (-0.07, 51.5)])]
    ward, street = geometry_to_bng(np.array(shapes, dtype=object))
    road = gpd.GeoDataFrame({"class": ["primary"]}, geometry=[street], crs=27700)
    said = {"partnership": "Northam", "made_by": "Officer of an agency", "made_at": MADE}
    return said | {"wards": {"Market & Mill": ward}, "context": {"road": road}}


@pytest.fixture(scope="module")
def paper() -> Document:
    return patrol_document(PLAN, team="Market team", **given())


def words(document: Document) -> tuple[int, str]:
    pages = pypdf.PdfReader(io.BytesIO(export(document, "pdf").data)).pages
    return len(pages), re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def drawing(document: Document) -> Picture:
    assert document.leaflet is not None
    return next(one for one in each(document.leaflet.blocks) if isinstance(one, Picture))


def test_eight_stops_stand_on_one_side_with_time_way_and_reason(paper: Document) -> None:
    count, said = words(paper)
    assert count == 1
    assert "not where crime will happen" in said and "Market team" in said and "90 minutes" in said
    for stop in PLAN.stops:
        assert f"part {stop.number}" in said and f"{stop.from_:%H:%M} to {stop.to:%H:%M}" in said
    assert "Mill Close (at home)." in said
    assert "straight lines with a factor of 1.3" in said and "29 November 2026" in said


def test_as_many_stops_as_fit_between_two_rounds_stay_on_one_side_with_the_longest_reasons() -> None:
    why = (
        "Reports of what a patrol could see (mostly nuisance and public order; told by several agencies) " * 3
    )
    full = plan(stops=10)
    back = tuple(full.asked.starts + timedelta(hours=2 * n) for n in range(1, 6))
    stops = tuple(replace(stop, why=why[:330], again=back) for stop in full.stops)
    made = patrol_document(replace(full, stops=stops, problems=full.problems * 4), team="", **given())
    assert words(made)[0] == 1


def test_the_drawing_is_grey_numbered_and_said_in_words(paper: Document) -> None:
    picture = drawing(paper)
    inks = set(re.findall(r"#(\w+)", picture.svg))
    assert inks and all(len(set(ink)) == 1 or ink[:2] == ink[2:4] == ink[4:] for ink in inks)
    assert [n for n in range(1, 9) if f">{n}</text>" in picture.svg] == list(range(1, 9))
    assert picture.svg.count("rotate(") == 7 and "Market &amp; Mill" in picture.svg
    assert picture.alt == summary(PLAN) and "href" not in picture.svg


def test_it_can_be_had_on_every_device_and_only_as_cells(paper: Document) -> None:
    assert {"pdf", "docx", "gpx", "ics", "geojson", "csv"} <= set(formats_for(paper))
    told = json.loads(export(paper, "geojson").data)
    middles = [shape(one["geometry"]).centroid for one in told["features"]]
    assert [h3.latlng_to_cell(m.y, m.x, 10) for m in middles] == [stop.cell for stop in PLAN.stops]
    file = gpxpy.parse(export(paper, "gpx").data.decode())
    assert [h3.latlng_to_cell(w.latitude, w.longitude, 10) for w in file.routes[0].points] == [
        stop.cell for stop in PLAN.stops
    ]
    entries = Calendar.from_ical(export(paper, "ics").data).walk("VEVENT")
    assert len(entries) == sum(1 + len(stop.again) for stop in PLAN.stops)


def test_no_file_tells_a_share_of_reports(paper: Document) -> None:
    for fmt in ("csv", "geojson", "gpx", "ics"):
        assert b"62%" not in export(paper, fmt).data and b"0.62" not in export(paper, fmt).data
    assert "62%" not in words(paper)[1]


def test_a_place_for_problem_solving_has_a_sheet_to_fill_in() -> None:
    document = problem_document(PLAN.problems[0], **given())
    count, said = words(document)
    assert count == 1 and formats_for(document) == ["docx", "pdf"]
    for expected in ("Scanning", "Analysis", "Response", "Assessment", "Victim support", "at home"):
        assert expected in said
    assert "in dashes" in drawing(document).alt


def test_the_tables_say_the_same_as_the_map() -> None:
    assert stops_table(PLAN)["number"].tolist() == list(range(1, 9))
    assert stops_table(PLAN)["walk"].tolist()[:2] == ["–", "310 m, 4 min"]
    assert fairness_table(PLAN)[["minutes_share", "reports_share"]].to_numpy().tolist() == [
        ["100%", "62%"],
        ["0%", "not shown"],
    ]
    said = headline(PLAN)
    assert said.startswith("Sunday 22 November 2026, 19:00 to 23:00: 8 places") and "2.2 km" in said
