"""Indicators in words: what each share is of, what it may mean, and what it does not."""

from typing import Any

import pandas as pd

from dashboard.answers.indicators import HARM, HIDDEN, REPORTING, TOO_FEW, Indicators
from dashboard.wording import day_words, listed, window_words

__all__ = [
    "ABOUT",
    "PART_TITLES",
    "TITLES",
    "agencies_sentence",
    "agencies_table",
    "centres_sentence",
    "indicator_sentence",
    "months_table",
    "notes",
    "parts_table",
    "shares_table",
]

ABOUT = {
    REPORTING: (
        "How things come to be reported. More reports can be good news: more people trust telling; "
        "none of these says how much happened."
    ),
    HARM: (
        "How grave what was reported is, as far as records and community reports say. None of these says how "
        "many people told, and few reports are not calm."
    ),
}
TITLES = {
    "third_party": ("Through third parties", "of the reports came through third-party centres and charities"),
    "police": ("Through the police", "of the reports came through the police"),
    "placed": ("With a place", "of the reports have a point in the area"),
    "anonymous": ("Anonymous", "of the community reports were told anonymously"),
    "serious": ("Serious kinds", "of the reports are of a kind that the policy calls serious"),
    "violence": ("Violence", "of the reports are of violence"),
    "repeats": (
        "Again at the same place",
        "of the reports with an exact point follow another at the same place",
    ),
    "severity": (
        "Graver community reports",
        "of the community reports stand in the upper half of the severity scale",
    ),
    "allport": (
        "Attacks in community reports",
        "of the community reports on Allport's scale stand at physical attack or above",
    ),
}
PART_TITLES = {
    "source": "Who the reports came from",
    "severity": "Community reports by severity",
    "allport": "Community reports on Allport's scale",
}


def indicator_sentence(row: Any, answer: Indicators) -> str:
    """Say one indicator, its parts, its range, and how it compares."""
    title, of = TITLES[row["code"]]
    if row["verdict"] == HIDDEN:
        return f"{title}: not shown, because a part of it is fewer than {answer.threshold}."
    if pd.isna(row["share"]):
        return f"{title}: nothing to take a share of, {window_words(answer.period)}."
    now = f"{title}: {row['part']:,.0f} of {row['whole']:,.0f} {_of(of)} ({_percent(row, '')})"
    if not answer.on_record:
        return f"{now}. Records do not reach back to {window_words(answer.against)}: nothing to compare with."
    if pd.isna(row["share_before"]):
        return f"{now}. Nothing from {window_words(answer.against)} to compare with."
    before = f"{row['part_before']:,.0f} of {row['whole_before']:,.0f} before ({_percent(row, '_before')})"
    verdict = row["verdict"]
    if verdict == TOO_FEW:
        needed = f"at least {answer.settings['fewest']} in each are needed"
        return f"{now}; {before}. Not enough data to say whether it changed: {needed}."
    return f"{now}; {before}: {verdict}."


def _of(words: str) -> str:
    return words.removeprefix("of the ")


def _percent(row: Any, end: str) -> str:
    return f"{row[f'share{end}']:.0%}, 95 % range {row[f'low{end}']:.0%} to {row[f'high{end}']:.0%}"


def shares_table(answer: Indicators) -> pd.DataFrame:
    """Lay the indicators out for reading: title, now, share, before, share_before, verdict, sentence."""
    few = f"fewer than {answer.threshold}, or hidden"
    rows = []
    for row in answer.shares.to_dict("records"):
        said: dict[str, Any] = {"title": TITLES[row["code"]][0]}
        for end in ("", "_before"):
            hidden = pd.isna(row[f"part{end}"])
            whole = row[f"whole{end}"]
            parts = few if hidden else f"{row[f'part{end}']:,.0f} of {whole:,.0f}" if whole else "none"
            known = not pd.isna(row[f"share{end}"])
            low, high = row[f"low{end}"], row[f"high{end}"]
            share = f"{row[f'share{end}']:.0%} ({low:.0%} to {high:.0%})" if known else ""
            said |= {f"now{end}": parts, f"share{end}": share}
        known = answer.on_record or row["verdict"] == HIDDEN
        rows.append(said | {"verdict": row["verdict"] if known else "nothing to compare with",
                            "sentence": indicator_sentence(row, answer)})  # fmt: skip
    columns = ["title", "now", "share", "now_before", "share_before", "verdict", "sentence"]
    return pd.DataFrame(rows, columns=columns)


def parts_table(answer: Indicators, name: str) -> pd.DataFrame:
    """Lay a distribution out for reading: name, now, share, before."""
    few = f"fewer than {answer.threshold}, or hidden"
    rows = [
        {
            "name": f"{row['code']} {row['name']}" if name != "source" else row["name"],
            "now": few if pd.isna(row["now"]) else f"{row['now']:,.0f}",
            "share": ""
            if pd.isna(row["share"])
            else f"{row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})",
            "before": few if pd.isna(row["before"]) else f"{row['before']:,.0f}",
        }
        for row in answer.parts[name].to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["name", "now", "share", "before"])


def months_table(answer: Indicators) -> pd.DataFrame:
    """Lay the months of third-party reports out for reading, the latest first."""
    few = f"fewer than {answer.threshold}, or hidden"
    rows = [
        {"month": row["month"], "reports": few if pd.isna(row["reports"]) else f"{row['reports']:,.0f}"}
        for row in answer.months.to_dict("records")[::-1]
    ]
    return pd.DataFrame(rows, columns=["month", "reports"])


def centres_sentence(answer: Indicators) -> str:
    """Say how the centres of the register stand."""
    if not answer.centres:
        return "The register of centres is empty. Enter centres under Community."
    parts = [f"{many} {_state(state)}" for state, many in answer.centres.items()]
    total = sum(answer.centres.values())
    return f"Of {total} centres on the register for the whole area: {listed(parts)}."


def _state(state: str) -> str:
    return {"dormant": "open, but with no report for half a year", "unknown": "not checked"}.get(state, state)


def agencies_sentence(answer: Indicators) -> str:
    """Say whose records reach the end of the period."""
    n, whole = len(answer.agencies), int(answer.agencies["whole"].sum())
    if not n:
        return "No agency has sent anything."
    end = day_words(answer.period.last)
    said = f"The records of {whole} of {n} agencies reach the end of the period, {end}."
    rest = answer.agencies.loc[~answer.agencies["whole"].astype(bool), "agency"].tolist()
    return said + (f" Not known from then on: {listed(rest)}." if rest else "")


def agencies_table(answer: Indicators) -> pd.DataFrame:
    """Lay the agencies out for reading: agency, reaches."""
    return answer.agencies.assign(whole=["yes" if each else "no" for each in answer.agencies["whole"]])


def notes(answer: Indicators) -> list[str]:
    """Say what must be known beside the indicators."""
    told = [
        f"{window_words(answer.period)}, compared with {window_words(answer.against)}. Shares have Wilson's "
        "95 % range; "
        "a difference counts where Fisher's exact test, allowing for all that were looked at, says so."
    ]
    if answer.incomplete_from is not None:
        told.append(
            f"Weeks from {day_words(answer.incomplete_from)} are not complete: agencies that report late "
            "are still to "
            "come, and shares may shift."
        )
    told += [f"{each.title}, {day_words(each.day)}: {each.sentence}" for each in answer.breaks]
    if answer.side == HARM:
        told += [
            "No record says who was hurt, so injuries are not counted; violence stands for them as far as "
            "it can. "
            "What counts as serious is the policy's list.",
            f"Again means within {answer.settings['repeat_days']} days of another report at the very same "
            "point; places "
            "known only by street or postcode are left out.",
            "Community reports are graded and counted by themselves: those suspected to be false (E), and "
            "those that a "
            "person must look at again, are left out. Allport's scale describes what was seen; it does not "
            "say what "
            "comes next.",
        ]
    else:
        told.append(
            "A share moves when one channel grows and also when another shrinks: look at both numbers. An "
            "agency that "
            "sends nothing is unknown, not quiet."
        )
    return told
