"""Restarts the polling itself where it has stopped without a reason."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
import logging
from typing import Any, Final, NamedTuple

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..routeros import Client
from .coordinator import TierCoordinator
from .signal import Signal

# How often all routers are checked.
LOOK_EVERY: Final = timedelta(minutes=5)

# Seconds after which a fault must still exist: longer than a command waits for its place and its
# reply, so that a suspended machine or a blocked event loop is no fault.
CONFIRM_AFTER: Final = 90.0

# A tier is overdue after this many intervals, and at least this many seconds, without a completed
# poll.
_OVERDUE_INTERVALS: Final = 3
_OVERDUE_AT_LEAST: Final = 60.0

# Seconds: all commands of one read have deadlines, also while queued, and end before this.
_READ_AT_MOST: Final = 900.0

# Seconds: the client sends a keep-alive after 30, and gives up a link that is silent twice.
_SILENT_AT_MOST: Final = 120.0

# Seconds for which a recovery counts as recent.
RECENT: Final = 3600.0

# Recoveries that are kept, with the state in which each fault was found.
_KEPT: Final = 10


class Part(StrEnum):
    """Parts that can fail."""

    KEEPER = "keeper"
    LINK = "link"
    QUEUE = "queue"
    TIER = "tier"


class Fault(NamedTuple):
    """A part that does not work; for a tier, which one."""

    part: Part
    tier: str = ""

    @property
    def text(self) -> str:
        """Return its name for the log and for diagnostics."""
        return f"{self.part} {self.tier}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Recovery:
    """A repaired fault: when, by the wall clock and by the loop's, and how it was found."""

    fault: Fault
    at: datetime
    seconds: float
    state: Mapping[str, Any]


class Watchdog:
    """Finds what has stopped in the polling of one router, and restarts it.

    It ignores what has a reason: a link that is lost, polling or collection that is off, a login
    that is refused, a tier without listeners. A keeper that ended is restarted also while the
    link is lost, as it is what restores the link.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        title: str,
        client: Client,
        coordinators: Mapping[str, TierCoordinator],
        *,
        is_exempt: Callable[[], bool],
        reconnect: Callable[[], None],
    ) -> None:
        """Initialise with the parts to watch; ``reconnect`` starts to reopen both connections."""
        self._hass = hass
        self._title = title
        self._client = client
        self._coordinators = coordinators
        self._is_exempt = is_exempt
        self._reconnect = reconnect
        # What was found at the last check, with a time that changes if it works after all.
        self._suspected: dict[Fault, float] = {}
        self.count = 0
        self.kept: deque[Recovery] = deque(maxlen=_KEPT)
        self.recovered = Signal[()](f"{title}: following the watchdog")

    @callback
    def suspect(self) -> bool:
        """Check for faults; return whether there are any to confirm."""
        self._suspected = dict(self._faults())
        return bool(self._suspected)

    @callback
    def confirm(self) -> None:
        """Check again, and repair the faults that persist."""
        suspected, self._suspected = self._suspected, {}
        found = dict(self._faults()) if suspected else {}
        confirmed = [fault for fault in found if suspected.get(fault) == found[fault]]
        state = self.state() if confirmed else {}
        for fault in confirmed:
            self._mend(fault, state)
        if confirmed:
            self.recovered.send()

    def recent(self) -> list[Recovery]:
        """Return the recoveries of the last hour."""
        since = self._hass.loop.time() - RECENT
        return [one for one in self.kept if one.seconds > since]

    def state(self) -> dict[str, Any]:
        """Return the state of the polling: what is polled, never the contents of replies."""
        now, condition = self._hass.loop.time(), self._client.condition
        return {
            "connected": self._client.connected,
            "keeper": condition.is_kept,
            "heard_ago": None if condition.heard_at is None else round(now - condition.heard_at),
            "commands_waiting": condition.waiting,
            "queue_jammed": condition.is_jammed,
            "last_poll_ago": {
                key: round(now - tier.polled_at) for key, tier in self._coordinators.items()
            },
            "reads_running": {
                key: list(tier.reads_running)
                for key, tier in self._coordinators.items()
                if tier.reads_running
            },
        }

    def _faults(self) -> Iterator[tuple[Fault, float]]:
        """Yield what does not work; tiers only while the link works."""
        if self._is_exempt():
            return
        condition = self._client.condition
        if not condition.is_kept:
            yield Fault(Part.KEEPER), 0
        if not self._client.connected:
            return
        heard_at = condition.heard_at
        if heard_at is not None and self._hass.loop.time() - heard_at > _SILENT_AT_MOST:
            yield Fault(Part.LINK), heard_at
        elif condition.is_jammed:
            yield Fault(Part.QUEUE), 0
        else:
            yield from self._overdue_tiers()

    def _overdue_tiers(self) -> Iterator[tuple[Fault, float]]:
        """Yield the tiers without a completed poll for long, or with a read that does not end."""
        now = self._hass.loop.time()
        for key, tier in self._coordinators.items():
            if not tier.is_listened:
                continue
            limit = max(_OVERDUE_INTERVALS * tier.interval, _OVERDUE_AT_LEAST)
            patient, read_at = max(limit, _READ_AT_MOST), tier.oldest_read_at
            # Long commands never have priority: reads with priority end soon, one way or another.
            is_busy = read_at is not None and not tier.tier.priority
            if now - tier.polled_at > (patient if is_busy else limit):
                yield Fault(Part.TIER, key), tier.polled_at
            elif read_at is not None and now - read_at > patient:
                yield Fault(Part.TIER, key), read_at

    def _mend(self, fault: Fault, state: dict[str, Any]) -> None:
        """Apply the smallest repair; if that did not help just before, reconnect too."""
        recent = {one.fault for one in self.recent()}
        level = logging.DEBUG if fault in recent else logging.WARNING
        LOGGER.log(
            level, "%s: %s did not work, and is begun anew: %s", self._title, fault.text, state
        )
        if fault.part is Part.KEEPER:
            self._client.keep()
        if fault.part is Part.TIER:
            self._coordinators[fault.tier].async_restart()
        if fault.part in {Part.LINK, Part.QUEUE} or self._was_just_mended(fault):
            self._reconnect()
        self.count += 1
        now = self._hass.loop.time()
        self.kept.append(Recovery(fault=fault, at=dt_util.utcnow(), seconds=now, state=state))

    def _was_just_mended(self, fault: Fault) -> bool:
        """Return whether a fault was repaired at the previous check."""
        since = self._hass.loop.time() - 1.5 * LOOK_EVERY.total_seconds()
        return any(one.fault == fault and one.seconds > since for one in self.kept)
