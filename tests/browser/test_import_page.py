"""A clerk sends in a file and sees what became of every row."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_hot_spots_page import settle

SAMPLES = Path(__file__).parents[1] / "data" / "formats"


def send(page: Page, app: str, path: Path) -> None:
    page.goto(f"{app}/import")
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(path)
    expect(page.get_by_text("1. The first rows, as read")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)


def test_a_known_file_goes_from_first_rows_to_receipt(page: Page, app: str) -> None:
    send(page, app, SAMPLES / "housing" / "sample.csv")
    expect(page.get_by_text("Recognised by its columns.")).to_be_visible()
    page.get_by_role("button", name="Take in this file").click()
    expect(page.get_by_text("12 read = ")).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the rows set aside").click()
    assert download.value.path().read_text("utf-8-sig").startswith('"row","column","value","reason"')


def test_an_unknown_file_is_matched_by_hand(page: Page, app: str, tmp_path: Path) -> None:
    strange = tmp_path / "strange.csv"
    strange.write_text(
        "Nr,When it was,Motive\nX1,03/04/2026,Racist\nX2,04/04/2026,Klingon\n", encoding="utf-8"
    )
    send(page, app, strange)
    expect(page.get_by_text("of no format known here")).to_be_visible()
    expect(page.get_by_role("button", name="Take in this file")).to_have_count(0)


def test_a_file_that_is_no_table_is_refused_in_words(page: Page, app: str, tmp_path: Path) -> None:
    picture = tmp_path / "photo.csv"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    page.goto(f"{app}/import")
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(picture)
    expect(page.get_by_text("This file was not taken in.")).to_be_visible(timeout=PATIENCE_MS)
