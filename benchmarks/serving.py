"""A server in a process of its own, while visitors come: where it is, and what it has used so far."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

__all__ = ["Served", "serve"]

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120


@dataclass(frozen=True)
class Served:
    """A server that answers.

    Attributes
    ----------
    host : str
        Its name and port.
    pid : int
    """

    host: str
    pid: int

    @property
    def processor_s(self) -> float:
        """Seconds of processors that it has used."""
        spent = Path(f"/proc/{self.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident_mb(self) -> float:
        """The memory that it has now."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    @property
    def peak_mb(self) -> float:
        """The most memory that it has had."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


@contextmanager
def serve(app: str, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve an app as the README says, until the block ends.

    Raises
    ------
    TimeoutError
        If it does not answer; what it wrote is in the log.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.headless", "true"]
    given = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    with log.open("w") as said:
        process = subprocess.Popen(
            [*command, "--server.port", str(port)], cwd=ROOT, env=given, stdout=said, stderr=said
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield Served(f"127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(address, timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")
