"""Firewall rules and queues whose counters grow."""

import pytest

from .conftest import Clock, Start
from .wire import Wire, logged_in

FILTER = "/ip/firewall/filter"
SIMPLE = "/queue/simple"


@pytest.mark.parametrize("profile", ["rb5009", "ccr_isp", "hap_v6", "chr"])
async def test_counters_only_grow(start: Start, clock: Clock, profile: str) -> None:
    """However often they are read; a disabled rule does not count."""
    router = await start(profile)
    before = router.rows(FILTER)
    clock.now += 600
    after = router.rows(FILTER)
    assert router.rows(FILTER, at=clock.now - 600) == before
    grown = [
        int(new["packets"]) - int(old["packets"]) for old, new in zip(before, after, strict=True)
    ]
    assert min(grown) >= 0
    assert sum(grown) > 0
    still = [row for row in after if row.get("disabled") == "true"]
    assert {row["packets"] for row in still} <= {"0"}


async def test_the_routers_own_rule_lacks_flags(wire: Wire) -> None:
    """FastTrack's counters show as a dynamic rule without unset flags."""
    [dummy] = await wire.rows(f"{FILTER}/print", "?dynamic=yes")
    assert dummy["comment"] == "special dummy rule to show fasttrack counters"
    assert not {"disabled", "invalid", "log"} & dummy.keys()


@pytest.mark.parametrize(("profile", "exists"), [("rb5009", True), ("hap_v6", False)])
async def test_ipv6_tables(start: Start, profile: str, exists: bool) -> None:
    """RouterOS 6 has them only with its package."""
    async with logged_in(await start(profile)) as wire:
        reply = await wire.ask("/ipv6/firewall/filter/print", "=count-only=")
    assert (reply[0][0] == "!trap") is not exists


async def test_reset(start: Start, clock: Clock) -> None:
    """A counter set to zero counts on from there, as all do after a boot."""
    router = await start()
    router.set_field(FILTER, {"action": "drop"}, {"packets": "0"})
    router.set_field(SIMPLE, {"name": "Guests"}, {"bytes": "0/0", "max-limit": "1/2"})
    drops = [row for row in router.rows(FILTER) if row["action"] == "drop"]
    assert {row["packets"] for row in drops} == {"0"}
    assert {row["bytes"] for row in drops} != {"0"}
    [guests] = [row for row in router.rows(SIMPLE) if row["name"] == "Guests"]
    assert (guests["bytes"], guests["max-limit"]) == ("0/0", "1/2")
    router.reboot()
    assert {row["bytes"] for row in router.rows(FILTER)} == {"0"}
    assert {row["packets"] for row in router.rows(SIMPLE)} == {"0/0"}
    clock.now += 600
    assert {row["bytes"] for row in router.rows(FILTER)} != {"0"}


async def test_queues_of_subscribers(start: Start, clock: Clock) -> None:
    """Each has one; what its interface receives is what the subscriber uploads."""
    router = await start("ccr_isp")
    async with logged_in(router) as wire:
        [count] = await wire.ask(f"{SIMPLE}/print", "=count-only=", "?dynamic=yes")
        [every] = await wire.ask(f"{SIMPLE}/print", "=count-only=")
        [row] = await wire.rows(f"{SIMPLE}/print", "?name=<pppoe-u1000>")
    assert count[1] == "=ret=200"
    assert every[1] == f"=ret={200 + len(router.profile.queues)}"
    received = router.counter("<pppoe-u1000>", "rx-byte")
    assert row["bytes"] == f"{received}/{router.counter('<pppoe-u1000>', 'tx-byte')}"


async def test_the_tree(start: Start, clock: Clock) -> None:
    """Its values are single, and its identifiers of their own."""
    router = await start("ccr_isp")
    row = router.rows("/queue/tree")[0]
    assert row[".id"] == "*1000000"
    assert row["rate"].isdigit()
    clock.now += 5
    assert int(router.rows("/queue/tree")[0]["bytes"]) > int(row["bytes"])
