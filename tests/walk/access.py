"""Expected states of hotspots, RADIUS, pools, DHCPv6, DNS and the clock."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from .expected import EDGE, EVERYWHERE, RATE, Expected, Values, once
from .records import moment
from .truth import Row, Told, Truth, addresses, seconds

HOTEL: Final = ("hotspot", "hotspot 6.49.18")
_NEW: Final = ("hotspot",)

_STATES: Final = {"idle", "bound"}


def _servers(truth: Truth) -> list[str]:
    """Return the hotspot servers that are not disabled."""
    return [row["name"] for row in truth.rows("/ip/hotspot") if row["disabled"] == "false"]


def _of_hotspots(unit: str, count: Callable[[Truth], int]) -> Expected:
    values = once(lambda truth: count(truth) if _servers(truth) else None)
    return Expected(unit=unit, values=values, seen=HOTEL)


def _users(truth: Truth, server: str) -> int:
    return sum(row["server"] == server for row in truth.rows("/ip/hotspot/active"))


def _waiting(truth: Truth) -> int:
    rows = truth.rows("/ip/hotspot/host")
    return sum("true" not in {row.get("authorized"), row.get("bypassed")} for row in rows)


def _managed(truth: Truth) -> int | None:
    menu = "/tool/user-manager/session" if truth.has_old_release else "/user-manager/session"
    rows = truth.rows(menu)
    return sum(row["active"] == "true" for row in rows) if rows else None


def _radius(truth: Truth) -> dict[str, tuple[Row, Row]]:
    """Return what the router reports of each RADIUS server, before and now."""
    router = truth.router.device
    told = router.monitored.get("/radius", {})
    times = (router.seconds_at(truth.before), router.seconds_at(truth.now))

    def at(number: str, moment: float) -> Row:
        cells = told[number]
        return {
            name: one if isinstance(one, str) else one(moment) or "" for name, one in cells.items()
        }

    return {
        f"{row['address']} {','.join(sorted(row['service'].split(',')))}": (
            at(row[".id"], times[0]),
            at(row[".id"], times[1]),
        )
        for row in truth.rows("/radius")
        if row["disabled"] == "false"
    }


def _per_minute(truth: Truth, counter: str) -> dict[str, float]:
    return {
        server: 60 * (int(now[counter]) - int(before[counter])) / truth.seconds
        for server, (before, now) in _radius(truth).items()
    }


def _of_all_servers(name: str) -> Expected:
    def rate(truth: Truth) -> float | None:
        rates = _per_minute(truth, name)
        return sum(rates.values()) if rates else None

    return Expected(unit=f"{name}/min", values=once(rate), seen=HOTEL, share=RATE, half_step=0.05)


def _of_each_server(name: str) -> Expected:
    return Expected(
        unit=f"{name}/min",
        values=lambda truth: _per_minute(truth, name),
        seen=HOTEL,
        share=RATE,
        half_step=0.05,
    )


def _round_trips(truth: Truth) -> Values:
    return {
        server: 1000 * seconds(now["last-request-rtt"])
        for server, (_, now) in _radius(truth).items()
    }


def _ppp_pools(truth: Truth) -> dict[str, tuple[int, int]]:
    """Return the pools that PPP uses: the addresses of each, and how many are used."""
    pools = {row["name"]: row for row in truth.rows("/ip/pool")}
    named = [*truth.rows("/ppp/profile"), *truth.rows("/ppp/secret")]
    lent = {row.get(end, "") for row in named for end in ("local-address", "remote-address")}
    lent |= {pools[name].get("next-pool", "") for name in lent if name in pools}
    used = [row["pool"] for row in truth.rows("/ip/pool/used")]
    return {
        name: (len(addresses(row["ranges"])), used.count(name))
        for name, row in pools.items()
        if name in lent
    }


def _each_pool(unit: str, value: Callable[[int, int], float]) -> Expected:
    return Expected(
        unit=unit,
        values=lambda truth: {name: value(*pool) for name, pool in _ppp_pools(truth).items()},
        seen=(*HOTEL, *EDGE),
    )


def _all_pools(unit: str, value: Callable[[int, int], float]) -> Expected:
    def together(truth: Truth) -> float | None:
        pools = _ppp_pools(truth).values()
        return (
            value(sum(size for size, _ in pools), sum(used for _, used in pools)) if pools else None
        )

    return Expected(unit=unit, values=once(together), seen=(*HOTEL, *EDGE))


def _ipv6_pools(unit: str, value: Callable[[int, int], float]) -> Expected:
    """Expect a value made of the prefixes of each pool and of the used ones."""

    def values(truth: Truth) -> Values:
        if not truth.has("/ipv6/pool/used"):
            return {}
        used = [row["pool"] for row in truth.rows("/ipv6/pool/used")]
        return {
            row["name"]: value(
                2 ** (int(row["prefix-length"]) - int(row["prefix"].partition("/")[2])),
                used.count(row["name"]),
            )
            for row in truth.rows("/ipv6/pool")
        }

    return Expected(unit=unit, values=values, seen=_NEW)


def _each_client(value: Callable[[Truth, Row], Told], *requests: str) -> Expected:
    """Expect a value of each DHCPv6 client, or of those with some requests."""

    def values(truth: Truth) -> Values:
        return {
            f"{row['interface']} {row['request']}": value(truth, row)
            for row in truth.rows("/ipv6/dhcp-client")
            if row["disabled"] == "false" and (not requests or row["request"] in requests)
        }

    return Expected(unit=None, values=values, seen=HOTEL)


def _lease_end(truth: Truth, row: Row) -> Told:
    if "prefix" not in row:
        return None
    return truth.wall + timedelta(seconds=seconds(row["prefix"].split(", ")[1]))


def _bindings(truth: Truth) -> int | None:
    servers = [row for row in truth.rows("/ipv6/dhcp-server") if row["disabled"] == "false"]
    rows = truth.rows("/ipv6/dhcp-server/binding")
    return sum(row["status"] == "bound" for row in rows) if servers else None


def _adlists(truth: Truth, at: float) -> list[Row]:
    return [row for row in truth.rows("/ip/dns/adlist", at) if row["disabled"] == "false"]


def _names(truth: Truth) -> int | None:
    lists = _adlists(truth, truth.now)
    return sum(int(row["name-count"]) for row in lists) if lists else None


def _matches(truth: Truth) -> float | None:
    before, now = (
        sum(int(row["match-count"]) for row in _adlists(truth, at))
        for at in (truth.before, truth.now)
    )
    return 60 * (now - before) / truth.seconds if _adlists(truth, truth.now) else None


def _dns(truth: Truth, field: str) -> int:
    return int(truth.row("/ip/dns")[field])


def _offset(truth: Truth) -> float:
    row = truth.row("/system/ntp/client")
    if not truth.has_old_release:
        return float(row["system-offset"])
    text = row["last-adjustment"]
    return 1000 * seconds(text.lstrip("-")) * (-1 if text.startswith("-") else 1)


def _ahead(truth: Truth) -> float:
    row = truth.row("/system/clock")
    return (moment(truth, f"{row['date']} {row['time']}") - truth.wall).total_seconds()


def _stratum(truth: Truth) -> int | None:
    text = truth.row("/system/ntp/client").get("synced-stratum")
    return None if text is None else int(text)


def _neighbours(truth: Truth) -> int | None:
    if not truth.has("/ipv6/neighbor"):
        return None
    return sum(row["status"] != "failed" for row in truth.rows("/ipv6/neighbor"))


ACCESS: Final[Mapping[str, Expected]] = {
    "hotspot.users": _of_hotspots("users", lambda truth: len(truth.rows("/ip/hotspot/active"))),
    "hotspot.hosts": _of_hotspots("hosts", lambda truth: len(truth.rows("/ip/hotspot/host"))),
    "hotspot.hosts.waiting": _of_hotspots("hosts", _waiting),
    "hotspot.server.users": Expected(
        unit="users",
        values=lambda truth: {server: _users(truth, server) for server in _servers(truth)},
        seen=HOTEL,
    ),
    "user_manager.sessions": Expected(unit="sessions", values=once(_managed), seen=HOTEL),
    **{
        f"radius.{name}": _of_all_servers(name)
        for name in ("timeouts", "requests", "accepts", "rejects")
    },
    **{
        f"radius.server.{name}": _of_each_server(name)
        for name in ("requests", "rejects", "timeouts")
    },
    "radius.server.round_trip": Expected(unit="ms", values=_round_trips, seen=HOTEL),
    "pool.ppp.used": _each_pool("addresses", lambda _, used: used),
    "pool.ppp.available": _each_pool("addresses", lambda size, used: size - used),
    "pool.ppp.percent": _each_pool("%", lambda size, used: 100 * used / size),
    "pool.ppp.total.available": _all_pools("addresses", lambda size, used: size - used),
    "pool.ppp.total.percent": _all_pools("%", lambda size, used: 100 * used / size),
    "pool.ipv6.used": _ipv6_pools("prefixes", lambda _, used: used),
    "pool.ipv6.available": _ipv6_pools("prefixes", lambda size, used: size - used),
    "pool.ipv6.percent": _ipv6_pools("%", lambda size, used: 100 * used / size),
    "dhcpv6.client.up": _each_client(lambda _, row: row["status"] in _STATES),
    "dhcpv6.client.state": _each_client(lambda _, row: row["status"]),
    "dhcpv6.client.expires": _each_client(_lease_end),
    "dhcpv6.client.prefix": _each_client(lambda _, row: row["prefix"].split(", ")[0], "prefix"),
    "dhcpv6.bindings": Expected(unit="bindings", values=once(_bindings), seen=HOTEL),
    "dns.cache.percent": Expected(
        unit="%",
        values=once(lambda truth: 100 * _dns(truth, "cache-used") / _dns(truth, "cache-size")),
        seen=EVERYWHERE,
    ),
    "dns.cache.used": Expected(
        unit="KiB", values=once(lambda truth: _dns(truth, "cache-used")), seen=EVERYWHERE
    ),
    "dns.adlist.entries": Expected(unit="names", values=once(_names), seen=_NEW),
    "dns.adlist.matches": Expected(
        unit="requests/min", values=once(_matches), seen=_NEW, share=RATE, half_step=0.05
    ),
    "neighbour.ipv6.entries": Expected(unit="hosts", values=once(_neighbours), seen=HOTEL),
    "ntp.synchronized": Expected(unit=None, values=once(lambda _: True), seen=EVERYWHERE),
    "ntp.offset": Expected(unit="ms", values=once(_offset), seen=EVERYWHERE),
    # RouterOS shows whole seconds.
    "clock.difference": Expected(unit="s", values=once(_ahead), seen=EVERYWHERE, half_step=2),
    "ntp.stratum": Expected(unit=None, values=once(_stratum), seen=EVERYWHERE[:1]),
}
