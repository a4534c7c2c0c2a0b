"""Matching by hand: columns to what they mean, words to codes.  Nothing is matched by being first."""

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.desks.importing import ERRORS, FIELD_TITLES, Desk, Format, Prepared, by_hand, guess
from dashboard.widgets.uploading import Upload
from dashboard.wording import escaped

__all__ = ["ask_format", "ask_sender", "ask_words", "match_columns"]

UNMATCHED = "— not matched —"
NOTHING = "It says nothing of this kind"
KINDS = {
    "hate_crime if strands else crime": "Crimes (hate crimes where a strand is given)",
    "hate_incident if strands else other_incident": "Incidents that are not crimes",
    "hate_incident if strands else asb": "Anti-social behaviour (hate incidents where a strand is given)",
    "column": "A column says",
}


def ask_format(desk: Desk, upload: Upload) -> Format | None:
    """Recognise the format by its columns; None where the columns are to be matched by hand."""
    formats = desk.formats()
    known = desk.recognise(upload.table)
    names = [None, *formats]
    picked = st.selectbox(
        "Format",
        names,
        index=names.index(known.name) if known else 0,
        format_func=lambda name: "Match the columns by hand" if name is None else formats[name].title,
        key=f"format-{upload.digest}",
    )
    if known and picked == known.name:
        st.caption("Recognised by its columns.")
    return None if picked is None else formats[picked]


def match_columns(desk: Desk, upload: Upload, sender: str) -> Format | None:
    """Have the columns matched by hand; what the sender usually sends is proposed."""
    columns = upload.table.frame.columns
    proposed = guess(columns)
    usual = next((one.format for one in desk.partnership.agencies if one.name == sender), None)
    usually = desk.formats().get(usual) if usual else None
    st.caption(
        "These columns are of no format known here. Say what each means; leave out what holds names, "
        "addresses or free text. A proposal is only a proposal: check it."
    )
    matched: dict[str, Any] = {}
    strands: list[str] = []
    places = st.columns(3)
    for number, (field, title) in enumerate(FIELD_TITLES.items()):
        options = [UNMATCHED, *columns]
        key = f"match-{field}-{upload.digest}"
        with places[number % 3]:
            if field == "strands":
                strands = st.multiselect(
                    f"{title} (one column or several)",
                    columns,
                    default=[proposed[field]] if proposed.get(field) in columns else [],
                    key=key,
                )
                continue
            chosen = st.selectbox(
                title,
                options,
                index=options.index(proposed[field]) if proposed.get(field) in options else 0,
                key=key,
            )
            if chosen != UNMATCHED:
                matched[field] = chosen
    strand_columns = _ask_strand_columns(desk, upload, strands)
    if len(strands) == 1 and not strand_columns:
        matched["strands"] = strands[0]
    left, middle, right = st.columns(3)
    sources, kinds = [None, *desk.policy.sources], [None, *KINDS]
    source = left.selectbox(
        "What kind of agency sent it",
        sources,
        index=sources.index(usually.source) if usually and usually.source in sources else 0,
        format_func=lambda code: UNMATCHED if code is None else desk.policy.sources[code],
        key=f"source-{upload.digest}-{usual}",
    )
    kind = middle.selectbox(
        "The rows are",
        kinds,
        index=kinds.index(usually.kind) if usually and usually.kind in kinds else 0,
        format_func=lambda code: UNMATCHED if code is None else KINDS[code],
        key=f"kind-{upload.digest}-{usual}",
    )
    order = right.selectbox(
        "Dates are written",
        ["day-first", "month-first"],
        format_func=lambda code: {"day-first": "Day first (31/12)", "month-first": "Month first (12/31)"}[
            code
        ],
        key=f"order-{upload.digest}",
    )
    if source is None or kind is None or not {"occurred", "reported"} & matched.keys():
        return None
    name = st.text_input(
        "Name, to save this match as a format for next time (optional)",
        placeholder="such as: riverside homes",
        key=f"name-{upload.digest}",
    )
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    try:
        how = by_hand(
            matched,
            strand_columns=strand_columns,
            source=source,
            kind=kind,
            order=order,
            name=slug or "by-hand",
            title=name.strip() or "Matched by hand",
        )
    except ERRORS as error:
        st.error(escaped(str(error)))
        return None
    if slug:
        st.session_state["save-format"] = slug
    else:
        st.session_state.pop("save-format", None)
    return how


def _ask_strand_columns(desk: Desk, upload: Upload, columns: list[str]) -> dict[str, str]:
    """Ask what each of several strand columns stands for: one strand, or whatever its words say."""
    if len(columns) < 2:
        return {}
    st.caption("A column may stand for one strand (yes or no in each row), or hold the words for several.")
    places = st.columns(3)
    return {
        column: places[number % 3].selectbox(
            escaped(column),
            ["", *desk.policy.strands],
            format_func=lambda code: desk.policy.strands[code] if code else "Its words say which",
            key=f"strand-{column}-{upload.digest}",
        )
        for number, column in enumerate(columns)
    }


def ask_sender(desk: Desk, upload: Upload, how: Format | None, *, own: str | None = None) -> str:
    """Ask who sent the file; not where it can only be `own`, the agency of whoever is there."""
    if own is not None:
        if own:
            st.caption(escaped(f"It is taken in as from {own}."))
        return own
    usual = how.agency if how else None
    known = [one.name for one in desk.partnership.agencies if not one.suspended]
    senders = list(dict.fromkeys([*([usual] if usual else []), *known]))
    picked = st.selectbox(
        "Who sent it",
        senders,
        index=0 if usual else None,
        placeholder="Choose an agency, or write its name",
        accept_new_options=True,
        key=f"sender-{how.name if how else upload.digest}",
        help="The agency's references are its own: the same number from another agency is another report.",
    )
    return (picked or "").strip()


def ask_words(desk: Desk, upload: Upload, how: Format, sender: str) -> tuple[Format, Prepared]:
    """List the words that nobody has matched yet, and prepare the file with what was matched."""
    prepared = desk.prepare(upload.table, how, agency=sender)
    unmapped = {field: words for field, words in prepared.unmapped.items() if words}
    if not unmapped:
        st.caption("Every word is known.")
    values: dict[str, dict[str, str]] = {}
    for field in sorted(unmapped, key=lambda field: field != "strands"):
        words, labels = unmapped[field], desk.policy.labels(field)
        left = "is set aside" if field == "strands" else "is kept without it"
        unknown = f"words not known here: {len(words):,}"
        st.markdown(f"**{FIELD_TITLES[field]}**, {unknown}. A row whose word stays unmatched {left}.")
        places = st.columns(3)
        for number, word in enumerate(words[:60]):
            code = _ask_word(places[number % 3], word, labels, key=f"word-{field}-{word}-{upload.digest}")
            if code is not None:
                values.setdefault(field, {})[word] = code
        if len(words) > 60:
            st.caption(f"and {len(words) - 60:,} more, which stay unmatched.")
    if values:
        how = how.with_values(values)
        prepared = desk.prepare(upload.table, how, agency=sender)
    slug = st.session_state.get("save-format")
    if slug and how.name == slug and st.button(f"Save as the format “{escaped(how.title)}”"):
        desk.save_format(how)
        st.success("Saved. Files with these columns will be recognised from now on.")
    return how, prepared


def _ask_word(place: Any, word: str, labels: Mapping[str, str], *, key: str) -> str | None:
    """Ask what a word means; None until somebody says."""

    def titled(code: str | None) -> str:
        if code is None:
            return UNMATCHED
        return labels[code] if code else NOTHING

    picked: str | None = place.selectbox(
        f"“{escaped(word)}”", [None, "", *labels], format_func=titled, key=key
    )
    return picked
