"""The shell: everything that a page shows, from the same Situation, for scripts, schedules and checks."""

import json
import sys
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as Printed

from boundaries.errors import BoundaryError
from boundaries.partnership import load_partnership
from dashboard import importing, telling
from dashboard.demo import READY, make_demo
from dashboard.filters import Filters
from dashboard.selection import known_codes, unknown_codes
from dashboard.settings import DEMO_FOLDER, Settings
from dashboard.situation import assess, steadiness
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.survey import NoRecordsError
from dashboard.tabulate import GROUPINGS, tabulate
from dashboard.viewer import viewer_of

__all__ = ["main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Common Ground: where reports concentrate, from the shell.",
)
out = Console()
err = Console(stderr=True)
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ],
    logger_factory=structlog.PrintLoggerFactory(sys.stderr),
)
log = structlog.get_logger()  # tracebacks without local values: those may hold a record


class UserError(Exception):
    """Something that the person at the keyboard can mend."""


StoreOption = Annotated[str | None, typer.Option("--store", help="URL of the record store.")]
PartnershipOption = Annotated[Path | None, typer.Option("--partnership", help="The partnership file (TOML).")]
RoleOption = Annotated[str | None, typer.Option("--as", help="Whose eyes to look with.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
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


def _setup(context: typer.Context, **given: Any) -> tuple[Settings, str]:
    """Settings from the environment, overlaid by those of the command line."""
    said = {name: given.get(name) or (context.obj or {}).get(name) for name in ("store", "partnership")}
    settings = Settings(**{name: value for name, value in said.items() if value is not None})
    role = given.get("role") or (context.obj or {}).get("role") or "analyst"
    return settings, role


def _snapshot(settings: Settings) -> Snapshot:
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
            number = uuid.uuid4().hex[:8]
            log.error("fault", id=number, kind=type(error).__name__, exc_info=error)
            print(f"common-ground: this is our fault, not yours; quote {number}.", file=sys.stderr)
            raise typer.Exit(1) from error

    return run


def _say(answer: Any) -> None:
    text = json.dumps(answer, ensure_ascii=False, default=_plain, allow_nan=False)
    typer.echo(text.encode("utf-8"))  # as bytes: UTF-8 whatever the locale


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no JSON form")


@app.command()
@plainly
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to make it.")] = DEMO_FOLDER,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Leave one that is there.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the demo partnership: an invented borough, its agencies' files, and a store that holds them."""
    settings, _ = _setup(context, store=store)
    url = store or f"sqlite:///{folder}/common-ground.sqlite"
    if if_missing and (folder / READY).exists():
        return
    with _progress(quiet=as_json) as bar:
        task = bar.add_task("Making the demo partnership", total=None)
        receipts = make_demo(
            folder, url, formats=settings.formats, tell=lambda word: bar.update(task, description=word)
        )
    if as_json:
        _say({"folder": str(folder), "store": url, "files": [_receipt(one) for one in receipts]})
    else:
        _print_receipts(receipts)
        print(f"The demo partnership is in {folder}.")


@app.command("import")
@plainly
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Agencies' files.")],
    agency: Annotated[str | None, typer.Option(help="Who sent them.")] = None,
    format_: Annotated[str | None, typer.Option("--format", help="The format, if not recognised.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in agencies' files, and say what became of every row."""
    settings, _ = _setup(context, store=store, partnership=partnership)
    desk = importing.open_desk(settings)
    answers, refused = [], 0
    with _progress(quiet=as_json) as bar:
        task = bar.add_task("Importing", total=len(files))
        taken = desk.take_in_all(files, agency=agency, format_name=format_, sheet=sheet)
        for path, outcome in taken:
            if isinstance(outcome, importing.Receipt):
                answers.append({**_receipt(outcome), "rows_set_aside": desk.set_aside(outcome)})
            else:
                refused += 1
                answers.append({"file": path.name, "refused": str(outcome)})
            bar.update(task, description=path.name, advance=1)
    if as_json:
        _say({"files": answers})
    else:
        _print_answers(answers)
    if refused:
        for answer in answers:
            if "refused" in answer:
                print(f"common-ground: {answer['file']}: {answer['refused']}", file=sys.stderr)
        raise typer.Exit(2)


def _filters(
    *,
    last: str | None,
    from_: str | None,
    to: str | None,
    words: dict[str, list[str] | None],
    **given: Any,
) -> Filters:
    """Put the command line's words into a question."""
    asked: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    asked |= {name: frozenset(codes) for name, codes in words.items() if codes}
    if (from_ is None) != (to is None):
        raise UserError("Give --from and --to together, as 2026-01-31.")
    if from_ and to:
        if last:
            raise UserError("Give either --last or --from and --to.")
        asked |= {"days": None, "first": _day(from_), "last": _day(to)}
    elif last:
        if not last.removesuffix("d").isdigit():
            raise UserError(f"--last {last!r} is not a number of days, such as 90d.")
        asked["days"] = int(last.removesuffix("d"))
    return Filters(**asked)


def _check_codes(snapshot: Snapshot, filters: Filters) -> None:
    """Refuse a code that the policy does not have: a script must not get everything for a slip of the pen."""
    _, unknown = unknown_codes(snapshot, filters)
    for name in unknown:
        known = known_codes(snapshot)[name]
        wrong = sorted(getattr(filters, name) - known)
        one = {"categories": "category"}.get(name, name.removesuffix("s"))
        raise UserError(f"There is no {one} '{wrong[0]}'. Known: {', '.join(sorted(known))}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text!r} is not a day; write it as 2026-01-31.") from None


@app.command()
@plainly
def counts(
    context: typer.Context,
    by: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(GROUPINGS)}.")] = "ward",
    resolution: Annotated[int | None, typer.Option()] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day.")] = None,
    last: Annotated[str | None, typer.Option(help="So many days up to the latest record: 90d.")] = None,
    strand: Words = None,
    kind: Words = None,
    source: Words = None,
    category: Words = None,
    officer: Annotated[bool, typer.Option(help="Count what officers came upon, too.")] = False,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count reports by place, time, strand or source."""
    settings, seen_as = _setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = _filters(last=last, from_=from_, to=to, words=words, resolution=resolution, officer=officer)
    snapshot = _snapshot(settings)
    _check_codes(snapshot, filters)
    answer = tabulate(snapshot, filters, viewer_of(seen_as), by=by.split(","))
    if as_json:
        _say(answer)
        return
    table = Printed(*answer["by"], "incidents")
    for row in answer["records"]:
        shown = f"fewer than {answer['threshold']}" if row["hidden"] else f"{row['incidents']:,}"
        table.add_row(*(str(row[name]) for name in answer["by"]), shown)
    out.print(table)
    out.print(", ".join(f"{name.replace('_', ' ')}: {number}" for name, number in answer["totals"].items()))


@app.command()
@plainly
def hotspots(
    context: typer.Context,
    method: Annotated[str, typer.Option(help="gi_star, kernel_density or dbscan.")] = "gi_star",
    resolution: Annotated[int | None, typer.Option()] = None,
    baseline: Annotated[str, typer.Option(help="area, residents or records.")] = "area",
    bandwidth_m: Annotated[float | None, typer.Option("--bandwidth-m")] = None,
    kernel: Annotated[str, typer.Option(help="quartic or gaussian.")] = "quartic",
    radius_m: Annotated[float | None, typer.Option("--radius-m")] = None,
    min_reports: Annotated[int, typer.Option("--min-reports")] = 5,
    from_: Annotated[str | None, typer.Option("--from", help="First day.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day.")] = None,
    last: Annotated[str | None, typer.Option(help="So many days up to the latest record: 90d.")] = None,
    strand: Words = None,
    kind: Words = None,
    source: Words = None,
    category: Words = None,
    officer: Annotated[bool, typer.Option(help="Count what officers came upon, too.")] = False,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where reports concentrate, tested, ranked and explained."""
    settings, seen_as = _setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = _filters(
        last=last,
        from_=from_,
        to=to,
        words=words,
        resolution=resolution,
        method=method,
        baseline=baseline,
        bandwidth_m=bandwidth_m,
        kernel=kernel,
        radius_m=radius_m,
        min_reports=min_reports,
        officer=officer,
    )
    snapshot = _snapshot(settings)
    _check_codes(snapshot, filters)
    situation = assess(snapshot, filters, viewer_of(seen_as))
    answer = telling.answer(situation, steadiness(snapshot, situation))
    if as_json:
        _say(answer)
        return
    out.print(f"[bold]{answer['state']}[/bold]: {answer['reason']}")
    for place in answer["places"]:
        out.print(f"{place['rank']}. {place['sentence']}")
    out.print(answer["said"])


def _progress(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, disable=quiet, transient=True)


def _receipt(receipt: Any) -> dict[str, Any]:
    return {**asdict(receipt), "notes": list(receipt.notes)}


COUNTED = (
    "read",
    "accepted",
    "updated",
    "duplicates",
    "set_aside",
    "blank",
    "without_location",
    "outside_area",
)


def _print_receipts(receipts: list[Any]) -> None:
    _print_answers([_receipt(one) for one in receipts])


def _print_answers(answers: list[dict[str, Any]]) -> None:
    table = Printed("file", "agency", *(name.replace("_", " ") for name in COUNTED))
    for answer in answers:
        if "refused" not in answer:
            table.add_row(answer["file"], answer["agency"], *(f"{answer[name]:,}" for name in COUNTED))
    if table.row_count:
        out.print(table)
        out.print("read = accepted + updated + duplicates + set aside + blank; the last two are 'of which'.")
    for answer in answers:
        for note in answer.get("notes", []):
            out.print(f"{answer['file']}: {note}")
        for row in answer.get("rows_set_aside", [])[:20]:
            out.print(f"  row {row['row']}, {row['column'] or 'the row'}: {row['reason']}")


def main() -> None:
    """Run the shell."""
    app()
