"""What a map sends to the browser stays small: packed as the server packs it, 300 kB for 5,000 cells."""

import json
import tomllib
import zlib
from pathlib import Path
from typing import Any

from dashboard.deck import build_deck
from dashboard.filters import Filters
from dashboard.situation import assess
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST

MOST_BYTES, CELLS, FINE = 300_000, 5_000, 10
WINDOW_BITS, MEMORY_LEVEL = -12, 5
"""What the server and a browser agree on."""


def packed(what: Any) -> int:
    squeeze = zlib.compressobj(wbits=WINDOW_BITS, memLevel=MEMORY_LEVEL)
    text = json.dumps(what, separators=(",", ":"), ensure_ascii=False).encode()
    return len(squeeze.compress(text) + squeeze.flush())


def test_the_server_packs_what_it_sends() -> None:
    said = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))
    assert said["server"]["enableWebsocketCompression"] is True


def test_a_map_of_five_thousand_cells_is_small_on_its_way(snapshot: Snapshot) -> None:
    situation = assess(snapshot, Filters(resolution=FINE, days=365), ANALYST)
    deck = json.loads(build_deck(situation).to_json())
    cells = [layer for layer in deck["layers"][0] if layer["id"].startswith(("cells", "hidden"))]
    deck["layers"] = [layer for layer in deck["layers"][0] if layer not in cells]
    assert len(situation.cells) > 2_000
    assert packed(deck) + packed(cells) / len(situation.cells) * CELLS < MOST_BYTES
