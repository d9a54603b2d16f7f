"""Connections by protocol, counted by the router."""

from typing import Any

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics.connection import TRACKING, TrackingRow
from custom_components.mikrotik_monitoring.metrics.connection_split import SPLIT
from custom_components.mikrotik_monitoring.metrics.counts import POLLS_TO_SKIP
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    NoSuchCommandError,
    Row,
    TimedOutError,
)
from simulator import Fault, SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, start_poll, wait_for

from .entities import enable, entity_id, find, state_of
from .readings import Known

TRACKED = TrackingRow.from_row({"total-entries": "50", "total-ip6-entries": "12"})
OLD = TrackingRow.from_row({"total-entries": "50"})

COUNT = "/ip/firewall/connection/print"


async def test_only_what_is_wanted_is_counted() -> None:
    """One count per metric with an enabled entity; a missing table has no count."""
    asked: list[Command] = []

    async def ask(command: Command, **options: Any) -> list[Row]:
        options["on_turn"]()
        asked.append(command)
        if command.path.startswith("/ipv6"):
            raise NoSuchCommandError("no such command prefix")
        return [{"ret": str(len(asked))}]

    rows = await SPLIT.read(Query(ask=ask, keys=frozenset({"connection.udp"})))
    assert [command.queries for command in asked] == [("?protocol=udp",)]
    row = rows[""]
    assert row is not None
    assert row.value("connection.udp") == 1
    assert not row.is_supported("connection.tcp")
    rows = await SPLIT.read(Query(ask=ask, keys=SPLIT.keys))
    assert rows[""] is not None
    assert not rows[""].is_supported("connection.ipv6")
    assert rows[""].value("connection.ipv6") is None


async def test_the_tracker_counts_ipv6_where_it_can() -> None:
    """Then no table is walked for it; where the tracker is not read, one is."""
    asked: list[str] = []

    async def ask(command: Command, **options: Any) -> list[Row]:
        options["on_turn"]()
        asked.append(command.path)
        return [{"ret": "3"}]

    for tracked, shown, walks in ((TRACKED, 12, 0), (OLD, 3, 1), (None, 3, 1)):
        asked.clear()
        reading = None if tracked is None else Reading(at=0, rows={"": tracked})
        known = Known.latest_of({TRACKING.key: reading})
        rows = await SPLIT.read(Query(ask=ask, keys=frozenset({"connection.ipv6"}), readings=known))
        row = rows[""]
        assert row is not None
        assert (row.value("connection.ipv6"), len(asked)) == (shown, walks)
        assert row.is_supported("connection.ipv6")


async def test_ipv6_connections_of_a_router(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Their number is the tracker's, also while the tracker's own sensor is disabled."""
    entry = await add_router(hass, router)
    await clock.settle()
    await enable(hass, entry, clock, "connection.ipv6", instance="")
    await clock.advance(130, step=10)
    router.journal.clear()
    await clock.advance(130, step=10)
    assert state_of(hass, router, "connection.ipv6") == "9"
    assert not router.journal.commands("/ipv6/firewall/connection/print")
    assert find(hass, router, "connection.ipv4") is None


async def test_one_slow_walk_is_enough() -> None:
    """When one count of a table was too slow, its other counts are not tried."""
    asked: list[str] = []

    async def ask(command: Command, **options: Any) -> list[Row]:
        options["on_turn"]()
        asked.append(command.path)
        if command.path.startswith("/ipv6"):
            return [{"ret": "3"}]
        raise TimedOutError("late")

    rows = await SPLIT.read(Query(ask=ask, keys=SPLIT.keys))
    assert asked == [COUNT, "/ipv6/firewall/connection/print"]
    row = rows[""]
    assert row is not None
    assert row.is_supported("connection.tcp")
    assert row.is_supported("connection.other")
    assert row.value("connection.other") is None
    assert row.value("connection.ipv6") == 3
    assert len(SPLIT.remarks(row)) == 3


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_counts_of_a_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """The states are what the table holds; RouterOS 6 without its package has no IPv6."""
    router = await start_router(profile)
    await add_router(hass, router)
    await clock.advance(2, step=1)
    asked = [item for item in router.journal.commands(COUNT) if "?protocol=tcp" in item.words]
    rows = router.rows("/ip/firewall/connection", at=asked[-1].time)
    for metric, protocol in (("connection.tcp", "tcp"), ("connection.udp", "udp")):
        expected = sum(row["protocol"] == protocol for row in rows)
        assert int(state_of(hass, router, metric)) == pytest.approx(expected, abs=3)
    assert (find(hass, router, "connection.ipv6") is None) == (profile == "hap_v6")
    assert hass.states.get(entity_id(hass, router, "connection.other")) is None


async def test_counts_that_take_too_long(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Unknown and ten times less often, with the reason; then they are back."""
    entry = await add_router(hass, router)
    await clock.settle()
    assert state_of(hass, router, "connection.tcp").isdigit()
    router.faults.set(Fault.SLOW, command=COUNT, seconds=0.1)
    router.journal.clear()
    start_poll(entry, "short")
    await wait_for(lambda: bool(router.journal.commands(COUNT)))
    await clock.skip(3)
    assert state_of(hass, router, "connection.tcp") == STATE_UNKNOWN
    report = await async_get_config_entry_diagnostics(hass, entry)
    [remark, _] = report["tiers"]["short"]["groups"]["connection.split"]["remarks"]
    assert remark.startswith("connection.tcp: took ")
    router.faults.clear()
    await clock.advance(POLLS_TO_SKIP * 60, step=60)
    assert len(router.journal.commands(COUNT)) == 1
    assert state_of(hass, router, "connection.udp") == STATE_UNKNOWN
    await clock.advance(120, step=60)
    assert state_of(hass, router, "connection.tcp").isdigit()
    assert state_of(hass, router, "connection.udp").isdigit()
