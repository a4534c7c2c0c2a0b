"""`common-ground demo`."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.demo.making import READY, make_demo
from dashboard.settings import DEMO_FOLDER
from dashboard.shell.frame import JsonOption, StoreOption, app, plainly, progress, say, setup
from dashboard.shell.receipts import print_receipts, receipt_of


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
    settings, _ = setup(context, store=store)
    url = store or f"sqlite:///{folder}/common-ground.sqlite"
    if if_missing and (folder / READY).exists():
        return
    with progress(quiet=as_json) as bar:
        task = bar.add_task("Making the demo partnership", total=None)
        receipts = make_demo(
            folder, url, formats=settings.formats, tell=lambda word: bar.update(task, description=word)
        )
    if as_json:
        say({"folder": str(folder), "store": url, "files": [receipt_of(one) for one in receipts]})
    else:
        print_receipts(receipts)
        print(f"The demo partnership is in {folder}.")
