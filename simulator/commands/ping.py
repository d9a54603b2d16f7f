"""`/ping`: a row per packet, as they come back."""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
import math

from ..device import Device
from ..names import resolve, version_of
from ..noise import uniform, wander
from ..profile import Host
from ..table import read
from ..values import round_trip
from .call import BAD_VALUE, Call, trap
from .printing import check_arguments, interval_of

_COMMON = (
    "address count interval src-address interface size ttl dscp do-not-fragment arp-ping as-value "
    "without-paging proplist .proplist"
)
_UNREACHABLE = ip_network("192.0.2.0/24")
# Menu of an argument's values; the reply of RouterOS 6 for a routing table it lacks is unknown.
_PLACES = {"interface": "/interface", "vrf": "/ip/vrf"}
_MAIN = "main"
_FINEST, _COARSEST = 0.01, 5.0
_IPV6 = 6
_ANSWERED = "echo reply"
# Replies of a host on the path: the row has that host, and size, ttl and time of its message.
_OF_THE_PATH = frozenset(
    {
        "TTL exceeded",
        "net unreachable",
        "host unreachable",
        "admin prohibited",
        "fragmentation needed and DF set",
    }
)
# Errors of the router itself, which sends no packet then.
_OF_THE_ROUTER = frozenset({"no route to host", "packet too large and cannot be fragmented"})


@dataclass(slots=True)
class _Tally:
    """The replies so far, times in seconds."""

    host: str
    size: str
    is_ipv6: bool
    sent: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def loss(self) -> int:
        """Return the percentage of packets lost."""
        return round(100 * (self.sent - len(self.times)) / self.sent)


async def ping(call: Call) -> None:
    """Send packets and reply with a row for each; needs the policy `test`."""
    call.require("test")
    way = "routing-table" if call.device.release.old else "vrf"
    check_arguments(call, frozenset({*_COMMON.split(), way}))
    check_way(call)
    name = call.arguments.get("address", "")
    address = resolve(call.device, name)
    host = host_behind(call.device, name, address)
    interval = interval_of(call)
    if not _FINEST <= interval <= _COARSEST:
        raise trap("value of interval out of range (00:00:00.01..00:00:05)", BAD_VALUE)
    tally = _Tally(address, call.arguments.get("size", "56"), version_of(address) == _IPV6)
    limit = _count(call)
    while limit is None or tally.sent < limit:
        if tally.sent:
            await call.device.pause(interval)
        await call.row(call.picked(_packet(call, host, tally)))
        await call.flush()


def check_way(call: Call) -> None:
    """Refuse an interface or a VRF that the router does not have, and an invalid source."""
    for argument, menu in _PLACES.items():
        wanted = call.arguments.get(argument)
        if wanted is None or (argument == "vrf" and wanted == _MAIN):
            continue
        if wanted not in _known(call.device, menu):
            raise trap(f"input does not match any value of {argument}", BAD_VALUE)
    if version_of(call.arguments.get("src-address", "0.0.0.0")) is None:  # noqa: S104 - any source.
        raise trap("invalid value for argument src-address", BAD_VALUE)


def _known(device: Device, menu: str) -> set[str | None]:
    """Return the names of a menu's rows."""
    at = device.seconds
    rows = device.tables[menu].records(at) if menu in device.tables else ()
    return {read(row, "name", at) for row in rows}


def _count(call: Call) -> int | None:
    """Return how many packets to send, None for no limit."""
    text = call.arguments.get("count")
    if text is None:
        return None
    if not text.isdigit():
        raise trap("invalid value for argument count", BAD_VALUE)
    return int(text)


def host_behind(device: Device, name: str, address: str) -> Host:
    """Return the host at an address, which was requested by this name or as the address."""
    if (host := device.hosts.get(name)) is not None:
        if host.refusal is not None:
            raise trap(host.refusal)
        return host
    if version_of(name) is None:
        return Host(round_trip=0.012)
    parsed = ip_address(address.partition("%")[0])
    if parsed.version == _UNREACHABLE.version and parsed in _UNREACHABLE:
        return Host(round_trip=0.0, loss=1.0)
    return Host(round_trip=0.001 + 0.03 * uniform(device.number("host", address), 0))


def _packet(call: Call, host: Host, tally: _Tally) -> dict[str, str]:
    """Send one packet and return its row."""
    device = call.device
    seed = device.number("ping", tally.host)
    moment = int(device.seconds * 1000) + tally.sent
    row = {"seq": str(tally.sent), "host": tally.host}
    tally.sent += 1
    time = host.round_trip * _slowness(seed, moment, host)
    came = {"size": tally.size, "ttl": call.arguments.get("ttl", "58")}
    came["time"] = round_trip(time, device.release)
    if uniform(seed, moment) >= host.loss:
        tally.times.append(time)
        row |= {**came, "status": _ANSWERED} if tally.is_ipv6 else came
    elif host.status in _OF_THE_PATH:
        row |= {**came, "host": host.reporter or tally.host, "status": host.status}
    elif host.status in _OF_THE_ROUTER:
        row = {"seq": row["seq"], "status": host.status}
    else:
        row["status"] = host.status
    return row | _so_far(tally, device)


def _so_far(tally: _Tally, device: Device) -> dict[str, str]:
    """Return a row's statistics of the packets so far; without replies there are no times."""
    row = {"sent": str(tally.sent), "received": str(len(tally.times))}
    row["packet-loss"] = str(tally.loss)
    if tally.times:
        mean = sum(tally.times) / len(tally.times)
        row["min-rtt"] = round_trip(min(tally.times), device.release)
        row["avg-rtt"] = round_trip(mean, device.release)
        row["max-rtt"] = round_trip(max(tally.times), device.release)
    return row


def _slowness(seed: int, moment: int, host: Host) -> float:
    """Return a packet's time as a multiple of the best round trip: queues make a long tail."""
    load = 1 + 0.5 * wander(seed + 2, moment / 1000, 900)
    waited = -math.log(1 - uniform(seed + 1, moment))
    return 1 + host.queueing * load * waited
