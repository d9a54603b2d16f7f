"""The second connection: lazy, one command at a time, closed when idle."""

import asyncio

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    Client,
    Command,
    Row,
    TimedOutError,
    UnreachableError,
)
from custom_components.mikrotik_monitoring.routeros.client import DEFAULT_TIMING

from .peer import Peer, Session, until
from .test_client import Skip, X, answers, hang_up, running, scripts, silent


async def test_lazy_and_kept() -> None:
    """Opened by the first command, used by the next, main stays free."""
    async with Peer() as peer, running(peer) as (client, _, _reported):
        await answers(client)
        assert len(peer.sessions) == 1
        await answers(client, bulk=True)
        await answers(client, bulk=True)
        assert len(peer.sessions) == 2
        assert client.logins == 2


async def test_rows_one_by_one() -> None:
    """A long table is taken row by row."""
    seen: list[Row] = []
    async with Peer() as peer, running(peer) as (client, _, _reported):
        assert await client.call(X, timeout=60, bulk=True, on_row=seen.append) == []
        assert seen == [{"name": "/x/print"}]


async def test_one_at_a_time(skip: Skip) -> None:
    """The next is sent, and its deadline begins, when the one before is done; main answers."""
    release = asyncio.Event()

    async def script(session: Session) -> None:
        await session.accept()
        if session.number == 0:
            await session.echo_on()
        first = await session.ask()
        await release.wait()
        session.rows(first, first.path)
        await session.echo_on()

    async with Peer(script) as peer, running(peer) as (client, _, _reported):
        long = asyncio.create_task(client.call(Command("/long/print"), timeout=60, bulk=True))
        await until(lambda: peer.asked[-1].path == "/long/print")
        turns: list[str] = []
        next_one = asyncio.create_task(
            client.call(X, timeout=20, bulk=True, on_turn=lambda: turns.append("x"))
        )
        await answers(client)
        assert [asked.path for asked in peer.asked[-2:]] == ["/long/print", "/x/print"]
        assert not next_one.done()
        assert turns == []
        skip(25)
        release.set()
        assert await long == [{"name": "/long/print"}]
        assert await next_one == [{"name": "/x/print"}]
        assert turns == ["x"]


async def test_idle_close_and_reopening(skip: Skip) -> None:
    """Closed when nothing needed it for a while, and opened anew."""
    async with Peer() as peer, running(peer) as (client, _, reported):
        for _ in range(3):
            await answers(client, bulk=True)
            assert (len(peer.sessions), peer.closed) == (2, 0)
            skip(DEFAULT_TIMING.bulk_idle / 2)
            await answers(client)
        skip(DEFAULT_TIMING.bulk_idle / 2)
        await until(lambda: peer.closed == 1)
        assert client.connected
        await answers(client, bulk=True)
        assert len(peer.sessions) == 3
        assert reported == []


async def test_loss_of_the_bulk_link() -> None:
    """It costs the command in flight; the next opens another; main does not care."""

    async def dies(session: Session) -> None:
        await session.accept()
        await session.ask()
        session.reset()

    async with (
        Peer(scripts(Session.echo, dies, Session.echo)) as peer,
        running(peer) as (client, _, reported),
    ):
        with pytest.raises(UnreachableError):
            await client.call(X, timeout=60, bulk=True)
        await answers(client, bulk=True)
        await answers(client)
        assert reported == []


async def test_bulk_link_that_cannot_be_opened() -> None:
    """A router with no session left keeps its main link."""
    async with (
        Peer(scripts(Session.echo, hang_up, Session.echo)) as peer,
        running(peer) as (client, _, reported),
    ):
        with pytest.raises(UnreachableError):
            await client.call(X, timeout=60, bulk=True)
        await answers(client, bulk=True)
        assert reported == []


async def test_silent_bulk_link() -> None:
    """A late command costs nothing else; two silent deadlines cost the bulk link."""
    async with (
        Peer(scripts(Session.echo, silent, Session.echo)) as peer,
        running(peer) as (client, _, reported),
    ):
        for _ in range(2):
            with pytest.raises(TimedOutError):
                await client.call(X, timeout=0.02, bulk=True)
        assert len(peer.sessions) == 2
        await answers(client, bulk=True)
        assert len(peer.sessions) == 3
        assert reported == []


async def test_main_takes_bulk_along() -> None:
    """A router that is gone ends its bulk command too, and the next waits for main."""
    async with (
        Peer(scripts(Session.echo, silent, Session.echo)) as peer,
        running(peer) as (client, waits, reported),
    ):
        waits.open.clear()
        long = asyncio.create_task(client.call(X, timeout=60, bulk=True))
        await until(lambda: peer.asked[-1].path == "/x/print")
        queued = asyncio.create_task(client.call(X, timeout=60, bulk=True))
        await asyncio.sleep(0)
        peer.sessions[0].reset()
        for task in (long, queued):
            with pytest.raises(UnreachableError):
                await task
        assert len(peer.sessions) == 2
        waits.open.set()
        await until(lambda: reported == [False, True])
        await answers(client, bulk=True)


async def test_cancelled_command_gives_its_turn_back() -> None:
    """Whoever gives up, waiting or in flight, holds nobody up."""

    async def script(session: Session) -> None:
        await session.accept()
        if session.number:
            await session.ask()
            assert (await session.ask()).path == "/cancel"
        await session.echo_on()

    async with Peer(script) as peer, running(peer) as (client, _, _reported):
        in_flight = asyncio.create_task(client.call(X, timeout=60, bulk=True))
        await until(lambda: len(peer.asked) == 3)
        waiting = asyncio.create_task(client.call(X, timeout=60, bulk=True))
        await asyncio.sleep(0)
        waiting.cancel()
        in_flight.cancel()
        await asyncio.wait((in_flight, waiting))
        await answers(client, bulk=True)


async def test_close_while_the_bulk_link_opens(skip: Skip) -> None:
    """Closing the client ends that too."""
    async with Peer(scripts(Session.echo, Session.gone)) as peer:
        client = Client(peer.settings())
        await client.open()
        task = asyncio.create_task(client.call(X, timeout=60, bulk=True))
        await until(lambda: len(peer.sessions) == 2)
        await client.close()
        skip(DEFAULT_TIMING.open_deadline)
        with pytest.raises(TimedOutError):
            await task
        await until(lambda: peer.closed == 2)
