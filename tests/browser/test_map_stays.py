"""Somebody has moved the map to her street; a change of filter leaves it there, and never shows it empty."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import numpy as np
from PIL import Image
from playwright.sync_api import FloatRect, Page

from tests.browser.test_hot_spots_page import headline, open_map, settle

MOVE_PX = (130, 70)
STILL_MS = 500


def picture(png: bytes, box: FloatRect) -> np.ndarray:
    """Cut a screen to a box and make it grey, from 0 to 1."""
    left, top = round(box["x"]), round(box["y"])
    edges = (left, top, left + round(box["width"]), top + round(box["height"]))
    return np.asarray(Image.open(BytesIO(png)).convert("L").crop(edges), dtype=float) / 255


def still(page: Page, box: FloatRect) -> np.ndarray:
    """Give the map once it has come to rest."""
    seen = picture(page.screenshot(), box)
    for _ in range(40):
        page.wait_for_timeout(STILL_MS)
        again = picture(page.screenshot(), box)
        if np.abs(again - seen).mean() < 1e-4:
            return again
        seen = again
    raise AssertionError("the map did not come to rest")


def shift(before: np.ndarray, after: np.ndarray) -> tuple[int, int, float]:
    """Say by how many pixels down and right one picture lies off the other, and how surely (1 is surest).

    Phase correlation: Kuglin and Hines (1975).
    """
    window = np.outer(np.hanning(before.shape[0]), np.hanning(before.shape[1]))
    one, other = (np.fft.rfft2((held - held.mean()) * window) for held in (before, after))
    crossed = other * one.conj()
    peaks = np.fft.irfft2(crossed / np.maximum(np.abs(crossed), 1e-9), s=before.shape)
    down, right = np.unravel_index(int(peaks.argmax()), peaks.shape)
    height, width = peaks.shape
    return (
        int((down + height // 2) % height - height // 2),
        int((right + width // 2) % width - width // 2),
        float(peaks.max()),
    )


@contextmanager
def filmed(page: Page) -> Iterator[list[bytes]]:
    """Keep every picture that the browser shows meanwhile."""
    frames: list[bytes] = []
    devtools = page.context.new_cdp_session(page)

    def keep(event: dict[str, object]) -> None:
        frames.append(b64decode(str(event["data"])))
        devtools.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    devtools.on("Page.screencastFrame", keep)
    devtools.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    yield frames
    devtools.send("Page.stopScreencast")


def test_a_change_of_filter_leaves_the_map_where_it_was_moved_to_and_never_empty(
    page: Page, app: str
) -> None:
    chart = open_map(page, app)
    box = chart.bounding_box()
    assert box is not None
    whole = still(page, box)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(STILL_MS)
    page.mouse.down()
    page.mouse.move(middle[0] + MOVE_PX[0], middle[1] + MOVE_PX[1], steps=8)
    page.mouse.up()
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] - 4)
    moved = still(page, box)
    before = headline(page)
    with filmed(page) as frames:
        page.get_by_text("90 days", exact=True).first.click()
        settle(page)
        after = still(page, box)
    assert headline(page) != before
    assert np.abs(after - moved).mean() > 1e-3  # another answer is drawn …
    down, right, sure = shift(moved, after)
    assert (down, right) == (0, 0)  # … in the same place
    assert sure > 2 * shift(whole, after)[2]
    contrasts = [picture(frame, box).std() for frame in frames]
    assert len(contrasts) >= 2
    assert min(contrasts) > 0.5 * min(moved.std(), after.std()), contrasts
