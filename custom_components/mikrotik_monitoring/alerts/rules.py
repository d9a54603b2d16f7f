"""The alerts there are, with the bounds that hold unless an owner sets others.

The bounds are those that monitoring templates of the field agree on, such as those for MikroTik
that Zabbix and LibreNMS bring.
"""

from typing import Final

from .built_in import hardware, interfaces, network, router
from .built_in.interfaces import COMMITTED
from .built_in.router import AVAILABILITY, REFUSED, UNREACHABLE
from .rule import Rule

# What no reading of a router brings, and is watched all the same.
OF_NO_READING: Final = frozenset({UNREACHABLE, REFUSED, AVAILABILITY, COMMITTED})

RULES: Final[tuple[Rule, ...]] = (
    *router.RULES,
    *hardware.RULES,
    *interfaces.RULES,
    *network.RULES,
)
