"""Glossary: the words of the pack in plain English."""

from dashboard.exporting.leaflet import Table
from dashboard.exporting.report import Part
from dashboard.report.section import Ground, Section
from dashboard.words.glossary import GLOSSARY, PUBLIC_TERMS

__all__ = ["GLOSSARY_SECTION"]

TITLE = "Glossary"


def make_glossary(ground: Ground) -> Part:
    """List the words that readers of this pack meet."""
    is_public = ground.template.profile == "public"
    rows = tuple(
        (term, meaning) for term, meaning in GLOSSARY.items() if not is_public or term in PUBLIC_TERMS
    )
    return Part("glossary", TITLE, (Table(("Word", "What it means here"), rows, (0.25, 0.75)),))


GLOSSARY_SECTION = Section(
    "glossary",
    TITLE,
    "The words of the pack in plain English.",
    make_glossary,
    frozenset({"partner", "public"}),
)
