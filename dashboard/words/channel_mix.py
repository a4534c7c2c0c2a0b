"""Police or third party, in words: what a share can say, and what it cannot."""

import pandas as pd

from dashboard.answers.channel_mix import HIDDEN, HIGHER, LOWER, ChannelMix
from dashboard.wording import listed, window_words

__all__ = ["mix_notes", "mix_sentence", "mix_summary", "mix_table"]

MOST_NAMED = 4


def mix_sentence(answer: ChannelMix) -> str:
    """Say in which wards third parties hear more than elsewhere, or that chance explains it."""
    if answer.share != answer.share:
        return "Too few reports to set third parties beside the police."
    if answer.share == 0:
        return (
            "None of the reports to the police or a third party went to a third party, "
            f"{window_words(answer.window)}, so there is nothing to compare. Either nobody tells one, or "
            "what they are told does not come in here."
        )
    whole = (
        f"{answer.share:.0%} of the reports to the police or a third party went to a third party, "
        f"{window_words(answer.window)}."
    )
    said = []
    for verdict, words in ((HIGHER, "a larger share than in the other wards"), (LOWER, "a smaller share")):
        names = list(answer.wards.loc[answer.wards["verdict"] == verdict, "name"])
        if names:
            more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
            said.append(f"{words} in {listed([*names[:MOST_NAMED], *more])}")
    if not said:
        return f"{whole} No ward differs from the others more than chance would have it."
    return f"{whole} It is {'; '.join(said)}."


def mix_notes(answer: ChannelMix) -> list[str]:
    """Say what must be known beside it."""
    hidden = int((answer.wards["verdict"] == HIDDEN).sum())
    told = [
        "A large share can mean that people there trust a centre more than the police, or that a centre is "
        "near. A small one can mean that no centre is known. It is a question to ask, not an answer.",
        f"With fewer than {answer.settings['fewest']} reports of the two together nothing is said of a ward. "
        "Ranges are exact (Clopper and Pearson, 95 %); verdicts are corrected for looking at every ward. "
        "Every record is counted by itself, also where two agencies hold the same event.",
    ]
    if hidden:
        told.append(
            f"{hidden} {'ward is' if hidden == 1 else 'wards are'} not shown: a count there is below "
            f"{answer.threshold}, or would give another one back."
        )
    return told


def mix_table(answer: ChannelMix) -> pd.DataFrame:
    """Lay the wards out for reading."""
    rows = []
    for row in answer.wards.to_dict("records"):
        known = row["whole"] == row["whole"]
        share = known and row["share"] == row["share"]
        rows.append(
            {
                "name": row["name"],
                "police": f"{row['police']:,.0f}" if known else HIDDEN,
                "third": f"{row['third']:,.0f}" if known else HIDDEN,
                "share": f"{row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})" if share else "",
                "verdict": row["verdict"],
            }
        )
    return pd.DataFrame(rows, columns=["name", "police", "third", "share", "verdict"])


def mix_summary(answer: ChannelMix) -> str:
    """Describe the chart to somebody who cannot see it."""
    return f"{mix_sentence(answer)} The table below holds the same figures."
