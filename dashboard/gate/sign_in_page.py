"""The page on which somebody signs in: plain HTML without a script, light and dark, for every reader."""

from html import escape

from dashboard.gate.plain_page import plain_page

__all__ = ["moved_page", "no_account_page", "provider_page", "sign_in_page", "sign_out_page"]

_NO_ACCOUNTS = """<p>Nobody has an account here yet. Make the first on the machine that runs this:</p>
<p><code>common-ground user add LOGIN --name "NAME" --role administrator</code></p>
<p>To look at the invented demo partnership instead, run <code>common-ground demo</code> and leave
COMMON_GROUND_STORE and COMMON_GROUND_SIGN_IN out.</p>
"""


def sign_in_page(
    *, token: str, back: str, login: str = "", wrong: str = "", has_accounts: bool = True
) -> str:
    """Ask for login and password.

    Parameters
    ----------
    token : str
        What shows that this very page was sent.
    back : str
        Where to go afterwards.
    login : str
        What was tried before.
    wrong : str
        What was wrong about it.
    has_accounts : bool
        Whether anybody could sign in.
    """
    said = f'<p class="wrong" role="alert" id="wrong">{escape(wrong)}</p>' if wrong else ""
    about = ' aria-describedby="wrong" aria-invalid="true"' if wrong else ""
    form = f"""<p>Common Ground: where reports concentrate.</p>
{said}<form method="post" action="/login">
<input type="hidden" name="token" value="{escape(token)}">
<input type="hidden" name="next" value="{escape(back)}">
<label for="login">Login</label>
<input id="login" name="login" value="{escape(login)}" autocomplete="username" autocapitalize="none"
 spellcheck="false" maxlength="64" required autofocus{about}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="256"
 required{about}>
<button type="submit">Sign in</button>
</form>"""
    return plain_page("Sign in", form if has_accounts else _NO_ACCOUNTS)


def provider_page(address: str) -> str:
    """Lead to the organisation's own sign-in."""
    body = f"""<p>Common Ground: where reports concentrate.</p>
<a class="act" href="{escape(address)}">Sign in with your organisation</a>"""
    return plain_page("Sign in", body)


def no_account_page() -> str:
    """Tell somebody whom the organisation knows that the partnership does not."""
    return plain_page(
        "No account",
        "<p>Your organisation knows you, but you have no account here. Ask an administrator of the "
        "partnership to add you, with the e-mail address that your organisation has for you.</p>"
        '<p><a href="/login">Try again</a></p>',
    )


def sign_out_page(*, token: str) -> str:
    """Ask whether somebody means to sign out."""
    form = f"""<p>Every open page of this sign-in ends with it.</p>
<form method="post" action="/logout">
<input type="hidden" name="token" value="{escape(token)}">
<button type="submit">Sign out</button>
</form>"""
    return plain_page("Sign out", form)


def moved_page(address: str) -> str:
    """Ask the browser to come again by itself: a link from elsewhere brings no strict cookie, this does."""
    return plain_page(
        "One moment",
        f'<p><a href="{escape(address)}">Go on</a></p>',
        head=f'\n<meta http-equiv="refresh" content="0; url={escape(address)}">',
    )
