"""Contacts for a directory: an organisation's own public line, and not somebody's."""

import re

from ingest.identifiers import find_identifiers
from ingest.names import is_first_name

__all__ = ["personal_part"]

_FREE_MAIL = re.compile(
    r"(?i)@(?:g(?:oogle)?mail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|proton(?:mail)?|pm|gmx|"
    r"btinternet|btopenworld|sky|talktalk|virginmedia|ntlworld|blueyonder|tiscali)\.[a-z.]{2,}"
)
_EMAIL = re.compile(r"(?i)([\w.%+'-]{1,64})@[\w-]+(?:\.[\w-]+)+")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)44[ .-]?(?:\(0\)[ .-]?)?|\(?0)7(?:[ .()-]{0,2}\d){9}(?!\d)")
_OFFICE = re.compile(
    r"(?i)(?:info|enquir|inquir|contact|hello|office|admin|help|support|advice|advis|report|hate|crime|team|"
    r"mail|reception|referral|service|centre|center|hub|library|desk|duty|manager|safe|victim|community|"
    r"council|welfare|volunteer|outreach|casework|partnership|police|trust|charity|general|question|refuge)"
)
_PAIR = re.compile(r"(?i)^[a-z'-]+[._-][a-z'-]+\d*$")


def personal_part(contact: str) -> str | None:
    """Say what in a contact looks like one person's own; None if nothing does.

    Parameters
    ----------
    contact : str
        E-mail addresses, telephone numbers, web addresses, words.

    Returns
    -------
    str or None
        `a mobile number`, `an e-mail address of one person` or `a person's name`: the kind, never the value.
    """
    if _MOBILE.search(contact):
        return "a mobile number"
    if any(_is_personal(match) for match in _EMAIL.finditer(contact)):
        return "an e-mail address of one person"
    if any(found.kind == "name" for found in find_identifiers(contact)):
        return "a person's name"
    return None


def _is_personal(address: re.Match[str]) -> bool:
    """Say whether an e-mail address is one person's: at a free provider, or called as people are."""
    if _FREE_MAIL.search(address[0]):
        return True
    local = address[1]
    if _OFFICE.search(local):
        return False
    return bool(_PAIR.match(local)) or is_first_name(re.split(r"[._\-+\d]", local)[0])
