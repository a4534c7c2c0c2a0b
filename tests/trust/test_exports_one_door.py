"""Everything that leaves goes by one door: whoever adds another one fails here."""

# abuse 08

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOOR = "dashboard/widgets/hand_over.py"
TEMPLATES = {
    "dashboard/widgets/report_upload.py",
    "dashboard/widgets/sample_files.py",
    "dashboard/pages/other_areas.py",
}
"""Empty forms to fill in, and files invented to try: no data, so no marking."""
WRITERS = {"csv", "xlsxwriter", "docx", "typst", "vl_convert", "pyogrio"}
MAY_WRITE = {"dashboard/exporting/"}
OWN_TABLES = {"dashboard/desks/centre_files.py", "dashboard/desks/report_files.py"}
FREE_WINDOWS = (
    "hot_spots",
    "clusters",
    "over_time",
    "change",
    "unusual_weeks",
    "near_repeat",
    "other_areas",
    "which_method",
    "tension",
    "tension_trends",
    "early_notice",
    "meeting",
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def offers(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "download_button" for node in ast.walk(tree))


def imports(tree: ast.Module) -> set[str]:
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in named}


def test_one_module_offers_files(proof: Callable[[str], None]) -> None:
    offering = {name for name, tree in modules() if offers(tree)}
    assert offering == {DOOR, *TEMPLATES}
    doors = sum(1 for _ in modules())
    proof(f"doors for files: 1 of {doors} modules, and {len(TEMPLATES)} of forms to fill in")


def test_only_the_export_writes_files_for_others() -> None:
    writing = {name for name, tree in modules() if imports(tree) & WRITERS}
    assert {name for name in writing if not name.startswith(tuple(MAY_WRITE))} <= OWN_TABLES


def test_pages_of_free_windows_hand_no_figures_over() -> None:
    for name in FREE_WINDOWS:
        tree = ast.parse((ROOT / "dashboard" / "pages" / f"{name}.py").read_text(encoding="utf-8"))
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "offer_file" not in called
        assert "offer_list" not in called or name == "meeting"
        assert "say_taken_out" in called, name


def test_the_tables_own_export_is_off() -> None:
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert "disableDataExport = true" in config
