"""A router's catalogue: what is read, which metrics exist, and what their entities show."""

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from .choices import Amount, Choices
from .group import Group, Scope
from .interface_index import is_port
from .metric import Metric, OwnGraph

# A port that never had a link has this metric alone: the others come with its first link.
LINK_METRIC: Final = "interface.running"


class Existence(Enum):
    """Whether a metric of an instance has an entity."""

    ABSENT = "absent"
    DISABLED = "disabled"
    ENABLED = "enabled"


class EntityKey(NamedTuple):
    """What an entity shows: a metric of an instance, empty for metrics of the router itself."""

    metric: str
    instance: str = ""

    @property
    def text(self) -> str:
        """Return it as one string: the unique id without the router's part."""
        return f"{self.metric}_{self.instance}" if self.instance else self.metric


class Catalogue:
    """The groups of one router, and the only codec of its entities' unique ids.

    A unique id is the router's own id, the metric's key and the instance if there is one, joined
    by underscores: ``ABC123_interface.traffic.rx_port:ether1``. Groups may share metrics: an
    instance of a group that an owner added is, or begins with, the id of its subentry.
    """

    def __init__(
        self, router: str, groups: Iterable[Group[Any]], choices: Choices | None = None
    ) -> None:
        """Store the router's id, all possible groups and the owner's choices."""
        self.router = router
        self.choices = choices or Choices()
        self.groups: Mapping[str, Group[Any]] = MappingProxyType(
            {group.key: group for group in _to_read(tuple(groups), self.choices)}
        )
        self._by_metric: dict[str, tuple[Metric[Any], Group[Any]]] = {}
        for group in self.groups.values():
            for metric in group.metrics:
                self._by_metric.setdefault(metric.key, (metric, group))
        self._added = {
            group.subentry_id: group
            for group in self.groups.values()
            if group.subentry_id is not None
        }
        self.metrics: Mapping[str, Metric[Any]] = MappingProxyType(
            {key: metric for key, (metric, _) in self._by_metric.items()}
        )
        self._prefix = f"{router}_"

    def group_of(self, metric: str, instance: str = "") -> Group[Any]:
        """Return the group of a metric's key; where several share it, that of the instance."""
        added = self._added.get(instance.partition(":")[0])
        return added if added and metric in added.keys else self._by_metric[metric][1]

    @property
    def families(self) -> dict[str, tuple[str, ...]]:
        """Return the kinds that can be chosen, by family, in the order of the catalogue."""
        found: dict[str, dict[str, None]] = {}
        for metric, group in self._by_metric.values():
            if metric.kind is not None and group.family is not None:
                found.setdefault(group.family, {})[metric.kind] = None
        return {family: tuple(kinds) for family, kinds in found.items()}

    @property
    def limited_families(self) -> tuple[str, ...]:
        """Return the families whose instances an owner may name to show them."""
        named = (group.family for group in self.groups.values() if group.asks_for_names)
        return tuple(dict.fromkeys(family for family in named if family is not None))

    @property
    def own_graphs(self) -> tuple[OwnGraph, ...]:
        """Return the graphs of single metrics, in the order of the catalogue."""
        graphs = (metric.graph for metric in self.metrics.values())
        return tuple(dict.fromkeys(graph for graph in graphs if isinstance(graph, OwnGraph)))

    def unique_id(self, metric: str, instance: str = "") -> str:
        """Return an entity's unique id: it never holds the router's address or an ``.id``."""
        return self._prefix + EntityKey(metric, instance).text

    def device_key(self, instance: str) -> str:
        """Return the identifier of an interface's device."""
        return self._prefix + instance

    def entity_key(self, unique_id: str) -> EntityKey | None:
        """Return what an entity shows, None if it is not a metric of this router.

        The longest matching key counts, as a key may begin with another one.
        """
        if not unique_id.startswith(self._prefix):
            return None
        known_by = unique_id[len(self._prefix) :]
        end = len(known_by)
        while end > 0:
            if known_by[:end] in self._by_metric:
                return EntityKey(known_by[:end], known_by[end + 1 :])
            end = known_by.rfind("_", 0, end)
        return None

    def existence[RowT](
        self,
        group: Group[RowT],
        metric: Metric[RowT],
        instance: str,
        row: RowT,
        *,
        is_limited: bool = False,
        had_link: bool = True,
    ) -> Existence:
        """Return whether a metric of one of a group's rows should have an entity.

        Metrics exist that are enabled by default, whose kind was chosen, that are kept or that
        come with contracted bandwidth. Those of the router itself that are disabled by default
        exist as disabled entities: they are few. Where an instance ``is_limited``, as there are
        too many, only named ones exist; a port that never had a link has only its link metric.
        The owner may have chosen more or less of the group.
        """
        amount = self.choices.amount(group)
        is_of_one = group.is_of_one(metric)
        if is_of_one and EntityKey(metric.key, instance).text in self.choices.kept:
            return Existence.ENABLED
        has_contract = amount is not Amount.OFF and self.choices.has_contract(metric, instance)
        if not has_contract and not _is_wanted(group, metric, amount, instance):
            return Existence.ABSENT
        if group.scope is Scope.INTERFACE and not had_link and metric.key != LINK_METRIC:
            return Existence.ABSENT
        if not is_of_one:
            return _own(metric, amount, row)
        asks = is_limited or group.shows_named
        is_named = asks and self.is_named(group, instance, row)
        if is_limited and not has_contract and not is_named:
            return Existence.ABSENT
        is_chosen = (
            has_contract
            or (amount is Amount.ALL and not metric.only_by_kind)
            or (group.shows_named and is_named and amount is Amount.CHOSEN)
            or self._has_kind(group, metric, amount)
        )
        return Existence.ENABLED if is_chosen or metric.starts_on(row) else Existence.ABSENT

    def _has_kind(self, group: Group[Any], metric: Metric[Any], amount: Amount) -> bool:
        """Return whether a metric's kind was chosen, where the amount leaves that open."""
        makes_difference = amount is Amount.CHOSEN or metric.only_by_kind
        return makes_difference and self.choices.has(group.family, metric.kind)

    def supports[RowT](self, metric: Metric[RowT], instance: str, row: RowT) -> bool:
        """Return whether a row has a metric's value, and not by a contract that has ended."""
        if not metric.is_supported(row):
            return False
        return not metric.needs_contract(row) or self.choices.has_contract(metric, instance)

    def is_named[RowT](self, group: Group[RowT], instance: str, row: RowT) -> bool:
        """Return whether an owner chose an instance by its name or its label."""
        label = instance if group.label is None or row is None else group.label(row)
        return self.choices.names(group.family, instance.partition(":")[2], instance, label)


def _to_read(groups: tuple[Group[Any], ...], choices: Choices) -> list[Group[Any]]:
    """Return the groups to read: those that are wanted, and those that these are derived from.

    A group that the owner turned off is read only where it serves more than sensors.
    """
    wanted = [group for group in groups if group.always_read or choices.wants(group)]
    needed = {
        source.key
        for group in wanted
        for source in group.sources
        if choices.amount(source) is not Amount.OFF
    }
    keys = needed | {group.key for group in wanted}
    return [group for group in groups if group.key in keys]


def _is_wanted(group: Group[Any], metric: Metric[Any], amount: Amount, instance: str) -> bool:
    """Return whether this amount of a group includes a metric of an instance at all."""
    if metric.needs_contract(None):
        return False
    match amount:
        case Amount.OFF:
            return False
        case Amount.ESSENTIAL:
            is_on_page = group.scope is not Scope.INTERFACE or is_port(instance)
            return is_on_page and group.is_essential(metric)
        case Amount.TOTALS:
            return not group.is_of_one(metric)
        case Amount.CHOSEN | Amount.ALL:
            return True


def _own[RowT](metric: Metric[RowT], amount: Amount, row: RowT) -> Existence:
    """Return the existence of a router's own metric; a sum is enabled where its parts are not."""
    match amount:
        case Amount.ESSENTIAL | Amount.ALL:
            is_on = True
        case Amount.TOTALS:
            is_on = metric.entity_registry_enabled_default
        case _:
            is_on = metric.starts_on(row)
    return Existence.ENABLED if is_on else Existence.DISABLED
