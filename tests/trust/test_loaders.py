"""No answer from the records themselves reaches an aggregate role, whatever a page asks for."""

import inspect
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard import loading
from dashboard.answers.reach_doors import ReachQuestion
from dashboard.filters import Filters
from dashboard.gate import principal as asking
from dashboard.gate.pages import CONTENTS, FOR_ANYBODY, front_of, offered
from dashboard.gate.refusal import NotAllowedError
from dashboard.loading import opened
from dashboard.loading import reach as reaching
from dashboard.viewer import NOBODY, ROLES, Principal, Viewer

OPEN = {
    "load_known_answers",  # published cases, worked out again
    "load_named_places",  # the ground, as on any map
    "load_tables",  # published tables of other areas
    "load_own_wards",  # from a Situation, which is refused itself
    "load_own_partnership",
    "load_release",  # what is released; refused by profile
    "load_outlines",
    "load_released_ground",
}
OF_PEOPLE = {
    "ask_sites",
    "load_own_candidates",
    "load_pin_cells",
    "load_reach",
    "load_reach_ground",
    "load_walked_ground",
}
"""From centres and residents, so for a partner too: `test_a_partner_s_reach_has_no_report`."""
MODULES = [import_module(f"dashboard.loading.{found.name}") for found in iter_modules(loading.__path__)]
LOADERS = {name: getattr(module, name) for module in MODULES for name in module.__all__}
EXACT = [name for name in LOADERS if name.startswith(("load_", "ask_")) and name not in OPEN]
AGGREGATE = [*(ROLES[role] for role in ("public", "partner", "administrator")), NOBODY.viewer]
STANDS_FOR: dict[str, Any] = {
    "snapshot": SimpleNamespace(version="1"),
    "answer": SimpleNamespace(filters=Filters()),
    "filters": Filters(),
}


def called(loader: Callable[..., Any]) -> None:
    """Call a loader with things that only look right: it refuses before it looks at them."""
    needed = [
        one
        for one in inspect.signature(loader).parameters.values()
        if one.default is one.empty and one.kind is not one.VAR_KEYWORD
    ]
    given = {one.name: STANDS_FOR.get(one.name, "") for one in needed}
    loader(**given)


REFUSED = [
    pytest.param(name, viewer, id=f"{viewer.role}-{name}")
    for viewer in AGGREGATE
    for name in EXACT
    if not (viewer.role == "partner" and name in OF_PEOPLE)
]


@pytest.mark.parametrize(("name", "viewer"), REFUSED)
def test_abuse_02_a_loader_of_exact_figures_refuses(
    name: str, viewer: Viewer, monkeypatch: pytest.MonkeyPatch, proof: Callable[[str], None]
) -> None:
    monkeypatch.setattr(asking, "principal", lambda: Principal("Somebody", "", viewer))
    with pytest.raises(NotAllowedError):
        called(LOADERS[name])
    proof(f"loaders of exact figures: {len(REFUSED)} pairs of loader and role refused")


def test_a_partner_s_reach_has_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a snapshot with records nor a question of them comes to an answer of reach."""
    asked: list[Any] = []
    monkeypatch.setattr(asking, "principal", lambda: Principal("Pat", "", ROLES["partner"]))
    monkeypatch.setattr(opened, "whole_desk", lambda: "a desk")
    monkeypatch.setattr(opened, "_without_rows", lambda store, digest, desk: f"{desk} without rows")
    monkeypatch.setattr(opened, "load_own_partnership", lambda settings: SimpleNamespace(digest="one"))
    monkeypatch.setattr(reaching, "load_walked_ground", lambda: "the streets")
    monkeypatch.setattr(reaching, "ground_without_records", lambda desk, walked: (desk, walked))
    monkeypatch.setattr(reaching, "_reach", lambda *given: asked.extend(given))
    assert reaching.load_reach_ground() == ("a desk without rows", "the streets")
    reaching.load_reach(STANDS_FOR["snapshot"], ReachQuestion(), Filters())
    assert asked[2] == ROLES["partner"] and asked[3] is None


def test_a_desk_is_opened_for_what_a_role_may_do_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "whole_desk", lambda: "a desk")
    monkeypatch.setattr(opened, "_without_rows", lambda store, digest, desk: f"{desk} without rows")
    monkeypatch.setattr(opened, "load_own_partnership", lambda settings: SimpleNamespace(digest="one"))
    monkeypatch.setattr(asking, "principal", lambda: Principal("Pat", "", ROLES["partner"]))
    assert opened.load_desk("see centres") == "a desk without rows"
    for what in ("explore", "keep registers", "keep records", "administer", "read rows", "nothing at all"):
        with pytest.raises(NotAllowedError):
            opened.load_desk(what)


def test_what_is_offered_is_what_the_policy_opens() -> None:
    nobody = {entry.file for entry in offered(NOBODY.viewer)}
    assert nobody == {"tell_us", "confirm"}
    files = {role: {entry.file for entry in offered(viewer)} for role, viewer in ROLES.items()}
    assert "hot_spots" not in files["partner"] | files["public"] | files["administrator"]
    assert "meeting" in files["coordinator"] and "meeting" not in files["analyst"]
    assert [role for role in files if "people" in files[role]] == ["administrator"]
    assert front_of(offered(ROLES["analyst"])).file == "hot_spots"
    assert front_of(offered(ROLES["public"])).file in {"released", "centres"}
    assert {"confirm own entry", "tell us"} == FOR_ANYBODY
    assert all(entry.title and entry.icon and entry.section for entry in CONTENTS)
