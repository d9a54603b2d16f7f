"""Firewall rules as RouterOS lists them, and their tables."""

from dataclasses import dataclass
from typing import Final, Self

from ..routeros import Command, Row, values
from .counters import Tally

DROPS: Final = frozenset({"drop", "reject", "tarpit"})
# Only the first packet of a connection passes the NAT table, so these count connections.
TRANSLATIONS: Final = frozenset(
    {"dst-nat", "endpoint-independent-nat", "masquerade", "netmap", "redirect", "same", "src-nat"}
)
# Actions that change, mark or copy a packet; jumps and logging do not count.
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
    """A table of rules; ``label`` is put before the names of its chains."""

    key: str
    menu: str
    label: str
    actions: frozenset[str] = DROPS

    def command(self, *, everything: bool) -> Command:
        """Return the command for the rules that count here, or for all rules with all fields."""
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
    """A rule and its counters; ``identifier`` is stable only within a session."""

    table: Table
    identifier: str
    chain: str
    action: str
    comment: str
    counted: Tally
    # Whether the router reports its counters: otherwise their growth is unknown.
    is_counted: bool
    is_active: bool
    is_dynamic: bool

    @classmethod
    def from_row(cls, table: Table, row: Row) -> Self:
        """Parse a row as the router gave it; dynamic rules omit flags that are not set."""
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
        """Return the rule's key within the session."""
        return self.table.key, self.identifier

    @property
    def place(self) -> str:
        """Return the place of the rule for display: "forward", "IPv6 raw prerouting"."""
        return f"{self.table.label} {self.chain}".strip()

    @property
    def counts(self) -> bool:
        """Return whether the rule counts what its table is read for."""
        return self.action in self.table.actions and not self.is_dummy

    @property
    def is_dummy(self) -> bool:
        """Return whether this is no real rule, but RouterOS's dummy with FastTrack's counters."""
        return self.is_dynamic and self.action == "passthrough" and "fasttrack" in self.comment

    @property
    def is_fasttrack(self) -> bool:
        """Return whether it shows FastTrack's counters; tables other than filter repeat them."""
        return self.is_dummy and self.table.key in _FILTERS
