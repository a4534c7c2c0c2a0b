"""Which doors count: centres that are open at an hour and serve whoever asks; what is unknown is not yes."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard.snapshot import Snapshot

__all__ = ["DAYS", "WITHIN", "Doors", "ReachQuestion", "ReachQuestionError", "doors", "languages_spoken"]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WITHIN = {"400m": "400 m on foot", "1km": "1 km on foot", "20min": "20 minutes' walk"}
"""How far a centre may be, by the word of the address bar and the shell."""
YES, NO, UNKNOWN = "yes", "no", "unknown"


class ReachQuestionError(ValueError):
    """A question of reach that cannot be asked; the text says what would do."""


@dataclass(frozen=True)
class ReachQuestion:
    """For whom, when and how a centre must be there.

    Attributes
    ----------
    strand : str or None
        Code: centres for everybody and those for this strand.  None: centres for everybody only.
    weekday : int or None
        Monday is 0; None whatever the hour.
    hour : int or None
        0 to 23: open at that full hour.
    step_free : bool
    language : str or None
        As the register writes it, whatever the letter case.
    within : str
        Of `WITHIN`: by what the wards are ranked.
    """

    strand: str | None = None
    weekday: int | None = None
    hour: int | None = None
    step_free: bool = False
    language: str | None = None
    within: str = "20min"


@dataclass(frozen=True)
class Doors:
    """The centres that may be listed, and what each answers.

    Attributes
    ----------
    centres : pandas.DataFrame
        name, kind, state, hours, strands, x, y, lon, lat, answer ("yes", "no" or "unknown") and why (words;
        "" for yes).
    """

    centres: pd.DataFrame

    @property
    def counted(self) -> pd.DataFrame:
        """Those that count: yes, and with a place."""
        return self.centres[(self.centres["answer"] == YES) & self.centres["x"].notna()]

    @property
    def unknown(self) -> pd.DataFrame:
        """Those that may count, but of which something is not known."""
        return self.centres[self.centres["answer"] == UNKNOWN]

    @property
    def placeless(self) -> pd.DataFrame:
        """Those that would count, had they a place."""
        return self.centres[(self.centres["answer"] == YES) & self.centres["x"].isna()]


COLUMNS = ["name", "kind", "state", "hours", "strands", "x", "y", "lon", "lat", "answer", "why"]


def doors(snapshot: Snapshot, asked: ReachQuestion, *, keeps: bool = True) -> Doors:
    """Say of each centre whether its door is open to whoever asks.

    Parameters
    ----------
    keeps : bool
        Whether it is for those who see records: nobody else reads that nothing has come from a centre.

    Raises
    ------
    ReachQuestionError
        If there is no such strand, day, hour, language or distance.
    """
    _check(snapshot, asked)
    centres = snapshot.centres
    if centres.empty:
        return Doors(pd.DataFrame(columns=COLUMNS))
    at_hour: Iterable[bool | None] = [True] * len(centres)
    if asked.weekday is not None and asked.hour is not None:
        at_hour = snapshot.open_at(asked.weekday, asked.hour)
    rows = []
    for centre, is_open in zip(centres.to_dict("records"), at_hour, strict=True):
        if not centre["listed"]:
            continue  # where it is must not be had from whom it reaches
        reasons = _reasons(centre, asked, is_open)
        answer = NO if NO in reasons.values() else UNKNOWN if reasons else YES
        why = [words for words, how in reasons.items() if how == answer]
        state = "open" if centre["state"] == "dormant" and not keeps else centre["state"]
        rows.append({**centre, "state": state, "answer": answer, "why": "; ".join(why)})
    return Doors(pd.DataFrame(rows, columns=COLUMNS))


def _reasons(centre: dict, asked: ReachQuestion, is_open: bool | None) -> dict[str, str]:
    """What speaks against a centre, in words, and whether that is known."""
    found: dict[str, str] = {}
    if centre["status"] != "open":
        known = centre["status"] in {"closed", "paused"}
        found[centre["status"] if known else "nobody has said whether it is open"] = NO if known else UNKNOWN
    strands = [code for code in str(centre["strands"] or "").split(";") if code]
    if strands and asked.strand not in strands:
        found["for others only"] = NO
    if is_open is None:
        found["its hours are not known, or by appointment"] = UNKNOWN
    elif not is_open:
        found["shut at that hour"] = NO
    if asked.step_free and centre["step_free"] is not True:
        said = centre["step_free"] is False
        found["not step-free" if said else "nobody has said whether it is step-free"] = (
            NO if said else UNKNOWN
        )
    if asked.language:
        spoken = _parts(centre["languages"])
        if not spoken:
            found["nobody has said which languages are spoken"] = UNKNOWN
        elif asked.language.casefold() not in {word.casefold() for word in spoken}:
            found[f"no {asked.language}"] = NO
    return found


def languages_spoken(snapshot: Snapshot) -> tuple[str, ...]:
    """List the languages that are spoken at any centre that may be listed."""
    centres = snapshot.centres
    if centres.empty:
        return ()
    spoken = {word for text in centres.loc[centres["listed"], "languages"] for word in _parts(text)}
    return tuple(sorted(spoken))


def _parts(text: object) -> list[str]:
    return [part.strip() for part in str(text or "").replace(",", ";").split(";") if part.strip()]


def _check(snapshot: Snapshot, asked: ReachQuestion) -> None:
    strands = snapshot.policy.strands
    if asked.strand is not None and asked.strand not in strands:
        raise ReachQuestionError(f"There is no such strand. Known: {', '.join(strands)}.")
    if (asked.weekday is None) != (asked.hour is None):
        raise ReachQuestionError("A weekday and an hour belong together: give both, or neither.")
    if asked.weekday is not None and not 0 <= asked.weekday <= 6:
        raise ReachQuestionError("A weekday is 0 (Monday) to 6 (Sunday).")
    if asked.hour is not None and not 0 <= asked.hour <= 23:
        raise ReachQuestionError("An hour is 0 to 23.")
    if asked.within not in WITHIN:
        raise ReachQuestionError(f"There is no such distance. Known: {', '.join(WITHIN)}.")
    known = languages_spoken(snapshot)
    if asked.language and asked.language.casefold() not in {word.casefold() for word in known}:
        spoken = f"Known: {', '.join(known)}." if known else "The register names no languages."
        raise ReachQuestionError(f"No centre says that it speaks this language. {spoken}")
