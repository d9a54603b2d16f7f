"""PPP's pools, on routers that report their use and on those that have to count."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.ppp_pools import (
    MOST_POOLS,
    PPP_POOLS,
    PppPoolRow,
)
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError, Row
from tests.conftest import Clock, StartRouter, add_router, poll

from .asked import Answer, Asked, shown
from .entities import enable, find, state_of

POOLS = "/ip/pool/print"
PROFILES = "/ppp/profile/print"
SECRETS = "/ppp/secret/print"
USED = "/ip/pool/used/print"
OWN = ("pool.ppp.used", "pool.ppp.available", "pool.ppp.percent")


def pool(name: str, ranges: str = "10.0.0.1-10.0.0.10", **more: str) -> Row:
    """Return a pool."""
    return {"name": name, "ranges": ranges, **more}


def asked(pools: list[Row], profiles: list[Row], **more: Answer) -> Asked:
    """Return a router with pools, and with profiles that name some of them."""
    answers: dict[str, Answer] = {POOLS: pools, PROFILES: profiles, SECRETS: "0", USED: "0"}
    return Asked(answers | more)


def values(row: PppPoolRow | None) -> tuple[object, ...]:
    """Return the values of a pool."""
    found = shown(PPP_POOLS, row, "pool")
    return tuple(found.get(key) for key in OWN)


async def test_pools_that_tell_what_is_used() -> None:
    """Newer routers report size and use; pools that PPP does not use are left out."""
    told = {"total": "10", "used": "4", "available": "6"}
    pools = [pool("ppp", **told), pool("lan", **told), pool("vpn", **{**told, "used": "10"})]
    profiles = [
        {"remote-address": "ppp"},
        {"local-address": "vpn", "remote-address": "192.0.2.7"},
        {},
    ]
    router = asked(pools, profiles)
    rows = await router.read(PPP_POOLS)
    assert rows.keys() == {"ppp", "vpn", ""}
    assert values(rows["ppp"]) == (4, 6, 40)
    assert values(rows["vpn"]) == (10, 0, 100)
    assert shown(PPP_POOLS, rows[""]) == {
        "pool.ppp.total.available": 6,
        "pool.ppp.total.percent": 70,
    }
    assert router.asked == [POOLS, PROFILES, f"{SECRETS} ?remote-address=lan"]
    again = await router.read(PPP_POOLS, *OWN, before=rows)
    assert router.asked == [POOLS]
    assert router.commands[0].proplist == ("name", "used")
    assert again == rows


async def test_pools_whose_use_is_counted() -> None:
    """Older ones count the used addresses, pool by pool; the size follows from the ranges."""
    pools = [pool("ppp", "10.0.0.0/28,10.0.1.1"), pool("bad", "fe80::/64")]
    profiles = [{"remote-address": "ppp"}, {"remote-address": "bad"}]
    router = asked(pools, profiles, **{f"{USED} ?pool=ppp": "9", f"{USED} ?pool=bad": "1"})
    rows = await router.read(PPP_POOLS)
    assert values(rows["ppp"]) == (9, 8, pytest.approx(100 * 9 / 17))
    assert values(rows["bad"]) == (1, None, None)
    assert shown(PPP_POOLS, rows[""]) == {}
    await router.read(PPP_POOLS, *OWN, before=rows)
    assert router.asked == [f"{USED} ?pool=ppp", f"{USED} ?pool=bad"]


async def test_pools_that_follow_each_other() -> None:
    """Also in a circle, or on to a missing one; secrets name pools too."""
    pools = [
        pool("a", **{"next-pool": "b"}),
        pool("b", **{"next-pool": "a"}),
        pool("c", **{"next-pool": "gone"}),
        pool("d", **{"next-pool": "none"}),
    ]
    router = asked(pools, [{"remote-address": "a"}], **{f"{SECRETS} ?remote-address=c": "2"})
    assert (await router.read(PPP_POOLS)).keys() == {"a", "b", "c", ""}


async def test_a_router_without_ppp() -> None:
    """No row, and no count of used addresses; without pools nothing else is read."""
    router = asked([pool("lan")], [{"name": "default"}])
    assert await router.read(PPP_POOLS) == {}
    assert not [one for one in router.asked if one.startswith(USED)]
    router.answers[POOLS] = []
    assert await router.read(PPP_POOLS) == {}
    assert router.asked == [POOLS]


async def test_what_cannot_be_counted() -> None:
    """Too many pools, or a router that does not list used addresses."""
    many = [pool(f"p{number}") for number in range(MOST_POOLS + 1)]
    router = asked(many, [{"remote-address": one["name"]} for one in many])
    rows = await router.read(PPP_POOLS)
    assert values(rows["p0"]) == (None, None, None)
    router = asked([pool("p")], [{"remote-address": "p"}])
    router.answers[f"{USED} ?pool=p"] = NoSuchCommandError("no such command")
    assert values((await router.read(PPP_POOLS))["p"]) == (None, None, None)


@pytest.mark.parametrize("version", ["7.20.6", "6.49.18"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Sessions use addresses; pools exist with their kind."""
    router = await start_router("hotspot", version=version)
    entry = await add_router(hass, router)
    assert find(hass, router, "pool.ppp.used", "staff") is None
    await enable(hass, entry, clock, *OWN, instance="staff")
    assert [state_of(hass, router, key, "staff") for key in OWN] == ["3", "5", "37.5"]
    assert state_of(hass, router, "pool.ppp.available", "staff-more") == "16"
    assert state_of(hass, router, "pool.ppp.available", "owner") == "2"
    assert find(hass, router, "pool.ppp.used", "rooms") is None
    router.add_row("/ppp/active", {"name": "x", "service": "l2tp", "address": "10.10.9.9"})
    await poll(entry, clock, "medium")
    assert [state_of(hass, router, key, "staff") for key in OWN] == ["4", "4", "50.0"]
    assert state_of(hass, router, "pool.ppp.total.available") == "22"
