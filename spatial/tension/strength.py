"""How strong one graded report is, before it fades: what it tells of, times how far it can be relied on."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from spatial.errors import BadNumberError
from spatial.given import same_length, within

__all__ = ["report_strengths"]

Codes = Sequence[Any] | np.ndarray | pd.Series


def report_strengths(
    severity: Codes,
    experience: Codes,
    source_grade: Codes,
    information_grade: Codes,
    *,
    by_severity: Mapping[str, float],
    by_experience: Mapping[str, float],
    by_source: Mapping[str, float],
    by_information: Mapping[str, float],
) -> np.ndarray:
    """Weigh reports: points of the severity, times the weights of experience, source and information.

    Parameters
    ----------
    severity, experience, source_grade, information_grade : array_like, shape (n,)
        Level of the severity scale, one of experienced, evidenced, potential, grades 1 to 3 and A to E.
    by_severity : mapping
        Severity (written as text, "1") to points.
    by_experience, by_source, by_information : mapping
        Code (as text) to a weight from 0 to 1.

    Returns
    -------
    numpy.ndarray of float, shape (n,)

    Raises
    ------
    spatial.errors.BadNumberError
        If a code has no weight, or the lists differ in length.
    spatial.errors.SettingError
        If a weight is no number from 0 upwards (of a grade: from 0 to 1).
    """
    same_length(
        severity=severity,
        experience=experience,
        source_grade=source_grade,
        information_grade=information_grade,
    )
    return (
        _weights(severity, by_severity, what="severity", most=1e6)
        * _weights(experience, by_experience, what="experience")
        * _weights(source_grade, by_source, what="source grade")
        * _weights(information_grade, by_information, what="information grade")
    )


def _weights(codes: Codes, by: Mapping[str, float], *, what: str, most: float = 1.0) -> np.ndarray:
    for code, weight in by.items():
        within(weight, what=f"the weight of {what} {code}", least=0, most=most)
    numbers, known = pd.factorize(np.asarray(codes, dtype=object), use_na_sentinel=True)
    texts = [str(code) for code in known]
    missing = [text for text in texts if text not in by]
    if missing or (numbers < 0).any():
        found = missing[0][:20] if missing else "nothing"
        raise BadNumberError(f"{what} is {found!r} in a row. Give one of {', '.join(by) or 'none'}.")
    if not len(numbers):
        return np.empty(0)
    return np.array([float(by[text]) for text in texts])[numbers]
