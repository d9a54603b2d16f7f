"""The results of opening a connection: TCP, TLS with its certificate, and the login."""

import contextlib
from datetime import datetime
from typing import Final

from ..routeros import (
    CertificateError,
    LinkSettings,
    Opening,
    RouterOSError,
    Stage,
    TlsError,
    TlsMode,
    fetch_certificate,
)
from ..routeros.certificate import Certificate
from . import remedies
from .report import Fact, Finding, Result, Step, Verdict

# Days before its expiry in which a certificate should be renewed.
_ENDING: Final = 30
# Seconds to fetch a certificate that is not trusted.
_LOOK_DEADLINE: Final = 10.0

_STEPS: Final = {Stage.TCP: Step.TCP, Stage.TLS: Step.TLS, Stage.LOGIN: Step.LOGIN}


def judge_failure(
    step: Step,
    settings: LinkSettings,
    error: RouterOSError,
    facts: dict[str, Fact] | None = None,
) -> Result:
    """Return the result of a step that failed."""
    return Result(
        step=step,
        verdict=Verdict.FAILED,
        facts=facts or {},
        error=error,
        remedies=remedies.after_failure(step, settings, error),
    )


async def judge_opening(
    opening: Opening, settings: LinkSettings, error: RouterOSError | None, now: datetime
) -> tuple[Result, ...]:
    """Return the results of the stages, up to the one that failed with an error."""
    results = [
        _passed(stage, opening, settings, now) for stage in Stage if stage in opening.seconds
    ]
    if isinstance(error, TlsError) and opening.under_way is Stage.TCP:
        # The stored CA certificate is not valid: no connection was made.
        results.append(Result(step=Step.TLS, verdict=Verdict.FAILED, error=error))
    elif error is not None and opening.under_way is not None:
        step = _STEPS[opening.under_way]
        facts = await _refused_certificate(step, settings, error, now)
        results.append(judge_failure(step, settings, error, facts))
    return tuple(results)


def _passed(stage: Stage, opening: Opening, settings: LinkSettings, now: datetime) -> Result:
    """Return the result of a stage that was passed."""
    seconds = opening.seconds[stage]
    match stage:
        case Stage.TCP:
            facts: dict[str, Fact] = {"port": settings.port}
            return Result(step=Step.TCP, verdict=Verdict.PASSED, seconds=seconds, facts=facts)
        case Stage.TLS:
            return _encrypted(opening.certificate, settings, seconds, now)
        case Stage.LOGIN:
            facts = {"user": settings.username}
            return Result(step=Step.LOGIN, verdict=Verdict.PASSED, seconds=seconds, facts=facts)


def _encrypted(
    shown: bytes | None, settings: LinkSettings, seconds: float, now: datetime
) -> Result:
    """Return the result of TLS, which may be off, or without a certificate."""
    if settings.tls is TlsMode.OFF:
        return Result(step=Step.TLS, verdict=Verdict.NOT_NEEDED)
    if shown is None:
        cure = remedies.certificate(Finding.CERTIFICATE, settings)
        return Result(
            step=Step.TLS,
            verdict=Verdict.WARNING,
            variant="anonymous",
            seconds=seconds,
            remedies=(cure,),
        )
    facts = _facts(shown, now)
    days = facts["days_left"]
    is_ending = isinstance(days, int) and days < _ENDING
    cure = remedies.certificate(Finding.NEW_CERTIFICATE, settings)
    return Result(
        step=Step.TLS,
        verdict=Verdict.WARNING if is_ending else Verdict.PASSED,
        variant="unread" if days is None else "",
        seconds=seconds,
        facts=facts,
        remedies=(cure,) if is_ending else (),
    )


async def _refused_certificate(
    step: Step, settings: LinkSettings, error: RouterOSError, now: datetime
) -> dict[str, Fact]:
    """Return the details of an untrusted certificate: nothing is sent after the handshake."""
    if step is not Step.TLS or not isinstance(error, CertificateError):
        return {}
    shown = None
    with contextlib.suppress(RouterOSError):
        shown = await fetch_certificate(settings.host, settings.port, _LOOK_DEADLINE)
    return {} if shown is None else _facts(shown, now)


def _facts(shown: bytes, now: datetime) -> dict[str, Fact]:
    certificate = Certificate.from_der(shown)
    return {
        "subject": certificate.subject,
        "fingerprint": certificate.fingerprint,
        "days_left": certificate.days_left(now),
    }
