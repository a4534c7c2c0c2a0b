"""Near repeats, and one kind after another: Knox's test on the reports of a question, suppressed."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.near_repeats import BANDS, Groups, NearRepeats
from dashboard.filters import Filters
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey
from dashboard.viewer import Viewer
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.progress import Progress, silent
from spatial.repeats.near_repeat import (
    CROSS_DAYS,
    band_words,
    cross_near_repeat,
    days_words,
    metres_words,
    near_repeat,
)

__all__ = ["cross_repeats", "groups", "near_repeats"]

LONGEST_DAYS = 1
"""A report whose day is not known to within a day and a night is left out."""
NAMED = 3
ANY_STRAND = "strand:any"
CANNOT_SHOW = (
    "What stands out cannot be shown without giving a small count away. A longer window may show it."
)


def near_repeats(
    snapshot: Snapshot, filters: Filters, viewer: Viewer, *, bands: str = "usual", told: Progress = silent
) -> NearRepeats:
    """Say whether reports are followed by others near by and soon, more often than chance makes.

    Parameters
    ----------
    bands : str
        A key of `BANDS`.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there are no such bands, or more pairs than this machine can hold.
    """
    space, time = _bands(bands)
    found = survey(snapshot, filters.without_selection())
    about = _about(snapshot, found, viewer)
    rows = _dated(found.inside)
    counted, left_out = _told_counts(rows.height, found.in_area, snapshot.partnership.threshold)
    if found.in_area < snapshot.partnership.threshold:
        return NearRepeats(state=NOT_ENOUGH, sentence=_few(snapshot, found), **about)
    test = near_repeat(*_given(snapshot, rows), space_edges_m=space, time_edges_days=time, told=told)
    table = _shown(test, snapshot.partnership.threshold)
    state, said = _verdict(test, table)
    about |= {"reports": counted, "left_out": left_out, "settings": _settings(test, bands)}
    return NearRepeats(state=state, sentence=said, table=table, **about)


def cross_repeats(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    first: str,
    later: str,
    bands: str = "usual",
    told: Progress = silent,
) -> NearRepeats:
    """Say whether reports of one kind are followed near by and soon by reports of another.

    Strands, kinds and categories of the question give way to `first` and `later`; all else holds. A report
    that is of both kinds counts as a later one. Both ways round are tested.

    Parameters
    ----------
    first, later : str
        Codes of `groups`: "category:graffiti", "kind:hate_crime", "strand:any".
    bands : str
        A key of `BANDS`, for distance; lags are the same day apart, then weeks.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such kind, or both are the same.
    """
    space, _ = _bands(bands)
    known = groups(snapshot).labels
    for code in (first, later):
        if code not in known:
            raise ValueError(f"There is nothing called '{code}' here. Known: {', '.join(known)}.")
    if first == later:
        raise ValueError("Choose two different kinds, or ask for near repeats of one.")
    asked = filters.without_selection().with_(strands=frozenset(), kinds=frozenset(), categories=frozenset())
    found = survey(snapshot, asked)
    threshold = snapshot.partnership.threshold
    rows = _dated(found.inside)
    then = _of(snapshot, rows, later)
    when = _of(snapshot, rows, first) & ~then
    about = {**_about(snapshot, found, viewer), "first": known[first], "later": known[later]}
    short = [known[code] for code, mask in ((first, when), (later, then)) if mask.sum() < max(threshold, 2)]
    if short:
        said = (
            f"Too few reports of {' and '.join(short)} on the map to say anything. A longer window would do."
        )
        return NearRepeats(state=NOT_ENOUGH, sentence=said, **about)
    one, other = (_given(snapshot, rows.filter(pl.Series(mask))) for mask in (when, then))
    asked_of: dict[str, Any] = {"space_edges_m": space, "time_edges_days": CROSS_DAYS}
    forth = cross_near_repeat(*one, *other, **asked_of, told=lambda done: told(done / 2))
    back = cross_near_repeat(*other, *one, **asked_of, told=lambda done: told(0.5 + done / 2))
    tables = [_shown(each, threshold) for each in (forth, back)]
    state, said = _order(known[first], known[later], (forth, back), tables)
    return NearRepeats(
        state=state, sentence=said, table=tables[0], back=tables[1],
        reports=None, left_out=None, settings=_settings(forth, bands), **about,
    )  # fmt: skip


def groups(snapshot: Snapshot) -> Groups:
    """List what one kind after another can be asked of: what some record has."""
    labels = {ANY_STRAND: "Anything with a strand"}
    for column in ("category", "kind"):
        words, names = snapshot.words[column], snapshot.policy.labels(column)
        for position in sorted(snapshot.records[column].unique().to_list()):
            labels[f"{column}:{words[position]}"] = names.get(words[position], words[position])
    masks = snapshot.records["strands"].unique().to_numpy().astype(np.int64)
    together = int(np.bitwise_or.reduce(masks)) if masks.size else 0
    for bit, (code, label) in enumerate(snapshot.policy.strands.items()):
        if together & (1 << bit):
            labels[f"strand:{code}"] = label
    return Groups(labels)


def _of(snapshot: Snapshot, rows: pl.DataFrame, code: str) -> np.ndarray:
    """Mark the rows of a kind, category or strand."""
    column, _, word = code.partition(":")
    if column == "strand":
        masks = rows["strands"].to_numpy().astype(np.int64)
        strands = list(snapshot.policy.strands)
        marked: np.ndarray = masks > 0 if word == "any" else (masks >> strands.index(word)) & 1 == 1
        return marked
    return rows[column].to_numpy() == snapshot.words[column].index(word)


def _bands(name: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if name not in BANDS:
        raise ValueError(f"There are no bands '{name}'. Known: {', '.join(BANDS)}.")
    return BANDS[name]


def _about(snapshot: Snapshot, found: Survey, viewer: Viewer) -> dict[str, Any]:
    undecided = found.filters.duplicates != "linked" and found.spread.undecided > 0
    return {
        "filters": found.filters, "viewer": viewer, "version": snapshot.version, "window": found.window,
        "threshold": snapshot.partnership.threshold, "undecided": undecided,
    }  # fmt: skip


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter((pl.col("last") - pl.col("first")) <= LONGEST_DAYS)


def _given(snapshot: Snapshot, rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    place = rows["place"].to_numpy()
    return snapshot.places.x[place], snapshot.places.y[place], rows["first"].to_numpy().astype(float)


def _settings(test: Finding, bands: str) -> dict[str, Any]:
    """Give a test's settings, but not its pairs: they would tell how many reports were left out."""
    return {**{name: value for name, value in test.settings.items() if name != "pairs"}, "bands": bands}


def _told_counts(dated: int, total: int, threshold: int) -> tuple[int | None, int | None]:
    """Give how many reports are used and left out; neither where the other would give a small one away."""
    left_out = total - dated
    if 0 < left_out < threshold or 0 < dated < threshold:
        return None, None
    return dated, left_out


def _few(snapshot: Snapshot, found: Survey) -> str:
    if not found.in_area:
        return "No reports on the map, so there are no pairs. A longer window would do."
    return f"Fewer than {snapshot.partnership.threshold} reports: not enough to say anything."


def _shown(test: Finding, threshold: int) -> pd.DataFrame:
    """Hide small numbers of pairs, and all that rests on them; lay the rest out for reading.

    A number of pairs that is near in space whatever the time, or that lies beyond the last band of time, is
    not shown, but what chance expects would tell it: so that is hidden where such a number is small,
    and where none lies beyond and some band of time is hidden.
    """
    table = test.table
    if table.empty:
        return table
    pairs = table["observed"].astype(float)
    near = table["close_in_space"]
    beyond = near - table.groupby("from_m")["observed"].transform("sum")
    hidden = pairs.between(1, threshold - 1) | near.between(1, threshold - 1)
    hidden |= table["close_in_time"].between(1, threshold - 1)
    away = pairs.where(hidden, 0.0).groupby(table["from_m"]).transform("sum")
    known = ~hidden & ~beyond.between(1, threshold - 1)  # what chance expects tells how many lie beyond
    known &= (away == 0) | (beyond >= threshold)  # or, where none do, how many the hidden ones are
    few = f"fewer than {threshold}"
    laid = pd.DataFrame(
        {
            **{name: table[name] for name in ("from_m", "to_m", "from_days", "to_days")},
            "where": [metres_words(*ends) for ends in zip(table["from_m"], table["to_m"], strict=True)],
            "when": [days_words(*ends) for ends in zip(table["from_days"], table["to_days"], strict=True)],
            "pairs": pairs.mask(hidden),
            "expected": table["expected"].where(known).round(1),
            "ratio": table["ratio"].where(known).round(2),
            "q": table["q"].mask(hidden),
            "flagged": table["flagged"] & ~hidden,
            "hidden": hidden,
        }
    )
    laid["shown"] = [few if h else f"{int(n):,}" for n, h in zip(pairs, hidden, strict=True)]
    laid["chance"] = ["" if n != n else f"{n:,.1f}" if n else "almost none" for n in laid["expected"]]
    laid["times"] = ["" if n != n else f"{n:,.1f}" for n in laid["ratio"]]
    laid["q_shown"] = ["" if n != n else f"{n:.3f}" for n in laid["q"]]
    laid["verdict"] = np.select(
        [hidden, laid["flagged"], table["testable"]], ["not shown", "more than chance", "within chance"], ""
    )
    return laid


def _verdict(test: Finding, table: pd.DataFrame) -> tuple[str, str]:
    """Give the state and what may be said of it."""
    if test.state != FOUND:
        return test.state, test.sentence
    named = _named(test, table)
    return (FOUND, f"More pairs than chance makes: {named}.") if named else (NONE, CANNOT_SHOW)


def _named(test: Finding, table: pd.DataFrame, *, least_days: float = 0.0) -> str:
    """Name the bands that are flagged and shown, the strongest first."""
    flagged = (
        table["flagged"] & table["ratio"].notna() & (table["from_days"] >= least_days)
        if len(table)
        else pd.Series(dtype=bool)
    )
    rows = test.table[flagged.to_numpy()] if len(flagged) else test.table
    if rows.empty or not len(flagged):
        return ""
    rows = rows.sort_values("ratio", ascending=False, kind="stable")
    more = f"; and {len(rows) - NAMED} more bands" if len(rows) > NAMED else ""
    return "; ".join(band_words(row) for row in rows.head(NAMED).to_dict("records")) + more


def _order(
    first: str, later: str, tests: tuple[Finding, Finding], tables: list[pd.DataFrame]
) -> tuple[str, str]:
    """Say whether one leads the other; the same day has no order."""
    forth, back = (_named(test, table, least_days=1.0) for test, table in zip(tests, tables, strict=True))
    same_day = _named(tests[0], tables[0])
    said = ""
    if forth and back:
        said = (
            f"{first} and {later} share places and times: each is followed by the other more often than "
            f"chance makes, so neither leads. {first} first: {forth}. {later} first: {back}."
        )
    elif forth:
        said = f"{first} is followed near by by {later} more often than chance makes: {forth}."
    elif back:
        said = f"Not in this order. {later} is followed near by by {first} more often: {back}."
    elif same_day:
        said = (
            f"{first} and {later} fall on the same day near by more often than chance makes, which says "
            f"nothing about their order: {same_day}."
        )
    if said:
        return FOUND, said
    if FOUND in {test.state for test in tests}:
        return NONE, CANNOT_SHOW
    if NOT_ENOUGH in {test.state for test in tests}:
        short = next(test for test in tests if test.state == NOT_ENOUGH)
        return NOT_ENOUGH, short.sentence
    return NONE, f"{later} does not follow {first} more often than chance makes, nor the other way round."
