"""Nothing that a person wrote becomes part of a page: markup is made in few places, and each escapes."""

# abuse 06
import ast
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

from dashboard.widgets.readable import readable_style

DASHBOARD = Path(__file__).parents[2] / "dashboard"


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in sorted(DASHBOARD.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node


def test_no_page_lets_markup_of_others_through() -> None:
    for path, call in calls():
        assert "unsafe_allow_html" not in {word.arg for word in call.keywords}, f"{path}, line {call.lineno}"


def test_markup_is_a_constant_or_made_by_a_function_that_escapes() -> None:
    makers, seen = set(), 0
    for path, call in calls():
        if ast.unparse(call.func) != "st.html":
            continue
        seen += 1
        (said,) = call.args
        if isinstance(said, ast.Name):
            assert said.id.isupper(), f"{path}, line {call.lineno}"
        else:
            assert isinstance(said, ast.Call)
            makers.add(ast.unparse(said.func))
    assert seen > 10
    escaping = {
        node.name
        for path in DASHBOARD.rglob("*.py")
        if "escape" in (source := path.read_text("utf-8"))
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }
    assert makers - escaping <= {"readable_style"}


def test_a_style_of_our_own_is_given_nothing_but_whether_the_screen_is_dark() -> None:
    assert list(signature(readable_style).parameters) == ["dark"]
    assert readable_style(dark=True).count("<style>") == readable_style(dark=False).count("</style>") == 1
