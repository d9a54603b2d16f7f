"""A router's catalogue: what is read of it, which of that exists, and what its entities are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from .group import Group, Scope
from .metric import Metric

# Of a port that never had a link, this alone exists: the rest comes with its first link.
LINK_METRIC: Final = "interface.running"


class Existence(Enum):
    """Whether a metric of an instance has an entity."""

    ABSENT = "absent"
    DISABLED = "disabled"
    ENABLED = "enabled"


class EntityKey(NamedTuple):
    """What an entity shows: a metric of an instance, which is empty for the router's own."""

    metric: str
    instance: str = ""

    @property
    def text(self) -> str:
        """Return it as one word: the unique id without the router's part."""
        return f"{self.metric}_{self.instance}" if self.instance else self.metric


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What an owner chose beside what is on at first.

    ``kinds`` are chosen by family and hold for all of its instances; ``instances`` are names or
    patterns, with ``*`` and ``?``, of those to show where there are too many to show them all;
    ``kept`` are single entities, as ``EntityKey.text`` writes them.
    """

    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    instances: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    def names(self, family: str | None, *names: str) -> bool:
        """Return whether one of an instance's names was chosen among too many."""
        patterns = self.instances.get(family or "", ())
        folded = [name.casefold() for name in names]
        return any(fnmatchcase(name, one.casefold()) for one in patterns for name in folded)

    def has(self, family: str | None, kind: str | None) -> bool:
        """Return whether a kind was chosen."""
        return kind in self.kinds.get(family or "", ())


class Catalogue:
    """The groups of one router, and the only codec of its entities' unique ids.

    A unique id is the router's own id, the metric's key and the instance if there is one, joined
    by underscores: ``ABC123_interface.traffic.rx_port:ether1``.
    """

    def __init__(
        self, router: str, groups: Iterable[Group[Any]], choices: Choices | None = None
    ) -> None:
        """Take the id the router is known by, its groups and the owner's choices."""
        self.router = router
        self.choices = choices or Choices()
        self.groups: Mapping[str, Group[Any]] = MappingProxyType(
            {group.key: group for group in groups}
        )
        self._by_metric = {
            metric.key: (metric, group)
            for group in self.groups.values()
            for metric in group.metrics
        }
        self.metrics: Mapping[str, Metric[Any]] = MappingProxyType(
            {key: metric for key, (metric, _) in self._by_metric.items()}
        )
        self._prefix = f"{router}_"

    def group_of(self, metric: str) -> Group[Any]:
        """Return the group of a metric, by its key."""
        return self._by_metric[metric][1]

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
        """Return the families of which there may be more instances than can be shown."""
        limited = (group.family for group in self.groups.values() if group.summary_above)
        return tuple(dict.fromkeys(family for family in limited if family is not None))

    def unique_id(self, metric: str, instance: str = "") -> str:
        """Return what an entity is known by: never the router's address or an ``.id``."""
        return self._prefix + EntityKey(metric, instance).text

    def device_key(self, instance: str) -> str:
        """Return what the device of an interface is known by."""
        return self._prefix + instance

    def entity_key(self, unique_id: str) -> EntityKey | None:
        """Return what an entity shows, None for one that is no metric of this router.

        The longest key counts: none is taken for another one that it begins with.
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
        """Return whether a metric of one of a group's rows is to have an entity.

        What exists is what is on at first, the kinds that were chosen and what is kept. The
        router's own that is off at first is there, disabled: it is little. Of an instance that
        ``is_limited`` by there being too many exists only what was named; of a port that never
        had a link only that.
        """
        is_on = metric.starts_on(row)
        if metric.kind is None and not (group.has_instances and instance):
            return self._own(is_on=is_on, had_link=had_link, group=group)
        if EntityKey(metric.key, instance).text in self.choices.kept:
            return Existence.ENABLED
        if not had_link and metric.key != LINK_METRIC:
            return Existence.ABSENT
        if is_limited and not self.is_named(group, instance, row):
            return Existence.ABSENT
        if is_on or self.choices.has(group.family, metric.kind):
            return Existence.ENABLED
        return Existence.ABSENT

    def _own(self, *, is_on: bool, had_link: bool, group: Group[Any]) -> Existence:
        """Return whether something exists that is not one of many."""
        if group.scope is Scope.INTERFACE and not had_link:
            return Existence.ABSENT
        return Existence.ENABLED if is_on else Existence.DISABLED

    def is_named[RowT](self, group: Group[RowT], instance: str, row: RowT) -> bool:
        """Return whether an owner chose an instance by its name or its label."""
        label = instance if group.label is None else group.label(row)
        return self.choices.names(group.family, instance.partition(":")[2], instance, label)
