"""The invented town of the ingest tests, and the words for what becomes of a line."""

from collections.abc import Callable

import pytest

from ingest.outcome import Prepared
from tests.ingest.conftest import (  # noqa: F401
    formats,
    gazetteer,
    make_table,
    policy,
    take_in,
    wren,
)


@pytest.fixture(scope="session")
def only_set_aside() -> Callable[[Prepared, int, str], None]:
    """Check that exactly one row was set aside, with this in its reason, and that all others were kept."""

    def check(prepared: Prepared, row: int, reason: str, column: str | None = None) -> None:
        assert prepared.set_aside["row"].to_list() == [row], prepared.set_aside.to_dicts()
        said = prepared.set_aside["reason"][0]
        assert said.startswith(f"Row {row}: ") and reason in said, said
        assert prepared.incidents.height == prepared.read - 1
        if column is not None:
            assert prepared.set_aside["column"][0] == column

    return check


@pytest.fixture(scope="session")
def all_kept() -> Callable[..., None]:
    """Check that every row was kept, and that this was said (or, of some words, that nothing was)."""

    def check(prepared: Prepared, said: str | None = None) -> None:
        assert prepared.set_aside.height == 0, prepared.set_aside["reason"].to_list()
        assert prepared.incidents.height == prepared.read
        if said is not None:
            assert any(said in note for note in prepared.notes), prepared.notes

    return check
