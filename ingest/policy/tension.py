"""How tension is indicated: kinds of signals, weights, how they fade, what caps them, what a level needs."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import Field

from ingest.policy.codes import Code, Part, Text

if TYPE_CHECKING:
    from ingest.policy.document import Policy

__all__ = ["SIGNALS", "ReportWeights", "SignalKind", "TensionPolicy", "tension_problems"]

Signal = Literal["report", "alarm", "repeats", "serious", "event"]
SIGNALS: tuple[str, ...] = get_args(Signal)
"""The kinds of signals that the program makes."""

Experience = Literal["experienced", "evidenced", "potential"]
Points = Annotated[float, Field(strict=True, ge=0, le=1000, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Days = Annotated[int, Field(strict=True, ge=1, le=3660)]


class SignalKind(Part):
    """One kind of signal.

    Attributes
    ----------
    title : str
    experience : str or None
        What kind of tension information it is; None where each report says so itself.
    strength : float or None
        Points of a fresh one; None for graded reports, which have `ReportWeights`.
    half_life_days : int
        After so many days it weighs half.
    cap : float
        The most points that one source gets for this kind; of one that `only_adds`, the most of all together.
    only_adds : bool
        It never moves a level by itself: it adds only where independent sources already do.
    ahead_days : int
        How far ahead it may lie.
    one_voice : bool
        It is read off several sources together, and counts for one of them only.
    """

    title: Text
    experience: Experience | None = None
    strength: Points | None = None
    half_life_days: Days
    cap: Points
    only_adds: bool = False
    ahead_days: Annotated[int, Field(strict=True, ge=0, le=366)] = 0
    one_voice: bool = False


class ReportWeights(Part):
    """What a graded report weighs: points of its severity, times a share for each of its grades.

    Attributes
    ----------
    severity : dict of str to float
        Level of the severity scale to points.
    experience, source, information : dict of str to float
        A share from 0 to 1; information graded E is 0.
    """

    severity: dict[str, Points] = Field(default_factory=dict)
    experience: dict[Experience, Share]
    source: dict[Literal["1", "2", "3"], Share]
    information: dict[Literal["A", "B", "C", "D", "E"], Share]


class TensionPolicy(Part):
    """The settings of the tension rule; docs/methods says what follows from them.

    Attributes
    ----------
    points : tuple of float
        From how many points each level of the tension scale is indicated: the first 0, then rising.
    source_cap : float
        The most points that one source brings, however much and often it speaks.
    unverified_cap : float
        The most that all unverified and anonymous reports together add.
    unverified_source_grades, unverified_information_grades : tuple of str
        Grades that are not verified; an anonymous report never is.
    sources_needed : int
        Independent sources without which nothing moves.
    one_sender_steps : int
        By how many levels several sources of one agency may lift a level above what that agency would as one.
    recent_days : int
        Whoever spoke longer ago is not heard any more; where nobody is heard, nothing is known.
    fade_half_lives : float
        After so many half-lives a signal is left out.
    serious_categories : tuple of str
        Categories of incidents that are a signal by themselves.
    repeat_metres, repeat_days, repeat_least : int
        So many incidents, each within these metres and days of another, are repeats.
    echo_likeness : float
        From what likeness, 0 to 1, the texts of two reports are the same voice.
    echo_days : int
        Reports further apart in time are not compared.
    kinds : dict of str to SignalKind
    weights : ReportWeights
    """

    points: tuple[Points, ...] = ()
    source_cap: Points
    unverified_cap: Points
    unverified_source_grades: tuple[Literal["1", "2", "3"], ...]
    unverified_information_grades: tuple[Literal["A", "B", "C", "D", "E"], ...]
    sources_needed: Annotated[int, Field(strict=True, ge=2, le=10)]
    one_sender_steps: Annotated[int, Field(strict=True, ge=0, le=1)]
    recent_days: Annotated[int, Field(strict=True, ge=1, le=366)]
    fade_half_lives: Annotated[float, Field(strict=True, ge=1, le=20, allow_inf_nan=False)]
    serious_categories: tuple[Code, ...]
    repeat_metres: Annotated[int, Field(strict=True, ge=1, le=5000)]
    repeat_days: Annotated[int, Field(strict=True, ge=1, le=366)]
    repeat_least: Annotated[int, Field(strict=True, ge=2, le=100)]
    echo_likeness: Annotated[float, Field(strict=True, ge=0.5, le=1, allow_inf_nan=False)]
    echo_days: Annotated[int, Field(strict=True, ge=1, le=366)]
    kinds: dict[Signal, SignalKind]
    weights: ReportWeights

    @property
    def most_of_one_source(self) -> float:
        """The most by which one more source can raise what a level is read off."""
        return self.source_cap + self.unverified_cap + sum(k.cap for k in self.kinds.values() if k.only_adds)

    def rule(self) -> dict[str, Any]:
        """Give the settings of the rule as plain values, for whoever works it out."""
        return {
            "kinds": {
                name: {
                    "half_life_days": kind.half_life_days,
                    "cap": kind.cap,
                    "context": kind.only_adds,
                    "ahead_days": kind.ahead_days,
                    "one_voice": kind.one_voice,
                }
                for name, kind in self.kinds.items()
            },
            "points": tuple(self.points),
            "source_cap": self.source_cap,
            "unverified_cap": self.unverified_cap,
            "sources_needed": self.sources_needed,
            "recent_days": self.recent_days,
            "fade_half_lives": self.fade_half_lives,
            "one_sender_steps": self.one_sender_steps,
        }

    def report_weights(self) -> dict[str, dict[str, float]]:
        """Give the weights of graded reports as plain values."""
        return {
            f"by_{name}": {str(code): float(weight) for code, weight in weights.items()}
            for name, weights in self.weights
        }

    def is_trusted(self, *, source_grade: int | str, information_grade: str, is_anonymous: bool) -> bool:
        """Say whether a report is verified: not anonymous, and graded well enough."""
        return (
            not is_anonymous
            and str(source_grade) not in self.unverified_source_grades
            and information_grade not in self.unverified_information_grades
        )


def tension_problems(policy: "Policy") -> Iterator[str]:
    """Say what in the tension rule does not fit the rest of a policy, or itself."""
    tension = policy.tension
    yield from _points(tension, levels=len(policy.tension_scale))
    yield from _kinds(tension.kinds)
    yield from _weights(tension.weights, [str(level.number) for level in policy.severity_scale])
    for code in tension.serious_categories:
        if code not in policy.categories:
            yield (
                f"tension.serious_categories: found {code!r}, which is not in the list; [categories] has "
                f"{', '.join(policy.categories)}."
            )


def _points(tension: TensionPolicy, *, levels: int) -> Iterator[str]:
    points = tension.points
    if len(points) != levels:
        yield (
            f"tension.points: found {len(points)} numbers, but tension_scale has {levels} levels; "
            "under [tension] give the points of each, the first 0, each above the one before."
        )
        return
    if points[0] != 0:
        yield f"tension.points: the first is {points[0]:g}; it is 0, because the first level needs nothing."
    for number, (below, above) in enumerate(pairwise(points), start=2):
        if above <= below:
            yield f"tension.points: level {number} has {above:g}; give more than {below:g}, the level below."
            return
    most = tension.most_of_one_source
    for number, (below, above) in enumerate(pairwise(points[1:]), start=3):
        if above - below < most - 1e-9:
            yield (
                f"tension.points: level {number} lies {above - below:g} above the level below, but one more "
                f"source could bring {most:g} (source_cap, unverified_cap and the caps of kinds that "
                "only_adds), so one source could lift a level by two steps. "
                f"Put the levels {most:g} apart or lower the caps."
            )
            return


def _kinds(kinds: Mapping[Any, SignalKind]) -> Iterator[str]:
    missing = [name for name in SIGNALS if name not in kinds]
    if missing:
        yield (
            f"tension.kinds: {', '.join(missing)} must be there; one that shall not count has strength = 0."
        )
    for name, kind in kinds.items():
        if name == "report" and kind.strength is not None:
            yield "tension.kinds.report.strength: leave it out; tension.weights says what a report weighs."
        if name != "report" and kind.strength is None:
            yield f"tension.kinds.{name}.strength: it is missing; give the points of a fresh one, or 0."
        if name == "event" and not kind.only_adds:
            yield "tension.kinds.event.only_adds: found False; an event never moves a level by itself: true."


def _weights(weights: ReportWeights, levels: list[str]) -> Iterator[str]:
    wanted: dict[str, tuple[Mapping[Any, float], list[str]]] = {
        "severity": (weights.severity, levels),
        "experience": (weights.experience, list(get_args(Experience))),
        "source": (weights.source, list("123")),
        "information": (weights.information, list("ABCDE")),
    }
    for name, (given, known) in wanted.items():
        missing = [code for code in known if code not in given]
        if missing:
            yield f"tension.weights.{name}: there is no weight for {', '.join(missing)}; give one for each."
        for code in given:
            if code not in known:
                yield f"tension.weights.{name}: found {code[:20]!r}; there are {', '.join(known)}."
    if weights.information.get("E", 0) != 0:
        yield (
            f"tension.weights.information.E: found {weights.information['E']:g}; information that is "
            "suspected to be false counts for nothing: 0."
        )
    for name in ("source", "information"):
        shares, _ = wanted[name]
        for (better, more), (worse, less) in pairwise(sorted(shares.items())):
            if less > more:
                yield (
                    f"tension.weights.{name}: {worse} has {less:g}, more than {better} with {more:g}; a "
                    "worse grade weighs no more than a better one."
                )
