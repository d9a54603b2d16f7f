"""Arithmetic of address pools."""

from ipaddress import IPv4Address

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.metrics.pools import AddressPool

NUMBERS = st.integers(0, 300)
SPANS = st.lists(st.tuples(NUMBERS, NUMBERS).map(sorted), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("ranges", "size"),
    [
        ("192.168.88.10-192.168.88.254", 245),
        ("10.0.0.1", 1),
        ("10.0.0.0/30", 4),
        ("10.0.0.1/32", 1),
        ("10.0.0.5/24", 256),
        ("10.0.0.0-10.0.0.9,10.0.0.5-10.0.0.14", 15),
        ("10.0.0.0/24,10.0.0.7,10.0.1.0-10.0.1.3", 260),
        ("10.0.0.4,10.0.0.1", 2),
        ("10.0.0.1 - 10.0.0.2", 2),
    ],
)
def test_size(ranges: str, size: int) -> None:
    """Networks count with all of their addresses; what overlaps counts once."""
    pool = AddressPool.from_ranges(ranges)
    assert pool is not None
    assert pool.size == size


@pytest.mark.parametrize(
    "ranges",
    [None, "", "x", "10.0.0.9-10.0.0.1", "-10.0.0.1", "10.0.0.0/33", "2001:db8::/64"],
)
def test_no_pool(ranges: str | None) -> None:
    """What is no range of IPv4 addresses has no size."""
    assert AddressPool.from_ranges(ranges) is None


def test_membership() -> None:
    """Both ends are in it, text that is no address is not."""
    pool = AddressPool.from_ranges("10.0.0.2-10.0.0.4,10.0.1.0/30")
    assert pool is not None
    inside = [address for address in ("10.0.0.2", "10.0.0.4", "10.0.1.3") if address in pool]
    outside = [address for address in ("10.0.0.1", "10.0.0.5", "lan", "") if address in pool]
    assert (len(inside), outside) == (3, [])


@given(SPANS, SPANS)
def test_each_address_counts_once(ours: list[list[int]], theirs: list[list[int]]) -> None:
    """A pool is as large as the set of its addresses, and so are two together."""
    both = [
        AddressPool.from_ranges(
            ",".join(f"{IPv4Address(first)}-{IPv4Address(last)}" for first, last in spans)
        )
        for spans in (ours, theirs)
    ]
    sets = [
        {number for first, last in spans for number in range(first, last + 1)}
        for spans in (ours, theirs)
    ]
    assert both[0] is not None
    assert both[1] is not None
    assert both[0].size == len(sets[0])
    assert (both[0] | both[1]).size == len(sets[0] | sets[1])
