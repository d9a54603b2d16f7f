"""Lines and tunnels of an office, as RouterOS reports them."""

import pytest

from .conftest import Clock, Start
from .wire import logged_in, trapped

PEERS = "/interface/wireguard/peers/print"


async def test_peers(start: Start, clock: Clock) -> None:
    """An age starts again with each handshake; a peer without one has no age."""
    async with logged_in(await start("office")) as wire:
        words = ("=.proplist=name,last-handshake,rx", "?interface=wg-staff")
        first = {row["name"]: row for row in await wire.rows(PEERS, *words)}
        assert first["anna"]["last-handshake"] == "1m20s"
        assert "last-handshake" not in first["peer7"]
        clock.now += 50
        later = {row["name"]: row for row in await wire.rows(PEERS, *words)}
        assert later["anna"]["last-handshake"] == "10s"
        assert int(later["anna"]["rx"]) - int(first["anna"]["rx"]) == 50 * 9_000


async def test_monitors(start: Start) -> None:
    """Dialled connections are measured by name or ``.id``; the reply has no name."""
    router = await start("office")
    async with logged_in(router) as wire:
        (client,) = await wire.rows("/interface/pppoe-client/print")
        monitor = ("/interface/pppoe-client/monitor", "=once=")
        (row,) = await wire.rows(*monitor, f"=numbers={client['.id']}")
        assert (row["status"], row["local-address"]) == ("connected", "198.51.100.77")
        assert "name" not in row
        monitor = ("/interface/l2tp-client/monitor", "=once=")
        (row,) = await wire.rows(*monitor, "=numbers=l2tp-out1")
        assert row == {"status": "terminating... - peer is not responding"}
        assert await wire.ask(*monitor, "=numbers=l2tp-out9") == trapped("no such item")


@pytest.mark.parametrize(("profile", "there"), [("rb2011_v6", "remote"), ("ccr_v6", "active")])
async def test_active_peers_are_called_otherwise_before_6_44(
    start: Start, profile: str, there: str
) -> None:
    """The configured ones have the same menu in all versions."""
    menus = (await start(profile)).menus
    found = {menu for menu in menus if menu.startswith("/ip/ipsec/") and menu.endswith("-peers")}
    assert found == {f"/ip/ipsec/{there}-peers"}
    assert "/ip/ipsec/peer" in menus
