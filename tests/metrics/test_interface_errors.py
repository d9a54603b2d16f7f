"""Interface errors and drops: rates of several counters, totals, missing counters."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.interface_errors import (
    HARDWARE_ERRORS,
    INTERFACE_ERRORS,
    ErrorsRow,
)
from custom_components.mikrotik_monitoring.metrics.model import MetricValue, Reading
from custom_components.mikrotik_monitoring.routeros import Row
from simulator import SimulatedRouter
from tests.conftest import EVERYTHING, Clock, StartRouter, add_router, history, serial_of

from .entities import enable, find, state_of
from .test_groups import read, sources

PORT: Row = {
    "name": "wan",
    "default-name": "ether1",
    "type": "ether",
    "rx-error": "3",
    "tx-error": "4",
    "rx-drop": "10",
    "tx-drop": "20",
    "tx-queue-drop": "70",
    "link-downs": "5",
}
METRICS = {metric.key: metric for metric in INTERFACE_ERRORS.metrics}


def per_minute(key: str, before: Row, now: Row, *, elapsed: float = 60) -> MetricValue:
    """Return a metric's value between two rows of one port."""
    readings = [
        Reading(at=at, rows={"port:ether1": ErrorsRow.from_row(row)})
        for at, row in ((100.0, before), (100.0 + elapsed, now))
    ]
    return METRICS[key].value("port:ether1", readings[1], readings[0])


async def test_a_complete_row() -> None:
    """Each counter has its own value; queue drops are drops."""
    rows, command = await read(INTERFACE_ERRORS, [PORT])
    assert sources(INTERFACE_ERRORS, rows["port:ether1"]) == {
        "interface.errors.rate": 7,
        "interface.errors.share": 7,
        "interface.drops.rate": 100,
        "interface.errors.rx": 3,
        "interface.errors.tx": 4,
        "interface.drops.rx": 10,
        "interface.drops.tx": 20,
        "interface.drops.queue": 70,
        "interface.link.downs": 5,
    }
    assert command.queries == ("?dynamic=yes", "?#!")


async def test_what_hardware_does_not_count_is_left_out() -> None:
    """Many ports have no error counters, old versions no queue drops; the rest is summed."""
    rows, _ = await read(
        INTERFACE_ERRORS,
        [
            {"name": "sfp1", "default-name": "sfp1", "type": "ether", "tx-queue-drop": "2"},
            {"name": "lo", "type": "loopback", "rx-error": "1"},
            {"name": "vlan1", "type": "vlan", "disabled": "true", "rx-error": "1"},
        ],
    )
    assert rows.keys() == {"port:sfp1", "name:vlan1"}
    assert rows["name:vlan1"] is None
    told = sources(INTERFACE_ERRORS, rows["port:sfp1"])
    assert told["interface.errors.rate"] is None
    assert told["interface.drops.rate"] == 2


async def test_only_fields_of_enabled_metrics_are_asked() -> None:
    """Totals are not read while they have no entity."""
    _, command = await read(INTERFACE_ERRORS, [], "interface.errors.rate")
    assert command.proplist == (
        *("name", "default-name", "type"),
        *("rx-error", "tx-error"),
    )


@pytest.mark.parametrize(
    ("before", "now", "grown"),
    [
        ({}, {"rx-error": "9"}, 6),
        ({}, {"rx-error": "9", "tx-error": "5"}, 7),
        ({}, {}, 0),
        # One counter starts again while the sum still grows.
        ({}, {"rx-error": "900", "tx-error": "0"}, None),
        # A counter that is new has no known growth, nor has one that went.
        ({"tx-error": ""}, {}, None),
        ({}, {"tx-error": ""}, None),
        ({"rx-error": "", "tx-error": ""}, {"rx-error": "", "tx-error": ""}, None),
    ],
)
def test_growth(before: Row, now: Row, grown: float | None) -> None:
    """Each counter is compared with itself; no growth is guessed."""
    assert per_minute("interface.errors.rate", PORT | before, PORT | now) == grown


@pytest.mark.parametrize(
    ("now", "share"),
    [
        ({"rx-error": "5", "tx-error": "5", "rx-packet": "77", "tx-packet": "140"}, 1.5),
        ({"rx-packet": "110"}, 0),
        # An idle port, counters that were reset, and missing packet counters.
        ({}, None),
        ({"tx-error": "0", "rx-packet": "500"}, None),
        ({"rx-error": "5", "rx-packet": "5"}, None),
        ({"rx-error": "5", "rx-packet": "", "tx-packet": ""}, None),
    ],
)
def test_share_of_packets(now: Row, share: float | None) -> None:
    """Broken packets are a share of all of them, broken ones included."""
    port = PORT | {"rx-packet": "10", "tx-packet": "10"}
    assert per_minute("interface.errors.share", port, port | now) == share


def test_growth_is_per_minute_whatever_time_has_passed() -> None:
    """Time is measured, not taken from the interval."""
    grown = per_minute("interface.drops.rate", PORT, PORT | {"rx-drop": "40"}, elapsed=90)
    assert grown == pytest.approx(20)


@pytest.mark.parametrize("key", ["interface.errors.rate", "interface.errors.share"])
def test_the_first_reading_has_no_rate(key: str) -> None:
    """Neither has the first one of a port that has just appeared."""
    metric = METRICS[key]
    now = Reading(at=1.0, rows={"port:ether1": ErrorsRow.from_row(PORT)})
    assert metric.value("port:ether1", now, None) is None
    assert metric.value("port:ether1", now, Reading(at=0.0, rows={})) is None


async def test_hardware_counters() -> None:
    """Chips count different things; a virtual port counts none of them."""
    rows, _ = await read(
        HARDWARE_ERRORS,
        [
            {"name": "ether1", "default-name": "ether1", "rx-fcs-error": "2", "rx-overflow": "0"},
            {"name": "ether2", "default-name": "ether2"},
        ],
    )
    told = sources(HARDWARE_ERRORS, rows["port:ether1"])
    assert (told["interface.errors.rx_fcs"], told["interface.errors.rx_overflow"]) == (2, 0)
    assert told["interface.errors.tx_collision"] is None
    assert set(sources(HARDWARE_ERRORS, rows["port:ether2"]).values()) == {None}


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Entities show what the router's counters do; those of its sockets are on by default."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    await clock.settle()
    assert find(hass, router, "interface.errors.rate", "name:bridge") is None
    counters = {
        "interface.errors.rx": "rx-error",
        "interface.errors.rx_fcs": "rx-fcs-error",
        "interface.drops.queue": "tx-queue-drop",
        "interface.link.downs": "link-downs",
    }
    await enable(hass, entry, clock, *counters, instance="port:ether1")
    assert find(hass, router, "interface.errors.rate", "name:bridge")
    await clock.advance(65)
    assert float(state_of(hass, router, "interface.errors.rate", "port:ether1")) >= 0
    rows = [*router.rows("/interface"), *router.rows("/interface/ethernet")]
    row = {k: v for row in rows if row["name"] == "ether1" for k, v in row.items()}
    for key, field in counters.items():
        assert float(state_of(hass, router, key, "port:ether1")) == int(row[field])


async def test_a_rate_is_what_the_counters_grew_by(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Drops of the last minute: three counters' growth over the time between two polls."""
    entry = await add_router(hass, router)
    await clock.settle()
    where = {"name": "ether1"}
    counters = {"rx-drop": "10", "tx-drop": "20", "tx-queue-drop": "30"}
    router.set_field("/interface", where, counters)
    await clock.advance(60)
    router.set_field("/interface", where, {"rx-drop": "12", "tx-drop": "20", "tx-queue-drop": "40"})
    await clock.advance(60)
    drops = state_of(hass, router, "interface.drops.rate", "port:ether1")
    before, now = history(entry, INTERFACE_ERRORS.key)[-2:]
    minutes = (now.at - before.at) / 60
    assert minutes == pytest.approx(1, rel=0.1)
    assert float(drops) == pytest.approx(12 / minutes, abs=0.06)
    router.set_field("/interface", where, counters)
    await clock.advance(60)
    assert state_of(hass, router, "interface.drops.rate", "port:ether1") == "unknown"
    await clock.advance(60)
    assert state_of(hass, router, "interface.drops.rate", "port:ether1") == "0.0"


async def test_a_port_that_returns_has_its_entities_again(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """All entities on an interface's page are removed with it, and come back with it."""
    await add_router(hass, router, **EVERYTHING)
    await clock.advance(10)
    known_by = f"{serial_of(router)}_interface.errors.rx_name:wg-office"
    registry = er.async_get(hass)
    assert registry.async_get_entity_id("sensor", "mikrotik_monitoring", known_by)
    (row,) = [row for row in router.rows("/interface") if row["name"] == "wg-office"]
    router.remove_row("/interface", {"name": "wg-office"})
    await clock.advance(1200, step=15)
    assert not registry.async_get_entity_id("sensor", "mikrotik_monitoring", known_by)
    router.add_row("/interface", {"name": row["name"], "type": row["type"]})
    await clock.advance(180, step=15)
    assert registry.async_get_entity_id("sensor", "mikrotik_monitoring", known_by)
