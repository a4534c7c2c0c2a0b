"""A centre's flags work themselves out."""

from datetime import date, timedelta

import pytest

from ingest.centres.state import Activity, flags_of, state_of

TODAY = date(2026, 11, 1)
FINE = {
    "status": "open",
    "is_reporting": True,
    "is_support": False,
    "last_report_on": None,
    "paused_until": None,
    "open_since": None,
    "closed_since": None,
    "checked_on": date(2026, 9, 1),
    "trained_until": date(2027, 6, 1),
}
LATELY = Activity(date(2026, 10, 1), 5, date(2026, 10, 31))


def flags(activity=LATELY, today=TODAY, **parts):
    return flags_of({**FINE, **parts}, activity, today=today)


def state(activity=LATELY, today=TODAY, **parts):
    return state_of({**FINE, **parts}, activity, today=today)


def test_a_centre_in_order_has_none():
    assert flags() == () and state() == "open"


@pytest.mark.parametrize(
    ("parts", "flag"),
    [
        ({"trained_until": TODAY - timedelta(1)}, "training_over"),
        ({"trained_until": TODAY}, "training_soon"),
        ({"trained_until": TODAY + timedelta(60)}, "training_soon"),
        ({"trained_until": None}, "training_unknown"),
        ({"checked_on": TODAY - timedelta(366)}, "check_due"),
        ({"checked_on": None}, "never_checked"),
        ({"status": "paused", "paused_until": TODAY - timedelta(1)}, "pause_over"),
        ({"status": "closed", "closed_since": date(2026, 9, 30)}, "still_sending"),
    ],
)
def test_each_flag_by_itself(parts, flag):
    assert flags(**parts) == (flag,)


@pytest.mark.parametrize(
    "parts",
    [
        {"trained_until": TODAY + timedelta(61)},
        {"checked_on": TODAY - timedelta(365)},
        {"status": "paused", "paused_until": TODAY},
        {"status": "closed", "closed_since": date(2026, 10, 1), "trained_until": None, "checked_on": None},
        {"is_reporting": False, "is_support": True, "trained_until": None},
    ],
)
def test_the_day_before_there_is_none(parts):
    assert flags(**parts) == ()


class TestDormant:
    def test_half_a_year_without_a_report_while_others_sent(self):
        quiet = Activity(date(2026, 4, 1), 3, date(2026, 10, 31))
        assert flags(quiet) == ("dormant",) and state(quiet) == "dormant"

    def test_not_if_no_centre_s_forms_came_for_half_a_year(self):
        assert state(Activity(date(2026, 4, 1), 3, date(2026, 5, 1))) == "open"

    def test_a_report_that_the_centre_tells_of_wakes_it(self):
        assert (
            state(Activity(date(2026, 4, 1), 3, date(2026, 10, 31)), last_report_on=date(2026, 9, 9))
            == "open"
        )

    def test_without_any_file_what_the_centre_says_is_measured_to_today(self):
        assert state(Activity(), last_report_on=date(2026, 4, 1)) == "dormant"

    def test_nothing_ever_is_told_apart_and_not_said_of_a_new_one(self):
        never = Activity(None, 0, date(2026, 10, 31))
        assert flags(never) == ("never_reported",) and state(never) == "open"
        assert flags(never, open_since=date(2026, 8, 1)) == ()
        assert flags(Activity()) == ()

    def test_only_an_open_reporting_centre_sleeps(self):
        quiet = Activity(date(2026, 1, 1), 0, date(2026, 10, 31))
        assert state(quiet, status="paused") == "paused"
        assert state(quiet, is_reporting=False) == "open"
