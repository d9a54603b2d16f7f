"""The view of a router's interfaces: a table of all, and the charts of one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from homeassistant.components.sensor import SensorStateClass
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfRatio
from homeassistant.core import HomeAssistant, callback

from ...catalogue import catalogue_of
from ...metrics.catalogue import LINK_METRIC, Catalogue
from ...metrics.model import Metric, Scope
from ...recording.availability import availability_id
from ..alerts.cards import interface_marks
from ..cards import Config
from ..graphs import MAX_COLUMNS, PALETTE, axis_bounds, reference_color
from ..inventory import Shown, async_inventory, natural
from ..layout import Layout, view_frame
from ..paths import INTERFACES
from ..ranges import SPANS, Range, hours_of
from ..texts import text

CARD: Final = "custom:mikrotik-monitoring-interface"

# The metrics of each direction, from which the figures of a month are made.
RATES: Final = {"rx": "interface.traffic.rx", "tx": "interface.traffic.tx"}
TOTALS: Final = {"rx": "interface.total.rx", "tx": "interface.total.tx"}

# The table's columns, as far as an interface has an entity for them.
_COLUMNS: Final = (
    LINK_METRIC,
    *RATES.values(),
    "interface.utilisation.rx",
    "interface.utilisation.tx",
    "interface.errors.rate",
    "interface.drops.rate",
)

# The recorder keeps states for ten days, so longer ranges have none of them to show.
_STATE_RANGES: Final = (Range.LIVE, Range.DAY, Range.WEEK)
_RANGES: Final = (Range.LIVE, Range.DAY, Range.WEEK, Range.MONTH, Range.YEAR)
# Totals are drawn as columns, of which a few are easier to read than hundreds.
_COUNTED: Final = {Range.DAY: "hour", Range.WEEK: "day", Range.MONTH: "day", Range.YEAR: "month"}


class _Kind(StrEnum):
    """How a metric is drawn."""

    MEAN = "mean"
    GROWTH = "growth"
    STATE = "state"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chart:
    """Series of one interface that share an axis."""

    kind: _Kind
    unit: str | None
    series: Sequence[Shown]
    # The metric of the first of them.
    metric: Metric
    # The colours of the reference lines, by metric.
    references: Mapping[str, str] = field(default_factory=dict)

    def title(self, hass: HomeAssistant) -> str:
        """Return the chart's title: its graph's name, else the names of its series."""
        graph = self.metric.graph
        if graph and self.unit != UnitOfRatio.PERCENTAGE:
            return text(hass, f"graph.{graph}")
        return ", ".join(item.label for item in self.series)

    @property
    def bounds(self) -> dict[str, float | bool]:
        """Return the limits of the axis; what a module or a modem measures may be below zero."""
        is_share = self.unit == UnitOfRatio.PERCENTAGE
        return axis_bounds(self.metric.graph, self.unit) if is_share or self.metric.graph else {}

    @property
    def compared(self) -> int:
        """Return the number of series without the reference lines."""
        return len(self.series) - len(self.references)


@callback
def interfaces_view(hass: HomeAssistant, entry: ConfigEntry, layout: Layout) -> Config:
    """Return the view of a router's interfaces; its address says which of them is shown."""
    card = {
        "type": CARD,
        "router": entry.entry_id,
        "path": layout.address(entry, INTERFACES),
        "grid_options": {"columns": "full"},
    }
    return {
        **view_frame(hass, entry, layout, INTERFACES),
        "type": "sections",
        "subview": True,
        "max_columns": MAX_COLUMNS,
        "sections": [{"type": "grid", "column_span": MAX_COLUMNS, "cards": [card]}],
    }


@callback
def interface_series(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, list[Shown]]:
    """Return the series of each interface, by instance, in natural order of the names."""
    catalogue = catalogue_of(entry)
    found: dict[str, list[Shown]] = {}
    for item in async_inventory(hass, entry):
        if item.instance and catalogue.group_of(item.metric).scope is Scope.INTERFACE:
            found.setdefault(item.instance, []).append(item)
    order = list(catalogue.metrics)
    for series in found.values():
        series.sort(key=lambda item: order.index(item.metric))
    return dict(sorted(found.items(), key=lambda pair: (natural(pair[1][0].owner), pair[0])))


@callback
def interface_table(hass: HomeAssistant, entry: ConfigEntry) -> Config:
    """Return the table of all interfaces: the entity of each cell, None where there is none."""
    by_instance = {
        instance: {item.metric: item for item in series}
        for instance, series in interface_series(hass, entry).items()
    }
    columns = {
        metric: item.label
        for metric in _COLUMNS
        for items in by_instance.values()
        if (item := items.get(metric)) is not None
    }
    return {
        "columns": list(columns.values()),
        "interfaces": [
            {
                "key": instance,
                "name": next(iter(items.values())).owner,
                "cells": [_entity(items.get(metric)) for metric in columns],
            }
            for instance, items in by_instance.items()
        ],
    }


@callback
def interface_charts(hass: HomeAssistant, entry: ConfigEntry, instance: str) -> list[Config]:
    """Return the charts of one interface, by range: of all its metrics in the catalogue.

    Above them are the marks of its alerts, None if no alert watches interfaces.
    """
    series = interface_series(hass, entry).get(instance, [])
    charts = list(_charts(catalogue_of(entry), series))
    has_recorder = "recorder" in hass.config.components
    return [
        {
            "key": span,
            "marks": interface_marks(hass, entry, instance, span),
            "cards": [
                *(card for chart in charts if (card := _card(hass, entry, chart, span))),
                *_availability(hass, entry, instance, span),
            ],
        }
        for span in _RANGES
        if has_recorder or span is Range.LIVE
    ]


def _entity(item: Shown | None) -> str | None:
    return None if item is None else item.entity_id


def _charts(catalogue: Catalogue, series: Iterable[Shown]) -> Iterator[_Chart]:
    """Yield the charts; states that are on, off or a word come last, together."""
    found: dict[tuple[Any, ...], list[Shown]] = {}
    states: list[Shown] = []
    for item in series:
        if item.metric in TOTALS.values():
            continue
        metric = catalogue.metrics[item.metric]
        kind = _kind(metric)
        if kind is _Kind.STATE:
            states.append(item)
            continue
        key = (kind, catalogue.group_of(metric.key).key, metric.graph, _unit(metric))
        found.setdefault(key, []).append(item)
    # Metrics with a graph come before those without one.
    for (kind, _, _, unit), items in sorted(found.items(), key=lambda pair: not pair[0][2]):
        metrics = [catalogue.metrics[item.metric] for item in items]
        colors = {one.key: color for one in metrics if (color := reference_color(one))}
        yield _Chart(kind=kind, unit=unit, series=items, metric=metrics[0], references=colors)
    if states:
        first = catalogue.metrics[states[0].metric]
        yield _Chart(kind=_Kind.STATE, unit=None, series=states, metric=first)


def _kind(metric: Metric) -> _Kind:
    """Return how a metric is drawn, by what the recorder keeps of it."""
    match getattr(metric, "state_class", None):
        case SensorStateClass.MEASUREMENT:
            return _Kind.MEAN
        case SensorStateClass.TOTAL | SensorStateClass.TOTAL_INCREASING:
            return _Kind.GROWTH
        case _:
            return _Kind.STATE


def _unit(metric: Metric) -> str | None:
    """Return what an axis is chosen by: the unit, else the device class."""
    unit: str | None = getattr(metric, "native_unit_of_measurement", None)
    return unit or metric.device_class


def _card(hass: HomeAssistant, entry: ConfigEntry, chart: _Chart, span: Range) -> Config | None:
    """Return a chart over a range; None where the recorder has no data for it."""
    title = chart.title(hass)
    match chart.kind:
        case _Kind.STATE if span in _STATE_RANGES:
            title = text(hass, "interface.states")
            return _history(title, chart, hours_of(entry, span))
        case _Kind.MEAN if span is Range.LIVE:
            return _history(title, chart, hours_of(entry, span))
        case _Kind.MEAN:
            types = ["mean", "min", "max"] if chart.compared <= len(RATES) else ["mean"]
            return _statistics(title, _lines(chart), span, types) | chart.bounds
        case _Kind.GROWTH if span is not Range.LIVE:
            counted = _statistics(title, _lines(chart), span, ["change"])
            return counted | {"chart_type": "bar", "period": _COUNTED[span]}
        case _:
            return None


def _history(title: str, chart: _Chart, hours: float) -> Config:
    """Return a chart of the history of states."""
    return {
        "type": "history-graph",
        "title": title,
        "hours_to_show": hours,
        "entities": _lines(chart),
        **(chart.bounds if chart.kind is _Kind.MEAN else {}),
    }


def _statistics(title: str, lines: list[Config], span: Range, types: list[str]) -> Config:
    """Return a chart of the recorder's statistics."""
    return {
        "type": "statistics-graph",
        "title": title,
        "days_to_show": SPANS[span].days,
        "period": SPANS[span].period,
        "stat_types": types,
        "entities": lines,
    }


def _lines(chart: _Chart) -> list[Config]:
    return [
        {
            "entity": item.entity_id,
            "name": item.label,
            "color": chart.references.get(item.metric)
            or PALETTE[number % len(PALETTE)][number // len(PALETTE) % 2],
        }
        for number, item in enumerate(chart.series)
    ]


def _availability(
    hass: HomeAssistant, entry: ConfigEntry, instance: str, span: Range
) -> Iterator[Config]:
    """Yield the share of the time it was up, where the recorder has purged the states."""
    if span in _STATE_RANGES:
        return
    router = entry.unique_id or entry.entry_id
    names = ((instance, "interface.link"), ("", "interface.router"))
    lines = [
        {
            "entity": availability_id(router, owner),
            "name": text(hass, name),
            "color": PALETTE[number][0],
        }
        for number, (owner, name) in enumerate(names)
    ]
    title = text(hass, "interface.availability")
    yield _statistics(title, lines, span, ["mean"]) | {"max_y_axis": 100}
