"""The alerts of a router as a whole: whether it is reachable, and how it is doing."""

from datetime import timedelta
from typing import Final

from ..conditions import Aged, Changes, Due, Is, Level, Says, Threshold
from ..figures import Outside, TakesLong
from ..over_time import FullSoon
from ..rule import Rule
from .bounds import CRITICAL, INFORMATION, MINUTE, WARNING, down, high

# States of the link, which are no metrics: it is lost, or the router refuses us.
UNREACHABLE: Final = "link.lost"
REFUSED: Final = "link.refused"
# The month's availability so far, no metric either: the percentage of the time observed that the
# router was up.
AVAILABILITY: Final = "month.availability"

RULES: Final = (
    Rule(
        key="unreachable",
        metric=UNREACHABLE,
        condition=Is(state=True, severity=CRITICAL, from_start=True),
        hold=2 * MINUTE,
        least_hold=10.0,
    ),
    Rule(
        key="refused",
        metric=REFUSED,
        condition=Is(state=True, severity=CRITICAL, from_start=True),
    ),
    Rule(
        key="availability",
        metric=AVAILABILITY,
        condition=Outside(severity=WARNING, sides=("low",)),
    ),
    Rule(
        key="rebooted",
        metric="system.uptime",
        condition=Changes(
            severity=INFORMATION,
            shown=10 * MINUTE,
            tolerance=timedelta(minutes=2),
            by_age=True,
        ),
    ),
    Rule(
        key="unexpected_restart",
        metric="log.restarts.unexpected",
        condition=high(1, 1),
    ),
    Rule(key="cpu", metric="system.cpu.load", condition=high(90, 80), hold=5 * MINUTE),
    Rule(key="memory", metric="system.memory.percent", condition=high(90, 85), hold=5 * MINUTE),
    Rule(key="storage", metric="system.storage.percent", condition=high(85, 80, 95)),
    Rule(
        key="storage_full_soon",
        metric="system.storage.percent",
        condition=FullSoon(severity=WARNING, hours=24),
    ),
    Rule(key="failed_logins", metric="log.logins.recent", condition=high(5, 2)),
    Rule(
        key="security",
        metric="security.findings.critical",
        condition=high(1, 1),
        is_default=False,
    ),
    Rule(
        key="configuration_changed",
        metric="configuration.changed",
        condition=Changes(severity=INFORMATION, shown=60 * MINUTE, tolerance=timedelta(minutes=2)),
    ),
    Rule(
        key="backup_old",
        metric="configuration.backup",
        condition=Aged(levels=(Level(severity=WARNING, raise_at=30, clear_at=29),)),
    ),
    Rule(
        key="update_available",
        metric="system.version.update",
        condition=Says(severity=INFORMATION),
    ),
    down("clock", "ntp.synchronized", hold=60 * MINUTE, after=("no_default_route",)),
    Rule(
        key="certificate",
        metric="system.certificates.expiry",
        condition=Threshold(
            levels=(
                Level(severity=WARNING, raise_at=21, clear_at=22),
                Level(severity=CRITICAL, raise_at=3, clear_at=4),
            ),
            is_low=True,
        ),
    ),
    Rule(
        key="licence",
        metric="system.licence.deadline",
        condition=Due(levels=(Level(severity=WARNING, raise_at=14, clear_at=15),)),
    ),
    Rule(
        key="polls_slow",
        metric="poll.realtime.duration",
        condition=TakesLong(severity=WARNING, share=0.6),
        hold=5 * MINUTE,
    ),
    Rule(
        key="polls_skipped",
        metric="poll.skipped",
        condition=Changes(severity=WARNING, shown=10 * MINUTE, only_up=True),
    ),
)
