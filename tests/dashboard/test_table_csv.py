"""A table as CSV: no formula reaches a spreadsheet, and nothing missing becomes a zero."""

from datetime import date

import numpy as np
import pandas as pd

from dashboard.table_csv import table_csv


def test_a_table_is_written_with_what_it_answers() -> None:
    frame = pd.DataFrame(
        {
            "ward": ["=Mill()", "Quay"],
            "incidents": [7.0, np.nan],
            "rate": [0.123456789, 2.0],
            "methods": [["Gi*", "DBSCAN"], []],
            "found": [True, False],
            "since": [pd.Timestamp(2026, 3, 2), pd.NaT],
        }
    )
    text = table_csv(frame, about={"from": date(2026, 1, 1), "version": "abc"}).decode("utf-8-sig")
    assert text.splitlines() == [
        "ward,incidents,rate,methods,found,since,from,version",
        "'=Mill(),7,0.123457,Gi*; DBSCAN,yes,2026-03-02,2026-01-01,abc",
        "Quay,,2,,no,,2026-01-01,abc",
    ]


def test_an_empty_table_has_its_head() -> None:
    assert table_csv(pd.DataFrame({"ward": []})) == b"\xef\xbb\xbfward\r\n"
