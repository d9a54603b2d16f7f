"""Call an action of a router."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN


def device_of(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return the id of a router's device."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, entry.unique_id or ""), entry.entry_id
    )
    assert device is not None
    return device.id


async def call(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    action: str,
    context: Context | None = None,
    **data: Any,
) -> dict[str, Any]:
    """Call an action for one router; return its part of the response."""
    device = device_of(hass, entry)
    response = await hass.services.async_call(
        DOMAIN,
        action,
        {"device_id": device, **data},
        blocking=True,
        return_response=True,
        context=context,
    )
    assert response is not None
    assert list(response) == [device]
    answer = response[device]
    assert isinstance(answer, dict)
    return dict(answer)
