"""Data set on paper: the same letters on every machine, tagged for screen readers (PDF/UA-1)."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import typst

__all__ = ["FONTS", "SERIF", "shown", "typeset"]

FONTS = typst.Fonts(include_system_fonts=False)
SERIF = "Libertinus Serif"
PLAIN = 0x24F
"""Up to this letter the font has every one."""
STAND_IN = "□"
TRIAL = b'#set document(title: "a")\n#set text(font: "Libertinus Serif")\n#text(sys.inputs.letter)'


def typeset(source: bytes, given: Mapping[str, Any], *, made: datetime, **inputs: str) -> bytes:
    """Set data by a template; it reaches the typesetter as data, never as source.

    A letter that the fonts do not have, as of a script or a small picture in somebody's title, stands as a
    box: a document for screen readers may not hold one that cannot be shown, and is not refused for one.

    Parameters
    ----------
    source : bytes
        The template.
    given : mapping
        What it reads as `document`.
    made : datetime.datetime
        When the document was made, for its properties.
    **inputs : str
        Other inputs of the template.
    """
    words = shown(json.dumps(given, ensure_ascii=False))
    pdf: bytes = typst.compile(
        source,
        sys_inputs={"document": words, **inputs},
        font_paths=FONTS,
        pdf_standards=["ua-1"],
        timestamp=int(made.timestamp()),
    )
    return pdf


def shown(words: str) -> str:
    """Put a box for every letter that cannot be shown."""
    strange = {ord(letter): STAND_IN for letter in set(words) if ord(letter) > PLAIN and not _shows(letter)}
    return words.translate(strange) if strange else words


@cache
def _shows(letter: str) -> bool:
    """Try whether the typesetter shows a letter."""
    try:
        typst.compile(
            TRIAL, sys_inputs={"letter": letter}, font_paths=FONTS, pdf_standards=["ua-1"], timestamp=0
        )
    except RuntimeError:
        return False
    return True
