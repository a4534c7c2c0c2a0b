"""One centre or service, whole: what it says, what asks for attention, and what can be done about it."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.centre_entry import history_of, keep_entry, mark_checked, set_status, take_off
from dashboard.desks.centres import FIELDS, FLAGS, find_centre
from dashboard.desks.confirming import DAYS, accept_proposal, ask_owner, decline_proposal, waiting_proposals
from dashboard.desks.importing import Desk
from dashboard.directory import STATES, Line
from dashboard.widgets.centre_form import ask_centre
from dashboard.widgets.problems import show_problems
from dashboard.wording import day_words, escaped

__all__ = ["TOLD", "show_centre", "tell"]

TOLD = "told-of-centre"
OF_THE_OFFICE = (
    "Who answers for this entry",
    "Trained until",
    "Last checked",
    "Last report",
    "Reports in twelve months",
)
ICONS = {
    "open": ":material/check_circle:",
    "dormant": ":material/bedtime:",
    "paused": ":material/pause_circle:",
    "closed": ":material/cancel:",
    "unknown": ":material/help:",
}


def tell(words: str) -> None:
    """Say on the next run what was done."""
    st.session_state[TOLD] = words
    st.rerun()


def show_centre(desk: Desk, line: Line, by: str, today: date, *, keeps: bool) -> None:
    """Show an entry; to those who keep the register, what asks for attention and what can be done as well."""
    held = find_centre(desk, line.number)
    st.subheader(escaped(line.name), anchor=False)
    if not keeps:
        told = [fact for fact in _facts(line, held) if fact[0] not in OF_THE_OFFICE]
        st.markdown(f"{ICONS[line.state]} **{STATES[line.state]}**")
        st.markdown("\n".join(f"- **{title}:** {escaped(text)}" for title, text in told))
        return
    facts, actions = st.columns([3, 2], gap="large")
    with facts:
        st.markdown(f"{ICONS[line.state]} **{STATES[line.state]}** · {escaped(_standing(line, held))}")
        pressing = [f"{FLAGS[flag][:1].upper()}{FLAGS[flag][1:]}." for flag in line.flags if flag in FLAGS]
        if pressing:
            st.warning("  \n".join(pressing), icon=":material/notification_important:")
        if not line.listed:
            st.info(
                "It asks not to be listed: no address or place is kept, and it is on no list for the public, "
                "on no map and in no download.",
                icon=":material/visibility_off:",
            )
        st.markdown("\n".join(f"- **{title}:** {escaped(text)}" for title, text in _facts(line, held)))
        _show_history(desk, line.number)
    with actions:
        _show_proposals(desk, line, by)
        _act(desk, line, held, by, today)


def _standing(line: Line, held: dict[str, Any]) -> str:
    """Say since when it is as it is, and why."""
    since = {
        "open": held["open_since"],
        "dormant": held["open_since"],
        "paused": held["paused_since"],
        "closed": held["closed_since"],
    }.get(line.state)
    parts = [line.what, *([f"since {day_words(since)}"] if since else [])]
    if held["paused_until"]:
        parts.append(f"until {day_words(held['paused_until'])}")
    return ", ".join([*parts, *([held["status_why"]] if held["status_why"] else [])])


def _facts(line: Line, held: dict[str, Any]) -> list[tuple[str, str]]:
    is_open = {True: " (open now)", False: "", None: ""}[line.open_now]
    step_free = {True: "yes", False: "no", None: "not known"}[line.step_free]
    hours = f"{line.hours}: {line.week}{is_open}" if line.hours and line.state != "closed" else line.hours
    told = [
        ("Kind", line.kind),
        ("Helps with", line.helps_with),
        ("Address", ", ".join(filter(None, (line.address, line.postcode)))),
        ("Ward", line.ward),
        ("Areas served", line.areas),
        ("Opening hours", hours),
        ("For whom", line.strand_words),
        ("Languages", line.languages),
        ("Step-free", step_free),
        ("Accessibility", line.accessibility),
        ("Public contact", line.contact),
        ("Who answers for this entry", held["owner"] or ""),
        ("Also known as", held["known_as"] or ""),
        ("Trained until", day_words(line.trained_until) if line.trained_until else ""),
        ("Last checked", day_words(line.checked_on) if line.checked_on else "never"),
    ]
    if line.reporting:
        told += [
            ("Last report", line.last_report or "none known"),
            ("Reports in twelve months", line.reports),
        ]
    return [(title, text) for title, text in told if text]


def _show_history(desk: Desk, number: int) -> None:
    """Who changed what, when and why; newest first."""
    with st.expander("History", icon=":material/history:"):
        for step in history_of(desk, number):
            when = f"{day_words(step['at'])}, {step['at']:%H:%M} UTC"
            st.markdown(f"**{escaped(step['why'].capitalize())}** by {escaped(step['who'])}, {when}")
            for change in step["changes"]:
                before, after = escaped(change["before"]), escaped(change["after"])
                st.markdown(f"- {change['what']}: {before} → {after}")


def _show_proposals(desk: Desk, line: Line, by: str) -> None:
    """What the owner would change, for somebody here to decide."""
    for proposal in waiting_proposals(desk, line.number):
        with st.container(border=True):
            st.markdown(f"**The owner proposes a change** ({day_words(proposal['said_on'])})")
            for change in proposal["changes"]:
                before, after = (escaped(_plain(change[side])) for side in ("before", "after"))
                st.markdown(f"- {change['what']}: {before} → **{after}**")
            with st.container(horizontal=True):
                if st.button("Accept", type="primary", key=f"accept-{proposal['id']}"):
                    hindered = accept_proposal(desk, proposal, by=by)
                    if not hindered:
                        tell(f"What the owner of {line.name} proposed is in the register.")
                    show_problems(hindered, FIELDS)
                if st.button("Decline", key=f"decline-{proposal['id']}"):
                    decline_proposal(desk, proposal, by=by)
                    tell("The proposal was declined; the register stays as it was.")


def _plain(value: Any) -> str:
    return "nothing" if value in (None, "") else {True: "yes", False: "no"}.get(value, str(value))


def _act(desk: Desk, line: Line, held: dict[str, Any], by: str, today: date) -> None:
    st.markdown("**What to do with it**")
    number = line.number
    with st.container(horizontal=True):
        if st.button(
            "All is right: checked today", icon=":material/task_alt:", disabled=line.checked_on == today
        ):
            mark_checked(desk, number, by=by, today=today)
            tell(f"{line.name}: checked today.")
        _ask_owner(desk, line, by, today)
    with st.container(horizontal=True):
        if line.state in {"open", "dormant", "unknown"}:
            with st.popover("Pause …", icon=":material/pause_circle:"):
                _change(desk, line, "paused", by, today)
        if line.state != "closed":
            with st.popover("Close …", icon=":material/cancel:"):
                _change(desk, line, "closed", by, today)
        if line.state in {"paused", "closed", "unknown"}:
            with st.popover("Open …", icon=":material/check_circle:"):
                _change(desk, line, "open", by, today)
        with st.popover("Take off the list …", icon=":material/delete:"):
            why = st.text_input("Why", max_chars=200, key=f"off-why-{number}", placeholder="entered twice …")
            if st.button("Take off", disabled=not why.strip(), key=f"off-{number}"):
                take_off(desk, number, by=by, why=why.strip())
                tell(f"{line.name} is off the list. It stays in the history.")
    with st.expander("Mend this entry", icon=":material/edit:"):
        said = ask_centre(desk, f"mend-{number}", start=held, button="Keep the changes")
        if said is not None:
            kept, problems = keep_entry(desk, said, by=by, today=today, number=number)
            if kept:
                tell(f"{said['name']} is kept.{_second_look(problems)}")
            show_problems(problems, FIELDS)


def _second_look(problems: Any) -> str:
    asked = [problem.message for problem in problems]
    return f" Look again: {' '.join(asked)}" if asked else ""


def _change(desk: Desk, line: Line, status: str, by: str, today: date) -> None:
    """Ask for the day and the reason of a change of status."""
    key = f"{status}-{line.number}"
    words = {"paused": "Paused", "closed": "Closed", "open": "Open again"}[status]
    since = st.date_input(
        f"{words} since", value=today, max_value=today, format="DD/MM/YYYY", key=f"{key}-since"
    )
    until = None
    if status == "paused":
        until = st.date_input(
            "Until, where it is known", value=None, min_value=today, format="DD/MM/YYYY", key=f"{key}-until"
        )
    why = st.text_input("Why", max_chars=200, key=f"{key}-why", disabled=status == "open")
    if st.button(f"It is {words.lower()}", key=key, disabled=status != "open" and not why.strip()):
        hindered = set_status(
            desk, line.number, status, since=since, until=until, why=why.strip(), by=by, today=today
        )
        if not hindered:
            tell(f"{line.name}: {words.lower()} since {day_words(since)}.")
        show_problems(hindered, FIELDS)


def _ask_owner(desk: Desk, line: Line, by: str, today: date) -> None:
    """Make a link for the owner, and show it once."""
    with st.popover("Ask the owner …", icon=":material/link:"):
        st.markdown(
            "A link by which the owner sees what the public may read of this entry, and says that it is "
            f"right or what has changed. It works once, for {DAYS} days; a new one ends the one before."
        )
        if st.button("Make a link", key=f"link-{line.number}"):
            key = ask_owner(desk, line.number, by=by, today=today)
            st.code(f"{_here()}/confirm?key={key}", language=None, wrap_lines=True)
            st.caption("It is shown this once and kept nowhere. Send it to the owner only.")


def _here() -> str:
    """Give the address under which this app is open, without the page."""
    return str(st.context.url or "").partition("?")[0].rpartition("/")[0]
