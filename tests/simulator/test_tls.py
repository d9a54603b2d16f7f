"""The second port: with a certificate, or with none at all."""

from contextlib import suppress
import ssl

import pytest

from simulator import SimulatedRouter
from tests.conftest import wait_for

from .conftest import Start
from .wire import Wire


def trusting(router: SimulatedRouter, *, strict: bool = False) -> ssl.SSLContext:
    """Return a context that trusts the router's own certificate alone."""
    assert router.certificate is not None
    context = ssl.create_default_context(cadata=router.certificate.authority.decode())
    if not strict:
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def unchecked(ciphers: str) -> ssl.SSLContext:
    """Return a context that checks nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers(ciphers)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


async def test_certificate(start: Start) -> None:
    """A client that trusts the certificate gets in; the fingerprint is what the router reports."""
    router = await start(tls="certificate")
    wire = await Wire.connect(router.host, router.tls_port, trusting(router))
    assert await wire.login() == [("!done",)]
    assert await wire.rows("/system/identity/print") == [{"name": "home-rb5009"}]
    [active] = await wire.rows("/user/active/print")
    assert active["via"] == "api"
    assert router.certificate is not None
    assert len(router.certificate.fingerprint) == 95
    wire.close()
    assert ("system,info,account", "user admin logged in from 127.0.0.1 via api") in router.log


async def test_not_by_the_strict_rules(start: Start) -> None:
    """Strict verification refuses what RouterOS's own CA signs."""
    router = await start(tls="signed")
    wire = await Wire.connect(router.host, router.tls_port, trusting(router))
    assert await wire.login() == [("!done",)]
    wire.close()
    with pytest.raises(ssl.SSLCertVerificationError):
        await Wire.connect(router.host, router.tls_port, trusting(router, strict=True))
    with pytest.raises(ssl.SSLCertVerificationError):
        await Wire.connect(router.host, router.tls_port, ssl.create_default_context())


@pytest.mark.parametrize("ciphers", ["ALL:@SECLEVEL=0", "ADH:@SECLEVEL=0", "AECDH:@SECLEVEL=0"])
async def test_anonymous(start: Start, ciphers: str) -> None:
    """Without a certificate only anonymous ciphers are offered."""
    router = await start(tls="anonymous")
    assert router.certificate is None
    wire = await Wire.connect(router.host, router.tls_port, unchecked(ciphers))
    assert wire.writer.get_extra_info("cipher")[0].startswith(("ADH", "AECDH"))
    assert await wire.login() == [("!done",)]
    wire.close()
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        await Wire.connect(router.host, router.tls_port, unchecked("DEFAULT"))


async def test_no_port(start: Start) -> None:
    """A router may have no TLS at all."""
    assert (await start(tls=None)).tls_port is None
    with pytest.raises(ValueError, match="nonsense"):
        await start(tls="nonsense")


async def test_quit_says_nothing(start: Start) -> None:
    """Over TLS the connection just ends."""
    router = await start(tls="certificate")
    wire = await Wire.connect(router.host, router.tls_port, trusting(router))
    await wire.login()
    wire.send("/quit")
    assert await wire.ended()
    await wait_for(lambda: not router.sessions)


async def test_plain_client_on_the_tls_port(start: Start) -> None:
    """It gets no session, and the router keeps running."""
    router = await start(tls="certificate")
    plain = await Wire.connect(router.host, router.tls_port)
    plain.send("/login", "=name=admin", "=password=admin-password")
    with suppress(ConnectionError):
        while await plain.reader.read(1000):
            pass
    plain.close()
    wire = await Wire.connect(router.host, router.tls_port, trusting(router))
    assert await wire.login() == [("!done",)]
    wire.close()
