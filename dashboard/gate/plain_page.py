"""A page that stands by itself: plain HTML without a script, light and dark, for every reader."""

from html import escape

__all__ = ["plain_page"]

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


def plain_page(title: str, body: str, *, head: str = "") -> str:
    """Lay out a page; `body` and `head` are HTML, the title is text."""
    return _PAGE.format(title=escape(title), style=_STYLE, body=body, head=head)
