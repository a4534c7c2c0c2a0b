"""What a server does while it waits for its first visitor: it loads what that visitor would wait for.

Without it the first page after a start takes many times as long as every later one, most of it for imports.
It runs beside the server, which answers meanwhile; whoever comes too early waits as long as without it.
"""

import ast
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from boundaries.errors import BoundaryError
from dashboard.desks.importing import ERRORS
from dashboard.faults import note_fault
from dashboard.gate.pages import CONTENTS, FOLDER

__all__ = ["imports_of", "warm", "warming"]

MAIN = Path(__file__).parents[1] / "main.py"
NAME = "warming"
_log = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
_log.addFilter(lambda said: said.threadName != NAME)  # here nobody waits, so no spinner is missed


@asynccontextmanager
async def warming(_app: object) -> AsyncIterator[None]:
    """Warm up beside the server for as long as it lives, which it does not wait for."""
    threading.Thread(target=warm, name=NAME, daemon=True).start()
    yield


def warm() -> None:
    """Import what the pages import, then work out the usual question; what is wrong, the pages will say."""
    try:
        for script in (MAIN, *(FOLDER / f"{entry.file}.py" for entry in CONTENTS)):
            for module in imports_of(script):
                importlib.import_module(module)
        from dashboard.loading.maps import warm_up  # here, or the server would start only after it
        from dashboard.survey import NoRecordsError

        with suppress(BoundaryError, NoRecordsError, *ERRORS):
            warm_up()
    except Exception as error:  # a server that is not warm serves all the same
        note_fault(error)


def imports_of(script: Path) -> Iterator[str]:
    """Name the modules that a script imports when it runs; the script itself is not run."""
    for node in ast.parse(script.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
