"""What an owner chose: how much of each group exists, and of which interfaces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .bandwidth import Bandwidth
from .group import Group
from .interface_choice import ALL_INTERFACES, InterfaceChoice
from .metric import Metric
from .patterns import matches


class Detail(StrEnum):
    """How much of a router exists."""

    ESSENTIAL = "essential"
    STANDARD = "standard"
    EVERYTHING = "everything"
    CUSTOM = "custom"


class Amount(StrEnum):
    """How much of a group exists; an owner gives each group one of all but the essentials."""

    # Nothing, and it is not read, unless others are made of it.
    OFF = "off"
    # What the dashboard's graphs show of the router as a whole, of its uplinks and its ports.
    ESSENTIAL = "essential"
    # What stands for all instances, and none of these.
    TOTALS = "totals"
    # What is on at first, and the kinds that were chosen.
    CHOSEN = "chosen"
    # All kinds, and what of the router's own is off at first.
    ALL = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What an owner chose.

    ``groups`` holds, by the group's key, how much of it exists in custom detail; one that is not
    named is as chosen. ``kinds`` are chosen by family and hold for all of its instances;
    ``instances`` are names or patterns, with ``*`` and ``?``, of those to show where there are too
    many to show them all; ``kept`` are single entities, as ``EntityKey.text`` writes them;
    ``bandwidth`` is what is contracted, by interface.
    """

    detail: Detail = Detail.STANDARD
    groups: Mapping[str, Amount] = field(default_factory=dict)
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    instances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    interfaces: InterfaceChoice = ALL_INTERFACES
    bandwidth: Mapping[str, Bandwidth] = field(default_factory=dict)

    def amount(self, group: Group[Any]) -> Amount:
        """Return how much of a group exists; what an owner added is there in any detail."""
        if group.subentry_id is not None:
            return Amount.CHOSEN
        match self.detail:
            case Detail.ESSENTIAL:
                return Amount.ESSENTIAL
            case Detail.EVERYTHING:
                return Amount.ALL
            case Detail.CUSTOM:
                return self.groups.get(group.key, Amount.CHOSEN)
            case Detail.STANDARD:
                return Amount.CHOSEN

    def wants(self, group: Group[Any]) -> bool:
        """Return whether anything of a group is to exist."""
        match self.amount(group):
            case Amount.OFF:
                return False
            case Amount.ESSENTIAL:
                return any(group.is_essential(metric) for metric in group.metrics)
            case _:
                return True

    def names(self, family: str | None, *names: str) -> bool:
        """Return whether one of an instance's names was chosen among too many."""
        return matches(self.instances.get(family or "", ()), *names)

    def has(self, family: str | None, kind: str | None) -> bool:
        """Return whether a kind was chosen."""
        return kind in self.kinds.get(family or "", ())

    def has_contract(self, metric: Metric[Any], instance: str) -> bool:
        """Return whether bandwidth is contracted that has a metric of an interface exist."""
        bandwidth = self.bandwidth.get(instance)
        return bandwidth is not None and bandwidth.part(metric.contract) is not None
