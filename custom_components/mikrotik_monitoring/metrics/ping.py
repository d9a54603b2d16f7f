"""Latency, packet loss and jitter: the router pings the gateways of its default routes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from statistics import fmean
from typing import Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfRatio, UnitOfTime

from ..routeros import Command, CommandRefusedError, NoSuchCommandError, Row, values
from .gateway import Gateway, find_gateways
from .model import SHORT, V7, Ask, Graph, Group, Menu, Query, SensorMetric

_MOST_TARGETS: Final = 4
_PACKETS: Final = 3
_INTERVAL: Final = "200ms"
# What RouterOS 6 and 7 write of an answered packet of IPv6; of IPv4 they write nothing.
_ANSWERED: Final = "echo reply"
# Ten minutes of a reading each minute.
_WINDOW: Final = 10 * _PACKETS
# RouterOS 6 has just the first; RouterOS 7.23 lists the second alone.
_COMMAND: Final = "/ping"
_ELSEWHERE: Final = "/tool/ping"


@dataclass(frozen=True, kw_only=True, slots=True)
class PingRow:
    """What came back from a target in the last ten minutes.

    ``round_trips`` are seconds, the latest last, None for a packet that was lost; ``command`` is
    the one the router knows; ``refusal`` is the router's word where it does not send at all.
    """

    gateway: Gateway
    command: str = _COMMAND
    round_trips: tuple[float | None, ...] = ()
    refusal: str | None = None

    @property
    def answered(self) -> tuple[float, ...]:
        """Return the round trips of the packets that came back, in ms."""
        if self.refusal is not None:
            return ()
        return tuple(1000 * trip for trip in self.round_trips if trip is not None)

    @property
    def latency(self) -> float | None:
        """Return the mean round trip, in ms."""
        return fmean(self.answered) if self.answered else None

    @property
    def jitter(self) -> float | None:
        """Return the mean difference of successive round trips, in ms."""
        differences = [abs(later - earlier) for earlier, later in pairwise(self.answered)]
        return fmean(differences) if differences else None

    @property
    def loss(self) -> float | None:
        """Return the share of packets that did not come back, in percent."""
        if self.refusal is not None or not self.round_trips:
            return None
        return 100 * self.round_trips.count(None) / len(self.round_trips)

    def with_packets(self, rows: list[Row], command: str) -> PingRow:
        """Return the row with what the packets of one more reading brought."""
        round_trips = (*self.round_trips, *_round_trips(rows))[-_WINDOW:]
        return replace(self, round_trips=round_trips, command=command, refusal=None)


def _round_trips(rows: list[Row]) -> Iterator[float | None]:
    """Yield the seconds of each packet, None for one that the router counts as lost.

    The words of a row do not say it: an answer of IPv6 is an "echo reply", and what another host
    says of a packet, such as "TTL exceeded", comes with a time.
    """
    received = 0
    for row in rows:
        before, count = received, values.integer(row.get("received"))
        if count is None:
            is_answered = (row.get("status") or _ANSWERED) == _ANSWERED
        else:
            is_answered, received = count > before, count
        if not is_answered:
            yield None
        elif (trip := values.duration(row.get("time"))) is not None:
            yield trip


@dataclass(frozen=True, kw_only=True)
class PingGroup(Group[PingRow]):
    """The gateways that the router finds itself, pinged one after the other."""

    @override
    async def read(self, query: Query[PingRow]) -> dict[str, PingRow | None]:
        """Ping the targets; the routes are looked up at first and in the hourly pass."""
        return {row.gateway.name: await _ping(query.ask, row) for row in await _targets(query)}

    @override
    def remarks(self, row: PingRow) -> tuple[str, ...]:
        """Return why a target is not pinged."""
        return () if row.refusal is None else (f"{row.gateway.name}: {row.refusal}",)


async def _targets(query: Query[PingRow]) -> list[PingRow]:
    """Return the targets with what is known of them.

    With the last default route gone, the gateways there were are the ones of interest.
    """
    before = {} if query.before is None else query.before.rows
    if before and not query.is_full:
        return list(before.values())
    gateways = (await find_gateways(query.ask))[:_MOST_TARGETS]
    if not gateways:
        return list(before.values())
    return [
        replace(before.get(gateway.name) or PingRow(gateway=gateway), gateway=gateway)
        for gateway in gateways
    ]


async def _ping(ask: Ask, row: PingRow) -> PingRow:
    """Ping one target; a refused one costs only itself."""
    try:
        rows, command = await _send(ask, row)
    except CommandRefusedError as err:
        return replace(row, refusal=str(err))
    return row.with_packets(rows, command)


async def _send(ask: Ask, row: PingRow) -> tuple[list[Row], str]:
    """Return a row per packet, and the command that the router knows."""
    if row.command != _ELSEWHERE:
        try:
            return await ask(_packets(row.command, row.gateway), bulk=True), row.command
        except NoSuchCommandError:
            pass
    return await ask(_packets(_ELSEWHERE, row.gateway), bulk=True), _ELSEWHERE


def _packets(command: str, gateway: Gateway) -> Command:
    """Return the command that sends a reading's packets."""
    series = (("count", str(_PACKETS)), ("interval", _INTERVAL))
    return Command(command, arguments=(*gateway.arguments, *series))


def _always(_: PingRow) -> bool:
    """Tell that a target has every metric, also while it is silent."""
    return True


_milliseconds = partial(
    SensorMetric[PingRow],
    supported=_always,
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
        "Per target: three pings a minute to each gateway of the active default routes, of which "
        "there may be four."
    ),
    menus=(Menu("/ping"), Menu("/tool/ping", V7), Menu("/ip/route"), Menu("/ipv6/route")),
    tier=SHORT,
    policy="test",
    has_instances=True,
    family="ping",
    metrics=(
        _milliseconds(
            key="ping.latency.avg",
            about=(
                "Mean round trip to the target over the last 10 minutes (30 packets), lost "
                "packets left out."
            ),
            source=lambda row: row.latency,
        ),
        _milliseconds(
            key="ping.latency.min",
            about="Shortest round trip of the last 10 minutes.",
            source=lambda row: min(row.answered, default=None),
            kind="details",
            entity_registry_enabled_default=False,
        ),
        _milliseconds(
            key="ping.latency.max",
            about="Longest round trip of the last 10 minutes.",
            source=lambda row: max(row.answered, default=None),
            kind="details",
            entity_registry_enabled_default=False,
        ),
        _milliseconds(
            key="ping.jitter",
            about="Mean difference of successive round trips over the last 10 minutes.",
            source=lambda row: row.jitter,
        ),
        SensorMetric(
            key="ping.loss",
            about=(
                "Share of the packets of the last 10 minutes that did not come back; what "
                "another host answers is a loss too."
            ),
            source=lambda row: row.loss,
            supported=_always,
            graph=Graph.LATENCY,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=1,
            resolution=0.1,
        ),
    ),
)
