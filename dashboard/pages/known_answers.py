"""Known answers: the installed copy works published cases out again."""

from typing import Any

import streamlit as st

from dashboard.exporting.lists import list_sheet
from dashboard.exporting.markings import public_marking
from dashboard.loading.methods import load_known_answers
from dashboard.widgets.hand_over import offer_list
from dashboard.widgets.kindly import kindly
from dashboard.widgets.tables import show_plain
from dashboard.widgets.what_is_this import titled
from dashboard.wording import escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "outcome": column.TextColumn("Outcome", width=80),
    "family": column.TextColumn("Part", width=120),
    "name": column.TextColumn("Published case", width=330),
    "expected": column.TextColumn("Printed", width=210),
    "got": column.TextColumn("This copy", width=210),
    "source": column.TextColumn("Where it is printed", width=420),
}


def page() -> None:
    """Draw the page."""
    titled("Known answers", "known_answers")
    st.markdown(
        "Statistics are only worth trusting if they get right what is already known. Here this copy of the "
        "program works published cases out again, now, on this machine, and compares them with what was "
        "printed."
    )
    checked = load_known_answers()
    if checked.all_pass:
        st.success(escaped(checked.sentence), icon=":material/check_circle:")
    else:
        st.error(escaped(checked.sentence), icon=":material/error:")
    shown = checked.table.assign(outcome=checked.table["passes"].map({True: "✓ passes", False: "✗ fails"}))
    show_plain(shown, columns=COLUMNS, alt="Published cases: what was printed and what this copy gets")
    left, right = st.columns([1, 4], vertical_alignment="center")
    with left:
        if st.button("Work them out again", icon=":material/refresh:"):
            load_known_answers.clear()
            st.rerun()
    with right:
        offer_list(
            "Download the cases",
            "Known answers",
            [
                list_sheet(
                    "Known answers",
                    {str(name): str(name) for name in checked.table},
                    checked.table.to_dict("records"),
                )
            ],
            "csv",
            marking=public_marking(),
            product="known-answers",
            purpose="evaluation",
            why="Showing that this copy works published cases out as printed",
        )
    st.caption(
        "The same from the shell: common-ground known-answers. A case passes if no number differs from the "
        "printed one by more than its last printed digit allows."
    )


kindly(page)
