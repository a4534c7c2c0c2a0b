"""The page on which somebody signs in: plain HTML without a script, light and dark, for every reader."""

from html import escape

__all__ = ["moved_page", "no_account_page", "provider_page", "sign_in_page", "sign_out_page"]

_STYLE = """
:root { color-scheme: light dark; --ground: #ffffff; --box: #f3f2ee; --ink: #1f2830; --soft: #4c5862;
  --line: #767c82; --act: #00696f; --on: #ffffff; --wrong: #a3221b; }
@media (prefers-color-scheme: dark) { :root { --ground: #141a1f; --box: #1e262d; --ink: #f0f4f7;
  --soft: #b8c2ca; --line: #8a949c; --act: #72dbd7; --on: #141a1f; --wrong: #ff9b8f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 "Source Sans", "Noto Sans",
  system-ui, sans-serif; }
main { max-width: 26rem; margin: 12vh auto 2rem; padding: 2rem; background: var(--box);
  border-radius: .5rem; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; }
p { margin: 0 0 1rem; color: var(--soft); }
p.wrong { color: var(--wrong); font-weight: 600; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input { width: 100%; margin: 0 0 1rem; padding: .6rem .7rem; font: inherit; color: var(--ink);
  background: var(--ground); border: 1px solid var(--line); border-radius: .4rem; }
button, a.act { display: inline-block; width: 100%; padding: .65rem 1rem; font: inherit; font-weight: 600;
  text-align: center; text-decoration: none; color: var(--on); background: var(--act); border: 0;
  border-radius: .4rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
code { font-size: .9em; overflow-wrap: anywhere; }
"""
_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="/favicon.png">{head}
<title>{title} · Common Ground</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
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
    return _page("Sign in", form if has_accounts else _NO_ACCOUNTS)


def provider_page(address: str) -> str:
    """Lead to the organisation's own sign-in."""
    body = f"""<p>Common Ground: where reports concentrate.</p>
<a class="act" href="{escape(address)}">Sign in with your organisation</a>"""
    return _page("Sign in", body)


def no_account_page() -> str:
    """Tell somebody whom the organisation knows that the partnership does not."""
    return _page(
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
    return _page("Sign out", form)


def moved_page(address: str) -> str:
    """Ask the browser to come again by itself: a link from elsewhere brings no strict cookie, this does."""
    return _page(
        "One moment",
        f'<p><a href="{escape(address)}">Go on</a></p>',
        head=f'\n<meta http-equiv="refresh" content="0; url={escape(address)}">',
    )


def _page(title: str, body: str, *, head: str = "") -> str:
    return _PAGE.format(title=escape(title), style=_STYLE, body=body, head=head)
