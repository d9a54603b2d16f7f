"""`/tool/traceroute`: the table of the hops, sent repeatedly as it grows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import fmean, pstdev

from ..device import Device
from ..names import resolve
from ..noise import uniform
from ..values import parse_duration
from .call import BAD_VALUE, Call, trap
from .ping import check_way, host_behind
from .printing import check_arguments

_COMMON = (
    "address as-value count do-not-fragment dscp duration freeze-frame-interval interface max-hops "
    "port protocol size src-address timeout use-dns without-paging proplist .proplist"
)
_MOST_HOPS = 255
_TOO_MANY = "Too many hops"
# Seconds between two rounds.
_ROUND = 1.0


@dataclass(slots=True)
class _Hop:
    """One hop: its address, empty for one that never replies; round trips in seconds."""

    address: str
    nearest: float
    sent: int = 0
    times: list[float] = field(default_factory=list)

    def row(self, error: str) -> dict[str, str]:
        """Return the hop's row of the table: times in ms, without a unit."""
        row = {"address": self.address if self.times else ""}
        lost = self.sent - len(self.times)
        row |= {"loss": str(round(100 * lost / self.sent)), "sent": str(self.sent)}
        row |= {"last": _ms(self.times[-1]) if self.times else "timeout", "status": ""}
        if self.times:
            row |= {
                "avg": _ms(fmean(self.times)),
                "best": _ms(min(self.times)),
                "worst": _ms(max(self.times)),
                "std-dev": _ms(pstdev(self.times)),
            }
        return row | ({"error": error} if error else {})


async def traceroute(call: Call) -> None:
    """Send packets to each hop in turn, round after round; needs the policy `test`.

    After each round all hops are sent again, as one `.section`; the first round is also sent half
    way, as a screen would show it.
    """
    call.require("test")
    device = call.device
    way = "routing-table" if device.release.old else "vrf"
    check_arguments(call, frozenset({*_COMMON.split(), way}))
    check_way(call)
    most = _number(call, "max-hops", _MOST_HOPS) or _MOST_HOPS
    timeout = parse_duration(call.arguments.get("timeout", "1s"))
    if timeout is None:
        raise trap("invalid value for argument timeout", BAD_VALUE)
    hops, is_reached = _path(device, call.arguments.get("address", ""), most)
    error = "" if is_reached else _TOO_MANY
    count, sections = _number(call, "count", None), 0
    while count is None or hops[0].sent < count:
        if hops[0].sent:
            await device.pause(_ROUND)
        for place, hop in enumerate(hops):
            _probe(device, hop)
            if not hop.times:
                await device.pause(timeout)
            if not sections and place == len(hops) // 2:
                await _tell(call, hops[: place + 1], sections, "")
                sections += 1
        await _tell(call, hops, sections, error)
        sections += 1


async def _tell(call: Call, hops: list[_Hop], section: int, error: str) -> None:
    """Send the current table."""
    for hop in hops:
        await call.row({".section": str(section), **call.picked(hop.row(error))})
    await call.flush()


def _path(device: Device, name: str, most: int) -> tuple[list[_Hop], bool]:
    """Return the hops on the path to a host, at most `most`, and whether they reach it.

    The second one never replies, which is common in providers' networks.
    """
    address = resolve(device, name)
    host = host_behind(device, name, address)
    hops = list(_between(device, address, host.round_trip))
    if host.loss < 1:
        hops.append(_Hop(address, host.round_trip))
        return hops[:most], len(hops) <= most
    hops += [_Hop("", 0.0) for _ in range(most)]
    return hops[:most], False


def _between(device: Device, address: str, farthest: float) -> Iterator[_Hop]:
    """Yield the routers between here and an address."""
    number = 2 + device.number("hops", address) % 4
    for place in range(number):
        last = device.number("hop", address, place) % 254 + 1
        name = "" if place == 1 else f"198.19.{place}.{last}"
        yield _Hop(name, farthest * (place + 1) / (number + 1))


def _probe(device: Device, hop: _Hop) -> None:
    """Send one packet to a hop."""
    hop.sent += 1
    if hop.address:
        seed = device.number("trace", hop.address)
        hop.times.append(hop.nearest * (1 + 0.2 * uniform(seed, hop.sent)))


def _number(call: Call, argument: str, default: int | None) -> int | None:
    text = call.arguments.get(argument)
    if text is None:
        return default
    if not text.isdigit() or not int(text):
        raise trap(f"invalid value for argument {argument}", BAD_VALUE)
    return int(text)


def _ms(seconds: float) -> str:
    """Write a time as in the table: ms with one decimal, none where that is zero."""
    return f"{1000 * seconds:.1f}".removesuffix(".0")
