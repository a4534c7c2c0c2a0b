"""How late a town's agencies report, and which weeks are not complete yet."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ingest.lag import Lag, incomplete_since, lateness, reporting_lag

SUNDAY = date(2026, 6, 28)  # the latest record
MONDAY = date(2026, 6, 22)  # of its week


def town(**took: list[int | None]) -> pl.DataFrame:
    """Records, one reported a day, back from the Sunday; the days that each took (None: not said)."""
    rows = []
    for agency, lags in took.items():
        for back, lag in enumerate(lags):
            reported = SUNDAY - timedelta(days=back)
            happened = reported - timedelta(days=lag or 0)
            rows.append((agency, happened, None if lag is None else reported))
    types = {"agency": pl.String, "occurred": pl.Date, "reported": pl.Date}
    return pl.DataFrame(rows, schema=types, orient="row")


def test_nine_of_ten_reports_within_a_day():
    lag = Lag("Police", np.array([0] * 9 + [1] * 9 + [30] * 2))
    assert [lag.quantile(share) for share in (0.45, 0.5, 0.9, 0.95, 1.0)] == [0, 1, 1, 30, 30]
    assert lag.arrived(np.array([-1, 0, 1, 29, 30])).tolist() == [0, 0.45, 0.9, 0.9, 1]


def test_the_lag_is_measured_on_reports_made_in_the_last_twelve_months():
    records = town(Police=[0] * 20)
    old = pl.DataFrame(
        {"agency": ["Police"], "occurred": [date(2024, 1, 1)], "reported": [date(2024, 12, 1)]},
        schema=records.schema,
    )
    both = pl.concat([records, old])
    lags = reporting_lag(both["occurred"], both["reported"], both["agency"], latest=SUNDAY)
    assert lags["Police"].days.tolist() == [0] * 20


def test_late_reports_of_old_incidents_count_although_recent_ones_cannot_be_late_yet():
    records = town(Council=[0] * 10 + [60] * 10)
    lags = reporting_lag(records["occurred"], records["reported"], records["agency"], latest=SUNDAY)
    assert lags["Council"].quantile(0.9) == 60


def test_a_report_dated_before_what_it_reports_counts_as_made_on_the_day():
    records = town(Police=[0] * 19 + [-3])
    lags = reporting_lag(records["occurred"], records["reported"], records["agency"], latest=SUNDAY)
    assert lags["Police"].days.tolist() == [0] * 20


def test_too_few_reports_say_nothing():
    records = town(School=[9] * 19, Centre=[None] * 40)
    lags = reporting_lag(records["occurred"], records["reported"], records["agency"], latest=SUNDAY)
    assert [lags[name].quantile(0.9) for name in ("School", "Centre")] == [None, None]


class TestIncompleteSince:
    def test_the_current_week_is_never_complete(self):
        assert incomplete_since(town(Police=[0] * 30), {}, SUNDAY) == {"Police": MONDAY}

    def test_a_slow_agency_is_incomplete_for_longer(self):
        # half on the day, half after ten days: a day is complete after ten
        slow = incomplete_since(town(Council=[0, 10] * 20), {}, SUNDAY)
        assert slow == {"Council": MONDAY - timedelta(days=7)}

    @pytest.mark.parametrize(("lag", "weeks"), [(0, 0), (7, 0), (8, 1), (14, 1), (15, 2), (28, 3)])
    def test_by_hand_when_every_report_takes_as_long(self, lag, weeks):
        # the week before is complete once its Sunday, seven days ago, has come in
        expected = {"Council": MONDAY - timedelta(days=7 * weeks)}
        assert incomplete_since(town(Council=[lag] * 40), {}, SUNDAY) == expected

    def test_nothing_is_complete_after_the_last_day_that_the_files_cover(self):
        records = town(Police=[0] * 40).with_columns(pl.col("occurred", "reported") - pl.duration(days=28))
        assert incomplete_since(records, {}, SUNDAY) == {"Police": MONDAY - timedelta(days=21)}

    def test_a_nil_return_covers_days_without_a_record(self):
        records = town(Police=[0] * 40).with_columns(pl.col("occurred", "reported") - pl.duration(days=28))
        assert incomplete_since(records, {"Police": SUNDAY}, SUNDAY) == {"Police": MONDAY}

    def test_a_monthly_sender_is_incomplete_from_the_week_in_which_its_file_ends(self):
        records = town(Housing=[0] * 60).filter(pl.col("reported") <= date(2026, 5, 31))
        # its file ends on Sunday 31 May: the week from Monday 1 June is not covered
        assert incomplete_since(records, {"Housing": date(2026, 5, 31)}, SUNDAY) == {
            "Housing": date(2026, 6, 1)
        }
        # a file that ends on a Saturday leaves a seventh of that week out
        ends = records.filter(pl.col("reported") <= date(2026, 5, 30))
        assert incomplete_since(ends, {}, SUNDAY) == {"Housing": date(2026, 5, 25)}

    def test_an_agency_that_has_sent_only_a_nil_return_is_there(self):
        assert incomplete_since(town(), {"Fire": date(2026, 6, 7)}, SUNDAY) == {"Fire": date(2026, 6, 8)}

    def test_an_agency_that_writes_no_day_of_report_is_complete_as_far_as_its_records_reach(self):
        assert incomplete_since(town(Centre=[None] * 40), {}, SUNDAY) == {"Centre": MONDAY}


def test_the_order_of_the_records_does_not_matter():
    records = town(Police=[0, 3, 9] * 12, Council=[1, 20] * 15)
    turned = records.reverse()
    assert incomplete_since(records, {}, SUNDAY) == incomplete_since(turned, {}, SUNDAY)


def test_the_share_that_has_arrived_never_rises_from_week_to_week():
    measured = lateness(town(Police=[0, 3, 9, 30, 200] * 12), latest=SUNDAY)
    mondays = [MONDAY - timedelta(days=7 * back) for back in range(30, -5, -1)]
    shares = measured.arrived("Police", mondays)
    assert (np.diff(shares) <= 0).all() and shares[0] >= 0.9 and shares[-1] == 0
