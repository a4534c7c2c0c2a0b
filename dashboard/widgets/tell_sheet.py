"""One sheet of a short form: its answers by question, where they start, and how a draft fills them again."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

__all__ = ["Sheet"]


class Sheet:
    """The answers of a form in this session; another sheet is an empty one.

    Attributes
    ----------
    name : str
        Of the form; its widgets' keys begin with it.
    today : datetime.date
    """

    START: Mapping[str, Any] = {
        "seen": "",
        "where": None,
        "ward": None,
        "when": "today",
        "first": None,
        "last": None,
        "strands": [],
        "community": "",
        "who_grades": "mine",
        "experience": None,
        "severity": None,
        "source_type": None,
        "is_anonymous": False,
        "source_grade": "2",
        "information_grade": None,
        "handling": None,
        "condition": "",
    }
    """Every question, and what stands there before anybody has answered it."""
    DAYS = ("first", "last")

    def __init__(self, name: str, today: date) -> None:
        self.name, self.today = name, today

    def key(self, field: str) -> str:
        """Name the widget of a question."""
        return f"{self.name}-{self._number}-{field}"

    @property
    def _number(self) -> int:
        return int(st.session_state.get(f"{self.name}-sheet", 0))

    def get(self, field: str) -> Any:
        """Give an answer as it stands; what it starts from where nobody has touched it."""
        held = st.session_state.get(self.key(field))
        return self.START[field] if held is None else held

    def begin(self, field: str, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Give a widget its key, and what it starts from; an answer that is no option any more is let go."""
        key = self.key(field)
        held = good = st.session_state.get(key, self.START[field])
        if options is not None and isinstance(held, list):
            good = [one for one in held if one in options]
        elif options is not None and held not in options:
            good = None
        if good != held or key not in st.session_state:  # set every time, it would undo what is being typed
            st.session_state[key] = good
        return {"key": key}

    def answers(self) -> dict[str, Any] | None:
        """Give the answers as plain values, for the draft; None while nothing is written."""
        said = {name: self.get(name) for name in self.START}
        if all(said[name] == start for name, start in self.START.items() if name != "source_type"):
            return None
        return {name: one.isoformat() if isinstance(one, date) else one for name, one in said.items()}

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Start from what is known already; what somebody has answered since stays."""
        for name, said in answers.items():
            if said is not None:
                st.session_state.setdefault(self.key(name), said)

    def restore(self, answers: Mapping[str, Any]) -> None:
        """Fill in a draft, where nobody has answered since."""
        brought = False
        for name, start in self.START.items():
            said = answers.get(name)
            if name in self.DAYS:
                said = _day(said)
            elif not isinstance(said, str if start is None else type(start)):
                continue
            if said and said != start and self.get(name) == start:
                st.session_state[self.key(name)] = said
                brought = True
        st.session_state[f"{self.name}-brought"] = brought

    @property
    def is_brought_back(self) -> bool:
        """Whether what stands here was brought back from a draft."""
        return bool(st.session_state.get(f"{self.name}-brought"))

    @property
    def is_tried(self) -> bool:
        """Whether somebody has tried to keep it: from then on unanswered questions are told of."""
        return bool(st.session_state.get(self.key("tried")))

    def tried(self) -> None:
        """Note that somebody tries to keep it."""
        st.session_state[self.key("tried")] = True

    def clear(self) -> None:
        """Take a new sheet."""
        st.session_state[f"{self.name}-sheet"] = self._number + 1
        st.session_state[f"{self.name}-brought"] = False

    def days(self) -> tuple[date | None, date | None]:
        """Give the first and the last day that are meant."""
        when = self.get("when")
        if when in ("today", "yesterday"):
            day = self.today - timedelta(when == "yesterday")
            return day, day
        if when == "unsure":
            return None, None
        first = self.get("first")
        return first, (self.get("last") or first) if when == "days" else first


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
