"""The ranges of time a router's graphs are shown over, and what each is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import math
from types import MappingProxyType
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util


class Range(StrEnum):
    """How far back graphs reach."""

    LIVE = "live"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    CUSTOM = "custom"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Which of the recorder's statistics a range is drawn from.

    ``period`` is that of the statistics' rows: a few hundred points per line are what a screen can
    show and a browser draws at once.
    """

    icon: str
    days: int | None = None
    period: str | None = None


SPANS: Final[Mapping[Range, Span]] = MappingProxyType(
    {
        Range.LIVE: Span(icon="mdi:pulse"),
        Range.DAY: Span(icon="mdi:calendar-today", days=1, period="5minute"),
        Range.WEEK: Span(icon="mdi:calendar-week", days=7, period="hour"),
        Range.MONTH: Span(icon="mdi:calendar-month", days=30, period="hour"),
        Range.YEAR: Span(icon="mdi:calendar-multiple", days=365, period="day"),
        # The frontend chooses the period by what is selected.
        Range.CUSTOM: Span(icon="mdi:calendar-range", period="auto"),
    }
)

# The key that the selector and the graphs of a view share; the frontend requires the prefix.
COLLECTION: Final = "energy_mikrotik_monitoring"


# Hours: how far back live graphs reach, in which steps, and the least for a new router.
_LIVE: Final = 1.0
_STEP: Final = 1 / 12
_LEAST: Final = 2 * _STEP


@callback
def live_hours(entry: ConfigEntry, wished: float | None = None) -> float:
    """Return how many hours a live graph shows: no more than since the router was added."""
    known = (dt_util.utcnow() - entry.created_at).total_seconds() / 3600
    width = max(_LEAST, math.ceil(known / _STEP) * _STEP)
    return round(min(width, wished or _LIVE), 3)


@callback
def hours_of(entry: ConfigEntry, span: Range, wished: float | None = None) -> float:
    """Return how many hours a range covers: ``wished`` changes that of live graphs.

    Dates of a person's choice have no fixed length; raises KeyError.
    """
    if span is Range.CUSTOM:
        raise KeyError(span)
    days = SPANS[span].days
    return live_hours(entry, wished) if days is None else 24.0 * days


@callback
def offered_ranges(hass: HomeAssistant) -> tuple[Range, ...]:
    """Return the available ranges: the date selector is a part of the energy dashboard."""
    has_selector = "energy" in hass.config.components
    return tuple(span for span in Range if span is not Range.CUSTOM or has_selector)
