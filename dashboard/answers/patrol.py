"""Where to patrol in a shift: stops inside tested hot spots, when and why; and what no patrol would help."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any

import h3
import numpy as np

from dashboard.answers.named_roads import roads_by
from dashboard.answers.patrol_asked import CannotPlanError, check_question
from dashboard.answers.patrol_ground import PatrolGround, on_foot, patrol_ground
from dashboard.answers.patrol_places import LEAST_DATES, LEAST_REPORTS, RESOLUTION, PatrolPlaces
from dashboard.answers.patrol_shares import no_minutes, shared_minutes
from dashboard.filters import Filters
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion, Stop
from dashboard.situation import Situation
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from dashboard.wording import window_words
from dashboard.words.patrol import hot_spot_words, reason_words, when_words, where_words, why_words
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.patrol.rates import PARTS
from spatial.patrol.rounds import AGAIN, Rounds, plan_rounds
from spatial.patrol.shortlist import ACROSS_M, in_window, ranked_apart
from spatial.progress import Progress, silent
from spatial.reach.walking import METRES_A_MINUTE

__all__ = ["CannotPlanError", "check_question", "plan_patrol"]

MOST_LISTED, MOST_PROBLEMS = 30, 10
"""Places of the shortlist among which a round chooses; hot spots that are set out for problem solving."""


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
    ground = patrol_ground(snapshot, filters, viewer)
    told(0.8)
    kept = ground.in_wards(snapshot, question.wards)
    if kept is None:
        reason = f"{ground.situation.reason} Stops are planned only in hot spots that pass the tests."
        return _plan(snapshot, question, ground, state=NOT_ENOUGH, reason=reason)
    if not len(kept.table):
        return _plan(snapshot, question, ground, state=NONE, reason=_no_place(ground))
    begins, length = _minute_of_week(question.starts), _minutes(question)
    shift = in_window(kept.rates, begins, length)
    ranked = ranked_apart(kept.table["x"].to_numpy(), kept.table["y"].to_numpy(), shift)[:MOST_LISTED]
    listed = kept.only(ranked)
    apart, walking = on_foot(snapshot, listed)
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
    if rounds is None:
        reason = (
            "At the hours of this shift the places in hot spots have fewer reports than in their mean hour. "
            "Ask for another shift."
        )
        return _plan(snapshot, question, ground, state=NONE, reason=reason)
    stops = _stops(snapshot, question, ground, listed, rounds, apart)
    fairness, said = shared_minutes(snapshot, question, ground.situation, listed, rounds)
    told(1.0)
    return _plan(
        snapshot,
        question,
        ground,
        state=FOUND,
        reason=reason_words(len(stops), len(rounds.starts), rounds.dose),
        stops=stops,
        fairness=fairness,
        fairness_said=said,
        route_m=rounds.walk_m,
        seed=seed,
        settings={
            **_settings(ground.situation, question),
            "minutes at each place": rounds.dose,
            "rounds": len(rounds.starts),
            "minutes between rounds": AGAIN,
            "minutes used, walking included": ceil(rounds.used - 1e-9),
            "round": "closed, the way back counted; where it begins and which way it goes, by the seed",
            "walking": walking,
            "metres a minute on foot": METRES_A_MINUTE,
            "seed": seed,
        },
    )


def _plan(
    snapshot: Snapshot,
    question: PatrolQuestion,
    ground: PatrolGround,
    *,
    state: str,
    reason: str,
    **more: Any,
) -> PatrolPlan:
    usual = {
        "problems": tuple(one for one in ground.problems if not question.wards or one.ward in question.wards)[
            :MOST_PROBLEMS
        ],
        "settings": _settings(ground.situation, question),
        "fairness": no_minutes(ground.situation, question),
    }
    return PatrolPlan(question, snapshot.version, state, reason, **{**usual, **more})


def _settings(situation: Situation, question: PatrolQuestion) -> dict[str, Any]:
    return {
        "reports": f"{window_words(situation.window)}; what a patrol could have seen, by the policy; without "
        "what officers came upon",
        "hot spots": f"{situation.method_title}, H3 resolution {situation.resolution}",
        "places": f"about {ACROSS_M:.0f} m across, H3 resolution {RESOLUTION}, none touching another",
        "least reports of a place": LEAST_REPORTS,
        "least different days": LEAST_DATES,
        "hours": "time ranges spread evenly over their hours; few reports are drawn towards all",
        "places for problem solving": f"the first {MOST_PROBLEMS} at most",
        "people": question.people,
    }


def _no_place(ground: PatrolGround) -> str:
    """Say why there is nowhere to go."""
    spots = len(ground.mostly)
    if not spots:
        return f"No hot spot passes the tests. {ground.situation.reason}".strip()
    if ground.places is not None and len(ground.places.table):
        return "No place for a patrol lies in the wards asked for; there are some in other wards."
    if ground.mostly.all():
        return (
            "In every hot spot most reports are of what no patrol would see. They are for solving the "
            "problem together."
        )
    return (
        f"{hot_spot_words(spots)}, but no place of about {ACROSS_M:.0f} m inside has {LEAST_REPORTS} reports "
        f"that a patrol could have seen, on {LEAST_DATES} days. A longer window may show some."
    )


def _minute_of_week(moment: datetime) -> float:
    return (moment.weekday() * 24 + moment.hour) * 60.0 + moment.minute


def _minutes(question: PatrolQuestion) -> float:
    return (question.ends - question.starts).total_seconds() / 60


def _seed(snapshot: Snapshot, question: PatrolQuestion) -> str:
    asked = (*sorted(question.wards), question.starts, question.ends, question.people, question.minutes)
    return sha256("|".join(map(str, (snapshot.version, *asked))).encode()).hexdigest()[:12]


def _stops(
    snapshot: Snapshot,
    question: PatrolQuestion,
    ground: PatrolGround,
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
    spots = ground.situation.places[~ground.mostly]
    wards = snapshot.study_area.wards
    stops = []
    for number, (at, row, by) in enumerate(zip(first, table.to_dict("records"), roads, strict=True), start=1):
        pattern, spot = places.pattern(snapshot, at), spots.iloc[int(row["spot"])]
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
            steady=str(spot["cell"]) in ground.steady,
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
                where=where_words(ward, by, row["x"], row["y"]),
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
