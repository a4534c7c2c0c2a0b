"""The short form: a few plain questions one under another, made for a thumb; what is wrong stands by each."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.desks.named_places import NamedPlace
from dashboard.desks.reports import Problem
from dashboard.widgets.report_form import say_problems
from dashboard.widgets.tell_sheet import Sheet

__all__ = ["SEEN", "TellForm", "narrow"]

SEEN = "What was seen or heard?"
WHEN = {
    "today": "Today",
    "yesterday": "Yesterday",
    "day": "Another day",
    "days": "Several days",
    "unsure": "I am not sure",
}
HAND = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 720px !important; }
[data-testid="stMainBlockContainer"] textarea { unicode-bidi: plaintext; text-align: start; }
[data-testid="stMainBlockContainer"] button { min-height: 48px; }
[data-testid="stMainBlockContainer"] [role="radiogroup"] { gap: .35rem; }
[data-testid="stMainBlockContainer"] [role="radiogroup"] label { min-height: 44px; align-items: center; }
[data-testid="stMainBlockContainer"] [role="combobox"] { min-height: 44px; }
[data-testid="stMainBlockContainer"] [data-testid="stCheckbox"] label {
  min-height: 44px; align-items: center;
}
[data-testid="stMainBlockContainer"] [data-testid="stWidgetLabel"] p { font-size: 1.02rem; font-weight: 600; }
@media (max-width: 640px) { [data-testid="stMainBlockContainer"] { padding: 3.4rem 1rem 4rem !important; } }
</style>
"""


def narrow() -> None:
    """Lay the page out for a phone: one column, and everything large enough for a thumb."""
    st.html(HAND)


class TellForm:
    """The questions that are asked, and the room beside each for what is wrong with its answer."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.said: dict[str, Any] = {}
        self._room: dict[str, Any] = {}

    def _beside(self, *fields: str) -> None:
        room = st.empty()
        self._room |= dict.fromkeys(fields, room)

    def ask_seen(self, *, example: str) -> None:
        """What was seen or heard: as long as anybody writes it, since nothing is cut off."""
        begun = self.sheet.begin("seen")
        self.said["seen"] = st.text_area(
            SEEN,
            height=150,
            placeholder=example,
            help="In your own words. Say what happened, not who did it.",
            **begun,
        )

    def beside_seen(self) -> None:
        """Leave room for what is wrong with the text."""
        self._beside("seen")

    def ask_where(self, places: Mapping[str, NamedPlace], wards: Mapping[str, str]) -> None:
        """A ward or a named place; any other public place in words, and then its ward."""
        chosen = st.selectbox(
            "Where was it?",
            list(places),
            accept_new_options=True,
            placeholder="Type a ward, street, park or station",
            help="A public place or a ward. No house numbers, no full postcodes, nobody's home.",
            **self.sheet.begin("where"),
        )
        self._beside("place")
        known = _place_of(chosen or "", places)
        ward = known.ward
        if chosen and ward is None:
            ward = st.selectbox(
                "In which ward, if you know?",
                list(wards),
                format_func=lambda code: wards[code],
                placeholder="I do not know",
                **self.sheet.begin("ward", wards),
            )
        self._beside("ward")
        self.said |= {"ward": ward, "place": known.place}

    def ask_when(self, *, may_be_unsure: bool = False) -> None:
        """Today, yesterday, another day, or a span."""
        titles = {code: words for code, words in WHEN.items() if may_be_unsure or code != "unsure"}
        st.segmented_control(
            "When was it?",
            list(titles),
            format_func=lambda code: titles[code],
            required=True,
            **self.sheet.begin("when", titles),
        )
        when = self.sheet.get("when")
        if when in ("day", "days"):
            label = "First day" if when == "days" else "Which day?"
            st.date_input(label, value=None, format="DD/MM/YYYY", **self.sheet.begin("first"))
        if when == "days":
            st.date_input("Last day", value=None, format="DD/MM/YYYY", **self.sheet.begin("last"))
        self._beside("observed_from", "observed_to")
        first, last = self.sheet.days()
        self.said |= {"observed_from": first, "observed_to": last}

    def ask_whom(self, strands: Mapping[str, str], *, label: str = "Whom is it about?") -> None:
        """The strands that are affected, to tap; and a community in words."""
        self.said["strands"] = st.pills(
            label,
            list(strands),
            format_func=lambda code: strands[code],
            selection_mode="multi",
            help="Whom the hostility or the worry is about. One or several.",
            **self.sheet.begin("strands", strands),
        )
        with st.expander("Say it in words", expanded=bool(self.sheet.get("community"))):
            self.said["community"] = st.text_input(
                "Community, in words", placeholder="people seeking asylum …", **self.sheet.begin("community")
            )
        self._beside("strands", "community")

    def ask_one(self, field: str, label: str, titles: Mapping[str, str], **how: Any) -> None:
        """One of a few, all of them to be seen."""
        self.said[field] = st.radio(
            label,
            list(titles),
            format_func=lambda code: titles[code],
            **how,
            **self.sheet.begin(field, titles),
        )
        self._beside(field)

    def ask_of_list(self, field: str, label: str, titles: Mapping[str, str], **how: Any) -> None:
        """One of many."""
        self.said[field] = st.selectbox(
            label,
            list(titles),
            format_func=lambda code: titles[code],
            **how,
            **self.sheet.begin(field, titles),
        )
        self._beside(field)

    def ask_tick(self, field: str, label: str, **how: Any) -> None:
        """Yes or no."""
        self.said[field] = st.checkbox(label, **how, **self.sheet.begin(field))

    def ask_line(self, field: str, label: str, **how: Any) -> None:
        """A short text."""
        self.said[field] = st.text_input(label, **how, **self.sheet.begin(field))
        self._beside(field)

    def say(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong beside each answer; before anybody tried to keep it, only of what is answered."""
        for room, fields in self._rooms():
            mine = [
                one
                for one in problems
                if _stands_at(one.field) in fields and (self.sheet.is_tried or self._is_said(one.field))
            ]
            if mine:
                with room.container():
                    say_problems(mine)

    def _rooms(self) -> list[tuple[Any, set[str]]]:
        rooms: list[tuple[Any, set[str]]] = []
        for field, room in self._room.items():
            if rooms and rooms[-1][0] is room:
                rooms[-1][1].add(field)
            else:
                rooms.append((room, {field}))
        return rooms

    def _is_said(self, field: str) -> bool:
        return self.said.get(_stands_at(field)) not in (None, "", [])


def _stands_at(field: str) -> str:
    """Give the question that a problem is shown at: the short form has the grading in parts."""
    return "source_grade" if field == "grading" else field


def _place_of(said: str, places: Mapping[str, NamedPlace]) -> NamedPlace:
    """Give the place that is meant: a ward's name is the ward, chosen from the list or typed out."""
    typed = " ".join(said.split()).casefold()
    for label, place in places.items():
        if typed and label.casefold() in (typed, f"{typed} (ward)"):
            return place
    return NamedPlace(None, said or None)
