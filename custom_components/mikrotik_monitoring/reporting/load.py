"""The load, the temperatures and the pings of a router; all functions block."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import UnitOfRatio, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..recording.figures import means, percentiles, statistic_rows
from .span import ReportSpan
from .subject import Series, Subject

_CPU: Final = "system.cpu.load"
_MEMORY: Final = "system.memory.percent"
_TEMPERATURE: Final = "health.temperature"
_LATENCY: Final = "ping.latency.avg"
_LOSS: Final = "ping.loss"

_PERCENT: Final = {"unitless": UnitOfRatio.PERCENTAGE}


def load_figures(hass: HomeAssistant, subject: Subject, span: ReportSpan) -> dict[str, Any]:
    """Return the mean and the worst hour of CPU and memory in percent, and of temperatures."""
    degrees = hass.config.units.temperature_unit
    sources: dict[str, Mapping[str, str]] = {
        _CPU: _PERCENT,
        _MEMORY: _PERCENT,
        _TEMPERATURE: {"temperature": degrees},
    }
    cpu, memory, temperatures = (
        [
            {"name": one.name, **_hours(hass, one, span, units)}
            for one in sorted(subject.of(metric), key=lambda one: one.name.casefold())
        ]
        for metric, units in sources.items()
    )
    return {
        "cpu": next(iter(cpu), None),
        "memory": next(iter(memory), None),
        "temperatures": temperatures,
        "temperature_unit": degrees,
    }


def _hours(
    hass: HomeAssistant, series: Series, span: ReportSpan, units: Mapping[str, str]
) -> dict[str, Any]:
    """Return the mean, and the highest mean of an hour with when that hour began."""
    found = statistic_rows(hass, span.start, span.end, {series.entity_id}, "hour", "mean", units)
    rows = found.get(series.entity_id, [])
    values = means(rows)
    if not values:
        return {"mean": None, "worst": None, "worst_at": None}
    worst = max(values)
    at = next(row["start"] for row in rows if row.get("mean") == worst)
    begin = dt_util.as_local(dt_util.utc_from_timestamp(at))
    return {"mean": sum(values) / len(values), "worst": worst, "worst_at": begin.isoformat()}


def ping_figures(hass: HomeAssistant, subject: Subject, span: ReportSpan) -> list[dict[str, Any]]:
    """Return latency in milliseconds and loss in percent of each host that is pinged."""
    latency = {one.instance: one for one in subject.of(_LATENCY)}
    loss = {one.instance: one for one in subject.of(_LOSS)}
    return [
        {
            "instance": instance,
            "name": (latency.get(instance) or loss[instance]).name,
            "latency": _spread(
                hass, latency.get(instance), span, {"duration": UnitOfTime.MILLISECONDS}
            ),
            "loss": _spread(hass, loss.get(instance), span, _PERCENT),
        }
        for instance in dict.fromkeys([*latency, *loss])
    ]


def _spread(
    hass: HomeAssistant, series: Series | None, span: ReportSpan, units: Mapping[str, str]
) -> dict[str, Any]:
    """Return the mean of the hours, and the 95th percentile of the finest rows there are."""
    if series is None:
        return {"mean": None, "p95": None}
    ids = {series.entity_id}
    hours = statistic_rows(hass, span.start, span.end, ids, "hour", "mean", units)
    values = means(hours.get(series.entity_id, []))
    found = percentiles(hass, {"p95": series.entity_id}, units, span.start, span.end, span.now)
    return {"mean": sum(values) / len(values) if values else None, "p95": found["p95"]}
