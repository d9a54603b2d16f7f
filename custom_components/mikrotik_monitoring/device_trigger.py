"""Triggers on the device page of a router or an interface: the editor's, with fewer fields."""

from typing import Any, Final

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.device_automation import DEVICE_TRIGGER_BASE_SCHEMA
from homeassistant.const import (
    CONF_DEVICE_ID,
    CONF_DOMAIN,
    CONF_OPTIONS,
    CONF_PLATFORM,
    CONF_TARGET,
    CONF_TYPE,
)
from homeassistant.core import CALLBACK_TYPE, Context, HassJob, HomeAssistant, callback
from homeassistant.helpers.trigger import TriggerActionType, TriggerConfig, TriggerInfo
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .automations.of_device import ALERT_FIELDS, LINK_FIELDS, SESSION_FIELDS, entities_of, merged
from .automations.state_choice import SessionChoice
from .automations.targets import alert_entities, showing
from .const import DOMAIN
from .trigger import TRIGGERS

# Triggers of a router, and those that an interface has too.
_OF_ROUTER: Final = {
    "alert_raised": ALERT_FIELDS,
    "alert_cleared": ALERT_FIELDS,
    "router_unreachable": LINK_FIELDS,
    "router_reachable": LINK_FIELDS,
}
_OF_LINKS: Final = {"session_down": SESSION_FIELDS, "session_up": SESSION_FIELDS}
TYPES: Final = {**_OF_ROUTER, **_OF_LINKS}

TRIGGER_SCHEMA: Final = DEVICE_TRIGGER_BASE_SCHEMA.extend(
    {vol.Required(CONF_TYPE): vol.In([*TYPES]), **merged(TYPES.values())}
)


async def async_get_triggers(hass: HomeAssistant, device_id: str) -> list[dict[str, Any]]:
    """Return the triggers of a device."""
    entities = entities_of(hass, device_id)
    is_router = bool(alert_entities(hass, entities))
    metrics = SessionChoice(frozenset()).metrics
    has_links = is_router or any(showing(hass, entities, BINARY_SENSOR, metrics))
    types = [*(_OF_ROUTER if is_router else ()), *(_OF_LINKS if has_links else ())]
    base = {CONF_PLATFORM: "device", CONF_DOMAIN: DOMAIN, CONF_DEVICE_ID: device_id}
    return [{**base, CONF_TYPE: one} for one in types]


async def async_get_trigger_capabilities(
    hass: HomeAssistant, config: ConfigType
) -> dict[str, vol.Schema]:
    """Return the fields of a trigger."""
    del hass
    return {"extra_fields": vol.Schema(TYPES[config[CONF_TYPE]])}


async def async_attach_trigger(
    hass: HomeAssistant, config: ConfigType, action: TriggerActionType, trigger_info: TriggerInfo
) -> CALLBACK_TYPE:
    """Attach the editor's trigger of the same type, with the device as its target."""
    kind = config[CONF_TYPE]
    fields = {str(marker) for marker in TYPES[kind]}
    trigger_class = TRIGGERS[kind]
    given = await trigger_class.async_validate_config(
        hass,
        {
            CONF_TARGET: {CONF_DEVICE_ID: config[CONF_DEVICE_ID]},
            CONF_OPTIONS: {name: value for name, value in config.items() if name in fields},
        },
    )
    trigger = trigger_class(
        hass,
        TriggerConfig(
            key=f"{DOMAIN}.{kind}", target=given[CONF_TARGET], options=given[CONF_OPTIONS]
        ),
    )
    job = HassJob(action, f"{DOMAIN} device trigger {trigger_info}")
    about = trigger_info["trigger_data"]

    @callback
    def run(
        extra_trigger_payload: dict[str, Any], description: str, context: Context | None = None
    ) -> Any:
        told = {**about, "platform": "device", **extra_trigger_payload, "description": description}
        return hass.async_run_hass_job(job, {"trigger": told}, context)

    return await trigger.async_attach_runner(run)
