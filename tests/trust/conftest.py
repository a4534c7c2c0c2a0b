"""A small page behind the real gate, served by the real server, for the abuse cases of the doors."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Served:
    """The server under test."""

    host: str
    folder: Path
    pid: int

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    @property
    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def cookies(self, who: str) -> dict[str, str]:
        token = httpx.get(f"http://{self.host}/_stcore/health").cookies["_streamlit_xsrf"]
        return {"who": who, "_streamlit_xsrf": token}

    def leaves(self, who: str, *, gone: bool = True) -> None:
        mark = self.folder / "left" / who
        mark.touch() if gone else mark.unlink()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("gate")
    (folder / "left").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "tests/trust/served/app.py",
        "--server.headless",
        "true",
    ]
    environment = {**os.environ, "LEFT": str(folder / "left"), "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--server.port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            host = f"127.0.0.1:{port}"
            _wait_for(host)
            yield Served(host, folder, server.pid)
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(host: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"http://{host}/_stcore/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError("the server did not answer")
