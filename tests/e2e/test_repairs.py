"""Each repair is read and fixed on Home Assistant's page of repairs."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import shutil
from typing import Any, Final

from playwright.async_api import Locator, StorageState, expect
import pytest
import pytest_asyncio
from pytest_socket import enable_socket

from scripts.home_assistant import DOMAIN, HomeAssistant, free_port, prepare_config
from simulator import Fault, SimulatedRouter, load_profile
from simulator.users import policy_text
from tests import journals
from tests.repository.files import english

from .browser import HomePages, chromium, goto, logged_in
from .impatient import MOVED, NO_BOARDS, PROGRAM
from .log import complaints

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(600),
]

USER, PASSWORD = "monitor", "monitor-password"
BOARD: Final = "mikrotik-monitoring"
REPAIRS: Final = english()["issues"]
# Milliseconds: for a repair that is raised after seconds, or a router that is retried.
SOON: Final = 60_000
_FIRST_PORT: Final = 8303

type Deed = Callable[[], Awaitable[object] | None]


class Person:
    """A person who reads repairs, fixes their cause, and submits."""

    def __init__(self, home: HomeAssistant, pages: HomePages, artifacts: Path) -> None:
        """Use a Home Assistant, a page of it, and a folder for pictures."""
        self.home = home
        self.pages = pages
        self._artifacts = artifacts

    @property
    def dialog(self) -> Locator:
        """Return the dialogue of a repair."""
        return self.pages.page.locator("dialog-data-entry-flow")

    def listed(self, key: str, router: str = "") -> Locator:
        """Return a repair on the page."""
        title = REPAIRS[key]["title"].format(router=router)
        return self.pages.page.locator("ha-config-repairs").get_by_text(title, exact=True)

    async def open(self, key: str, router: str = "") -> str:
        """Wait for a repair, and open it; return its text."""
        page = self.pages.page
        await goto(page, f"{self.pages.url}/config/repairs")
        await expect(self.listed(key, router)).to_be_visible(timeout=SOON)
        await self.listed(key, router).click()
        await self.dialog.get_by_text("Submit", exact=True).wait_for()
        await self.pages.screenshot(self._artifacts / f"repair-{key}.png")
        return await self.pages.told("dialog-data-entry-flow ha-markdown")

    async def submit(self) -> None:
        """Press the button of the form."""
        await self.dialog.get_by_text("Submit", exact=True).click()

    async def is_told(self, words: str) -> None:
        """Wait until the dialogue shows a text, such as that the problem persists."""
        await expect(self.dialog.get_by_text(words)).to_be_visible(timeout=SOON)

    async def mended(self, key: str, router: str = "") -> None:
        """Submit; the dialogue says that it is fixed, and the page no longer lists it."""
        await self.submit()
        await self.dialog.locator("step-flow-create-entry").wait_for(timeout=SOON)
        await self.pages.screenshot(self._artifacts / f"repair-{key}-mended.png")
        await self.dialog.get_by_text("Finish", exact=True).click()
        await expect(self.listed(key, router)).to_have_count(0, timeout=SOON)

    async def mend(self, key: str, router: str, deed: Deed) -> str:
        """Submit in vain, fix the cause, and submit again; return the repair's text."""
        said = await self.open(key, router)
        await self.submit()
        await self.is_told("The problem still exists.")
        if (done := deed()) is not None:
            await done
        await self.mended(key, router)
        return said


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Keep what all tests share running after each."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home(
    tmp_path_factory: pytest.TempPathFactory, artifacts: Path
) -> AsyncIterator[HomeAssistant]:
    """Return a Home Assistant where repairs are raised soon; its log is kept."""
    enable_socket()
    directory = tmp_path_factory.mktemp("repairs") / "config"
    configuration = await prepare_config(directory, port=free_port(_FIRST_PORT))
    running = HomeAssistant(configuration, program=PROGRAM)
    try:
        async with running:
            yield running
    finally:
        shutil.copy(running.log, artifacts / "repairs-home-assistant.log")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def login(home: HomeAssistant) -> StorageState:
    """Return the browser's storage state of a logged-in user."""
    async with chromium() as browser:
        return await logged_in(browser, home.url)


@pytest_asyncio.fixture(loop_scope="session")
async def person(
    home: HomeAssistant, login: StorageState, artifacts: Path
) -> AsyncIterator[Person]:
    """Return a person at a page; its console must have no errors."""
    async with chromium() as browser:
        context = await browser.new_context(
            viewport={"width": 1280, "height": 900}, storage_state=login
        )
        pages = await HomePages.of(context, home.url)
        try:
            yield Person(home, pages, artifacts)
            assert pages.complaints == []
        except Exception:
            await pages.page.screenshot(path=artifacts / "repairs-failed.png")
            raise


class Watched:
    """A router that is monitored: its name on the page, its entry and the simulated router."""

    def __init__(self, home: HomeAssistant, router: SimulatedRouter, entry_id: str) -> None:
        """Use a router that was added."""
        self._home = home
        self.router = router
        self.entry_id = entry_id
        self.name = router.rows("/system/identity")[0]["name"]

    async def _entities(self) -> list[dict[str, Any]]:
        """Return the router's registered entities."""
        async with self._home.socket() as socket:
            entities = await socket.call("config/entity_registry/list")
        return [one for one in entities if one["config_entry_id"] == self.entry_id]

    async def sensors(self) -> int:
        """Return how many of its entities are enabled."""
        return sum(one["disabled_by"] is None for one in await self._entities())

    async def press(self, key: str) -> None:
        """Press one of the router's buttons."""
        [button] = [
            one["entity_id"]
            for one in await self._entities()
            if one["unique_id"].endswith(f"_{key}")
        ]
        await self._home.rest("POST", "/api/services/button/press", {"entity_id": button})

    async def apply(self, options: dict[str, Any]) -> None:
        """Set options by the action."""
        async with self._home.socket() as socket:
            devices = await socket.call("config/device_registry/list")
        [device] = [
            one["id"]
            for one in devices
            if one["config_entry_id"] == self.entry_id and one.get("configuration_url")
        ]
        path = f"/api/services/{DOMAIN}/apply_options"
        await self._home.rest("POST", path, {"device_id": device, **options})

    def drop(self) -> None:
        """End the router's sessions."""
        for session in tuple(self.router.sessions):
            session.abort()


@asynccontextmanager
async def watched(
    home: HomeAssistant,
    profile: str = "chr",
    prepare: Callable[[SimulatedRouter], None] = lambda _: None,
    *,
    over_tls: bool = False,
) -> AsyncIterator[Watched]:
    """Add a router; it is removed at the end, and leaves no repair."""
    with journals.only_readings() as watch:
        router = watch(SimulatedRouter(load_profile(profile)))
        prepare(router)
        async with router:
            link = {
                "host": router.host,
                "port": router.tls_port if over_tls else router.port,
                "username": USER,
                "password": PASSWORD,
                "tls_mode": "fingerprint" if over_tls else "off",
            }
            result = await home.add_integration(link, *([{}] * (1 + over_tls)))
            assert result["type"] == "create_entry", result
            entry_id = result["result"]["entry_id"]
            try:
                yield Watched(home, router, entry_id)
            finally:
                path = f"/api/config/config_entries/entry/{entry_id}"
                await home.rest("DELETE", path)
    assert entry_id not in str(await issues(home))


async def issues(home: HomeAssistant) -> list[dict[str, Any]]:
    """Return all repairs."""
    async with home.socket() as socket:
        answer = await socket.call("repairs/list_issues")
    found: list[dict[str, Any]] = answer["issues"]
    return found


async def test_the_dashboard(home: HomeAssistant, person: Person) -> None:
    """Another one has its address; then Home Assistant's dashboards have changed."""
    flag = home.configuration.directory / NO_BOARDS
    async with home.socket() as socket:
        other = await socket.call(
            "lovelace/dashboards/create", url_path=BOARD, title="Mine", show_in_sidebar=False
        )
    async with watched(home):

        async def free() -> None:
            async with home.socket() as socket:
                await socket.call("lovelace/dashboards/delete", dashboard_id=other["id"])

        await person.mend("dashboard_path_taken", "", free)
        flag.touch()
    async with watched(home):
        said = await person.mend("dashboard_failed", "", flag.unlink)
        assert MOVED in said
        page = person.pages.page
        await goto(page, f"{person.pages.url}/{BOARD}", page.locator("hui-root"))


async def test_a_policy(home: HomeAssistant, person: Person) -> None:
    """The group lacks it until it is granted; the command to do so can be copied."""

    def grant(router: SimulatedRouter, policies: frozenset[str]) -> None:
        user = router.users[USER]
        router.users[USER] = replace(user, policies=policies)
        row: dict[str, str | bytes | None] = {"policy": policy_text(policies)}
        router.set_field("/user/group", {"name": user.group}, row)

    async with watched(home) as one:
        had = one.router.users[USER].policies
        grant(one.router, had - {"test"})
        await home.rest("POST", f"/api/config/config_entries/entry/{one.entry_id}/reload")
        said = await person.mend("missing_policy", one.name, lambda: grant(one.router, had))
        assert "/user group add" in said


async def test_a_certificate(home: HomeAssistant, person: Person) -> None:
    """It is compared, and accepted."""
    async with watched(home, over_tls=True) as one:
        before = one.router.certificate
        await one.router.renew_certificate()
        said = await person.open("certificate", one.name)
        assert before is not None
        assert one.router.certificate is not None
        assert before.fingerprint in said
        assert one.router.certificate.fingerprint in said
        await person.mended("certificate", one.name)


async def test_a_different_router(home: HomeAssistant, person: Person) -> None:
    """Its address is stored only if the right one responds there."""
    async with watched(home) as one:
        row = "/system/license"
        own = one.router.rows(row)[0]["system-id"]
        one.router.set_field(row, {}, {"system-id": "SWAPPED"})
        one.drop()
        await person.open("other_router", one.name)
        await person.submit()
        await person.is_told(f"A different router responds at 127.0.0.1: {one.name}")
        one.router.set_field(row, {}, {"system-id": own})
        await person.dialog.locator("ha-form input").fill("127.0.0.1")
        await person.mended("other_router", one.name)


async def test_a_routeros_that_is_too_old(home: HomeAssistant, person: Person) -> None:
    """Until it was updated."""
    async with watched(home) as one:
        one.router.faults.set(
            Fault.REFUSE, command="/system/resource/print", message="no such command"
        )
        one.drop()
        said = await person.mend("too_old", one.name, one.router.faults.clear)
        assert "no such command" in said


async def test_a_second_connection(home: HomeAssistant, person: Person) -> None:
    """Until it can log in."""
    async with watched(home) as one:
        one.router.faults.set(Fault.HANG_UP, place=2)
        one.drop()
        said = await person.mend("one_session", one.name, one.router.faults.clear)
        assert "/ip service set api max-sessions=20" in said


async def test_a_clock(home: HomeAssistant, person: Person) -> None:
    """It is read again, and right at last."""
    wrong = timedelta(days=-20_000)
    async with watched(home, prepare=lambda router: router.device.set_clock(wrong)) as one:
        await person.pages.page.wait_for_timeout(2_000)
        await one.press("poll_now")
        said = await person.mend("clock_off", one.name, lambda: one.router.device.set_clock(-wrong))
        assert "shows 197" in said
        assert "/system/ntp/client/set enabled=yes" in said


async def test_what_the_recorder_keeps(home: HomeAssistant, person: Person) -> None:
    """Options that cannot be met are reset."""
    async with watched(home) as one:
        await home.set_options(one.entry_id, {"billing": True})
        said = await person.open("billing_retention")
        assert "purge_keep_days: 35" in said
        await person.mended("billing_retention")
        await one.apply({"retention": {"realtime": 40}})
        await person.open("retention_too_long")
        await person.mended("retention_too_long")


async def test_a_database_that_grows(home: HomeAssistant, person: Person) -> None:
    """A leaner detail is chosen; the form says how much each would write."""
    async with watched(home, "rb5009") as one:
        await home.set_options(one.entry_id, {"recording_level": "full"})
        await one.apply({"detail": "everything"})
        before = await one.sensors()
        said = await person.open("database_growth", one.name)
        assert "Estimated rows a day" in said
        await person.dialog.get_by_text("Essential").last.click()
        await person.mended("database_growth", one.name)
        assert await one.sensors() < before / 2


async def test_the_house_is_quiet(home: HomeAssistant) -> None:
    """No repair is left, and nothing of ours failed."""
    assert await issues(home) == []
    assert PASSWORD not in home.log.read_text(encoding="utf-8")
    assert not [line for line in complaints(home.log) if " ERROR " in line]
