"""A draft that outlives a dropped session: kept in this tab of the browser only, until it is sent.

Streamlit keeps what is typed for a short while after the connection drops, but not over a reload, a phone
that puts the tab to sleep, or a restart of the server; and a text that is still being typed reaches the
server only when its box is left.  So the page itself keeps the draft, in `sessionStorage`: it stays on the
device, is gone with the tab, and is in no address, no cookie and no log.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import streamlit as st

__all__ = ["keep_draft"]

HOURS = 12
"""A draft older than this is not brought back: somebody else may have the device by then."""
MARKUP = '<p class="count" aria-live="polite"></p>'
STYLE = ".count { margin: 0; font-size: .875rem; color: inherit; } .count.over { font-weight: 700; }"
SCRIPT = (
    """
const HOURS = """
    + str(HOURS)
    + """;
export default function ({ data, parentElement, setTriggerValue }) {
  const slot = "common-ground-draft-" + data.name;
  const box = () => [...document.querySelectorAll("textarea")].find((t) => t.ariaLabel === data.box);
  const read = () => {
    try {
      const held = JSON.parse(sessionStorage.getItem(slot));
      return held && Date.now() - held.at < HOURS * 3600e3 ? held : null;
    } catch { return null; }
  };
  const write = (answers) => {
    try {
      if (answers) sessionStorage.setItem(slot, JSON.stringify({ at: Date.now(), answers }));
      else sessionStorage.removeItem(slot);
    } catch { /* a browser that keeps nothing: the form works as before */ }
  };
  const count = () => {
    const line = parentElement.querySelector(".count");
    const length = [...(box()?.value ?? "").trim()].length;
    const over = length - data.most;
    const number = (n) => n.toLocaleString("en-GB");
    const mend = "Nothing is cut: shorten it, or write two reports.";
    line.textContent = over > 0
      ? `${number(length)} characters: ${number(over)} too many. ${mend}`
      : `${number(length)} of ${number(data.most)} characters`;
    line.classList.toggle("over", over > 0);
  };
  if (data.asks) {
    const held = read();
    if (parentElement.asked !== data.asks) {  // once a session: the page outlives a server that starts again
      parentElement.asked = data.asks;
      setTriggerValue("found", { answers: held ? held.answers : null });
    }
  } else {
    const typed = box()?.value ?? "";
    write(data.answers && typed && document.activeElement === box()
      ? { ...data.answers, [data.field]: typed } : data.answers);
  }
  const typing = (event) => {
    if (event.target !== box()) return;
    count();
    if (data.asks) return;
    const held = read();
    write({ ...(held ? held.answers : data.answers ?? {}), [data.field]: event.target.value });
  };
  document.addEventListener("input", typing, true);
  count();
  setTimeout(count, 400);  // a text that the server has just put into the box stands there only now
  return () => document.removeEventListener("input", typing, true);
}
"""
)
_DRAFT = st.components.v2.component("common_ground_draft", html=MARKUP, css=STYLE, js=SCRIPT)


def keep_draft(
    name: str,
    answers: Mapping[str, Any] | None,
    *,
    box: str,
    field: str,
    most: int,
    restore: Callable[[Mapping[str, Any]], None],
) -> None:
    """Keep the answers of a form in the browser, give them back once to a new session, and count a text.

    Parameters
    ----------
    name : str
        Of the form.
    answers : mapping or None
        Plain values by question; None while nothing is written, which throws the kept draft away.
    box, field : str
        The label of the form's long text, which is kept as it is typed, and its name in `answers`.
    most : int
        So many characters the text may have.
    restore : callable
        Is given the kept answers, before the form is drawn again.
    """
    loaded, token = f"{name}-draft-loaded", f"{name}-draft-session"

    def found() -> None:
        held = st.session_state[f"{name}-draft"].get("found") or {}
        first = not st.session_state.get(loaded)
        st.session_state[loaded] = True
        if first and isinstance(held.get("answers"), dict):
            restore(held["answers"])

    _DRAFT(
        key=f"{name}-draft",
        data={
            "name": name,
            "answers": dict(answers) if answers else None,
            "asks": "" if st.session_state.get(loaded) else st.session_state.setdefault(token, uuid4().hex),
            "box": box,
            "field": field,
            "most": most,
        },
        on_found_change=found,
    )
