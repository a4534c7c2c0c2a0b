"""Digests from the shell: written for each role, and posted only where that is asked for and set up."""

from collections.abc import Iterator
from datetime import date

from dashboard.answers.tension.assess import tension
from dashboard.desks import importing
from dashboard.desks.actions import list_actions
from dashboard.desks.signals import note_digest, notice
from dashboard.desks.submissions import queue, queue_words
from dashboard.digest import ROLES, Digest, digest
from dashboard.mail import post, read_recipients, settings_of_mail
from dashboard.settings import Settings
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import ANALYST

__all__ = ["send_digests", "write_digests"]


def write_digests(settings: Settings, snapshot: Snapshot, roles: tuple[str, ...]) -> list[Digest]:
    """Write the digests of some roles, all of the same moment."""
    today, desk = date.today(), importing.open_desk(settings)
    try:
        board = tension(snapshot, ANALYST)
    except NoRecordsError:
        board = None
    wards = snapshot.study_area.wards
    return [
        digest(
            role,
            notice(desk.store),
            partnership=snapshot.partnership.name,
            version=snapshot.version,
            today=today,
            board=board,
            queue=queue_words(queue(desk.store, today=today)),
            actions=list_actions(desk, today),
            wards=dict(zip(wards["ward"], wards["name"], strict=True)),
        )
        for role in roles
    ]


def send_digests(
    settings: Settings, snapshot: Snapshot, *, by: str, really: bool, role: str | None = None
) -> Iterator[str]:
    """Send each role that has recipients its digest, and say in a line how many got it.

    Parameters
    ----------
    really : bool
        False only says who would get what.
    role : str, optional
        Only this one.

    Raises
    ------
    dashboard.mail.MailError
        If mail is not set up, or fails.
    """
    mail = settings_of_mail()
    named = {one: to for one, to in read_recipients(mail.recipients, tuple(ROLES)).items() if to}
    if role is not None:
        named = {one: to for one, to in named.items() if one == role}
    if not named:
        yield "Nobody is named to send this digest to. Nothing was sent."
        return
    if not really:
        for one, to in named.items():
            yield f"The digest of the {ROLES[one]} would go to {len(to)}. Nothing was sent."
        return
    store = importing.open_records(settings.store)
    for each in write_digests(settings, snapshot, tuple(named)):
        posted = post(each.text, subject=each.subject, to=named[each.role], settings=mail)
        note_digest(store, each.role, by=by, sent=posted.sent, refused=len(posted.refused))
        line = f"The digest of the {ROLES[each.role]} was sent to {posted.sent}."
        if posted.refused:
            places = ", ".join(str(at) for at in posted.refused)
            line += f" The server refused number {places} of the list."
        yield line
