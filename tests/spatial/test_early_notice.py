"""How strict many looks must be: shared out by hand, and no more false signals than said."""

import numpy as np
import pytest

from spatial.errors import SettingError
from spatial.surveillance.early_notice import once_in_days, strictness


class TestSharedOut:
    def test_two_a_year_by_hand(self) -> None:
        found = strictness(2, families=3, scans=6)
        assert found.once_in_days == 365.25  # one a year for each of the two methods
        assert found.level == pytest.approx(7 / (3 * 365.25))
        assert found.scan_once_in_days == 6 * 365.25  # p at most 1 in 2,191 in a nightly look of one scan

    def test_fewer_false_signals_are_stricter(self) -> None:
        one, twelve = (strictness(n, families=3, scans=2) for n in (1, 12))
        assert one.level < twelve.level and one.scan_once_in_days > twelve.scan_once_in_days

    def test_never_laxer_than_the_page_that_shows_it(self) -> None:
        assert strictness(52, families=1, scans=1).level == 0.05

    def test_what_is_said_is_what_was_allowed(self) -> None:
        given = strictness(4, families=3, scans=5)
        assert once_in_days(given.level, every_days=7, looks=3) == pytest.approx(given.once_in_days)
        each = 1 / given.scan_once_in_days
        assert once_in_days(each, every_days=1, looks=5) == pytest.approx(given.once_in_days)
        assert once_in_days(0, every_days=1, looks=5) == float("inf")

    def test_chance_alone_keeps_to_it_however_nights_hang_together(self) -> None:
        dice, years, scans = np.random.default_rng(4), 40, 3
        limit = 1 / strictness(8, families=3, scans=scans).scan_once_in_days
        nights = 365 * years
        for alike in (0.0, 0.9):
            noise = dice.standard_normal((scans, nights))
            course = np.empty_like(noise)
            course[:, 0] = noise[:, 0]
            for night in range(1, nights):
                course[:, night] = alike * course[:, night - 1] + np.sqrt(1 - alike**2) * noise[:, night]
            over = course > np.quantile(dice.standard_normal(2_000_000), 1 - limit)
            begun = over[:, 1:] & ~over[:, :-1]
            assert begun.sum() / years < 4 * 1.25  # half of eight, and some chance

    @pytest.mark.parametrize(
        ("false_a_year", "families", "scans"),
        [(0, 3, 1), (-1, 3, 1), (float("nan"), 3, 1), (2, 0, 1), (2, 3, 1.5), (60, 3, 1)],
    )
    def test_what_cannot_be_is_refused(self, false_a_year: float, families: int, scans: int) -> None:
        with pytest.raises(SettingError):
            strictness(false_a_year, families=families, scans=scans)
