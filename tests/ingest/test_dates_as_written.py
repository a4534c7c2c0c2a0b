"""Dates as people write them, read by explicit forms only."""

from datetime import date

import polars as pl
import pytest

from ingest.clock import drop_default_midnights, read_times
from ingest.errors import FileRefused
from ingest.parse import parse_dates
from ingest.words import clean

TODAY = date(2026, 11, 20)


def read(*cells, order="day-first"):
    return parse_dates(clean(pl.Series(cells, dtype=pl.String)), order=order, today=TODAY, column="When")


@pytest.mark.parametrize(
    "text",
    [
        "2024-04-03", "03/04/2024", "3/4/24", "3rd April 2024", "3 Apr 2024", "3-Apr-24", "Wed 3 April 2024",
        "April 3, 2024", "03.04.2024", "٠٣/٠٤/٢٠٢٤", "45385", "20240403", "1712143800", "2024/04/03",
        "2024-04-03T00:00:00", "03-04-2024", " 03/04/2024 ", "2024-04-02T23:30:00Z", "03/04/2024 23:59",
    ],
)  # fmt: skip
def test_the_third_of_april_2024_in_all_its_forms(text):
    line = read(text).frame.row(0, named=True)
    assert (line["first"], line["last"], line["reason"]) == (date(2024, 4, 3), date(2024, 4, 3), None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-06", date(2025, 6, 1), date(2025, 6, 30)),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("06/2025", date(2025, 6, 1), date(2025, 6, 30)),
        ("03/04/2024 - 05/04/2024", date(2024, 4, 3), date(2024, 4, 5)),
        ("between 30 March 2024 and 2 April 2024", date(2024, 3, 30), date(2024, 4, 2)),
    ],
)
def test_a_month_or_a_range_is_kept_whole(text, first, last):
    line = read(text).frame.row(0, named=True)
    assert (line["first"], line["last"], line["minute"]) == (first, last, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2024", "31/02/2024 is not a date."),
        ("04/13/2024", "04/13/2024 has month 13. This row looks month-first."),
        ("01/01/68", "01/01/2068 has not happened yet."),
        ("12/12/2026", "12/12/2026 has not happened yet."),
        ("01/01/1900", "01/01/1900 is a system default, not a real date."),
        ("1970-01-01", "01/01/1970 is a system default, not a real date."),
        ("01/01/1931", "01/01/1931 is before 1950."),
        ("#VALUE!", "the date cell is a spreadsheet error."),
        ("05/04/2024 - 03/04/2024", "the range ends before it begins."),
        ("last Tuesday", "this is not a date we can read. Write it like 03/04/2025 or 2025-04-03."),
    ],
)
def test_a_date_that_cannot_be_used_says_why(text, reason):
    assert read(text).frame["reason"][0] == reason


def test_text_that_is_not_a_date_is_never_repeated():
    found = read("Invented Person, 1 Nowhere Street", "03/04/2024")
    assert "Invented" not in found.frame["reason"][0] + " ".join(found.notes)


def test_an_empty_cell_is_no_date_and_no_fault():
    assert read(None, "").frame.select("first", "reason").rows() == [(None, None), (None, None)]


def test_iso_dates_do_not_turn_round_in_a_day_first_file():
    assert read("2024-04-03", "25/12/2024").frame["first"].to_list() == [date(2024, 4, 3), date(2024, 12, 25)]


def test_a_file_plainly_written_month_first_is_refused_whole():
    with pytest.raises(FileRefused, match="3 dates can only be month-first"):
        read("04/13/2024", "05/14/2024", "06/15/2024", "07/08/2024")
    assert read("04/13/2024", "07/08/2024", order="month-first").frame["first"].to_list() == [
        date(2024, 4, 13),
        date(2024, 7, 8),
    ]


def test_an_order_that_nothing_proves_is_said():
    assert any("order cannot be proved; 2 dates" in note for note in read("03/04/2024", "05/06/2024").notes)
    assert not any("cannot be proved" in note for note in read("03/04/2024", "25/06/2024").notes)


def test_midnight_at_the_end_of_the_day_is_the_next_day():
    line = read("03/04/2024 24:00").frame.row(0, named=True)
    assert (line["first"], line["minute"]) == (date(2024, 4, 4), 0)


def test_summer_time_moves_a_zoned_time_over_midnight():
    line = read("2024-07-03T23:30:00+00:00").frame.row(0, named=True)
    assert (line["first"], line["minute"]) == (date(2024, 7, 4), 30)


def test_every_day_of_ten_years_reads_back_the_same_in_four_forms():
    days = pl.date_range(date(2015, 1, 1), date(2024, 12, 31), eager=True)
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d/%m/%y"):
        assert read(*days.dt.strftime(form)).frame["first"].to_list() == days.to_list()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("14:30", 870), ("14.30", 870), ("2:30pm", 870), ("2.30 PM", 870), ("1430", 870), ("14:30:59", 870),
        ("noon", 720), ("12am", 0), ("12:15 pm", 735), ("24:00", 1440), ("00:00", 0), ("0.5", 720),
        ("25:00", None), ("12:60", None), ("later", None),
    ],
)  # fmt: skip
def test_times_of_day(text, minutes):
    assert read_times(pl.Series([text])).to_list() == [minutes]


def test_numbers_without_leading_zeros_are_minutes_beside_long_ones_and_hours_alone():
    assert read_times(pl.Series(["5", "45", "930", "1757"])).to_list() == [5, 45, 570, 1077]
    assert read_times(pl.Series(["5", "23"])).to_list() == [300, 1380]


def test_too_many_midnights_mean_that_nobody_knew():
    minutes, note = drop_default_midnights(pl.Series([0, 0, 0, 600, 720]))
    assert minutes.to_list() == [None, None, None, 600, 720]
    assert note is not None and note.startswith("3 of 5 times (60%)")
    assert drop_default_midnights(pl.Series([0, 0, 600, 720, 780]))[1] is None
