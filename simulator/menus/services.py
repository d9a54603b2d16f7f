"""The rows of services that every router has: NTP client, DNS, PPP profiles."""

from ..device import Device
from ..noise import wander
from ..table import Record, Rows, Singleton, Table
from ..values import fine_duration
from ..version import Version

_POLL = 900
_CACHE = 2048
_SERVER = "198.51.100.123"
_DOH = Version(6, 47)


def build(device: Device) -> dict[str, Table]:
    """Return the NTP client, the DNS cache and the PPP profiles of a router."""
    return {
        "/system/ntp/client": Singleton([_sntp(device) if device.release.old else _ntp(device)]),
        "/ip/dns": Singleton([_dns(device)]),
        "/ppp/profile": Rows(_profile(name) for name in ("default", "default-encryption")),
    }


def _ntp(device: Device) -> Record:
    """Return the NTP client of RouterOS 7; an unsynchronised one would lack four keys."""
    seed = device.number("ntp")
    return {
        "enabled": "true",
        "mode": "unicast",
        "servers": _SERVER,
        "vrf": "main",
        "freq-drift": "3.109",
        "status": "synchronized",
        "synced-server": _SERVER,
        "synced-stratum": "2",
        "system-offset": lambda at: f"{2.5 * wander(seed, at, 600):.3f}",
    }


def _sntp(device: Device) -> Record:
    """Return the SNTP client of RouterOS 6, which polls every 15 minutes."""
    seed = device.number("ntp")

    def adjustment(at: float) -> str:
        microseconds = int(30_000 * wander(seed, at // _POLL * _POLL, _POLL))
        milliseconds, rest = divmod(abs(microseconds), 1000)
        return f"{'-' if microseconds < 0 else ''}{milliseconds}ms{rest}us"

    return {
        "enabled": "true",
        "mode": "unicast",
        "primary-ntp": _SERVER,
        "secondary-ntp": "0.0.0.0",  # noqa: S104 - RouterOS's word for none.
        "server-dns-names": "",
        "dynamic-servers": "",
        "poll-interval": "15m",
        "active-server": _SERVER,
        "last-update-from": _SERVER,
        "last-update-before": lambda at: fine_duration(at % _POLL),
        "last-adjustment": adjustment,
    }


def _dns(device: Device) -> Record:
    """Return the resolver's settings, and how much of its cache is used, in KiB."""
    seed = device.number("dns")
    has_doh = device.release >= _DOH
    return {
        "servers": "",
        "dynamic-servers": _SERVER,
        **({"use-doh-server": "", "verify-doh-cert": "false"} if has_doh else {}),
        # As in the default configuration, which a virtual router does not have.
        "allow-remote-requests": "false" if "virtual" in device.profile.features else "true",
        "max-udp-packet-size": "4096",
        "query-server-timeout": "2s",
        "query-total-timeout": "10s",
        "max-concurrent-queries": "100",
        "cache-size": str(_CACHE),
        "cache-max-ttl": "1w",
        "cache-used": lambda at: str(int(_CACHE * (0.2 + 0.1 * wander(seed, at, 1800)))),
    }


def _profile(name: str) -> Record:
    """Return one of the two profiles that always exist."""
    return {
        "name": name,
        "use-mpls": "default",
        "use-compression": "default",
        "use-encryption": "yes" if name.endswith("encryption") else "default",
        "only-one": "default",
        "change-tcp-mss": "yes",
        "use-upnp": "default",
        "address-list": "",
        "on-up": "",
        "on-down": "",
        "default": "true",
    }
