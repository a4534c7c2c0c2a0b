"""What was worked out for one person is not given to another: its key names the viewer."""

# abuse 19
import ast
from pathlib import Path

DASHBOARD = Path(__file__).parents[2] / "dashboard"
LOADING = sorted((DASHBOARD / "loading").glob("*.py"))
MAY_KEEP = {*LOADING, DASHBOARD / "widgets" / "radius.py", DASHBOARD / "widgets" / "waiting.py"}
NO_FIGURES = {"_snapshot", "_groups", "_alarms_seen"}
"""Kept by the version of the data alone: what answers are made from, and lists of words."""


def kept_functions(path: Path) -> list[ast.FunctionDef]:
    return [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any("st.cache_" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]


def test_only_the_way_to_the_data_keeps_anything() -> None:
    for path in sorted(DASHBOARD.rglob("*.py")):
        if path not in MAY_KEEP:
            assert not kept_functions(path), path


def test_every_answer_that_is_kept_is_kept_for_a_viewer() -> None:
    answers = [
        function
        for path in LOADING
        for function in kept_functions(path)
        if {argument.arg for argument in function.args.args} & {"version", "_snapshot", "_answer"}
    ]
    assert len(answers) > 8
    for function in answers:
        if function.name not in NO_FIGURES:
            hashed = {argument.arg for argument in function.args.args if not argument.arg.startswith("_")}
            assert hashed & {"looking", "scope"}, f"{function.name} is kept for everybody"


def test_every_long_answer_is_asked_for_by_a_viewer() -> None:
    asked = 0
    for node in (node for path in LOADING for node in ast.parse(path.read_text("utf-8")).body):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("ask_"):
            keys = [
                ast.unparse(part)
                for part in ast.walk(node)
                if isinstance(part, ast.Tuple) and part.elts and isinstance(part.elts[0], ast.Constant)
            ]
            assert any("looking" in key for key in keys), node.name
            asked += 1
    assert asked > 6
