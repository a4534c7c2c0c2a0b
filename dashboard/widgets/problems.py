"""What is wrong with an entry, said under its form: field by field, in the words of the file's check."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import streamlit as st

from dashboard.wording import escaped

__all__ = ["show_problems"]


class Problem(Protocol):
    """A field, a message, and whether it only asks for a second look."""

    @property
    def field(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def asks(self) -> bool: ...


def show_problems(problems: Sequence[Problem], fields: Mapping[str, Any]) -> None:
    """Say what must be mended first, then what asks for a second look."""
    for problem in sorted(problems, key=lambda one: one.asks):
        title = fields[problem.field][0] if problem.field in fields else ""
        words = escaped(problem.message[:1].upper() + problem.message[1:])
        text = f"**{title}.** {words}" if title else words
        if problem.asks:
            st.warning(text, icon=":material/visibility:")
        else:
            st.error(text, icon=":material/error:")
