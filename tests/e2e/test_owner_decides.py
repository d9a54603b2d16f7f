"""The owner decides what is monitored, where, whether it runs, what is added and kept."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from playwright.async_api import expect
import pytest

from scripts.home_assistant import HomeAssistant
from simulator import Host, SimulatedRouter
from tests.repository.files import english

from . import old_rows
from .browser import HomePages, goto, scroll_to
from .dialogue import Dialogue
from .log import complaints
from .pace import Patience

USER, PASSWORD = "monitor", "monitor-password"

# The router whose options are changed, and the one that stays unchanged.
HOME: Final = "home-rb5009"
CONTROL: Final = "chr-frankfurt"

# An interface that all have but the last.
PATTERN: Final = "ether3"
LEFT_OUT: Final = "_port:ether3"
# Off by default.
PACKETS: Final = "_interface.packets.rx_"

FAR: Final = "203.0.113.77"
TRIP: Final = 25.0
TARGET: Final = "Head office 東京"
RULES: Final = "Rules of mine"
MENU: Final = "/ip/firewall/filter"
LATENCY: Final = "Latency and packet loss"

STEPS: Final = english()["config_subentries"]["custom_metric"]["step"]

# Seconds: of an idle machine for expected changes, and of silence where no command may come.
PROMPTLY: Final = 60
QUIET: Final = 12

INTERFACES: Final = "mikrotik-monitoring-interface"

LAMP: Final = "sensor.lamp"

# The last value of every line on the page, by entity.
_LAST: Final = """charts => Object.fromEntries(charts.flatMap(chart => chart.data.map(
    line => [line.entity_id, Number(line.states.at(-1)?.state)])))"""

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]

type Routers = dict[str, SimulatedRouter]


class Owner:
    """A person using a Home Assistant with four routers."""

    def __init__(self, home_assistant: HomeAssistant, routers: Routers, artifacts: Path) -> None:
        """Use a Home Assistant, its pages and routers, a folder for pictures."""
        self.home_assistant = home_assistant
        self.routers = routers
        self.artifacts = artifacts

    def dialogue(self, pages: HomePages) -> Dialogue:
        """Return the dialogues of the router under test."""
        return Dialogue(pages, self.artifacts, HOME, "owner")

    async def entries(self) -> dict[str, str]:
        """Return the ids of the routers' entries, by name."""
        async with self.home_assistant.socket() as socket:
            entries = await socket.call("config_entries/get", domain="mikrotik_monitoring")
        return {entry["title"]: entry["entry_id"] for entry in entries}

    async def entities(self, router: str) -> dict[str, str]:
        """Return a router's enabled entities: their ids by unique id."""
        entry_id = (await self.entries())[router]
        async with self.home_assistant.socket() as socket:
            entities = await socket.call("config/entity_registry/list")
        return {
            entity["unique_id"]: entity["entity_id"]
            for entity in entities
            if entity["config_entry_id"] == entry_id and entity["disabled_by"] is None
        }

    async def entity(self, router: str, ending: str) -> str:
        """Return the id of the one entity whose unique id has this ending."""
        entities = await self.entities(router)
        (found,) = [found for known_by, found in entities.items() if known_by.endswith(ending)]
        return found

    async def state(self, entity_id: str) -> str:
        """Return an entity's state."""
        state: dict[str, Any] = await self.home_assistant.rest("GET", f"/api/states/{entity_id}")
        return str(state["state"])

    async def of_interface(self, router: str) -> set[str]:
        """Return the entities of the interface that is left out."""
        return {known_by for known_by in await self.entities(router) if LEFT_OUT in known_by}


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is true."""
    async with Patience(PROMPTLY) as patience:
        while not await condition():
            assert not patience.is_over, "it did not become true"
            await asyncio.sleep(0.3)


async def add_routers(owner: Owner, pages: HomePages) -> None:
    """Add the first by its dialogue, with custom detail; the others with the defaults."""
    router = owner.routers[HOME]
    dialogue = owner.dialogue(pages)
    await pages.add_router(router.host, router.port, USER, PASSWORD)
    await dialogue.send()
    await dialogue.form.get_by_text("Custom").click()
    await dialogue.keep("adding")
    await dialogue.send()
    await pages.page.get_by_text("Skip and finish", exact=True).click()
    for name, other in owner.routers.items():
        if name != HOME:
            link = {"host": other.host, "port": other.port, "tls_mode": "off"}
            answer = await owner.home_assistant.add_integration(
                {**link, "username": USER, "password": PASSWORD}, {}
            )
            assert answer["type"] == "create_entry"
    for name in owner.routers:
        there = bool(name != CONTROL)

        async def is_known(name: str = name, there: bool = there) -> bool:
            has_cpu = any(one.endswith("_system.cpu.load") for one in await owner.entities(name))
            return has_cpu and bool(await owner.of_interface(name)) is there

        await until(is_known)


async def choose_detail(owner: Owner, pages: HomePages) -> None:
    """Choose a kind that is off by default: the interfaces get its entities."""
    assert not [one for one in await owner.entities(HOME) if PACKETS in one]
    dialogue = owner.dialogue(pages)
    await dialogue.open("Detail")
    await expect(dialogue.form.get_by_role("radio", name="Custom")).to_be_checked()
    await dialogue.send()
    await dialogue.form.get_by_text("Queues").wait_for()
    await dialogue.send()
    await dialogue.form.get_by_text("Packets per second").click()
    await dialogue.send()
    then, now = await dialogue.review("review-detail")
    assert then > now
    await dialogue.save()

    async def has_packets() -> bool:
        return any(PACKETS in known_by for known_by in await owner.of_interface(HOME))

    await until(has_packets)


async def open_interfaces(pages: HomePages) -> None:
    """Open the page of the router's interfaces."""
    await pages.open_dashboard()
    await pages.open_tab(HOME)
    await pages.page.get_by_role("button", name="Interfaces", exact=True).click()
    await pages.page.wait_for_url("**/*interfaces*")


async def leave_out(owner: Owner, pages: HomePages) -> None:
    """Leave out interfaces by a pattern: they go from the registry and from the dashboard."""
    page = pages.page
    await open_interfaces(pages)
    await page.locator(f"{INTERFACES} [data-interface='port:ether3']").wait_for()
    dialogue = owner.dialogue(pages)
    await dialogue.leave_out(PATTERN)
    then, now = await dialogue.review("review-interfaces")
    assert then < now
    await dialogue.save()

    async def is_gone() -> bool:
        return not await owner.of_interface(HOME)

    await until(is_gone)
    await open_interfaces(pages)
    await page.locator(f"{INTERFACES} [data-interface='port:ether2']").wait_for()
    await expect(page.locator(f"{INTERFACES} [data-interface='port:ether3']")).to_have_count(0)
    await pages.screenshot(owner.artifacts / "owner-left-out.png")


async def apply_to_others(owner: Owner, pages: HomePages) -> None:
    """Copy it to two others in one step: they follow, and the fourth stays as it is."""
    others = [name for name in owner.routers if name not in {HOME, CONTROL}]
    before = await owner.entities(CONTROL)
    dialogue = owner.dialogue(pages)
    await dialogue.open("Apply to other routers")
    await dialogue.form.get_by_text("Which interfaces are watched").click()
    for name in others:
        await dialogue.form.get_by_role("button", name="Routers").click()
        await pages.page.locator("ha-picker-combo-box").get_by_text(name, exact=True).click()
    await dialogue.keep("apply")
    await dialogue.press("Next")
    lines = dialogue.dialog.locator("ha-markdown li")
    await expect(lines).to_have_count(len(others))
    report = await lines.all_inner_texts()
    assert {line.partition(":")[0] for line in report} == set(others)
    assert all("interfaces" in line.lower() and "unchanged" not in line for line in report)
    await dialogue.keep("applied")
    await dialogue.send()
    await dialogue.press("Finish")
    for name in others:

        async def follows(name: str = name) -> bool:
            known_by = await owner.entities(name)
            has_packets = any(PACKETS in one for one in known_by)
            return has_packets and not await owner.of_interface(name)

        await until(follows)
    assert await owner.entities(CONTROL) == before


async def switch_off_and_on(owner: Owner, pages: HomePages) -> None:
    """Switch collection off: the router is not polled; on again: values are back."""
    page, router = pages.page, owner.routers[HOME]
    cpu = await owner.entity(HOME, "_system.cpu.load")
    switch = await owner.entity(HOME, "_collection")
    async with owner.home_assistant.socket() as socket:
        entities = await socket.call("config/entity_registry/list")
    (device,) = [one["device_id"] for one in entities if one["entity_id"] == switch]

    async def toggle() -> None:
        rows = page.locator("hui-toggle-entity-row").filter(has_text="Collection")
        await goto(page, f"{pages.url}/config/devices/device/{device}", shown=rows)
        await rows.locator("ha-switch").click()

    async def is_away() -> bool:
        return await owner.state(cpu) == "unavailable"

    async def is_there() -> bool:
        return (await owner.state(cpu)).replace(".", "").isdigit()

    assert await is_there()
    await toggle()
    await until(is_away)
    await pages.open_dashboard()
    await pages.open_tab(HOME)
    await page.get_by_text("Collection is off").first.wait_for()
    await pages.screenshot(owner.artifacts / "owner-collection-off.png")
    asked = len(list(router.journal))
    await asyncio.sleep(QUIET)
    assert len(list(router.journal)) == asked
    await toggle()
    await until(is_there)


async def check_the_connection(owner: Owner, pages: HomePages) -> None:
    """Test the connection: each step is reported, and it works."""
    dialogue = owner.dialogue(pages)
    await dialogue.open("Test connection")
    await dialogue.dialog.locator("ha-markdown table").first.wait_for()
    report = await pages.told("dialog-data-entry-flow ha-markdown")
    assert "The connection works." in report
    assert HOME in report
    assert "not tried" not in report
    await dialogue.keep("connection")


async def add_ping_target(owner: Owner, pages: HomePages) -> None:
    """Add a ping target."""
    dialogue = owner.dialogue(pages)
    await dialogue.add("Add ping target")
    await dialogue.form.locator("input[name=name]").fill(TARGET)
    await dialogue.form.locator("input[name=address]").fill(FAR)
    await dialogue.send()
    await expect(pages.page.get_by_text("3 of 3 packets")).to_contain_text(f"{TRIP:.2f} ms")
    await dialogue.keep("target")
    await dialogue.choose("Save")
    await dialogue.press("Finish")


async def add_custom_metric(owner: Owner, pages: HomePages) -> None:
    """Add a metric that counts the rules of a menu, with a graph of its own."""
    page, dialogue = pages.page, owner.dialogue(pages)
    count = len(owner.routers[HOME].rows(MENU))
    await dialogue.add("Add custom metric")
    await dialogue.form.locator("ha-selector-select").first.locator("ha-generic-picker").click()
    await page.locator("ha-picker-combo-box input").fill(MENU)
    await page.locator("ha-picker-combo-box").get_by_text(MENU, exact=True).click()
    for step in ("user", "value", "shown", "unit"):
        await dialogue.dialog.get_by_text(STEPS[step]["title"], exact=True).wait_for()
        if step == "shown":
            await dialogue.form.locator("ha-selector-text input").first.fill(RULES)
        await dialogue.send()
    await expect(dialogue.dialog.get_by_text(f"Now: {count}", exact=True)).to_be_visible()
    await dialogue.keep("metric")
    await dialogue.choose("Save")
    await dialogue.press("Finish")


async def see_both_drawn(owner: Owner, pages: HomePages) -> None:
    """Check what was added on the router's view: the lines end at the true values."""
    await goto(pages.page, pages.url)
    await pages.open_dashboard()
    await pages.open_tab(HOME)
    async with Patience(2 * PROMPTLY) as patience:
        await pages.wait_for_graphs([LATENCY, RULES], patience)
    entities = await owner.entities(HOME)
    # The gateways that it pings by itself are identified by their addresses.
    (trip,) = [
        entity_id
        for known_by, entity_id in entities.items()
        if "_ping.latency.avg_" in known_by and "." not in known_by.rpartition("_")[2]
    ]
    (rules,) = [one for known_by, one in entities.items() if "_custom_metric." in known_by]
    expected = {trip: TRIP, rules: float(len(owner.routers[HOME].rows(MENU)))}

    async def are_true() -> bool:
        charts = pages.page.locator("state-history-chart-line")
        drawn: dict[str, float] = await charts.evaluate_all(_LAST)
        return expected.items() <= drawn.items()

    await until(are_true)
    await scroll_to(pages.page.locator("hui-heading-card").filter(has_text=RULES))
    await pages.screenshot(owner.artifacts / "owner-added.png")


async def keep_for_two_days(owner: Owner, pages: HomePages, database: Path) -> None:
    """Set how long values are kept: older rows are purged, of this router alone."""
    cpus = {name: await owner.entity(name, "_system.cpu.load") for name in (HOME, CONTROL)}
    assert await asyncio.to_thread(old_rows.counted, database) == dict.fromkeys(
        (*cpus.values(), LAMP), old_rows.OLD
    )
    dialogue = owner.dialogue(pages)
    await dialogue.open("How long values are kept")
    await dialogue.form.locator("input[type=number]").first.fill("2")
    await dialogue.keep("retention")
    await dialogue.send()
    await dialogue.dialog.get_by_text(f"{old_rows.OLD:,} rows").wait_for()
    await dialogue.form.locator("ha-switch").click()
    await dialogue.keep("retention-review")
    await dialogue.send()
    left = {cpus[CONTROL]: old_rows.OLD, LAMP: old_rows.OLD}

    async def are_gone() -> bool:
        return await asyncio.to_thread(old_rows.counted, database) == left

    await until(are_gone)


async def test_what_an_owner_decides(
    home_assistant: HomeAssistant, routers: Routers, tmp_path: Path, artifacts: Path
) -> None:
    """Each choice is made on the pages, and takes effect on the chosen routers only."""
    owner = Owner(home_assistant, routers, artifacts)
    routers[HOME].hosts[FAR] = Host(round_trip=TRIP / 1000, queueing=0)
    async with HomePages.open(home_assistant.url) as pages:
        await add_routers(owner, pages)
        await choose_detail(owner, pages)
        await leave_out(owner, pages)
        await apply_to_others(owner, pages)
        await switch_off_and_on(owner, pages)
        await check_the_connection(owner, pages)
        await add_ping_target(owner, pages)
        await add_custom_metric(owner, pages)
        await see_both_drawn(owner, pages)
        assert pages.complaints == []
    assert complaints(home_assistant.log) == []
    cpus = [await owner.entity(name, "_system.cpu.load") for name in (HOME, CONTROL)]
    database = tmp_path / "config" / "home-assistant_v2.db"
    await home_assistant.stop()
    await asyncio.to_thread(old_rows.put, database, cpus, LAMP)
    await home_assistant.start()
    await home_assistant.wait_ready()
    async with HomePages.open(home_assistant.url) as pages:
        await keep_for_two_days(owner, pages, database)
        assert pages.complaints == []
    assert complaints(home_assistant.log) == []
