"""A browser tab in which one person lives in the workspace's page: by words and labels, as people do."""

import re

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, expect

PATIENCE_MS = 20_000
_NAME_OF_FOCUSED = """() => {
  const at = document.activeElement;
  return at.ariaLabel || [...(at.labels ?? [])].map((one) => one.textContent).join(" ") || at.textContent;
}"""


class Tab:
    """One person's tab."""

    def __init__(self, page: Page, url: str, who: str) -> None:
        page.set_default_timeout(PATIENCE_MS)
        self.page = page
        self.complaints: list[str] = []
        page.on("pageerror", self._note)
        page.on("console", self._hear)
        page.goto(f"{url}/as/{who}/")
        page.locator("body[data-ready]").wait_for()

    def _note(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    @property
    def modal(self) -> Locator:
        """The form on top."""
        return self.page.locator("#modal")

    def says(self, text: str) -> None:
        """Write in the message box and press Enter."""
        box = self.page.locator("#say")
        box.fill(text)
        box.press("Enter")

    def goes_to(self, place: str) -> None:
        """Follow a link at the side: a channel, or the bot."""
        self.page.locator("#sidebar").get_by_role("link").filter(has_text=place).first.click()

    def opens_home(self) -> None:
        """Look at the bot's Home tab."""
        self.page.get_by_role("link", name="Home", exact=True).click()

    def opens_thread(self) -> None:
        """Open the thread of the newest message that has one, which the page may just have done by itself."""
        self.page.locator("a.replies").last.dispatch_event("click")
        expect(self.page.locator("#pane")).to_be_visible()

    def presses(self, label: str) -> None:
        """Press the newest button that shows these words or is called so, in the form if one is open."""
        front = self._front()
        shown = front.locator("button", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))
        shown.or_(front.get_by_role("button", name=label, exact=True)).last.click()

    def chooses(self, label: str, option: str) -> None:
        """Choose from a list, by label and words."""
        self._front().get_by_label(label).last.select_option(label=option)

    def fills(self, label: str, text: str) -> None:
        """Type into a field."""
        self._front().get_by_label(label).last.fill(text)

    def sends(self) -> None:
        """Send the form on top."""
        self.modal.locator("[data-submit]").click()

    def sees(self, words: str, where: str = "#place, #pane") -> None:
        """Wait until there are these words to be read."""
        expect(self.page.locator(where).get_by_text(words).last).to_be_visible(timeout=PATIENCE_MS)

    def sees_form(self, words: str) -> None:
        """Wait until a form with these words is open."""
        expect(self.modal).to_contain_text(words, timeout=PATIENCE_MS)

    def sees_no_form(self) -> None:
        """Wait until every form is closed."""
        expect(self.modal).not_to_be_visible(timeout=PATIENCE_MS)

    def moves_clock(self, words: str) -> None:
        """Move the workspace's clock forward by the button of that name."""
        self.page.locator("#top summary").last.click()
        self.page.get_by_role("button", name=words, exact=True).click()

    @property
    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )

    def _front(self) -> Locator:
        return self.modal if self.modal.is_visible() else self.page.locator("body")

    # By keyboard only

    def types(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(text)

    def keys(self, *names: str) -> None:
        """Press keys, one after the other."""
        for name in names:
            self.page.keyboard.press(name)

    def tabs_to(self, name: str, most: int = 60) -> None:
        """Press Tab until the focus is on what is called `name`."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if name in self._focused():
                return
        raise AssertionError(f"Tab never reaches {name!r}")

    def _focused(self) -> str:
        return str(self.page.evaluate(_NAME_OF_FOCUSED))
