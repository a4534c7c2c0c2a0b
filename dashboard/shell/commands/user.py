"""`common-ground user`: who may sign in, and as what."""

import getpass
import os
import sys
from typing import Annotated

import typer
from rich.table import Table as Printed

from boundaries.partnership import load_partnership
from dashboard.desks import importing, people
from dashboard.desks.importing import Store
from dashboard.settings import Settings
from dashboard.shell.frame import ByOption, JsonOption, StoreOption, UserError, app, out, plainly, say, setup

user = typer.Typer(no_args_is_help=True, help="Who may sign in, and as what.")
app.add_typer(user, name="user")
Login = Annotated[str, typer.Argument(help="What the person signs in with.")]
Role = Annotated[str, typer.Option(help=f"One of {', '.join(people.ROLES)}.")]
FdOption = Annotated[
    int | None,
    typer.Option("--password-fd", help="Read the password from this file descriptor; else it is asked for."),
]


def _opened(context: typer.Context, store: str | None) -> tuple[Settings, Store]:
    settings, _ = setup(context, asks="administer", store=store)
    return settings, importing.open_records(settings.store)


def _password(descriptor: int | None) -> str:
    """Take a password from the terminal, twice, or from a file descriptor; never from the command line."""
    if descriptor is not None:
        try:
            with os.fdopen(descriptor, "r", encoding="utf-8", closefd=descriptor > 2) as given:
                return given.readline().rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"No password can be read from file descriptor {descriptor}.") from error
    if not sys.stdin.isatty():
        raise UserError("There is no terminal to ask for the password on. Give it by --password-fd.")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise UserError("The two are not the same. Nothing was changed.")
    return first


@user.command("add")
@plainly
def add(
    context: typer.Context,
    login: Login,
    name: Annotated[str, typer.Option(help="How pages and the audit name the person.")],
    role: Role,
    agency: Annotated[str, typer.Option(help="The agency's code, for an officer.")] = "",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They sign in with the organisation's identity provider.")
    ] = False,
    password_fd: FdOption = None,
    by: ByOption = None,
    store: StoreOption = None,
) -> None:
    """Add an account."""
    settings, records = _opened(context, store)
    agencies: tuple[str, ...] = ()
    if settings.partnership.exists():
        agencies = tuple(one.name for one in load_partnership(settings.partnership).agencies)
    password = None if no_password else _password(password_fd)
    people.add(
        records,
        login=login,
        name=name,
        agency=agency,
        role=role,
        by=importing.who(by),
        password=password,
        agencies=agencies,
    )
    print(f"{login.strip().casefold()} may sign in as {role}.")


@user.command("list")
@plainly
def show(context: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the accounts."""
    _, records = _opened(context, store)
    known = people.everybody(records)
    rows = [
        {
            "login": one.login,
            "name": one.name,
            "agency": one.agency,
            "role": one.role,
            "disabled": one.is_disabled,
            "password": one.has_password,
        }
        for one in known
    ]
    if as_json:
        say({"people": rows})
        return
    if not rows:
        print("Nobody has an account. Add the first: common-ground user add LOGIN --name NAME --role ROLE.")
        return
    table = Printed("login", "name", "agency", "role", "may sign in", "with")
    for row in rows:
        way = "password" if row["password"] else "provider"
        table.add_row(
            str(row["login"]),
            str(row["name"]),
            str(row["agency"]),
            str(row["role"]),
            "no" if row["disabled"] else "yes",
            way,
        )
    out.print(table)


@user.command("disable")
@plainly
def disable(context: typer.Context, login: Login, by: ByOption = None, store: StoreOption = None) -> None:
    """Shut an account; what they are signed in to ends at once."""
    _, records = _opened(context, store)
    people.shut(records, login, by=importing.who(by))
    print("They may not sign in any more, and are signed out.")


@user.command("enable")
@plainly
def enable(context: typer.Context, login: Login, by: ByOption = None, store: StoreOption = None) -> None:
    """Open an account again."""
    _, records = _opened(context, store)
    people.unshut(records, login, by=importing.who(by))
    print("They may sign in again.")


@user.command("role")
@plainly
def change_role(
    context: typer.Context, login: Login, role: Role, by: ByOption = None, store: StoreOption = None
) -> None:
    """Give somebody another role; what they are signed in to ends at once."""
    _, records = _opened(context, store)
    people.set_role(records, login, role, by=importing.who(by))
    print(f"They are {role} from their next sign-in on.")


@user.command("password")
@plainly
def password(
    context: typer.Context,
    login: Login,
    password_fd: FdOption = None,
    by: ByOption = None,
    store: StoreOption = None,
) -> None:
    """Give somebody another password; what they are signed in to ends at once."""
    _, records = _opened(context, store)
    people.set_password(records, login, _password(password_fd), by=importing.who(by))
    print("The password is changed, and they are signed out.")


@user.command("sessions")
@plainly
def sessions(context: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List who is signed in now."""
    _, records = _opened(context, store)
    rows = [
        {
            "session": one.number,
            "login": one.login,
            "role": one.role,
            "since": f"{one.started_at:%Y-%m-%d %H:%M}",
            "seen": f"{one.seen_at:%Y-%m-%d %H:%M}",
        }
        for one in people.signed_in(records)
    ]
    if as_json:
        say({"sessions": rows})
        return
    if not rows:
        print("Nobody is signed in.")
        return
    table = Printed("session", "login", "role", "since (UTC)", "last seen (UTC)")
    for row in rows:
        table.add_row(*map(str, row.values()))
    out.print(table)


@user.command("end")
@plainly
def end(context: typer.Context, login: Login, by: ByOption = None, store: StoreOption = None) -> None:
    """End whatever somebody is signed in to."""
    _, records = _opened(context, store)
    people.end_sessions(records, login, by=importing.who(by))
    print("They are signed out everywhere.")
