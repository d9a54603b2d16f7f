"""The second connection: lazy, one command at a time, closed when idle."""

import asyncio
from dataclasses import dataclass

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    BulkLinkError,
    Client,
    Command,
    CommandRefusedError,
    Row,
    TimedOutError,
    Timing,
    UnreachableError,
)
from custom_components.mikrotik_monitoring.routeros.client import DEFAULT_TIMING

from .peer import Peer, Script, Session, until
from .test_client import Skip, X, answers, garbage, hang_up, refuse, running, scripts, silent


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
    """A long table is passed on row by row."""
    seen: list[Row] = []
    async with Peer() as peer, running(peer) as (client, _, _reported):
        assert await client.call(X, timeout=60, bulk=True, on_row=seen.append) == []
        assert seen == [{"name": "/x/print"}]


async def test_one_at_a_time(skip: Skip) -> None:
    """The next is sent, and its deadline begins, when the one before is done; main is free."""
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
    """Closed when nothing needed it for a while, and opened again."""
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


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


async def cannot(client: Client, words: str) -> None:
    """Assert that only the second connection fails, and that the error says so."""
    with pytest.raises(BulkLinkError, match=words):
        await client.call(X, timeout=2, bulk=True)
    assert words in str(client.bulk_error)
    await answers(client)


async def dies(session: Session) -> None:
    """Reset the connection instead of a reply."""
    await session.accept()
    await session.ask()
    session.reset()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (dies, "the second connection was lost"),
        (hang_up, "the second connection cannot be opened: the router closed the connection"),
        (refuse, "the second connection cannot be opened: invalid user name or password"),
        (garbage, "the second connection was lost: reserved control byte 0xff"),
    ],
)
async def test_no_second_connection(script: Script, words: str) -> None:
    """Long commands fail, with one report; it is tried again after a while, and comes back."""
    clock = Clock()
    timing = Timing(clock=clock)
    async with (
        Peer(scripts(Session.echo, script, Session.echo)) as peer,
        running(peer, timing) as (client, _, reported),
    ):
        await cannot(client, words)
        for _ in range(3):
            await cannot(client, words)
        assert len(peer.sessions) == 2
        assert reported == [True]
        clock.now += 15
        await answers(client, bulk=True)
        assert client.bulk_error is None
        await until(lambda: reported == [True, True])
        assert len(peer.sessions) == 3
        assert client.connected


async def test_tries_come_rarer() -> None:
    """After a long time in vain the connection is tried once a minute."""
    clock = Clock()
    async with (
        Peer(scripts(Session.echo, *[hang_up] * 100)) as peer,
        running(peer, Timing(clock=clock)) as (client, _, reported),
    ):
        for _ in range(600):
            with pytest.raises(BulkLinkError):
                await client.call(X, timeout=2, bulk=True)
            clock.now += 1
        assert len(peer.sessions) <= 2 + 6 + 10
        assert reported == [True]


async def test_refused_logins_of_both_connections_are_counted_together() -> None:
    """Four in ten minutes, not twenty; then the user is asked."""
    clock = Clock()
    tried: list[float] = []

    async def script(session: Session) -> None:
        if session.number:
            tried.append(clock.now - 1000)
            await refuse(session)
        await session.echo()

    async with Peer(script) as peer, running(peer, Timing(clock=clock)) as (client, _, reported):
        for _ in range(600):
            with pytest.raises(BulkLinkError, match="invalid user name"):
                await client.call(X, timeout=2, bulk=True)
            clock.now += 1
            if not client.auth_failed:
                assert reported in ([], [True])
        assert tried == [0, 15, 75, 375]
        assert client.auth_failed
        assert reported == [True, True]


async def test_those_who_wait_fail_with_their_link() -> None:
    """Commands that waited for a connection that ended do not each open it again."""

    async def script(session: Session) -> None:
        await session.accept()
        if session.number == 1:
            await session.ask()
            await asyncio.sleep(0.05)
            session.reset()
        await session.echo_on()

    async with Peer(script) as peer, running(peer, Timing(clock=Clock())) as (client, _, _reported):
        calls = [client.call(X, timeout=2, bulk=True) for _ in range(5)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(result) for result in results] == [BulkLinkError] * 5
        assert len(peer.sessions) == 2
        await answers(client)


async def test_turn_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait for a turn has a deadline."""
    monkeypatch.setattr("custom_components.mikrotik_monitoring.routeros.bulk.TURN_DEADLINE", 0.05)

    async def script(session: Session) -> None:
        await session.accept()
        if session.number:
            await session.ask()
            await session.gone()
        await session.echo_on()

    async with Peer(script) as peer, running(peer) as (client, _, _reported):
        long = asyncio.create_task(client.call(Command("/long/print"), timeout=9, bulk=True))
        await until(lambda: peer.asked[-1].path == "/long/print")
        with pytest.raises(TimedOutError, match="no turn for /x/print"):
            await client.call(X, timeout=2, bulk=True)
        long.cancel()
        await asyncio.wait((long,))


async def test_silent_bulk_link() -> None:
    """After a command without a byte it is tried once more, and closed; then it comes back."""
    clock = Clock()
    timing = Timing(keep_alive_deadline=0.05, clock=clock)
    async with (
        Peer(scripts(Session.echo, silent, Session.echo)) as peer,
        running(peer, timing) as (client, _, reported),
    ):
        with pytest.raises(BulkLinkError, match="was lost: the router stays silent"):
            await client.call(X, timeout=0.02, bulk=True)
        assert [asked.path for asked in peer.asked if asked.path != "/cancel"][-3:] == [
            "/x/print",
            "/system/identity/print",
            "/system/identity/print",
        ]
        clock.now += 2
        await answers(client, bulk=True)
        assert len(peer.sessions) == 3
        await until(lambda: reported == [True, True])


async def test_slow_command_keeps_the_bulk_link() -> None:
    """A router that replies to something small is only slow."""

    async def slow(session: Session) -> None:
        await session.accept()
        while True:
            asked = await session.ask()
            if asked.path != "/slow/print":
                session.rows(asked, asked.path)

    async with Peer(slow) as peer, running(peer) as (client, _, reported):
        for _ in range(3):
            with pytest.raises(TimedOutError):
                await client.call(Command("/slow/print"), timeout=0.02, bulk=True)
        await answers(client, bulk=True)
        assert len(peer.sessions) == 2
        assert reported == []


async def test_refused_command_is_an_answer() -> None:
    """A refusal shows that the connection works."""
    clock = Clock()

    async def refuses(session: Session) -> None:
        await session.accept()
        session.answer(await session.ask(), ("!trap", "=message=failure"), ("!done",))
        await session.echo_on()

    async with (
        Peer(scripts(Session.echo, hang_up, refuses)) as peer,
        running(peer, Timing(clock=clock)) as (client, _, _reported),
    ):
        await cannot(client, "cannot be opened")
        clock.now += 2
        with pytest.raises(CommandRefusedError):
            await client.call(X, timeout=2, bulk=True)
        assert client.bulk_error is None
        await answers(client, bulk=True)


async def test_what_cuts_each_second_connection_is_left_alone_for_longer() -> None:
    """Each try is a login: after six in vain the waits go on to five minutes."""
    now = 0.0

    async def script(session: Session) -> None:
        await session.accept()
        if session.number > 0:
            await session.ask()
            session.hang_up()
        else:
            await session.echo_on()

    async with Peer(script) as peer, running(peer, Timing(clock=lambda: now)) as (client, _, _told):
        for number, wait in enumerate((1, 2, 4, 8, 16, 32, 64, 128, 256, 300), 2):
            with pytest.raises(BulkLinkError, match="was lost"):
                await client.call(X, timeout=60, bulk=True)
            now += wait - 0.5
            with pytest.raises(BulkLinkError):
                await client.call(X, timeout=60, bulk=True)
            assert len(peer.sessions) == number
            now += 0.5
        await answers(client)


async def test_both_lost_is_the_router_away() -> None:
    """Where the first connection does not respond either, it is no fault of the second."""

    async def script(session: Session) -> None:
        await session.accept()
        if session.number:
            await session.ask()
            session.reset()
        else:
            await session.ask()
            session.reset()

    async with (
        Peer(scripts(script, script, Session.echo)) as peer,
        running(peer) as (client, _, reported),
    ):
        with pytest.raises(UnreachableError) as raised:
            await client.call(X, timeout=2, bulk=True)
        assert not isinstance(raised.value, BulkLinkError)
        assert client.bulk_error is None
        await until(lambda: reported[-1:] == [True])
        await answers(client, bulk=True)


async def test_main_takes_bulk_along() -> None:
    """A lost router ends its bulk command too, and the next one waits for main."""
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
    """A cancelled command, waiting or in flight, does not block others."""

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
        with pytest.raises(UnreachableError, match="the client was closed"):
            await task
        await until(lambda: peer.closed == 2)
