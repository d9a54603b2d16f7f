"""Base of the actions for routers: fields, targets, and the response by device."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..admin import async_demand_admin
from ..const import DOMAIN
from ..dashboard.entries import router_device
from .errors import invalid


@dataclass(frozen=True, kw_only=True)
class RouterAction:
    """An action that is run for each targeted router.

    ``run`` is called with one router's entry and returns its response. Its exception ends the
    action if one router is targeted; of several, the others' responses come with its ``error``.
    ``check`` raises ServiceValidationError for what is invalid for every router.
    """

    name: str
    run: Callable[[HomeAssistant, ConfigEntry, ServiceCall], Awaitable[JsonObjectType]]
    fields: Mapping[vol.Marker, Any] = field(default_factory=dict)
    # Only admins may query the router or change something.
    needs_admin: bool = True
    # Whether it requires a loaded entry.
    needs_loaded: bool = True
    # Whether routers are processed one after the other, yielding to the event loop in between.
    in_turn: bool = False
    check: Callable[[HomeAssistant, ServiceCall], None] | None = None
    response: SupportsResponse = SupportsResponse.OPTIONAL


@dataclass(frozen=True, kw_only=True)
class TargetAction:
    """An action that is run once for the whole target, and responds by router too."""

    name: str
    run: Callable[[HomeAssistant, ServiceCall], Coroutine[Any, Any, JsonObjectType]]
    fields: Mapping[vol.Marker, Any] = field(default_factory=dict)
    needs_admin: bool = False
    response: SupportsResponse = SupportsResponse.OPTIONAL


@callback
def async_register(hass: HomeAssistant, action: RouterAction | TargetAction) -> None:
    """Register an action."""
    hass.services.async_register(
        DOMAIN,
        action.name,
        partial(_async_run, hass, action)
        if isinstance(action, RouterAction)
        else partial(action.run, hass),
        schema=cv.make_entity_service_schema(dict(action.fields)),
        supports_response=action.response,
    )


async def _async_run(
    hass: HomeAssistant, action: RouterAction, call: ServiceCall
) -> JsonObjectType:
    """Run an action for each router; return the responses by the routers' devices."""
    if action.needs_admin:
        await async_demand_admin(hass, call.context)
    entries = targeted(hass, call)
    if action.needs_loaded:
        for entry in entries.values():
            _demand_loaded(entry)
    if action.check is not None:
        action.check(hass, call)
    runs = (action.run(hass, entry, call) for entry in entries.values())
    if len(entries) == 1:
        (device_id,) = entries
        return {device_id: await next(runs)}
    if action.in_turn:
        answers = [await _answer_in_turn(run) for run in runs]
    else:
        answers = await asyncio.gather(*(_answer(run) for run in runs))
    return dict(zip(entries, answers, strict=True))


async def _answer_in_turn(run: Awaitable[JsonObjectType]) -> JsonObjectType:
    """Return the response for a router, after yielding to the event loop."""
    await asyncio.sleep(0)
    return await _answer(run)


async def _answer(run: Awaitable[JsonObjectType]) -> JsonObjectType:
    """Return the response for one of several routers, or its error."""
    try:
        return await run
    except HomeAssistantError as err:
        return {"error": str(err)}


@callback
def targeted(hass: HomeAssistant, call: ServiceCall) -> dict[str, ConfigEntry]:
    """Return the targeted routers, by their devices.

    An interface or an entity stands for its router. Raises ServiceValidationError for a device that
    is not a router's, and if there is no router at all.
    """
    selected = async_extract_referenced_entity_ids(hass, TargetSelection(call.data))
    named = TargetSelection(call.data).device_ids
    entities = er.async_get(hass).entities
    of_entities = (entities.get(entity_id) for entity_id in selected.referenced)
    devices = {
        *selected.referenced_devices,
        *(entity.device_id for entity in of_entities if entity and entity.device_id),
    }
    found: dict[str, ConfigEntry] = {}
    for device_id in sorted(devices):
        entry = router_of(hass, device_id) if device_id in named else _entry_of(hass, device_id)
        if entry is not None and (router := router_device(hass, entry)) is not None:
            found[router.id] = entry
    if not found:
        raise invalid("no_router")
    return found


@callback
def router_of(hass: HomeAssistant, device_id: str) -> ConfigEntry:
    """Return the router that a device belongs to; raises ServiceValidationError for others."""
    entry = _entry_of(hass, device_id)
    if entry is None:
        raise invalid("not_a_router", device=_device_name(hass, device_id))
    return entry


def _entry_of(hass: HomeAssistant, device_id: str) -> ConfigEntry | None:
    """Return the router that a device belongs to."""
    device = dr.async_get(hass).async_get(device_id)
    if device is None:
        return None
    entries: Iterable[ConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    return next((entry for entry in entries if entry.entry_id == device.config_entry_id), None)


def _device_name(hass: HomeAssistant, device_id: str) -> str:
    device = dr.async_get(hass).async_get(device_id)
    return device_id if device is None else device.name_by_user or device.name or device_id


def _demand_loaded(entry: ConfigEntry) -> None:
    if entry.state is not ConfigEntryState.LOADED:
        raise invalid("not_loaded", name=entry.title)
