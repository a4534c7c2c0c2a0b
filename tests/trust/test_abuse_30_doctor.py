"""Abuse 30: an installation that stands open is refused, in plain words."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, text
from typer.testing import CliRunner

from dashboard.desks.doctor import Finding, Surroundings, examine
from dashboard.desks.doctor.options import RULES
from dashboard.gate.starting import refusals
from dashboard.mail_settings import MailSettings
from dashboard.settings import Settings
from dashboard.shell.frame import app
from ingest.records import open_store, schema
from ingest.records.audit import note
from ingest.records.keys import make_key
from ingest.records.people import add_person
from tests.conftest import Demo
from tests.copying import copy_demo, copy_store

ROOT = Path(__file__).parents[2]
WHOLE = {rule.option: rule.wanted for rule in RULES}
PROVIDER = {
    "client_id": "common-ground",
    "client_secret": "x",
    "metadata_url": "https://id.example/.well-known/openid-configuration",
    "redirect_uri": "https://records.example/oauth2callback",
}


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that everybody on the machine can look into, as a careless one is."""
    monkeypatch.delenv("COMMON_GROUND_KEYS", raising=False)
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        made = Path(name)
        made.chmod(0o755)
        yield made


def an_installation(folder: Path, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Surroundings:
    """Set one up as the guide says: local accounts behind a proxy, keys elsewhere."""
    url = f"sqlite:///{folder}/store/common-ground.sqlite"
    monkeypatch.setenv("COMMON_GROUND_KEYS", str(folder / "keys"))
    (folder / "store").mkdir()
    store = open_store(url)
    with store.writing() as connection:
        add_person(connection, login="ada", name="Ada", agency="", role="administrator", by="x")
    store.close()
    (folder / "store" / "common-ground.sqlite").chmod(0o640)
    for beside in (folder / "store").glob("common-ground.sqlite-*"):
        beside.chmod(0o640)
    for name in ("audit", "release", "session"):
        make_key(url, name)
    settings = Settings(store=url, partnership=folder / "none.toml", sign_in="local")
    given = Surroundings(
        settings=settings,
        way="local",
        is_demo=False,
        behind_tls=True,
        hosts=frozenset({"records.example"}),
        options=WHOLE,
        streamlit="1.67.0",
        provider=dict.fromkeys(PROVIDER, ""),
        mail=MailSettings(),
    )
    return replace(given, **more)


SERVED: dict[str, dict[str, Any]] = {
    "no-tls": {"address": "0.0.0.0", "behind_tls": False},
    "no-hosts": {"address": "", "hosts": frozenset()},
    "any-host": {"hosts": frozenset({"*.example"})},
    "open-demo": {"way": "demo", "is_demo": True, "address": "192.0.2.7"},
    "demo-on-records": {"way": "demo", "hosts": frozenset(), "behind_tls": False},
    "oidc-half": {"way": "oidc", "provider": PROVIDER | {"client_secret": ""}},
    "oidc-none": {"way": "oidc"},
    "oidc-open": {
        "way": "oidc",
        "provider": PROVIDER | {"redirect_uri": "http://records.example/oauth2callback"},
    },
    "streamlit-old": {"streamlit": "1.59.2"},
    "drivers": {"drivers": frozenset({"VRT"})},
    "mail-open": {"mail": MailSettings(host="mail.example", security="none", password=SecretStr("x"))},
}
OTHERWISE: dict[str, Any] = {
    "error-details": "full",
    "trusted-headers": {"X-Person": "name"},
    "large-uploads": 200,
}


def damage(code: str, folder: Path, here: Surroundings) -> None:
    """Make one thing wrong on the disk."""
    file = folder / "store" / "common-ground.sqlite"
    if code == "store-readable":
        file.chmod(0o644)
    elif code == "backups-readable":
        (file.parent / "common-ground-20260301T000000Z.sqlite").touch(0o644)
    elif code == "keys-readable":
        (folder / "keys" / "release.key").chmod(0o644)
    elif code == "key-guessed":
        (folder / "keys" / "session.key").write_text("00" * 32, "ascii")
    elif code == "key-unreadable":
        (folder / "keys" / "session.key").write_text("default", "ascii")
    else:
        store = open_store(here.settings.store)
        with store.writing() as connection:
            if code == "no-administrator":
                connection.execute(schema.people.update().values(disabled_at=datetime.now(UTC)))
            elif code == "release-key":
                _a_release(connection)
                (folder / "keys" / "release.key").unlink()
            elif code == "audit-broken":
                note(connection, who="ada", action="export", subject="something")
                _rewrite(connection)
        store.close()


def _a_release(connection: Any) -> None:
    values = {column.name: _any(column) for column in schema.releases.columns if not column.primary_key}
    connection.execute(insert(schema.releases), [values])


def _any(column: Any) -> Any:
    kind = column.type.python_type
    return {bytes: b"{}", datetime: datetime.now(UTC), date: datetime.now(UTC).date()}.get(kind) or kind(1)


def _rewrite(connection: Any) -> None:
    names = [
        row[0] for row in connection.execute(text("select name from sqlite_master where type = 'trigger'"))
    ]
    for name in names:
        connection.execute(text(f'drop trigger "{name}"'))
    connection.execute(text("update audit set who = 'nobody' where id = (select max(id) from audit)"))


DAMAGED = (
    "store-readable",
    "backups-readable",
    "keys-readable",
    "key-guessed",
    "key-unreadable",
    "no-administrator",
    "release-key",
    "audit-broken",
    "keys-beside",
)


def test_an_installation_as_the_guide_says_stands_shut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examine(an_installation(folder, monkeypatch)) == []


def test_every_open_configuration_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, proof: Callable[[str], None]
) -> None:
    here = an_installation(folder, monkeypatch)
    configured = {code: replace(here, **given) for code, given in SERVED.items()}
    for rule in RULES:
        wrong = OTHERWISE.get(rule.code, not rule.wanted)
        configured[rule.code] = replace(here, options=WHOLE | {rule.option: wrong})
    found = {code: examine(given) for code, given in configured.items()}
    for code in DAMAGED:
        found[code] = examine_damaged(code, folder, here, monkeypatch)
    refused = 0
    for code, findings in found.items():
        named = {finding.code: finding for finding in findings}
        assert code in named, (code, findings)
        assert named[code].wrong[0].isupper()
        assert named[code].mend
        refused += 1
    proof(f"doctor: {refused} of {len(SERVED) + len(RULES) + len(DAMAGED)} open configurations refused")


def examine_damaged(
    code: str, folder: Path, here: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> list[Finding]:
    """Examine a copy of an installation with one thing wrong on the disk."""
    copy = folder / code
    copy_store(folder / "store" / "common-ground.sqlite", copy / "store" / "common-ground.sqlite")
    shutil.copytree(folder / "keys", copy / "keys")
    monkeypatch.setenv("COMMON_GROUND_KEYS", str(copy / "keys"))
    url = f"sqlite:///{copy}/store/common-ground.sqlite"
    other = replace(here, settings=here.settings.model_copy(update={"store": url}))
    damage(code, copy, other)
    if code == "keys-beside":
        monkeypatch.setenv("COMMON_GROUND_KEYS", str(copy / "store" / "keys"))
        make_key(url, "session")
    return examine(other)


def test_a_superuser_s_account_is_named(
    new_store_url: Callable[..., str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_store_url("postgresql")
    here = an_installation(folder, monkeypatch)
    found = examine(replace(here, settings=here.settings.model_copy(update={"store": url})))
    assert {"database-superuser", "no-administrator"} <= {finding.code for finding in found}


def test_the_shell_tells_it_and_ends_with_2(
    demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = CliRunner()
    said = shell.invoke(app, ["doctor", "--store", demo.store])
    assert (said.exit_code, said.stdout.strip()) == (0, "Nothing stands open.")
    here = an_installation(folder, monkeypatch)
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "demo")
    said = shell.invoke(app, ["doctor", "--json", "--store", here.settings.store])
    assert said.exit_code == 2
    told = json.loads(said.stdout)
    assert [finding["code"] for finding in told["findings"]] == ["demo-on-records"]


def test_the_demo_does_not_start_for_other_machines(demo: Demo, tmp_path: Path) -> None:
    copy_demo(demo.folder, tmp_path / "demo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {
        **os.environ,
        "COMMON_GROUND_STORE": f"sqlite:///{tmp_path}/demo/common-ground.sqlite",
        "COMMON_GROUND_PARTNERSHIP": str(tmp_path / "demo" / "partnership.toml"),
    }
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
    tried = subprocess.run(
        [*command, "--server.address", "0.0.0.0", "--server.port", port],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert tried.returncode != 0
    assert "Common Ground does not start" in tried.stderr
    assert "lets everybody in as the demo's analyst" in tried.stderr
    assert "Traceback" not in tried.stderr


def test_a_store_that_cannot_be_opened_stops_the_server_in_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "common-ground.sqlite").write_bytes(b"this is no database at all" * 100)
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{folder}/common-ground.sqlite")
    (finding,) = refusals()
    assert (finding.code, finding.stops) == ("store-unreadable", True)
