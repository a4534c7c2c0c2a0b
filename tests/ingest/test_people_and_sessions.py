"""Accounts, sessions and wrong tries, in every kind of store."""

from datetime import datetime, timedelta

import pytest

from ingest.errors import IngestError
from ingest.records import open_store, people, sessions, sign_in_tries
from ingest.records.audit import lines

NOON = datetime(2026, 11, 22, 12)
MINUTE = timedelta(minutes=1)


def test_accounts_and_their_sessions_over_a_day(store_url: str) -> None:
    store = open_store(store_url)
    with store.writing() as connection:
        ada = people.add_person(
            connection, login=" ADA ", name="Ada  Admin", agency="", role="administrator", by="shell"
        )
        olu = people.add_person(
            connection, login="olu@example.org", name="Olu", agency="council", role="officer", by="ada"
        )
        sessions.start(connection, person=ada, key="a" * 64, at=NOON)
        number = sessions.start(connection, person=olu, key="o" * 64, at=NOON)
        sessions.set_purpose(connection, number, "prevention")
    with store.reading() as connection:
        found = sessions.find(connection, "o" * 64, at=NOON + 29 * MINUTE)
        assert found is not None
        assert (found.login, found.agency, found.role) == ("olu@example.org", "council", "officer")
        assert found.purpose == "prevention"
        assert sessions.find(connection, "o" * 64, at=NOON + 30 * MINUTE) is None
        assert sessions.find(connection, "o" * 64, at=NOON - 6 * MINUTE) is None  # a clock that was set back
        assert sessions.find(connection, "x" * 64, at=NOON) is None
    with store.writing() as connection:
        for hours in range(0, 600, 20):
            sessions.seen(connection, number, at=NOON + hours * MINUTE)
    with store.reading() as connection:
        assert sessions.find(connection, "o" * 64, at=NOON + 599 * MINUTE) is not None
        assert sessions.find(connection, "o" * 64, at=NOON + 600 * MINUTE) is None
    with store.writing() as connection:
        people.change_role(connection, "olu@example.org", "analyst", by="ada")
    with store.reading() as connection:
        assert sessions.find(connection, "o" * 64, at=NOON + 590 * MINUTE) is None
        assert people.person_named(connection, "Olu@Example.org").role == "analyst"
        assert [one.login for one in sessions.open_sessions(connection, at=NOON)] == ["ada"]
        told = [line["action"] for line in lines(connection)]
        assert told == ["add person", "add person", "change role"]
    store.close()


def test_the_last_administrator_stays(store_url: str) -> None:
    store = open_store(store_url)
    with store.writing() as connection:
        people.add_person(
            connection, login="ada", name="Ada", agency="", role="administrator", by="shell", secret="kept"
        )
        with pytest.raises(IngestError, match="last administrator"):
            people.disable(connection, "ada", by="ada")
        with pytest.raises(IngestError, match="last administrator"):
            people.change_role(connection, "ada", "partner", by="ada")
        people.add_person(connection, login="bo", name="Bo", agency="", role="administrator", by="ada")
        people.disable(connection, "ada", by="bo")
        with pytest.raises(IngestError, match="last administrator"):
            people.disable(connection, "bo", by="bo")
        assert people.secret_of(connection, "ada") == (None, None)
        people.enable(connection, "ada", by="bo")
        person, secret = people.secret_of(connection, "ada")
        assert person is not None and secret == "kept"
    store.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"login": "a b"}, "A login has"),
        ({"login": "ada"}, "taken"),
        ({"name": " "}, "person's name"),
        ({"role": "emperor"}, "no such role"),
        ({"role": "officer", "agency": ""}, "say which"),
    ],
)
def test_an_account_that_is_not_one_is_refused(
    tmp_path_factory: pytest.TempPathFactory, change: dict[str, str], words: str
) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('people')}/store.sqlite")
    said = {"login": "olu", "name": "Olu", "agency": "", "role": "partner"} | change
    with store.writing() as connection:
        people.add_person(connection, login="ada", name="Ada", agency="", role="analyst", by="shell")
        with pytest.raises(IngestError, match=words):
            people.add_person(connection, **said, by="shell")
    store.close()


def test_an_identity_is_taken_once(store_url: str) -> None:
    store = open_store(store_url)
    with store.writing() as connection:
        people.add_person(connection, login="olu@example.org", name="Olu", agency="", role="partner", by="x")
        bound = people.bind_identity(connection, login="Olu@example.org", identity="https://idp|7")
        assert bound is not None and bound.login == "olu@example.org"
        assert people.bind_identity(connection, login="olu@example.org", identity="https://idp|8") is None
        again = people.person_of_identity(connection, "https://idp|7")
        assert again == bound
        assert people.person_of_identity(connection, "https://idp|8") is None
    store.close()


def test_ten_wrong_tries_lock_an_account_and_an_address(store_url: str) -> None:
    store = open_store(store_url)
    digest = sign_in_tries.digest_of(b"key", "olu")
    assert digest != sign_in_tries.digest_of(b"other", "olu")
    with store.writing() as connection:
        for second in range(10):
            at = NOON + timedelta(seconds=second)
            assert not sign_in_tries.is_locked(connection, login="olu", address="home", at=at)
            sign_in_tries.note_try(connection, login="olu", address="home", ok=False, at=at)

        def locked(login: str, address: str, minutes: float) -> bool:
            at = NOON + minutes * MINUTE
            return sign_in_tries.is_locked(connection, login=login, address=address, at=at)

        assert locked("olu", "home", 1)
        assert locked("olu", "elsewhere", 14)
        assert locked("other", "home", 14)
        assert not locked("other", "elsewhere", 1)
        assert not locked("olu", "home", 15.2)
        sign_in_tries.note_try(connection, login="olu", address="x", ok=True, at=NOON + 16 * MINUTE)
        for second in range(9):
            at = NOON + 17 * MINUTE + timedelta(seconds=second)
            sign_in_tries.note_try(connection, login="olu", address="y", ok=False, at=at)
        assert not locked("olu", "z", 18)
    store.close()
