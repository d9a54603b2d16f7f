"""Logging in, in every version's way, and being refused."""

import asyncio
import hashlib

import pytest

from simulator import SimulatedRouter, User
from tests.conftest import wait_for

from .conftest import Start
from .wire import Wire, fields, logged_in

BAD = ("!trap", "=message=invalid user name or password (6)")
OLD_BAD = ("!trap", "=message=cannot log in")


def answer(challenge: str, password: str) -> str:
    """Return the response word of a challenge."""
    digest = hashlib.md5(b"\0" + password.encode() + bytes.fromhex(challenge)).hexdigest()  # noqa: S324 - the protocol's.
    return f"=response=00{digest}"


async def test_plain(router: SimulatedRouter) -> None:
    """A wrong password leaves the connection open, so the right one may follow."""
    wire = await Wire.connect(router.host, router.port)
    assert await wire.login("monitor", "wrong") == [BAD, ("!done",)]
    assert await wire.login("nobody", "monitor-password") == [BAD, ("!done",)]
    assert await wire.login("monitor") == [("!done",)]
    wire.close()
    assert router.log == [
        ("system,error,critical", "login failure for user monitor from 127.0.0.1 via api"),
        ("system,error,critical", "login failure for user nobody from 127.0.0.1 via api"),
        ("system,info,account", "user monitor logged in from 127.0.0.1 via api"),
    ]


async def test_logged_out(router: SimulatedRouter) -> None:
    """The end of a session is a line in the log."""
    async with logged_in(router):
        assert len(router.sessions) == 1
    await asyncio.sleep(0.02)
    assert not router.sessions
    assert router.log[-1] == (
        "system,info,account",
        "user admin logged out from 127.0.0.1 via api",
    )


async def test_bare_login_since_645(router: SimulatedRouter) -> None:
    """A router without the old login gives no challenge."""
    wire = await Wire.connect(router.host, router.port)
    assert await wire.ask("/login") == [BAD, ("!done",)]
    assert await wire.ask("/login", "=name=admin", "=response=00ff") == [BAD, ("!done",)]
    wire.close()


@pytest.mark.parametrize("version", ["6.43.16", "6.44.6"])
async def test_both_ways(start: Start, version: str) -> None:
    """The two releases between accept both logins."""
    router = await start("hap_v6", changes={"version": version})
    wire = await Wire.connect(router.host, router.port)
    assert await wire.login() == [("!done",)]
    challenge = fields((await wire.ask("/login"))[0])["ret"]
    response = answer(challenge, "admin-password")
    assert await wire.ask("/login", "=name=admin", response) == [("!done",)]
    wire.close()


async def test_challenge(start: Start) -> None:
    """Before 6.43 name and password of the new form are ignored, a challenge comes back."""
    router = await start("hap_v6", changes={"version": "6.42.12"})
    wire = await Wire.connect(router.host, router.port)
    [done] = await wire.login()
    challenge = fields(done)["ret"]
    assert len(challenge) == 32
    assert await wire.ask("/interface/print") == [("!fatal", "not logged in")]
    assert await wire.ended()

    wire = await Wire.connect(router.host, router.port)
    stale = answer(challenge, "admin-password")
    assert await wire.ask("/login", "=name=admin", stale) == [OLD_BAD, ("!done",)]
    challenge = fields((await wire.ask("/login"))[0])["ret"]
    wrong = answer(challenge, "wrong")
    assert await wire.ask("/login", "=name=admin", wrong) == [OLD_BAD, ("!done",)]
    challenge = fields((await wire.ask("/login"))[0])["ret"]
    right = answer(challenge, "admin-password")
    assert await wire.ask("/login", "=name=admin", right) == [("!done",)]
    wire.close()


async def test_style_can_be_given(start: Start) -> None:
    """A test may want an old login on a new router."""
    router = await start(login_style="challenge")
    wire = await Wire.connect(router.host, router.port)
    assert "=ret=" in (await wire.login())[0][1]
    wire.close()


async def test_command_before_login(router: SimulatedRouter) -> None:
    """It ends the connection."""
    wire = await Wire.connect(router.host, router.port)
    assert await wire.ask("/system/identity/print") == [("!fatal", "not logged in")]
    assert await wire.ended()


async def test_without_policy_api(router: SimulatedRouter) -> None:
    """A user without the policy, or disabled, gets the error of a wrong password."""
    policies = frozenset({"read"})
    router.users["reader"] = User(name="reader", password="x", group="r", policies=policies)
    api = frozenset({"read", "api"})
    router.users["off"] = User(name="off", password="", group="r", policies=api, disabled=True)
    router.users["empty"] = User(name="empty", password="", group="r", policies=api)
    wire = await Wire.connect(router.host, router.port)
    assert await wire.login("reader", "x") == [BAD, ("!done",)]
    assert await wire.login("off", "") == [BAD, ("!done",)]
    assert await wire.login("empty", "") == [("!done",)]
    wire.close()


async def test_quit(wire: Wire) -> None:
    """The router ends with a bare word."""
    assert await wire.ask("/quit") == [("!fatal", "session terminated on request")]
    assert await wire.ended()


async def test_session_limit(start: Start) -> None:
    """The session over the limit is closed without a sentence; a freed place can be used."""
    router = await start()
    router.set_field("/ip/service", {"name": "api"}, {"max-sessions": "2"})
    async with logged_in(router):
        async with logged_in(router):
            third = await Wire.connect(router.host, router.port)
            assert await third.ended()
        await wait_for(lambda: len(router.sessions) == 1)
        async with logged_in(router):
            assert len(router.sessions) == 2


@pytest.mark.parametrize(("version", "allowed"), [("7.16", 20), ("7.15.3", 21)])
async def test_twenty_sessions(start: Start, version: str, allowed: int) -> None:
    """Twenty is the limit since 7.16; before there is none."""
    router = await start(changes={"version": version})
    wires = [await Wire.connect(router.host, router.port) for _ in range(21)]
    await wait_for(lambda: len(router.sessions) == allowed)
    assert await wires[0].login() == [("!done",)]
    assert len(router.sessions) == allowed
    assert ("max-sessions" in router.rows("/ip/service")[0]) is (allowed == 20)
    for wire in wires:
        wire.close()
    await wait_for(lambda: not router.sessions)


@pytest.mark.parametrize(("version", "shows"), [("7.19", True), ("7.18.2", False)])
async def test_connections_beside_the_services(start: Start, version: str, shows: bool) -> None:
    """Since 7.19 `/ip/service` has a dynamic row for each connection, under its service's name."""
    router = await start(changes={"version": version})
    async with logged_in(router) as wire:
        rows = await wire.rows("/ip/service/print", "?name=api")
        assert ("proto" in rows[0]) is shows
        assert [row.get("dynamic") for row in rows] == ([None, "true"] if shows else [None])
        if shows:
            assert rows[1]["connection"] == "true"
            assert rows[1]["local"] == "127.0.0.1"
            assert rows[1]["remote"].startswith("127.0.0.1:")
        count = await wire.ask("/ip/service/print", "=count-only=")
        assert count == [("!done", f"=ret={8 + shows}")]
        only = await wire.rows("/ip/service/print", "?name=api", "?dynamic=yes", "?#!")
        assert [row["max-sessions"] for row in only] == ["20"]
    router.limit_sessions(3)
    api = next(row for row in router.rows("/ip/service") if row["name"] == "api")
    assert api["max-sessions"] == "3"


async def test_a_new_name_for_addresses(start: Start) -> None:
    """Since 7.24 a service's `address` is called `available-from`."""
    for version, name in (("7.23.2", "address"), ("7.24", "available-from")):
        router = await start(changes={"version": version})
        assert router.rows("/ip/service")[0][name] == ""


async def test_sessions_are_shown(router: SimulatedRouter, wire: Wire) -> None:
    """`/user/active`, `/user` and `/user/group` list active users and their policies."""
    [active] = await wire.rows("/user/active/print")
    assert active["name"] == "admin"
    assert (active["via"], active["address"]) == ("api", "127.0.0.1")
    assert await wire.ask("/user/active/print", "=count-only=") == [("!done", "=ret=1")]
    assert [row["name"] for row in await wire.rows("/user/print")] == ["monitor", "admin"]
    assert await wire.ask("/user/print", "=count-only=") == [("!done", "=ret=2")]
    groups = {row["name"]: row["policy"] for row in await wire.rows("/user/group/print")}
    assert groups["monitor"].startswith("read,test,api,!local")
    *_, line = await wire.rows("/log/print", "?topics=system,info,account")
    assert line["message"] == "user admin logged in from 127.0.0.1 via api"
    assert line["time"] == "12:00:00"
    assert router.sessions[0].address == "127.0.0.1"
