"""The byte stream to a router: TCP, TLS and the socket's keep-alive."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
import socket
import ssl
from typing import Any, Final, override

from librouteros import async_create_transport

from .errors import (
    CertificateError,
    FingerprintError,
    TimedOutError,
    TlsError,
    UnreachableError,
)
from .tls import TlsMode, context_for, fingerprint_of, normal_fingerprint

# Big enough for few wake-ups, small enough that one read never holds the event loop long.
READ_SIZE: Final = 64 * 1024

_NO_CERTIFICATE: Final = "; it may have no certificate"

# The kernel detects a silent peer within half a minute; not every platform has each option.
_TCP_OPTIONS: Final = {
    "TCP_KEEPIDLE": 15,
    "TCP_KEEPINTVL": 5,
    "TCP_KEEPCNT": 3,
    "TCP_USER_TIMEOUT": 15_000,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkSettings:
    """Where a router is and how to log in; `fallback_encoding` is for text that is not UTF-8."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    tls: TlsMode = TlsMode.OFF
    ca: str | None = field(default=None, repr=False)
    fingerprint: str | None = None
    fallback_encoding: str = "latin-1"


class Link(asyncio.BufferedProtocol):
    """One open byte stream; from `start` on it reports what arrives and its end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take over an open stream; the writer is kept, as it would close the stream when freed."""
        self._reader = reader
        self._writer = writer
        self._transport = writer.transport
        self._view = memoryview(bytearray(READ_SIZE))
        self._outgoing: list[bytes] = []
        self._writable = asyncio.Event()
        self._writable.set()
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._receive: Callable[[bytes], None]
        self._ended: Callable[[Exception | None], None]

    async def start(
        self, receive: Callable[[bytes], None], ended: Callable[[Exception | None], None]
    ) -> None:
        """Route the stream here, with the data that its reader has buffered so far."""
        self._receive = receive
        self._ended = ended
        self._transport.set_protocol(self)
        error = self._reader.exception()
        over = error is not None or self._reader.at_eof()
        if error is None:
            self._reader.feed_eof()
            if early := await self._reader.read():
                receive(early)
        if over:
            self._transport.abort()
            self.connection_lost(error)

    @property
    def certificate(self) -> bytes | None:
        """Return the peer's certificate as DER, None without TLS or where it has none."""
        return _shown_certificate(self._writer)

    def write(self, data: bytes) -> None:
        """Send bytes, together with what else is written in this turn of the event loop.

        So a poll's commands leave in one packet, and the replies mostly arrive in one.
        """
        if not self._outgoing:
            asyncio.get_running_loop().call_soon(self._flush)
        self._outgoing.append(data)

    def _flush(self) -> None:
        """Hand all that was written to the operating system, or to its queue."""
        if not self._transport.is_closing():
            self._transport.write(b"".join(self._outgoing))
        self._outgoing.clear()

    async def writable(self) -> None:
        """Wait until most of what was written has been sent."""
        await self._writable.wait()

    def abort(self) -> None:
        """Close at once, dropping what was not sent."""
        self._writable.set()
        self._transport.abort()

    async def gone(self) -> None:
        """Wait until the socket is closed."""
        await asyncio.shield(self._gone)

    @override
    def get_buffer(self, sizehint: int) -> memoryview:
        return self._view

    @override
    def buffer_updated(self, nbytes: int) -> None:
        self._receive(bytes(self._view[:nbytes]))

    @override
    def pause_writing(self) -> None:
        self._writable.clear()

    @override
    def resume_writing(self) -> None:
        self._writable.set()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self._gone.done():
            self._gone.set_result(None)
            self._ended(exc)


@dataclass(frozen=True, slots=True)
class Stream:
    """An open TCP connection, with nothing sent yet."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    context: ssl.SSLContext | None
    host: str
    port: int

    def abort(self) -> None:
        """Close at once."""
        self.writer.transport.abort()


async def open_stream(settings: LinkSettings, seconds: float) -> Stream:
    """Open TCP to a router; TlsError first if the settings have no valid certificate."""
    context = await context_for(settings.tls, settings.ca)
    return await _connect(settings.host, settings.port, context, seconds)


async def open_link(stream: Stream, settings: LinkSettings, seconds: float) -> Link:
    """Start TLS on a stream if configured; the certificate is checked before anything is sent."""
    try:
        await _encrypt(stream, seconds)
        if settings.tls is TlsMode.FINGERPRINT:
            _check_fingerprint(stream.writer, settings.fingerprint)
        _keep_alive(stream.writer)
    except BaseException:
        stream.abort()
        raise
    return Link(stream.reader, stream.writer)


async def fetch_fingerprint(host: str, port: int, timeout: float) -> str:  # noqa: ASYNC109 - the deadline is part of every call's contract.
    """Return the SHA-256 fingerprint of the certificate a port shows, without trusting it.

    Upper-case hex with colons; otherwise as `fetch_certificate`.
    """
    return fingerprint_of(await fetch_certificate(host, port, timeout))


async def fetch_certificate(host: str, port: int, timeout: float) -> bytes | None:  # noqa: ASYNC109 - as above.
    """Return the certificate a port shows as DER, without trusting it.

    Nothing is sent after the handshake. TlsError when the router has no certificate there,
    UnreachableError or TimedOutError as for any link.
    """
    context = await context_for(TlsMode.FINGERPRINT)
    stream = await _connect(host, port, context, timeout)
    try:
        await _encrypt(stream, timeout)
        return _shown_certificate(stream.writer)
    finally:
        stream.abort()


async def _connect(host: str, port: int, context: ssl.SSLContext | None, seconds: float) -> Stream:
    """Open TCP, or raise an error of our own if that fails."""
    where = f"{host}:{port}"
    try:
        opened = await async_create_transport(host, port=port, saddr=None, timeout=seconds)
    except TimeoutError as err:
        raise TimedOutError(f"no answer from {where} within {seconds:g} s") from err
    except (OSError, ValueError, OverflowError) as err:
        raise UnreachableError(f"no connection to {where}: {err}") from err
    if context is not None:
        # Data that arrives before our handshake is left to the handshake.
        reading: Any = opened.writer.transport
        reading.pause_reading()
    return Stream(opened.reader, opened.writer, context, host, port)


async def _encrypt(stream: Stream, seconds: float) -> None:
    """Start TLS if there is a context, or raise an error of our own if that fails."""
    if stream.context is None:
        return
    where = f"{stream.host}:{stream.port}"
    try:
        async with asyncio.timeout(seconds):
            # The zone of an address is local to this machine: no certificate names it.
            name = stream.host.partition("%")[0]
            await stream.writer.start_tls(stream.context, server_hostname=name)
    except TimeoutError as err:
        told = f"no answer from {where} in the TLS handshake; the port may not speak TLS"
        raise TimedOutError(told) from err
    except ssl.SSLCertVerificationError as err:
        reason = f"the certificate of {where} is not trusted: {err.verify_message}"
        raise CertificateError(reason) from err
    except ssl.SSLError as err:
        hint = _NO_CERTIFICATE if "HANDSHAKE_FAILURE" in str(err.reason) else ""
        raise TlsError(f"TLS with {where} failed: {err.reason or err}{hint}") from err
    except ConnectionResetError as err:
        raise TlsError(f"{where} hung up in the TLS handshake{_NO_CERTIFICATE}") from err
    except (OSError, ValueError) as err:
        raise UnreachableError(f"no connection to {where}: {err}") from err


def _shown_certificate(writer: asyncio.StreamWriter) -> bytes | None:
    """Return the peer's certificate as DER, None without TLS or where it has none."""
    tls: Any = writer.get_extra_info("ssl_object")
    shown: bytes | None = None if tls is None else tls.getpeercert(binary_form=True)
    return shown


def _check_fingerprint(writer: asyncio.StreamWriter, confirmed: str | None) -> None:
    """Refuse any certificate but the confirmed one."""
    shown = fingerprint_of(_shown_certificate(writer))
    if not shown or normal_fingerprint(shown) != normal_fingerprint(confirmed):
        raise FingerprintError(shown)


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """Let the operating system notice a peer that is gone."""
    peer: Any = writer.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _TCP_OPTIONS.items():
        if hasattr(socket, name):
            peer.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
