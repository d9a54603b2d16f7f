"""The groups' rows, made from rows as routers send them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.util import dt as dt_util
import pytest

from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.connection import TRACKING, TrackingRow
from custom_components.mikrotik_monitoring.metrics.interface import (
    INTERFACE,
    InterfaceRow,
)
from custom_components.mikrotik_monitoring.metrics.interface_index import instance_of
from custom_components.mikrotik_monitoring.metrics.model import (
    Metric,
    PrintGroup,
    Query,
    SensorMetric,
)
from custom_components.mikrotik_monitoring.metrics.system import (
    CPU,
    RESOURCE,
    STORAGE,
    WEAR,
    CoreRow,
    ResourceRow,
)
from custom_components.mikrotik_monitoring.routeros import Command, Row

RESOURCES: Row = {
    "uptime": "1w2d3h4m5s",
    "cpu-load": "7",
    "free-memory": "268435456",
    "total-memory": "1073741824",
    "free-hdd-space": "25",
    "total-hdd-space": "100",
    "bad-blocks": "0.7",
    "write-sect-total": "123456",
}


async def read[RowT](
    group: PrintGroup[RowT], rows: list[Row], *keys: str
) -> tuple[dict[str, RowT | None], Command]:
    """Let a group read rows; return its own rows, and the commands."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        asked.append(command)
        return rows

    query = Query[RowT](ask=ask, keys=frozenset(keys) or group.keys)
    return await group.read(query), asked[0]


def sources[RowT](group: PrintGroup[RowT], row: RowT | None) -> dict[str, object]:
    """Return every metric's value of a row."""
    assert row is not None
    return {metric.key: metric.source(row) for metric in group.metrics}


async def test_system_resource() -> None:
    """A complete row gives every metric a value."""
    rows, _ = await read(RESOURCE, [RESOURCES])
    values = sources(RESOURCE, rows[""])
    booted = values.pop("system.uptime")
    assert values == {
        "system.cpu.load": 7,
        "system.memory.percent": 75.0,
        "system.memory.used": 805306368,
        "system.memory.free": 268435456,
        "system.memory.total": 1073741824,
    }
    uptime = timedelta(days=9, hours=3, minutes=4, seconds=5)
    assert dt_util.utcnow() - uptime - booted < timedelta(seconds=1)  # type: ignore[operator]


async def test_storage_and_wear() -> None:
    """The slow tiers read the same menu for other fields."""
    rows, command = await read(STORAGE, [RESOURCES])
    assert sources(STORAGE, rows[""])["system.storage.percent"] == 75.0
    assert command.proplist == ("free-hdd-space", "total-hdd-space")
    rows, _ = await read(WEAR, [RESOURCES])
    assert sources(WEAR, rows[""]) == {
        "system.storage.bad_blocks": 0.7,
        "system.storage.sectors_written": 123456,
        "system.storage.sectors_per_day": 123456,
    }


async def test_what_a_router_leaves_out_is_none() -> None:
    """A CHR has no bad blocks; a row without anything has no values at all."""
    for group in (RESOURCE, STORAGE, WEAR):
        rows, _ = await read(group, [{}])
        assert set(sources(group, rows[""]).values()) == {None}


async def test_a_router_without_memory_totals_has_no_share() -> None:
    """Nothing is divided by zero."""
    row = ResourceRow.from_row({"free-memory": "0", "total-memory": "0"})
    assert row.memory_used == 0
    percent = next(metric for metric in RESOURCE.metrics if metric.key == "system.memory.percent")
    assert percent.source(row) is None


async def test_cores() -> None:
    """Every core is an instance by its number; what is no core is left out."""
    rows, _ = await read(CPU, [{"cpu": "cpu0", "load": "3"}, {"cpu": "cpu11", "load": "9"}, {}])
    assert {instance: row.load for instance, row in rows.items() if row} == {"0": 3, "11": 9}


async def test_connections() -> None:
    """Total and saturation come from the tracker; with tracking off there is neither."""
    rows, _ = await read(TRACKING, [{"total-entries": "512", "max-entries": "2048"}])
    assert sources(TRACKING, rows[""]) == {
        "connection.total": 512,
        "connection.saturation": 25.0,
        "connection.ipv4": None,
    }
    row = TrackingRow.from_row({"total-ip4-entries": "500", "total-ip6-entries": "12"})
    assert (row.total, row.ipv4, row.ipv6) == (None, 500, 12)
    assert TrackingRow.from_row({"max-entries": "0"}).saturation is None
    assert TrackingRow.from_row({"total-entries": "1", "max-entries": "0"}).saturation is None


@pytest.mark.parametrize(
    ("row", "instance"),
    [
        ({"name": "wan", "default-name": "ether1"}, "port:ether1"),
        ({"name": "ether1"}, "name:ether1"),
        ({"name": "yes"}, "name:yes"),
        ({"name": "007"}, "name:007"),
        ({"name": "a/b"}, "name:a/b"),
    ],
)
def test_what_an_interface_is_known_by(row: Row, instance: str) -> None:
    """A VLAN called like a port never meets the port that was renamed."""
    assert instance_of(row) == instance


async def test_interfaces() -> None:
    """Flags that are not set are left out by RouterOS 7; the loopback is no interface of ours."""
    rows, command = await read(
        INTERFACE,
        [
            {"name": "ether1", "default-name": "ether1", "type": "ether", "running": "true"},
            {"name": "ether2", "default-name": "ether2", "type": "ether", "rx-byte": "12"},
            {"name": "ether3", "default-name": "ether3", "type": "ether", "disabled": "true"},
            {"name": "lo", "type": "loopback", "running": "true"},
        ],
    )
    assert rows.keys() == {"port:ether1", "port:ether2", "port:ether3"}
    first, second = rows["port:ether1"], rows["port:ether2"]
    assert first is not None
    assert second is not None
    assert first.running
    assert first.rx_byte is None
    assert not second.running
    assert second.rx_byte == 12
    assert rows["port:ether3"] is None
    assert command.queries == ("?dynamic=yes", "?#!")


async def test_only_fields_of_enabled_metrics_are_asked() -> None:
    """Packet counters and comments are not read while they have no entity."""
    _, command = await read(INTERFACE, [], "interface.traffic.rx")
    assert command.proplist == (
        *(".id", "name", "default-name", "type", "disabled"),
        "rx-byte",
    )
    _, command = await read(INTERFACE, [])
    assert {"comment", "rx-packet", "tx-packet"} <= set(command.proplist)


def test_the_label_carries_the_comment() -> None:
    """Operators write a port's purpose into its comment."""
    row = {"name": "ether1", "comment": "Uplink Telia"}
    assert InterfaceRow.from_row(row).label == "ether1 · Uplink Telia"
    assert InterfaceRow.from_row({"name": "ether1"}).label == "ether1"


@pytest.mark.parametrize("metric", [metric for group in GROUPS for metric in group.metrics])
def test_declarations_are_complete(metric: Metric) -> None:
    """A number has a state class; one that is written every five seconds has a dead band."""
    if not isinstance(metric, SensorMetric):
        return
    is_number = metric.native_unit_of_measurement is not None
    assert not is_number or metric.state_class is not None
    assert metric.resolution is None or metric.resolution > 0


@pytest.mark.parametrize(
    ("resolution", "value", "rounded"),
    [
        (None, 1.23456, 1.23456),
        (0.1, 30.84999, 30.8),
        (1, 4.5001, 5),
        (100, 12_345_678.9, 12_345_700),
        (100, "text", "text"),
        (100, None, None),
    ],
)
def test_rounding(resolution: float | None, value: object, rounded: object) -> None:
    """Values are rounded to a sensible precision; a whole number stays whole."""
    metric = SensorMetric(key="test", source=lambda row: row, resolution=resolution)
    result = metric.rounded(value)  # type: ignore[arg-type]
    assert result == rounded
    assert type(result) is type(rounded)


def test_what_a_row_lacks_for_a_while_is_told() -> None:
    """An entity is made for a value, or for one that the router is known to support."""
    metric = SensorMetric[int | None](key="test", source=lambda row: row)
    assert metric.is_supported(0)
    assert not metric.is_supported(None)
    assert replace(metric, supported=lambda _: True).is_supported(None)
    assert not replace(metric, supported=lambda _: False).is_supported(0)


def test_a_summary_is_of_no_single_instance() -> None:
    """Totals of all instances are in the row of the instance ""."""
    each, whole = (replace(CPU.metrics[0], summary=summary) for summary in (False, True))
    group = replace(CPU, has_instances=True, metrics=(each, whole))
    assert group.metrics_of("0") == (each,)
    assert group.metrics_of("") == (whole,)
    assert replace(group, has_instances=False).metrics_of("") == (each, whole)


def test_too_many_instances() -> None:
    """Totals are not counted; without a limit there are never too many."""
    rows = {name: CoreRow(load=load) for load, name in enumerate(("", "a", "b", "c"))}
    group = replace(CPU, summary_above=2)
    assert group.too_many(rows) == {"a", "b", "c"}
    assert not replace(CPU, summary_above=3).too_many(rows)
    assert not CPU.too_many(rows)
    busy = replace(group, summary_above=1, counts_towards_limit=lambda row: (row.load or 0) > 1)
    assert busy.too_many(rows) == {"b", "c"}


def test_keys_are_unique() -> None:
    """A metric is declared once."""
    keys = [metric.key for group in GROUPS for metric in group.metrics]
    assert len(keys) == len(set(keys))
