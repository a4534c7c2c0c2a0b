"""Releases are made from the records, say the same whatever the order of files, and are read unchanged."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.release_due import NotDueError, ReleaseError
from dashboard.desks.releases import check_releases, find_release, open_for_aggregates, open_release
from dashboard.desks.releasing import make_due, make_release, releases_due
from dashboard.kept import kept_folder
from dashboard.released.body import About, DamagedReleaseError, from_bytes, to_bytes
from dashboard.released.release import Release
from dashboard.settings import Settings
from ingest.incident import INCIDENT
from ingest.outcome import Prepared
from ingest.records import Sent, Store, StoreError, open_store
from ingest.records.audit import lines
from ingest.records.deciding import decide
from ingest.records.keys import key_of, keys_folder
from ingest.records.pairs import keep_pairs, pairs
from ingest.records.releases import SameReleaseError
from ingest.table import no_set_aside
from tests.conftest import Demo
from tests.copying import copy_store
from tests.dashboard.handmade_release import handmade
from tests.dashboard.test_shell import answer, run

TODAY = date(2026, 11, 1)
LATER = datetime.now(UTC).date() + timedelta(days=40)
ABOUT = About(3, "", 9, datetime(2026, 11, 2, tzinfo=UTC), "Ann")


@pytest.fixture(scope="module")
def office(demo: Demo) -> Desk:
    return open_desk(Settings(store=demo.store, partnership=demo.partnership, formats=demo.folder))


@pytest.fixture(scope="module")
def told(office: Desk) -> pl.DataFrame:
    """A quarter of the demo's records."""
    return office.store.incidents().select(list(INCIDENT)).gather_every(4)


@pytest.fixture
def new_desk(
    office: Desk,
    told: pl.DataFrame,
    new_store_url: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Desk]]:
    """Open desks of new stores; the map of the demo is theirs too, drawn once."""
    monkeypatch.chdir(tmp_path)  # what is kept of a server lies in the folder var
    opened = []

    def make(kind: str, sent: pl.DataFrame | None = None) -> Desk:
        url = new_store_url(kind)
        drawn, own = (kept_folder(place, "shapes") for place in (office.store.url, url))
        assert drawn is not None and own is not None
        shutil.copytree(drawn, own)
        opened.append(replace(office, store=open_store(url)))
        send(opened[-1].store, told if sent is None else sent, "all")
        return opened[-1]

    yield make
    for desk in opened:
        desk.store.close()


@pytest.fixture
def desk(new_desk: Callable[..., Desk], store_kind: str) -> Desk:
    return new_desk(store_kind)


@pytest.fixture
def file_desk(new_desk: Callable[..., Desk]) -> Desk:
    return new_desk("sqlite")


def send(store: Store, frame: pl.DataFrame, digest: str) -> int:
    prepared = Prepared(frame, no_set_aside(), read=frame.height)
    receipt = store.receive(prepared, Sent(f"{digest}.csv", digest, "Council", "housing", by="Ann"))
    assert receipt.batch is not None
    return receipt.batch


def more(told: pl.DataFrame, count: int, name: str = "N") -> pl.DataFrame:
    """So many new records, all alike but for their references: of one ward, strand and month."""
    one = told.filter(
        (pl.col("strands") == "race") & pl.col("x").is_not_null(),
        pl.col("occurred_from") >= date(2026, 9, 1),
        pl.col("noticed_by") != "officer",
    )[0]
    return pl.concat([one] * count).with_columns(reference=pl.Series([f"{name}{n}" for n in range(count)]))


def join(store: Store, told: pl.DataFrame) -> None:
    """Decide that two agencies' records of one month are one event, though they say different places."""
    placed = told.drop_nulls("x").sort("agency", "reference")
    one, other = (
        placed.row(0, named=True),
        placed.filter(pl.col("agency") != placed["agency"][0]).row(0, named=True),
    )
    pair = {"agency_a": one["agency"], "reference_a": one["reference"], "agency_b": other["agency"],
            "reference_b": other["reference"], "score": 0.9, "reasons": "same day"}  # fmt: skip
    with store.writing() as connection:
        keep_pairs(connection, pl.DataFrame([pair]), by="Ann")
        decide(connection, pairs(connection)[0]["pair"], "same", by="Ann")


def opened(desk: Desk, profile: str = "partner") -> Release:
    kept = find_release(desk.store, profile)
    assert kept is not None
    return open_release(desk.store, kept)


class TestMaking:
    def test_says_the_same_whatever_the_order_of_files(
        self, desk: Desk, told: pl.DataFrame, store_kind: str, new_desk: Callable[..., Desk]
    ) -> None:
        join(desk.store, told)
        first = make_release(desk, "partner", by="Ann", today=TODAY)
        shuffled = told.sample(fraction=1.0, shuffle=True, seed=7)
        other = new_desk(store_kind, shuffled[:400])
        numbers = [
            send(other.store, part, f"part {n}") for n, part in enumerate(shuffled[400:].iter_slices(400))
        ]
        other.store.withdraw(numbers[0], by="Ann", why="wrong")
        send(other.store, shuffled[400:800].reverse(), "again")
        join(other.store, told)
        second = make_release(other, "partner", by="Ben", today=TODAY)
        assert second.digest == first.digest
        assert (second.data_version, second.made_by) != (first.data_version, first.made_by)

    def test_aggregate_reads_stay_the_same_to_the_byte_until_a_release(
        self, desk: Desk, told: pl.DataFrame
    ) -> None:
        made = make_due(desk, by="Ann", today=TODAY)
        assert [one.kept.number for one in made if one.kept] == [1, 1]
        reader = open_for_aggregates(desk.store.url)

        def looks() -> list[bytes]:
            kept = [find_release(reader, profile) for profile in ("partner", "public")]
            return [to_bytes(open_release(reader, one), {}).body for one in kept if one is not None]

        before = looks()
        send(desk.store, more(told, 9), "nine")
        assert looks() == before and len(before) == 2
        with pytest.raises(NotDueError, match="Fewer than 10 records have changed since partner release 1"):
            make_release(desk, "partner", by="Ann", today=LATER, even_if_early=True)
        assert looks() == before
        send(desk.store, more(told, 10), "ten")
        with pytest.raises(NotDueError, match="made weekly: the next is due on"):
            make_release(desk, "partner", by="Ann", today=datetime.now(UTC).date())
        old = opened(desk)
        assert make_release(desk, "partner", by="Ann", today=LATER).number == 2
        assert looks()[0] != before[0] and looks()[1] == before[1]
        self.only_theirs_differ(old, opened(desk), desk)
        reader.close()

    def test_an_agency_cannot_see_where_the_one_record_fell_that_is_not_its_own(
        self, desk: Desk, told: pl.DataFrame
    ) -> None:
        make_release(desk, "partner", by="Ann", today=TODAY)
        own, others = more(told, 11), more(told, 10, name="O").with_columns(agency=pl.lit("Somebody else"))
        send(desk.store, own, "own")
        send(desk.store, others[:1], "one of others")
        with pytest.raises(NotDueError, match="one agency's, and fewer than 10 are others'"):
            make_release(desk, "partner", by="Ann", today=LATER)
        send(desk.store, others[1:], "nine of others")
        assert make_release(desk, "partner", by="Ann", today=LATER).number == 2

    def only_theirs_differ(self, old: Release, new: Release, desk: Desk) -> None:
        """Ten records of one ward, cell, month, strand and source change no number of any other."""
        names = ["table", "area", "period", "strand", "source"]
        both = old.values.join(new.values, on=names, how="full", suffix="_new")
        assert both.filter(pl.col("table").is_null() | pl.col("table_new").is_null()).is_empty()
        differ = both.filter(pl.col("value").ne_missing(pl.col("value_new")))
        assert differ.height > 0
        assert differ.filter(pl.col("area").str.starts_with("E"))["area"].n_unique() == 1
        assert differ.filter(pl.col("area").str.starts_with("c"))["area"].n_unique() <= 1
        assert set(differ["strand"]) <= {"", "race"}
        assert old.cells == new.cells and new.cells_version == 1

    def test_one_record_does_not_move_its_span(self, file_desk: Desk, told: pl.DataFrame) -> None:
        strays = more(told, 2, "stray").with_columns(
            occurred_from=pl.Series([date(2019, 5, 1), date(2027, 3, 30)]),
            occurred_to=pl.Series([date(2019, 5, 1), date(2027, 3, 30)]),
        )
        send(file_desk.store, strays, "stray")
        make_release(file_desk, "public", by="Ann", today=date(2027, 6, 1))
        made = opened(file_desk, "public")
        assert (made.first, made.last) == (date(2023, 11, 1), date(2026, 10, 31))
        assert made.values.filter(pl.col("value") < 10).is_empty()

    def test_nothing_new_is_no_release(self, file_desk: Desk, told: pl.DataFrame) -> None:
        make_release(file_desk, "partner", by="Ann", today=TODAY)
        send(file_desk.store, told[:20].with_columns(outcome=pl.lit("closed")), "said otherwise")
        with pytest.raises(SameReleaseError, match="Nothing that is released has changed"):
            make_release(file_desk, "partner", by="Ann", today=LATER)
        assert [one.changes for one in releases_due(file_desk)] == [20, 0]

    def test_a_store_with_next_to_nothing_releases_nothing(
        self, told: pl.DataFrame, new_desk: Callable[..., Desk]
    ) -> None:
        bare = new_desk("sqlite", told[:5])
        too_few = "There are too few records of whole months for a release. None was made."
        assert [one.why_not for one in make_due(bare, by="Ann", today=TODAY)] == [too_few] * 2


class TestTheKey:
    def test_is_never_made_anew_after_a_release(self, file_desk: Desk, told: pl.DataFrame) -> None:
        make_release(file_desk, "partner", by="Ann", today=TODAY)
        send(file_desk.store, more(told, 12), "more")
        file = keys_folder(file_desk.store.url) / "release.key"
        own = file.read_text()
        file.unlink()
        for profile in ("partner", "public"):
            with pytest.raises(ReleaseError, match="key of the releases is not there"):
                make_release(file_desk, profile, by="Ann", today=LATER)
        assert key_of(file_desk.store.url, "release") is None
        assert "is not there" in check_releases(file_desk.store, file_desk.store.url).faults[0]
        file.write_text(own[::-1])
        with pytest.raises(ReleaseError, match="not the one that the releases before were made with"):
            make_release(file_desk, "partner", by="Ann", today=LATER)
        assert "is not the one" in check_releases(file_desk.store, file_desk.store.url).faults[0]
        file.write_text("x")
        with pytest.raises(StoreError, match="cannot be read"):
            make_release(file_desk, "partner", by="Ann", today=LATER)
        file.write_text(own)
        with file_desk.store.reading() as connection:
            refused = [line["subject"] for line in lines(connection) if line["action"] == "refused release"]
        assert refused == ["partner", "public", "partner", "partner"]
        assert make_release(file_desk, "partner", by="Ann", today=LATER).number == 2

    def test_is_nowhere_in_the_store(self, file_desk: Desk) -> None:
        make_release(file_desk, "partner", by="Ann", today=TODAY)
        secret = key_of(file_desk.store.url, "release")
        assert secret is not None
        live = Path(str(file_desk.store.engine.url.database))
        content = copy_store(live, live.with_name("copied.sqlite")).read_bytes()
        assert secret not in content and secret.hex().encode() not in content


class TestBytes:
    def test_are_the_same_whatever_the_order_of_values(self) -> None:
        made = handmade()
        mixed = replace(
            made, values=made.values.sample(fraction=1.0, shuffle=True, seed=1), number=8, made_by="Ben"
        )
        packed = to_bytes(made, {"d": 4, "key": "k"})
        assert to_bytes(mixed, {"key": "k", "d": 4}) == packed
        assert to_bytes(made, {"d": 5, "key": "k"}).digest != packed.digest
        read = from_bytes(packed.body, replace(ABOUT, digest=packed.digest))
        assert read.values.equals(made.values.sort(made.values.columns[:5]))
        for name in (
            "profile",
            "threshold",
            "base",
            "first",
            "last",
            "wards",
            "strands",
            "sources",
            "residents",
        ):
            assert getattr(read, name) == getattr(made, name)
        assert dict(read.cells) == {name: tuple(parts) for name, parts in made.cells.items()}
        assert (read.number, read.digest, read.made_by) == (3, packed.digest, "Ann")

    def test_tampered_ones_are_refused(self, proof: Callable[[str], None]) -> None:
        packed = to_bytes(handmade(), {})
        chance = np.random.default_rng(3)
        refused = 0
        for at in chance.integers(0, len(packed.body), 200):
            body = bytearray(packed.body)
            body[at] ^= int(chance.integers(1, 256))
            with pytest.raises(DamagedReleaseError, match="Release 3 is not as it was kept"):
                from_bytes(bytes(body), replace(ABOUT, digest=packed.digest))
            refused += 1
        for cut in (b"", packed.body[:-9]):
            with pytest.raises(DamagedReleaseError):
                from_bytes(cut, replace(ABOUT, digest=packed.digest))
        proof(f"releases: {refused} of 200 tampered bodies refused")

    def test_a_tampered_one_in_the_store_is_shown_to_nobody(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        make_release(desk, "public", by="Ann", today=TODAY)
        is_file = desk.store.engine.dialect.name == "sqlite"
        off = (
            "drop trigger releases_no_update"
            if is_file
            else "alter table releases disable trigger releases_sealed"
        )
        with desk.store.engine.begin() as connection:
            connection.execute(text(off))
            connection.execute(text("update releases set body = :body"), {"body": b"else"})
        with pytest.raises(StoreError, match="Release 1 is not as it was kept, so none of it is shown"):
            opened(desk, "public")
        assert caplog.messages[-1] == "refused public release 1: damaged"
        assert "Public release 1" in check_releases(desk.store, desk.store.url).faults[0]


class TestTheShell:
    def test_lists_shows_and_checks(self, demo: Demo) -> None:
        listed = answer(demo, "release", "list")["releases"]
        assert [(one["profile"], one["number"]) for one in listed] == [("public", 1), ("partner", 1)]
        assert "changes" not in listed[0]
        shown = answer(demo, "release", "show", "1", "--profile", "public")
        assert (shown["first"], shown["last"], shown["threshold"]) == ("2023-11-01", "2026-10-31", 10)
        assert len(shown["values"]) > 1_000
        assert answer(demo, "release", "check")["faults"] == []
        assert "T8" not in {row["table"] for row in shown["values"]}
        assert "fewer than 5" in run(demo, "release", "show", "1").stdout

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ((), "Fewer than 10 records have changed since partner release 1"),
            (("--even-if-early",), "Fewer than 10 records"),
            (("--profile", "<b>"), "There is no such profile. There are partner and public."),
            (("--as", "public"), "This is not for you as member of the public."),
            (("show", "9"), "There is no partner release 9."),
        ],
    )
    def test_refuses_in_plain_words(self, demo: Demo, asked: tuple[str, ...], words: str) -> None:
        said = run(demo, "release", *asked)
        assert said.exit_code == 2
        assert words in said.stderr

    def test_a_schedule_is_told_in_one_line(self, demo: Demo) -> None:
        said = run(demo, "release", "--if-due")
        assert (said.exit_code, said.stdout) == (0, "No release is due.\n")


def _page() -> None:
    import streamlit as st

    from dashboard.gate.refusal import NotAllowedError
    from dashboard.loading.releases import load_release

    for profile in (None, "partner", "public", "<b>"):
        try:
            found = load_release(profile)
            st.text(found.profile if found else "none")
        except NotAllowedError as refused:
            st.text(str(refused))
    st.text(str(load_release(number=99)))


NOT_YOURS = "There is no such release for you."


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("public", ["public", NOT_YOURS, "public", NOT_YOURS]),
        ("partner", ["partner", "partner", "public", NOT_YOURS]),
        ("administrator", ["partner", "partner", "public", NOT_YOURS]),
        ("analyst", ["partner", "partner", "public", NOT_YOURS]),
    ],
)
def test_each_role_sees_the_profiles_of_its_own(
    demo: Demo, role: str, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    page = AppTest.from_function(_page, default_timeout=30)
    page.session_state["view-as"] = role
    page.run()
    assert [said.value for said in page.text] == [*seen, "None"]
