"""Two processes of the server over one PostgreSQL, behind nginx as `deploy/nginx-two.conf` sets it up."""

import itertools
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy.engine import make_url
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.visitor import Visitor
from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.people import add
from dashboard.gate.sessions import COOKIE
from dashboard.settings import Settings
from ingest.records.narrow_roles import AGGREGATES, MAKE, ROWS
from tests.conftest import Demo
from tests.copying import copy_demo
from tests.databases import Server
from tests.trust.test_sign_in import token_of

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_numbers = itertools.count(1)
PASSWORD = "heron lantern ferry"
NAME = "localhost"
"""Stands for the installation's own; the gate takes it, as it takes this machine's other names."""
MAIN = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path       {folder}/proxy;
    fastcgi_temp_path     {folder}/fastcgi;
    uwsgi_temp_path       {folder}/uwsgi;
    scgi_temp_path        {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


@dataclass
class Service:
    """What stands behind one address."""

    port: int
    ports: dict[str, int]
    desk: Desk
    files: Path
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"


def _free(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _certificate(folder: Path) -> tuple[Path, Path]:
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "site.pem").write_bytes(made.public_bytes(form))
    (folder / "site.key").write_bytes(key.private_bytes(form, *plain))
    return folder / "site.pem", folder / "site.key"


def _configured(folder: Path, *, http: int, https: int, ports: dict[str, int]) -> Path:
    """Write down what an organisation writes down: its name, its certificate and its ports; nothing else."""
    pem, key = _certificate(folder)
    text = (ROOT / "deploy" / "nginx-two.conf").read_text("utf-8")
    for said, here in (
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"),
        ("/etc/ssl/records.example.gov.uk.pem", str(pem)),
        ("/etc/ssl/private/records.example.gov.uk.key", str(key)),
        ("records.example.gov.uk", NAME),
        (":8501", f":{ports['one']}"),
        (":8502", f":{ports['two']}"),
    ):
        assert said in text, said
        text = text.replace(said, here)
    (folder / "conf.d").mkdir()
    (folder / "conf.d" / "site.conf").write_text(text, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), "utf-8")
    return folder / "nginx.conf"


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, f"{address}: ended"
        try:
            if httpx.get(f"{address}/_stcore/health", timeout=2, verify=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(address)


def _own_database(server: Server) -> str:
    """Give a database that belongs to an account which is no superuser, as the doctor asks for."""
    made, account = make_url(server.new_database(empty=True)), f"common_ground_{next(_numbers)}"
    with closing(psycopg.connect(server.url.render_as_string(hide_password=False), autocommit=True)) as line:
        line.execute(f"create role {account} login".encode())
        for role in (AGGREGATES, ROWS):
            line.execute(MAKE.format(role=role).encode())
            line.execute(f"grant {role} to {account}".encode())
        line.execute(f"alter database {made.database} owner to {account}".encode())
    return made.set(username=account).render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def service(
    demo: Demo, embedded_postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """One store with an agency's file and an account, two processes over it, nginx before both."""
    if NGINX is None:
        reason = "no nginx on this machine: install Debian's package 'nginx-light' to run it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    tmp_path = tmp_path_factory.mktemp("service")
    copy_demo(demo.folder, tmp_path / "demo")
    keys, own = tmp_path / "keys", tmp_path / "demo" / "partnership.toml"
    patched = pytest.MonkeyPatch()
    patched.setenv("COMMON_GROUND_KEYS", str(keys))
    store = _own_database(embedded_postgres)
    desk = open_desk(Settings(store=store, partnership=own, formats=tmp_path / "demo" / "formats"))
    for login, role in (("ana", "analyst"), ("olu", "administrator")):
        add(desk.store, login=login, name=login.title(), agency="", role=role, by="test", password=PASSWORD)
    files = tmp_path / "demo" / "files"
    desk.take_in(files / "wrenmouth-council-asb.csv", agency="wrenmouth-council")
    http, https, one, two = _free(4)
    here = Service(https, {"one": one, "two": two}, desk, files)
    environment = {
        **os.environ,
        "COMMON_GROUND_STORE": store,
        "COMMON_GROUND_PARTNERSHIP": str(own),
        "COMMON_GROUND_KEYS": str(keys),
        "COMMON_GROUND_SIGN_IN": "local",
        "COMMON_GROUND_BEHIND_TLS": "1",
    }
    started = here.processes
    try:
        for name, port in here.ports.items():
            command = [
                sys.executable,
                "-m",
                "streamlit",
                "run",
                "streamlit_app.py",
                "--server.headless",
                "true",
            ]
            log = (tmp_path / f"{name}.log").open("w")
            started[name] = subprocess.Popen(
                [*command, "--server.port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        folder = tmp_path / "nginx"
        folder.mkdir()
        settings = _configured(folder, http=http, https=https, ports=here.ports)
        started["nginx"] = subprocess.Popen([NGINX, "-c", str(settings), "-g", "daemon off;"], cwd=folder)
        for name, port in here.ports.items():
            _wait_for(f"http://127.0.0.1:{port}", started[name])
        _wait_for(here.address, started["nginx"])
        yield here
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait(20)
        desk.store.close()
        patched.undo()


@contextmanager
def browser(service: Service) -> Iterator[httpx.Client]:
    """Open a browser that has no cookie yet but of the process to which it was sent."""
    own = {"Origin": f"https://{NAME}"}
    with httpx.Client(verify=False, base_url=service.address, headers=own) as client:
        client.get("/login")
        yield client


def visitor(service: Service, client: httpx.Client, *, session: str = "", query: str = "") -> Visitor:
    """Open a page in a browser, as its script does."""
    unproved = ssl.create_default_context()
    unproved.check_hostname, unproved.verify_mode = False, ssl.CERT_NONE
    return Visitor(
        f"{NAME}:{service.port}",
        dict(client.cookies),
        session=session,
        origin=f"https://{NAME}",
        query=query,
        tls=unproved,
    )


def shown(seen: Visitor) -> str:
    """Give every word that the page was sent."""
    said = []
    for frame in seen.frames:
        message = ForwardMsg()
        message.ParseFromString(frame)
        said.append(message.delta.new_element.markdown.body)
    return "\n".join(said)


def headline(seen: Visitor) -> str:
    return next(line for line in shown(seen).splitlines() if "in Wrenmouth" in line)


def sign_in(client: httpx.Client) -> None:
    page = client.get("/login", params={"next": "/?days=90"})
    said = {"token": token_of(page.text), "login": "ana", "password": PASSWORD, "next": "/?days=90"}
    let_in = client.post("/login", data=said)
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/?days=90"), let_in.text
    assert COOKIE in client.cookies


def process_of(client: httpx.Client) -> str:
    return client.cookies["cg_process"]


def test_only_the_bundle_is_squeezed(service: Service) -> None:
    """A page that says anything in an answer that is squeezed can be guessed at from its length."""
    with browser(service) as ana:
        sign_in(ana)
        page = ana.get("/")
        script = re.search(r'src="\.(/static/js/index[^"]+)"', page.text)
        assert script and "content-encoding" not in page.headers
        bundle = ana.get(script[1])
        assert bundle.headers["content-encoding"] == "gzip" and "immutable" in bundle.headers["cache-control"]
        assert "content-encoding" not in ana.get("/login").headers


def test_two_processes_serve_one_partnership(service: Service) -> None:
    """A visitor signs in once, stays with a process, sees what changed, and outlives the process."""
    with browser(service) as ana, browser(service) as other:
        sign_in(ana)
        own = process_of(ana)
        for _ in range(4):
            assert "set-cookie" not in ana.get("/", params={"days": 90}).headers  # it stays
        elsewhere = "two" if own == "one" else "one"
        other.cookies.clear()  # the same person in another browser, which is with the other process
        for name, value in (COOKIE, ana.cookies[COOKIE]), ("cg_process", elsewhere):
            other.cookies.set(name, value)
        assert "set-cookie" not in other.get("/", params={"days": 90}).headers  # signed in there as well

        with (
            visitor(service, ana, query="days=365") as seen,
            visitor(service, other, query="days=365") as also,
        ):
            for page in (seen, also):
                page.rerun()
                assert "Ana" in shown(page)
            before = headline(seen)
            assert headline(also) == before

            # Data taken in by a third process, as the shell does: each process has it at its next run.
            service.desk.take_in(
                service.files / "wrenshire-police-incident-log.csv", agency="wrenshire-police"
            )
            for page in (seen, also):
                page.frames.clear()
                page.rerun()
            after = headline(seen)
            assert after != before and headline(also) == after

        with visitor(service, ana, session=seen.session, query="days=365") as again:  # the line was lost
            again.rerun()
            assert again.session == seen.session

        gone = service.processes[own]
        gone.send_signal(signal.SIGKILL)
        gone.wait()
        with visitor(service, ana, session=seen.session, query="days=365") as landed:
            landed.rerun()
            assert (
                landed.session != seen.session
            )  # what only lay in the process is gone: its pages, its uploads
            assert "Ana" in shown(landed)
            assert headline(landed) == after  # the question stood in the address
        assert ana.get("/", params={"days": 365}).status_code == 200
        assert process_of(ana) == elsewhere
