"""A router that was set up earlier, and does not respond when Home Assistant starts."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard
from simulator import Fault, SimulatedRouter

from .conftest import Clock, add_router, entry_data, is_connected, serial_of, wait_for
from .metrics.entities import entity_id, state_of

ROUTERBOARD = "/system/routerboard/print"


@pytest.fixture
async def entry(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Return the entry of a router that has been polled, and is not loaded now."""
    entry = await add_router(hass, router)
    await clock.advance(70)
    await hass.config_entries.async_unload(entry.entry_id)
    router.journal.clear()
    return entry


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Load the entry, as Home Assistant's start does."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


def registered(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str]:
    """Return the ids of the registered entities, by their unique ids."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {entity.unique_id: entity.entity_id for entity in entities}


async def test_it_loads_and_loses_nothing(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its link entity says why, the rest waits; then all is back, as fast as the client retries."""
    before = registered(hass, entry)
    assert len(before) > 100
    await router.stop()
    await start(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, router, "link.reachable") == STATE_OFF
    assert state_of(hass, router, "link.state") == "unreachable"
    load = hass.states.get(entity_id(hass, router, "system.cpu.load"))
    assert load is not None
    assert load.state == STATE_UNAVAILABLE
    assert load.attributes["restored"]
    await clock.advance(1200, step=30)
    assert registered(hass, entry) == before
    await router.start()
    await clock.advance(70)
    await wait_for(lambda: is_connected(entry))
    await clock.advance(10)
    assert state_of(hass, router, "link.reachable") == STATE_ON
    assert state_of(hass, router, "system.cpu.load") != STATE_UNAVAILABLE
    assert registered(hass, entry) == before
    assert len([line for line in caplog.messages if "no link: " in line]) == 1
    assert len([line for line in caplog.messages if "link is back" in line]) == 1


async def test_its_device_stays_what_it_was(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry
) -> None:
    """Model and version are the last reported ones."""
    registry = dr.async_get(hass)

    def device() -> tuple[str | None, ...]:
        found = registry.async_get_device_by_identifier((DOMAIN, serial_of(router)), entry.entry_id)
        assert found is not None
        return found.id, found.name, found.model, found.sw_version, found.serial_number

    before = device()
    await router.stop()
    await start(hass, entry)
    assert device() == before


async def test_its_views_are_whole(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """The fleet says that it is away, its view since when and why, with its graphs."""

    def views() -> list[tuple[object, ...]]:
        views = (view for view in build_dashboard(hass)["views"] if "sections" in view)
        return [
            (view["title"], view["badges"], [len(one["cards"]) for one in view["sections"]])
            for view in views
        ]

    await start(hass, entry)
    (before,) = views()
    await hass.config_entries.async_unload(entry.entry_id)
    await router.stop()
    await start(hass, entry)
    (away,) = views()
    assert away == before
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": f"{DOMAIN}/fleet"})
    (row,) = (await client.receive_json())["result"]["rows"]
    assert row["problem"] is None
    reachable, why = row["entities"]["link"]
    assert hass.states.is_state(reachable, STATE_OFF)
    assert hass.states.is_state(why, "unreachable")


async def test_a_refused_login_is_not_repeated(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each refusal is a critical line in the router's log: a few in a quarter of an hour."""
    router.faults.set(Fault.WRONG_PASSWORD)
    await start(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, router, "link.state") == "authentication"
    await clock.advance(900)
    assert 2 <= len(router.journal.commands("/login")) <= 6
    assert len([line for line in caplog.messages if "no link: " in line]) == 1
    router.faults.clear()
    await clock.advance(310)
    await wait_for(lambda: state_of(hass, router, "link.state") == "connected")


async def test_another_router_is_a_repair_until_the_right_one_is_back(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Nothing of the other one is shown; both are named."""
    link, load = (entity_id(hass, router, key) for key in ("link.state", "system.cpu.load"))
    own = serial_of(router)
    router.set_field("/system/routerboard", {}, {"serial-number": "SWAPPED"})
    await start(hass, entry)
    assert hass.states.is_state(link, "other_router")
    assert hass.states.is_state(load, STATE_UNAVAILABLE)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"other_router_{entry.entry_id}")
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["router"] == entry.title
    assert issue.translation_placeholders["name"] == router.rows("/system/identity")[0]["name"]
    assert issue.translation_placeholders["host"] == router.host
    router.set_field("/system/routerboard", {}, {"serial-number": own})
    await clock.advance(310)
    await wait_for(lambda: hass.states.is_state(link, "connected"))
    await wait_for(lambda: not hass.states.is_state(load, STATE_UNAVAILABLE))
    assert not ir.async_get(hass).issues


@pytest.mark.parametrize("is_said", ["refused", "empty"])
async def test_a_router_that_does_not_say_its_id_is_asked_again(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    is_said: str,
) -> None:
    """Its licence's id is not mistaken for that of another router."""
    own, link = serial_of(router), entity_id(hass, router, "link.state")
    if is_said == "refused":
        router.faults.set(Fault.REFUSE, command=ROUTERBOARD, message="failure: busy", times=1)
    else:
        router.set_field("/system/routerboard", {}, {"serial-number": ""})
    await start(hass, entry)
    assert hass.states.is_state(link, "unidentified")
    assert not ir.async_get(hass).issues
    router.set_field("/system/routerboard", {}, {"serial-number": own})
    await clock.advance(310)
    await wait_for(lambda: hass.states.is_state(link, "connected"))


async def test_an_id_refused_in_the_hourly_pass_changes_nothing(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Neither the device nor the link."""
    await start(hass, entry)
    router.faults.set(Fault.REFUSE, command=ROUTERBOARD, message="failure: busy")
    logins = len(router.journal.commands("/login"))
    await clock.advance(3700, step=300)
    assert router.journal.commands(ROUTERBOARD)
    assert len(router.journal.commands("/login")) == logins
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, serial_of(router)), entry.entry_id
    )
    assert device is not None
    assert device.serial_number == serial_of(router)


async def test_a_changed_certificate_is_a_repair(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No login is sent; one line, and a repair until the confirmed one is back."""
    assert router.certificate is not None
    data = entry_data(
        router, port=router.tls_port, tls_mode="fingerprint", fingerprint="AB:CD", id_kind="serial"
    )
    hass.config_entries.async_update_entry(entry, data=data)
    await start(hass, entry)
    assert state_of(hass, router, "link.state") == "fingerprint"
    assert not router.journal.commands("/login")
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"certificate_{entry.entry_id}")
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert router.certificate.fingerprint in issue.translation_placeholders["error"]
    assert len([line for line in caplog.messages if "another certificate" in line]) == 1
    data = {**data, "fingerprint": router.certificate.fingerprint}
    hass.config_entries.async_update_entry(entry, data=data)
    await wait_for(lambda: state_of(hass, router, "link.state") == "connected")
    assert not ir.async_get(hass).issues


async def test_what_a_router_is_known_by_is_learned_when_it_answers(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry
) -> None:
    """It is stored once, without a reload."""
    assert entry.data["id_kind"] == "serial"
    data = {key: value for key, value in entry.data.items() if key != "id_kind"}
    hass.config_entries.async_update_entry(entry, data=data)
    await start(hass, entry)
    assert entry.data["id_kind"] == "serial"
    assert len(router.journal.commands("/login")) <= 2
