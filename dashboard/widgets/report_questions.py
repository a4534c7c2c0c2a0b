"""What is asked of a community report: the questions, in groups, each with its help."""

from dataclasses import dataclass

__all__ = ["GROUPS", "Group", "Question"]


@dataclass(frozen=True)
class Question:
    """One question of the form.

    Attributes
    ----------
    field : str
        As `ingest.reports.report.REPORT` names it.
    how : str
        ``day``, ``line``, ``text``, ``list`` (one of many), ``one`` (one of a few), ``several`` or ``tick``.
    label, help, example : str
    options : str
        Which of `dashboard.desks.report_lists.choices`.
    most : int
        Characters.
    where : str
        Asked only if this field has the value after the equals sign.
    """

    field: str
    how: str
    label: str
    help: str
    example: str = ""
    options: str = ""
    most: int = 80
    where: str = ""


@dataclass(frozen=True)
class Group:
    """Questions that belong together, side by side in columns of these widths."""

    title: str
    widths: tuple[float, ...]
    columns: tuple[tuple[Question, ...], ...]
    caption: str = ""
    is_for_new: bool = False


GROUPS = (
    Group(
        "When and where",
        (1, 1, 1.3, 1.7),
        (
            (Question("observed_from", "day", "Seen from", "The first day on which it was seen or heard."),),
            (Question("observed_to", "day", "Seen to", "The last day; empty for one day. 92 days at most."),),
            (
                Question(
                    "ward",
                    "list",
                    "Ward",
                    "Leave empty if it concerns no one ward; then name a place.",
                    example="No one ward",
                    options="wards",
                ),
            ),
            (
                Question(
                    "place",
                    "line",
                    "Public place",
                    "A street, a park, a station: public, in words. No house numbers, no full postcodes, "
                    "nobody's home.",
                    example="the bus station, Alma Road …",
                ),
            ),
        ),
    ),
    Group(
        "What",
        (1,),
        (
            (
                Question(
                    "seen",
                    "text",
                    "What was seen or heard",
                    "In your own words, 10 to 600 characters.",
                    example="Passengers in religious dress say that they are stared at, mostly after school.",
                    most=600,
                ),
            ),
        ),
        caption="Say what happened, not who did it. No names, telephone numbers, addresses, number plates or "
        "accounts: neither of whoever tells it nor of anybody told of.",
    ),
    Group(
        "Who is affected",
        (1, 1),
        (
            (
                Question(
                    "strands",
                    "several",
                    "Strands",
                    "Whom the hostility or the worry is about.",
                    example="One or several",
                    options="strands",
                ),
            ),
            (
                Question(
                    "community",
                    "line",
                    "Community, in words",
                    "A group, never a person. May stay empty if a strand says it.",
                    example="people seeking asylum …",
                ),
            ),
        ),
    ),
    Group(
        "What kind, and how grave",
        (1.2, 1.4, 1.4),
        (
            (
                Question(
                    "experience",
                    "one",
                    "Kind of information",
                    "Experienced: people live it. Evidenced: something bears it out. Potential: it may come.",
                    options="experience",
                ),
            ),
            (
                Question(
                    "severity",
                    "one",
                    "Level",
                    "How grave it is, or would be if it were true. The scale is your policy's.",
                    options="levels",
                ),
            ),
            (
                Question(
                    "allport",
                    "list",
                    "Allport's scale, where you use it",
                    "It describes what was seen; it says nothing about what comes next.",
                    example="Not used",
                    options="allport",
                ),
            ),
        ),
    ),
    Group(
        "How sure it is",
        (1.2, 1.4, 1.4),
        (
            (
                Question(
                    "source_type",
                    "list",
                    "Who tells",
                    "The kind of source, never who it is.",
                    example="Choose one",
                    options="sources",
                ),
                Question("is_anonymous", "tick", "The source is anonymous", "Nobody here knows who it is."),
                Question(
                    "source_grade",
                    "one",
                    "Source",
                    "Whoever tells it: have they been right before (1), is nothing known of them (2), or are "
                    "there doubts (3)?",
                    options="source_grades",
                ),
            ),
            (
                Question(
                    "information_grade",
                    "one",
                    "Information",
                    "How they know: saw it themselves (A), heard it and somebody else bears it out (B), "
                    "heard it (C), nobody can say (D), or it may well be false (E). E is for analysts only.",
                    options="information_grades",
                ),
            ),
            (
                Question(
                    "handling",
                    "one",
                    "Handling",
                    "P: it may be passed on lawfully. C: only on a condition, which travels with it.",
                    options="handling",
                ),
                Question(
                    "condition",
                    "line",
                    "Condition",
                    "Who may see it, or what may be done with it.",
                    example="Police and youth service only.",
                    most=200,
                    where="handling=C",
                ),
            ),
        ),
    ),
    Group(
        "Keeping it",
        (1.2, 1.4, 1.4),
        (
            (
                Question(
                    "review_by",
                    "day",
                    "Look again by",
                    "The day on which somebody looks whether it is still needed. Empty: {length} from today, "
                    "the longest that the policy allows.",
                ),
            ),
            (
                Question(
                    "reference",
                    "line",
                    "Your reference",
                    "Your own number for it, not a name. One is given if you leave it empty.",
                    most=40,
                ),
            ),
            (),
        ),
        is_for_new=True,
    ),
)
