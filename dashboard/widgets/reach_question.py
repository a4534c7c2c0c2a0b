"""Reach, asked: for whom, when and how near a centre must be; kept in the address bar."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.answers.reach_doors import DAYS, WITHIN, ReachQuestion

__all__ = ["ask_reach_question", "reach_query"]

FOR, DAY, HOUR, STEP_FREE, LANGUAGE, HOW_FAR = "for", "day", "hour", "step-free", "language", "within"
ANY = ""
YES = "yes"
USUAL = ReachQuestion()


def ask_reach_question(strands: Mapping[str, str], languages: Sequence[str]) -> ReachQuestion:
    """Ask, beginning from the address bar; what it says that is not known is left out and told.

    Parameters
    ----------
    strands : mapping of code to title
    languages : sequence of str
        Those of the register.
    """
    days, hours = [ANY, *map(str, range(7))], [ANY, *map(str, range(24))]
    spoken = {language.casefold(): language for language in languages}
    known = {
        FOR: [ANY, *strands],
        DAY: days,
        HOUR: hours,
        STEP_FREE: [ANY, YES],
        LANGUAGE: [ANY, *spoken],
        HOW_FAR: list(WITHIN),
    }
    first, strange = {}, []
    for word, words in known.items():
        usual = USUAL.within if word == HOW_FAR else ANY
        said = str(st.query_params.get(word, usual))
        first[word] = said if said in words else usual
        strange += [word] if said not in words else []
    if strange:
        st.warning(f"The link asked for what is not known here; left out: {', '.join(strange)}.")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        strand = _choose("For whom", known[FOR], first[FOR], {ANY: "Everybody", **strands}, "reach-for", 230)
        day = _choose(
            "Day", days, first[DAY], {ANY: "Any", **{str(n): d for n, d in enumerate(DAYS)}}, "reach-day", 150
        )
        if day == ANY:
            hour = ANY
        else:
            clock = {one: f"{int(one):02d}:00" for one in hours[1:]}
            hour = _choose("Open at", hours[1:], first[HOUR] or "18", clock, "reach-hour", 120)
        language = _choose(
            "Language", known[LANGUAGE], first[LANGUAGE], {ANY: "Any", **spoken}, "reach-language", 170
        )
        within = st.segmented_control(
            "How near",
            list(WITHIN),
            default=first[HOW_FAR],
            format_func=lambda word: WITHIN[word],
            key="reach-within",
            required=True,
        )
        step_free = st.toggle("Known to be step-free", value=first[STEP_FREE] == YES, key="reach-step-free")
    return ReachQuestion(
        strand=strand or None,
        weekday=int(day) if day else None,
        hour=int(hour) if hour else None,
        step_free=step_free,
        language=spoken[language] if language else None,
        within=str(within),
    )


def _choose(
    title: str, codes: Sequence[str], first: str, words: Mapping[str, str], key: str, width: int
) -> str:
    index = list(codes).index(first) if first in codes else 0
    picked = st.selectbox(
        title, list(codes), index=index, format_func=lambda code: words[code], key=key, width=width
    )
    return str(picked)


def reach_query(asked: ReachQuestion) -> dict[str, str]:
    """Write a question in the address bar's words; what is as usual is left out."""
    said = {
        FOR: asked.strand,
        DAY: asked.weekday,
        HOUR: asked.hour,
        STEP_FREE: YES if asked.step_free else None,
        LANGUAGE: asked.language.casefold() if asked.language else None,
        HOW_FAR: None if asked.within == USUAL.within else asked.within,
    }
    return {word: str(value) for word, value in said.items() if value is not None}
