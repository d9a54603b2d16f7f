"""What a router does to packets, as data: firewall rules and queues."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A firewall rule, and how many packets a second match it, of so many bytes each.

    `table` is a menu below `/ip/firewall` or `/ipv6/firewall`: "filter", "raw", "nat", "mangle",
    with "ipv6/" before it for the second.
    """

    table: str
    chain: str
    action: str
    packets: float = 0.0
    size: int = 60
    comment: str | bytes | None = None
    disabled: bool = False
    dynamic: bool = False
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def menu(self) -> str:
        """Return the menu that has it."""
        family, _, table = self.table.rpartition("/")
        return f"/{family or 'ip'}/firewall/{table}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """A queue and what goes through it, in bytes per second as its target sees them.

    Limits are in bit/s, 0 for none; `drops` is packets a second that do not fit. A queue of the
    tree has one direction, `down`, and a `parent`.
    """

    name: str
    target: str = ""
    parent: str = "none"
    up: float = 0.0
    down: float = 0.0
    limit_up: int = 0
    limit_down: int = 0
    drops: float = 0.0
    disabled: bool = False


FASTTRACK = "special dummy rule to show fasttrack counters"


def home_rules(wan: str, *, visitors: float) -> tuple[Rule, ...]:
    """Return the default rules of a home router; `visitors` is unwanted packets a second."""
    return (
        Rule(
            table="filter",
            chain="forward",
            action="passthrough",
            packets=visitors * 90,
            size=900,
            comment=FASTTRACK,
            dynamic=True,
        ),
        Rule(
            table="filter",
            chain="input",
            action="accept",
            packets=6,
            size=110,
            comment="defconf: accept established,related,untracked",
            more={"connection-state": "established,related,untracked"},
        ),
        Rule(
            table="filter",
            chain="input",
            action="drop",
            packets=visitors / 5,
            comment="defconf: drop invalid",
            more={"connection-state": "invalid"},
        ),
        Rule(
            table="filter",
            chain="input",
            action="drop",
            packets=visitors,
            comment="defconf: drop all not coming from LAN",
            more={"in-interface-list": "!LAN"},
        ),
        Rule(
            table="filter",
            chain="forward",
            action="fasttrack-connection",
            packets=visitors * 3,
            size=600,
            comment="defconf: fasttrack",
            more={"connection-state": "established,related"},
        ),
        Rule(
            table="filter",
            chain="forward",
            action="accept",
            packets=visitors * 3,
            size=600,
            comment="defconf: accept established,related, untracked",
            more={"connection-state": "established,related,untracked"},
        ),
        Rule(
            table="filter",
            chain="forward",
            action="drop",
            packets=visitors / 8,
            comment="defconf: drop invalid",
            more={"connection-state": "invalid"},
        ),
        *(
            Rule(
                table="mangle",
                chain=chain,
                action="passthrough",
                packets=visitors * 90,
                size=900,
                comment=FASTTRACK,
                dynamic=True,
            )
            for chain in ("prerouting", "forward", "postrouting")
        ),
        Rule(
            table="nat",
            chain="srcnat",
            action="masquerade",
            packets=visitors * 2,
            size=72,
            comment="defconf: masquerade",
            more={"out-interface": wan},
        ),
    )
