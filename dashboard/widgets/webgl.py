"""Whether the browser can draw maps; where it cannot, it says so once and the maps become plain pictures."""

import streamlit as st

from dashboard.widgets.address import PLAIN_MAPS

__all__ = ["ask_browser", "has_no_webgl"]

MISSING = "webgl-missing"
SCRIPT = """
export default function ({ setTriggerValue }) {
  let draws = false;
  try {
    const canvas = document.createElement("canvas");
    draws = Boolean(canvas.getContext("webgl2"));
  } catch (error) {
    draws = false;
  }
  if (!draws) setTriggerValue("missing", true);
}
"""


_probe = st.components.v2.component("common_ground_webgl", js=SCRIPT)


def ask_browser(key: str) -> None:
    """Ask the browser, without a word on the page, whether it has WebGL; nothing comes back where it has."""

    def missing() -> None:
        if not st.session_state.get(PLAIN_MAPS):
            st.session_state[PLAIN_MAPS] = st.session_state[MISSING] = True

    _probe(key=f"webgl-{key}", on_missing_change=missing, height=1)


def has_no_webgl() -> bool:
    """Say whether the browser has told that it cannot draw maps."""
    return bool(st.session_state.get(MISSING))
