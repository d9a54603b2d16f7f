"""DHCP servers: leases, and how full their pools are."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.dhcp import DHCP, MANY_LEASES, DhcpRow
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.metrics.pools import AddressPool
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row
from simulator import Fault, SimulatedRouter, load_profile
from tests.conftest import Clock, StartRouter, add_router

from .entities import entity_id, find, state_of

SERVERS = "/ip/dhcp-server/print"
LEASES = "/ip/dhcp-server/lease/print"
POOLS = "/ip/pool/print"
USED = "/ip/pool/used/print"
LAN = {"name": "lan", "address-pool": "lan"}


class Dhcp:
    """A router's DHCP menus, read repeatedly by the group."""

    def __init__(self, **menus: list[Row]) -> None:
        """Store servers, pools, leases, and optionally used addresses."""
        self.menus = {
            SERVERS: menus.get("servers", []),
            POOLS: menus.get("pools", []),
            LEASES: menus.get("leases", []),
        }
        if "used" in menus:
            self.menus[USED] = menus["used"]
        self.asked: list[tuple[Command, bool]] = []
        self.before: Reading[DhcpRow] | None = None

    async def ask(
        self,
        command: Command,
        *,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Return the rows of a menu, or the number that match the queries."""
        self.asked.append((command, bulk))
        if command.path not in self.menus:
            raise NoSuchCommandError("no such command or directory", 0)
        pairs = [query.removeprefix("?").split("=", 1) for query in command.queries]
        rows = [
            row
            for row in self.menus[command.path]
            if all(row.get(name) == value for name, value in pairs)
        ]
        if command.arguments:
            return [{"ret": str(len(rows))}]
        if on_row is None:
            return rows
        for row in rows:
            on_row(row)
        return []

    async def read(self, *keys: str, is_full: bool = True) -> Mapping[str, DhcpRow | None]:
        """Read once more."""
        self.asked.clear()
        query = Query[DhcpRow](
            ask=self.ask, keys=frozenset(keys) or DHCP.keys, before=self.before, is_full=is_full
        )
        rows = await DHCP.read(query)
        listed = {name: row for name, row in rows.items() if row is not None}
        self.before = Reading(at=0, rows=listed, listed=rows.keys())
        return rows

    @property
    def paths(self) -> list[str]:
        """Return the menus of the last read."""
        return [command.path for command, _ in self.asked]


def lease(address: str, server: str = "lan", status: str = "bound") -> Row:
    """Return a lease."""
    return {"server": server, "address": address, "status": status}


def pool(ranges: str, name: str = "lan", **more: str) -> Row:
    """Return a pool."""
    return {"name": name, "ranges": ranges} | more


def numbers(row: DhcpRow | None) -> tuple[Any, ...]:
    """Return the metrics' values of a row."""
    assert row is not None
    return row.active, row.available, row.percent


async def test_leases_of_a_server() -> None:
    """Only bound leases inside the pool count; those of a disabled or unknown server do not."""
    dhcp = Dhcp(
        servers=[LAN, {"name": "old", "address-pool": "lan", "disabled": "yes"}],
        pools=[pool("10.0.0.0/30")],
        leases=[
            lease("10.0.0.1"),
            lease("10.0.0.2", status="waiting"),
            lease("10.0.9.9"),
            lease("10.0.0.3", "old"),
            lease("10.0.0.3", "gone"),
            lease("10.7.7.7", "all"),
            {"status": "bound"},
        ],
        used=[{"pool": "lan"}, {"pool": "lan"}, {"pool": "other"}],
    )
    rows = await dhcp.read()
    assert rows.keys() == {"lan", "old", ""}
    assert rows["old"] is None
    assert numbers(rows["lan"]) == (2, 2, 50.0)
    assert numbers(rows[""]) == (2, 2, 50.0)


async def test_a_server_without_a_pool() -> None:
    """It has leases, but no share; so has one whose pool does not exist."""
    dhcp = Dhcp(
        servers=[
            {"name": "static", "address-pool": "static-only"},
            {"name": "none"},
            {"name": "lost", "address-pool": "lost"},
        ],
        leases=[lease("10.0.0.1", "static"), lease("10.0.0.2", "static")],
        used=[],
    )
    rows = await dhcp.read()
    assert numbers(rows["static"]) == (2, None, None)
    assert numbers(rows["none"]) == (0, None, None)
    assert numbers(rows["lost"]) == (0, None, None)
    assert numbers(rows[""]) == (2, None, None)


async def test_servers_that_share_addresses() -> None:
    """In the totals a pool counts once, and so does an address that is in two pools."""
    dhcp = Dhcp(
        servers=[LAN, {"name": "guest", "address-pool": "lan"}, {"name": "c", "address-pool": "c"}],
        pools=[pool("10.0.0.0/24"), pool("10.0.0.128-10.0.1.127", "c")],
        leases=[lease("10.0.0.1"), lease("10.0.0.2", "guest")],
        used=[{"pool": "lan"}] * 10 + [{"pool": "c"}] * 2,
    )
    rows = await dhcp.read()
    assert numbers(rows["guest"]) == (1, 246, pytest.approx(100 * 10 / 256))
    assert numbers(rows[""]) == (2, 372, pytest.approx(100 * 12 / 384))
    assert dhcp.paths.count(USED) == 2


async def test_what_is_in_force() -> None:
    """A client's active address and server count, whatever is configured for it."""
    has = {"active-server": "lan", "active-address": "10.0.0.1"}
    dhcp = Dhcp(
        servers=[LAN, {"name": "guest", "address-pool": "guest"}],
        pools=[pool("10.0.0.0/24"), pool("10.1.0.0/24", "guest")],
        leases=[
            lease("lan") | has,
            lease("0.0.0.0") | has,  # noqa: S104 - RouterOS's word for any of the pool's.
            lease("10.9.9.9") | has,
            lease("10.0.0.2", "all") | has,
            lease("10.0.0.3", "guest") | has,
            {"status": "bound"} | has,
            lease("10.0.0.4") | {"active-server": "guest", "active-address": "10.1.0.1"},
            lease("10.0.0.5") | {"active-server": "lan", "active-address": "10.9.9.9"},
        ],
    )
    rows = await dhcp.read()
    assert numbers(rows["lan"]) == (6, 250, pytest.approx(100 * 6 / 256))
    assert numbers(rows["guest"]) == (1, 255, pytest.approx(100 / 256))
    assert numbers(rows[""])[0] == 7


async def test_pools_that_follow_each_other() -> None:
    """Each server has its chain to the end; in the totals a pool counts once."""
    dhcp = Dhcp(
        servers=[
            LAN,
            {"name": "guest", "address-pool": "guest"},
            {"name": "last", "address-pool": "last"},
        ],
        pools=[
            pool("10.0.0.0/30", **{"next-pool": "last"}),
            pool("10.1.0.0/30", "guest", **{"next-pool": "middle"}),
            pool("10.2.0.0/30", "middle", **{"next-pool": "last"}),
            pool("10.3.0.0/29", "last", **{"next-pool": "none"}),
        ],
        leases=[
            lease("10.0.0.1"),
            lease("10.3.0.1"),
            lease("10.2.0.1"),
            lease("10.3.0.2", "guest"),
        ],
        used=[{"pool": "lan"}] * 4 + [{"pool": "middle"}] + [{"pool": "last"}] * 2,
    )
    rows = await dhcp.read()
    assert numbers(rows["lan"]) == (2, 6, 50.0)
    assert numbers(rows["guest"]) == (1, 13, pytest.approx(100 * 3 / 16))
    assert numbers(rows["last"]) == (0, 6, 25.0)
    assert numbers(rows[""]) == (3, 13, pytest.approx(100 * 7 / 20))
    assert dhcp.paths.count(USED) == 4


async def test_chains_where_the_router_counts_nothing() -> None:
    """The leases inside each pool count as its used addresses."""
    dhcp = Dhcp(
        servers=[LAN],
        pools=[pool("10.0.0.0/30", **{"next-pool": "more"}), pool("10.3.0.0/30", "more")],
        leases=[lease("10.0.0.1"), lease("10.3.0.1"), lease("10.3.0.2")],
    )
    assert numbers((await dhcp.read())["lan"]) == (3, 5, 37.5)


async def test_chains_without_an_end() -> None:
    """Pools in a circle count once; one that is missing or cannot be parsed ends the chain."""
    circle = [
        pool("10.0.0.0/30", **{"next-pool": "b"}),
        pool("10.1.0.0/30", "b", **{"next-pool": "lan"}),
    ]
    lost = [pool("10.0.0.0/30", **{"next-pool": "lost"})]
    broken = [pool("10.0.0.0/30", **{"next-pool": "b"}), pool("soon", "b")]
    sizes = []
    for pools in (circle, lost, broken):
        row = (await Dhcp(servers=[LAN], pools=pools, used=[]).read())["lan"]
        assert row is not None
        sizes.append(row.size)
    assert sizes == [8, 4, None]


async def test_a_pool_that_counts_for_itself() -> None:
    """Newer versions report the used addresses, of all pools at once."""
    dhcp = Dhcp(servers=[LAN], pools=[pool("10.0.0.0/24", total="256", used="64")])
    assert numbers((await dhcp.read())["lan"]) == (0, 192, 25.0)
    dhcp.menus[POOLS] = [pool("10.0.0.0/24", used="128")]
    assert numbers((await dhcp.read("dhcp.leases.percent", is_full=False))["lan"])[2] == 50.0
    assert dhcp.paths == [POOLS]
    dhcp.menus[POOLS] = []
    rows = await dhcp.read("dhcp.leases.percent", is_full=False)
    assert numbers(rows["lan"])[2] == 0.0


async def test_a_router_that_does_not_tell_what_is_used() -> None:
    """The bound leases count instead."""
    dhcp = Dhcp(servers=[LAN], pools=[pool("10.0.0.0/30")], leases=[lease("10.0.0.1")])
    assert numbers((await dhcp.read())["lan"]) == (1, 3, 25.0)


async def test_more_used_than_there_is() -> None:
    """After a pool was made smaller it is full, not more than full."""
    dhcp = Dhcp(servers=[LAN], pools=[pool("10.0.0.1")], used=[{"pool": "lan"}] * 3)
    assert numbers((await dhcp.read())["lan"]) == (0, 0, 100)
    assert DhcpRow(name="lan", size=0, used=0).percent is None


async def test_no_server() -> None:
    """A router without a server has no totals either."""
    assert await Dhcp().read() == {}
    dhcp = Dhcp(servers=[LAN | {"disabled": "true"}, {"address-pool": "x"}])
    assert await dhcp.read() == {"lan": None}


async def test_between_the_hours() -> None:
    """Servers and pools are read in full reads; only what is wanted is read at all."""
    dhcp = Dhcp(servers=[LAN], pools=[pool("10.0.0.0/24")], used=[])
    await dhcp.read()
    assert dhcp.paths == [SERVERS, POOLS, USED, LEASES, LEASES]
    await dhcp.read(is_full=False)
    assert dhcp.paths == [USED, LEASES]
    await dhcp.read("dhcp.total.active", is_full=False)
    assert dhcp.paths == [LEASES]
    await dhcp.read("dhcp.leases.available", is_full=False)
    assert dhcp.paths == [USED]


async def test_leases_carry_nobodys_name() -> None:
    """Only server, address and status are read, and only of bound ones."""
    dhcp = Dhcp(servers=[LAN], pools=[pool("10.0.0.0/24")], used=[])
    await dhcp.read(is_full=False)
    command, bulk = dhcp.asked[-1]
    assert command.proplist == (
        "active-server",
        "active-address",
        "server",
        "address",
        "status",
    )
    assert command.queries == ("?status=bound",)
    assert not bulk


async def test_many_leases() -> None:
    """They are read on the bulk connection, at every fifth poll."""
    dhcp = Dhcp(
        servers=[LAN],
        pools=[pool("10.0.0.0/16")],
        leases=[lease(f"10.0.{n >> 8}.{n & 255}") for n in range(MANY_LEASES + 1)],
        used=[],
    )
    assert numbers((await dhcp.read())["lan"])[0] == MANY_LEASES + 1
    assert dhcp.asked[-1][1]
    dhcp.menus[LEASES].append(lease("10.0.200.1"))
    for _ in range(4):
        rows = await dhcp.read(is_full=False)
        assert numbers(rows["lan"])[0] == MANY_LEASES + 1
        assert LEASES not in dhcp.paths
    assert numbers((await dhcp.read(is_full=False))["lan"])[0] == MANY_LEASES + 2
    assert dhcp.asked[-1][1]


def leases_of(router: SimulatedRouter, server: str) -> int:
    """Return how many bound leases a server has inside its pool."""
    [row] = [row for row in router.rows("/ip/dhcp-server") if row["name"] == server]
    pools = {row["name"]: row["ranges"] for row in router.rows("/ip/pool")}
    assert not [row for row in router.rows("/ip/pool") if "next-pool" in row]
    inside = AddressPool.from_ranges(pools.get(row["address-pool"]))
    return sum(
        row["server"] == server
        and row["status"] == "bound"
        and (inside is None or row["address"] in inside)
        for row in router.rows("/ip/dhcp-server/lease")
    )


def near(count: int) -> Any:
    """Return what equals a count that may have changed since the router was read."""
    return pytest.approx(count, abs=3)


def used_of(router: SimulatedRouter, pool: str) -> int:
    """Return how many addresses of a pool are used."""
    return sum(row["pool"] == pool for row in router.rows("/ip/pool/used"))


@pytest.mark.parametrize("version", ["7.23.1", "7.12", "6.49.10"])
async def test_a_providers_edge(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Each server by itself, and all together."""
    ports = load_profile("ccr_isp").interfaces[:2]
    router = await start_router("ccr_isp", version=version, interfaces=ports)
    await add_router(hass, router)
    await clock.settle()
    await clock.skip(61)
    sizes = {"iptv": 1009, "voip": 81}

    def number(metric: str, instance: str = "") -> float:
        return float(state_of(hass, router, metric, instance))

    for server, size in sizes.items():
        used = used_of(router, server)
        assert number("dhcp.leases.active", server) == near(leases_of(router, server))
        assert number("dhcp.leases.available", server) == near(size - used)
        taken = size - number("dhcp.leases.available", server)
        assert number("dhcp.leases.percent", server) == pytest.approx(100 * taken / size, abs=0.06)
    assert state_of(hass, router, "dhcp.leases.active", "mgmt") == "4"
    assert find(hass, router, "dhcp.leases.percent", "mgmt") is None
    assert find(hass, router, "dhcp.leases.active", "lab") is None
    each = sum(number("dhcp.leases.active", server) for server in (*sizes, "mgmt"))
    assert number("dhcp.total.active") == each
    left = sum(number("dhcp.leases.available", server) for server in sizes)
    assert number("dhcp.total.available") == left
    name = hass.states.get(entity_id(hass, router, "dhcp.leases.active", "iptv"))
    assert name is not None
    assert name.name.endswith("DHCP iptv leases")


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_a_home(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """A new lease is counted a minute later, one that is waiting is not."""
    router = await start_router(profile)
    await add_router(hass, router)
    await clock.settle()
    [server] = router.rows("/ip/dhcp-server")
    before = leases_of(router, server["name"])
    assert state_of(hass, router, "dhcp.leases.active", server["name"]) == str(before)
    total = er.async_get(hass).async_get(entity_id(hass, router, "dhcp.total.active"))
    assert total is not None
    assert total.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    [row] = [row for row in router.rows("/ip/dhcp-server/lease") if row["status"] == "bound"][:1]
    network = row["address"].rpartition(".")[0]
    row = {name: value for name, value in row.items() if name != ".id"}
    router.add_row("/ip/dhcp-server/lease", row | {"address": f"{network}.200"})
    await clock.advance(60)
    assert state_of(hass, router, "dhcp.leases.active", server["name"]) == str(before + 1)
    used = used_of(router, server["address-pool"])
    available = float(state_of(hass, router, "dhcp.leases.available", server["name"]))
    percent = float(state_of(hass, router, "dhcp.leases.percent", server["name"]))
    assert percent == pytest.approx(100 * used / (available + used), abs=0.06)


async def test_a_server_that_vanishes(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is not gone at the first poll without it, although all its metrics are enabled."""
    await add_router(hass, router)
    await clock.settle()
    router.add_row("/ip/dhcp-server", {"name": "guests", "address-pool": "lan"})
    # The hourly pass, and the poll after it.
    await clock.advance(3900, step=300)
    assert state_of(hass, router, "dhcp.leases.active", "guests") == "0"
    router.remove_row("/ip/dhcp-server", {"name": "guests"})
    await clock.advance(240, step=60)
    assert find(hass, router, "dhcp.leases.active", "guests") is not None
    await clock.advance(4500, step=300)
    assert find(hass, router, "dhcp.leases.active", "guests") is None
    assert state_of(hass, router, "dhcp.leases.active", "lan") == "6"


async def test_gone_then_back(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """Without leases their entities are unavailable, and they return."""
    await add_router(hass, router)
    await clock.settle()
    router.faults.set(Fault.REFUSE, command=LEASES, message="action failed (6)")
    await clock.advance(60)
    assert state_of(hass, router, "dhcp.leases.active", "lan") == "unavailable"
    router.faults.clear()
    await clock.advance(60)
    assert state_of(hass, router, "dhcp.leases.active", "lan") == "6"


async def test_a_router_without_servers(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It has no entities, and the servers are read once an hour."""
    router = await start_router("chr")
    await add_router(hass, router)
    await clock.settle()
    assert find(hass, router, "dhcp.total.active") is None
    router.journal.clear()
    await clock.advance(300, step=60)
    # The hourly pass may have been among them.
    assert len(router.journal.commands(SERVERS)) <= 1
