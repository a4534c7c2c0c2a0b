"""What every command of the shell stands in: settings, errors in plain words, answers as text or JSON."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from boundaries.errors import BoundaryError
from boundaries.partnership import load_partnership
from dashboard.desks import importing
from dashboard.desks.access import access
from dashboard.faults import note_fault
from dashboard.settings import Settings
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import viewer_of

__all__ = [
    "ByOption",
    "JsonOption",
    "PartnershipOption",
    "RoleOption",
    "StoreOption",
    "UserError",
    "Words",
    "app",
    "out",
    "own_snapshot",
    "plainly",
    "progress",
    "say",
    "setup",
    "working_out",
]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Common Ground: where reports concentrate, from the shell.",
)
out = Console()
err = Console(stderr=True)


class UserError(Exception):
    """Something that the person at the keyboard can mend."""


StoreOption = Annotated[str | None, typer.Option("--store", help="URL of the record store.")]
PartnershipOption = Annotated[Path | None, typer.Option("--partnership", help="The partnership file (TOML).")]
RoleOption = Annotated[str | None, typer.Option("--as", help="Whose eyes to look with.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
ByOption = Annotated[str | None, typer.Option("--by", help="Who does it, for the log; else the login name.")]
Words = Annotated[list[str] | None, typer.Option()]


@app.callback()
def everywhere(
    context: typer.Context,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
) -> None:
    """Settings may stand before or after the command."""
    context.obj = {"store": store, "partnership": partnership, "role": role}


def setup(context: typer.Context, *, asks: str | None = "explore", **given: Any) -> tuple[Settings, str]:
    """Settings from the environment, overlaid by those of the command line; and whose eyes to look with.

    Parameters
    ----------
    asks : str or None
        What those eyes must be allowed to do: the shell answers from the records themselves, so see exact
        figures unless the command says otherwise; None where it asks by itself.

    Raises
    ------
    UserError
        If the role may not do that.
    """
    said = {name: given.get(name) or (context.obj or {}).get(name) for name in ("store", "partnership")}
    settings = Settings(**{name: value for name, value in said.items() if value is not None})
    role = given.get("role") or (context.obj or {}).get("role")
    if role is None:
        return settings, "analyst"
    viewer = viewer_of(role)
    if asks is not None and not access(settings.partnership).may(role, asks):
        raise UserError(
            f"This is not for you as {viewer.title.lower()}: it answers from the records themselves. What is "
            "released is given by 'common-ground export' and 'common-ground release list'."
        )
    return settings, role


def own_snapshot(settings: Settings) -> Snapshot:
    if not settings.partnership.exists():
        raise UserError(
            f"There is no partnership file at {settings.partnership}. "
            "Make the demo with 'common-ground demo', or name yours with --partnership FILE."
        )
    return load_snapshot(importing.open_records(settings.store), load_partnership(settings.partnership))


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """End a user's error with 2 and one plain line, and our own fault with 1 and an id to quote."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (UserError, BoundaryError, NoRecordsError, ValueError, *importing.ERRORS) as error:
            print(f"common-ground: {error}", file=sys.stderr)
            raise typer.Exit(2) from error
        except (typer.Exit, typer.Abort, KeyboardInterrupt):
            raise
        except BrokenPipeError:  # whoever was reading has seen enough
            sys.stdout = None
            raise typer.Exit(0) from None
        except Exception as error:
            number = note_fault(error)
            print(f"common-ground: this is our fault, not yours; quote {number}.", file=sys.stderr)
            raise typer.Exit(1) from error

    return run


def say(answer: Any) -> None:
    text = json.dumps(answer, ensure_ascii=False, default=_plain, allow_nan=False)
    typer.echo(text.encode("utf-8", "replace"))  # as bytes: UTF-8 whatever the locale and the file names


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def progress(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, disable=quiet, transient=True)


@contextmanager
def working_out(what: str, *, quiet: bool) -> Iterator[Callable[[float], None]]:
    """Show how far a long calculation is: gives what to tell its share done to."""
    with progress(quiet=quiet) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda done: bar.update(task, completed=done)
