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
    """Whose page a group's entities stand on: the router's or an interface's."""

    ROUTER = "router"
    INTERFACE = "interface"


@dataclass(frozen=True, kw_only=True)
class Group[RowT = Any](ABC):
    """Metrics that come from the same read of the router: the unit of what fails or answers."""

    key: str
    tier: Tier
    metrics: tuple[Metric[RowT], ...]
    # Its heading in the documentation, and what holds for all of its metrics.
    title: str = ""
    about: str = ""
    # The menus that are read; a group of one menu has it as its path.
    menus: tuple[Menu, ...] = ()
    scope: Scope = Scope.ROUTER
    # The policy of the user's group that the read needs.
    policy: str = "read"
    # A row per instance that may come and go, such as an interface.
    has_instances: bool = False
    # Which of them the router lists only while they work: one of these that is not listed is
    # down, and gone only after AWAY_TIME.
    listed_while_up: Callable[[str], bool] = lambda _: False
    # What an owner chooses the kinds of its instances under, such as all queues.
    family: str | None = None
    # What a person calls an instance; else its own key.
    label: Callable[[RowT], str] | None = None
    # The name of the interface that an instance runs over, as a reading has it: "" where that is
    # the router's way out, None where it is not known.
    carrier: Callable[[str, Reading], str | None] | None = None
    # Of more instances than these only what stands for all of them is on.
    summary_above: int | None = None
    # One that an owner names has all of its kinds, also where the others have none.
    shows_named: bool = False
    # Which instances count towards that limit, and their name, where it is not all.
    counts_towards_limit: Callable[[RowT], bool] | None = None
    limited_name: str = ""
    # Groups whose full readings tell what this one has: it is read in full after them.
    follows: tuple[Group[Any], ...] = ()
    # Made of what is known already: nothing is asked. It is read after its tier's other groups,
    # and once more when a source has answered for the first time or was read in full.
    derived: bool = False
    # The groups that a derived one is made of: before all of them were asked it has no reading.
    sources: tuple[Group[Any], ...] = ()
    # Of the derived, about the link itself: read when it is lost or back, not in polls, and kept.
    survives_link_loss: bool = False
    # How many seconds of readings are kept for the groups that are made of them.
    look_back: float = 0
    # More than sensors is made of it: it is read whatever an owner leaves out.
    always_read: bool = False
    # Whether a second reading soon after the first is worth its cost: rates take two.
    reads_twice: bool = True
    # Whether the test of a connection tries its menus: a person waits for that.
    is_tested: bool = True
    # The subentry that an owner added it with.
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
        """Return a metric's graph; what is in none belongs where its whole group does.

        What has a graph of its own is in none of these.
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
        """Return the keys of the metrics whose values take two readings."""
        return frozenset(metric.key for metric in self.metrics if metric.compares)

    @property
    def asks_for_names(self) -> bool:
        """Return whether an owner may name instances to have them exist."""
        return self.family is not None and (self.shows_named or self.summary_above is not None)

    def too_many(self, rows: Mapping[str, RowT]) -> frozenset[str]:
        """Return the instances that are more than can be shown, none while they are few."""
        if self.summary_above is None:
            return frozenset()
        counts = self.counts_towards_limit
        alike = frozenset(
            name for name, row in rows.items() if name and (not counts or counts(row))
        )
        return alike if len(alike) > self.summary_above else frozenset()

    def remarks(self, row: RowT) -> tuple[str, ...]:
        """Return what diagnostics tell of a row, such as why a value is not known."""
        del row
        return ()

    def private(self, row: RowT) -> tuple[str, ...]:
        """Return texts of a row, such as addresses, that no diagnostics may show."""
        del row
        return ()

    def metrics_of(self, instance: str) -> tuple[Metric[RowT], ...]:
        """Return the metrics of an instance; those of all together are the instance ""'s."""
        if not self.has_instances:
            return self.metrics
        return tuple(metric for metric in self.metrics if metric.summary == (not instance))

    def is_of_one(self, metric: Metric[RowT]) -> bool:
        """Return whether a metric is of one of many, not of the router or of all together."""
        is_instance = self.has_instances and not metric.summary
        return is_instance or self.scope is Scope.INTERFACE or metric.kind is not None

    def is_essential(self, metric: Metric[RowT]) -> bool:
        """Return whether a metric is among the few that an owner of many routers wants.

        A router's own graphs are, as far as they are on at first.
        """
        is_drawn = isinstance(metric.graph, OwnGraph) or (
            metric.graph is not None and metric.graph.is_essential
        )
        is_on = is_drawn and metric.entity_registry_enabled_default
        return metric.essential or (is_on and not self.is_of_one(metric))

    @abstractmethod
    async def read(self, query: Query[RowT]) -> dict[str, RowT | None]:
        """Ask the router for what the metrics wanted need; one typed row per instance.

        None stands for an instance the router has but that is not monitored. Raises
        RouterOSError when the router refuses or does not answer.
        """


@dataclass(frozen=True, kw_only=True)
class PrintGroup[RowT = Any](Group[RowT]):
    """A group that is one ``print`` of one menu.

    ``identity`` are the fields asked for whatever is enabled, ``details`` those that only a full
    reading brings.
    """

    path: str
    identity: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()

    @override
    def menus_of(self, metric: Metric[RowT]) -> tuple[Menu, ...]:
        """Return the one menu, unless a metric or the group says more."""
        return super().menus_of(metric) or (Menu(self.path),)

    def command(self, keys: frozenset[str]) -> Command:
        """Return the command that prints just the fields these metrics need, made once for them."""
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
    """A menu whose rows say themselves what they are known by.

    ``parse`` gives the instance and the typed row of a row as the router gave it: None for the
    row where it is not monitored, None for all where it is no instance.
    """

    parse: Callable[[Row], tuple[str, RowT | None] | None]

    @override
    async def read(self, query: Query[RowT]) -> dict[str, RowT | None]:
        """Print the menu."""
        rows = await query.ask(self.command(query.keys))
        return dict(parsed for row in rows if (parsed := self.parse(row)) is not None)


@dataclass(frozen=True, kw_only=True)
class InterfaceMenuGroup[RowT = Any](PrintGroup[RowT]):
    """A menu of interfaces, known by what the router's index of interfaces says they are."""

    from_row: Callable[[Row], RowT]

    @override
    async def read(self, query: Query[RowT]) -> dict[str, RowT | None]:
        """Print the menu; a row of an interface that is not watched stays unread."""
        rows = await query.ask(self.command(query.keys))
        resolved = await query.interfaces.resolve(query.ask, rows)
        return {
            facts.instance: self.from_row(row) if facts.is_watched else None
            for facts, row in resolved
        }
