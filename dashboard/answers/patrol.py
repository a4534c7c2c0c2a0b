"""Where to patrol in a shift: stops inside tested hot spots, when and why; and what no patrol would help."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any

import h3
import numpy as np
import pandas as pd

from dashboard.answers.named_roads import roads_by
from dashboard.answers.patrol_places import (
    LEAST_DATES,
    LEAST_REPORTS,
    RESOLUTION,
    PatrolPlaces,
    patrol_places,
)
from dashboard.answers.problem_places import mostly_unseen, problem_places
from dashboard.filters import Filters
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion, Stop
from dashboard.situation import Situation, assess, steadiness
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import Viewer
from dashboard.wording import STEADY, window_words
from dashboard.words.patrol import (
    fairness_words,
    hot_spot_words,
    reason_words,
    share_words,
    when_words,
    where_words,
    why_words,
)
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.patrol.rates import PARTS
from spatial.patrol.rounds import AGAIN, DOSE, Rounds, plan_rounds
from spatial.patrol.shortlist import ACROSS_M, in_window, ranked_apart
from spatial.progress import Progress, silent
from spatial.reach.walking import DETOUR, METRES_A_MINUTE, walking_m

__all__ = ["CannotPlanError", "check_question", "plan_patrol"]

DAY = 24 * 60
MOST_PEOPLE, MOST_LISTED = 50, 30


class CannotPlanError(ValueError):
    """A question for a patrol that nobody can walk; says what is wrong and what would do."""


def check_question(snapshot: Snapshot, question: PatrolQuestion) -> None:
    """See that a patrol can be walked as it is asked for.

    Raises
    ------
    CannotPlanError
        If it cannot.
    """
    if question.starts.tzinfo is not None or question.ends.tzinfo is not None:
        raise CannotPlanError("The shift has a time zone. Give London's time without one.")
    length = (question.ends - question.starts).total_seconds() / 60
    if length < 0:
        raise CannotPlanError(
            "The shift ends before it starts. If it goes past midnight, give the next day for its end."
        )
    if length == 0:
        raise CannotPlanError("The shift has no minutes: it ends when it starts. Give a later end.")
    if length > DAY:
        raise CannotPlanError(f"The shift lasts {length / 60:,.0f} hours. Give 24 hours or less.")
    if question.people < 1:
        raise CannotPlanError("Nobody goes. Give at least one person; two are usual.")
    if question.people > MOST_PEOPLE:
        raise CannotPlanError(f"{question.people:,} people in one patrol. Give {MOST_PEOPLE} or fewer.")
    if question.minutes < DOSE[0]:
        raise CannotPlanError(
            f"{question.minutes:,} minutes on foot are fewer than one stop. Give at least {DOSE[0]}."
        )
    if question.minutes > length:
        raise CannotPlanError(
            f"{question.minutes:,} minutes on foot do not fit into a shift of {length:,.0f}. Give fewer "
            "minutes or a longer shift."
        )
    known = {str(code) for code in snapshot.study_area.wards["ward"]}
    unknown = len(question.wards - known)
    if unknown:
        said = "One of the wards asked for is" if unknown == 1 else f"{unknown} of the wards asked for are"
        raise CannotPlanError(f"{said} not in this area. Give codes of its wards, such as {min(known)}.")


def plan_patrol(
    snapshot: Snapshot, filters: Filters, question: PatrolQuestion, viewer: Viewer, *, told: Progress = silent
) -> PatrolPlan:
    """Plan the stops of a shift: where reports of what a patrol could see concentrate, at those hours.

    Hot spots are those of the map, found by Gi*'s exact test at the resolution that comes by itself, without
    what officers came upon.  Inside them, places of about 150 m that have at least five reports that a patrol
    could have seen, on three days, are ranked by what lies in the hours of the shift.

    Parameters
    ----------
    filters : Filters
        Which reports; its method, test, resolution and officers' choice are not taken up.
    question : PatrolQuestion
        Where, when and with how many minutes.

    Raises
    ------
    CannotPlanError
        If the question cannot be walked: a shift without minutes, fewer minutes than one stop, nobody who
        goes, a ward that is not here.
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    check_question(snapshot, question)
    asked = filters.with_(method="gi_star", test="exact", resolution=None, officer=False, cell=None, scale=())
    situation = assess(snapshot, asked, viewer)
    told(0.4)
    if situation.state == NOT_ENOUGH:
        reason = f"{situation.reason} Stops are planned only in hot spots that pass the tests."
        return _plan(snapshot, question, situation, state=NOT_ENOUGH, reason=reason)
    rows = survey(snapshot, situation.filters).inside
    mostly = mostly_unseen(snapshot, rows, situation)
    problems = problem_places(snapshot, asked, viewer, situation, mostly, question.wards)
    told(0.6)
    places = patrol_places(snapshot, rows, situation.places[~mostly], situation.resolution)
    kept = _in_wards(snapshot, places, question.wards)
    if not len(kept.table):
        reason = _no_place(situation, mostly, bool(len(places.table)))
        return _plan(snapshot, question, situation, state=NONE, reason=reason, problems=problems)
    begins, length = _minute_of_week(question.starts), _minutes(question)
    shift = in_window(kept.rates, begins, length)
    ranked = ranked_apart(kept.table["x"].to_numpy(), kept.table["y"].to_numpy(), shift)[:MOST_LISTED]
    listed = _only(kept, ranked)
    apart, walking = _on_foot(snapshot, listed)
    seed = _seed(snapshot, question)
    rounds = plan_rounds(
        listed.rates,
        apart,
        begins=begins,
        length=length,
        minutes=question.minutes,
        metres_a_minute=METRES_A_MINUTE,
        seed=int(seed, 16),
    )
    told(0.8)
    if rounds is None:
        reason = (
            "At the hours of this shift the places in hot spots have fewer reports than in their mean hour. "
            "Ask for another shift."
        )
        return _plan(snapshot, question, situation, state=NONE, reason=reason, problems=problems)
    stops = _stops(snapshot, question, situation, mostly, listed, rounds, apart)
    fairness, said = _shared(snapshot, question, situation, listed, rounds)
    told(1.0)
    return _plan(
        snapshot,
        question,
        situation,
        state=FOUND,
        reason=reason_words(len(stops), len(rounds.starts), rounds.dose),
        problems=problems,
        stops=stops,
        fairness=fairness,
        fairness_said=said,
        route_m=rounds.walk_m,
        seed=seed,
        settings={
            **_settings(situation, question),
            "minutes at each place": rounds.dose,
            "rounds": len(rounds.starts),
            "minutes between rounds": AGAIN,
            "minutes used, walking included": ceil(rounds.used - 1e-9),
            "round": "closed: the way back to its first place is counted, so it can be begun anywhere",
            "walking": walking,
            "metres a minute on foot": METRES_A_MINUTE,
            "seed": seed,
        },
    )


def _plan(
    snapshot: Snapshot,
    question: PatrolQuestion,
    situation: Situation,
    *,
    state: str,
    reason: str,
    **more: Any,
) -> PatrolPlan:
    more = {"settings": _settings(situation, question), "fairness": _no_minutes(situation, question), **more}
    return PatrolPlan(question, snapshot.version, state, reason, **more)


def _settings(situation: Situation, question: PatrolQuestion) -> dict[str, Any]:
    return {
        "reports": f"{window_words(situation.window)}; what a patrol could have seen, by the policy; without "
        "what officers came upon",
        "hot spots": f"{situation.method_title}, H3 resolution {situation.resolution}",
        "places": f"about {ACROSS_M:.0f} m across, H3 resolution {RESOLUTION}, none touching another",
        "least reports of a place": LEAST_REPORTS,
        "least different days": LEAST_DATES,
        "hours": "time ranges spread evenly over their hours; few reports are drawn towards all",
        "people": question.people,
    }


def _no_place(situation: Situation, mostly: np.ndarray, elsewhere: bool) -> str:
    if not len(situation.places):
        return f"No hot spot passes the tests. {situation.reason}".strip()
    if elsewhere:
        return "No place for a patrol lies in the wards asked for; there are some in other wards."
    if mostly.all():
        return (
            "In every hot spot most reports are of what no patrol would see. They are for solving the "
            "problem together."
        )
    return (
        f"{hot_spot_words(len(mostly))}, but no place of about {ACROSS_M:.0f} m inside has "
        f"{LEAST_REPORTS} reports that a patrol could have seen, on {LEAST_DATES} days. A longer window may "
        "show some."
    )


def _in_wards(snapshot: Snapshot, places: PatrolPlaces, wards: frozenset[str]) -> PatrolPlaces:
    if not wards or places.table.empty:
        return places
    code = snapshot.study_area.wards["ward"].to_numpy()[places.table["ward"].to_numpy()]
    return _only(places, np.flatnonzero(np.isin(code, list(wards))))


def _only(places: PatrolPlaces, at: np.ndarray) -> PatrolPlaces:
    table = places.table.iloc[at].reset_index(drop=True)
    return PatrolPlaces(table, places.rates[at], tuple(places.patterns[one] for one in at))


def _minute_of_week(moment: datetime) -> float:
    return (moment.weekday() * 24 + moment.hour) * 60.0 + moment.minute


def _minutes(question: PatrolQuestion) -> float:
    return (question.ends - question.starts).total_seconds() / 60


def _on_foot(snapshot: Snapshot, places: PatrolPlaces) -> tuple[np.ndarray, str]:
    """Measure the ways between places, and say how; where the streets do not lead, straight and longer."""
    x, y = places.table["x"].to_numpy(), places.table["y"].to_numpy()
    straight = walking_m(x, y, x, y)
    streets = snapshot.streets
    if streets is None:
        return straight, f"straight line × {DETOUR:g}, because no streets are loaded"
    along = walking_m(x, y, x, y, streets=streets)
    np.fill_diagonal(along, 0.0)
    cut = ~np.isfinite(along)
    said = f"along the streets ({streets.note})"
    if cut.any():
        said += f"; where they do not lead from one place to another, straight line × {DETOUR:g}"
    return np.where(cut, straight, along), said


def _seed(snapshot: Snapshot, question: PatrolQuestion) -> str:
    asked = (*sorted(question.wards), question.starts, question.ends, question.people, question.minutes)
    return sha256("|".join(map(str, (snapshot.version, *asked))).encode()).hexdigest()[:12]


def _stops(
    snapshot: Snapshot,
    question: PatrolQuestion,
    situation: Situation,
    mostly: np.ndarray,
    places: PatrolPlaces,
    rounds: Rounds,
    apart: np.ndarray,
) -> tuple[Stop, ...]:
    """Write each place of the first round down, with the times of every round."""
    times = [
        _times(question.starts + timedelta(minutes=start), order, apart, rounds.dose)
        for order, start in zip(rounds.orders, rounds.starts, strict=True)
    ]
    first = rounds.orders[0]
    table = places.table.iloc[list(first)]
    roads = roads_by(snapshot, table["x"].to_numpy(), table["y"].to_numpy())
    spots, steady = situation.places[~mostly], steadiness(snapshot, situation)
    wards = snapshot.study_area.wards
    stops = []
    for number, (at, row, by) in enumerate(zip(first, table.to_dict("records"), roads, strict=True), start=1):
        pattern, spot = places.patterns[at], spots.iloc[int(row["spot"])]
        ward = str(wards["name"].iat[int(row["ward"])])
        comes = [round_[at] for round_ in times]
        when = when_words(pattern.parts, pattern.days, known=pattern.known)
        labels = snapshot.policy.labels("category")
        walk_m = float(apart[first[number - 2], at]) if number > 1 else 0.0
        why = why_words(
            rank=int(spot["rank"]),
            spot_ward=str(spot["ward_name"]),
            categories=[labels.get(code, code).lower() for code in pattern.categories],
            several=pattern.several,
            met="unknown" if not pattern.known else "parts" if _met(pattern.parts, comes) else "",
            when=when,
            steady=steady[str(spot["cell"])].grids >= STEADY,
        )
        stops.append(
            Stop(
                number=number,
                rank=at + 1,
                cell=h3.int_to_str(int(row["cell"])),
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                x=float(row["x"]),
                y=float(row["y"]),
                ward=str(wards["ward"].iat[int(row["ward"])]),
                ward_name=ward,
                where=where_words(ward, by),
                when=when,
                from_=comes[0],
                to=comes[0] + timedelta(minutes=rounds.dose),
                minutes=rounds.dose,
                again=tuple(comes[1:]),
                walk_m=walk_m,
                walk_minutes=walk_m / METRES_A_MINUTE,
                why=why,
            )
        )
    return tuple(stops)


def _times(begin: datetime, order: Sequence[int], apart: np.ndarray, dose: int) -> dict[int, datetime]:
    """Say when each place of a round is reached, in whole minutes."""
    since, found = 0.0, {}
    for before, at in zip((order[0], *order[:-1]), order, strict=True):
        since += float(apart[before, at]) / METRES_A_MINUTE if at != before else 0.0
        found[at] = begin + timedelta(minutes=round(since))
        since += dose
    return found


def _met(parts: tuple[str, ...], comes: Sequence[datetime]) -> bool:
    """Say whether somebody comes at an hour of one of these parts of the day."""
    hours = {moment.hour for moment in comes}
    return any({hour % 24 for hour in range(*PARTS[part])} & hours for part in parts)


def _no_minutes(situation: Situation, question: PatrolQuestion) -> pd.DataFrame:
    """List the wards asked for with their share of all reports, and no minutes."""
    wards = situation.wards
    if question.wards:
        wards = wards[wards["ward"].isin(question.wards)]
    total = situation.totals.in_area
    share = wards["incidents"] / total if total else wards["incidents"] * np.nan
    return pd.DataFrame(
        {
            "ward": wards["ward"],
            "name": wards["name"],
            "minutes": 0,
            "minutes_share": 0.0,
            "reports_share": share.astype(float),
            "shown": [f"no minutes; {share_words(one)} of all reports" for one in share.tolist()],
        }
    ).reset_index(drop=True)


def _shared(
    snapshot: Snapshot,
    question: PatrolQuestion,
    situation: Situation,
    places: PatrolPlaces,
    rounds: Rounds,
) -> tuple[pd.DataFrame, str]:
    """Lay the minutes at places beside the wards' share of all reports, and say it in words."""
    table = _no_minutes(situation, question)
    chosen = places.table.iloc[list(rounds.orders[0])]
    codes = snapshot.study_area.wards["ward"].to_numpy()[chosen["ward"].to_numpy()]
    each = rounds.dose * len(rounds.starts)
    table["minutes"] = [each * int((codes == code).sum()) for code in table["ward"]]
    table["minutes_share"] = table["minutes"] / (each * len(chosen))
    table["shown"] = [
        f"{f'{minutes} minutes' if minutes else 'no minutes'}; {share_words(share)} of all reports"
        for minutes, share in zip(table["minutes"].tolist(), table["reports_share"].tolist(), strict=True)
    ]
    table = table.sort_values(["minutes", "name"], ascending=[False, True]).reset_index(drop=True)
    planned = table[table["minutes"] > 0]
    total = situation.totals.in_area
    said = fairness_words(
        list(planned["name"]),
        len(table),
        by_ward=float(planned["reports_share"].sum()),
        by_places=float(chosen["reports"].sum() / total) if total else float("nan"),
        hidden=bool(planned["reports_share"].isna().any()),
    )
    return table, said
