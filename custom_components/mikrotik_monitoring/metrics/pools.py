"""Address pools of RouterOS: how many addresses they hold, and which."""

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Self

from ..routeros import values

type Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressPool:
    """Spans of IPv4 addresses as numbers, both ends included, in order and apart."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def from_ranges(cls, ranges: str | None) -> Self | None:
        """Parse ``ranges`` of ``/ip/pool``: "10.0.0.2-10.0.0.9,10.0.1.0/24,10.0.2.1".

        None where it is absent or any part of it is no range of IPv4 addresses.
        """
        spans = [_span(part) for part in values.items(ranges) or ()]
        if not spans or None in spans:
            return None
        return cls(spans=_merged([span for span in spans if span is not None]))

    def __contains__(self, address: str) -> bool:
        """Return whether the pool holds an address; text that is none is in no pool."""
        try:
            number = int(IPv4Address(address))
        except AddressValueError:
            return False
        return any(first <= number <= last for first, last in self.spans)

    def __or__(self, other: Self) -> Self:
        """Return a pool of the addresses of both, each once."""
        return type(self)(spans=_merged([*self.spans, *other.spans]))

    @property
    def size(self) -> int:
        """Return the number of addresses."""
        return sum(last - first + 1 for first, last in self.spans)


def _span(part: str) -> Span | None:
    """Parse one range: from-to, a network (all of its addresses count), or one address."""
    try:
        if "/" in part:
            network = IPv4Network(part, strict=False)
            return int(network.network_address), int(network.broadcast_address)
        first, _, last = part.partition("-")
        span = int(IPv4Address(first.strip())), int(IPv4Address((last or first).strip()))
    except ValueError:
        return None
    return span if span[0] <= span[1] else None


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans in order, those that overlap or touch as one."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)
