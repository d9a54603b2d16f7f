"""Sensitive fields are hidden from users without the policy."""

import pytest

from simulator.sensitive import MASK, PRIVATE, SENSITIVE, mark_secrets

from .conftest import Start
from .wire import Wire, logged_in, trapped

MARKER = "marked"


async def secrets_of(wire: Wire, menu: str, *words: str) -> set[str]:
    """Return what a menu shows in its sensitive fields."""
    rows = await wire.rows(f"{menu}/print", *words)
    return {row[name] for row in rows for name in SENSITIVE[menu] & row.keys()}


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8", "7.24"])
async def test_secrets(start: Start, version: str) -> None:
    """Without the policy they are asterisks, never absent; with it they are plain."""
    router = await start("chr", changes={"version": version})
    router.add_row("/ppp/secret", {"name": "u1", "password": "hidden"})
    router.add_row("/radius", {"address": "192.0.2.1", "secret": "hidden"})
    for menu in ("/ppp/secret", "/radius"):
        async with logged_in(router, "monitor") as wire:
            assert await secrets_of(wire, menu) == {MASK}
        async with logged_in(router) as wire:
            assert await secrets_of(wire, menu) == {"hidden"}


async def test_the_name_of_a_community(start: Start) -> None:
    """A community's name is hidden like a password."""
    router = await start("chr")
    async with logged_in(router, "monitor") as wire:
        [row] = await wire.rows("/snmp/community/print", "=.proplist=name,security")
        assert row == {"name": MASK, "security": "none"}


async def test_shown_on_request(start: Start) -> None:
    """Newer routers can hide them from everyone who does not request them."""
    for version, hidden in (("7.20.8", {"hidden"}), ("7.21", {MASK})):
        changes = {"version": version, "hides_sensitive": True}
        router = await start("chr", changes=changes)
        router.add_row("/ppp/secret", {"name": "u1", "password": "hidden"})
        async with logged_in(router) as wire:
            assert await secrets_of(wire, "/ppp/secret") == hidden
            reply = await wire.ask("/ppp/secret/print", "=show-sensitive=")
            if hidden == {MASK}:
                assert await secrets_of(wire, "/ppp/secret", "=show-sensitive=") == {"hidden"}
            else:
                assert reply == trapped("unknown parameter show-sensitive")


async def test_marked(start: Start) -> None:
    """A test can write a marker into each such field, and search for it."""
    router = await start("ltap")
    assert mark_secrets(router.device, MARKER) > 10
    async with logged_in(router) as wire:
        assert await secrets_of(wire, "/interface/lte") == {f"{MARKER}-pin"}
        modems = await wire.rows("/interface/lte/print", "=.proplist=imei")
        assert modems[0] == {"imei": f"{MARKER}-imei"}
    async with logged_in(router, "monitor") as wire:
        assert await secrets_of(wire, "/interface/lte") == {MASK}
    assert not SENSITIVE["/interface/lte"] & PRIVATE["/interface/lte"]
