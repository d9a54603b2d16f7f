"""What an action raises: the caller's mistake, or what the router did not do."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..polling import MikrotikConfigEntry
from ..polling.link import error_key, error_placeholders
from ..routeros import RouterOSError


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error of a call that asks for what cannot be, by its key in the translations."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def failed(key: str, **placeholders: str) -> HomeAssistantError:
    """Return the error of a call that is right, and was not done."""
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def demand_connected(entry: MikrotikConfigEntry) -> None:
    """Raise HomeAssistantError, with the cause, where a loaded router cannot be asked now."""
    router = entry.runtime_data
    if not router.operation.is_collecting:
        raise failed("collection_off", name=entry.title)
    if not router.client.connected:
        raise failed("not_connected", name=entry.title)


def router_error(entry: ConfigEntry, error: RouterOSError) -> HomeAssistantError:
    """Return the error of what a router refused, or did not answer."""
    return failed(error_key(error), **error_placeholders(entry.data, error))
