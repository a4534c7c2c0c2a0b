"""Signing in with an account: what lets in, what keeps out, and what ends it."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from dashboard.desks import sign_in as desk
from dashboard.gate import principal as asking
from dashboard.gate.pages import CONTENTS, FOLDER
from dashboard.gate.routes import LOCKED, ROUTES, WRONG
from dashboard.gate.sessions import COOKIE, VISITOR, principal_of_cookies
from dashboard.viewer import NOBODY
from ingest.access.passwords import hashed
from ingest.records import open_store, people, schema, sessions
from ingest.records.clock import steady_now

PASSWORD = "heron lantern ferry"
PEOPLE = {"ada": "administrator", "ana": "analyst", "olu": "officer", "pat": "partner"}
HERE = "http://127.0.0.1:8501"


@pytest.fixture(scope="module")
def secret() -> str:
    return hashed(PASSWORD)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> Iterator[str]:
    """A store with four accounts, asked to sign in."""
    made = f"sqlite:///{tmp_path}/store.sqlite"
    monkeypatch.setenv("COMMON_GROUND_STORE", made)
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "local")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(tmp_path / "partnership.toml"))
    store = open_store(made)
    with store.writing() as connection:
        for login, role in PEOPLE.items():
            agency = "council" if role == "officer" else ""
            name = f"{login.title()} Example"
            people.add_person(
                connection, login=login, name=name, agency=agency, role=role, by="test", secret=secret
            )
    yield made
    store.close()
    desk.own_store.cache_clear()
    desk.signing_key.cache_clear()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set the clock of sessions and locks on."""
    return lambda by: monkeypatch.setattr(desk, "steady_now", lambda: steady_now() + by)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(_seconds: float) -> None:
        return None

    monkeypatch.setattr("dashboard.gate.routes.asyncio.sleep", at_once)


def browser(address: str = "127.0.0.1", base: str = HERE) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=ROUTES), client=(address, 5000))
    return httpx.AsyncClient(transport=transport, base_url=base)


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


async def signed(
    client: httpx.AsyncClient, login: str, password: str = PASSWORD, back: str = "/"
) -> httpx.Response:
    token = token_of((await client.get("/login", params={"next": back})).text)
    said = {"token": token, "login": login, "password": password, "next": back}
    return await client.post("/login", data=said)


def entered(url: str, login: str) -> str:
    """Sign in without a form, and give what the cookie carries."""
    return desk.try_password(url, login, PASSWORD, address="10.0.0.1").token


class TestTheForm:
    @pytest.mark.anyio
    async def test_a_right_password_lets_in_and_a_log_out_ends_it(self, url: str) -> None:
        async with browser() as client:
            answer = await signed(client, "ANA", back="/tension?span=week")
            assert (answer.status_code, answer.headers["location"]) == (303, "/tension?span=week")
            cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(COOKIE))
            assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Secure" not in cookie
            kept = dict(client.cookies)
            here = principal_of_cookies(kept)
            assert here is not None
            assert (here.login, here.name, here.viewer.role) == ("ana", "Ana Example", "analyst")
            store = open_store(url)
            with store.reading() as connection:
                (row,) = connection.execute(schema.sessions.select()).all()
            assert kept[COOKIE] not in str(row)
            token = token_of((await client.get("/logout")).text)
            away = await client.post("/logout", data={"token": token})
            assert (away.status_code, away.headers["location"]) == (303, "/login")
            assert COOKIE not in client.cookies
            assert principal_of_cookies(kept) is None  # played again
            store.close()

    @pytest.mark.anyio
    async def test_elsewhere_the_cookie_travels_by_https_alone(self, url: str) -> None:
        async with browser(base="http://figures.example.org") as client:
            answer = await client.get("/login")
            assert all("Secure" in one for one in answer.headers.get_list("set-cookie"))

    @pytest.mark.anyio
    @pytest.mark.usefixtures("url")
    async def test_a_form_that_was_not_sent_to_this_browser_is_refused(self) -> None:
        async with browser() as client, browser() as other:
            token = token_of((await other.get("/login")).text)
            said = {"token": token, "login": "ana", "password": PASSWORD}
            assert (await client.post("/login", data=said)).status_code == 400
            await client.get("/login")
            assert (await client.post("/login", data=said)).status_code == 400
            assert (await client.post("/login", data=said | {"token": "made up"})).status_code == 400
            assert (await client.post("/login", content=b"x" * 20_000)).status_code == 400
            assert COOKIE not in client.cookies

    @pytest.mark.anyio
    @pytest.mark.usefixtures("url")
    @pytest.mark.parametrize(
        "back", ["https://evil.example", "//evil.example", "/\\evil.example", "/nowhere", "/tension#x", "x"]
    )
    async def test_it_leads_nowhere_but_to_pages_of_ours(self, back: str) -> None:
        async with browser() as client:
            assert (await signed(client, "ana", back=back)).headers["location"] == "/"

    @pytest.mark.anyio
    @pytest.mark.usefixtures("url")
    async def test_what_was_typed_comes_back_as_text(self) -> None:
        async with browser() as client:
            page = (await signed(client, '"><script>x</script>', "wrong and long")).text
            assert "<script" not in page and "&lt;script&gt;" in page
            assert 'role="alert"' in page and 'lang="en-GB"' in page and "<label for=" in page

    @pytest.mark.anyio
    @pytest.mark.usefixtures("url")
    async def test_a_link_from_elsewhere_comes_again_with_its_strict_cookie(self) -> None:
        async with browser() as client:
            site = {"sec-fetch-site": "cross-site"}
            page = (await client.get("/login", params={"next": "/tension"}, headers=site)).text
            assert 'content="0; url=/login?next=%2Ftension&amp;again=1"' in page
            await signed(client, "ana")
            again = await client.get("/login?next=/tension&again=1", headers=site)
            assert again.headers["location"] == "/tension"

    @pytest.mark.anyio
    @pytest.mark.usefixtures("url")
    async def test_a_link_to_its_own_entry_needs_no_account_and_opens_nothing_else(self) -> None:
        async with browser() as client:
            answer = await client.get("/login", params={"next": "/confirm?key=abc"})
            assert answer.headers["location"] == "/confirm?key=abc"
            here = principal_of_cookies(dict(client.cookies))
            assert here is not None and here.viewer == NOBODY.viewer and here.login == ""
            async with browser() as other:
                await other.get("/login", params={"next": "/confirm"})
                assert other.cookies[VISITOR] != client.cookies[VISITOR]
            assert (await client.get("/login", params={"next": "/tell_us"})).status_code == 200  # not opened


# abuse 17
@pytest.mark.anyio
@pytest.mark.usefixtures("unhurried")
async def test_abuse_17_guessing_is_locked_out_by_ten(
    url: str, later: Callable[[timedelta], None], proof: Callable[[str], None]
) -> None:
    answers: dict[str, list[tuple[int, str]]] = {}
    for at, login in enumerate(("ana", "nobody-at-all")):
        async with browser(f"10.0.0.{at + 1}") as client:
            token = token_of((await client.get("/login")).text)
            for number in range(100):
                said = {"token": token, "login": login, "password": f"wrong guess {number}"}
                answer = await client.post("/login", data=said)
                token = token_of(answer.text)
                words = re.search(r'id="wrong">([^<]+)<', answer.text)
                assert words is not None
                answers.setdefault(login, []).append((answer.status_code, words[1]))
    expected = [(401, WRONG)] * 10 + [(429, LOCKED)] * 90
    assert answers == {"ana": expected, "nobody-at-all": expected}
    async with browser("10.0.0.9") as client:
        assert (await signed(client, "ana")).status_code == 429  # the right one as well
        later(timedelta(minutes=16))
        assert (await signed(client, "ana")).status_code == 303
    proof("guessing passwords: 200 tries, 10 weighed for each account, then locked, known or not")


def test_somebody_unknown_takes_as_long(url: str) -> None:
    def seconds(login: str, number: int) -> float:
        began = time.process_time()
        assert not desk.try_password(url, login, "wrong and long", address=f"10.1.{number}.1").token
        return time.process_time() - began

    known = statistics.median(seconds("ana", n) for n in range(3))
    unknown = statistics.median(seconds("nobody", n) for n in range(3))
    assert 0.5 < known / unknown < 2.0


# abuse 16
class TestTheEnd:
    def test_time_ends_it(self, url: str, later: Callable[[timedelta], None]) -> None:
        cookies = {COOKIE: entered(url, "ana")}
        for minutes in range(20, 600, 20):
            later(timedelta(minutes=minutes))
            assert principal_of_cookies(cookies) is not None, minutes
        later(timedelta(minutes=601))
        assert principal_of_cookies(cookies) is None
        later(timedelta(0))
        cookies = {COOKIE: entered(url, "ana")}
        later(timedelta(minutes=30, seconds=1))
        assert principal_of_cookies(cookies) is None

    def test_it_is_seen_at_most_once_a_minute(self, url: str, later: Callable[[timedelta], None]) -> None:
        cookies, written = {COOKIE: entered(url, "ana")}, []
        store = desk.own_store(url)

        def seen_at() -> object:
            with store.reading() as connection:
                return connection.execute(schema.sessions.select()).one().seen_at

        for seconds in (1, 30, 59, 61, 90, 119, 122):
            later(timedelta(seconds=seconds))
            assert principal_of_cookies(cookies) is not None
            written.append(seen_at())
        assert len(set(written)) == 3

    @pytest.mark.parametrize("what", ["role", "password", "disabled", "ended"])
    def test_a_change_of_the_account_ends_it_at_once(self, url: str, what: str, secret: str) -> None:
        cookies = {COOKIE: entered(url, "ana")}
        here = principal_of_cookies(cookies)
        assert here is not None
        with desk.own_store(url).writing() as connection:
            if what == "role":
                people.change_role(connection, "ana", "partner", by="ada")
            elif what == "password":
                people.set_secret(connection, "ana", secret, by="ada")
            elif what == "disabled":
                people.disable(connection, "ana", by="ada")
            else:
                sessions.end(connection, here.session or 0, why="administrator")
        assert principal_of_cookies(cookies) is None

    def test_what_was_made_up_lets_nobody_in(self, url: str, proof: Callable[[str], None]) -> None:
        token = entered(url, "ana")
        made_up = [
            "", " ", "0", "null", token[:-1], token + "A", token.swapcase(), token[::-1], "x" * 100_000,
            "ä\u2028\x00", desk.key_for(url, token), "' or 1=1 --", "../../session.key",
            *(token[:at] + ("B" if token[at] == "A" else "A") + token[at + 1 :] for at in range(len(token))),
        ]  # fmt: skip
        assert [principal_of_cookies({COOKIE: one}) for one in made_up] == [None] * len(made_up)
        assert principal_of_cookies({VISITOR: token}) is None
        assert principal_of_cookies({COOKIE: token}) is not None
        proof(f"tampered session cookies: {len(made_up)} of {len(made_up)} refused")


PAGE = """
import streamlit as st
from dashboard.gate.principal import principal, sign_out
from dashboard.viewer import NOBODY
here = principal()
if here.viewer == NOBODY.viewer:
    st.text("sign in")
    st.stop()
st.session_state.setdefault("canary", f"canary of {here.login}")
st.text(st.session_state["canary"])
if st.button("Sign out"):
    sign_out()
    st.rerun()
"""


class TestTheRun:
    """What one browser session holds is proof of nothing."""

    @pytest.fixture
    def connected(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
        """The cookies of whoever is connected just now."""
        cookies: dict[str, str] = {}
        monkeypatch.setattr(asking, "cookies", lambda: dict(cookies))
        return cookies

    def words(self, page: AppTest) -> str:
        assert not page.exception
        return " ".join(one.value for one in page.text)

    # abuse 15
    def test_abuse_15_who_takes_a_session_over_sees_the_sign_in(
        self, url: str, connected: dict[str, str], proof: Callable[[str], None]
    ) -> None:
        tried = 0
        for thief in ("", "made up", entered(url, "pat")):
            connected[COOKIE] = entered(url, "ana")
            page = AppTest.from_string(PAGE).run()
            assert self.words(page) == "canary of ana"
            connected[COOKIE] = thief
            assert self.words(page.run()) == "sign in"
            assert "canary" not in page.session_state
            assert "of ana" not in self.words(page.run())
            tried += 1
        proof(f"session taken over, asked on every run: {tried} of {tried} wiped and refused")

    def test_log_out_in_one_tab_ends_the_next_run_of_the_other(
        self, url: str, connected: dict[str, str]
    ) -> None:
        connected[COOKIE] = entered(url, "ana")
        one, other = AppTest.from_string(PAGE).run(), AppTest.from_string(PAGE).run()
        assert self.words(one) == self.words(other) == "canary of ana"
        one.button[0].click().run()
        assert self.words(one) == "sign in"
        assert self.words(other.run()) == "sign in"
        assert "canary" not in other.session_state

    def test_another_role_in_the_middle_begins_anew(self, url: str, connected: dict[str, str]) -> None:
        connected[COOKIE] = entered(url, "ana")
        page = AppTest.from_string(PAGE).run()
        with desk.own_store(url).writing() as connection:
            people.change_role(connection, "ana", "public", by="ada")
        assert self.words(page.run()) == "sign in"


def test_every_page_stands_in_both_tables() -> None:
    from dashboard.desks.access import access

    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    listed = {entry.file for entry in CONTENTS}
    assert files - listed == set(), "name them in dashboard/gate/pages.py"
    assert files - set(access().pages) == set(), "say in access.toml what they ask for"
    assert listed == set(access().pages)
    assert len({entry.address for entry in CONTENTS}) == len(CONTENTS)
