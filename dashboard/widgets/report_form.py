"""The form for a community report: each question with its help, each answer checked beside it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import choices
from dashboard.desks.reports import Problem, check_report
from dashboard.widgets.report_questions import GROUPS, Question
from dashboard.wording import escaped

__all__ = ["ask_report", "keep_button", "say_problems"]

LONG_AGO = timedelta(2 * 365)


def ask_report(
    desk: Desk, key: str, today: date, *, start: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Ask for a report; what is wrong with an answer stands beside it.

    Parameters
    ----------
    key : str
        Names the widgets of this form; another key is an empty form.  Where the session says ``<key>-tried``,
        questions that nobody has answered are told of as well.
    start : mapping, optional
        What the report says now, for one that is mended; its review day and reference are not asked for.

    Returns
    -------
    dict
        The answers, for `dashboard.desks.reports`.
    """
    form = _Form(desk, key, today, start or {})
    for group in GROUPS:
        if group.is_for_new and start is not None:
            continue
        st.markdown(f"**{group.title}**")
        for place, questions in zip(st.columns(group.widths), group.columns, strict=True):
            with place:
                for question in questions:
                    form.ask(question)
        if group.caption:
            st.caption(group.caption)
    form.say(check_report(desk, form.said, today), tried=bool(st.session_state.get(f"{key}-tried")))
    return form.said


def say_problems(problems: Sequence[Problem]) -> None:
    """Say what is wrong, or what asks for a second look."""
    for problem in problems:
        words = escaped(problem.message[:1].upper() + problem.message[1:])
        if problem.asks:
            st.warning(words, icon=":material/visibility:")
        else:
            st.error(words, icon=":material/error:")


def keep_button(label: str, key: str) -> bool:
    """Offer to keep what a form says; from the first try on, unanswered questions are told of."""
    return st.button(
        label,
        type="primary",
        icon=":material/save:",
        key=f"{key}-keep",
        on_click=lambda: st.session_state.update({f"{key}-tried": True}),
    )


class _Form:
    """The answers so far, and the room beside each for what is wrong with it."""

    def __init__(self, desk: Desk, key: str, today: date, start: Mapping[str, Any]) -> None:
        self.key, self.today, self.start = key, today, start
        self.length = desk.policy.retention["community_report"].length
        self.known = choices(desk)
        self.said: dict[str, Any] = {}
        self.beside: dict[str, Any] = {}

    def ask(self, question: Question) -> None:
        """Ask one question."""
        field, _, value = question.where.partition("=")
        if field and self.said.get(field) != value:
            return
        asks: dict[str, Callable[[Question, Any], Any]] = {
            "day": self._day,
            "line": self._line,
            "text": self._text,
            "tick": self._tick,
            "several": self._several,
        }
        ask = asks.get(question.how, self._one)
        self.said[question.field] = ask(question, self.start.get(question.field))
        self.beside[question.field] = st.empty()

    def say(self, problems: Sequence[Problem], *, tried: bool) -> None:
        """Say what is wrong beside each answer; before anybody tried to keep it, only of what is answered."""
        for field, place in self.beside.items():
            mine = [problem for problem in problems if _stands_at(problem) == field]
            if mine and (tried or self.said.get(field) not in (None, "", [])):
                with place.container():
                    say_problems(mine)

    def _common(self, question: Question) -> dict[str, Any]:
        help = question.help.format(length=self.length)
        return {"label": question.label, "help": help, "key": f"{self.key}-{question.field}"}

    def _day(self, question: Question, now: date | None) -> Any:
        asked: dict[str, Any] = {**self._common(question), "value": now, "format": "DD/MM/YYYY"}
        if question.field == "review_by":
            return st.date_input(**asked, min_value=self.today + timedelta(1))
        earliest = self.today - LONG_AGO
        return st.date_input(**asked, min_value=min(earliest, now or earliest), max_value=self.today)

    def _line(self, question: Question, now: str | None) -> str:
        common = self._common(question)
        return st.text_input(**common, value=now or "", max_chars=question.most, placeholder=question.example)

    def _text(self, question: Question, now: str | None) -> str:
        common = self._common(question)
        return st.text_area(
            **common, value=now or "", max_chars=question.most, placeholder=question.example, height=120
        )

    def _tick(self, question: Question, now: bool | None) -> bool:
        return st.checkbox(**self._common(question), value=bool(now))

    def _several(self, question: Question, now: str | None) -> list[str]:
        titles = self.known[question.options]
        return st.multiselect(
            **self._common(question),
            options=list(titles),
            default=[code for code in (now or "").split(";") if code in titles],
            format_func=lambda code: titles[code],
            placeholder=question.example,
        )

    def _one(self, question: Question, now: Any) -> str | None:
        titles = self.known[question.options]
        codes = list(titles)
        asked: dict[str, Any] = {
            **self._common(question),
            "options": codes,
            "index": codes.index(str(now)) if now is not None and str(now) in codes else None,
            "format_func": lambda code: titles[code],
        }
        if question.how == "one":
            return st.radio(**asked)
        return st.selectbox(**asked, placeholder=question.example)


def _stands_at(problem: Problem) -> str:
    """Give the question that a problem is shown at: the form has the grading in parts."""
    return "source_grade" if problem.field == "grading" else problem.field
