"""Address pools of RouterOS: their addresses, and the pools that follow them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from operator import or_
from typing import Final, Self

from ..routeros import Row, values

type Span = tuple[int, int]

_NO_POOL: Final = frozenset({"", "none"})


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressPool:
    """Ranges of IPv4 addresses as numbers, both ends included, sorted and disjoint."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def from_ranges(cls, ranges: str | None) -> Self | None:
        """Parse ``ranges`` of ``/ip/pool``: "10.0.0.2-10.0.0.9,10.0.1.0/24,10.0.2.1".

        None where it is absent or any part of it is not a range of IPv4 addresses.
        """
        spans = [_span(part) for part in values.items(ranges) or ()]
        if not spans or None in spans:
            return None
        return cls(spans=_merged([span for span in spans if span is not None]))

    def __contains__(self, address: str) -> bool:
        """Return whether the pool contains an address; false for any other text."""
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


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressPools:
    """The pools of a router by name; ``following`` is the next pool of one that is full.

    A pool whose ranges cannot be parsed is None.
    """

    pools: Mapping[str, AddressPool | None]
    following: Mapping[str, str]

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> Self:
        """Parse the rows of ``/ip/pool``."""
        named = {row.get("name", ""): row for row in rows}
        return cls(
            pools={name: AddressPool.from_ranges(row.get("ranges")) for name, row in named.items()},
            following={
                name: row["next-pool"]
                for name, row in named.items()
                if row.get("next-pool", "") not in _NO_POOL
            },
        )

    def chain(self, first: str) -> dict[str, AddressPool]:
        """Return a pool and those after it, each once; none where one of them cannot be parsed.

        Pools may follow each other in a circle, and the name may belong to no pool.
        """
        found: dict[str, AddressPool] = {}
        name: str | None = first
        while name is not None and name in self.pools and name not in found:
            if (pool := self.pools[name]) is None:
                return {}
            found[name] = pool
            name = self.following.get(name)
        return found


def size_of(pools: Iterable[AddressPool]) -> int:
    """Return the number of addresses of several pools, each address once."""
    return reduce(or_, pools).size


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
    """Return the ranges in order, merging those that overlap or touch."""
    merged: list[Span] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)
