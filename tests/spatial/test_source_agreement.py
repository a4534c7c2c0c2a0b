"""Ten areas, two sources: both, one, neither, and silence."""

import numpy as np
import pytest
from scipy.stats import binomtest

from spatial.errors import BadNumberError, NoDenominatorError, SettingError
from spatial.trust.source_agreement import WORDS, source_agreement

pytestmark = pytest.mark.filterwarnings("error")
EVEN = np.full(10, 0.1)
INCIDENTS = [40, 40, 6, 6, 0, 6, 6, 6, 6, 6]
REPORTS = [9, 0, 9, 0, 0, 1, 0, 0, 0, 0]
SOURCES = [3, 0, 2, 0, 0, 1, 0, 0, 0, 0]


def asked(incidents=INCIDENTS, reports=REPORTS, sources=SOURCES, share=EVEN, **settings):
    return source_agreement(incidents, share, reports, share, sources, **settings)


class TestWords:
    def test_each_area_has_one_of_the_five(self):
        words = asked().table["word"].tolist()
        assert words[:6] == ["agree hot", "only reports", "only intelligence", "quiet", "unknown", "quiet"]
        assert set(words) <= set(WORDS)

    def test_silence_is_unknown_and_never_quiet(self):
        found = asked(incidents=[50] + [0] * 9, reports=[0] * 10, sources=[0] * 10)
        assert found.table["word"].tolist() == ["only reports"] + ["unknown"] * 9

    def test_too_few_expected_are_not_called_quiet(self):
        found = asked(incidents=[2] * 10, reports=[0] * 10, sources=[0] * 10)
        assert set(found.table["word"]) == {"unknown"} and found.state == "not enough data"

    def test_one_voice_is_no_signal_however_often_it_speaks(self):
        assert asked(sources=[1] * 10).table["word"].iat[2] == "quiet"

    def test_a_number_that_is_not_told_is_not_used(self):
        told = [np.nan, *INCIDENTS[1:]]
        found = asked(incidents=told, total_incidents=sum(INCIDENTS))
        assert found.table["word"].iat[0] == "only intelligence"
        assert np.isnan(found.table["incidents_p"].iat[0])

    def test_the_two_are_never_added_up(self):
        assert not {"total", "sum"} & set(asked().table.columns)
        alone = asked(reports=[0] * 10, sources=[0] * 10).table
        assert alone["incidents_p"].equals(asked().table["incidents_p"])

    def test_the_sentence_counts_the_words(self):
        assert asked().sentence == (
            "Recorded incidents and community reports both stand out in 1 of 10 areas, only recorded "
            "incidents in 1, only community reports in 1; 6 are quiet, and too little is known of 1."
        )


def test_chances_are_those_of_the_exact_test():
    table = asked().table
    for row in table.itertuples():
        want = binomtest(int(row.incidents), sum(INCIDENTS), 0.1, alternative="greater").pvalue
        assert row.incidents_p == pytest.approx(want)


def test_the_order_of_the_areas_does_not_matter():
    turned = np.random.default_rng(2).permutation(10)
    here = asked().table.iloc[turned].reset_index(drop=True)
    there = asked(*(np.array(values)[turned] for values in (INCIDENTS, REPORTS, SOURCES))).table
    assert here.equals(there)


def test_chance_alone_seldom_makes_an_area_stand_out():
    dice, false = np.random.default_rng(5), 0
    for _ in range(300):
        incidents, reports = dice.multinomial(120, EVEN), dice.multinomial(30, EVEN)
        false += asked(incidents, reports, np.minimum(reports, 3)).state == "found"
    assert false / 300 <= 0.1  # two sources, 5 % each


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"incidents": [-1] + [0] * 9}, BadNumberError),
        ({"incidents": [0.5] + [0] * 9}, BadNumberError),
        ({"incidents": [np.inf] + [0] * 9}, BadNumberError),
        ({"incidents": ["many"] * 10}, BadNumberError),
        ({"incidents": [1] * 9}, BadNumberError),
        ({"share": np.zeros(10)}, NoDenominatorError),
        ({"share": np.ones(10)}, NoDenominatorError),
        ({"share": [np.nan] * 10}, BadNumberError),
        ({"total_incidents": 3}, BadNumberError),
        ({"alpha": 2}, SettingError),
    ],
)
def test_what_cannot_be_compared_is_said(changes, error):
    with pytest.raises(error):
        asked(**changes)


def test_nothing_at_all_is_an_answer():
    found = asked([0] * 10, [0] * 10, [0] * 10)
    assert found.state == "not enough data" and "two sources" in found.sentence
    assert source_agreement([], [], [], [], []).state == "not enough data"
