"""The steps up to the login: name, TCP, TLS, login."""

import asyncio
from datetime import timedelta
import socket
import ssl
from typing import Any

import pytest

from custom_components.mikrotik_monitoring.connection_test.report import Finding, Step, Verdict
from custom_components.mikrotik_monitoring.routeros import (
    AuthenticationError,
    FingerprintError,
    TlsError,
    TlsMode,
    UnreachableError,
)
from custom_components.mikrotik_monitoring.routeros.backoff import Refusals
from custom_components.mikrotik_monitoring.routeros.certificate import Certificate
from simulator import SimulatedRouter
from tests.conftest import Clock

from .conftest import RunTest, assert_fails_at, result_of


async def test_a_confirmed_certificate(router: SimulatedRouter, run_test: RunTest) -> None:
    """It is shown, with the days until it expires."""
    assert router.certificate is not None
    over_tls = {
        "port": router.tls_port,
        "tls": TlsMode.FINGERPRINT,
        "fingerprint": router.certificate.fingerprint,
    }
    report = await run_test(router, settings=over_tls)
    assert report.failure is None
    tls = result_of(report, Step.TLS)
    assert tls.verdict is Verdict.PASSED
    assert tls.facts["subject"] == f"CN={router.profile.serial}"
    assert tls.facts["fingerprint"] == router.certificate.fingerprint
    assert result_of(report, Step.SESSIONS).facts["service"] == "api-ssl"
    assert [result_of(report, step).facts for step in (Step.NAME, Step.TCP, Step.LOGIN)] == [
        {"host": "127.0.0.1", "addresses": ("127.0.0.1",)},
        {"port": router.tls_port},
        {"user": "monitor"},
    ]
    assert router.logins == 1


async def test_a_certificate_that_ends_soon(router: SimulatedRouter, run_test: RunTest) -> None:
    """It is a warning in time; the remedy is a new one."""
    over_tls = {"port": router.tls_port, "tls": TlsMode.UNVERIFIED}
    assert router.certificate is not None
    shown = Certificate.from_der(ssl.PEM_cert_to_DER_cert(router.certificate.pem.decode()))
    assert shown.expires is not None
    soon = shown.expires - timedelta(days=20, hours=1)
    report = await run_test(router, settings=over_tls, now=lambda: soon)
    tls = result_of(report, Step.TLS)
    assert (tls.verdict, tls.facts["days_left"]) == (Verdict.WARNING, 20)
    assert [one.finding for one in tls.remedies] == [Finding.NEW_CERTIFICATE]


async def test_without_encryption(router: SimulatedRouter, run_test: RunTest) -> None:
    """TLS is not needed."""
    report = await run_test(router)
    assert result_of(report, Step.TLS).verdict is Verdict.NOT_NEEDED
    assert result_of(report, Step.SESSIONS).facts["service"] == "api"


async def test_no_certificate(anonymous: SimulatedRouter, run_test: RunTest) -> None:
    """Unverified it works with a warning; verified it fails, and the remedy is a certificate."""
    over_tls = {"port": anonymous.tls_port, "tls": TlsMode.UNVERIFIED}
    report = await run_test(anonymous, settings=over_tls)
    tls = result_of(report, Step.TLS)
    assert (tls.verdict, tls.sentence) == (Verdict.WARNING, "tls_anonymous")
    assert [one.finding for one in tls.remedies] == [Finding.CERTIFICATE]
    report = await run_test(anonymous, settings={**over_tls, "tls": TlsMode.SYSTEM})
    failed = assert_fails_at(report, Step.TLS)
    assert isinstance(failed.error, TlsError)
    assert [one.finding for one in report.remedies] == [Finding.CERTIFICATE]
    assert "/certificate sign" in report.remedies[0].command


@pytest.mark.parametrize("lost", [False, True])
async def test_another_certificate(
    router: SimulatedRouter, run_test: RunTest, monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    """The new one is reported, if it can be read again; the router needs no remedy."""
    assert router.certificate is not None
    if lost:
        accepted = router.connections

        def hang_up(*_: object) -> bool:
            return router.connections > accepted + 1

        monkeypatch.setattr(router, "_full", hang_up)
    over_tls = {"port": router.tls_port, "tls": TlsMode.FINGERPRINT, "fingerprint": "AA"}
    report = await run_test(router, settings=over_tls)
    failed = assert_fails_at(report, Step.TLS)
    assert isinstance(failed.error, FingerprintError)
    assert failed.facts.get("fingerprint") == (None if lost else router.certificate.fingerprint)
    assert not report.remedies
    assert not router.logins


async def test_a_name_that_is_not_known(
    router: SimulatedRouter, run_test: RunTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No connection is opened."""

    async def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", fail)
    report = await run_test(router, settings={"host": "router.invalid"})
    failed = assert_fails_at(report, Step.NAME)
    assert isinstance(failed.error, UnreachableError)
    assert not router.connections


async def test_a_closed_port(router: SimulatedRouter, run_test: RunTest) -> None:
    """The remedy enables the service in question."""
    await router.stop()
    report = await run_test(router)
    assert_fails_at(report, Step.TCP)
    assert [one.command for one in report.remedies] == [
        f"/ip service set api disabled=no port={router.port}"
    ]


async def test_a_refused_login(router: SimulatedRouter, run_test: RunTest, clock: Clock) -> None:
    """A test soon after it does not log in again; a later one does."""
    refusals = Refusals(clock)
    wrong = {"password": "wrong"}
    report = await run_test(router, settings=wrong, refusals=refusals)
    failed = assert_fails_at(report, Step.LOGIN)
    assert isinstance(failed.error, AuthenticationError)
    assert report.remedies[0].command == '/user print detail where name="monitor"'
    connections = router.connections
    report = await run_test(router, refusals=refusals)
    paused = result_of(report, Step.LOGIN)
    assert (paused.verdict, paused.sentence) == (Verdict.FAILED, "login_paused")
    assert paused.facts["wait"] in range(10, 16)
    told: Any = report.as_json()
    assert [one["detail"] for one in told["steps"] if one["step"] == "login"] == ["paused"]
    assert result_of(report, Step.TCP).verdict is Verdict.NOT_TRIED
    assert router.connections == connections
    await clock.skip(16)
    report = await run_test(router, refusals=refusals)
    assert report.failure is None
    assert refusals.wait == 0


async def test_a_service_that_is_full(router: SimulatedRouter, run_test: RunTest) -> None:
    """The connection is accepted and closed: that is not the user's fault."""
    router.limit_sessions(0)
    report = await run_test(router)
    failed = assert_fails_at(report, Step.LOGIN)
    assert isinstance(failed.error, UnreachableError)
    assert [(one.finding, one.command) for one in report.remedies] == [
        (Finding.ADMISSION, "/ip service print detail where name=api")
    ]


async def test_an_authority_that_is_none(router: SimulatedRouter, run_test: RunTest) -> None:
    """The stored text is at fault: no connection is opened, and no command helps."""
    report = await run_test(router, settings={"tls": TlsMode.CA, "ca": "no certificate"})
    tls = result_of(report, Step.TLS)
    assert report.failure is tls
    assert isinstance(tls.error, TlsError)
    assert result_of(report, Step.TCP).verdict is Verdict.NOT_TRIED
    assert not report.remedies
    assert not router.connections
