"""The section of docs/validation.md on real series, from what was measured on them."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from statistics import mean
from typing import Any

from benchmarks.report import table
from benchmarks.validation.real import SETS
from benchmarks.validation.real_looks import METHODS
from benchmarks.validation.real_series import EVENTS, QUIET, titled

__all__ = ["kept_real", "put_real", "real_section"]

Row = dict[str, Any]
BEGIN = "<!-- real series: written by python -m benchmarks.validation --real -->"
END = "<!-- end of real series -->"
ASKED = tuple(titled(*event[:2]) for event in EVENTS if event[0] in {"Referendum", EVENTS[6][0]})
HEAD = """## On real series: does surveillance see real events?

Two public sets of the Metropolitan Police: hate crime by borough, month and strand, April 2010 to May
2021 (32 boroughs; strands overlap and are never added up), and race-or-religious offences of public fear
by ward of Haringey and Southwark, April 2010 to March 2026. **Both tell only the month**, so that no
delay below the rest of a month can be seen, and nothing of a week. Every month was judged as if it were
the last, knowing only what went before; that later corrections of the records are in the numbers cannot
be undone.

Written down before any method was run, though after a first look at the monthly sums: the events and
their months (table below); **quiet years** are {quiet}, the whole years without one of these events (the
set by borough ends in May 2021; Christchurch, 15 March 2019, stays in as quiet). In a quiet year every
signal counts as false; so does every signal outside all events' months. Both are hard on the methods: a
month can be unusual for a reason that is not on the list, and a rise in recording is no rise in harm.

*Watch* is the product's own rule told in months: Farrington's method, at least five reports in the
month, and all series of one look corrected together, so that where nothing changes at most one look in
twenty has any false signal. *Farrington* is each series alone (1 month in 200). C1 to C3 and EWMA are as
in the product, with seven months and a year behind them.

"""


def real_section(rows: Iterable[Row], *, about: str) -> str:
    """Write the section."""
    rows = list(rows)
    back = [row for row in rows if row["kind"] == "looks back"]
    parts = [
        HEAD.format(quiet=", ".join(map(str, QUIET[:-1])) + f" and {QUIET[-1]}"),
        "### The short answer\n",
        *_short_answer(back),
        "### Events and when they were seen in London\n",
        _events(back),
        "\nDelay: from the day of the event to the end of the first month with a signal. To that "
        "comes the time "
        "until a month's records are in.\n",
        *_asked(back),
        "### False signals\n",
        _false(back),
        "\nIn brackets: what chance alone would give in as many quiet months, were the counts Poisson "
        "with a "
        "mean that never changes; for Watch, the most looks that may be false.\n",
        *_recording([row for row in rows if row["kind"] == "trend"], back),
        *_space(rows),
        f"\nMade by `python -m benchmarks.validation --real`. {about}\n",
    ]
    return "\n".join(parts)


def put_real(page: str, section: str | None) -> str:
    """Put the section at the end of a page, in place of an older one; None takes the older one along."""
    before = page.partition(BEGIN)[0].rstrip()
    return f"{before}\n\n{BEGIN}\n{section.strip()}\n{END}\n" if section else page


def kept_real(page: str) -> str | None:
    """Give the section that a page has."""
    return page.partition(BEGIN)[2].partition(END)[0].strip() or None


def _of(rows: list[Row], of: str, method: str) -> list[Row]:
    return [row for row in rows if row["set"] == of and row["method"] == method]


def _short_answer(back: list[Row]) -> list[str]:
    """Say in a few sentences what was seen, missed and falsely told."""
    said = []
    for event in ASKED:
        own = _of(back, SETS[0], "watch")
        day = next(day for name, day, _ in EVENTS if titled(name, day) == event)
        seen = [
            _short(row["series"]) + (" (a signal the month before as well)" if _before(row, day) else "")
            for row in own
            if row["seen"][event]
        ]
        missed = [_short(row["series"]) for row in own if not row["seen"][event]]
        below = "; ".join(
            f"{sum(bool(row['seen'][event]) for row in _of(back, of, 'watch'))} of "
            f"{len(_of(back, of, 'watch'))} {words}"
            for of, words in (
                (SETS[1], "boroughs (racist and religious)"),
                (SETS[2], "boroughs (Islamophobic)"),
                (SETS[4], "of Haringey and Southwark"),
                (SETS[6], "of their wards"),
            )
        )
        said.append(
            f"- **{event}**: over London Watch saw it in {', '.join(seen) or 'no strand'}; not in "
            f"{', '.join(missed)}. Lower down in {below}."
        )
    gone = [
        titled(name, day)
        for name, day, _ in EVENTS
        if all(row["seen"][titled(name, day)] == "" for row in _of(back, SETS[0], "watch"))
    ]
    said.append(f"- **Missed in every strand of London**: {'; '.join(gone) or 'none'}.")
    whole = _of(back, SETS[0], "watch")
    other = {_short(row["series"]): row["other_signals"] for row in whole}
    many = sorted(other, key=lambda name: -other[name])[:2]
    said.append(
        f"- **False signals of Watch**: {sum(row['quiet_signals'] for row in whole)} in "
        f"{sum(row['quiet_judged'] for row in whole)} quiet months of London by strand; "
        f"{_quiet(back, SETS[1])} by borough (racist and religious), {_quiet(back, SETS[6])} by "
        f"ward. Outside "
        f"all events there were {sum(other.values())} over London, {other[many[0]]} of them in {many[0]} and "
        f"{other[many[1]]} in {many[1]}, where what is recorded rose for good: surveillance cannot tell more "
        "recording from more harm."
    )
    said.append(
        "- **Wards are too thin for it**: one or two such offences a month in a ward. What shook "
        "all of London "
        "is seen in London's sum, in part in boroughs', hardly in wards'. That no ward stands out is no sign "
        "that nothing happened."
    )
    return [*said, ""]


def _quiet(back: list[Row], of: str) -> str:
    own = _of(back, of, "watch")
    return f"{sum(row['quiet_signals'] for row in own)} in {sum(row['quiet_judged'] for row in own):,}"


def _events(back: list[Row]) -> str:
    lines = []
    for name, day, _ in EVENTS:
        cells = [titled(name, day)]
        for method in ("watch", "Farrington"):
            own = _of(back, SETS[0], method)
            seen = [(row, row["seen"][titled(name, day)]) for row in own]
            if all(first is None for _, first in seen):
                cells.append("outside the series")
            else:
                said = [
                    f"{_short(row['series'])} ({_after(day, first)}{_before(row, day)})"
                    for row, first in seen
                    if first
                ]
                cells.append("; ".join(said) or "**not seen**")
        lines.append(tuple(cells))
    return _texts(("event", "Watch: first signal, by strand", "each series alone"), lines)


def _texts(header: Iterable[str], lines: Iterable[tuple[str, ...]]) -> str:
    """Write a table of words, which stand on the left."""
    return table(header, lines).replace("---:", "---")


def _after(day: date, first: str) -> str:
    month = date.fromisoformat(first)
    end = month.replace(day=monthrange(month.year, month.month)[1])
    return f"{month:%b}, {max((end - day).days, 0) / 7:.0f} wk"


def _before(row: Row, day: date) -> str:
    """Say where the month before the event's had a signal already, so that the event is not what began it."""
    month = date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
    return "; but also the month before" if month.isoformat() in row["signals"] else ""


def _short(strand: str) -> str:
    return strand.removesuffix(" Hate Crime").removesuffix(" Hate")


def _asked(back: list[Row]) -> list[str]:
    """Tell the two events that were asked after: counts beside what was expected, and where it was "
    "missed."""
    said = ["\nThe two that were asked after, in London as a whole:\n"]
    lines = []
    for name, day, _ in EVENTS:
        if titled(name, day) not in ASKED:
            continue
        for row in _of(back, SETS[0], "watch"):
            for on in range(2):
                month = date(day.year, day.month + on, 1).isoformat()
                seen, expected, upper, q = row["reads"][month]
                signal = "yes" if month in row["signals"] else "no"
                when = date.fromisoformat(month)
                lines.append(
                    (f"{when:%B %Y}", _short(row["series"]), f"{seen:,.0f}", f"{expected:,.0f}",
                     f"{upper:,.0f}", f"{q:.3f}", signal)
                )  # fmt: skip
    said.append(table(("month", "strand", "recorded", "expected", "limit of 1 in 200", "q", "signal"), lines))
    return [*said, ""]


def _false(back: list[Row]) -> str:
    lines = []
    for of in SETS:
        for method in METHODS:
            own = _of(back, of, method)
            quiet, judged = (sum(row[key] for row in own) for key in ("quiet_signals", "quiet_judged"))
            other, months = (sum(row[key] for row in own) for key in ("other_signals", "other_judged"))
            rates = [row["expected_a_year"] for row in own if row["expected_a_year"] is not None]
            looks = judged / len(own)
            due = f"{looks * 0.05:.1f} looks" if method == "watch" else f"{mean(rates) * judged / 12:.1f}"
            lines.append(
                (of, "Watch" if method == "watch" else method, f"{quiet} of {judged:,} ({due})",
                 f"{12 * quiet / judged:.2f}", f"{other} of {months:,}", *_seen(own))
            )  # fmt: skip
    head = ("series", "method", "quiet years: signals of months", "a year each", "outside all events")
    return table((*head, "June to August 2016", "June to August 2017"), lines)


def _seen(own: list[Row]) -> list[str]:
    found = []
    for event in ASKED:
        known = [row["seen"][event] for row in own if row["seen"][event] is not None]
        found.append(f"{sum(bool(first) for first in known)} of {len(known)}")
    return found


def _recording(trends: list[Row], back: list[Row]) -> list[str]:
    """Tell what incomplete years do to a trend and to the signals."""
    said = ["### Years that are not complete\n"]
    words = [
        f"{row['first']} to {row['last']}: {row['from']} to {row['to']} a year, tau {row['tau']}, "
        f"p {_small(row['p'])}"
        for row in trends
    ]
    said.append(
        f"Mann-Kendall on the yearly sums of both boroughs ({'; '.join(words)}) calls every span a "
        f"rise. It cannot "
        "tell recording that begins from reports that grow: with 2010 and 2011 in, the test says the "
        "same as "
        "without them. **No method here finds a change of recording by itself; it must be told** "
        "(`[[regime]]` in "
        "the policy)."
    )
    for of in (SETS[3], SETS[4]):
        own = _of(back, of, "watch")
        early = [(row["series"], month) for row in own for month in row["signals"] if month < "2014"]
        months = len({month for _, month in early})
        said.append(
            f"\n{of}: {len(early)} signals of Watch before 2014"
            + (
                f", in {months} months: that is what the change looks like where it is not told."
                if early
                else ". The price is that two years after the change are not judged."
            )
        )
    return [*said, ""]


def _small(p: float) -> str:
    return "below 0.0001" if p < 0.0001 else f"{p:.4f}"


def _space(rows: list[Row]) -> list[str]:
    """Tell the scans, the monthly looks of the scans, and the patterns."""
    scans = [row for row in rows if row["kind"] == "scan"]
    lines = []
    for row in scans:
        many = len(row["boroughs"])
        places = ", ".join(row["boroughs"]) if many < 4 else f"{many} boroughs"
        first, last = (date.fromisoformat(row[key]) for key in ("first", "last"))
        lines.append(
            (_short(row["strand"]), f"{row['year']}", EXPECTED[row["expected"]], places,
             f"{first:%b}" if first == last else f"{first:%b} to {last:%b}",
             f"{row['observed']:,} for {row['expected_cases']:,}",
             f"{row['relative_risk']:.2f}", f"{row['p']:.3f}")
        )  # fmt: skip
    head = ("strand", "year", "expected from", "strongest cluster", "months", "seen", "times the rest", "p")
    looks = [row for row in rows if row["kind"] == "looks"]
    watched = [
        (_short(row["strand"]), EXPECTED[row["expected"]], f"{row['quiet_signals']} of {row['quiet_looks']}",
         f"{row['expected_a_year'] * row['quiet_looks'] / 12:.1f}",
         f"{row['other_signals']} of {row['other_looks']}",
         *("yes" if any(month in row["signals"] for month in (a, b)) else "no" for a, b in LOOKED))
        for row in looks
    ]  # fmt: skip
    named = [
        (_short(row["strand"]), EXPECTED[row["expected"]],
         "; ".join(f"{count} {name}" for name, count in row["classes"].items()))
        for row in rows if row["kind"] == "patterns"
    ]  # fmt: skip
    return [
        "### In space: the boroughs of London\n",
        "The space-time scan over a year of months (999 chance maps), with what is expected of each "
        "borough taken "
        "from its residents of 2021, from its own share of the two years before, or, in the "
        "permutation scan, "
        "from its year and the month's total:\n",
        _texts(head, lines),
        "\nA prospective look at the end of every month from January 2016 to May 2021 (the last "
        "twelve months; "
        "clusters of at most three months that still go on; 99 chance maps, p = 0.01):\n",
        table(
            (
                "strand",
                "expected from",
                "quiet years: looks with a signal",
                "by chance",
                "outside all events",
                "June or July 2016",
                "June or July 2017",
            ),
            watched,
        ),
        "\nThe pattern of each borough over the 24 months of 2016 and 2017 (hot and cold steps):\n",
        _texts(("strand", "expected from", "boroughs"), named),
        "",
        *_learnt(looks),
    ]


EXPECTED = {
    "residents": "residents",
    "two years before": "its own two years before",
    "permutation": "permutation",
}
LOOKED = (("2016-06-01", "2016-07-01"), ("2017-06-01", "2017-07-01"))


def _learnt(looks: list[Row]) -> list[str]:
    """Say what that comes to."""
    poisson = [row for row in looks if row["expected"] == "two years before"]
    apart = [row for row in looks if row["expected"] == "permutation"]
    false, of = (sum(row[key] for row in poisson) for key in ("quiet_signals", "quiet_looks"))
    less, among = (sum(row[key] for row in apart) for key in ("quiet_signals", "quiet_looks"))
    return [
        "What that comes to:\n",
        f"- Month by month the Poisson scan gave a signal in {false} of {of} quiet looks, the "
        f"permutation scan "
        f"in {less} of {among}, where p = 0.01 promises {0.01 * of:.1f} and {0.01 * among:.1f}. Real counts "
        "vary more from month to month than chance makes them (the same people again, campaigns, ways of "
        "recording), they grow from year to year, and each look shares eleven months with the one before. So "
        "on such data a recurrence interval ranks clusters and is no promise of how seldom a false "
        "one comes; "
        "what a look finds is a question to a person.",
        "- The permutation scan takes a rise of the whole city for granted: a month in which every "
        "borough rises "
        "is no cluster. For such a rise there is Watch on the totals.",
        "- Residents are the wrong comparison for the middle of London: the same boroughs stand out "
        "in any year, "
        "because people come there who do not live there. With its own past as comparison, a "
        "borough's usual "
        "level says nothing and the months of the events remain.",
        "- Hot and cold steps share each month out over the boroughs, so that they too are blind to a "
        "rise of all.",
    ]
