"""A client that is opened again: after closing, on request, and when it broke."""

import asyncio
from collections.abc import Callable

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    AuthenticationError,
    Client,
    TimedOutError,
    UnreachableError,
)

from .peer import Peer, Session, until
from .test_client import Waits, X, answers, hang_up, refuse, running, scripts

type Skip = Callable[[float], None]


async def test_a_closed_client_starts_again() -> None:
    """It connects at once, and reports it; no earlier state is in the way."""
    async with Peer() as peer, running(peer) as (client, waits, reported):
        await answers(client, bulk=True)
        await client.close()
        await until(lambda: peer.closed == 2)
        assert isinstance(client.lost_reason, UnreachableError)
        assert not client.condition.is_kept
        client.start(lambda: reported.append(client.connected))
        assert client.lost_reason is None
        await until(lambda: reported == [True])
        assert waits.waited == [0.0]
        await answers(client)
        await answers(client, bulk=True)
        assert client.logins == len(peer.sessions) == 4


async def test_what_fails_after_a_start_is_reported() -> None:
    """Also where the same error had ended it before; further tries have their pauses."""
    async with (
        Peer(scripts(Session.echo, hang_up)) as peer,
        running(peer) as (client, waits, reported),
    ):
        await client.close()
        client.start(lambda: reported.append(client.connected))
        await until(lambda: waits.waited[:3] == [0.0, 1.0, 2.0])
        assert reported == [False]
        assert isinstance(client.lost_reason, UnreachableError)


async def test_reconnect() -> None:
    """Both connections go, and the main one is there when it is done."""
    async with Peer() as peer, running(peer) as (client, waits, reported):
        await answers(client, bulk=True)
        await client.reconnect()
        assert client.connected
        assert client.condition.is_kept
        await until(lambda: peer.closed == 2)
        await until(lambda: reported == [False, True])
        assert len(peer.sessions) == 3
        assert not waits.waited
        await answers(client)
        peer.sessions[-1].reset()
        await until(lambda: reported[2:] == [False, True])


async def test_reconnect_of_a_link_that_is_lost() -> None:
    """It is tried at once, whatever the pause; if it fails the pauses start again."""
    async with (
        Peer(scripts(Session.echo, hang_up, Session.echo)) as peer,
        running(peer) as (client, waits, reported),
    ):
        waits.open.clear()
        client._backoff._bound = 60.0
        peer.sessions[0].reset()
        await until(lambda: waits.waited == [60.0])
        with pytest.raises(UnreachableError):
            await client.reconnect()
        await until(lambda: waits.waited == [60.0, 1.0])
        assert len(peer.sessions) == 2
        assert not client.connected
        await client.reconnect()
        await until(lambda: reported[-1])
        assert len(peer.sessions) == 3


async def refused(client: Client, waits: Waits, count: int) -> None:
    """Have a reconnect refused, and wait until there were so many pauses."""
    with pytest.raises(AuthenticationError):
        await client.reconnect()
    await until(lambda: len(waits.waited) == count)


async def test_reconnect_asks_for_one_login_where_it_is_refused() -> None:
    """A user's request is tried once; then the pauses that spare the router go on."""
    async with (
        Peer(scripts(Session.echo, refuse)) as peer,
        running(peer) as (client, waits, _),
    ):
        waits.open.clear()
        await refused(client, waits, 1)
        await refused(client, waits, 2)
        assert waits.waited == pytest.approx([15.0, 60.0], abs=5)
        assert len(peer.sessions) == 3


async def test_close_while_it_reconnects() -> None:
    """No connection is kept up then."""
    answer = asyncio.Event()

    async def slow(session: Session) -> None:
        await session.ask()
        answer.set()
        await session.gone()

    async with Peer(scripts(Session.echo, slow)) as peer, running(peer) as (client, _, reported):
        reconnecting = asyncio.create_task(client.reconnect())
        await answer.wait()
        await client.close()
        peer.sessions[1].hang_up()
        await asyncio.wait((reconnecting,))
        assert isinstance(reconnecting.exception(), UnreachableError)
        assert not client.condition.is_kept
        assert reported == [False]


async def test_reconnect_that_is_cancelled_leaves_a_keeper() -> None:
    """The link comes back all the same."""
    opening = asyncio.Event()

    async def slow(session: Session) -> None:
        await session.ask()
        opening.set()
        await session.gone()

    async with (
        Peer(scripts(Session.echo, slow, Session.echo)) as peer,
        running(peer) as (client, _, reported),
    ):
        reconnecting = asyncio.create_task(client.reconnect())
        await opening.wait()
        reconnecting.cancel()
        await asyncio.wait((reconnecting,))
        await until(lambda: reported[-1:] == [True])
        await answers(client)


async def test_a_keeper_that_ended_is_replaced() -> None:
    """The link stays up meanwhile, and is supervised again."""
    async with Peer() as peer, running(peer) as (client, _, reported):
        keeper = client._keeper
        assert keeper is not None
        keeper.cancel()
        await asyncio.wait((keeper,))
        assert not client.condition.is_kept
        client.keep()
        assert client.condition.is_kept
        await answers(client)
        assert len(peer.sessions) == 1
        peer.sessions[0].reset()
        await until(lambda: reported == [False, True])


async def test_when_the_router_was_heard(skip: Skip) -> None:
    """The time of the last byte on the main link; none while the link is down."""
    time = asyncio.get_running_loop().time
    async with Peer(scripts(Session.echo, hang_up)) as peer, running(peer) as (client, waits, _):
        await answers(client)
        heard_at = client.condition.heard_at
        assert heard_at is not None
        skip(20)
        assert client.condition.heard_at == heard_at <= time() - 20
        await answers(client)
        assert client.condition.heard_at >= heard_at + 20
        waits.open.clear()
        peer.sessions[0].reset()
        await until(lambda: not client.connected)
        assert client.condition.heard_at is None


async def test_places_that_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait in vain, while no command ended, shows it; a new link has all its places."""
    async with Peer() as peer, running(peer) as (client, _, _reported):
        (connection,) = client._opener.connections
        monkeypatch.setattr(f"{type(connection).__module__}.PLACE_DEADLINE", 0.02)
        for _ in range(3):
            await connection._slots.acquire(priority=False)
        assert not client.condition.is_jammed
        waiting = asyncio.create_task(client.call(X, timeout=5))
        await until(lambda: client.condition.waiting == 1)
        with pytest.raises(TimedOutError, match="no place"):
            await waiting
        assert client.condition.is_jammed
        assert client.condition.waiting == 0
        await client.reconnect()
        assert not client.condition.is_jammed
        await answers(client)
        assert len(peer.sessions) == 2


async def test_places_that_are_taken_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait in vain for commands that do end later is no fault."""

    async def late(session: Session) -> None:
        await session.accept()
        asked = [await session.ask() for _ in range(3)]
        await ended.wait()
        for one in asked:
            session.rows(one, one.path)
        await session.gone()

    ended = asyncio.Event()
    async with Peer(late) as peer, running(peer) as (client, _, _reported):
        (connection,) = client._opener.connections
        monkeypatch.setattr(f"{type(connection).__module__}.PLACE_DEADLINE", 0.02)
        calls = [asyncio.create_task(client.call(X, timeout=60)) for _ in range(3)]
        await until(lambda: len(peer.asked) == 4)
        with pytest.raises(TimedOutError, match="no place"):
            await client.call(X, timeout=5)
        assert client.condition.is_jammed
        ended.set()
        await asyncio.gather(*calls)
        assert not client.condition.is_jammed


async def test_a_turn_that_is_never_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second connection is blocked then; with a new link its turns start again."""
    module = "custom_components.mikrotik_monitoring.routeros.bulk"
    monkeypatch.setattr(f"{module}.TURN_DEADLINE", 0.02)
    async with Peer() as peer, running(peer) as (client, _, _reported):
        await client._bulk._turn.acquire()
        with pytest.raises(TimedOutError, match="no turn"):
            await client.call(X, timeout=5, bulk=True)
        assert client.condition.is_jammed
        await client.reconnect()
        assert not client.condition.is_jammed
        await answers(client, bulk=True)
        assert len(peer.sessions) == 3


async def test_a_client_that_was_never_opened() -> None:
    """Only its keeper could be broken."""
    async with Peer() as peer:
        condition = Client(peer.settings()).condition
        assert (condition.heard_at, condition.is_jammed, condition.waiting) == (None, False, 0)
        assert not condition.is_kept
