"""All security checks, in the order in which they are shown."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from . import firewall, network, services, system, tunnels
from .check import Check

CHECKS: Final[tuple[Check, ...]] = (
    *firewall.CHECKS,
    *services.CHECKS,
    *network.CHECKS,
    *tunnels.CHECKS,
    *system.CHECKS,
)
BY_KEY: Final[Mapping[str, Check]] = MappingProxyType({check.key: check for check in CHECKS})
