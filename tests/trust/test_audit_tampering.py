"""Somebody who may rewrite the whole store, but has not the key, cannot change the audit unseen."""

# abuse 24
import ast
import hashlib
import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text

from ingest.records import Store, open_store, schema
from ingest.records.audit import START, line_hash, note
from ingest.records.audit_heads import (
    Head,
    head_in_words,
    heads_kept,
    keep_heads,
    newest_head,
    read_head,
    store_id,
)
from ingest.records.audit_kinds import ACTIONS, KINDS
from ingest.records.audit_proof import Proof, prove
from ingest.records.audit_seal import KEY, AuditKeyError
from ingest.records.keys import key_of, keys_folder

LINES = 50
ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    with opened.writing() as connection:
        for number in range(LINES):
            note(connection, who="Ann", action="read rows", subject="incidents", purpose="prevention",
                 rows=[number])  # fmt: skip
    with opened.reading() as connection:
        keep_heads(keys_folder(opened.url), [head_of(connection)])
    with opened.writing() as connection:
        drop_triggers(connection)
    yield opened
    opened.close()


def head_of(connection: Connection) -> Head:
    head = newest_head(connection)
    assert head is not None
    return head


def drop_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("alter table audit disable trigger audit_sealed"))
        return
    for verb in ("update", "delete"):
        connection.execute(text(f"drop trigger audit_no_{verb}"))


def proof_of(connection: Connection, url: str) -> Proof:
    return prove(connection, key_of(url, KEY), heads_kept(keys_folder(url), store_id(connection)))


def rewrite(connection: Connection, lines: list[dict[str, Any]]) -> None:
    """Write the audit anew with a chain of plain hashes that is in order."""
    before = START
    for line in lines:
        line["previous"] = before
        before = line["hash"] = line_hash(line)
    connection.execute(delete(schema.audit))
    if lines:
        connection.execute(insert(schema.audit), lines)


def change(lines: list[dict[str, Any]], at: int) -> list[dict[str, Any]]:
    lines[at] |= [{"who": "Bob"}, {"purpose": "other"}, {"kind": "access"}, {"detail": "{}"}][at % 4]
    return lines


def remove(lines: list[dict[str, Any]], at: int) -> list[dict[str, Any]]:
    return lines[:at] + lines[at + 1 :]


def reorder(lines: list[dict[str, Any]], at: int) -> list[dict[str, Any]]:
    other = (at + 1) % len(lines)
    one, two = lines[at]["id"], lines[other]["id"]
    lines[at]["id"], lines[other]["id"] = two, one
    return sorted(lines, key=lambda line: line["id"])


def cut(lines: list[dict[str, Any]], at: int) -> list[dict[str, Any]]:
    return lines[:at]


def test_every_tampering_is_seen(store: Store, proof: Callable[[str], None]) -> None:
    seen, tried = 0, 0
    with store.reading() as connection:
        whole = proof_of(connection, store.url)
        written = [dict(row) for row in connection.execute(select(schema.audit)).mappings()]
    assert whole.is_whole
    assert (whole.lines, whole.sealed_from, whole.last) == (LINES, written[0]["id"], written[-1]["id"])
    for tamper in (change, remove, reorder, cut):
        for at in range(LINES):
            with store.writing() as connection:
                undone = connection.begin_nested()
                rewrite(connection, tamper([dict(line) for line in written], at))
                found = proof_of(connection, store.url)
                seen, tried = seen + (not found.is_whole), tried + 1
                if tamper is cut or (tamper is remove and at == LINES - 1):
                    assert found.cut is not None
                else:
                    assert found.wrong is not None
                    assert found.wrong <= written[min(at + 1, LINES - 1)]["id"]
                undone.rollback()
    assert (seen, tried) == (200, 200)
    proof("audit: 200 of 200 tampers seen")


def test_seals_that_are_taken_off_are_missed(store: Store) -> None:
    with store.writing() as connection:
        lines = [dict(row) for row in connection.execute(select(schema.audit)).mappings()]
        rewrite(connection, [line | {"mac": None} for line in lines])
        assert proof_of(connection, store.url).wrong == lines[0]["id"]


def test_a_head_that_was_sent_is_held_against_the_audit(store: Store) -> None:
    with store.reading() as connection:
        sent = head_in_words(head_of(connection))
    (keys_folder(store.url) / "audit.heads").unlink()
    with store.writing() as connection:
        found = prove(connection, key_of(store.url, KEY), [], sent=[read_head(sent)])
        assert found.is_headless
        assert found.cut is None
        lines = [dict(row) for row in connection.execute(select(schema.audit)).mappings()]
        rewrite(connection, lines[:20])
        found = prove(connection, key_of(store.url, KEY), [], sent=[read_head(sent)])
        assert found.cut is not None
    with pytest.raises(ValueError, match="no head of an audit"):
        read_head("line 12")


def test_without_its_key_nothing_is_written(store: Store) -> None:
    path = keys_folder(store.url) / "audit.key"
    key = path.read_bytes()
    path.unlink()
    with pytest.raises(AuditKeyError, match="The key of the audit is not in"), store.writing() as connection:
        note(connection, who="Ann", action="read rows", subject="incidents", rows=[1])
    path.write_text("ab" * 32)
    with pytest.raises(AuditKeyError, match="not sealed with the key"), store.writing() as connection:
        note(connection, who="Ann", action="read rows", subject="incidents", rows=[1])
    path.write_bytes(key)
    with store.writing() as connection:
        note(connection, who="Ann", action="read rows", subject="incidents", rows=[1])
    with store.reading() as connection:
        assert proof_of(connection, store.url).is_whole


def test_a_line_that_did_not_land_leaves_no_head(store: Store) -> None:
    def fails() -> None:
        with store.writing() as connection:
            for number in range(60):
                note(connection, who="Ann", action="import", subject=f"batch {number}")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with store.writing() as connection:
        note(connection, who="Ann", action="import", subject="batch 1")
    with store.reading() as connection:
        assert proof_of(connection, store.url).is_whole


def test_many_rows_within_ten_minutes_are_told_once(store: Store) -> None:  # abuse 25
    def alerts() -> list[tuple[str, dict[str, int]]]:
        known = schema.audit.c
        with store.reading() as connection:
            found = connection.execute(
                select(known.subject, known.detail).where(known.action == "alert").order_by(known.id)
            )
            return [(row.subject, json.loads(row.detail)) for row in found]

    with store.writing() as connection:
        note(connection, who="Ann", action="read rows", subject="incidents", rows=list(range(149)))
        note(connection, who="Ben", action="read rows", subject="incidents", count=3)
    assert alerts() == []
    for _ in range(3):
        with store.writing() as connection:
            note(connection, who="Ann", action="read rows", subject="incidents", count=1)
    assert alerts() == [("Ann", {"count": 200, "minutes": 10})]


def calls_of_note() -> Iterator[tuple[str, ast.Call]]:
    for folder in ("ingest", "dashboard"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            source = path.read_text("utf-8")
            if "records.audit import" not in source and "import audit" not in source:
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in {"note", "audit.note"}:
                    yield ".".join(path.relative_to(ROOT).with_suffix("").parts), node


def actions_of(module: str, said: ast.expr) -> set[str]:
    """Work out what an action can be: a word, one of two, or what the module's own names hold."""
    if isinstance(said, ast.Constant):
        return {str(said.value)}
    if isinstance(said, ast.IfExp):
        return actions_of(module, said.body) | actions_of(module, said.orelse)
    named = said.value if isinstance(said, ast.Subscript) else said
    held = getattr(importlib.import_module(module), ast.unparse(named), None)
    assert held is not None, f"{module}: what the action '{ast.unparse(said)}' can be is not plain to see"
    return set(held.values()) if isinstance(held, dict) else {str(held)}


def test_every_action_is_of_a_kind() -> None:
    found = 0
    for module, call in calls_of_note():
        said = {word.arg: word.value for word in call.keywords}
        assert "action" in said, f"{module}, line {call.lineno}: note() without an action"
        if "kind" in said:
            continue
        for action in actions_of(module, said["action"]):
            assert action in ACTIONS, f"{module}, line {call.lineno}: of which kind is '{action}'?"
            found += 1
    assert found > 25
    assert set(ACTIONS.values()) <= set(KINDS)


def test_a_line_tells_its_kind_and_its_hash_is_as_before_there_were_kinds(store: Store) -> None:
    with store.reading() as connection:
        line = connection.execute(select(schema.audit).limit(1)).mappings().one()
    assert (line["kind"], line["purpose"]) == ("consultation", "prevention")
    said = (line["at"].isoformat(), "Ann", "read rows", "incidents", '{"rows": [0]}', START)
    assert line["hash"] == hashlib.sha256("\x1f".join(said).encode()).hexdigest()
