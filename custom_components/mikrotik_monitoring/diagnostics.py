"""What a person attaches to a report: states, never secrets."""

from dataclasses import asdict
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant

from .const import CONF_CA, CONF_FINGERPRINT
from .coordinator import GroupState, TierCoordinator
from .router import MikrotikConfigEntry

_REDACTED: Final = {
    CONF_CA,
    CONF_FINGERPRINT,
    CONF_HOST,
    CONF_PASSWORD,
    CONF_USERNAME,
    "name",
    "serial_number",
    "unique_id",
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: MikrotikConfigEntry
) -> dict[str, Any]:
    """Return how a router is asked and what became of it."""
    router = entry.runtime_data
    client = router.client
    return {
        "entry": async_redact_data(dict(entry.data), _REDACTED),
        "options": dict(entry.options),
        "router": async_redact_data(asdict(router.identity), _REDACTED),
        "link": {
            "connected": client.connected,
            "logins": client.logins,
            "commands": client.commands,
            "bytes_received": client.bytes_received,
        },
        "tiers": {key: _tier(tier) for key, tier in router.coordinators.items()},
    }


def _tier(coordinator: TierCoordinator) -> dict[str, Any]:
    return {
        "interval": coordinator.interval,
        "last_duration": coordinator.last_duration,
        "skipped_ticks": coordinator.skipped,
        "groups": {key: _group(state) for key, state in coordinator.data.items()},
    }


def _group(state: GroupState) -> dict[str, Any]:
    return {
        "fate": state.fate,
        "error": None if state.error is None else str(state.error),
        "failures": state.failures,
        "instances": 0 if state.current is None else len(state.current.rows),
    }
