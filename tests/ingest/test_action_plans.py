"""Action plans as partnerships keep them: three layouts, dates in words, no names, each row accounted for."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import polars as pl
import pytest

from ingest.actions.due import part_from_date, read_due
from ingest.actions.file import NOBODY_LEADS, prepare_actions
from ingest.actions.responsible import may_name_somebody
from ingest.entries import PreparedEntries
from ingest.errors import IngestError
from ingest.policy import load_policy
from ingest.table import Table

PLACES = ("Market", "Mill", "Wrenmouth")
ORGANISATIONS = ("Wrenmouth Borough Council", "Curlew Homes")
AREA: Any = SimpleNamespace(wards=pd.DataFrame({"ward": ["E1", "E2"], "name": ["Market", "Mill"]}))


def prepared(header: str, *rows: str) -> PreparedEntries:
    cells = [[cell.strip() or None for cell in row.split("|")] for row in rows]
    names = [name.strip() for name in header.split("|")]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    table = Table(frame, pl.Series("row", range(2, len(rows) + 2), dtype=pl.Int64))
    return prepare_actions(
        table, policy=load_policy(None), study_area=AREA, places=PLACES, organisations=ORGANISATIONS
    )


def whole(found: PreparedEntries) -> list[dict[str, Any]]:
    return [{**entry.defaults, **entry.values} for entry in found.entries]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 2018", date(2018, 3, 31)),
        ("by end of February 2016", date(2016, 2, 29)),
        ("31/03/2018", date(2018, 3, 31)),
        ("1st June 2017", date(2017, 6, 1)),
        ("Mar-18", date(2018, 3, 31)),
        ("2017/18", date(2018, 3, 31)),
        ("Q1 2017/18", date(2017, 6, 30)),
        ("Q4 2017/18", date(2018, 3, 31)),
        ("2018", date(2018, 12, 31)),
        ("Ongoing", None),
        ("Ongoing - reviewed quarterly", None),
        ("TBC", None),
    ],
)
def test_target_dates_are_read_as_people_write_them(text: str, day: date | None) -> None:
    (due,) = read_due(pl.Series([text]), column="Target Date")
    assert (due.day, due.problem) == (day, "")


@pytest.mark.parametrize("text", ["when funding allows", "32/01/2018", "Q1 2017/19", "Spring 2018"])
def test_what_is_no_date_is_said_with_what_would_be_right(text: str) -> None:
    (due,) = read_due(pl.Series([text]), column="Target Date")
    assert due.day is None
    assert "March 2018" in due.problem
    assert text not in due.problem


def test_an_action_and_its_date_in_one_cell_are_parted() -> None:
    assert part_from_date("Launch the site by March 2007") == ("Launch the site", "March 2007")
    assert part_from_date("Ask 20 schools") == ("Ask 20 schools", "")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Community Safety Manager", False),
        ("Head of Housing; Neighbourhood Sergeant", False),
        ("Wrenmouth Homeless Manager", False),
        ("CSP Coordinator / LGBT+ Liaison Officer", False),
        ("All partners", False),
        ("Jane Smith", True),
        ("jane smith", True),
        ("Sgt Okonkwo", True),
        ("Community Safety Manager (Olumide Okonkwo)", True),
        ("Housing Manager - Priyanka", True),
        ("Inspector Jones", True),
        ("A. Okonkwo", True),
        ("Racial Incidents Team Leader", False),
        ("Priyanka", True),
        ("manager@example.org", True),
    ],
)
def test_who_is_responsible_is_a_role_and_never_a_name(text: str, refused: bool) -> None:
    assert may_name_somebody(text, places=PLACES) is refused


def test_the_table_with_rag_is_read_under_its_themes() -> None:
    found = prepared(
        "Action | Lead Organisation | Target Date | Outcome | Progress | RAG",
        "Theme 1: Prevention | | | | | ",
        "Train the staff | Curlew Homes / Police | March 2018 | All staff trained | Two of five done | Amber",
        "Publish a leaflet | Police | Ongoing | People know where to report | | Green",
        "Theme 2: Support | | | | | ",
        "Open two more centres | CSP | 31/12/2017 | | Both are open | Complete",
    )
    first, second, third = whole(found)
    assert (first["theme"], first["lead"], first["partners"]) == (
        "Theme 1: Prevention", "Curlew Homes", "Police",
    )  # fmt: skip
    assert (first["due_on"], first["expected"], first["rag"]) == (
        date(2018, 3, 31), "All staff trained", "amber",
    )  # fmt: skip
    assert (second["due_on"], second["status"]) == (None, "open")
    assert (third["theme"], third["status"], third["rag"]) == ("Theme 2: Support", "done", None)
    assert (found.read, len(found.entries), found.blank) == (5, 3, 2)


def test_the_table_of_aims_carries_what_stands_once_and_parts_who_leads() -> None:
    found = prepared(
        "Strategic Aim | Objective | Lead/who else | Resources | Completed by | Triggers | Step changes",
        "Raise reporting | More places to report | CSP, Curlew Homes, Victim Support | Staff | April 2012 "
        "| Fewer reports than last year | Ten centres",
        " | Train the centres | Victim Support | | 2012/13 | | ",
    )
    first, second = whole(found)
    assert (first["title"], first["objective"]) == ("More places to report",) * 2
    assert first["partners"] == "Curlew Homes; Victim Support"
    assert (first["triggers"], first["step_changes"]) == ("Fewer reports than last year", "Ten centres")
    assert (second["aim"], second["due_on"]) == ("Raise reporting", date(2013, 3, 31))


def test_the_table_of_priorities_tells_roles_from_organisations() -> None:
    found = prepared(
        "Priority | Objective | Action by date | Responsibility",
        "Prevention | Young people know | Visit every school by March 2007 | Head of Youth Service",
        " | | Print cards, May 2007 | Wrenmouth Borough Council, Anti-social Behaviour Manager",
        "Support | Faster help | June 2007 | Victim Support",
    )
    first, second, third = whole(found)
    assert (first["title"], first["due_on"]) == ("Visit every school", date(2007, 3, 31))
    assert (first["lead"], first["responsible"]) == (NOBODY_LEADS, "Head of Youth Service")
    assert (second["theme"], second["objective"], second["title"]) == (
        "Prevention", "Young people know", "Print cards",
    )  # fmt: skip
    assert (second["lead"], second["responsible"]) == (
        "Wrenmouth Borough Council", "Anti-social Behaviour Manager",
    )  # fmt: skip
    assert (third["title"], third["due_on"], third["lead"]) == (
        "Faster help",
        date(2007, 6, 30),
        "Victim Support",
    )
    assert any("No organisation leads 1" in note for note in found.notes)


def test_rows_that_cannot_be_kept_are_set_aside_and_the_rest_kept() -> None:
    found = prepared(
        "Action | Lead Organisation | Responsible | Start date | Target Date | RAG | Ward",
        "Good one | Police | Sergeant | | May 2018 | Red | Market",
        "Named | Police | Jane Smith | | May 2018 | | ",
        "Reversed | Police | | June 2018 | May 2018 | | ",
        "No day | Police | | | when we can | | ",
        "No colour | Police | | | | Purple | ",
        "No such ward | Police | | | | | Elsewhere",
        " | Police | Sergeant | | May 2018 | | ",
    )
    assert [entry.values["title"] for entry in found.entries] == ["Good one"]
    reasons = dict(zip(found.set_aside["row"], found.set_aside["reason"], strict=True))
    assert list(reasons) == [3, 4, 5, 6, 7, 8]
    assert "Give the role instead" in reasons[3]
    assert "before it begins" in reasons[4]
    assert not any("Jane" in reason or "Purple" in reason for reason in reasons.values())
    assert found.read == len(found.entries) + found.set_aside.height + found.blank


def test_a_file_that_says_nothing_to_do_is_refused() -> None:
    with pytest.raises(IngestError, match="needs 'Action' or 'Objective'"):
        prepared("Name | Date", "x | May 2018")
