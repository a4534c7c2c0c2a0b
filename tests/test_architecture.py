"""The floors of the house: an import only ever goes down."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = {"boundaries": 1, "spatial": 2, "ingest": 2, "dashboard": 3, "streamlit_app": 4}
MAY_IMPORT_STREAMLIT = (
    "streamlit_app.py",
    "dashboard/pages/",
    "dashboard/widgets/",
    "dashboard/loading/",
    "dashboard/gate/",
    "dashboard/main.py",
)
MAY_IMPORT_SPATIAL = (
    "dashboard/situation.py",
    "dashboard/answers/",
    "dashboard/baseline.py",
    "dashboard/hidden_series.py",
    "dashboard/jobs.py",
    "dashboard/desks/releasing.py",
)
MAY_IMPORT_INGEST = (
    "dashboard/columns.py",
    "dashboard/cube_columns.py",
    "dashboard/cube_words.py",
    "dashboard/kept_columns.py",
    "dashboard/snapshot.py",
    "dashboard/demo/making.py",
    "dashboard/desks/",
)


def modules() -> Iterator[str]:
    for package in ("boundaries", "spatial", "ingest", "dashboard"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix()
    if (ROOT / "streamlit_app.py").exists():
        yield "streamlit_app.py"


def imported(module: str) -> set[str]:
    """Dotted names imported anywhere in a module, function bodies included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = Path(module).parent.parts
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            names.add(".".join(part for part in (base, node.module or "") if part))
    return names


def tops(module: str) -> set[str]:
    return {name.split(".")[0] for name in imported(module)}


@pytest.mark.parametrize("module", list(modules()))
def test_imports_only_go_down(module: str) -> None:
    here = module.split("/", maxsplit=1)[0].removesuffix(".py")
    for other in tops(module) & set(FLOORS):
        assert other == here or FLOORS[other] < FLOORS[here], f"{module} imports {other}"


@pytest.mark.parametrize("module", list(modules()))
def test_streamlit_stays_in_its_rooms(module: str) -> None:
    if "streamlit" in tops(module):
        assert module.startswith(MAY_IMPORT_STREAMLIT), f"{module} imports streamlit"


@pytest.mark.parametrize("module", [m for m in modules() if m.startswith("dashboard/")])
def test_the_siblings_meet_only_at_the_waist(module: str) -> None:
    if "spatial" in tops(module):
        assert module.startswith(MAY_IMPORT_SPATIAL), f"{module} imports spatial"
    if "ingest" in tops(module):
        assert module.startswith(MAY_IMPORT_INGEST), f"{module} imports ingest"


def test_no_drawer_for_odds_and_ends() -> None:
    assert not [m for m in modules() if Path(m).stem in {"utils", "common", "helpers", "misc"}]
