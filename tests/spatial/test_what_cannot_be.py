"""Bad input that once gave a warning or an error of another kind: each is named."""

import numpy as np
import pytest

from spatial.errors import BadNumberError, SettingError
from spatial.overdispersion import widened_limits
from spatial.surveillance.delay import chain_ladder
from spatial.surveillance.ewma import ewma

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("setting", [{"tau2": -1}, {"tau2": np.nan}, {"phi": "x"}, {"deviations": 1e300}])
def test_limits_cannot_be_widened_by_less_than_nothing(setting):
    with pytest.raises(SettingError):
        widened_limits([3.0], **{"deviations": 2.0, **setting})


@pytest.mark.parametrize("triangle", ["x", [["x", 1], [2, 3]], [[1, 2], [3]], {1: 2}])
def test_a_triangle_is_of_numbers(triangle):
    with pytest.raises(BadNumberError, match="Give counts"):
        chain_ladder(triangle)


def test_an_average_follows_one_series():
    with pytest.raises(BadNumberError, match="one value for each period"):
        ewma([[1, 2], [3, 4]], mean=1, sd=1)
