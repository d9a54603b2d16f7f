"""What polling costs a router: commands per poll of each tier, and what they request."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_DETAIL
from simulator import PROFILE_NAMES, SimulatedRouter
from simulator.journal import Asked

from .conftest import Clock, StartRouter, add_router, poll
from .profiles import with_fewer_subscribers

# One more per ping target and per DHCP server, which the budget does not include.
BUDGETS = {"essential": (3, 10, 10), "standard": (4, 12, 12), "everything": (4, 24, 18)}

LEASES = "/ip/dhcp-server/lease/print"
QUEUES = "/queue/simple/print"

# Fields that identify the owner of a lease, a session or a queue.
PERSONAL = {"name", "comment", "mac-address", "active-mac-address", "host-name", "caller-id"} | {
    "target",
    "user",
    "info",
}
# Menus with a row per subscriber or client.
OF_PEOPLE = (LEASES, "/ip/pool/used/print", "/ppp/active/print", "/ppp/secret/print")


def words(asked: Asked, prefix: str) -> set[str]:
    """Return the parts of the word of a command that has a prefix."""
    [found] = [word.removeprefix(prefix) for word in asked.words if word.startswith(prefix)] or [""]
    return set(found.split(",")) - {""}


def counted(asked: Asked) -> bool:
    """Return whether only a count was requested."""
    return "=count-only=" in asked.words


@pytest.mark.parametrize("detail", ["essential", "standard", "everything"])
@pytest.mark.parametrize("profile", PROFILE_NAMES)
async def test_commands_per_poll(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, detail: str
) -> None:
    """However much a router has and is read of it, a poll is a handful of commands."""
    router = await start_router(profile, **with_fewer_subscribers(profile))
    entry = await add_router(hass, router, **{OPTION_DETAIL: detail})
    await clock.advance(10)
    # No tick that falls due meanwhile is counted: on a slow machine the clock goes on.
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    await clock.settle()
    asked = {}
    for tier in ("realtime", "short", "medium"):
        router.journal.clear()
        await poll(entry, clock, tier)
        asked[tier] = [entry.command for entry in router.journal]
    targets = asked["short"].count("/ping") + asked["short"].count("/tool/ping")
    servers = len(router.rows("/ip/dhcp-server"))
    realtime, short, medium = BUDGETS[detail]
    assert len(asked["realtime"]) <= realtime, asked["realtime"]
    assert len(asked["short"]) <= short + targets + servers, asked["short"]
    assert len(asked["medium"]) <= medium, asked["medium"]
    assert not [command for command in asked["realtime"] if command.startswith("/ping")]


async def test_commands_per_five_minutes(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """All tiers together stay in their budgets, on whichever connection a command goes."""
    router = await start_router("isp_edge", **with_fewer_subscribers("isp_edge"))
    await add_router(hass, router)
    await clock.advance(310, step=100)
    router.journal.clear()
    await clock.advance(300)
    targets = len({word for asked in router.journal for word in asked.words if "=address=" in word})
    servers = len(router.rows("/ip/dhcp-server"))
    assert (targets, servers) == (2, 3)
    assert not router.journal.commands("/login")
    realtime, short, medium = BUDGETS["standard"]
    assert len(router.journal) <= 60 * realtime + 5 * (short + targets + servers) + medium


@pytest.mark.parametrize("profile", PROFILE_NAMES)
async def test_no_row_names_a_subscriber(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Leases, sessions and their queues are counted and summed, never identified."""
    router = await start_router(profile, **with_fewer_subscribers(profile))
    await add_router(hass, router)
    await clock.advance(400, step=100)
    of_people = [one for menu in OF_PEOPLE for one in router.journal.commands(menu)]
    assert of_people
    for asked in of_people:
        assert counted(asked) or not words(asked, "=.proplist=") & PERSONAL
    leases, queues = _read(router, LEASES), _read(router, QUEUES)
    assert bool(leases) is bool(router.rows("/ip/dhcp-server"))
    assert queues
    for asked in leases:
        in_force = {"active-server", "active-address"}
        assert words(asked, "=.proplist=") <= {"server", "address", "status", *in_force}
    for asked in queues:
        of_subscribers = "?#!" not in asked.words
        assert not of_subscribers or words(asked, "=.proplist=") <= {"rate", "bytes"}
        assert not words(asked, "=.proplist=") & (PERSONAL - {"name"})
    interfaces = _read(router, "/interface/print")
    assert len(interfaces) >= 4
    for asked in interfaces:
        assert "?dynamic=yes" in asked.words or any("?type=" in word for word in asked.words)


def _read(router: SimulatedRouter, menu: str) -> list[Asked]:
    """Return the commands that read rows of a menu."""
    return [asked for asked in router.journal.commands(menu) if not counted(asked)]


def _bulk(router: SimulatedRouter) -> int:
    """Return the session of the bulk connection: pings go over it."""
    [session] = {asked.session for asked in router.journal.commands("/ping")}
    return session


async def test_the_largest_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Two thousand leases and a thousand queues are read every five minutes, on the bulk link."""
    router = await start_router("isp_edge")
    await add_router(hass, router)
    await clock.advance(320, step=40)
    router.journal.clear()
    await clock.advance(600, step=30)
    leases = _read(router, LEASES)
    queues = [asked for asked in _read(router, QUEUES) if "?#!" not in asked.words]
    assert len(leases) == len(queues) == 2
    assert {asked.session for asked in (*leases, *queues)} == {_bulk(router)}
    for reads in (leases, queues):
        assert _apart(reads) == pytest.approx(300, abs=31)
    assert len(router.journal.commands("/ping")) == 2 * 10


def _apart(reads: Iterable[Asked]) -> float:
    """Return the seconds between commands."""
    first, *_, last = times = [asked.time for asked in reads]
    return (last - first) / (len(times) - 1)


async def test_few_leases_are_read_each_minute(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """They need no connection of their own."""
    await add_router(hass, router)
    await clock.advance(120, step=30)
    router.journal.clear()
    await clock.advance(300, step=30)
    leases = _read(router, LEASES)
    assert len(leases) == 5
    assert _bulk(router) not in {asked.session for asked in leases}
