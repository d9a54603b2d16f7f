"""The fleet: all routers in one card, a row each, those with problems first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.components.sensor.const import UNIT_CONVERTERS
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ...catalogue import catalogue_of
from ...const import OPTION_SIDEBAR
from ...metrics import METRICS
from ..alerts.cards import alerts_card, history_card
from ..asker import shown_reason
from ..assets import late_cards
from ..cards import Config
from ..entries import collection_switch, is_collected, router_device, router_name
from ..layout import Layout
from ..paths import FLEET, URL_PATH
from ..texts import text

CARD: Final = "custom:mikrotik-monitoring-fleet"


class CellFormat(StrEnum):
    """How the card shows a column, and what each of its metrics means.

    A link: whether it is up, then why not. A grade: points out of a hundred, then what costs most.
    A part: how many, then of how many. The highest is the highest of all instances.
    """

    LINK = "link"
    GRADE = "grade"
    SHARE = "share"
    NUMBER = "number"
    COUNT = "count"
    PART = "part"
    HIGHEST = "highest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of the fleet; ``is_summed`` if a total of all routers makes sense."""

    key: str
    format: CellFormat
    metrics: tuple[str, ...]
    is_summed: bool = False

    @property
    def config(self) -> Config:
        """Return the column for the card."""
        return {
            "key": self.key,
            "format": str(self.format),
            "sum": self.is_summed,
            "units": self._units() if self.is_summed else {},
        }

    def _units(self) -> dict[str, float]:
        """Return the factor from each unit that a person may choose to the metric's own."""
        metric = METRICS[self.metrics[0]]
        own = getattr(metric, "native_unit_of_measurement", None)
        if metric.device_class is None or own is None:
            return {}
        converter = UNIT_CONVERTERS[SensorDeviceClass(metric.device_class)]
        return {
            str(unit): converter.convert(1, unit, own)
            for unit in converter.VALID_UNITS
            if unit is not None
        }


COLUMNS: Final = (
    Column(key="link", format=CellFormat.LINK, metrics=("link.reachable", "link.state")),
    Column(key="health", format=CellFormat.GRADE, metrics=("score", "score.factor")),
    Column(key="cpu", format=CellFormat.SHARE, metrics=("system.cpu.load",)),
    Column(key="memory", format=CellFormat.SHARE, metrics=("system.memory.percent",)),
    Column(key="rx", format=CellFormat.NUMBER, metrics=("uplink.traffic.rx",), is_summed=True),
    Column(key="tx", format=CellFormat.NUMBER, metrics=("uplink.traffic.tx",), is_summed=True),
    Column(
        key="connections", format=CellFormat.COUNT, metrics=("connection.total",), is_summed=True
    ),
    Column(key="pppoe", format=CellFormat.COUNT, metrics=("ppp.pppoe.active",), is_summed=True),
    Column(
        key="bgp",
        format=CellFormat.PART,
        metrics=("bgp.sessions.established", "bgp.sessions.configured"),
        is_summed=True,
    ),
    Column(key="temperature", format=CellFormat.HIGHEST, metrics=("health.temperature",)),
)

_METRICS: Final = frozenset(key for column in COLUMNS for key in column.metrics)

# Not a problem: the router is not polled.
COLLECTION_OFF: Final = "collection_off"

# The problems of entries that are not loaded.
_PROBLEMS: Final[Mapping[ConfigEntryState, str]] = MappingProxyType(
    {
        ConfigEntryState.SETUP_RETRY: "retry",
        ConfigEntryState.SETUP_ERROR: "failed",
        ConfigEntryState.MIGRATION_ERROR: "failed",
        ConfigEntryState.SETUP_IN_PROGRESS: "starting",
        ConfigEntryState.NOT_LOADED: "not_loaded",
        ConfigEntryState.FAILED_UNLOAD: "not_loaded",
        ConfigEntryState.UNLOAD_IN_PROGRESS: "not_loaded",
    }
)


@callback
def fleet_view(hass: HomeAssistant, routers: Iterable[tuple[ConfigEntry, Layout]]) -> Config:
    """Return the view of all routers: active alerts, their rows, and past alerts."""
    routers = tuple(routers)
    cards = [
        alerts_card(routers),
        {"type": CARD, **fleet(hass, routers)},
        history_card(routers),
        *late_cards(hass),
    ]
    return {
        "type": "panel",
        "title": text(hass, "fleet.title"),
        "path": FLEET,
        "cards": [{"type": "vertical-stack", "cards": cards}],
    }


@callback
def fleet(hass: HomeAssistant, routers: Iterable[tuple[ConfigEntry, Layout]]) -> Config:
    """Return the columns, and a row for each router, whether it responds or not."""
    return {
        "columns": [column.config for column in COLUMNS],
        "rows": [_row(hass, entry, layout) for entry, layout in routers],
    }


def _row(hass: HomeAssistant, entry: ConfigEntry, layout: Layout) -> Config:
    """Return a router's name, the path of its view, its entities, and its problem."""
    device = router_device(hass, entry)
    return {
        "id": entry.entry_id,
        "name": layout.title or router_name(entry, device),
        "model": (device and device.model) or "",
        "path": view_address(entry, layout, device),
        "problem": _problem(entry),
        "reason": shown_reason(entry),
        "collection": collection_switch(hass, entry),
        "entities": _entities(hass, entry),
    }


def view_address(entry: ConfigEntry, layout: Layout, device: dr.DeviceEntry | None) -> str | None:
    """Return where a tap leads: to the router's view, or its device where it has none."""
    if entry.disabled_by is not None:
        return None
    if entry.options.get(OPTION_SIDEBAR, True) or layout.base_path != f"/{URL_PATH}":
        return layout.address(entry, layout.default)
    return None if device is None else f"/config/devices/device/{device.id}"


def _problem(entry: ConfigEntry) -> str | None:
    """Return why an entry has no states, None while it is loaded and its router is polled."""
    if entry.disabled_by is not None:
        return "disabled"
    if entry.state is ConfigEntryState.LOADED and not is_collected(entry):
        return COLLECTION_OFF
    return _PROBLEMS.get(entry.state)


def _entities(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, list[str | None]]:
    """Return a router's entities by column: one per metric, or all of them for the highest."""
    found = _found(hass, entry)
    entities: dict[str, list[str | None]] = {}
    for column in COLUMNS:
        if column.format is CellFormat.HIGHEST:
            entities[column.key] = [*found.get(column.metrics[0], ())]
        else:
            entities[column.key] = [next(iter(found.get(key, ())), None) for key in column.metrics]
    return {key: ids for key, ids in entities.items() if any(ids)}


def _found(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, list[str]]:
    """Return a router's entities by metric, only for metrics that the columns show.

    A hundred routers have tens of thousands of entities: only their ids are read.
    """
    found: dict[str, list[str]] = {}
    entity_key = catalogue_of(entry).entity_key
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        if entity.disabled_by is not None or entity.hidden_by is not None:
            continue
        key = entity_key(entity.unique_id)
        if key is not None and key.metric in _METRICS:
            found.setdefault(key.metric, []).append(entity.entity_id)
    return found
