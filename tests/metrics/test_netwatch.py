"""Netwatch, of RouterOS 6 and 7."""

from dataclasses import dataclass
import operator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.metrics.naming import together
from custom_components.mikrotik_monitoring.metrics.netwatch import NETWATCH, NetwatchRow
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, serial_of

MENU = "/tool/netwatch"


async def read(*rows: Row, keys: frozenset[str] = NETWATCH.keys) -> dict[str, NetwatchRow | None]:
    """Return the group's rows."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        assert command.path == f"{MENU}/print"
        return list(rows)

    return await NETWATCH.read(Query(ask=ask, keys=keys))


def values_of(row: NetwatchRow | None) -> dict[str, object]:
    """Return the values of an entry, by the last word of the metric's key."""
    assert row is not None
    return {
        metric.key.removeprefix("netwatch."): metric.source(row)
        for metric in NETWATCH.metrics
        if metric.is_supported(row)
    }


async def test_rows_of_version_7() -> None:
    """Only entries that ping have round trips; they are reported in microseconds."""
    rows = await read(
        {"name": "dns", "type": "icmp", "status": "up", "rtt-avg": "9ms445us", "loss-percent": "0"},
        {"host": "10.0.0.2", "type": "tcp-conn", "status": "down"},
        {"name": "later", "type": "icmp", "status": "unknown"},
        {"host": "10.0.0.3", "type": "simple", "disabled": "true", "status": "unknown"},
    )
    assert values_of(rows["dns"]) == {"up": True, "rtt": 9.445, "loss": 0.0}
    assert values_of(rows["10.0.0.2"]) == {"up": False, "time": None}
    assert values_of(rows["later"]) == {"up": None, "rtt": None, "loss": None}
    assert rows["10.0.0.3"] is None


async def test_times_and_codes_by_type() -> None:
    """A connection has a time, a web server a code too; a name is resolved or not."""
    rows = await read(
        {
            "name": "mail",
            "type": "tcp-conn",
            "status": "up",
            "tcp-connect-time": "1ms200us",
            "http-status-code": "0",
        },
        {
            "name": "shop",
            "type": "https-get",
            "status": "down",
            "http-resp-time": "31ms",
            "http-status-code": "503",
            "tcp-connect-time": "1ms",
        },
        {"name": "silent", "type": "http-get", "status": "down", "http-status-code": "0"},
        {"name": "resolver", "type": "dns", "status": "up"},
        {"name": "odd", "type": "quic-get", "status": "up", "http-resp-time": "1ms"},
    )
    assert values_of(rows["mail"]) == {"up": True, "time": 1.2}
    assert values_of(rows["shop"]) == {"up": False, "time": 31.0, "code": 503}
    assert values_of(rows["silent"]) == {"up": False, "time": None, "code": None}
    assert values_of(rows["resolver"]) == {"up": True}
    assert values_of(rows["odd"]) == {"up": True}
    time = next(metric for metric in NETWATCH.metrics if metric.key == "netwatch.time")
    names = {name: time.name_key(row) for name, row in rows.items()}
    assert names["mail"] == "netwatch_time_tcp"
    assert names["shop"] == names["silent"] == "netwatch_time_http"


async def test_the_worst_of_two_web_servers() -> None:
    """Entries that nothing distinguishes show the longer time and the higher code."""
    web = {"host": "10.0.0.2", "type": "http-get", "status": "up"}
    rows = await read(
        {**web, "http-resp-time": "5ms", "http-status-code": "200"},
        {**web, "http-resp-time": "9ms", "http-status-code": "204"},
        web,
    )
    assert values_of(rows["10.0.0.2"]) == {"up": True, "time": 9.0, "code": 204}


async def test_rows_of_version_6() -> None:
    """There are no names and no types: a comment, else the host, tells entries apart.

    Of two of the same host the worst is shown.
    """
    rows = await read(
        {"host": "8.8.8.8", "status": "up", "disabled": "false", "comment": "Internet"},
        {"host": "10.0.0.2", "status": "down", "disabled": "false"},
        {"host": "10.0.0.2", "status": "up", "disabled": "false"},
    )
    assert {name: values_of(row) for name, row in rows.items()} == {
        "Internet": {"up": True},
        "10.0.0.2": {"up": False},
    }


async def test_only_what_is_wanted_is_asked() -> None:
    """Round trips without an entity are not requested."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        asked.append(command)
        return []

    await NETWATCH.read(Query(ask=ask, keys=frozenset({"netwatch.up"})))
    assert asked[0].proplist[-2:] == ("disabled", "status")
    assert not {"rtt-avg", "loss-percent", "up-script", "down-script"} & set(asked[0].proplist)


async def test_of_many_entries_those_exist_that_are_named(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """Above twenty entries there is not an entity for each."""
    for number in range(20):
        router.add_row(MENU, {"host": f"10.0.0.{number}", "type": "simple", "status": "up"})
    await add_router(hass, router, instances={"netwatch": ["10.0.0.1?"]})
    watched = [
        entity
        for entity in er.async_get(hass).entities.values()
        if "_netwatch.up_" in entity.unique_id
    ]
    assert len(watched) == 10
    assert not any(entity.disabled_by for entity in watched)


@dataclass(kw_only=True)
class Watched:
    """Netwatch of a router, read repeatedly."""

    rows: list[Row]
    registered: frozenset[str] = frozenset()
    before: Reading[NetwatchRow] | None = None

    async def read(self, *, is_full: bool = False) -> dict[str, bool | None]:
        """Return which entries are up, by instance."""

        async def ask(command: Command, **_: Any) -> list[Row]:
            assert command.path == f"{MENU}/print"
            return self.rows

        found = await NETWATCH.read(
            Query(
                ask=ask,
                keys=NETWATCH.keys,
                before=self.before,
                registered=lambda: self.registered,
                is_full=is_full or self.before is None,
            )
        )
        rows = {name: row for name, row in found.items() if row is not None}
        self.before = Reading(at=0, rows=rows, listed=found.keys())
        return {name: row.up for name, row in rows.items()}


def entry(kind: str, status: str = "up", **more: str) -> Row:
    """Return an entry of one host."""
    return {"host": "10.0.0.2", "type": kind, "status": status} | more


async def test_what_tells_entries_of_one_name_apart() -> None:
    """Their types, hosts and ports do, whatever their order."""
    rows = [
        entry("tcp-conn", "down", port="443"),
        entry("tcp-conn", port="80"),
        entry("dns", **{"dns-server": "10.0.0.1"}),
        entry("dns", "down", **{"dns-server": "10.0.0.9"}),
        entry("icmp", name="shop"),
        {"host": "10.0.0.3", "type": "icmp", "comment": "shop", "status": "down"},
    ]
    shown = {
        "10.0.0.2 (tcp-conn 443)": False,
        "10.0.0.2 (tcp-conn 80)": True,
        "10.0.0.2 (dns 10.0.0.1)": True,
        "10.0.0.2 (dns 10.0.0.9)": False,
        "shop (icmp 10.0.0.2)": True,
        "shop (icmp 10.0.0.3)": False,
    }
    assert await Watched(rows=rows).read() == shown
    assert await Watched(rows=rows[::-1]).read() == shown


async def test_entries_that_come_and_go_change_no_other() -> None:
    """An entry keeps its instance, also over a restart of Home Assistant."""
    tcp, http, dns = entry("tcp-conn"), entry("http-get", "down"), entry("dns")
    watched = Watched(rows=[tcp])
    assert await watched.read() == {"10.0.0.2": True}
    watched.rows = [http, tcp]
    both = {"10.0.0.2": True, "10.0.0.2 (http-get)": False}
    assert await watched.read() == both
    assert await watched.read(is_full=True) == both
    again = Watched(rows=[http, tcp], registered=frozenset(both))
    assert await again.read() == both
    for one in (watched, again):
        one.rows = [http]
        assert await one.read() == {"10.0.0.2 (http-get)": False}
        one.rows = [dns, http]
        assert await one.read() == {"10.0.0.2 (http-get)": False, "10.0.0.2 (dns)": True}
        one.rows = [dns]
        assert await one.read() == {"10.0.0.2 (dns)": True}
    registered = frozenset({"10.0.0.2 (tcp-conn)"})
    assert await Watched(rows=[tcp], registered=registered).read() == {"10.0.0.2 (tcp-conn)": True}


async def test_entries_that_nothing_tells_apart() -> None:
    """The worst of them is shown, be it listed first or last; a disabled one does not count."""
    ping = {"rtt-avg": "5ms", "loss-percent": "10"}
    rows = [
        entry("icmp", **ping),
        entry("icmp", "unknown"),
        entry("icmp", "down", **(ping | {"rtt-avg": "9ms"})),
        entry("icmp", "up", disabled="true"),
    ]
    for status, shown in (("down", False), ("unknown", None), ("up", True)):
        for order in (rows, rows[::-1]):
            assert await Watched(rows=order).read() == {"10.0.0.2": shown}
        rows = [row for row in rows if row["status"] != status]
    row = await read(entry("icmp", **ping), entry("icmp", **(ping | {"rtt-avg": "9ms"})))
    assert values_of(row["10.0.0.2"]) == {"up": True, "rtt": 9.0, "loss": 10.0}


def test_rows_of_one_name() -> None:
    """They are combined; one that is not monitored does not count beside others."""
    rows = [("a", 1), ("b", None), ("a", 2), ("a", None), ("b", 4), ("", 8), ("", 16), ("c", None)]
    assert together(rows, operator.add) == {"a": 3, "b": 4, "(2)": 24, "c": None}


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Each entry is up or down, and follows what the router says."""
    router = await start_router(profile)
    await add_router(hass, router)
    registry = er.async_get(hass)

    def states() -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for row in router.rows(MENU):
            name = row.get("name") or row.get("comment") or row["host"]
            known_by = f"{serial_of(router)}_netwatch.up_{name}"
            entity_id = registry.async_get_entity_id(
                "binary_sensor", "mikrotik_monitoring", known_by
            )
            shown = hass.states.get(entity_id) if entity_id else None
            found[row["host"]] = None if shown is None else shown.state
        return found

    words = {"up": "on", "down": "off"}
    watched = [row for row in router.rows(MENU) if row.get("disabled") != "true"]
    assert watched
    not_watched: dict[str, str | None] = {
        row["host"]: None for row in router.rows(MENU) if row.get("disabled") == "true"
    }
    assert states() == {row["host"]: words[row["status"]] for row in watched} | not_watched
    for status, state in (("up", "on"), ("down", "off"), ("unknown", "unknown"), ("up", "on")):
        for row in watched:
            router.set_field(MENU, {"host": row["host"]}, {"status": status})
        await clock.advance(60, step=60)
        assert states() == {row["host"]: state for row in watched} | not_watched
