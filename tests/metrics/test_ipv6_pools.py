"""IPv6 pools: configured ones, and those that are delegated to the router and go with its lease."""

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.ipv6_pools import (
    IPV6_POOLS,
    MOST_POOLS,
    Ipv6PoolRow,
)
from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME
from custom_components.mikrotik_monitoring.routeros import Row
from tests.conftest import Clock, StartRouter, add_router, poll

from .asked import Asked, shown
from .entities import enable, find, state_of

POOLS = "/ipv6/pool/print"
USED = "/ipv6/pool/used/print"
OWN = ("pool.ipv6.used", "pool.ipv6.available", "pool.ipv6.percent")


def pool(prefix: str, length: str, name: str = "lan", **more: str) -> Row:
    """Return a pool."""
    return {"name": name, "prefix": prefix, "prefix-length": length, **more}


async def shows(row: Row, used: str = "4") -> tuple[object, ...]:
    """Return the values of a pool."""
    router = Asked({POOLS: [row], USED: "0", f"{USED} ?pool=lan": used})
    found = shown(IPV6_POOLS, (await router.read(IPV6_POOLS))["lan"], "lan")
    return tuple(found.get(key) for key in OWN)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (pool("2001:db8:12::/56", "64"), (4, 252, 1.5625)),
        (pool("2001:db8:12::/64", "64"), (4, 0, 100)),
        (pool("2001:db8:12::1/56, 6d16h56m8s", "60"), (4, 12, 25)),
        # Single addresses: they are not counted.
        (pool("2001:db8:12::/64", "128"), (4, None, pytest.approx(0))),
        (pool("2001:db8:12::/64", "56"), (4, None, None)),
        (pool("", "64"), (4, None, None)),
        (pool("10.0.0.0/8", "64"), (4, None, None)),
        ({"name": "lan"}, (4, None, None)),
    ],
)
async def test_size(row: Row, expected: tuple[object, ...]) -> None:
    """A pool holds as many prefixes of its length as fit into its own."""
    assert await shows(row) == expected


async def test_what_is_not_counted() -> None:
    """RouterOS 6 does not list what is used; of too many pools none is counted."""
    old = Asked({POOLS: [pool("2001:db8::/56", "64")]})
    assert await old.read(IPV6_POOLS) == {"lan": Ipv6PoolRow(size=256)}
    many = [pool("2001:db8::/56", "64", f"p{number}") for number in range(MOST_POOLS + 1)]
    router = Asked({POOLS: many, USED: "0"})
    rows = await router.read(IPV6_POOLS)
    assert router.asked == [POOLS]
    assert shown(IPV6_POOLS, rows["p1"], "p1") == {}
    assert await Asked({POOLS: []}).read(IPV6_POOLS) == {}


async def test_a_delegated_pool_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is remembered for a week; a configured one that is removed is gone at once."""
    delegated = pool("2001:db8::/56", "64", "isp", dynamic="true")
    router = Asked({POOLS: [delegated, pool("fd00::/48", "56")], USED: "1"})
    rows = await router.read(IPV6_POOLS)
    router.answers[POOLS] = []
    away = await router.read(IPV6_POOLS, before=rows)
    assert away.keys() == {"isp"}
    assert shown(IPV6_POOLS, away["isp"], "isp") == {}
    assert await router.read(IPV6_POOLS, before=away) == away
    row = away["isp"]
    assert row is not None
    assert row.away_since is not None
    long_ago = Ipv6PoolRow(is_dynamic=True, away_since=row.away_since - AWAY_TIME)
    assert await router.read(IPV6_POOLS, before={"isp": long_ago}) == {}
    router.answers[POOLS] = [delegated]
    assert await router.read(IPV6_POOLS, before=away) == {"isp": rows["isp"]}


async def test_entities(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """Without the lease there are no values, and a new one brings them back."""
    router = await start_router("hotspot")
    entry = await add_router(hass, router)
    assert find(hass, router, "pool.ipv6.used", "isp-pd") is None
    await enable(hass, entry, clock, *OWN, instance="isp-pd")
    assert [state_of(hass, router, key, "isp-pd") for key in OWN] == ["3", "253", "1.2"]
    assert state_of(hass, router, "pool.ipv6.available", "offices") == "251"
    [row] = [row for row in router.rows("/ipv6/pool") if row["name"] == "isp-pd"]
    router.remove_row("/ipv6/pool", {"name": "isp-pd"})
    for _ in range(4):
        clock.offset += 300
        await poll(entry, clock, "medium")
    assert state_of(hass, router, "pool.ipv6.available", "isp-pd") == STATE_UNKNOWN
    assert state_of(hass, router, "pool.ipv6.available", "offices") == "251"
    router.add_row("/ipv6/pool", {**row, "prefix": "2001:db8:4c00::/60"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "pool.ipv6.available", "isp-pd") == "13"
