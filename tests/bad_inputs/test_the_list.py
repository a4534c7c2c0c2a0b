"""Every line of the list of bad inputs has a test that stands for it."""

import csv
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LIST = TESTS.parents[1] / "shared" / "domain" / "bad_inputs.csv"
MARK = re.compile(r'bad_input\("(B\d{3})"\)')


def test_every_line_of_the_list_has_a_test() -> None:
    if not LIST.exists():
        pytest.skip("the list of bad inputs is not on this machine (../shared/domain/bad_inputs.csv)")
    with LIST.open(encoding="utf-8", newline="") as file:
        listed = {row["id"]: row["description"] for row in csv.DictReader(file)}
    marked = {number for path in TESTS.rglob("test_*.py") for number in MARK.findall(path.read_text("utf-8"))}
    missing = {number: listed[number] for number in sorted(set(listed) - marked)}
    assert missing == {}
