"""One read of a group: its query and its result."""

from collections.abc import Callable, Mapping, Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol

from ..routeros import RouterOSError
from .asking import Ask
from .default_routes import DefaultRoutes
from .interface_index import InterfaceIndex
from .sampling import Elapsed, Sampled

if TYPE_CHECKING:
    from .bandwidth import Bandwidth
    from .group import Group


# Shared by the readings that are not derived from others, which is most of them.
NO_SOURCES: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading[RowT = Any]:
    """The result of one read of a group, with its times and its sources.

    ``at`` is when the last reply arrived and ``asked_at`` when the first command was sent, both in
    monotonic seconds: for a derived one, those of the readings that it requires. ``usual`` is how
    many seconds the read takes each time, 0 while that is unknown. ``rows`` holds one typed row
    per instance, by keys that survive a reboot; ``listed`` also names the instances that the
    router has but that are not monitored, such as disabled interfaces. ``requested`` are the
    metrics that were read, ``is_full`` whether these were all of the group's. ``sources`` are the
    times of the readings that a derived one is made of, by their groups' keys.
    """

    at: float
    rows: Mapping[str, RowT]
    listed: AbstractSet[str] = frozenset()
    asked_at: float | None = None
    usual: float = 0.0
    requested: frozenset[str] = frozenset()
    is_full: bool = False
    sources: Mapping[str, float] = NO_SOURCES
    _sampled: Sampled | None = field(default=None, init=False, repr=False, compare=False)
    # The time since the reading that this one was last compared with, and when that was taken.
    _elapsed: Elapsed | None = field(default=None, init=False, repr=False, compare=False)
    _compared: Sampled | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def sampled(self) -> Sampled:
        """Return when the router took the values; without commands, when the reading was made."""
        if self._sampled is not None:
            return self._sampled
        asked = self.at if self.asked_at is None else self.asked_at
        sampled = Sampled(asked=asked, answered=self.at, usual=self.usual)
        object.__setattr__(self, "_sampled", sampled)
        return sampled

    def since(self, before: Reading) -> Elapsed:
        """Return the time since an earlier reading of the group, computed once for all metrics."""
        if self._elapsed is not None and self._compared is before.sampled:
            return self._elapsed
        elapsed = self.sampled.since(before.sampled)
        object.__setattr__(self, "_elapsed", elapsed)
        # Not the reading itself: it would hold the one before it, and so on.
        object.__setattr__(self, "_compared", before.sampled)
        return elapsed


@dataclass(frozen=True, kw_only=True, slots=True)
class Polling:
    """Statistics of a router's polling since it was set up.

    ``durations`` are the seconds that each tier's last poll took, by the tier's key; ``skipped``
    are the ticks skipped because the previous poll was still running. Logins are commands too.
    """

    logins: int = 0
    commands: int = 0
    bytes_received: int = 0
    skipped: int = 0
    durations: Mapping[str, float | None] = field(default_factory=dict)


class MissingSourceError(Exception):
    """A group that a derived one is made of has no valid reading."""


class Readings(Protocol):
    """The readings of a router's groups."""

    def is_read[RowT](self, group: Group[RowT]) -> bool:
        """Return whether a group is in the router's catalogue, so that it is read at all."""

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return the last reading of a group, None if it is no longer valid."""

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return the readings that a group keeps, oldest first; none if the last is invalid."""


class _NoReadings:
    """No readings of any other group."""

    def is_read[RowT](self, group: Group[RowT]) -> bool:
        """Return True."""
        del group
        return True

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return None."""
        del group
        return None

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return no readings."""
        del group
        return ()


NO_READINGS: Final[Readings] = _NoReadings()


@dataclass(frozen=True, kw_only=True, slots=True)
class Query[RowT = Any]:
    """One read of a group: the metrics to read, how to query them, and earlier readings.

    ``keys`` are the metrics wanted, ``before`` is the group's last reading in this session,
    ``earlier`` the last whose counters continue, maybe from an earlier session: the router has not
    booted since. ``last`` is the last reading of any session, with the instances of that time;
    ``has_booted`` is whether the router has booted since. ``readings`` are those of other groups,
    ``interfaces`` is the router's index of interfaces and ``default_routes`` the cache of its
    default routes. ``is_full`` is set in the hourly pass and in a search for new instances: what
    changes seldom is then read again. ``lost`` is why the link is lost, None while it is up.
    ``registered`` returns the group's instances that have entities, also from before Home
    Assistant started; ``wanted`` returns its metrics with an enabled entity: personal values are
    read only for those. ``bandwidth`` is the contracted one, by interface, ``accepted`` the
    security findings that the owner accepts, by their checks. ``sources`` collects the
    times of the other groups' readings that were used, ``basis`` when the required ones were taken.
    """

    ask: Ask
    keys: frozenset[str]
    before: Reading[RowT] | None = None
    earlier: Reading[RowT] | None = None
    last: Reading[RowT] | None = None
    has_booted: bool = False
    readings: Readings = field(default_factory=lambda: NO_READINGS)
    interfaces: InterfaceIndex = field(default_factory=InterfaceIndex)
    default_routes: DefaultRoutes = field(default_factory=DefaultRoutes)
    polling: Callable[[], Polling] = Polling
    lost: Callable[[], RouterOSError | None] = lambda: None
    registered: Callable[[], AbstractSet[str]] = frozenset
    wanted: Callable[[], AbstractSet[str]] = frozenset
    bandwidth: Mapping[str, Bandwidth] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    is_full: bool = False
    sources: dict[str, float] = field(default_factory=dict)
    basis: list[Sampled] = field(default_factory=list)

    def is_read[OtherT](self, group: Group[OtherT]) -> bool:
        """Return whether another group is read at all: the owner may have left it out."""
        return self.readings.is_read(group)

    def latest[OtherT](self, group: Group[OtherT]) -> Reading[OtherT] | None:
        """Return the last reading of another group, None if it is no longer valid."""
        reading = self.readings.latest(group)
        if reading is not None:
            self.sources[group.key] = reading.at
        return reading

    def source[OtherT](self, group: Group[OtherT]) -> Reading[OtherT]:
        """Return the last reading of a required group.

        Raises MissingSourceError if it has no valid one.
        """
        if (reading := self.latest(group)) is None:
            raise MissingSourceError(group.key)
        self.basis.append(reading.sampled)
        return reading

    def history[OtherT](self, group: Group[OtherT]) -> tuple[Reading[OtherT], ...]:
        """Return another group's readings of its last ``look_back`` seconds, oldest first."""
        readings = self.readings.history(group)
        if readings:
            self.sources[group.key] = readings[-1].at
        return readings
