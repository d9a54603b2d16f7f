"""CAPsMAN: which access points of a controller are up, for both the older and the newer one."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory

from ..routeros import Command, NoSuchCommandError, Row, values
from .model import (
    AWAY_TIME,
    BOTH,
    SHORT,
    V7,
    BinaryMetric,
    Graph,
    Group,
    Menu,
    Query,
    SensorMetric,
)
from .radio import RADIOS
from .radio_text import state_word
from .wireless import WIRELESS

# With more access points than this, only those that the owner names are shown.
_CROWD: Final = 20

# The controllers, each with the menu that lists its access points: a router may run both.
_CONTROLLERS: Final[Mapping[str, str]] = {
    "/interface/wifi/capsman": "/interface/wifi/capsman/remote-cap",
    "/caps-man/manager": "/caps-man/remote-cap",
}
_VERSIONS: Final = {"/interface/wifi/capsman": V7, "/caps-man/manager": BOTH}
# Only the older one gives them names in addition to their identities.
_NAMED: Final = frozenset({"/caps-man/remote-cap"})
# Any other word is treated as an unknown state.
_UP: Final[Mapping[str, bool]] = {
    "ok": True,
    "run": True,
    "configure": False,
    "connecting": False,
    "disconnected": False,
    "idle": False,
    "init": False,
    "join": False,
    "upgrading": False,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CapRow:
    """An access point: ``up`` is None where its state is unknown.

    ``name`` is the one its controller gives it, in addition to its ``identity``; ``seen_at`` is
    when it was last listed, in monotonic seconds.
    """

    identity: str
    up: bool | None
    name: str = ""
    version: str | None = None
    seen_at: float = 0.0

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row; one without a state is connected, or it would not be listed."""
        state = state_word(row.get("state"))
        return cls(
            identity=values.text(row.get("identity")) or "",
            up=True if state is None else _UP.get(state),
            name=row.get("name", ""),
            version=row.get("version") or None,
            seen_at=asyncio.get_running_loop().time(),
        )

    @property
    def label(self) -> str:
        """Return the name for display."""
        return self.identity or self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class CapsRow:
    """All access points together; ``controllers`` are the menus that list them."""

    controllers: tuple[str, ...]
    up: int
    known: int
    label: str = ""


type _Rows = dict[str, CapRow | CapsRow | None]


@dataclass(frozen=True, kw_only=True)
class CapsGroup(Group[Any]):
    """The access points that joined a controller; a router that is no controller has no rows."""

    @override
    async def read(self, query: Query[Any]) -> _Rows:
        """List the access points; one that is no longer listed stays for a week, as down."""
        before = {} if query.before is None else query.before.rows
        total = before.get("")
        if query.is_full or total is None:
            controllers = await _controllers(query)
        else:
            controllers = total.controllers
        if not controllers:
            return {}
        rows: dict[str, CapRow] = {}
        for menu in controllers:
            fields = ("base-mac", "identity", "state", *self.fields(query.keys))
            named = ("name",) if menu in _NAMED else ()
            command = Command(f"{menu}/print", proplist=tuple(dict.fromkeys((*fields, *named))))
            listed = {_instance(row): CapRow.from_row(row) for row in await query.ask(command)}
            rows |= {instance: row for instance, row in listed.items() if instance}
        rows = {**_away(query, rows), **rows}
        known = rows.keys() | query.registered()
        up = sum(row.up is True for row in rows.values())
        return {"": CapsRow(controllers=controllers, up=up, known=len(known - {""})), **rows}


async def _controllers(query: Query[Any]) -> tuple[str, ...]:
    """Return the lists of the enabled controllers; raises where the router supports none."""
    found: list[str] = []
    absent: list[NoSuchCommandError] = []
    for menu, listing in _CONTROLLERS.items():
        try:
            rows = await query.ask(Command(f"{menu}/print", proplist=("enabled",)))
        except NoSuchCommandError as err:
            absent.append(err)
        else:
            found += [listing] if any(values.flag(row.get("enabled")) for row in rows) else []
    if len(absent) == len(_CONTROLLERS):
        raise absent[0]
    return tuple(found)


def _instance(row: Row) -> str:
    """Return the key of an access point: its address, else its identity; "" without either."""
    return row.get("base-mac") or row.get("identity") or row.get("name", "")


def _away(query: Query[Any], listed: Mapping[str, CapRow]) -> dict[str, CapRow]:
    """Return the access points that a controller listed within the last week, but not now."""
    last = {} if query.last is None else query.last.rows
    oldest = asyncio.get_running_loop().time() - AWAY_TIME
    return {
        instance: replace(row, up=False)
        for instance, row in last.items()
        if isinstance(row, CapRow) and row.seen_at > oldest and instance not in listed
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class CapClientsRow:
    """The clients of an access point, or of all of them."""

    label: str
    clients: int


@dataclass(frozen=True, kw_only=True)
class CapClientsGroup(Group[CapClientsRow]):
    """Made of the clients registered at the access points' radios, without a query."""

    @override
    async def read(self, query: Query[CapClientsRow]) -> dict[str, CapClientsRow | None]:
        """Sum up the clients of all radios but the controller's own."""
        caps = query.source(CAPS).rows
        if "" not in caps:
            return {}
        peers, radios = query.source(WIRELESS).rows, query.source(RADIOS).rows
        of_cap = {instance: 0 for instance in caps if instance}
        total = 0
        for instance, radio in radios.items():
            if radio.is_remote:
                heard = peers.get(instance)
                clients = 0 if heard is None else heard.clients
                total += clients
                if (cap := _cap_of(radio.cap, caps.items())) is not None:
                    of_cap[cap] += clients
        rows: dict[str, CapClientsRow | None] = {
            cap: CapClientsRow(label=caps[cap].label, clients=clients)
            for cap, clients in of_cap.items()
        }
        return {"": CapClientsRow(label="", clients=total), **rows}


def _cap_of(name: str, caps: Iterable[tuple[str, Any]]) -> str | None:
    """Return the access point that a radio belongs to, None where that is uncertain.

    The newer CAPsMAN writes "identity@base-mac%id", the older one its name or identity.
    """
    _, at, address = name.rpartition("@")
    base = address.partition("%")[0] if at else ""
    rows = [(instance, row) for instance, row in caps if isinstance(row, CapRow)]
    by_name = [instance for instance, row in rows if name in {row.name, row.identity}]
    found = [instance for instance, _ in rows if base and instance == base] or by_name
    return found[0] if len(found) == 1 else None


_count = partial(
    SensorMetric[CapsRow],
    summary=True,
    graph=Graph.WIFI,
    state_class=SensorStateClass.MEASUREMENT,
)
_clients = partial(
    SensorMetric[CapClientsRow],
    source=lambda row: row.clients,
    requires=("capsman.up", "wireless.clients", "wireless.radio.running"),
    graph=Graph.WIFI,
    state_class=SensorStateClass.MEASUREMENT,
    kind="clients",
    entity_registry_enabled_default=False,
)

CAPS = CapsGroup(
    key="capsman",
    title="Access points (CAPsMAN)",
    about=(
        "For routers with CAPsMAN enabled, the newer one, the older one or both. An access point "
        "that is no longer connected is shown as down for a week, then removed."
    ),
    menus=(
        *(Menu(menu, _VERSIONS[menu]) for menu in _CONTROLLERS),
        *(Menu(listing, _VERSIONS[menu]) for menu, listing in _CONTROLLERS.items()),
    ),
    tier=SHORT,
    has_instances=True,
    listed_while_up=bool,
    family="capsman",
    label=lambda row: row.label,
    summary_above=_CROWD,
    shows_named=True,
    metrics=(
        _count(
            key="capsman.up",
            about="Access points that are connected to the controller and running.",
            source=lambda row: row.up,
        ),
        _count(
            key="capsman.known",
            about=(
                "Access points that are connected now or were within the last week; the "
                "difference to those that are up is how many are missing."
            ),
            source=lambda row: row.known,
            kind="details",
            entity_registry_enabled_default=False,
        ),
        BinaryMetric[CapRow](
            key="capsman.cap.up",
            about="Whether the access point is connected to the controller and running.",
            source=lambda row: row.up,
            supported=lambda _: True,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            kind="details",
            entity_registry_enabled_default=False,
        ),
        SensorMetric[CapRow](
            key="capsman.cap.version",
            about="RouterOS version of the access point, as of its last connection.",
            fields=("version",),
            source=lambda row: row.version,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="details",
            entity_registry_enabled_default=False,
        ),
    ),
)
CAP_CLIENTS = CapClientsGroup(
    key="capsman.clients",
    title="Access points (CAPsMAN)",
    tier=SHORT,
    derived=True,
    sources=(CAPS, WIRELESS, RADIOS),
    has_instances=True,
    listed_while_up=bool,
    family="capsman",
    label=lambda row: row.label,
    summary_above=_CROWD,
    shows_named=True,
    metrics=(
        _clients(
            key="capsman.clients",
            about=(
                "Clients of all access points together, each counted once; those of the "
                "controller's own radios are not counted."
            ),
            summary=True,
        ),
        _clients(
            key="capsman.cap.clients",
            about="Clients of all radios and virtual access points of the access point.",
        ),
    ),
)
