"""The existing alerts, with their default bounds.

The bounds are those that common monitoring templates agree on, such as those for MikroTik in Zabbix
and LibreNMS.
"""

from typing import Final

from .built_in import hardware, interfaces, network, router
from .built_in.interfaces import COMMITTED
from .built_in.router import AVAILABILITY, REFUSED, UNREACHABLE
from .rule import Rule

# Metrics that are watched but are in no reading of a router.
OF_NO_READING: Final = frozenset({UNREACHABLE, REFUSED, AVAILABILITY, COMMITTED})

RULES: Final[tuple[Rule, ...]] = (
    *router.RULES,
    *hardware.RULES,
    *interfaces.RULES,
    *network.RULES,
)
