"""Events: what has been and what is coming that may move feelings."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.calendar import Happening, by_month, find_happenings, span_words
from dashboard.charts.events import events_chart
from dashboard.desks.events import (
    FIELDS,
    KINDS,
    SCALES,
    find_event,
    happenings,
    keep_event,
    preview_events,
    take_in_events,
    take_off_event,
)
from dashboard.desks.importing import Desk
from dashboard.gate.principal import allow, may
from dashboard.loading.opened import load_desk
from dashboard.widgets.event_form import ask_event
from dashboard.widgets.kindly import kindly
from dashboard.widgets.problems import show_problems
from dashboard.widgets.register_upload import ask_register_file
from dashboard.widgets.working_as import working_as
from dashboard.wording import day_words, escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "month": column.TextColumn("Month", width=115),
    "when": column.TextColumn("When", width=165),
    "title": column.TextColumn("Event", width=235),
    "kind": column.TextColumn("Kind", width=148),
    "scale": column.TextColumn("Scale", width=92),
    "ward": column.TextColumn("Ward", width=120),
    "strands": column.TextColumn("May affect", width=210),
    "note": column.TextColumn("Note", width=320),
    "source": column.TextColumn("Source", width=120),
}
SPANS = {"coming": "The next 60 days", "around": "Six months back and on", "past": "The last twelve months",
         "all": "Everything"}  # fmt: skip
TOLD, OPEN, DRAFT = "told-of-event", "event-open", "event-draft"
KEEPING = "keep registers"


def page() -> None:
    """Draw the page."""
    st.title("Events", anchor=False)
    st.markdown(
        "Local, national and international events can move how people feel, and how much is reported. Feasts "
        "that move from year to year are entered with their days. An event beside a rise does not explain it."
    )
    by = working_as()
    desk, today = load_desk("see events"), date.today()
    if told := st.session_state.pop(TOLD, None):
        st.success(escaped(told), icon=":material/task_alt:")
    if not may(KEEPING):
        read(desk, by, today)
        return
    reading, writing, sending = st.tabs(["Calendar", "Enter one", "Send a file"])
    with reading:
        read(desk, by, today)
    with writing:
        write(desk, by, today)
    with sending:
        send(desk, by, today)


def tell(words: str) -> None:
    """Say on the next run what was done."""
    st.session_state[TOLD] = words
    st.rerun()


def read(desk: Desk, by: str, today: date) -> None:
    """The line of time, the months, and the event that is opened."""
    known = happenings(desk)
    if not known:
        st.info(
            "No event has been entered yet. Enter the first, or send a file.", icon=":material/event_busy:"
        )
        return
    found = ask(desk, known, today)
    st.caption(f"{len(found):,} of {len(known):,} events.")
    if not found:
        st.info("No event is like that. Choose other days, or fewer things.", icon=":material/search:")
        return
    dark = st.context.theme.type == "dark"
    st.altair_chart(events_chart(found, today=today, dark=dark), theme=None, alt=_told(found))
    months = by_month(found)
    rows = [
        _row(one, "" if at else month) for month, events in months.items() for at, one in enumerate(events)
    ]
    numbers = [one.number for events in months.values() for one in events]
    st.dataframe(
        rows,
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        placeholder="",
        height=min(38 + 35 * len(rows), 600),
        on_select=lambda: _open_picked(numbers),
        selection_mode="single-row",
        key="events-table",
        alt="Events by the month in which they begin; choose a row to open it",
    )
    if not may(KEEPING):
        return
    titles = {one.number: f"{span_words(one)}: {one.title}" for one in found}
    if st.session_state.get(OPEN) not in titles:
        st.session_state[OPEN] = None
    chosen = st.selectbox(
        "Open an event",
        list(titles),
        format_func=lambda number: titles[number],
        placeholder="Choose a row above, or one here",
        key=OPEN,
    )
    if chosen is not None:
        mend(desk, chosen, by, today)


def _told(found: list[Happening]) -> str:
    first, last = min(one.first_day for one in found), max(one.last_day for one in found)
    return (
        f"{len(found)} events by kind from {day_words(first)} to {day_words(last)}, the same as in the tables"
    )


def _open_picked(numbers: list[int]) -> None:
    """Open the row that was chosen in the table."""
    rows = st.session_state["events-table"].selection.rows
    st.session_state[OPEN] = numbers[rows[0]] if rows and rows[0] < len(numbers) else None


def _row(one: Happening, month: str) -> dict[str, str]:
    return {
        "month": month,
        "when": span_words(one),
        "title": one.title,
        "kind": one.kind_words,
        "scale": one.scale_words,
        "ward": one.ward,
        "strands": one.strand_words,
        "note": one.note,
        "source": one.source,
    }


def ask(desk: Desk, known: list[Happening], today: date) -> list[Happening]:
    """Ask which events to list."""
    span = st.segmented_control(
        "Days", list(SPANS), default="around", format_func=lambda code: SPANS[code], key="events-span"
    )
    words, kinds, scales, strands = st.columns([1.6, 2, 1.6, 2])
    said = words.text_input("Search", placeholder="title, note, ward …", key="events-words")
    titles = desk.policy.strands

    def several(place: Any, label: str, labels: Any, key: str) -> frozenset[str]:
        return frozenset(
            place.multiselect(
                label, list(labels), format_func=lambda code: labels[code], placeholder="All", key=key
            )
        )

    half, year = timedelta(183), timedelta(366)
    first, last = {
        "coming": (today, today + timedelta(60)),
        "around": (today - half, today + half),
        "past": (today - year, today),
    }.get(span or "", (date.min, date.max))
    return find_happenings(
        known,
        first=first,
        last=last,
        words=said,
        kinds=several(kinds, "Kind", KINDS, "events-kinds"),
        scales=several(scales, "Scale", SCALES, "events-scales"),
        strands=several(strands, "May affect", titles, "events-strands"),
    )


def mend(desk: Desk, number: int, by: str, today: date) -> None:
    """Mend an event, or take it off."""
    held = find_event(desk, number)
    with st.container(border=True):
        said = ask_event(desk, f"mend-event-{number}", start=held, button="Keep the changes")
        if said is not None:
            kept, problems = keep_event(desk, said, by=by, today=today, number=number)
            if kept:
                tell(f"{said['title']} is kept.")
            show_problems(problems, FIELDS)
        with st.popover("Take off the calendar …", icon=":material/delete:"):
            why = st.text_input(
                "Why", max_chars=200, key=f"event-off-why-{number}", placeholder="called off …"
            )
            if st.button("Take off", disabled=not why.strip(), key=f"event-off-{number}"):
                take_off_event(desk, number, by=by, why=why.strip())
                tell(f"{held['title']} is off the calendar. It stays in the history.")


def write(desk: Desk, by: str, today: date) -> None:
    """Ask for a new event and keep it."""
    allow(KEEPING)
    said = ask_event(desk, f"new-event-{st.session_state.get(DRAFT, 0)}", button="Keep this event")
    if said is None:
        return
    number, problems = keep_event(desk, said, by=by, today=today)
    if number is None:
        show_problems(problems, FIELDS)
        return
    st.session_state[DRAFT] = st.session_state.get(DRAFT, 0) + 1
    asked = " ".join(problem.message for problem in problems)
    tell(f"{said['title']} is in the calendar." + (f" Look again: {asked}" if asked else ""))


def send(desk: Desk, by: str, today: date) -> None:
    """Take in a list of events."""
    allow(KEEPING)
    st.markdown(
        "A list of events, one row each: a title and a date, better with an end date, kind, scale, ward, "
        "strands and a note. Columns are found by their usual names, also those of a calendar that was "
        "exported as CSV. Every row is checked as the form checks one."
    )
    ask_register_file(
        desk,
        key="events-file",
        noun="events",
        preview=lambda table: preview_events(desk, table, today),
        take_in=lambda upload: take_in_events(
            desk, upload.table, path=upload.path, name=upload.name, by=by, today=today
        ),
    )


kindly(page)
