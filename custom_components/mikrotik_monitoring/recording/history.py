"""The recorded history of entities in slices of time: one is in memory at a time."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple

from homeassistant.components.recorder.db_schema import (
    States,
    StatesMeta,
    Statistics,
    StatisticsMeta,
    StatisticsShortTerm,
)
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.components.recorder.util import session_scope
from homeassistant.const import COMPRESSED_STATE_LAST_UPDATED, COMPRESSED_STATE_STATE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from sqlalchemy import func, select

from .recorded import async_read_recorder
from .rows import batches

type _Period = Literal["5minute", "hour", "day"]

FIGURES: Final = ("min", "mean", "max", "change")

# Up to so many entities, a slice is as long as below; for more, it is shorter.
_ENTITIES: Final = 40
_SHORTEST: Final = timedelta(minutes=5)

_INSTANT: Final = timedelta(microseconds=1)


class Resolution(StrEnum):
    """What a row represents: a state as recorded, or the statistics of a period."""

    RAW = "raw"
    FIVE_MINUTES = "5minute"
    HOUR = "hour"
    DAY = "day"


# A slice of forty entities has at most some ten thousand rows.
_SLICES: Final = {
    Resolution.RAW: timedelta(hours=1),
    Resolution.FIVE_MINUTES: timedelta(days=1),
    Resolution.HOUR: timedelta(days=14),
    Resolution.DAY: timedelta(days=365),
}


_PERIODS: Final[dict[Resolution, _Period]] = {
    Resolution.FIVE_MINUTES: "5minute",
    Resolution.HOUR: "hour",
    Resolution.DAY: "day",
}


class Record(NamedTuple):
    """A row: its start and end in seconds since the epoch, its entity and its values.

    The end of a state is its start, as its duration is unknown. ``values`` has the state alone, or
    the figures in their order; None is a missing one.
    """

    start: float
    end: float
    entity_id: str
    values: tuple[str | float | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Start, exclusive end and resolution."""

    start: datetime
    end: datetime
    resolution: Resolution

    def slices(self, entities: int) -> Iterator[tuple[datetime, datetime]]:
        """Yield the slices to read one after the other; days are in local time."""
        begin, step = self.start, _SLICES[self.resolution]
        if self.resolution is Resolution.DAY:
            begin = dt_util.start_of_local_day(dt_util.as_local(begin))
        elif self.resolution is Resolution.RAW:
            step = max(_SHORTEST, step * min(1, _ENTITIES / max(1, entities)))
        while begin < self.end:
            until = min(begin + step, self.end)
            yield begin, until
            begin = until


async def async_history[PartT](
    hass: HomeAssistant,
    entity_ids: Sequence[str],
    span: Span,
    make: Callable[[list[Record]], PartT],
) -> AsyncIterator[PartT]:
    """Yield ``make``'s result for each slice of the entities' history, in the recorder's executor.

    A slice is sorted by time. An entity's first state is the one at the start. Raises
    NoRecorderError.
    """
    oldest = await async_read_recorder(hass, _oldest, hass, entity_ids, span)
    if oldest is None:
        return
    at_hand = Span(
        start=max(span.start, dt_util.utc_from_timestamp(oldest)),
        end=span.end,
        resolution=span.resolution,
    )
    for number, (start, end) in enumerate(at_hand.slices(len(entity_ids))):
        yield await async_read_recorder(
            hass,
            _made,
            make,
            _Slice(
                hass=hass,
                entity_ids=entity_ids,
                span=Span(start=start, end=end, resolution=span.resolution),
                is_first=not number,
            ),
        )


def _oldest(hass: HomeAssistant, entity_ids: Sequence[str], span: Span) -> float | None:
    """Return when the first row was written: the time before is not read."""
    found: list[float] = []
    table = StatisticsShortTerm if span.resolution is Resolution.FIVE_MINUTES else Statistics
    with session_scope(hass=hass, read_only=True) as session:
        for batch in batches(entity_ids):
            if span.resolution is Resolution.RAW:
                first = select(func.min(States.last_updated_ts)).where(
                    States.metadata_id == StatesMeta.metadata_id
                )
                asked = select(first.scalar_subquery()).where(StatesMeta.entity_id.in_(batch))
            else:
                first = select(func.min(table.start_ts)).where(
                    table.metadata_id == StatisticsMeta.id
                )
                asked = select(first.scalar_subquery()).where(
                    StatisticsMeta.statistic_id.in_(batch)
                )
            found += [float(at) for at in session.execute(asked).scalars() if at is not None]
    return min(found, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Slice:
    """A slice that is read at once."""

    hass: HomeAssistant
    entity_ids: Sequence[str]
    span: Span
    is_first: bool

    def read(self) -> list[Record]:
        """Return its rows by time, then in the order of the entities."""
        period = _PERIODS.get(self.span.resolution)
        records = self._states() if period is None else self._statistics(period)
        places = {entity_id: place for place, entity_id in enumerate(self.entity_ids)}
        return sorted(records, key=lambda record: (record.start, places[record.entity_id]))

    def _states(self) -> Iterator[Record]:
        """Yield the states; for the first slice also those at its start."""
        found: dict[str, list[Any]] = get_significant_states(
            self.hass,
            # The recorder excludes states of exactly this moment.
            self.span.start - _INSTANT,
            self.span.end,
            list(self.entity_ids),
            include_start_time_state=self.is_first,
            significant_changes_only=False,
            no_attributes=True,
            compressed_state_format=True,
        )
        for entity_id, states in found.items():
            for state in states:
                at = max(state[COMPRESSED_STATE_LAST_UPDATED], self.span.start.timestamp())
                yield Record(at, at, entity_id, (state[COMPRESSED_STATE_STATE],))

    def _statistics(self, period: _Period) -> Iterator[Record]:
        """Yield the statistics, if any, of the periods that begin in the slice."""
        start, end = self.span.start, self.span.end
        # Any moment of a day selects the whole day.
        end = end - _INSTANT if period == "day" else end
        found = statistics_during_period(
            self.hass,
            start,
            end,
            set(self.entity_ids),
            period,
            None,
            {"min", "mean", "max", "change"},
        )
        for entity_id, rows in found.items():
            for row in rows:
                figures: Any = row
                values = tuple(figures.get(name) for name in FIGURES)
                yield Record(row["start"], row["end"], entity_id, values)


def _made[PartT](make: Callable[[list[Record]], PartT], one: _Slice) -> PartT:
    """Return what ``make`` returns for a slice."""
    return make(one.read())
