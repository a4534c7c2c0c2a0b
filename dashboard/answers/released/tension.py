"""Tension of a release: three bands by ward and quarter, if it has them; unknown and hidden look alike."""

from dataclasses import dataclass

import pandas as pd
import polars as pl

from dashboard.answers.released.calendar import period_words
from dashboard.released.release import OffLatticeError, Release

__all__ = ["BANDS", "TABLE", "Bands", "bands", "quarters_of_bands"]

TABLE = "T8"
BANDS = {1: "Usual", 2: "Raised", 3: "High"}
"""The bands by their value; what is not known has none."""


@dataclass(frozen=True)
class Bands:
    """The bands of one quarter.

    Attributes
    ----------
    release : Release
    quarter : str
    table : pandas.DataFrame
        code, label, band (1 to 3, NaN where unknown) and words, the highest first.
    unknown : int
        Wards without a band: nothing was told, or too little to be shown. That is not calm.
    """

    release: Release
    quarter: str
    table: pd.DataFrame
    unknown: int


def quarters_of_bands(release: Release) -> dict[str, str]:
    """List the quarters that a release has bands of, the latest last; empty if it has none."""
    quarters = sorted(release.values.filter(pl.col("table") == TABLE)["period"].unique().to_list())
    return {quarter: period_words(quarter) for quarter in quarters}


def bands(release: Release, quarter: str) -> Bands:
    """Give the band of every ward.

    Raises
    ------
    dashboard.released.release.OffLatticeError
        If the release has no bands of this quarter.
    """
    if quarter not in quarters_of_bands(release):
        raise OffLatticeError(f"Release {release.number} has no tension bands of this quarter.")
    known = release.values.filter((pl.col("table") == TABLE) & (pl.col("period") == quarter))
    of = {area: value for area, value in known.select("area", "value").iter_rows() if value in BANDS}
    table = pd.DataFrame(
        {
            "code": list(release.wards),
            "label": list(release.wards.values()),
            "band": pd.array([of.get(ward, float("nan")) for ward in release.wards], dtype="float64"),
            "words": [BANDS.get(of.get(ward, 0), "Unknown") for ward in release.wards],
        }
    )
    table = table.assign(order=-table["band"].fillna(0)).sort_values(["order", "label"], kind="stable")
    table = table.drop(columns="order").reset_index(drop=True)
    return Bands(release, quarter, table, int(table["band"].isna().sum()))
