"""The dialogues of a router on the integration's page: its options and subentries."""

from pathlib import Path
import re
from typing import Final

from playwright.async_api import Locator, Page

from .browser import HomePages, goto

ENTRY: Final = "/config/integrations/integration/mikrotik_monitoring"


class Dialogue:
    """The dialogues of one router, by its name."""

    def __init__(self, pages: HomePages, artifacts: Path, router: str, picture: str) -> None:
        """Use a page, a folder for pictures, a router, and a prefix of the pictures' names."""
        self.pages = pages
        self._artifacts = artifacts
        self._router = router
        self._picture = picture

    @property
    def _page(self) -> Page:
        return self.pages.page

    @property
    def dialog(self) -> Locator:
        """Return the dialogue that is open."""
        return self._page.locator("dialog-data-entry-flow")

    @property
    def form(self) -> Locator:
        """Return the form that is shown."""
        return self._page.locator("ha-form")

    async def row(self) -> Locator:
        """Open the integration's page; return the router's row."""
        await goto(self._page, f"{self.pages.url}{ENTRY}")
        return self._page.locator("ha-config-entry-row").filter(has_text=self._router)

    async def open(self, step: str) -> None:
        """Open a form of the options, by the menu."""
        row = await self.row()
        await row.get_by_role("button", name="Configure").first.click()
        await self.choose(step)

    async def add(self, what: str) -> None:
        """Open the dialogue that adds something, and choose this router."""
        await self.row()
        await self._page.get_by_role("button", name=what).first.click()
        routers = self._page.locator("dialog-pick-config-entry")
        await routers.get_by_text(self._router, exact=True).click()

    async def choose(self, text: str) -> None:
        """Click on an entry of a menu."""
        await self._page.locator("step-flow-menu").get_by_text(text, exact=True).click()

    async def press(self, button: str) -> None:
        """Press a button of the dialogue."""
        await self.dialog.get_by_text(button, exact=True).click()

    async def send(self) -> None:
        """Send the form."""
        await self.press("Submit")

    async def review(self, name: str) -> tuple[int, int]:
        """Wait for the review, take its picture, and return its sensor counts: then and now."""
        await self.dialog.get_by_text("Nothing is saved yet").wait_for()
        await self.keep(name)
        text = await self.pages.told("dialog-data-entry-flow")
        [then, now] = re.findall(r"([\d,]+) sensors", text)
        return int(then.replace(",", "")), int(now.replace(",", ""))

    async def save(self) -> None:
        """Save what was chosen, and close the dialogue."""
        await self.choose("Save")
        await self.press("Finish")

    async def leave_out(self, pattern: str) -> None:
        """Fill the forms by which interfaces are left out by a pattern, up to the review."""
        await self.open("Interfaces to watch")
        await self.form.get_by_text("By name or comment").click()
        await self.send()
        await self.form.get_by_role("button", name="Add Pattern to leave out").click()
        await self.form.locator("input").last.fill(pattern)
        await self.keep("pattern")
        await self.send()

    async def keep(self, name: str) -> None:
        """Take a picture of what is shown."""
        await self.pages.screenshot(self._artifacts / f"{self._picture}-{name}.png")
