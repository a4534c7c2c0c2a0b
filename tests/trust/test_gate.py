"""The gate in front of the real server: abuse cases of its doors."""

import base64
import hashlib
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from benchmarks.visitor import Visitor
from dashboard.gate.crowd import Crowd, CrowdedError
from dashboard.gate.doors import Door, door_of, is_sound
from dashboard.gate.headers import INLINE_SCRIPT, without_claims
from dashboard.gate.messages import may_say
from dashboard.gate.turning_away import sign_in_for
from tests.trust.conftest import Served

SHUT = (
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/media/0123456789abcdef.csv",
    "/component/anything/index.html",
    "/_stcore/bidi-components/anything/x.js",
    "/app/static/anything.json",
)
NEVER = (
    "/_stcore/agent/mcp",
    "/_stcore/agent/interact",
    "/_stcore/script-health-check",
    "/over/_stcore/health",
)


def got(served: Served, path: str, who: str = "", **more: str) -> httpx.Response:
    cookies = {"who": who} if who else {}
    return httpx.get(f"http://{served.host}{path}", cookies=cookies, headers=more)


def files_in(frames: list[bytes]) -> list[str]:
    return [found.decode() for frame in frames for found in re.findall(rb"/media/[0-9a-f]+\.[a-z]{3}", frame)]


def test_nothing_but_health_the_bundle_and_the_sign_in_is_open(
    served: Served, proof: Callable[[str], None]
) -> None:
    assert got(served, "/_stcore/health").status_code == 200
    assert got(served, "/favicon.png").status_code == 200
    refused = [got(served, path).status_code for path in SHUT]
    assert refused == [401] * len(SHUT)
    assert [got(served, path, "anna").status_code for path in NEVER] == [404] * len(NEVER)
    for page in ("/", "/over_time"):
        answer = got(served, page)
        assert (answer.status_code, answer.text) == (303, "")
        assert answer.headers["location"].startswith("/login")
    with pytest.raises(InvalidStatus) as away, Visitor(served.host):
        pass
    assert away.value.response.status_code == 401
    doors = len(SHUT) + len(NEVER) + 3
    proof(f"the gate: {doors} of {doors} doors shut to somebody without a session")


def test_a_page_opens_for_whoever_has_a_session(served: Served) -> None:
    assert "<title>Streamlit</title>" in got(served, "/", "anna").text
    with Visitor(served.host, served.cookies("anna")) as visitor:
        visitor.rerun()
        assert any(b"anna-remembers" in frame for frame in visitor.frames)


def test_abuse_07_the_policy_names_the_script_of_the_page_that_is_installed(served: Served) -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.S)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline]
    assert [f"sha256-{digest}" for digest in digests] == [INLINE_SCRIPT]
    policy = got(served, "/", "anna").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert f"connect-src 'self' ws://{served.host} " in policy
    assert "img-src 'self' data: blob:;" in policy
    assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval", "")
    assert "script-src 'self' 'unsafe-inline'" not in policy


@pytest.mark.parametrize("path", ["/", "/media/none", "/nowhere", "/_stcore/health", "/login"])
def test_every_answer_carries_the_headers(served: Served, path: str) -> None:
    for who in ("", "anna"):
        said = got(served, path, who).headers
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] in {"no-referrer", "same-origin"}
        assert said["cache-control"] == "no-store"
        assert "camera=()" in said["permissions-policy"]
        assert "frame-ancestors 'none'" in said["content-security-policy"]
        assert "strict-transport-security" not in said


def test_abuse_15_whoever_names_the_session_of_another_begins_one_of_their_own(
    served: Served, proof: Callable[[str], None]
) -> None:
    tries = joined = 0
    with Visitor(served.host, served.cookies("anna")) as anna:
        anna.rerun()
        for thief in ("bert", "paul", "ada"):
            with Visitor(served.host, served.cookies(thief), session=anna.session) as other:
                other.rerun()
                tries += 1
                joined += other.session == anna.session
                joined += any(b"anna-remembers" in frame for frame in other.frames)
        anna.rerun()  # she is not thrown out either
    with Visitor(served.host, served.cookies("bert"), session=anna.session) as later:
        later.rerun()  # nor is what she left there for the next
        tries += 1
        joined += any(b"anna-remembers" in frame for frame in later.frames)
    assert joined == 0
    with Visitor(served.host, served.cookies("anna"), session=anna.session) as again:
        again.rerun()
        assert again.session == anna.session  # a connection that dropped is taken up again
    proof(f"hijack by session id: {tries} of {tries} refused")


def test_abuse_18_a_file_opens_for_the_one_to_whom_the_page_offered_it(served: Served) -> None:
    with Visitor(served.host, served.cookies("anna")) as anna:
        anna.rerun()
        (path,) = set(files_in(anna.frames))
        assert got(served, path, "anna").text == "anna-remembers figures"
        assert got(served, path, "bert").status_code == 403
        assert got(served, path, "ada").status_code == 403
        assert got(served, path).status_code == 401
        assert got(served, "/media/" + "0" * 56 + ".csv", "bert").text == got(served, path, "bert").text
        assert got(served, path, "anna").headers["cache-control"] == "no-store"


def asks_for(session: str, file: str) -> BackMsg:
    asked = BackMsg()
    asked.backend_operation_request.request_id = "1"
    asked.backend_operation_request.session_id = session
    asked.backend_operation_request.deferred_file.file_id = file
    return asked


def test_abuse_18_a_file_made_at_the_click_is_made_for_its_owner(served: Served) -> None:
    anna, bert = (Visitor(served.host, served.cookies(name)) for name in ("anna", "bert"))
    with anna, bert:
        anna.rerun()
        bert.rerun()
        (file,) = {said for said in map(deferred, anna.frames) if said}
        bert.say(asks_for(bert.session, file))
        bert.rerun()
        assert b"/media/" not in bert.frames[-1]
        assert not any(b"backend" in frame or file.encode() in frame for frame in bert.frames)
        anna.say(asks_for(anna.session, file))
        answer = next(
            said for said in anna.heard(10) if said.WhichOneof("type") == "backend_operation_response"
        )
        path = answer.backend_operation_response.deferred_file.url
        assert got(served, path, "anna").text == "anna-remembers made at the click"
        assert got(served, path, "bert").status_code == 403


def deferred(frame: bytes) -> str:
    said = ForwardMsg()
    said.ParseFromString(frame)
    return said.delta.new_element.download_button.deferred_file_id


def test_what_only_developers_ask_for_is_not_passed_on(served: Served) -> None:
    cache, skills, git = BackMsg(clear_cache=True), BackMsg(), BackMsg(load_git_info=True)
    skills.backend_operation_request.install_skills.SetInParent()
    assert not any(may_say(said.SerializeToString()) for said in (cache, skills, git, BackMsg()))
    assert not may_say(b"\xff\xff")
    with Visitor(served.host, served.cookies("anna")) as anna:
        anna.rerun()
        for said in (cache, skills, git):
            anna.say(said)
        assert anna.rerun() < 5


def put(served: Served, who: str, session: str, file: str, size: int, **more: str) -> int:
    cookies = served.cookies(who) if who else {}
    headers = {"X-Xsrftoken": cookies.get("_streamlit_xsrf", ""), **more}
    files = {"file": ("x.csv", b"x" * size, "text/csv")}
    where = f"http://{served.host}/_stcore/upload_file/{session}/{file}"
    try:
        return httpx.put(where, files=files, cookies=cookies, headers=headers).status_code
    except (httpx.WriteError, httpx.ReadError):  # the server answered, and closed before all was sent
        return 401


def test_abuse_28_an_upload_before_the_sign_in_keeps_no_byte(served: Served) -> None:
    with Visitor(served.host, served.cookies("anna")) as anna:
        anna.rerun()
        before = served.memory_mb
        assert {put(served, "", anna.session, f"file{n}", 20_000_000) for n in range(6)} == {401}
        assert served.memory_mb - before < 10
        assert put(served, "paul", anna.session, "file", 10) == 403  # a partner sends no files
        assert put(served, "bert", anna.session, "file", 10) == 403  # nor anybody into her session
        assert put(served, "anna", "nobody-s", "file", 10) == 403
        assert put(served, "anna", anna.session, "file", 10) == 204


def announced(served: Served, where: str, cookies: dict[str, str], size: int) -> str:
    """Say that a file of this size comes, and hear what the server says to that before a byte of it."""
    said = f"PUT {where.split(served.host)[1]} HTTP/1.1\r\nHost: {served.host}\r\nContent-Length: {size}\r\n"
    said += "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()) + "\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(served.host.split(":")[1])), timeout=5) as line:
        line.sendall(said.encode())
        return line.recv(1_000).decode()


def test_abuse_28_an_upload_has_an_end(served: Served) -> None:
    cookies = served.cookies("anna")
    headers = {"X-Xsrftoken": cookies["_streamlit_xsrf"], "Content-Type": "multipart/form-data; boundary=b"}
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'

    def endless() -> Iterator[bytes]:
        yield head
        for _ in range(60):
            yield b"x" * 1_000_000

    with Visitor(served.host, cookies) as anna, httpx.Client(cookies=cookies, headers=headers) as client:
        anna.rerun()
        where = f"http://{served.host}/_stcore/upload_file/{anna.session}/"
        with pytest.raises(
            (httpx.WriteError, httpx.ReadError, AssertionError)
        ):  # closed at the first too many
            assert client.put(where + "chunked", content=endless()).status_code != 413
        assert announced(served, where + "announced", cookies, 60 * 1024**2).startswith("HTTP/1.1 413")
        before = served.memory_mb
        for number in range(6):
            assert put(served, "anna", anna.session, f"file{number}", 8_000_000) == 204
        assert served.memory_mb - before < 3 * 8 + 40  # of six files the newest three are kept


@pytest.mark.parametrize("host", ["rebind.example", "127.0.0.1.example", "user@localhost", "[::1", ""])
def test_abuse_29_another_name_for_this_server_is_refused(served: Served, host: str) -> None:
    assert got(served, "/", "anna", Host=host).status_code in {400, 421}


def test_abuse_29_a_page_of_others_connects_to_nothing(served: Served) -> None:
    for origin in ("http://rebind.example", "https://evil.example", "null"):
        with (
            pytest.raises(InvalidStatus) as away,
            Visitor(served.host, served.cookies("anna"), origin=origin),
        ):
            pass
        assert away.value.response.status_code == 403
    assert got(served, "/", "anna", Host="records.example").status_code == 200


def test_metrics_are_for_this_machine_and_administrators(served: Served) -> None:
    assert got(served, "/_stcore/metrics").status_code == 200
    through = {"X-Forwarded-For": "198.51.100.7"}
    assert got(served, "/_stcore/metrics", **through).status_code == 401
    assert got(served, "/_stcore/metrics", "anna", **through).status_code == 403
    assert got(served, "/_stcore/metrics", "ada", **through).status_code == 200


def test_what_a_client_says_of_itself_is_not_passed_on(served: Served) -> None:
    said = [
        (b"X-Forwarded-User", b"ada"),
        (b"remote-user", b"ada"),
        (b"x-auth-request-email", b"a@b.example"),
    ]
    kept = [(b"x-forwarded-for", b"198.51.100.7"), (b"cookie", b"who=anna"), (b"user-agent", b"x")]
    assert without_claims([*said, *kept]) == kept


def test_abuse_16_a_socket_whose_session_ends_is_cut(served: Served) -> None:
    with Visitor(served.host, served.cookies("bert")) as bert:
        bert.rerun()
        served.leaves("bert")
        begun = time.monotonic()
        try:
            with pytest.raises(ConnectionClosed):
                list(bert.heard(10))
        finally:
            served.leaves("bert", gone=False)
        assert time.monotonic() - begun < 5


def test_abuse_28_slow_readers_and_crowds_hold_nobody_else(served: Served) -> None:
    lines = [Visitor(served.host, served.cookies("bert")) for _ in range(15)]
    for line in lines:
        line.__enter__()
    try:
        with Visitor(served.host, served.cookies("anna")) as anna:
            anna.rerun()
            took = [anna.rerun() for _ in range(5)]
        assert max(took) < 2
        more = [Visitor(served.host, served.cookies("bert")) for _ in range(10)]
        refused = 0
        for each in more:
            try:
                each.__enter__()
                lines.append(each)
            except InvalidStatus as away:
                refused += away.response.status_code == 429
        assert refused >= 5
    finally:
        for line in lines:
            line.__exit__()


def test_a_crowd_is_counted_by_address_and_in_all() -> None:
    crowd = Crowd(each=1, all_=2)
    with crowd.one_more("a"), crowd.one_more("b"):
        for address in ("a", "c"):
            with pytest.raises(CrowdedError), crowd.one_more(address):
                pass
    with crowd.one_more("c"):
        pass


def test_abuse_20_the_log_tells_no_query_file_or_person(served: Served) -> None:
    with Visitor(served.host, served.cookies("anna"), query="fail=canary-in-the-query") as anna:
        anna.rerun()
        assert not any(b"canary-in-an-exception" in frame for frame in anna.frames)
        path = files_in(anna.frames)[0]
        got(served, f"{path}?canary-in-a-link", "anna")
        got(served, "/canary-in-a-path?canary=1", "anna")
        put(served, "anna", anna.session, "canary-in-a-file", 10)
        session = anna.session
    log = served.log
    for word in ("canary-in-the-query", "canary-in-a", "canary=1", session, path, "anna", "who="):
        assert word not in log.replace("canary-in-an-exception", ""), word
    assert "GET /media/... 200" in log
    assert "PUT /_stcore/upload_file/... 204" in log


def test_long_and_crooked_addresses_are_refused_and_not_repeated(served: Served) -> None:
    answer = got(served, "/?" + "a" * 5_000, "anna")
    assert (answer.status_code, "aaaa" in answer.text) == (414, False)
    for path in ("//evil.example", "/a//b", "/a/../b", "/a\\b", "/a\x00", "/" + "a" * 2_000):
        assert not is_sound(path, b"")
    assert (
        sign_in_for("/over_time", b"days=90&strand=race")
        == "/login?next=%2Fover_time%3Fdays%3D90%26strand%3Drace"
    )
    assert sign_in_for("/over_time", b"days=<script>") == "/login?next=%2Fover_time"
    assert sign_in_for("//evil.example", b"") == "/login"
    assert door_of("/over_time") is Door.PAGE
