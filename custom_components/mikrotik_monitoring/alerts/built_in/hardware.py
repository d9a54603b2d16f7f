"""The alerts of the board and of what is plugged into it."""

import re
from typing import Final

from ..figures import Outside
from ..rule import Rule
from ..steady import Strays
from .bounds import CRITICAL, MINUTE, WARNING, down, failed, high, low, problem

# RouterOS's names for sensors inside a chip, which runs warmer than its board.
_CPU: Final = re.compile(r"cpu\b.*", re.ASCII)


def is_cpu(sensor: str) -> bool:
    """Return whether a sensor of the board is the CPU's, by its name."""
    return _CPU.fullmatch(sensor) is not None


def is_no_cpu(sensor: str) -> bool:
    """Return whether a sensor is not the CPU's."""
    return not is_cpu(sensor)


RULES: Final = (
    Rule(
        key="temperature",
        metric="health.temperature",
        condition=high(60, 55, 75),
        hold=2 * MINUTE,
        watches=is_no_cpu,
    ),
    Rule(
        key="cpu_temperature",
        metric="health.temperature",
        condition=high(75, 70, 85),
        hold=2 * MINUTE,
        watches=is_cpu,
    ),
    Rule(key="cold", metric="health.temperature", condition=low(0, 2), hold=2 * MINUTE),
    problem("hardware", "health.state", CRITICAL),
    # Charging lifts a battery's voltage further above normal than a good one falls below.
    Rule(
        key="voltage",
        metric="health.voltage",
        condition=Strays(severity=WARNING, below=0.1, above=0.15, least=1.0),
        hold=2 * MINUTE,
    ),
    Rule(key="bad_blocks", metric="system.storage.bad_blocks", condition=high(5, 4)),
    # The size of a sector differs by board: only the user knows what is much.
    Rule(
        key="flash_writes",
        metric="system.storage.sectors_per_day",
        condition=Outside(severity=WARNING, sides=("high",)),
    ),
    down("ups_on_battery", "ups.on_line", CRITICAL),
    problem("ups_low", "ups.low_battery", CRITICAL),
    problem("ups_overload", "ups.overload", CRITICAL),
    problem("ups_replace", "ups.replace_battery", WARNING),
    failed("disk_failed", "disk.all.failed"),
    problem("disk_smart", "disk.smart.problem", WARNING),
    Rule(key="disk_wear", metric="disk.wear", condition=high(80, 79, 95)),
    failed("raid_degraded", "raid.members.failed"),
)
