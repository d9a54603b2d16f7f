"""The boundary around each read: whatever goes wrong inside costs one group alone."""

from collections.abc import Callable
import logging
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..metrics.interface_index import InterfaceIndex
from ..metrics.model import MissingSourceError, Polling, Query, Reading, Readings, Tier
from ..routeros import (
    BulkLinkError,
    Client,
    Command,
    RouterOSError,
    Row,
    TimedOutError,
)
from .group_state import GroupState, Outcome
from .signal import Signal

# Seconds for what is long: a big table, a count that walks one, a series of pings.
_BULK_DEADLINE: Final = 60.0

# Seconds for any other command, however seldom its tier is asked.
_LONGEST_DEADLINE: Final = 30.0

# After this many intervals without a reading, the growth since then is no rate of just now.
_STALE_AFTER: Final = 4


class GroupReader:
    """Reads groups of one router, and keeps what they bring or why they failed."""

    def __init__(
        self,
        hass: HomeAssistant,
        title: str,
        client: Client,
        readings: Readings,
        interfaces: InterfaceIndex,
        *,
        polling: Callable[[], Polling],
        interval_of: Callable[[str], float],
    ) -> None:
        """Take what a read is told; ``interval_of`` returns a tier's seconds by its key."""
        self._hass = hass
        self._title = title
        self._client = client
        self._readings = readings
        self._interfaces = interfaces
        self._polling = polling
        self._interval_of = interval_of
        # Sent after each read that ended, well or not.
        self.done = Signal[GroupState](f"{title}: listening to readings")

    async def async_read(self, state: GroupState, keys: frozenset[str]) -> None:
        """Read one group and say so to everyone who waits for it."""
        asked_at = self._hass.loop.time()
        is_full = state.full_read_due and keys == state.group.keys
        query = Query(
            ask=_Asker(self._client, state.group.tier, self._deadline(state.group.tier)),
            keys=keys,
            before=state.current,
            readings=self._readings,
            interfaces=self._interfaces,
            polling=self._polling,
            lost=self._lost,
            is_full=is_full,
        )
        try:
            rows = await state.group.read(query)
            reading = Reading(
                at=self._hass.loop.time(),
                asked_at=asked_at,
                rows={instance: row for instance, row in rows.items() if row is not None},
                listed=rows.keys(),
                requested=keys,
                is_full=is_full,
                sources=query.sources,
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
        state.update_listeners()
        self.done.send(state)

    def _deadline(self, tier: Tier) -> float:
        """Return a command's seconds: a tier that is asked less often may wait longer."""
        scaled = tier.deadline * self._interval_of(tier.key) / tier.interval
        return max(tier.deadline, min(scaled, _LONGEST_DEADLINE))

    def _lost(self) -> RouterOSError | None:
        return self._client.lost_reason

    def _succeed(self, state: GroupState, reading: Reading) -> None:
        """Keep a reading; say once that the group answers again."""
        if state.is_reported:
            LOGGER.info("%s: reading %s works again", self._title, state.group.key)
            state.is_reported = False
        stale_after = _STALE_AFTER * self._interval_of(state.group.tier.key)
        state.succeed(reading, stale_after=stale_after)

    def _fail(self, state: GroupState, err: Exception) -> None:
        """Keep a failure and say it once; that there is no second connection the router says."""
        state.fail(err, dt_util.utcnow(), self._hass.loop.time())
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


class _Asker:
    """Asks the router for one group, with its tier's deadline and place in the queue."""

    __slots__ = ("_client", "_deadline", "_tier")

    def __init__(self, client: Client, tier: Tier, deadline: float) -> None:
        self._client = client
        self._tier = tier
        self._deadline = deadline

    async def __call__(
        self,
        command: Command,
        *,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Return the rows of a command."""
        return await self._client.call(
            command,
            timeout=_BULK_DEADLINE if bulk else self._deadline,
            priority=self._tier.priority,
            bulk=bulk,
            on_row=on_row,
            on_turn=on_turn,
        )
