"""Who requests a view, and so what it may contain."""

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.websocket_api import ActiveConnection, current_connection
from homeassistant.config_entries import ConfigEntry


def is_admin() -> bool:
    """Return whether an administrator or Home Assistant itself makes the request.

    Only they may see a router's address: other users see its values.
    """
    connection = current_connection.get()
    return connection is None or connection.user.is_admin


def shown_reason(entry: ConfigEntry) -> str | None:
    """Return why an entry is not set up, for administrators only: it names the router's address."""
    return entry.reason if is_admin() else None


def may_read(connection: ActiveConnection, entity_id: str | None) -> bool:
    """Return whether a user may read an entity, as checked for its history."""
    return entity_id is not None and connection.user.permissions.check_entity(
        entity_id, POLICY_READ
    )
