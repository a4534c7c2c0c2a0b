"""Whether the browser can draw maps, and with a graphics card; where not, it says so once."""

import streamlit as st

from dashboard.widgets.address import PLAIN, choose_maps, maps_chosen

__all__ = ["ask_browser", "why_plain"]

KEY, LACKS = "webgl", "webgl-lacks"
LOOK = f"<style>.st-key-{KEY} {{ position: absolute; width: 1px; overflow: hidden; }}</style>"
"""What asks takes no room of the page."""
SCRIPT = """
let lacks;
function look() {
  try {
    const drawing = document.createElement("canvas").getContext("webgl2");
    if (!drawing) return "webgl";
    const named = drawing.getExtension("WEBGL_debug_renderer_info");
    const by = String(drawing.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : drawing.RENDERER));
    drawing.getExtension("WEBGL_lose_context")?.loseContext();
    return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(by) ? "card" : "";
  } catch (error) {
    return "webgl";
  }
}
export default function ({ data, setTriggerValue }) {
  if (data.chosen === "plain") return;
  lacks ??= look();
  if (lacks === "webgl" || (lacks === "card" && !data.chosen)) setTriggerValue("lacks", lacks);
}
"""
"""Asks the browser what draws; software that stands for a graphics card has one of these names."""
WHY = {
    "webgl": "This browser cannot draw maps that move (it has no WebGL), so here is a picture.",
    "card": "This browser draws without a graphics card, and a map that moves would be slow, so here is a "
    "picture. Turn **Plain picture** off for the map.",
}


_probe = st.components.v2.component("common_ground_webgl", js=SCRIPT)


def ask_browser() -> None:
    """Ask the browser, without a word on the page, how it draws; nothing comes back where it draws well.

    It is asked before a page makes its map, so that a browser which needs a picture does not begin on the
    map.
    """

    def lacking() -> None:
        lacks = st.session_state[KEY].get("lacks")
        if maps_chosen() != PLAIN and (lacks == "webgl" or (lacks == "card" and not maps_chosen())):
            st.session_state[LACKS] = lacks
            choose_maps(PLAIN)

    st.html(LOOK)
    _probe(key=KEY, data={"chosen": maps_chosen()}, on_lacks_change=lacking, height=1)


def why_plain() -> str:
    """Give the words for what the browser has told that it lacks; none where it lacks nothing."""
    return WHY.get(st.session_state.get(LACKS, ""), "")
