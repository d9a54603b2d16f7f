"""Default routes that come and go, on RouterOS 6 and 7: what is shown meanwhile."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.metrics.ping import PING
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from simulator import Fault, Host, SimulatedRouter

from .conftest import (
    Clock,
    StartRouter,
    add_router,
    latest,
    outcome_of,
    poll,
    request_full_read,
)
from .metrics.entities import find, state_of

ROUTES = "/ip/route"
EVERYWHERE = {"dst-address": "0.0.0.0/0"}
BACKUP = "198.51.100.77"


def add_backup(router: SimulatedRouter, **more: str) -> None:
    """Give a router a second default route, through its second port."""
    state = (
        {"routing-mark": "isp2", "gateway-status": f"{BACKUP} reachable via  ether2"}
        if router.device.release.old
        else {"routing-table": "isp2", "immediate-gw": f"{BACKUP}%ether2"}
    )
    router.add_row(ROUTES, {**EVERYWHERE, "gateway": BACKUP, "active": "true", **state, **more})
    router.hosts[BACKUP] = Host(round_trip=0.004)


async def next_hour(entry: MockConfigEntry, clock: Clock) -> None:
    """Read the routes again, and all that depends on them."""
    await clock.skip(60)
    request_full_read(entry, "short")
    await poll(entry, clock, "short", "realtime")


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_a_line_that_is_lost_stays_and_comes_back(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Without its route the pings still report it down, beyond the time for missing instances."""
    router = await start_router(profile)
    add_backup(router)
    entry = await add_router(hass, router)
    assert state_of(hass, router, "uplink.interfaces") == "ether1, ether2"
    assert state_of(hass, router, "ping.loss", BACKUP) == "0.0"
    [row] = [row for row in router.rows(ROUTES) if row["gateway"] == BACKUP]
    router.remove_row(ROUTES, {"gateway": BACKUP})
    router.hosts[BACKUP] = Host(round_trip=0, loss=1)
    await next_hour(entry, clock)
    assert state_of(hass, router, "uplink.interfaces") == "ether1"
    await clock.advance(1200, step=60)
    assert state_of(hass, router, "ping.loss", BACKUP) == "100.0"
    assert state_of(hass, router, "ping.latency.avg", BACKUP) == "unknown"
    # A line without a route does not lower the score while another line works.
    assert state_of(hass, router, "score.factor") != "packet_loss"
    router.add_row(ROUTES, {name: text for name, text in row.items() if name != ".id"})
    router.hosts[BACKUP] = Host(round_trip=0.004)
    await next_hour(entry, clock)
    await clock.advance(600, step=60)
    assert state_of(hass, router, "uplink.interfaces") == "ether1, ether2"
    assert state_of(hass, router, "ping.loss", BACKUP) == "0.0"


async def test_a_line_that_is_lost_over_a_start(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Home Assistant starts while it is down: an inactive route says so."""
    add_backup(router)
    entry = await add_router(hass, router)
    router.set_field(ROUTES, {"gateway": BACKUP}, {"active": "false", "immediate-gw": None})
    router.hosts[BACKUP] = Host(round_trip=0, loss=1)
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(1800, step=60)
    assert state_of(hass, router, "ping.loss", BACKUP) == "100.0"
    assert state_of(hass, router, "score.factor") == "packet_loss"


async def test_a_lost_line_without_a_route_over_a_start(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Nothing reports it down, but its entities stay; they work when it is back."""
    add_backup(router)
    entry = await add_router(hass, router)
    router.remove_row(ROUTES, {"gateway": BACKUP})
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(1800, step=60)
    assert state_of(hass, router, "ping.loss", BACKUP) == "unavailable"
    add_backup(router)
    await next_hour(entry, clock)
    assert state_of(hass, router, "ping.loss", BACKUP) == "0.0"


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_uplinks_need_no_pings(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """A router has its uplinks even without the policy for pings."""
    router = await start_router(profile)
    add_backup(router)
    router.faults.set(Fault.REFUSE, command="/ping", message="not enough permissions (9)")
    entry = await add_router(hass, router)
    await poll(entry, clock, "realtime")
    assert outcome_of(entry, PING.key) is Outcome.FORBIDDEN
    assert state_of(hass, router, "uplink.interfaces") == "ether1, ether2"


@pytest.mark.parametrize("version", ["7.21.3", "6.49.18"])
@pytest.mark.parametrize("kind", ["pppoe-out", "wg", "gre-tunnel", "l2tp-out", "lte"])
async def test_a_gateway_that_is_an_interface(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str, kind: str
) -> None:
    """Any interface is an uplink; if the address behind it is not known, it is not pinged."""
    router = await start_router("ltap", version=version)
    router.add_row("/interface", {"name": "to far@office", "type": kind, "running": "true"})
    hop = (
        {"gateway-status": "to far@office reachable"}
        if router.device.release.old
        else {"immediate-gw": "to far@office", "routing-table": "main"}
    )
    router.set_field(ROUTES, EVERYWHERE, {"gateway": "to far@office", **hop})
    entry = await add_router(hass, router)
    await poll(entry, clock, "realtime")
    assert state_of(hass, router, "uplink.interfaces") == "to far@office"
    assert find(hass, router, "ping.loss", "to far@office") is None
    reading = latest(entry, PING.key)
    assert reading is not None
    [row] = reading.rows.values()
    [remark] = PING.remarks(row)
    assert remark.startswith("to far@office: not pinged: ")


async def test_the_routes_are_walked_once(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """Pings and uplinks share what was read: a table may hold a million routes."""
    await add_router(hass, router)
    walks = [
        one for one in router.journal.commands(f"{ROUTES}/print") if "=count-only=" not in one.words
    ]
    assert len(walks) == 1
