"""The byte stream itself: early bytes, and the socket options."""

import asyncio
from collections.abc import Callable
import socket
from typing import Any

import pytest

from custom_components.mikrotik_monitoring.routeros import Connection
from custom_components.mikrotik_monitoring.routeros.link import Link
from custom_components.mikrotik_monitoring.routeros.tls import fingerprint_of

from .peer import Peer, Session, until


@pytest.mark.parametrize(
    ("ending", "error"), [(Session.hang_up, type(None)), (Session.reset, ConnectionResetError)]
)
async def test_stream_that_ended_early(
    ending: Callable[[Session], None], error: type[Exception | None]
) -> None:
    """An end before there is a listener is reported once."""

    async def script(session: Session) -> None:
        ending(session)
        await session.gone()

    async with Peer(script) as peer:
        reader, writer = await asyncio.open_connection("127.0.0.1", peer.port)
        await until(lambda: reader.at_eof() or reader.exception())
        told: list[Exception | None] = []
        link = Link(reader, writer)
        await link.start(lambda _: None, told.append)
        await link.gone()
        await asyncio.sleep(0)
        assert [type(each) for each in told] == [error]


async def test_bytes_that_came_early() -> None:
    """What came before there was a listener is not lost."""

    async def script(session: Session) -> None:
        session.raw(b"early")
        await session.reader.read(1)
        session.raw(b" late")
        await session.gone()

    async with Peer(script) as peer:
        reader, writer = await asyncio.open_connection("127.0.0.1", peer.port)
        await until(lambda: len(reader._buffer) == 5)  # type: ignore[attr-defined]
        got: list[bytes] = []
        link = Link(reader, writer)
        await link.start(got.append, lambda _: None)
        assert got == [b"early"]
        link.write(b"x")
        await until(lambda: got[1:] == [b" late"])
        link.abort()
        await link.gone()


@pytest.mark.parametrize("missing", [None, "TCP_USER_TIMEOUT"])
async def test_socket_options(monkeypatch: pytest.MonkeyPatch, missing: str | None) -> None:
    """The operating system watches the peer, as far as the platform supports it."""
    default = 0
    with socket.socket() as fresh:
        default = fresh.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    number = socket.TCP_USER_TIMEOUT
    if missing:
        monkeypatch.delattr(socket, missing)
    async with Peer() as peer:
        connection = await Connection.open(peer.settings())
        link: Any = connection._link._transport.get_extra_info("socket")
        assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 15
        assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL) == 5
        assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT) == 3
        timeout = link.getsockopt(socket.IPPROTO_TCP, number)
        assert timeout == (default if missing else 15_000)
        connection.close()
        await connection.wait_closed()


def test_no_certificate_has_no_fingerprint() -> None:
    """A peer without a certificate has no fingerprint."""
    assert fingerprint_of(None) == ""
