"""What a person attaches to a report: states, never secrets."""

from dataclasses import asdict
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant

from .const import CONF_CA, CONF_FINGERPRINT
from .metrics.health_score import FACTORS, SCORE
from .metrics.identity import RouterIdentity
from .polling import GroupState, MikrotikConfigEntry, MonitoredRouter, TierCoordinator

type Secrets = tuple[str, ...]

_REDACTED: Final = {
    CONF_CA,
    CONF_FINGERPRINT,
    CONF_HOST,
    CONF_PASSWORD,
    CONF_USERNAME,
    "name",
    "serial_number",
    "software_id",
    "system_id",
    "unique_id",
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: MikrotikConfigEntry
) -> dict[str, Any]:
    """Return how a router is asked and what became of it; why not, where it is not set up."""
    report = {
        "entry": async_redact_data(dict(entry.data), _REDACTED),
        "options": dict(entry.options),
        "state": entry.state.value,
        "reason": _without(entry.reason, _secrets(entry)),
    }
    if entry.state is ConfigEntryState.LOADED:
        report |= _router(entry.runtime_data, _secrets(entry))
    return report


def _router(router: MonitoredRouter, secrets: Secrets) -> dict[str, Any]:
    """Return the link, and the groups of each tier."""
    client = router.client
    return {
        "router": _identity(router.checked.identity),
        "link": {
            "connected": client.connected,
            "lost_reason": _without(client.lost_reason, secrets),
            "second_connection": _without(client.bulk_error, secrets),
            "auth_failed": client.auth_failed,
            "logins": client.logins,
            "commands": client.commands,
            "bytes_received": client.bytes_received,
        },
        "health_score": _score(router),
        "tiers": {key: _tier(tier, secrets) for key, tier in router.coordinators.items()},
    }


def _identity(identity: RouterIdentity | None) -> dict[str, Any] | None:
    """Return who answered last, None where nobody has."""
    return None if identity is None else async_redact_data(asdict(identity), _REDACTED)


def _score(router: MonitoredRouter) -> dict[str, Any]:
    """Return what each factor of the health score costs; None for one without data."""
    reading = router.latest(SCORE)
    if reading is None:
        return {"score": None, "factors": {}, "lost": []}
    row = reading.rows[""]
    costs = {factor.key: row.costs.get(factor.key) for factor in FACTORS}
    return {
        "score": row.score,
        "factors": {key: cost and asdict(cost) for key, cost in costs.items()},
        "lost": sorted(row.lost),
    }


def _tier(coordinator: TierCoordinator, secrets: Secrets) -> dict[str, Any]:
    """Return how a tier keeps its pace."""
    return {
        "interval": coordinator.interval,
        "last_duration": coordinator.last_duration,
        "skipped_ticks": coordinator.skipped,
        "groups": {key: _group(state, secrets) for key, state in coordinator.data.items()},
    }


def _group(state: GroupState, secrets: Secrets) -> dict[str, Any]:
    """Return what became of a group's last read."""
    rows = {} if state.current is None else state.current.rows
    remarks = [remark for row in rows.values() for remark in state.group.remarks(row)]
    return {
        "outcome": state.outcome,
        "error": _without(state.error, secrets),
        "failed_at": state.failed_at and state.failed_at.isoformat(),
        "failures": state.failures,
        "instances": len(rows),
        **({"remarks": remarks} if remarks else {}),
        **({"impossible": dict(state.impossible)} if state.impossible else {}),
    }


def _secrets(entry: MikrotikConfigEntry) -> Secrets:
    """Return the texts that say where or whose a router is, the longest first."""
    texts = {entry.title, entry.unique_id or ""}
    texts |= {str(value) for key, value in entry.data.items() if key in _REDACTED}
    if entry.state is ConfigEntryState.LOADED:
        identity = entry.runtime_data.checked.identity
        texts |= {identity.name, *identity.ids.values()} if identity else set()
    return tuple(sorted(texts - {""}, key=len, reverse=True))


def _without(text: object, secrets: Secrets) -> str | None:
    """Return a text, such as an error's, with each secret in it blotted out."""
    if text is None:
        return None
    shown = str(text)
    for secret in secrets:
        shown = shown.replace(secret, REDACTED)
    return shown
