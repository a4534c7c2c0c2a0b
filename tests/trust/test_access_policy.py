"""The access policy: as its oracle was written by hand, and strict with whatever else it is given."""

import csv
from pathlib import Path

import pytest

from ingest.access.policy import ACCESS, load_access
from ingest.access.rows import ACTIONS, LEVELS, level_for, may_row
from ingest.errors import IngestError

ORACLE = Path(__file__).parent / "authorisation.csv"
OWN = """
version = "ours 1"
[roles]
analyst = ["explore", "read rows"]
[rows.analyst]
mine = ["count", "list"]
"""


def cells() -> list[dict[str, str]]:
    with ORACLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_cell_is_as_written() -> None:
    access, written = load_access(), cells()
    assert len({tuple(cell.values())[:4] for cell in written}) == len(written) == 480
    for cell in written:
        own = cell["record_of"] == "own"
        said = may_row(access, cell["role"], own=own, level=cell["level"], action=cell["action"])
        assert said == (cell["may"] == "yes"), cell


@pytest.mark.parametrize(
    ("role", "own", "level", "action"),
    [
        ("analyst", True, "secret", "read"),
        ("root", True, "own", "read"),
        ("coordinator", True, "own", "export"),
        ("coordinator", True, "mine", "read"),
        ("", False, "", ""),
    ],
)
def test_what_is_not_known_is_refused(role: str, own: bool, level: str, action: str) -> None:
    assert not may_row(load_access(), role, own=own, level=level, action=action)


def test_a_level_depends_on_who_asks() -> None:
    assert level_for("Housing", level="named", named=["Housing", "Police"]) == "named_me"
    assert level_for("Council", level="named", named=["Housing", "Police"]) == "named_others"
    assert level_for("", level="named", named=[""]) == "named_others"
    assert level_for("Council", level="anything", named=[]) == "own"
    assert set(LEVELS) >= {level_for("Council", level=one, named=[]) for one in ("own", "partnership")}
    assert len(ACTIONS) == 8


def test_a_partnership_takes_away(tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text(OWN, "utf-8")
    access = load_access(tmp_path / "access.toml")
    assert access.may("analyst", "explore")
    assert not access.may("coordinator", "explore")
    assert may_row(access, "analyst", own=True, level="own", action="list")
    assert not may_row(access, "analyst", own=True, level="own", action="read")
    assert access.pages == load_access().pages
    assert access.purposes == load_access().purposes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'analyst = ["explore"',
            'anylist = ["explore"',
            "roles: there is no 'anylist'. Did you mean 'analyst'",
        ),
        (
            '"read rows"]',
            '"read row"]',
            "roles.analyst: found 'read row', which there is not. Did you mean 'read",
        ),
        ('"read rows"]', '"read rows", "administer"]', "more than the program grants"),
        (
            "analyst = [",
            'public = ["explore"]\nanalyst = [',
            "roles.public: found 'explore', which is more than",
        ),
        (
            "analyst = [",
            'partner = ["explore"]\nanalyst = [',
            "roles.partner: found 'explore', which is more than",
        ),
        ("mine = [", "ours = [", "rows.analyst: there is no 'ours'"),
        ('"list"]', '"lists"]', "rows.analyst.mine: found 'lists', which there is not. Did you mean 'list'?"),
        ('"list"]', '"erase"]', "rows.analyst.mine: found 'erase', which is more than"),
        (
            "[rows.analyst]",
            "[rows.administrator]",
            "rows.administrator.mine: found 'count', which is more than",
        ),
        ('version = "ours 1"', "version = 1", "version: found '1'; it would be a text"),
        ("[roles]", "[rules]", "there is no 'rules'. Did you mean 'roles'?"),
        ("[rows.analyst]", '[pages]\nhot_spot = "explore"\n[rows.analyst]', "pages: there is no 'hot_spot'"),
        (
            "[rows.analyst]",
            '[pages]\naudit = "explore"\n[rows.analyst]',
            "pages.audit: found 'explore'; it asks",
        ),
        (
            "[rows.analyst]",
            '[purposes]\n"For fun" = "x"\n[rows.analyst]',
            "found 'For fun'; a code has small",
        ),
        ('["count", "list"]', '"count"', "rows.analyst.mine: found 'count'; it would be a list of texts."),
        ("[roles]", "[roles", "it cannot be read as TOML"),
    ],
)
def test_a_policy_that_is_not_right_is_refused_in_words(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in OWN
    (tmp_path / "access.toml").write_text(OWN.replace(old, new), "utf-8")
    with pytest.raises(IngestError, match=r"access\.toml is not an access policy") as wrong:
        load_access(tmp_path / "access.toml")
    assert said in str(wrong.value)


def test_no_row_is_for_those_who_see_releases_only() -> None:
    access = load_access(ACCESS)
    for role in ("public", "partner", "administrator"):
        assert not any(access.rows[role].values())
        assert not access.may(role, "read rows")
        for exact in (
            "explore",
            "keep records",
            "send files",
            "send for others",
            "grade reports",
            "look out",
        ):
            assert not access.may(role, exact), (
                role,
                exact,
            )  # each tells exact counts of records, or alters them
