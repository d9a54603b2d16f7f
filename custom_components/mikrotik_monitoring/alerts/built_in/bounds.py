"""Helpers for the declarations of alerts."""

from typing import Final

from ..conditions import Is, Level, Threshold
from ..model import Severity
from ..rule import Rule

MINUTE: Final = 60.0
INFORMATION, WARNING, CRITICAL = Severity


def high(warning: float, clear: float, critical: float | None = None) -> Threshold:
    """Return bounds of what is too high; the critical level has the same hysteresis."""
    mild = Level(severity=WARNING, raise_at=warning, clear_at=clear)
    if critical is None:
        return Threshold(levels=(mild,))
    bad = Level(severity=CRITICAL, raise_at=critical, clear_at=critical - (warning - clear))
    return Threshold(levels=(mild, bad))


def low(warning: float, clear: float, severity: Severity = WARNING) -> Threshold:
    """Return bounds of what is too low."""
    levels = (Level(severity=severity, raise_at=warning, clear_at=clear),)
    return Threshold(levels=levels, is_low=True)


def down(
    key: str,
    metric: str,
    severity: Severity = WARNING,
    hold: float = 0.0,
    *,
    after: tuple[str, ...] = (),
    after_carrier: tuple[str, ...] = (),
) -> Rule:
    """Declare the alert of something that was up and is down."""
    return Rule(
        key=key,
        metric=metric,
        condition=Is(state=False, severity=severity),
        hold=hold,
        after=after,
        after_carrier=after_carrier,
    )


def problem(key: str, metric: str, severity: Severity, hold: float = 0.0) -> Rule:
    """Declare the alert of something that reports its own problem, once it was fine."""
    return Rule(key=key, metric=metric, condition=Is(state=True, severity=severity), hold=hold)


def failed(key: str, metric: str) -> Rule:
    """Declare the alert of a failed part."""
    levels = (Level(severity=CRITICAL, raise_at=1, clear_at=1),)
    return Rule(key=key, metric=metric, condition=Threshold(levels=levels))
