"""Every TLS mode, against every kind of port."""

import asyncio
import ssl

import pytest

from custom_components.mikrotik_monitoring.routeros import (
    CertificateError,
    Command,
    Connection,
    FingerprintError,
    RouterOSError,
    TimedOutError,
    TlsError,
    TlsMode,
    UnreachableError,
    fetch_fingerprint,
)
from custom_components.mikrotik_monitoring.routeros.tls import context_for

from .conftest import Authority, Certificate
from .peer import Peer, Session


async def works(peer: Peer, **changes: object) -> None:
    """Assert that a session over TLS opens and works."""
    connection = await Connection.open(peer.settings(**changes), timeout=60)
    assert await connection.call(Command("/x/print"), timeout=60) == [{"name": "/x/print"}]
    connection.close()
    await connection.wait_closed()


async def refused(peer: Peer, **changes: object) -> RouterOSError:
    """Assert that no session opens, and that no password was sent."""
    with pytest.raises(RouterOSError) as raised:
        await Connection.open(peer.settings(**changes), timeout=60)
    assert peer.asked == []
    return raised.value


async def test_unverified(certificate: Certificate) -> None:
    """Without a check any certificate will do."""
    async with Peer(tls=certificate.server()) as peer:
        await works(peer, tls=TlsMode.UNVERIFIED)


async def test_unverified_with_anonymous_tls(anonymous_server: ssl.SSLContext) -> None:
    """A router without a certificate offers only anonymous ciphers."""
    async with Peer(tls=anonymous_server) as peer:
        await works(peer, tls=TlsMode.UNVERIFIED)


@pytest.mark.parametrize("mode", [TlsMode.SYSTEM, TlsMode.FINGERPRINT])
async def test_checked_modes_refuse_anonymous_tls(
    anonymous_server: ssl.SSLContext, mode: TlsMode
) -> None:
    """A router without a certificate cannot be checked."""
    async with Peer(tls=anonymous_server) as peer:
        error = await refused(peer, tls=mode)
        assert type(error) is TlsError
        assert "may have no certificate" in str(error)
        with pytest.raises(TlsError):
            await fetch_fingerprint("127.0.0.1", peer.port, 60)


async def test_system_cas(certificate: Certificate) -> None:
    """A certificate that no CA of the system has signed is refused."""
    async with Peer(tls=certificate.server()) as peer:
        error = await refused(peer, tls=TlsMode.SYSTEM)
        assert type(error) is CertificateError
        assert "is not trusted" in str(error)


async def test_pasted_ca(certificate: Certificate, authority: Authority) -> None:
    """The router's own CA is enough, though its certificates lack some extensions."""
    async with Peer(tls=certificate.server()) as peer:
        await works(peer, tls=TlsMode.CA, ca=authority.own.pem)


async def test_pasted_self_signed_certificate(authority: Authority) -> None:
    """A self-signed certificate may be pasted as its own CA."""
    async with Peer(tls=authority.own.server()) as peer:
        await works(peer, tls=TlsMode.CA, ca=authority.own.pem)


async def test_wrong_ca(certificate: Certificate, other_authority: Authority) -> None:
    """A CA that did not sign the certificate does not help."""
    async with Peer(tls=certificate.server()) as peer:
        error = await refused(peer, tls=TlsMode.CA, ca=other_authority.own.pem)
        assert type(error) is CertificateError
        assert isinstance(error.__cause__, ssl.SSLCertVerificationError)


async def test_pasted_ca_for_another_host(certificate: Certificate, authority: Authority) -> None:
    """A certificate of the right CA for another address is refused."""
    async with Peer(tls=certificate.server()) as peer:
        error = await refused(peer, tls=TlsMode.CA, ca=authority.own.pem, host="localhost")
        assert "is not trusted" in str(error)


@pytest.mark.parametrize(
    "ca", [None, " ", "no certificate", "-----BEGIN CERTIFICATE-----\nx\n", "ü"]
)
async def test_ca_that_is_none(certificate: Certificate, ca: str | None) -> None:
    """Text that is no certificate is a TLS error, raised before anything is opened."""
    async with Peer(tls=certificate.server()) as peer:
        assert type(await refused(peer, tls=TlsMode.CA, ca=ca)) is TlsError
        assert peer.sessions == []


@pytest.mark.parametrize("change", [str, str.lower, lambda text: text.replace(":", " ")])
async def test_fingerprint(certificate: Certificate, change: object) -> None:
    """A confirmed certificate is trusted, however its fingerprint is written."""
    assert callable(change)
    async with Peer(tls=certificate.server()) as peer:
        shown = await fetch_fingerprint("127.0.0.1", peer.port, 60)
        assert shown == certificate.fingerprint
        await works(peer, tls=TlsMode.FINGERPRINT, fingerprint=change(shown))
        await asyncio.sleep(0)
        assert len(peer.sessions) == 2


@pytest.mark.parametrize("confirmed", [None, "", "AA:BB"])
async def test_other_fingerprint(certificate: Certificate, confirmed: str | None) -> None:
    """Another certificate is refused before the password is sent, and is in the error."""
    async with Peer(Session.gone, tls=certificate.server()) as peer:
        error = await refused(peer, tls=TlsMode.FINGERPRINT, fingerprint=confirmed)
        assert isinstance(error, FingerprintError)
        assert error.fingerprint == certificate.fingerprint
        assert certificate.fingerprint in str(error)


async def test_plain_client_on_a_tls_port(certificate: Certificate) -> None:
    """The TLS port takes our login for a broken handshake and says so, or hangs up."""
    async with Peer(tls=certificate.server()) as peer:
        with pytest.raises((TlsError, UnreachableError)):
            await Connection.open(peer.settings(), timeout=60)
        await works(peer, tls=TlsMode.UNVERIFIED)


async def test_tls_client_on_a_plain_port() -> None:
    """A plain port takes our handshake for the start of a long word and waits."""
    async with Peer(Session.gone) as peer:
        with pytest.raises(TimedOutError, match="may not speak TLS"):
            await Connection.open(peer.settings(tls=TlsMode.UNVERIFIED), timeout=0.1)
        with pytest.raises(TimedOutError, match="may not speak TLS"):
            await fetch_fingerprint("127.0.0.1", peer.port, 0.1)


async def test_hang_up_in_the_handshake() -> None:
    """A port that hangs up during the handshake has no usable TLS."""

    async def script(session: Session) -> None:
        await session.reader.read(1)
        session.reset()

    async with Peer(script) as peer:
        error = await refused(peer, tls=TlsMode.UNVERIFIED)
        assert type(error) is TlsError
        assert "hung up in the TLS handshake" in str(error)


@pytest.mark.parametrize(
    ("reason", "words"),
    [(b"\x28", "HANDSHAKE_FAILURE; it may have no certificate"), (b"\x46", "PROTOCOL_VERSION")],
)
async def test_alert_in_the_handshake(reason: bytes, words: str) -> None:
    """The error has the router's own reason."""

    async def script(session: Session) -> None:
        await session.reader.read(1)
        session.raw(b"\x15\x03\x03\x00\x02\x02" + reason)
        await session.gone()

    async with Peer(script) as peer:
        error = await refused(peer, tls=TlsMode.UNVERIFIED)
        assert type(error) is TlsError
        assert str(error).endswith(words)


async def test_hang_up_in_the_login_over_tls(certificate: Certificate) -> None:
    """A port that does speak TLS is not blamed for not doing so."""

    async def script(session: Session) -> None:
        await session.reader.read(1)
        session.hang_up()

    async with Peer(script, tls=certificate.server()) as peer:
        error = await refused(peer, tls=TlsMode.UNVERIFIED)
        assert type(error) is UnreachableError
        assert str(error).endswith("during the login")


async def test_contexts_are_shared(authority: Authority, other_authority: Authority) -> None:
    """One context per mode and CA, also when many links open at once."""
    contexts = await asyncio.gather(*(context_for(TlsMode.SYSTEM) for _ in range(8)))
    assert len(set(map(id, contexts))) == 1
    first, again, other = [
        await context_for(TlsMode.CA, each.own.pem)
        for each in (authority, authority, other_authority)
    ]
    assert first is again
    assert first is not other
    assert await context_for(TlsMode.OFF) is None


async def test_next_session_over_tls_after_a_loss(certificate: Certificate) -> None:
    """A reset over TLS is a lost link like any other; the next session is right."""

    async def script(session: Session) -> None:
        await session.accept()
        if session.number == 0:
            await session.ask()
            session.reset()
        await session.echo_on()

    async with Peer(script, tls=certificate.server()) as peer:
        connection = await Connection.open(peer.settings(tls=TlsMode.UNVERIFIED))
        with pytest.raises(UnreachableError):
            await connection.call(Command("/x/print"), timeout=60)
        await connection.wait_closed()
        await works(peer, tls=TlsMode.UNVERIFIED)
