"""A partnership's logo: looked at before it is used, and drawn anew so that only the picture leaves."""

import io
import re
from xml.etree import ElementTree

import vl_convert
from PIL import Image, UnidentifiedImageError

__all__ = ["NotAPictureError", "checked_logo", "logo_png"]

MOST_BYTES = 2_000_000
MOST_PIXELS = 25_000_000
WIDE_PX = 900
"""As wide as a cover shows it sharply."""
DEEPEST = 100
SHAPES = frozenset(
    {"svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line", "polyline",
     "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "style"}
)  # fmt: skip
"""Elements of an SVG that only draw, and draw but once."""
SPACE = "http://www.w3.org/2000/svg"
OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)
PLAIN = "Save it as a plain SVG, or as PNG."


class NotAPictureError(ValueError):
    """A logo cannot be used; its text says what was found and what would be right."""


def checked_logo(data: bytes) -> None:
    """Refuse a logo that is not a PNG, JPEG or SVG that can be drawn as it stands.

    Raises
    ------
    NotAPictureError
        If it is empty, too large, of another kind, broken, or an SVG that runs or fetches something.
    """
    logo_png(data)


def logo_png(data: bytes) -> bytes:
    """Draw a logo anew as PNG: without the author, the place or the camera that its file may tell of.

    Raises
    ------
    NotAPictureError
        As `checked_logo`.
    """
    if not data:
        raise NotAPictureError("The logo's file is empty. Give a PNG, a JPEG or an SVG.")
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1e6:.1f} MB"
        raise NotAPictureError(f"The logo is {size} large. Give one of {MOST_BYTES // 1_000_000} MB at most.")
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _from_pixels(data)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|svg|!DOCTYPE)", data):
        return _from_svg(data)
    raise NotAPictureError("The logo is not a picture: it begins neither as a PNG, a JPEG nor an SVG does.")


def _from_pixels(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            wide, high = picture.size
            drawn = picture.convert("RGBA") if wide * high <= MOST_PIXELS else None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NotAPictureError(
            "The logo begins as a picture but cannot be read to its end. Save it anew as PNG."
        ) from None
    if drawn is None:
        raise NotAPictureError(f"The logo is {wide:,} by {high:,} pixels. {WIDE_PX} across are enough.")
    drawn.thumbnail((WIDE_PX, WIDE_PX))
    bare = Image.new("RGBA", drawn.size)
    bare.paste(drawn)
    out = io.BytesIO()
    bare.save(out, "PNG")
    return out.getvalue()


def _from_svg(data: bytes) -> bytes:
    if re.search(rb"<!(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise NotAPictureError(f"The logo's SVG has a DOCTYPE. {PLAIN}")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 # nosec B314 - no DTD gets here
    except (ElementTree.ParseError, ValueError, LookupError):
        raise NotAPictureError(f"The logo's SVG is not whole. {PLAIN}") from None
    if root.tag != f"{{{SPACE}}}svg":
        raise NotAPictureError("The logo is XML, but no SVG. Give a PNG, a JPEG or an SVG.")
    level = [root]
    for _ in range(DEEPEST):
        for one in level:
            _refuse_what_does_more(one)
        level = [inner for one in level for inner in one]
    if level:
        raise NotAPictureError(f"The logo's SVG is nested too deeply. {PLAIN}")
    wide, high = _size(root)
    shrink = WIDE_PX / max(wide, high)
    root.attrib |= {"viewBox": root.get("viewBox", f"0 0 {wide:g} {high:g}")}
    root.attrib |= {"width": f"{wide * shrink:.0f}", "height": f"{high * shrink:.0f}"}
    try:
        return bytes(vl_convert.svg_to_png(ElementTree.tostring(root, encoding="unicode")))
    except ValueError:
        raise NotAPictureError(f"The logo's SVG cannot be drawn. {PLAIN}") from None


def _size(root: ElementTree.Element) -> tuple[float, float]:
    """Read how wide and how high an SVG is; its unit does not matter, it is drawn to the width of a cover."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))[2:4]
    numbers = numbers or [re.sub(r"[a-z]+$", "", root.get(name, "").strip()) for name in ("width", "height")]
    try:
        wide, high = map(float, numbers)
    except ValueError:
        raise NotAPictureError("The logo's SVG does not say how wide it is. Save it as PNG.") from None
    if not (0 < wide < 1e6 and 0 < high < 1e6 and 0.02 < wide / high < 50):
        raise NotAPictureError("The logo's SVG has no size that can be drawn. Save it as PNG.")
    return wide, high


def _refuse_what_does_more(one: ElementTree.Element) -> None:
    """Refuse whatever runs, moves, repeats or fetches; what merely describes is left to the drawer."""
    space, _, name = one.tag.rpartition("}")
    if space == f"{{{SPACE}" and name not in SHAPES:
        raise NotAPictureError(f"The logo's SVG holds something other than lines and areas. {PLAIN}")
    for attribute, value in one.attrib.items():
        plain = attribute.rpartition("}")[2].casefold()
        if plain.startswith("on"):
            raise NotAPictureError(f"The logo's SVG runs a script. {PLAIN}")
        if OUTSIDE.search(value) or (plain == "href" and not value.startswith("#")):
            raise NotAPictureError(f"The logo's SVG fetches from elsewhere. {PLAIN}")
    if OUTSIDE.search(one.text or ""):
        raise NotAPictureError(f"The logo's SVG fetches from elsewhere. {PLAIN}")
