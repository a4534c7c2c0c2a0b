"""Two records side by side, with what agrees and what differs said in words."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.desks.side_by_side import AGREES, DIFFERS, ONE_SAYS, SideBySide
from dashboard.wording import escaped

__all__ = ["show_compared"]

MARK = {AGREES: "= agrees", DIFFERS: "≠ differs", ONE_SAYS: "only one says", "": ""}


def show_compared(both: SideBySide, pair: dict[str, Any]) -> None:
    """Show how likely the two are one event and why, and the table of what each says."""
    score = "more than 99" if pair["score"] > 0.99 else f"about {pair['score'] * 100:.0f}"
    st.markdown(
        f"{escaped(pair['reasons'][0].upper() + pair['reasons'][1:])}. By the score, **{score}** of 100 such "
        "pairs are one event."
    )
    names = [f"**{escaped(agency)}** {escaped(reference)}" for agency, reference in both.titles]
    rows = {}
    for line in both.lines:
        differs = line.compared == DIFFERS
        a, b = (f"**{escaped(text)}**" if differs else escaped(text) for text in (line.a, line.b))
        mark = MARK[line.compared]
        rows[line.title] = [a, b, f"**{mark}**" if differs else mark]
    st.table(pd.DataFrame.from_dict(rows, orient="index", columns=[*names, "Compared"]))
