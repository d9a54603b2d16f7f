"""DHCP clients, PPP sessions, and the pools their addresses come from."""

from simulator import SimulatedRouter

from .conftest import Clock, Start


def pools(router: SimulatedRouter) -> dict[str, dict[str, str]]:
    """Return the pools by name."""
    return {row["name"]: row for row in router.rows("/ip/pool")}


def used(router: SimulatedRouter, pool: str) -> int:
    """Return how many addresses of a pool are used."""
    return sum(row["pool"] == pool for row in router.rows("/ip/pool/used"))


async def test_clients_come_and_go(start: Start, clock: Clock) -> None:
    """Their number varies, their addresses stay theirs, and none has two."""
    router = await start("ccr_isp")
    seen = set()
    owners: dict[str, str] = {}
    for _ in range(12):
        leases = router.rows("/ip/dhcp-server/lease")
        addresses = [row["address"] for row in leases]
        assert len(addresses) == len(set(addresses))
        assert len({row[".id"] for row in leases}) == len(leases)
        for row in leases:
            assert owners.setdefault(row["address"], row["mac-address"]) == row["mac-address"]
        seen.add(len(leases))
        clock.now += 3600
    assert len(seen) > 6


async def test_sessions_come_and_go(start: Start, clock: Clock) -> None:
    """A few are away for a while; what is added stays, what is removed does not return."""
    router = await start("ccr_isp")
    counts = set()
    router.add_row("/ppp/active", {"name": "guest", "service": "l2tp"})
    for _ in range(6):
        names = [row["name"] for row in router.rows("/ppp/active")]
        assert "guest" in names
        counts.add(len(names))
        clock.now += 3600
    assert len(counts) > 2
    router.remove_row("/ppp/active", {"name": names[0]})
    for _ in range(6):
        assert names[0] not in {row["name"] for row in router.rows("/ppp/active")}
        clock.now += 3600


async def test_pools_count(start: Start) -> None:
    """Newer versions report the used addresses, also of pools added later; older ones do not."""
    router = await start("ccr_isp")
    router.add_row("/ip/pool", {"name": "late", "ranges": "10.99.0.10-10.99.0.11"})
    for name, row in pools(router).items():
        assert int(row["used"]) == used(router, name)
        assert int(row["used"]) + int(row["available"]) == int(row["total"])
    assert (pools(router)["voip"]["total"], pools(router)["late"]["used"]) == ("81", "2")
    old = await start("ccr_isp", changes={"version": "7.15.3"})
    assert "used" not in pools(old)["voip"]
    assert used(old, "voip") > 0


async def test_what_is_no_address_is_in_no_pool(start: Start) -> None:
    """A lease may name a pool instead of an address, a session may have none."""
    router = await start()
    before = used(router, "lan")
    router.add_row("/ip/dhcp-server/lease", {"address": "lan", "status": "bound"})
    router.add_row("/ppp/active", {"name": "guest", "service": "l2tp"})
    router.add_row("/ppp/active", {"name": "other", "address": "192.168.88.200"})
    router.add_row("/ip/pool/used", {"pool": "lan", "address": "192.168.88.201"})
    assert used(router, "lan") == before + 2
