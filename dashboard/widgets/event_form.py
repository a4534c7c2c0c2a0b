"""The form for an event."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.desks.events import KINDS, SCALES
from dashboard.desks.importing import Desk

__all__ = ["ask_event"]


def ask_event(
    desk: Desk, key: str, *, start: Mapping[str, Any] | None = None, button: str
) -> dict[str, Any] | None:
    """Ask for an event; give the answers once the button is pressed.

    Parameters
    ----------
    key : str
        Names this form; another key is an empty form.
    start : mapping, optional
        What the event says now.
    """
    now = start or {"kind": "local", "scale": "local"}
    said: dict[str, Any] = {}
    with st.form(key, border=False):
        title, kind, scale = st.columns([3, 1.4, 1.2])
        said["title"] = title.text_input(
            "Title", value=now.get("title") or "", max_chars=120, key=f"{key}-title"
        )
        said["kind"] = _choose(kind, "Kind", KINDS, now["kind"], f"{key}-kind")
        said["scale"] = _choose(scale, "Scale", SCALES, now["scale"], f"{key}-scale")
        first, last, ward, strands = st.columns([1, 1, 1.4, 2.6])
        for place, name, label in ((first, "first_day", "First day"), (last, "last_day", "Last day")):
            said[name] = place.date_input(
                label,
                value=now.get(name),
                format="DD/MM/YYYY",
                key=f"{key}-{name}",
                help="Leave empty for one day." if name == "last_day" else None,
            )
        wards = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
        codes = sorted(wards, key=lambda code: str(wards[code]))
        said["ward"] = ward.selectbox(
            "Ward",
            codes,
            index=codes.index(now["ward"]) if now.get("ward") in wards else None,
            format_func=lambda code: str(wards[code]),
            placeholder="No one ward",
            key=f"{key}-ward",
        )
        titles = desk.policy.strands
        held = [code for code in str(now.get("strands") or "").split(";") if code in titles]
        chosen = strands.multiselect(
            "Strands that may be affected",
            list(titles),
            default=held,
            format_func=lambda code: titles[code],
            placeholder="None in particular",
            key=f"{key}-strands",
        )
        said["strands"] = ";".join(code for code in titles if code in chosen)
        note, source = st.columns([3, 1.4])
        said["note"] = note.text_input(
            "Note",
            value=now.get("note") or "",
            max_chars=600,
            key=f"{key}-note",
            help="What to know of it: expected numbers, route, the last time. No names of people.",
        )
        said["source"] = source.text_input(
            "Source", value=now.get("source") or "", max_chars=200, key=f"{key}-source"
        )
        pressed = st.form_submit_button(button, type="primary", icon=":material/check:")
    return said if pressed else None


def _choose(place: Any, label: str, titles: Mapping[str, str], now: str, key: str) -> str:
    codes = list(titles)
    index = codes.index(now) if now in codes else 0
    return str(place.selectbox(label, codes, index=index, format_func=lambda code: titles[code], key=key))
