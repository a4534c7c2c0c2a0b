"""One community report, whole: what it says, what it said before, and what can be done about it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.report_history import steps_of
from dashboard.desks.report_lists import HIDDEN, STATES, Reader, choices, find_report, is_hidden, state_of
from dashboard.desks.report_wording import short_label, span_words, strand_words, ward_name
from dashboard.desks.reports import (
    MendFirst,
    close_report,
    extend_review,
    grade_again,
    latest_review,
    mark_checked,
    may_change,
    mend_report,
)
from dashboard.widgets.report_form import ask_report, keep_button, say_problems
from dashboard.wording import day_words, escaped

__all__ = ["TOLD", "show_report", "tell"]

TOLD = "told-of-report"
ICONS = {
    "needs check": ":material/visibility:",
    "current": ":material/check_circle:",
    "due": ":material/schedule:",
    "expired": ":material/event_busy:",
    "closed": ":material/inventory_2:",
}


def tell(words: str) -> None:
    """Say on the next run what was done."""
    st.session_state[TOLD] = words
    st.rerun()


def show_report(desk: Desk, number: int, reader: Reader, today: date) -> None:
    """Show a report, its history, and what can be done about it."""
    report = find_report(desk, number, reader)
    if report is None:
        st.info("This report is not for showing here.")
        return
    state = state_of(report, today)
    changes = state != "closed" and not is_hidden(report, reader) and may_change(report, reader)
    st.subheader(f"Report {escaped(report['reference'])}", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"{ICONS[state]} **{STATES[state]}** · from {escaped(report['agency'])}")
        if is_hidden(report, reader):
            st.info(HIDDEN, icon=":material/visibility_off:")
        else:
            with st.container(border=True):
                st.text(report["seen"])
            if report["handling"] == "C":
                st.warning(f"**Condition:** {escaped(report['condition'] or '')}", icon=":material/lock:")
        st.markdown("\n".join(f"- **{title}:** {escaped(text)}" for title, text in facts(desk, report)))
        show_history(desk, number, reader)
    with right:
        if state == "closed":
            st.caption("It is closed: it can be read here, and no longer changed.")
        elif changes:
            show_actions(desk, report, reader, today)
        elif not is_hidden(report, reader):
            st.caption(f"It is for {escaped(report['agency'])}, and for those who grade, to change.")
    if changes:
        with st.expander("Mend it", icon=":material/edit:"):
            st.caption("What it says now stays in its history.")
            mend(desk, report, reader, today)


def facts(desk: Desk, report: dict[str, Any]) -> list[tuple[str, str]]:
    """Lay out what a report says beside its text."""
    policy, known = desk.policy, choices(desk)
    source, information = str(report["source_grade"]), report["information_grade"]
    told = [
        ("Seen", span_words(report["observed_from"], report["observed_to"])),
        ("Where", ", ".join(filter(None, (report["place"], ward_name(desk, report["ward"]))))),
        (
            "Who is affected",
            ", ".join(filter(None, (strand_words(desk, report["strands"]), report["community"]))),
        ),
        ("Kind", policy.experience.get(report["experience"], report["experience"])),
        ("Level", known["levels"].get(str(report["severity"]), str(report["severity"]))),
        ("Allport's scale", known["allport"].get(str(report["allport"]), "")),
        (
            "Source",
            f"{known['source_grades'][source]} ({short_label(policy.report_sources, report['source_type'])}"
            f"{', anonymous' if report['is_anonymous'] else ''})",
        ),
        ("Information", known["information_grades"][information]),
        ("Handling", known["handling"][report["handling"]]),
        ("Look again by", day_words(report["review_by"])),
        (
            "Second look",
            f"{report['checked_by']}, {day_words(report['checked_at'])}" if report["checked_by"] else "",
        ),
        ("Closed because", report["closed_why"] or ""),
    ]
    return [(title, text) for title, text in told if text]


def show_history(desk: Desk, number: int, reader: Reader) -> None:
    """Who changed what, when and why; newest first."""
    with st.expander("History", icon=":material/history:"):
        for step in steps_of(desk, number, reader):
            when = f"{day_words(step['at'])}, {step['at']:%H:%M} UTC"
            st.markdown(f"**{escaped(step['why'].capitalize())}** by {escaped(step['who'])}, {when}")
            for change in step["changes"]:
                before, after = escaped(change["before"]), escaped(change["after"])
                st.markdown(f"- {change['what']}: {before} → {after}")


def show_actions(desk: Desk, report: dict[str, Any], reader: Reader, today: date) -> None:
    """What can be done about a report, each behind its own button."""
    st.markdown("**What to do with it**")
    number = report["id"]
    if report["needs_check"]:
        st.caption(
            "It may hold personal details. Another person than who wrote it reads it and either takes them "
            "out (mend it) or says that there are none."
        )
        if st.button("There are none: show it to the partners", icon=":material/visibility:", type="primary"):
            attempt(lambda: mark_checked(desk, number, reader=reader), "The report is checked.")
    with st.expander("Grade it again", icon=":material/grading:"):
        regrade(desk, report, reader)
    with st.expander("Move its review day", icon=":material/event_repeat:"):
        move_review(desk, report, reader, today)
    with st.expander("Close it", icon=":material/inventory_2:"):
        reason = ask_reason("close", number, "what became of it …")
        if st.button("Close this report", key=f"do-close-{number}"):
            attempt(lambda: close_report(desk, number, reason=reason, reader=reader), "The report is closed.")


def regrade(desk: Desk, report: dict[str, Any], reader: Reader) -> None:
    """Give another grade."""
    number, known = report["id"], choices(desk)

    def ask(name: str, label: str, options: str) -> str:
        codes = list(known[options])
        return str(
            st.selectbox(
                label,
                codes,
                index=codes.index(str(report[name])),
                format_func=lambda code: known[options][code],
                key=f"{name}-{number}-{report['seal'][:8]}",
            )
        )

    grading = ask("source_grade", "Source", "source_grades")
    grading += ask("information_grade", "Information", "information_grades")
    reason = ask_reason("regrade", number, "what has been learnt since …")
    if st.button("Grade again", key=f"do-regrade-{number}"):
        attempt(
            lambda: grade_again(desk, number, grading, reason=reason, reader=reader),
            f"The report is graded {grading} now.",
        )


def move_review(desk: Desk, report: dict[str, Any], reader: Reader, today: date) -> None:
    """Set a later review day."""
    number, latest = report["id"], latest_review(desk, report, today)
    first = today + timedelta(1)
    if latest < first:
        st.caption("The policy does not allow it to be kept any longer.")
        return
    until = st.date_input(
        "Look again by",
        value=latest,
        min_value=first,
        max_value=latest,
        format="DD/MM/YYYY",
        key=f"until-{number}",
    )
    reason = ask_reason("review", number, "why it is still needed …")
    if st.button("Move the review day", key=f"do-review-{number}"):
        attempt(
            lambda: extend_review(desk, number, until, reason=reason, reader=reader, today=today),
            f"The report is looked at again by {day_words(until)}.",
        )


def mend(desk: Desk, report: dict[str, Any], reader: Reader, today: date) -> None:
    """Change what a report says."""
    key = f"mend-{report['id']}-{report['seal'][:8]}"
    said = ask_report(desk, key, today, start=report)
    confirmed = st.checkbox(
        "I have read it again: what looks like personal details is none, or must stay.",
        key=f"{key}-confirmed",
    )
    if keep_button("Keep the changes", key):
        attempt(
            lambda: mend_report(
                desk, report["id"], said, reader=reader, today=today, seal=report["seal"], confirmed=confirmed
            ),
            "The report is mended.",
        )


def ask_reason(what: str, number: int, example: str) -> str:
    """Ask why; the answer stays in the history."""
    return st.text_input(
        "Why",
        max_chars=200,
        placeholder=example,
        key=f"why-{what}-{number}",
        help="Kept in the history. No names.",
    )


def attempt(do: Callable[[], Any], done: str) -> None:
    """Do it and say so; or say what must be mended first."""
    try:
        do()
    except MendFirst as first:
        say_problems(first.problems)
        return
    tell(done)
