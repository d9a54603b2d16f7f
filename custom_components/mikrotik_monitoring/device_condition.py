"""Conditions on a router's device page: those of the editor, with fewer fields."""

from typing import Any, Final

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.const import (
    CONF_CONDITION,
    CONF_DEVICE_ID,
    CONF_DOMAIN,
    CONF_TYPE,
    STATE_OFF,
    STATE_ON,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.condition import ConditionCheckerType
from homeassistant.helpers.typing import ConfigType, TemplateVarsType
import voluptuous as vol

from .alerts.center import alert_center
from .automations.alert_choice import FIELDS, AlertChoice
from .automations.of_device import ALERT_FIELDS, entities_of, merged
from .automations.state_choice import REACHABLE
from .automations.targets import alert_entities, showing
from .const import DOMAIN

_ALERT: Final = "alert_is_on"
_STATES: Final = {"router_is_reachable": STATE_ON, "router_is_unreachable": STATE_OFF}

TYPES: Final[dict[str, dict[Any, Any]]] = {_ALERT: ALERT_FIELDS, **{key: {} for key in _STATES}}

CONDITION_SCHEMA: Final = cv.DEVICE_CONDITION_BASE_SCHEMA.extend(
    {vol.Required(CONF_TYPE): vol.In([*TYPES]), **merged(TYPES.values())}
)


async def async_get_conditions(hass: HomeAssistant, device_id: str) -> list[dict[str, str]]:
    """Return the conditions of a router; for interfaces, use the conditions of their entities."""
    if not alert_entities(hass, entities_of(hass, device_id)):
        return []
    base = {CONF_CONDITION: "device", CONF_DOMAIN: DOMAIN, CONF_DEVICE_ID: device_id}
    return [{**base, CONF_TYPE: one} for one in TYPES]


async def async_get_condition_capabilities(
    hass: HomeAssistant, config: ConfigType
) -> dict[str, vol.Schema]:
    """Return the fields of a condition."""
    del hass
    fields = TYPES[config[CONF_TYPE]]
    return {"extra_fields": vol.Schema(fields)} if fields else {}


@callback
def async_condition_from_config(hass: HomeAssistant, config: ConfigType) -> ConditionCheckerType:
    """Return the checker of a condition."""
    del hass
    device_id, kind = config[CONF_DEVICE_ID], config[CONF_TYPE]
    given = {name: value for name, value in config.items() if name in {*map(str, ALERT_FIELDS)}}
    choice = AlertChoice.of(vol.Schema(FIELDS)(given))

    def has_alert(hass: HomeAssistant, variables: TemplateVarsType = None) -> bool:
        del variables
        return any(
            choice.has(hass, entry_id, alert)
            for entry_id in alert_entities(hass, entities_of(hass, device_id))
            for alert in alert_center(hass).active(entry_id)
        )

    def has_link(hass: HomeAssistant, variables: TemplateVarsType = None) -> bool:
        del variables
        found = showing(hass, entities_of(hass, device_id), BINARY_SENSOR, frozenset({REACHABLE}))
        return any(hass.states.is_state(one.entity.entity_id, _STATES[kind]) for one in found)

    return has_alert if kind == _ALERT else has_link
