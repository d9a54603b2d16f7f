"""Each fault of a session: the next command is right, or the session is over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import gc

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    Command,
    CommandRefusedError,
    Connection,
    NoSuchCommandError,
    PermissionDeniedError,
    ProtocolError,
    RouterOSError,
    Row,
    TimedOutError,
    TlsError,
    TooLongError,
    UnreachableError,
)

from .peer import Asked, Peer, Script, Session, sentence, until, word

FIRST = Command("/first/print")
NEXT = Command("/next/print")


@asynccontextmanager
async def session(script: Script) -> AsyncIterator[tuple[Connection, Peer]]:
    """Open a connection to a peer that runs `script` once the login is done."""

    async def whole(peer_session: Session) -> None:
        await peer_session.accept()
        await script(peer_session)

    async with Peer(whole) as peer:
        connection = await Connection.open(peer.settings(), timeout=60)
        try:
            yield connection, peer
        finally:
            connection.close()
            await connection.wait_closed()


async def next_is_right(connection: Connection) -> None:
    """Assert that the next command gets its own reply."""
    assert await connection.call(NEXT, timeout=60) == [{"name": "/next/print"}]
    assert connection.error is None


def answering(*sentences: tuple[str | bytes, ...]) -> Script:
    """Reply to the first command with these sentences, to the others correctly."""

    async def script(peer: Session) -> None:
        peer.answer(await peer.ask(), *sentences)
        await peer.echo_on()

    return script


async def test_rows() -> None:
    """Rows come in order, values as text, the last key of a name wins."""
    script = answering(
        ("!re", "=name=123", "=empty=", "=comment=a=b=c", "=x=1", "=x=2"),
        ("!re",),
        ("!done",),
    )
    async with session(script) as (connection, _):
        assert await connection.call(FIRST, timeout=60) == [
            {"name": "123", "empty": "", "comment": "a=b=c", "x": "2"},
            {},
        ]
        await next_is_right(connection)


async def test_words_sent() -> None:
    """A command's words arrive as they are, each sentence under a tag of its own."""
    command = Command(
        "/interface/print",
        proplist=("name", "rx-byte"),
        arguments=(("count-only", ""),),
        queries=("?comment=Zürich", "?dynamic=yes", "?#!"),
    )
    async with Peer() as peer:
        connection = await Connection.open(peer.settings())
        await connection.call(command, timeout=60)
        await connection.call(command, timeout=60)
        connection.close()
    assert peer.asked[1].words == (
        "/interface/print",
        "=.proplist=name,rx-byte",
        "=count-only=",
        "?comment=Zürich",
        "?dynamic=yes",
        "?#!",
    )
    assert [asked.tag for asked in peer.asked] == ["1", "2", "3"]
    assert connection.commands == 3
    assert connection.bytes_received > 0


async def test_count_only() -> None:
    """What a reply ends with is its last row."""
    async with session(answering(("!done", "=ret=12"))) as (connection, _):
        assert await connection.call(FIRST, timeout=60) == [{"ret": "12"}]


async def test_late_reply_is_dropped() -> None:
    """A reply after its deadline is dropped; the router gets a cancel."""

    async def script(peer: Session) -> None:
        first = await peer.ask()
        cancel = await peer.ask()
        assert cancel.words == ("/cancel", f"=tag={first.tag}")
        peer.rows(first, "late")
        peer.answer(first, ("!trap", "=category=2", "=message=interrupted"))
        peer.answer(cancel, ("!done",))
        peer.answer(first, ("!done",))
        await peer.echo_on()

    async with session(script) as (connection, _):
        with pytest.raises(TimedOutError, match=r"no answer to /first/print within 0.02 s"):
            await connection.call(FIRST, timeout=0.02)
        await next_is_right(connection)


async def test_cancelled_task_leaves_the_session_whole() -> None:
    """A task that is cancelled while rows arrive does not affect others."""

    async def script(peer: Session) -> None:
        first = await peer.ask()
        peer.answer(first, ("!re", "=name=early"))
        assert (await peer.ask()).words == ("/cancel", f"=tag={first.tag}")
        peer.rows(first, "late")
        await peer.echo_on()

    async with session(script) as (connection, peer):
        before = connection.bytes_received
        task = asyncio.create_task(connection.call(FIRST, timeout=60))
        await until(lambda: connection.bytes_received > before)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await next_is_right(connection)
        assert len(peer.asked) == 4


async def test_deadline_in_the_middle_of_a_word() -> None:
    """Half a word is kept; its other half after the deadline does no harm."""

    async def script(peer: Session) -> None:
        first = await peer.ask()
        late = sentence("!re", f".tag={first.tag}", "=name=late")
        peer.raw(late[:-5])
        await peer.ask()
        peer.raw(late[-5:] + sentence("!done", f".tag={first.tag}"))
        await peer.echo_on()

    async with session(script) as (connection, _):
        with pytest.raises(TimedOutError):
            await connection.call(FIRST, timeout=0.02)
        await next_is_right(connection)


async def test_two_tasks_get_their_own_replies() -> None:
    """Replies find their command by tag, whatever their order."""

    async def script(peer: Session) -> None:
        first, second = await peer.ask(), await peer.ask()
        peer.answer(second, ("!re", f"=name={second.path}"))
        peer.rows(first, first.path)
        peer.answer(second, ("!done",))
        await peer.echo_on()

    async with session(script) as (connection, _):
        first, second = await asyncio.gather(
            connection.call(FIRST, timeout=60), connection.call(NEXT, timeout=60)
        )
        assert (first, second) == ([{"name": "/first/print"}], [{"name": "/next/print"}])
        await next_is_right(connection)


async def over(connection: Connection, kind: type[RouterOSError], words: str) -> None:
    """Assert that commands in flight get this error and the session is over for all others."""
    calls = [connection.call(FIRST, timeout=60) for _ in range(2)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    for result in results:
        assert type(result) is kind
        assert words in str(result)
    with pytest.raises(UnreachableError, match="the connection is closed"):
        await connection.call(NEXT, timeout=60)
    assert type(connection.error) is kind
    await connection.wait_closed()


async def test_reset() -> None:
    """A reset ends the session; its cause is kept."""

    async def script(peer: Session) -> None:
        await peer.ask()
        await peer.ask()
        peer.reset()

    async with session(script) as (connection, _):
        await over(connection, UnreachableError, "the connection was lost")
        assert connection.error is not None
        assert isinstance(connection.error.__cause__, ConnectionResetError)


@pytest.mark.parametrize("half", [b"", b"\x03!r", sentence("!re", "=name=x")[:-2]])
async def test_hang_up(half: bytes) -> None:
    """An end of the stream ends the session, also in mid-sentence."""

    async def script(peer: Session) -> None:
        await peer.ask()
        await peer.ask()
        peer.raw(half)
        peer.hang_up()

    async with session(script) as (connection, _):
        await over(connection, UnreachableError, "the router closed the connection")


@pytest.mark.parametrize(
    ("words", "reason"),
    [(("!fatal", "session terminated on request"), "session terminated"), (("!fatal",), "no reas")],
)
@pytest.mark.parametrize("tagged", [True, False])
async def test_fatal(words: tuple[str, ...], reason: str, tagged: bool) -> None:
    """!fatal ends the session, with a reason or without."""

    async def script(peer: Session) -> None:
        first = await peer.ask()
        await peer.ask()
        if tagged:
            peer.answer(first, words)
        else:
            peer.raw(sentence(*words))
        await peer.gone()

    async with session(script) as (connection, _):
        await over(connection, UnreachableError, reason)


@pytest.mark.parametrize(
    ("garbage", "words"),
    [
        (b"\xf8\0\0", "reserved control byte 0xf8"),
        (b"\xf1\0\0", "reserved control byte 0xf1"),
        (sentence("=name=x"), "not an answer of RouterOS's API"),
        (b"HTTP/1.1 400 Bad Request\r\n", "not an answer of RouterOS's API"),
        (b"\xf0\xff\xff\xff\xff", "a word of 4294967295 bytes"),
    ],
)
async def test_no_routeros(garbage: bytes, words: str) -> None:
    """Bytes that are not RouterOS's end the session at once."""

    async def script(peer: Session) -> None:
        await peer.ask()
        await peer.ask()
        peer.raw(garbage)
        await peer.gone()

    async with session(script) as (connection, _):
        await over(connection, TooLongError if "a word of" in words else ProtocolError, words)


@pytest.mark.parametrize(
    ("traps", "kind", "message", "category"),
    [
        (("=message=failure: x",), CommandRefusedError, "failure: x", None),
        (("=message=a\r\nb", "=category=1"), CommandRefusedError, "a b", 1),
        ((), CommandRefusedError, "no reason given", None),
        (("=other=key", "=category=x"), CommandRefusedError, "no reason given", None),
        (("=message=12345",), CommandRefusedError, "12345", None),
        (("=message=no such command",), NoSuchCommandError, "no such command", None),
        (
            ("=message=not enough permissions (9)",),
            PermissionDeniedError,
            "not enough permissions (9)",
            None,
        ),
    ],
)
async def test_trap(
    traps: tuple[str, ...], kind: type[CommandRefusedError], message: str, category: int | None
) -> None:
    """A trap between rows refuses one command, whatever it carries."""
    script = answering(("!re", "=name=x"), ("!trap", *traps), ("!done",))
    async with session(script) as (connection, _):
        with pytest.raises(kind) as raised:
            await connection.call(FIRST, timeout=60)
        assert type(raised.value) is kind
        assert (raised.value.message, raised.value.category) == (message, category)
        assert str(raised.value) == message
        await next_is_right(connection)


async def test_several_traps() -> None:
    """A missing menu gives two traps: the first decides, all messages are kept."""
    script = answering(
        ("!trap", "=category=0", "=message=no such command or directory (bgp)"),
        ("!trap", "=message=no such command prefix"),
        ("!done",),
    )
    async with session(script) as (connection, _):
        with pytest.raises(NoSuchCommandError) as raised:
            await connection.call(FIRST, timeout=60)
        expected = "no such command or directory (bgp), no such command prefix"
        assert (str(raised.value), raised.value.category) == (expected, 0)
        await next_is_right(connection)


@pytest.mark.parametrize(
    ("sentences", "rows"),
    [
        ([("!empty",), ("!done",)], []),
        ([("!unheard", "=of=it"), ("!re", "=name=x"), ("!done",)], [{"name": "x"}]),
        ([("!re", "=name=x", "no attribute", "=flag"), ("!done",)], [{"name": "x", "flag": ""}]),
    ],
    ids=["empty", "unknown reply word", "word of no kind"],
)
async def test_odd_replies(sentences: list[tuple[str, ...]], rows: list[Row]) -> None:
    """Unknown words change nothing."""
    async with session(answering(*sentences)) as (connection, _):
        assert await connection.call(FIRST, timeout=60) == rows
        await next_is_right(connection)


async def test_empty_sentences_and_five_byte_lengths() -> None:
    """Empty sentences are ignored; a length may be written longer than needed."""

    async def script(peer: Session) -> None:
        first = await peer.ask()
        name = b"=name=long"
        row = word("!re") + word(f".tag={first.tag}") + b"\xf0\0\0\0" + bytes([len(name)]) + name
        peer.raw(b"\0\0" + row + b"\0\0")
        peer.answer(first, ("!done",))
        await peer.echo_on()

    async with session(script) as (connection, _):
        assert await connection.call(FIRST, timeout=60) == [{"name": "long"}]
        await next_is_right(connection)


async def test_long_words() -> None:
    """A word of a megabyte is a word."""
    async with session(answering(("!re", b"=file=" + b"x" * 1_000_000), ("!done",))) as (
        connection,
        _,
    ):
        rows = await connection.call(FIRST, timeout=5)
        assert len(rows[0]["file"]) == 1_000_000
        await next_is_right(connection)


async def test_text_of_any_code_page() -> None:
    """Text is UTF-8, else the fallback's; nothing is dropped."""

    async def script(peer: Session) -> None:
        await peer.accept()
        first = await peer.ask()
        peer.answer(first, ("!re", "=name=Łódź", b"=comment=\xe0\xef\xe0"), ("!done",))
        await peer.gone()

    async with Peer(script) as peer:
        connection = await Connection.open(peer.settings(fallback_encoding="cp1251"))
        rows = await connection.call(FIRST, timeout=60)
        connection.close()
    assert rows == [{"name": "Łódź", "comment": "апа"}]


async def test_split_at_every_byte() -> None:
    """How the network cuts the stream does not matter."""

    async def script(peer: Session) -> None:
        first = await peer.ask()
        peer.answer(first, ("!re", "=name=" + "x" * 200, b"=comment=\xe0"), ("!done",))
        second = await peer.ask()
        whole = sentence("!re", f".tag={second.tag}", "=name=" + "y" * 200, b"=comment=\xe0")
        for byte in whole + sentence("!done", f".tag={second.tag}"):
            peer.raw(bytes([byte]))
            await asyncio.sleep(0)
        await peer.echo_on()

    async with session(script) as (connection, _):
        assert await connection.call(FIRST, timeout=60) == [{"name": "x" * 200, "comment": "à"}]
        assert await connection.call(FIRST, timeout=60) == [{"name": "y" * 200, "comment": "à"}]
        await next_is_right(connection)


async def test_on_row() -> None:
    """Rows may be passed on one by one as they arrive, also what the reply ends with."""
    seen: list[Row] = []

    async def script(peer: Session) -> None:
        first = await peer.ask()
        peer.answer(first, ("!re", "=name=a"), ("!re", "=name=b"))
        await until(lambda: len(seen) == 2)
        peer.answer(first, ("!re", "=name=c"), ("!done", "=ret=3"))
        await peer.echo_on()

    async with session(script) as (connection, _):
        assert await connection.call(FIRST, timeout=60, on_row=seen.append) == []
        assert seen == [{"name": "a"}, {"name": "b"}, {"name": "c"}, {"ret": "3"}]
        await next_is_right(connection)


@pytest.mark.parametrize("kind", [ZeroDivisionError, TimeoutError])
async def test_on_row_that_raises(kind: type[Exception]) -> None:
    """An error in the row callback reaches its caller alone; the command is cancelled."""

    def refuse(_: Row) -> None:
        raise kind

    async def script(peer: Session) -> None:
        first = await peer.ask()
        peer.answer(first, ("!re", "=name=a"))
        assert (await peer.ask()).words == ("/cancel", f"=tag={first.tag}")
        await peer.echo_on()

    async with session(script) as (connection, _):
        with pytest.raises(kind):
            await connection.call(FIRST, timeout=60, on_row=refuse)
        await next_is_right(connection)


async def test_trap_after_streamed_rows() -> None:
    """A command that is refused in the middle has passed its rows on."""
    seen: list[Row] = []
    script = answering(("!re", "=name=a"), ("!trap", "=message=failure"), ("!done",))
    async with session(script) as (connection, _):
        with pytest.raises(CommandRefusedError):
            await connection.call(FIRST, timeout=60, on_row=seen.append)
        assert seen == [{"name": "a"}]
        await next_is_right(connection)


async def test_big_table_does_not_hold_the_event_loop() -> None:
    """While megabytes are read, other callbacks run."""

    async def script(peer: Session) -> None:
        first = await peer.ask()
        row = sentence("!re", f".tag={first.tag}", *(f"=field-{n}=value-{n}" for n in range(20)))
        peer.raw(row * 10_000)
        peer.answer(first, ("!done",))
        await peer.echo_on()

    async with session(script) as (connection, _):
        rows = 0
        turns = 0

        def count(_: Row) -> None:
            nonlocal rows
            rows += 1

        task = asyncio.create_task(connection.call(FIRST, timeout=60, on_row=count))
        while not task.done():
            await asyncio.sleep(0)
            turns += 1
        assert rows == 10_000
        assert turns > 50


async def hold(connection: Connection, count: int, *, priority: bool) -> list[asyncio.Task[object]]:
    """Start commands that the peer does not finish."""
    return [
        asyncio.create_task(connection.call(FIRST, timeout=60, priority=priority))
        for _ in range(count)
    ]


async def test_places_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three ordinary commands at once and a fourth place for a priority one."""
    held: list[Asked] = []

    async def script(peer: Session) -> None:
        while True:
            asked = await peer.ask()
            if asked.path == "/next/print":
                peer.rows(asked, "/next/print")
            elif asked.path == "/first/print":
                held.append(asked)
                if len(held) == 5:
                    for each in held:
                        peer.rows(each, each.path)

    async with session(script) as (connection, peer):
        ordinary = await hold(connection, 5, priority=False)
        await until(lambda: len(held) == 3)
        assert await connection.call(NEXT, timeout=2, priority=True) == [{"name": "/next/print"}]
        monkeypatch.setattr(f"{connection.__module__}.PLACE_DEADLINE", 0.02)
        with pytest.raises(TimedOutError, match=r"no place for /next/print within 0.02 s"):
            await connection.call(NEXT, timeout=2)
        assert len(held) == 3
        ordinary[0].cancel()
        await until(lambda: len(held) == 4)
        await asyncio.wait(ordinary[:1])
        ordinary[1].cancel()
        await asyncio.gather(*ordinary[2:])
        await next_is_right(connection)
        assert connection._slots._all._value == 4
        assert connection._slots._ordinary._value == 3
        assert [asked.path for asked in peer.asked].count("/cancel") == 2


async def test_deadline_begins_with_sending() -> None:
    """A router that is slow with each command is read, however many wait for their turn."""

    async def script(peer: Session) -> None:
        async def answer_late(asked: Asked) -> None:
            await asyncio.sleep(0.2)
            peer.rows(asked, asked.path)

        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(answer_late(await peer.ask()))

    async with session(script) as (connection, _):
        calls = [connection.call(FIRST, timeout=0.5) for _ in range(12)]
        assert await asyncio.gather(*calls) == 12 * [[{"name": "/first/print"}]]


async def test_priority_wait_cancelled() -> None:
    """A command that is cancelled while it waits for a place takes none."""
    async with session(Session.gone) as (connection, _):
        tasks = await hold(connection, 4, priority=True)
        waiting = [
            *await hold(connection, 1, priority=True),
            *await hold(connection, 1, priority=False),
        ]
        await asyncio.sleep(0.01)
        for task in (*waiting, *tasks):
            task.cancel()
        await asyncio.wait((*waiting, *tasks))
        assert connection._slots._all._value == 4
        assert connection._slots._ordinary._value == 3


async def test_peer_that_does_not_read() -> None:
    """What cannot be sent is not piled up: commands wait, and expire."""

    async def script(peer: Session) -> None:
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(60)

    big = Command("/first/print", queries=tuple(f"?key-{n}={'x' * 1000}" for n in range(2000)))
    async with session(script) as (connection, _):
        for _ in range(20):
            with pytest.raises(TimedOutError):
                await connection.call(big, timeout=0.02)
        waiting = connection._link._transport.get_write_buffer_size()
        assert waiting < 4 * 2_100_000
        task = asyncio.create_task(connection.call(FIRST, timeout=60))
        await asyncio.sleep(0)
        connection.close()
        with pytest.raises(UnreachableError):
            await task


async def test_writes_again_when_the_peer_reads_again() -> None:
    """A peer that pauses only delays."""

    async def script(peer: Session) -> None:
        await asyncio.sleep(0.05)
        await peer.echo_on()

    big = Command("/first/print", queries=tuple(f"?key-{n}={'x' * 1000}" for n in range(9000)))
    async with session(script) as (connection, _):
        first = asyncio.create_task(connection.call(big, timeout=60))
        await asyncio.sleep(0)
        await next_is_right(connection)
        assert await first == [{"name": "/first/print"}]


async def test_close() -> None:
    """Closing ends what is in flight, closes the peer's side, and leaves nothing behind."""
    left = asyncio.Event()

    async def script(peer: Session) -> None:
        await peer.gone()
        left.set()

    async with session(script) as (connection, _):
        tasks = asyncio.all_tasks()
        task = asyncio.create_task(connection.call(FIRST, timeout=60))
        await asyncio.sleep(0.01)
        connection.close()
        connection.close()
        with pytest.raises(UnreachableError, match="was closed"):
            await task
        await asyncio.wait_for(left.wait(), 60)
        assert asyncio.all_tasks() <= tasks
        assert await connection.closed is connection.error


async def test_cancelled_as_the_session_ends(caplog: pytest.LogCaptureFixture) -> None:
    """An error that no task waits for any more is not logged."""
    async with session(Session.gone) as (connection, _):
        task = asyncio.create_task(connection.call(FIRST, timeout=60))
        await asyncio.sleep(0.01)
        connection.close()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        del task
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_word_without_utf8_form() -> None:
    """A command that cannot be encoded fails alone."""
    async with session(Session.echo_on) as (connection, _):
        with pytest.raises(ProtocolError, match="UTF-8"):
            await connection.call(Command("/first/print", queries=("?name=\udce0",)), timeout=60)
        await next_is_right(connection)


async def test_tls_alert() -> None:
    """The error says that the port replied with a TLS alert."""

    async def script(peer: Session) -> None:
        await peer.ask()
        peer.raw(b"\x15\x03\x03\x00\x02\x02\x46")
        await peer.gone()

    async with Peer(script) as peer:
        with pytest.raises(TlsError, match="expects TLS"):
            await Connection.open(peer.settings(), timeout=60)
