"""The settings of the tension rule, checked so that its promises hold for every partnership's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from spatial.errors import SettingError
from spatial.given import within

__all__ = ["Kind", "TensionRule"]

MOST_POINTS = 1_000_000.0


@dataclass(frozen=True)
class Kind:
    """One kind of signal.

    Attributes
    ----------
    half_life_days : float
        After so many days a signal weighs half.
    cap : float
        The most points that one source gets for signals of this kind; of a kind that is only `context`, the
        most that all of them together can add to a ward's strand.
    context : bool
        True for what never moves a level by itself, an event for one: it adds only where sources already do.
    ahead_days : int
        How far ahead of the day of the answer such a signal may lie; 0 for what cannot lie in the future.
    one_voice : bool
        True for what is read off several sources together, an alarm for one: it counts for one of them only.
    """

    half_life_days: float
    cap: float
    context: bool = False
    ahead_days: int = 0
    one_voice: bool = False


@dataclass(frozen=True)
class TensionRule:
    """All settings of `spatial.tension.indicate`.

    Attributes
    ----------
    kinds : mapping of str to Kind
    points : tuple of float
        The points from which each level is indicated, lowest level first: 0, then strictly rising.
    source_cap : float
        The most points that one source can bring to a ward's strand, whatever it says and however often.
    unverified_cap : float
        The most points that all unverified and anonymous lines together can add.
    sources_needed : int
        Independent sources without which nothing moves; 2 or more.
    recent_days : int
        Whoever spoke longer ago is not heard any more.
    fade_half_lives : float
        After so many half-lives a signal is left out altogether.
    one_sender_steps : int
        By how many levels several sources of one and the same sender may lift a level above what it would be
        if the sender counted as one source; 0 if a sender is always one source.

    Raises
    ------
    spatial.errors.SettingError
        If a setting lies outside what it may be, or if one more source could lift a level by more than one
        step: `source_cap`, `unverified_cap` and the caps of context together are at most the distance between
        any two neighbouring levels from the second upwards.
    """

    kinds: Mapping[str, Kind]
    points: tuple[float, ...]
    source_cap: float
    unverified_cap: float
    recent_days: int
    sources_needed: int = 2
    fade_half_lives: float = 4.0
    one_sender_steps: int = 1

    def __post_init__(self) -> None:
        if not self.kinds:
            raise SettingError("the tension rule has no kind of signal. Give at least one.")
        for name, kind in self.kinds.items():
            within(kind.half_life_days, what=f"half_life_days of {name}", least=1, most=3660, unit="days")
            within(kind.cap, what=f"cap of {name}", least=0, most=MOST_POINTS)
            within(kind.ahead_days, what=f"ahead_days of {name}", least=0, most=366, unit="days")
        within(self.source_cap, what="source_cap", least=0, most=MOST_POINTS)
        within(self.unverified_cap, what="unverified_cap", least=0, most=MOST_POINTS)
        within(self.sources_needed, what="sources_needed", least=2, most=10)
        within(self.recent_days, what="recent_days", least=1, most=3660, unit="days")
        within(self.fade_half_lives, what="fade_half_lives", least=1, most=100)
        within(self.one_sender_steps, what="one_sender_steps", least=0, most=10)
        for position, value in enumerate(self.points, start=1):
            within(value, what=f"points of level {position}", least=0, most=MOST_POINTS)
        _rising(self.points)
        _one_step(self.points, self.most_of_one_source)

    @property
    def most_of_one_source(self) -> float:
        """The most by which one more source can raise what a level is read off."""
        context = sum(kind.cap for kind in self.kinds.values() if kind.context)
        return self.source_cap + self.unverified_cap + context

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "TensionRule":
        """Build a rule from plain values, as a policy gives them; `kinds` is a mapping of mappings."""
        try:
            kinds = {name: Kind(**values) for name, values in said["kinds"].items()}
            own = {name: value for name, value in said.items() if name != "kinds"}
            return cls(kinds=kinds, **{**own, "points": tuple(own["points"])})
        except (AttributeError, KeyError, TypeError) as error:
            raise SettingError(f"these are not the settings of a tension rule: {error}.") from error


def _rising(points: tuple[float, ...]) -> None:
    if len(points) < 2 or points[0] != 0:
        raise SettingError(f"points is {points}; give 0 for the first level, and at least two levels.")
    for number, (below, above) in enumerate(pairwise(points), start=1):
        if above <= below:
            said = f"level {number + 1} begins at {above:g} points and level {number} at {below:g}"
            raise SettingError(f"{said}; each level begins above the one below it.")


def _one_step(points: tuple[float, ...], most: float) -> None:
    """See that one more source cannot lift a level by two steps."""
    for number, (below, above) in enumerate(pairwise(points[1:]), start=2):
        if above - below < most - 1e-9:
            raise SettingError(
                f"one more source could bring {most:g} points (source_cap, unverified_cap and the caps of "
                f"context), but levels {number} and {number + 1} lie only {above - below:g} apart, so that "
                "one source could lift a level by two steps. Widen the levels or lower the caps."
            )
