"""The page in headless Chromium: three people live the journey in their tabs, by mouse, by keys, on a phone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ViewportSize, expect

from bot.demo.stage import Stage
from tests.e2e.conftest import RaiseStage, on_a_tuesday
from tests.e2e.tab import Tab
from tests.windows import open_window

pytestmark = [pytest.mark.sockets, pytest.mark.browser]

DESK = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
WHY = "Anything the team or the budget owner should know?"
OpenTab = Callable[..., Tab]


@pytest.fixture(scope="module")
def window() -> Iterator[BrowserContext]:
    with open_window() as window:
        yield window


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Raise one stage for several: each test goes on where the one before it ended."""
    with on_a_tuesday() as raise_it:
        yield raise_it()


@pytest.fixture
def open_tab(stage: Stage, window: BrowserContext) -> Iterator[OpenTab]:
    with tabs_on(stage, window) as open_it:
        yield open_it


@pytest.fixture
def open_tab_of_its_own(raise_stage: RaiseStage, window: BrowserContext) -> Iterator[OpenTab]:
    """Open tabs on a stage on which nobody else was; only before the shared one is raised: they have one clock."""
    with tabs_on(raise_stage(), window) as open_it:
        yield open_it


@contextmanager
def tabs_on(stage: Stage, window: BrowserContext) -> Iterator[OpenTab]:
    """Give what opens a tab for a person; no tab may have complained by the end of the test."""
    tabs: list[Tab] = []

    def open_it(who: str, size: ViewportSize = DESK) -> Tab:
        page = window.new_page()
        page.set_viewport_size(size)
        tabs.append(Tab(page, stage.server.url, who))
        return tabs[-1]

    yield open_it
    for tab in tabs:
        tab.page.close()
    assert [words for tab in tabs for words in tab.complaints] == []


def test_ana_bo_and_cy_live_the_journey_in_their_tabs(open_tab_of_its_own: OpenTab) -> None:
    ana, bo, cy = map(open_tab_of_its_own, ("ana", "bo", "cy"))

    ana.says("what does ERP cost us?")
    ana.opens_thread()
    ana.sees("$165.00")
    ana.presses("Order")
    ana.sees_form("$165.00 per named user")
    ana.fills(WHY, "A temp helps us close the year.")
    ana.sends()
    ana.sees_no_form()
    ana.sees("Waiting for")

    bo.sees("asks you to approve")
    bo.presses("Approve")
    bo.sees("You approved")

    cy.goes_to("erp-team")
    cy.presses("Take")
    cy.sees("has it")
    cy.presses("Done")
    ana.sees("Done by")

    ana.moves_clock("+1 hour")
    ana.presses("Yes, it works")
    ana.presses("5 Very good")
    ana.presses("It was quick")
    ana.presses("Yes, worth it")
    ana.sees("Thank you")

    bo.says("/it report")
    bo.sees_form("Value report")
    bo.chooses("Channel", "#finance")
    bo.modal.get_by_label("Every week").check()
    bo.sends()
    bo.sees_form("Saved.")
    bo.presses("Close")
    bo.moves_clock("Next Monday 9:00")
    ana.goes_to("finance")
    ana.sees("what IT was worth")
    ana.sees("Cost by service")
    ana.page.set_viewport_size(PHONE)
    assert ana.overflow == 0


def test_everything_fits_a_phone(open_tab: OpenTab) -> None:
    ana = open_tab("ana", PHONE)
    assert ana.overflow == 0
    ana.says("what does ERP cost us?")
    ana.opens_thread()
    ana.sees("$165.00")
    assert ana.overflow == 0
    ana.page.get_by_label("Close the thread").click()
    ana.says("what is ERP?")
    ana.opens_thread()
    ana.sees("Business applications lead")
    assert ana.overflow == 0
    ana.presses("Compare levels")
    ana.sees("Extended hours")
    assert ana.overflow == 0
    ana.presses("Order")
    ana.sees_form("$165.00 per named user")
    assert ana.overflow == 0
    ana.presses("Close")
    ana.sees_no_form()
    ana.page.get_by_label("Close the thread").click()
    ana.opens_home()
    ana.sees("Your orders")
    assert ana.overflow == 0


def test_what_is_said_over_a_form_survives_it(open_tab: OpenTab) -> None:
    ana = open_tab("ana")
    says = "async (words) => (await import('/page/act.js')).toast(words)"
    ana.says("/it order ERP")
    ana.sees_form("$165.00 per named user")
    ana.page.evaluate(says, "Over the form")
    ana.presses("Not now")
    ana.sees_no_form()
    ana.page.evaluate(says, "Beside the page")
    expect(ana.page.locator("#toasts")).to_contain_text("Beside the page")
    expect(ana.page.locator("body")).not_to_contain_text("null")


def test_an_order_needs_no_mouse(open_tab: OpenTab) -> None:
    ana = open_tab("ana")
    ana.page.locator("#say").focus()
    ana.types("/it order ERP")
    ana.keys("Enter")
    ana.sees_form("$165.00 per named user")
    ana.tabs_to(WHY)
    ana.types("By keys only")
    ana.tabs_to("Send")
    ana.keys("Enter")
    ana.sees_no_form()
    ana.sees("Waiting for")


def test_a_form_of_several_pages_is_filled_in_left_and_gone_on_with(
    open_tab: OpenTab, tmp_path: Path
) -> None:
    contract = tmp_path / "frame contract.txt"
    contract.write_text("Between us and you")
    ana = open_tab("ana")
    ana.says("/it order DOC")
    ana.sees_form("Next: a few questions")
    ana.sends()
    ana.sees_form("Page 2 of 3")
    ana.modal.get_by_label("Something else").check()
    ana.modal.locator("input[type=file]").set_input_files(contract)
    expect(ana.modal.locator(".chosen")).to_have_text("frame contract.txt")
    ana.sends()
    ana.sees_form("Please look once more")
    ana.sees_form("frame contract.txt")
    ana.presses("Back")
    ana.sees_form("Given so far: frame contract.txt")
    ana.presses("Not now")
    ana.sees_no_form()
    ana.page.set_viewport_size(PHONE)
    ana.says("/it order")
    ana.presses("Go on")
    ana.sees_form("Page 2 of 3")
    assert ana.overflow == 0
    ana.sends()
    ana.sees_form("Please look once more")
    assert ana.overflow == 0
    ana.sends()
    ana.sees_no_form()
    ana.sees("frame contract.txt")
