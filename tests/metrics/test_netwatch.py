"""What the router itself watches, of RouterOS 6 and 7."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Query
from custom_components.mikrotik_monitoring.metrics.naming import distinct
from custom_components.mikrotik_monitoring.metrics.netwatch import NETWATCH, NetwatchRow
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, serial_of

MENU = "/tool/netwatch"


async def read(*rows: Row, keys: frozenset[str] = NETWATCH.keys) -> dict[str, NetwatchRow | None]:
    """Return what the group makes of rows."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        assert command.path == f"{MENU}/print"
        return list(rows)

    return await NETWATCH.read(Query(ask=ask, keys=keys))


def values_of(row: NetwatchRow | None) -> dict[str, object]:
    """Return what there is of an entry, by the last word of the metric's key."""
    assert row is not None
    return {
        metric.key.removeprefix("netwatch."): metric.source(row)
        for metric in NETWATCH.metrics
        if metric.is_supported(row)
    }


async def test_rows_of_version_7() -> None:
    """Only what is tested with pings has round trips; they are told in microseconds."""
    rows = await read(
        {"name": "dns", "type": "icmp", "status": "up", "rtt-avg": "9ms445us", "loss-percent": "0"},
        {"host": "10.0.0.2", "type": "tcp-conn", "status": "down"},
        {"name": "later", "type": "icmp", "status": "unknown"},
        {"host": "10.0.0.3", "type": "simple", "disabled": "true", "status": "unknown"},
    )
    assert values_of(rows["dns"]) == {"up": True, "rtt": 9.445, "loss": 0.0}
    assert values_of(rows["10.0.0.2"]) == {"up": False}
    assert values_of(rows["later"]) == {"up": None, "rtt": None, "loss": None}
    assert rows["10.0.0.3"] is None


async def test_rows_of_version_6() -> None:
    """There are no names and no types: a comment, else the host, tells entries apart."""
    rows = await read(
        {"host": "8.8.8.8", "status": "up", "disabled": "false", "comment": "Internet"},
        {"host": "10.0.0.2", "status": "down", "disabled": "false"},
        {"host": "10.0.0.2", "status": "up", "disabled": "false"},
    )
    assert {name: values_of(row) for name, row in rows.items()} == {
        "Internet": {"up": True},
        "10.0.0.2": {"up": False},
        "10.0.0.2 (2)": {"up": True},
    }


async def test_only_what_is_wanted_is_asked() -> None:
    """Round trips that nobody looks at are not asked for."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        asked.append(command)
        return []

    await NETWATCH.read(Query(ask=ask, keys=frozenset({"netwatch.up"})))
    assert asked[0].proplist == ("name", "comment", "host", "type", "disabled", "status")


async def test_of_many_entries_those_exist_that_are_named(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """Above twenty entries nobody wants an entity for each."""
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


def test_names_that_are_taken() -> None:
    """No two entries collide, whatever they are called."""
    assert list(distinct(["a", "a", "a (2)", "a", "", ""])) == [
        "a",
        "a (2)",
        "a (2) (2)",
        "a (3)",
        "(2)",
        "(3)",
    ]


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
