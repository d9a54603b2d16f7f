"""Expected states of users, leases, clients, targets and peers."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import pairwise
from statistics import fmean
from typing import Final

from .expected import EDGE, EVERYWHERE, Expected, Values, once
from .truth import Row, Told, Truth, addresses, lends, number, seconds, told

AIR: Final = ("ltap", "hap_v6")

_ACTIVE: Final = "/ppp/active"
_TIMES: Final = {
    "tcp-conn": "tcp-connect-time",
    "http-get": "http-resp-time",
    "https-get": "http-resp-time",
}
_MANY_LEASES: Final = 500
_STACKS: Final = ("/interface/wifi", "/interface/wifiwave2", "/interface/wireless", "/caps-man")
_RADIOS: Final = frozenset({"wifi", "wifiwave2", "wlan", "cap"})


def _serves_ppp(truth: Truth) -> bool:
    """Return whether PPP users can connect to the router, or did."""
    servers = truth.rows("/interface/pppoe-server/server")
    return any(
        row.get("disabled") != "true"
        for row in (*truth.rows(_ACTIVE), *truth.rows("/ppp/secret"), *servers)
    )


def _ppp(unit: str, count: Callable[[Truth], float], *, half_step: float = 0) -> Expected:
    """Expect a count on routers that serve PPP."""
    return Expected(
        unit=unit,
        values=once(lambda truth: count(truth) if _serves_ppp(truth) else None),
        seen=EDGE,
        half_step=half_step,
    )


def _users(service: str) -> Expected:
    return _ppp(
        "users", lambda truth: sum(row["service"] == service for row in truth.rows(_ACTIVE))
    )


def _secrets(truth: Truth) -> int:
    return sum(row.get("disabled") != "true" for row in truth.rows("/ppp/secret"))


def _secrets_in_use(truth: Truth) -> float | None:
    local = sum(row.get("radius") != "true" for row in truth.rows(_ACTIVE))
    return 100 * local / _secrets(truth) if _secrets(truth) else None


def _net_logins(truth: Truth) -> float:
    more = len(truth.rows(_ACTIVE)) - len(truth.rows(_ACTIVE, truth.before))
    return 60 * more / truth.seconds


class _Dhcp:
    """The DHCP servers that are not disabled, and their pools."""

    def __init__(self, truth: Truth) -> None:
        """Read servers, pools and leases."""
        rows = [row for row in truth.rows("/ip/dhcp-server") if row.get("disabled") != "true"]
        self.servers = {row["name"]: row["address-pool"] for row in rows}
        pools = {row["name"]: row for row in truth.rows("/ip/pool")}
        self.chains = {server: _chain(pools, pool) for server, pool in self.servers.items()}
        self.pools = {
            name: addresses(pools[name]["ranges"])
            for chain in self.chains.values()
            for name in chain
        }
        self._truth = truth

    def held(self, server: str) -> int:
        """Return the addresses of a server's pools."""
        return len(self._of(server))

    def taken(self, server: str) -> int:
        """Return how many of these are leased."""
        return sum(self.used[name] for name in self.chains[server])

    @property
    def active(self) -> dict[str, int]:
        """Return the bound leases of each server; many are read at every fifth poll only."""
        menu = "/ip/dhcp-server/lease"
        bound = [row for row in self._truth.rows(menu) if row["status"] == "bound"]
        if len(bound) > _MANY_LEASES:
            first = self._truth.rows(menu, self._truth.first)
            bound = [row for row in first if row["status"] == "bound"]
        return {name: sum(self._is_of(name, row) for row in bound) for name in self.servers}

    @property
    def used(self) -> dict[str, int]:
        """Return how many addresses of each pool are used."""
        rows = self._truth.rows("/ip/pool/used")
        return {name: sum(row["pool"] == name for row in rows) for name in self.pools}

    @property
    def size(self) -> int:
        """Return the addresses of all pools, each once."""
        return len(frozenset[int]().union(*self.pools.values()))

    def _is_of(self, server: str, lease: Row) -> bool:
        is_inside = not self.chains[server] or lends(self._of(server), lease["active-address"])
        return lease["active-server"] == server and is_inside

    def _of(self, server: str) -> frozenset[int]:
        return frozenset[int]().union(*(self.pools[name] for name in self.chains[server]))


def _chain(pools: Mapping[str, Row], name: str) -> list[str]:
    """Return the pools that a server uses, in their order."""
    chain: list[str] = []
    while name in pools and name not in chain:
        chain.append(name)
        name = pools[name].get("next-pool", "none")
    return chain


def _each_server(value: Callable[[_Dhcp, str], float]) -> Callable[[Truth], Values]:
    """Return a function for the values of the servers that have a pool."""

    def values(truth: Truth) -> Values:
        dhcp = _Dhcp(truth)
        return {server: value(dhcp, server) for server, chain in dhcp.chains.items() if chain}

    return values


def _all_servers(value: Callable[[_Dhcp], float]) -> Callable[[Truth], Values]:
    """Return a function for a value of all servers together."""

    def together(truth: Truth) -> float | None:
        dhcp = _Dhcp(truth)
        return value(dhcp) if dhcp.servers else None

    return once(together)


def _dhcp(unit: str, values: Callable[[Truth], Values]) -> Expected:
    return Expected(unit=unit, values=values, seen=(*EVERYWHERE, *EDGE))


class _Air:
    """The radios of a router, and the peers registered there."""

    def __init__(self, truth: Truth) -> None:
        """Read all registration tables."""
        rows = (row for row in truth.rows("/interface") if row["type"] in _RADIOS)
        self.radios = {row["name"] for row in rows if row["disabled"] == "false"}
        tables = (f"{stack}/registration-table" for stack in _STACKS)
        self.peers = [row for table in tables for row in truth.rows(table)]
        self._truth = truth

    @property
    def clients(self) -> list[Row]:
        """Return the peers that are no access points."""
        return [row for row in self.peers if row.get("ap") != "true"]

    def each(self, value: Callable[[list[Row]], Told]) -> dict[str, Told]:
        """Return a value of the peers of each radio."""
        return {
            self._truth.named(radio): value(
                [row for row in self.peers if row["interface"] == radio]
            )
            for radio in self.radios
        }


def _signals(peers: list[Row]) -> list[float]:
    texts = (row.get("signal-strength") or row.get("signal") or row["rx-signal"] for row in peers)
    return [float(text.partition("@")[0]) for text in texts]


def _average(numbers: list[float]) -> float | None:
    return fmean(numbers) if numbers else None


def _ccqs(peers: list[Row]) -> float | None:
    return _average([float(row["tx-ccq"]) for row in peers if "tx-ccq" in row])


def _clients(truth: Truth) -> int | None:
    air = _Air(truth)
    return len(air.clients) if air.radios or air.peers else None


def _each_radio(value: Callable[[list[Row]], Told]) -> Callable[[Truth], Values]:
    return lambda truth: _Air(truth).each(value)


def _targets(truth: Truth) -> list[str]:
    """Return the gateways of the active default routes, as the routes name them."""
    return [route["gateway"] for route in truth.default_routes]


def _pinged(unit: str, value: Callable[[list[float]], float]) -> Expected:
    """Expect a value made of the packets that came back, the same for each target."""

    def values(truth: Truth) -> Values:
        back = [trip for trip in truth.round_trips if trip is not None]
        return dict.fromkeys(_targets(truth), value(back))

    return Expected(unit=unit, values=values, seen=EVERYWHERE)


def _jitter(back: list[float]) -> float:
    return fmean(abs(later - earlier) for earlier, later in pairwise(back))


def loss(truth: Truth) -> dict[str, float]:
    """Return the percentage of lost packets, the same for each target."""
    lost = 100 * truth.round_trips.count(None) / len(truth.round_trips)
    return dict.fromkeys(_targets(truth), lost)


def _watched(value: Callable[[Row], Told], *, icmp: bool = False) -> Callable[[Truth], Values]:
    """Return a function for the values of netwatch entries, or of those that ping."""
    return lambda truth: {
        row.get("name") or row.get("comment") or row["host"]: value(row)
        for row in truth.rows("/tool/netwatch")
        if row.get("disabled") != "true" and (not icmp or row.get("type") == "icmp")
    }


def _timed(types: tuple[str, ...], value: Callable[[Row], Told]) -> Callable[[Truth], Values]:
    """Return a function for the values of the netwatch entries of some types."""
    return lambda truth: {
        row.get("name") or row.get("comment") or row["host"]: value(row)
        for row in truth.rows("/tool/netwatch")
        if row.get("disabled") != "true" and row.get("type") in types
    }


class Peer:
    """A configured BGP peer, and the row of its session, if it has one."""

    def __init__(self, name: str, row: Row) -> None:
        """Store the row; only a flag, which may be empty, marks an established session."""
        self.name, self.row = name, row
        self.is_up = row.get("established", "false") != "false"

    @property
    def prefixes(self) -> int:
        """Return the prefixes it announces now, none without a session."""
        return int(self.row["prefix-count"]) if self.is_up else 0


def peers(truth: Truth) -> list[Peer]:
    """Return the configured peers: rows of RouterOS 6, connections and sessions of 7."""
    if truth.has_old_release:
        rows = truth.rows("/routing/bgp/peer")
        return [Peer(row["name"], row) for row in rows if row["disabled"] == "false"]
    sessions = {row["name"]: row for row in truth.rows("/routing/bgp/session")}
    names = [row["name"] for row in truth.rows("/routing/bgp/connection")]
    return [Peer(name, sessions.get(f"{name}-1", {})) for name in names]


def _each_peer(value: Callable[[Peer], Told]) -> Callable[[Truth], Values]:
    return lambda truth: {peer.name: value(peer) for peer in peers(truth)}


def _counted(unit: str, field: str, seen: str) -> Expected:
    """Expect a counter of the peers that reported it in the first poll."""

    def values(truth: Truth) -> Values:
        return {
            peer.name: float(peer.row[field]) if peer.is_up else None
            for peer in peers(truth)
            if field in peer.row
        }

    return Expected(unit=unit, values=values, seen=(seen,))


def _since(truth: Truth) -> Values:
    """Return when the session of each peer began."""
    return {
        peer.name: truth.wall - timedelta(seconds=seconds(peer.row["uptime"]))
        if peer.is_up
        else None
        for peer in peers(truth)
    }


def _flaps(truth: Truth) -> Values:
    return {peer.name: int(peer.name in truth.lost_peers) for peer in peers(truth)}


def _state(peer: Peer) -> str:
    return "established" if peer.is_up else peer.row.get("state", "down")


def _all_peers(unit: str, value: Callable[[list[Peer]], float]) -> Expected:
    return Expected(
        unit=unit,
        values=once(lambda truth: value(peers(truth)) if peers(truth) else None),
        seen=EDGE,
    )


SERVICES: Final[Mapping[str, Expected]] = {
    "ppp.pppoe.active": _users("pppoe"),
    "ppp.active": _ppp("users", lambda truth: len(truth.rows(_ACTIVE))),
    "ppp.l2tp.active": _users("l2tp"),
    "ppp.sstp.active": _users("sstp"),
    "ppp.ovpn.active": _users("ovpn"),
    "ppp.pptp.active": _users("pptp"),
    "ppp.secrets.configured": _ppp("secrets", _secrets),
    "ppp.secrets.percent": Expected(unit="%", values=once(_secrets_in_use), seen=EDGE),
    "ppp.sessions.change": _ppp("users/min", _net_logins, half_step=0.05),
    "dhcp.leases.active": _dhcp("leases", lambda truth: _Dhcp(truth).active),
    "dhcp.leases.available": _dhcp(
        "addresses", _each_server(lambda dhcp, server: dhcp.held(server) - dhcp.taken(server))
    ),
    "dhcp.leases.percent": _dhcp(
        "%", _each_server(lambda dhcp, server: 100 * dhcp.taken(server) / dhcp.held(server))
    ),
    "dhcp.total.active": _dhcp("leases", _all_servers(lambda dhcp: sum(dhcp.active.values()))),
    "dhcp.total.available": _dhcp(
        "addresses", _all_servers(lambda dhcp: dhcp.size - sum(dhcp.used.values()))
    ),
    "dhcp.total.percent": _dhcp(
        "%", _all_servers(lambda dhcp: 100 * sum(dhcp.used.values()) / dhcp.size)
    ),
    "wireless.clients": Expected(unit="clients", values=once(_clients), seen=AIR),
    "wireless.radio.clients": Expected(
        unit="clients",
        values=_each_radio(lambda peers: sum(row.get("ap") != "true" for row in peers)),
        seen=AIR,
    ),
    "wireless.radio.signal.average": Expected(
        unit="dBm", values=_each_radio(lambda peers: _average(_signals(peers))), seen=AIR
    ),
    "wireless.radio.signal.worst": Expected(
        unit="dBm",
        values=_each_radio(lambda peers: min(_signals(peers), default=None)),
        seen=AIR,
    ),
    "wireless.radio.ccq": Expected(
        unit="%", values=lambda truth: told(_Air(truth).each(_ccqs)), seen=AIR, half_step=0.5
    ),
    "ping.latency.avg": _pinged("ms", fmean),
    "ping.latency.min": _pinged("ms", min),
    "ping.latency.max": _pinged("ms", max),
    "ping.jitter": _pinged("ms", _jitter),
    "ping.loss": Expected(unit="%", values=loss, seen=EVERYWHERE),
    "netwatch.up": Expected(
        unit=None,
        values=_watched(lambda row: {"up": True, "down": False}.get(row["status"])),
        seen=EVERYWHERE,
    ),
    "netwatch.rtt": Expected(
        unit="ms",
        values=_watched(lambda row: 1000 * seconds(row["rtt-avg"]), icmp=True),
        seen=("rb5009",),
    ),
    "netwatch.loss": Expected(
        unit="%",
        values=_watched(lambda row: number(row["loss-percent"]), icmp=True),
        seen=("rb5009",),
    ),
    "netwatch.time": Expected(
        unit="ms",
        values=_timed(tuple(_TIMES), lambda row: 1000 * seconds(row[_TIMES[row["type"]]])),
        seen=("rb5009", "ccr_isp"),
        share=0.1,
        half_step=0.2,
    ),
    "netwatch.code": Expected(
        unit=None,
        values=_timed(("http-get", "https-get"), lambda row: number(row["http-status-code"])),
        seen=("ccr_isp",),
    ),
    "bgp.peer.established": Expected(
        unit=None, values=_each_peer(lambda peer: peer.is_up), seen=EDGE
    ),
    "bgp.peer.prefixes": Expected(
        unit="prefixes", values=_each_peer(lambda peer: peer.prefixes), seen=EDGE
    ),
    "bgp.peer.uptime": Expected(unit=None, values=_since, seen=EDGE),
    "bgp.peer.state": Expected(unit=None, values=_each_peer(_state), seen=EDGE),
    "bgp.peer.updates": _counted("updates", "updates-received", "ccr_v6"),
    "bgp.peer.messages": _counted("messages", "remote.messages", "ccr_isp"),
    "bgp.peer.flaps": Expected(unit="flaps", values=_flaps, seen=EDGE),
    "bgp.sessions.established": _all_peers(
        "sessions", lambda peers: sum(peer.is_up for peer in peers)
    ),
    "bgp.sessions.configured": _all_peers("sessions", len),
    "bgp.prefixes": _all_peers("prefixes", lambda peers: sum(peer.prefixes for peer in peers)),
}
