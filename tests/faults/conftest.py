"""The list of faults: each is counted, and told at the end as so many of so many.

`make faults` runs all of it; the ordinary run takes a few of each kind.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from _pytest.terminal import TerminalReporter

from tests.ingest.conftest import gazetteer, policy, take_in, wren

__all__ = ["Tally", "gazetteer", "policy", "take_in", "wren"]

FULL = "faults_full"


@dataclass
class Tally:
    """Counts what was survived."""

    survived: int = 0
    tried: int = 0
    failures: list[str] = field(default_factory=list)

    def count(self, survived: object, what: str) -> None:
        """Count one trial; `what` says which it was and what was found."""
        self.tried += 1
        self.survived += bool(survived)
        if not survived:
            self.failures.append(what)


TALLY = pytest.StashKey[Tally]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", dest=FULL, help="Every fault as often as the list says.")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fault(number, title): a kind of fault of the list")


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether to run every fault as often as the list says."""
    return bool(request.config.getoption(FULL, default=False)) or os.environ.get("FAULTS") == "full"


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Count trials; the test fails at its end if one of them was not survived."""
    return request.node.stash.setdefault(TALLY, Tally())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    yield
    counted = item.stash.get(TALLY, Tally())
    if counted.failures:
        pytest.fail("\n".join(counted.failures[:20]), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    marker = item.get_closest_marker("fault")
    skipped = call.excinfo is not None and call.excinfo.errisinstance(pytest.skip.Exception)
    if marker is not None and (call.when == "call" or call.excinfo is not None):
        counted = item.stash.get(TALLY, Tally(0 if call.excinfo else 1, 1))
        if call.excinfo is not None and not counted.failures and not skipped:
            counted.count(False, "stopped")
        tried = 0 if skipped else counted.tried
        why = str(call.excinfo.value) if skipped and call.excinfo else ""
        report.user_properties.append(("fault", [*marker.args, counted.survived if tried else 0, tried, why]))
    return report


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Tell each fault in a line."""
    lines: dict[str, list[int]] = {}
    skipped: list[str] = []
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, said in getattr(report, "user_properties", []):
                if name == "fault":
                    number, title, survived, tried, why = said
                    line = lines.setdefault(f"{number:>2} {title}", [0, 0])
                    line[0], line[1] = line[0] + survived, line[1] + tried
                    if why:
                        skipped.append(f"{number:>2} {title}, in part: {why}")
    if not lines:
        return
    terminalreporter.section("faults")
    for title, (survived, tried) in sorted(lines.items()):
        terminalreporter.write_line(f"{title}: {survived:,} of {tried:,}")
    for reason in sorted(skipped):
        terminalreporter.write_line(f"not tried: {reason}")
    survived, tried = (sum(column) for column in zip(*lines.values(), strict=True))
    terminalreporter.write_line(f"{survived:,} of {tried:,} survived, of {len(lines)} kinds")
