"""The forms of a custom metric: their fields, with the matching lists to choose from."""

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
import voluptuous as vol

from ..metrics.custom_spec import MOST_ROWS, MOST_SENSORS, OWN_GRAPH, How
from ..metrics.custom_units import DEVICE_CLASSES, STATE_CLASSES, units
from ..metrics.metric import Graph
from ..metrics.tier import SHORT, TIERS
from ..routeros.menus import MENUS, FieldKind

MENU: Final = "menu"
QUERY: Final = "query"
HOW: Final = "how"
FIELD: Final = "field"
NAME_FIELD: Final = "name_field"
RATE: Final = "rate"
DEVICE_CLASS: Final = "device_class"
TIER: Final = "tier"
GRAPH: Final = "graph"
UNIT: Final = "unit"
STATE_CLASS: Final = "state_class"

NO_CLASS: Final = "none"

# The default menu, most often wanted; it is not the first of the list.
_FIRST: Final = "/interface"


def _list(options: Iterable[str], key: str | None = None, *, typed: bool = False) -> SelectSelector:
    """Return a list to choose from, with translated names, or accepting values not in it."""
    config = SelectSelectorConfig(
        options=list(options), mode=SelectSelectorMode.DROPDOWN, custom_value=typed
    )
    if key is not None:
        config["translation_key"] = key
    return SelectSelector(config)


MENU_SCHEMA: Final = vol.Schema(
    {
        vol.Required(MENU, default=_FIRST): _list(MENUS, typed=True),
        vol.Optional(QUERY): TextSelector(TextSelectorConfig(multiple=True)),
    }
)


def hows(rows: int | None) -> tuple[How, ...]:
    """Return how a number of rows can be used; a menu of one row (None) gives only its value."""
    if rows is None:
        return (How.VALUE,)
    if rows > MOST_ROWS:
        return (How.COUNT,)
    return tuple(how for how in How if how is not How.ROWS or rows <= MOST_SENSORS)


def value_schema(menu: str, rows: int | None) -> vol.Schema:
    """Return the form of what to read from a menu's rows."""
    facts = MENUS.get(menu)
    fields = () if facts is None else facts.of_kinds(*(set(FieldKind) - {FieldKind.TEXT}))
    names = () if facts is None else facts.of_kinds(FieldKind.TEXT)
    allowed = hows(rows)
    schema: dict[vol.Marker, Any] = {vol.Required(HOW): _list(allowed, "custom_how")}
    if allowed != (How.COUNT,):
        schema[vol.Optional(FIELD)] = _list(fields, typed=True)
        schema[vol.Required(RATE, default=False)] = BooleanSelector()
    if How.ROWS in allowed:
        schema[vol.Optional(NAME_FIELD)] = _list(names, typed=True)
    return vol.Schema(schema)


def shown_schema(classes: Iterable[SensorDeviceClass]) -> vol.Schema:
    """Return the form of how a metric is named, recorded and drawn."""
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(DEVICE_CLASS, default=NO_CLASS): _list(
                (NO_CLASS, *classes), "custom_device_class"
            ),
            vol.Required(TIER, default=SHORT.key): _list(
                (tier.key for tier in TIERS), "custom_tier"
            ),
            vol.Required(GRAPH, default=OWN_GRAPH): _list((OWN_GRAPH, *Graph), "custom_graph"),
        }
    )


def unit_schema(
    device_class: SensorDeviceClass | None, classes: tuple[SensorStateClass, ...]
) -> vol.Schema:
    """Return the form of a unit that is valid for a device class, and a state class."""
    is_free = device_class is None
    unit = _list(units(device_class), typed=is_free)
    return vol.Schema(
        {
            (vol.Optional if is_free else vol.Required)(UNIT): unit,
            vol.Required(STATE_CLASS, default=classes[0]): _list(classes, "custom_state_class"),
        }
    )


# All options that the forms can show, whatever was chosen before: each needs a text.
WIDEST: Final = {
    "value": value_schema("/interface", 1),
    "shown": shown_schema(DEVICE_CLASSES),
    "unit": vol.Schema({UNIT: _list(()), STATE_CLASS: _list(STATE_CLASSES, "custom_state_class")}),
}
