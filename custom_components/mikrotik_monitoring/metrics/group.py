"""What a group is: the metrics that come from one read of the router."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, override

from ..routeros import Command, Row
from .metric import Graph, Menu, Metric, OwnGraph
from .reading import Query, Reading
from .tier import Tier

# Seconds for which what a router lists only while it works is down rather than gone: a week.
AWAY_TIME: Final = 7 * 86_400.0


class Scope(StrEnum):
    """On whose device page a group's entities are: the router's or an interface's."""

    ROUTER = "router"
    INTERFACE = "interface"


@dataclass(frozen=True, kw_only=True)
class Group[RowT = Any](ABC):
    """Metrics that come from the same read of the router, which fails or succeeds as a whole."""

    key: str
    tier: Tier
    metrics: tuple[Metric[RowT], ...]
    # Its heading in the documentation, and what applies to all of its metrics.
    title: str = ""
    about: str = ""
    # The menus that are read; a group of one menu has it as its path.
    menus: tuple[Menu, ...] = ()
    scope: Scope = Scope.ROUTER
    # The policy of the user's group that the read needs.
    policy: str = "read"
    # A row per instance that may come and go, such as an interface.
    has_instances: bool = False
    # Which of them the router lists only while they work: such an instance that is not listed is
    # down, and removed only after AWAY_TIME.
    listed_while_up: Callable[[str], bool] = lambda _: False
    # The family under which an owner chooses the kinds of its instances, such as all queues.
    family: str | None = None
    # The display name of an instance; without it, its key is shown.
    label: Callable[[RowT], str] | None = None
    # The name of the interface that an instance runs over, from a reading: "" where that is the
    # router's uplink, None where it is unknown.
    carrier: Callable[[str, Reading], str | None] | None = None
    # With more instances than this, only the metrics for all of them together are enabled.
    summary_above: int | None = None
    # An instance that an owner names has all of its kinds, also where the others have none.
    shows_named: bool = False
    # Which instances count towards that limit, and their name, where not all do.
    counts_towards_limit: Callable[[RowT], bool] | None = None
    limited_name: str = ""
    # Groups whose full readings determine this one's instances: it is read in full after them.
    follows: tuple[Group[Any], ...] = ()
    # Derived from other readings, without a query. It is read after its tier's other groups, and
    # once more when a source was read for the first time or in full.
    derived: bool = False
    # The groups that a derived one is made of: until all of them were read it has no reading.
    sources: tuple[Group[Any], ...] = ()
    # A derived group about the link itself: read when it is lost or back, not in polls, and kept.
    survives_link_loss: bool = False
    # How many seconds of readings are kept for the groups that are made of them.
    look_back: float = 0
    # It serves more than sensors: it is read whatever an owner leaves out.
    always_read: bool = False
    # Whether a second reading soon after the first is worth its cost: rates take two.
    reads_twice: bool = True
    # Whether the connection test tries its menus: a person waits for that.
    is_tested: bool = True
    # The subentry with which an owner added it.
    subentry_id: str | None = None

    def fields(self, keys: frozenset[str]) -> tuple[str, ...]:
        """Return the RouterOS fields these metrics need, each once, in order of declaration."""
        wanted = (metric.fields for metric in self.metrics if metric.key in keys)
        return tuple(dict.fromkeys(name for names in wanted for name in names))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return the keys of all metrics."""
        return frozenset(metric.key for metric in self.metrics)

    def graph_of(self, metric: Metric[RowT]) -> Graph | None:
        """Return a metric's graph; without one, it is shown where its whole group is.

        A metric with a graph of its own is in none of the others.
        """
        if metric.graph is not None:
            return metric.graph if isinstance(metric.graph, Graph) else None
        graphs = {other.graph for other in self.metrics if isinstance(other.graph, Graph)}
        return graphs.pop() if len(graphs) == 1 else None

    def menus_of(self, metric: Metric[RowT]) -> tuple[Menu, ...]:
        """Return the menus a metric comes from."""
        return metric.menus or self.menus

    @cached_property
    def compared(self) -> frozenset[str]:
        """Return the keys of the metrics whose values need two readings."""
        return frozenset(metric.key for metric in self.metrics if metric.compares)

    @property
    def asks_for_names(self) -> bool:
        """Return whether an owner may name instances that should exist."""
        return self.family is not None and (self.shows_named or self.summary_above is not None)

    def too_many(self, rows: Mapping[str, RowT]) -> frozenset[str]:
        """Return the instances if they are too many to show, none while they are few."""
        if self.summary_above is None:
            return frozenset()
        counts = self.counts_towards_limit
        alike = frozenset(
            name for name, row in rows.items() if name and (not counts or counts(row))
        )
        return alike if len(alike) > self.summary_above else frozenset()

    def remarks(self, row: RowT) -> tuple[str, ...]:
        """Return notes on a row for diagnostics, such as why a value is unknown."""
        del row
        return ()

    def private(self, row: RowT) -> tuple[str, ...]:
        """Return texts of a row, such as addresses, that diagnostics must redact."""
        del row
        return ()

    def metrics_of(self, instance: str) -> tuple[Metric[RowT], ...]:
        """Return the metrics of an instance; those for all together belong to the instance ""."""
        if not self.has_instances:
            return self.metrics
        return tuple(metric for metric in self.metrics if metric.summary == (not instance))

    def is_of_one(self, metric: Metric[RowT]) -> bool:
        """Return whether a metric is one per instance, not the router's or one for all together."""
        is_instance = self.has_instances and not metric.summary
        return is_instance or self.scope is Scope.INTERFACE or metric.kind is not None

    def is_essential(self, metric: Metric[RowT]) -> bool:
        """Return whether a metric is among the few that an owner of many routers wants.

        The metrics of a router's own graphs are, if they are enabled by default.
        """
        is_drawn = isinstance(metric.graph, OwnGraph) or (
            metric.graph is not None and metric.graph.is_essential
        )
        is_on = is_drawn and metric.entity_registry_enabled_default
        return metric.essential or (is_on and not self.is_of_one(metric))

    @abstractmethod
    async def read(self, query: Query[RowT]) -> dict[str, RowT | None]:
        """Read what the metrics wanted need; return one typed row per instance.

        None stands for an instance that the router has but that is not monitored. Raises
        RouterOSError when the router refuses or does not respond.
        """


@dataclass(frozen=True, kw_only=True)
class PrintGroup[RowT = Any](Group[RowT]):
    """A group that is one ``print`` of one menu.

    ``identity`` are the fields that are always requested, ``details`` those requested only in a
    full reading.
    """

    path: str
    identity: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()

    @override
    def menus_of(self, metric: Metric[RowT]) -> tuple[Menu, ...]:
        """Return the one menu, unless a metric or the group declares others."""
        return super().menus_of(metric) or (Menu(self.path),)

    def command(self, keys: frozenset[str]) -> Command:
        """Return the command that prints just the fields these metrics need, cached by them."""
        if (command := self._commands.get(keys)) is None:
            details = self.details if keys == self.keys else ()
            proplist = tuple(dict.fromkeys((*self.identity, *details, *self.fields(keys))))
            command = Command(f"{self.path}/print", proplist=proplist, queries=self.queries)
            self._commands[keys] = command
        return command

    @cached_property
    def _commands(self) -> dict[frozenset[str], Command]:
        return {}


@dataclass(frozen=True, kw_only=True)
class MenuGroup[RowT = Any](PrintGroup[RowT]):
    """A menu whose rows contain their own keys.

    ``parse`` returns the instance and the typed row of a row as the router gave it: None for the
    typed row where it is not monitored, None altogether where it is no instance.
    """

    parse: Callable[[Row], tuple[str, RowT | None] | None]

    @override
    async def read(self, query: Query[RowT]) -> dict[str, RowT | None]:
        """Print the menu."""
        rows = await query.ask(self.command(query.keys))
        return dict(parsed for row in rows if (parsed := self.parse(row)) is not None)


@dataclass(frozen=True, kw_only=True)
class InterfaceMenuGroup[RowT = Any](PrintGroup[RowT]):
    """A menu of interfaces, whose instances come from the router's index of interfaces."""

    from_row: Callable[[Row], RowT]

    @override
    async def read(self, query: Query[RowT]) -> dict[str, RowT | None]:
        """Print the menu; rows of interfaces that are not monitored are ignored."""
        rows = await query.ask(self.command(query.keys))
        resolved = await query.interfaces.resolve(query.ask, rows)
        return {
            facts.instance: self.from_row(row) if facts.is_watched else None
            for facts, row in resolved
        }
