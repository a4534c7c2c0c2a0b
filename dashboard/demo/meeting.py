"""The demo's meetings: what they agreed for past weeks and a month, and the actions that came of it."""

from datetime import date, timedelta

from dashboard.answers.tension.periods import period_before, period_of
from dashboard.desks.actions import add_action, ask_for_more, list_actions, mark_done, note_progress
from dashboard.desks.agreed_levels import ALL, Decision, agree
from dashboard.desks.importing import Desk
from dashboard.filters import Window

__all__ = ["hold_meetings"]

CHAIR = "Demo chair"
NETWORK, CALL = "Hate crime network, October", "Weekly tension call"
MONTH, WEEK_BEFORE, WEEK = "the month before", "the week before", "the last week"
COUNCIL, CENTRES, HOMES = "Wrenmouth Borough Council", "Wrenmouth Reporting Centres", "Curlew Homes"
DECIDED: tuple[tuple[str, str, str, int, int | None, str, str], ...] = (
    (
        MONTH,
        "Quarrel Hill",
        "race",
        3,
        3,
        NETWORK,
        "As indicated: traders and two schools expect more before the autumn fair.",
    ),
    (MONTH, "Quarrel Hill", "religion", 2, 2, NETWORK, "As indicated: worry after prayers, nobody was hurt."),
    (MONTH, "Quarrel Hill", ALL, 3, 3, NETWORK, "The ward as a whole goes by its highest strand."),
    (MONTH, "Cressbeck", "race", 1, 2, NETWORK, "Front-line staff see nothing beyond the usual."),
    (MONTH, "Capstan", "race", 2, 1, NETWORK, "Housing officers hear more than was reported."),
    (WEEK_BEFORE, "Quarrel Hill", "race", 3, 2, CALL, "No change since the network met."),
    (WEEK, "Quarrel Hill", "race", 3, 2, CALL, "New graffiti by the bus stops; no change."),
    (WEEK, "Quarrel Hill", "religion", 2, 2, CALL, ""),
    (WEEK, "Corngate", "race", 1, 1, CALL, "The ward panel met and had nothing to tell."),
)
"""Period, ward, strand, agreed and indicated level, meeting, reason; some differ from what was indicated."""


def periods_by(latest_day: date) -> dict[str, Window]:
    """Find the periods of which the meetings decided: the last whole week, the one before, last month."""
    week = period_of("week", latest_day)
    return {
        MONTH: period_before("month", period_of("month", latest_day)),
        WEEK_BEFORE: period_before("week", week),
        WEEK: week,
    }


def hold_meetings(desk: Desk, latest_day: date) -> None:
    """Keep what the demo's meetings agreed, with a few actions: open, overdue, done, and one that asks."""
    wards = {
        str(name): str(code)
        for code, name in desk.study_area.wards[["ward", "name"]].itertuples(index=False, name=None)
    }
    periods = periods_by(latest_day)
    for when, ward, strand, level, indicated, meeting, reason in DECIDED:
        said = Decision(wards[ward], strand, periods[when], level, indicated, meeting, reason)
        agree(desk, said, by=CHAIR)
    met = latest_day - timedelta(days=25)
    asked = (
        ("Visit the traders by the market with the reporting centre", "Quarrel Hill", "race", CENTRES, 18),
        ("Clean graffiti by the bus stops within a day", "Quarrel Hill", "race", COUNCIL, 120),
        ("Tell every school how to report", "Cressbeck", "race", COUNCIL, 21),
    )
    numbers = [
        add_action(
            desk,
            title=title,
            ward=wards[ward],
            strands=(strand,),
            lead=lead,
            partners=(HOMES,) if lead == COUNCIL else (),
            due_on=met + timedelta(days=days),
            by=CHAIR,
            today=met,
        )
        for title, ward, strand, lead, days in asked
    ]
    seals = {one.number: one.seal for one in list_actions(desk, met)}
    note_progress(desk, numbers[0], "Three of eight seen.", by=CHAIR, seal=seals[numbers[0]])
    mark_done(
        desk, numbers[2], outcome="All schools have the cards.", on=met + timedelta(days=14), by=CHAIR,
        seal=seals[numbers[2]],
    )  # fmt: skip
    ask_for_more(
        desk,
        title="Find out more about Lantern Sands",
        ward=wards["Lantern Sands"],
        strand="race",
        period_from=periods[MONTH].first,
        lead=COUNCIL,
        due_on=met + timedelta(days=60),
        by=CHAIR,
        today=met,
    )
