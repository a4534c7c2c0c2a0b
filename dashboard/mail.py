"""Post: a text to the people of one role, through the organisation's own mail server.  Off unless set up."""

import re
import smtplib
import ssl
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from pydantic import ValidationError

from dashboard.mail_settings import MailSettings

__all__ = ["MailError", "Posted", "post", "read_recipients", "settings_of_mail"]

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
PREFIX = "COMMON_GROUND_SMTP_"


class MailError(ValueError):
    """A message could not be sent; the text says what to mend and names nobody's address."""


@dataclass(frozen=True)
class Posted:
    """How many were sent the message, and which were refused: by their place in the list, from 1."""

    sent: int
    refused: tuple[int, ...] = ()


def settings_of_mail() -> MailSettings:
    """Read the settings of the environment.

    Raises
    ------
    MailError
        If one is not right; names the setting, never what is in it.
    """
    try:
        return MailSettings()
    except ValidationError as error:
        wrong = sorted({str(each["loc"][0]).upper().removeprefix(PREFIX) for each in error.errors()})
        names = ", ".join(PREFIX + name for name in wrong)
        raise MailError(
            f"The settings of the mail server are not right: {names}. See docs/shell.md, 'digest'."
        ) from None


def read_recipients(path: Path | None, roles: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Read who gets the digest of each role: `analyst = ["name@example.org"]`.

    Raises
    ------
    MailError
        If the file is not there or not right.
    """
    if path is None:
        raise MailError(
            "Nobody is named to send digests to. Write a TOML file with a list of addresses for each role, "
            f"and name it in {PREFIX}RECIPIENTS."
        )
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise MailError(
            f"The file of recipients cannot be read as TOML. Check {PREFIX}RECIPIENTS and the file."
        ) from None
    found: dict[str, tuple[str, ...]] = {}
    for role, addresses in said.items():
        if role not in roles:
            raise MailError(f"The file of recipients names no role of ours. Known: {', '.join(roles)}.")
        if not isinstance(addresses, list):
            raise MailError(f"Recipients of {role}: give a list of addresses.")
        for at, one in enumerate(addresses, start=1):
            if not isinstance(one, str) or not ADDRESS.fullmatch(one):
                raise MailError(f"Recipients of {role}: number {at} is not an e-mail address.")
        found[role] = tuple(dict.fromkeys(addresses))
    return found


def post(text: str, *, subject: str, to: Sequence[str], settings: MailSettings) -> Posted:
    """Send a text to each of them, one by one: nobody sees who else gets it.

    Raises
    ------
    MailError
        If mail is not set up, or the server cannot be reached, is not who it says, refuses the login or the
        sender. Who was refused as recipient is counted, and does not hinder the others.
    """
    _check(settings)
    sent, refused = 0, []
    try:
        with _connected(settings) as server:
            for at, address in enumerate(to, start=1):
                try:
                    server.send_message(_message(text, subject, address, settings))
                    sent += 1
                except smtplib.SMTPRecipientsRefused:
                    refused.append(at)
    except smtplib.SMTPAuthenticationError:
        raise MailError(
            f"The mail server refused the login. Check {PREFIX}USER and {PREFIX}PASSWORD."
        ) from None
    except smtplib.SMTPSenderRefused:
        raise MailError(f"The mail server refuses the sender. Check {PREFIX}FROM.{_so_far(sent)}") from None
    except smtplib.SMTPNotSupportedError:
        raise MailError(
            f"The mail server does not offer what was asked: STARTTLS or a login. Check {PREFIX}SECURITY "
            f"(starttls, tls or none) and {PREFIX}USER. Nothing was sent."
        ) from None
    except ssl.SSLError as error:
        why = "its certificate is not trusted" if isinstance(error, ssl.SSLCertVerificationError) else "TLS"
        raise MailError(
            f"The connection to the mail server could not be made safe: {why}. Check {PREFIX}HOST, "
            f"{PREFIX}PORT and {PREFIX}SECURITY; {PREFIX}CA names a certificate of your own.{_so_far(sent)}"
        ) from None
    except (smtplib.SMTPException, OSError):
        raise MailError(
            f"The mail server cannot be reached or gave up. Check {PREFIX}HOST and {PREFIX}PORT."
            f"{_so_far(sent)}"
        ) from None
    return Posted(sent, tuple(refused))


def _so_far(sent: int) -> str:
    return f" {sent} had been sent by then." if sent else " Nothing was sent."


def _check(settings: MailSettings) -> None:
    if not settings.host or not settings.sender:
        missing = [name for name, said in (("HOST", settings.host), ("FROM", settings.sender)) if not said]
        names = " and ".join(PREFIX + name for name in missing)
        raise MailError(
            f"Mail is off: nothing is sent until {names} {'is' if len(missing) == 1 else 'are'} set."
        )
    if not ADDRESS.fullmatch(settings.sender):
        raise MailError(f"{PREFIX}FROM is not an e-mail address.")
    if settings.user and settings.security == "none" and settings.host not in HERE:
        raise MailError(
            f"A password is not sent over an open line. Set {PREFIX}SECURITY to starttls or tls, or take "
            f"{PREFIX}USER away."
        )


def _connected(settings: MailSettings) -> smtplib.SMTP:
    """Connect, make the line safe, log in."""
    safe = ssl.create_default_context(cafile=None if settings.ca is None else str(settings.ca))
    name = settings.sender.rpartition("@")[2]
    usual = {"tls": 465, "starttls": 587, "none": 25}[settings.security]
    port, wait = settings.port or usual, settings.timeout_s
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, port, name, context=safe, timeout=wait)
    else:
        server = smtplib.SMTP(settings.host, port, name, timeout=wait)
    try:
        if settings.security == "starttls":
            server.starttls(context=safe)
        if settings.user:
            server.login(settings.user, settings.password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _message(text: str, subject: str, to: str, settings: MailSettings) -> EmailMessage:
    """Write a message; a line break can be in no header."""
    message = EmailMessage()
    headers: Mapping[str, str] = {
        "Subject": " ".join(subject.split())[:150],
        "From": settings.sender,
        "To": to,
        "Date": format_datetime(settings.now()),
        "Message-ID": make_msgid(domain=settings.sender.rpartition("@")[2]),
        "Auto-Submitted": "auto-generated",
    }
    for name, said in headers.items():
        message[name] = said
    message.set_content(text)
    return message
