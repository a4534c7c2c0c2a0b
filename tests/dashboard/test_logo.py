"""A logo: a picture that can be drawn, drawn anew; everything else is refused with what would be right."""

import io
import random

import pytest
from PIL import Image

from dashboard.exporting.logo import NotAPictureError, checked_logo, logo_png

RED = '<rect width="40" height="20" fill="red"/>'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{RED}</svg>'


def pixels(kind: str, size: tuple[int, int] = (60, 30)) -> bytes:
    picture = Image.new("RGB", size, (255, 0, 0))
    exif = Image.Exif()
    exif[0x013B] = "Someone Real"
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def with_in(inside: str) -> bytes:
    return SVG.replace("<rect", f"{inside}<rect").encode()


@pytest.mark.parametrize("data", [pixels("PNG"), pixels("JPEG"), SVG.encode()], ids=["png", "jpeg", "svg"])
def test_a_picture_is_drawn_anew_without_who_made_it(data: bytes) -> None:
    drawn = logo_png(data)
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.format == "PNG" and picture.width == 2 * picture.height
        red, green, blue, alpha = picture.convert("RGBA").getpixel((picture.width // 2, picture.height // 2))
    assert red > 250 and green < 5 and blue < 5 and alpha == 255
    assert b"Someone" not in drawn and drawn == logo_png(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"GIF89a", "not a picture"),
        (b"Our logo\n", "not a picture"),
        (pixels("PNG")[:-30], "cannot be read to its end"),
        (b"\xff\xd8\xff" + random.Random(1).randbytes(300), "cannot be read to its end"),
        (pixels("PNG", (6000, 5000)), "6,000 by 5,000 pixels"),
        (bytes(2_100_000), "2.1 MB"),
        (SVG.encode()[:-8], "not whole"),
        (b"<svg/>", "no SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.encode(), "DOCTYPE"),
        (with_in("<script>alert(1)</script>"), "other than lines"),
        (with_in('<image href="https://elsewhere/a.png"/>'), "other than lines"),
        (with_in('<g onload="alert(1)"/>'), "runs a script"),
        (with_in("<style>@import url(https://elsewhere/a.css)</style>"), "fetches from elsewhere"),
        (with_in('<path style="fill:url(https://elsewhere/a)"/>'), "fetches from elsewhere"),
        (SVG.replace(' viewBox="0 0 40 20"', "").encode(), "does not say how wide"),
        (SVG.replace("0 0 40 20", "0 0 40 0").encode(), "no size"),
        (with_in("<g>" * 300 + "</g>" * 300), "nested"),
    ],
)
def test_what_is_no_picture_or_does_more_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(NotAPictureError, match=said) as refused:
        checked_logo(data)
    assert "elsewhere/a" not in str(refused.value)
