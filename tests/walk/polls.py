"""Expected states of the link, the uplinks and the polling itself."""

from collections.abc import Callable, Mapping
from typing import Final

from .expected import EVERYWHERE, RATE, Expected, once
from .truth import Told, Truth, WatchedPort

_SOCKETS: Final = frozenset({"ether", "lte", "wifi", "wlan"})
_TIERS: Final = ("realtime", "short", "medium", "long")


def _expected(unit: str, value: Callable[[Truth], Told], *, half_step: float = 0) -> Expected:
    return Expected(unit=unit, values=once(value), seen=EVERYWHERE, half_step=half_step)


def _logins(truth: Truth) -> int:
    """Return how many sessions were opened since the first poll."""
    logins = truth.router.journal.commands("/login")
    return len({asked.session for asked in logins if asked.time >= truth.first})


def _per_minute(counts: tuple[int, int], truth: Truth) -> float:
    before, now = counts
    return 60 * (now - before) / truth.seconds


# Their traffic passes another uplink, too.
_TUNNELS: Final = ("l2tp-out", "sstp-out", "wg")


def _uplinks(truth: Truth) -> list[WatchedPort]:
    """Return the interfaces of the default routes without bridges, else the busiest port."""
    words = [row.get("immediate-gw") or row["gateway-status"] for row in truth.routes_to_everywhere]
    names = {name for word in words for name in word.replace("%", " ").split()}
    found = [port for port in truth.ports.values() if port.name in names]
    routed = [port for port in found if port.row["type"] != "bridge"]
    ports = [port for port in truth.ports.values() if port.row["type"] in _SOCKETS]
    return routed or [max(ports, key=lambda port: port.first("rx-byte") + port.first("tx-byte"))]


def _uplink_rate(counter: str) -> Expected:
    def rate(truth: Truth) -> float:
        own = [port for port in _uplinks(truth) if port.row["type"] not in _TUNNELS]
        return sum(port.rate(counter) for port in own) * 8 / 1e6

    return Expected(unit="Mbit/s", values=once(rate), seen=EVERYWHERE, share=RATE)


def _uplink_names(truth: Truth) -> str:
    return ", ".join(sorted(port.name for port in _uplinks(truth)))


POLLS: Final[Mapping[str, Expected]] = {
    # The clocks stand still while the router answers.
    **{f"poll.{tier}.duration": _expected("s", lambda _: 0) for tier in _TIERS},
    "link.reachable": Expected(unit=None, values=once(lambda _: True), seen=EVERYWHERE),
    "link.state": Expected(unit=None, values=once(lambda _: "connected"), seen=EVERYWHERE),
    "uplink.traffic.rx": _uplink_rate("rx-byte"),
    "uplink.traffic.tx": _uplink_rate("tx-byte"),
    "uplink.interfaces": Expected(unit=None, values=once(_uplink_names), seen=EVERYWHERE),
    "uplink.gateways": _expected("gateways", lambda truth: len(truth.routes_to_everywhere)),
    "poll.logins": _expected("logins", _logins),
    "poll.commands": _expected(
        "commands/min", lambda truth: _per_minute(truth.asked, truth), half_step=0.5
    ),
    "poll.bytes": _expected(
        "B/min", lambda truth: _per_minute(truth.answered, truth), half_step=0.5
    ),
    "poll.skipped": _expected("polls", lambda _: 0),
}
