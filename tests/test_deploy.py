"""What stands ready for an installation: the units of systemd, the container, the proxies."""

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer
from streamlit import config

from dashboard.gate.doors import door_of
from dashboard.gate.settings import GateSettings
from dashboard.settings import Settings
from dashboard.shell import app

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
CONTAINER = (ROOT / "Containerfile").read_text("utf-8")
HOME = "/opt/common-ground"
"""Where the operating guide puts the program."""
KEYS = "COMMON_GROUND_KEYS"


def lines_of(path: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", path.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_a_unit_runs_what_there_is(service: Path) -> None:
    commands = typer.main.get_command(app)
    for line in lines_of(service, "ExecStart"):
        program, *words = line.split()
        assert program.startswith(f"{HOME}/.venv/bin/")
        assert (ROOT / program.removeprefix(f"{HOME}/")).exists(), f"{service.name} runs {program}"
        if program.endswith("/streamlit"):
            assert words[:2] == ["run", "streamlit_app.py"] and (ROOT / words[1]).exists()
            continue
        command = commands.commands[words[0]]  # type: ignore[attr-defined]
        if hasattr(command, "commands") and words[1:] and not words[1].startswith("-"):
            command = command.commands[words[1]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_a_unit_may_do_little(service: Path) -> None:
    said = configparser.RawConfigParser(strict=False)
    said.optionxform = str  # type: ignore[assignment,method-assign]
    said.read_string(service.read_text("utf-8"))
    held = said["Service"]
    assert held["User"] == "common-ground" and held["ProtectSystem"] == "strict"
    assert held["NoNewPrivileges"] == "true" and held["CapabilityBoundingSet"] == ""
    assert (held["IPAddressDeny"], held["IPAddressAllow"]) == ("any", "localhost")
    assert held["EnvironmentFile"] == "/etc/common-ground/environment"


def test_every_timer_has_its_service() -> None:
    assert {path.stem for path in TIMERS} == {"common-ground-backup", "common-ground-release"}
    assert {path.stem for path in TIMERS} < {path.stem for path in SERVICES}


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    for path in (*SERVICES, *TIMERS):
        text = path.read_text("utf-8").replace(HOME, str(ROOT))
        text = re.sub(
            r"^(User|EnvironmentFile)=.*$", "", text, flags=re.MULTILINE
        )  # not those of this machine
        (tmp_path / path.name).write_text(text, "utf-8")
    units = [str(tmp_path / path.name) for path in (*SERVICES, *TIMERS)]
    said = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    about_ours = [line for line in said.stderr.splitlines() if "common-ground" in line]
    assert said.returncode == 0 and not about_ours, said.stderr


def test_the_settings_named_are_settings() -> None:
    known = {f"COMMON_GROUND_{name.upper()}" for name in (*Settings.model_fields, *GateSettings.model_fields)}
    known.add(KEYS)
    environment = (DEPLOY / "environment").read_text("utf-8")
    named = set(re.findall(r"COMMON_GROUND_[A-Z_]+", environment + CONTAINER))
    assert len(named) > 6 and named <= known, named - known


def test_the_container_holds_what_the_program_is_made_of() -> None:
    copied = {
        one
        for line in re.findall(r"^COPY (?!--from)(.*)$", CONTAINER, re.MULTILINE)
        for one in line.split()[:-1]
    }
    assert all((ROOT / one).exists() for one in copied), copied
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {*packages, "streamlit_app.py", "static", ".streamlit", "uv.lock"} <= copied
    let_in = {
        line[1:]
        for line in (ROOT / ".containerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert let_in == copied


def test_the_container_is_pinned_and_not_root() -> None:
    version = re.search(r"^UV_VERSION := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert version and f"uv=={version[1]}" in CONTAINER
    last = CONTAINER.split("\nFROM ")[-1]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert not re.search(r"^RUN .*(pip|apt|curl|wget)", last, re.MULTILINE)
    health = re.search(r"http://127\.0\.0\.1:8501(/[^']+)'", last)
    assert health and "health" in str(door_of(health[1])).lower()
    for option in re.findall(r'"--([a-zA-Z.]+)"', last):
        config.get_option(option)


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-two.conf", "Caddyfile"])
def test_a_proxy_hands_on_to_the_server_as_large_a_file_as_it_takes(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    assert "127.0.0.1:8501" in text and "--server.port 8501" in (DEPLOY / "common-ground.service").read_text(
        "utf-8"
    )
    taken = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]["maxUploadSize"]
    largest = re.search(r"(?:client_max_body_size|max_size) (\d+)", text)
    assert largest and int(largest[1]) > taken


def test_before_two_processes_nginx_does_what_it_does_before_one() -> None:
    """Every line of the one is in the other, but for where it hands on to."""
    one, two = ((DEPLOY / name).read_text("utf-8").splitlines() for name in ("nginx.conf", "nginx-two.conf"))
    alike = [line.replace("127.0.0.1:8501", "$common_ground") for line in one[1:]]
    assert not set(alike) - set(two)
