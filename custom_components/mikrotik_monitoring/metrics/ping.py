"""Latency, packet loss and jitter: the router pings the gateways of its default routes."""

from dataclasses import dataclass
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfRatio, UnitOfTime

from .model import SHORT, V7, Graph, Group, Menu, Query, SensorMetric
from .ping_command import series
from .ping_gateways import choose
from .ping_row import PingRow, pinged

# Three packets, 200 ms apart: a gateway is near.
_SERIES: Final = series(3, 200)


@dataclass(frozen=True, kw_only=True)
class PingGroup(Group[PingRow]):
    """The gateways of the router's own default routes, pinged one after the other."""

    @override
    async def read(self, query: Query[PingRow]) -> dict[str, PingRow | None]:
        """Ping the targets; the routes are read at first and in the hourly pass."""
        rows = await _targets(query)
        return {row.gateway.name: await pinged(query.ask, row, _SERIES) for row in rows}

    @override
    def remarks(self, row: PingRow) -> tuple[str, ...]:
        """Return why a gateway is not pinged, or why the ping failed."""
        return row.remarks


async def _targets(query: Query[PingRow]) -> list[PingRow]:
    """Return the gateways with their earlier results; some of them are to be pinged."""
    before = {} if query.before is None else query.before.rows
    if any(row.is_pinged for row in before.values()) and not query.is_full:
        return list(before.values())
    gateways = await query.default_routes.current(query.ask, query.interfaces, anew=True)
    return choose(gateways, before, query.registered)


_milliseconds = partial(
    SensorMetric[PingRow],
    supported=lambda row: row.is_pinged,
    graph=Graph.LATENCY,
    device_class=SensorDeviceClass.DURATION,
    native_unit_of_measurement=UnitOfTime.MILLISECONDS,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
    resolution=0.01,
)

PING = PingGroup(
    key="ping",
    title="Latency and packet loss",
    about=(
        "Per target: three pings a minute to each of up to four gateways of the default routes. "
        "One whose route is gone is pinged for another week; one that cannot be pinged has no "
        "such sensors, and the diagnostics say why. Targets that you add have the same sensors, "
        "with their own number of packets and tier."
    ),
    menus=(Menu("/ping"), Menu("/tool/ping", V7), Menu("/ip/route"), Menu("/ipv6/route")),
    tier=SHORT,
    policy="test",
    has_instances=True,
    listed_while_up=lambda _: True,
    family="ping",
    metrics=(
        _milliseconds(
            key="ping.latency.avg",
            essential=True,
            about=(
                "Mean round-trip time to the target over the last 10 minutes (30 packets), "
                "without lost packets."
            ),
            source=lambda row: row.latency,
        ),
        _milliseconds(
            key="ping.latency.min",
            about="Shortest round-trip time of the last 10 minutes.",
            source=lambda row: min(row.answered, default=None),
            kind="details",
            entity_registry_enabled_default=False,
        ),
        _milliseconds(
            key="ping.latency.max",
            about="Longest round-trip time of the last 10 minutes.",
            source=lambda row: max(row.answered, default=None),
            kind="details",
            entity_registry_enabled_default=False,
        ),
        _milliseconds(
            key="ping.jitter",
            about="Mean difference of successive round-trip times over the last 10 minutes.",
            source=lambda row: row.jitter,
        ),
        SensorMetric(
            key="ping.loss",
            essential=True,
            about=(
                "Share of the packets of the last 10 minutes without a reply; a reply from "
                "another host, such as TTL exceeded, counts as lost."
            ),
            source=lambda row: row.loss,
            supported=lambda row: row.is_pinged,
            graph=Graph.LATENCY,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=1,
            resolution=0.1,
        ),
    ),
)
