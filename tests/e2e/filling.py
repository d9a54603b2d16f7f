"""A month of history in the database of a Home Assistant that is stopped.

There are hourly statistics for a month, those of five minutes for some days, and states of the last
hour at the pace of each tier. All three agree: an hour's mean is the mean of its twelve
parts, and what a total grew by is what its rate came to.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
import math
from pathlib import Path
from random import Random
import time
from typing import Any, Final
import zlib

from homeassistant.components.recorder.db_schema import (
    Base,
    States,
    StatesMeta,
    Statistics,
    StatisticsMeta,
    StatisticsRuns,
    StatisticsShortTerm,
)
from homeassistant.components.recorder.models import StatisticMetaData
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import DataRateConverter, InformationConverter
from sqlalchemy import Connection, create_engine, delete, insert, select
from sqlalchemy.dialects import sqlite

from .history import INTERVALS, KINDS, Entity, Outline

HOUR: Final = 3600
PART: Final = 300
_PARTS: Final = HOUR // PART

# A total is the integral of this rate.
_TOTAL, _RATE = "interface.total.", "interface.traffic."

# How the twelve parts of an hour differ from its mean: they add up to zero.
_RIPPLE: Final = (0.0, 0.15, -0.05, -0.25, 0.1, 0.3, -0.2, -0.1, 0.25, 0.05, -0.35, 0.1)
# Steps that visit each of them once: no hour looks like the one before.
_STEPS: Final = (1, 5, 7, 11)
# A part's extremes, as shares of its mean at full swing.
_SPREAD: Final = 0.2


def _noise() -> tuple[float, ...]:
    """Return the short-term noise, between minus one and one."""
    random = Random(7)  # noqa: S311 - Traffic, not a secret.
    level, levels = 0.0, []
    for _ in range(2003):
        level = 0.8 * level + random.gauss(0, 0.5)
        levels.append(level)
    return tuple(math.tanh(level / 2) for level in levels)


_NOISE: Final = _noise()


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """How much is filled: the longest month, the last day of it in five-minute rows too.

    The metrics that are ``fine``, by unique id, have those rows from the begin.
    """

    days: int = 32
    fine_days: float = 1.25
    fine: Collection[str] = ()
    state_hours: float = 1.0


class _Days:
    """The shape of each kind of day, hour by hour, around 1; it ends with 1."""

    def __init__(self, end: float, hours: int) -> None:
        """Prepare the hours before ``end``, in seconds since the epoch."""
        self.end = end
        self.hours = hours
        starts = [end - HOUR * (hours - place) for place in range(hours)]
        self._shapes = [[_of_day(kind, start) for start in starts] for kind in range(KINDS)]

    def shape(self, kind: int, swing: float) -> list[float]:
        """Return a factor for each hour."""
        shape = self._shapes[kind]
        return [max(0.0, 1 + swing * (factor / shape[-1] - 1)) for factor in shape]


def _of_day(kind: int, at: float) -> float:
    """Return the activity: little at night, most in the evening, less at weekends."""
    hour = at / HOUR % 24
    evening = math.exp(-(((hour - 20 + kind / 3) % 24 - 12) ** 2) / 60)
    office = math.exp(-((hour - 12 - kind / 4) ** 2) / 14)
    weekend = 0.7 if int(at // 86400) % 7 in {2, 3} else 1.0
    slow = 1 + 0.12 * math.sin(at / 19000 + kind) + 0.06 * math.sin(at / 5300 + 2 * kind)
    return (0.2 + 0.5 * (1 - evening) + 0.45 * office * weekend) * slow


def fill(database: Path, plan: Outline, amount: Amount) -> None:
    """Fill the database of a stopped Home Assistant; older rows of these entities are deleted."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-200000"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        _Filling(connection, plan, amount, time.time()).run()
        connection.commit()
    engine.dispose()


class _Filling:
    """One filling, up to the last complete five minutes."""

    def __init__(self, connection: Connection, plan: Outline, amount: Amount, now: float) -> None:
        self._connection = connection
        self._plan = plan
        self._amount = amount
        self._now = now
        self._end = now // PART * PART
        # The current hour has five-minute rows only.
        self._days = _Days(math.ceil(self._end / HOUR) * HOUR, 24 * amount.days)
        self._by_unique_id = {entity.unique_id: entity for entity in plan.entities}

    def run(self) -> None:
        """Fill the tables."""
        self._clear()
        for entity in self._plan.entities:
            self._fill_states(entity)
            if entity.statistics is not None and entity.number is not None:
                metadata_id = self._statistics_id(entity.statistics)
                if entity.statistics["has_sum"]:
                    self._fill_total(entity, metadata_id)
                else:
                    self._fill_means(entity, metadata_id)
        for place, share in enumerate(self._plan.availability):
            self._fill_share(place, self._statistics_id(share))
        run = dt_util.utc_from_timestamp(self._end - PART).replace(tzinfo=None)
        self._connection.execute(insert(StatisticsRuns).values(start=run))

    def _clear(self) -> None:
        """Delete what the recorder has written itself."""
        entity_ids = [entity.entity_id for entity in self._plan.entities]
        self._states_ids = self._known(StatesMeta.entity_id, StatesMeta.metadata_id)
        self._statistics_ids = self._known(StatisticsMeta.statistic_id, StatisticsMeta.id)
        self._attributes_ids = self._known(States.metadata_id, States.attributes_id)
        mine = [self._states_ids[key] for key in entity_ids if key in self._states_ids]
        for metadata_id in mine:
            self._connection.execute(delete(States).where(States.metadata_id == metadata_id))
        for table in (Statistics, StatisticsShortTerm):
            self._connection.execute(delete(table))

    def _known(self, key: Any, value: Any) -> dict[Any, Any]:
        rows = self._connection.execute(select(key, value))
        return {row[0]: row[1] for row in rows}

    def _statistics_id(self, metadata: StatisticMetaData) -> int:
        """Return the id of a statistic's row, created as the recorder does if it is missing."""
        statistic_id = metadata["statistic_id"]
        if (known := self._statistics_ids.get(statistic_id)) is not None:
            return int(known)
        return self._add(StatisticsMeta, metadata)

    def _add(self, table: type[Base], values: Mapping[str, Any]) -> int:
        """Write a row and return its number."""
        result = self._connection.execute(insert(table).values(**values))
        (number,) = result.inserted_primary_key or (0,)
        return int(number)

    def _insert(self, table: type[Base], columns: Sequence[str], rows: Iterable[Any]) -> None:
        """Write many rows, each with the columns in this order."""
        statement = insert(table).compile(dialect=sqlite.dialect(), column_keys=list(columns))
        order = [columns.index(name) for name in statement.positiontup or ()]
        ordered = [tuple(row[place] for place in order) for row in rows]
        if ordered:
            self._connection.exec_driver_sql(str(statement), ordered)

    def _fill_means(self, entity: Entity, metadata_id: int) -> None:
        """Write a measurement's means, minima and maxima."""
        means = self._means(entity)
        top = 100.0 if entity.unit == "%" else math.inf
        depth = _SPREAD * entity.swing
        self._write_hours(
            metadata_id,
            ("mean", "min", "max"),
            [
                (mean, _least(mean, entity.swing, depth), _most(mean, entity.swing, depth, top))
                for mean in means
            ],
        )
        self._write_parts(
            entity,
            metadata_id,
            ("mean", "min", "max"),
            lambda hour, part: _spread(_part(means[hour], hour, part, entity.swing), depth, top),
        )

    def _means(self, entity: Entity) -> list[float]:
        """Return each hour's mean; that of a share is limited, so that its parts stay valid."""
        now = entity.number or 0.0
        shape = self._days.shape(entity.kind, entity.swing)
        if entity.unit == "%":
            return [min(now * factor, 100 / (1 + max(_RIPPLE))) for factor in shape]
        return [now * factor for factor in shape]

    def _fill_total(self, entity: Entity, metadata_id: int) -> None:
        """Write a total's sums, which end at its current value."""
        growth = self._growth(entity)
        sums = [0.0]
        for hour in growth:
            sums.append(sums[-1] + hour)
        now = entity.number or 0.0
        whole = self._sum_at(sums, self._days.hours * _PARTS - self._missing)

        def row(total: float) -> tuple[float, float]:
            return total, max(0.0, now - (whole - total))

        self._write_hours(metadata_id, ("sum", "state"), [row(total) for total in sums[1:]])
        self._write_parts(
            entity,
            metadata_id,
            ("sum", "state"),
            lambda hour, part: row(self._sum_at(sums, hour * _PARTS + part + 1)),
        )

    @staticmethod
    def _sum_at(sums: Sequence[float], parts: int) -> float:
        """Return the sum after a number of five-minute parts, growing evenly within an hour."""
        hour, part = divmod(parts, _PARTS)
        following = sums[min(hour + 1, len(sums) - 1)]
        return sums[hour] + (following - sums[hour]) * part / _PARTS

    def _growth(self, entity: Entity) -> list[float]:
        """Return a total's growth in each hour: from its rate, or else from its current value."""
        rate = self._by_unique_id.get(entity.unique_id.replace(_TOTAL, _RATE))
        if rate is None or rate is entity or rate.number is None:
            shape = self._days.shape(entity.kind, entity.swing)
            share = 0.9 * (entity.number or 0.0) / sum(shape)
            return [share * factor for factor in shape]
        per_second = DataRateConverter.convert(1, rate.unit, "B/s")
        size = InformationConverter.convert(per_second * HOUR, "B", entity.unit)
        return [mean * size for mean in self._means(rate)]

    def _fill_share(self, place: int, metadata_id: int) -> None:
        """Write the share of each hour something was up: one hour in ten days has less."""
        rows = [
            (share := 75.0 if (hour + 31 * place) % 240 == 0 else 100.0, share, share)
            for hour in range(self._days.hours)
        ]
        self._write_hours(metadata_id, ("mean", "min", "max"), rows)

    @property
    def _missing(self) -> int:
        """Return how many parts of the last hour are still to come."""
        return round((self._days.end - self._end) / PART)

    def _write_hours(
        self, metadata_id: int, columns: Sequence[str], rows: Sequence[tuple[float, ...]]
    ) -> None:
        """Write a row for each hour that is over."""
        start = self._days.end - HOUR * self._days.hours
        whole = rows[:-1] if self._missing else rows
        self._insert(
            Statistics,
            ("metadata_id", "created_ts", "start_ts", *columns),
            (
                (metadata_id, self._now, start + HOUR * hour, *values)
                for hour, values in enumerate(whole)
            ),
        )

    def _write_parts(
        self,
        entity: Entity,
        metadata_id: int,
        columns: Sequence[str],
        row: Callable[[int, int], tuple[float, ...]],
    ) -> None:
        """Write a row for each five minutes of the last days."""
        is_fine = entity.unique_id in self._amount.fine
        days = self._amount.days if is_fine else self._amount.fine_days
        last = self._days.hours * _PARTS - self._missing
        first = max(0, last - round(days * 24 * _PARTS))
        start = self._days.end - HOUR * self._days.hours
        self._insert(
            StatisticsShortTerm,
            ("metadata_id", "created_ts", "start_ts", *columns),
            (
                (metadata_id, self._now, start + PART * part, *row(*divmod(part, _PARTS)))
                for part in range(first, last)
            ),
        )

    def _fill_states(self, entity: Entity) -> None:
        """Write the states of the last hours, as often as the router is polled for them."""
        begin = self._now - HOUR * self._amount.state_hours
        metadata_id = self._states_ids.get(entity.entity_id)
        if metadata_id is None:
            metadata_id = self._add(StatesMeta, {"entity_id": entity.entity_id})
        attributes_id = self._attributes_ids.get(metadata_id)
        self._insert(
            States,
            ("metadata_id", "attributes_id", "origin_idx", "last_updated_ts", "state"),
            (
                (metadata_id, attributes_id, 0, at, state)
                for at, state in self._states(entity, begin)
            ),
        )

    def _states(self, entity: Entity, begin: float) -> Iterator[tuple[float, str]]:
        """Yield times and states; other states than measurements are constant."""
        now = entity.number
        kept = entity.statistics
        if now is None or kept is None or kept["has_sum"]:
            yield begin, entity.state
            return
        top = 100.0 if entity.unit == "%" else math.inf
        depth = _SPREAD * entity.swing
        interval = INTERVALS[entity.metric]
        begins_at = zlib.crc32(entity.entity_id.encode())
        for place in range(int((self._now - begin) / interval)):
            noise = _NOISE[(begins_at + place) % len(_NOISE)]
            value = min(top, now * (1 + depth * noise))
            yield begin + interval * place, f"{value:.{entity.decimals}f}"


def _part(mean: float, hour: int, part: int, swing: float) -> float:
    """Return the mean of a twelfth of an hour."""
    place = (hour * hour + part * _STEPS[hour % len(_STEPS)]) % _PARTS
    return mean * (1 + swing * _RIPPLE[place])


def _spread(mean: float, depth: float, top: float) -> tuple[float, float, float]:
    """Return a part's mean, minimum and maximum."""
    return mean, mean * (1 - depth), min(top, mean * (1 + depth))


def _least(mean: float, swing: float, depth: float) -> float:
    """Return the minimum of an hour's parts."""
    return mean * (1 + swing * min(_RIPPLE)) * (1 - depth)


def _most(mean: float, swing: float, depth: float, top: float) -> float:
    """Return the maximum of an hour's parts."""
    return min(top, mean * (1 + swing * max(_RIPPLE)) * (1 + depth))
