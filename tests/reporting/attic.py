"""A router that is away, with a recorder that has only the rows of the test."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import Statistics, StatisticsShortTerm
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.report.subject import report_subject
from custom_components.mikrotik_monitoring.recording.availability import (
    availability_id,
    observed_id,
)
from custom_components.mikrotik_monitoring.reporting.report import async_report
from custom_components.mikrotik_monitoring.reporting.span import ReportPeriod, ReportSpan
from tests.recorded import Row, put_states, put_statistics

PART, HOUR = 300, 3600
ROUTER = "HE0000ATTIC"
UPLINK, LAN = "port:ether1", "port:ether2"

RATE = ("data_rate", "Mbit/s")
VOLUME = ("information", "GB")
PERCENT = ("unitless", "%")
UNITS = {
    "rx": RATE,
    "tx": RATE,
    "received": VOLUME,
    "sent": VOLUME,
    "cpu": PERCENT,
    "memory": PERCENT,
    "temperature": ("temperature", "°C"),
    "latency": ("duration", "ms"),
    "loss": PERCENT,
}

_OWN = {
    "link": "link.state",
    "uplinks": "uplink.interfaces",
    "booted": "system.uptime",
    "version": "system.version",
    "cpu": "system.cpu.load",
    "memory": "system.memory.percent",
    "temperature": "health.temperature_temperature",
    "latency": "ping.latency.avg_192.0.2.254",
    "loss": "ping.loss_192.0.2.254",
}
_OF_PORTS = {
    "rx": "interface.traffic.rx",
    "tx": "interface.traffic.tx",
    "received": "interface.total.rx",
    "sent": "interface.total.tx",
}


def furnish(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Add a router's entry, with its devices and entities."""
    entry.add_to_hass(hass)
    devices = dr.async_get(hass)
    own = devices.async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, ROUTER)}, name=entry.title
    )
    _add(hass, entry, own.id, {f"attic_{name}": key for name, key in _OWN.items()})
    for port, comment in (("ether1", "Uplink"), ("ether2", "Office")):
        device = devices.async_get_or_create_child(
            parent_device_id=own.id,
            config_entry_id=entry.entry_id,
            identifiers={(DOMAIN, f"{ROUTER}_port:{port}")},
            name=f"{port} · {comment}",
        )
        keys = {f"attic_{port}_{name}": f"{key}_port:{port}" for name, key in _OF_PORTS.items()}
        _add(hass, entry, device.id, keys)
    er.async_get(hass).async_get_or_create(
        "binary_sensor",
        DOMAIN,
        f"{ROUTER}_link.reachable",
        config_entry=entry,
        device_id=own.id,
        suggested_object_id="attic_reachable",
    )


def _add(hass: HomeAssistant, entry: MockConfigEntry, device_id: str, keys: dict[str, str]) -> None:
    for object_id, key in keys.items():
        er.async_get(hass).async_get_or_create(
            "sensor",
            DOMAIN,
            f"{ROUTER}_{key}",
            config_entry=entry,
            device_id=device_id,
            suggested_object_id=object_id,
            original_name=object_id.removeprefix("attic_").capitalize(),
        )


def starts(span: ReportSpan, step: int = HOUR) -> Iterator[float]:
    """Yield the start times of the rows of a span."""
    begin = span.start.timestamp()
    return (begin + step * number for number in range(int(span.seconds // step)))


async def put_means(
    hass: HomeAssistant, name: str, values: dict[float, float], *, fine: bool = False
) -> None:
    """Put means of an entity of the attic into the recorder, by start time."""
    rows = [{"start_ts": start, "mean": mean} for start, mean in values.items()]
    table = StatisticsShortTerm if fine else Statistics
    unit = UNITS[name.rpartition("_")[2]]
    await put_statistics(hass, f"sensor.attic_{name}", unit, table, rows)


async def put_growth(hass: HomeAssistant, name: str, starts: Iterable[float], each: float) -> None:
    """Put sums of a total of the attic, which grows by ``each`` per row."""
    rows = [
        {"start_ts": start, "sum": each * number, "state": each * number}
        for number, start in enumerate(starts, 1)
    ]
    await put_statistics(hass, f"sensor.attic_{name}", VOLUME, Statistics, rows)


async def put_states_since(hass: HomeAssistant, entity_id: str, states: list[Row]) -> None:
    """Put states of an entity; the recorder has run since the first of them."""
    await put_states(hass, entity_id, states)
    manager = get_instance(hass).states_manager
    oldest = states[0][0]
    manager._oldest_ts = min(oldest, manager.oldest_ts or oldest)


async def put_availability(
    hass: HomeAssistant, values: dict[float, float], observed: dict[float, float] | None = None
) -> None:
    """Put the share of each hour in which the attic was up, and the observed share."""
    seen = observed or dict.fromkeys(values, 100.0)
    for statistic, shares in ((availability_id(ROUTER), values), (observed_id(ROUTER), seen)):
        rows = [{"start_ts": start, "mean": share} for start, share in shares.items()]
        await put_statistics(hass, statistic, PERCENT, Statistics, rows)


async def report(
    hass: HomeAssistant, entry: MockConfigEntry, period: ReportPeriod, now: datetime
) -> dict[str, Any]:
    """Return the report of a period, without a user's restrictions."""
    span = ReportSpan.of(period, now)
    return await async_report(hass, report_subject(hass, entry, None), span)
