"""Opening hours as people write them: understood, or plainly not."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.centres.opening_hours import hours_a_week, hours_in_words, open_now, read_hours

MONDAY, SATURDAY, SUNDAY = (datetime(2026, 11, day) for day in (2, 7, 8))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mon-Fri 09:00-19:00; Sat 10:00-16:00", 56),
        ("Mon-Fri 9am-5pm; Sat 10-1", 43),
        ("Tue, Thu 17:00-20:00", 6),
        ("Mon, Wed, Fri 09:00-14:00", 15),
        ("Daily 06:30-20:00", 94.5),
        ("Monday to Friday: 9.00am to 5.00pm", 40),
        ("9-5 Mon-Fri", 40),
        ("9am-5pm Mon-Fri, 10-1 Sat", 43),
        ("Mon - Thu 0900 - 1700", 32),
        ("Mon-Fri 9-5, Sun closed", 40),
        ("Mon-Fri 9 to 5pm; closed Sat and Sun", 40),
        ("Weekdays 9-5", 40),
        ("Mon-Fri 9-1, 2-5", 35),
        ("Mon-Fri 1-5pm", 20),
        ("Mon 10-12pm", 2),
        ("Mon 12-5pm", 5),
        ("Mon-Fri 9am - 12 noon", 15),
        ("Open Tues & Weds 10am–4pm", 12),
        ("Every day 8am-midnight", 112),
        ("Mon 9-5 Tue 10-4", 14),
        ("Sat-Mon 10-4", 18),
        ("Fri-Sun 22:00-02:00", 12),
        ("24/7", 168),
        ("Mon 9-5; Mon 4-6", 9),
    ],
)
def test_hours_as_people_write_them(text, hours):
    assert hours_a_week(read_hours(text)) == hours


@pytest.mark.parametrize(
    "text",
    ["", "ring first", "9-5", "1st and 3rd Tuesday 10-12", "Mon 9-", "Mon 9-5-6", "closed March 2025",
     "Mon-Fri", "Mon-Fri 25:00-26:00", "by appointment", "Closed Sundays", "01234 567890", "Mon 5-5"],
)  # fmt: skip
def test_what_is_not_plain_is_not_guessed_at(text):
    hours = read_hours(text)
    assert hours.text == text and hours.week is None
    assert open_now(hours, MONDAY) is None and hours_a_week(hours) is None


def test_a_door_is_open_from_the_first_minute_to_before_the_last():
    hours = read_hours("Mon-Fri 9am-5pm; Sat 10-1")
    moments = [MONDAY.replace(hour=h, minute=m) for h, m in ((8, 59), (9, 0), (16, 59), (17, 0))]
    assert [open_now(hours, moment) for moment in moments] == [False, True, True, False]
    assert open_now(hours, SATURDAY.replace(hour=12)) and not open_now(hours, SUNDAY.replace(hour=12))


def test_a_night_that_runs_over_midnight_belongs_to_both_days():
    hours = read_hours("Sat 22:00-02:00")
    assert open_now(hours, SATURDAY.replace(hour=23)) and open_now(hours, SUNDAY.replace(hour=1))
    assert not open_now(hours, SATURDAY.replace(hour=1))


def test_what_depends_on_more_than_the_clock_is_left_open():
    term = read_hours("Mon-Fri 10:00-17:00 in term")
    assert open_now(term, MONDAY.replace(hour=11)) is None
    assert open_now(term, SUNDAY.replace(hour=11)) is False
    assert read_hours("Mon-Fri 9-5 (closed bank holidays)").conditions == ("not on bank holidays",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mon-Fri 10:00-17:00 in term", "open 35 hours a week, in term time only"),
        ("by appointment", "by appointment"),
        ("24/7", "always open"),
        ("ring first", "hours not understood"),
        (None, "hours not known"),
    ],
)
def test_the_week_in_words(text, said):
    assert hours_in_words(read_hours(text)) == said


@given(st.text(alphabet="montuewdhfrisa 0123456789:-;,.apmclosd&/24\n", max_size=60))
def test_no_text_breaks_it_and_no_week_has_more_hours_than_there_are(text):
    hours = read_hours(text)
    assert hours.week is None or 0 < sum(end - start for _, start, end in hours.week) <= 168 * 60


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("Mon 9-12, Mon 11-15", True),
        ("Mon-Fri 9am-5pm; Wed 9am-7pm", True),  # perhaps Wednesday's replaces the others'
        ("Mon 9-12, 12-15", False),
        ("Fri 22:00-02:00; Sat 01:00-03:00", True),
        ("Mon-Fri 9-5; Sat 10-1", False),
        ("ask at the desk", False),
    ],
)
def test_times_that_share_a_part_of_a_day_are_noticed(text, shared):
    assert read_hours(text).overlap is shared
