"""Released figures in words: what is shown, what is hidden, how it runs and how it has changed."""

import math

from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.change import FEWER, MORE, Changes
from dashboard.answers.released.course import Course
from dashboard.answers.released.figures import Figures
from dashboard.answers.released.noise import most_off
from dashboard.answers.released.offered import NOT_GIVEN
from dashboard.released.release import AREA, Release

__all__ = [
    "ONE",
    "change_notes",
    "change_sentence",
    "class_steps",
    "course_sentence",
    "figures_sentence",
    "not_adding_up",
    "of_strand",
    "value_words",
]

ONE = {
    "ward": ("ward", "wards"),
    "cell": ("reporting cell", "reporting cells"),
    "strand": ("strand", "strands"),
    "source": ("source", "sources"),
}
"""What one row is called, and several."""


def of_strand(release: Release, strand: str) -> str:
    """Write which reports: all, or those of a strand."""
    return f"reports that name {release.strands[strand].lower()}" if strand else "reports"


def figures_sentence(answer: Figures) -> str:
    """Say the area's own number, where most were reported, and how many rows are hidden."""
    release, choice = answer.release, answer.choice
    what, when = of_strand(release, choice.strand), period_words(choice.period)
    where = "the whole area" if choice.area == AREA else release.wards[choice.area]
    said = []
    if answer.has_total:
        said.append(
            f"**{what.capitalize()}** in {where}, {when}: not given."
            if answer.total_shown == NOT_GIVEN
            else f"**{answer.total_shown[0].upper()}{answer.total_shown[1:]} {what}** in {where}, {when}."
        )
    else:
        said.append(f"**{what.capitalize()}** by {ONE[choice.by][0]}, {when}.")
    shown = answer.table[answer.table["reports"].notna()]
    if len(shown) > 1 and choice.by in {"ward", "source"}:
        top = shown.iloc[0]
        said.append(f"Most in {top['label']}: {top['shown']}." if choice.by == "ward" else
                    f"Most from {top['label'].lower()}: {top['shown']}.")  # fmt: skip
    return " ".join([*said, hidden_words(answer)]).strip()


def hidden_words(answer: Figures) -> str:
    """Say how many rows are hidden; nothing where none is."""
    if not answer.hidden:
        return ""
    one, many = ONE[answer.choice.by]
    seldom = int((answer.table["shown"] == NOT_GIVEN).sum())
    few, rows = answer.hidden - seldom, len(answer.table)
    said = [f"{seldom} of {rows} not given, because the strand is named too seldom."] if seldom else []
    if few:
        of = "All" if few == rows else f"{few} of {rows}"
        verb = "is" if few == 1 else "are"
        said.append(f"{of} {one if rows == 1 else many} {verb} hidden: {answer.release.few}, or none.")
    return " ".join(said)


def not_adding_up(answer: Figures) -> str:
    """Say why a table does not add up to the number above it."""
    if answer.choice.by == "strand":
        return (
            "One report can name several strands, so strands never add up. Each number has its own noise. A "
            "strand that is seldom named is given for the whole area and whole years only."
        )
    return (
        "The tables do not add up, and are not meant to: the number of the whole area and each row carry "
        "noise of their own, and hidden rows count in the whole area."
    )


def course_sentence(answer: Course) -> str:
    """Say how a series runs: its span, lowest and highest, and its gaps."""
    release = answer.release
    what = of_strand(release, answer.strand)
    many = f"{len(answer.table)} {answer.unit}{'' if len(answer.table) == 1 else 's'}"
    shown = answer.table[answer.table["reports"].notna()]
    where = answer.area_name[0].upper() + answer.area_name[1:]
    if shown.empty:
        return f"{where}, {many}: nothing can be shown. {_gaps(answer)} Choose longer periods."
    rows = shown.sort_values("reports", kind="stable").to_dict("records")
    least, most = rows[0], rows[-1]
    said = f"{where}, {many}: between {least['shown']} {what} ({least['label']}) and {most['shown']} "
    said += f"({most['label']})."
    if answer.hidden:
        said += f" {_gaps(answer)}"
    return said


def _gaps(answer: Course) -> str:
    """Say how many periods have no number, and why."""
    seldom = int((answer.table["shown"] == NOT_GIVEN).sum())
    few = answer.hidden - seldom
    said = [f"{few} hidden, marked “?”: {answer.release.few}, or none."] if few else []
    return " ".join([*said, *([f"{seldom} not given: the strand is named too seldom."] if seldom else [])])


def change_sentence(answer: Changes) -> str:
    """Say how the area's own numbers compare, with both of them."""
    release = answer.release
    now, before = period_words(answer.now), period_words(answer.before)
    if answer.total.empty:
        return f"{now} beside {before}. The release has no number of the whole for both."
    row = answer.total
    where = row["label"][0].upper() + row["label"][1:]
    what = of_strand(release, answer.strand)
    if row["hidden"]:
        return (
            f"{where}: {row['now_shown']} {what} in {now}, {row['before_shown']} in {before}. One of them is "
            "hidden, so they cannot be compared."
        )
    said = f"{where}: {row['now_shown']} {what} in {now}, {row['before_shown']} in {before}: "
    if row["verdict"] == MORE:
        return f"{said}{row['difference']}, {MORE}. More reports can mean more trust in reporting."
    if row["verdict"] == FEWER:
        return f"{said}{row['difference']}, {FEWER}. Fewer reports are not the same as calm."
    return said + "the difference cannot be told from chance and the release's own noise."


def change_notes(answer: Changes) -> list[str]:
    """Say what a difference may mean, and how many rows cannot be compared."""
    release, off = answer.release, most_off(answer.release)
    notes = [
        f"Each of two numbers can be off by up to {off}, so a difference of up to {2 * off} can be noise "
        "alone. The verdict counts that in, and that many rows were looked at."
    ]
    hidden = int(answer.table["hidden"].sum())
    if hidden:
        notes.append(f"{hidden} of {len(answer.table)} rows cannot be compared: a number is hidden.")
    if len(set(answer.days)) > 1:
        notes.append(
            f"The periods have {answer.days[0]} and {answer.days[1]} days; the verdict allows for that."
        )
    if release.base > 1:
        notes.append("The percentage is worked out from rounded numbers and is as rough as they are.")
    return notes


def value_words(measure: str, value: float, shown: str) -> str:
    """Write what stands on the map: a number, or a rate with few digits."""
    if value != value:
        return ""
    if measure == "reports":
        return shown.removeprefix("about ")
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def class_steps(lowest: tuple[float, ...], measure: str) -> list[str]:
    """Write the classes of a legend from their lower bounds."""
    if measure == "reports":
        ends = [*(int(low) - 1 for low in lowest[1:]), math.inf]
        return [_span(int(low), end) for low, end in zip(lowest, ends, strict=True)]
    said = [f"{low:,.0f}" if low >= 100 else f"{low:.1f}" for low in lowest]
    return [f"from {each}" for each in said]


def _span(low: int, end: float) -> str:
    if end == math.inf:
        return f"{low:,} or more"
    return f"{low:,}" if end <= low else f"{low:,}–{int(end):,}"
