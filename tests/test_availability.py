"""What entities show during a failure, and after it."""

import asyncio
from collections.abc import Callable

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import Fault, SimulatedRouter

from .conftest import CONNECTIONS, Clock, StartRouter, add_router, serial_of, wait_for

INTERFACE = "/interface/print"
TRAFFIC = "rx-byte"
RESOURCE = "/system/resource/print"

type State = Callable[[str], str | None]


@pytest.fixture
async def entry(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Return the entry of a router that has been polled for a while."""
    entry = await add_router(hass, router, recording_level="full", kinds={"interface": ["errors"]})
    await clock.advance(10)
    return entry


@pytest.fixture
def state(hass: HomeAssistant, router: SimulatedRouter) -> State:
    """Return a function that gives the state of a metric, None if it has no entity."""

    def get(metric: str) -> str | None:
        entity_id = entity_id_of(hass, router, metric)
        found = entity_id and hass.states.get(entity_id)
        return found.state if found else None

    return get


def entity_id_of(hass: HomeAssistant, router: SimulatedRouter, metric: str) -> str | None:
    """Return the id of a metric's entity; an instance follows after an underscore."""
    registry = er.async_get(hass)
    for domain in ("sensor", "binary_sensor"):
        if found := registry.async_get_entity_id(domain, DOMAIN, f"{serial_of(router)}_{metric}"):
            return found
    return None


RX = "interface.traffic.rx_port:ether1"
TOTAL = "interface.total.rx_port:ether1"
CPU = "system.cpu.load"
BOOT = "system.uptime"
STORAGE = "system.storage.percent"


async def test_ten_minutes_of_outage(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """All tiers go unavailable at once, nothing is removed, all come back with no spike."""
    before = {entity.entity_id for entity in all_entities(hass, entry)}
    caplog.clear()
    caplog.set_level("INFO")
    await router.stop()
    await wait_for(lambda: state(RX) == STATE_UNAVAILABLE)
    assert {state(CPU), state(BOOT), state(STORAGE), state(TOTAL)} == {STATE_UNAVAILABLE}
    await clock.advance(600)
    assert state(RX) == STATE_UNAVAILABLE
    await router.start()
    rates = watch(hass, entity_id_of(hass, router, RX))
    await clock.advance(60)
    await wait_for(lambda: state(STORAGE) != STATE_UNAVAILABLE)
    await clock.advance(10)
    assert rates[0] == STATE_UNKNOWN
    assert STATE_UNAVAILABLE not in {state(RX), state(CPU), state(BOOT), state(TOTAL)}
    assert float(state(RX) or 0) < 1000
    assert {entity.entity_id for entity in all_entities(hass, entry)} == before
    lines = [record.message for record in caplog.records if "link" in record.message]
    assert len([line for line in lines if "link lost" in line]) == 1
    assert len([line for line in lines if "link is back" in line]) == 1


async def test_a_reboot_is_no_spike(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """After a reboot rates are unknown once, totals start again, the boot time is the new one."""
    boot = state(BOOT)
    rates = watch(hass, entity_id_of(hass, router, RX))
    router.reboot()
    await wait_for(lambda: state(RX) == STATE_UNAVAILABLE)
    await clock.advance(30)
    await wait_for(lambda: state(RX) not in {STATE_UNAVAILABLE, STATE_UNKNOWN})
    assert rates[:2] == [STATE_UNAVAILABLE, STATE_UNKNOWN]
    assert not [rate for rate in rates[2:] if rate in {"0", "0.0"} or float(rate) > 2000]
    assert state(BOOT) not in {boot, STATE_UNAVAILABLE}
    assert float(state(TOTAL) or 0) < 1


async def test_a_counter_reset_is_unknown_once(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """A counter that went back gives no rate; the next sample does."""
    router.reset_counters("ether1")
    await clock.advance(5)
    assert state(RX) == STATE_UNKNOWN
    assert state("interface.traffic.rx_port:ether2") != STATE_UNKNOWN
    await clock.advance(5)
    assert state(RX) != STATE_UNKNOWN


async def test_one_missed_poll_keeps_the_value_two_do_not(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """A refused command costs only its own metrics, and those after the second time."""
    router.faults.set(Fault.REFUSE, command=INTERFACE)
    value = state(RX)
    await clock.advance(5)
    assert state(RX) == value
    await clock.advance(5)
    assert state(RX) == STATE_UNAVAILABLE
    assert state("interface.running_port:ether1") == STATE_UNAVAILABLE
    assert state(CPU) != STATE_UNAVAILABLE
    router.faults.clear()
    await clock.advance(5)
    assert state(RX) not in {STATE_UNAVAILABLE, STATE_UNKNOWN}


async def test_a_silent_command_costs_only_its_own_metrics(
    router: SimulatedRouter, entry: MockConfigEntry, clock: Clock, state: State
) -> None:
    """A command without a reply ends at its deadline; the link and other commands go on."""
    router.faults.set(Fault.SILENT, command=INTERFACE)
    for _ in range(3):
        clock.offset += 5
        await asyncio.sleep(0.05)
    await clock.skip(4.5)
    await wait_for(lambda: state(RX) == STATE_UNAVAILABLE)
    assert state(CPU) != STATE_UNAVAILABLE
    assert len(router.journal.commands("/login")) <= CONNECTIONS
    router.faults.clear()
    await clock.skip(4.5)
    await clock.advance(10)
    assert state(RX) != STATE_UNAVAILABLE


async def test_a_failed_slow_group_is_asked_again_after_a_minute(
    router: SimulatedRouter, entry: MockConfigEntry, clock: Clock, state: State
) -> None:
    """Storage is read every five minutes; after a refusal it does not wait that long."""
    router.faults.set(Fault.REFUSE, command=RESOURCE)
    await clock.advance(300)
    assert state(STORAGE) == STATE_UNAVAILABLE
    router.faults.clear()
    await clock.advance(70)
    assert state(STORAGE) not in {STATE_UNAVAILABLE, STATE_UNKNOWN}


async def test_a_missing_menu_is_remembered(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A menu the router does not have is read once, then again only in the hourly pass."""
    router = await start_router()
    router.faults.set(
        Fault.REFUSE,
        command="/ip/firewall/connection/tracking/print",
        message="no such command or directory (tracking)",
    )
    await add_router(hass, router)
    await clock.advance(300)
    assert len(router.journal.commands("/ip/firewall/connection/tracking/print")) == 1
    assert entity_id_of(hass, router, "connection.total") is None
    router.faults.clear()
    await clock.advance(3600, step=30)
    assert entity_id_of(hass, router, "connection.total") is not None


async def test_a_missing_policy_is_a_repair(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """What the user may not read is not shown, and a repair names policy and command."""
    router.faults.set(Fault.REFUSE, command=INTERFACE, message="not enough permissions (9)")
    await clock.advance(70)
    assert state(RX) == STATE_UNAVAILABLE
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"missing_policy_read_{entry.entry_id}")
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert "policy=read,api,test" in issue.translation_placeholders["command"]
    router.journal.clear()
    await clock.advance(330)
    # Once more, as are the groups that need the list of interfaces; then not for a long time.
    asked = [one for one in router.journal.commands(INTERFACE) if TRAFFIC in one.words[1]]
    assert 1 <= len(asked) <= 6
    router.journal.clear()
    await clock.advance(600)
    asked = [one for one in router.journal.commands(INTERFACE) if TRAFFIC in one.words[1]]
    assert len(asked) <= 3
    router.faults.clear()
    await clock.advance(3600, step=30)
    await clock.advance(10)
    assert state(RX) not in {STATE_UNAVAILABLE, None}
    assert not ir.async_get(hass).issues


async def test_a_port_that_appears_late_keeps_its_history(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """A port that is away for minutes after a reboot is not removed, and comes back by itself."""
    row = next(row for row in router.rows("/interface") if row.get("default-name") == "ether6")
    metric = "interface.traffic.rx_port:ether6"
    entity_id = entity_id_of(hass, router, metric)
    router.remove_row("/interface", {"name": "ether6"})
    router.reboot()
    await clock.advance(60)
    await wait_for(lambda: state(CPU) != STATE_UNAVAILABLE)
    assert state(metric) == STATE_UNAVAILABLE
    await clock.advance(720)
    assert state(metric) == STATE_UNAVAILABLE
    router.add_row("/interface", {key: value for key, value in row.items() if key != ".id"})
    await clock.advance(15)
    assert state(metric) not in {STATE_UNAVAILABLE, STATE_UNKNOWN}
    assert entity_id_of(hass, router, metric) == entity_id


async def test_an_interface_that_vanished_is_removed_after_ten_minutes(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """Gone for good means gone, device and all, without a reload; and it can come back."""
    metric = "interface.traffic.rx_name:vlan30-iot"
    await clock.advance(300)
    row = next(row for row in router.rows("/interface") if row["name"] == "vlan30-iot")
    router.remove_row("/interface", {"name": "vlan30-iot"})
    await clock.advance(590)
    assert state(metric) == STATE_UNAVAILABLE
    await clock.advance(20)
    assert state(metric) is None
    assert entity_id_of(hass, router, metric) is None
    router.add_row("/interface", {key: value for key, value in row.items() if key != ".id"})
    await clock.advance(15)
    assert state(metric) not in {None, STATE_UNAVAILABLE}
    assert len(router.journal.commands("/login")) <= CONNECTIONS


async def test_an_interface_that_returns_at_once_is_whole(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """What slower tiers report of it comes back too, though they never saw it missing."""
    metric = "interface.traffic.rx_name:vlan30-iot"
    downs = "interface.link.downs_name:vlan30-iot"
    await clock.advance(300)
    row = next(row for row in router.rows("/interface") if row["name"] == "vlan30-iot")
    router.remove_row("/interface", {"name": "vlan30-iot"})
    while entity_id_of(hass, router, metric) is not None:
        await clock.advance(5)
    assert entity_id_of(hass, router, downs) is None
    router.add_row("/interface", {key: value for key, value in row.items() if key != ".id"})
    await clock.advance(70)
    assert state(metric) not in {None, STATE_UNAVAILABLE}
    assert entity_id_of(hass, router, downs) is not None


async def test_a_refusal_removes_nothing(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """A router that refuses to list its interfaces for an hour keeps them all."""
    before = {entity.entity_id for entity in all_entities(hass, entry)}
    await clock.advance(300)
    router.faults.set(Fault.REFUSE, command=INTERFACE)
    await clock.advance(3700, step=30)
    router.faults.clear()
    await clock.advance(30)
    assert {entity.entity_id for entity in all_entities(hass, entry)} == before


async def test_a_new_interface_appears_without_a_reload(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """A VLAN added on the router has its entities two polls later; a dynamic one never."""
    router.add_row(
        "/interface",
        {"name": "ether1", "type": "vlan", "running": "true", "rx-byte": "1", "tx-byte": "2"},
    )
    router.add_row(
        "/interface",
        {
            "name": "<pppoe-kim>",
            "type": "pppoe-in",
            "dynamic": "true",
            "rx-byte": "1",
            "tx-byte": "2",
        },
    )
    await clock.advance(15)
    assert state("interface.running_name:ether1") == STATE_ON
    assert state("interface.running_port:ether1") == STATE_ON
    assert state("interface.running_name:<pppoe-kim>") is None
    assert len(router.journal.commands("/login")) <= CONNECTIONS


async def test_a_disabled_interface_is_left_out_and_not_removed(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """Disabling a port on the router makes it unavailable; enabling brings it back."""
    await clock.advance(300)
    router.set_field("/interface", {"name": "ether4"}, {"disabled": "true"})
    await clock.advance(1200, step=20)
    assert state("interface.running_port:ether4") == STATE_UNAVAILABLE
    router.set_field("/interface", {"name": "ether4"}, {"disabled": "false"})
    await clock.advance(10)
    assert state("interface.running_port:ether4") != STATE_UNAVAILABLE


async def test_names_follow_the_router(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """A renamed port keeps its history by its default name; the hourly pass renames the device."""
    entity_id = entity_id_of(hass, router, RX)
    router.set_field(
        "/interface", {"name": "ether1"}, {"name": "wan", "comment": "Fibre", "running": "false"}
    )
    router.set_field("/system/identity", {}, {"name": "Gateway"})
    await clock.advance(3660, step=30)
    await clock.advance(10)
    assert entity_id_of(hass, router, RX) == entity_id
    assert state(RX) not in {STATE_UNAVAILABLE, STATE_UNKNOWN}
    assert state("interface.running_port:ether1") == STATE_OFF
    assert entity_id is not None
    shown = hass.states.get(entity_id)
    assert shown is not None
    assert shown.name == "wan · Fibre RX"


async def test_what_is_held_back_is_written_before_a_gap(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """Totals are written every five minutes; the volume before an outage is not lost."""
    await clock.advance(120)
    totals = watch(hass, entity_id_of(hass, router, TOTAL))
    at = clock()
    await router.stop()
    await wait_for(lambda: state(TOTAL) == STATE_UNAVAILABLE)
    assert totals[-1] == STATE_UNAVAILABLE
    newest = router.counter("ether1", "rx-byte", at) / 1e9
    assert float(totals[-2]) == pytest.approx(newest, rel=1e-4)


async def test_boot_time_does_not_jitter(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Ten minutes of polls write no second boot time."""
    states = watch(hass, entity_id_of(hass, router, BOOT))
    await clock.advance(600)
    assert not states


def all_entities(hass: HomeAssistant, entry: MockConfigEntry) -> list[er.RegistryEntry]:
    """Return all entities of an entry, disabled ones too."""
    return er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)


def watch(hass: HomeAssistant, entity_id: str | None) -> list[str]:
    """Return a list that fills with an entity's states."""
    states: list[str] = []

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        if new := event.data["new_state"]:
            states.append(new.state)

    assert entity_id is not None
    async_track_state_change_event(hass, [entity_id], changed)
    return states


async def test_newcomers_do_not_hasten_a_removal(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    state: State,
) -> None:
    """A check for new instances is no hourly pass: a missing one still has its ten minutes."""
    await clock.advance(300)
    router.remove_row("/interface", {"name": "vlan30-iot"})
    for number in range(5):
        router.add_row("/interface", {"name": f"vlan{number}", "type": "vlan", "running": "true"})
        await clock.advance(15)
    assert state("interface.running_name:vlan4") == STATE_ON
    assert state("interface.running_name:vlan30-iot") == STATE_UNAVAILABLE
