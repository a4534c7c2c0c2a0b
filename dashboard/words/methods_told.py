"""Every method in two sentences: what it asks and gives, and what it does not say."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["BESIDE", "METHODS_TOLD", "MethodTold"]


@dataclass(frozen=True)
class MethodTold:
    """A method, or a number that needs a word.

    Attributes
    ----------
    title : str
    does, not_said : str
        One sentence each.
    page : str
        Its page in `docs`, with the heading; the whole is there.
    """

    title: str
    does: str
    not_said: str
    page: str

    @property
    def sentences(self) -> str:
        """Both sentences."""
        return f"{self.does} {self.not_said}"


METHODS_TOLD: Mapping[str, MethodTold] = {
    "hot_spot": MethodTold(
        "Hot spot",
        "The numbered rings are small places of equal size in which more reports were made than an even "
        "spread and chance would bring, in order of how far beyond.",
        "They say where reports concentrate, not where people are unsafe nor what will happen.",
        "methods/hot-spots.md",
    ),
    "baseline": MethodTold(
        "What is expected",
        "A place stands out from what is expected there: by its ground, by the people who live or are "
        "about there, or by all that is recorded, as you choose in the side bar.",
        "By ground alone, places where many people come together stand out for that alone.",
        "methods/hot-spots.md#what-is-expected-the-baseline",
    ),
    "hidden": MethodTold(
        "Hidden numbers",
        "A count that is small enough to point at somebody is not shown, nor is any other number that "
        "would give it back.",
        "Hidden does not mean none, and it does not mean calm.",
        "disclosure.md",
    ),
    "steady": MethodTold(
        "Steady places",
        "Each place is looked for again with the map's cells moved, larger and smaller; a steady one is "
        "found nearly every time.",
        "That it does not hang on how the map was cut does not make its cause known.",
        "methods/hot-spots.md#how-steady-is-a-place",
    ),
    "cluster": MethodTold(
        "Cluster in time",
        "A circle and a span of days in which reports came closer together than when their days are "
        "shuffled over their places 999 times.",
        "A place that is always busy is no cluster, and a cluster is no forecast.",
        "methods/clusters.md",
    ),
    "over_time": MethodTold(
        "Pattern over time",
        "Each cell is tested in every step of time, and its hot and cold steps together get a name, such "
        "as new, lasting or fading.",
        "Too few reports in a cell give no pattern, which is not the same as calm.",
        "methods/over-time.md",
    ),
    "change": MethodTold(
        "More, fewer, or chance",
        "Two lengths of time are compared by their counts: if nothing had changed, how often would counts "
        "so far apart come about?",
        "More than chance says that reports changed, not why, and not whether more people tell or more "
        "happens.",
        "methods/change.md",
    ),
    "unusual_week": MethodTold(
        "Unusual week",
        "The last four complete weeks are held against what weeks like them have had before, with a limit "
        "that chance alone seldom passes.",
        "An unusual week asks for a look at the reports; it says nothing about the next week.",
        "methods/unusual-weeks.md",
    ),
    "near_repeat": MethodTold(
        "Near repeat",
        "Pairs of reports that are close in place and in time are counted, and counted again with the "
        "times shuffled 999 times.",
        "It tells how far and how long reports tend to follow one another, never that one of them will.",
        "methods/near-repeats.md",
    ),
    "funnel": MethodTold(
        "Funnel",
        "Each area's rate stands beside limits that chance alone seldom passes; they are wide where few "
        "people live.",
        "It is no league table: between the limits, who is first is mostly luck, and areas differ in what "
        "they record.",
        "methods/other-areas.md",
    ),
    "tension": MethodTold(
        "Level of tension",
        "What agencies report is weighed by how grave, how well known and how fresh it is, and added up "
        "without the strongest source, so that no one voice makes a level.",
        "The level is proposed; the meeting decides, and a ward of which nobody tells is unknown.",
        "methods/tension.md#how-a-level-is-indicated",
    ),
    "event": MethodTold(
        "Around an event",
        "The weeks from an event on are held against the weeks before it and, where there are any, the "
        "same weeks of earlier years.",
        "What came after an event need not have come from it.",
        "methods/tension.md#events-and-the-weeks-around-them",
    ),
    "early_notice": MethodTold(
        "Early notice",
        "The program looks again and again for unusual weeks and for clusters that go on, and lists each "
        "with how seldom chance alone would bring it.",
        "A notice is a reason to look, and it is yours to mark as seen or as of no weight.",
        "methods/tension.md#early-notice",
    ),
    "patrol": MethodTold(
        "Patrol plan",
        "Few small places where reports seen from the street concentrate, in rounds of 10 to 16 minutes "
        "each, in an order that is drawn anew.",
        "It says where reports of the past lie, and it leaves out what officers came upon themselves.",
        "methods/patrol.md",
    ),
    "visits": MethodTold(
        "Visits beside reports",
        "What was visited stands beside what was reported there, week by week.",
        "Fewer reports after visits may have many reasons; **Did it work?** is the page that weighs them.",
        "methods/patrol.md",
    ),
    "rag": MethodTold(
        "Red, amber, green",
        "Red is past its date, amber is due soon or has long been without a word, green is in time.",
        "The colour tells of dates and of progress notes, not of whether an action works; people may say "
        "another colour, with a reason.",
        "joint-work.md",
    ),
    "reach": MethodTold(
        "Reach",
        "How many people live within a walk of an open reporting centre that serves them, along streets "
        "where these are known.",
        "It counts people, never reports, and cannot know whether anybody trusts the place.",
        "methods/reach.md",
    ),
    "siting": MethodTold(
        "Where next",
        "Of the places that could take reports, those that bring most people within a walk of a centre, "
        "beside the centres that are open.",
        "It does not know whether a place would agree, or who passes it by day.",
        "methods/siting.md",
    ),
    "evaluation": MethodTold(
        "Judging an action",
        "The change at a place is held against that at places like it where nothing was done, and against "
        "what moved next door.",
        "Too few reports to tell is an answer, and it is not the same as no effect.",
        "methods/evaluation.md",
    ),
    "release": MethodTold(
        "Released number",
        "Made once, moved a little by noise, kept under a number and never changed, so that nobody can be "
        "found by comparing tables.",
        "Released numbers are never added up, and a small one and none look alike.",
        "methods/releases.md",
    ),
    "backtest": MethodTold(
        "Back-test",
        "Each method is given the past up to a day, chooses some ground, and is judged by the reports that "
        "came after that day.",
        "It tells whether reports came where they had concentrated before, not where they will come next.",
        "methods/trust.md#which-method-to-trust-here",
    ),
    "known_answer": MethodTold(
        "Known answer",
        "This copy of the program works out cases whose results were printed in papers, and compares.",
        "That the sums are right does not make the records complete.",
        "methods/trust.md",
    ),
    "duplicates": MethodTold(
        "Possible duplicate",
        "Two agencies' records that agree in day, place and kind more than chance would have them are laid "
        "side by side, with a score.",
        "A person decides; until then counts are told with both.",
        "methods/possible-duplicates.md",
    ),
}
"""Code -> the method, in the order in which they are read."""

BESIDE: Mapping[str, tuple[str, ...]] = {
    "hot_spots": ("hot_spot", "baseline", "steady", "hidden"),
    "clusters": ("cluster", "hidden"),
    "over_time": ("over_time", "hidden"),
    "change": ("change", "hidden"),
    "unusual_weeks": ("unusual_week", "hidden"),
    "near_repeat": ("near_repeat", "hidden"),
    "other_areas": ("funnel",),
    "released": ("release", "hot_spot", "change"),
    "take_out": ("release",),
    "meeting_pack": ("release", "change", "hot_spot"),
    "tension": ("tension", "hidden"),
    "tension_trends": ("event", "change", "hidden"),
    "meeting": ("tension",),
    "early_notice": ("early_notice", "unusual_week"),
    "actions": ("rag",),
    "hot_spot_sheet": ("hot_spot", "hidden"),
    "patrol": ("patrol", "hot_spot"),
    "visits": ("visits",),
    "reach": ("reach",),
    "where_next": ("siting", "reach"),
    "did_it_work": ("evaluation", "change"),
    "possible_duplicates": ("duplicates",),
    "which_method": ("backtest",),
    "known_answers": ("known_answer",),
}
"""Page, by the name of its file -> what is told beside its title."""
