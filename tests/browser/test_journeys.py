"""The ten things that people come for, each within the clicks that it may take.

A click is a click, a tap or a choice from a list; opening a menu counts as one of its own. Seconds are told
and not held, for the machine is busy with other tests; `python -m benchmarks journeys` holds them. They are
those of the machine; where a person has to read and think, so much is added for each step.
"""

import csv
import random
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.moving import choose, go_to
from tests.browser.test_hot_spots_page import MAP, click_until, open_map, settle
from tests.conftest import Demo

expect.set_options(timeout=PATIENCE_MS)
READING_S = 3
"""What finding the next thing to press may take, each time."""


class Journey:
    """Counts what a person does on the way, and for how long the machine keeps them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0
        self.began = time.monotonic()

    def click(self, what: Locator) -> None:
        """Press something."""
        what.click()
        self.clicks += 1

    def go(self, section: str, name: str) -> None:
        """Open a menu of the navigation, and choose a page."""
        self.click(self.page.get_by_test_id("stTopNavSection").filter(has_text=section))
        self.click(self.page.get_by_role("menuitem", name=name, exact=True))

    def seconds(self) -> float:
        """Give how long it has taken."""
        return time.monotonic() - self.began

    def within(self, *, clicks: int, seconds: int | None = None, human: bool = False) -> str:
        """Hold it to its clicks; give the figures."""
        took = self.seconds() + (self.clicks * READING_S if human else 0)
        assert self.clicks <= clicks, f"{self.clicks} clicks, where {clicks} are allowed"
        return f"{self.clicks} of {clicks} clicks, {took:.1f} s" + (f" of {seconds} s" if seconds else "")


@pytest.fixture
def told(proof: Callable[[str], None], request: pytest.FixtureRequest) -> Callable[[str], None]:
    name = request.node.name.removeprefix("test_").replace("_", " ")
    return lambda figures: proof(f"journey: {name}: {figures}")


Told = Callable[[str], None]


def open_app(page: Page, address: str) -> None:
    """Begin where no map is drawn: every page has the menu, and without a graphics card a map takes long."""
    page.goto(f"{address}/help")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settle(page)


def test_five_hot_spots_of_ninety_days_with_reasons(page: Page, app: str, told: Told) -> None:
    open_map(page, app)
    journey = Journey(page)
    journey.click(page.get_by_text("90 days", exact=True).first)
    expect(page.get_by_text("3 August to 31 October 2026").first).to_be_visible()
    settle(page)
    journey.click(page.get_by_text("What the map says"))
    reasons = page.get_by_text(re.compile(r"^\d: .*, [\d,]+ reports on \d+ days, [\d.,]+ expected"))
    expect(reasons.nth(4)).to_be_visible()
    told(journey.within(clicks=3))


def test_the_rise_in_this_ward_is_real_or_not_in_one_sentence(page: Page, app: str, told: Told) -> None:
    open_app(page, app)
    journey = Journey(page)
    journey.go("Explore", "Change")
    ward = page.get_by_role("combobox", name="Is the change in one ward real?")
    expect(ward).to_be_visible()
    settle(page)
    journey.clicks += choose(page, ward, "Corngate")
    said = page.get_by_text(re.compile(r"Corngate: [\d,]+ reports in these 365 days, [\d,]+ in "))
    expect(said).to_contain_text(re.compile(r"chance|Too few"))
    told(journey.within(clicks=4))


def test_this_quarter_beside_the_last_on_one_locked_scale(page: Page, app: str, told: Told) -> None:
    open_app(page, app)
    journey = Journey(page)
    journey.go("Explore", "Change")
    journey.click(page.get_by_text("Quarter", exact=True).first)
    expect(page.get_by_text("July to September 2026: the last whole quarter.")).to_be_visible()
    pictures = page.get_by_role(
        "img", name=re.compile("^Map: .*(1 July to 30 September|1 April to 30 June) 2026")
    )
    expect(pictures).to_have_count(2)
    expect(page.get_by_text("Both maps have the same colours for the same numbers")).to_be_visible()
    told(journey.within(clicks=3))


def test_tonights_patrol(page: Page, app: str, told: Told) -> None:
    open_map(page, app)
    journey = Journey(page)
    journey.click(page.get_by_test_id("stPageLink").get_by_text("Plan a patrol"))
    expect(
        page.get_by_text(re.compile(r"19:00 to 23:00: .* places? where reports concentrate"))
    ).to_be_visible()
    settle(page)
    with page.expect_download() as download:
        journey.click(page.get_by_role("button", name="A4 page to print"))
    assert download.value.suggested_filename.endswith("-official-sensitive.pdf")
    (sheet,) = pypdf.PdfReader(download.value.path()).pages
    said = re.sub(r"\s+", " ", sheet.extract_text())
    assert "19:00 to 23:00" in said and "not where crime will happen" in said
    told(journey.within(clicks=4))


def test_a_visit_by_keyboard_alone(page: Page, app: str, told: Told) -> None:
    page.goto(f"{app}/visits")
    ward = page.get_by_role("combobox", name="Which ward?")
    expect(ward).to_be_visible()
    settle(page)
    journey, keys = Journey(page), page.keyboard
    ward.focus()  # where the skip link and one Tab lead is tested with the other pages
    keys.type("Corn")
    keys.press("Enter")
    settle(page)
    tab_to(page, page.get_by_role("textbox", name="Team"))
    keys.type("Market team")
    keys.press("Tab")
    settle(page)
    outcomes = page.get_by_test_id("stButtonGroup").filter(has_text="What came of it?")
    tab_to(page, outcomes.get_by_text("Nothing to note"))
    keys.press("ArrowRight")
    tab_to(page, outcomes.get_by_text("Talked with people"))
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_test_id("stAlert").filter(has_text="Recorded.")).to_be_visible()
    journey.clicks = 4
    told(journey.within(clicks=4, seconds=20))


def test_a_report_of_the_community(page: Page, app: str, told: Told) -> None:
    open_app(page, app)
    journey = Journey(page)
    journey.go("Community", "Write a report")
    text = page.get_by_role("textbox", name="What was seen or heard?")
    expect(text).to_be_visible()
    settle(page)
    text.fill("Stickers against newcomers at the bus stop, taken down and up again within the week.")
    page.keyboard.press("Tab")
    settle(page)
    journey.clicks += choose(page, page.get_by_role("combobox", name="Where was it?"), "Osier Bank")
    settle(page)
    for words in ("Race or ethnicity", "Evidenced:", "2 Moderate", "They saw or heard it", "Yes, as the law"):
        journey.click(page.get_by_text(words).first)
        settle(page)
    journey.clicks += choose(page, page.get_by_role("combobox", name="Who tells it?"), "Front-line staff")
    settle(page)
    journey.click(page.get_by_role("button", name="Keep this report"))
    expect(page.get_by_test_id("stAlert").get_by_text("The report is kept.")).to_be_visible()
    told(journey.within(clicks=15, seconds=90, human=True))


def test_wards_without_reach_and_a_centre_on_trial(page: Page, app: str, told: Told) -> None:
    open_app(page, app)
    journey = Journey(page)
    journey.go("Joint work", "Reach")
    expect(page.get_by_text(re.compile(r"within .* of an open reporting centre")).first).to_be_visible()
    settle(page)
    journey.click(page.get_by_test_id("stPageLink").get_by_text("Where next? Try new places"))
    unserved = journey.clicks
    expect(page.get_by_text("new centres would bring about")).to_be_visible()
    settle(page)
    chart = page.locator(MAP)
    click_until(page, chart, "pin")
    said = page.get_by_text(re.compile("^A centre here"))
    expect(said).to_be_visible()
    settle(page)
    frame = chart.bounding_box()
    assert frame is not None
    waited = []
    for across in (0.3, 0.62, 0.4):
        before = said.inner_text()
        x, y = frame["x"] + frame["width"] * across, frame["y"] + frame["height"] * 0.66
        page.mouse.move(x, y)
        expect(page.get_by_text("Click to try a centre here")).to_be_visible()
        begun = time.monotonic()
        page.mouse.click(x, y)
        expect(said).not_to_have_text(before)
        waited.append(time.monotonic() - begun)
        settle(page)
    page.get_by_role("button", name="Take the pin away").click()
    expect(said).to_have_count(0)
    assert unserved <= 3
    told(f"{unserved} of 3 clicks, a trial centre answered after {statistics.median(waited):.1f} s of 2 s")


def test_did_this_action_work(page: Page, app: str, told: Told) -> None:
    open_app(page, app)
    journey = Journey(page)
    journey.go("Joint work", "Did it work?")
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    settle(page)
    frame = table.bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + 16, frame["y"] + 36 + 66 + 33)  # the box beside the second row
    journey.clicks += 1
    expect(page.get_by_text(re.compile("^Laid down by"))).to_be_visible()
    told(journey.within(clicks=3))


def test_the_pack_for_the_next_meeting(page: Page, app: str, told: Told) -> None:
    open_app(page, app)
    go_to(page, "Figures", "Meeting pack")
    make = page.get_by_role("button", name="Make the pack")
    expect(make).to_be_visible()  # the period is chosen: the last whole quarter
    settle(page)
    journey = Journey(page)
    journey.click(make)
    with page.expect_download(timeout=PATIENCE_MS) as download:
        journey.click(page.get_by_role("button", name=re.compile("PDF")))
    made = download.value
    assert made.suggested_filename.endswith(".pdf") and made.path().stat().st_size > 50_000
    told(journey.within(clicks=2, seconds=30))


def messy(path: Path, postcodes: Path) -> Path:
    """Write a council's export: lines above, three ways to write a day, blank lines, rows without a place."""
    chance = random.Random(20261122)
    places = [line.partition(",")[0] for line in postcodes.read_text("utf-8").splitlines()[1:]]
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write("Exported from the system;;;;;\n;;;;;\n")
        out = csv.writer(file, delimiter=";", lineterminator="\n")
        out.writerow(["Our ref", "Date of incident", "Motivation", "Post code", "Type", "Notes"])
        for number in range(5_000):
            day, month = 1 + number % 28, 1 + number % 10
            written = (f"{day:02d}/{month:02d}/2026", f"{day}.{month}.2026", f"2026-{month:02d}-{day:02d}")
            place = chance.choice(places).lower() if number % 40 else "n/k"
            strand = chance.choice(["Racial", " RACE ", "Disability", "Homophobic", ""])
            kind = chance.choice(["Graffiti", "verbal  abuse", "Harassment"])
            out.writerow([f"A{number}", written[number % 3], strand, place, kind, "caf\xe9"])
            if number % 1_000 == 999:
                file.write(";;;;;\n")
    return path


def test_a_messy_file_of_ones_own_to_the_map(
    page: Page, own_app: str, demo: Demo, tmp_path: Path, told: Told
) -> None:
    file = messy(tmp_path / "export.csv", demo.folder / "postcodes.csv")
    page.goto(own_app)
    settle(page)
    journey = Journey(page)
    go_to(page, "Records", "Import")
    chooser = page.locator("[data-testid=stFileUploader] input[type=file]")
    chooser.set_input_files(file)
    sender = page.get_by_role("combobox", name="Who sent it")
    expect(sender).to_be_visible()
    settle(page)
    choose(page, sender, "Wrenmouth Borough Council")
    page.get_by_role("button", name="Take in this file").click()
    expect(page.get_by_text("= 5,000 accepted")).to_be_visible()
    page.get_by_test_id("stPageLink").get_by_text("See the map").click()
    expect(page.locator(MAP).locator("canvas").first).to_be_visible()
    journey.clicks = 5  # open Import, choose the file, say who sent it, take it in, see the map
    told(journey.within(clicks=5, seconds=60, human=True))


def tab_to(page: Page, wanted: Locator, *, most: int = 25) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if wanted.evaluate(
            "one => document.activeElement.contains(one) && document.activeElement !== document.body"
        ):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {wanted} by keyboard")
