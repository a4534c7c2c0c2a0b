"""The form for a reporting centre or support service."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.desks.centres import FIELDS, STATUSES
from dashboard.desks.importing import Desk

__all__ = ["ask_centre"]

YES_NO = {True: "Yes", False: "No", None: "Not known"}


def ask_centre(
    desk: Desk, key: str, *, start: Mapping[str, Any] | None = None, button: str
) -> dict[str, Any] | None:
    """Ask for an entry; give the answers once the button is pressed.

    Parameters
    ----------
    key : str
        Names this form; another key is an empty form.
    start : mapping, optional
        What the entry says now; its status is changed elsewhere.
    button : str
        The words on the button.
    """
    form = _Form(key, start or {"is_reporting": True, "is_listed": True, "status": "open"})
    with st.form(key, border=False):
        form.what()
        form.where()
        form.whom(desk)
        form.dates(is_new=start is None)
        pressed = st.form_submit_button(button, type="primary", icon=":material/check:")
    return form.said if pressed else None


class _Form:
    def __init__(self, key: str, start: Mapping[str, Any]) -> None:
        self.key, self.start = key, start
        self.said: dict[str, Any] = {
            name: start.get(name)
            for name in ("status", "open_since", "paused_since", "paused_until", "closed_since", "status_why")
        }

    def _text(self, place: Any, name: str, *, help: str = "", example: str = "") -> None:
        title, longest = FIELDS[name]
        self.said[name] = place.text_input(
            title,
            value=self.start.get(name) or "",
            max_chars=longest,
            help=help or None,
            placeholder=example,
            key=f"{self.key}-{name}",
        )

    def _check(self, place: Any, name: str, label: str, *, help: str = "") -> None:
        self.said[name] = place.checkbox(
            label, value=bool(self.start.get(name)), help=help or None, key=f"{self.key}-{name}"
        )

    def _day(self, place: Any, name: str, *, help: str = "") -> None:
        self.said[name] = place.date_input(
            FIELDS[name][0],
            value=self.start.get(name),
            format="DD/MM/YYYY",
            help=help or None,
            key=f"{self.key}-{name}",
        )

    def what(self) -> None:
        """Ask what it is called and what it does."""
        name, kind, does, listed = st.columns([2.8, 2.4, 1.5, 1.6])
        self._text(name, "name", example="Central Library")
        self._text(kind, "kind", example="library, advice centre, helpline …")
        self._check(does, "is_reporting", "Takes reports")
        self._check(does, "is_support", "Gives support")
        self._check(
            listed,
            "is_listed",
            "May be listed",
            help="Take this out for a refuge or anybody who asks not to be listed: then no address, postcode "
            "or place is kept, and it is on no list, no map and in no download.",
        )
        helps, hours = st.columns(2)
        self._text(helps, "helps_with", example="Advocacy, help with reporting, counselling …")
        self._text(
            hours,
            "hours",
            help="As published. Times such as Mon-Fri 9am-5pm; Sat 10-1 are understood.",
            example="Mon-Fri 9am-5pm; Sat 10-1",
        )

    def where(self) -> None:
        """Ask where it is, whom it serves there, and how to reach it."""
        address, postcode, areas = st.columns([3, 1, 2])
        self._text(address, "address")
        self._text(postcode, "postcode", help="The place on the map is worked out from it.")
        self._text(
            areas, "areas", help="Wards, with semicolons between; or borough-wide.", example="Borough-wide"
        )
        contact, public, owner = st.columns([3, 1.5, 2], vertical_alignment="bottom")
        self._text(
            contact,
            "contact",
            help="The organisation's public telephone, e-mail or web address.",
            example="01632 960100; help@centre.example",
        )
        self._check(
            public,
            "is_contact_public",
            "It is for the public",
            help="Only where the contact looks like one person's, and anybody may ring it.",
        )
        self._text(
            owner, "owner", help="The organisation or post that keeps this right. Not a person's name."
        )

    def whom(self, desk: Desk) -> None:
        """Ask for whom it is, in which languages, and who can get in."""
        strands, languages, step_free, accessibility = st.columns([2.8, 2, 1.5, 2.8])
        titles = desk.policy.strands
        now = [code for code in str(self.start.get("strands") or "").split(";") if code in titles]
        chosen = strands.multiselect(
            "For whom",
            list(titles),
            default=now,
            format_func=lambda code: titles[code],
            placeholder="Everybody",
            key=f"{self.key}-strands",
        )
        self.said["strands"] = ";".join(code for code in titles if code in chosen)
        self._text(languages, "languages", example="English; Urdu; BSL")
        answers = list(YES_NO)
        self.said["step_free"] = step_free.selectbox(
            "Step-free",
            answers,
            index=answers.index(self.start.get("step_free")),
            format_func=lambda answer: YES_NO[answer],
            key=f"{self.key}-step_free",
        )
        self._text(accessibility, "accessibility", example="Lift, hearing loop, quiet room …")

    def dates(self, *, is_new: bool) -> None:
        """Ask for the dates by which its flags work themselves out."""
        trained, checked, last, known_as, status = st.columns([1, 1, 1, 2, 1])
        self._day(trained, "trained_until", help="Of a reporting centre: the day its training runs out.")
        self._day(
            checked, "checked_on", help="The day on which somebody last made sure that all this is right."
        )
        self._day(
            last,
            "last_report_on",
            help="Only where the centre says so itself: what the agencies' files show "
            "is worked out from them.",
        )
        self._text(known_as, "known_as", help="Other names by which forms call it, with semicolons between.")
        if is_new:
            codes = ["open", "unknown"]
            self.said["status"] = status.selectbox(
                "Status", codes, format_func=lambda code: STATUSES[code], key=f"{self.key}-status"
            )
