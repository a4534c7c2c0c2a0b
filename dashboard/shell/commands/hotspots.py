"""`common-ground hotspots`."""

from typing import Annotated

import typer

from dashboard import telling
from dashboard.filters import BANDWIDTHS, BASELINES, EDGES, METHODS, TESTS
from dashboard.shell.frame import (
    JsonOption,
    PartnershipOption,
    RoleOption,
    StoreOption,
    Words,
    app,
    out,
    own_snapshot,
    plainly,
    say,
    setup,
)
from dashboard.shell.question import asked_filters, check_codes
from dashboard.situation import assess, steadiness
from dashboard.viewer import viewer_of
from dashboard.wording import either


@app.command()
@plainly
def hotspots(
    context: typer.Context,
    method: Annotated[str, typer.Option(help=f"{either(METHODS)}.")] = "gi_star",
    resolution: Annotated[int | None, typer.Option()] = None,
    baseline: Annotated[str, typer.Option(help=f"{either(BASELINES)}.")] = "area",
    test: Annotated[str, typer.Option(help=f"How Gi* reckons chance: {either(TESTS)}.")] = "exact",
    bandwidth_m: Annotated[float | None, typer.Option("--bandwidth-m")] = None,
    kernel: Annotated[str, typer.Option(help="quartic or gaussian.")] = "quartic",
    bandwidth_kind: Annotated[str, typer.Option("--bandwidth-kind", help=f"{either(BANDWIDTHS)}.")] = "fixed",
    edge: Annotated[str, typer.Option(help=f"Edge of the density: {either(EDGES)}.")] = "uniform",
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
    duplicates: Annotated[str, typer.Option(help="confirmed, distinct or linked.")] = "confirmed",
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say where reports concentrate, tested, ranked and explained."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = asked_filters(
        last=last,
        from_=from_,
        to=to,
        words=words,
        resolution=resolution,
        method=method,
        baseline=baseline,
        test=test,
        bandwidth_kind=bandwidth_kind,
        edge=edge,
        bandwidth_m=bandwidth_m,
        kernel=kernel,
        radius_m=radius_m,
        min_reports=min_reports,
        officer=officer,
        duplicates=duplicates,
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    situation = assess(snapshot, filters, viewer_of(seen_as))
    answer = telling.answer(situation, steadiness(snapshot, situation))
    if as_json:
        say(answer)
        return
    out.print(f"[bold]{answer['state']}[/bold]: {answer['reason']}")
    for place in answer["places"]:
        out.print(f"{place['rank']}. {place['sentence']} ({place['steadiness']['badge']})")
    for caution in answer["cautions"]:
        out.print(caution)
    out.print(answer["said"])
    if counted := telling.counted_how(situation):
        out.print(counted)
