"""Both logins, and what is and is not a wrong password."""

import asyncio
from hashlib import md5
import socket

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    AuthenticationError,
    Command,
    CommandRefusedError,
    Connection,
    LinkSettings,
    ProtocolError,
    RouterOSError,
    TimedOutError,
    UnreachableError,
)

from .peer import PASSWORD, Peer, Script, Session, until

CHALLENGE = "856780b7411eefd3abadee2058c149a3"


async def refused(script: Script, seconds: float = 2, **changes: object) -> RouterOSError:
    """Open a connection that must fail, and return the error; the peer must see it closed."""
    left = asyncio.Event()

    async def whole(session: Session) -> None:
        try:
            await script(session)
            await session.gone()
        finally:
            left.set()

    async with Peer(whole) as peer:
        with pytest.raises(RouterOSError) as raised:
            await Connection.open(peer.settings(**changes), timeout=seconds)
        await asyncio.wait_for(left.wait(), 2)
    return raised.value


@pytest.mark.parametrize("password", [PASSWORD, "", "pässwört-日本"])
async def test_login(password: str) -> None:
    """Name and password in one sentence, an empty password too."""
    async with Peer() as peer:
        connection = await Connection.open(peer.settings(password=password))
        assert await connection.call(Command("/x/print"), timeout=60) == [{"name": "/x/print"}]
        connection.close()
    assert peer.asked[0].words == ("/login", "=name=monitor", f"=password={password}")


async def test_challenge_login() -> None:
    """RouterOS before 6.43 wants the password hashed with its challenge."""

    async def script(session: Session) -> None:
        session.answer(await session.ask(), ("!done", f"=ret={CHALLENGE}"))
        await session.echo()

    async with Peer(script) as peer:
        connection = await Connection.open(peer.settings())
        assert await connection.call(Command("/x/print"), timeout=60) == [{"name": "/x/print"}]
        connection.close()
    digest = md5(b"\0" + PASSWORD.encode() + bytes.fromhex(CHALLENGE), usedforsecurity=False)
    assert peer.asked[1].words == ("/login", "=name=monitor", f"=response=00{digest.hexdigest()}")


@pytest.mark.parametrize("message", ["invalid user name or password (6)", "cannot log in"])
async def test_wrong_password(message: str) -> None:
    """The router refuses and the client closes the connection."""

    async def script(session: Session) -> None:
        session.answer(await session.ask(), ("!trap", f"=message={message}"), ("!done",))

    error = await refused(script)
    assert type(error) is AuthenticationError
    assert str(error) == message


async def test_other_refusal_is_no_wrong_password() -> None:
    """A trap with another reason, such as a RADIUS server that is down, is only that."""

    async def script(session: Session) -> None:
        session.answer(await session.ask(), ("!trap", "=message=std failure: timeout"), ("!done",))

    assert type(await refused(script)) is CommandRefusedError


async def test_challenge_refused() -> None:
    """The old login has its own words for a wrong password."""

    async def script(session: Session) -> None:
        session.answer(await session.ask(), ("!done", f"=ret={CHALLENGE}"))
        session.answer(await session.ask(), ("!trap", "=message=cannot log in"), ("!done",))

    assert type(await refused(script)) is AuthenticationError


async def test_challenge_with_a_password_beyond_ascii() -> None:
    """The old login knows no such password; the error does not repeat it."""

    async def script(session: Session) -> None:
        session.answer(await session.ask(), ("!done", f"=ret={CHALLENGE}"))

    error = await refused(script, password="pässwört")
    assert type(error) is AuthenticationError
    assert "ASCII" in str(error)
    assert error.__context__ is None


@pytest.mark.parametrize("challenge", ["xyz", "abc", "日本"])
async def test_challenge_that_is_none(challenge: str) -> None:
    """A challenge that is not hexadecimal is not RouterOS's."""

    async def script(session: Session) -> None:
        session.answer(await session.ask(), ("!done", f"=ret={challenge}"))

    assert type(await refused(script)) is ProtocolError


async def test_password_without_utf8_form() -> None:
    """A password that cannot be sent is refused without being repeated."""
    error = await refused(Session.gone, password="\udce0")
    assert type(error) is ProtocolError
    assert error.__context__ is None


@pytest.mark.parametrize("answer", [Session.hang_up, Session.reset])
async def test_router_hangs_up_during_login(answer: object) -> None:
    """A router that closes has not refused the password."""
    assert callable(answer)

    async def script(session: Session) -> None:
        await session.ask()
        answer(session)

    error = await refused(script)
    assert type(error) is UnreachableError
    assert str(error).endswith("during the login; the port may expect TLS")


async def test_router_hangs_up_at_once() -> None:
    """It happens to a source address that is not allowed, and to one session too many."""

    async def script(session: Session) -> None:
        session.hang_up()

    assert type(await refused(script)) is UnreachableError


async def test_fatal_during_login() -> None:
    """!fatal during the login is about the link."""

    async def script(session: Session) -> None:
        session.answer(await session.ask(), ("!fatal", "too many commands before login"))

    error = await refused(script)
    assert type(error) is UnreachableError
    assert "too many commands" in str(error)


async def test_silent_router() -> None:
    """A login without an answer ends at the deadline."""
    error = await refused(Session.gone, 0.2)
    assert type(error) is TimedOutError
    assert str(error).endswith("within 0.2 s")


def at(host: str, port: int) -> LinkSettings:
    """Return settings for any address."""
    return LinkSettings(host=host, port=port, username="monitor", password=PASSWORD)


async def test_nobody_listens() -> None:
    """The error has the address of the closed port."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(UnreachableError, match=f"no connection to 127.0.0.1:{port}"):
            await Connection.open(at("127.0.0.1", port))


async def test_no_such_port() -> None:
    """A port beyond all ports is unreachable."""
    with pytest.raises(UnreachableError, match=r"no connection to 127\.0\.0\.1:70000"):
        await Connection.open(at("127.0.0.1", 70_000))


@pytest.mark.parametrize(
    "failure",
    [socket.gaierror(socket.EAI_NONAME, "Name or service not known"), UnicodeError("empty label")],
)
async def test_no_such_name(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    """A name that does not resolve, or is not valid, is unreachable."""

    async def resolve(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    with pytest.raises(UnreachableError, match=r"to router\.\.lan:8728: .*(known|empty)"):
        await Connection.open(at("router..lan", 8728))


async def test_cancelled_while_logging_in() -> None:
    """Giving up in the middle of a login closes the socket."""
    left = asyncio.Event()

    async def script(session: Session) -> None:
        await session.ask()
        await session.gone()
        left.set()

    async with Peer(script) as peer:
        task = asyncio.create_task(Connection.open(peer.settings(), timeout=60))
        await until(lambda: peer.asked)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(left.wait(), 2)
