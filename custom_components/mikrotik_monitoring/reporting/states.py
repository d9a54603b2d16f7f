"""What only recorded states contain, not statistics: uplinks, outages, reboots, versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from homeassistant.components.recorder.history import get_significant_states
from homeassistant.const import (
    COMPRESSED_STATE_LAST_UPDATED,
    COMPRESSED_STATE_STATE,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..metrics.link import LinkState
from .span import ReportSpan
from .subject import Subject

UPLINKS: Final = "uplink.interfaces"
LINK: Final = "link.state"
BOOTED: Final = "system.uptime"
VERSION: Final = "system.version"

_METRICS: Final = (UPLINKS, LINK, BOOTED, VERSION)
_SAYS_NOTHING: Final = frozenset({STATE_UNAVAILABLE, STATE_UNKNOWN, ""})
_DOWN: Final = frozenset({LinkState.UNREACHABLE, LinkState.TIMED_OUT})
# Seconds within which two boot times are of the same boot: clocks drift.
_SAME_BOOT: Final = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """The states of a metric, in order of time, without empty, unknown and unavailable ones.

    ``is_whole`` is whether the recorder still has the state at the start.
    """

    states: tuple[str, ...] = ()
    is_whole: bool = False

    @property
    def first(self) -> str | None:
        """Return the state at the start, None if that is not known."""
        return self.states[0] if self.is_whole and self.states else None

    @property
    def last(self) -> str | None:
        """Return the last state."""
        return self.states[-1] if self.states else None


def told(hass: HomeAssistant, subject: Subject, span: ReportSpan) -> dict[str, Told]:
    """Return the recorded states of the metrics that matter; blocks."""
    ids = {metric: subject.entity(metric) for metric in _METRICS}
    wanted = [entity_id for entity_id in ids.values() if entity_id is not None]
    if not wanted:
        return {metric: Told() for metric in _METRICS}
    found: dict[str, list[Any]] = get_significant_states(
        hass,
        dt_util.as_utc(span.start),
        dt_util.as_utc(span.end),
        wanted,
        include_start_time_state=True,
        significant_changes_only=False,
        no_attributes=True,
        compressed_state_format=True,
    )
    start = span.start.timestamp()
    return {
        metric: _told(found.get(entity_id or "", []), start) for metric, entity_id in ids.items()
    }


def _told(rows: list[Any], start: float) -> Told:
    states = tuple(
        state for row in rows if (state := row[COMPRESSED_STATE_STATE]) not in _SAYS_NOTHING
    )
    is_whole = bool(rows) and rows[0][COMPRESSED_STATE_LAST_UPDATED] <= start
    return Told(states=states, is_whole=is_whole)


def uplink_names(found: Mapping[str, Told]) -> frozenset[str] | None:
    """Return all names that the router reported as its uplinks; None if they are unknown."""
    states = found[UPLINKS].states
    names = {name for state in states for name in state.split(", ")}
    return frozenset(names) if states else None


def outages(found: Mapping[str, Told]) -> int | None:
    """Return how often the link was lost, None if the recorder has purged its states."""
    if not found[LINK].is_whole:
        return None
    are_down = [state in _DOWN for state in found[LINK].states]
    return sum(is_down and not was_down for was_down, is_down in pairwise([False, *are_down]))


def reboots(found: Mapping[str, Told]) -> int | None:
    """Return how often the router started, None if the recorder has purged its states."""
    if not found[BOOTED].is_whole:
        return None
    times = [time for state in found[BOOTED].states if (time := dt_util.parse_datetime(state))]
    moves = (later - earlier for earlier, later in pairwise(times))
    return sum(move.total_seconds() > _SAME_BOOT for move in moves) if times else None
