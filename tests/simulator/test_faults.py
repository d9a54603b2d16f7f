"""Every fault: gone, then back."""

import asyncio

import pytest

from simulator import Fault, SimulatedRouter
from tests.conftest import PATIENCE

from .wire import Wire, logged_in

IDENTITY = "/system/identity/print"
GOOD = [("!re", "=name=home-rb5009"), ("!done",)]


async def test_refuse(wire: Wire, router: SimulatedRouter) -> None:
    """One command is trapped, others are not."""
    router.faults.set(Fault.REFUSE, command=IDENTITY, message="failure: busy", category=4)
    assert await wire.ask(IDENTITY) == [
        ("!trap", "=category=4", "=message=failure: busy"),
        ("!done",),
    ]
    assert len(await wire.rows("/ip/pool/print")) == 1
    router.faults.clear()
    assert await wire.ask(IDENTITY) == GOOD


async def test_silent(wire: Wire, router: SimulatedRouter) -> None:
    """Nothing comes; a cancel still ends it."""
    router.faults.set(Fault.SILENT, command=IDENTITY)
    wire.send(IDENTITY, ".tag=1")
    assert len(await wire.rows("/ip/pool/print", ".tag=2")) == 1
    wire.send("/cancel", "=tag=1", ".tag=3")
    assert [(await wire.sentence() or ())[:2] for _ in range(3)] == [
        ("!trap", ".tag=1"),
        ("!done", ".tag=3"),
        ("!done", ".tag=1"),
    ]
    router.faults.clear(Fault.SILENT)
    assert await wire.ask(IDENTITY) == GOOD


async def test_silent_altogether(router: SimulatedRouter) -> None:
    """Not even a login is answered."""
    router.faults.set(Fault.SILENT)
    wire = await Wire.connect(router.host, router.port)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await wire.login()
    wire.close()
    router.faults.clear()
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD


async def test_slow(wire: Wire, router: SimulatedRouter) -> None:
    """The answer is late but right, and others overtake it."""
    router.faults.set(Fault.SLOW, command=IDENTITY, seconds=0.2)
    wire.send(IDENTITY, ".tag=slow")
    wire.send("/ip/pool/print", ".tag=quick", "=.proplist=name")
    tags = [(await wire.sentence() or ())[1] for _ in range(4)]
    assert tags == [".tag=quick", ".tag=quick", ".tag=slow", ".tag=slow"]
    router.faults.clear(command=IDENTITY)
    wire.send(IDENTITY, ".tag=slow")
    wire.send("/ip/pool/print", ".tag=quick", "=.proplist=name")
    assert (await wire.sentence() or ())[1] == ".tag=slow"


async def test_drop_mid_word(wire: Wire, router: SimulatedRouter) -> None:
    """The connection ends before a word does."""
    for command in (IDENTITY, "/interface/print", "/ip/hotspot/active/print"):
        router.faults.set(Fault.DROP_MID_WORD, command=command)
        async with logged_in(router) as cut:
            cut.send(command)
            data = await asyncio.wait_for(cut.reader.read(), PATIENCE)
            assert 0 < len(data) < 20_000
            assert ended_in_word(data)
    router.faults.clear(Fault.DROP_MID_WORD)
    assert await wire.ask(IDENTITY) == GOOD


def ended_in_word(data: bytes) -> bool:
    """Tell whether the bytes end inside a word."""
    position = 0
    while position < len(data):
        position += data[position] + 1
    return position > len(data)


async def test_reset(wire: Wire, router: SimulatedRouter) -> None:
    """The connection is reset."""
    router.faults.set(Fault.RESET, command=IDENTITY)
    wire.send(IDENTITY)
    with pytest.raises(ConnectionResetError):
        await wire.sentence()
    router.faults.clear()
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD


async def test_wrong_password(wire: Wire, router: SimulatedRouter) -> None:
    """Nobody gets in; who is in stays."""
    router.faults.set(Fault.WRONG_PASSWORD)
    other = await Wire.connect(router.host, router.port)
    assert (await other.login())[0][1] == "=message=invalid user name or password (6)"
    assert await wire.ask(IDENTITY) == GOOD
    router.faults.clear(Fault.WRONG_PASSWORD)
    assert await other.login() == [("!done",)]
    other.close()


def test_the_last_fault_counts(router: SimulatedRouter) -> None:
    """Faults are kept side by side."""
    router.faults.set(Fault.SILENT)
    router.faults.set(Fault.SLOW, command=IDENTITY)
    assert [failure.fault for failure in router.faults] == [Fault.SILENT, Fault.SLOW]
    found = router.faults.find(IDENTITY)
    assert found is not None
    assert found.fault is Fault.SLOW
    assert router.faults.find("/x", Fault.SLOW) is None
    router.faults.clear(Fault.SILENT, command=IDENTITY)
    assert len(list(router.faults)) == 2


async def test_reserved_length(router: SimulatedRouter) -> None:
    """Bytes that are no length end the connection."""
    wire = await Wire.connect(router.host, router.port)
    wire.writer.write(b"\xff\xff")
    assert await wire.ended()
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD
