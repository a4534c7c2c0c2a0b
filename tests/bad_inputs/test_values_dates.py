"""Bad dates and times: each line of the list, and others of its kind."""

from datetime import date, timedelta

import pytest

from ingest.errors import FileRefused
from tests.ingest.conftest import TODAY

GOOD = ("13/05/2025", "25/12/2025")
"""Two dates beside the odd one, which also prove that the file is day-first."""

COLUMNS = {"reference": "Ref", "occurred": "When"}


@pytest.fixture
def file_with(take_in):
    """Take in a file of dates, the odd ones first."""

    def prepared(*odd, good=GOOD, **settings):
        rows = [{"Ref": f"R{i}", "When": each} for i, each in enumerate((*odd, *good))]
        return take_in(rows, COLUMNS, **settings)

    return prepared


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("31/02/2024", "31/02/2024 is not a date.", marks=pytest.mark.bad_input("B038")),
        pytest.param(
            "04/13/2024", "has month 13. This row looks month-first.", marks=pytest.mark.bad_input("B040")
        ),
        pytest.param("01/01/68", "01/01/2068 has not happened yet.", marks=pytest.mark.bad_input("B044")),
        pytest.param(
            "01/01/1900",
            "01/01/1900 is a system default, not a real date.",
            marks=pytest.mark.bad_input("B056"),
        ),
        pytest.param("28/02/2026", "28/02/2026 has not happened yet.", marks=pytest.mark.bad_input("B058")),
        pytest.param("#VALUE!", "the date cell is a spreadsheet error.", marks=pytest.mark.bad_input("B062")),
        ("29/02/2023", "29/02/2023 is not a date."),
        ("29/02/1900", "29/02/1900 is not a date."),
        ("31/04/2025", "31/04/2025 is not a date."),
        ("2025-02-30", "2025-02-30 is not a date."),
        ("31st June 2025", "is not a date."),
        ("32/01/2025", "32/01/2025 is not a date."),
        ("00/00/0000", "is a system default"),
        ("00/01/1900", "is a system default"),
        ("30/12/1899", "is a system default"),
        ("1970-01-01", "is a system default"),
        ("01/01/1753", "is a system default"),
        ("31/12/9999", "is a system default"),
        ("#N/A", "spreadsheet error"),
        ("########", "spreadsheet error"),
        ("03/04/202", "has a year that is not four figures."),
        ("03/04/20255", "has a year that is not four figures."),
        ("03/04/1925", "is before 1950."),
        ("03/04/2925", "has not happened yet."),
        ("03/04/2025 25:61", "25:61 is not a time of day."),
        ("03/04/2025 24:30", "24:30 is not a time of day."),
        ("2025", "a year, season, quarter or week number is not a date"),
        ("Q1 2025", "a year, season, quarter or week number is not a date"),
        ("week 14", "a year, season, quarter or week number is not a date"),
        ("Wk 14 2025", "a year, season, quarter or week number is not a date"),
        ("Summer 2025", "a year, season, quarter or week number is not a date"),
        ("14:30", "a time without a date"),
        ("last Tuesday", "not a date we can read. Write it like 03/04/2025"),
        ("yesterday", "not a date we can read"),
        ("TBC", "not a date we can read"),
        ("3 Agust 2025", "did you mean August?"),
        ("Setpember 3, 2025", "did you mean September?"),
        ("05/04/2025 - 03/04/2025", "the range ends before it begins."),
        ("31/04/2025 - 05/05/2025", "is not a date."),
        ("Invented Person rang", "not a date we can read"),
        (None, "there is no date."),
        ("unknown", "there is no date."),
    ],
)
def test_a_date_that_cannot_be_is_set_aside(file_with, only_set_aside, text, reason):
    prepared = file_with(text)
    only_set_aside(prepared, 2, reason, "When")
    assert "Invented" not in prepared.set_aside.write_csv() + " ".join(prepared.notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("03/04/25", "two-digit years read as 1969 to 2068", marks=pytest.mark.bad_input("B043")),
        pytest.param("3rd April 2025", None, marks=pytest.mark.bad_input("B047")),
        pytest.param(
            "03/04/2025 - 05/04/2025",
            "a range of days; kept as first and last day",
            marks=pytest.mark.bad_input("B049"),
        ),
        pytest.param(
            "٠٣/٠٤/٢٠٢٥", "Digits of another script converted in 1 cell", marks=pytest.mark.bad_input("B061")
        ),
        pytest.param(
            "1743634800",
            "numbers of 10 digits read as seconds since 1970",
            marks=pytest.mark.bad_input("B064"),
        ),
        ("03.04.2025", None),
        ("3/4/2025", None),
        ("03-04-2025", None),
        ("03–04–2025", None),
        ("03\\04\\2025", None),
        ("03_04_2025", None),
        ("03 / 04 / 2025", None),
        ("'03/04/2025", None),
        ("2025/04/03", None),
        ("20250403", None),
        ("2025-04-03T14:30:00Z", None),
        ("2025-04-03T14:30:00.000+01:00", None),
        ("20250403143000", None),
        ("20250403T1430", None),
        ("/Date(1743687000000)/", "seconds since 1970"),
        ("1743687000000", "seconds since 1970"),
        ("45750", "a spreadsheet's days since 1900"),
        ("45750.604", "a spreadsheet's days since 1900"),
        ("3 Apr 2025", None),
        ("3-Apr-25", "two-digit years"),
        ("03/Apr/2025", None),
        ("3rd of April, 2025.", None),
        ("April 3rd, 2025", None),
        ("3 Ebrill 2025", None),
        ("Thu 3 April 2025", None),
        ("Thursday 03/04/2025", None),
        ("3 April 2025 (Thursday)", None),
        ("Monday 3 April 2025", "the day of the week is not that of the date"),
        ("Thu Apr 03 2025 14:30:00 GMT+0100 (British Summer Time)", None),
        ("03/04/2025 2.30pm", None),
        ("03/04/2025 14:30hrs", None),
        ("03/04/2025 at 14:30", None),
        ("03/04/2025 - 14:30", None),
        ("14:30 03/04/2025", None),
        ("03/04/2025 noon", None),
        ("03/04/2025 midnight", None),
        ("03/04/2025 evening", "hour unknown there"),
        ("03/04/2025 3ish", "hour unknown there"),
        ("approx 03/04/2025", "said to be approximate"),
        ("c. 3 April 2025", "said to be approximate"),
        ("03/04/2025?", "said to be approximate"),
        ("3-5 April 2025", "a range of days"),
        ("03/04/2025 to 05/04/2025", "a range of days"),
        ("03-05/04/2025", "a range of days"),
        ("between 3 April 2025 and 5 April 2025", "a range of days"),
        ("w/c 03/04/2025", "a week; kept as its first and last day"),
    ],
)
def test_the_third_of_april_is_kept_however_it_is_written(file_with, all_kept, text, said):
    prepared = file_with(text)
    all_kept(prepared, said)
    assert prepared.incidents["occurred_from"][0] == date(2025, 4, 3)
    if said is None:
        assert not any("When" in note for note in prepared.notes)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("week ending 6 April 2025", date(2025, 3, 31), date(2025, 4, 6)),
        ("2025-W14", date(2025, 3, 31), date(2025, 4, 6)),
        ("April 2025", date(2025, 4, 1), date(2025, 4, 30)),
        ("04/2025", date(2025, 4, 1), date(2025, 4, 30)),
    ],
)
def test_a_week_or_a_month_is_kept_whole(file_with, all_kept, text, first, last):
    prepared = file_with(text)
    all_kept(prepared)
    assert prepared.incidents.select("occurred_from", "occurred_to").row(0) == (first, last)


@pytest.mark.bad_input("B041")
def test_an_order_that_nothing_proves_is_read_day_first_and_said(file_with, all_kept):
    prepared = file_with("03/04/2025", "05/06/2025", good=())
    all_kept(prepared, "day/month order cannot be proved; 2 dates read as day first. Confirm it.")
    assert prepared.incidents["occurred_from"].to_list() == [date(2025, 4, 3), date(2025, 6, 5)]


def test_orders_mixed_in_one_file_set_aside_the_strangers_and_warn_about_the_others(
    file_with, only_set_aside
):
    prepared = file_with("04/13/2025", "03/04/2025")
    only_set_aside(prepared, 2, "looks month-first")
    assert any(
        "1 date can only be month-first; 1 date that could be either" in note for note in prepared.notes
    )


def test_a_file_that_is_plainly_month_first_is_refused_whole(file_with):
    with pytest.raises(FileRefused, match="3 dates can only be month-first"):
        file_with("04/13/2025", "05/14/2025", "06/15/2025", good=())


@pytest.mark.parametrize(
    ("text", "day", "hour", "said"),
    [
        pytest.param(
            "03/04/2025 24:00",
            date(2025, 4, 4),
            0,
            "24:00 read as 00:00 of the next day",
            marks=pytest.mark.bad_input("B050"),
        ),
        pytest.param(
            "30/03/2025 01:30",
            date(2025, 3, 30),
            1,
            "did not exist that night (clocks went forward)",
            marks=pytest.mark.bad_input("B052"),
        ),
        pytest.param(
            "26/10/2025 01:30",
            date(2025, 10, 26),
            1,
            "happened twice that night",
            marks=pytest.mark.bad_input("B053"),
        ),
        ("2025-07-03T23:30:00Z", date(2025, 7, 4), 0, None),
        ("2025-04-03 14:30:00+01:00", date(2025, 4, 3), 14, None),
        ("03/04/2025 13:30 UTC", date(2025, 4, 3), 14, None),
        ("03/04/2025 14:30 BST", date(2025, 4, 3), 14, None),
        ("03/04/2025 12:15 am", date(2025, 4, 3), 0, None),
        ("03/04/2025 12:15 pm", date(2025, 4, 3), 12, None),
        ("03/04/2025 14:00 - 16:00", date(2025, 4, 3), 14, "a range"),
    ],
)
def test_a_time_in_the_date(file_with, all_kept, text, day, hour, said):
    prepared = file_with(text)
    all_kept(prepared, said)
    assert prepared.incidents.select("occurred_from", "hour").row(0) == (day, hour)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("14:30", 14),
        ("14.30", 14),
        ("1430", 14),
        ("14:30hrs", 14),
        ("14:30 hours", 14),
        ("14h30", 14),
        ("2:30 pm", 14),
        ("2.30PM", 14),
        ("14:30pm", 14),
        ("at 14:30", 14),
        ("approx 14:30", 14),
        ("c. 2pm", 14),
        ("14:30 approx", 14),
        ("14:30?", 14),
        ("14:00-16:00", 14),
        ("between 2pm and 4pm", 14),
        ("noon", 12),
        ("midnight", 0),
        ("12am", 0),
        ("0.604", 14),
        ("evening", None),
        ("half past two", None),
        ("not known", None),
        ("N/K", None),
        ("", None),
    ],
)
def test_a_time_of_its_own_column_is_read_or_unknown(take_in, all_kept, text, hour):
    rows = [{"When": "03/04/2025", "Time": each} for each in (text, "09:15")]
    prepared = take_in(rows, {"occurred": "When", "occurred_time": "Time"})
    all_kept(prepared)
    assert prepared.incidents["hour"].to_list() == [hour, 9]


@pytest.mark.parametrize("text", ["25:61", "24:01", "12:60", "2561", "-3", "13:30am", "#VALUE!"])
def test_a_time_that_cannot_be_is_set_aside(take_in, only_set_aside, text):
    rows = [{"When": "03/04/2025", "Time": each} for each in (text, "09:15")]
    prepared = take_in(rows, {"occurred": "When", "occurred_time": "Time"})
    only_set_aside(prepared, 2, "spreadsheet error" if text[0] == "#" else "is not a time of day", "Time")


@pytest.mark.bad_input("B055")
def test_too_many_midnights_are_times_that_nobody_knew(file_with, all_kept):
    prepared = file_with(*["03/05/2025 00:00"] * 6, *["14/05/2025 21:10"] * 4, good=())
    all_kept(prepared, "6 of 10 times (60%) are exactly 00:00: treated as 'time unknown'")
    assert prepared.incidents["hour"].to_list() == [None] * 6 + [21] * 4


def test_a_single_midnight_is_a_time_and_a_missing_time_is_none(file_with):
    prepared = file_with("03/05/2025 00:00", "14/05/2025 10:00", "14/05/2025", good=())
    assert prepared.incidents["hour"].to_list() == [0, 10, None]


@pytest.mark.bad_input("B059")
def test_it_cannot_be_reported_before_it_happened(take_in, only_set_aside):
    rows = [{"When": "05/03/2025", "Told": each} for each in ("02/03/2025", "06/03/2025", "28/03/2025")]
    prepared = take_in(rows, {"occurred": "When", "reported": "Told"})
    only_set_aside(prepared, 2, "reported 02/03/2025, happened 05/03/2025.", "Told")


def test_a_report_on_the_day_it_happened_is_no_fault(take_in, all_kept):
    rows = [{"When": "05/03/2025 22:00", "Told": "05/03/2025"}]
    all_kept(take_in(rows, {"occurred": "When", "reported": "Told"}))


def test_a_day_that_nobody_knows_is_the_day_of_the_report(take_in, all_kept):
    rows = [{"When": each, "Told": "05/03/2025"} for each in (None, "not known", "N/A", "?")]
    prepared = take_in(rows, {"occurred": "When", "reported": "Told"})
    all_kept(prepared, "the day of the report is used")
    assert set(prepared.incidents["occurred_from"]) == {date(2025, 3, 5)}


def test_it_cannot_end_before_it_begins_and_years_of_it_are_said(take_in, only_set_aside):
    rows = [{"From": "05/03/2025", "To": each} for each in ("04/03/2025", "06/03/2025")]
    rows.append({"From": "05/03/2021", "To": "06/03/2025"})
    prepared = take_in(rows, {"occurred": "From", "occurred_to": "To"})
    only_set_aside(prepared, 2, "it ends before it begins", "To")
    assert any("1 row with more than a year between the first and the last day" in n for n in prepared.notes)


def test_today_has_happened_and_tomorrow_has_not(file_with, only_set_aside):
    tomorrow = TODAY + timedelta(days=1)
    only_set_aside(file_with(f"{tomorrow:%d/%m/%Y}", f"{TODAY:%d/%m/%Y}"), 2, "has not happened yet")


@pytest.mark.bad_input("B215")
def test_incidents_later_than_the_wards_are_kept_and_said(file_with, all_kept):
    prepared = file_with("03/04/2023")  # the wards of Wren are those of 2024
    all_kept(prepared, "The wards are those of 2024; 2 incidents are later.")
    assert not any("wards are those" in note for note in file_with("03/04/2023", good=("13/05/2024",)).notes)
