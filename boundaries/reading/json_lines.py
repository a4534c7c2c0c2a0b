"""On which line a JSON text that parses says NaN or Infinity, or says a key twice."""

import re

__all__ = ["faulty_line"]

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN|[{}\[\]:,]', re.DOTALL)


def faulty_line(text: str) -> int:
    """Find the first such line, from 1; the first line if there is none."""
    seen: list[set[str]] = []
    key: str | None = None
    for token in TOKEN.finditer(text):
        word = token[0]
        if word in {"{", "["}:
            seen.append(set())
        elif word in {"}", "]"}:
            seen.pop()
        elif word == ":" and key is not None:
            if key in seen[-1]:
                break
            seen[-1].add(key)
        elif word[-1] in "yN" and word[0] != '"':
            break
        key = word if word[0] == '"' else None
    else:
        return 1
    return text.count("\n", 0, token.start()) + 1
