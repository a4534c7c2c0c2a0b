"""Digests: what each role is told, and posting them through a real mail server on this machine."""

import email
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from email import policy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr

from dashboard import mail
from dashboard.answers.tension.board import no_cells
from dashboard.desks.actions import Action
from dashboard.desks.signals import ENDED, NEW, ONGOING, Acknowledged, LastRun, Listed, Notice
from dashboard.digest import ROLES, digest
from dashboard.filters import Window
from dashboard.mail import MailError, post, read_recipients, settings_of_mail
from dashboard.mail_settings import MailSettings
from tests.dashboard.test_signals_kept import CIRCLE, LINE

NOW = datetime(2026, 11, 22, 6, 15, tzinfo=UTC)
TODAY = date(2026, 11, 22)
RUN = LastRun(
    3, "9-a", date(2026, 10, 31), NOW, "Night", 31.0,
    {"false_signals_a_year": 2, "weekly_state": "none", "scans": {"all": "found"}, "silent": []},
)  # fmt: skip
SEEN = Acknowledged("Demo analyst", NOW, "Raised at the briefing.")


def told(*, run: LastRun | None = RUN) -> Notice:
    new = Listed(4, NEW, CIRCLE, NOW, NOW, date(2026, 10, 31), None, 1)
    on = Listed(2, ONGOING, LINE, NOW, NOW, date(2026, 10, 24), None, 3, SEEN, (SEEN,))
    gone = replace(new, number=1, state=ENDED, ended_as_of=date(2026, 10, 31))
    return Notice(run, (new, on, gone) if run else ())


def board() -> Any:
    rows = pd.DataFrame(
        [
            {"ward": "E1", "name": "Market", "strand_name": "Race", "direction": "up", "previous_level": 1,
             "level": 2, "reason": "police said more"},
            {"ward": "E2", "name": "Mill", "strand_name": "Religion", "direction": "no longer known",
             "previous_level": 2, "level": pd.NA, "reason": "nobody was heard"},
            {"ward": "E2", "name": "Mill", "strand_name": "Race", "direction": "same", "previous_level": 1,
             "level": 1, "reason": "nothing moved"},
        ]
    )  # fmt: skip
    week = Window(date(2026, 10, 19), date(2026, 10, 25))
    return SimpleNamespace(cells=rows, span="week", period=week)


def action(due: date | None) -> Action:
    return Action(1, "ACT-1", "Visit the hall", "", "E1", (), "Wren Council", "", None, due, None, "", "",
                  bool(due and due < TODAY), "")  # fmt: skip


def text(role: str, **said: Any) -> str:
    given = {"partnership": "Wren", "version": "9-a", "today": TODAY, "queue": "6 reports await grading.",
             "board": board(), "actions": [action(date(2026, 11, 20)), action(None)],
             "wards": {"E1": "Market"}}  # fmt: skip
    return digest(role, said.pop("told", told()), **{**given, **said}).text


class TestWhatEachRoleIsTold:
    def test_the_analyst_is_told_everything(self):
        said = text("analyst")
        assert "1 new and 1 ongoing signals, on records to 31 October 2026." in said
        assert "- New: (signal 4) Mill, all reports: within 500 m" in said
        assert "Acknowledged by Demo analyst" in said and "- Ended: Mill" in said
        assert "- Market, race: up, level 1 to level 2." in said
        assert "- Mill, religion: no longer known, level 2 to not known." in said
        assert "6 reports await grading." in said and "WHAT THIS CANNOT SEE" in said
        assert "- 20 November 2026 (overdue): Visit the hall, Market. Lead: Wren Council." in said
        assert said.count("Visit the hall") == 1  # without a day it is not due

    def test_the_coordinator_needs_no_doubts_of_method(self):
        said = text("coordinator")
        assert "WAITING" in said and "WHAT THIS CANNOT SEE" not in said

    def test_a_partner_is_told_no_name_no_circle_no_level_no_queue(self):
        said = text("partner")
        assert "- New: Mill, all reports: reports came close together" in said
        for kept_back in ("Demo analyst", "500 m", "level", "await grading", "briefing", "(signal"):
            assert kept_back not in said

    @pytest.mark.parametrize("role", ROLES)
    def test_every_digest_says_for_whom_and_until_when(self, role: str):
        said = text(role)
        assert f"OFFICIAL. For the {ROLES[role]}" in said and "29 November 2026" in said
        assert "few reports are not calm" in said and "at most 2 signals" in said
        assert "police said more" not in said  # reasons stay on the board

    def test_nothing_is_said_as_nothing(self):
        never = text("analyst", told=told(run=None), board=None, actions=())
        assert "Nobody has looked yet." in never and "None is due by 6 December 2026." in never
        assert "LEVELS" not in never
        none = SimpleNamespace(**{**vars(board()), "cells": no_cells()})
        assert "None. That is not the same as calm." in text("analyst", board=none)
        assert "The records have changed since" in text("analyst", version="10-a")

    def test_there_is_no_digest_for_just_anybody(self):
        with pytest.raises(ValueError, match="no digest for 'public'"):
            text("public")

    def test_a_line_break_in_a_name_makes_no_header(self):
        made = digest("analyst", told(), partnership="Wren\r\nBcc: x@y.org", version="9-a", today=TODAY)
        assert "\n" not in made.subject and "\r" not in made.subject


class Inbox:
    """Keeps what arrives; refuses one address."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _how: Any) -> str:  # noqa: N802
        if address.startswith("gone"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(
            (envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=policy.default))
        )
        return "250 OK"


class Server(Controller):
    """As it comes, but that it greets itself as a client where it speaks TLS from the start."""

    def _trigger_server(self) -> None:
        if not self.ssl_context:
            super()._trigger_server()
            return
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((self.hostname, self.port), 5) as plain,
            trusting.wrap_socket(plain) as own,
        ):
            own.recv(100)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_login(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
    right = (data.login, data.password) == (b"wren", b"right horse")
    return AuthResult(success=right, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes a certificate for the test, is not here")
    folder = tmp_path_factory.mktemp("certificate")
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    made = [*asked.split(), "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "own.pem")]
    subprocess.run(["openssl", *made, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem", folder / "key.pem")
    return folder / "own.pem", context


@pytest.fixture
def served() -> Iterator[Callable[..., tuple[Inbox, MailSettings]]]:
    """Start a mail server on a free port; give its inbox and the settings for it."""
    with ExitStack() as stack:

        def start(security: str = "none", ca: Path | None = None, **how: Any) -> tuple[Inbox, MailSettings]:
            inbox = Inbox()
            port = free_port()
            server = Server(inbox, hostname="127.0.0.1", port=port, **how)
            server.start()
            stack.callback(server.stop)
            said: Any = {"security": security, "sender": "notice@wren.example", "ca": ca, "timeout_s": 5}
            return inbox, MailSettings(host="127.0.0.1", port=port, **said)

        yield start


def sent(settings: MailSettings, *to: str) -> mail.Posted:
    return post("Grüße from Wren – 1 signal\n", subject="Wren: early notice", to=to, settings=settings)


class TestPosting:
    def test_each_gets_a_letter_of_their_own(self, served: Any):
        inbox, settings = served()
        assert sent(settings, "a@wren.example", "b@wren.example") == mail.Posted(2)
        assert [to for to, _ in inbox.letters] == [["a@wren.example"], ["b@wren.example"]]
        letter = inbox.letters[0][1]
        assert letter["Subject"] == "Wren: early notice" and letter["To"] == "a@wren.example"
        assert "b@wren.example" not in letter.as_string()
        assert letter.get_content().strip() == "Grüße from Wren – 1 signal"

    def test_one_refused_does_not_hinder_the_others(self, served: Any):
        inbox, settings = served()
        assert sent(settings, "a@wren.example", "gone@wren.example", "c@wren.example") == mail.Posted(2, (2,))
        assert len(inbox.letters) == 2

    def test_by_starttls_with_a_login(self, served: Any, certificate: Any):
        own, context = certificate
        inbox, settings = served(
            "starttls", own, tls_context=context, require_starttls=True, auth_required=True,
            authenticator=check_login,
        )  # fmt: skip
        right = settings.model_copy(update={"user": "wren", "password": SecretStr("right horse")})
        assert sent(right, "a@wren.example").sent == 1 and len(inbox.letters) == 1
        wrong = settings.model_copy(update={"user": "wren", "password": SecretStr("wrong horse")})
        with pytest.raises(MailError, match="refused the login") as error:
            sent(wrong, "a@wren.example")
        assert "horse" not in str(error.value) and "wren" not in str(error.value)
        assert len(inbox.letters) == 1

    def test_by_tls_from_the_start(self, served: Any, certificate: Any):
        own, context = certificate
        inbox, settings = served("tls", own, ssl_context=context)
        assert sent(settings, "a@wren.example").sent == 1 and len(inbox.letters) == 1

    def test_a_certificate_that_nobody_vouches_for_stops_it(self, served: Any, certificate: Any):
        inbox, settings = served("starttls", None, tls_context=certificate[1])
        with pytest.raises(MailError, match="certificate is not trusted"):
            sent(settings, "a@wren.example")
        assert not inbox.letters

    def test_a_server_without_starttls_is_not_written_to_in_the_open(self, served: Any):
        inbox, settings = served("starttls")
        with pytest.raises(MailError, match="STARTTLS"):
            sent(settings, "a@wren.example")
        assert not inbox.letters

    def test_no_server_is_said(self, served: Any):
        settings = served()[1].model_copy(update={"port": 9})
        with pytest.raises(MailError, match="cannot be reached"):
            sent(settings, "a@wren.example")

    def test_a_password_is_not_sent_in_the_open(self):
        far = MailSettings(host="mail.wren.example", security="none", user="wren", sender="n@wren.example")
        with pytest.raises(MailError, match="open line"):
            sent(far, "a@wren.example")

    def test_off_unless_set_up(self):
        with pytest.raises(MailError, match=r"Mail is off.*SMTP_HOST and COMMON_GROUND_SMTP_FROM"):
            sent(MailSettings(), "a@wren.example")

    @pytest.mark.parametrize("sender", ["n@wren.example\r\nBcc: x@y.org", "Wren <n@wren.example>", "wren"])
    def test_a_sender_is_an_address_and_nothing_else(self, sender: str):
        with pytest.raises(MailError, match="FROM is not an e-mail address"):
            sent(MailSettings(host="localhost", security="none", sender=sender), "a@wren.example")


class TestSettings:
    def test_the_environment_sets_it_up(self, monkeypatch: pytest.MonkeyPatch):
        for name, said in {"HOST": "mail.wren.example", "PORT": "2525", "FROM": "n@wren.example",
                           "PASSWORD": "right horse"}.items():  # fmt: skip
            monkeypatch.setenv(f"COMMON_GROUND_SMTP_{name}", said)
        found = settings_of_mail()
        assert (found.host, found.port, found.sender) == ("mail.wren.example", 2525, "n@wren.example")
        assert found.security == "starttls" and "horse" not in repr(found)

    def test_what_is_wrong_is_named_and_not_repeated(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("COMMON_GROUND_SMTP_PORT", "right horse")
        monkeypatch.setenv("COMMON_GROUND_SMTP_SECURITY", "some")
        with pytest.raises(MailError, match="COMMON_GROUND_SMTP_PORT, COMMON_GROUND_SMTP_SECURITY") as error:
            settings_of_mail()
        assert "horse" not in str(error.value)

    def test_recipients_by_role(self, tmp_path: Path):
        path = tmp_path / "to.toml"
        path.write_text('analyst = ["a@wren.example", "b@wren.example"]\npartner = []\n', "utf-8")
        found = read_recipients(path, tuple(ROLES))
        assert found == {"analyst": ("a@wren.example", "b@wren.example"), "partner": ()}

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ('analyst = ["a@wren.example\\r\\nBcc: x@y.org"]', "number 1 is not an e-mail address"),
            ('analyst = ["a@wren.example", "<b@wren.example>"]', "number 2 is not"),
            ('analyst = "a@wren.example"', "give a list"),
            ('public = ["a@wren.example"]', "no role of ours"),
            ("analyst = [", "cannot be read as TOML"),
        ],
    )
    def test_bad_recipients_are_refused_without_being_repeated(self, tmp_path: Path, said: str, why: str):
        path = tmp_path / "to.toml"
        path.write_text(said, "utf-8")
        with pytest.raises(MailError, match=why) as error:
            read_recipients(path, tuple(ROLES))
        assert "wren.example" not in str(error.value)

    def test_nobody_named_is_said(self):
        with pytest.raises(MailError, match="Nobody is named"):
            read_recipients(None, tuple(ROLES))
