"""What a method is given: everything that is no number, no count or no setting is refused in words."""

import numpy as np
import pandas as pd
import pytest

from spatial.errors import BadNumberError, SettingError
from spatial.given import as_counts, as_numbers, same_length, within

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("values", [[1 + 2j], np.array([1j]), ["x"], [[1], [1, 2]], None, [pd.NA], [np.inf]])
def test_what_is_no_number_is_refused(values):
    with pytest.raises(BadNumberError):
        as_numbers(values, what="x")


@pytest.mark.parametrize("value", [1e300, 1e19, -1, 0.5, np.nan])
def test_what_is_no_count_is_refused(value):
    with pytest.raises(BadNumberError, match="counts is"):
        as_counts([1, value])


def test_counts_of_every_kind_are_whole_numbers():
    read_only = np.array([1, 2], dtype=np.uint8)
    read_only.setflags(write=False)
    for values in ([1, 2], (1.0, 2.0), read_only, pd.Series([1, 2], index=[5, 4]), [1, 10**6], []):
        assert as_counts(values).dtype == np.int64


def test_one_number_is_no_list():
    with pytest.raises(BadNumberError, match="one number"):
        same_length(x=[1, 2], y=np.asarray(3.0))
    with pytest.raises(BadNumberError, match="one number"):
        same_length(x=5)


@pytest.mark.parametrize("value", [None, "many", [3], [], pd.NA, float("nan"), float("inf"), 0, 11])
def test_what_is_no_setting_is_refused(value):
    with pytest.raises(SettingError):
        within(value, what="the width", least=1, most=10)
