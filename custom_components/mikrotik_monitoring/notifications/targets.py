"""Targets of messages: Home Assistant's notify entities and actions."""

from typing import Any, Final

from homeassistant.components.notify import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TITLE,
    DOMAIN as NOTIFY,
    SERVICE_SEND_MESSAGE,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from .composing import Message

# An entity and an action may have the same name.
_ENTITY: Final = "entity."
_ACTION: Final = "action."
# The companion app's actions accept more than title and message.
_APP: Final = "mobile_app_"

# The action that sends to entities is not a target itself.
_NO_TARGETS: Final = frozenset({SERVICE_SEND_MESSAGE})


class TargetError(Exception):
    """A message could not be sent; the message says why."""


@callback
def async_targets(hass: HomeAssistant) -> dict[str, str]:
    """Return the available targets, each with its display name."""
    entities = {
        f"{_ENTITY}{state.entity_id}": f"{state.name} ({state.entity_id})"
        for state in hass.states.async_all(NOTIFY)
    }
    actions = {
        f"{_ACTION}{name}": f"{NOTIFY}.{name}"
        for name in hass.services.async_services_for_domain(NOTIFY)
        if name not in _NO_TARGETS
    }
    return dict(sorted({**entities, **actions}.items(), key=lambda one: one[1].casefold()))


@callback
def target_name(hass: HomeAssistant, target: str) -> str:
    """Return the display name of a target, even if it no longer exists."""
    found = async_targets(hass).get(target)
    return found or target.removeprefix(_ENTITY).removeprefix(_ACTION)


async def async_send(hass: HomeAssistant, target: str, message: Message) -> None:
    """Send a message to a target; raises TargetError."""
    data: dict[str, Any] = {ATTR_TITLE: message.title, ATTR_MESSAGE: message.body}
    if target.startswith(_ENTITY):
        service, data[ATTR_ENTITY_ID] = SERVICE_SEND_MESSAGE, target.removeprefix(_ENTITY)
        if hass.states.get(data[ATTR_ENTITY_ID]) is None:
            raise TargetError("the entity is not there")
    else:
        service = target.removeprefix(_ACTION)
        if service.startswith(_APP):
            data[ATTR_DATA] = message.data
    try:
        await hass.services.async_call(NOTIFY, service, data, blocking=True)
    except (HomeAssistantError, vol.Invalid, ValueError) as err:
        raise TargetError(str(err) or type(err).__name__) from err
