"""Precision and recall of the search for duplicates, against pairs that are known to be one event."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from boundaries.study_area import StudyArea
from ingest.errors import FileRefused
from ingest.match import MatchSettings, find_pairs
from ingest.records import Store
from ingest.records.searching import records_to_compare

__all__ = ["THRESHOLDS", "known_pairs", "measure", "measured"]

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def measure(store: Store, study_area: StudyArea, truths: Path) -> dict[str, Any]:
    """Look for duplicates anew and compare what is found with what is known.

    Parameters
    ----------
    truths : path
        JSON whose `duplicates_between_agencies` lists pairs of {file, row}, as the demo's
        planted_truths.json does.

    Returns
    -------
    dict
        `known` pairs, how many records were `compared`, and `thresholds`: a list of threshold, found,
        right, precision, recall and f1.
    """
    with store.reading() as connection:
        records = records_to_compare(connection, study_area)
    rows = store.incidents(("id", "batch", "row"))
    known = known_pairs(truths, rows, {one["id"]: one["file"] for one in store.batches()})
    return measured(records, known)


def known_pairs(truths: Path, rows: pl.DataFrame, files: dict[int, str]) -> set[frozenset[int]]:
    """Find the records of the known pairs, by the file that brought them and the row of it.

    Raises
    ------
    ingest.errors.FileRefused
        If the file is not such a list, or names rows that are not in the store.
    """
    try:
        listed = json.loads(truths.read_text(encoding="utf-8"))["duplicates_between_agencies"]
        named = [tuple((one["file"], int(one["row"])) for one in pair) for pair in listed]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileRefused(
            "This is not a list of known duplicates: a JSON file with 'duplicates_between_agencies', each a "
            "pair of {file, row}. The demo writes one, files/planted_truths.json."
        ) from error
    where = {(files[batch], row): number for number, batch, row in rows.iter_rows()}
    pairs = [[where.get(one) for one in pair] for pair in named]
    missing = sum(None in pair for pair in pairs)
    if missing:
        raise FileRefused(
            f"{missing:,} of the {len(pairs):,} known pairs name rows that are not in the store. Measure on "
            "the store that these files were taken into."
        )
    return {frozenset(number for number in pair if number is not None) for pair in pairs}


def measured(records: pl.DataFrame, known: set[frozenset[int]]) -> dict[str, Any]:
    """Compare what is found among records with what is known, for each threshold."""
    matched = find_pairs(records, settings=MatchSettings(threshold=min(THRESHOLDS)))
    found = [(frozenset((a, b)), s) for a, b, s in matched.pairs.select("id_a", "id_b", "score").iter_rows()]
    lines = []
    for threshold in THRESHOLDS:
        above = [pair for pair, score in found if score >= threshold]
        right = sum(pair in known for pair in above)
        precision = right / len(above) if above else 0.0
        recall = right / len(known) if known else 0.0
        both = precision + recall
        lines.append(
            {
                "threshold": threshold,
                "found": len(above),
                "right": right,
                "precision": round(precision, 3),
                "recall": round(recall, 3),
                "f1": round(2 * precision * recall / both, 3) if both else 0.0,
            }
        )
    return {"known": len(known), "records": records.height, "thresholds": lines}
