"""Where next, asked: whom to count, how far they may walk, how many new centres; kept in the address bar."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.answers.siting import RESIDENTS, WALKS_M, SitingQuestion
from dashboard.widgets.address import keep_query
from dashboard.words.siting import need_title, walk_words

__all__ = ["PIN", "SHOW", "ask_siting", "keep_in_address"]

PIN, SHOW = "pin", "show"
MOST_ASKED = 10
YES = "yes"
SWITCHES = {
    "step_free": "Only what is known to be step-free",
    "unchecked": "Count centres that nobody has checked",
    "doubtful": "Choose from rows in doubt, too",
}


def ask_siting(needs: Sequence[str], strands: Mapping[str, str]) -> SitingQuestion:
    """Ask, beginning from the address bar; what it says that is not known is left out and told.

    Parameters
    ----------
    needs : sequence of str
        "residents" and the strands of which it is known how many people live in each ward.
    strands : mapping of code to title
    """
    walks = [str(walk) for walk in WALKS_M]
    counts = [str(count) for count in range(1, MOST_ASKED + 1)]
    usual = SitingQuestion()
    wanted = {
        "need": (RESIDENTS, needs),
        "walk": (str(usual.walk_m), walks),
        "most": (str(usual.most), counts),
    }
    first, strange = {}, []
    for word, (otherwise, known) in wanted.items():
        said = str(st.query_params.get(word, otherwise))
        first[word] = said if said in known else otherwise
        strange += [word] if said not in known else []
    if strange:
        st.warning(f"The link asked for what is not known here; left out: {', '.join(strange)}.")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        need = st.selectbox(
            "Whom to count",
            list(needs),
            index=list(needs).index(first["need"]),
            format_func=lambda code: need_title(code, strands),
            key="siting-need",
            width=300,
        )
        walk = st.segmented_control(
            "How far on foot",
            walks,
            default=first["walk"],
            format_func=lambda metres: walk_words(int(metres)),
            key="siting-walk",
            required=True,
        )
        most = st.selectbox(
            "New centres at most", counts, index=counts.index(first["most"]), key="siting-most", width=150
        )
    with st.container(horizontal=True, gap="medium"):
        switched: dict[str, Any] = {
            word: st.toggle(title, value=st.query_params.get(word) == YES, key=f"siting-{word}")
            for word, title in SWITCHES.items()
        }
    return SitingQuestion(need=str(need), walk_m=int(walk), most=int(most), **switched)


def keep_in_address(question: SitingQuestion, *, show: int | None, pin: str | None) -> None:
    """Write the question into the address bar: codes and cells only."""
    usual = SitingQuestion()
    query = {"need": question.need, "walk": str(question.walk_m), "most": str(question.most)}
    kept = {
        word: said
        for word, said in query.items()
        if said != {"need": usual.need, "walk": str(usual.walk_m), "most": str(usual.most)}[word]
    }
    kept |= {word: YES for word in SWITCHES if getattr(question, word)}
    kept |= {} if show is None else {SHOW: str(show)}
    kept |= {} if pin is None else {PIN: pin}
    keep_query(kept)
