"""The error boundary around each read: a failure affects one group only."""

from collections.abc import Callable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
import logging
from typing import Final

from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..metrics.bandwidth import Bandwidth
from ..metrics.default_routes import DefaultRoutes
from ..metrics.interface_index import InterfaceIndex
from ..metrics.model import MissingSourceError, Polling, Query, Reading, Readings, Tier
from ..metrics.reading import NO_SOURCES
from ..metrics.sampling import Sampled
from ..routeros import (
    BulkLinkError,
    Client,
    Command,
    RouterOSError,
    Row,
    TimedOutError,
)
from .group_state import GroupState, Outcome
from .load import Load
from .signal import Signal

# Seconds for long commands: a big table, a count that walks one, a series of pings.
_BULK_DEADLINE: Final = 60.0

# Seconds for any other command, however seldom its tier is polled.
_LONGEST_DEADLINE: Final = 30.0

# After this many intervals without a reading, the growth since then is no current rate.
_STALE_AFTER: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """The context in which all groups of a router are read.

    ``interfaces`` and ``default_routes`` are shared by all of them; ``interval_of`` returns a
    tier's seconds, ``registered`` a group's instances that have entities and ``wanted`` its metrics
    that have an enabled one, all by the key;
    ``comparable_since`` returns since when counters are comparable, in monotonic seconds;
    ``bandwidth`` returns the contracted bandwidth by interface, ``accepted`` the security findings
    that the owner accepts.
    """

    interfaces: InterfaceIndex
    default_routes: DefaultRoutes
    polling: Callable[[], Polling]
    interval_of: Callable[[str], float]
    comparable_since: Callable[[], float]
    registered: Callable[[str], AbstractSet[str]]
    wanted: Callable[[str], AbstractSet[str]]
    bandwidth: Callable[[], Mapping[str, Bandwidth]]
    accepted: Callable[[], frozenset[str]]


class GroupReader:
    """Reads groups of one router, and stores their readings or errors."""

    def __init__(
        self,
        clock: Callable[[], float],
        title: str,
        client: Client,
        readings: Readings,
        surroundings: Surroundings,
        load: Load,
    ) -> None:
        """Initialise with the client and the context; ``clock`` returns monotonic seconds."""
        self._clock = clock
        self._title = title
        self._client = client
        self._readings = readings
        self._with = surroundings
        self._load = load
        # Sent after each read, failed or not.
        self.done = Signal[GroupState](f"{title}: listening to readings")

    async def async_read(self, state: GroupState, keys: frozenset[str]) -> None:
        """Read one group and call its listeners."""
        tier = state.group.tier
        asker = _Asker(self._client, tier, self._deadline(tier), self._clock)
        is_full = state.full_read_due and keys == state.group.keys
        since = self._with.comparable_since()
        query = Query(
            ask=asker,
            keys=keys,
            before=state.current,
            last=state.last,
            has_booted=state.last is not None and state.last.at < since,
            earlier=state.earlier(since),
            readings=self._readings,
            interfaces=self._with.interfaces,
            default_routes=self._with.default_routes,
            polling=self._with.polling,
            lost=self._lost,
            registered=lambda: self._with.registered(state.group.key),
            wanted=lambda: self._with.wanted(state.group.key),
            is_full=is_full,
            bandwidth=self._with.bandwidth(),
            accepted=self._with.accepted(),
        )
        try:
            rows = await state.group.read(query)
            asked_at, at = _span(query.basis) or asker.times()
            reading = Reading(
                at=at,
                asked_at=asked_at,
                usual=state.usual_duration(at - asked_at),
                rows=_kept_rows(rows, state.last),
                listed=_kept_names(rows, state.last),
                requested=keys,
                is_full=is_full,
                sources=query.sources or NO_SOURCES,
            )
        except MissingSourceError:
            state.forget()
        except RouterOSError as err:
            if not self._client.connected:
                # The link is lost, not the group: MonitoredRouter notifies all tiers.
                return
            self._fail(state, err)
        except Exception as err:  # noqa: BLE001 - the error boundary: only this group fails.
            self._fail(state, err)
        else:
            self._succeed(state, reading)
        with self._load.measured():
            state.update_listeners()
            self.done.send(state)

    def _deadline(self, tier: Tier) -> float:
        """Return a command's deadline: a tier that is polled less often may wait longer."""
        scaled = tier.deadline * self._with.interval_of(tier.key) / tier.interval
        return max(tier.deadline, min(scaled, _LONGEST_DEADLINE))

    def _lost(self) -> RouterOSError | None:
        return self._client.lost_reason

    def _succeed(self, state: GroupState, reading: Reading) -> None:
        """Store a reading; log once that the group works again."""
        if state.is_reported:
            LOGGER.info("%s: reading %s works again", self._title, state.group.key)
            state.is_reported = False
        stale_after = _STALE_AFTER * self._with.interval_of(state.group.tier.key)
        since = max(reading.at - stale_after, self._with.comparable_since())
        state.succeed(reading, comparable_since=since)

    def _fail(self, state: GroupState, err: Exception) -> None:
        """Store a failure and log it once; a missing second connection is logged by LinkLog."""
        state.fail(err, dt_util.utcnow(), self._clock())
        if state.outcome is Outcome.ABSENT or state.is_reported or isinstance(err, BulkLinkError):
            return
        if isinstance(err, TimedOutError) and self._client.doubtful:
            # The link is silent: that is logged when it is given up.
            return
        state.is_reported = True
        is_ours = not isinstance(err, RouterOSError)
        level = logging.ERROR if is_ours else logging.INFO
        reason = f"{type(err).__name__}: {err}" if is_ours else str(err)
        LOGGER.log(level, "%s: reading %s failed: %s", self._title, state.group.key, reason)
        LOGGER.debug("%s: %s", self._title, state.group.key, exc_info=err)


def _kept_rows[RowT](
    rows: Mapping[str, RowT | None], last: Reading[RowT] | None
) -> Mapping[str, RowT]:
    """Return the rows that are monitored; unchanged ones are the objects of the last reading.

    Most rows of most readings are unchanged: they cost neither memory nor the entities' time.
    """
    before: Mapping[str, RowT] = last.rows if last else {}
    kept: dict[str, RowT] = {}
    is_new = False
    for instance, row in rows.items():
        if row is None:
            continue
        past = before.get(instance)
        is_same = past == row
        is_new = is_new or not is_same
        kept[instance] = past if is_same and past is not None else row
    return kept if is_new or kept.keys() != before.keys() else before


def _kept_names(rows: Mapping[str, object], last: Reading | None) -> AbstractSet[str]:
    """Return the names of all rows the router has, as the same object while they are unchanged."""
    return last.listed if last and last.listed == rows.keys() else frozenset(rows)


def _span(basis: Sequence[Sampled]) -> tuple[float, float] | None:
    """Return the first request and the last reply of a derived reading's sources."""
    if not basis:
        return None
    return min(one.asked for one in basis), max(one.answered for one in basis)


class _Asker:
    """Sends one group's commands to the router, with its tier's deadline and priority."""

    __slots__ = ("_answered_at", "_asked_at", "_client", "_clock", "_deadline", "_tier")

    def __init__(
        self, client: Client, tier: Tier, deadline: float, clock: Callable[[], float]
    ) -> None:
        self._client = client
        self._tier = tier
        self._deadline = deadline
        self._clock = clock
        self._asked_at: float | None = None
        self._answered_at: float | None = None

    def times(self) -> tuple[float, float]:
        """Return when the first command was sent and the last was answered, in monotonic seconds.

        If nothing was sent, both are now.
        """
        if self._asked_at is None or self._answered_at is None:
            return (now := self._clock()), now
        return self._asked_at, self._answered_at

    async def __call__(
        self,
        command: Command,
        *,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Return the rows of a command."""

        def note_turn() -> None:
            if self._asked_at is None:
                self._asked_at = self._clock()
            if on_turn is not None:
                on_turn()

        rows = await self._client.call(
            command,
            timeout=_BULK_DEADLINE if bulk else self._deadline,
            priority=self._tier.priority,
            bulk=bulk,
            on_row=on_row,
            on_turn=note_turn,
        )
        self._answered_at = self._clock()
        return rows
