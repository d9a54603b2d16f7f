"""A day of a router's readings, poll by poll, without waiting for it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.interface import InterfaceRow
from custom_components.mikrotik_monitoring.metrics.interface_index import instance_of
from custom_components.mikrotik_monitoring.metrics.model import (
    REALTIME,
    MenuGroup,
    Metric,
    MetricValue,
    PrintGroup,
    Reading,
)
from custom_components.mikrotik_monitoring.routeros import Row, values
from simulator import SimulatedRouter, load_profile
from simulator.query import Query
from simulator.table import Record, read

HOUR = 3600
DAY = 24 * HOUR
_MIDNIGHT = datetime(2026, 9, 14)  # noqa: DTZ001 - a router's clock shows local time, without a zone.

# A reply arrives up to so many seconds after its tick.
_JITTER = 0.04

type Sample = tuple[float, MetricValue]


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One metric of one instance: (seconds after midnight, value) of every poll."""

    metric: Metric
    instance: str
    samples: list[Sample]


def day_of(profile: str, *, seconds: float = DAY, seed: int = 0) -> list[Stream]:
    """Return the realtime metrics of a simulated router that are on by default, from midnight."""
    router = SimulatedRouter(
        load_profile(profile),
        clock=lambda: 0.0,
        seed=seed,
        started=_MIDNIGHT,
        tls=None,
    )
    ticks = tuple(_ticks(seconds, Random(f"{profile}/{seed}")))
    return [stream for group in realtime_groups() for stream in _streams(router, group, ticks)]


def realtime_groups() -> list[PrintGroup]:
    """Return the groups that every five-second poll reads."""
    return [
        group
        for group in GROUPS
        if isinstance(group, PrintGroup) and group.tier is REALTIME and enabled_keys(group)
    ]


def enabled_keys(group: PrintGroup) -> frozenset[str]:
    """Return a group's metrics that are on by default."""
    return frozenset(m.key for m in group.metrics if m.entity_registry_enabled_default)


def asked_fields(group: PrintGroup) -> tuple[str, ...]:
    """Return the fields that a five-second poll requests from a group's menu."""
    return tuple(dict.fromkeys((*group.identity, *group.fields(enabled_keys(group)))))


def _ticks(seconds: float, random: Random) -> Iterator[float]:
    """Return when the replies arrive: on a five-second grid with a router's own phase."""
    phase = random.random() * REALTIME.interval
    for tick in range(int(seconds / REALTIME.interval)):
        yield phase + tick * REALTIME.interval + random.random() * _JITTER


def _streams(
    router: SimulatedRouter, group: PrintGroup, ticks: Iterable[float]
) -> Iterator[Stream]:
    """Return the streams of one group that pass a gate before the recorder."""
    metrics = [m for m in group.metrics if m.key in enabled_keys(group) and _is_gated(m)]
    before: Reading | None = None
    streams: dict[tuple[str, str], Stream] = {}
    for now in _readings(router, group, ticks):
        for instance in now.rows:
            for metric in metrics:
                stream = streams.setdefault(
                    (metric.key, instance), Stream(metric=metric, instance=instance, samples=[])
                )
                stream.samples.append((now.at, metric.value(instance, now, before)))
        before = now
    yield from streams.values()


def _is_gated(metric: Metric) -> bool:
    """Return whether a metric is a number that changes all day."""
    return metric.dead_band is not None or metric.write_interval is not None


def _readings(
    router: SimulatedRouter, group: PrintGroup, ticks: Iterable[float]
) -> Iterator[Reading[Any]]:
    """Read a group at every tick, with only the fields that its metrics need."""
    names = asked_fields(group)
    records = list(_static(router, group))
    for at in ticks:
        rows = ({name: read(record, name, at) for name in names} for record in records)
        parsed = (
            _parsed(group, {name: value for name, value in row.items() if value is not None})
            for row in rows
        )
        yield Reading(
            at=at,
            rows={one[0]: one[1] for one in parsed if one is not None and one[1] is not None},
        )


def _parsed(group: PrintGroup, row: Row) -> tuple[str, Any] | None:
    """Return the instance and the typed row of a raw row from the router."""
    if isinstance(group, MenuGroup):
        return group.parse(row)
    if row.get("type") == "loopback" or values.flag(row.get("disabled")):
        return None
    return instance_of(row), InterfaceRow.from_row(row)


def _static(router: SimulatedRouter, group: PrintGroup) -> Iterator[Record]:
    """Return the records that match the group's query."""
    query = Query(group.queries, absent_flag_is_no=router.profile.absent_flag_is_no)
    for record in router.device.table(group.path).records(0):
        if query.matches(_lookup(record)):
            yield record


def _lookup(record: Record) -> Callable[[str], str | None]:
    """Return the function that looks up a query's fields."""
    return lambda name: read(record, name, 0)
