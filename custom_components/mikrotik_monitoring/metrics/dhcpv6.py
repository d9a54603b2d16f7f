"""DHCPv6: the leases of the router's clients, and its servers' bindings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.util import dt as dt_util

from ..routeros import Row, values
from .counts import count, counting
from .model import MEDIUM, SHORT, BinaryMetric, Group, Menu, MenuGroup, Query, SensorMetric

_CLIENT: Final = "/ipv6/dhcp-client"
_SERVER: Final = "/ipv6/dhcp-server"
_BINDING: Final = "/ipv6/dhcp-server/binding"

_ENABLED: Final = counting(_SERVER, "?disabled=yes", "?#!")
_BOUND: Final = counting(_BINDING, "?status=bound")

# RouterOS's states without their dots, and whether the client has what it requests.
_STATES: Final = {
    "stopped": False,
    "searching": False,
    "requesting": False,
    "requesting_info": False,
    "confirming": False,
    "bound": True,
    "renewing": True,
    "rebinding": True,
    "stopping": False,
    "declining": False,
    "idle": False,
    "error": False,
}
_IDLE: Final = "idle"
_INFO: Final = ("info",)


class _Leased(NamedTuple):
    """What was leased, and for how many seconds: None without an end, or if not reported."""

    text: str | None
    left: float | None

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Parse "2001:db8::/56, 6d16h56m8s"; the time may be "never"."""
        given, _, left = (text or "").partition(",")
        return cls(given.strip() or None, values.duration(left.strip()))


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientRow:
    """A client: ``up`` is whether it has what it requests, None for an unknown state."""

    wants_prefix: bool
    state: str | None
    up: bool | None
    prefix: str | None = None
    expires: datetime | None = None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row; remains of an earlier lease are ignored."""
        wanted = _wanted(row)
        state = _state(row.get("status"))
        up = _is_up(state, wanted, is_invalid=values.flag(row.get("invalid"), absent=False))
        prefix, address = _Leased.parse(row.get("prefix")), _Leased.parse(row.get("address"))
        told = values.duration(row.get("expires-after"))
        ends = [left for left in (told, prefix.left, address.left) if left is not None]
        return cls(
            wants_prefix="prefix" in wanted,
            state=state,
            up=up,
            prefix=prefix.text if up else None,
            expires=dt_util.utcnow() + timedelta(seconds=min(ends)) if up and ends else None,
        )


def _wanted(row: Row) -> tuple[str, ...]:
    """Return what a client requests, in order: address, info, prefix."""
    return tuple(sorted(values.items(row.get("request")) or ()))


def _name(row: Row) -> str:
    """Return the key of a client: an interface may have one for each request."""
    return " ".join(filter(None, (row.get("interface", ""), ",".join(_wanted(row)))))


def _state(text: str | None) -> str | None:
    """Return the state from a word such as "searching..."; None for an unknown one."""
    word = (text or "").partition(" - ")[0].strip().removesuffix("...")
    state = word.casefold().replace("-", "_")
    return state if state in _STATES else None


def _is_up(state: str | None, wanted: tuple[str, ...], *, is_invalid: bool) -> bool | None:
    """Return whether a client has what it requests: one that requests only info is then idle."""
    if is_invalid:
        return False
    if state is None:
        return None
    return _STATES[state] or (state == _IDLE and wanted == _INFO)


@dataclass(frozen=True, kw_only=True)
class ClientGroup(MenuGroup[ClientRow]):
    """The clients, each by its interface and what it requests."""

    @override
    def private(self, row: ClientRow) -> tuple[str, ...]:
        """Return the prefix, which identifies the owner's connection."""
        return (row.prefix,) if row.prefix else ()


def _client(row: Row) -> tuple[str, ClientRow | None]:
    is_disabled = values.flag(row.get("disabled"), absent=False)
    return _name(row), None if is_disabled else ClientRow.from_row(row)


@dataclass(frozen=True, kw_only=True, slots=True)
class BindingsRow:
    """How many bindings of all servers are in use."""

    bound: int | None


@dataclass(frozen=True, kw_only=True)
class BindingsGroup(Group[BindingsRow]):
    """The bindings, counted; a router without an enabled server has no row."""

    @override
    async def read(self, query: Query[BindingsRow]) -> dict[str, BindingsRow | None]:
        """Let the router count."""
        has_server = query.before is not None and "" in query.before.rows and not query.is_full
        if not has_server and not await count(query.ask, _ENABLED):
            return {}
        return {"": BindingsRow(bound=await count(query.ask, _BOUND))}


_detail = partial(
    SensorMetric[ClientRow],
    supported=lambda _: True,
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="client",
    entity_registry_enabled_default=False,
)

DHCPV6_CLIENT = ClientGroup(
    key="dhcpv6.client",
    title="DHCPv6",
    about="Per client that is not disabled; bindings of all servers together are counted.",
    tier=SHORT,
    path=_CLIENT,
    identity=("interface", "request", "status", "invalid", "disabled"),
    parse=_client,
    has_instances=True,
    family="dhcpv6",
    metrics=(
        BinaryMetric(
            key="dhcpv6.client.up",
            about=(
                "Whether the client has what it requests; one that requests information alone "
                "is idle once it has it."
            ),
            source=lambda row: row.up,
            supported=lambda _: True,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            kind="client",
            entity_registry_enabled_default=False,
        ),
        _detail(
            key="dhcpv6.client.state",
            about="State of the client as RouterOS names it.",
            source=lambda row: row.state,
            device_class=SensorDeviceClass.ENUM,
            options=list(_STATES),
        ),
        _detail(
            key="dhcpv6.client.expires",
            about=(
                "When the lease ends unless it is renewed, the earlier one of prefix and address; "
                "unknown without an end."
            ),
            fields=("prefix", "address", "expires-after"),
            source=lambda row: row.expires,
            device_class=SensorDeviceClass.TIMESTAMP,
            tolerance=timedelta(seconds=60),
        ),
        _detail(
            key="dhcpv6.client.prefix",
            about=(
                "Prefix that is delegated to the router: it identifies you on the internet, so "
                "diagnostics do not show it."
            ),
            fields=("prefix",),
            source=lambda row: row.prefix,
            supported=lambda row: row.wants_prefix,
            kind="prefix",
        ),
    ),
)

DHCPV6_BINDINGS = BindingsGroup(
    key="dhcpv6.bindings",
    title="DHCPv6",
    menus=(Menu(_SERVER), Menu(_BINDING)),
    tier=MEDIUM,
    family="dhcpv6",
    metrics=(
        SensorMetric(
            key="dhcpv6.bindings",
            about="Bindings of all DHCPv6 servers that are in use now.",
            source=lambda row: row.bound,
            state_class=SensorStateClass.MEASUREMENT,
            kind="bindings",
            entity_registry_enabled_default=False,
        ),
    ),
)
