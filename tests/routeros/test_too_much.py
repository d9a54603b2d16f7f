"""A router that sends far too much: little of it is kept, and the next reply is right."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    Command,
    Connection,
    LinkSettings,
    ProtocolError,
    RouterOSError,
    Row,
    TooLongError,
    UnreachableError,
    limits,
)
from custom_components.mikrotik_monitoring.routeros.errors import CommandRefusedError
from custom_components.mikrotik_monitoring.routeros.reply import Reply
from simulator import Fault, SimulatedRouter, load_profile
from tests import journals

from .peer import until

IDENTITY = Command("/system/identity/print", proplist=("name",))
GOOD = [{"name": "home-rb5009"}]
LEASES = Command("/ip/dhcp-server/lease/print", proplist=("address", "status"))


@asynccontextmanager
async def simulated() -> AsyncIterator[SimulatedRouter]:
    """Run a home router."""
    with journals.only_readings() as watch:
        async with watch(SimulatedRouter(load_profile("rb5009"), tls=None)) as router:
            yield router


def settings_of(router: SimulatedRouter) -> LinkSettings:
    """Return the settings for a simulated router."""
    return LinkSettings(
        host=router.host, port=router.port, username="monitor", password="monitor-password"
    )


@asynccontextmanager
async def connected(router: SimulatedRouter) -> AsyncIterator[Connection]:
    """Open one session."""
    connection = await Connection.open(settings_of(router))
    try:
        yield connection
    finally:
        connection.close()
        await connection.wait_closed()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many rows and traps each reply stores, sentence by sentence."""
    counts: list[int] = []
    take = Reply.take

    def counted(reply: Reply, kind: str, row: Row, size: int) -> None:
        take(reply, kind, row, size)
        counts.append(len(reply._rows) + len(reply._traps))

    monkeypatch.setattr(Reply, "take", counted)
    return counts


@pytest.mark.parametrize("size", [limits.MAX_REPLY + 1_000_000, None])
@pytest.mark.parametrize("fault", [Fault.ENDLESS_ROWS, Fault.ENDLESS_TRAPS])
async def test_long_reply(fault: Fault, size: int | None, kept: list[int]) -> None:
    """A reply beyond the limit is dropped and its command cancelled; the session goes on."""
    async with simulated() as router, connected(router) as connection:
        router.faults.set(fault, command=LEASES.path, size=size)
        with pytest.raises(TooLongError, match="the reply is longer"):
            await connection.call(LEASES, timeout=30)
        most = limits.MAX_TRAPS if fault is Fault.ENDLESS_TRAPS else limits.MAX_REPLY // 1000
        assert 0.9 * most <= max(kept) <= most
        assert kept[-1] == 0
        assert await connection.call(IDENTITY, timeout=30) == GOOD
        await until(lambda: router.journal[-2].command == "/cancel")
        router.faults.clear()
        assert await connection.call(LEASES, timeout=5)
        assert router.logins == 1


async def test_many_rows_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small rows cost more than their bytes: they are counted too."""
    monkeypatch.setattr("custom_components.mikrotik_monitoring.routeros.reply.MAX_ROWS", 3)
    async with simulated() as router, connected(router) as connection:
        with pytest.raises(TooLongError):
            await connection.call(Command("/interface/print", proplist=("name",)), timeout=5)
        assert await connection.call(IDENTITY, timeout=5) == GOOD


async def test_streamed_rows_have_a_limit_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply that is passed on row by row may be longer, up to a limit; none of it is kept."""
    module = "custom_components.mikrotik_monitoring.routeros.reply"
    monkeypatch.setattr(f"{module}.MAX_REPLY", 1_000_000)
    monkeypatch.setattr(f"{module}.MAX_STREAM", 5_000_000)
    async with simulated() as router, connected(router) as connection:
        router.faults.set(Fault.ENDLESS_ROWS, command=LEASES.path, size=4_000_000)
        rows = 0

        def count(_: Row) -> None:
            nonlocal rows
            rows += 1

        assert await connection.call(LEASES, timeout=30, on_row=count) == []
        assert rows > 3_500
        router.faults.clear()
        router.faults.set(Fault.ENDLESS_ROWS, command=LEASES.path)
        with pytest.raises(TooLongError):
            await connection.call(LEASES, timeout=30, on_row=count)
        assert await connection.call(IDENTITY, timeout=30) == GOOD


async def test_endless_sentence_then_back() -> None:
    """It ends the connection, the next one works."""
    async with simulated() as router:
        router.faults.set(Fault.ENDLESS_SENTENCE, command=LEASES.path)
        async with connected(router) as connection:
            with pytest.raises(TooLongError, match="a sentence of more than"):
                await connection.call(LEASES, timeout=30)
            assert isinstance(connection.error, ProtocolError)
            assert connection.bytes_received < limits.MAX_SENTENCE + 200_000
        router.faults.clear()
        async with connected(router) as connection:
            assert await connection.call(LEASES, timeout=5)


async def test_long_word_then_back() -> None:
    """A comment of 20 MB ends the connection before it is read."""
    async with simulated() as router:
        row = {"default-name": "ether1"}
        router.set_field("/interface", row, {"comment": "x" * 20_000_000})
        command = Command("/interface/print", proplist=("name", "comment"))
        async with connected(router) as connection:
            with pytest.raises(TooLongError, match="a word of 200000"):
                await connection.call(command, timeout=30)
            assert connection.bytes_received < limits.MAX_WORD
        router.set_field("/interface", row, {"comment": "Uplink"})
        async with connected(router) as connection:
            assert {"name": "ether1", "comment": "Uplink"} in await connection.call(
                command, timeout=5
            )


@pytest.mark.parametrize(
    ("fault", "kind"), [(Fault.FATAL, UnreachableError), (Fault.REFUSE, CommandRefusedError)]
)
async def test_forged_text(fault: Fault, kind: type[RouterOSError]) -> None:
    """What a router gives as its reason is one short line."""
    forged = "bye\n2026-01-01 00:00:00 ERROR [x] forged " + 900_000 * "!"
    async with simulated() as router:
        router.faults.set(fault, command=IDENTITY.path, message=forged)
        async with connected(router) as connection:
            with pytest.raises(kind) as raised:
                await connection.call(IDENTITY, timeout=30)
        assert "bye 2026-01-01 00:00:00 ERROR [x] forged !!!" in str(raised.value)
        assert len(str(raised.value)) <= limits.MAX_MESSAGE
        router.faults.clear()
        async with connected(router) as connection:
            assert await connection.call(IDENTITY, timeout=5) == GOOD
