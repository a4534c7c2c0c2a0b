"""Signing in with an organisation's identity provider: a real one, on this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import oidc_provider_mock
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes

from dashboard.desks import sign_in as desk
from dashboard.gate import sessions as gate
from dashboard.gate.provider import provider_secrets
from dashboard.gate.routes import ROUTES
from dashboard.gate.sessions import PROVIDED, is_without_account, principal_of_cookies
from ingest.records import open_store, people

HERE = "http://127.0.0.1:8501"
OLU = oidc_provider_mock.User(sub="7", claims={"email": "Olu@council.example", "email_verified": True})
UNVERIFIED = oidc_provider_mock.User(sub="8", claims={"email": "ana@police.example", "email_verified": False})
STRANGER = oidc_provider_mock.User(sub="9", claims={"email": "eve@evil.example", "email_verified": True})


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread(user_claims=(OLU, UNVERIFIED, STRANGER)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str) -> Iterator[str]:
    made = f"sqlite:///{tmp_path}/store.sqlite"
    for name, value in {
        "STORE": made,
        "SIGN_IN": "oidc",
        "OIDC_CLIENT_ID": "common-ground",
        "OIDC_CLIENT_SECRET": "a secret of the provider",
        "OIDC_METADATA_URL": f"{provider}/.well-known/openid-configuration",
        "OIDC_REDIRECT_URI": f"{HERE}/oauth2callback",
    }.items():
        monkeypatch.setenv(f"COMMON_GROUND_{name}", value)
    store = open_store(made)
    with store.writing() as connection:
        for login, name in (("olu@council.example", "Olu"), ("ana@police.example", "Ana")):
            people.add_person(connection, login=login, name=name, agency="", role="analyst", by="test")
    secrets = provider_secrets()
    assert secrets is not None
    before = dict(secrets_singleton._secrets or {})
    secrets_singleton.merge_programmatic_secrets(secrets)
    yield made
    secrets_singleton._secrets = before or None
    store.close()
    desk.own_store.cache_clear()
    desk.signing_key.cache_clear()


def browser() -> httpx.AsyncClient:
    app = Starlette(
        routes=[*ROUTES, *create_auth_routes("")],
        middleware=[Middleware(SessionMiddleware, secret_key="for this test")],
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE)


async def signed_in(client: httpx.AsyncClient, sub: str) -> dict[str, str]:
    """Go the whole way: our page, the provider's form, and back; give the cookies that come of it."""
    page = (await client.get("/login")).text
    start = page.split('class="act" href="')[1].split('"')[0].replace("&amp;", "&")
    away = await client.get(start)
    assert away.status_code == 302
    async with httpx.AsyncClient() as outside:
        allowed = await outside.post(away.headers["location"], data={"sub": sub})
    assert allowed.status_code == 302
    back = urlsplit(allowed.headers["location"])
    done = await client.get(f"{back.path}?{back.query}")
    assert done.status_code == 302
    return dict(client.cookies)


@pytest.mark.anyio
async def test_the_provider_s_word_opens_the_account_of_its_address_and_a_log_out_ends_it(url: str) -> None:
    async with browser() as client:
        cookies = await signed_in(client, "7")
        here = principal_of_cookies(cookies)
        assert here is not None and here.session is not None
        assert (here.login, here.name, here.viewer.role) == ("olu@council.example", "Olu", "analyst")
        assert principal_of_cookies(cookies) == here  # the same session, not another
        desk.end_session(url, here)
        assert principal_of_cookies(cookies) is None  # the cookie lasts 30 days; what it opened is over
        again = principal_of_cookies(await signed_in(client, "7"))
        assert again is not None and again.session != here.session
        with desk.own_store(url).reading() as connection:
            assert people.person_of_identity(connection, "nobody|7") is None


@pytest.mark.anyio
@pytest.mark.usefixtures("url")
async def test_whom_the_partnership_does_not_know_is_told_so_and_nothing_else() -> None:
    async with browser() as client:
        for sub in ("8", "9"):  # an address that the provider has not verified is nobody's
            cookies = await signed_in(client, sub)
            assert principal_of_cookies(cookies) is None
            assert is_without_account(cookies)
            page = await client.get("/login")
            assert page.status_code == 403 and "you have no account here" in page.text
            assert PROVIDED not in client.cookies
    with desk.own_store(desk.Settings().store).writing() as connection:
        people.disable(connection, "olu@council.example", by="test")
    async with browser() as client:
        assert principal_of_cookies(await signed_in(client, "7")) is None


@pytest.mark.anyio
@pytest.mark.usefixtures("url")
async def test_an_old_or_tampered_cookie_begins_nothing(
    monkeypatch: pytest.MonkeyPatch, proof: Callable[[str], None]
) -> None:
    async with browser() as client:
        cookies = await signed_in(client, "7")
    value = cookies[PROVIDED]
    for at in range(0, len(value), 7):
        changed = value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]
        assert principal_of_cookies(cookies | {PROVIDED: changed}) is None
    count = len(range(0, len(value), 7))
    proof(f"cookies of the identity provider, each with one sign changed: {count} of {count} refused")
    with monkeypatch.context() as patched:
        patched.setattr(gate, "FRESH_S", -1)
        assert principal_of_cookies(cookies) is None
    assert principal_of_cookies(cookies) is not None


def test_a_provider_that_is_not_described_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "oidc")
    for name in ("CLIENT_ID", "CLIENT_SECRET", "METADATA_URL", "REDIRECT_URI"):
        monkeypatch.delenv(f"COMMON_GROUND_OIDC_{name}", raising=False)
    with pytest.raises(SystemExit, match="COMMON_GROUND_OIDC_CLIENT_ID"):
        provider_secrets()
