"""A person adds many routers, learns what a user lacks, and changes a password for all."""

from pathlib import Path
import re

import pytest

from scripts.home_assistant import HomeAssistant, free_port
from simulator import SimulatedRouter, User

from .browser import HomePages
from .dialogue import Dialogue
from .log import complaints

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]

USER, PASSWORD, NEW_PASSWORD = "monitor", "monitor-password", "another-password"


def let_in(router: SimulatedRouter, name: str, password: str, *policies: str) -> None:
    """Add a user to a router, with a group of its own."""
    group = f"of-{name}"
    router.users[name] = User(
        name=name, password=password, group=group, policies=frozenset(policies)
    )
    router.add_row("/user/group", {"name": group, "policy": ",".join(policies)})
    if not [row for row in router.rows("/user") if row["name"] == name]:
        router.add_row("/user", {"name": name, "group": group})


async def add_several(
    pages: HomePages, routers: tuple[SimulatedRouter, ...], artifacts: Path
) -> None:
    """Paste two routers and an unused address; check the result of each."""
    page, dialog = pages.page, pages.page.locator("dialog-data-entry-flow")
    await pages.open_flow()
    await dialog.get_by_text("Add several", exact=True).first.click()
    await dialog.get_by_text("Submit", exact=True).click()
    lines = [f"{router.host}:{router.port}" for router in routers]
    wrong = f"127.0.0.1:{free_port(39_000)}"
    await page.locator("ha-form textarea").fill("\n".join([*lines, wrong]))
    await page.locator("ha-form input[name=username]").fill(USER)
    await page.locator("ha-form input[name=password]").fill(PASSWORD)
    await pages.screenshot(artifacts / "adding-many.png")
    await dialog.get_by_text("Submit", exact=True).click()
    await dialog.get_by_text("Correct the rest and try again", exact=True).wait_for()
    told = await pages.told("dialog-data-entry-flow ha-markdown")
    assert "2 of 3 routers were added." in told
    assert f"{wrong} : not added. No connection" in told
    assert told.count("added as") == len(lines)
    await pages.screenshot(artifacts / "adding-report.png")
    await page.set_viewport_size({"width": 390, "height": 844})
    await pages.screenshot(artifacts / "adding-report-phone.png")
    await page.set_viewport_size({"width": 1600, "height": 1000})
    await dialog.get_by_text("Finish", exact=True).first.click()
    await dialog.get_by_text("Routers added: 2.", exact=True).wait_for()


async def be_told(pages: HomePages, router: SimulatedRouter, artifacts: Path) -> None:
    """Add a router with a user that may not ping: a warning shows the command, then it is added."""
    let_in(router, "few", PASSWORD, "api", "read")
    dialog = pages.page.locator("dialog-data-entry-flow")
    await pages.add_router(router.host, router.port, "few", PASSWORD)
    await dialog.get_by_text("Submit", exact=True).click()
    await dialog.get_by_text("Something will be missing.").wait_for()
    told = await pages.told("dialog-data-entry-flow ha-markdown")
    assert re.search(r"lacks: test\..*Latency and packet loss", told)
    await pages.screenshot(artifacts / "adding-doctor.png")
    await dialog.get_by_text("Check again", exact=True).click()
    await dialog.get_by_text("Add anyway", exact=True).click()
    await dialog.get_by_text("Standard: what suits most routers").wait_for()
    await dialog.get_by_text("Submit", exact=True).click()
    await pages.page.get_by_text("Skip and finish", exact=True).click()


async def change_passwords(
    pages: HomePages, routers: tuple[SimulatedRouter, ...], name: str, artifacts: Path
) -> None:
    """Change the password on two routers, then here, for all entries with this user."""
    for router in routers:
        let_in(router, USER, NEW_PASSWORD, "api", "read", "test")
    dialogue = Dialogue(pages, artifacts, name, "adding")
    await dialogue.open("New password")
    await dialogue.form.get_by_text("All routers with the same username", exact=True).first.click()
    await dialogue.form.locator("input[name=password]").fill(NEW_PASSWORD)
    await dialogue.keep("password")
    await dialogue.press("Next")
    await dialogue.dialog.get_by_text("Back to the options", exact=True).wait_for()
    told = await pages.told("dialog-data-entry-flow ha-markdown")
    assert told.count("accepts it; stored.") == len(routers)
    await dialogue.keep("password-report")


async def test_many_are_added_and_kept(
    home_assistant: HomeAssistant, routers: dict[str, SimulatedRouter], artifacts: Path
) -> None:
    """From pasted addresses to a new password, and no password in the log."""
    by_model = list(routers.items())
    (first, one), _, (_, two), (_, third) = by_model
    async with HomePages.open(home_assistant.url) as pages:
        pages.page.set_default_timeout(30_000)
        await add_several(pages, (one, two), artifacts)
        await be_told(pages, third, artifacts)
        await change_passwords(pages, (one, two), first, artifacts)
        assert not pages.complaints
    log = home_assistant.log.read_text(encoding="utf-8")
    assert PASSWORD not in log
    assert NEW_PASSWORD not in log
    assert not [line for line in complaints(home_assistant.log) if " ERROR " in line]
