"""The stages of opening a connection, and what is recorded of each."""

import asyncio
from collections.abc import Callable, Iterator
import datetime as dt
import itertools
import socket
import ssl

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    AuthenticationError,
    Connection,
    FingerprintError,
    LinkSettings,
    Opening,
    RouterOSError,
    Stage,
    TimedOutError,
    TlsMode,
    UnreachableError,
)
from custom_components.mikrotik_monitoring.routeros.certificate import Certificate
from custom_components.mikrotik_monitoring.routeros.gate import Gate
from custom_components.mikrotik_monitoring.routeros.opening import resolve

from .conftest import Certificate as Made
from .peer import Peer, Session


def ticks() -> Callable[[], float]:
    """Return a clock that advances by a second whenever it is read."""
    numbers: Iterator[int] = itertools.count()
    return lambda: next(numbers)


async def open_with(settings: LinkSettings) -> tuple[Opening, RouterOSError | None]:
    """Open a connection and close it; return the stages reached, and the error."""
    opening = Opening(ticks())
    try:
        connection = await Connection.open(settings, opening=opening, gate=Gate())
    except RouterOSError as err:
        return opening, err
    connection.close()
    await connection.wait_closed()
    return opening, None


async def test_all_stages_over_tls(certificate: Made) -> None:
    """Each has its seconds, without the wait for a turn; the certificate is stored."""
    async with Peer(tls=certificate.server()) as peer:
        settings = peer.settings(tls=TlsMode.FINGERPRINT, fingerprint=certificate.fingerprint)
        opening, error = await open_with(settings)
    assert error is None
    assert opening.under_way is None
    assert opening.seconds == {Stage.TCP: 1, Stage.TLS: 1, Stage.LOGIN: 1}
    assert opening.certificate == certificate.der


async def test_no_certificate(anonymous_server: ssl.SSLContext) -> None:
    """There is none without TLS, and none where the router has none."""
    async with Peer() as peer:
        opening, _ = await open_with(peer.settings())
        assert (opening.under_way, opening.certificate) == (None, None)
    async with Peer(tls=anonymous_server) as peer:
        opening, _ = await open_with(peer.settings(tls=TlsMode.UNVERIFIED))
        assert (opening.under_way, opening.certificate) == (None, None)


async def test_where_it_fails(certificate: Made) -> None:
    """The current stage is the one that failed."""
    async with Peer(tls=certificate.server()) as peer:
        other = peer.settings(tls=TlsMode.FINGERPRINT, fingerprint="00")
        opening, error = await open_with(other)
        assert isinstance(error, FingerprintError)
        assert opening.under_way is Stage.TLS

    async def refuse(session: Session) -> None:
        asked = await session.ask()
        session.answer(asked, ("!trap", "=message=cannot log in"), ("!done",))
        await session.gone()

    async with Peer(refuse) as peer:
        settings = peer.settings()
        opening, error = await open_with(settings)
        assert isinstance(error, AuthenticationError)
        assert opening.under_way is Stage.LOGIN
    opening, error = await open_with(settings)
    assert isinstance(error, UnreachableError)
    assert opening.under_way is Stage.TCP


async def test_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each address once, in the system's order."""
    assert await resolve("127.0.0.1", 8728, 60) == ("127.0.0.1",)
    loop = asyncio.get_running_loop()

    async def two(*_: object, **__: object) -> list[tuple[object, ...]]:
        addresses = [("2001:db8::1", 8728, 0, 0), ("192.0.2.1", 8728), ("2001:db8::1", 8728, 0, 0)]
        return [(0, 0, 0, "", address) for address in addresses]

    monkeypatch.setattr(loop, "getaddrinfo", two)
    assert await resolve("router.lan", 8728, 60) == ("2001:db8::1", "192.0.2.1")


async def test_a_name_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names it, whatever the system raises."""
    loop = asyncio.get_running_loop()
    for raised in (socket.gaierror(-2, "Name or service not known"), UnicodeError("label")):

        async def fail(*_: object, raised: Exception = raised, **__: object) -> None:
            raise raised

        monkeypatch.setattr(loop, "getaddrinfo", fail)
        with pytest.raises(UnreachableError, match=r"no address for router\.lan"):
            await resolve("router.lan", 8728, 60)


async def test_a_name_server_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait has a deadline."""

    async def wait(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", wait)
    with pytest.raises(TimedOutError, match=r"no address for router\.lan within 0 s"):
        await resolve("router.lan", 8728, 0)


def test_certificate(certificate: Made) -> None:
    """Its subject and its expiry."""
    shown = Certificate.from_der(certificate.der)
    assert shown.subject == "CN=router"
    assert shown.fingerprint == certificate.fingerprint
    assert shown.expires is not None
    assert shown.days_left(shown.expires - dt.timedelta(days=2, hours=1)) == 2
    assert shown.days_left(shown.expires + dt.timedelta(hours=1)) == -1


def test_a_certificate_that_cannot_be_read() -> None:
    """Its fingerprint is available all the same."""
    shown = Certificate.from_der(b"no certificate")
    assert (shown.subject, shown.expires) == ("", None)
    assert len(shown.fingerprint) == 95
    assert shown.days_left(dt.datetime.now(dt.UTC)) is None
