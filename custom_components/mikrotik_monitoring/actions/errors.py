"""Errors of actions: an invalid call, or a failure of the router."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..polling import MikrotikConfigEntry
from ..polling.link import error_key, error_placeholders
from ..routeros import RouterOSError


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error for an invalid call, by its translation key."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def failed(key: str, **placeholders: str) -> HomeAssistantError:
    """Return the error for a valid call that failed."""
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def demand_connected(entry: MikrotikConfigEntry) -> None:
    """Raise HomeAssistantError, with the cause, if a loaded router is not connected."""
    router = entry.runtime_data
    if not router.operation.is_collecting:
        raise failed("collection_off", name=entry.title)
    if not router.client.connected:
        raise failed("not_connected", name=entry.title)


def router_error(entry: ConfigEntry, error: RouterOSError) -> HomeAssistantError:
    """Return the error for a request that a router refused or did not reply to."""
    return failed(error_key(error), **error_placeholders(entry.data, error))
