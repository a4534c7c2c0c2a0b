"""Help: where to find what, who does what, methods, words, the keyboard, and what to do when it fails."""

import pandas as pd
import streamlit as st

from dashboard.desks.access import access
from dashboard.gate.pages import CONTENTS, is_open
from dashboard.gate.principal import principal
from dashboard.settings import Settings
from dashboard.viewer import PUBLIC
from dashboard.widgets.first_steps import offer_first_steps
from dashboard.widgets.kindly import kindly
from dashboard.widgets.tables import show_plain
from dashboard.widgets.way_to import way_to
from dashboard.wording import escaped
from dashboard.words.glossary import GLOSSARY, PUBLIC_TERMS
from dashboard.words.help import KEYS, PAGES_TOLD, WHEN_IT_FAILS, methods_for, who_does_what
from dashboard.words.methods_told import METHODS_TOLD

FIND, WHO, METHODS, WORDS, FAILS = (
    "Where to find what",
    "Who does what",
    "Methods",
    "Words",
    "Keyboard and help",
)


def page() -> None:
    """Draw the page."""
    st.title("Help", anchor=False)
    st.markdown(
        "Common Ground shows where reports of hate incidents, crime and disorder **concentrate**, what "
        "agencies agreed to do about it, and what is not known. It never says where anything will happen, "
        "and silence is never calm."
    )
    asked = str(st.query_params.get("method", ""))
    tabs = st.tabs([FIND, WHO, METHODS, WORDS, FAILS], default=METHODS if asked else FIND)
    open_ = [entry for entry in CONTENTS if is_open(principal().viewer, entry.file) and entry.is_listed]
    with tabs[0]:
        draw_pages([(entry.file, entry.title, entry.icon, entry.section) for entry in open_])
    with tabs[1]:
        draw_roles()
    with tabs[2]:
        draw_methods(methods_for(entry.file for entry in open_), asked)
    with tabs[3]:
        draw_words()
    with tabs[4]:
        draw_keys_and_faults()


def draw_pages(pages: list[tuple[str, str, str, str]]) -> None:
    """Every page that is open to whoever reads, with what it is for."""
    offer_first_steps()
    section = ""
    for file, title, icon, under in pages:
        if file == "help" or file not in PAGES_TOLD:
            continue
        if under != section:
            section = under
            st.subheader(section, anchor=False)
        link, told = st.columns([2, 7], vertical_alignment="center")
        with link:
            way_to(file, label=title, icon=f":material/{icon}:")
        told.markdown(PAGES_TOLD[file])
    address = Settings().docs
    if address:
        st.link_button("The whole documentation", address, icon=":material/menu_book:")


def draw_roles() -> None:
    """What each role may do here."""
    st.markdown(
        "What somebody may do hangs on their **role**, which an administrator of the partnership gives. "
        "Which records somebody may open hangs besides on the agency that sent them and how it shares them."
    )
    rows = who_does_what(access().roles, own=principal().viewer.role)
    columns = {name: st.column_config.TextColumn(name) for name in rows[0]}
    columns["what"] = st.column_config.TextColumn("What", width=270)
    show_plain(pd.DataFrame(rows), columns=columns, alt="What each role may do", height="content")


def draw_methods(codes: list[str], asked: str) -> None:
    """Every method in two sentences, the one that was asked for first."""
    if asked and asked not in codes:
        st.info("There is no such method on your pages. Here are those that there are.")
    for code in sorted(codes, key=lambda one: one != asked):
        method = METHODS_TOLD[code]
        st.subheader(method.title, anchor=False)
        st.markdown(method.sentences)
        if Settings().docs:
            st.link_button("How it is worked out", f"{Settings().docs.rstrip('/')}/{address_of(method.page)}")
        else:
            st.caption(f"How it is worked out: docs/{escaped(method.page.partition('#')[0])} of the program.")


def address_of(page: str) -> str:
    """Give the address of a page of the documentation on its site."""
    file, _, heading = page.partition("#")
    return file.removesuffix(".md") + ".html" + (f"#{heading}" if heading else "")


def draw_words() -> None:
    """The words of the program."""
    is_public = principal().viewer.role == PUBLIC.role
    rows = [
        {"word": word, "means": means}
        for word, means in GLOSSARY.items()
        if not is_public or word in PUBLIC_TERMS
    ]
    for row in rows:
        st.markdown(f"**{escaped(row['word'])}.** {escaped(row['means'])}")


def draw_keys_and_faults() -> None:
    """Using it without a mouse, and what to do when something goes wrong."""
    st.subheader("With the keyboard", anchor=False)
    for key, does in KEYS:
        st.markdown(f"**{escaped(key)}.** {escaped(does)}")
    st.markdown("Every map has a table beside or below it that says the same.")
    st.subheader("When something goes wrong", anchor=False)
    for happened, then in WHEN_IT_FAILS:
        st.markdown(f"**{escaped(happened)}.** {escaped(then)}")
    st.subheader("Who helps", anchor=False)
    st.markdown(
        "Figures and methods: an **analyst** of your partnership. Levels, actions and papers: the "
        "**coordinator**. Accounts, faults and anything about who sees what: an **administrator**."
    )


kindly(page)
