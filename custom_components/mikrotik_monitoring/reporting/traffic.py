"""The traffic of uplinks and interfaces, and what of it is paid for; all functions block."""

from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Any, Final

from homeassistant.const import UnitOfDataRate, UnitOfInformation
from homeassistant.core import HomeAssistant

from ..catalogue import catalogue_of
from ..metrics.bandwidth import BANDWIDTH_PARTS
from ..recording.figures import percentiles, statistic_rows
from .availability import Uptimes, uptime_figures
from .span import ReportSpan
from .subject import Series, Subject

RATES: Final = {"down": "interface.traffic.rx", "up": "interface.traffic.tx"}
TOTALS: Final = {"down": "interface.total.rx", "up": "interface.total.tx"}

# How many of the busiest interfaces are listed.
TOP: Final = 10

# Entities whose rows of a month are in memory at once.
_BATCH: Final = 40

_BITS: Final = {"data_rate": UnitOfDataRate.BITS_PER_SECOND}
_BYTES: Final = {"information": UnitOfInformation.BYTES}

type Volumes = Mapping[str, dict[str, float]]


def volumes(hass: HomeAssistant, subject: Subject, span: ReportSpan) -> Volumes:
    """Return the bytes that passed each interface by direction; unknown ones are left out."""
    ways = {one.entity_id: (one.instance, way) for way in TOTALS for one in subject.of(TOTALS[way])}
    found: dict[str, dict[str, float]] = {}
    for batch in batched(ways, _BATCH, strict=False):
        rows = statistic_rows(hass, span.start, span.end, set(batch), "hour", "change", _BYTES)
        for entity_id, hours in rows.items():
            changes = [change for row in hours if (change := row.get("change")) is not None]
            if changes:
                instance, way = ways[entity_id]
                found.setdefault(instance, {})[way] = sum(changes)
    return found


def top_interfaces(subject: Subject, passed: Volumes) -> list[dict[str, Any]]:
    """Return the interfaces with the most traffic, the busiest first."""
    names = interface_names(subject)
    busiest = sorted(passed, key=lambda instance: (-sum(passed[instance].values()), instance))
    return [
        {"instance": instance, "name": names[instance], **_volume(passed, instance)}
        for instance in busiest[:TOP]
        if sum(passed[instance].values())
    ]


def uplink_instances(subject: Subject, names: Iterable[str]) -> list[str]:
    """Return the uplinks: those that the router names, and those with a contracted bandwidth."""
    called = frozenset(names)
    contracted = catalogue_of(subject.entry).choices.bandwidth
    return [
        instance
        for instance, one in _interfaces(subject).items()
        if one.interface in called or instance in contracted
    ]


def uplink_figures(
    hass: HomeAssistant,
    subject: Subject,
    instances: Iterable[str],
    span: ReportSpan,
    known: tuple[Volumes, Uptimes],
) -> list[dict[str, Any]]:
    """Return volume, 95th percentile, contract and availability of each uplink."""
    names = interface_names(subject)
    passed, uptimes = known
    return [
        {
            "instance": instance,
            "name": names[instance],
            **_volume(passed, instance),
            "percentile": _percentile(hass, subject, instance, span),
            "contracted": _contracted(subject, instance),
            "availability": uptime_figures(uptimes.of(instance), span),
        }
        for instance in instances
    ]


def interface_names(subject: Subject) -> dict[str, str]:
    """Return the name that a person gave each interface."""
    return {instance: one.name for instance, one in _interfaces(subject).items()}


def _interfaces(subject: Subject) -> dict[str, Series]:
    """Return a series of each interface that has traffic."""
    metrics = {*RATES.values(), *TOTALS.values()}
    return {one.instance: one for one in subject.series if one.metric in metrics}


def _volume(passed: Volumes, instance: str) -> dict[str, float | None]:
    of_instance = passed.get(instance, {})
    return {way: of_instance.get(way) for way in TOTALS}


def _percentile(
    hass: HomeAssistant, subject: Subject, instance: str, span: ReportSpan
) -> dict[str, Any]:
    """Return the 95th percentile of each direction in bit/s."""
    sources = {
        way: entity_id
        for way, metric in RATES.items()
        if (entity_id := subject.entity(metric, instance)) is not None
    }
    nothing = dict.fromkeys(RATES)
    return nothing | percentiles(hass, sources, _BITS, span.start, span.end, span.now)


def _contracted(subject: Subject, instance: str) -> dict[str, int | None]:
    """Return the contracted bandwidths, in bit/s."""
    bandwidth = catalogue_of(subject.entry).choices.bandwidth.get(instance)
    return {part: bandwidth.part(part) if bandwidth else None for part in BANDWIDTH_PARTS}
