"""Alerts of whole routers: raised, kept, silenced, cleared, also while a router is away."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import Context, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.mikrotik_monitoring.alerts.center import REFUSALS, alert_center
from custom_components.mikrotik_monitoring.alerts.settings import OFF
from custom_components.mikrotik_monitoring.const import (
    DOMAIN,
    OPTION_ALERTS,
    OPTION_BANDWIDTH,
)
from custom_components.mikrotik_monitoring.polling.link import error_key
from custom_components.mikrotik_monitoring.reactions import alerting
from custom_components.mikrotik_monitoring.routeros import FingerprintError
from simulator import SimulatedRouter
from tests.actions.calls import call
from tests.alerts.faults.scene import options_of
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    entry_data,
    is_connected,
    serial_of,
    wait_for,
)
from tests.running.entities import press

ETHER5 = "port:ether5"


def entity_id(hass: HomeAssistant, router: SimulatedRouter, platform: str, key: str) -> str:
    """Return the id of an entity of a router's alerts."""
    unique_id = f"{serial_of(router)}_{key}"
    found = er.async_get(hass).async_get_entity_id(platform, DOMAIN, unique_id)
    assert found is not None
    return found


class Told:
    """The events that a router's alerts fired."""

    def __init__(self, hass: HomeAssistant, router: SimulatedRouter) -> None:
        """Record events from now on."""
        self.events: list[tuple[str, str, str]] = []
        self._event = entity_id(hass, router, "event", "alert")
        async_track_state_change_event(hass, self._event, self._changed)

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state is not None and "key" in state.attributes:
            of = state.attributes
            self.events.append((of["event_type"], of["key"], of["instance"]))


def problem(hass: HomeAssistant, router: SimulatedRouter) -> str:
    """Return the state of *Problem*."""
    state = hass.states.get(entity_id(hass, router, "binary_sensor", "problem"))
    assert state is not None
    return state.state


def count(hass: HomeAssistant, router: SimulatedRouter) -> int:
    """Return the state of *Active alerts*."""
    state = hass.states.get(entity_id(hass, router, "sensor", "alerts.active"))
    assert state is not None
    assert len(state.attributes["alerts"]) == int(state.state)
    return int(state.state)


def keys(hass: HomeAssistant, entry: MockConfigEntry) -> list[tuple[str, str]]:
    """Return the keys of the active alerts."""
    return [
        (alert.id.key, alert.id.instance) for alert in alert_center(hass).active(entry.entry_id)
    ]


async def watch(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, **options: Any
) -> MockConfigEntry:
    """Add a router and read it twice; alerts on its clock and its backup's age are off."""
    entry = await add_router(
        hass,
        router,
        **{OPTION_ALERTS: {OFF: ["backup_old", "polls_skipped", "polls_slow"]}, **options},
    )
    await clock.advance(70, step=10)
    return entry


async def test_a_link_goes_down(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """It is raised after its hold time and cleared at once, and each is an event."""
    entry = await watch(hass, router, clock)
    told = Told(hass, router)
    assert (problem(hass, router), count(hass, router)) == ("off", 0)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(10)
    assert keys(hass, entry) == []
    await clock.advance(15)
    assert keys(hass, entry) == [("link_down", ETHER5)]
    assert (problem(hass, router), count(hass, router)) == ("on", 1)
    [alert] = (await call(hass, entry, "get_alerts"))["alerts"]
    assert alert["label"].startswith("ether5")
    assert (alert["severity"], alert["value"], alert["silenced_until"]) == ("warning", False, None)
    router.set_field("/interface", {"name": "ether5"}, {"running": "true"})
    await clock.advance(10)
    assert (problem(hass, router), count(hass, router)) == ("off", 0)
    assert told.events == [("raised", "link_down", ETHER5), ("cleared", "link_down", ETHER5)]
    answer = await call(hass, entry, "get_alerts", history=True)
    assert answer["alerts"] == []
    assert [one["key"] for one in answer["history"]] == ["link_down"]
    assert answer["history"][0]["cleared"] > answer["history"][0]["since"]


async def test_ports_that_were_never_up(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A first reading raises nothing, whatever it is."""
    for profile in ("rb5009", "crs_poe", "rb2011_v6"):
        router = await start_router(profile)
        entry = await watch(hass, router, clock)
        await clock.advance(300, step=20)
        assert [key for key, _ in keys(hass, entry) if key.startswith("link")] == []


async def test_a_router_that_cannot_be_reached(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """After two minutes; its entities stay, and nothing else of it is raised meanwhile."""
    entry = await watch(hass, router, clock)
    told = Told(hass, router)
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    await clock.advance(110)
    assert keys(hass, entry) == []
    await clock.advance(30)
    assert keys(hass, entry) == [("unreachable", "")]
    assert problem(hass, router) == "on"
    await router.start()
    await press(hass, router, "reconnect")
    await wait_for(lambda: is_connected(entry))
    await clock.advance(10)
    assert keys(hass, entry) == []
    assert told.events[:2] == [("raised", "unreachable", ""), ("cleared", "unreachable", "")]
    assert {key for _, key, _ in told.events} <= {"unreachable"}


async def test_a_router_that_is_away_over_a_reload(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The alert keeps its start time, is not raised again, and is cleared on a response."""
    entry = await watch(hass, router, clock)
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    await clock.advance(140)
    [before] = alert_center(hass).active(entry.entry_id)
    assert await hass.config_entries.async_reload(entry.entry_id)
    told = Told(hass, router)
    await clock.advance(150)
    [after] = alert_center(hass).active(entry.entry_id)
    assert (after.id, after.since) == (before.id, before.since)
    assert told.events == []
    await router.start()
    await press(hass, router, "reconnect")
    await wait_for(lambda: is_connected(entry))
    await clock.advance(10)
    assert keys(hass, entry) == []
    assert told.events == [("cleared", "unreachable", "")]


async def test_a_router_that_refuses_the_login(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """That is another alert than being away, and comes at once."""
    entry = await watch(hass, router, clock)
    del router.users["monitor"]
    router.reboot()
    await wait_for(lambda: not is_connected(entry))
    await clock.advance(60)
    assert keys(hass, entry) == [("refused", "")]


async def test_a_reboot(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """It is information, no problem, and raises nothing else."""
    entry = await watch(hass, router, clock)
    told = Told(hass, router)
    router.reboot()
    await clock.advance(100, step=5)
    await wait_for(lambda: is_connected(entry))
    await clock.advance(70)
    assert keys(hass, entry) == [("rebooted", "")]
    assert problem(hass, router) == "off"
    assert told.events == [("raised", "rebooted", "")]
    await clock.advance(700, step=20)
    assert keys(hass, entry) == []


async def test_what_was_on_is_on_after_a_reload(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """With its old start time, and without being raised again."""
    entry = await watch(hass, router, clock)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(30)
    [before] = alert_center(hass).active(entry.entry_id)
    assert await hass.config_entries.async_unload(entry.entry_id)
    [away] = (await call(hass, entry, "get_alerts"))["alerts"]
    assert away["since"] == before.since.isoformat()
    assert await hass.config_entries.async_setup(entry.entry_id)
    told = Told(hass, router)
    await clock.advance(70, step=10)
    [after] = alert_center(hass).active(entry.entry_id)
    assert (after.id, after.since) == (before.id, before.since)
    assert told.events == []


async def test_what_was_on_is_on_after_a_restart(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_storage: dict[str, Any]
) -> None:
    """What is stored is restored; what cannot be read of it is logged, and skipped."""
    entry = await watch(hass, router, clock)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(30)
    alert_center(hass).silence(entry, "cpu", "", clock.now + timedelta(hours=1))
    await clock.advance(40)
    stored = hass_storage[f"{DOMAIN}.alerts"]["data"]
    [kept] = stored[entry.entry_id]["active"]
    assert (kept["key"], kept["instance"]) == ("link_down", ETHER5)
    assert list(stored[entry.entry_id]["silences"]) == ["cpu"]
    again = type(alert_center(hass))(hass)
    await again.async_load()
    [restored], [alert] = (one.active(entry.entry_id) for one in (again, alert_center(hass)))
    assert (restored.id, restored.since) == (alert.id, alert.since)
    kept["since"] = "yesterday"
    broken = type(again)(hass)
    await broken.async_load()
    assert broken.active(entry.entry_id) == []


async def test_a_router_that_cannot_be_set_up(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is unreachable too, also for actions, and no longer when it is disabled."""
    port = router.port
    await router.stop()
    data = {
        "host": "127.0.0.1",
        "port": port,
        "username": "monitor",
        "password": "monitor-password",
    }
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=serial_of(router), data={**data, "tls_mode": "off"}
    )
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await clock.advance(130, step=10)
    assert keys(hass, entry) == [("unreachable", "")]
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await clock.settle()
    assert keys(hass, entry) == []


async def test_a_router_that_refuses_its_first_login(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The set-up error is the reason: it is refused at once, and never unreachable."""
    data = {**entry_data(router), "password": "another"}
    entry = MockConfigEntry(domain=DOMAIN, unique_id=serial_of(router), data=data)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await clock.settle()
    assert keys(hass, entry) == [("refused", "")]
    await clock.advance(130, step=10)
    assert keys(hass, entry) == [("refused", "")]


def test_refusals_are_called_as_set_up_calls_them() -> None:
    """By the key of each error that means that the router is reachable."""
    kinds = (*alerting.REFUSALS, FingerprintError)
    assert {error_key(kind("said")) for kind in kinds} == REFUSALS


async def test_how_long_it_may_be_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is raised when that time is over, not at the next check."""
    bounds = {"unreachable": {"hold": 13}}
    alerts = {OFF: ["backup_old"], "bounds": bounds}
    entry = await watch(hass, router, clock, **{OPTION_ALERTS: alerts})
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    with clock.held():
        await clock.advance(11, step=1)
        assert keys(hass, entry) == []
        await clock.advance(3, step=1)
        assert keys(hass, entry) == [("unreachable", "")]


async def test_an_entry_that_is_disabled_while_it_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Active alerts are cleared: nobody watches it any more."""
    entry = await watch(hass, router, clock)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(30)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await clock.advance(20)
    assert keys(hass, entry) == [("link_down", ETHER5)]
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await clock.advance(20)
    assert keys(hass, entry) == []
    assert [one["alert"]["key"] for one in alert_center(hass).history(entry.entry_id)] == [
        "link_down"
    ]


async def test_what_its_owner_leaves_out(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Is not watched: its active alerts are cleared, and come back when it does."""
    bounds = {"temperature": {"warning_raise_at": 1, "warning_clear_at": 1, "hold": 0}}
    alerts = {OFF: ["backup_old"], "bounds": bounds}
    entry = await watch(hass, router, clock, **{OPTION_ALERTS: alerts})
    assert {key for key, _ in keys(hass, entry)} == {"temperature"}
    left_out = {**entry.options, "detail": "custom", "groups": {"health.sensors": "off"}}
    hass.config_entries.async_update_entry(entry, options=left_out)
    await clock.settle()
    assert keys(hass, entry) == []
    hass.config_entries.async_update_entry(entry, options={OPTION_ALERTS: alerts})
    await clock.advance(70, step=10)
    assert {key for key, _ in keys(hass, entry)} == {"temperature"}


async def test_a_reboot_that_nobody_asked_for(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Is a problem for an hour, as the router's log says so; the next one is none."""
    entry = await watch(hass, router, clock)
    router.reboot(is_clean=False)
    await clock.advance(30)
    await wait_for(lambda: is_connected(entry))
    await clock.advance(70, step=10)
    assert ("unexpected_restart", "") in keys(hass, entry)
    assert problem(hass, router) == "on"
    await clock.advance(3700, step=60)
    assert problem(hass, router) == "off"
    router.reboot()
    await clock.advance(30)
    await wait_for(lambda: is_connected(entry))
    await clock.advance(70, step=10)
    assert problem(hass, router) == "off"


async def test_an_update(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """That the router knows of is information, with the version, until it is installed."""
    update = "/system/package/update"
    installed = {"installed-version": "7.20", "latest-version": "7.20"}
    router.set_field(update, {}, installed)
    entry = await watch(hass, router, clock, **options_of("update_available"))
    assert keys(hass, entry) == []
    router.set_field(update, {}, {"latest-version": "7.20.1"})
    await clock.advance(3700, step=60)
    [alert] = alert_center(hass).active(entry.entry_id)
    assert (alert.id.key, alert.value) == ("update_available", "7.20.1")
    assert problem(hass, router) == "off"
    router.set_field(update, {}, {"installed-version": "7.20.1"})
    await clock.advance(3700, step=60)
    assert keys(hass, entry) == []


async def test_contracted_bandwidth(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Is watched where there is any, and no longer when it is removed."""
    entry = await watch(hass, router, clock)
    center = alert_center(hass)
    assert "interface.utilisation.rx" not in center.alerts(entry.entry_id).metrics
    contracted = {**entry.options, OPTION_BANDWIDTH: {"port:ether1": {"down": 1000}}}
    hass.config_entries.async_update_entry(entry, options=contracted)
    await clock.advance(960)
    assert keys(hass, entry) == [("contract_rx", "port:ether1")]
    hass.config_entries.async_update_entry(
        entry, options={OPTION_ALERTS: {OFF: ["backup_old", "polls_skipped", "polls_slow"]}}
    )
    await clock.settle()
    assert keys(hass, entry) == []


async def test_silence(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """By instance, by alert, or all; it is shown, expires by itself, and can be ended."""
    entry = await watch(hass, router, clock)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(30)

    async def silenced() -> bool:
        [alert] = (await call(hass, entry, "get_alerts"))["alerts"]
        return alert["silenced_until"] is not None

    wider: list[dict[str, Any]] = [
        {"alert": "link_down", "instance": ETHER5},
        {"alert": "link_down"},
        {},
    ]
    for which in wider:
        assert not await silenced()
        answer = await call(hass, entry, "silence", **which, duration={"minutes": 30})
        assert answer["silenced_until"] > clock.now.isoformat()
        assert await silenced()
        await call(hass, entry, "unsilence", **which)
    assert not await silenced()
    await call(hass, entry, "silence", alert="cpu")
    assert not await silenced()
    await call(hass, entry, "silence", until=clock.now + timedelta(minutes=5))
    assert await silenced()
    assert count(hass, router) == 1
    await clock.advance(320, step=20)
    assert not await silenced()
    await call(hass, entry, "silence", alert="link_down", instance=ETHER5)
    await call(hass, entry, "unsilence", alert="link_down")
    assert not await silenced()
    with pytest.raises(ServiceValidationError):
        await call(hass, entry, "silence", until=clock.now - timedelta(minutes=5))


async def test_who_may_do_it(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_read_only_user: MockUser
) -> None:
    """Silence needs control of *Problem*; users who may not read it get no reply."""
    entry = await watch(hass, router, clock)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(30)
    reader = Context(user_id=hass_read_only_user.id)
    assert len((await call(hass, entry, "get_alerts", reader))["alerts"]) == 1
    for action in ("silence", "unsilence"):
        with pytest.raises(Unauthorized):
            await call(hass, entry, action, reader)
    hass_read_only_user.mock_policy({"entities": {"domains": {"light": True}}})
    assert (await call(hass, entry, "get_alerts", reader))["alerts"] == []


async def test_collection_off(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """A router that is not polled is not away."""
    entry = await watch(hass, router, clock)
    await hass.services.async_call(
        "switch",
        "turn_off",
        {"entity_id": entity_id(hass, router, "switch", "collection")},
        blocking=True,
    )
    await clock.advance(300, step=20)
    assert keys(hass, entry) == []


async def test_removal(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """Nothing of a router is kept."""
    entry = await watch(hass, router, clock)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(30)
    assert keys(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert keys(hass, entry) == []
