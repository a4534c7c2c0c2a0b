"""Meeting pack: one period of one release for one audience, made with one click and had in four formats."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import streamlit as st

from dashboard.answers.released.offered import offered
from dashboard.desks.actions import list_actions
from dashboard.desks.taking_out import PURPOSES
from dashboard.exporting.document import Document
from dashboard.exporting.export import FORMATS, OF_REPORTS
from dashboard.exporting.leaflet import Heading, Para, Points
from dashboard.gate.principal import allow
from dashboard.loading.opened import load_desk
from dashboard.loading.packs import ask_pack, load_templates
from dashboard.loading.releases import load_release
from dashboard.released.release import Release
from dashboard.report.pack import PRODUCT, PackError, subject_of, usual_period
from dashboard.report.period import KINDS, PackPeriod, periods_in
from dashboard.report.sections import SECTIONS
from dashboard.report.template import Template
from dashboard.widgets.address import keep_query
from dashboard.widgets.hand_over import offer_file
from dashboard.widgets.kindly import kindly
from dashboard.widgets.waiting import answer_of
from dashboard.widgets.way_to import way_to
from dashboard.widgets.what_is_this import titled
from dashboard.wording import day_words, escaped

TITLE, MAKE = "Meeting pack", "make packs"
ASKED = "meeting-pack-asked"
"""Where the session keeps what was asked for with the button, and when."""
PICKS = "you_said_we_did"
USUAL = "network_meeting"
LEAD = (
    "Everything that a meeting needs on paper: one page in short, trends, wards, actions, what is not known, "
    "and how it was all worked out. Every number is one of the release; nothing is counted afresh."
)
NONE_PICKED = (
    "No action is picked, so the pack will say so. An action's title and outcome are published as they stand "
    "in the register: pick those that name nobody."
)


@dataclass(frozen=True)
class Question:
    """What is asked for."""

    template: Template
    release: Release
    period: PackPeriod
    chosen: tuple[int, ...]

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Tell it from others in the next run, where this page's own classes are made anew."""
        return self.template, self.release.profile, self.release.digest, self.period, self.chosen


def page() -> None:
    """Draw the page."""
    titled(TITLE, "meeting_pack")
    allow(MAKE)
    st.markdown(LEAD)
    left, right = st.columns([2, 3], gap="large")
    with left:
        question = ask()
        if question is None:
            return
        keep_address(question)
        purpose = st.selectbox(
            "What for", list(PURPOSES), format_func=PURPOSES.__getitem__, key="meeting-pack-purpose"
        )
        if st.button("Make the pack", type="primary", icon=":material/description:", width="stretch"):
            st.session_state[ASKED] = (question.key, datetime.now(UTC))
        made = made_of(question)
        if made is not None:
            offer(made, question, purpose)
    with right:
        show_contents(question, made)


def ask() -> Question | None:
    """Ask for whom it is and of when; None where there is nothing to make it from."""
    template = ask_template()
    if template is None:
        return None
    release = load_release(template.profile)
    if release is None:
        st.info(
            f"There is no {template.profile} release yet, and a pack's numbers come from one. Make it first; "
            "the pack then takes two clicks.",
            icon=":material/inventory_2:",
        )
        way_to("released", label="Open Released figures", icon=":material/verified:")
        return None
    try:
        usual = usual_period(release)
    except PackError as error:
        st.info(f"{escaped(str(error))} Come back when the next release is made.", icon=":material/event:")
        return None
    period = ask_period(release, usual)
    st.caption(
        escaped(
            f"From {release.profile} release {release.number} of {day_words(release.made_at.date())}, which "
            f"covers {day_words(release.first)} to {day_words(release.last)}."
        )
    )
    chosen = ask_actions() if PICKS in template.sections else ()
    return Question(template, release, period, chosen)


def ask_template() -> Template | None:
    """Ask for whom; say which files of templates cannot be used, and why."""
    templates = load_templates()
    for trouble in templates.troubles.values():
        st.warning(f"A template cannot be used. {escaped(trouble)}", icon=":material/build:")
    held = templates.held
    if not held:
        return None
    said = str(st.query_params.get("template", ""))
    if said and said not in held:
        st.warning(
            "The link names a template that is not here; this is the usual one.", icon=":material/link_off:"
        )
    keys = sorted(held, key=lambda key: (key != USUAL, held[key].profile == "public", held[key].title))
    picked = st.selectbox(
        "For whom",
        keys,
        index=keys.index(said) if said in keys else 0,
        format_func=lambda key: f"{held[key].title} ({held[key].level})",
        key="meeting-pack-template",
        help="A partnership changes these, or adds its own, in the folder that its file names under [packs].",
    )
    return held[picked]


def ask_period(release: Release, usual: PackPeriod) -> PackPeriod:
    """Ask of when: how long first, then which; the last whole quarter unless something is chosen."""
    known = offered(release).all_periods
    every: Mapping[str, list[PackPeriod]] = {kind: periods_in(known, kind) for kind in KINDS}
    lists = {kind: periods for kind, periods in every.items() if periods}
    said_kind, said = (str(st.query_params.get(word, "")) for word in ("length", "period"))
    is_known = any(one.code == said for one in lists.get(said_kind, ()))
    if said and not is_known and said_kind + said != st.session_state.get("meeting-pack-address", ""):
        st.warning(
            "The link names a period that this release does not cover; this is its last whole one.",
            icon=":material/link_off:",
        )
    if not is_known:
        said_kind, said = usual.kind, usual.code
    kind = st.selectbox(
        "How long",
        list(lists),
        index=list(lists).index(said_kind),
        format_func=KINDS.__getitem__,
        key=f"meeting-pack-length-{release.profile}",
    )
    found = {one.code: one for one in lists[kind]}
    code = st.selectbox(
        "Of when",
        list(found),
        index=list(found).index(said) if said in found else 0,
        format_func=lambda one: f"{found[one].words[:1].upper()}{found[one].words[1:]}",
        key=f"meeting-pack-period-{release.profile}-{kind}",
    )
    return found[code]


def ask_actions() -> tuple[int, ...]:
    """Ask which actions everybody may read of; none unless somebody picks it, and no link picks one."""
    actions = {one.number: one for one in list_actions(load_desk(MAKE), date.today(), done=True)}
    picked = st.multiselect(
        "Actions to tell of",
        list(actions),
        format_func=lambda number: actions[number].title,
        placeholder="None is picked",
        key="meeting-pack-actions",
    )
    if not picked:
        st.caption(NONE_PICKED)
    return tuple(picked)


def keep_address(question: Question) -> None:
    """Keep the question in the address bar: codes, and never which actions were picked."""
    period = question.period
    query = {"template": question.template.key, "length": period.kind, "period": period.code}
    st.session_state["meeting-pack-address"] = period.kind + period.code
    keep_query(query)


def made_of(question: Question) -> Document | None:
    """Give the pack if just this was asked for, or draw how far it is."""
    asked = st.session_state.get(ASKED)
    if asked is None or asked[0] != question.key:
        return None
    key, work = ask_pack(
        question.template, question.period, question.release, question.chosen, made_at=asked[1]
    )
    try:
        made: Document | None = answer_of(
            key, work, what="Making the pack", place="meeting-pack", again="Make the pack again"
        )
    except PackError as error:
        st.warning(escaped(str(error)), icon=":material/help:")
        return None
    return made


def offer(made: Document, question: Question, purpose: str) -> None:
    """Offer the pack in every format; who takes it, and what for, is written down first."""
    told = replace(made, about=replace(made.about, purpose=PURPOSES[purpose]))
    subject = subject_of(question.template, question.period, question.chosen)
    st.success("The pack is made. Take it as:", icon=":material/task_alt:")
    with st.container(horizontal=True):
        for fmt in OF_REPORTS:
            offer_file(
                FORMATS[fmt].title,
                told,
                fmt,
                product=PRODUCT,
                purpose=purpose,
                subject=subject,
                key=f"meeting-pack-{fmt}",
            )
    expires = made.marking.expires
    until = f" It is to be thrown away after {day_words(expires)}." if expires else ""
    st.caption(f"{escaped(made.marking.handling)}{until} Who took it, and what for, is written down.")


def show_contents(question: Question, made: Document | None) -> None:
    """Show what the pack holds; once it is made, its page in short."""
    template = question.template
    st.subheader(escaped(template.title), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(template.level, color="red" if template.level != "OFFICIAL" else "gray")
        st.caption(escaped(f"For {template.audience}, {question.period.words}"))
    if len(question.period.parts) > 1:
        st.caption("Told quarter by quarter, side by side: released numbers are never added up.")
    if template.opening:
        st.markdown(escaped(template.opening))
    if made is not None and made.report is not None:
        show_short(made)
        return
    st.markdown(
        "\n".join(
            f"1. **{SECTIONS[key].title}** – {escaped(SECTIONS[key].about)}" for key in template.sections
        )
    )


def show_short(made: Document) -> None:
    """Show the first part as it stands in the file, and name the others."""
    assert made.report is not None
    first, *others = made.report.parts
    with st.container(border=True):
        st.markdown(f"#### {escaped(first.title)}")
        for block in first.blocks:
            if isinstance(block, Heading):
                st.markdown(f"**{escaped(block.words)}**")
            elif isinstance(block, Para):
                st.markdown(escaped(block.words))
            elif isinstance(block, Points):
                st.markdown("\n".join(f"- {escaped(one)}" for one in block.words))
    if others:
        st.caption("After it: " + escaped(", ".join(part.title for part in others)) + ".")


kindly(page)
