"""One read of a group: what it is told, and what it brings."""

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


# Most readings are made of no other: they share it.
NO_SOURCES: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading[RowT = Any]:
    """What one read of a group brought, when it was asked and answered, and what it is made of.

    ``at`` is when the last answer arrived and ``asked_at`` when the first command was sent, both in
    monotonic seconds: of a derived one, those of the readings without which it could not be made.
     ``usual`` is how many seconds the read takes each time, 0 while that is not
    known. ``rows`` holds one typed row per instance, keyed by what survives a reboot; ``listed``
    names also the instances that the router has but that are not monitored, such as disabled
    interfaces. ``requested`` are the metrics it was asked for, ``is_full`` whether these were all
    of the group's. ``sources`` are the times of the readings that a derived one is made of, by
    their groups' keys.
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
    # The time since the reading that this one was compared with last, and when that was taken.
    _elapsed: Elapsed | None = field(default=None, init=False, repr=False, compare=False)
    _compared: Sampled | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def sampled(self) -> Sampled:
        """Return when the router took what is in it; without commands that is when it was made."""
        if self._sampled is not None:
            return self._sampled
        asked = self.at if self.asked_at is None else self.asked_at
        sampled = Sampled(asked=asked, answered=self.at, usual=self.usual)
        object.__setattr__(self, "_sampled", sampled)
        return sampled

    def since(self, before: Reading) -> Elapsed:
        """Return the time since an earlier reading of the group, reckoned once for all metrics."""
        if self._elapsed is not None and self._compared is before.sampled:
            return self._elapsed
        elapsed = self.sampled.since(before.sampled)
        object.__setattr__(self, "_elapsed", elapsed)
        # Not the reading itself: it would hold the one before it, and so on.
        object.__setattr__(self, "_compared", before.sampled)
        return elapsed


@dataclass(frozen=True, kw_only=True, slots=True)
class Polling:
    """What the polling of a router has cost since it was set up.

    ``durations`` are the seconds that each tier's last poll took, by the tier's key; ``skipped``
    are the ticks left out because the poll before still ran. Logins are commands too.
    """

    logins: int = 0
    commands: int = 0
    bytes_received: int = 0
    skipped: int = 0
    durations: Mapping[str, float | None] = field(default_factory=dict)


class MissingSourceError(Exception):
    """A group that a derived one is made of has no reading that is good."""


class Readings(Protocol):
    """What is known of a router's groups."""

    def is_read[RowT](self, group: Group[RowT]) -> bool:
        """Return whether the router's catalogue has a group, so that it is read at all."""

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return the last reading of a group, None where it is not good any more."""

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return the readings that a group keeps, oldest first; none if the last is not good."""


class _NoReadings:
    """Nothing is known of any other group."""

    def is_read[RowT](self, group: Group[RowT]) -> bool:
        """Return True."""
        del group
        return True

    def latest[RowT](self, group: Group[RowT]) -> Reading[RowT] | None:
        """Return None."""
        del group
        return None

    def history[RowT](self, group: Group[RowT]) -> tuple[Reading[RowT], ...]:
        """Return nothing."""
        del group
        return ()


NO_READINGS: Final[Readings] = _NoReadings()


@dataclass(frozen=True, kw_only=True, slots=True)
class Query[RowT = Any]:
    """One read of a group: what is wanted, how to ask for it, and what is known already.

    ``keys`` are the metrics wanted, ``before`` is the group's last reading in this session,
    ``earlier`` the last whose counters go on, be it of a session before: the router has not booted
    since. ``last`` is the last at all, with what the router had then; ``has_booted`` is whether
    the router has booted since that. ``readings`` are those of
    the other groups, ``interfaces`` is the router's index of them and ``default_routes`` what is
    remembered of these. ``is_full`` is the hourly pass, or a read that looks for what is new: what
    changes seldom is read again then. ``lost`` is why there is no link, None while it is up.
    ``registered`` returns the group's instances that have entities, also from before Home Assistant
    started; ``wanted`` returns its metrics that have one that is enabled: what is personal is asked
    for those alone. ``bandwidth`` is what is contracted, by interface, ``accepted`` the security
    findings that the owner accepts, by their checks. ``sources`` collects what was used of other
    groups' readings, ``basis`` when the router took those without which there is nothing to make.
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
        """Return whether another group is read at all: its owner may have left it out."""
        return self.readings.is_read(group)

    def latest[OtherT](self, group: Group[OtherT]) -> Reading[OtherT] | None:
        """Return the last reading of another group, None where it is not good any more."""
        reading = self.readings.latest(group)
        if reading is not None:
            self.sources[group.key] = reading.at
        return reading

    def source[OtherT](self, group: Group[OtherT]) -> Reading[OtherT]:
        """Return the last reading of a group without which there is nothing to make.

        Raises MissingSourceError where it has none that is good.
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
