"""The words of the program and of its papers, each in a sentence or two of plain English."""

from collections.abc import Mapping

__all__ = ["GLOSSARY", "PUBLIC_TERMS"]

GLOSSARY: Mapping[str, str] = {
    "Action": "What agencies agreed to do together: where, who leads, with whom and by when.",
    "Agreed level": (
        "The level of tension on which a meeting decided for a ward, with its reason. Only people agree "
        "levels; the program proposes and never decides."
    ),
    "Band": (
        "Tension of a ward in a quarter of a release: usual, raised, high or unknown. It needs several "
        "sources; where too few spoke it is unknown."
    ),
    "Controls": (
        "Places like that of an action, where nothing was done. What changed there too was not the "
        "action's doing."
    ),
    "Coverage": "What agencies were expected to send, and what came. What nobody sent is unknown, not calm.",
    "Fewer than …": "Stands for a number too small to be shown, and for none at all. Nobody can tell which.",
    "Hate crime": (
        "A crime that the victim or anybody else perceives to be motivated by hostility or prejudice "
        "towards somebody for what they are."
    ),
    "Hate incident": "The same where no crime was recorded.",
    "Hot spot": (
        "A small place where reports concentrate more than an even spread and chance would make. It "
        "says where reports were made, not where people are unsafe or what will happen."
    ),
    "Limited ownership": (
        "An organisation that is named in no open action, or has been silent on one for long."
    ),
    "More than chance": (
        "So large a difference comes about by chance alone in fewer than one of twenty looks, counting "
        "in how many rows were looked at. It does not say why."
    ),
    "Nil return": "An agency's word that it had nothing to report. It differs from silence.",
    "Noise": (
        "A small change made to every released number, so that nobody can be found by comparing tables."
    ),
    "Not given": "A number of a strand that is named too seldom to be shown for small areas or short times.",
    "Partner": "An agency or group that works in the partnership.",
    "RAG": (
        "Red, amber, green: how an action stands. Red is past its date, amber asks for attention, green runs."
    ),
    "Reach": "How many people live within a walk of an open reporting centre that serves them.",
    "Release": "A numbered set of tables, made once from one state of the records and never changed after.",
    "Report": (
        "One thing that was told to an agency and recorded. Many things that happen are never reported."
    ),
    "Reporting cell": (
        "A piece of ground on which a release counts: small where many reports were made, large elsewhere."
    ),
    "Reporting centre": "A place that takes reports, so that nobody need go to the police first.",
    "Source": "Who was told: police, council, a reporting centre, a school and others.",
    "Strand": (
        "The characteristic for which somebody was targeted, such as race, religion or disability. One "
        "report can name several, so strands are never added up."
    ),
    "Tension": (
        "How likely it is felt to be that people in a ward turn against each other, from what several "
        "sources tell."
    ),
    "Unknown": "Nothing was told, or too little to be shown. It never means calm.",
    "Ward": "The area that elects councillors: the unit of most tables here.",
}
"""Term -> what it means, in the order of the alphabet."""
PUBLIC_TERMS = frozenset(
    {
        "Action", "Fewer than …", "Hate crime", "Hate incident", "Hot spot", "More than chance", "Noise",
        "Not given", "Partner", "Release", "Report", "Reporting cell", "Reporting centre", "Source", "Strand",
        "Unknown", "Ward",
    }
)  # fmt: skip
"""Those of which a paper for everybody makes use."""
