"""Scenes of the demo, with its twelve months of made-up history, as pictures for README and docs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from bot import clock, serve
from bot.demo.stage import Stage, raised
from bot.demo.tour import Guide, next_tuesday
from bot.sandbox.hands import Person
from bot.settings import HOUSE
from tests.e2e import pictures
from tests.e2e.tab import Tab
from tests.e2e.test_browser import WHY
from tests.windows import QUIET, chromium

DOCS = HOUSE / "docs"
SEED = 7
DESK, TALL, FORM = (
    ViewportSize(width=1320, height=1040),
    ViewportSize(width=980, height=2400),
    ViewportSize(width=1000, height=960),
)
REST_MS = 600
GAP, GROUND = 20, (233, 238, 236)
CLOUD = """Month;Amount;Service;Label;Vendor
2026-11;1,840.00;Orders and finance;Database hosting;Ridge Cloud
2026-11;2,310.40;Online shop;Content delivery;Ridge Cloud
2026-11;612.50;;Object storage;Ridge Cloud
2026-11;395.00;;Translation service;Lingo Works
2026-11;a lot;Online shop;Content delivery;Ridge Cloud
"""


@contextmanager
def stage() -> Iterator[tuple[Stage, Guide, Browser]]:
    """Raise the demo on a Tuesday at ten, with a browser before it."""
    clock.move_ahead(next_tuesday(clock.now()) - clock.now())
    with raised(0, SEED, lambda _: None) as raised_, sync_playwright() as playwright:
        guide = Guide(raised_.workspace, lambda _: None, lambda: serve.catch_up(raised_.desk))
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield raised_, guide, browser
        browser.close()


def asking(stage: Stage, guide: Guide, browser: Browser) -> None:
    """Ana asks what ERP costs, orders, and asks on in the thread."""
    tab = Tab(browser.new_page(viewport=DESK), stage.server.url, "ana")
    tab.says("what does ERP cost us?")
    tab.opens_thread()
    tab.sees("$165.00")
    tab.presses("Order")
    tab.sees_form("$165.00 per named user")
    tab.fills(WHY, "A temp helps us close the year.")
    tab.sends()
    tab.sees_no_form()
    guide.presses(guide.person("bo"), "Approve")
    cy = guide.person("cy")
    for press in ("Take", "Done"):
        guide.wait_for(partial(_offers, cy, press), press)
        cy.clicks(press, on=cy.last("#erp-team"))
    tab.sees("Done by")
    ana = guide.person("ana")
    if any("Later" in each.buttons for each in ana.sees("bot")):
        ana.clicks("Later")  # the offer that the sample history holds for her
    reply = tab.page.locator("#pane textarea").last
    reply.fill("what would 20 on Extended hours cost, and is it open on Saturday at 10?")
    reply.press("Enter")
    tab.sees("for 20 named users")
    tab.page.wait_for_timeout(REST_MS)
    pictures.keep(tab.page.screenshot(), DOCS / "workspace.png")


def _offers(person: Person, press: str) -> bool | None:
    """Tell whether a message of the team's channel has that button; None while none has."""
    return any(press in each.buttons for each in person.sees("#erp-team")) or None


def portfolio(stage: Stage, guide: Guide, browser: Browser) -> None:
    """Ana looks at the portfolio, and at the page of a service in it."""
    tab = Tab(browser.new_page(viewport=FORM), stage.server.url, "ana")
    tab.says("/it services")
    tab.sees_form("What you get")
    shots = [_modal(tab)]
    tab.modal.get_by_role("button", name="Open").nth(3).click()
    tab.sees_form("Send side by side")
    shots.append(_modal(tab))
    pictures.keep(beside(shots), DOCS / "portfolio.png")


def _modal(tab: Tab) -> bytes:
    tab.page.locator("#modal h1, #modal h2").first.blur()
    tab.page.wait_for_timeout(REST_MS)
    return tab.modal.screenshot()


def beside(shots: list[bytes]) -> bytes:
    """Put pictures side by side."""
    drawn = [Image.open(BytesIO(shot)).convert("RGB") for shot in shots]
    whole = Image.new(
        "RGB", (sum(each.width + GAP for each in drawn) - GAP, max(each.height for each in drawn)), GROUND
    )
    left = 0
    for each in drawn:
        whole.paste(each, (left, 0))
        left += each.width + GAP
    made = BytesIO()
    whole.save(made, "png")
    return made.getvalue()


def report(stage: Stage, guide: Guide, browser: Browser) -> None:
    """Bo has the value report of Finance posted in its channel."""
    bo = guide.person("bo")
    bo.command("/it report")
    guide.sees_view(bo, "Value report")
    bo.clicks("Send now")
    guide.sees(bo, "what IT was worth", "#finance")
    bo.closes(all_of_them=True)
    newest(stage, browser, "bo", DOCS / "report.png", where="finance")


def bills(stage: Stage, guide: Guide, browser: Browser) -> None:
    """Dee sends a bill, and looks at what no service accounts for."""
    dee = guide.person("dee")
    dee.sends_file("cloud-november.csv", CLOUD.encode())
    guide.wait_for(lambda: guide.newest(dee, "rows of cost lines", "bot"), "the preview")
    newest(stage, browser, "dee", DOCS / "pictures" / "scene-import.png", thread=True)
    dee.clicks("Take it")
    guide.wait_for(lambda: guide.newest(dee, "Taken in", "bot"), "it to be taken in")
    dee.command("/it unmapped")
    guide.sees(dee, "Cost of no service")
    newest(stage, browser, "dee", DOCS / "pictures" / "scene-unmapped.png")


def statement(stage: Stage, guide: Guide, browser: Browser) -> None:
    """Finance reads what it got in a month, what it cost, and why that changed."""
    bo = guide.person("bo")
    bo.command("/it statement")
    guide.sees(bo, "Why it changed")
    newest(stage, browser, "bo", DOCS / "pictures" / "scene-statement.png")


def newest(
    stage: Stage, browser: Browser, who: str, path: Path, *, where: str = "bot", thread: bool = False,
) -> None:  # fmt: skip
    """Keep a picture of the newest message that somebody sees somewhere."""
    page = browser.new_page(viewport=TALL)
    tab = Tab(page, stage.server.url, who)
    page.wait_for_timeout(REST_MS)
    pictures.shoot(tab, path, where, 1, thread)
    page.close()


SCENES = (asking, portfolio, report, bills, statement)


def main() -> int:
    """Play the scenes that are named, or all, and keep their pictures in docs."""
    named = sys.argv[1:]
    with stage() as (raised_, guide, browser):
        for scene in SCENES:
            if not named or scene.__name__ in named:
                scene(raised_, guide, browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
