"""The owner's choices: how much of each group exists, and for which interfaces."""

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
    """How much of a group exists; an owner may set any of these for a group but the essentials."""

    # Nothing; the group is not read either, unless others are derived from it.
    OFF = "off"
    # What the dashboard's graphs show for the router as a whole, its uplinks and its ports.
    ESSENTIAL = "essential"
    # The metrics for all instances together, and none for single ones.
    TOTALS = "totals"
    # What is enabled by default, and the kinds that were chosen.
    CHOSEN = "chosen"
    # All kinds, and the router's own metrics that are disabled by default.
    ALL = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """The owner's choices.

    ``groups`` holds, by the group's key, how much of it exists in custom detail; the default is
    ``Amount.CHOSEN``. ``kinds`` are chosen by family and apply to all of its instances;
    ``instances`` are names or patterns, with ``*`` and ``?``, of those to show where there are too
    many to show them all; ``kept`` are single entities, as ``EntityKey.text`` writes them;
    ``bandwidth`` is the contracted one, by interface.
    """

    detail: Detail = Detail.STANDARD
    groups: Mapping[str, Amount] = field(default_factory=dict)
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    instances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    interfaces: InterfaceChoice = ALL_INTERFACES
    bandwidth: Mapping[str, Bandwidth] = field(default_factory=dict)

    def amount(self, group: Group[Any]) -> Amount:
        """Return how much of a group exists; what an owner added exists in any detail."""
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
        """Return whether anything of a group should exist."""
        match self.amount(group):
            case Amount.OFF:
                return False
            case Amount.ESSENTIAL:
                return any(group.is_essential(metric) for metric in group.metrics)
            case _:
                return True

    def names(self, family: str | None, *names: str) -> bool:
        """Return whether the owner named an instance, by any of its names, to be shown."""
        return matches(self.instances.get(family or "", ()), *names)

    def has(self, family: str | None, kind: str | None) -> bool:
        """Return whether a kind was chosen."""
        return kind in self.kinds.get(family or "", ())

    def has_contract(self, metric: Metric[Any], instance: str) -> bool:
        """Return whether a metric of an interface exists because of its contracted bandwidth."""
        bandwidth = self.bandwidth.get(instance)
        return bandwidth is not None and bandwidth.part(metric.contract) is not None
