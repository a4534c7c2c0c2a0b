"""The canary sweep: a word of its own in every restricted field, looked for in all that any role is sent.

Every page is run as every role, and every byte that would go to the browser is kept: text, tables (Arrow),
maps, charts and downloads.  A word that the role may not see is a leak.
"""

import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from streamlit.testing.v1 import AppTest, local_script_runner
from typer.testing import CliRunner

from dashboard.desks import importing
from dashboard.exporting.export import OF_FIGURES
from dashboard.exporting.products import PRODUCTS
from dashboard.loading import clusters as finding
from dashboard.report.sections import SECTIONS
from dashboard.settings import Settings
from dashboard.shell import app
from dashboard.snapshot import load_snapshot
from dashboard.viewer import ROLES
from ingest.records import open_store, schema
from ingest.records.audit import note, now
from tests.conftest import Demo
from tests.copying import copy_demo
from tests.dashboard.pack_ground import demo_ground

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for path in (ROOT / "dashboard" / "pages").glob("*.py") if path.stem != "__init__")
ROWS = frozenset(("officer", "analyst", "coordinator"))
GRADERS = frozenset(("analyst", "coordinator"))
KEEPERS = frozenset(("coordinator", "administrator"))
NOBODY: frozenset[str] = frozenset()
OPENED: dict[str, tuple[dict[str, str], ...]] = {
    "actions": ({"action": "1"}, {"view": "list"}, {"view": "owners"}),
    "did_it_work": ({"action": "1"},),
    "visits": ({"view": "weeks"}, {"view": "found"}),
}
"""What else a page shows where its address asks for it; the first action on the list is number 1."""
NOT_ASKED = frozenset(("demo", "backup-key"))
"""Commands that make something and tell nothing of the records."""
OWN, OTHER = "Wrenshire Police", "Curlew Homes"


@dataclass(frozen=True)
class Canary:
    """A word, or the bytes of a number, and who may see it."""

    name: str
    signs: tuple[bytes, ...]
    may_see: frozenset[str] = NOBODY
    pages: frozenset[str] = frozenset()

    def is_seen(self, sent: bytes) -> bool:
        return any(sign in sent for sign in self.signs)

    def is_allowed(self, role: str, page: str) -> bool:
        return role in self.may_see and (not self.pages or page in self.pages)


@dataclass
class Aviary:
    """The store in which the canaries sit."""

    store: str
    partnership: Path
    canaries: list[Canary] = field(default_factory=list)

    def hatch(self, name: str, may_see: frozenset[str] = NOBODY, *pages: str) -> str:
        word = f"Canary{name.title().replace(' ', '')}Qz"
        self.canaries.append(Canary(name, (word.encode(),), may_see, frozenset(pages)))
        return word


def number_signs(value: float) -> tuple[bytes, ...]:
    """A number as Arrow and as JSON write it; a street's point and a cell's middle have other tails."""
    return struct.pack("<d", value), repr(value).encode(), f"{value:.7f}".encode()


@pytest.fixture(scope="module")
def aviary(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aviary]:
    folder = tmp_path_factory.mktemp("aviary") / "demo"
    copy_demo(demo.folder, folder)
    seeded = Aviary(f"sqlite:///{folder}/common-ground.sqlite", folder / "partnership.toml")
    store = open_store(seeded.store)
    with store.writing() as connection:
        seed_records(connection, seeded)
        seed_registers(connection, seeded)
        seed_people(connection, seeded)
    store.close()
    yield seeded


def seed_records(connection: Any, seeded: Aviary) -> None:
    known = schema.incidents
    paired = set(connection.execute(select(schema.pairs.c.reference_a)).scalars())
    paired |= set(connection.execute(select(schema.pairs.c.reference_b)).scalars())
    latest = known.c.occurred_from.desc()
    rows = connection.execute(select(known).where(known.c.x.is_not(None)).order_by(latest))
    chosen = [row for row in rows if row.reference not in paired][:40]
    word = seeded.hatch("reference", ROWS, "records", "retention", "possible_duplicates")
    for number, row in enumerate(chosen):
        moved = {"x": row.x + 0.1234567, "y": row.y + 0.7654321, "lon": row.lon + 1.23457e-6, "lat": row.lat}
        values = {**moved, "reference": f"{word}{number}"}
        connection.execute(update(known).where(known.c.id == row.id).values(values))
        if number < 10:
            for axis in ("x", "y", "lon"):
                seeded.canaries.append(
                    Canary(f"point {axis} {number}", number_signs(moved[axis]), ROWS, frozenset(("records",)))
                )
    batch = connection.execute(select(schema.batches.c.id).limit(1)).scalar()
    seeded_word = seeded.hatch("set aside value", ROWS, "files")
    values = {"batch": batch, "row": 7, "column": "strand", "value": seeded_word, "reason": "not known"}
    connection.execute(insert(schema.set_aside).values(values))
    file = seeded.hatch("file name", ROWS | KEEPERS)
    connection.execute(update(schema.batches).where(schema.batches.c.id == batch).values(file=f"{file}.csv"))
    why = seeded.hatch("review why", ROWS | KEEPERS, "retention")
    connection.execute(
        insert(schema.reviews).values(
            agency=chosen[0].agency, reference=f"{word}0", keep_until=now().date(), decided_at=now(),
            decided_by="x", why=why,
        )
    )  # fmt: skip


def seed_registers(connection: Any, seeded: Aviary) -> None:
    known = schema.community_reports
    rows = connection.execute(select(known).where(known.c.retired_at.is_(None)).order_by(known.c.id)).all()
    plain, hidden, suspected = rows[0], rows[1], rows[2]
    for column in ("seen", "place", "community"):
        word = seeded.hatch(f"report {column}", ROWS)
        connection.execute(update(known).where(known.c.id == plain.id).values({column: word}))
    condition = seeded.hatch("report condition", ROWS)
    connection.execute(
        update(known)
        .where(known.c.id == plain.id)
        .values(handling="C", condition=condition, information_grade="B", needs_check=False)
    )
    word = seeded.hatch("hidden until checked")
    connection.execute(
        update(known)
        .where(known.c.id == hidden.id)
        .values(seen=word, needs_check=True, checked_at=None, agency="another agency")
    )
    word = seeded.hatch("graded E", frozenset(("analyst",)))
    connection.execute(
        update(known).where(known.c.id == suspected.id).values(seen=word, information_grade="E")
    )
    waiting = schema.submissions
    number = connection.execute(select(waiting.c.id).where(waiting.c.state == "waiting").limit(1)).scalar()
    word = seeded.hatch("told and not graded", GRADERS)
    connection.execute(update(waiting).where(waiting.c.id == number).values(seen=word, needs_check=False))
    reason = seeded.hatch("agreed why", ROWS)
    connection.execute(update(schema.agreed_levels).values(reason=reason))
    action = seeded.hatch("action progress", ROWS | {"partner"})  # partners carry the plan, and say so there
    connection.execute(update(schema.actions).values(progress=action))
    made = seeded.hatch("visit note", ROWS)
    connection.execute(update(schema.visits).values(outcome=f"quiet: {made}"))
    found = seeded.hatch("found on patrol", ROWS, "visits")
    connection.execute(update(schema.found_on_patrol).values(reference=f"{found}1"))
    contact = seeded.hatch("private contact", GRADERS)
    connection.execute(update(schema.centres).values(contact=contact, is_contact_public=False))
    pair = seeded.hatch("decision note", ROWS, "possible_duplicates")
    connection.execute(update(schema.decisions).values(note=pair))


def seed_people(connection: Any, seeded: Aviary) -> None:
    admin = frozenset(("administrator",))
    name, login = seeded.hatch("person", admin), seeded.hatch("login", admin)
    connection.execute(
        insert(schema.people).values(
            login=login, name=name, agency=OTHER, secret=seeded.hatch("password hash"), added_at=now(),
            added_by="x",
        )
    )  # fmt: skip
    note(connection, who=seeded.hatch("audit who", admin, "audit"), action="import", subject="batch 1")


class Caught:
    """Every message that goes to the browser."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[bytes] = []
        parse = local_script_runner.parse_tree_from_messages

        def keep(messages: Any) -> Any:
            self.sent += [message.SerializeToString() for message in messages]
            return parse(messages)

        monkeypatch.setattr(local_script_runner, "parse_tree_from_messages", keep)


def run_page(page: Path, role: str, caught: Caught) -> bytes:
    """Run a page as a role until it has answered, whatever its address asks for; give all that was sent."""
    caught.sent.clear()
    for query in ({}, *OPENED.get(page.stem, ())):
        shown = AppTest.from_file(str(page), default_timeout=120)
        shown.session_state["view-as"] = role
        shown.session_state["said-agency"] = OWN
        shown.session_state["demo-purpose"] = "prevention"
        shown.session_state["hot-spot-tabs"] = "How sure is this?"
        for name, value in query.items():
            shown.query_params[name] = value
        shown.run()
    return b"".join(caught.sent)


@pytest.fixture(autouse=True)
def looked_at(aviary: Aviary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", aviary.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(aviary.partnership))
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "demo")
    monkeypatch.setattr(
        finding, "clusters", partial(finding.clusters, replicates=99)
    )  # nor is how sure it is
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("role", list(ROLES))
def test_no_page_sends_a_role_what_it_may_not_see(
    role: str, aviary: Aviary, monkeypatch: pytest.MonkeyPatch, proof: Callable[[str], None]
) -> None:
    caught, leaks, seen, looks = Caught(monkeypatch), [], set(), 0
    for page in PAGES:
        sent = run_page(page, role, caught)
        assert sent, f"{page.stem} sent nothing"
        assert b"Stop working this out" not in sent, f"{page.stem} has not answered yet"
        for canary in aviary.canaries:
            looks += 1
            if canary.is_seen(sent):
                seen.add(canary.name)
                if not canary.is_allowed(role, page.stem):
                    leaks.append(f"{page.stem}: {canary.name}")
    assert leaks == []
    if role in GRADERS:
        assert {"report seen", "told and not graded"} <= seen, "the sweep sees what may be seen"
    if role not in ROWS | {"administrator"}:
        assert seen == ({"action progress"} if role == "partner" else set())
    proof(
        f"canaries, {role}: 0 leaks in {looks:,} looks ({len(PAGES)} pages, {len(aviary.canaries)} canaries; "
        f"{len(seen)} seen by right)"
    )


def opened_up(data: bytes) -> bytes:
    """Give the bytes of a file, and of what is packed in it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return data + b"".join(archive.read(name) for name in archive.namelist())
    except zipfile.BadZipFile:
        return data


def test_no_file_that_leaves_holds_one(aviary: Aviary, tmp_path: Path, proof: Callable[[str], None]) -> None:
    looks, names = 0, set(PRODUCTS)
    for profile in ("partner", "public"):
        for product, fmt in [(one, "csv") for one in names] + [("ward-years", one) for one in OF_FIGURES]:
            file = tmp_path / f"{profile}-{product}.{fmt}"
            words = ["export", product, "--profile", profile, "--format", fmt, "--out", str(file)]
            made = CliRunner().invoke(app, [*words, "--purpose", "meeting"])
            assert made.exit_code == 0, made.output
            left = opened_up(file.read_bytes()) + made.output.encode()
            looks += len(aviary.canaries)
            assert [canary.name for canary in aviary.canaries if canary.is_seen(left)] == []
    proof(f"canaries, files: 0 leaks in {looks:,} looks ({len(names)} products, {len(OF_FIGURES)} formats)")


def test_no_pack_holds_one(aviary: Aviary, proof: Callable[[str], None]) -> None:
    """What a pack is for may stand in it: the meeting's own reasons, and how an action goes."""
    desk = importing.open_desk(Settings(store=aviary.store, partnership=aviary.partnership))
    snapshot, looks = load_snapshot(desk.store, desk.partnership), 0
    for profile, meant in (("partner", {"agreed why", "action progress"}), ("public", set())):
        ground = demo_ground(desk, snapshot, profile, chosen=tuple(range(1, 20)))
        for section in SECTIONS.values():
            if profile not in section.profiles:
                continue
            made = repr(section.make(ground)).encode()
            looks += len(aviary.canaries)
            seen = {canary.name for canary in aviary.canaries if canary.is_seen(made)}
            assert seen <= meant, section.key
    proof(f"canaries, packs: 0 leaks in {looks:,} looks ({len(SECTIONS)} sections, 2 profiles)")


@pytest.mark.parametrize("role", [role for role, viewer in ROLES.items() if viewer.profile])
def test_the_shell_tells_an_aggregate_role_nothing_either(
    role: str, aviary: Aviary, proof: Callable[[str], None]
) -> None:
    answered, asked = 0, 0
    for command in app.registered_commands:
        name = command.name or command.callback.__name__.replace("_", "-")  # type: ignore[union-attr]
        if name in NOT_ASKED:
            continue
        asked += 1
        said = CliRunner().invoke(app, ["--as", role, name, "--json"])
        answered += said.exit_code == 0
        told = said.output.encode()
        assert [c.name for c in aviary.canaries if c.is_seen(told) and not c.is_allowed(role, name)] == []
    proof(f"canaries, shell as {role}: 0 leaks ({answered} of {asked} commands answered)")
