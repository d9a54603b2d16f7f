"""A router whose collection is switched off is left alone, until it is on again."""

import asyncio

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.mikrotik_monitoring.const import (
    ALERT_KEY,
    ALERTS_KEY,
    DOMAIN,
    OPTION_COLLECTION,
    PROBLEM_KEY,
)
from simulator import Fault, SimulatedRouter

from ..conftest import (
    CONNECTIONS,
    Clock,
    add_router,
    is_connected,
    logins,
    poll,
    runtime_of,
    tiers_of,
    wait_for,
)
from ..metrics.entities import state_of
from .entities import collection, press, states, switch

# What controls the polling, and the alerts, which also report that a router is away.
OWN = (
    *("_collection", "_poll_now", "_reconnect", "_test_connection", "_watchdog.recoveries"),
    *(f"_{key}" for key in (ALERT_KEY, ALERTS_KEY, PROBLEM_KEY)),
)
TRACKING = "/ip/firewall/connection/tracking/print"


@pytest.fixture
async def entry(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Return the entry of a router that has been polled for a while."""
    entry = await add_router(hass, router)
    await clock.advance(70)
    return entry


def of_metrics(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str]:
    """Return the states of all enabled entities of metrics."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    found = (hass.states.get(one.entity_id) for one in entities if not one.unique_id.endswith(OWN))
    return {state.entity_id: state.state for state in found if state is not None}


async def is_up(entry: MockConfigEntry, clock: Clock) -> None:
    """Wait until the link is up and its first polls are done."""
    await wait_for(lambda: is_connected(entry))
    await clock.settle()


async def test_off_leaves_the_router_alone(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Both sessions end, nothing is polled any more, and all metrics are unavailable."""
    assert len(of_metrics(hass, entry)) > 80
    assert len(router.sessions) == CONNECTIONS
    runtime = runtime_of(entry)
    await switch(hass, router, "off")
    assert states(hass, router) == {
        "collection": STATE_OFF,
        "poll_now": STATE_UNAVAILABLE,
        "reconnect": STATE_UNAVAILABLE,
        "watchdog.recoveries": "0",
    }
    assert set(of_metrics(hass, entry).values()) == {STATE_UNAVAILABLE}
    await wait_for(lambda: not router.sessions)
    router.journal.clear()
    await clock.advance(2 * 3600, step=60)
    assert not router.journal.commands()
    assert set(of_metrics(hass, entry).values()) == {STATE_UNAVAILABLE}
    assert entry.options == {OPTION_COLLECTION: False}
    assert entry.state is ConfigEntryState.LOADED
    assert runtime_of(entry) is runtime


async def test_on_connects_without_a_reload(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """The same entities come back, with one login for each connection."""
    before, runtime = of_metrics(hass, entry), runtime_of(entry)
    known = {entity for entity, state in before.items() if state != STATE_UNAVAILABLE}
    await switch(hass, router, "off")
    await clock.advance(300)
    asked = logins(entry)
    await switch(hass, router, "on")
    assert hass.states.is_state(collection(hass, router), STATE_ON)
    await is_up(entry, clock)
    await clock.advance(70)
    back = {entity for entity, state in of_metrics(hass, entry).items() if state != "unavailable"}
    assert back >= known
    assert of_metrics(hass, entry).keys() == before.keys()
    assert state_of(hass, router, "link.reachable") == STATE_ON
    assert logins(entry) == asked + CONNECTIONS
    assert len(router.sessions) == CONNECTIONS
    assert runtime_of(entry) is runtime
    assert OPTION_COLLECTION not in entry.options
    assert states(hass, router)["poll_now"] != STATE_UNAVAILABLE


async def test_a_rate_after_the_pause_is_of_the_time_after_it(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """The traffic of the pause is no burst."""
    await switch(hass, router, "off")
    await clock.advance(3600, step=60)
    await switch(hass, router, "on")
    await is_up(entry, clock)
    await clock.advance(15)
    now = clock()
    true = router.rate("ether1", "rx-byte", now - 5, now) * 8 / 1e6
    assert float(state_of(hass, router, "interface.traffic.rx", "port:ether1")) == pytest.approx(
        true, rel=0.5
    )


async def test_it_survives_a_restart(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """The set-up succeeds without any connection, so the switch is there; then it is on again."""
    await switch(hass, router, "off")
    await hass.config_entries.async_unload(entry.entry_id)
    await wait_for(lambda: not router.sessions)
    router.journal.clear()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await clock.advance(3600, step=60)
    assert entry.state is ConfigEntryState.LOADED
    assert states(hass, router)["collection"] == STATE_OFF
    assert set(of_metrics(hass, entry).values()) == {STATE_UNAVAILABLE}
    assert not router.journal.commands()
    await switch(hass, router, "on")
    await is_up(entry, clock)
    await clock.advance(70)
    assert state_of(hass, router, "link.reachable") == STATE_ON
    assert float(state_of(hass, router, "system.cpu.load")) >= 0


async def test_a_router_that_is_away_is_not_waited_for(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """The switch is on at once; the reason for no link is shown, and it recovers by itself."""
    await switch(hass, router, "off")
    await router.stop()
    await switch(hass, router, "on")
    assert states(hass, router)["collection"] == STATE_ON
    await wait_for(lambda: state_of(hass, router, "link.reachable") == STATE_OFF)
    assert state_of(hass, router, "link.state") == "unreachable"
    await router.start()
    await clock.advance(70)
    await is_up(entry, clock)
    assert state_of(hass, router, "link.reachable") == STATE_ON


async def test_whoever_changes_their_mind_gets_what_they_want_last(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Each call completes; the last one decides."""
    await asyncio.gather(*(switch(hass, router, to) for to in ("off", "on", "off", "on", "off")))
    await clock.settle()
    assert states(hass, router)["collection"] == STATE_OFF
    await wait_for(lambda: not router.sessions)
    await asyncio.gather(*(switch(hass, router, to) for to in ("on", "off", "on")))
    await is_up(entry, clock)
    await clock.advance(10)
    assert states(hass, router)["collection"] == STATE_ON
    assert len(router.sessions) <= CONNECTIONS


async def test_on_is_on_already(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Turning it on again changes nothing."""
    asked = logins(entry)
    await switch(hass, router, "on")
    await clock.settle()
    assert is_connected(entry)
    assert logins(entry) == asked


async def test_options_are_applied_while_it_is_off(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """They start no timer; they apply when it is on again."""
    await switch(hass, router, "off")
    options = {"realtime_interval": 10, "kinds": {"interface": ["errors"]}}
    hass.config_entries.async_update_entry(entry, options={**entry.options, **options})
    await clock.settle()
    router.journal.clear()
    await clock.advance(600)
    assert not router.journal.commands()
    await switch(hass, router, "on")
    await is_up(entry, clock)
    await clock.advance(20)
    router.journal.clear()
    await clock.advance(60)
    assert 5 <= len(router.journal.commands("/interface/print")) <= 8


async def test_nobody_is_asked_for_a_password_meanwhile(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """The reauth flow ends; it starts again if the router still refuses the login."""
    router.faults.set(Fault.WRONG_PASSWORD)
    await router.stop()
    await router.start()
    for _ in range(15):
        await clock.advance(60, step=60)
        await asyncio.sleep(0.02)
    assert list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
    await switch(hass, router, "off")
    await clock.settle()
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
    refused = router.refused_logins
    await clock.advance(1800, step=60)
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
    assert router.refused_logins == refused
    await switch(hass, router, "on")
    await wait_for(lambda: list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})))
    assert router.refused_logins == refused + 1
    await switch(hass, router, "off")
    router.faults.clear()
    await switch(hass, router, "on")
    await clock.advance(310, step=310)
    await is_up(entry, clock)


async def test_repairs_go_and_come_again(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """A router whose collection is off needs no repair."""
    issue = f"missing_policy_read_{entry.entry_id}"
    issues = ir.async_get(hass)
    router.faults.set(Fault.REFUSE, command=TRACKING, message="not enough permissions (9)")
    await poll(entry, clock, *tiers_of(entry))
    await clock.advance(120)
    assert issues.async_get_issue(DOMAIN, issue)
    await switch(hass, router, "off")
    assert not issues.async_get_issue(DOMAIN, issue)


async def test_who_is_no_admin_switches_nothing(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    hass_read_only_user: MockUser,
    hass_admin_user: MockUser,
    clock: Clock,
) -> None:
    """Not even a user who may control all entities; an admin and an automation may."""
    hass_read_only_user.mock_policy({"entities": True})
    for to in ("off", "on"):
        with pytest.raises(Unauthorized):
            await switch(hass, router, to, Context(user_id=hass_read_only_user.id))
    for key in ("poll_now", "reconnect"):
        with pytest.raises(Unauthorized):
            await press(hass, router, key, Context(user_id=hass_read_only_user.id))
    assert states(hass, router)["collection"] == STATE_ON
    with pytest.raises(UnknownUser):
        await switch(hass, router, "off", Context(user_id="gone"))
    await switch(hass, router, "off", Context(user_id=hass_admin_user.id))
    assert states(hass, router)["collection"] == STATE_OFF
