"""Who is in the hotel: guests of its hotspots, sessions of User Manager, hosts and neighbours."""

from ..profile import Growing, Row, Since

_ROOMS = 71
_LOBBY = 25
_TELEVISIONS = 9
_WAITING = 34
_STAYING = 41
_LEFT = 60

# Markers in guests' rows: no sensor and no report may contain them.
GUEST = "guest-of-room"
PASSWORD = "marker-of-a-password"  # noqa: S105 - it opens nothing.


def _hardware(number: int) -> str:
    return f"5A:0E:7C:41:{number >> 8:02X}:{number & 255:02X}"


def _address(server: str, number: int) -> str:
    return f"10.10.{1 if server == 'rooms' else 2}.{10 + number}"


def _user(server: str, number: int) -> Row:
    """Return a guest who has logged in."""
    return {
        "server": server,
        "user": f"{GUEST}-{number + (100 if server == 'rooms' else 200)}",
        "address": _address(server, number),
        "mac-address": _hardware(number),
        "login-by": "cookie" if number % 3 else "http-chap",
        "uptime": Since(320 + number * 411),
        "idle-time": "12s",
        "keepalive-timeout": "2m",
        "bytes-in": Growing(4_100_000 + number * 77_000, 900),
        "bytes-out": Growing(61_000_000 + number * 910_000, 14_000),
        "radius": "true",
    }


def _host(server: str, number: int, flags: dict[str, str]) -> Row:
    """Return a host that a hotspot sees: flags that are not set are missing."""
    return {
        "mac-address": _hardware(number),
        "address": _address(server, number),
        "to-address": _address(server, number),
        "server": server,
        "uptime": Since(330 + number * 411),
        "idle-time": "12s",
        "found-by": "DHCP",
        "dhcp": "true",
        **flags,
    }


_USERS = (
    *(_user("rooms", number) for number in range(_ROOMS)),
    *(_user("lobby", number) for number in range(_LOBBY)),
)
_HOSTS = (
    *(_host("rooms", number, {"authorized": "true"}) for number in range(_ROOMS)),
    *(_host("lobby", number, {"authorized": "true"}) for number in range(_LOBBY)),
    *(_host("rooms", 100 + number, {"bypassed": "true"}) for number in range(_TELEVISIONS)),
    *(_host("lobby", 60 + number, {}) for number in range(_WAITING)),
)


def _session(number: int) -> Row:
    """Return a session of User Manager: those that have ended stay listed."""
    has_ended = number >= _STAYING
    return {
        "user": f"{GUEST}-{100 + number}",
        "nas-ip-address": "127.0.0.1",
        "acct-session-id": f"8{number:07x}",
        "calling-station-id": _hardware(number),
        "started": "2026-09-14 15:02:11",
        **({"ended": "2026-09-15 10:31:40"} if has_ended else {}),
        "status": "stop" if has_ended else "start,interim",
        "active": "false" if has_ended else "true",
        "uptime": Since(300 + number * 97),
    }


_SESSIONS = tuple(_session(number) for number in range(_STAYING + _LEFT))
_LOGINS = ({"name": f"{GUEST}-100", "password": PASSWORD, "disabled": "false"},)

GUESTS: dict[str, tuple[Row, ...]] = {
    "/ip/hotspot/active": _USERS,
    "/ip/hotspot/host": _HOSTS,
    "/ip/hotspot/user": ({**_LOGINS[0], "profile": "default", "server": "all"},),
    "/user-manager": ({"enabled": "true", "authentication-port": "1812", "use-profiles": "false"},),
    "/user-manager/session": _SESSIONS,
    "/user-manager/user": _LOGINS,
    "/tool/user-manager/session": _SESSIONS,
    "/tool/user-manager/user": _LOGINS,
    "/ipv6/neighbor": (
        *(
            {
                "address": f"fd10:20:30::{10 + number:x}",
                "mac-address": _hardware(number),
                "interface": "ether4",
                "status": "reachable" if number % 2 else "stale",
            }
            for number in range(7)
        ),
        {
            "address": "fe80::1",
            "mac-address": "00:1B:21:7A:40:99",
            "interface": "ether1",
            "status": "reachable",
            "router": "true",
        },
        {"address": "fd10:20:30::99", "interface": "ether4", "status": "failed"},
    ),
}
