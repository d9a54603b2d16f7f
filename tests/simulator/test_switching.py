"""Bridges, bonds, chips and neighbours, as each version of RouterOS reports them."""

import pytest

from .conftest import Start
from .wire import Wire, logged_in, trapped

PORT = "/interface/ethernet/switch/port"
BRIDGE_PORT = "/interface/bridge/port"


@pytest.mark.parametrize("argument", ["=stats=", "=stats=detail", "=stats-detail="])
@pytest.mark.parametrize("profile", ["rb5009", "hap_v6", "crs_poe"])
async def test_statistics_of_a_chip(start: Start, profile: str, argument: str) -> None:
    """Both arguments exist wherever there is a chip; a flag's value does not matter."""
    router = await start(profile)
    async with logged_in(router) as wire:
        rows = await wire.rows(f"{PORT}/print", argument)
        assert [row["name"] for row in rows][-1] == "switch1-cpu"
        assert rows[-1]["rx-overflow"] == "12,0"
        assert int(rows[0]["rx-multicast"]) > 0
        assert ("tx-rx-64" in rows[0]) == (profile == "crs_poe")
        [chip] = await wire.rows("/interface/ethernet/switch/print", argument)
        assert chip["name"] == "switch1"


async def test_a_virtual_router_has_no_chip(start: Start) -> None:
    """Two traps say so."""
    router = await start("chr")
    async with logged_in(router) as wire:
        reply = await wire.ask(f"{PORT}/print", "=stats=")
        assert "=message=no such command or directory (switch)" in reply[0]


async def _roles(wire: Wire) -> list[str | None]:
    rows = await wire.rows(f"{BRIDGE_PORT}/print", "=.proplist=.id,role")
    measured = await wire.rows(
        f"{BRIDGE_PORT}/monitor", f"=numbers={','.join(row['.id'] for row in rows)}", "=once="
    )
    assert {row["role"] for row in measured} == {"designated-port", "alternate-port"}
    return [row.get("role") for row in rows]


@pytest.mark.parametrize("version", ["7.18.2", "6.49.18"])
async def test_bridges(start: Start, version: str) -> None:
    """RouterOS 7 prints the roles of ports, RouterOS 6 only measures them."""
    router = await start("core", changes={"version": version})
    async with logged_in(router, "monitor") as wire:
        assert (None in await _roles(wire)) == version.startswith("6")
        [bridge] = await wire.rows("/interface/bridge/monitor", "=numbers=bridge-local", "=once=")
        assert (bridge["root-bridge"], bridge["root-port"]) == ("true", "none")
        rows = await wire.rows("/interface/bridge/host/print", "?local=yes", "?#!")
        assert len(rows) == 6


async def test_a_bond_with_a_cut_leg(start: Start) -> None:
    """A list without ports is empty, not missing."""
    router = await start("core")
    async with logged_in(router, "monitor") as wire:
        question = ("/interface/bonding/monitor", "=numbers=bond-core", "=once=")
        [bond] = await wire.rows(*question)
        assert (bond["active-ports"], bond["inactive-ports"]) == ("sfp-sfpplus1,sfp-sfpplus2", "")
        router.set_field("/interface", {"name": "sfp-sfpplus1"}, {"running": "false"})
        [bond] = await wire.rows(*question)
        assert (bond["active-ports"], bond["inactive-ports"]) == ("sfp-sfpplus2", "sfp-sfpplus1")


async def test_bonds_were_not_measured_always(start: Start) -> None:
    """The command came with 6.48."""
    router = await start("core", changes={"version": "6.47.10"})
    async with logged_in(router) as wire:
        reply = await wire.ask("/interface/bonding/monitor", "=numbers=bond-core", "=once=")
        assert reply == trapped("no such command")


@pytest.mark.parametrize(
    ("version", "menus"),
    [
        ("7.18.2", {"session"}),
        ("7.10.2", {"session"}),
        ("7.9.2", set()),
        ("6.49.18", {"neighbor"}),
    ],
)
async def test_bfd_by_version(start: Start, version: str, menus: set[str]) -> None:
    """7.1 to 7.9 had none; in RouterOS 6 the fields have other names."""
    router = await start("core", changes={"version": version})
    found = {menu for menu in ("session", "neighbor") if f"/routing/bfd/{menu}" in router.menus}
    assert found == menus
    for menu in menus:
        row = router.rows(f"/routing/bfd/{menu}")[0]
        assert ("remote-address" in row) == (menu == "session")
        assert ("address" in row) == (menu == "neighbor")


@pytest.mark.parametrize(("version", "field"), [("7.18.2", "dr"), ("6.49.18", "dr-address")])
async def test_ospf_by_version(start: Start, version: str, field: str) -> None:
    """A neighbour at 2-Way has no adjacency; the DR has another name in each version."""
    router = await start("core", changes={"version": version})
    rows = {row["state"]: row for row in router.rows("/routing/ospf/neighbor")}
    assert "adjacency" not in rows["2-Way"]
    assert rows["2-Way"][field] == "10.0.110.2"
    assert ("area" in rows["Full"]) == (field == "dr")


@pytest.mark.parametrize(("version", "is_told"), [("7.18.2", False), ("7.6", True)])
async def test_vrrp_by_version(start: Start, version: str, *, is_told: bool) -> None:
    """Newer versions leave out unset flags."""
    router = await start("core", changes={"version": version})
    rows = {row["name"]: row for row in router.rows("/interface/vrrp")}
    assert rows["vrrp-servers"]["master"] == "true"
    assert ("master" in rows["vrrp-guests"]) == is_told
    assert rows["vrrp-guests"]["backup"] == "true"
