"""Every fault: gone, then back."""

import asyncio
import hashlib

import pytest

from custom_components.mikrotik_monitoring.routeros import values
from simulator import ANY_COMMAND, Fault, SimulatedRouter
from simulator.protocol import encode_sentence
from tests.conftest import PATIENCE, wait_for

from .conftest import Clock, Start
from .wire import Wire, fields, logged_in

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
    """There is no reply; a cancel still ends it."""
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
    """Not even a login gets a reply."""
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
    """The reply is late but right, and others overtake it."""
    router.faults.set(Fault.SLOW, command=IDENTITY, seconds=0.2)
    wire.send(IDENTITY, ".tag=slow")
    wire.send("/ip/pool/print", ".tag=quick", "=.proplist=name")
    tags = [(await wire.sentence() or ())[1] for _ in range(4)]
    assert tags == [".tag=quick", ".tag=quick", ".tag=slow", ".tag=slow"]
    router.faults.clear(command=IDENTITY)
    wire.send(IDENTITY, ".tag=slow")
    wire.send("/ip/pool/print", ".tag=quick", "=.proplist=name")
    assert (await wire.sentence() or ())[1] == ".tag=slow"


@pytest.mark.parametrize(("fault", "taken"), [(Fault.SLOW, 60), (Fault.LATE, 0)])
async def test_when_a_late_answer_was_taken(
    wire: Wire, router: SimulatedRouter, clock: Clock, fault: Fault, taken: int
) -> None:
    """As of the time of the reply, or of the command."""
    uptime = ("/system/resource/print", "=.proplist=uptime")
    (before,) = await wire.rows(*uptime)
    router.faults.set(fault, command=uptime[0], seconds=0.2, times=1)
    wire.send(*uptime)
    await wait_for(lambda: len(router.journal.commands(uptime[0])) == 2)
    clock.now += 60
    late, _ = await wire.reply()
    assert _seconds(fields(late)) - _seconds(before) == taken
    (after,) = await wire.rows(*uptime)
    assert _seconds(after) - _seconds(before) == 60


def _seconds(row: dict[str, str]) -> float:
    """Return the router's uptime."""
    seconds = values.duration(row["uptime"])
    assert seconds is not None
    return seconds


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
    """Return whether the bytes end inside a word."""
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
    """Every login fails; open sessions stay."""
    router.faults.set(Fault.WRONG_PASSWORD)
    other = await Wire.connect(router.host, router.port)
    assert (await other.login())[0][1] == "=message=invalid user name or password (6)"
    assert await wire.ask(IDENTITY) == GOOD
    router.faults.clear(Fault.WRONG_PASSWORD)
    assert await other.login() == [("!done",)]
    other.close()


def test_the_last_fault_counts(router: SimulatedRouter) -> None:
    """Faults can be active together."""
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


async def test_hang_up_beside_another(wire: Wire, router: SimulatedRouter) -> None:
    """A second connection is closed without a sentence, the first goes on."""
    router.faults.set(Fault.HANG_UP, place=2)
    other = await Wire.connect(router.host, router.port)
    assert await other.ended()
    assert await wire.ask(IDENTITY) == GOOD
    router.faults.clear()
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD


async def test_one_session_only(wire: Wire, router: SimulatedRouter) -> None:
    """Over `max-sessions` the connection is closed without a sentence."""
    router.limit_sessions(1)
    other = await Wire.connect(router.host, router.port)
    assert await other.ended()
    assert await wire.ask(IDENTITY) == GOOD
    router.limit_sessions(2)
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD
    assert (router.connections, router.logins, router.refused_logins) == (3, 2, 0)


async def test_port_closed(wire: Wire, router: SimulatedRouter) -> None:
    """New connections are refused, the open one stays."""
    router.stop_listening()
    with pytest.raises(ConnectionRefusedError):
        await Wire.connect(router.host, router.port)
    assert await wire.ask(IDENTITY) == GOOD
    await router.start()
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD


async def test_one_session_by_its_number_or_place(wire: Wire, router: SimulatedRouter) -> None:
    """A fault affects only the given session; the place of a closed one is used again."""
    router.faults.set(Fault.REFUSE, command=IDENTITY, session=2, message="two")
    async with logged_in(router) as two, logged_in(router) as three:
        assert (await two.ask(IDENTITY))[0] == ("!trap", "=message=two")
        assert await three.ask(IDENTITY) == GOOD
        assert await wire.ask(IDENTITY) == GOOD
    router.faults.clear()
    router.faults.set(Fault.REFUSE, command=IDENTITY, place=2, message="second")
    await until_sessions(router, 1)
    async with logged_in(router) as again:
        assert (await again.ask(IDENTITY))[0] == ("!trap", "=message=second")
        assert await wire.ask(IDENTITY) == GOOD


async def test_by_tag_and_so_many_times(wire: Wire, router: SimulatedRouter) -> None:
    """A fault with a limited number of times leaves the router healthy."""
    router.faults.set(Fault.REFUSE, tag="7", times=2)
    for _ in range(2):
        assert (await wire.ask(IDENTITY, ".tag=7"))[0][0] == "!trap"
        assert (await wire.ask(IDENTITY, ".tag=8"))[0][0] == "!re"
    assert (await wire.ask(IDENTITY, ".tag=7"))[0][0] == "!re"
    assert not list(router.faults)


@pytest.mark.parametrize("profile", ["rb5009", "rb2011_v6"])
async def test_login_refused_once(start: Start, profile: str) -> None:
    """A booting router refuses a good password; the next time it accepts it."""
    router = await start(profile)
    router.faults.set(Fault.WRONG_PASSWORD, times=1)
    wire = await Wire.connect(router.host, router.port)
    outcomes = [await in_old_or_new_style(wire) for _ in range(2)]
    assert outcomes == [False, True]
    assert (router.logins, router.refused_logins) == (1, 1)
    wire.close()


async def until_sessions(router: SimulatedRouter, count: int) -> None:
    """Wait until no more sessions are left."""
    async with asyncio.timeout(5):
        while len(router.sessions) > count:  # noqa: ASYNC110 - a session's end has no event.
            await asyncio.sleep(0)


async def in_old_or_new_style(wire: Wire) -> bool:
    """Log in, with the response to a challenge if there is one; return whether it worked."""
    reply = await wire.login()
    found = [word.removeprefix("=ret=") for word in reply[-1] if word.startswith("=ret=")]
    if found:
        digest = hashlib.md5(b"\0admin-password" + bytes.fromhex(found[0]), usedforsecurity=False)
        reply = await wire.ask("/login", "=name=admin", f"=response=00{digest.hexdigest()}")
    return reply == [("!done",)]


async def test_silent_after_the_login(router: SimulatedRouter) -> None:
    """A login gets a reply, and nothing after it does."""
    router.faults.set(Fault.SILENT, command=ANY_COMMAND)
    async with logged_in(router) as wire:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await wire.ask(IDENTITY)
        router.faults.clear()
        assert await wire.ask(IDENTITY) == GOOD


async def test_drip(wire: Wire, router: SimulatedRouter) -> None:
    """The reply is right, byte by byte; others wait for its end."""
    router.faults.set(Fault.DRIP, command=IDENTITY, seconds=0.0)
    wire.send(IDENTITY, ".tag=1")
    wire.send("/ip/pool/print", ".tag=2", "=.proplist=name")
    first = await wire.reader.read(100)
    assert len(first) < len(encode_sentence(("!re", ".tag=1", GOOD[0][1])))
    wire.received(first)
    tags = [(await wire.sentence() or ())[1] for _ in range(4)]
    assert tags == [".tag=1", ".tag=1", ".tag=2", ".tag=2"]
    router.faults.clear()
    assert await wire.ask(IDENTITY) == GOOD


@pytest.mark.parametrize("command", ["/login", IDENTITY])
async def test_stall_mid_word(router: SimulatedRouter, command: str) -> None:
    """The reply stops inside a word and nothing follows; another session works."""
    router.faults.set(Fault.STALL_MID_WORD, command=command, session=1)
    wire = await Wire.connect(router.host, router.port)
    if command == IDENTITY:
        assert await wire.login() == [("!done",)]
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wire.login() if command == "/login" else wire.ask(command), 0.05)
    wire.close()
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD


async def test_fatal(wire: Wire, router: SimulatedRouter) -> None:
    """The reason is sent as it is given, whatever is in it, and the connection ends."""
    forged = "bye\n2026-09-14 12:00:00 ERROR [x] forged" + 2_000_000 * "!"
    router.faults.set(Fault.FATAL, command=IDENTITY, message=forged)
    assert await wire.ask(IDENTITY) == [("!fatal", forged)]
    assert await wire.ended()
    router.faults.clear()
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD


@pytest.mark.parametrize(
    ("fault", "first", "count"),
    [
        (Fault.ENDLESS_SENTENCE, "!re", 1),
        (Fault.ENDLESS_ROWS, "!re", 98),
        (Fault.ENDLESS_TRAPS, "!trap", 98),
    ],
)
async def test_endless(
    wire: Wire, router: SimulatedRouter, fault: Fault, first: str, count: int
) -> None:
    """The reply goes on until it has the given size."""
    router.faults.set(fault, command=IDENTITY, size=100_000)
    *rows, done = await wire.ask(IDENTITY, ".tag=1")
    assert {row[0] for row in rows} == {first}
    assert abs(len(rows) - count) <= 2
    assert 99_000 <= sum(len(word) for row in rows for word in row) < 102_000
    assert done == ("!done", ".tag=1")
    router.faults.clear()
    assert await wire.ask(IDENTITY) == GOOD


@pytest.mark.parametrize("fault", [Fault.ENDLESS_SENTENCE, Fault.ENDLESS_ROWS, Fault.ENDLESS_TRAPS])
async def test_endless_until_cancelled_or_left(router: SimulatedRouter, fault: Fault) -> None:
    """Without a size it ends by a cancel alone, or with the connection."""
    router.faults.set(fault, command=IDENTITY, session=1)
    async with logged_in(router) as wire:
        wire.send(IDENTITY, ".tag=1")
        seen = 0
        while seen < 1_000_000:
            seen += len(await wire.reader.read(65_536))
        wire.send("/cancel", ".tag=2")
        wire.send("/ip/pool/print", ".tag=3", "=.proplist=name")
        data = b""
        while not data.endswith(encode_sentence(("!done", ".tag=3"))):
            data = data[-100:] + await wire.reader.read(65_536)
        wire.send(IDENTITY, ".tag=4")
        await wire.reader.read(65_536)
    await until_sessions(router, 0)
    async with logged_in(router) as again:
        assert await again.ask(IDENTITY) == GOOD
