"""Firewall rules as RouterOS lists them, and the tables they stand in."""

from dataclasses import dataclass
from typing import Final, Self

from ..routeros import Command, Row, values
from .counters import Tally

DROPS: Final = frozenset({"drop", "reject", "tarpit"})
# Only the first packet of a connection passes the NAT table, so these count connections.
TRANSLATIONS: Final = frozenset(
    {"dst-nat", "endpoint-independent-nat", "masquerade", "netmap", "redirect", "same", "src-nat"}
)
# What changes, marks or copies a packet; where to go on, and the log, are no work on it.
CHANGES: Final = frozenset(
    {
        "add-dst-to-address-list",
        "add-src-to-address-list",
        "change-dscp",
        "change-hop-limit",
        "change-mss",
        "change-ttl",
        "clear-df",
        "mark-connection",
        "mark-packet",
        "mark-routing",
        "passthrough",
        "route",
        "set-priority",
        "sniff-pc",
        "sniff-tzsp",
        "strip-ipv4-options",
    }
)

_FILTERS: Final = frozenset({"filter", "ipv6_filter"})
_COUNTERS: Final = (".id", "action", "bytes", "packets", "disabled", "invalid")
_EVERYTHING: Final = (*_COUNTERS, "chain", "comment", "dynamic")
_ONLY_DROPS: Final = (*(f"?action={action}" for action in sorted(DROPS)), "?#||")


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table of rules; ``label`` is what its chains are called beside their names."""

    key: str
    menu: str
    label: str
    actions: frozenset[str] = DROPS

    def command(self, *, everything: bool) -> Command:
        """Return how to ask for the rules that count here, or for all with all they tell."""
        drops_only = self.actions is DROPS and not everything
        return Command(
            f"{self.menu}/print",
            proplist=_EVERYTHING if everything else _COUNTERS,
            queries=_ONLY_DROPS if drops_only else (),
        )


TABLES: Final = (
    Table(key="filter", menu="/ip/firewall/filter", label=""),
    Table(key="raw", menu="/ip/firewall/raw", label="raw"),
    Table(key="ipv6_filter", menu="/ipv6/firewall/filter", label="IPv6"),
    Table(key="ipv6_raw", menu="/ipv6/firewall/raw", label="IPv6 raw"),
)
NAT: Final = Table(key="nat", menu="/ip/firewall/nat", label="NAT", actions=TRANSLATIONS)
MANGLE: Final = Table(key="mangle", menu="/ip/firewall/mangle", label="mangle", actions=CHANGES)


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleRow:
    """A rule and its counters; ``identifier`` is the same only as long as a session lasts."""

    table: Table
    identifier: str
    chain: str
    action: str
    comment: str
    counted: Tally
    # Whether the router says what it counted: growth from and to anything else is not known.
    is_counted: bool
    is_active: bool
    is_dynamic: bool

    @classmethod
    def from_row(cls, table: Table, row: Row) -> Self:
        """Parse a row as the router gave it; dynamic rules lack the flags that are not set."""
        told = [values.count(row.get(name, "0")) for name in ("packets", "bytes")]
        packets, octets = (number or 0 for number in told)
        is_off = (values.flag(row.get(name), absent=False) for name in ("disabled", "invalid"))
        return cls(
            table=table,
            identifier=row.get(".id", ""),
            chain=row.get("chain", ""),
            action=row.get("action", ""),
            comment=row.get("comment", ""),
            counted=Tally(packets=packets, octets=octets),
            is_counted=None not in told,
            is_active=not any(is_off),
            is_dynamic=values.flag(row.get("dynamic"), absent=False),
        )

    @property
    def key(self) -> tuple[str, str]:
        """Return what the rule is known by while the session lasts."""
        return self.table.key, self.identifier

    @property
    def place(self) -> str:
        """Return where it stands, as a person calls it: "forward", "IPv6 raw prerouting"."""
        return f"{self.table.label} {self.chain}".strip()

    @property
    def counts(self) -> bool:
        """Return whether what it counts is what its table is read for."""
        return self.action in self.table.actions and not self.is_dummy

    @property
    def is_dummy(self) -> bool:
        """Return whether it is no rule, but the router's way of showing FastTrack's counters."""
        return self.is_dynamic and self.action == "passthrough" and "fasttrack" in self.comment

    @property
    def is_fasttrack(self) -> bool:
        """Return whether it shows FastTrack's counters; all but the filters show them once more."""
        return self.is_dummy and self.table.key in _FILTERS
