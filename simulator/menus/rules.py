"""The firewall's tables, with rules whose counters grow."""

from ..device import Device
from ..rules import Rule
from ..table import Cell, Table
from ..text import to_text
from ..traffic import Pattern, ShareFlow
from ..values import flag
from .counted import Counted, CountedCell

_FAMILIES = ("ip", "ipv6")
_TABLES = ("filter", "nat", "raw", "mangle")


def build(device: Device) -> dict[str, Table]:
    """Return every table of the firewall with the profile's rules."""
    tables: dict[str, Table] = {}
    for family in _FAMILIES:
        for name in _TABLES:
            tables[f"/{family}/firewall/{name}"] = Counted(device)
    for number, rule in enumerate(device.profile.rules):
        tables[rule.menu].add(_row(device, rule, f"rule{number}"))
    return tables


def _row(device: Device, rule: Rule, name: str) -> dict[str, Cell]:
    """Return a rule's row; one the router made itself lacks the flags that are not set."""
    pattern = Pattern(mean=rule.packets, kind="aggregate", day=device.profile.day)
    packets = device.flow(pattern, name)
    counts = not rule.disabled
    row: dict[str, Cell] = {"chain": rule.chain, "action": rule.action, **rule.more}
    if not rule.dynamic:
        row |= {"log": "false", "log-prefix": ""}
    row |= {
        "bytes": CountedCell(device, ShareFlow(packets, rule.size), counts=counts),
        "packets": CountedCell(device, packets, counts=counts),
    }
    if not rule.dynamic:
        row["invalid"] = "false"
    row["dynamic"] = flag(rule.dynamic)
    if not rule.dynamic:
        row["disabled"] = flag(rule.disabled)
    if rule.comment is not None:
        row["comment"] = to_text(rule.comment)
    return row
