"""WAN: the state of the router's DHCP, PPPoE, L2TP and SSTP clients and their addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.util import dt as dt_util

from ..routeros import (
    Command,
    CommandRefusedError,
    NoSuchCommandError,
    PermissionDeniedError,
    Row,
    values,
)
from .interface_index import InterfaceFacts
from .model import SHORT, BinaryMetric, Group, Menu, Query, Scope, SensorMetric
from .monitor import monitor_once

_DHCP: Final = "/ip/dhcp-client"
# The menus that measure dial-up clients, by the type of their interface.
_DIALLED: Final = {
    "pppoe-out": "/interface/pppoe-client",
    "l2tp-out": "/interface/l2tp-client",
    "sstp-out": "/interface/sstp-client",
}
_LEASE: Final = ("interface", "status", "disabled", "invalid")
_CLIENT: Final = (".id", "name", "type", "running", "disabled")

# States in which a DHCP client has an address, and those in which it has none.
_UP: Final = frozenset({"bound", "renewing", "rebinding"})
_DOWN: Final = frozenset({"error", "requesting", "searching", "stopped"})

# Fields that only ``monitor`` has.
_MEASURED: Final[tuple[str, ...]] = ("status", "uptime", "local-address")


@dataclass(frozen=True, kw_only=True, slots=True)
class WanRow:
    """A client of a provider; ``up`` is None where its state is unknown.

    ``state`` is RouterOS's word without its dots, ``reason`` the text after it. ``losses`` counts
    how often the connection was lost while the router was monitored; ``refusal`` is why it was
    not measured.
    """

    is_dialled: bool
    up: bool | None
    state: str | None = None
    reason: str = ""
    address: str | None = None
    uptime: float | None = None
    since: datetime | None = None
    losses: int = 0
    refusal: str = ""

    @classmethod
    def from_lease(cls, row: Row) -> Self:
        """Parse a DHCP client; remains of an expired lease are ignored."""
        state, reason = _state(row.get("status"))
        up = False if values.flag(row.get("invalid")) else _is_up(state)
        address = row.get("address", "").partition("/")[0]
        return cls(
            is_dialled=False,
            up=up,
            state=state or None,
            reason=reason,
            address=address or None if up else None,
        )

    @classmethod
    def from_client(cls, row: Row, measured: Row) -> Self:
        """Parse a dial-up connection and its measurement, empty where it was not measured."""
        state, reason = _state(measured.get("status"))
        up = bool(values.flag(row.get("running")))
        uptime = values.duration(measured.get("uptime")) if up else None
        return cls(
            is_dialled=True,
            up=up,
            state=state or None,
            reason=reason,
            address=measured.get("local-address", "").partition("/")[0] or None if up else None,
            uptime=uptime,
            since=None if uptime is None else dt_util.utcnow() - timedelta(seconds=uptime),
        )

    @property
    def shown_state(self) -> str | None:
        """Return the state with its reason, for display."""
        return f"{self.state}: {self.reason}" if self.state and self.reason else self.state

    def better(self, other: WanRow) -> WanRow:
        """Return the better of two clients of an interface: the one that is up."""
        return other if other.up and not self.up else self

    def after(self, before: WanRow | None) -> WanRow:
        """Return the row with the connections lost since the previous one added."""
        if before is None:
            return self
        return replace(self, losses=before.losses + self._is_lost_since(before))

    def _is_lost_since(self, before: WanRow) -> bool:
        """Return whether the previous session or lease is gone, or was replaced by another one."""
        if not before.up or self.up is not True:
            return bool(before.up) and self.up is False
        if before.uptime is not None and self.uptime is not None:
            return self.uptime < before.uptime
        return None not in {before.address, self.address} and self.address != before.address


def _state(status: str | None) -> tuple[str, str]:
    """Return the word of a status and its reason: "terminating... - hungup"."""
    word, _, reason = (status or "").partition(" - ")
    return word.strip().rstrip(".").casefold(), reason.strip()


def _is_up(state: str) -> bool | None:
    """Return whether a state is one with an address, None for an unknown one."""
    if state in _UP:
        return True
    return False if state in _DOWN else None


type _Found = list[tuple[InterfaceFacts, WanRow | None]]


@dataclass(frozen=True, kw_only=True)
class WanGroup(Group[WanRow]):
    """The clients of all four menus, by their interfaces."""

    @override
    async def read(self, query: Query[WanRow]) -> dict[str, WanRow | None]:
        """Print the DHCP clients and the dial-up interfaces, if there are any."""
        if query.is_full:
            await query.interfaces.current(query.ask)
        before = {} if query.before is None else query.before.rows
        found: _Found = []
        if query.is_full or not all(row.is_dialled for row in before.values()) or not before:
            found += await self._leases(query)
        found += await self._dialled(query)
        return _by_instance(found, before)

    async def _leases(self, query: Query[WanRow]) -> _Found:
        """Print the DHCP clients."""
        fields = ("address",) if "address" in self.fields(query.keys) else ()
        try:
            rows = await query.ask(Command(f"{_DHCP}/print", proplist=(*_LEASE, *fields)))
        except NoSuchCommandError:
            # RouterOS 6 without the DHCP package.
            return []
        named = [{**row, "name": row.get("interface", "")} for row in rows]
        return [
            (facts, _watched(facts, row, WanRow.from_lease(row)))
            for facts, row in await _resolved(query, named)
        ]

    async def _dialled(self, query: Query[WanRow]) -> _Found:
        """Print the dial-up interfaces, and measure them if a metric wanted needs it."""
        kinds = {facts.kind for facts in query.interfaces if facts.is_watched}
        if not (dialled := [kind for kind in _DIALLED if kind in kinds]):
            return []
        queries = tuple(f"?type={kind}" for kind in dialled)
        rows = await query.ask(
            Command(
                "/interface/print",
                proplist=_CLIENT,
                queries=(*queries, *("?#|",) * (len(queries) - 1)),
            )
        )
        fields = self.fields(query.keys)
        wanted = [name for name in _MEASURED if name in fields]
        found: _Found = []
        for kind in dialled if wanted else ():
            found += await _measured(query, kind, rows, wanted)
        return found if wanted else await _parsed(query, rows, {})

    @override
    def remarks(self, row: WanRow) -> tuple[str, ...]:
        """Return why a session is not measured."""
        return (row.refusal,) if row.refusal else ()


async def _resolved(query: Query[WanRow], rows: Iterable[Row]) -> list[tuple[InterfaceFacts, Row]]:
    """Return the rows with their interfaces' facts; new ones are resolved in full reads."""
    if query.is_full:
        return await query.interfaces.resolve(query.ask, rows)
    found = ((query.interfaces.of(row), row) for row in rows)
    return [(facts, row) for facts, row in found if facts is not None]


def _watched(facts: InterfaceFacts, row: Row, parsed: WanRow) -> WanRow | None:
    """Return a client, None where it is disabled or its interface is not monitored."""
    is_off = values.flag(row.get("disabled")) or not facts.is_watched
    return None if is_off else parsed


async def _measured(query: Query[WanRow], kind: str, rows: list[Row], fields: list[str]) -> _Found:
    """Return the clients of a kind with their measurements.

    A reply without names has one row for each, in the order of the request.
    """
    own = [row for row in rows if row.get("type") == kind]
    names = {
        row[".id"]: row.get("name", "")
        for row in own
        if ".id" in row and not values.flag(row.get("disabled"))
    }
    try:
        replies = await monitor_once(query.ask, _DIALLED[kind], names, fields)
    except (CommandRefusedError, NoSuchCommandError, PermissionDeniedError) as err:
        # Whether a connection is up is known anyway.
        return await _parsed(query, own, {}, refusal=str(err))
    if len(replies) != len(names):
        return await _parsed(query, own, {row["name"]: row for row in replies if "name" in row})
    pairs = zip(names.values(), replies, strict=True)
    return await _parsed(query, own, {row.get("name") or name: row for name, row in pairs})


async def _parsed(
    query: Query[WanRow], rows: Iterable[Row], measured: Mapping[str, Row], *, refusal: str = ""
) -> _Found:
    """Return dial-up clients by their interfaces, None for those that are not monitored."""
    found: _Found = []
    for facts, row in await _resolved(query, rows):
        client = WanRow.from_client(row, measured.get(row.get("name", ""), {}))
        found.append((facts, _watched(facts, row, replace(client, refusal=refusal))))
    return found


def _by_instance(found: _Found, before: Mapping[str, WanRow]) -> dict[str, WanRow | None]:
    """Return the clients by their interfaces; of several on one, the one that is up."""
    rows: dict[str, WanRow | None] = {}
    for facts, row in found:
        other = rows.get(facts.instance)
        rows[facts.instance] = row if other is None else other if row is None else other.better(row)
    return {name: row and row.after(before.get(name)) for name, row in rows.items()}


def _always(_: WanRow) -> bool:
    """Return True: the metric exists also while the client is down."""
    return True


_detail = partial(
    SensorMetric[WanRow],
    supported=_always,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)

WAN = WanGroup(
    key="wan",
    title="WAN",
    about=(
        "Per interface with a DHCP client, and per PPPoE, L2TP or SSTP client; those that are "
        "disabled are not monitored."
    ),
    menus=(Menu(_DHCP), Menu("/interface"), *map(Menu, _DIALLED.values())),
    tier=SHORT,
    scope=Scope.INTERFACE,
    family="wan",
    metrics=(
        BinaryMetric(
            key="wan.up",
            about=(
                "Whether the DHCP client has a lease, or the dial-up connection is up; a lease "
                "that is being renewed counts as up."
            ),
            source=lambda row: row.up,
            supported=_always,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
        ),
        _detail(
            key="wan.address",
            about="IPv4 address assigned by the provider; unknown while the client is down.",
            fields=("address", "local-address"),
            source=lambda row: row.address,
            kind="address",
        ),
        _detail(
            key="wan.state",
            about=(
                "State of the client as RouterOS names it, with the reason if there is one, such "
                "as a rejected password."
            ),
            fields=("status",),
            source=lambda row: row.shown_state,
            kind="session",
        ),
        _detail(
            key="wan.since",
            menus=tuple(map(Menu, _DIALLED.values())),
            about="When the dial-up session began; DHCP clients do not report it.",
            fields=("uptime",),
            source=lambda row: row.since,
            supported=lambda row: row.is_dialled,
            device_class=SensorDeviceClass.TIMESTAMP,
            tolerance=timedelta(seconds=60),
            kind="session",
        ),
        _detail(
            key="wan.losses",
            about=(
                "How often the session was lost or redialled, or the lease was lost or changed "
                "its address, while Home Assistant was monitoring; restarts from 0 with the "
                "connection to the router."
            ),
            fields=("uptime", "address"),
            source=lambda row: row.losses,
            state_class=SensorStateClass.TOTAL_INCREASING,
            kind="session",
        ),
    ),
)
