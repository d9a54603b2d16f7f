"""The boundary around each read: whatever goes wrong inside costs one group alone."""

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

# Seconds for what is long: a big table, a count that walks one, a series of pings.
_BULK_DEADLINE: Final = 60.0

# Seconds for any other command, however seldom its tier is asked.
_LONGEST_DEADLINE: Final = 30.0

# After this many intervals without a reading, the growth since then is no rate of just now.
_STALE_AFTER: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What all groups of a router are read with.

    ``interfaces`` and ``default_routes`` are remembered for all of them; ``interval_of`` returns a
    tier's seconds, ``registered`` a group's instances that have entities and ``wanted`` its metrics
    that have an enabled one, all by the key;
    ``comparable_since`` returns since when counters have gone on, in monotonic seconds;
    ``bandwidth`` returns what is contracted, by interface, ``accepted`` the security findings that
    the owner accepts.
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
    """Reads groups of one router, and keeps what they bring or why they failed."""

    def __init__(
        self,
        clock: Callable[[], float],
        title: str,
        client: Client,
        readings: Readings,
        surroundings: Surroundings,
        load: Load,
    ) -> None:
        """Take whom to ask, and what reads are made with; ``clock`` gives monotonic seconds."""
        self._clock = clock
        self._title = title
        self._client = client
        self._readings = readings
        self._with = surroundings
        self._load = load
        # Sent after each read that ended, well or not.
        self.done = Signal[GroupState](f"{title}: listening to readings")

    async def async_read(self, state: GroupState, keys: frozenset[str]) -> None:
        """Read one group and say so to everyone who waits for it."""
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
                # The link is lost, not the group: the router says so to all tiers.
                return
            self._fail(state, err)
        except Exception as err:  # noqa: BLE001 - the one boundary: it costs this group alone.
            self._fail(state, err)
        else:
            self._succeed(state, reading)
        with self._load.measured():
            state.update_listeners()
            self.done.send(state)

    def _deadline(self, tier: Tier) -> float:
        """Return a command's seconds: a tier that is asked less often may wait longer."""
        scaled = tier.deadline * self._with.interval_of(tier.key) / tier.interval
        return max(tier.deadline, min(scaled, _LONGEST_DEADLINE))

    def _lost(self) -> RouterOSError | None:
        return self._client.lost_reason

    def _succeed(self, state: GroupState, reading: Reading) -> None:
        """Keep a reading; say once that the group answers again."""
        if state.is_reported:
            LOGGER.info("%s: reading %s works again", self._title, state.group.key)
            state.is_reported = False
        stale_after = _STALE_AFTER * self._with.interval_of(state.group.tier.key)
        since = max(reading.at - stale_after, self._with.comparable_since())
        state.succeed(reading, comparable_since=since)

    def _fail(self, state: GroupState, err: Exception) -> None:
        """Keep a failure and say it once; that there is no second connection the router says."""
        state.fail(err, dt_util.utcnow(), self._clock())
        if state.outcome is Outcome.ABSENT or state.is_reported or isinstance(err, BulkLinkError):
            return
        if isinstance(err, TimedOutError) and self._client.doubtful:
            # It is the link that is silent: that is said when it is given up.
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
    """Return the rows that are monitored; what has not changed is what is kept already.

    Most rows of most readings are as they were: neither memory nor the entities' time goes there.
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
    """Return the names of all that the router has, as one object as long as they are the same."""
    return last.listed if last and last.listed == rows.keys() else frozenset(rows)


def _span(basis: Sequence[Sampled]) -> tuple[float, float] | None:
    """Return from when to when the router took what a derived reading is made of."""
    if not basis:
        return None
    return min(one.asked for one in basis), max(one.answered for one in basis)


class _Asker:
    """Asks the router for one group, with its tier's deadline and place in the queue."""

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

        Of what nothing was asked for, both are now.
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
