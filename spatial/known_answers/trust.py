"""Trust: how accurate a prediction was, by its published indices."""

from spatial.known_answer import KnownAnswer
from spatial.trust.prediction_accuracy import accuracy_at, prediction_accuracy

__all__ = ["ANSWERS"]

OBSERVED, PREDICTED, AREA = (6, 3, 0), (3, 2, 1), (1, 1, 1)
SOURCE = (
    "R package ptools, tests/testthat/test-pai.R: 3 units of one size, 6, 3, 0 observed, 3, 2, 1 predicted"
)


def _column(name: str) -> tuple[float, ...]:
    return tuple(prediction_accuracy(OBSERVED, PREDICTED, AREA)[name].tolist())


ANSWERS = (
    KnownAnswer(
        name="Predictive accuracy index (PAI) of three units",
        family="Which method to trust",
        source=SOURCE,
        expected=(2.0, 1.5, 1.0),
        work_out=lambda: _column("pai"),
        tolerance=1e-12,
    ),
    KnownAnswer(
        name="Predictive efficiency index (PEI) of a perfect ranking",
        family="Which method to trust",
        source=SOURCE,
        expected=(1.0, 1.0, 1.0),
        work_out=lambda: _column("pei"),
        tolerance=1e-12,
    ),
    KnownAnswer(
        name="Recovery rate index (RRI) of Wheeler and Steenbeek",
        family="Which method to trust",
        source=SOURCE,
        expected=(3 / 6, 5 / 9, 6 / 9),
        work_out=lambda: _column("rri"),
        tolerance=1e-12,
    ),
    KnownAnswer(
        name="Hit rate of eight cells with one incident each, half and all of the ground taken",
        family="Which method to trust",
        source="PredictCode (open_cp), tests/evaluation_test.py: test_hit_rate, coverage of 50 and 100 %",
        expected=(0.5, 1.0),
        work_out=lambda: tuple(
            accuracy_at([1] * 8, range(1, 9), [200] * 8, area_share=share).hit_rate for share in (0.5, 1.0)
        ),
        tolerance=1e-12,
    ),
)
