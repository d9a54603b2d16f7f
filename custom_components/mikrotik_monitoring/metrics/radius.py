"""RADIUS: the router's requests to its servers, and their responses."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfTime

from ..routeros import Command, CommandRefusedError, Row, values
from .model import (
    SHORT,
    Graph,
    Group,
    Menu,
    MetricValue,
    Query,
    RateMetric,
    Reading,
    SensorMetric,
)
from .naming import together

_MENU: Final = "/radius"
_MONITOR: Final = f"{_MENU}/monitor"
_LISTED: Final = Command(
    f"{_MENU}/print", proplist=(".id", "address", "service", "comment", "disabled")
)
_MINUTE: Final = 60


class Server(NamedTuple):
    """A configured server; ``number`` is its ``.id``, which is stable until it is removed."""

    number: str
    known_by: str
    label: str
    address: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row of ``/radius``: several may have the same address, for different services."""
        address = row.get("address", "")
        services = sorted(values.items(row.get("service")) or ())
        return cls(
            number=row.get(".id", ""),
            known_by=" ".join(filter(None, (address, ",".join(services)))),
            label=row.get("comment") or address,
            address=address,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class RadiusRow:
    """The counters of a server, or of all together, since the router booted.

    ``round_trip`` is in ms. ``servers`` and ``listed``, which also holds the keys of disabled
    ones, are set for all together; ``one_by_one`` is whether the router can monitor only one
    server at a time.
    """

    label: str = ""
    address: str = ""
    requests: int | None = None
    accepts: int | None = None
    rejects: int | None = None
    timeouts: int | None = None
    round_trip: float | None = None
    servers: tuple[Server, ...] = ()
    listed: tuple[str, ...] = ()
    one_by_one: bool = False

    @classmethod
    def from_row(cls, row: Row, server: Server) -> Self:
        """Parse the ``monitor`` output for a server."""
        round_trip = values.duration(row.get("last-request-rtt"))
        return cls(
            label=server.label,
            address=server.address,
            requests=values.count(row.get("requests")),
            accepts=values.count(row.get("accepts")),
            rejects=values.count(row.get("rejects")),
            timeouts=values.count(row.get("timeouts")),
            round_trip=None if round_trip is None else 1000 * round_trip,
        )

    def with_another(self, other: RadiusRow) -> RadiusRow:
        """Combine two servers: indistinguishable ones, or for the row of all together."""
        return RadiusRow(
            label=self.label,
            address=self.address,
            requests=_sum(self.requests, other.requests),
            accepts=_sum(self.accepts, other.accepts),
            rejects=_sum(self.rejects, other.rejects),
            timeouts=_sum(self.timeouts, other.timeouts),
            round_trip=max(filter(None, (self.round_trip, other.round_trip)), default=None),
        )


def _sum(*counts: int | None) -> int | None:
    """Return the sum of the known counts."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


@dataclass(frozen=True, kw_only=True)
class RadiusGroup(Group[RadiusRow]):
    """The servers that are not disabled, each alone and all together."""

    @override
    async def read(self, query: Query[RadiusRow]) -> dict[str, RadiusRow | None]:
        """List the servers in a full reading, and monitor all of them at once."""
        before = query.before.rows.get("") if query.before else None
        if before is None or query.is_full:
            return await self._read_anew(query)
        try:
            return await self._monitor(query, before)
        except CommandRefusedError:
            # One of them has been removed since.
            return await self._read_anew(query)

    @override
    def private(self, row: RadiusRow) -> tuple[str, ...]:
        """Return the address of a server."""
        return (row.address,) if row.address else ()

    async def _read_anew(self, query: Query[RadiusRow]) -> dict[str, RadiusRow | None]:
        """List the servers, then monitor them."""
        rows = await query.ask(_LISTED)
        enabled = (row for row in rows if not values.flag(row.get("disabled"), absent=False))
        whole = RadiusRow(
            servers=tuple(Server.from_row(row) for row in enabled),
            listed=tuple(Server.from_row(row).known_by for row in rows),
        )
        return await self._monitor(query, whole)

    async def _monitor(
        self, query: Query[RadiusRow], whole: RadiusRow
    ) -> dict[str, RadiusRow | None]:
        """Return a row per server and one for all together; none without a server."""
        listed: dict[str, RadiusRow | None] = dict.fromkeys(whole.listed)
        if not whole.servers:
            return listed
        fields = self.fields(query.keys)
        numbers = [server.number for server in whole.servers]
        told = [] if whole.one_by_one else await _once(query, [",".join(numbers)], fields)
        one_by_one = len(told) != len(numbers)
        if one_by_one:
            told = await _once(query, numbers, fields)
        rows = [
            (server.known_by, RadiusRow.from_row(row, server))
            for server, row in zip(whole.servers, told, strict=True)
        ]
        known = listed | together(rows, RadiusRow.with_another)
        return known | {"": _all(whole, (row for _, row in rows), one_by_one=one_by_one)}


async def _once(
    query: Query[RadiusRow], numbers: Iterable[str], fields: tuple[str, ...]
) -> list[Row]:
    """Return a row for each server, in the order of the request: the rows have no names."""
    found: list[Row] = []
    for number in numbers:
        arguments = (("numbers", number), ("once", ""))
        rows = await query.ask(Command(_MONITOR, arguments=arguments, proplist=fields))
        found += rows if "," in number else rows[:1] or [{}]
    return found


def _all(whole: RadiusRow, rows: Iterable[RadiusRow], *, one_by_one: bool) -> RadiusRow:
    """Return the row of all servers."""
    summed = RadiusRow()
    for row in rows:
        summed = summed.with_another(row)
    return RadiusRow(
        requests=summed.requests,
        accepts=summed.accepts,
        rejects=summed.rejects,
        timeouts=summed.timeouts,
        servers=whole.servers,
        listed=whole.listed,
        one_by_one=one_by_one,
    )


@dataclass(frozen=True, kw_only=True)
class _RateOfAll(RateMetric[RadiusRow]):
    """The growth of a sum: unknown where it includes other servers than before."""

    @override
    def value(
        self, instance: str, now: Reading[RadiusRow], before: Reading[RadiusRow] | None
    ) -> MetricValue:
        """Return the mean rate between two readings of the same servers."""
        earlier = None if before is None else before.rows.get(instance)
        if earlier is None or earlier.servers != now.rows[instance].servers:
            return None
        return super().value(instance, now, before)


def _rates(metric: type[RateMetric[RadiusRow]], **common: Any) -> partial[RateMetric[RadiusRow]]:
    """Return a factory for rates in requests per minute."""
    return partial(
        metric,
        factor=_MINUTE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        resolution=0.1,
        **common,
    )


_of_all = _rates(_RateOfAll, summary=True)
_detail_of_all = _rates(
    _RateOfAll, summary=True, kind="requests", entity_registry_enabled_default=False
)
_of_one = _rates(RateMetric[RadiusRow], kind="servers", entity_registry_enabled_default=False)

RADIUS = RadiusGroup(
    key="radius",
    title="RADIUS",
    about=(
        "Requests of the router, as a client, to the servers that are not disabled; a server is "
        "named by its comment, else by its address."
    ),
    menus=(Menu(_MENU),),
    tier=SHORT,
    has_instances=True,
    family="radius",
    shows_named=True,
    label=lambda row: row.label,
    metrics=(
        _of_all(
            key="radius.timeouts",
            about=(
                "Requests per minute that no server answered in time, all servers together: while "
                "this continues, nobody can log in."
            ),
            fields=("timeouts",),
            source=lambda row: row.timeouts,
            graph=Graph.SECURITY,
        ),
        _detail_of_all(
            key="radius.requests",
            about="Requests per minute that the router sent to all servers together.",
            fields=("requests",),
            source=lambda row: row.requests,
        ),
        _detail_of_all(
            key="radius.accepts",
            about="Requests per minute that a server accepted, all servers together.",
            fields=("accepts",),
            source=lambda row: row.accepts,
        ),
        _detail_of_all(
            key="radius.rejects",
            about=(
                "Requests per minute that a server rejected, all servers together: wrong "
                "passwords and unknown users."
            ),
            fields=("rejects",),
            source=lambda row: row.rejects,
            graph=Graph.SECURITY,
        ),
        _of_one(
            key="radius.server.requests",
            about="Requests per minute that the router sent to the server.",
            fields=("requests",),
            source=lambda row: row.requests,
        ),
        _of_one(
            key="radius.server.rejects",
            about="Requests per minute that the server rejected.",
            fields=("rejects",),
            source=lambda row: row.rejects,
        ),
        _of_one(
            key="radius.server.timeouts",
            about="Requests per minute that the server did not answer in time.",
            fields=("timeouts",),
            source=lambda row: row.timeouts,
        ),
        SensorMetric(
            key="radius.server.round_trip",
            about="Response time of the server to the last request that it answered.",
            fields=("last-request-rtt",),
            source=lambda row: row.round_trip,
            device_class=SensorDeviceClass.DURATION,
            native_unit_of_measurement=UnitOfTime.MILLISECONDS,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            resolution=0.01,
            kind="servers",
            entity_registry_enabled_default=False,
        ),
    ),
)
