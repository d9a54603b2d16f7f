"""BGP: which peers are established, and how many prefixes they announce."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_address, ip_network
import re
from typing import Any, Final, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory
from homeassistant.util import dt as dt_util

from ..routeros import Command, NoSuchCommandError, Row, values
from .model import (
    AWAY_TIME,
    MEDIUM,
    V6,
    V7,
    BinaryMetric,
    Graph,
    Group,
    Menu,
    Query,
    SensorMetric,
)
from .naming import together

_SESSIONS: Final = "/routing/bgp/session"
_CONNECTIONS: Final = "/routing/bgp/connection"
_PEERS: Final = "/routing/bgp/peer"
_STATE: Final = ("name", "state", "established")
_CONNECTION: Final = ("name", "remote.address", "disabled")
_ESTABLISHED: Final = "established"

# A session is named after its connection, with a number: "transit-1".
_NUMBER: Final = re.compile(r"-\d+$", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerRow:
    """A configured peer; ``uptime`` is in seconds, ``prefixes`` is how many it announces.

    ``flaps`` counts how often the session was lost while the router was monitored. ``called_at`` is
    set for a peer that connected to a listening connection: when it was last seen, in monotonic
    seconds.
    """

    established: bool
    state: str
    prefixes: int | None = None
    uptime: float | None = None
    since: datetime | None = None
    updates: int | None = None
    messages: int | None = None
    flaps: int = 0
    called_at: float | None = None

    @classmethod
    def from_row(cls, row: Row) -> PeerRow:
        """Parse a session of RouterOS 7 or a peer of RouterOS 6; an empty row is no session."""
        state = row.get("state") or "down"
        if not (values.flag(row.get("established")) or state == _ESTABLISHED):
            # A peer's prefixes are withdrawn with its session.
            return cls(established=False, state=state, prefixes=0)
        uptime = values.duration(row.get("uptime"))
        return cls(
            established=True,
            state=_ESTABLISHED,
            prefixes=values.integer(row.get("prefix-count")),
            uptime=uptime,
            since=None if uptime is None else dt_util.utcnow() - timedelta(seconds=uptime),
            updates=values.integer(row.get("updates-received")),
            messages=values.integer(row.get("remote.messages")),
        )

    def worst(self, other: PeerRow) -> PeerRow:
        """Combine two indistinguishable peers: down if either is."""
        shown = other if self.established else self
        prefixes = [peer.prefixes for peer in (self, other) if peer.prefixes is not None]
        return replace(shown, prefixes=sum(prefixes) if prefixes else None)

    def after(self, before: PeerRow | None) -> PeerRow:
        """Return the row with the sessions lost since the previous one added."""
        if before is None:
            return self
        return replace(self, flaps=before.flaps + self._is_lost_since(before))

    def _is_lost_since(self, before: PeerRow) -> bool:
        """Return whether the session of the previous row is gone, or was replaced."""
        if not before.established or not self.established:
            return before.established
        if before.uptime is None or self.uptime is None:
            return False
        return self.uptime < before.uptime


@dataclass(frozen=True, kw_only=True, slots=True)
class BgpRow:
    """All peers together; ``menu`` is the menu that lists them."""

    menu: str
    established: int
    configured: int
    prefixes: int

    @classmethod
    def of(cls, peers: list[PeerRow], menu: str) -> BgpRow:
        """Count the peers that are configured and not disabled.

        One that connected by itself and is gone is no fault: no connection expects it.
        """
        return cls(
            menu=menu,
            established=sum(peer.established for peer in peers),
            configured=sum(peer.established or peer.called_at is None for peer in peers),
            prefixes=sum(peer.prefixes or 0 for peer in peers),
        )


type _Rows = dict[str, PeerRow | BgpRow | None]
type _Peers = dict[str, PeerRow | None]


@dataclass(frozen=True, kw_only=True)
class BgpGroup(Group[Any]):
    """The peers of RouterOS 7, else those of RouterOS 6; a router without peers has no totals."""

    @override
    async def read(self, query: Query[Any]) -> _Rows:
        """Print the peers; those that are disabled are listed but not monitored."""
        before = {} if query.before is None else query.before.rows
        menu = before[""].menu if "" in before else _SESSIONS
        fields = self.fields(query.keys)
        if menu == _SESSIONS:
            try:
                peers = await _sessions(query, fields)
            except NoSuchCommandError:
                menu = _PEERS
        if menu == _PEERS:
            peers = await _peers(query, fields)
        if not peers:
            return {}
        rows = {name: peer and peer.after(before.get(name)) for name, peer in peers.items()}
        return {"": BgpRow.of([peer for peer in rows.values() if peer], menu), **rows}


async def _peers(query: Query[Any], fields: tuple[str, ...]) -> _Peers:
    """Read the peers of RouterOS 6, where one row holds both configuration and state."""
    proplist = tuple(dict.fromkeys((*_STATE, "disabled", *fields)))
    rows = await query.ask(Command(f"{_PEERS}/print", proplist=proplist))
    return together(
        (
            (
                row.get("name", ""),
                None if values.flag(row.get("disabled")) else PeerRow.from_row(row),
            )
            for row in rows
        ),
        PeerRow.worst,
    )


async def _sessions(query: Query[Any], fields: tuple[str, ...]) -> _Peers:
    """Read the peers of RouterOS 7: the configured connections and their sessions.

    A connection to a network only listens: each of its sessions is a peer of its own, and
    having none is no failure.
    """
    proplist = tuple(dict.fromkeys((*_STATE, "remote.address", *fields)))
    sessions = await query.ask(Command(f"{_SESSIONS}/print", proplist=proplist))
    connections = await query.ask(Command(f"{_CONNECTIONS}/print", proplist=_CONNECTION))
    by_name = _by_connection(sessions, connections)
    dynamic: _Peers = {}
    configured: list[tuple[str, PeerRow | None]] = []
    for connection in connections:
        name = connection.get("name", "")
        own = by_name.pop(name, [])
        if values.flag(connection.get("disabled")):
            configured.append((name, None))
        elif _listens(connection):
            dynamic |= _dynamic(name, own)
        else:
            best = max(map(PeerRow.from_row, own or [{}]), key=lambda peer: peer.established)
            configured.append((name, best))
    for name, own in by_name.items():
        dynamic |= _dynamic(name, own)
    known = together(configured, PeerRow.worst)
    return {**_called_before(query, connections), **known, **dynamic}


def _called_before(query: Query[Any], connections: list[Row]) -> _Peers:
    """Return absent peers that had connected to a connection that is still listening."""
    before = {} if query.before is None else query.before.rows
    oldest = asyncio.get_running_loop().time() - AWAY_TIME
    listening = {
        row.get("name", "")
        for row in connections
        if _listens(row) and not values.flag(row.get("disabled"))
    }
    return {
        name: replace(PeerRow.from_row({}), called_at=peer.called_at, flaps=peer.flaps)
        for name, peer in before.items()
        if isinstance(peer, PeerRow)
        and peer.called_at is not None
        and peer.called_at > oldest
        and name.rpartition(" ")[0] in listening
    }


def _by_connection(sessions: list[Row], connections: list[Row]) -> dict[str, list[Row]]:
    """Return the sessions by the name of their connection."""
    configured = {connection.get("name", "") for connection in connections}
    found: dict[str, list[Row]] = {}
    for session in sessions:
        name = session.get("name", "")
        plain = _NUMBER.sub("", name)
        is_whole = name in configured and plain not in configured
        found.setdefault(name if is_whole else plain, []).append(session)
    return found


def _listens(connection: Row) -> bool:
    """Return whether a connection accepts any peer from a network."""
    try:
        network = ip_network(connection.get("remote.address", ""), strict=False)
    except ValueError:
        return False
    return network.prefixlen < network.max_prefixlen


def _dynamic(connection: str, sessions: list[Row]) -> _Peers:
    """Return the peers that connected by themselves, by the connection and their address."""
    now = asyncio.get_running_loop().time()
    rows = ((row.get("remote.address", ""), PeerRow.from_row(row)) for row in sessions)
    return together(
        (
            (f"{connection} {address}", replace(peer, called_at=now))
            for address, peer in rows
            if peer.established
        ),
        PeerRow.worst,
    )


def _called(instance: str) -> bool:
    """Return whether an instance is a peer that connected by itself."""
    try:
        ip_address(instance.rpartition(" ")[2])
    except ValueError:
        return False
    return " " in instance


def _always(_: PeerRow) -> bool:
    """Return True: the metric exists also while the peer is down."""
    return True


_total = partial(
    SensorMetric[PeerRow],
    state_class=SensorStateClass.TOTAL_INCREASING,
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="details",
    entity_registry_enabled_default=False,
)
_of_all = partial(
    SensorMetric[BgpRow],
    summary=True,
    graph=Graph.BGP,
    state_class=SensorStateClass.MEASUREMENT,
)

BGP = BgpGroup(
    key="bgp",
    title="BGP",
    about="Per peer, and all peers together.",
    menus=(Menu(_PEERS, V6), Menu(_SESSIONS, V7), Menu(_CONNECTIONS, V7)),
    tier=MEDIUM,
    has_instances=True,
    listed_while_up=_called,
    family="bgp",
    metrics=(
        BinaryMetric[PeerRow](
            key="bgp.peer.established",
            about=(
                "Whether the session with the peer is established; a configured peer without a "
                "session is down, a connection that only listens is not."
            ),
            source=lambda row: row.established,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
        ),
        SensorMetric[PeerRow](
            key="bgp.peer.prefixes",
            about=(
                "Prefixes that the peer announces, as the router counts them; 0 while it is down."
            ),
            fields=("prefix-count",),
            source=lambda row: row.prefixes,
            supported=_always,
            graph=Graph.BGP,
            state_class=SensorStateClass.MEASUREMENT,
        ),
        SensorMetric[PeerRow](
            key="bgp.peer.uptime",
            about="When the session was established; unknown while it is down.",
            fields=("uptime",),
            source=lambda row: row.since,
            supported=_always,
            device_class=SensorDeviceClass.TIMESTAMP,
            tolerance=timedelta(seconds=60),
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="details",
            entity_registry_enabled_default=False,
        ),
        SensorMetric[PeerRow](
            key="bgp.peer.state",
            about=(
                "State of the session as RouterOS names it; down where RouterOS 7 lists no session."
            ),
            source=lambda row: row.state,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="details",
            entity_registry_enabled_default=False,
        ),
        _total(
            key="bgp.peer.updates",
            menus=(Menu(_PEERS, V6),),
            about="Update messages received from the peer since the session began.",
            fields=("updates-received",),
            source=lambda row: row.updates,
        ),
        _total(
            key="bgp.peer.messages",
            menus=(Menu(_SESSIONS, V7),),
            about="Messages of any kind received from the peer since the session began.",
            fields=("remote.messages",),
            source=lambda row: row.messages,
        ),
        _total(
            key="bgp.peer.flaps",
            about=(
                "How often the session was lost while Home Assistant was monitoring; restarts "
                "from 0 with the connection to the router."
            ),
            fields=("uptime",),
            source=lambda row: row.flaps,
        ),
        _of_all(
            key="bgp.sessions.established",
            about="Sessions that are established, all peers together.",
            source=lambda row: row.established,
        ),
        _of_all(
            key="bgp.sessions.configured",
            about=(
                "Peers that are configured and not disabled, including those that connected to "
                "a listening connection."
            ),
            source=lambda row: row.configured,
        ),
        _of_all(
            key="bgp.prefixes",
            about=(
                "Prefixes that all peers announce together; one announced by two peers counts "
                "twice."
            ),
            fields=("prefix-count",),
            source=lambda row: row.prefixes,
        ),
    ),
)
