"""Checks of the system: its version, its clock, its certificates, and signs of a break-in."""

from typing import Final

from ...routeros import values
from .check import Check, Severity
from .facts import Facts, NotThereError, NotToldError, yes
from .finders import off, on, when
from .sources import CERTIFICATES, DEVICE_MODE, FIRMWARE, NTP, SCHEDULER, SERVICES, UPDATE

# Versions before these have known exploited vulnerabilities; by major version.
_FIXED_IN: Final = {6: (6, 49, 8), 7: (7, 7, 0)}
_OFTEN: Final = 300.0
_SOON: Final = 14 * 86_400.0


def _is_old(facts: Facts) -> bool:
    version = facts.version
    if version is None:
        raise NotToldError
    fixed = _FIXED_IN.get(version[0])
    return version < fixed if fixed else version[0] < min(_FIXED_IN)


def _knows_newer(facts: Facts) -> bool:
    """Return whether the router knows of a newer version; NotThereError before it has checked."""
    latest = next((row.get("latest-version") for row in facts.rows(UPDATE)), None)
    if not latest:
        raise NotThereError
    newer, installed = (
        values.release(word) for word in (latest, facts.word(UPDATE, "installed-version"))
    )
    if newer is None or installed is None:
        raise NotToldError
    return newer > installed


def _boots_old_firmware(facts: Facts) -> bool:
    return facts.word(FIRMWARE, "current-firmware") != facts.word(FIRMWARE, "upgrade-firmware")


def _runs_often(facts: Facts) -> bool:
    """Return whether something runs every few minutes that may download what it executes."""
    for row in facts.rows(SCHEDULER):
        interval = values.duration(row.get("interval"))
        policies = values.items(row.get("policy"))
        if interval is None or policies is None:
            raise NotToldError
        if 0 < interval < _OFTEN and "test" in policies:
            return True
    return False


def _expires(facts: Facts) -> bool:
    """Return whether a certificate of a service has expired, or will in two weeks."""
    used = {row.get("certificate") for row in facts.enabled(SERVICES)} - {None, "none", ""}
    rows = [row for row in facts.rows(CERTIFICATES) if row.get("name") in used]
    if not rows:
        raise NotToldError
    left = [values.duration(row.get("expires-after")) for row in rows if not _is_expired(row)]
    is_expired = len(left) < len(rows)
    return is_expired or any(one is not None and one < _SOON for one in left)


def _is_expired(row: dict[str, str]) -> bool:
    word = row.get("expired")
    return yes(word) if word is not None else row.get("expires-after", "").startswith("-")


CHECKS: Final = (
    Check(
        key="device_mode",
        severity=Severity.CRITICAL,
        find=on(DEVICE_MODE, Severity.CRITICAL, "flagged"),
        command="/system reset-configuration",
    ),
    Check(
        key="scheduler",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _runs_often),
        command="/system scheduler print detail",
    ),
    Check(
        key="version_old",
        severity=Severity.HIGH,
        find=when(Severity.HIGH, _is_old),
        command="/system package update install",
    ),
    Check(
        key="version_update",
        severity=Severity.INFO,
        find=when(Severity.INFO, _knows_newer),
        command="/system package update install",
    ),
    Check(
        key="firmware",
        severity=Severity.LOW,
        find=when(Severity.LOW, _boots_old_firmware),
        command="/system routerboard upgrade; /system reboot",
    ),
    Check(
        key="clock",
        severity=Severity.LOW,
        find=off(NTP, Severity.LOW),
        command="/system ntp client set enabled=yes",
    ),
    Check(
        key="certificate",
        severity=Severity.MEDIUM,
        find=when(Severity.MEDIUM, _expires),
        command="/certificate print detail",
    ),
)
