"""The question, asked in the side bar and kept in the address bar."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard.choices import Choices
from dashboard.filters import (
    BANDWIDTH_M,
    DEFAULT,
    RADIUS_M,
    WINDOWS,
    Filters,
    last_quarter,
    read_query,
    write_query,
)
from dashboard.situation import Situation
from dashboard.widgets.address import keep_query
from dashboard.widgets.from_cube import say_from_cube
from dashboard.widgets.twin import hold
from dashboard.wording import DUPLICATES, day_words

__all__ = ["ask_filters", "keep_in_address", "say_ignored", "set_scale", "start_again"]

COUNT_ONCE = {
    "confirmed": "Counts once, where so decided",
    "distinct": "Counts for each record",
    "linked": "Counts once, wherever possible",
}
TESTS = {
    "exact": "Exact: holds with few reports",
    "permutation": "Chance maps: thrown again and again",
    "normal": "Bell curve: many reports only",
}
BANDWIDTHS = {"fixed": "The same everywhere", "adaptive": "Narrower where reports lie close"}
EDGES = {
    "uniform": "Divided by what lies inside",
    "diggle": "Each report by itself (Diggle)",
    "none": "Left as it is",
}
LOOK_FOR = ("size", "method", "baseline")
OWN, QUARTER = 0, -1
"""Stand for "own dates" and for the last whole quarter among the window lengths."""


def ask_filters(choices: Choices, *, look_for: Collection[str] = LOOK_FOR) -> Filters:
    """Ask for window, strands, kind, source and category, and how to look; begin from the address bar.

    Parameters
    ----------
    choices : Choices
    look_for : collection of str
        What this page needs to know of `LOOK_FOR`; the rest stays as it was answered elsewhere.
    """
    asked = _remembered(choices)
    with st.sidebar:
        st.header("Show", anchor=False)
        window = _ask_window(asked, choices)
        sets = {
            "strands": _ask_set("Strands", asked.strands, choices.strands, "All, and those without a strand"),
            "kinds": _ask_set("Kind", asked.kinds, choices.kinds, "All kinds"),
            "sources": _ask_set("Source", asked.sources, choices.sources, "All sources"),
            "categories": _ask_set("Category", asked.categories, choices.categories, "All categories"),
        }
        officer = st.toggle(
            "Count what officers came upon",
            value=asked.officer,
            key=_key("officer"),
            help="Left out by default: such reports follow patrols, so they would send patrols back to "
            "where patrols already go.",
        )
        duplicates = _ask_duplicates(asked)
        if look_for:
            st.header("Look for", anchor=False)
        how = _ask_how(asked, choices, look_for)
        say_from_cube(choices.from_cube)
    filters = asked.with_(**window, **sets, **how, officer=officer, duplicates=duplicates)
    st.session_state["filters"] = filters
    return filters


def _key(name: str) -> str:
    """Name a widget; the number grows when the whole side bar is to start again from an address."""
    return f"ask-{name}-{st.session_state.get('asking', 0)}"


def _remembered(choices: Choices) -> Filters:
    """Begin from the address bar in a fresh browser, and from the last answers after that."""
    if "filters" not in st.session_state:
        filters, ignored = read_query(dict(st.query_params.items()))
        filters, unknown = choices.known(filters)
        ignored = (*ignored, *unknown)
        st.session_state["filters"] = filters
        st.session_state["ignored"] = ignored
        hold(filters.cell, show=True)
    remembered: Filters = st.session_state["filters"]
    return remembered


def keep_in_address(filters: Filters, cell: str | None) -> None:
    """Write the question into the address bar, so that the link can be kept or sent."""
    query = write_query(filters.with_(cell=cell))
    keep_query(query)


def _ask_window(asked: Filters, choices: Choices) -> dict[str, Any]:
    quarter = last_quarter(choices.latest)
    is_quarter = (asked.first, asked.last) == (quarter.first, quarter.last)
    current = asked.days or (QUARTER if is_quarter else OWN)
    whole = [QUARTER] if quarter.first >= choices.earliest or is_quarter else []
    lengths = [*sorted({*WINDOWS, current} - {OWN, QUARTER}), *whole, OWN]
    picked = st.pills(
        "Window",
        lengths,
        default=current,
        format_func=lambda days: {OWN: "Dates", QUARTER: "Quarter", **WINDOWS}.get(days, f"{days} days"),
        key=_key("days"),
        required=True,
    )
    if picked == QUARTER:
        st.caption(f"{quarter.first:%B} to {quarter.last:%B %Y}: the last whole quarter.")
        return {"days": None, "first": quarter.first, "last": quarter.last}
    if picked != OWN:
        st.caption(f"Ends on {day_words(choices.latest)}, the day of the latest record.")
        return {"days": picked, "first": None, "last": None}
    usual = asked.window(choices.latest)
    span = st.date_input(
        "From and to",
        value=(usual.first, usual.last),
        min_value=min(choices.earliest, usual.first),
        max_value=max(choices.latest, usual.last),
        format="DD/MM/YYYY",
        key=_key("dates"),
    )
    st.caption(f"The latest record is of {day_words(choices.latest)}.")
    ends: tuple[date, ...] = tuple(span) if isinstance(span, (tuple, list)) else (span,)
    if len(ends) < 2:
        st.info("Choose the last day as well.")
        ends = (usual.first, usual.last)
    return {"days": None, "first": ends[0], "last": ends[1]}


def _ask_set(title: str, asked: frozenset[str], labels: Mapping[str, str], empty: str) -> frozenset[str]:
    picked = st.multiselect(
        title,
        list(labels),
        default=[code for code in labels if code in asked],
        format_func=lambda code: labels[code],
        placeholder=empty,
        key=_key(title),
    )
    return frozenset(picked)


def _ask_duplicates(asked: Filters) -> str:
    return st.selectbox(
        "An event in two agencies' records",
        list(COUNT_ONCE),
        index=list(COUNT_ONCE).index(asked.duplicates),
        format_func=lambda name: COUNT_ONCE[name],
        key=_key("duplicates"),
        help=" ".join(DUPLICATES.values()),
    )


def _ask_how(asked: Filters, choices: Choices, look_for: Collection[str]) -> dict[str, Any]:
    how: dict[str, Any] = {}
    if "size" in look_for:
        how["resolution"] = _ask_size(asked, choices)
    if "method" in look_for:
        how["method"] = _ask_method(asked, choices)
    if "baseline" in look_for:
        how["baseline"] = _ask_baseline(asked, choices)
    if "method" in look_for:
        with st.expander("Settings of the methods", expanded=False):
            how |= _ask_settings(asked, how["method"])
    return how


def _ask_size(asked: Filters, choices: Choices) -> int | None:
    return st.selectbox(
        "Size of a cell",
        [None, *choices.sizes],
        index=[None, *choices.sizes].index(asked.resolution) if asked.resolution in choices.sizes else 0,
        format_func=lambda one: "Automatic: as fine as the data allow" if one is None else choices.sizes[one],
        key=_key("resolution"),
        help="Hexagons of Uber's H3 grid. Finer cells need more reports before anything can be said.",
    )


def _ask_method(asked: Filters, choices: Choices) -> str:
    return st.radio(
        "Method",
        list(choices.methods),
        index=list(choices.methods).index(asked.method),
        format_func=lambda name: choices.methods[name][0],
        captions=[sentence for _, sentence in choices.methods.values()],
        key=_key("method"),
    )


def _ask_baseline(asked: Filters, choices: Choices) -> str:
    return st.selectbox(
        "Expect reports in proportion to",
        list(choices.baselines),
        index=list(choices.baselines).index(asked.baseline) if asked.baseline in choices.baselines else 0,
        format_func=lambda name: choices.baselines[name],
        key=_key("baseline"),
        help="A busy place has more of everything. Compare with all recorded incidents to see whether "
        "these reports concentrate there more than the rest do.",
    )


def _ask_settings(asked: Filters, method: str) -> dict[str, Any]:
    """Ask for the settings of the chosen method; those of the others stay as they were."""
    if method == "gi_star":
        return {"test": _ask_one("How chance is reckoned", asked.test, TESTS, "test")}
    if method == "kernel_density":
        return {
            "bandwidth_m": _ask_metres("Bandwidth", asked.bandwidth_m, BANDWIDTH_M, "bandwidth"),
            "kernel": _ask_kernel(asked),
            "bandwidth_kind": _ask_one("How wide it is", asked.bandwidth_kind, BANDWIDTHS, "bandwidth-kind"),
            "edge": _ask_one("At the edge of the area", asked.edge, EDGES, "edge"),
        }
    if method == "relative_risk":
        return {
            "bandwidth_m": _ask_metres("Bandwidth", asked.bandwidth_m, BANDWIDTH_M, "bandwidth"),
        }
    tuned: dict[str, Any] = {"min_reports": _ask_least(asked)}
    if method == "dbscan":
        tuned["radius_m"] = _ask_metres("Radius", asked.radius_m, RADIUS_M, "radius")
    return tuned


def _ask_kernel(asked: Filters) -> str:
    return st.segmented_control(
        "Kernel",
        ["quartic", "gaussian"],
        default=asked.kernel,
        format_func=str.capitalize,
        key=_key("kernel"),
        required=True,
    )


def _ask_least(asked: Filters) -> int:
    least = st.number_input(
        "Fewest reports of a group",
        min_value=2,
        max_value=1000,
        value=asked.min_reports,
        key=_key("least"),
    )
    return int(least)


def _ask_one(title: str, asked: str, labels: Mapping[str, str], name: str) -> str:
    return st.selectbox(
        title,
        list(labels),
        index=list(labels).index(asked),
        format_func=lambda one: labels[one],
        key=_key(name),
    )


def _ask_metres(title: str, asked: float | None, span: tuple[float, float], name: str) -> float | None:
    value = st.number_input(
        f"{title} (m)",
        min_value=span[0],
        max_value=span[1],
        value=asked,
        step=25.0,
        format="%.0f",
        placeholder="Automatic",
        key=_key(name),
    )
    return None if value is None else float(value)


def start_again() -> None:
    """Put every answer back to what it usually is."""
    st.session_state["filters"] = DEFAULT
    st.session_state["asking"] = st.session_state.get("asking", 0) + 1


def set_scale(bounds: tuple[int, ...]) -> None:
    """Fix the colour classes; none brings the standard ones back."""
    st.session_state["filters"] = st.session_state["filters"].with_(scale=bounds)


def say_ignored(situation: Situation) -> None:
    """Say which parts of the link were not understood."""
    ignored = (*st.session_state.get("ignored", ()), *situation.ignored)
    if ignored:
        st.warning(
            f"Part of the link was not understood and is left out: {', '.join(ignored)}. "
            "The map shows the usual answer for it."
        )
