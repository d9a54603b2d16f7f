"""The client keeps its connections up by itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
import gc
import socket
from typing import Any

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    AuthenticationError,
    Client,
    Command,
    CommandRefusedError,
    ProtocolError,
    TimedOutError,
    Timing,
    UnreachableError,
)
from custom_components.mikrotik_monitoring.routeros.backoff import Refusals
from custom_components.mikrotik_monitoring.routeros.client import DEFAULT_TIMING
from custom_components.mikrotik_monitoring.routeros.gate import Gate
from custom_components.mikrotik_monitoring.routeros.opener import Ask

from .peer import Peer, Session, until

X = Command("/x/print")
type Skip = Callable[[float], None]

REFUSED = ("!trap", "=message=invalid user name or password (6)")


class Waits:
    """Replaces sleeping: records each wait, and holds it until opened."""

    def __init__(self) -> None:
        """Start without holding."""
        self.waited: list[float] = []
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, seconds: float) -> None:
        """Record a wait."""
        self.waited.append(seconds)
        await asyncio.sleep(0.001)
        await self.open.wait()


@asynccontextmanager
async def running(
    peer: Peer, timing: Timing | None = None, **changes: Any
) -> AsyncIterator[tuple[Client, Waits, list[bool]]]:
    """Run a client that keeps a link to the peer; yield its waits and reported changes too."""
    waits = Waits()
    client = Client(
        peer.settings(**changes),
        random=lambda: 1.0,
        sleep=waits,
        timing=timing or Timing(),
    )
    reported: list[bool] = []
    await client.open()
    client.start(lambda: reported.append(client.connected))
    try:
        yield client, waits, reported
    finally:
        await client.close()


async def answers(client: Client, *, bulk: bool = False) -> None:
    """Assert that the next command gets its own reply."""
    assert await client.call(X, timeout=60, bulk=bulk) == [{"name": "/x/print"}]


def keep_alives(peer: Peer) -> int:
    """Return how many keep-alives were sent."""
    return [asked.path for asked in peer.asked].count("/system/identity/print")


async def refuse(session: Session) -> None:
    """Refuse the login."""
    session.answer(await session.ask(), REFUSED, ("!done",))
    await session.gone()


def scripts(*each: Callable[[Session], Awaitable[None]]) -> Callable[[Session], Awaitable[None]]:
    """Run one script per session, the last one for all further ones."""

    async def script(session: Session) -> None:
        await each[min(session.number, len(each) - 1)](session)

    return script


async def hang_up(session: Session) -> None:
    """Hang up when a connection is made."""
    session.hang_up()


async def garbage(session: Session) -> None:
    """Reply with bytes that are not RouterOS's."""
    await session.accept()
    await session.ask()
    session.raw(b"\xff")
    await session.gone()


async def silent(session: Session) -> None:
    """Let the client log in and send nothing more."""
    await session.accept()
    while True:
        await session.ask()


async def test_open_and_call() -> None:
    """One login, and commands over it."""
    async with Peer() as peer, running(peer) as (client, _, reported):
        assert client.connected
        assert client.lost_reason is None
        await answers(client)
        await answers(client)
        assert (client.logins, client.commands) == (1, 3)
        assert client.bytes_received > 0
        assert reported == []


async def test_open_fails() -> None:
    """The first attempt is not repeated."""
    async with Peer(refuse) as peer:
        client = Client(peer.settings())
        with pytest.raises(AuthenticationError):
            await client.open()
        assert not client.connected
        assert isinstance(client.lost_reason, AuthenticationError)
        with pytest.raises(UnreachableError, match="invalid user name"):
            await client.call(X, timeout=1)
        await client.close()
        assert len(peer.sessions) == 1


async def test_gone_then_back() -> None:
    """A lost link is reported and fails commands at once; it comes back and is reported again."""
    async with Peer() as peer, running(peer) as (client, waits, reported):
        waits.open.clear()
        peer.sessions[0].reset()
        await until(lambda: reported == [False])
        assert isinstance(client.lost_reason, UnreachableError)
        for bulk in (False, True):
            with pytest.raises(UnreachableError, match="the router is not connected"):
                await client.call(X, timeout=60, bulk=bulk)
        waits.open.set()
        await until(lambda: reported == [False, True])
        assert client.lost_reason is None
        await answers(client)
        assert client.logins == 2
        assert client.commands == 3


async def test_framing_error_then_back() -> None:
    """Bytes that are not RouterOS's end the link, and the next one works."""
    async with (
        Peer(scripts(garbage, Session.echo)) as peer,
        running(peer) as (client, _, reported),
    ):
        with pytest.raises(ProtocolError):
            await client.call(X, timeout=60)
        await until(lambda: reported[-1:] == [True])
        await answers(client)


async def test_backs_off() -> None:
    """Tries come rarer while the router is gone, and also when it never stays."""
    async with (
        Peer(scripts(Session.echo, *[hang_up] * 8, Session.echo)) as peer,
        running(peer) as (client, waits, reported),
    ):
        peer.sessions[0].reset()
        await until(lambda: reported == [False, True])
        assert waits.waited == [1, 2, 4, 8, 16, 32, 60, 60, 60]
        peer.sessions[-1].reset()
        await until(lambda: reported == [False, True, False, True])
        assert waits.waited[-1] == 60
        await answers(client)


async def test_backoff_starts_anew() -> None:
    """A link that lasted for a minute resets the waits."""
    now = 0.0
    async with (
        Peer(scripts(Session.echo, hang_up, Session.echo)) as peer,
        running(peer, Timing(clock=lambda: now)) as (_, waits, reported),
    ):
        peer.sessions[0].reset()
        await until(lambda: reported == [False, True])
        now = 60.0
        peer.sessions[-1].reset()
        await until(lambda: reported == [False, True, False, True])
        assert waits.waited == [1, 2, 1]


async def test_what_cuts_each_link_is_left_alone_for_longer() -> None:
    """Each try is a login: after six short links the waits go on to five minutes."""
    async with (
        Peer() as peer,
        running(peer, Timing(clock=lambda: 0.0)) as (client, waits, reported),
    ):

        def came_back(times: int) -> bool:
            return reported == [False, True] * times

        for times in range(1, 11):
            peer.sessions[-1].reset()
            await until(partial(came_back, times))
        assert waits.waited == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
        await answers(client)


async def test_port_closed_then_open_again() -> None:
    """A rebooting router refuses connections for a while."""
    async with Peer() as peer, running(peer) as (client, waits, reported):
        peer.stop_listening()
        peer.sessions[0].reset()
        await until(lambda: len(waits.waited) > 3)
        assert reported == [False]
        await peer.listen(peer.port)
        await until(lambda: reported == [False, True])
        await answers(client)


async def test_another_reason_is_told() -> None:
    """The reason of an outage may change: each class is reported once, not each try."""
    async with Peer(scripts(*[hang_up] * 3, refuse, refuse, Session.echo)) as peer:
        client = Client(peer.settings(), sleep=Waits())
        with pytest.raises(UnreachableError):
            await client.open()
        reasons: list[str] = []
        client.start(lambda: reasons.append(type(client.lost_reason).__name__))
        await until(lambda: client.connected)
        await until(lambda: reasons == ["AuthenticationError", "NoneType"])
        await client.close()


async def test_start_without_open() -> None:
    """A client may be started while its router is away."""
    async with Peer(scripts(hang_up, Session.echo)) as peer:
        waits = Waits()
        client = Client(peer.settings(), sleep=waits)
        with pytest.raises(UnreachableError):
            await client.open()
        reported: list[bool] = []
        client.start(lambda: reported.append(client.connected))
        await until(lambda: reported == [True])
        await answers(client)
        await client.close()


async def test_refused_login_is_final_only_after_a_while() -> None:
    """A booting router refuses good passwords; three refusals over minutes are final."""
    now = 0.0
    failed: list[bool] = []

    async def script(session: Session) -> None:
        nonlocal now
        now += 100
        failed.append(client.auth_failed)
        await refuse(session)

    async with Peer(scripts(Session.echo, *[script] * 4, Session.echo)) as peer:
        timing = Timing(clock=lambda: now)
        async with running(peer, timing) as (client, waits, reported):
            peer.sessions[0].reset()
            await until(lambda: any(reported))
            assert waits.waited == [1, 15, 60, 300, 300]
            assert failed == [False, False, False, True]
            assert reported == [False, False, False, True]
            assert not client.auth_failed
            await answers(client)


async def test_logins_without_answers_are_no_link() -> None:
    """A link is up after its first reply: until then it does not come and go."""

    async def verify(ask: Ask) -> None:
        await ask(X)

    async with Peer(scripts(Session.echo, *[silent] * 3, Session.echo)) as peer:
        waits = Waits()
        client = Client(
            peer.settings(),
            random=lambda: 1.0,
            sleep=waits,
            timing=Timing(open_deadline=0.3),
            verify=verify,
        )
        await client.open()
        reported: list[bool] = []
        client.start(lambda: reported.append(client.connected))
        peer.sessions[0].reset()
        await until(lambda: client.connected and client.logins == 5)
        await until(lambda: reported[-1:] == [True])
        # Lost, for another reason, and back.
        assert reported == [False, False, True]
        assert waits.waited == [1, 2, 4, 8]
        await answers(client)
        await client.close()


async def test_login_refused_once() -> None:
    """One refusal of a good password costs fifteen seconds."""
    now = 0.0
    async with (
        Peer(scripts(Session.echo, refuse, Session.echo)) as peer,
        running(peer, Timing(clock=lambda: now)) as (client, waits, reported),
    ):
        peer.sessions[0].reset()
        await until(lambda: reported[-1:] == [True])
        assert waits.waited == [1, 15]
        assert not client.auth_failed
        await answers(client)


async def test_refused_login_is_not_tried_again_at_once() -> None:
    """The next client of the same router waits too, without a login, and reports why."""
    now = 0.0
    async with Peer(scripts(refuse, Session.echo)) as peer:
        refusals = Refusals(lambda: now)
        for _ in range(2):
            client = Client(peer.settings(), refusals=refusals)
            with pytest.raises(AuthenticationError, match="invalid user name"):
                await client.open()
            assert isinstance(client.lost_reason, AuthenticationError)
            await client.close()
        assert len(peer.sessions) == 1
        now = 15.0
        client = Client(peer.settings(), refusals=refusals)
        await client.open()
        await answers(client)
        await client.close()
        assert refusals.wait == 0


async def test_reported_change_that_raises(caplog: pytest.LogCaptureFixture) -> None:
    """A listener's error is logged and breaks nothing."""
    async with Peer() as peer:
        client = Client(peer.settings(), sleep=Waits())
        await client.open()
        loop = asyncio.get_running_loop()
        caught: list[dict[str, Any]] = []
        loop.set_exception_handler(lambda _, context: caught.append(context))

        def listener() -> None:
            raise ZeroDivisionError

        client.start(listener)
        peer.sessions[0].reset()
        await until(lambda: client.logins == 2 and client.connected)
        await answers(client)
        await client.close()
        assert isinstance(caught[0]["exception"], ZeroDivisionError)


async def test_silent_router_is_found_out() -> None:
    """Two priority deadlines in a row without a byte: the link is dead, and comes back."""
    async with (
        Peer(scripts(silent, Session.echo)) as peer,
        running(peer) as (client, _, reported),
    ):
        for _ in range(3):
            with pytest.raises(TimedOutError):
                await client.call(X, timeout=0.01)
        assert client.connected
        first = [client.call(X, timeout=0.01, priority=True) for _ in range(3)]
        results = await asyncio.gather(*first, return_exceptions=True)
        assert [type(result) for result in results] == [TimedOutError] * 3
        assert client.connected
        with pytest.raises(TimedOutError):
            await client.call(X, timeout=0.01, priority=True)
        await until(lambda: reported == [False, True])
        await answers(client)


async def test_slow_router_is_kept(skip: Skip) -> None:
    """A router that sends anything at all between two deadlines is alive."""

    async def slow(session: Session) -> None:
        await session.accept()
        while True:
            asked = await session.ask()
            if asked.path == "/x/print":
                session.answer(asked, ("!re", "=name=slow"))

    async with Peer(slow) as peer, running(peer) as (client, _, reported):
        for _ in range(3):
            before = client.bytes_received
            call = asyncio.create_task(client.call(X, timeout=20, priority=True))
            await until(lambda before=before: client.bytes_received > before)  # type: ignore[misc]
            skip(20)
            with pytest.raises(TimedOutError):
                await call
        assert client.connected
        assert reported == []


async def test_keep_alive(skip: Skip) -> None:
    """After half a minute without commands, a small one is sent."""
    async with Peer() as peer, running(peer) as (client, _, _reported):
        for number in (1, 2):
            skip(DEFAULT_TIMING.keep_alive)
            await until(lambda number=number: keep_alives(peer) == number)  # type: ignore[misc]
        words = ("/system/identity/print", "=.proplist=name")
        assert [asked.words for asked in peer.asked[1:]] == [words] * 2
        await answers(client)


async def test_no_keep_alive_while_asked(skip: Skip) -> None:
    """Frequent polls need none; one is due when they end."""
    async with Peer() as peer, running(peer) as (client, _, _reported):
        for _ in range(6):
            await answers(client)
            skip(DEFAULT_TIMING.keep_alive / 2)
        assert [asked.path for asked in peer.asked] == ["/login", *["/x/print"] * 6]
        skip(DEFAULT_TIMING.keep_alive / 2)
        await until(lambda: keep_alives(peer) == 1)


async def test_keep_alive_finds_a_silent_router(skip: Skip) -> None:
    """An unanswered keep-alive is followed by the next at once."""
    async with (
        Peer(scripts(silent, Session.echo)) as peer,
        running(peer) as (client, _, reported),
    ):
        skip(DEFAULT_TIMING.keep_alive)
        for number in (1, 2):
            await until(lambda number=number: keep_alives(peer) == number)  # type: ignore[misc]
            skip(DEFAULT_TIMING.keep_alive_deadline)
        await until(lambda: reported == [False, True])
        await answers(client)


async def test_priority_place(skip: Skip) -> None:
    """Ordinary commands leave one place to the priority ones."""
    release = asyncio.Event()

    async def script(session: Session) -> None:
        await session.accept()
        held = []
        while True:
            asked = await session.ask()
            if asked.path == "/x/print":
                session.rows(asked, "/x/print")
                continue
            held.append(asked)
            if len(held) == 3:
                release.set()

    async with Peer(script) as peer, running(peer) as (client, _, _reported):
        slow = [
            asyncio.create_task(client.call(Command("/slow/print"), timeout=900)) for _ in range(4)
        ]
        await release.wait()
        assert await client.call(X, timeout=60, priority=True) == [{"name": "/x/print"}]
        waiting = asyncio.create_task(client.call(X, timeout=20))
        await asyncio.sleep(0)
        skip(21)
        await client.call(X, timeout=60, priority=True)
        assert not waiting.done()
        for task in slow:
            task.cancel()
        await asyncio.wait(slow)
        assert await waiting == [{"name": "/x/print"}]


async def test_gate_limits_handshakes() -> None:
    """Many routers that share a gate log in one after the other."""
    at_once = most = 0
    two = asyncio.Event()

    async def script(session: Session) -> None:
        nonlocal at_once, most
        asked = await session.ask()
        at_once += 1
        most = max(most, at_once)
        if at_once == 2:
            two.set()
        await two.wait()
        await asyncio.sleep(0.005)
        at_once -= 1
        session.answer(asked, ("!done",))
        await session.echo_on()

    async with Peer(script) as peer:
        gate = Gate(2)
        clients = [Client(peer.settings(), gate=gate) for _ in range(6)]
        await asyncio.gather(*(client.open() for client in clients))
        assert most == 2
        await asyncio.gather(*(client.close() for client in clients))


async def test_slow_handshakes_hold_up_nobody() -> None:
    """A router that does not reply to the login gives its turn to the next."""
    async with Peer(Session.gone) as silent_peer, Peer() as peer:
        gate = Gate(2, held_for=0.05)
        timing = Timing(open_deadline=5)
        slow = [Client(silent_peer.settings(), gate=gate, timing=timing) for _ in range(6)]
        tasks = [asyncio.create_task(client.open()) for client in slow]
        await until(lambda: len(silent_peer.sessions) == 6)
        client = Client(peer.settings(), gate=gate)
        async with asyncio.timeout(2):
            await client.open()
        await answers(client)
        assert not any(task.done() for task in tasks)
        await asyncio.gather(*(each.close() for each in (client, *slow)))
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert gate._places._value == 2


async def test_hosts_that_are_not_there_take_no_turn() -> None:
    """A packet filter drops what is sent: no other router waits for those."""
    with nobody_accepts() as port:
        async with Peer() as peer:
            gate = Gate(1, held_for=60)
            lost = [Client(peer.settings(port=port), gate=gate) for _ in range(20)]
            tasks = [asyncio.create_task(client.open()) for client in lost]
            await asyncio.sleep(0.05)
            client = Client(peer.settings(), gate=gate)
            async with asyncio.timeout(2):
                await client.open()
            await answers(client)
            assert not any(task.done() for task in tasks)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await client.close()


@contextmanager
def nobody_accepts() -> Iterator[int]:
    """Yield a port whose queue is full: the kernel silently drops new connections."""
    with socket.socket() as listener, ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port: int = listener.getsockname()[1]
        for _ in range(2):
            queued = stack.enter_context(socket.socket())
            queued.setblocking(False)
            queued.connect_ex(("127.0.0.1", port))
        yield port


async def test_close_leaves_nothing() -> None:
    """No task, no socket, and the peer sees both connections end."""
    async with Peer() as peer:
        before = asyncio.all_tasks()
        async with running(peer) as (client, _, reported):
            await answers(client)
            await answers(client, bulk=True)
            links = list(client._opener.connections)
            assert len(links) == 2
        await until(lambda: peer.closed == 2)
        assert asyncio.all_tasks() <= before
        assert all(link._link._transport.is_closing() for link in links)
        assert not client.connected
        assert not client._opener.connections
        assert reported == []
        with pytest.raises(UnreachableError, match="the client was closed"):
            await client.call(X, timeout=1)
        with pytest.raises(UnreachableError, match="the client was closed"):
            await client.open()
        await client.close()
        assert len(peer.sessions) == 2
    del links, client
    gc.collect()


@pytest.mark.parametrize("stage", ["waiting", "opening"])
async def test_close_while_reconnecting(stage: str) -> None:
    """Closing ends a reconnect at any stage."""
    async with Peer(scripts(Session.echo, Session.gone)) as peer:
        async with running(peer) as (client, waits, reported):
            if stage == "waiting":
                waits.open.clear()
            peer.sessions[0].reset()
            await until(
                lambda: reported and (waits.waited if stage == "waiting" else peer.sessions[1:])
            )
            await client.close()
            assert reported == [False]
        await until(lambda: peer.closed == len(peer.sessions))


async def test_close_right_after_a_loss() -> None:
    """A change that was not reported before closing is not reported after it."""
    async with Peer() as peer, running(peer) as (client, _, reported):
        (link,) = client._opener.connections
        link.close()
        client._tell()
        await client.close()
        assert reported == []


async def test_close_while_opening() -> None:
    """A link that opens while the client is being closed is closed too."""
    opened = asyncio.Event()
    answer = asyncio.Event()

    async def script(session: Session) -> None:
        asked = await session.ask()
        opened.set()
        await answer.wait()
        session.answer(asked, ("!done",))
        await session.gone()

    async with Peer(script) as peer:
        client = Client(peer.settings())
        task = asyncio.create_task(client.open())
        await opened.wait()
        await client.close()
        answer.set()
        with pytest.raises(UnreachableError, match="the client was closed"):
            await task
        await until(lambda: peer.closed == 1)
        assert client.logins == 0


async def test_refused_command_costs_only_itself() -> None:
    """A trap fails its command alone."""

    async def script(session: Session) -> None:
        await session.accept()
        session.answer(await session.ask(), ("!trap", "=message=failure"), ("!done",))
        await session.echo_on()

    async with Peer(script) as peer, running(peer) as (client, _, reported):
        with pytest.raises(CommandRefusedError):
            await client.call(X, timeout=60, priority=True)
        await answers(client)
        assert reported == []
