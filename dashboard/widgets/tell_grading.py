"""The grading of a report, asked in plain words: what kind, how grave, who tells it and how they know."""

from collections.abc import Mapping

from dashboard.widgets.tell_form import TellForm

__all__ = ["FIELDS", "ask_grading"]

FIELDS = (
    "experience",
    "severity",
    "source_type",
    "is_anonymous",
    "source_grade",
    "information_grade",
    "handling",
    "condition",
)
RIGHT = {"1": "Yes, before now", "2": "I cannot say: not known yet", "3": "No, or there are doubts"}
KNOW = {
    "A": "They saw or heard it themselves",
    "B": "They were told, and something else bears it out",
    "C": "They were told",
    "D": "Nobody can say how",
    "E": "It may well be false",
}
ON = {"P": "Yes, as the law allows", "C": "Only on a condition"}


def ask_grading(form: TellForm, known: Mapping[str, Mapping[str, str]]) -> None:
    """Ask for the grading; the letters of 3x5x2 and the policy's words stand beside the plain ones."""
    form.ask_one("experience", "What kind of thing is it?", known["experience"])
    form.ask_one("severity", "How grave is it, or would it be if it were true?", known["levels"])
    form.ask_of_list(
        "source_type",
        "Who tells it?",
        known["sources"],
        placeholder="The kind of source, never who it is",
    )
    form.ask_tick("is_anonymous", "Nobody here knows who it is")
    form.ask_one("source_grade", "Have they been right before?", _titled(RIGHT, known["source_grades"]))
    form.ask_one(
        "information_grade",
        "How do they know?",
        _titled(KNOW, known["information_grades"]),
        help="E is for analysts only: nobody else learns that there is such a report.",
    )
    form.ask_one("handling", "May it be passed on?", _titled(ON, known["handling"]))
    if form.said["handling"] == "C":
        form.ask_line(
            "condition",
            "On which condition?",
            placeholder="Police and youth service only.",
            help="It travels with the report wherever it is shown.",
        )


def _titled(plain: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Say it plainly, and after it what the policy calls it."""
    return {code: f"{plain.get(code, title)} ({title})" for code, title in known.items()}
