"""Centres and support: where a report can be made and who helps, and what asks for attention."""

from datetime import datetime
from typing import Any

import streamlit as st

from dashboard.desks.centre_entry import keep_entry
from dashboard.desks.centre_files import own_lists, preview_centres, take_in_centres, take_in_own_lists
from dashboard.desks.centres import FIELDS, LONDON, directory, languages_of
from dashboard.desks.importing import Desk
from dashboard.directory import STATES, WHAT, Line, Looked, find_lines, listed_sheet, nags
from dashboard.exporting.markings import public_marking
from dashboard.gate.principal import allow, may
from dashboard.loading.opened import load_desk
from dashboard.widgets.centre_detail import TOLD, show_centre, tell
from dashboard.widgets.centre_form import ask_centre
from dashboard.widgets.hand_over import offer_list
from dashboard.widgets.kindly import kindly
from dashboard.widgets.problems import show_problems
from dashboard.widgets.register_upload import ask_register_file
from dashboard.widgets.states import NOTHING_YET, say_no_answer
from dashboard.widgets.working_as import working_as
from dashboard.wording import escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "name": column.TextColumn("Name", width=225),
    "what": column.TextColumn("Does", width=72, help="Takes reports, gives support, or both."),
    "state": column.TextColumn("Status", width=105),
    "open_now": column.TextColumn("Now", width=52, help="By its published hours, on London's clock."),
    "ward": column.TextColumn("Ward", width=115),
    "hours": column.TextColumn("Opening hours", width=225),
    "strands": column.TextColumn("For whom", width=160),
    "languages": column.TextColumn("Languages", width=140),
    "step_free": column.TextColumn("Step-free", width=70),
    "contact": column.TextColumn("Public contact", width=180),
    "last_report": column.TextColumn("Last report", width=110),
    "reports": column.TextColumn("In twelve months", width=110),
    "trained_until": column.DateColumn("Trained until", format="D MMM YYYY", width=100),
    "checked_on": column.DateColumn("Checked", format="D MMM YYYY", width=100),
}
YES_NO = {True: "yes", False: "no", None: ""}
NOW = {True: "open", False: "shut", None: "ask"}
OPEN, NEXT = "centre-open", "centre-open-next"
DRAFT = "centre-draft"
OF_THE_OFFICE = ("last_report", "reports", "trained_until", "checked_on")
"""Columns for those who keep the register: what it counts is for nobody else."""
KEEPING = "keep registers"


def page() -> None:
    """Draw the page."""
    st.title("Centres and support", anchor=False)
    st.markdown(
        "Where a report can be made without going to the police, and who helps those who were targeted."
    )
    by = working_as()
    desk, moment = load_desk("see centres"), datetime.now(LONDON)
    if told := st.session_state.pop(TOLD, None):
        st.success(escaped(told), icon=":material/task_alt:")
    lines = directory(desk, moment=moment, keeps=may(KEEPING))
    if not may(KEEPING):
        read(desk, [line for line in lines if line.listed], by, moment)
        return
    reading, writing, sending = st.tabs(["Directory", "Enter one", "Send a file"])
    with reading:
        read(desk, lines, by, moment)
    with writing:
        write(desk, by, moment)
    with sending:
        send(desk, by, moment)


def read(desk: Desk, lines: list[Line], by: str, moment: datetime) -> None:
    """What asks for attention, the directory, and the entry that is opened."""
    if not lines:
        say_no_answer(NOTHING_YET, "Nothing stands in the register yet.")
        if may(KEEPING):
            offer_own_lists(desk, by, moment, key="own-lists-first")
        return
    found = find_lines(lines, ask(desk, lines))
    st.caption(f"{len(found):,} of {len(lines):,} entries.")
    if not found:
        st.info("No entry is like that. Choose fewer things.", icon=":material/search:")
        return
    numbers = [line.number for line in found]
    shown = [name for name in COLUMNS if name not in OF_THE_OFFICE or may(KEEPING)]
    st.dataframe(
        [{name: _row(line)[name] for name in shown} for line in found],
        column_config=COLUMNS,
        column_order=shown,
        hide_index=True,
        placeholder="",
        height=min(38 + 35 * len(found), 460),
        on_select=lambda: _open_picked(numbers),
        selection_mode="single-row",
        key="centres-table",
        alt="Reporting centres and support services by name; choose a row to open it",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {line.number: line.name for line in found}
        wanted = st.session_state.pop(NEXT, st.session_state.get(OPEN))
        st.session_state[OPEN] = wanted if wanted in names else None
        chosen = st.selectbox(
            "Open an entry",
            numbers,
            format_func=lambda number: names[number],
            placeholder="Choose a row above, or one here",
            key=OPEN,
        )
        offer_list(
            "Download what may be listed",
            "Centres and support",
            [listed_sheet(found)],
            "csv",
            marking=public_marking(),
            product="centres",
            purpose="published_report",
            why="Showing where to report and who helps",
        )
    if chosen is not None:
        line = next(line for line in found if line.number == chosen)
        show_centre(desk, line, by, moment.date(), keeps=may(KEEPING))


def _row(line: Line) -> dict[str, Any]:
    return {
        "name": line.name if line.listed else f"{line.name} (not listed)",
        "what": "Both" if line.reporting and line.support else "Reports" if line.reporting else "Support",
        "state": STATES[line.state],
        "open_now": NOW[line.open_now],
        "ward": line.ward or line.areas,
        "hours": line.hours,
        "strands": line.strand_words,
        "languages": line.languages,
        "step_free": YES_NO[line.step_free],
        "contact": line.contact,
        "last_report": line.last_report,
        "reports": line.reports,
        "trained_until": line.trained_until,
        "checked_on": line.checked_on,
    }


def _open_picked(numbers: list[int]) -> None:
    """Open the row that was chosen in the table."""
    rows = st.session_state["centres-table"].selection.rows
    st.session_state[OPEN] = numbers[rows[0]] if rows and rows[0] < len(numbers) else None


def ask(desk: Desk, lines: list[Line]) -> Looked:
    """Ask what is looked for; what asks for attention comes first."""
    pressing = nags(lines) if may(KEEPING) else {}
    flags = st.pills(
        "Asks for attention",
        list(pressing),
        format_func=lambda flag: pressing.get(flag, flag),
        selection_mode="multi",
        key="centres-flags",
    ) if pressing else []  # fmt: skip
    words, what, strands, ward, language = st.columns([2.2, 1.6, 2, 1.6, 1.6])
    said = words.text_input("Search", placeholder="name, kind, help, language …", key="centres-words")
    does = what.multiselect(
        "What it does",
        list(WHAT),
        format_func=lambda role: WHAT[role],
        placeholder="Both",
        key="centres-what",
    )
    titles = desk.policy.strands
    whom = strands.multiselect(
        "For whom",
        list(titles),
        format_func=lambda code: titles[code],
        placeholder="Everybody",
        key="centres-strands",
    )
    place = ward.selectbox(
        "Serves ward",
        sorted(desk.study_area.wards["name"]),
        index=None,
        placeholder="Any",
        key="centres-ward",
    )
    spoken = language.selectbox(
        "Language", languages_of(lines), index=None, placeholder="Any", key="centres-language"
    )
    with st.container(horizontal=True):
        now = st.checkbox("Open now", key="centres-now")
        level = st.checkbox("Step-free", key="centres-step-free")
        shut = st.checkbox("Closed ones too", key="centres-closed")
    states = frozenset(STATES) if shut or "still_sending" in flags else frozenset(STATES) - {"closed"}
    return Looked(said, frozenset(does), states, frozenset(whom), place, spoken, now, level, frozenset(flags))


def write(desk: Desk, by: str, moment: datetime) -> None:
    """Ask for a new entry and keep it."""
    allow(KEEPING)
    said = ask_centre(desk, f"new-centre-{st.session_state.get(DRAFT, 0)}", button="Keep this entry")
    if said is None:
        return
    number, problems = keep_entry(desk, said, by=by, today=moment.date())
    if number is None:
        show_problems(problems, FIELDS)
        return
    st.session_state[DRAFT] = st.session_state.get(DRAFT, 0) + 1
    st.session_state[NEXT] = number
    asked = " ".join(problem.message for problem in problems)
    tell(f"{said['name']} is in the register." + (f" Look again: {asked}" if asked else ""))


def send(desk: Desk, by: str, moment: datetime) -> None:
    """Take in a list of centres or services."""
    allow(KEEPING)
    offer_own_lists(desk, by, moment, key="own-lists-again")
    st.markdown(
        "A list of reporting centres or of support services, one row each: at least a name, better with "
        "postcode, hours, strands, languages, contact, status and dates. Columns are found by their usual "
        "names. Every row is checked as the form checks one; an empty cell leaves what the register says."
    )
    what = st.radio(
        "What the list is of",
        [False, True],
        format_func=lambda support: "Support services" if support else "Reporting centres",
        horizontal=True,
        key="centres-file-of",
    )
    today = moment.date()
    ask_register_file(
        desk,
        key="centres-file",
        noun="support services" if what else "reporting centres",
        preview=lambda table: preview_centres(desk, table, today, support=what),
        take_in=lambda upload: take_in_centres(
            desk, upload.table, path=upload.path, name=upload.name, by=by, today=today, support=what
        ),
    )


def offer_own_lists(desk: Desk, by: str, moment: datetime, *, key: str) -> None:
    """Offer to take in the lists that the partnership file names."""
    names = " and ".join(path.name for path, _ in own_lists(desk))
    words = f"Take in the partnership's own list ({names})"
    if names and st.button(words, icon=":material/playlist_add:", key=key):
        receipts = take_in_own_lists(desk, by=by, today=moment.date())
        kept = sum(receipt.accepted + receipt.updated for receipt in receipts)
        aside = sum(receipt.set_aside for receipt in receipts)
        tell(f"{kept:,} entries were taken in from {names}; {aside:,} rows were set aside (see Files).")


kindly(page)
