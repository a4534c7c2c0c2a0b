"""The board on a page: a click, or the keyboard, takes a cell in hand."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.answers.tension.board import Board
from dashboard.charts.tension_board import board_html
from dashboard.widgets.map import is_dark

__all__ = ["beside_board", "head_of_board", "show_board"]

SEP = "|"
STYLE = """
.wrap { color: var(--text); font-family: var(--st-font, sans-serif); }
table { border-collapse: separate; border-spacing: 3px; width: 100%; table-layout: fixed; }
caption.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
thead th { font-size: .78rem; font-weight: 650; line-height: 1.15; vertical-align: bottom; padding: .25rem 0;
  overflow-wrap: break-word; hyphens: auto; text-align: center; letter-spacing: -.02em;
  position: sticky; top: 3.4rem; background: var(--st-background-color, var(--land)); z-index: 3; }
thead th:first-child { width: 13.5%; text-align: left; }
tbody th { text-align: left; font-size: .98rem; font-weight: 650; line-height: 1.15; padding-right: .3rem;
  overflow-wrap: break-word; }
tbody tr.apart th, tbody tr.apart td { border-top: 2px solid var(--line); padding-top: 4px; }
td { padding: 0; height: 1px; }
button { container-type: inline-size; display: flex; flex-direction: column; align-items: center;
  justify-content: center; gap: .1rem; width: 100%; height: 100%; min-height: 3.15rem; padding: .2rem .1rem;
  border: 1px solid var(--line); border-radius: 4px; font: inherit; line-height: 1.1; cursor: pointer;
  position: relative; color: var(--text); background: var(--land); overflow: hidden; }
button b { font-size: 1.35rem; font-weight: 750; font-variant-numeric: tabular-nums; }
button i { font-style: normal; }
.n { white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.w { font-size: .86rem; font-weight: 600; }
.d { font-size: .82rem; white-space: nowrap; }
.a { font-size: .78rem; font-weight: 650; white-space: nowrap; color: var(--text); background: var(--halo);
  border: 1px solid var(--text); border-radius: 3px; padding: 0 .25rem; }
tbody th .a { display: inline-block; margin-top: .15rem; }
.flag { margin-left: .15rem; }
.short { display: none; }
button.none { border-color: var(--hatch);
  background: repeating-linear-gradient(135deg, var(--land) 0 6px, var(--hatch) 6px 7.5px); }
button.none span { background: var(--land); border-radius: 3px; }
button.none .n, button.none .d { padding: 0 .25rem; }
button.none b, button.one b { font-size: 1.1rem; }
button.none .w, button.one .w { font-weight: 450; }
button.one { border: 2px dotted var(--text); }
button:hover { filter: brightness(1.06); }
button:focus-visible { outline: 3px solid var(--hold); outline-offset: 1px; z-index: 2; }
button[aria-pressed="true"] { box-shadow: 0 0 0 2px var(--halo), 0 0 0 5px var(--hold); z-index: 1; }
@container (max-width: 6.6rem) {
  .long { display: none; } .short { display: inline; } .w { font-size: .8rem; }
  button.one .n { white-space: normal; text-align: center; } }
@media (min-width: 1700px) {
  button { min-height: 3.6rem; } button b { font-size: 1.65rem; } .w { font-size: 1.02rem; }
  .d { font-size: .95rem; } .a { font-size: .9rem; }
  thead th { font-size: 1rem; letter-spacing: 0; } tbody th { font-size: 1.12rem; } }
@media (max-width: 900px) {
  .wrap { overflow-x: auto; } table { min-width: 46rem; } thead th { position: static; } }
"""
LOOK = """
<style>
.st-key-tension-head { padding-top: .5rem; }
@media screen and (min-width: 900px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-tension-beside) { position: sticky; top: 3.6rem; }
  .st-key-tension-beside { max-height: calc(100vh - 4.2rem); overflow-y: auto; padding-bottom: .5rem; }
}
</style>
"""
SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".board");
  if (root.drawn !== data.html) { root.innerHTML = data.html; root.drawn = data.html; }
  const rows = () => [...root.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("button")]);
  const all = rows().flat();
  const name = (button) => button.dataset.ward + "|" + button.dataset.strand;
  const reach = (button) => all.forEach((one) => { one.tabIndex = one === button ? 0 : -1; });
  const held = all.find((button) => name(button) === data.held);
  all.forEach((button) => button.setAttribute("aria-pressed", String(button === held)));
  if (!all.some((button) => button.matches(":focus"))) reach(held || all[0]);
  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) { reach(button); setTriggerValue("picked", name(button)); }
  };
  root.onkeydown = (event) => {
    const button = event.target.closest("button"), lines = rows();
    const row = lines.findIndex((line) => line.includes(button));
    if (row < 0) return;
    const column = lines[row].indexOf(button);
    const next = {
      ArrowRight: () => lines[row][column + 1], ArrowLeft: () => lines[row][column - 1],
      ArrowDown: () => (lines[row + 1] || [])[column], ArrowUp: () => (lines[row - 1] || [])[column],
      Home: () => lines[row][0], End: () => lines[row][lines[row].length - 1],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    const to = next();
    if (to) { reach(to); to.focus(); }
  };
}
"""
_board = st.components.v2.component(
    "tension_board", html='<div class="board"></div>', css=STYLE, js=SCRIPT, isolate_styles=True
)


def show_board(
    board: Board, *, held: tuple[str, str], hold: Callable[[str, str], None], key: str = "tension-board"
) -> None:
    """Draw the board; a cell that is picked is handed to `hold` before the page is drawn again.

    Parameters
    ----------
    board : Board
    held : tuple of str
        Ward and strand of the cell in hand.
    hold : callable
        Given the ward and the strand that were picked; only ever a cell of this board.
    """
    known = set(board.cells[["ward", "strand"]].itertuples(index=False, name=None))

    def picked() -> None:
        said: Any = st.session_state[key].get("picked")
        ward, _, strand = said.partition(SEP) if isinstance(said, str) else ("", "", "")
        if (ward, strand) in known:  # what comes from a browser is not trusted
            hold(ward, strand)

    _board(
        key=key,
        data={"html": board_html(board, dark=is_dark()), "held": SEP.join(held)},
        on_picked_change=picked,
    )


def head_of_board() -> DeltaGenerator:
    """Give a place for the title with the choice of the period beside it, so that the board has the room."""
    st.html(LOOK)
    return st.container(horizontal=True, vertical_alignment="center", gap="small", key="tension-head")


def beside_board() -> DeltaGenerator:
    """Give a place beside the board that stays in sight while the board is scrolled."""
    return st.container(key="tension-beside")
